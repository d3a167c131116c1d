/* clock.c - instants and how they are written for programs.
 *
 * Instants may come from letters: whatever the number, the text is a valid RFC 3339 date;
 * instants outside the years 1 to 9999 are brought to the nearest of them.
 */
#include "base/clock.h"

#define EARLIEST_S (G_GINT64_CONSTANT(-62135596800)) /* 0001-01-01T00:00:00Z */
#define LATEST_S (G_GINT64_CONSTANT(253402300799))   /* 9999-12-31T23:59:59Z */
#define MOST_OFFSET_MINUTES (23 * 60 + 59)

gint64
clock_now_ms(void)
{
    return g_get_real_time() / 1000;
}

gint64
clock_ticks_ms(void)
{
    return g_get_monotonic_time() / 1000;
}

static gint64
seconds_of(gint64 instant_ms)
{
    return instant_ms / 1000 - (instant_ms % 1000 < 0 ? 1 : 0);
}

static char *
format_seconds(gint64 seconds, const char *zone)
{
    g_autoptr(GDateTime) date =
        g_date_time_new_from_unix_utc(CLAMP(seconds, EARLIEST_S, LATEST_S));
    return g_strdup_printf("%04d-%02d-%02dT%02d:%02d:%02d%s", g_date_time_get_year(date),
        g_date_time_get_month(date), g_date_time_get_day_of_month(date),
        g_date_time_get_hour(date), g_date_time_get_minute(date),
        g_date_time_get_second(date), zone);
}

char *
clock_rfc3339(gint64 instant_ms)
{
    return format_seconds(seconds_of(instant_ms), "Z");
}

char *
clock_rfc3339_offset(gint64 instant_ms, int offset_minutes)
{
    int offset = CLAMP(offset_minutes, -MOST_OFFSET_MINUTES, MOST_OFFSET_MINUTES);
    g_autofree char *zone = g_strdup_printf(
        "%c%02d:%02d", offset < 0 ? '-' : '+', ABS(offset) / 60, ABS(offset) % 60);
    return format_seconds(seconds_of(instant_ms) + offset * 60, zone);
}
