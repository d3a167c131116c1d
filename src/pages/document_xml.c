/* document_xml.c - the XML of a DOCX (ISO/IEC 29500) or ODT (OASIS ODF) → its text, line by line.
 *
 * Events alone, no tree: memory does not grow with the file. A document type is refused, so that
 * no entity is ever declared, let alone unfolded or fetched. Cells of a row stay on one line, as a
 * label and its number belong together; what was deleted with changes tracked is left out.
 */
#include "pages/document.h"
#include "pages/inside.h"
#include <libxml/parser.h>
#include <libxml/xmlerror.h>
#include <string.h>

enum { SPACES_MOST = 100 };

struct DocumentText {
    DocumentKind kind;
    GString *text; /* borrowed */
    xmlParserCtxtPtr parser;
    int skipped; /* depth within what is left out */
    int shown;   /* depth within what holds characters */
    bool refused;
};

static bool
is_one_of(const xmlChar *name, const char *const *names)
{
    return g_strv_contains(names, (const char *)name);
}

/* Text boxes are written twice for old readers, moved passages at both places. */
static bool
is_left_out(DocumentKind kind, const xmlChar *name)
{
    static const char *const docx[] = {"Fallback", "moveFrom", "tabs", "instrText", NULL};
    static const char *const odt[] = {
        "tracked-changes", "annotation", "meta", "font-face-decls", NULL};
    return is_one_of(name, kind == DOCUMENT_DOCX ? docx : odt);
}

static bool
holds_characters(DocumentKind kind, const xmlChar *name)
{
    static const char *const docx[] = {"t", NULL};
    static const char *const odt[] = {"p", "h", NULL};
    return is_one_of(name, kind == DOCUMENT_DOCX ? docx : odt);
}

static void
append(DocumentText *document, const char *piece, gsize size)
{
    gsize room = PAGE_MOST_TEXT_BYTES - MIN(document->text->len, PAGE_MOST_TEXT_BYTES);
    if (size <= room) {
        g_string_append_len(document->text, piece, (gssize)size);
    }
}

/* <text:s text:c="3"/> */
static int
spaces_of(int n, const xmlChar **attributes)
{
    for (int i = 0; i < n; i++, attributes += 5) {
        gsize length = (gsize)(attributes[4] - attributes[3]);
        if (strcmp((const char *)attributes[0], "c") == 0 && length < 8) {
            g_autofree char *value = g_strndup((const char *)attributes[3], length);
            return (int)CLAMP(g_ascii_strtoll(value, NULL, 10), 1, SPACES_MOST);
        }
    }
    return 1;
}

static void
element_start(void *data, const xmlChar *name, const xmlChar *prefix,
    const xmlChar *space, int n_spaces, const xmlChar **spaces, int n, int defaulted,
    const xmlChar **attributes)
{
    (void)prefix;
    (void)space;
    (void)n_spaces;
    (void)spaces;
    (void)defaulted;
    static const char *const breaks[] = {"br", "cr", "line-break", NULL};
    DocumentText *document = data;
    if (document->skipped > 0 || is_left_out(document->kind, name)) {
        document->skipped++;
        return;
    }
    document->shown += holds_characters(document->kind, name);
    if (is_one_of(name, breaks)) {
        append(document, "\n", 1);
    } else if (strcmp((const char *)name, "tab") == 0) {
        append(document, "\t", 1);
    } else if (strcmp((const char *)name, "noBreakHyphen") == 0) {
        append(document, "-", 1);
    } else if (document->kind == DOCUMENT_ODT && strcmp((const char *)name, "s") == 0) {
        for (int i = spaces_of(n, attributes); i > 0; i--) {
            append(document, " ", 1);
        }
    }
}

/* The end of a cell takes the place of its last paragraph's. */
static void
end_cell(DocumentText *document)
{
    GString *text = document->text;
    if (text->len > 0 && text->str[text->len - 1] == '\n') {
        g_string_truncate(text, text->len - 1);
    }
    append(document, "\t", 1);
}

static void
element_end(void *data, const xmlChar *name, const xmlChar *prefix, const xmlChar *space)
{
    (void)prefix;
    (void)space;
    static const char *const lines[] = {"p", "h", "tr", "table-row", NULL};
    static const char *const cells[] = {"tc", "table-cell", NULL};
    DocumentText *document = data;
    if (document->skipped > 0) {
        document->skipped--;
        return;
    }
    document->shown -= holds_characters(document->kind, name);
    if (is_one_of(name, lines)) {
        append(document, "\n", 1);
    } else if (is_one_of(name, cells)) {
        end_cell(document);
    }
}

static void
characters(void *data, const xmlChar *piece, int size)
{
    DocumentText *document = data;
    if (document->skipped == 0 && document->shown > 0 && size > 0) {
        append(document, (const char *)piece, (gsize)size);
    }
}

static void
refuse_type(void *data, const xmlChar *name, const xmlChar *public, const xmlChar *system)
{
    (void)name;
    (void)public;
    (void)system;
    DocumentText *document = data;
    document->refused = true;
    xmlStopParser(document->parser);
}

static void
keep_silent(void *data, xmlErrorPtr error)
{
    (void)data;
    (void)error;
}

DocumentText *
document_text_new(DocumentKind kind, GString *text)
{
    xmlSAXHandler events = {
        .initialized = XML_SAX2_MAGIC,
        .startElementNs = element_start,
        .endElementNs = element_end,
        .characters = characters,
        .cdataBlock = characters,
        .internalSubset = refuse_type,
        .serror = keep_silent,
    };
    DocumentText *document = g_new0(DocumentText, 1);
    document->kind = kind;
    document->text = text;
    document->parser = xmlCreatePushParserCtxt(&events, document, NULL, 0, NULL);
    if (document->parser != NULL) {
        xmlCtxtUseOptions(document->parser, XML_PARSE_NONET);
    }
    return document;
}

void
document_text_free(DocumentText *document)
{
    if (document == NULL) {
        return;
    }
    if (document->parser != NULL) {
        xmlFreeDoc(document->parser->myDoc);
        xmlFreeParserCtxt(document->parser);
    }
    g_free(document);
}

bool
document_text_take(DocumentText *document, const char *piece, gsize size)
{
    return document->parser != NULL &&
           xmlParseChunk(document->parser, piece, (int)size, size == 0) == 0 &&
           !document->refused;
}
