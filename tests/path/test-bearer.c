/* test-bearer.c - a real Dovecot and Postfix that take access tokens: letters in, answers out.
 *
 * Dovecot asks a token server (a fake, tests/lib/token-server.py) whether a token is good, as its
 * passdb oauth2 does anywhere; Postfix asks Dovecot. Needs root, both servers and python3.
 */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#include "demo/courier.h"
#include "demo/places.h"
#include "demo/post_office.h"
#include "intake/intake.h"
#include "oauth/oauth.h"
#include "outbox/smtp.h"

static const char *const users[] = {
    "letters@charity.example", "other@charity.example", NULL};
static char *folder; /* of the token server: its files steer it */
static GSubprocess *server;
static int token_port, introspection_port;
static PostOffice *post;

static char *
in_folder(const char *name)
{
    return g_build_filename(folder, name, NULL);
}

static void
put(const char *name, const char *text)
{
    g_autofree char *path = in_folder(name);
    g_assert_true(file_write(path, text, strlen(text), 0600, NULL));
}

static void
take_away(const char *name)
{
    g_autofree char *path = in_folder(name);
    g_assert_cmpint(g_unlink(path), ==, 0);
}

static void
run(const char *command)
{
    const char *const argv[] = {"sh", "-c", command, NULL};
    int status = 1;
    g_assert_true(g_spawn_sync(folder, (char **)argv, NULL,
        G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL,
        NULL, NULL, NULL, NULL, &status, NULL));
    g_assert_cmpint(status, ==, 0);
}

static void
start_token_server(void)
{
    g_autofree char *python = g_find_program_in_path("python3");
    g_autofree char *script =
        g_test_build_filename(G_TEST_DIST, "lib", "token-server.py", NULL);
    run("openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out ca.pem -days 2 "
        "-subj /CN=localhost -addext subjectAltName=DNS:localhost");
    g_autofree char *certificate = in_folder("ca.pem"), *key = in_folder("key.pem");
    g_autofree char *port_file = in_folder("port"), *ports = NULL;
    server = g_subprocess_new(G_SUBPROCESS_FLAGS_STDIN_PIPE, NULL, python, script, folder,
        certificate, key, NULL);
    for (int i = 0; i < 200 && !g_file_test(port_file, G_FILE_TEST_EXISTS); i++)
        g_usleep(50 * 1000);
    g_assert_true(g_file_get_contents(port_file, &ports, NULL, NULL));
    g_assert_cmpint(sscanf(ports, "%d %d", &token_port, &introspection_port), ==, 2);
}

/* The post office's own configuration, with one more way to log in. */
static char *
make_templates(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *usual = place_of_config("post-office", &error);
    g_assert_no_error(error);
    char *templates = in_folder("templates");
    g_autofree char *dovecot = g_build_filename(templates, "dovecot.conf", NULL);
    g_autofree char *text = NULL, *asks = in_folder("templates/introspection");
    g_autofree char *copy =
        g_strdup_printf("mkdir -m 755 templates && cp '%s'/* templates/", usual);
    run(copy);
    g_assert_true(g_file_get_contents(dovecot, &text, NULL, NULL));
    g_autofree char *more = g_strdup_printf(
        "%s\nauth_mechanisms = plain login xoauth2\nauth_cache_size = 0\npassdb {\n"
        "  driver = oauth2\n  mechanisms = xoauth2\n  args = %s\n}\n",
        text, asks);
    g_assert_true(file_write(dovecot, more, strlen(more), 0644, NULL));
    g_autofree char *introspection = g_strdup_printf(
        "introspection_mode = get\n"
        "introspection_url = http://127.0.0.1:%d/introspect?token=\n"
        "username_attribute = username\nactive_attribute = active\nactive_value = true\n",
        introspection_port);
    g_assert_true(file_write(asks, introspection, strlen(introspection), 0644, NULL));
    return templates;
}

typedef struct Fixture {
    char *office;
    Config *config;
    Store *store;
    Archive *archive;
} Fixture;

/* An office of two mailboxes: the first by token, the other by password. lasts_s: how long a token
 * is good. person: the grant has a refresh token. */
