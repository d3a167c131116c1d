/* test-oauth.c - every grant against a token server, what it refuses, and what is kept.
 *
 * The server is a fake (tests/lib/token-server.py), since the real ones need an account.
 */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>

#include "oauth/inside.h"

#define SECRET "s3cret & more"
#define USER "letters@charity.example"

typedef struct Fixture {
    char *folder;
    GSubprocess *server; /* ends when its stdin does */
    int port;
} Fixture;
static Fixture place; /* one server for all tests */

static char *
in_folder(const char *name)
{
    return g_build_filename(place.folder, name, NULL);
}

static void
put(const char *name, const char *text)
{
    g_autofree char *path = in_folder(name);
    g_assert_true(file_write(path, text, strlen(text), 0600, NULL));
}

static char *
get(const char *name)
{
    g_autofree char *path = in_folder(name);
    char *text = NULL;
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    return g_strchomp(text);
}

static void
run(const char *command)
{
    const char *const argv[] = {"sh", "-c", command, NULL};
    int status = 1;
    g_assert_true(g_spawn_sync(place.folder, (char **)argv, NULL,
        G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL,
        NULL, NULL, NULL, NULL, &status, NULL));
    g_assert_cmpint(status, ==, 0);
}

/* The key file of a service account, as Google gives it. */
static void
make_account(void)
{
    run("openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out account.pem "
        "&& "
        "openssl pkey -in account.pem -pubout -out account.pub");
    g_autofree char *key = get("account.pem");
    g_auto(GStrv) lines = g_strsplit(key, "\n", -1);
    g_autofree char *escaped = g_strjoinv("\\n", lines);
    g_autofree char *json =
        g_strdup_printf("{\"type\":\"service_account\",\"private_key_id\":\"k1\","
                        "\"client_email\":\"diwan@project.example\","
                        "\"token_uri\":\"https://localhost:%d/google\","
                        "\"private_key\":\"%s\\n\"}",
            place.port, escaped);
    put("account.json", json);
}

static void
start_server(void)
{
    g_autofree char *python = g_find_program_in_path("python3");
    g_autofree char *script =
        g_test_build_filename(G_TEST_DIST, "lib", "token-server.py", NULL);
    run("openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out ca.pem -days 2 "
        "-subj /CN=localhost -addext subjectAltName=DNS:localhost");
    g_autofree char *certificate = in_folder("ca.pem"), *key = in_folder("key.pem");
    place.server = g_subprocess_new(G_SUBPROCESS_FLAGS_STDIN_PIPE, NULL, python, script,
        place.folder, certificate, key, NULL);
    g_autofree char *port_file = in_folder("port");
    for (int i = 0; i < 200 && !g_file_test(port_file, G_FILE_TEST_EXISTS); i++)
        g_usleep(50 * 1000);
    g_autofree char *ports = get("port");
    place.port = atoi(ports);
}

typedef enum { OWN, PERSON, GOOGLE_PERSON, SERVICE } Kind;

/* A grant of that kind at a path of the server. */
static OauthConfig *
grant_new(Kind kind, const char *at)
{
    OauthConfig *grant = g_new0(OauthConfig, 1);
    grant->name = g_strdup("m365");
    grant->provider = g_strdup(kind >= GOOGLE_PERSON ? "google" : "microsoft");
    grant->client_id = kind != SERVICE ? g_strdup("application") : NULL;
    grant->client_secret_file = kind != SERVICE ? in_folder("secret") : NULL;
    if (kind == PERSON || kind == GOOGLE_PERSON)
        grant->refresh_token_file = in_folder("refresh-token");
    if (kind == SERVICE)
        grant->service_account_file = in_folder("account.json");
    else
        grant->token_url = g_strdup_printf("https://localhost:%d%s", place.port, at);
    grant->ca_file = in_folder("ca.pem");
    grant->key_file = in_folder("oauth.key");
    return grant;
}

static void
grant_free(OauthConfig *grant)
{
    char *texts[] = {grant->name, grant->provider, grant->client_id,
        grant->client_secret_file, grant->refresh_token_file, grant->service_account_file,
        grant->token_url, grant->ca_file, grant->key_file};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    g_free(grant);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OauthConfig, grant_free)

