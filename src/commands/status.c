/* status.c - what is due in each stage, what is held, what waits to leave, how the sources do. */
#include "commands/commands.h"
#include "commands/output.h"
#include "outbox/outbox.h"

#include <stdio.h>

enum { MOST_READING = 20 }; /* letters whose pages are told */

typedef struct Status {
    GArray *depths;     /* of StageDepth */
    GPtrArray *sources; /* of SourceState */
    GArray *reading;    /* of PageProgress: letters whose pages are being read */
    OutboxDepth outbox;
    int held, applicants, reread;
} Status;

static bool
gather(Diwan *diwan, Status *status, GError **error)
{
    status->depths = store_letters_depth(diwan->store, error);
    status->sources = status->depths ? store_sources(diwan->store, error) : NULL;
    status->held = store_letters_held(diwan->store);
    status->applicants = store_parties_count(diwan->store);
    status->reading = status->sources
                          ? store_pages_in_progress(diwan->store, MOST_READING, error)
                          : NULL;
    status->reread = store_reread_left(diwan->store);
    return status->reading && store_outbox_depth(diwan->store, &status->outbox, error);
}

static void
clear(Status *status)
{
    if (status->depths)
        g_array_unref(status->depths);
    if (status->sources)
        g_ptr_array_unref(status->sources);
    if (status->reading)
        g_array_unref(status->reading);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Status, clear)

static void
outbox_json(JsonBuilder *builder, const OutboxDepth *outbox)
{
    json_builder_set_member_name(builder, "outbox");
    json_builder_begin_object(builder);
    output_int(builder, "waiting", outbox->waiting);
    output_int(builder, "sending", outbox->sending);
    output_int(builder, "sent", outbox->sent);
    output_int(builder, "failed", outbox->failed);
    output_int(builder, "doubt", outbox->doubt);
    output_instant(builder, "oldest_waiting_at", outbox->oldest_waiting_at);
    output_instant(builder, "last_sent_at", outbox->last_sent_at);
    json_builder_end_object(builder);
}

static void
reading_json(JsonBuilder *builder, GArray *reading)
{
    json_builder_set_member_name(builder, "reading");
    json_builder_begin_array(builder);
    for (guint i = 0; i < reading->len; i++) {
        const PageProgress *progress = &g_array_index(reading, PageProgress, i);
        json_builder_begin_object(builder);
        output_int(builder, "letter", progress->letter_id);
        output_int(builder, "pages", progress->pages);
        output_int(builder, "read", progress->read);
        output_int(builder, "failed", progress->failed);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
}

static void
print_json(const Status *status)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    json_builder_set_member_name(builder, "stages");
    json_builder_begin_array(builder);
    for (guint i = 0; i < status->depths->len; i++) {
        const StageDepth *depth = &g_array_index(status->depths, StageDepth, i);
        json_builder_begin_object(builder);
        output_text(builder, "state", letter_state_name(depth->state));
        output_int(builder, "letters", depth->count);
        output_instant(builder, "oldest_at", depth->oldest_at);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
    reading_json(builder, status->reading);
    output_int(builder, "reread_left", status->reread);
    output_int(builder, "held", status->held);
    output_int(builder, "applicants", status->applicants);
    outbox_json(builder, &status->outbox);
    json_builder_set_member_name(builder, "sources");
    json_builder_begin_array(builder);
    for (guint i = 0; i < status->sources->len; i++) {
        const SourceState *source = status->sources->pdata[i];
        json_builder_begin_object(builder);
        output_text(builder, "source", source->source);
        output_instant(builder, "looked_at", source->looked_at);
        output_instant(builder, "well_at", source->well_at);
        output_text(builder, "problem", source->problem);
        output_instant(builder, "compared_at", source->compared_at);
        output_int(builder, "on_server", source->server);
        output_int(builder, "missing", source->missing);
        output_int(builder, "differing", source->differing);
        output_int(builder, "gone", source->gone);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
    json_builder_end_object(builder);
    output_json(builder);
}

static void
print_table(const Status *status)
{
    for (guint i = 0; i < status->depths->len; i++) {
        const StageDepth *depth = &g_array_index(status->depths, StageDepth, i);
        g_autofree char *age =
            output_age(depth->state < LETTER_DONE ? depth->oldest_at : 0);
        printf("%-12s %8d letters  oldest %s\n", letter_state_name(depth->state),
            depth->count, age);
    }
    for (guint i = 0; i < status->reading->len; i++) {
        const PageProgress *progress = &g_array_index(status->reading, PageProgress, i);
        if (progress->pages == 0)
            printf("reading      letter %" G_GINT64_FORMAT ": pages being counted\n",
                progress->letter_id);
        else
            printf("reading      letter %" G_GINT64_FORMAT ": %d of %d pages read\n",
                progress->letter_id, progress->read + progress->failed, progress->pages);
    }
    if (status->reread > 0)
        printf("to read again%7d pages\n", status->reread);
    const OutboxDepth *outbox = &status->outbox;
    g_autofree char *waiting = output_age(outbox->oldest_waiting_at);
    g_autofree char *sent = output_age(outbox->last_sent_at);
    printf(
        "hold list    %8d letters\n"
        "outbox       %8d waiting (oldest %s), %d sending, %d sent (last %s), %d failed, "
        "%d in doubt\n",
        status->held, outbox->waiting, waiting, outbox->sending, outbox->sent, sent,
        outbox->failed, outbox->doubt);
    if (outbox_is_stuck(outbox, clock_now_ms()))
        printf("ALARM        nothing has left the outbox since: see `diwan check`\n");
    for (guint i = 0; i < status->sources->len; i++) {
        const SourceState *source = status->sources->pdata[i];
        g_autofree char *looked = output_age(source->looked_at);
        printf("%-12s looked at %s ago: %s\n", source->source, looked,
            source->problem ? source->problem : "well");
        if (source->compared_at == 0)
            continue;
        g_autofree char *compared = output_age(source->compared_at);
        printf("%-12s compared with its server %s ago: %d there, %d missing here, %d of "
               "another size, %d gone from there\n",
            "", compared, source->server, source->missing, source->differing,
            source->gone);
    }
}

int
command_status(Diwan *diwan, int argc, char **argv)
{
    gboolean json = false;
    g_auto(Status) status = {0};
    g_autoptr(GError) error = NULL;
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print one JSON object", NULL}, {NULL}};
    if (!command_options(entries, "",
            "Depth and oldest age of each stage, holds, outbox, sources.",
            "diwan -c /etc/diwan/diwan.conf status", &argc, &argv))
        return EXIT_USAGE;
    if (!gather(diwan, &status, &error)) {
        command_error(error);
        return EXIT_REFUSED;
    }
    if (json)
        print_json(&status);
    else
        print_table(&status);
    /* What the roles meet cannot be noted on a full disk. */
    gint64 free_bytes = archive_free_bytes(diwan->archive);
    if (!json && free_bytes >= 0 && free_bytes < ARCHIVE_LEAST_FREE_BYTES)
        printf("ALARM        no space is left for letters (%d MB): make room, until then "
               "they wait where they are\n",
            (int)(free_bytes >> 20));
    return EXIT_DONE;
}
