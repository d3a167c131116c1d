/* outbox.c - `diwan outbox list | resend | paper | readdress | close | print | posted | returned`. */
#include "outbox/outbox.h"
#include "commands/commands.h"
#include "commands/output.h"
#include "compose/compose.h"

#include <stdio.h>
#include <string.h>

enum { ROWS_AT_A_TIME = 500, MOST_PRINTED = 500 };

static int
end(const GError *error)
{
    if (error == NULL)
        return EXIT_DONE;
    command_error(error);
    return error->code == DIWAN_ERROR_CONFIG ? EXIT_USAGE : EXIT_REFUSED;
}

static int
misuse(const char *act, const char *what)
{
    fprintf(
        stderr, "diwan outbox %s: %s; try `diwan outbox %s --help`\n", act, what, act);
    return EXIT_USAGE;
}

/* ---- list ---- */

static void
entry_print(const OutboxEntry *entry, bool as_json)
{
    const char *next = outbox_next_step(entry);
    if (!as_json) {
        g_autofree char *age = output_age(entry->created_at);
        printf("%-6" G_GINT64_FORMAT " %-6s %-8s %-8s %-24s %s%s\n", entry->id,
            entry->channel, entry->state, age, entry->purpose,
            entry->in_no != NULL ? entry->in_no : "", next != NULL ? " → " : "");
        if (next != NULL)
            printf("       %s: %s\n", next,
                entry->server_said != NULL ? entry->server_said : "-");
        return;
    }
    g_autoptr(JsonBuilder) json = json_builder_new();
    json_builder_begin_object(json);
    output_int(json, "id", entry->id);
    output_text(json, "channel", entry->channel);
    output_text(json, "state", entry->state);
    output_text(json, "purpose", entry->purpose);
    output_text(json, "recipient", entry->recipient);
    output_text(json, "in_no", entry->in_no);
    output_text(json, "request_no", entry->request_no);
    output_int(json, "attempts", entry->attempts);
    output_bool(json, "in_doubt", entry->in_doubt);
    output_bool(json, "closed", entry->closed);
    output_text(json, "said", entry->server_said);
    output_text(json, "next", next);
    output_instant(json, "created_at", entry->created_at);
    output_instant(json, "due_at", entry->due_at);
    output_instant(json, "sent_at", entry->sent_at);
    json_builder_end_object(json);
    output_json(json);
}

static bool
entries_print(Store *store, OutboxFilter filter, int limit, bool as_json, GError **error)
{
    for (int left = limit; left > 0;) {
        filter.limit = MIN(left, ROWS_AT_A_TIME);
        g_autoptr(GPtrArray) entries = store_outbox_list(store, &filter, error);
        if (entries == NULL)
            return false;
        for (guint i = 0; i < entries->len; i++) {
            entry_print(entries->pdata[i], as_json);
            filter.before_id = ((const OutboxEntry *)entries->pdata[i])->id;
        }
        if ((int)entries->len < filter.limit)
            return true;
        left -= filter.limit;
    }
    return true;
}

static int
run_list(Diwan *diwan, int argc, char **argv)
{
    gboolean as_json = FALSE, open_only = FALSE;
    int limit = 100;
    g_autofree char *state = NULL, *channel = NULL;
    const GOptionEntry entries[] = {
        {"state", 0, 0, G_OPTION_ARG_STRING, &state,
            "waiting, sending, sent, failed (not delivered) or doubt", "STATE"},
        {"channel", 0, 0, G_OPTION_ARG_STRING, &channel, "mail or paper", "CHANNEL"},
        {"open", 0, 0, G_OPTION_ARG_NONE, &open_only,
            "only what did not arrive or is in doubt, and needs a person", NULL},
        {"limit", 0, 0, G_OPTION_ARG_INT, &limit, "at most N, newest first (100)", "N"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &as_json, "one JSON object a line", NULL},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL}};
    if (!command_options(entries, "",
            "Lists what waits to leave, what left and what did not arrive, with the next "
            "step.",
            "diwan outbox list --state failed", &argc, &argv))
        return EXIT_USAGE;
    g_autoptr(GError) error = NULL;
    const OutboxFilter filter = {
        .open_only = open_only, .state = state, .channel = channel};
    entries_print(diwan->store, filter, limit, as_json, &error);
    return end(error);
}

/* ---- resend, paper ---- */

