/* visit.c - one request: its fields, its cookies, its language.
 *
 * Everything here comes from outside: sizes are capped, and what is not UTF-8 is as good as absent.
 */
#include "web/inside.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>

enum { MOST_FIELD_BYTES = 4096 };

static char *
peer_of(struct MHD_Connection *connection)
{
    char text[INET6_ADDRSTRLEN] = "?";
    const union MHD_ConnectionInfo *about =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const struct sockaddr *address = about != NULL ? about->client_addr : NULL;
    if (address != NULL && address->sa_family == AF_INET)
        inet_ntop(
            AF_INET, &((const struct sockaddr_in *)address)->sin_addr, text, sizeof text);
    else if (address != NULL && address->sa_family == AF_INET6)
        inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)address)->sin6_addr, text,
            sizeof text);
    return g_strdup(text);
}

Visit *
visit_new(Web *web, struct MHD_Connection *connection, const char *method)
{
    Visit *visit = g_new0(Visit, 1);
    visit->web = web;
    visit->connection = connection;
    visit->method = method;
    visit->peer = peer_of(connection);
    visit->body = g_string_new(NULL);
    visit->most_body_bytes = MOST_BODY_BYTES;
    visit->cookies = g_ptr_array_new_with_free_func(g_free);
    visit->words = web->words[0];
    visit->queued = MHD_NO;
    return visit;
}

void
visit_free(Visit *visit)
{
    if (visit == NULL)
        return;
    g_free(visit->peer);
    g_string_free(visit->body, TRUE);
    g_clear_pointer(&visit->form, g_hash_table_unref);
    g_clear_pointer(&visit->upload, g_byte_array_unref);
    g_free(visit->upload_name);
    g_ptr_array_unref(visit->cookies);
    staff_free(visit->staff);
    g_clear_pointer(&visit->barred, g_array_unref);
    g_clear_pointer(&visit->barred_letters, g_ptr_array_unref);
    g_free(visit->csrf);
    g_free(visit->token_hash);
    g_free(visit->word);
    g_free(visit);
}

bool
visit_body(Visit *visit, const char *bytes, gsize length)
{
    visit->received_bytes += length;
    if (visit->body->len + length > visit->most_body_bytes)
        visit->too_large = true;
    else
        g_string_append_len(visit->body, bytes, length);
    return visit->received_bytes <= visit->most_body_bytes + MOST_DROPPED_BYTES;
}

/* ---- fields ---- */

/* Percent and plus undone; NULL when it is malformed, holds a NUL or is not UTF-8. */
static char *
undo_escapes(const char *text)
{
    g_autofree char *spaced = g_strdelimit(g_strdup(text), "+", ' ');
    g_autofree char *plain = g_uri_unescape_string(spaced, NULL);
    if (plain == NULL || !g_utf8_validate(plain, -1, NULL))
        return NULL;
    return g_steal_pointer(&plain);
}

GHashTable *
form_parse(const char *body, gsize length)
{
    g_autoptr(GHashTable) form =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    if (memchr(body, '\0', length) != NULL)
        return NULL;
    g_autofree char *whole = g_strndup(body, length);
    g_auto(GStrv) pairs = g_strsplit(whole, "&", MOST_FIELDS + 1);
    if (g_strv_length(pairs) > MOST_FIELDS)
        return NULL;
    for (char **pair = pairs; *pair != NULL; pair++) {
        char *equals = strchr(*pair, '=');
        if (equals == NULL)
            continue;
        *equals = '\0';
        g_autofree char *name = undo_escapes(*pair);
        g_autofree char *value = undo_escapes(equals + 1);
        if (name == NULL || value == NULL)
            return NULL;
        if (!g_str_equal(name, "password")) /* its blanks are part of it */
            g_strstrip(value);
        g_hash_table_insert(form, g_steal_pointer(&name), g_steal_pointer(&value));
    }
    return g_steal_pointer(&form);
}

bool
visit_read_form(Visit *visit)
{
    const char *type = visit_header(visit, "Content-Type");
    if (type == NULL ||
        g_ascii_strncasecmp(type, "application/x-www-form-urlencoded", 33) != 0)
        return false;
    visit->form = form_parse(visit->body->str, visit->body->len);
    return visit->form != NULL;
}

const char *
visit_field(Visit *visit, const char *name)
{
    const char *value = visit->form ? g_hash_table_lookup(visit->form, name) : NULL;
    return value != NULL ? value : "";
}

char *
visit_query(Visit *visit, const char *name)
{
    const char *value =
        MHD_lookup_connection_value(visit->connection, MHD_GET_ARGUMENT_KIND, name);
    if (value == NULL || strlen(value) > MOST_FIELD_BYTES ||
        !g_utf8_validate(value, -1, NULL))
        return g_strdup("");
    return g_strstrip(g_strdup(value));
}

gint64
visit_query_id(Visit *visit, const char *name)
{
    g_autofree char *value = visit_query(visit, name);
    gint64 id = 0;
    return g_ascii_string_to_signed(value, 10, 1, G_MAXINT64, &id, NULL) ? id : 0;
}

const char *
visit_header(Visit *visit, const char *name)
{
    return MHD_lookup_connection_value(visit->connection, MHD_HEADER_KIND, name);
}

char *
visit_cookie(Visit *visit, const char *name)
{
    return g_strdup(
        MHD_lookup_connection_value(visit->connection, MHD_COOKIE_KIND, name));
}

/* ---- language ---- */

static Words *
words_named(Web *web, const char *language)
{
    for (guint i = 0; i < G_N_ELEMENTS(web->words); i++)
        if (g_strcmp0(words_language(web->words[i]), language) == 0)
            return web->words[i];
    return NULL;
}

void
visit_choose_language(Visit *visit)
{
    g_autofree char *asked = visit_query(visit, "lang");
    g_autofree char *kept = visit_cookie(visit, "lang");
    Words *words = words_named(visit->web, asked);
    if (words != NULL)
        g_ptr_array_add(visit->cookies,
            g_strdup_printf("lang=%s; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax%s",
                asked, visit->web->secure ? "; Secure" : ""));
    else
        words = words_named(visit->web, kept);
    visit->words = words != NULL ? words : visit->web->words[0];
}
