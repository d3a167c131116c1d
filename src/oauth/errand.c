/* errand.c - a process that fetches one access token, so that nobody else waits for the network.
 *
 * What it is told (paths and names, no secret) comes over its standard input, what it brings goes
 * back over its standard output. An alarm ends it; it ends with whoever sent it.
 */
#include "oauth/oauth.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define TOLD_TYPE "(ssssssssssss)"
#define BROUGHT_TYPE "(isx)"

enum { ERRAND_MOST_S = 90, ERRAND_MOST_BYTES = 64 * 1024 };

struct Errand {
    pid_t pid;
    int fd;
    gint64 began; /* ticks */
    char *name;
    GByteArray *brought;
};

/* ---- outside ---- */

static const char *
or_empty(const char *text)
{
    return text != NULL ? text : "";
}

static GVariant *
told(const OauthConfig *grant, const char *user)
{
    return g_variant_ref_sink(g_variant_new(TOLD_TYPE, user, grant->name, grant->provider,
        or_empty(grant->tenant), or_empty(grant->client_id),
        or_empty(grant->client_secret_file), or_empty(grant->refresh_token_file),
        or_empty(grant->service_account_file), or_empty(grant->scope),
        or_empty(grant->token_url), or_empty(grant->ca_file), or_empty(grant->key_file)));
}

static bool
write_all(int fd, const void *bytes, gsize length)
{
    const char *rest = bytes;
    while (length > 0) {
        gssize n = write(fd, rest, length);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        rest += n;
        length -= (gsize)n;
    }
    return true;
}

Errand *
errand_start(const OauthConfig *grant, const char *user, GError **error)
{
    const char *const argv[] = {"/proc/self/exe", "diwan", "token", NULL};
    g_autoptr(Errand) errand = g_new0(Errand, 1);
    g_autoptr(GVariant) words = told(grant, user);
    g_autoptr(GError) inner = NULL;
    int in = -1;
    errand->fd = -1;
    errand->brought = g_byte_array_new();
    errand->name = g_strdup(grant->name);
    errand->began = clock_ticks_ms();
    if (!g_spawn_async_with_pipes(NULL, (char **)argv, NULL,
            G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_FILE_AND_ARGV_ZERO, NULL, NULL,
            &errand->pid, &in, &errand->fd, NULL, &inner)) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_RETRY,
            "cannot start a process that fetches an access token: %s", inner->message);
        return NULL;
    }
    fcntl(errand->fd, F_SETFL, O_NONBLOCK);
    fcntl(errand->fd, F_SETFD, FD_CLOEXEC);
    /* A process that has ended already is heard as one that brought nothing. */
    write_all(in, g_variant_get_data(words), g_variant_get_size(words));
    close(in);
    return g_steal_pointer(&errand);
}

int
errand_fd(const Errand *errand)
{
    return errand->fd;
}

void
errand_free(Errand *errand)
{
    if (errand == NULL)
        return;
    if (errand->fd >= 0)
        close(errand->fd);
    if (errand->pid > 0) {
        kill(errand->pid, SIGKILL);
        while (waitpid(errand->pid, NULL, 0) < 0 && errno == EINTR)
            ;
    }
    if (errand->brought->len > 0)
        explicit_bzero(errand->brought->data, errand->brought->len);
    g_byte_array_unref(errand->brought);
    g_free(errand->name);
    g_free(errand);
}

