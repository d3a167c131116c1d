/* inside.h - what the committee's files share. Private to committee/. */
#pragma once

#include "committee/committee.h"

enum { COMMITTEE_BATCH = 200 }; /* requests moved, or letters fed, in one transaction */

/* Stands for a letter's own number, which it gets when it leaves. */
#define NUMBER_TO_COME "2/0000/000000/0"

/* REFUSED, "…: nothing was changed"; false. */
bool committee_refuse(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* Whether the role may do what [acts staff] names: "committee" or "approve". */
bool committee_may(const Desk *desk, const char *what, const Act *act, GError **error);
gint64 committee_now(const Act *act);
/* NULL with REFUSED when it is approved. */
CommitteeSession *
committee_session_open(const Desk *desk, gint64 session_id, GError **error);
/* REFUSED unless what was seen of a session or run ("session 12/1448") is what is now. */
bool committee_seen(const char *what, const char *seen, const char *now, GError **error);
/* True when a text holds more than blanks. */

/* ---- judging a decision (judge.c) ---- */

/* What one is held against; reasons are loaded once. */
typedef struct Judge {
    const Desk *desk;
    const CommitteeSession *session;
    const Act *act;
    GPtrArray *reasons;
} Judge;
bool judge_open(Judge *judge, const Desk *desk, const CommitteeSession *session,
    const Act *act, GError **error);
void judge_clear(Judge *judge);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Judge, judge_clear)
/* Why the decision cannot be entered for the case, in words (owned); NULL: it can. False when that cannot
 * be known. */
bool judge_decision(const Judge *judge, const CommitteeCase *about,
    const CommitteeDecision *decision, char **why, GError **error);
/* Puts it on the agenda where it is not yet, and enters it; in the caller's transaction. */
bool judge_enter(const Judge *judge, const CommitteeCase *about,
    CommitteeDecision *decision, GError **error);
/* Why a day that the decision names cannot be told of any more in a letter that leaves now: it has come, or is
 * nearer than anybody's period is short. In words (owned); NULL: it can. */
char *
decision_lapsed(const Config *config, const CommitteeDecision *decision, gint64 now);
const CommitteeReason *reason_find(GPtrArray *reasons, const char *code);

/* ---- a row of a table (table.c) ---- */

typedef struct Table Table;
/* REFUSED when it is no table of decisions, saying why. */
Table *table_open(GBytes *bytes, GError **error);
void table_close(Table *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Table, table_close)
/* The next row: its line, the number as written and, when it can be read, the decision; else why not. False
 * after the last. */
typedef struct TableRow {
    int line;
    char *written;               /* the request's number as it stands there */
    char *number;                /* its canonical form; NULL when it is none */
    CommitteeDecision *decision; /* NULL when it cannot be read */
    char *why;
} TableRow;
void table_row_free(TableRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TableRow, table_row_free)
TableRow *table_next(Table *table);

/* ---- letters (writing.c, letters.c) ---- */

/* What the letters of a run share. */
struct Writing {
    const Desk *desk;
    Compose *compose;
    GPtrArray *reasons;     /* of CommitteeReason, owned */
    JsonNode *circular;     /* its model; NULL: outcomes */
    const char *template_;  /* of a circular */
    gint64 mailing_id;      /* likewise */
    GHashTable *enclosures; /* of Enclosed, owned, by template, language and channel */
};
/* mailing: a circular, to be kept until writing is cleared; NULL: outcomes. */
bool writing_open(Writing *writing, const Desk *desk, Compose *compose,
    const Mailing *mailing, GError **error);
void writing_clear(Writing *writing);
/* A short word that is another whenever the circular says something else, by mail or on paper, in words or
 * enclosures; filled for nobody. NULL with REFUSED when something is missing in it. Owned. */
char *circular_revision(const Writing *writing, GError **error);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Writing, writing_clear)
/* What goes with a letter, borrowed; NULL with REFUSED when a document it cannot go without is missing. */
const Enclosed *
writing_enclosed(const Writing *writing, const PlannedLetter *letter, GError **error);

/* One of a decision, or to a person; how it goes is chosen next. */
PlannedLetter *planned_of_decision(const Writing *writing, CommitteeDecision *take);
PlannedLetter *planned_of_person(const Writing *writing, MailingLetter *take);
/* The door decides of mail; who has no mail address has a postal one, or is not reached. */
bool planned_choose(const Writing *writing, PlannedLetter *letter, GError **error);
/* What it says; the caller's. */
JsonNode *
planned_model(const Writing *writing, const PlannedLetter *letter, const char *out_no);
/* Its departure, with what goes with it (borrowed); the model is the caller's, and has the letter's own
 * number. */
bool planned_departure(const Writing *writing, const PlannedLetter *letter,
    const char *out_no, Departure *departure, JsonNode **model, GError **error);

/* ---- what the clock does (moves.c, feed.c, round.c) ---- */

bool committee_move_requests(const Desk *desk, int *moved, GError **error);
/* At most so many due letters of a run; empty: none was due. from is the throttle's mark before them. */
bool committee_feed(const Desk *desk, Compose *compose, const Mailing *mailing, int most,
    gint64 from, gint64 now, CommitteeRound *round, bool *empty, GError **error);
/* How many letters may leave now, the last having left as mark says (0: none yet); and the mark after. */
int throttle_allows(const Config *config, gint64 mark, gint64 now, gint64 *from);
gint64 throttle_after(const Config *config, gint64 from, int letters);
