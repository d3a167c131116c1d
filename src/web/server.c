/* server.c - the daemon's loop: one thread, one connection to the store, many browsers.
 *
 * libmicrohttpd runs inside our loop, without threads of its own, so that the store's connection
 * stays with one thread. A page takes milliseconds; whoever is slow is cut off by the time limit.
 */
#include "web/web.h"

#include "compose/compose.h"
#include "office/office.h"
#include "web/inside.h"
#include "web/listen.h"

#include <poll.h>
#include <string.h>
#include <unistd.h>

enum {
    MOST_CONNECTIONS = 200,
    MOST_PER_ADDRESS = 100, /* a proxy in front is one address */
    MOST_HEADER_BYTES = 32 << 10,
    IDLE_S = 30,
    WAIT_MS = 500,
    MOST_STYLE_BYTES = 30 << 10,
    MOST_PEM_BYTES = 256 << 10,
};

/* ---- what all visits share ---- */

static void
web_free(Web *web)
{
    if (web == NULL)
        return;
    search_close(web->search);
    kinds_free(web->kinds);
    desk_close(web->desk);
    compose_close(web->compose);
    refusals_free(web->refusals);
    for (guint i = 0; i < G_N_ELEMENTS(web->words); i++)
        words_free(web->words[i]);
    g_clear_pointer(&web->templates, g_hash_table_unref);
    attempts_free(web->attempts);
    g_free(web->nobody_hash);
    g_free(web->style);
    g_free(web->style_path);
    g_free(web);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Web, web_free)

static bool
load_style(Web *web, const char *folder, GError **error)
{
    g_autofree char *path = g_build_filename(folder, "diwan.css", NULL);
    g_autoptr(GBytes) bytes = file_read(path, MOST_STYLE_BYTES, error);
    if (bytes == NULL)
        return false;
    gsize length;
    const char *data = g_bytes_get_data(bytes, &length);
    g_autofree char *sha256 = file_sha256(data, length);
    web->style = g_strndup(data, length);
    web->style_path = g_strdup_printf("/static/diwan-%.8s.css", sha256);
    return true;
}

static Web *
web_new(Diwan *diwan, GError **error)
{
    g_autoptr(Web) web = g_new0(Web, 1);
    const Config *config = diwan->config;
    bool english = g_str_equal(config->language, "en");
    g_autofree char *folder = file_beside_program("templates/web");
    g_autofree char *kinds = file_beside_program("config/kinds.conf");
    g_autofree char *index = g_build_filename(config->office, "search.db", NULL);
    g_autofree char *nobodys = password_random();
    web->diwan = diwan;
    web->secure =
        config->tls_cert != NULL ||
        (config->public_url != NULL && g_str_has_prefix(config->public_url, "https://"));
    web->attempts = attempts_new();
    web->nobody_hash = password_hash(nobodys);
    if ((web->templates = page_templates_load(folder, error)) == NULL ||
        (web->words[0] = words_load(folder, english ? "en" : "ar", error)) == NULL ||
        (web->words[1] = words_load(folder, english ? "ar" : "en", error)) == NULL ||
        (web->kinds = kinds_load(kinds, error)) == NULL ||
        (web->desk = desk_open(config, diwan->store, error)) == NULL ||
        (web->compose = compose_open(config, NULL, error)) == NULL ||
        (web->refusals = refusals_load(folder, "ar", error)) == NULL ||
        (web->search = search_open(index, error)) == NULL ||
        !reference_key_load(config->office, &web->key, error) ||
        !load_style(web, folder, error))
        return NULL;
    return g_steal_pointer(&web);
}

/* ---- one request ---- */

