/* separators.c - `diwan separators OUT.pdf`: the sheets that are laid between letters before they are
 * scanned as one. */
#include "commands/commands.h"
#include "commands/output.h"
#include "compose/compose.h"
#include "paper/paper.h"

#include <stdio.h>

enum { MOST_SHEETS = 500 };

static bool
separators_write(Diwan *diwan, int n, const char *path, GError **error)
{
    const Config *config = diwan->config;
    ReferenceKey key;
    gsize length = 0;
    if (!reference_key_load(config->office, &key, error))
        return false;
    g_autofree char *code = separator_code(&key);
    g_autoptr(GBytes) pdf =
        paper_separators(config->office_name != NULL ? config->office_name : "", code,
            (guint)n, clock_now_ms(), error);
    const void *bytes = pdf != NULL ? g_bytes_get_data(pdf, &length) : NULL;
    return pdf != NULL && file_write(path, bytes, length, 0644, error);
}

int
command_separators(Diwan *diwan, int argc, char **argv)
{
    gboolean as_json = FALSE;
    int sheets = 10;
    g_autoptr(GError) error = NULL;
    const GOptionEntry entries[] = {
        {"sheets", 0, 0, G_OPTION_ARG_INT, &sheets, "how many (10)", "N"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &as_json, "one JSON object", NULL},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL}};
    if (!command_options(entries, "OUT.pdf",
            "Writes separator sheets, to be printed on both sides and laid before each "
            "letter when several are scanned into one file. They can be used again.",
            "diwan separators separators.pdf --sheets 20", &argc, &argv))
        return EXIT_USAGE;
    if (argc != 2 || sheets < 1 || sheets > MOST_SHEETS) {
        fputs(
            "diwan separators: name one file to write, and 1 to 500 --sheets\n", stderr);
        return EXIT_USAGE;
    }
    if (!separators_write(diwan, sheets, argv[1], &error)) {
        command_error(error);
        return error->code == DIWAN_ERROR_CONFIG ? EXIT_USAGE : EXIT_REFUSED;
    }
    if (as_json) {
        g_autoptr(JsonBuilder) json = json_builder_new();
        json_builder_begin_object(json);
        output_text(json, "file", argv[1]);
        output_int(json, "sheets", sheets);
        output_int(json, "pages", 2 * sheets);
        json_builder_end_object(json);
        output_json(json);
    }
    return EXIT_DONE;
}
