/* office_requests.h - what people and the clock do with requests. A section of office.h, which includes it.
 *
 * Every act is of somebody (Act.by and .role), is judged by kinds.conf, stands in the journal and can be
 * undone or corrected; a refusal says what is missing and changes nothing. Acts take part in the
 * transaction the caller began, or commit by themselves when none was begun.
 */
#pragma once

#include "compose/compose.h"
#include "office/office_days.h"
#include "office/office_rules.h"
#include "store/store.h"

/* The desk requests are handled at. */
typedef struct Desk {
    const Config *config; /* borrowed */
    Store *store;         /* borrowed */
    Rules *rules;
    WorkingDays *days;
} Desk;
Desk *desk_open(const Config *config, Store *store, GError **error);
void desk_close(Desk *desk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Desk, desk_close)

/* Who acts, when, why. */
typedef struct Act {
    const char *by, *role; /* login and role; both DIWAN when it happens by itself */
    const char *reason;    /* kept; NULL: none was given */
    const char *told;      /* what the applicant is told of it; NULL: nothing besides */
    gint64 now;            /* 0: now */
    bool in_session; /* of the committee, whose decisions are made and told there alone */
    bool replied;    /* a reply of theirs leaves with it */
} Act;
#define DIWAN "diwan"

/* ---- days (request_clock.c): pure ---- */

void request_clock_clear(RequestClock *clock);
RequestClock request_clock_copy(const RequestClock *clock);
/* A request of a kind that was opened at an instant and is in a state. */
RequestClock request_clock_open(
    const Desk *desk, const KindRule *kind, const char *state, gint64 opened_at);
/* It goes from state to state; completes: its documents are complete as of now. */
void request_clock_move(const Desk *desk, const KindRule *kind, RequestClock *clock,
    const char *from, const char *to, bool completes, gint64 now);
void request_clock_pause(RequestClock *clock, const char *why, gint64 now);
/* Days that were left when it was paused are left again. */
void request_clock_resume(const Desk *desk, const KindRule *kind, RequestClock *clock,
    const char *state, gint64 now);
/* The instant from which a day is due soon, seen from now: due before it. */
gint64 request_clock_soon(const Desk *desk, gint64 now);

/* ---- moves (request_moves.c) ---- */

/* Makes a move of the request's machine, named by itself or by the state it leads to. REFUSED when there
 * is no such move from its state, the role may not make it, or what it asks for is missing. other_id: the
 * request it is merged into, else 0. Who is to be told is told by a notice. */
bool request_move(const Desk *desk, gint64 request_id, const char *move, gint64 other_id,
    const Act *act, GError **error);
/* The newest step that stands is taken back with its days, and what was to be told of it is recalled
 * where it has not left. For whoever made it, and those who may make it. A reason is kept. */
bool request_undo(const Desk *desk, gint64 request_id, const Act *act, GError **error);
/* Moves that can be asked for in its state by a role (NULL: by anybody); of Move, borrowed. */
GPtrArray *request_moves(const Desk *desk, const Request *request, const char *role);

/* ---- other steps (request_steps.c) ---- */

/* The days stand still, probably until a day, for a cause (act->told) the applicant is told with the day
 * to be expected then; and go on. */
bool request_pause(
    const Desk *desk, gint64 request_id, int until, const Act *act, GError **error);
bool request_resume(const Desk *desk, gint64 request_id, const Act *act, GError **error);
/* A later day is promised, before the former lapses; the applicant is told with act->told as the cause. */
bool request_extend(
    const Desk *desk, gint64 request_id, int day, const Act *act, GError **error);
/* It is of another kind: only while nobody has worked on it. */
bool request_reclassify(const Desk *desk, gint64 request_id, const char *kind,
    const Act *act, GError **error);
/* Somebody who works here is to see to it; login NULL: nobody. */
bool request_assign(const Desk *desk, gint64 request_id, const char *login,
    const Act *act, GError **error);
/* Whom a complaint is of: they do nothing with it any more. login NULL: of nobody who works here. */
bool request_name(const Desk *desk, gint64 request_id, const char *login, const Act *act,
    GError **error);
