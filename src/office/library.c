/* library.c - documents come into the library, and out of it to be enclosed.
 *
 * A version's bytes are in the archive before its row; they are sent as they came and never looked
 * into. Letters enclose the newest version of what is not retired.
 */
#include "office/office.h"
#include "paper/paper.h"

#include <string.h>

enum { MOST_NAME_BYTES = 64 };

/* What every office of this kind has, and what it is called. */
static const struct {
    const char *name, *title_ar, *title_en;
} known[] = {
    {"bylaws", "اللائحة الأساسية للجمعية", "Bylaws of the association"},
    {"research-guide", "دليل خدمات البحث الاجتماعي", "Social-research services guide"},
    {"support-policy", "دليل سياسة دعم المستفيدين", "Beneficiary-support policy guide"},
    {"request-form", "نموذج طلب دعم مستفيد", "Beneficiary support request form"},
};

/* Kinds that people can open anywhere, by how a file of each begins and ends its name. */
static const struct {
    const char *suffix, *begins, *media_type;
} kinds[] = {
    {".pdf", "%PDF-", "application/pdf"},
    {".docx", "PK",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    {".png", "\x89PNG", "image/png"},
    {".jpg", "\xFF\xD8\xFF", "image/jpeg"},
};

static const char *
media_type_of(const char *file_name, GBytes *bytes)
{
    gsize length;
    const char *begin = g_bytes_get_data(bytes, &length);
    g_autofree char *lower = g_ascii_strdown(file_name, -1);
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (g_str_has_suffix(lower, kinds[i].suffix) &&
            length >= strlen(kinds[i].begins) &&
            memcmp(begin, kinds[i].begins, strlen(kinds[i].begins)) == 0)
            return kinds[i].media_type;
    return NULL;
}

static bool
is_name(const char *name)
{
    gsize length = strlen(name);
    return length > 0 && length <= MOST_NAME_BYTES && name[0] != '-' &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == length;
}

static void
name_titles(Document *document)
{
    for (guint i = 0; i < G_N_ELEMENTS(known); i++)
        if (strcmp(known[i].name, document->name) == 0) {
            if (document->title_ar == NULL)
                document->title_ar = g_strdup(known[i].title_ar);
            if (document->title_en == NULL)
                document->title_en = g_strdup(known[i].title_en);
        }
}

/* Whether it is what the library has already, or lacks what a new document needs. */
static bool
may_be_added(Store *store, const Document *document, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(Document) newest = store_document_get(store, document->name, 0, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    const char *wrong = NULL;
    if (newest == NULL && (document->title_ar == NULL || document->title_en == NULL))
        wrong = "is new: give its title in both languages";
    else if (newest != NULL && newest->retired_at == 0 &&
             strcmp(newest->sha256, document->sha256) == 0)
        wrong = "stands in the library with the same bytes";
    if (wrong != NULL)
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "'%s' %s; nothing was changed", document->name, wrong);
    return wrong == NULL;
}

bool
library_add_bytes(Store *store, Archive *archive, const char *file_name, GBytes *bytes,
    Document *document, GError **error)
{
    if (!is_name(document->name)) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "'%s' is no name for a document: use small Latin letters, digits and "
            "hyphens, "
            "like support-policy",
            document->name);
        return false;
    }
    const char *media_type = media_type_of(file_name, bytes);
    if (media_type == NULL || !g_utf8_validate(file_name, -1, NULL)) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "'%s' cannot be enclosed: a document is a .pdf, .docx, .png or .jpg that is "
            "what its name says",
            file_name);
        return false;
    }
    document->media_type = g_strdup(media_type);
    document->file_name = g_strdup(file_name);
    document->size_bytes = (gint64)g_bytes_get_size(bytes);
    document->sha256 = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
    name_titles(document);
    g_autofree char *kept = NULL;
    return may_be_added(store, document, error) &&
           archive_put(archive, bytes, &kept, error) && archive_flush(archive, error) &&
           store_document_add(store, document, error);
}

bool
library_add(
    Store *store, Archive *archive, const char *path, Document *document, GError **error)
{
    g_autofree char *file_name = g_path_get_basename(path);
    g_autoptr(GBytes) bytes = file_read(path, LIBRARY_MOST_BYTES, error);
    return bytes != NULL &&
           library_add_bytes(store, archive, file_name, bytes, document, error);
}

Document *
library_current(Store *store, const char *name, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(Document) document = store_document_get(store, name, 0, &failure);
    if (document != NULL && document->retired_at == 0)
        return g_steal_pointer(&document);
    if (failure != NULL)
        g_propagate_error(error, g_steal_pointer(&failure));
    else
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            document ? "the document '%s' is retired: add a new version "
                       "or take it out of the template"
                     : "the library has no document '%s': add it with "
                       "`diwan library add`",
            name);
    return NULL;
}

/* ---- what goes with a letter ---- */

/* Paper takes what can be printed behind the letter as it is. */
static bool
can_be_printed(const Document *document, GBytes *bytes, GError **error)
{
    g_autoptr(GError) cause = NULL;
    bool pdf = strcmp(document->media_type, "application/pdf") == 0;
    if (pdf && paper_pages(bytes, &cause) > 0)
        return true;
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
        "the document '%s' cannot go with a letter on paper (%s): nothing was sent, add "
        "it "
        "to the library as a PDF",
        document->name, pdf ? cause->message : document->media_type);
    return false;
}

