/* document.h - between the files that know DOCX and ODT. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef enum { DOCUMENT_NOT, DOCUMENT_DOCX, DOCUMENT_ODT } DocumentKind;

/* ---- the zip file (document_zip.c) ---- */

typedef struct DocumentEntry {
    const char *name; /* borrowed; never a path to follow, only a name to compare */
    gint64 size;      /* as the file claims; -1 when it does not */
    bool locked;      /* by a password */
    void *archive;    /* for document_entry_read */
} DocumentEntry;

/* Tells every entry to visit, until it returns false. False when it is no zip file or a damaged
 * one. */
bool document_visit(const guint8 *bytes, gsize length,
    bool (*visit)(const DocumentEntry *entry, void *data), void *data);

/* Unpacks an entry piece by piece; false when it is damaged, more than most_bytes, or take says
 * so. */
bool document_entry_read(const DocumentEntry *entry, gsize most_bytes,
    bool (*take)(const char *piece, gsize size, void *data), void *data);

/* ---- the XML inside (document_xml.c) ---- */

typedef struct DocumentText DocumentText;
DocumentText *document_text_new(DocumentKind kind, GString *text);
void document_text_free(DocumentText *document);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DocumentText, document_text_free)

/* A piece of one XML file; the last one has size 0. False when it is damaged, or declares
 * entities, which no word processor does. */
bool document_text_take(DocumentText *document, const char *piece, gsize size);
