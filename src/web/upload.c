/* upload.c - a form that brings a file: multipart/form-data (RFC 7578), taken apart by libmicrohttpd.
 *
 * Only from somebody who is logged in, on pages that ask for a file, and whole in memory: the limit is
 * the library's.
 */
#include "web/inside.h"

#include <string.h>

enum { PIECE_BYTES = 4096 };

static bool
is_multipart(Visit *visit)
{
    const char *type = visit_header(visit, "Content-Type");
    return type != NULL && g_ascii_strncasecmp(type, "multipart/form-data", 19) == 0;
}

void
visit_expect_upload(Visit *visit, const char *path)
{
    bool asks =
        g_str_has_prefix(path, "/library") ||
        (g_str_has_prefix(path, "/committee/") && g_str_has_suffix(path, "/import"));
    if (!asks || !is_multipart(visit))
        return;
    if (session_find(visit, NULL) && visit->staff != NULL)
        visit->most_body_bytes = MOST_UPLOAD_BYTES;
}

/* The last piece of a name with folders, as some browsers send it. */
static char *
bare_name(const char *name)
{
    const char *slash = strrchr(name, '/'), *back = strrchr(name, '\\');
    const char *from = MAX(slash, back);
    return g_strdup(from != NULL ? from + 1 : name);
}

static enum MHD_Result
take(void *to, enum MHD_ValueKind kind, const char *key, const char *file_name,
    const char *type, const char *encoding, const char *bytes, uint64_t offset,
    size_t length)
{
    Visit *visit = to;
    (void)kind, (void)type, (void)encoding;
    if (key == NULL || !g_utf8_validate(key, -1, NULL) ||
        g_hash_table_size(visit->form) >= MOST_FIELDS)
        return MHD_NO;
    if (file_name != NULL) {
        if (!g_utf8_validate(file_name, -1, NULL) ||
            (offset == 0 && visit->upload != NULL))
            return MHD_NO;
        if (visit->upload == NULL) {
            visit->upload = g_byte_array_new();
            visit->upload_name = bare_name(file_name);
        }
        g_byte_array_append(visit->upload, (const guint8 *)bytes, (guint)length);
        return MHD_YES;
    }
    const char *former = offset > 0 ? g_hash_table_lookup(visit->form, key) : NULL;
    g_autofree char *piece = g_strndup(bytes, length);
    g_hash_table_replace(visit->form, g_strdup(key),
        g_strconcat(former != NULL ? former : "", piece, NULL));
    return MHD_YES;
}

/* Pieces may end inside a letter, so that words are looked at when they are whole. */
static bool
are_words(GHashTable *form)
{
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, form);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        if (!g_utf8_validate(value, -1, NULL))
            return false;
        g_strstrip(value);
    }
    return true;
}

bool
visit_read_upload(Visit *visit)
{
    if (!is_multipart(visit) || visit->most_body_bytes != MOST_UPLOAD_BYTES)
        return false;
    visit->form = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    struct MHD_PostProcessor *reader =
        MHD_create_post_processor(visit->connection, PIECE_BYTES, take, visit);
    if (reader == NULL)
        return false;
    bool well = MHD_post_process(reader, visit->body->str, visit->body->len) == MHD_YES;
    well = MHD_destroy_post_processor(reader) == MHD_YES && well;
    return well && are_words(visit->form);
}
