/* office.h - the office's rules: requests, register numbers, what people verify, who works here. */
#pragma once

#include "archive/archive.h"
#include "compose/compose.h"
#include "office/office_requests.h"

/* Kinds of register numbers. */
enum {
    REGISTER_INCOMING = 1,
    REGISTER_OUTGOING = 2,
    REGISTER_REQUEST = 3,
    REGISTER_CONTACT = 4,
    REGISTER_BENEFICIARY = 5
};

/* The next number of a kind for what is registered at an instant, e.g. "1/1448/000123/8": gapless,
 * only inside a transaction, together with what bears it. The year is by calendar. */
bool
register_number_take(Store *store, CalendarKind calendar, int kind, gint64 instant_ms,
    gint64 letter_id, gint64 request_id, char **number, GError **error);

/* A person has held the text of a letter's page (by position) against its picture: text NULL, or as it
 * stands, says that it is right, else text takes its place, the machine's stays beside, and the search
 * finds the new one. REFUSED when the page has not been read. */
bool office_verify_page(Store *store, Search *search, gint64 letter_id, int position,
    const char *text, const char *by, GError **error);
/* A reading with another text, whose words have the boxes of those they stand for. */
Reading *reading_correct(const Reading *reading, const char *text);

/* A new password's hash (Argon2id, libsodium), and whether a password is the one. */
char *password_hash(const char *password);
bool password_is(const char *hash, const char *password);
/* A random one-time password of 16 letters and digits that are not mistaken for each other. */
char *password_random(void);

/* Makes a new office in folder: diwan.conf, office.db, letters/, secrets/, first administrator.
 * password (owned by the caller) is the administrator's one-time password. */
bool office_create(const char *folder, char **password, GError **error);
