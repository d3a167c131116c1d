/* options.c - the options of a command, its help, whom it names, and how errors are told. */
#include "commands/commands.h"
#include "language/language.h"

#include <stdio.h>
#include <string.h>

#define DAY_MS (24 * 3600 * G_GINT64_CONSTANT(1000))

/* Who acts is named the same way by every command that asks (commands/login.c). */
static const char *
about_by(const GOptionEntry *entries)
{
    for (; entries != NULL && entries->long_name != NULL; entries++)
        if (strcmp(entries->long_name, "by") == 0)
            return "\n\nWhoever is logged in (`diwan login`) acts under that name and "
                   "leaves --by out.";
    return "";
}

bool
command_options(const GOptionEntry *entries, const char *usage, const char *description,
    const char *example, int *argc, char ***argv)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *name = g_strdup_printf("diwan %s", (*argv)[0]);
    g_autofree char *after =
        g_strdup_printf("Example:\n  %s%s", example, about_by(entries));
    g_autoptr(GOptionContext) context = g_option_context_new(usage);
    g_set_prgname(name);
    g_option_context_set_summary(context, description);
    g_option_context_set_description(context, after);
    if (entries)
        g_option_context_add_main_entries(context, entries, NULL);
    bool well = g_option_context_parse(context, argc, argv, &error);
    if (well && (*usage != '\0' || *argc == 1))
        return true;
    g_autofree char *extra =
        well ? g_strdup_printf("'%s' has no meaning here", (*argv)[1]) : NULL;
    fprintf(
        stderr, "%s: %s; try `%s --help`\n", name, well ? extra : error->message, name);
    return false;
}

void
command_error(const GError *error)
{
    fprintf(stderr, "diwan: %s\n", error->message);
}

gint64
command_id(const char *text)
{
    guint64 id = 0;
    return g_ascii_string_to_unsigned(text, 10, 1, G_MAXINT64, &id, NULL) ? (gint64)id
                                                                          : 0;
}

gint64
command_letter_named(Store *store, const char *name)
{
    g_autofree char *number = register_number_parse(name);
    return number != NULL ? store_letter_by_in_no(store, number) : command_id(name);
}

bool
command_day(const char *written, gint64 *begin_ms, GError **error)
{
    bool utf8 = g_utf8_validate(written, -1, NULL);
    g_autofree char *trouble =
        utf8 ? day_read(written, "en", begin_ms) : g_strdup("the day is not UTF-8");
    if (trouble == NULL)
        return true;
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG, "%s", trouble);
    return false;
}

bool
command_period(const char *from, const char *to, CalendarKind calendar, gint64 *from_ms,
    gint64 *to_ms, GError **error)
{
    gint64 now = clock_now_ms(), begin = 0, end = now + 1;
    g_autofree char *first = g_strdup_printf("%d/1/1",
        calendar == CALENDAR_HIJRI ? day_hijri(now).year : day_gregorian(now).year);
    if (!command_day(from != NULL ? from : first, &begin, error) ||
        (to != NULL && !command_day(to, &end, error)))
        return false;
    if (to != NULL)
        end += DAY_MS;
    if (begin >= end) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG,
            "--from is a day after --to: nothing was written, turn them round");
        return false;
    }
    *from_ms = begin;
    *to_ms = end;
    return true;
}

int
command_dispatch(Diwan *diwan, const SubCommand *acts, gsize n, int argc, char **argv)
{
    for (gsize i = 0; argc > 1 && i < n; i++)
        if (g_str_equal(argv[1], acts[i].name)) {
            g_autofree char *name = g_strdup_printf("%s %s", argv[0], argv[1]);
            argv[1] = name;
            return acts[i].run(diwan, argc - 1, argv + 1);
        }
    bool help =
        argc > 1 && (g_str_equal(argv[1], "--help") || g_str_equal(argv[1], "-h"));
    FILE *to = help ? stdout : stderr;
    fprintf(to, "usage: diwan %s ", argv[0]);
    for (gsize i = 0; i < n; i++)
        fprintf(to, "%s%s", i ? " | " : "", acts[i].name);
    fprintf(to, " …\n\nExample:\n  diwan %s %s --help\n", argv[0], acts[0].name);
    return help ? EXIT_DONE : EXIT_USAGE;
}