static void
test_grants(void)
{
    static const struct {
        Kind kind;
        const char *at, *log;
    } cases[] = {
        {OWN, "/microsoft?lasts=1000", "/microsoft client_credentials"},
        {PERSON, "/microsoft?lasts=1000", "/microsoft refresh_token"},
        {GOOGLE_PERSON, "/google?lasts=1000", "/google refresh_token"},
        {SERVICE, NULL, "/google urn:ietf:params:oauth:grant-type:jwt-bearer"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        put("log", "");
        put("refresh", "first-token");
        put("refresh-token", "first-token\n");
        g_autoptr(OauthConfig) grant = grant_new(cases[i].kind, cases[i].at);
        gint64 before = clock_ticks_ms();
        g_autoptr(AccessToken) token = oauth_fetch(grant, USER, &error);
        g_assert_no_error(error);
        g_autofree char *log = get("log");
        g_assert_cmpstr(log, ==, cases[i].log);
        g_assert_cmpuint(strlen(token->bytes), >, 1500);
        /* Renewed before it ends: five minutes, at most a fifth of its life. */
        gint64 expected_s = cases[i].at != NULL ? 800 : 3599 - 300;
        g_assert_cmpint(token->renew_at - before, >=, expected_s * 1000);
        g_assert_cmpint(token->renew_at - before, <=, (expected_s + 5) * 1000);
    }
}

/* What the provider renews is kept sealed, and used the next time; only the owner can read it. */
static void
test_rotation(void)
{
    g_autoptr(OauthConfig) grant = grant_new(PERSON, "/microsoft");
    g_autofree char *last = NULL;
    put("refresh", "first-token");
    put("refresh-token", "first-token\n");
    for (int i = 0; i < 3; i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(AccessToken) token = oauth_fetch(grant, USER, &error);
        g_assert_no_error(error);
        g_autofree char *kept = get("refresh-token"), *renewed = get("refresh");
        g_assert_true(g_str_has_prefix(kept, "sealed:"));
        g_assert_null(strstr(kept, "renewed-"));
        g_assert_cmpstr(kept, !=, last);
        bool plain = true;
        g_autofree char *opened = sealed_load(grant, &plain, &error);
        g_assert_no_error(error);
        g_assert_false(plain);
        g_assert_cmpstr(opened, ==, renewed);
        g_free(last);
        last = g_steal_pointer(&kept);
    }
    struct stat found;
    g_assert_cmpint(stat(grant->refresh_token_file, &found), ==, 0);
    g_assert_cmpint(found.st_mode & 0777, ==, 0600);
    g_assert_cmpint(stat(grant->key_file, &found), ==, 0);
    g_assert_cmpint(found.st_mode & 0777, ==, 0600);

    /* Without its key, or with another, it says what to do; a person's new one is taken. */
    g_autoptr(GError) error = NULL;
    put("oauth.key",
        "00000000000000000000000000000000000000000000000000000000000000ff\n");
    g_assert_null(oauth_fetch(grant, USER, &error));
    g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG);
    g_assert_nonnull(strstr(error->message, "consent again"));
    g_clear_error(&error);
    put("refresh", "second-token");
    put("refresh-token", "second-token\n");
    g_autoptr(AccessToken) token = oauth_fetch(grant, USER, &error);
    g_assert_no_error(error);
}

