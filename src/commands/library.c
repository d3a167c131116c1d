/* library.c - `diwan library add | list | show | retire`. */
#include "commands/commands.h"
#include "commands/output.h"
#include "office/office.h"

#include <stdio.h>
#include <string.h>

enum { MOST_ENCLOSINGS = 100 };

static int
failed(const GError *error)
{
    command_error(error);
    return error->code == DIWAN_ERROR_CONFIG ? EXIT_USAGE : EXIT_REFUSED;
}

static void
document_members(JsonBuilder *json, const Document *document)
{
    output_text(json, "name", document->name);
    output_text(json, "title_ar", document->title_ar);
    output_text(json, "title_en", document->title_en);
    output_int(json, "version", document->version);
    output_text(json, "file_name", document->file_name);
    output_text(json, "media_type", document->media_type);
    output_int(json, "size", document->size_bytes);
    output_text(json, "sha256", document->sha256);
    output_instant(json, "added_at", document->added_at);
    output_text(json, "added_by", document->added_by);
    output_text(json, "note", document->note);
    output_int(json, "enclosed", document->enclosed);
    output_instant(json, "retired_at", document->retired_at);
    output_text(json, "retired_by", document->retired_by);
    output_text(json, "retired_why", document->retired_why);
}

static void
print_document(const Document *document, bool as_json)
{
    if (!as_json) {
        g_autofree char *days = output_days(document->added_at);
        printf("%-16s version %d  %s  %s (%s)  enclosed %d times%s%s\n", document->name,
            document->version, days, document->title_ar, document->title_en,
            document->enclosed, document->retired_at ? "  RETIRED: " : "",
            document->retired_at ? document->retired_why : "");
        return;
    }
    g_autoptr(JsonBuilder) json = json_builder_new();
    json_builder_begin_object(json);
    document_members(json, document);
    json_builder_end_object(json);
    output_json(json);
}

static int
print_named(Store *store, const char *name, bool json)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Document) document = store_document_get(store, name, 0, &error);
    if (document == NULL)
        return failed(error);
    print_document(document, json);
    return EXIT_DONE;
}

/* ---- add ---- */