static int
run_resend(Diwan *diwan, int argc, char **argv)
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
        return misuse("resend", "name mails by their id, and --by");
    g_autoptr(GError) refused = NULL;
    for (int i = 1; i < argc; i++) {
        g_autoptr(GError) error = NULL;
        gint64 id = g_ascii_strtoll(argv[i], NULL, 10);
        bool well = command_by(diwan, &by, "outbox", &error) &&
                    store_outbox_resend(diwan->store, id, by, &error);
        if (as_json && well)
            printf("{\"id\":%" G_GINT64_FORMAT ",\"state\":\"waiting\"}\n", id);
        if (!well && refused == NULL)
            refused = g_steal_pointer(&error);
        else if (!well)
            command_error(error);
    }
    return end(refused);
}

static int
run_paper(Diwan *diwan, int argc, char **argv)
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
        return misuse("paper", "name one mail by its id, and --by");
    g_autoptr(GError) error = NULL;
    if (address != NULL)
        g_strdelimit(address, ";", '\n');
    gint64 paper_id = 0;
    g_autoptr(Compose) compose = command_by(diwan, &by, "outbox", &error)
                                     ? compose_open(diwan->config, NULL, &error)
                                     : NULL;
    if (compose != NULL &&
        outbox_to_paper(diwan->store, compose, g_ascii_strtoll(argv[1], NULL, 10),
            address, by, &paper_id, &error))
        printf(as_json ? "{\"id\":%" G_GINT64_FORMAT ",\"state\":\"waiting\"}\n"
                       : "%" G_GINT64_FORMAT " waits to be printed\n",
            paper_id);
    return end(error);
}

/* ---- print ---- */

static int
run_print(Diwan *diwan, int argc, char **argv)
{
    gboolean as_json = FALSE, both_sides = FALSE;
    gint64 run_id = 0;
    g_autofree char *by = NULL;
    const GOptionEntry entries[] = {{"both-sides", 0, 0, G_OPTION_ARG_NONE, &both_sides,
                                        "each letter begins on a sheet of its own", NULL},
        {"run", 0, 0, G_OPTION_ARG_INT64, &run_id, "write an earlier run again", "RUN"},
        {"by", 0, 0, G_OPTION_ARG_STRING, &by, "who prints (a login)", "LOGIN"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &as_json, "one JSON object", NULL},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL}};
    if (!command_options(entries, "FOLDER",
            "Prints what waits on paper as one run: letters.pdf in the order of the "
            "envelopes, "
            "labels.pdf, posting-list.pdf and posting-list.csv.",
            "diwan outbox print /srv/print/today --by saad", &argc, &argv))
        return EXIT_USAGE;
    if (argc != 2 || !command_knows_who(diwan, by))
        return misuse("print", "name one folder, and --by");
    g_autoptr(GError) error = NULL;
    bool well = command_by(diwan, &by, "outbox", &error);
    const PrintPlan plan = {MOST_PRINTED, both_sides, by};
    well = well &&
           (run_id != 0 ||
               outbox_print(diwan->store, diwan->archive, &plan, &run_id, &error)) &&
           (run_id == 0 || (outbox_run_is_for(diwan->store, run_id, by, &error) &&
                               outbox_print_write(diwan->store, diwan->archive,
                                   diwan->config, run_id, argv[1], &error)));
    g_autoptr(GPtrArray) letters =
        well && run_id != 0 ? store_post_of_run(diwan->store, run_id, &error) : NULL;
    guint n = letters != NULL ? letters->len : 0;
    if (error == NULL && as_json)
        printf("{\"run\":%" G_GINT64_FORMAT ",\"letters\":%u}\n", run_id, n);
    else if (error == NULL && n == 0)
        puts("nothing waits to be printed");
    else if (error == NULL)
        printf("run %" G_GINT64_FORMAT ": %u letters in %s; when they are posted: "
               "`diwan outbox posted %" G_GINT64_FORMAT "`\n",
            run_id, n, argv[1], run_id);
    return end(error);
}

/* ---- posted, returned ---- */

/* Tracking numbers by letter, out of the list that was filled in; NULL: no list. */
static GHashTable *
tracking_load(const char *file, GError **error)
{
    g_autoptr(GBytes) bytes = file_read(file, CSV_MOST_BYTES, error);
    g_autoptr(Csv) csv = bytes != NULL ? csv_open(bytes, error) : NULL;
    if (csv == NULL)
        return NULL;
    GHashTable *found = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(GPtrArray) fields = g_ptr_array_new_with_free_func(g_free);
    int line = 0;
    const char *reason;
    for (CsvResult row; (row = csv_next(csv, fields, &line, &reason)) != CSV_END;) {
        if (row == CSV_ROW && fields->len >= 6 && *(const char *)fields->pdata[5] != '\0')
            g_hash_table_replace(
                found, g_strdup(fields->pdata[0]), g_strdup(fields->pdata[5]));
    }
    return found;
}

