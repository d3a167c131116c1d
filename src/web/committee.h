/* committee.h - what the committee's pages share. Private to web/.
 *
 * The committee's room judges every act; a page shows what may be done, and why something was refused.
 */
#pragma once

#include "committee/committee.h"
#include "web/inside.h"

/* ---- who and what (committee.c) ---- */

/* Whoever may see the committee's work; else the page that says so. */
bool committee_page_allows(Visit *visit);
/* Into model: may_committee and may_approve. */
void committee_show_may(Visit *visit, JsonObject *model);
/* An act of the visitor, with the field "reason". */
Act committee_act(Visit *visit);
/* A field as one line, as lines (without empty ones), or whole; NULL: empty. Owned. */
char *committee_line(Visit *visit, const char *name);
char *committee_lines(Visit *visit, const char *name);
/* A day of a field: 0 when it is empty; false with REFUSED when it is no day. */
bool committee_day(Visit *visit, const char *name, gint64 *begin, GError **error);
/* A whole number in any digits, -1 when the field is empty; false with REFUSED. */
bool committee_count(Visit *visit, const char *name, int *count, GError **error);
/* A request by the number in a field, or 0. */
gint64 committee_request(Visit *visit, const char *name);

/* A list shown in portions of PAGE_ROWS: which rows, and into model what leads to the others. */
typedef struct Portion {
    guint from, until;
} Portion;
Portion committee_portion(Visit *visit, JsonObject *model, guint rows);
/* Into model: "views", links to ?view=NAME, the words in a group; here is NULL when none is asked for. */
void committee_show_views(Visit *visit, JsonObject *model, const char *group,
    const char *const *names, const char *here);

/* ---- shown alike (committee_show.c) ---- */

JsonObject *committee_show_session(Visit *visit, const CommitteeSession *session);
/* Into model: who of the staff and who else is present, as a form asks for it; and what it says. */
bool committee_show_members(
    Visit *visit, JsonObject *model, const GPtrArray *members, GError **error);
GPtrArray *committee_read_members(Visit *visit); /* of CommitteeMember, owned */
/* Into row: the outcome in words, as "outcome" and "is_accepted" …. */
void committee_show_outcome(Visit *visit, JsonObject *row, CommitteeOutcome outcome);
/* The words of a reason's code in the visitor's language; the code when it is not on the list. */
const char *
committee_reason_words(Visit *visit, const GPtrArray *reasons, const char *code);
/* A run's row: its state, what it is of, how many letters. */
JsonObject *
committee_show_run(Visit *visit, const Mailing *run, const MailingCounts *counts);
