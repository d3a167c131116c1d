/* store_library.h - the documents that letters enclose, by version. A section of store.h, which includes it. */
#pragma once

#include "store/store.h"

/* ---- the library (library.c) ---- */

/* A document in one of its versions; its bytes are in the archive. */
typedef struct Document {
    gint64 id, version_id;
    char *name; /* "bylaws" */
    char *title_ar, *title_en;
    int version, versions; /* which, from 1, of how many */
    char *sha256, *media_type, *file_name;
    gint64 size_bytes;
    gint64 added_at;
    char *added_by, *note;
    int enclosed;      /* how often this version went out */
    gint64 retired_at; /* 0: it is enclosed when asked for */
    char *retired_by, *retired_why;
} Document;
void document_free(Document *document);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Document, document_free)

/* A new document, or a new version of one (titles may be NULL then, to stay); a retired one is in use
 * again. Sets version_id and version of what is given. */
bool store_document_add(Store *store, Document *document, GError **error);
/* Its newest version (version 0), or a certain one; NULL, no error: none. */
Document *store_document_get(Store *store, const char *name, int version, GError **error);
/* Newest versions of all, by name; or all versions of one, newest first. Of Document. */
GPtrArray *store_documents_list(Store *store, GError **error);
GPtrArray *store_document_versions(Store *store, const char *name, GError **error);
/* It is enclosed no more; REFUSED when there is none or it is retired. */
bool store_document_retire(
    Store *store, const char *name, const char *by, const char *reason, GError **error);

/* That a version went with a mail of the outbox (0: not by mail) or with a number: kept for ever. */
bool store_enclosed_put(Store *store, gint64 version_id, gint64 outbox_id,
    const char *number, GError **error);
typedef struct Enclosing {
    gint64 at, outbox_id;
    char *document, *recipient, *number;
    char *sha256, *media_type;
    int version;
} Enclosing;
void enclosing_free(Enclosing *enclosing);
/* Where a version went, newest first, at most most; of Enclosing. And what went with a mail or a
 * letter on paper, in its order. */
GPtrArray *store_enclosed_of(Store *store, gint64 version_id, int most, GError **error);
GPtrArray *store_enclosed_with(Store *store, gint64 outbox_id, GError **error);
