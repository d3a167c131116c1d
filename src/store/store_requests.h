/* store_requests.h - requests. A section of store.h, which includes it. */
#pragma once

#include "store/store.h"

/* ---- requests (requests.c) ---- */

typedef struct Request {
    gint64 id;
    char *number;
    char *kind; /* of config/kinds.conf */
    char *state;
    gint64 party_id;
    gint64 opened_by; /* letter */
    gint64 opened_at, changed_at;
    int revision;
    char *file_no, *full_name; /* of its party, for lists */
    int letters;               /* how many it has */
} Request;
void request_free(Request *request);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Request, request_free)

bool store_request_open(Store *store, const char *number, const char *kind,
    const char *state, gint64 party_id, gint64 letter_id, gint64 *id, GError **error);
/* Puts the letter on the request; opens says it was opened by it. */
bool store_letter_file(Store *store, const Letter *letter, gint64 request_id,
    const char *in_no, GError **error);
Request *store_request_get(Store *store, gint64 id, GError **error);
gint64 store_request_by_number(Store *store, const char *number);
/* The party's newest request of that kind (NULL: any) that is not closed; 0 when none. */
gint64 store_request_open_of(Store *store, gint64 party_id, const char *kind);
typedef struct RequestFilter {
    gint64 party_id;
    const char *state;
    gint64 before_id;
    int limit;
} RequestFilter;
GPtrArray *store_requests_list(Store *store, const RequestFilter *filter, GError **error);
