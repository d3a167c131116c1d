/* parts.c - attachments: their names, types and bytes.
 *
 * A name never leads anywhere: folders, controls and bidi overrides ("exe.fdp" shown as
 * "pdf.exe") are gone. The type is what the bytes are.
 */
#include <string.h>

#include "base/base.h"
#include "language/language.h"
#include "parse/inside.h"

char *
part_name_clean(const char *name)
{
    const char *base = name;
    for (const char *c = name; *c != '\0'; c++)
        if (*c == '/' || *c == '\\')
            base = c + 1;
    g_autofree char *stripped = text_strip_controls(base);
    g_strstrip(stripped);
    if (stripped[strspn(stripped, ".")] == '\0')
        return NULL;
    /* The ending says what a person may do with the file; the middle is shortened. */
    gsize length = strlen(stripped);
    if (length <= PART_NAME_MOST_BYTES)
        return g_steal_pointer(&stripped);
    const char *dot = strrchr(stripped, '.');
    const char *ending = dot != NULL && strlen(dot) <= 10 ? dot : "";
    g_autoptr(GString) shorter = g_string_new(stripped);
    string_shorten(shorter, PART_NAME_MOST_BYTES - strlen(ending));
    return g_strconcat(g_strchomp(shorter->str), ending, NULL);
}

static bool
is_media_type(const char *text)
{
    const char *slash = strchr(text, '/');
    if (slash == NULL || slash == text || slash[1] == '\0')
        return false;
    return text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789!#$&^_.+-/")] == '\0' &&
           strchr(slash + 1, '/') == NULL;
}

Part *
part_from_bytes(const char *name, const char *declared, GBytes *take_bytes)
{
    Part *part = part_new();
    gsize length;
    const guint8 *bytes = g_bytes_get_data(take_bytes, &length);
    const char *sniffed = media_sniff(bytes, length, declared);
    if (sniffed == NULL)
        sniffed = declared != NULL && is_media_type(declared)
                      ? declared
                      : "application/octet-stream";
    g_free(part->media_type);
    part->media_type = g_strdup(sniffed);
    part->name = name != NULL ? part_name_clean(name) : NULL;
    part->sha256 = file_sha256(length > 0 ? bytes : (const guint8 *)"", length);
    part->size_bytes = (gint64)length;
    part->bytes = take_bytes;
    return part;
}

char *
part_header(GMimeObject *object, const char *name)
{
    GMimeHeaderList *list = g_mime_object_get_header_list(object);
    GMimeHeader *header = g_mime_header_list_get_header(list, name);
    const char *raw = header != NULL ? g_mime_header_get_raw_value(header) : NULL;
    return raw != NULL ? header_unfold(raw) : NULL;
}

char *
part_name(GMimeObject *object)
{
    static const char *const places[][2] = {
        {"Content-Disposition", "filename"},
        {"Content-Type", "name"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(places); i++) {
        g_autofree char *value = part_header(object, places[i][0]);
        g_autofree char *name =
            value != NULL ? parameters_find(value, places[i][1]) : NULL;
        char *clean = name != NULL ? part_name_clean(name) : NULL;
        if (clean != NULL)
            return clean;
    }
    return NULL;
}

GBytes *
part_decode(GMimePart *part)
{
    GMimeDataWrapper *content = g_mime_part_get_content(part);
    if (content == NULL)
        return g_bytes_new(NULL, 0);
    g_autoptr(GMimeStream) stream = g_mime_stream_mem_new();
    g_mime_data_wrapper_write_to_stream(content, stream);
    GByteArray *array = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
    g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), FALSE);
    return g_byte_array_free_to_bytes(array);
}
