/* demo.c - `diwan demo`: the main job on the sample post, with a real post office. */
#include "demo/demo.h"
#include "commands/commands.h"

#include <stdio.h>

int
command_demo(Diwan *diwan, int argc, char **argv)
{
    (void)diwan;
    gboolean once = FALSE, json = FALSE;
    g_autofree char *office = NULL;
    const GOptionEntry entries[] = {
        {"once", 0, 0, G_OPTION_ARG_NONE, &once, "end when everything is idle", NULL},
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print one JSON object", NULL},
        {"office", 0, 0, G_OPTION_ARG_FILENAME, &office,
            "make the throw-away office in DIR (default: ./var)", "DIR"},
        {0},
    };
    if (!command_options(entries, "",
            "Opens a post office of real Dovecot and Postfix on loopback and a "
            "throw-away office,\n"
            "hands in the sample post, and compares what became of every letter with "
            "what should.\n"
            "Needs root, for the post office. Exit 1 when a letter differs.",
            "diwan demo --once --json | jq '.letters[] | select(.ok | not)'", &argc,
            &argv))
        return EXIT_USAGE;
    if (argc > 1) {
        fprintf(stderr,
            "diwan demo: '%s' is one word too many; try `diwan demo --help`\n", argv[1]);
        return EXIT_USAGE;
    }
    g_autoptr(GError) error = NULL;
    Demo demo = {.folder = office ? office : "var", .once = once, .json = json};
    bool good = false;
    if (demo_run(&demo, &good, &error))
        return good ? EXIT_DONE : EXIT_REFUSED;
    command_error(error);
    return error->code == DIWAN_ERROR_CONFIG ? EXIT_USAGE : EXIT_REFUSED;
}
