/* folders.h - an office whose mailbox has several folders on a real Dovecot, and who fills them. */
#pragma once

#include <string.h>
#include <unistd.h>

#include "demo/places.h"
#include "demo/post_office.h"
#include "intake/imap.h"
#include "intake/intake.h"
#include "intake/process.h"

#define OTHER "بريد آخر"

static PostOffice *post;

typedef struct Fixture {
    char *folder;
    Store *store;
    Archive *archive;
    Config *config;
} Fixture;

/* Opens an office with one mailbox of these folders (`a; b`), the first or INBOX watched. */
static inline void
folders_open(Fixture *fixture, const char *user, const char *folders)
{
    fixture->folder = g_dir_make_tmp("diwan-folders-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(fixture->folder, "diwan.conf", NULL);
    g_autofree char *database = g_build_filename(fixture->folder, "office.db", NULL);
    g_autofree char *letters = g_build_filename(fixture->folder, "letters", NULL);
    g_autofree char *password = post_office_password_file(post, user);
    g_autofree char *text =
        g_strdup_printf("[mailbox main]\nhost=%s\nport=%d\nuser=%s\npassword_file=%s\n"
                        "ca_file=%s\nfolder=%s\nafter=flag\npoll_s=3\n",
            post->host, post->imaps_port, user, password, post->ca_file, folders);
    g_autoptr(GError) error = NULL;
    g_assert_true(file_write(path, text, strlen(text), 0600, &error));
    fixture->config = config_load(path, &error);
    g_assert_no_error(error);
    fixture->store = store_open(database, true, NULL);
    fixture->archive = archive_open(letters, NULL);
}

static inline void
tear_down(Fixture *fixture, gconstpointer user)
{
    (void)user;
    config_free(fixture->config);
    archive_close(fixture->archive);
    store_close(fixture->store);
    g_assert_true(file_remove_tree(fixture->folder, NULL));
    g_free(fixture->folder);
}

#define OTHER_UTF7 "&BigGMQZKBi8- &BiIGLgYx-" /* modified UTF-7 (RFC 3501 §5.1.3) */

/* A session of a person's, beside intake's, in the mailbox's first folder. */
static inline Imap *
session_open(Fixture *fixture, FetcherSettings **settings)
{
    g_autoptr(GError) error = NULL;
    const MailboxConfig *mailbox = fixture->config->mailboxes->pdata[0];
    *settings = process_settings(mailbox, file_read_secret(mailbox->password_file, NULL));
    g_free((*settings)->folder);
    (*settings)->folder = g_strdup("INBOX");
    Imap *imap = imap_open(*settings, &error);
    g_assert_no_error(error);
    imap_allow(imap, 0, 0);
    return imap;
}

/* Letters from first on into that folder, named as the server names it, which is made where it is
 * missing. */
static inline void
append_to(Fixture *fixture, const char *name, int first, int n)
{
    g_autoptr(FetcherSettings) settings = NULL;
    g_autoptr(Imap) imap = session_open(fixture, &settings);
    mailimap_create(imap->session, name); /* may be there */
    for (int i = first; i < first + n; i++) {
        g_autofree char *text = g_strdup_printf(
            "From: a%d@example.org\r\nSubject: %d\r\n\r\nletter %d\r\n", i, i, i);
        imap_allow(imap, 0, 0);
        g_assert_cmpint(
            mailimap_append_simple(imap->session, name, text, strlen(text)), ==, 0);
    }
    alarm(0);
}

/* The same into the folder with that place in the configuration. */
static inline void
append(Fixture *fixture, guint folder, int first, int n)
{
    const MailboxConfig *mailbox = fixture->config->mailboxes->pdata[folder];
    append_to(fixture, strcmp(mailbox->folder, OTHER) == 0 ? OTHER_UTF7 : mailbox->folder,
        first, n);
}

/* How many fetchers run now. */
static inline guint
count_sessions(void)
{
    g_autofree char *path = g_strdup_printf("/proc/self/task/%d/children", (int)getpid());
    g_autofree char *text = NULL;
    guint n = 0;
    if (!g_file_get_contents(path, &text, NULL, NULL))
        return 0;
    g_auto(GStrv) pids = g_strsplit(g_strstrip(text), " ", -1);
    for (char **pid = pids; *pid != NULL; pid++) {
        g_autofree char *file = g_strdup_printf("/proc/%s/cmdline", *pid);
        g_autofree char *line = NULL;
        gsize length = 0;
        n += g_file_get_contents(file, &line, &length, NULL) &&
             memmem(line, length, "fetcher", 7) != NULL;
    }
    return n;
}

/* Rounds until so many letters are new, and all was read to its end where to_end says so. */
static inline void
take(Intake *intake, int wanted, bool to_end, int within_ms)
{
    g_autoptr(GError) error = NULL;
    int total = 0;
    bool idle = false;
    for (gint64 until = clock_ticks_ms() + within_ms;
         (total < wanted || (to_end && !idle)) && clock_ticks_ms() < until;) {
        int taken = 0;
        g_assert_true(intake_round(intake, 50, &taken, &idle, &error));
        total += taken;
        g_assert_cmpuint(count_sessions(), <=, 2);
    }
    g_assert_cmpint(total, ==, wanted);
    g_assert_true(idle || !to_end);
}

static inline void
rounds(Intake *intake, int for_ms)
{
    for (gint64 until = clock_ticks_ms() + for_ms; clock_ticks_ms() < until;) {
        int taken = 0;
        bool idle;
        g_assert_true(intake_round(intake, 50, &taken, &idle, NULL));
        g_assert_cmpint(taken, ==, 0);
    }
}
