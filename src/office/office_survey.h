/* office_survey.h - the question how satisfied somebody is, and its answer. A section of office.h, which includes it.
 *
 * A survey is a notice that is owed when a request is closed, and leaves [survey] after_days later unless
 * something speaks against it. An answer stands apart from whose it is (store_survey.h).
 */
#pragma once

#include "compose/compose.h"

typedef enum {
    SURVEY_TAKEN,
    SURVEY_CORRECTED, /* an earlier answer was replaced */
    SURVEY_OVER,      /* the time to answer has passed, or nothing was asked */
} SurveyOutcome;

/* The rating a line of words gives: a number from 1 to 5 in any digits or in words, or one of the answers
 * as the survey words them; "5/5" and "5 من 5" too. 0: none. */
int survey_rating_of(const char *words);

/* The rating a text answers with: the one line of it that is one. more: it says other things besides,
 * signatures of programs not counted. 0: none, or several that differ. */
int survey_rating_in(const char *text, bool *more);

/* Whether a survey left, and can still be answered. */
bool survey_is_open(
    const Config *config, Store *store, gint64 notice_id, gint64 request_id, gint64 now);
/* Keeps an answer to a survey, given with its token; takes part in the caller's transaction. */
bool survey_answer(const Config *config, const ReferenceKey *key, Store *store,
    gint64 notice_id, gint64 request_id, int rating, gint64 now, SurveyOutcome *outcome,
    GError **error);

/* What came of the surveys that were due or left in [from, to). Ratings and mean are of whole quarters of the
 * office's year alone that lie in it, in which nobody can answer any more by now, and of SURVEY_LEAST_SHOWN
 * answers and more each: no two periods tell what one person answered. */
bool survey_results(const Config *config, Store *store, gint64 from, gint64 to,
    gint64 now, SurveyResults *results, GError **error);

/* What a letter is to our surveys: nothing (rating 0), an answer, or an answer that says more. Only who
 * was asked answers by a reply; who has the token answers with it. Only reads. */
typedef struct SurveyReply {
    gint64 notice_id, request_id;
    int rating;
    bool more;
} SurveyReply;
bool survey_reply_read(const ReferenceKey *key, Store *store, const Letter *letter,
    SurveyReply *reply, GError **error);
