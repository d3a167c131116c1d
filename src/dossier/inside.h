/* inside.h - what the dossier's files share. Private to dossier/. */
#pragma once

#include "dossier/dossier.h"

#include <json-glib/json-glib.h>

/* A file of it besides the page and the data. */
typedef struct DossierFile {
    char *name;       /* "letters/12.eml" */
    char *sha256;     /* kept in the archive; NULL: a row of the outbox */
    gint64 outbox_id; /* its mail, or its PDF when on_paper */
    bool on_paper;
} DossierFile;

/* What is told: an object with an array a section, in the store's order, and the files (of DossierFile). */
typedef struct Gathered {
    JsonObject *data;
    GPtrArray *files;
    int apart;
} Gathered;
void gathered_clear(Gathered *gathered);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Gathered, gathered_clear)

/* Whether a number in it is somebody else's; own (of bool) tells which candidates are the person (apart.c). */
bool letter_names_another(GPtrArray *candidates, GArray *own);

bool gather(Store *store, const DossierWish *wish, Gathered *gathered, GError **error);
/* The readable page in a language; apart: something was kept apart, which it tells. Owned by the caller. */
char *page_make(JsonObject *data, const char *language, bool apart, GError **error);

/* What the page calls things in a language (words.c). */
typedef struct PageWords PageWords;
PageWords *page_words_load(const char *language, GError **error);
void page_words_free(PageWords *words);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PageWords, page_words_free)
char *page_word(const PageWords *words, const char *group, const char *key); /* owned */
JsonObject *page_words_group(const PageWords *words, const char *group);     /* owned */
/* A field's value as people read it; owned. */
char *page_value(const PageWords *words, const char *field, const char *value);

/* Where it is written: a folder or a zip, both under a passing name until out_end. */
typedef struct Out Out;
Out *out_begin(const char *path, GError **error);
bool out_put(Out *out, const char *name, GBytes *bytes, GError **error);
bool out_end(Out *out, GError **error); /* gives it its name */
void out_free(Out *out);                /* and removes what was not ended */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Out, out_free)
