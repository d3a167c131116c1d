/* readings.c - letters readings | verify | seen: what was read on pages, when, and by whom it was checked. */
#include "commands/letters.h"
#include "commands/output.h"
#include "office/office.h"

#include <stdio.h>

enum { MOST_TEXT_BYTES = 1 << 20 };

/* ---- readings ---- */

typedef struct Listing {
    const Letter *letter;
    bool json, text;
} Listing;

static void
print_reading(const Listing *listing, const Page *reading, int position, bool current)
{
    const Reading *read = reading->reading;
    g_autofree char *at = output_days(reading->read_at);
    if (!listing->json) {
        printf("page %d  %-7s  %s  %5.1f  %s%s%s\n", position,
            current ? "current" : "other", at, read->confidence,
            reading->method ? reading->method : "-",
            reading->verified_by ? "  verified by " : "",
            reading->verified_by ? reading->verified_by : "");
        if (listing->text)
            printf("%s\n\n", read->text);
        return;
    }
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    output_int(builder, "letter", listing->letter->id);
    output_text(builder, "in_no", listing->letter->in_no);
    output_int(builder, "page", position);
    output_bool(builder, "current", current);
    output_instant(builder, "read_at", reading->read_at);
    output_text(builder, "method", reading->method);
    output_text(builder, "source", page_source_name(read->source));
    json_builder_set_member_name(builder, "confidence");
    json_builder_add_double_value(builder, read->confidence);
    output_text(builder, "verified_by", reading->verified_by);
    output_instant(builder, "verified_at", reading->verified_at);
    output_text(builder, "trouble", read->trouble);
    output_text(builder, "text", read->text);
    json_builder_end_object(builder);
    output_json(builder);
}

static bool
print_page(Store *store, const Listing *listing, const Page *page, GError **error)
{
    g_autoptr(GPtrArray) others = store_readings_of(store, page->id, error);
    if (others == NULL)
        return false;
    print_reading(listing, page, page->position, true);
    for (guint i = 0; i < others->len; i++)
        print_reading(listing, others->pdata[i], page->position, false);
    return true;
}

int
letters_readings(Diwan *diwan, int argc, char **argv)
{
    gboolean json = false;
    int number = 0;
    g_autoptr(GError) error = NULL;
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "one JSON object a line", NULL},
        {"page", 0, 0, G_OPTION_ARG_INT, &number, "only this page, with its texts", "N"},
        {NULL}};
    if (!command_options(entries, "LETTER",
            "Lists what was read on a letter's pages: the current reading of each, and "
            "its "
            "others,\nnewest first.",
            "diwan letters readings 1/1448/000123/8 --page 2", &argc, &argv))
        return EXIT_USAGE;
    if (argc != 2 || number < 0) {
        fputs("diwan letters readings: name one letter, by its id or incoming number\n",
            stderr);
        return EXIT_USAGE;
    }
    Store *store = diwan->store;
    gint64 id = command_letter_named(store, argv[1]);
    g_autoptr(Letter) letter = store_letter_get(store, id, &error);
    g_autoptr(GPtrArray) pages =
        letter ? store_pages_from(store, id, MAX(number, 1), number ? 1 : 0, &error)
               : NULL;
    Listing listing = {letter, json, number > 0};
    for (guint i = 0; pages && i < pages->len && error == NULL; i++)
        print_page(store, &listing, pages->pdata[i], &error);
    if (error == NULL)
        return EXIT_DONE;
    command_error(error);
    return EXIT_REFUSED;
}

/* ---- verified by a person ---- */

static bool
verify(Diwan *diwan, gint64 letter_id, const char *page, const char *file, char **by,
    GError **error)
{
    g_autofree char *index = g_build_filename(diwan->config->office, "search.db", NULL);
    g_autoptr(GBytes) bytes = file ? file_read(file, MOST_TEXT_BYTES, error) : NULL;
    if ((file && bytes == NULL) || !command_by(diwan, by, "verify", error))
        return false;
    gsize length = 0;
    const char *words = bytes ? g_bytes_get_data(bytes, &length) : NULL;
    g_autofree char *text = bytes ? g_strndup(words ? words : "", length) : NULL;
    g_autoptr(Search) search = search_open(index, error);
    return search && office_verify_page(diwan->store, search, letter_id,
                         (int)g_ascii_strtoll(page, NULL, 10), text, *by, error);
}

/* How an act of a person ended: the letter and who it was, or the error. */
static int
told(gint64 letter_id, const char *by, bool json, const GError *error)
{
    if (error) {
        command_error(error);
        return EXIT_REFUSED;
    }
    if (json) {
        g_autoptr(JsonBuilder) builder = json_builder_new();
        json_builder_begin_object(builder);
        output_int(builder, "letter", letter_id);
        output_text(builder, "by", by);
        json_builder_end_object(builder);
        output_json(builder);
    }
    return EXIT_DONE;
}

int
letters_verify(Diwan *diwan, int argc, char **argv)
{
    gboolean json = false;
    g_autofree char *by = NULL, *file = NULL;
    g_autoptr(GError) error = NULL;
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print one JSON object", NULL},
        {"by", 0, 0, G_OPTION_ARG_STRING, &by, "who has checked it (a login)", "LOGIN"},
        {"text", 0, 0, G_OPTION_ARG_FILENAME, &file,
            "a file with the right text, where what was read is wrong", "FILE"},
        {NULL}};
    if (!command_options(entries, "LETTER PAGE",
            "Says that a person has held a page's text against its picture. No later "
            "reading takes\nits place; what the machine read is kept beside.",
            "diwan letters verify 1/1448/000123/8 2 --text corrected.txt --by noura",
            &argc, &argv))
        return EXIT_USAGE;
    if (argc != 3 || !command_knows_who(diwan, by)) {
        fputs("diwan letters verify: name the letter, the page and --by\n", stderr);
        return EXIT_USAGE;
    }
    gint64 id = command_letter_named(diwan->store, argv[1]);
    verify(diwan, id, argv[2], file, &by, &error);
    return told(id, by, json, error);
}

/* ---- what a new reading told ---- */

int
letters_seen(Diwan *diwan, int argc, char **argv)
{
    gboolean json = false;
    g_autofree char *by = NULL;
    g_autoptr(GError) error = NULL;
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print one JSON object", NULL},
        {"by", 0, 0, G_OPTION_ARG_STRING, &by, "who has seen it (a login)", "LOGIN"},
        {NULL}};
    if (!command_options(entries, "LETTER",
            "Takes the note of a new reading off a letter: somebody has seen it.",
            "diwan letters seen 42 --by noura", &argc, &argv))
        return EXIT_USAGE;
    if (argc != 2 || !command_knows_who(diwan, by)) {
        fputs("diwan letters seen: name the letter and --by\n", stderr);
        return EXIT_USAGE;
    }
    gint64 id = command_letter_named(diwan->store, argv[1]);
    if (command_by(diwan, &by, NULL, &error))
        store_reread_seen(diwan->store, id, by, &error);
    return told(id, by, json, error);
}
