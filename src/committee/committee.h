/* committee.h - the committee: sessions, decisions, and the guarded run by which people hear of them.
 *
 * A session has a day, the members present and an agenda. Decisions are entered one by one or imported as
 * a table; what the letter says and what stays in the office are apart. A second person approves session
 * and run at once, and from then on neither changes: a correction is a decision of another session. The
 * clock moves the requests and feeds the outbox, in batches.
 *
 * Every act is of somebody (Act.by and .role) whom the caller has proved to be that person: the web by its
 * session, the command line by `diwan login`. What they may do stands in [acts staff] of kinds.conf as
 * `committee` and `approve`. Acts take part in no transaction of the caller. Refusals change nothing.
 */
#pragma once

#include "office/office.h"

/* ---- sessions and agenda (session.c) ---- */

/* Opens the next session of the year. day: as day_number counts; members (of CommitteeMember): who is
 * present; a name that is a login of somebody who works here is theirs. */
bool committee_open(const Desk *desk, int day, GPtrArray *members, const Act *act,
    gint64 *id, GError **error);
/* What is ready goes on the agenda: requests before the committee that no open session has, and deferred
 * ones whose day has come by the session's. added counts them. */
bool committee_agenda_fill(
    const Desk *desk, gint64 session_id, const Act *act, int *added, GError **error);
/* One of them, and off it again with its decision. */
bool committee_agenda_add(const Desk *desk, gint64 session_id, gint64 request_id,
    const Act *act, GError **error);
bool committee_agenda_remove(const Desk *desk, gint64 session_id, gint64 request_id,
    const Act *act, GError **error);

/* What the minutes say: -1 and NULL leave as it stands. */
typedef struct CommitteeMinutes {
    int day; /* 0: as it stands */
    int accepted, declined, deferred;
    const char *words;
    GPtrArray *members; /* of CommitteeMember */
    /* committee_minutes_revision of the minutes that these are in place of: REFUSED when they are others by
     * now. NULL: of those that stand. */
    const char *revision;
} CommitteeMinutes;
/* A short word that is another whenever day, members, counts or words are. Owned. */
char *committee_minutes_revision(const CommitteeSession *session);
bool committee_minutes(const Desk *desk, gint64 session_id,
    const CommitteeMinutes *minutes, const Act *act, GError **error);

/* ---- decisions (decide.c, reasons.c, table.c, import.c) ---- */

/* Enters one in an open session, in place of the former one of that request; of decision the outcome, the
 * words and the days are read. REFUSED with the cause when the request is not before the committee, is
 * another session's, lacks what its outcome needs (a reason code), or when whoever enters it, or a member
 * present, decided before what is now objected to. */
bool committee_decide(const Desk *desk, gint64 session_id, gint64 request_id,
    const CommitteeDecision *decision, const Act *act, GError **error);

/* A table of decisions: comma, semicolon or tab; UTF-8 with or without a mark, or windows-1256; headers
 * in Arabic or English. All rows or none: with refusals nothing was entered. */
typedef struct CommitteeRefusal {
    int line;
    char *request_no; /* as it was written; may be "" */
    char *why;
} CommitteeRefusal;
typedef struct CommitteeImport {
    int rows;            /* decisions in the table */
    int decided[3];      /* by outcome */
    int replaced;        /* of them, in place of one that was entered before */
    int early;           /* of them, before the earliest day and without a reason yet */
    GPtrArray *refusals; /* of CommitteeRefusal, owned; by line */
} CommitteeImport;
void committee_import_clear(CommitteeImport *import);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CommitteeImport, committee_import_clear)
/* REFUSED, with import filled, when a row is; and when it is no such table at all. */
bool committee_import(const Desk *desk, gint64 session_id, GBytes *table, const Act *act,
    CommitteeImport *import, GError **error);

/* The decision a word means, in Arabic or English: accept, decline, defer; false: none. */
bool committee_outcome_said(const char *text, CommitteeOutcome *outcome);

/* The approved list of reasons, config/reasons.conf. */
typedef struct CommitteeReason {
    char *code;
    char **outcomes; /* it may stand for */
    char *ar, *en;   /* in the letter, after "because" */
} CommitteeReason;
void committee_reason_free(CommitteeReason *reason);
GPtrArray *committee_reasons(GError **error); /* of CommitteeReason, owned; CONFIG */

/* An approved decision is to be corrected, for a reason: its letter leaves no more if it has not left, and
 * the request is before the committee again. The new decision names the one it corrects. */
bool
committee_correct(const Desk *desk, gint64 request_id, const Act *act, GError **error);

/* ---- the letters of a run (letters.c, plan.c) ---- */

