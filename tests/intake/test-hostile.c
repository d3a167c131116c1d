/* test-hostile.c - servers and fetchers that misbehave: each ends with a named trouble in time,
 * and the mailbox beside them is read all the same.
 *
 * The server is a fake (hostile-server.py), since no real one can be made to do this.
 */
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "intake/access.h"
#include "intake/intake.h"
#include "intake/mailbox.h"
#include "intake/process.h"
#include "oauth/oauth.h"

enum { PATIENCE_S = 2, DEADLINE_S = 60, BACK_OFF_MS = 50 };

typedef struct Fixture {
    char *folder;
    GSubprocess *server; /* ends when its stdin does */
    int port, preauth_port;
    Store *store;
    Archive *archive;
    Config config;
} Fixture;

static bool
run(const char *folder, const char *command)
{
    const char *const argv[] = {"sh", "-c", command, NULL};
    int status = 1;
    return g_spawn_sync(folder, (char **)argv, NULL,
               G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL |
                   G_SPAWN_STDERR_TO_DEV_NULL,
               NULL, NULL, NULL, NULL, &status, NULL) &&
           status == 0;
}

static char *
in_folder(const Fixture *fixture, const char *name)
{
    return g_build_filename(fixture->folder, name, NULL);
}

static bool
start_server(Fixture *fixture)
{
    g_autofree char *python = g_find_program_in_path("python3");
    g_autofree char *port_file = in_folder(fixture, "port");
    g_autofree char *certificate = in_folder(fixture, "ca.pem");
    g_autofree char *key = in_folder(fixture, "key.pem");
    g_autofree char *script =
        g_test_build_filename(G_TEST_DIST, "intake", "hostile-server.py", NULL);
    g_autofree char *openssl = g_find_program_in_path("openssl");
    if (python == NULL || openssl == NULL) {
        g_test_skip("python3 or openssl is missing");
        return false;
    }
    g_assert_true(run(fixture->folder,
        "openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out ca.pem -days 2 "
        "-subj /CN=localhost -addext subjectAltName=DNS:localhost"));
    fixture->server = g_subprocess_new(G_SUBPROCESS_FLAGS_STDIN_PIPE, NULL, python,
        script, port_file, certificate, key, NULL);
    for (int i = 0; i < 200 && fixture->port == 0; i++) {
        g_autofree char *text = NULL;
        if (g_file_get_contents(port_file, &text, NULL, NULL))
            sscanf(text, "%d %d", &fixture->port, &fixture->preauth_port);
        else
            g_usleep(50 * 1000);
    }
    g_assert_cmpint(fixture->preauth_port, >, 0);
    return true;
}

static void
mailbox_config_free(MailboxConfig *mailbox)
{
    g_free(mailbox->password_file);
    g_free(mailbox->ca_file);
    g_free(mailbox);
}

static void
set_up(Fixture *fixture, gconstpointer unused)
{
    (void)unused;
    fixture->folder = g_dir_make_tmp("diwan-hostile-XXXXXX", NULL);
    g_autofree char *letters = in_folder(fixture, "letters");
    g_autofree char *password = in_folder(fixture, "password");
    g_assert_true(file_write(password, "secret\n", 7, 0600, NULL));
    fixture->store = store_open(":memory:", true, NULL);
    fixture->archive = archive_open(letters, NULL);
    fixture->config.mailboxes =
        g_ptr_array_new_with_free_func((GDestroyNotify)mailbox_config_free);
    fixture->config.scans = g_ptr_array_new();
    intake_set_program("/proc/self/exe");
    intake_set_patience(PATIENCE_S);
    intake_set_back_off(BACK_OFF_MS);
}

static void
tear_down(Fixture *fixture, gconstpointer unused)
{
    (void)unused;
    if (fixture->server != NULL) {
        g_output_stream_close(g_subprocess_get_stdin_pipe(fixture->server), NULL, NULL);
        g_subprocess_wait(fixture->server, NULL, NULL);
        g_object_unref(fixture->server);
    }
    g_ptr_array_unref(fixture->config.mailboxes);
    g_ptr_array_unref(fixture->config.scans);
    archive_close(fixture->archive);
    store_close(fixture->store);
    g_assert_true(file_remove_tree(fixture->folder, NULL));
    g_free(fixture->folder);
}