/* What only one request of its party can be meant by is linked by itself: an appeal that nobody linked yet,
 * where one request was declined. Any other is left as it is. */
bool request_link_plain(const Desk *desk, gint64 request_id, GError **error);
/* Which request an appeal is of. */
bool request_link(
    const Desk *desk, gint64 request_id, gint64 about_id, const Act *act, GError **error);

/* ---- documents and data (checklist.c, confirm.c) ---- */

typedef struct ChecklistRow {
    const DocumentRule *rule;
    bool required;
    const RequestDocument *found; /* borrowed from the checklist; NULL: no word of it */
    const char *state;            /* missing received accepted refused waived expired */
} ChecklistRow;
typedef struct Checklist {
    GPtrArray *rows;      /* of ChecklistRow, owned; required ones first */
    GPtrArray *documents; /* of RequestDocument, owned */
    int missing;          /* required ones that are missing, refused or expired */
    int unchecked;        /* required ones that nobody has checked yet */
} Checklist;
void checklist_free(Checklist *checklist);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Checklist, checklist_free)
/* Required, and missing, refused or expired. */
bool checklist_row_is_missing(const ChecklistRow *row);
Checklist *request_checklist(const Desk *desk, const Request *request, GError **error);

/* A letter of the party brought a document; expires: a day, 0 when it has none. */
bool request_document_take(const Desk *desk, gint64 request_id, const char *document,
    gint64 letter_id, int expires, const Act *act, GError **error);
/* A person has looked at it. Valid is what was valid on the day it was received; refusing asks for a
 * reason. */
bool request_document_check(const Desk *desk, gint64 request_id, const char *document,
    bool accept, const Act *act, GError **error);
/* It is not needed of this applicant, for a reason. */
bool request_document_waive(const Desk *desk, gint64 request_id, const char *document,
    const Act *act, GError **error);
/* Asks for everything that is missing, in one letter: the days pause and the letter says so. days: the
 * period given (0: the setting's). again: what is still missing is asked for anew. */
bool request_ask(const Desk *desk, gint64 request_id, int days, bool again,
    const Act *act, GError **error);

/* A field of the party's record is held against an accepted document: it agrees, or differs (then
 * act->reason says how). */
bool request_confirm(const Desk *desk, gint64 request_id, const char *field,
    const char *document, bool agrees, const Act *act, GError **error);
/* Fields that nobody has confirmed as they stand on the record; of char. */
GPtrArray *request_unconfirmed(const Desk *desk, const Request *request, GError **error);
/* A field of a party by its name; NULL: empty, or no such field. Borrowed. */
const char *party_field(const Party *party, const char *field);

/* The act of registration: the applicant becomes a beneficiary, with a number (owned by the caller) and
 * the day; only when the request is complete. And its inverse, for a reason. */
bool request_register(
    const Desk *desk, gint64 request_id, const Act *act, char **number, GError **error);
bool
request_unregister(const Desk *desk, gint64 request_id, const Act *act, GError **error);

/* ---- referrals and contacts (referral.c) ---- */

/* to_kind researcher (to_name a login), unit or branch; purpose information, opinion or action; due a
 * day, needed for the latter two. */
bool request_refer(const Desk *desk, gint64 request_id, const Referral *referral, int due,
    const Act *act, GError **error);
/* The newest open one to that name (NULL: the only open one) is returned with an answer, or recalled. */
bool request_refer_end(const Desk *desk, gint64 request_id, const char *to_name,
    bool recall, const char *answer, const Act *act, GError **error);

/* The ways of contact the policy names besides letters. NULL-terminated. */
extern const char *const contact_channels[];
/* number is owned by the caller. contact->party_id or request_id is set. */
bool request_contact(const Desk *desk, const Contact *contact, const Act *act,
    char **number, GError **error);

/* ---- a letter came to a request (follow_up.c) ---- */

/* Inside the transaction that files the letter. A person is to look at it within three worked days, where
 * the request's state asks for nothing sooner; one that was closed goes on where its kind has the move
 * follow_up and the period for it has not passed. taken false: it has ended and stays so. */
