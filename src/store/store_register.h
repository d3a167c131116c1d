/* store_register.h - the numbers of the registers, and what bears them. A section of store.h, which includes it. */
#pragma once

#include "store/store.h"

/* ---- the registers (register.c) ---- */

/* The next serial of a kind and year, gapless: only inside a transaction, together with what
 * bears it. */
bool
store_register_next(Store *store, int kind, int year, gint64 *serial, GError **error);
/* at: when; not before the serial in front of it, whatever the clock says. */
bool store_register_enter(Store *store, const char *number, int kind, int year,
    gint64 serial, gint64 at, gint64 letter_id, gint64 request_id, GError **error);

/* An entry as the ledger shows it. What the entry itself does not say is its letter's or request's. */
typedef struct RegisterRow {
    int kind, year;
    gint64 serial;
    char *number;
    gint64 at;
    gint64 letter_id, request_id;
    char *file_no;      /* of its party; NULL: nobody's yet. Likewise: */
    char *whom;         /* from whom it came, or to whom it went */
    char *subject;      /* as written */
    char *request_kind; /* of the request it opened or stands on */
    char *medium;       /* of the letter; the channel of a contact */
    int enclosures;     /* -1: not counted, as on paper */
    char *referred_to;  /* to whom its request was referred last */
    char *related;      /* the number it belongs to */
    char *void_reason;  /* set: void */
    char *void_by;
    gint64 void_at;
    bool hidden; /* of a complaint of the reader: but number and days it tells nothing */
} RegisterRow;
void register_row_free(RegisterRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RegisterRow, register_row_free)

/* Says of an entry what no letter or request of the office does: of letters that go out, and of
 * contacts. With the transaction that takes the number. NULL, or -1 enclosures: nothing to say. */
typedef struct RegisterSays {
    gint64 party_id;
    const char *whom;
    const char *subject;
    int enclosures;
    const char *related;
} RegisterSays;
bool store_register_say(
    Store *store, const char *number, const RegisterSays *says, GError **error);
/* The number stays, marked void, with why and by whom; never given again. REFUSED when there is no such
 * number or it is void. */
bool store_register_void(
    Store *store, const char *number, const char *by, const char *reason, GError **error);

/* The same for a number whose bearer came to nothing: none is changed when it is void already, or NULL. */
bool store_register_void_unborne(
    Store *store, const char *number, const char *by, const char *reason, GError **error);
/* The request that an entry is about. */
bool
store_register_refer(Store *store, const char *number, gint64 request_id, GError **error);

/* Entries of a kind registered in [from, to), in their order, behind a place. */
typedef struct RegisterFilter {
    int kind;
    gint64 from, to;
    gint64 after_at, after_serial; /* the last entry's; 0: from the first */
    int after_year;
    int limit; /* 0: all */
    const char *
        reader; /* a login: of a complaint of him stand the number and the day alone; NULL: all is said */
} RegisterFilter;
GPtrArray *store_register_rows(
    Store *store, const RegisterFilter *filter, GError **error); /* of RegisterRow */
RegisterRow *store_register_get(Store *store, const char *number, GError **error);
/* The same as a reader (a login; NULL: whoever) may see it. */
RegisterRow *store_register_get_for(Store *store, const char *number, const char *reader,
    GError **error); /* NULL, no error: none */
/* Every serial from 1 to the last of each kind and year stands there once: NULL, else what is wrong. */
char *store_register_check(Store *store, GError **error);