/* A letter as it would leave, and what keeps it from it. */
typedef enum {
    PLAN_READY,
    PLAN_UNREACHED, /* no address the door lets through: the run goes on without it */
    PLAN_BLOCKS,    /* the run does not start */
} PlanStanding;
typedef struct PlannedLetter {
    CommitteeDecision *decision; /* NULL: of a circular; then */
    MailingLetter *person;       /* whom it is for */
    const char *channel;         /* mail paper none */
    char *template_;
    const char *purpose, *language;
    char *occasion;
    PlanStanding standing;
    char *trouble; /* what keeps it; NULL */
    /* Borrowed from decision or person: */
    gint64 party_id, request_id;
    const char *full_name, *file_no, *email, *address, *request_no;
} PlannedLetter;
void planned_letter_free(PlannedLetter *letter);

typedef struct Writing Writing;
typedef struct CommitteePlan {
    GPtrArray *letters; /* of PlannedLetter, owned */
    int count[3][3];    /* by outcome (a circular's: 0) and channel: mail, paper, none */
    int blocked, unreached;
    char *
        revision; /* of all that it is of, which whoever approves it names; NULL: not complete */
    Writing *writing; /* what its letters share; private */
} CommitteePlan;
void committee_plan_free(CommitteePlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CommitteePlan, committee_plan_free)

/* How closely letters are looked at: PLAN_EACH composes every one; PLAN_SORTS one for all that say the same
 * things in the same template, language and channel, which is what their being filled depends on. */
typedef enum { PLAN_EACH, PLAN_SORTS } PlanCare;

/* Every letter of a session's run. */
CommitteePlan *committee_plan_session(
    const Desk *desk, Compose *compose, gint64 session_id, PlanCare care, GError **error);
/* Every letter of a circular that was prepared; circular is kept as long as the plan. */
CommitteePlan *committee_plan_circular(const Desk *desk, Compose *compose,
    const Mailing *circular, PlanCare care, GError **error);
/* One letter alone, of a session that of a request, of a circular that to a party; letters is empty where there
 * is none. */
CommitteePlan *committee_plan_request(const Desk *desk, Compose *compose,
    gint64 session_id, gint64 request_id, GError **error);
CommitteePlan *committee_plan_party(const Desk *desk, Compose *compose,
    const Mailing *circular, gint64 party_id, GError **error);
/* Composes one of a plan's letters itself: its standing and the plan's counts are then its own. */
bool committee_plan_compose(CommitteePlan *plan, PlannedLetter *letter, GError **error);
/* One letter of a plan as it would leave: its words, and on paper its PDF; each may be NULL. */
bool committee_letter(const CommitteePlan *plan, const PlannedLetter *letter,
    Rendered *words, GBytes **pdf, GError **error);

/* ---- the guarded run (approve.c, run.c, circular.c) ---- */

/* What whoever approves has seen: the revision of the plan, and the minutes' counts (-1: as they stand). */
typedef struct CommitteeSeen {
    const char *revision;
    int counts[3];
} CommitteeSeen;
/* Approves a session and its run as they were seen. The counts must equal the decisions entered, the
 * session's day must have come, no letter may block, and whoever approves may neither have opened it nor
 * entered anything of it. The session and all of its decisions stay as they are from then on. mailing_id: its
 * run, not started. */
bool committee_approve(const Desk *desk, Compose *compose, gint64 session_id,
    const CommitteeSeen *seen, const Act *act, gint64 *mailing_id, GError **error);

/* A circular to a kind of party ("beneficiary", "supporter" …) or to "all": prepared, to be approved by
 * another. model: as models.conf says of the purpose circular, without names. */
bool committee_circular(const Desk *desk, Compose *compose, const char *template_,
    const char *to_whom, JsonNode *model, const Act *act, gint64 *mailing_id,
    GError **error);
/* revision: of the plan that was seen. */
bool committee_circular_approve(const Desk *desk, Compose *compose, gint64 mailing_id,
    const char *revision, const Act *act, GError **error);

/* Starts an approved run, or one that was called back or stopped with what has not left yet. It can be
 * called back for [committee] hold_minutes; then it leaves, [committee] per_minute letters a minute. */
bool committee_send(const Desk *desk, gint64 mailing_id, const Act *act, GError **error);
/* Nothing has left: back to where it was before. REFUSED once it leaves. */
bool
committee_recall(const Desk *desk, gint64 mailing_id, const Act *act, GError **error);
/* No further letter leaves, those in the outbox neither; and on again. */
bool committee_pause(const Desk *desk, gint64 mailing_id, const Act *act, GError **error);
bool
committee_resume(const Desk *desk, gint64 mailing_id, const Act *act, GError **error);
/* As paused, for a reason, until somebody sends it anew. */
bool committee_stop(const Desk *desk, gint64 mailing_id, const Act *act, GError **error);

/* What the clock does for the committee: approved decisions move their requests, runs whose time has come
 * feed the outbox. In batches, each of one transaction; interrupted anywhere, nothing is done twice. */
typedef struct CommitteeRound {
    int moved, queued, refused, ended;
} CommitteeRound;
bool committee_round(const Desk *desk, Compose *compose, gint64 now,
    CommitteeRound *round, GError **error);