/* The user's name, which is the mailbox's too, decides what the server does. */
static void
add_mailbox(Fixture *fixture, const char *user)
{
    MailboxConfig *mailbox = g_new0(MailboxConfig, 1);
    mailbox->name = mailbox->user = (char *)user;
    mailbox->host = (char *)"localhost";
    mailbox->port = strcmp(user, "preauth") == 0 ? fixture->preauth_port : fixture->port;
    mailbox->password_file = in_folder(fixture, "password");
    mailbox->folder = (char *)"INBOX";
    mailbox->ca_file = in_folder(fixture, "ca.pem");
    mailbox->poll_s = 1;
    g_ptr_array_add(fixture->config.mailboxes, mailbox);
}

/* What the store shows of a mailbox: "" when well, NULL before the first look. */
static char *
problem_of(Fixture *fixture, const char *source)
{
    g_autoptr(GPtrArray) sources = store_sources(fixture->store, NULL);
    for (guint i = 0; i < sources->len; i++) {
        const SourceState *state = g_ptr_array_index(sources, i);
        if (strcmp(state->source, source) == 0)
            return g_strdup(state->problem != NULL ? state->problem : "");
    }
    return NULL;
}

typedef struct Expectation {
    const char *user, *problem; /* a part of it; "" well */
} Expectation;

/* Rounds until each mailbox has shown what is expected of it, or the time is over. */
static int
take_until(Fixture *fixture, const Expectation *expected, gsize n)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Intake) intake =
        intake_open(&fixture->config, fixture->store, fixture->archive, &error);
    g_assert_no_error(error);
    g_autofree bool *seen = g_new0(bool, n);
    gsize missing = n;
    int total = 0;
    for (gint64 until = clock_ticks_ms() + DEADLINE_S * 1000;
         missing > 0 && clock_ticks_ms() < until;) {
        int taken = 0;
        bool idle = false;
        g_assert_true(intake_round(intake, 100, &taken, &idle, &error));
        total += taken;
        for (gsize i = 0; i < n; i++) {
            g_autofree char *problem = problem_of(fixture, expected[i].user);
            if (seen[i] || problem == NULL ||
                (*expected[i].problem == '\0'
                        ? *problem != '\0'
                        : strstr(problem, expected[i].problem) == NULL))
                continue;
            g_test_message(
                "%s: %s", expected[i].user, *problem != '\0' ? problem : "well");
            seen[i] = true;
            missing--;
        }
    }
    for (gsize i = 0; i < n; i++)
        if (!seen[i]) {
            g_autofree char *problem = problem_of(fixture, expected[i].user);
            g_test_message("%s: wanted '%s', found '%s'", expected[i].user,
                expected[i].problem, problem);
        }
    g_assert_cmpuint(missing, ==, 0);
    return total;
}

static void
test_servers(Fixture *fixture, gconstpointer unused)
{
    (void)unused;
    static const Expectation expected[] = {
        {"good", ""},
        {"eof", "it closed the connection"},
        {"stall", "it did not answer within"},
        {"drip", "it did not answer within"},
        {"silent", "it did not answer within"},
        {"wrap", "a literal of an impossible length"},
        {"huge", "a literal longer than was asked for"},
        {"parens", "parentheses nested too deep"},
        {"line", "it sent more than was asked for"},
        {"garbage", "'localhost'"},
        {"mute", "'localhost'"},
        {"flags", "its answer is not IMAP"},
        {"sizes", "parentheses nested too deep"},
        {"expired", "saying \"Session invalidated - AccessTokenExpired\""},
        {"novalidity", "has no UIDVALIDITY"},
        {"flood", "cannot look for new mail"},
        {"preauth", "cannot begin"},
    };
    if (!start_server(fixture))
        return;
    for (gsize i = 0; i < G_N_ELEMENTS(expected); i++)
        add_mailbox(fixture, expected[i].user);
    int taken = take_until(fixture, expected, G_N_ELEMENTS(expected));
    g_assert_cmpint(taken, ==, 3);
}

/* Bytes out of order, of messages nobody asked for, and none at all. */
static void
test_disorder(Fixture *fixture, gconstpointer unused)
{
    (void)unused;
    static const Expectation expected[] = {
        {"other", ""}, {"empty", "is listed by the server but not given"}};
    if (!start_server(fixture))
        return;
    for (gsize i = 0; i < G_N_ELEMENTS(expected); i++)
        add_mailbox(fixture, expected[i].user);
    g_assert_cmpint(take_until(fixture, expected, G_N_ELEMENTS(expected)), ==, 3);
}

/* Letters come although IDLE never ends, or the folder is another one each time: then they are read
 * again and none is twice. */
