/* store_survey.h - the survey: who was asked, and what was answered, apart. A section of store.h, which includes it. */
#pragma once

#include "store/store.h"

/* ---- the survey (survey.c) ---- */

/* What may keep a survey from leaving. Instants; 0: never. */
typedef struct SurveyStanding {
    bool closed;       /* the request is, and by that step */
    gint64 asked_at;   /* when its party was asked last, of whatever */
    gint64 decided_at; /* when a request of its party was decided last */
} SurveyStanding;
struct Notice;
bool store_survey_standing(
    Store *store, const struct Notice *notice, SurveyStanding *standing, GError **error);

/* The survey a mail of ours asked: its notice, or 0. recipient: to whom it went, owned. */
gint64 store_survey_by_mail(
    Store *store, const char *message_id, gint64 *request_id, char **recipient);
/* When a survey about the request left; 0 when it did not, or there is none of that id. */
gint64 store_survey_sent_at(Store *store, gint64 notice_id, gint64 request_id);

/* Keeps an answer, or corrects the one of the same mark (*corrected). asked_at: the day's beginning. */
bool store_survey_answer(Store *store, const char *mark, gint64 asked_at, int rating,
    bool *corrected, GError **error);

/* A letter that was nothing but an answer rests, without words, writer, request or party: only its bytes
 * are kept, with those of all letters. */
bool store_letter_is_answer(
    Store *store, const Letter *letter, const char *note, GError **error);

enum { SURVEY_RATINGS = 5, SURVEY_LEAST_SHOWN = 10 };

/* What came of the surveys that were due or left in [from, to); for people by survey_results alone, which keeps
 * one period from telling of another. */
typedef struct SurveyResults {
    int owed; /* not due yet, whenever */
    int sent, answered;
    int not_sent; /* it was found that they need not, or cannot, be asked */
    int told;     /* answers that ratings and mean are of */
    bool
        hidden; /* they are fewer than SURVEY_LEAST_SHOWN: told, ratings and mean are 0 */
    int ratings[SURVEY_RATINGS]; /* answers of 1 … 5 */
    double mean;
} SurveyResults;
bool store_survey_results(
    Store *store, gint64 from, gint64 to, SurveyResults *results, GError **error);
