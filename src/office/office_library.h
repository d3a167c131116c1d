/* office_library.h - documents come into the library, and go with letters. A section of office.h, which includes it. */
#pragma once

#include "archive/archive.h"
#include "compose/compose.h"
#include "store/store.h"

/* A file becomes the newest version of a document: given with name, titles (NULL: as they are), added_by
 * and note, the rest is set. REFUSED when it is of no kind that can be enclosed, when it is what stands
 * there already, or when a new document has no titles; four names have theirs: bylaws, research-guide,
 * support-policy, request-form. */
bool library_add(
    Store *store, Archive *archive, const char *path, Document *document, GError **error);
enum { LIBRARY_MOST_BYTES = 20 << 20 };
/* The same of bytes that came under a file name. */
bool library_add_bytes(Store *store, Archive *archive, const char *file_name,
    GBytes *bytes, Document *document, GError **error);
/* What a letter encloses under a name now; REFUSED, with what to do, when there is none or it is
 * retired. */
Document *library_current(Store *store, const char *name, GError **error);
/* What a template encloses (compose_enclosures), each once and in its newest version: list is a
 * departure's enclosures. One named with "?" behind it is left out when the library has none in use.
 * library_enclose_paper is for a letter on paper, behind which only a PDF can be printed.
 * library_enclosed notes where they went, with the commit of the mail; a print run goes by it. */
typedef struct Enclosed {
    GPtrArray *list;      /* of Enclosure, owned */
    GPtrArray *documents; /* of Document, owned */
} Enclosed;
bool library_enclose(
    const Config *config, Store *store, char **names, Enclosed *into, GError **error);
bool library_enclose_paper(
    const Config *config, Store *store, char **names, Enclosed *into, GError **error);
/* What went with a mail that did not arrive, as it went, for its letter on paper; what cannot be printed
 * is left out. */
bool library_enclose_again(
    const Config *config, Store *store, gint64 outbox_id, Enclosed *into, GError **error);
bool library_enclosed(Store *store, const Enclosed *enclosed, gint64 outbox_id,
    const char *number, GError **error);
void enclosed_clear(Enclosed *enclosed);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Enclosed, enclosed_clear)