static void
test_restless(Fixture *fixture, gconstpointer unused)
{
    (void)unused;
    static const Expectation dozing[] = {{"dozing", "it did not answer within"}};
    static const Expectation again[] = {{"again", ""}};
    if (!start_server(fixture))
        return;
    add_mailbox(fixture, "dozing");
    g_assert_cmpint(take_until(fixture, dozing, 1), ==, 3);
    g_ptr_array_set_size(fixture->config.mailboxes, 0);
    add_mailbox(fixture, "again");
    g_assert_cmpint(take_until(fixture, again, 1), ==, 0); /* their bytes are known */
    gint64 uidvalidity = 0, last_uid = 0;
    g_autoptr(Intake) intake =
        intake_open(&fixture->config, fixture->store, fixture->archive, NULL);
    for (gint64 until = clock_ticks_ms() + 20000;
         uidvalidity <= 100 && clock_ticks_ms() < until;) {
        int taken = 0;
        bool idle;
        g_assert_true(intake_round(intake, 100, &taken, &idle, NULL));
        g_assert_cmpint(taken, ==, 0);
        g_assert_true(store_cursor_get(
            fixture->store, "again", "INBOX", &uidvalidity, &last_uid, NULL));
    }
    g_assert_cmpint(uidvalidity, >, 100);
    g_assert_cmpint(last_uid, ==, 3);
    LetterFilter all = {0};
    g_autoptr(GPtrArray) letters = store_letters_list(fixture->store, &all, NULL);
    g_assert_cmpuint(letters->len, ==, 3);
}

/* A folder that is another one than before, though the session goes on or its UIDVALIDITY is the same:
 * it is read from its beginning, and people are told. */
static void
test_another_folder(Fixture *fixture, gconstpointer unused)
{
    (void)unused;
    static const Expectation expected[] = {
        {"renamed", "'INBOX' was made anew"}, {"shrunk", "'INBOX' was made anew"}};
    if (!start_server(fixture))
        return;
    add_mailbox(fixture, "shrunk");
    const Cursor before = {"shrunk", "INBOX", 7, 9}; /* three letters are there now */
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    int taken = 0;
    g_assert_true(store_letters_take(fixture->store, none, &before, &taken, NULL));
    g_assert_cmpint(take_until(fixture, &expected[1], 1), ==, 3);
    add_mailbox(fixture, "renamed");
    g_assert_cmpint(take_until(fixture, expected, 1), ==, 0); /* their bytes are known */
    static const char *const users[] = {"shrunk", "renamed"};
    for (gsize i = 0; i < G_N_ELEMENTS(users); i++) {
        gint64 uidvalidity = 0, last_uid = 0;
        g_assert_true(store_cursor_get(
            fixture->store, users[i], "INBOX", &uidvalidity, &last_uid, NULL));
        g_assert_cmpint(uidvalidity, ==, 7 + (gint64)i);
        g_assert_cmpint(last_uid, ==, 3);
    }
}

/* A token that was good and is no more, in the middle of a session or at the next login, costs
 * nobody a look; one that never was good is named. */
static void
test_tokens(Fixture *fixture, gconstpointer unused)
{
    (void)unused;
    static const Expectation expected[] = {
        {"cut", ""}, {"stale", ""}, {"deaf", "AUTHENTICATE failed"}, {"good", ""}};
    if (!start_server(fixture))
        return;
    g_autofree char *python = g_find_program_in_path("python3");
    g_autofree char *script =
        g_test_build_filename(G_TEST_DIST, "lib", "token-server.py", NULL);
    g_autofree char *tokens = in_folder(fixture, "tokens");
    g_autofree char *ca = in_folder(fixture, "ca.pem"),
                    *key = in_folder(fixture, "key.pem");
    g_autofree char *port_file = g_build_filename(tokens, "port", NULL);
    g_autofree char *secret = g_build_filename(tokens, "secret", NULL), *ports = NULL;
    g_assert_cmpint(g_mkdir(tokens, 0700), ==, 0);
    g_assert_true(file_write(secret, "s3cret & more\n", 14, 0600, NULL));
    g_autoptr(GSubprocess) server = g_subprocess_new(
        G_SUBPROCESS_FLAGS_STDIN_PIPE, NULL, python, script, tokens, ca, key, NULL);
    for (int i = 0; i < 200 && ports == NULL; i++)
        if (!g_file_get_contents(port_file, &ports, NULL, NULL))
            g_usleep(50 * 1000);
    g_autofree char *url = g_strdup_printf("https://localhost:%d/microsoft", atoi(ports));
    OauthConfig grant = {.name = (char *)"m365",
        .provider = (char *)"microsoft",
        .client_id = (char *)"application",
        .client_secret_file = secret,
        .token_url = url,
        .ca_file = ca};
    for (gsize i = 0; i < G_N_ELEMENTS(expected); i++) {
        add_mailbox(fixture, expected[i].user);
        if (i < 3)
            ((MailboxConfig *)fixture->config.mailboxes->pdata[i])->grant = &grant;
    }
    intake_set_young(-1);
    g_autoptr(Intake) intake =
        intake_open(&fixture->config, fixture->store, fixture->archive, NULL);
    int taken = 0, wells = 0;
    for (gint64 until = clock_ticks_ms() + 20000;
         wells < 2 && clock_ticks_ms() < until;) {
        int more = 0;
        bool idle;
        g_assert_true(intake_round(intake, 50, &more, &idle, NULL));
        taken += more;
        wells = 0;
        for (gsize i = 0; i < 2; i++) {
            g_autofree char *problem = problem_of(fixture, expected[i].user);
            g_assert_true(problem == NULL || *problem == '\0');
            wells += problem != NULL;
        }
    }
    g_assert_cmpint(wells, ==, 2);
    g_assert_cmpint(taken, ==, 3); /* three letters each, whose bytes are the same */
    intake_set_young(30 * 1000);
    g_assert_cmpint(take_until(fixture, &expected[2], 2), ==, 0);
    g_output_stream_close(g_subprocess_get_stdin_pipe(server), NULL, NULL);
    g_subprocess_wait(server, NULL, NULL);
}

