/* days.c - days that are worked, and counting in them.
 *
 * A day is a number: whole days since 1970-01-01 in Riyadh, which keeps one time all year. Periods
 * count in Gregorian days, as official periods do; holidays stand in a table in either calendar.
 */
#include "language/language.h"
#include "office/office.h"

#include <stdlib.h>
#include <string.h>

enum {
    MOST_FILE_BYTES = 64 * 1024,
    MOST_HOLIDAYS = 2000,
    FIRST_GREGORIAN = 1700, /* a year before it is a Hijri one */
    EVERY_YEAR = 0,
    LONGEST_REST = 366, /* no table closes an office for a year */
};

#define DAY_MS (G_GINT64_CONSTANT(24) * 60 * 60 * 1000)
#define RIYADH_MS (G_GINT64_CONSTANT(3) * 60 * 60 * 1000)

typedef struct Holiday {
    bool hijri;
    Day first, last; /* year EVERY_YEAR: of every year */
} Holiday;

struct WorkingDays {
    guint weekend;    /* bit 0: Sunday */
    GArray *holidays; /* of Holiday */
};

/* ---- days and instants ---- */

int
day_number(gint64 instant_ms)
{
    gint64 local = instant_ms + RIYADH_MS;
    return (int)(local / DAY_MS - (local % DAY_MS < 0));
}

gint64
day_begins(int day)
{
    return day * DAY_MS - RIYADH_MS;
}

gint64
day_ends(int day)
{
    return day_begins(day + 1) - 1;
}

/* ---- the table ---- */

static bool
read_number(const char **text, int most_digits, int *number)
{
    int digits = 0;
    *number = 0;
    for (; g_ascii_isdigit(**text) && digits < most_digits; digits++)
        *number = *number * 10 + *(*text)++ - '0';
    return digits > 0;
}

static bool
read_stroke(const char **text)
{
    if (**text != '/' && **text != '-')
        return false;
    (*text)++;
    return true;
}

/* YYYY/MM/DD, or MM/DD of every year, with / or - between. */
static bool
read_day(const char **text, bool yearly, Day *day)
{
    *day = (Day){.year = EVERY_YEAR};
    if (!yearly && (!read_number(text, 4, &day->year) || !read_stroke(text)))
        return false;
    return read_number(text, 2, &day->month) && read_stroke(text) &&
           read_number(text, 2, &day->day) && day->month >= 1 && day->month <= 12 &&
           day->day >= 1 && day->day <= 31;
}

static int
compare_days(const Day *one, const Day *other)
{
    if (one->year != other->year)
        return one->year - other->year;
    return one->month != other->month ? one->month - other->month : one->day - other->day;
}

/* "[hijri|gregorian] FIRST[..LAST] NAME" */
static bool
read_holiday(const char *line, Holiday *holiday)
{
    bool yearly = true;
    holiday->hijri = g_str_has_prefix(line, "hijri ");
    if (holiday->hijri || g_str_has_prefix(line, "gregorian "))
        line = strchr(line, ' ');
    else
        yearly = false;
    line += strspn(line, " \t");
    if (!read_day(&line, yearly, &holiday->first))
        return false;
    if (!yearly)
        holiday->hijri = holiday->first.year < FIRST_GREGORIAN;
    holiday->last = holiday->first;
    if (g_str_has_prefix(line, "..")) {
        line += 2;
        if (!read_day(&line, yearly, &holiday->last))
            return false;
    }
    return g_ascii_isspace(*line) && compare_days(&holiday->first, &holiday->last) <= 0;
}

static bool
read_table(WorkingDays *days, const char *path, char *text, GError **error)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (int i = 0; lines[i] != NULL; i++) {
        Holiday holiday;
        const char *line = g_strstrip(lines[i]);
        if (*line == '\0' || *line == '#')
            continue;
        if (!read_holiday(line, &holiday) || days->holidays->len == MOST_HOLIDAYS) {
            g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG,
                "%s:%d: should be a day and its name, as `gregorian 09/23 NAME`, "
                "`hijri 10/01..10/04 NAME` or `2026/11/22 NAME`",
                path, i + 1);
            return false;
        }
        g_array_append_val(days->holidays, holiday);
    }
    return true;
}

WorkingDays *
working_days_load(const RequestConfig *config, GError **error)
{
    g_autoptr(WorkingDays) days = g_new0(WorkingDays, 1);
    g_autofree char *path = config->holidays != NULL
                                ? g_strdup(config->holidays)
                                : file_beside_program("config/holidays.conf");
    g_autoptr(GBytes) bytes = file_read(path, MOST_FILE_BYTES, error);
    if (bytes == NULL)
        return NULL;
    days->weekend = config->weekend;
    days->holidays = g_array_new(false, false, sizeof(Holiday));
    g_autofree char *text =
        g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    return read_table(days, path, text, error) ? g_steal_pointer(&days) : NULL;
}

void
working_days_free(WorkingDays *days)
{
    if (days == NULL)
        return;
    g_clear_pointer(&days->holidays, g_array_unref);
    g_free(days);
}

/* ---- counting ---- */

static bool
holiday_has(const Holiday *holiday, Day day)
{
    if (holiday->first.year == EVERY_YEAR)
        day.year = EVERY_YEAR;
    return compare_days(&holiday->first, &day) <= 0 &&
           compare_days(&day, &holiday->last) <= 0;
}

bool
day_is_worked(const WorkingDays *days, int day)
{
    /* 1970-01-01 was a Thursday. */
    if (days->weekend >> ((day % 7 + 7 + 4) % 7) & 1)
        return false;
    gint64 noon = day_begins(day) + DAY_MS / 2;
    Day gregorian = day_gregorian(noon), hijri = day_hijri(noon);
    for (guint i = 0; i < days->holidays->len; i++) {
        const Holiday *holiday = &g_array_index(days->holidays, Holiday, i);
        if (holiday_has(holiday, holiday->hijri ? hijri : gregorian))
            return false;
    }
    return true;
}

int
day_worked_from(const WorkingDays *days, int day)
{
    for (int i = 0; i < LONGEST_REST && !day_is_worked(days, day); i++)
        day++;
    return day;
}

int
day_add_worked(const WorkingDays *days, int day, int n)
{
    int step = n < 0 ? -1 : 1;
    for (int left = abs(n), rest = 0; left > 0 && rest < LONGEST_REST;) {
        day += step;
        bool worked = day_is_worked(days, day);
        rest = worked ? 0 : rest + 1;
        left -= worked;
    }
    return day;
}

int
days_worked_between(const WorkingDays *days, int from, int to)
{
    int n = 0;
    for (int day = from + 1; day <= to; day++)
        n += day_is_worked(days, day);
    return n;
}
