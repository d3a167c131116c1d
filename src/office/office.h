/* office.h - the office's rules: requests, register numbers, what people verify, who works here. */
#pragma once

#include "archive/archive.h"
#include "compose/compose.h"
#include "office/office_library.h"
#include "office/office_replies.h"
#include "office/office_requests.h"
#include "office/office_survey.h"

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

/* The same in a transaction of its own, ahead of what bears it: noted with the bearer, so that one that was
 * interrupted goes on under its number. Nothing is taken when *number is set. */
typedef bool (*NumberNote)(
    Store *store, gint64 bearer_id, const char *number, GError **error);
bool register_number_once(const Config *config, Store *store, int kind, gint64 instant_ms,
    gint64 request_id, NumberNote note, gint64 bearer_id, char **number, GError **error);

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

/* Somebody proves who they are on the command line: a session of some hours, whose token (owned by the
 * caller) is theirs alone to keep. REFUSED when the password is wrong, and for a while after some were. */
bool login_begin(
    Store *store, const char *login, const char *password, char **token, GError **error);
/* Whose session it is; NULL, no error: nobody's (any more). */
Staff *login_find(Store *store, const char *token, GError **error);
bool login_end(Store *store, const char *token, GError **error);
/* How long to wait after so many failures. */
int login_wait_s(int failures);

/* Makes a new office in folder: diwan.conf, office.db, letters/, secrets/, first administrator.
 * password (owned by the caller) is the administrator's one-time password. */
bool office_create(const char *folder, char **password, GError **error);

/* REFUSED when folder holds any part of an office. */
bool office_is_free(const char *folder, GError **error);

/* What a backup copied. */
typedef struct BackupCount {
    int files, copied;   /* kept files in all, and those that were not there yet */
    gint64 copied_bytes; /* of these */
    GPtrArray *damaged;  /* of char: what is not as it was kept or is missing, in words */
    GPtrArray
        *outside; /* of char: secrets that lie outside the office and are not in it */
} BackupCount;
void backup_count_clear(BackupCount *count);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(BackupCount, backup_count_clear)

/* Copies the office to folder while it runs: the database as of one instant, all kept files (only new
 * ones are copied), diwan.conf and secrets/. A former backup there stands until this one is whole. What
 * is damaged is told in count, and the rest copied. */
bool office_backup(const Config *config, Store *store, Archive *archive,
    const char *folder, BackupCount *count, GError **error);
/* Parts of it: all kept files to another archive; those that rows name and the archive has not. */
bool office_copy_files(Archive *from, Archive *to, BackupCount *count, GError **error);
bool
office_miss_files(Store *store, Archive *archive, BackupCount *count, GError **error);

typedef struct RestoreWish {
    const char *from;        /* a backup's folder */
    const char *to;          /* where the office will be; made when missing */
    bool nothing_sent_since; /* the former office has sent nothing since the backup */
    bool despite_damage;     /* do without files that are damaged or missing */
} RestoreWish;
typedef struct Restored {
    BackupCount count;
    gint64 made_at; /* of the backup */
    int held;       /* mails put in doubt */
} Restored;
/* Makes the office again and checks all of it. Mails that had not left, and answers to letters that came
 * before now, are in doubt until a person decides: the former office may have sent them after the
 * backup. REFUSED, naming the file, when the backup is damaged; nothing is left behind then. */
bool office_restore(const RestoreWish *wish, Restored *restored, GError **error);
