/* request_clock.c - the days of a request: when it is due, promised, not to be answered before.
 *
 * Pure: what goes in is the former days and an instant. Days run from completion where a committee
 * decides, else from the day the request was opened. Waiting for the applicant stops them, and what was
 * left is left afterwards. A promise never falls on a day nobody works, nor before the earliest day.
 */
#include "office/office.h"

#include <string.h>

void
request_clock_clear(RequestClock *clock)
{
    g_clear_pointer(&clock->paused_why, g_free);
    *clock = (RequestClock){0};
}

RequestClock
request_clock_copy(const RequestClock *clock)
{
    RequestClock copy = *clock;
    copy.paused_why = g_strdup(clock->paused_why);
    return copy;
}

static Limit
target_of(const Desk *desk, const KindRule *kind)
{
    if (!kind->committee)
        return kind->target;
    return (Limit){LIMIT_DAYS, desk->config->requests.target_days};
}

/* The last moment of the day so many days after an instant's. */
static gint64
instant_after(const Desk *desk, gint64 instant, Limit limit)
{
    int day = day_number(instant);
    int end = limit.kind == LIMIT_WORKED ? day_add_worked(desk->days, day, limit.n)
                                         : day_worked_from(desk->days, day + limit.n);
    return day_ends(end);
}

/* What the state asks of the office, as from now. */
static gint64
due_in(const Desk *desk, const KindRule *kind, const RequestClock *clock,
    const char *state, gint64 now)
{
    Limit limit = machine_limit(kind->machine, state);
    if (clock->paused_at != 0 || limit.kind == LIMIT_NONE || limit.kind == LIMIT_PAUSE)
        return 0;
    if (limit.kind == LIMIT_TARGET)
        return clock->target_at;
    return instant_after(desk, now, limit);
}

RequestClock
request_clock_open(
    const Desk *desk, const KindRule *kind, const char *state, gint64 opened_at)
{
    RequestClock clock = {0};
    if (!kind->committee)
        clock.target_at = clock.expected_at =
            instant_after(desk, opened_at, target_of(desk, kind));
    if (machine_limit(kind->machine, state).kind == LIMIT_PAUSE)
        request_clock_pause(&clock, state, opened_at);
    clock.due_at = due_in(desk, kind, &clock, state, opened_at);
    return clock;
}

void
request_clock_pause(RequestClock *clock, const char *why, gint64 now)
{
    if (clock->paused_at == 0)
        clock->paused_at = now;
    g_free(clock->paused_why);
    clock->paused_why = g_strdup(why);
    clock->due_at = 0;
}

/* As many days behind now as were left at the pause; a day that had passed has passed. */
static gint64
shift(const Desk *desk, Limit unit, gint64 end, gint64 paused_at, gint64 now)
{
    int day = day_number(end), paused = day_number(paused_at), today = day_number(now);
    if (end == 0 || day < paused)
        return end;
    if (unit.kind == LIMIT_WORKED)
        return day_ends(day_add_worked(
            desk->days, today, days_worked_between(desk->days, paused, day)));
    return day_ends(day_worked_from(desk->days, day + today - paused));
}

static void
go_on(const Desk *desk, const KindRule *kind, RequestClock *clock, gint64 now)
{
    Limit unit = target_of(desk, kind);
    if (clock->paused_at == 0)
        return;
    clock->target_at = shift(desk, unit, clock->target_at, clock->paused_at, now);
    clock->expected_at = shift(desk, unit, clock->expected_at, clock->paused_at, now);
    clock->paused_at = 0;
    g_clear_pointer(&clock->paused_why, g_free);
}

void
request_clock_resume(const Desk *desk, const KindRule *kind, RequestClock *clock,
    const char *state, gint64 now)
{
    go_on(desk, kind, clock, now);
    clock->due_at = due_in(desk, kind, clock, state, now);
}

/* The period begins, or begins anew after more was asked for: then the promise stands as it was
 * shifted, unless it falls before the earliest day. */
static void
complete(const Desk *desk, const KindRule *kind, RequestClock *clock, gint64 now)
{
    int earliest = day_number(now) + desk->config->requests.earliest_days;
    gint64 least = day_ends(day_worked_from(desk->days, earliest));
    clock->completed_at = now;
    clock->earliest_at = day_begins(earliest);
    if (clock->target_at == 0)
        clock->target_at = instant_after(desk, now, target_of(desk, kind));
    clock->target_at = MAX(clock->target_at, least);
    clock->expected_at = MAX(clock->expected_at, clock->target_at);
}

void
request_clock_move(const Desk *desk, const KindRule *kind, RequestClock *clock,
    const char *from, const char *to, bool completes, gint64 now)
{
    bool was_paused = machine_limit(kind->machine, from).kind == LIMIT_PAUSE;
    bool pauses = machine_limit(kind->machine, to).kind == LIMIT_PAUSE;
    bool back = state_is_over(from) && !state_is_over(to);
    if (pauses)
        request_clock_pause(clock, to, now);
    else if (was_paused || back || (state_is_over(to) && clock->paused_at != 0))
        go_on(desk, kind, clock, now);
    if (completes && kind->committee)
        complete(desk, kind, clock, now);
    clock->due_at = due_in(desk, kind, clock, to, now);
}

gint64
request_clock_soon(const Desk *desk, gint64 now)
{
    int day =
        day_add_worked(desk->days, day_number(now), desk->config->requests.soon_days);
    return day_ends(day) + 1;
}
