/* clock.h - instants, in milliseconds since 1970-01-01 UTC. */
#pragma once

#include <glib.h>

/* Now. */
gint64 clock_now_ms(void);

/* RFC 3339 in UTC with seconds, "2026-11-22T20:16:00Z"; owned by the caller. */
char *clock_rfc3339(gint64 instant_ms);

/* RFC 3339 with the given offset, "2026-11-22T23:16:00+03:00"; owned by the caller. */
char *clock_rfc3339_offset(gint64 instant_ms, int offset_minutes);

/* Monotonic milliseconds, for deadlines and durations only. */
gint64 clock_ticks_ms(void);
