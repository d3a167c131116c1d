/* main.c - the table of commands: satisfies what each needs, then calls it. */
#include "commands/commands.h"
#include "intake/intake.h"
#include "oauth/oauth.h"
#include "roles.h"
#include "room.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>

static const Command commands[] = {
    {"init", NEEDS_NOTHING, command_init,
        "make an office: diwan.conf, database, letters/"},
    {"serve", NEEDS_OFFICE, command_serve, "all roles, until SIGTERM"},
    {"demo", NEEDS_NOTHING, command_demo,
        "the main job on the sample post, with a real post office"},
    {"check", NEEDS_CONFIG, command_check,
        "configuration, mailboxes, relay, models, archive"},
    {"status", NEEDS_OFFICE, command_status,
        "what is due, what is held, what waits to leave"},
    {"take", NEEDS_OFFICE, command_take,
        "letters from .eml, Maildir, mbox or scan files"},
    {"fetch", NEEDS_OFFICE, command_fetch, "one round of intake, until idle"},
    {"process", NEEDS_OFFICE, command_process, "one round of the stages, until idle"},
    {"deliver", NEEDS_OFFICE, command_deliver, "one round of the outbox, until idle"},
    {"clock", NEEDS_OFFICE, command_clock,
        "one round of what is due by itself: reminders, delays, notices"},
    {"parse", TAKES_CONFIG, command_parse, "what a mail says"},
    {"read", NEEDS_NOTHING, command_read, "what a page says"},
    {"identify", NEEDS_OFFICE, command_identify, "whose letter it is, and why"},
    {"applicants", NEEDS_OFFICE, command_applicants, "import CSV | list | show"},
    {"letters", NEEDS_OFFICE, command_letters,
        "list | show | hold | release | readings | verify | seen | form"},
    {"requests", NEEDS_OFFICE, command_requests,
        "list | show | move | undo | document | ask | confirm | register | refer …"},
    {"committee", NEEDS_OFFICE, command_committee,
        "open | agenda | import CSV | preview | approve | send | status …"},
    {"render", TAKES_CONFIG, command_render, "what a template says of a model"},
    {"library", NEEDS_OFFICE, command_library, "add | list | show | retire"},
    {"register", NEEDS_OFFICE, command_register,
        "incoming | outgoing | requests | contacts | beneficiaries | show | void | "
        "check"},
    {"report", NEEDS_OFFICE, command_report,
        "how the policy was kept in a period: figures, PDF, CSV"},
    {"survey", NEEDS_OFFICE, command_survey,
        "how satisfied people are: asked, answered, results"},
    {"outbox", NEEDS_OFFICE, command_outbox,
        "list | resend | paper | print | posted | returned"},
    {"form", NEEDS_OFFICE, command_form, "the support request form, to be filled"},
    {"separators", NEEDS_OFFICE, command_separators,
        "sheets to lay between letters that are scanned as one"},
    {"search", NEEDS_OFFICE, command_search, "every word of every letter and scan"},
    {"reread", NEEDS_OFFICE, command_reread,
        "reads letters again when models or methods are better"},
    {"login", NEEDS_OFFICE, command_login, "who you are, for some hours"},
    {"staff", NEEDS_OFFICE, command_staff, "add | passwd | role | leave | list"},
    {"archive", NEEDS_OFFICE, command_archive, "verify"},
    {"audit", NEEDS_OFFICE, command_audit, "verify"},
    {"backup", NEEDS_OFFICE, command_backup, "copy the office to a folder"},
    {"restore", NEEDS_NOTHING, command_restore, "make the office again from a backup"},
};

static void
print_help(FILE *to)
{
    fputs("usage: diwan [-c FILE] COMMAND …\n\n"
          "Diwan is the correspondence office of a charity.\n\n",
        to);
    for (guint i = 0; i < G_N_ELEMENTS(commands); i++)
        fprintf(to, "  %-11s %s\n", commands[i].name, commands[i].summary);
    fputs("\n`diwan COMMAND --help` tells more, with an example. -c FILE or "
          "$DIWAN_CONFIG names the\n"
          "configuration. Exit: 0 done, 1 something was refused, 2 wrong usage or "
          "configuration.\n",
        to);
}

/* Takes `-c FILE`, `--config FILE` and `--config=FILE` out of the line, wherever they stand. */
static bool
take_config(int *argc, char **argv, const char **config)
{
    int kept = 0;
    bool options = true;
    for (int i = 0; i < *argc; i++) {
        bool separate = g_str_equal(argv[i], "-c") || g_str_equal(argv[i], "--config");
        options = options && !g_str_equal(argv[i], "--");
        if (options && g_str_has_prefix(argv[i], "--config="))
            *config = argv[i] + strlen("--config=");
        else if (options && separate && i + 1 < *argc)
            *config = argv[++i];
        else if (options && separate)
            return false;
        else
            argv[kept++] = argv[i];
    }
    argv[kept] = NULL;
    *argc = kept;
    return true;
}

static int
run(const Command *command, const char *config, int argc, char **argv)
{
    g_autoptr(Diwan) diwan = NULL;
    g_autoptr(GError) error = NULL;
    bool help = false;
    for (int i = 1; i < argc; i++)
        help = help || g_str_equal(argv[i], "--help") || g_str_equal(argv[i], "-h");
    bool named = config != NULL || g_getenv("DIWAN_CONFIG") != NULL;
    bool wanted =
        command->needs == TAKES_CONFIG ? named : command->needs != NEEDS_NOTHING;
    if (wanted && !help)
        diwan = diwan_open(config, command->needs == NEEDS_OFFICE, &error);
    if (error) {
        command_error(error);
        return error->code == DIWAN_ERROR_CONFIG ? EXIT_USAGE : EXIT_REFUSED;
    }
    return command->run(diwan, argc, argv);
}

int
main(int argc, char **argv)
{
    const char *config = NULL;
    setlocale(LC_CTYPE, "C.UTF-8"); /* what else a locale has is as in C */
    if (argc > 1 && g_str_equal(argv[1], "room"))
        return room_main(argc - 1, argv + 1);
    if (argc > 1 && g_str_equal(argv[1], "role"))
        return role_main(argc - 1, argv + 1);
    if (argc > 1 && g_str_equal(argv[1], "fetcher"))
        return fetcher_main(argc - 1, argv + 1);
    if (argc > 1 && g_str_equal(argv[1], "token"))
        return token_main(argc - 1, argv + 1);
    if (!take_config(&argc, argv, &config)) {
        fputs("diwan: -c needs the name of a file\n", stderr);
        return EXIT_USAGE;
    }
    if (config != NULL)
        g_setenv("DIWAN_CONFIG", config, TRUE); /* for commands that make what it names */
    if (argc < 2) {
        print_help(stderr);
        return EXIT_USAGE;
    }
    if (g_str_equal(argv[1], "help") || g_str_equal(argv[1], "--help") ||
        g_str_equal(argv[1], "-h")) {
        print_help(stdout);
        return EXIT_DONE;
    }
    for (guint i = 0; i < G_N_ELEMENTS(commands); i++)
        if (g_str_equal(argv[1], commands[i].name))
            return run(&commands[i], config, argc - 1, argv + 1);
    fprintf(
        stderr, "diwan: there is no command '%s'; `diwan help` lists them\n", argv[1]);
    return EXIT_USAGE;
}
