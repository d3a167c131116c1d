/* clock.c - `diwan clock`: one round of what becomes due by itself, until nothing is. */
#include "commands/commands.h"
#include "commands/output.h"
#include "office/office.h"
#include "roles.h"

#include <stdio.h>

static bool
run_until_idle(Diwan *diwan, ClockRound *all, GError **error)
{
    g_autoptr(Desk) desk = desk_open(diwan->config, diwan->store, error);
    g_autoptr(Compose) compose =
        desk != NULL ? compose_open(diwan->config, NULL, error) : NULL;
    bool idle = compose == NULL;
    while (!idle) {
        ClockRound now = {0};
        if (!clock_round(desk, compose, clock_now_ms(), &now, error))
            return false;
        idle = now.begun + now.reminded + now.rested + now.delays + now.sent == 0;
        all->begun += now.begun;
        all->reminded += now.reminded;
        all->rested += now.rested;
        all->delays += now.delays;
        all->sent += now.sent;
    }
    return compose != NULL;
}

int
command_clock(Diwan *diwan, int argc, char **argv)
{
    gboolean json = false;
    ClockRound all = {0};
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
        output_int(builder, "begun", all.begun);
        output_int(builder, "reminded", all.reminded);
        output_int(builder, "rested", all.rested);
        output_int(builder, "delays", all.delays);
        output_int(builder, "sent", all.sent);
        json_builder_end_object(builder);
        output_json(builder);
    } else
        printf("begun: %d  reminded: %d  rested: %d  delays: %d  sent: %d\n", all.begun,
            all.reminded, all.rested, all.delays, all.sent);
    return EXIT_DONE;
}
