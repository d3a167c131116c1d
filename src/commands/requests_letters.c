/* requests_letters.c - requests take | split: a letter from one request to another. */
#include "commands/output.h"
#include "commands/requests.h"

#include <stdio.h>

int
requests_take(Diwan *diwan, int argc, char **argv)
{
    g_auto(ActLine) line = {0};
    g_autoptr(GError) error = NULL;
    int status;
    if (!act_line_read(&line, diwan, NULL, 2, "NUMBER LETTER",
            "Puts a letter that stands on another request of the same party on this one. "
            "The other one\nis withdrawn where nothing is left of it. To undo it: put "
            "the "
            "letter back.",
            "diwan requests take 3/1448/000012/1 1/1448/000123/8 --by noura", &argc,
            &argv, &status))
        return status;
    gint64 letter = command_letter_named(diwan->store, argv[2]);
    bool well =
        request_take_letter(line.desk, line.request_id, letter, &line.act, &error);
    return act_line_end(&line, well, error);
}

int
requests_split(Diwan *diwan, int argc, char **argv)
{
    g_auto(ActLine) line = {0};
    g_autofree char *kind = NULL, *number = NULL;
    g_autoptr(GError) error = NULL;
    int status;
    const GOptionEntry own[] = {{"kind", 0, 0, G_OPTION_ARG_STRING, &kind,
                                    "of kinds.conf; else the same", "KIND"},
        {NULL}};
    if (!act_line_read(&line, diwan, own, 2, "NUMBER LETTER",
            "Opens a new request with one of this request's letters, linked to it; the "
            "new "
            "one is printed.\nTo undo it: `requests take` the letter back.",
            "diwan requests split 3/1448/000012/1 1/1448/000123/8 --kind complaint --by "
            "noura",
            &argc, &argv, &status))
        return status;
    gint64 letter = command_letter_named(diwan->store, argv[2]);
    bool well = request_split(
        line.desk, line.request_id, letter, kind, &line.act, &number, &error);
    if (well)
        line.request_id = store_request_by_number(diwan->store, number);
    return act_line_end(&line, well, error);
}