static void
furnish(Fixture *fixture, int lasts_s, bool person)
{
    g_autoptr(GError) error = NULL;
    fixture->office = g_dir_make_tmp("diwan-bearer-XXXXXX", NULL);
    g_autofree char *conf = g_build_filename(fixture->office, "diwan.conf", NULL);
    g_autofree char *database = g_build_filename(fixture->office, "office.db", NULL);
    g_autofree char *secrets = g_build_filename(fixture->office, "secrets", NULL);
    g_autofree char *password = post_office_password_file(post, users[1]);
    g_assert_true(file_make_folder(secrets, &error));
    put("refresh", "first-token");
    put("refresh-token", "first-token\n");
    g_autofree char *text = g_strdup_printf(
        "[mailbox main]\nhost=localhost\nport=%d\nuser=%s\noauth=m365\nca_file=%s\n"
        "poll_s=1\n"
        "[mailbox other]\nhost=localhost\nport=%d\nuser=%s\npassword_file=%s\n"
        "ca_file=%s\npoll_s=1\n"
        "[oauth m365]\nprovider=microsoft\ntenant=charity.example\n"
        "client_id=application\nclient_secret_file=%s/secret\n%s%s%s"
        "token_url=https://localhost:%d/microsoft?user=%s&lasts=%d\nca_file=%s/ca.pem\n"
        "[relay]\nhost=localhost\nport=%d\nuser=%s\noauth=m365\nca_file=%s\nfrom=%s\n",
        post->imaps_port, users[0], post->ca_file, post->imaps_port, users[1], password,
        post->ca_file, folder, person ? "refresh_token_file=" : "", person ? folder : "",
        person ? "/refresh-token\n" : "", token_port, users[0], lasts_s, folder,
        post->submission_port, users[0], post->ca_file, users[0]);
    g_assert_true(file_write(conf, text, strlen(text), 0600, &error));
    fixture->config = config_load(conf, &error);
    g_assert_no_error(error);
    fixture->store = store_open(database, true, &error);
    fixture->archive = archive_open(fixture->config->letters, &error);
    g_assert_no_error(error);
}

static void
set_up(Fixture *fixture, gconstpointer lasts_s)
{
    furnish(fixture, GPOINTER_TO_INT(lasts_s), true);
}

static void
set_up_own(Fixture *fixture, gconstpointer lasts_s)
{
    furnish(fixture, GPOINTER_TO_INT(lasts_s), false);
}

static void
tear_down(Fixture *fixture, gconstpointer unused)
{
    (void)unused;
    archive_close(fixture->archive);
    store_close(fixture->store);
    config_free(fixture->config);
    g_assert_true(file_remove_tree(fixture->office, NULL));
    g_free(fixture->office);
}

static void
send(const char *to, int n)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text =
        g_strdup_printf("From: a@example.org\r\nSubject: %s %d %u\r\n\r\nletter\r\n", to,
            n, g_random_int());
    g_autoptr(GBytes) mail = g_bytes_new(text, strlen(text));
    g_assert_true(courier_send(post, "a@example.org", to, mail, &error));
    g_assert_no_error(error);
}

static char *
problem_of(Fixture *fixture, const char *source)
{
    g_autoptr(GPtrArray) sources = store_sources(fixture->store, NULL);
    for (guint i = 0; i < sources->len; i++) {
        const SourceState *state = g_ptr_array_index(sources, i);
        if (strcmp(state->source, source) == 0)
            return g_strdup(state->problem != NULL ? state->problem : "");
    }
    return g_strdup("");
}

/* Rounds until n letters were taken and main's problem has part in it, for at most seconds. */
static int
take(Fixture *fixture, Intake *intake, int n, const char *part, int seconds)
{
    int total = 0;
    bool well = false;
    for (gint64 until = clock_ticks_ms() + seconds * 1000;
         clock_ticks_ms() < until && !(well && total >= n);) {
        int taken = 0;
        bool idle = false;
        g_assert_true(intake_round(intake, 100, &taken, &idle, NULL));
        total += taken;
        g_autofree char *problem = problem_of(fixture, "main");
        well = part[0] == '\0' ? problem[0] == '\0' : strstr(problem, part) != NULL;
    }
    g_autofree char *problem = problem_of(fixture, "main");
    g_test_message("taken %d, main: %s", total, problem[0] != '\0' ? problem : "well");
    g_assert_true(well);
    return total;
}

static int
count_asked(void)
{
    g_autofree char *path = in_folder("log"), *text = NULL;
    if (!g_file_get_contents(path, &text, NULL, NULL))
        return 0;
    g_auto(GStrv) lines = g_strsplit(g_strchomp(text), "\n", -1);
    return (int)g_strv_length(lines);
}

/* In the application's own name; `diwan check` tries it, as with a password. */
static void
test_own(Fixture *fixture, gconstpointer unused)
{
    (void)unused;
    g_autoptr(GError) error = NULL;
    g_assert_true(intake_check_mailbox(fixture->config->mailboxes->pdata[0], &error));
    g_assert_no_error(error);
    g_autoptr(Outbox) outbox = outbox_open(fixture->config, &error);
    g_assert_true(outbox_check(outbox, &error));
    g_assert_no_error(error);
    put("secret", "wrong");
    g_assert_false(intake_check_mailbox(fixture->config->mailboxes->pdata[0], &error));
    g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG);
    g_clear_error(&error);
    g_autoptr(Outbox) later = outbox_open(fixture->config, &error);
    g_assert_false(outbox_check(later, &error));
    g_test_message("%s", error->message);
    g_assert_nonnull(strstr(error->message, "AADSTS7000215"));
    put("secret", "s3cret & more");
}

/* A token of some seconds: sessions end by themselves before it does, with nobody troubled, and
 * what the provider renews each time is used. */
