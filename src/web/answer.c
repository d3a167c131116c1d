/* answer.c - what leaves: the headers every answer has, redirects, kept files. */
#include "web/inside.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char policy[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'";

/* A letter of ours inside one of our pages: its own style, and nothing else. */
static const char framed_policy[] =
    "default-src 'none'; style-src 'unsafe-inline'; sandbox; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'";

static void
send_under(
    Visit *visit, unsigned status, struct MHD_Response *response, const char *rules)
{
    MHD_add_response_header(response, "Content-Security-Policy", rules);
    MHD_add_response_header(response, "Referrer-Policy", "no-referrer");
    MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
    MHD_add_response_header(response, "Cross-Origin-Opener-Policy", "same-origin");
    MHD_add_response_header(response, "Cross-Origin-Resource-Policy", "same-origin");
    for (guint i = 0; i < visit->cookies->len; i++)
        MHD_add_response_header(response, "Set-Cookie", visit->cookies->pdata[i]);
    visit->queued = MHD_queue_response(visit->connection, status, response);
    MHD_destroy_response(response);
}

void
answer_send(Visit *visit, unsigned status, struct MHD_Response *take_response)
{
    send_under(visit, status, take_response, policy);
}

void
answer_framed(Visit *visit, const char *html)
{
    struct MHD_Response *response = MHD_create_response_from_buffer(
        strlen(html), (void *)(gintptr)html, MHD_RESPMEM_MUST_COPY);
    MHD_add_response_header(response, "Content-Type", "text/html; charset=utf-8");
    MHD_add_response_header(response, "Cache-Control", "no-store");
    send_under(visit, MHD_HTTP_OK, response, framed_policy);
}

void
answer_bytes(Visit *visit, GBytes *bytes, const char *media_type)
{
    gsize length;
    const void *data = g_bytes_get_data(bytes, &length);
    struct MHD_Response *response = MHD_create_response_from_buffer(
        length, (void *)(gintptr)data, MHD_RESPMEM_MUST_COPY);
    MHD_add_response_header(response, "Content-Type", media_type);
    MHD_add_response_header(response, "Cache-Control", "no-store");
    answer_send(visit, MHD_HTTP_OK, response);
}

void
answer_text(Visit *visit, unsigned status, const char *media_type,
    const char *cache_control, const char *text)
{
    struct MHD_Response *response = MHD_create_response_from_buffer(
        strlen(text), (void *)(gintptr)text, MHD_RESPMEM_MUST_COPY);
    MHD_add_response_header(response, "Content-Type", media_type);
    MHD_add_response_header(response, "Cache-Control", cache_control);
    answer_send(visit, status, response);
}

void
answer_redirect(Visit *visit, const char *to)
{
    struct MHD_Response *response =
        MHD_create_response_from_buffer(0, (void *)(gintptr) "", MHD_RESPMEM_PERSISTENT);
    MHD_add_response_header(response, "Location", to);
    MHD_add_response_header(response, "Cache-Control", "no-store");
    answer_send(visit, MHD_HTTP_SEE_OTHER, response);
}

/* RFC 6266: an ASCII name for all, and the real one in UTF-8. */
static char *
disposition_of(const char *name)
{
    g_autofree char *plain = g_str_to_ascii(name, "C");
    for (char *c = plain; *c != '\0'; c++)
        if (!g_ascii_isalnum(*c) && strchr("._-", *c) == NULL)
            *c = '_';
    g_autofree char *escaped = g_uri_escape_string(name, NULL, FALSE);
    return g_strdup_printf(
        "attachment; filename=\"%s\"; filename*=UTF-8''%s", plain, escaped);
}

void
answer_file(Visit *visit, int take_fd, const char *media_type, const char *name)
{
    struct stat about;
    if (take_fd < 0 || fstat(take_fd, &about) != 0) {
        if (take_fd >= 0)
            close(take_fd);
        page_problem(visit, MHD_HTTP_INTERNAL_SERVER_ERROR, "failed");
        return;
    }
    struct MHD_Response *response =
        MHD_create_response_from_fd64((uint64_t)about.st_size, take_fd);
    g_autofree char *disposition = disposition_of(name);
    MHD_add_response_header(response, "Content-Type", media_type);
    MHD_add_response_header(response, "Content-Disposition", disposition);
    MHD_add_response_header(response, "Cache-Control", "no-store");
    answer_send(visit, MHD_HTTP_OK, response);
}

void
answer_kept_file(
    Visit *visit, const char *sha256, const char *media_type, const char *name)
{
    g_autoptr(GError) error = NULL;
    struct stat about;
    int fd = archive_open_file(visit->web->diwan->archive, sha256, &error);
    if (fd < 0 || fstat(fd, &about) != 0) {
        if (fd >= 0)
            close(fd);
        log_error(
            error, "letter=%" G_GINT64_FORMAT " kept file cannot be opened", visit->id);
        page_problem(visit, MHD_HTTP_INTERNAL_SERVER_ERROR, "file_missing");
        return;
    }
    struct MHD_Response *response =
        MHD_create_response_from_fd64((uint64_t)about.st_size, fd);
    MHD_add_response_header(response, "Content-Type", media_type);
    if (name != NULL) {
        g_autofree char *disposition = disposition_of(name);
        MHD_add_response_header(response, "Content-Disposition", disposition);
        MHD_add_response_header(response, "Cache-Control", "no-store");
    } else
        MHD_add_response_header(response, "Cache-Control", "private, max-age=3600");
    answer_send(visit, MHD_HTTP_OK, response);
}