static void
test_refusals(void)
{
    static const struct {
        Kind kind;
        const char *at, *secret, *flag;
        DiwanError code;
        const char *part;
    } cases[] = {
        {OWN, "/microsoft", "wrong", NULL, DIWAN_ERROR_CONFIG,
            "HTTP 401 \"invalid_client: AADSTS7000215: Invalid client secret "
            "provided.\""},
        {OWN, "/microsoft", "wrong", NULL, DIWAN_ERROR_CONFIG, "client_secret_file"},
        {PERSON, "/microsoft", SECRET, "dead", DIWAN_ERROR_CONFIG, "AADSTS700082"},
        {PERSON, "/microsoft", SECRET, "dead", DIWAN_ERROR_CONFIG, "consent again"},
        {PERSON, "/microsoft", SECRET, "busy", DIWAN_ERROR_RETRY, "HTTP 503"},
        {OWN, "/page", SECRET, NULL, DIWAN_ERROR_CONFIG, "HTTP 200 \"no token in it\""},
        {OWN, "/long", SECRET, NULL, DIWAN_ERROR_RETRY, "cannot ask"},
        {OWN, "/split", SECRET, NULL, DIWAN_ERROR_CONFIG, "HTTP 200"},
        {OWN, "/elsewhere", SECRET, NULL, DIWAN_ERROR_CONFIG, "HTTP 307"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        put("refresh", "first-token");
        put("refresh-token", "first-token\n");
        put("secret", cases[i].secret);
        if (cases[i].flag != NULL)
            put(cases[i].flag, "");
        g_autoptr(OauthConfig) grant = grant_new(cases[i].kind, cases[i].at);
        g_assert_null(oauth_fetch(grant, USER, &error));
        g_test_message("%s", error->message);
        g_assert_error(error, DIWAN_ERROR, (int)cases[i].code);
        g_assert_nonnull(strstr(error->message, cases[i].part));
        g_assert_null(strstr(error->message, "Trace"));
        g_assert_null(strstr(error->message, SECRET));
        if (cases[i].flag != NULL) {
            g_autofree char *flag = in_folder(cases[i].flag);
            g_assert_cmpint(g_unlink(flag), ==, 0);
        }
        /* What a refusal leaves is what was there. */
        g_autofree char *kept = get("refresh-token");
        g_assert_cmpstr(kept, ==, "first-token");
    }
    put("secret", SECRET);
    g_autoptr(GError) error = NULL;
    g_autoptr(OauthConfig) untrusted = grant_new(OWN, "/microsoft");
    g_clear_pointer(&untrusted->ca_file, g_free);
    g_assert_null(oauth_fetch(untrusted, USER, &error));
    g_test_message("%s", error->message);
    g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG);
}

/* A process of its own brings the same, the error's words and kind too. */
static void
test_errand(void)
{
    for (int i = 0; i < 2; i++) {
        g_autoptr(GError) error = NULL;
        put("secret", i == 0 ? SECRET : "wrong");
        g_autoptr(OauthConfig) grant = grant_new(OWN, "/microsoft");
        g_autoptr(Errand) errand = errand_start(grant, USER, &error);
        g_assert_no_error(error);
        g_autoptr(AccessToken) token = NULL;
        for (bool done = false; !done;) {
            struct pollfd wait = {.fd = errand_fd(errand), .events = POLLIN};
            g_assert_cmpint(poll(&wait, 1, 30000), ==, 1);
            token = errand_hear(errand, &done, &error);
        }
        g_assert_cmpint(token != NULL, ==, i == 0);
        if (i == 1)
            g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG);
    }
    put("secret", SECRET);
}

int
main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "token") == 0)
        return token_main(argc - 1, argv + 1);
    g_test_init(&argc, &argv, NULL);
    g_autofree char *python = g_find_program_in_path("python3");
    g_autofree char *openssl = g_find_program_in_path("openssl");
    if (python == NULL || openssl == NULL) {
        printf("1..0 # SKIP python3 or openssl is missing\n");
        return 0;
    }
    place.folder = g_dir_make_tmp("diwan-oauth-XXXXXX", NULL);
    put("secret", SECRET);
    start_server();
    make_account();
    g_test_add_func("/oauth/grants", test_grants);
    g_test_add_func("/oauth/rotation", test_rotation);
    g_test_add_func("/oauth/refusals", test_refusals);
    g_test_add_func("/oauth/errand", test_errand);
    int status = g_test_run();
    g_output_stream_close(g_subprocess_get_stdin_pipe(place.server), NULL, NULL);
    g_subprocess_wait(place.server, NULL, NULL);
    g_object_unref(place.server);
    g_assert_true(file_remove_tree(place.folder, NULL));
    g_free(place.folder);
    return status;
}
