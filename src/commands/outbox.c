/* outbox.c - `diwan outbox …`: its acts, and the list of what waits, what left and what did not arrive. */
#include "outbox/outbox.h"
#include "commands/outbox.h"

#include <stdio.h>

enum { ROWS_AT_A_TIME = 500 };

int
outbox_end(const GError *error)
{
    if (error == NULL)
        return EXIT_DONE;
    command_error(error);
    return error->code == DIWAN_ERROR_CONFIG ? EXIT_USAGE : EXIT_REFUSED;
}

int
outbox_misuse(const char *act, const char *what)
{
    fprintf(
        stderr, "diwan outbox %s: %s; try `diwan outbox %s --help`\n", act, what, act);
    return EXIT_USAGE;
}

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
    return outbox_end(error);
}

int
command_outbox(Diwan *diwan, int argc, char **argv)
{
    static const SubCommand acts[] = {{"list", run_list}, {"resend", outbox_run_resend},
        {"paper", outbox_run_paper}, {"print", outbox_run_print},
        {"posted", outbox_run_posted}, {"returned", outbox_run_returned},
        {"readdress", outbox_run_readdress}, {"close", outbox_run_close}};
    return command_dispatch(diwan, acts, G_N_ELEMENTS(acts), argc, argv);
}
