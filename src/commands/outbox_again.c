/* outbox_again.c - `diwan outbox resend | paper | readdress | close`: what a person does about a mail that did not arrive. */
#include "commands/outbox.h"
#include "compose/compose.h"
#include "outbox/outbox.h"

#include <stdio.h>

int
outbox_run_resend(Diwan *diwan, int argc, char **argv)
{
    gboolean as_json = FALSE;
    g_autofree char *by = NULL;
    const GOptionEntry entries[] = {
        {"by", 0, 0, G_OPTION_ARG_STRING, &by, "who decides (a login)", "LOGIN"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &as_json, "one JSON object a line", NULL},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL}};
    if (!command_options(entries, "ID…",
            "Sends mails again that were not delivered or are in doubt: the same bytes, "
            "the same "
            "Message-ID.",
            "diwan outbox resend 12 --by saad", &argc, &argv))
        return EXIT_USAGE;
    if (argc < 2 || !command_knows_who(diwan, by))
        return outbox_misuse("resend", "name mails by their id, and --by");
    g_autoptr(GError) refused = NULL;
    for (int i = 1; i < argc; i++) {
        g_autoptr(GError) error = NULL;
        gint64 id = command_id(argv[i]);
        bool well = command_by(diwan, &by, "outbox", &error) &&
                    store_outbox_resend(diwan->store, id, by, &error);
        if (as_json && well)
            printf("{\"id\":%" G_GINT64_FORMAT ",\"state\":\"waiting\"}\n", id);
        if (!well && refused == NULL)
            refused = g_steal_pointer(&error);
        else if (!well)
            command_error(error);
    }
    return outbox_end(refused);
}

int
outbox_run_paper(Diwan *diwan, int argc, char **argv)
{
    gboolean as_json = FALSE;
    g_autofree char *by = NULL, *address = NULL;
    const GOptionEntry entries[] = {
        {"address", 0, 0, G_OPTION_ARG_STRING, &address,
            "where to, lines with ; between (the address on record)", "LINES"},
        {"by", 0, 0, G_OPTION_ARG_STRING, &by, "who decides (a login)", "LOGIN"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &as_json, "one JSON object a line", NULL},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL}};
    if (!command_options(entries, "ID",
            "Puts a mail that was not delivered on paper, unchanged, to be printed.",
            "diwan outbox paper 12 --by saad", &argc, &argv))
        return EXIT_USAGE;
    if (argc != 2 || !command_knows_who(diwan, by))
        return outbox_misuse("paper", "name one mail by its id, and --by");
    g_autoptr(GError) error = NULL;
    if (address != NULL)
        g_strdelimit(address, ";", '\n');
    gint64 paper_id = 0;
    g_autoptr(Compose) compose = command_by(diwan, &by, "outbox", &error)
                                     ? compose_open(diwan->config, NULL, &error)
                                     : NULL;
    if (compose != NULL && outbox_to_paper(diwan->store, compose, command_id(argv[1]),
                               address, by, &paper_id, &error))
        printf(as_json ? "{\"id\":%" G_GINT64_FORMAT ",\"state\":\"waiting\"}\n"
                       : "%" G_GINT64_FORMAT " waits to be printed\n",
            paper_id);
    return outbox_end(error);
}

int
outbox_run_readdress(Diwan *diwan, int argc, char **argv)
{
    gboolean as_json = FALSE;
    g_autofree char *by = NULL, *to = NULL, *reason = NULL;
    const GOptionEntry entries[] = {{"to", 0, 0, G_OPTION_ARG_STRING, &to,
                                        "the address, which is put on record", "ADDRESS"},
        {"reason", 0, 0, G_OPTION_ARG_STRING, &reason, "how it is known to be theirs",
            "WORDS"},
        {"by", 0, 0, G_OPTION_ARG_STRING, &by, "who decides (a login)", "LOGIN"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &as_json, "one JSON object", NULL},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL}};
    if (!command_options(entries, "ID",
            "Sends a mail that was not delivered to another address of the same party, "
            "which is put on record.",
            "diwan outbox readdress 12 --to sara@example.org --reason 'she said so by "
            "telephone' --by saad",
            &argc, &argv))
        return EXIT_USAGE;
    if (argc != 2 || !command_knows_who(diwan, by) || to == NULL || reason == NULL)
        return outbox_misuse(
            "readdress", "name one mail by its id, --to, --reason and --by");
    g_autoptr(GError) error = NULL;
    gint64 id = command_id(argv[1]), again = 0;
    g_autoptr(Compose) compose = command_by(diwan, &by, "outbox", &error)
                                     ? compose_open(diwan->config, NULL, &error)
                                     : NULL;
    if (compose != NULL && outbox_readdress(diwan->config, diwan->store, compose, id, to,
                               by, reason, &again, &error))
        printf(as_json ? "{\"id\":%" G_GINT64_FORMAT ",\"state\":\"waiting\"}\n"
                       : "%" G_GINT64_FORMAT " waits to leave\n",
            again);
    return outbox_end(error);
}

int
outbox_run_close(Diwan *diwan, int argc, char **argv)
{
    gboolean as_json = FALSE;
    g_autofree char *by = NULL, *reason = NULL;
    const GOptionEntry entries[] = {{"reason", 0, 0, G_OPTION_ARG_STRING, &reason,
                                        "why nothing more is needed", "WORDS"},
        {"by", 0, 0, G_OPTION_ARG_STRING, &by, "who decides (a login)", "LOGIN"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &as_json, "one JSON object", NULL},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL}};
    if (!command_options(entries, "ID",
            "What did not arrive or is in doubt needs nothing more: it leaves the list "
            "of "
            "what is not delivered.",
            "diwan outbox close 12 --reason 'told by telephone' --by saad", &argc, &argv))
        return EXIT_USAGE;
    if (argc != 2 || !command_knows_who(diwan, by) || reason == NULL)
        return outbox_misuse("close", "name one by its id, --reason and --by");
    g_autoptr(GError) error = NULL;
    gint64 id = command_id(argv[1]);
    if (command_by(diwan, &by, "outbox", &error) &&
        store_outbox_close(diwan->store, id, by, reason, &error) && as_json)
        printf("{\"id\":%" G_GINT64_FORMAT ",\"closed\":true}\n", id);
    return outbox_end(error);
}