static int
run_posted(Diwan *diwan, int argc, char **argv)
{
    gboolean as_json = FALSE;
    g_autofree char *by = NULL, *list = NULL;
    const GOptionEntry entries[] = {
        {"list", 0, 0, G_OPTION_ARG_FILENAME, &list,
            "posting-list.csv with tracking numbers filled in", "FILE"},
        {"by", 0, 0, G_OPTION_ARG_STRING, &by, "who posted them (a login)", "LOGIN"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &as_json, "one JSON object", NULL},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL}};
    if (!command_options(entries, "RUN", "The letters of a run were handed to the post.",
            "diwan outbox posted 3 --list posting-list.csv --by saad", &argc, &argv))
        return EXIT_USAGE;
    if (argc != 2 || !command_knows_who(diwan, by))
        return misuse("posted", "name one run, and --by");
    g_autoptr(GError) error = NULL;
    int posted = 0;
    g_autoptr(GHashTable) tracking =
        command_by(diwan, &by, "outbox", &error) && list != NULL
            ? tracking_load(list, &error)
            : NULL;
    if (error == NULL && outbox_posted(diwan->store, g_ascii_strtoll(argv[1], NULL, 10),
                             tracking, by, &posted, &error))
        printf(as_json ? "{\"posted\":%d}\n" : "%d posted\n", posted);
    return end(error);
}

static int
run_returned(Diwan *diwan, int argc, char **argv)
{
    gboolean as_json = FALSE;
    g_autofree char *by = NULL, *why = NULL;
    const GOptionEntry entries[] = {
        {"reason", 0, 0, G_OPTION_ARG_STRING, &why, "what the post wrote on it", "TEXT"},
        {"by", 0, 0, G_OPTION_ARG_STRING, &by, "who has it (a login)", "LOGIN"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &as_json, "one JSON object", NULL},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL}};
    if (!command_options(entries, "ID|NUMBER|TRACKING",
            "The post brought a letter back: it stands on the list of what is not "
            "delivered.",
            "diwan outbox returned RR123456785SA --reason 'address unknown' --by saad",
            &argc, &argv))
        return EXIT_USAGE;
    if (argc != 2 || !command_knows_who(diwan, by) || why == NULL)
        return misuse("returned", "name one letter, --reason and --by");
    g_autoptr(GError) error = NULL;
    g_autoptr(PostLetter) letter =
        command_by(diwan, &by, "outbox", &error)
            ? outbox_letter_named(diwan->store, argv[1], &error)
            : NULL;
    if (letter != NULL &&
        store_post_returned(diwan->store, letter->id, why, by, &error) && as_json)
        printf("{\"id\":%" G_GINT64_FORMAT ",\"state\":\"failed\"}\n", letter->id);
    return end(error);
}

/* ---- another address, nothing more ---- */

static int
run_readdress(Diwan *diwan, int argc, char **argv)
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
        return misuse("readdress", "name one mail by its id, --to, --reason and --by");
    g_autoptr(GError) error = NULL;
    gint64 id = g_ascii_strtoll(argv[1], NULL, 10), again = 0;
    g_autoptr(Compose) compose = command_by(diwan, &by, "outbox", &error)
                                     ? compose_open(diwan->config, NULL, &error)
                                     : NULL;
    if (compose != NULL && outbox_readdress(diwan->config, diwan->store, compose, id, to,
                               by, reason, &again, &error))
        printf(as_json ? "{\"id\":%" G_GINT64_FORMAT ",\"state\":\"waiting\"}\n"
                       : "%" G_GINT64_FORMAT " waits to leave\n",
            again);
    return end(error);
}

static int
run_close(Diwan *diwan, int argc, char **argv)
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
        return misuse("close", "name one by its id, --reason and --by");
    g_autoptr(GError) error = NULL;
    gint64 id = g_ascii_strtoll(argv[1], NULL, 10);
    if (command_by(diwan, &by, "outbox", &error) &&
        store_outbox_close(diwan->store, id, by, reason, &error) && as_json)
        printf("{\"id\":%" G_GINT64_FORMAT ",\"closed\":true}\n", id);
    return end(error);
}

int
command_outbox(Diwan *diwan, int argc, char **argv)
{
    static const SubCommand acts[] = {{"list", run_list}, {"resend", run_resend},
        {"paper", run_paper}, {"print", run_print}, {"posted", run_posted},
        {"returned", run_returned}, {"readdress", run_readdress}, {"close", run_close}};
    return command_dispatch(diwan, acts, G_N_ELEMENTS(acts), argc, argv);
}