static AccessToken *
read_brought(const Errand *errand, GError **error)
{
    g_autoptr(GBytes) bytes = g_bytes_new(errand->brought->data, errand->brought->len);
    g_autoptr(GVariant) packed = g_variant_ref_sink(
        g_variant_new_from_bytes(G_VARIANT_TYPE(BROUGHT_TYPE), bytes, FALSE));
    if (errand->brought->len == 0 || !g_variant_is_normal_form(packed)) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_RETRY,
            "asking for an access token of [oauth %s] came to no end; it is asked again",
            errand->name);
        return NULL;
    }
    int code = 0;
    const char *text = NULL;
    gint64 renew_in_ms = 0;
    g_variant_get(packed, "(i&sx)", &code, &text, &renew_in_ms);
    if (code >= 0) {
        g_set_error_literal(error, DIWAN_ERROR,
            code == DIWAN_ERROR_CONFIG ? DIWAN_ERROR_CONFIG : DIWAN_ERROR_RETRY, text);
        return NULL;
    }
    AccessToken *token = g_new0(AccessToken, 1);
    token->bytes = g_strdup(text);
    token->got_at = errand->began;
    token->renew_at = clock_ticks_ms() + renew_in_ms;
    return token;
}

AccessToken *
errand_hear(Errand *errand, bool *done, GError **error)
{
    guint8 piece[4096];
    *done = false;
    for (;;) {
        gssize n = read(errand->fd, piece, sizeof piece);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && errno == EAGAIN)
            return NULL;
        if (n <= 0 || errand->brought->len + (gsize)n > ERRAND_MOST_BYTES)
            break;
        g_byte_array_append(errand->brought, piece, (guint)n);
        explicit_bzero(piece, sizeof piece);
    }
    *done = true;
    return read_brought(errand, error);
}

/* ---- inside ---- */

static char *
text_at(GVariant *packed, gsize i)
{
    char *text = NULL;
    g_variant_get_child(packed, i, "&s", &text);
    return *text != '\0' ? text : NULL;
}

/* user and grant, whose texts are those of what is returned; NULL when it is not understood. */
static GVariant *
read_told(OauthConfig *grant, char **user)
{
    guint8 bytes[ERRAND_MOST_BYTES];
    gsize length = 0;
    gssize n;
    while (length < sizeof bytes &&
           (n = read(STDIN_FILENO, bytes + length, sizeof bytes - length)) > 0)
        length += (gsize)n;
    g_autoptr(GBytes) copy = g_bytes_new(bytes, length);
    g_autoptr(GVariant) packed = g_variant_ref_sink(
        g_variant_new_from_bytes(G_VARIANT_TYPE(TOLD_TYPE), copy, FALSE));
    if (length == 0 || !g_variant_is_normal_form(packed))
        return NULL;
    char **const places[] = {user, &grant->name, &grant->provider, &grant->tenant,
        &grant->client_id, &grant->client_secret_file, &grant->refresh_token_file,
        &grant->service_account_file, &grant->scope, &grant->token_url, &grant->ca_file,
        &grant->key_file};
    for (gsize i = 0; i < G_N_ELEMENTS(places); i++)
        *places[i] = text_at(packed, i);
    bool whole = *user != NULL && grant->name != NULL && grant->provider != NULL;
    return whole ? g_steal_pointer(&packed) : NULL;
}

static void
errand_lock(void)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    prctl(PR_SET_DUMPABLE, 0); /* secrets are in this memory */
    signal(SIGINT, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    alarm(ERRAND_MOST_S);
}

int
token_main(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    errand_lock();
    OauthConfig grant = {0};
    char *user = NULL;
    g_autoptr(GVariant) told = read_told(&grant, &user);
    if (told == NULL) {
        g_printerr("diwan token: is started by intake, which tells it what to fetch\n");
        return 2;
    }
    g_autoptr(GError) error = NULL;
    g_autoptr(AccessToken) token = oauth_fetch(&grant, user, &error);
    g_autoptr(GVariant) brought = g_variant_ref_sink(
        token != NULL
            ? g_variant_new(BROUGHT_TYPE, -1, token->bytes,
                  MAX(token->renew_at - clock_ticks_ms(), 0))
            : g_variant_new(BROUGHT_TYPE, error->code, error->message, (gint64)0));
    bool sent = write_all(
        STDOUT_FILENO, g_variant_get_data(brought), g_variant_get_size(brought));
    return sent && token != NULL ? 0 : 1;
}
