/* report.c - `diwan report`: how the policy was kept in a period. */
#include "report/report.h"
#include "commands/commands.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef struct Wish {
    char *from, *to, *csv, *pdf, *language;
    gboolean json;
} Wish;

static void
wish_clear(Wish *wish)
{
    g_free(wish->from);
    g_free(wish->to);
    g_free(wish->csv);
    g_free(wish->pdf);
    g_free(wish->language);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Wish, wish_clear)

typedef bool (*WriteFunc)(const Report *report, FILE *to, GError **error);

/* "-" is stdout; a file is whole or not there. */
static bool
write_file(const Report *report, WriteFunc write, const char *path, GError **error)
{
    if (path == NULL)
        return true;
    if (g_str_equal(path, "-"))
        return write(report, stdout, error);
    g_autofree char *fresh = g_strconcat(path, ".tmp", NULL);
    FILE *to = fopen(fresh, "we");
    if (to == NULL)
        return error_from_errno(error, DIWAN_ERROR_REFUSED, "cannot write '%s'", fresh);
    bool well = write(report, to, error);
    if (fclose(to) != 0 && well)
        well = error_from_errno(error, DIWAN_ERROR_RETRY, "cannot write '%s'", fresh);
    if (well && rename(fresh, path) != 0)
        well = error_from_errno(error, DIWAN_ERROR_REFUSED, "cannot write '%s'", path);
    if (!well)
        unlink(fresh);
    return well;
}

static bool
print(const Report *report, const Wish *wish, GError **error)
{
    if (!wish->json)
        return wish->pdf != NULL || wish->csv != NULL ||
               report_text(report, stdout, error);
    g_autoptr(JsonNode) node = report_json(report);
    g_autofree char *line = json_to_string(node, FALSE);
    puts(line);
    return true;
}

static bool
make(Diwan *diwan, const Wish *wish, GError **error)
{
    const Config *config = diwan->config;
    g_autofree char *path = file_beside_program("config/kinds.conf");
    g_autoptr(Kinds) kinds = kinds_load(path, error);
    ReportWish asked = {.config = config,
        .store = diwan->store,
        .kinds = kinds,
        .language = wish->language != NULL ? wish->language : config->language,
        .now = clock_now_ms()};
    if (kinds == NULL || !command_period(wish->from, wish->to, config->calendar,
                             &asked.from, &asked.to, error))
        return false;
    g_autoptr(Report) report = report_new(&asked, error);
    return report != NULL && write_file(report, report_pdf, wish->pdf, error) &&
           write_file(report, report_csv, wish->csv, error) && print(report, wish, error);
}

int
command_report(Diwan *diwan, int argc, char **argv)
{
    g_auto(Wish) wish = {0};
    g_autoptr(GError) error = NULL;
    const GOptionEntry entries[] = {
        {"from", 0, 0, G_OPTION_ARG_STRING, &wish.from,
            "the first day, in either calendar (the year's first)", "DAY"},
        {"to", 0, 0, G_OPTION_ARG_STRING, &wish.to, "the last day (today)", "DAY"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &wish.json, "print one JSON object", NULL},
        {"pdf", 0, 0, G_OPTION_ARG_FILENAME, &wish.pdf,
            "write it for printing, with charts", "FILE"},
        {"csv", 0, 0, G_OPTION_ARG_FILENAME, &wish.csv, "write a table for spreadsheets",
            "FILE"},
        {"language", 0, 0, G_OPTION_ARG_STRING, &wish.language, "ar or en (the office's)",
            "LANGUAGE"},
        {NULL}};
    if (!command_options(entries, "",
            "The report to the board: each clause of the policy with its figures for a "
            "period. Nobody is\nnamed in it, and satisfaction is hidden below ten "
            "answers. - as FILE is stdout.",
            "diwan report --from 1448/1/1 --to 30/6/1448 --pdf report.pdf --language ar",
            &argc, &argv))
        return EXIT_USAGE;
    if (wish.language != NULL && !g_str_equal(wish.language, "ar") &&
        !g_str_equal(wish.language, "en")) {
        fputs("diwan report: --language is ar or en\n", stderr);
        return EXIT_USAGE;
    }
    if (make(diwan, &wish, &error))
        return EXIT_DONE;
    command_error(error);
    return error->code == DIWAN_ERROR_CONFIG ? EXIT_USAGE : EXIT_REFUSED;
}
