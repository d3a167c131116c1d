/* document.c - DOCX and ODT → pages: the text as one, and every scan pasted into it as one.
 *
 * What word processors call pages depends on their fonts; the text is kept whole. Pictures count
 * when they are large enough to be a document by themselves. Sizes are limited while unpacking.
 */
#include "pages/document.h"
#include "base/base.h"
#include "pages/inside.h"
#include <libxml/parser.h>
#include <string.h>

enum {
    TEXT_MOST_BYTES = 128 << 20,    /* of XML, unpacked */
    PICTURE_LEAST_BYTES = 20 << 10, /* smaller ones are decoration */
    PICTURES_MOST = 500,
    MIMETYPE_MOST_BYTES = 100,
    MANIFEST_MOST_BYTES = 1 << 20,
};

static const char odt_type[] = "application/vnd.oasis.opendocument.text";

/* The parts of a DOCX in the order they are read in. */
static const char *const docx_parts[] = {
    "word/header", "word/document", "word/footnotes", "word/endnotes", "word/footer"};

typedef struct Search {
    DocumentKind kind;
    const char *part; /* what the name of the wanted XML begins with */
    GString *text;
    int pictures, wanted; /* seen so far; the one to be unpacked, 0: none */
    GByteArray *picture;
    bool locked, damaged, whole;
} Search;

/* ---- what it is ---- */

static bool
take_bytes(const char *piece, gsize size, void *data)
{
    g_byte_array_append(data, (const guint8 *)piece, (guint)size);
    return true;
}

static bool
look_for_kind(const DocumentEntry *entry, void *data)
{
    Search *search = data;
    search->locked = search->locked || entry->locked;
    if (g_str_has_prefix(entry->name, "word/document") &&
        g_str_has_suffix(entry->name, ".xml")) {
        search->kind = DOCUMENT_DOCX;
    } else if (strcmp(entry->name, "mimetype") == 0) {
        g_autoptr(GByteArray) type = g_byte_array_new();
        document_entry_read(entry, MIMETYPE_MOST_BYTES, take_bytes, type);
        bool text = type->len >= sizeof odt_type - 1 &&
                    memcmp(type->data, odt_type, sizeof odt_type - 1) == 0;
        search->kind = text ? DOCUMENT_ODT : search->kind;
    } else if (strcmp(entry->name, "META-INF/manifest.xml") == 0) {
        static const char mark[] = "encryption-data";
        g_autoptr(GByteArray) list = g_byte_array_new();
        document_entry_read(entry, MANIFEST_MOST_BYTES, take_bytes, list);
        search->locked = search->locked ||
                         memmem(list->data, list->len, mark, sizeof mark - 1) != NULL;
    }
    return true;
}

/* ---- pictures ---- */

static bool
is_picture(DocumentKind kind, const DocumentEntry *entry)
{
    static const char *const endings[] = {
        ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".gif", ".bmp", ".webp", NULL};
    const char *folder = kind == DOCUMENT_DOCX ? "word/media/" : "Pictures/";
    const char *dot = strrchr(entry->name, '.');
    if (!g_str_has_prefix(entry->name, folder) || dot == NULL ||
        entry->size < PICTURE_LEAST_BYTES) {
        return false;
    }
    g_autofree char *ending = g_ascii_strdown(dot, -1);
    return g_strv_contains(endings, ending);
}

static bool
look_for_pictures(const DocumentEntry *entry, void *data)
{
    Search *search = data;
    if (!is_picture(search->kind, entry)) {
        return true;
    }
    search->pictures++;
    if (search->pictures == search->wanted) {
        search->picture = g_byte_array_new();
        search->damaged = !document_entry_read(
            entry, PICTURE_MOST_BYTES / 4, take_bytes, search->picture);
        return false;
    }
    return search->pictures < PICTURES_MOST;
}

/* ---- text ---- */

static bool
take_text(const char *piece, gsize size, void *data)
{
    return document_text_take(data, piece, size);
}

static bool
look_for_text(const DocumentEntry *entry, void *data)
{
    Search *search = data;
    if (!g_str_has_prefix(entry->name, search->part) ||
        !g_str_has_suffix(entry->name, ".xml")) {
        return true;
    }
    g_autoptr(DocumentText) document = document_text_new(search->kind, search->text);
    if (document_entry_read(entry, TEXT_MOST_BYTES, take_text, document)) {
        search->whole = true;
    } else {
        search->damaged = true;
    }
    g_string_append_c(search->text, '\n');
    return !search->damaged;
}

/* Lines without blanks at their ends, never more than one empty line. */
static char *
tidy(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autoptr(GString) tidied = g_string_new(NULL);
    int empty = 0;
    for (char **line = lines; *line != NULL; line++) {
        g_strchomp(*line);
        empty = **line == '\0' ? empty + 1 : 0;
        if (empty < 2) {
            g_string_append(tidied, *line);
            g_string_append_c(tidied, '\n');
        }
    }
    return g_strstrip(g_strdup(tidied->str));
}

static void
refuse_damaged(GError **error)
{
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
        "the document is damaged and cannot be opened; the original is kept, ask for it "
        "as PDF");
}

static bool
read_text(const guint8 *bytes, gsize length, DocumentKind kind, Reading *reading,
    GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    Search search = {.kind = kind, .text = text, .part = "content"};
    if (kind == DOCUMENT_ODT) {
        search.damaged = !document_visit(bytes, length, look_for_text, &search);
    }
    for (gsize i = 0; kind == DOCUMENT_DOCX && i < G_N_ELEMENTS(docx_parts); i++) {
        search.part = docx_parts[i];
        bool visited = document_visit(bytes, length, look_for_text, &search);
        search.damaged = search.damaged || !visited;
    }
    if (search.damaged || !search.whole) {
        refuse_damaged(error);
        return false;
    }
    g_autofree char *tidied = tidy(text->str);
    g_free(reading->text);
    reading->text = g_utf8_make_valid(tidied, -1);
    reading->source = SOURCE_DOCUMENT;
    reading->confidence = 100;
    return true;
}

/* ---- the room's own ---- */

static DocumentKind
kind_of(const guint8 *bytes, gsize length, GError **error)
{
    Search search = {0};
    bool visited = document_visit(bytes, length, look_for_kind, &search);
    if (search.locked) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "the document is locked by a password; the original is kept, ask for it "
            "without one");
        return DOCUMENT_NOT;
    }
    if (!visited) {
        refuse_damaged(error);
        return DOCUMENT_NOT;
    }
    return search.kind;
}

int
document_count(const guint8 *bytes, gsize length, GError **error)
{
    Search search = {.kind = kind_of(bytes, length, error)};
    if (search.kind == DOCUMENT_NOT) {
        return 0;
    }
    document_visit(bytes, length, look_for_pictures, &search);
    return 1 + search.pictures;
}

bool
document_load(
    const guint8 *bytes, gsize length, Reading *reading, GBytes **picture, GError **error)
{
    Search search = {
        .kind = kind_of(bytes, length, error), .wanted = reading->number - 1};
    if (search.kind == DOCUMENT_NOT) {
        return false;
    }
    if (search.wanted == 0) {
        return read_text(bytes, length, search.kind, reading, error);
    }
    document_visit(bytes, length, look_for_pictures, &search);
    if (search.picture != NULL && !search.damaged) {
        *picture = g_byte_array_free_to_bytes(search.picture);
        return true;
    }
    if (search.picture != NULL) {
        g_byte_array_unref(search.picture);
    }
    refuse_damaged(error);
    return false;
}

void
document_open(void)
{
    xmlInitParser();
}