bool request_followed(
    const Desk *desk, gint64 request_id, gint64 now, bool *taken, GError **error);
/* Whether such a letter waits to be looked at, where the state itself asks for nothing. */
bool request_is_unseen(const Desk *desk, const Request *request);
/* A person has looked at it. */
bool request_seen(const Desk *desk, gint64 request_id, const Act *act, GError **error);

/* ---- two records of one person (party_merge.c) ---- */

/* Pairs that may be one person, of those with the first after an id; of PartyPair. About `most` of what records share is
 * looked at; next: the id after which to look on; 0: all is looked at. */
GPtrArray *
party_pairs(Store *store, gint64 after_id, int most, gint64 *next, GError **error);
/* gone's letters, requests and contacts are kept's; of the fields named (NULL: none) gone's value stands,
 * and where kept had none. REFUSED without a reason, or where gone is a beneficiary. */
bool party_merge(const Desk *desk, gint64 kept_id, gint64 gone_id,
    const char *const *fields, const Act *act, GError **error);
/* Two again: what moved goes back, and fields that were taken; what came since stays. */
bool party_separate(const Desk *desk, gint64 gone_id, const Act *act, GError **error);

/* ---- letters between requests (letter_moves.c) ---- */

/* A filed letter is put on another request of its party, or on a new one of a kind (NULL: the same) that is
 * linked to the one it stood on; number is the new one's, owned by the caller. Undone by putting it back. */
bool request_take_letter(const Desk *desk, gint64 request_id, gint64 letter_id,
    const Act *act, GError **error);
bool request_split(const Desk *desk, gint64 request_id, gint64 letter_id,
    const char *kind, const Act *act, char **number, GError **error);
/* A request (0: none) that has no letter any more and that nobody has worked on is withdrawn. */
bool request_emptied(const Desk *desk, gint64 request_id, gint64 now, GError **error);
/* A letter waits for a decision, for the act's reason: store_letter_hold_by_person. REFUSED, as of the two
 * below, for whoever is barred from its request. */
bool letter_hold(const Desk *desk, gint64 letter_id, const Act *act, GError **error);
/* Whose a held letter is, a person says: store_letter_decide_as with the act's reason, and what it leaves. */
bool letter_decide(const Desk *desk, gint64 letter_id, const Decided *as, const Act *act,
    GError **error);
/* That is taken back: store_letter_undecide, and what it leaves. */
bool letter_undecide(const Desk *desk, gint64 letter_id, const Act *act, GError **error);

/* What came with a letter seems to be these documents (of char, ids): those of them that the request is
 * without are received, to be looked at by a person (arrived.c). */
bool request_documents_came(const Desk *desk, gint64 request_id, const Letter *letter,
    GPtrArray *documents, gint64 now, GError **error);

/* ---- kinds of letters, taught by people (lessons.c) ---- */

/* The letter is of the kind, a person says. */
bool kind_lesson_learn(Store *store, gint64 letter_id, const char *kind, GError **error);
/* And what it taught is taken back. */
bool kind_lesson_forget(Store *store, gint64 letter_id, GError **error);
/* How much lessons speak for each kind taught so far, of a letter's subject (NULL: none) and texts (of
 * char, borrowed); of KindLesson. */
GPtrArray *
kind_lessons_weigh(Store *store, const char *subject, GPtrArray *texts, GError **error);

/* ---- notices and the clock (notice.c, clock.c) ---- */

/* Composes what is owed and due and puts it into the outbox: each once. What cannot go by mail waits for
 * the post ("post"); sent counts mails. */
bool
notices_send(const Desk *desk, Compose *compose, gint64 now, int *sent, GError **error);

typedef struct ClockRound {
    int begun, reminded, rested, delays, sent;
} ClockRound;
/* What is due by itself: days are begun, reminders and delay notices owed, requests rest, notices leave.
 * Does nothing twice, whenever it was interrupted. */
bool clock_round(
    const Desk *desk, Compose *compose, gint64 now, ClockRound *round, GError **error);
