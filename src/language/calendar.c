/* calendar.c - the day of an instant in Riyadh, in both calendars.
 *
 * Umm al-Qura is the calendar of the state's letters and is always asked for by name: the civil
 * Islamic calendar is a day off in most years. Digits never depend on a locale. Calendars are
 * opened once, and Hijri days are kept as they are found: ICU takes fifty times longer over one
 * than over a Gregorian day, and a day's letters all ask for the same.
 */
#include "language/calendar.h"

#include <string.h>
#include <unicode/ucal.h>
#include <unicode/uclean.h>
#include <unicode/ustring.h>

/* Instants outside are brought to the nearest: the tables of Umm al-Qura hold for 1300 to 1600
 * AH, and no letter is older than 1900-05-01 or younger than 2174-01-01. */
#define EARLIEST_MS (G_GINT64_CONSTANT(-2198620800000))
#define LATEST_MS (G_GINT64_CONSTANT(6437750400000))

/* A season's: letters that are taken together are mostly of one. */
#define DAYS_KEPT 128

static const char *const days_ar[] = {
    "الأحد", "الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت"};
static const char *const days_en[] = {
    "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
static const char *const hijri_ar[] = {"محرم", "صفر", "ربيع الأول", "ربيع الآخر",
    "جمادى الأولى", "جمادى الآخرة", "رجب", "شعبان", "رمضان", "شوال", "ذو القعدة",
    "ذو الحجة"};
static const char *const hijri_en[] = {"Muharram", "Safar", "Rabi I", "Rabi II",
    "Jumada I", "Jumada II", "Rajab", "Sha'ban", "Ramadan", "Shawwal", "Dhu al-Qi'dah",
    "Dhu al-Hijjah"};
static const char *const gregorian_ar[] = {"يناير", "فبراير", "مارس", "أبريل", "مايو",
    "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"};
static const char *const gregorian_en[] = {"January", "February", "March", "April", "May",
    "June", "July", "August", "September", "October", "November", "December"};

static UCalendar *
open_calendar(const char *locale)
{
    static const UChar riyadh[] = u"Asia/Riyadh";
    UErrorCode status = U_ZERO_ERROR;
    UCalendar *calendar = ucal_open(riyadh, -1, locale, UCAL_DEFAULT, &status);
    if (U_FAILURE(status))
        g_error("ICU has no calendar '%s': %s", locale, u_errorName(status));
    return calendar;
}

static UCalendar *
calendar_of(DayKind kind)
{
    static UCalendar *calendars[2];
    static const char *const locales[] = {
        "en@calendar=islamic-umalqura", "en@calendar=gregorian"};
    if (calendars[kind] == NULL)
        calendars[kind] = open_calendar(locales[kind]);
    return calendars[kind];
}

typedef struct CalendarDay {
    Day day;
    int weekday; /* 0: Sunday */
    int julian;  /* days of any calendar, counted on */
} CalendarDay;

static CalendarDay
ask_calendar(DayKind kind, gint64 instant_ms)
{
    UCalendar *calendar = calendar_of(kind);
    UErrorCode status = U_ZERO_ERROR;
    ucal_setMillis(calendar, CLAMP(instant_ms, EARLIEST_MS, LATEST_MS), &status);
    CalendarDay found = {
        .day.year = ucal_get(calendar, UCAL_YEAR, &status),
        .day.month = ucal_get(calendar, UCAL_MONTH, &status) + 1,
        .day.day = ucal_get(calendar, UCAL_DAY_OF_MONTH, &status),
        .weekday = ucal_get(calendar, UCAL_DAY_OF_WEEK, &status) - UCAL_SUNDAY,
        .julian = ucal_get(calendar, UCAL_JULIAN_DAY, &status),
    };
    /* Every instant within the bounds has a day. */
    g_assert(U_SUCCESS(status));
    return found;
}

static CalendarDay
day_of(DayKind kind, gint64 instant_ms)
{
    /* Both calendars turn at midnight in Riyadh, so a Gregorian day is one Hijri day. */
    static CalendarDay known[DAYS_KEPT];
    CalendarDay gregorian = ask_calendar(DAYS_GREGORIAN, instant_ms);
    if (kind == DAYS_GREGORIAN)
        return gregorian;
    CalendarDay *hijri = &known[gregorian.julian % DAYS_KEPT];
    if (hijri->julian != gregorian.julian)
        *hijri = ask_calendar(DAYS_HIJRI, instant_ms);
    return *hijri;
}

Day
day_gregorian(gint64 instant_ms)
{
    return day_of(DAYS_GREGORIAN, instant_ms).day;
}

Day
day_hijri(gint64 instant_ms)
{
    return day_of(DAYS_HIJRI, instant_ms).day;
}

const char *
calendar_month(DayKind kind, int month, bool arabic)
{
    const char *const *months = kind == DAYS_HIJRI
                                    ? (arabic ? hijri_ar : hijri_en)
                                    : (arabic ? gregorian_ar : gregorian_en);
    return months[month - 1];
}

const char *
calendar_weekday(int weekday, bool arabic)
{
    return arabic ? days_ar[weekday] : days_en[weekday];
}

bool
calendar_begin(DayKind kind, Day day, gint64 *begin_ms, int *weekday)
{
    UCalendar *calendar = calendar_of(kind);
    UErrorCode status = U_ZERO_ERROR;
    if (day.month < 1 || day.month > 12 || day.day < 1 || day.day > 31)
        return false;
    ucal_clear(calendar);
    ucal_setDateTime(calendar, day.year, day.month - 1, day.day, 0, 0, 0, &status);
    double begin = ucal_getMillis(calendar, &status);
    if (U_FAILURE(status))
        return false;
    /* ICU takes the 30th of a month of 29 days for the first of the next. */
    CalendarDay found = ask_calendar(kind, (gint64)begin);
    if (found.day.year != day.year || found.day.month != day.month ||
        found.day.day != day.day)
        return false;
    *begin_ms = (gint64)begin;
    *weekday = found.weekday;
    return true;
}

static char *
words_of(DayKind kind, gint64 instant_ms, bool arabic)
{
    CalendarDay of = day_of(kind, instant_ms);
    Day day = of.day;
    const char *era = kind == DAYS_HIJRI ? (arabic ? "هـ" : " AH") : (arabic ? "م" : "");
    g_autofree char *words =
        g_strdup_printf("%s %d %s %d%s", calendar_weekday(of.weekday, arabic), day.day,
            calendar_month(kind, day.month, arabic), day.year, era);
    return arabic ? text_arabic_digits(words) : g_steal_pointer(&words);
}

char *
day_hijri_words(gint64 instant_ms, const char *language)
{
    return words_of(DAYS_HIJRI, instant_ms, strcmp(language, "en") != 0);
}

char *
day_gregorian_words(gint64 instant_ms, const char *language)
{
    return words_of(DAYS_GREGORIAN, instant_ms, strcmp(language, "en") != 0);
}

static char *
short_of(Day day)
{
    return g_strdup_printf("%04d/%02d/%02d", day.year, day.month, day.day);
}

char *
day_hijri_short(gint64 instant_ms)
{
    return short_of(day_hijri(instant_ms));
}

char *
day_gregorian_short(gint64 instant_ms)
{
    return short_of(day_gregorian(instant_ms));
}

void
calendar_open(void)
{
    UErrorCode status = U_ZERO_ERROR;
    u_init(&status);
    if (U_FAILURE(status))
        g_error("ICU has no data: %s", u_errorName(status));
    /* The first day asked for loads the months of Umm al-Qura and the zone's rules. */
    day_hijri(0);
    day_gregorian(0);
    g_autofree char *folded = text_fold("ﷺ");
}
