/* store_committee.h - the committee's sessions and decisions, and runs of letters. A section of store.h, which includes it. */
#pragma once

#include "store/store.h"

/* ---- sessions (committee.c) ---- */

typedef struct CommitteeMember {
    char *login; /* NULL: works not here */
    char *name;
} CommitteeMember;

/* -1 in the minutes' counts: not told yet. */
typedef struct CommitteeSession {
    gint64 id;
    int year, serial;
    char *number;   /* "12/1448": as letters name it */
    gint64 held_at; /* the first moment of its day */
    char *state;    /* open approved */
    int revision;
    char *opened_by;
    gint64 opened_at;
    int accepted, declined, deferred; /* as the minutes count */
    char *minutes;                    /* words of the minutes, or where they are; NULL */
    char *approved_by;
    gint64 approved_at;
    int items, decided[3]; /* on the agenda; decisions entered, in the order above */
    GPtrArray *members;    /* of CommitteeMember, owned; set by get alone, else NULL */
    gint64 mailing_id;     /* its run of letters; 0: none yet */
    char *mailing_state;   /* likewise */
} CommitteeSession;
CommitteeSession *committee_session_new(void);
void committee_session_free(CommitteeSession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CommitteeSession, committee_session_free)
CommitteeMember *committee_member_new(const char *login, const char *name);
void committee_member_free(CommitteeMember *member);

/* Opens one on a day (session's year, held_at, members, opened_by, opened_at) as the next of its year;
 * number and serial are the store's. */
bool store_committee_open(
    Store *store, const CommitteeSession *session, gint64 *id, GError **error);
/* REFUSED when there is none. */
CommitteeSession *store_committee_get(Store *store, gint64 id, GError **error);
gint64 store_committee_by_number(Store *store, const char *number); /* 0: none */
/* Newest first; state NULL: any. */
GPtrArray *
store_committee_list(Store *store, const char *state, int limit, GError **error);
/* Day, members, counts and words of the minutes, of an open session as it was read: REFUSED when anything of
 * it changed since, or it is approved. */
bool store_committee_minutes(
    Store *store, const CommitteeSession *session, const char *actor, GError **error);
/* Ends it as it was read: REFUSED when anything of it changed since (revision). Counts are the minutes'. */
bool store_committee_approve(
    Store *store, const CommitteeSession *session, const char *actor, GError **error);
/* Whoever opened the session, entered anything of its minutes or any decision of what is on its agenda, also
 * one that another took the place of: logins, owned. */
GPtrArray *
store_committee_hands(Store *store, const CommitteeSession *session, GError **error);

/* ---- the agenda and what it is built from (committee_cases.c) ---- */

/* A request the committee may be asked about. */
typedef struct CommitteeCase {
    gint64 request_id, party_id;
    char *number, *kind, *state, *file_no, *full_name;
    gint64 earliest_at, target_at;
    gint64 item_of; /* an open session with it on its agenda; 0: none */
    char *item_number;
    gint64 next_at;    /* of a deferred one: when it is to come again; 0: not said */
    bool appealed;     /* it comes again because somebody objected */
    bool held;         /* a letter of it is on the hold list */
    gint64 decided_id; /* its newest approved decision */
    bool corrected;    /* that decision was taken back by a correction */
} CommitteeCase;
void committee_case_free(CommitteeCase *one);
/* Those before the committee, the longest waiting first; of a session: its agenda in order. */
GPtrArray *store_committee_ready(Store *store, GError **error);
GPtrArray *store_committee_agenda(Store *store, gint64 session_id, GError **error);
/* Deferred ones whose day, if one was said, is not behind an instant: of CommitteeCase. */
GPtrArray *store_committee_deferred(Store *store, gint64 until, GError **error);
/* One, whatever its state; NULL, no error: no such request. */
CommitteeCase *store_committee_case(Store *store, gint64 request_id, GError **error);
/* At the end of an open session's agenda; a second time changes nothing. */
bool store_committee_item_add(Store *store, gint64 session_id, gint64 request_id,
    const char *actor, GError **error);