static void
test_renewal(Fixture *fixture, gconstpointer unused)
{
    (void)unused;
    g_autoptr(GError) error = NULL;
    g_autoptr(Intake) intake =
        intake_open(fixture->config, fixture->store, fixture->archive, &error);
    int before = count_asked();
    for (int i = 0; i < 3; i++) {
        send(users[0], i);
        g_assert_cmpint(take(fixture, intake, 1, "", 20), ==, 1);
    }
    int asked = count_asked() - before;
    g_assert_cmpint(asked, ==, 1); /* one token served them all */
    g_autoptr(Outbox) outbox = outbox_open(fixture->config, &error);
    g_assert_true(outbox_check(outbox, &error));
    gint64 began = clock_ticks_ms(), until = began + 75 * 1000;
    for (bool revoked = false; count_asked() - before < 4 && clock_ticks_ms() < until;) {
        if (!revoked && clock_ticks_ms() > began + 33 * 1000) {
            /* The relay's token was good and is no more: the next one is fetched at once. */
            put("epoch", "another");
            g_assert_true(outbox_check(outbox, &error));
            g_assert_cmpint(count_asked() - before, ==, 3);
            revoked = true;
        }
        int taken = 0;
        bool idle;
        g_assert_true(intake_round(intake, 200, &taken, &idle, NULL));
        g_autofree char *problem = problem_of(fixture, "main");
        g_assert_cmpstr(problem, ==, "");
    }
    g_assert_cmpint(count_asked() - before, ==, 4);
    send(users[0], 9);
    g_assert_cmpint(take(fixture, intake, 1, "", 20), ==, 1);
}

/* The refresh token has died: its mailbox says so at once, the other goes on; a new one heals. */
static void
test_dead(Fixture *fixture, gconstpointer unused)
{
    (void)unused;
    g_autoptr(GError) error = NULL;
    put("dead", "");
    g_autoptr(Intake) intake =
        intake_open(fixture->config, fixture->store, fixture->archive, &error);
    send(users[0], 1);
    send(users[1], 1);
    g_assert_cmpint(take(fixture, intake, 1, "AADSTS700082", 20), ==, 1);
    g_autofree char *other = problem_of(fixture, "other");
    g_assert_cmpstr(other, ==, "");
    take_away("dead");
    g_assert_cmpint(take(fixture, intake, 1, "", 40), >=, 1);
}

/* What the office sends goes out by the same grant. */
static void
test_sending(Fixture *fixture, gconstpointer unused)
{
    (void)unused;
    g_autoptr(GError) error = NULL;
    static const char text[] =
        "From: letters@charity.example\r\nSubject: out\r\n\r\nan answer\r\n";
    Outgoing mail = {.sender = (char *)users[0], .recipient = (char *)users[1]};
    mail.bytes = g_bytes_new_static(text, strlen(text));
    g_autoptr(Smtp) smtp = smtp_open(&fixture->config->relay, &error);
    g_assert_no_error(error);
    g_autofree char *said = NULL;
    g_assert_cmpint(smtp_send(smtp, &mail, &said), ==, SEND_DONE);
    g_test_message("%s", said);
    g_bytes_unref(mail.bytes);
    g_autoptr(Intake) intake =
        intake_open(fixture->config, fixture->store, fixture->archive, &error);
    g_assert_cmpint(take(fixture, intake, 1, "", 20), >=, 1);
}

int
main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "fetcher") == 0)
        return fetcher_main(argc - 1, argv + 1);
    if (argc > 1 && strcmp(argv[1], "token") == 0)
        return token_main(argc - 1, argv + 1);
    g_test_init(&argc, &argv, NULL);
    g_autoptr(GError) error = NULL;
    g_autofree char *python = g_find_program_in_path("python3");
    g_autofree char *openssl = g_find_program_in_path("openssl");
    if (python == NULL || openssl == NULL || !post_office_can_run(&error)) {
        printf("1..0 # SKIP %s\n",
            error != NULL ? error->message : "python3 or openssl is missing");
        return 0;
    }
    folder = g_dir_make_tmp("diwan-tokens-XXXXXX", NULL);
    g_assert_cmpint(g_chmod(folder, 0755), ==, 0); /* Dovecot's auth reads in it */
    put("secret", "s3cret & more");
    start_token_server();
    g_autofree char *templates = make_templates();
    g_autofree char *post_folder = g_dir_make_tmp("diwan-post-XXXXXX", NULL);
    post = post_office_start(templates, post_folder, users, &error);
    g_assert_no_error(error);
#define CASE(name, lasts_s, begins, function) \
    g_test_add(name, Fixture, GINT_TO_POINTER(lasts_s), begins, function, tear_down)
    CASE("/bearer/own", 3600, set_up_own, test_own);
    CASE("/bearer/renewal", 60, set_up, test_renewal);
    CASE("/bearer/dead", 3600, set_up, test_dead);
    CASE("/bearer/sending", 3600, set_up, test_sending);
    int status = g_test_run();
    post_office_stop(post);
    post_office_remove(post_folder, NULL);
    g_output_stream_close(g_subprocess_get_stdin_pipe(server), NULL, NULL);
    g_subprocess_wait(server, NULL, NULL);
    g_object_unref(server);
    g_assert_true(file_remove_tree(folder, NULL));
    return status;
}