static enum MHD_Result
answer(void *shared, struct MHD_Connection *connection, const char *path,
    const char *method, const char *version, const char *body, size_t *body_length,
    void **kept)
{
    (void)version;
    Visit *visit = *kept;
    if (visit == NULL) {
        *kept = visit_new(shared, connection, method);
        visit_expect_upload(*kept, path);
        return MHD_YES;
    }
    if (*body_length > 0) {
        bool bearable = visit_body(visit, body, *body_length);
        *body_length = 0;
        return bearable ? MHD_YES : MHD_NO;
    }
    visit->path = path;
    if (!g_utf8_validate(path, -1, NULL))
        return MHD_NO;
    gint64 since = clock_ticks_ms();
    route_visit(visit);
    gint64 took = clock_ticks_ms() - since;
    if (took > WAIT_MS)
        log_line("method=%s slow_ms=%d", method, (int)took);
    return visit->queued;
}

static void
forget(void *shared, struct MHD_Connection *connection, void **kept,
    enum MHD_RequestTerminationCode how)
{
    (void)shared, (void)connection, (void)how;
    visit_free(*kept);
    *kept = NULL;
}

/* ---- the daemon ---- */

typedef struct Pem {
    char *cert, *key; /* NULL: plain HTTP */
} Pem;

static void
pem_clear(Pem *pem)
{
    g_free(pem->cert);
    g_free(pem->key);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Pem, pem_clear)

static char *
pem_load(const char *path, GError **error)
{
    g_autoptr(GBytes) bytes = file_read(path, MOST_PEM_BYTES, error);
    if (bytes == NULL)
        return NULL;
    gsize length;
    const char *data = g_bytes_get_data(bytes, &length);
    return g_strndup(data, length);
}

static struct MHD_Daemon *
start(Web *web, int fd, const Pem *pem, GError **error)
{
    struct MHD_OptionItem tls[] = {
        {MHD_OPTION_HTTPS_MEM_CERT, 0, pem->cert},
        {MHD_OPTION_HTTPS_MEM_KEY, 0, pem->key},
        {MHD_OPTION_END, 0, NULL},
    };
    struct MHD_OptionItem plain[] = {{MHD_OPTION_END, 0, NULL}};
    bool secure = pem->cert != NULL;
    struct MHD_Daemon *daemon =
        MHD_start_daemon(MHD_USE_EPOLL | (secure ? MHD_USE_TLS : 0), 0, NULL, NULL,
            answer, web, MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_NOTIFY_COMPLETED,
            forget, NULL, MHD_OPTION_CONNECTION_LIMIT, (unsigned)MOST_CONNECTIONS,
            MHD_OPTION_PER_IP_CONNECTION_LIMIT, (unsigned)MOST_PER_ADDRESS,
            MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_S,
            MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)MOST_HEADER_BYTES,
            MHD_OPTION_ARRAY, secure ? tls : plain, MHD_OPTION_END);
    if (daemon == NULL)
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG,
            "cannot start the web server%s",
            secure ? ": look at the certificate and key of [web] tls" : "");
    return daemon;
}

static void
run(struct MHD_Daemon *daemon, volatile int *stop)
{
    int fd = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
    while (!*stop) {
        MHD_UNSIGNED_LONG_LONG due_ms = WAIT_MS;
        if (MHD_get_timeout(daemon, &due_ms) != MHD_YES)
            due_ms = WAIT_MS;
        struct pollfd ready = {.fd = fd, .events = POLLIN};
        poll(&ready, 1, (int)MIN(due_ms, WAIT_MS));
        MHD_run(daemon);
    }
}

bool
web_serve(Diwan *diwan, volatile int *stop, GError **error)
{
    const Config *config = diwan->config;
    g_autofree char *address = NULL;
    g_auto(Pem) pem = {0};
    if (config->tls_cert != NULL &&
        ((pem.cert = pem_load(config->tls_cert, error)) == NULL ||
            (pem.key = pem_load(config->tls_key, error)) == NULL))
        return false;
    g_autoptr(Web) web = web_new(diwan, error);
    if (web == NULL)
        return false;
    int fd = listen_open(config->listen, pem.cert != NULL, &address, error);
    struct MHD_Daemon *daemon = fd >= 0 ? start(web, fd, &pem, error) : NULL;
    if (daemon == NULL) {
        if (fd >= 0)
            close(fd);
        return false;
    }
    log_line("web=%s", address);
    run(daemon, stop);
    MHD_stop_daemon(daemon);
    return true;
}
