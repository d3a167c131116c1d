/* settings.h - what a fetcher is told by intake when it starts. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/base.h"

typedef struct FetcherSettings {
    char *host;
    int port;
    char *user;
    char *password; /* or, with bearer, an access token */
    bool bearer;    /* log in by XOAUTH2 */
    int renew_s;    /* the session ends itself after so long; 0: never */
    char *folder;   /* as people write it, UTF-8 */
    char *ca_file;  /* NULL: the system's authorities */
    AfterKeeping after;
    char *move_to; /* NULL unless AFTER_MOVE */
    int poll_s;
    guint32 most_bytes;  /* of a message that is taken whole */
    int patience_s;      /* for one answer of the server */
    guint32 uidvalidity; /* the cursor; zeros when never read */
    guint32 last_uid;
    int compare_in_s;      /* seconds until what the folder has is told; then every day */
    guint32 careful_until; /* up to this UID one message at a time */
    guint32 leave_uid;     /* this one has ended its fetcher too often */
    bool once;             /* read to the end, then log out */
    bool check;            /* log in, select, and out again */
} FetcherSettings;

void fetcher_settings_free(FetcherSettings *settings); /* the password is wiped */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FetcherSettings, fetcher_settings_free)

/* As one byte string for the pipe; wipe it when it is sent. */
GVariant *fetcher_settings_pack(const FetcherSettings *settings);
/* NULL when bytes are not that. */
FetcherSettings *fetcher_settings_unpack(const void *bytes, gsize length);