/* The one message that ends the session every time is found, left and named; the rest is taken. */
static void
test_poison(Fixture *fixture, gconstpointer unused)
{
    (void)unused;
    static const Expectation expected[] = {{"poison",
        "the message with UID 2 (46 bytes) ended its fetcher again and again"}};
    if (!start_server(fixture))
        return;
    add_mailbox(fixture, "poison");
    g_assert_cmpint(take_until(fixture, expected, 1), ==, 2);
}

/* Fetchers that are not ours: what they say is not believed, how they end is told. */
static void
test_fetchers(Fixture *fixture, gconstpointer unused)
{
    (void)unused;
    static const struct {
        const char *script;
        Expectation expected;
    } cases[] = {
        {"kill -SEGV $$", {"dies", "its fetcher ended by signal 11"}},
        {"exit 7", {"exits", "its fetcher ended with status 7"}},
        {"head -c 4000 /dev/zero", {"zeros", "said something impossible"}},
        /* FRAME_BYTES without a letter */
        {"printf '\\006\\0\\0\\0\\001\\0\\0\\0x'; sleep 30",
            {"bytes", "said something impossible"}},
        /* FRAME_LETTER of 4 GB */
        {"printf '\\005\\0\\0\\0\\377\\377\\377\\377'; sleep 30",
            {"length", "said something impossible"}},
        /* FRAME_READ_TO_END before a folder was selected */
        {"printf '\\011\\0\\0\\0\\004\\0\\0\\0\\001\\0\\0\\0'; sleep 30",
            {"early", "said something impossible"}},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = in_folder(fixture, cases[i].expected.user);
        g_autofree char *script = g_strdup_printf("#!/bin/sh\n%s\n", cases[i].script);
        g_assert_true(file_write(path, script, strlen(script), 0700, NULL));
        intake_set_program(path);
        g_ptr_array_set_size(fixture->config.mailboxes, 0);
        add_mailbox(fixture, cases[i].expected.user);
        g_assert_cmpint(take_until(fixture, &cases[i].expected, 1), ==, 0);
    }
}

int
main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "fetcher") == 0)
        return fetcher_main(argc - 1, argv + 1);
    if (argc > 1 && strcmp(argv[1], "token") == 0)
        return token_main(argc - 1, argv + 1);
    g_test_init(&argc, &argv, NULL);
#ifdef __SANITIZE_ADDRESS__
    /* Millions of small blocks of a library without frame pointers: each would be remembered with
     * a stack of its own, which takes longer than every deadline. */
    const char *options = g_getenv("ASAN_OPTIONS");
    g_autofree char *told =
        g_strconcat(options != NULL ? options : "", ":malloc_context_size=1", NULL);
    g_setenv("ASAN_OPTIONS", told, TRUE);
#endif
#define CASE(name, function) g_test_add(name, Fixture, NULL, set_up, function, tear_down)
    CASE("/hostile/servers", test_servers);
    CASE("/hostile/disorder", test_disorder);
    CASE("/hostile/restless", test_restless);
    CASE("/hostile/another-folder", test_another_folder);
    CASE("/hostile/tokens", test_tokens);
    CASE("/hostile/poison", test_poison);
    CASE("/hostile/fetchers", test_fetchers);
    return g_test_run();
}
