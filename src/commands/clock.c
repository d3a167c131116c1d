/* clock.c - `diwan clock`: one round of what becomes due by itself, until nothing is. */
#include "commands/commands.h"
#include "commands/output.h"
#include "committee/committee.h"
#include "office/office.h"
#include "roles.h"

#include <stdio.h>

/* What a clock does in one round, for requests and for the committee. */
typedef struct Rounds {
    ClockRound clock;
    CommitteeRound committee;
} Rounds;

static bool
run_until_idle(Diwan *diwan, Rounds *all, GError **error)
{
    g_autoptr(Desk) desk = desk_open(diwan->config, diwan->store, error);
    g_autoptr(Compose) compose =
        desk != NULL ? compose_open(diwan->config, NULL, error) : NULL;
    bool idle = compose == NULL;
    while (!idle) {
        ClockRound now = {0};
        CommitteeRound run = {0};
        if (!clock_round(desk, compose, clock_now_ms(), &now, error) ||
            !committee_round(desk, compose, clock_now_ms(), &run, error))
            return false;
        idle = now.begun + now.reminded + now.rested + now.delays + now.sent + run.moved +
                   run.queued + run.refused ==
               0;
        all->clock.begun += now.begun;
        all->clock.reminded += now.reminded;
        all->clock.rested += now.rested;
        all->clock.delays += now.delays;
        all->clock.sent += now.sent;
        all->committee.moved += run.moved;
        all->committee.queued += run.queued;
        all->committee.refused += run.refused;
    }
    return compose != NULL;
}

int
command_clock(Diwan *diwan, int argc, char **argv)
{
    gboolean json = false;
    Rounds all = {0};
    g_autoptr(GError) error = NULL;
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print one JSON object", NULL}, {NULL}};
    if (!command_options(entries, "",
            "Does what is due by itself: days of new requests begin, applicants are "
            "reminded, requests\nrest, delays are told, notices are put into the outbox. "
            "`diwan serve` does it all the time.",
            "diwan -c /etc/diwan/diwan.conf clock", &argc, &argv))
        return EXIT_USAGE;
    int lock = role_lock(diwan->config, "clock", 0, &error);
    if (lock >= 0)
        run_until_idle(diwan, &all, &error);
    if (error != NULL) {
        command_error(error);
        return error->code == DIWAN_ERROR_CONFIG ? EXIT_USAGE : EXIT_REFUSED;
    }
    if (json) {
        g_autoptr(JsonBuilder) builder = json_builder_new();
        json_builder_begin_object(builder);
        output_int(builder, "begun", all.clock.begun);
        output_int(builder, "reminded", all.clock.reminded);
        output_int(builder, "rested", all.clock.rested);
        output_int(builder, "delays", all.clock.delays);
        output_int(builder, "sent", all.clock.sent);
        output_int(builder, "decisions_moved", all.committee.moved);
        output_int(builder, "letters_queued", all.committee.queued);
        output_int(builder, "letters_refused", all.committee.refused);
        json_builder_end_object(builder);
        output_json(builder);
    } else
        printf("begun: %d  reminded: %d  rested: %d  delays: %d  sent: %d  decisions "
               "moved: %d  letters queued: %d\n",
            all.clock.begun, all.clock.reminded, all.clock.rested, all.clock.delays,
            all.clock.sent, all.committee.moved, all.committee.queued);
    return EXIT_DONE;
}
