/* stages.c - take, fetch, process, deliver: one round of a role, in this process. */
#include "commands/commands.h"
#include "commands/output.h"
#include "intake/intake.h"
#include "outbox/outbox.h"
#include "pipeline.h"
#include "roles.h"

#include <poll.h>
#include <stdio.h>
#include <unistd.h>

static int
finish(const GError *error, bool json, const char *what, int n, int refused)
{
    if (error)
        command_error(error);
    if (json) {
        g_autoptr(JsonBuilder) builder = json_builder_new();
        json_builder_begin_object(builder);
        output_int(builder, what, n);
        output_int(builder, "refused", refused);
        json_builder_end_object(builder);
        output_json(builder);
    } else
        printf("%s: %d\n", what, n);
    if (error && error->code == DIWAN_ERROR_CONFIG)
        return EXIT_USAGE;
    return error || refused ? EXIT_REFUSED : EXIT_DONE;
}

static int
round_options(
    const char *description, const char *example, gboolean *json, int *argc, char ***argv)
{
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, json, "print one JSON object", NULL}, {NULL}};
    return command_options(entries, "", description, example, argc, argv);
}

int
command_take(Diwan *diwan, int argc, char **argv)
{
    gboolean json = false, quiet = false;
    int taken = 0;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) refused = g_ptr_array_new_with_free_func(g_free);
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print one JSON object", NULL},
        {"no-answer", 0, 0, G_OPTION_ARG_NONE, &quiet, "old post: nothing is answered",
            NULL},
        {NULL}};
    if (!command_options(entries, "PATH…",
            "Takes letters in as the poller does: .eml files, mbox files, Maildir "
            "folders, scans.",
            "diwan take letter.eml scans/*.pdf", &argc, &argv))
        return EXIT_USAGE;
    if (argc < 2) {
        fputs("diwan take: name at least one file\n", stderr);
        return EXIT_USAGE;
    }
    intake_take(diwan->store, diwan->archive, argv + 1, quiet, &taken, refused, &error);
    for (guint i = 0; i < refused->len; i++)
        fprintf(stderr, "diwan take: %s\n", (char *)refused->pdata[i]);
    return finish(error, json, "taken", taken, (int)refused->len);
}

/* Until every mailbox has been read to its end, each as far as it can be. */
static bool
fetch_all(Diwan *diwan, int *taken, GError **error)
{
    g_autoptr(Intake) intake =
        intake_open(diwan->config, diwan->store, diwan->archive, error);
    bool idle = false;
    while (intake && !idle) {
        int now = 0;
        if (!intake_round(intake, 200, &now, &idle, error))
            return false;
        *taken += now;
        if (isatty(STDERR_FILENO))
            fprintf(stderr, "\rtaken %d ", *taken);
    }
    return intake != NULL;
}

int
command_fetch(Diwan *diwan, int argc, char **argv)
{
    gboolean json = false;
    int taken = 0;
    g_autoptr(GError) error = NULL;
    if (!round_options("One round of intake: every mailbox and scan folder, until idle.",
            "diwan -c /etc/diwan/diwan.conf fetch", &json, &argc, &argv))
        return EXIT_USAGE;
    int lock = role_lock(diwan->config, "intake", 0, &error);
    if (lock >= 0)
        fetch_all(diwan, &taken, &error);
    g_autoptr(GPtrArray) sources = store_sources(diwan->store, NULL);
    int troubled = 0;
    for (guint i = 0; sources && i < sources->len; i++) {
        const SourceState *source = sources->pdata[i];
        if (source->problem == NULL)
            continue;
        fprintf(stderr, "diwan fetch: %s: %s\n", source->source, source->problem);
        troubled++;
    }
    return finish(error, json, "taken", taken, troubled);
}

/* Letters that a stage is still to see. */
static int
count_due(Store *store)
{
    int n = 0;
    g_autoptr(GArray) depths = store_letters_depth(store, NULL);
    for (guint i = 0; depths && i < depths->len; i++) {
        const StageDepth *depth = &g_array_index(depths, StageDepth, i);
        n += depth->state < LETTER_DONE ? depth->count : 0;
    }
    return n;
}

int
command_process(Diwan *diwan, int argc, char **argv)
{
    gboolean json = false;
    g_autoptr(GError) error = NULL;
    volatile int never = 0;
    if (!round_options("Runs the stages until no letter is due.",
            "diwan -c /etc/diwan/diwan.conf process", &json, &argc, &argv))
        return EXIT_USAGE;
    int before = count_due(diwan->store);
    int lock = role_lock(diwan->config, "pipeline", 0, &error);
    g_autoptr(Pipeline) pipeline = lock >= 0 ? pipeline_open(diwan, &error) : NULL;
    log_open("process");
    if (pipeline)
        pipeline_run(pipeline, true, &never, &error);
    return finish(error, json, "processed", before - count_due(diwan->store), 0);
}

static bool
deliver_all(Diwan *diwan, int *tried, GError **error)
{
    g_autoptr(Outbox) outbox = outbox_open(diwan->config, error);
    int in_doubt = 0, now = 1;
    if (outbox == NULL || !store_outbox_recover(diwan->store, &in_doubt, error))
        return false;
    while (now > 0) {
        g_autofree char *trouble = NULL;
        if (!outbox_round(outbox, diwan->store, &now, &trouble, error))
            return false;
        if (trouble) {
            g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_RETRY,
                "%s: the mails wait, nothing is lost", trouble);
            return false;
        }
        *tried += now;
    }
    return true;
}

int
command_deliver(Diwan *diwan, int argc, char **argv)
{
    gboolean json = false;
    int tried = 0;
    g_autoptr(GError) error = NULL;
    if (!round_options("Sends what is due in the outbox.",
            "diwan -c /etc/diwan/diwan.conf deliver", &json, &argc, &argv))
        return EXIT_USAGE;
    int lock = role_lock(diwan->config, "outbox", 0, &error);
    if (lock >= 0)
        deliver_all(diwan, &tried, &error);
    return finish(error, json, "tried", tried, 0);
}