/* What is being put together. */
typedef struct Envelope {
    const Config *config;
    Store *store;
    Archive *archive; /* NULL until something is fetched from it */
    bool paper;
    Enclosed *into;
} Envelope;

static GBytes *
bytes_load(Envelope *envelope, const Document *document, GError **error)
{
    if (envelope->archive == NULL)
        envelope->archive = archive_open(envelope->config->letters, error);
    return envelope->archive != NULL
               ? archive_load(envelope->archive, document->sha256, error)
               : NULL;
}

static bool
enclose_document(Envelope *envelope, Document *take_document, GError **error)
{
    g_autoptr(Document) document = take_document;
    g_autoptr(GBytes) bytes = bytes_load(envelope, document, error);
    if (bytes == NULL || (envelope->paper && !can_be_printed(document, bytes, error)))
        return false;
    Enclosure *one = g_new0(Enclosure, 1);
    *one = (Enclosure){.key = document->name,
        .file_name = document->file_name,
        .title_ar = document->title_ar,
        .title_en = document->title_en,
        .media_type = document->media_type,
        .bytes = g_steal_pointer(&bytes)};
    g_ptr_array_add(envelope->into->list, one);
    g_ptr_array_add(envelope->into->documents, g_steal_pointer(&document));
    return true;
}

static bool
enclose(Envelope *envelope, const char *name, GError **error)
{
    Document *document = library_current(envelope->store, name, error);
    return document != NULL && enclose_document(envelope, document, error);
}

static void
enclosure_free(gpointer enclosure)
{
    g_bytes_unref(((Enclosure *)enclosure)->bytes);
    g_free(enclosure);
}

static Enclosed
enclosed_new(void)
{
    return (Enclosed){.list = g_ptr_array_new_with_free_func(enclosure_free),
        .documents = g_ptr_array_new_with_free_func((GDestroyNotify)document_free)};
}

/* Once each; one that goes along only when it can is left out when it cannot. */
static bool
enclose_named(Envelope *envelope, const char *name, GError **error)
{
    g_autoptr(GError) cause = NULL;
    bool optional = g_str_has_suffix(name, "?");
    g_autofree char *bare = g_strndup(name, strlen(name) - (optional ? 1 : 0));
    const GPtrArray *list = envelope->into->list;
    for (guint i = 0; i < list->len; i++)
        if (strcmp(((Enclosure *)list->pdata[i])->key, bare) == 0)
            return true;
    if (enclose(envelope, bare, &cause) ||
        (optional && g_error_matches(cause, DIWAN_ERROR, DIWAN_ERROR_REFUSED)))
        return true;
    g_propagate_error(error, g_steal_pointer(&cause));
    return false;
}

static bool
enclose_all(const Config *config, Store *store, char **names, bool paper, Enclosed *into,
    GError **error)
{
    Envelope envelope = {config, store, NULL, paper, into};
    bool well = true;
    *into = enclosed_new();
    for (int i = 0; well && names != NULL && names[i] != NULL; i++)
        well = enclose_named(&envelope, names[i], error);
    archive_close(envelope.archive);
    return well;
}

bool
library_enclose(
    const Config *config, Store *store, char **names, Enclosed *into, GError **error)
{
    return enclose_all(config, store, names, false, into, error);
}

bool
library_enclose_paper(
    const Config *config, Store *store, char **names, Enclosed *into, GError **error)
{
    return enclose_all(config, store, names, true, into, error);
}

bool
library_enclose_again(
    const Config *config, Store *store, gint64 outbox_id, Enclosed *into, GError **error)
{
    Envelope envelope = {config, store, NULL, true, into};
    bool well = true;
    *into = enclosed_new();
    g_autoptr(GPtrArray) went = store_enclosed_with(store, outbox_id, error);
    for (guint i = 0; well && went != NULL && i < went->len; i++) {
        g_autoptr(GError) cause = NULL;
        const Enclosing *one = went->pdata[i];
        Document *document =
            store_document_get(store, one->document, one->version, &cause);
        well = (document != NULL && enclose_document(&envelope, document, &cause)) ||
               g_error_matches(cause, DIWAN_ERROR, DIWAN_ERROR_REFUSED);
        if (!well)
            g_propagate_error(error, g_steal_pointer(&cause));
    }
    archive_close(envelope.archive);
    return well && went != NULL;
}

bool
library_enclosed(Store *store, const Enclosed *enclosed, gint64 outbox_id,
    const char *number, GError **error)
{
    for (guint i = 0; i < enclosed->documents->len; i++) {
        const Document *document = enclosed->documents->pdata[i];
        if (!store_enclosed_put(store, document->version_id, outbox_id, number, error))
            return false;
    }
    return true;
}

void
enclosed_clear(Enclosed *enclosed)
{
    g_clear_pointer(&enclosed->list, g_ptr_array_unref);
    g_clear_pointer(&enclosed->documents, g_ptr_array_unref);
}