/* With its decision, if one was entered. REFUSED when it is not on it, or the session is approved. */
bool store_committee_item_remove(Store *store, gint64 session_id, gint64 request_id,
    const char *actor, GError **error);

/* ---- decisions (committee_decisions.c) ---- */

typedef enum { OUTCOME_ACCEPTED, OUTCOME_DECLINED, OUTCOME_DEFERRED } CommitteeOutcome;
const char *committee_outcome_name(CommitteeOutcome outcome);

/* Lists have a line each; NULL: none. */
typedef struct CommitteeDecision {
    gint64 id, session_id, request_id;
    CommitteeOutcome outcome;
    char *reason_code, *reason;
    char *conditions, *next_step, *amount, *alternatives, *needed;
    gint64 contact_by, next_at;
    char *early_reason;
    char *notes; /* for the office; in no letter */
    gint64 corrects;
    char *actor, *role; /* who entered it */
    gint64 at;
    /* Of its request, party and session, for lists and letters: */
    gint64 party_id, opened_by; /* the letter that opened it */
    char *request_no, *request_state, *file_no, *full_name, *email, *address;
    gint64 earliest_at;
    bool held;    /* a letter of it is on the hold list */
    bool scanned; /* it was opened on paper */
    /* From where the letter that opened it came, and how it begins; NULL */
    char *opened_from, *words;
    char *session_no;
    gint64 held_at;
    /* What came of it; moved_at 0: nothing yet. */
    gint64 moved_at;
    char *trouble; /* why the request was not moved; NULL */
} CommitteeDecision;
CommitteeDecision *committee_decision_new(void);
void committee_decision_free(CommitteeDecision *decision);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CommitteeDecision, committee_decision_free)

/* Enters it, in place of the session's former one of that request. REFUSED once it is approved. */
bool store_decision_put(
    Store *store, const CommitteeDecision *decision, gint64 *id, GError **error);
/* Of a session, in the order of the agenda; request_id 0: of any request. */
GPtrArray *
store_decisions_of(Store *store, gint64 session_id, gint64 request_id, GError **error);
/* NULL, no error: none. */
CommitteeDecision *store_decision_get(Store *store, gint64 id, GError **error);
/* Approved ones that did not move their request yet. */
GPtrArray *store_decisions_unmoved(Store *store, int most, GError **error);
/* It moved its request; or did not, and why. Every member present with a login has decided. */
bool store_decision_moved(Store *store, gint64 id, const char *trouble, GError **error);

/* ---- runs of letters (mailings.c, mailing_letters.c) ---- */

typedef struct Mailing {
    gint64 id, session_id; /* 0: a circular */
    char *session_no;
    char *template_, *model, *to_whom; /* of a circular */
    char *state; /* prepared approved holding sending paused stopped recalled done */
    char *prepared_by, *approved_by, *started_by;
    gint64 prepared_at, approved_at, started_at;
    gint64 due_at; /* until then it can be called back */
    gint64 fed_at, ended_at;
    char *why; /* it is paused, stopped or recalled */
} Mailing;
void mailing_free(Mailing *mailing);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Mailing, mailing_free)

typedef struct MailingLetter {
    gint64 id, mailing_id, decision_id, party_id, request_id;
    char *occasion; /* "decision 17" */
    char *template_;
    char *channel; /* mail paper none */
    char *language;
    char *state; /* due queued refused superseded */
    char *why;
    char *out_no;
    gint64 outbox_id;
    /* Of its party, request and outbox row: */
    char *file_no, *full_name, *email, *address, *request_no;
    bool merged;        /* its party's record was merged into another */
    char *outcome;      /* of its decision; NULL: a circular */
    char *outbox_state; /* NULL: none yet */
    gint64 sent_at;
} MailingLetter;
void mailing_letter_free(MailingLetter *letter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MailingLetter, mailing_letter_free)

