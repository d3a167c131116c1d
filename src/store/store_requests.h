/* store_requests.h - requests. A section of store.h, which includes it. */
#pragma once

#include "store/store.h"

/* ---- requests (requests.c) ---- */

typedef struct Request {
    gint64 id;
    char *number;
    char *kind; /* of config/kinds.conf */
    char *
        guess; /* the kind it may be, while nobody has said; NULL: it was sure, or said */
    int guess_percent;
    char *state;
    gint64 party_id;
    gint64 opened_by; /* letter */
    gint64 opened_at, changed_at;
    int revision;
    char *file_no, *full_name; /* of its party, for lists */
    int letters;               /* how many it has */
    char *assigned_to;         /* login; NULL: nobody */
    gint64 about_id;           /* what an appeal is of, what it was merged into; 0 */
    char *named_by; /* who said whom a complaint is of; NULL: it was not said yet */
    bool clocked;   /* its days were begun */
    RequestClock clock;
} Request;
void request_free(Request *request);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Request, request_free)

bool store_request_open(Store *store, const char *number, const char *kind,
    const char *state, gint64 party_id, gint64 letter_id, gint64 *id, GError **error);
/* Its kind was not sure: it may be this one. */
bool store_request_guess(
    Store *store, gint64 id, const char *kind, int percent, GError **error);
/* Puts the letter on the request; opens says it was opened by it. */
bool store_letter_file(Store *store, const Letter *letter, gint64 request_id,
    const char *in_no, GError **error);
/* A person puts a filed letter on another request. */
bool store_letter_onto(Store *store, const Letter *letter, gint64 request_id,
    const char *actor, const char *reason, GError **error);
/* The request that a letter of a request stood on last before, where it is of the same party; of FormerRequest, the
 * newest letter first (request_letters.c). */
typedef struct FormerRequest {
    gint64 letter_id, request_id;
    char *number;
} FormerRequest;
void former_request_free(FormerRequest *former);
GPtrArray *store_requests_former(Store *store, gint64 request_id, GError **error);
/* Letters of the request's party that stood on it and do not now; of Letter, without texts. */
GPtrArray *store_letters_gone(Store *store, gint64 request_id, GError **error);
Request *store_request_get(Store *store, gint64 id, GError **error);
gint64 store_request_by_number(Store *store, const char *number);
/* The party's newest request of that kind (NULL: any) that is not closed; 0 when none. */
gint64 store_request_open_of(Store *store, gint64 party_id, const char *kind);
/* The party's one request that was declined and stands so, closed since or not; 0: none, or several. */
bool store_request_declined_of(Store *store, gint64 party_id, gint64 *id, GError **error);
typedef struct RequestFilter {
    gint64 party_id;
    const char *state;
    const char *kind;
    const char *assigned_to;
    gint64 before_id;
    int limit;
} RequestFilter;
/* Newest first. */
GPtrArray *store_requests_list(Store *store, const RequestFilter *filter, GError **error);
/* Those on which the office has to act from an instant up to another, the most urgent first. */
GPtrArray *
store_requests_due(Store *store, gint64 from, gint64 until, int limit, GError **error);

/* ---- what people taught of letters' kinds (lessons.c) ---- */

typedef struct KindLesson {
    char *kind;
    int letters; /* that taught it */
    double bits; /* by which they speak for it, once weighed */
} KindLesson;
void kind_lesson_free(KindLesson *lesson);
typedef struct LessonWord {
    char *word, *kind;
    int letters; /* of that kind, with that word */
} LessonWord;
void lesson_word_free(LessonWord *word);
/* The letter is of the kind, and has these words (of char, distinct): the same words each time. */
bool store_lesson_put(
    Store *store, gint64 letter_id, const char *kind, GPtrArray *words, GError **error);
/* Of KindLesson, without bits; all is their sum. */
GPtrArray *store_lessons_count(Store *store, int *all, GError **error);
/* Of LessonWord, by word: of these words. */
GPtrArray *store_lesson_words(Store *store, GPtrArray *words, GError **error);
