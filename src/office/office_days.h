/* office_days.h - days that are worked, and counting in them. A section of office.h, which includes it. */
#pragma once

#include "base/base.h"

/* A day is a number: whole days since 1970-01-01 in Riyadh. */
int day_number(gint64 instant_ms);
/* Its first and its last millisecond. */
gint64 day_begins(int day);
gint64 day_ends(int day);

/* The weekend and the table of holidays. */
typedef struct WorkingDays WorkingDays;
WorkingDays *working_days_load(
    const RequestConfig *config, GError **error); /* CONFIG with file:line */
void working_days_free(WorkingDays *days);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WorkingDays, working_days_free)

bool day_is_worked(const WorkingDays *days, int day);
/* The day itself when it is worked, else the next that is. */
int day_worked_from(const WorkingDays *days, int day);
/* n worked days after a day (before it, n being negative). */
int day_add_worked(const WorkingDays *days, int day, int n);
/* Worked days behind from, up to and with to; 0 when to is not later. */
int days_worked_between(const WorkingDays *days, int from, int to);