static int
add(Diwan *diwan, int argc, char **argv)
{
    gboolean json = false;
    g_autoptr(GError) error = NULL;
    g_autoptr(Document) document = g_new0(Document, 1);
    const GOptionEntry entries[] = {
        {"title-ar", 0, 0, G_OPTION_ARG_STRING, &document->title_ar,
            "its title in Arabic", "TITLE"},
        {"title-en", 0, 0, G_OPTION_ARG_STRING, &document->title_en,
            "its title in English", "TITLE"},
        {"note", 0, 0, G_OPTION_ARG_STRING, &document->note,
            "what is new, who approved it", "WORDS"},
        {"by", 0, 0, G_OPTION_ARG_STRING, &document->added_by, "who adds it (a login)",
            "LOGIN"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print the document as JSON", NULL},
        {NULL}};
    if (!command_options(entries, "NAME FILE",
            "Adds a document to the library, or a new version of one. Letters enclose "
            "the newest version from then on; which one went where is kept for ever. "
            "Known by name: bylaws, research-guide, support-policy, request-form.",
            "diwan library add support-policy policy-1448.pdf --by noura --note 'board "
            "minutes 14'",
            &argc, &argv))
        return EXIT_USAGE;
    if (argc != 3 || !command_knows_who(diwan, document->added_by)) {
        fputs("diwan library add: name the document, its file and --by\n", stderr);
        return EXIT_USAGE;
    }
    document->name = g_strdup(argv[1]);
    if (!command_by(diwan, &document->added_by, "library", &error) ||
        !library_add(diwan->store, diwan->archive, argv[2], document, &error))
        return failed(error);
    return print_named(diwan->store, document->name, json);
}

/* ---- list ---- */

static int
list(Diwan *diwan, int argc, char **argv)
{
    gboolean json = false;
    g_autoptr(GError) error = NULL;
    const GOptionEntry entries[] = {{"json", 0, 0, G_OPTION_ARG_NONE, &json,
                                        "print one JSON object a document", NULL},
        {NULL}};
    if (!command_options(entries, "", "Lists the documents, each in its newest version.",
            "diwan library list", &argc, &argv))
        return EXIT_USAGE;
    g_autoptr(GPtrArray) documents = store_documents_list(diwan->store, &error);
    if (documents == NULL)
        return failed(error);
    for (guint i = 0; i < documents->len; i++)
        print_document(documents->pdata[i], json);
    return EXIT_DONE;
}

/* ---- show ---- */

static void
print_enclosings(JsonBuilder *json, GPtrArray *enclosings)
{
    if (json != NULL) {
        json_builder_set_member_name(json, "went_to");
        json_builder_begin_array(json);
    }
    for (guint i = 0; i < enclosings->len; i++) {
        const Enclosing *one = enclosings->pdata[i];
        g_autofree char *days = output_days(one->at);
        if (json == NULL) {
            printf("  went out %s  %s  %s\n", days, one->number ? one->number : "-",
                one->recipient ? one->recipient : "on paper");
            continue;
        }
        json_builder_begin_object(json);
        output_instant(json, "at", one->at);
        output_int(json, "outbox", one->outbox_id);
        output_text(json, "number", one->number);
        output_text(json, "recipient", one->recipient);
        json_builder_end_object(json);
    }
    if (json != NULL)
        json_builder_end_array(json);
}

static bool
print_version(Store *store, const Document *document, bool as_json, GError **error)
{
    g_autoptr(GPtrArray) enclosings =
        store_enclosed_of(store, document->version_id, MOST_ENCLOSINGS, error);
    if (enclosings == NULL)
        return false;
    if (!as_json) {
        print_document(document, false);
        print_enclosings(NULL, enclosings);
        return true;
    }
    g_autoptr(JsonBuilder) json = json_builder_new();
    json_builder_begin_object(json);
    document_members(json, document);
    print_enclosings(json, enclosings);
    json_builder_end_object(json);
    output_json(json);
    return true;
}

static bool
write_version(
    Diwan *diwan, const char *name, int version, const char *path, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(Document) document =
        store_document_get(diwan->store, name, version, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    g_autoptr(GBytes) bytes = archive_load(diwan->archive, document->sha256, error);
    gsize length;
    const void *begin = bytes ? g_bytes_get_data(bytes, &length) : NULL;
    return bytes != NULL && file_write(path, begin, length, 0644, error);
}

static int
show(Diwan *diwan, int argc, char **argv)
{
    gboolean json = false;
    int version = 0;
    g_autofree char *out = NULL;
    g_autoptr(GError) error = NULL;
    const GOptionEntry entries[] = {
        {"out", 0, 0, G_OPTION_ARG_FILENAME, &out, "write the document's file", "FILE"},
        {"version", 0, 0, G_OPTION_ARG_INT, &version, "this version of it (the newest)",
            "N"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print one JSON object a version", NULL},
        {NULL}};
    if (!command_options(entries, "NAME",
            "Shows every version of a document, and where each went.",
            "diwan library show bylaws --version 2 --out bylaws-2.pdf", &argc, &argv))
        return EXIT_USAGE;
    if (argc != 2) {
        fputs("diwan library show: name one document\n", stderr);
        return EXIT_USAGE;
    }
    g_autoptr(GPtrArray) versions =
        store_document_versions(diwan->store, argv[1], &error);
    if (versions != NULL && versions->len == 0)
        g_set_error(&error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "the library has no document '%s'; `diwan library list` shows what it has",
            argv[1]);
    for (guint i = 0; error == NULL && i < versions->len; i++) {
        const Document *document = versions->pdata[i];
        if (version == 0 || version == document->version)
            print_version(diwan->store, document, json, &error);
    }
    if (error == NULL && (version < 0 || version > (int)versions->len))
        g_set_error(&error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "the document '%s' has %u versions and no version %d", argv[1], versions->len,
            version);
    if (error == NULL && out != NULL)
        write_version(diwan, argv[1], version, out, &error);
    return error != NULL ? failed(error) : EXIT_DONE;
}

/* ---- retire ---- */

static int
retire(Diwan *diwan, int argc, char **argv)
{
    gboolean json = false;
    g_autofree char *by = NULL, *reason = NULL;
    g_autoptr(GError) error = NULL;
    const GOptionEntry entries[] = {
        {"by", 0, 0, G_OPTION_ARG_STRING, &by, "who retires it (a login)", "LOGIN"},
        {"reason", 0, 0, G_OPTION_ARG_STRING, &reason, "why, in words", "WORDS"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print the document as JSON", NULL},
        {NULL}};
    if (!command_options(entries, "NAME",
            "A document is enclosed no more; its versions stay. Adding a version brings "
            "it back.",
            "diwan library retire bylaws --by noura --reason 'replaced by the board'",
            &argc, &argv))
        return EXIT_USAGE;
    if (argc != 2 || !command_knows_who(diwan, by) || reason == NULL || *reason == '\0') {
        fputs("diwan library retire: name the document, --by and --reason\n", stderr);
        return EXIT_USAGE;
    }
    if (!command_by(diwan, &by, "library", &error) ||
        !store_document_retire(diwan->store, argv[1], by, reason, &error))
        return failed(error);
    return print_named(diwan->store, argv[1], json);
}

int
command_library(Diwan *diwan, int argc, char **argv)
{
    static const SubCommand acts[] = {
        {"add", add}, {"list", list}, {"show", show}, {"retire", retire}};
    return command_dispatch(diwan, acts, G_N_ELEMENTS(acts), argc, argv);
}