bool store_mailing_put(Store *store, const Mailing *mailing, gint64 *id, GError **error);
/* REFUSED when there is none. */
Mailing *store_mailing_get(Store *store, gint64 id, GError **error);
GPtrArray *
store_mailings_list(Store *store, int limit, GError **error); /* newest first */
/* Those that leave now, or will. */
GPtrArray *store_mailings_going(Store *store, GError **error);
/* From one of the states in from ("approved recalled") to another, with the journal; what may be told of
 * it is mailing's: started_by, started_at, due_at, fed_at, approved_by, approved_at, why. REFUSED in any
 * other state. */
bool store_mailing_move(Store *store, const Mailing *mailing, const char *from,
    const char *to, const char *actor, GError **error);
/* The throttle's mark; RETRY when the run does not leave any more. */
bool store_mailing_fed(Store *store, gint64 id, gint64 fed_at, GError **error);

/* Once by occasion, template and channel: a second time changes nothing and added is false. */
bool store_mailing_letter_put(
    Store *store, const MailingLetter *letter, bool *added, GError **error);
/* The next that are due, by id; of a session's only those whose decision has moved its request. */
GPtrArray *
store_mailing_letters_due(Store *store, gint64 mailing_id, int most, GError **error);
/* Their decisions, in the same order; and whether a mail of the run is still to be taken by the relay. */
GPtrArray *
store_mailing_decisions_due(Store *store, gint64 mailing_id, int most, GError **error);
bool store_mailing_waits(Store *store, gint64 mailing_id, bool *waits, GError **error);
/* All in a state (NULL: any) behind an id; channel NULL: any. */
typedef struct MailingFilter {
    gint64 mailing_id;
    const char *state;
    const char *channel;
    gint64 party_id; /* 0: to anybody */
    gint64 after_id;
    int limit; /* 0: all */
} MailingFilter;
GPtrArray *
store_mailing_letters(Store *store, const MailingFilter *filter, GError **error);
bool
store_mailing_letter_number(Store *store, gint64 id, const char *out_no, GError **error);
/* From due to queued (with its outbox row) or refused (with why; its number is void then). Queued in an office
 * that was restored since the run was begun, it is in doubt: it may have left before. */
bool store_mailing_letter_end(Store *store, gint64 id, const char *state, const char *why,
    gint64 outbox_id, GError **error);
/* A decision's letters that have not left leave no more, nor what stands in their place on paper or to another
 * address; their numbers are void. What is with the relay may still leave, but is not tried again, and nothing
 * of what did not arrive is sent again by anybody. */
bool store_mailing_supersede(
    Store *store, gint64 decision_id, const char *actor, GError **error);
/* What of it waits in the outbox is put aside (held), or waits again. */
bool store_mailing_hold(Store *store, gint64 id, bool held, GError **error);

/* How it stands (mailing_counts.c). */
typedef struct MailingCounts {
    int letters; /* all there are */
    int by_mail, on_paper;
    int queued;    /* not left yet: due, or waiting in the outbox */
    int sent;      /* taken by the relay */
    int delivered; /* of them, not returned so far */
    int bounced;   /* not delivered: refused or returned */
    int to_paper;  /* of them, put on paper since */
    int printed;   /* paper: printed or posted */
    int posted;    /* of them */
    int answered;  /* their party wrote on that request since */
    int in_doubt;  /* may have left: a person decides */
    int held;      /* put aside with the run */
    int refused;   /* will not leave: no address, or the request did not move */
    int superseded;
} MailingCounts;
bool store_mailing_counts(Store *store, gint64 id, MailingCounts *counts, GError **error);

/* People a circular is for: kind of party, or "all", who have a mail or postal address. Of MailingLetter
 * with party_id, file_no, full_name, email and address; ids above after_id. */
GPtrArray *store_circular_parties(
    Store *store, const char *to_whom, gint64 after_id, int most, GError **error);

/* ---- logins that failed (logins.c) ---- */

bool store_login_failures(
    Store *store, const char *login, int *failures, gint64 *last_at, GError **error);
bool
store_login_failed(Store *store, const char *login, gint64 forget_before, GError **error);
bool store_login_well(Store *store, const char *login, GError **error);
