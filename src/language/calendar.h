/* calendar.h - what the room's files share about calendars; private to the room. */
#pragma once

#include "language/language.h"

typedef enum { DAYS_HIJRI, DAYS_GREGORIAN } DayKind;

/* The name of a month (1 … 12) and of a day of the week (0: Sunday). Literals. */
const char *calendar_month(DayKind kind, int month, bool arabic);
const char *calendar_weekday(int weekday, bool arabic);

/* Midnight in Riyadh at the day's begin, and the day of the week; false when the calendar has no such
 * day. */
bool calendar_begin(DayKind kind, Day day, gint64 *begin_ms, int *weekday);
