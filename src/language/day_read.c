/* day_read.c - a day as people write it, in either calendar and any digits.
 *
 * What can be meant in one way only is read; anything else is refused with the reason and what to
 * write instead, since a wrong day is worse than a question. Not here: dates in letters, which are
 * kept as written.
 */
#include "language/calendar.h"
#include "language/letters.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_NUMBERS = 3, MOST_TEXT_BYTES = 200, YEAR_DIGITS = 4 };

/* What a text was taken apart to. */
typedef struct Written {
    const char *text; /* as it came */
    bool arabic;      /* the language of answers */
    bool day_first;   /* its digits are Arabic: nobody writes the month first in these */
    int number[MOST_NUMBERS];
    int digits[MOST_NUMBERS]; /* how many */
    int numbers;
    bool says_hijri, says_gregorian; /* by a word beside it, or by the month's name */
    int month;                       /* by name; 0: none */
    int weekday;                     /* -1: none */
    GString *words; /* what was no number, era or day of the week; joined */
} Written;

/* ---- names ---- */

typedef struct MonthName {
    const char *name; /* folded, without spaces and signs */
    DayKind kind;
    int month; /* 0: there are two of that name */
} MonthName;

/* Other spellings than those that the calendar writes itself. */
static const MonthName other_names[] = {
    {"المحرم", DAYS_HIJRI, 1},
    {"صفرالخير", DAYS_HIJRI, 2},
    {"ربيعالثاني", DAYS_HIJRI, 4},
    {"جماديالاول", DAYS_HIJRI, 5},
    {"جماديالثاني", DAYS_HIJRI, 6},
    {"جماديالثانيه", DAYS_HIJRI, 6},
    {"جماديالاخر", DAYS_HIJRI, 6},
    {"رمضانالمبارك", DAYS_HIJRI, 9},
    {"ذيالقعده", DAYS_HIJRI, 11},
    {"ذيالحجه", DAYS_HIJRI, 12},
    {"ربيع", DAYS_HIJRI, 0},
    {"جمادي", DAYS_HIJRI, 0},
    {"rabi", DAYS_HIJRI, 0},
    {"rabialawwal", DAYS_HIJRI, 3},
    {"rabialthani", DAYS_HIJRI, 4},
    {"rabialakhir", DAYS_HIJRI, 4},
    {"jumada", DAYS_HIJRI, 0},
    {"jumadaalawwal", DAYS_HIJRI, 5},
    {"jumadaalula", DAYS_HIJRI, 5},
    {"jumadaalthani", DAYS_HIJRI, 6},
    {"jumadaalakhirah", DAYS_HIJRI, 6},
    {"shaaban", DAYS_HIJRI, 8},
    {"ramadhan", DAYS_HIJRI, 9},
    {"dhualqadah", DAYS_HIJRI, 11},
    {"dhulqadah", DAYS_HIJRI, 11},
    {"dhulhijjah", DAYS_HIJRI, 12},
    {"ابريل", DAYS_GREGORIAN, 4},
};

/* The fold of a name, letters only. */
static char *
name_fold(const char *name)
{
    g_autofree char *folded = text_fold(name);
    GString *letters = g_string_new(NULL);
    for (const char *p = folded; *p != '\0'; p = g_utf8_next_char(p))
        if (g_unichar_isalpha(g_utf8_get_char(p)) && strncmp(p, "ʿ", 2) != 0 &&
            strncmp(p, "ʾ", 2) != 0)
            g_string_append_len(letters, p, g_utf8_next_char(p) - p);
    return g_string_free(letters, FALSE);
}

/* Whether word is the name, or its first three letters or more where it may be cut. */
static bool
is_name(const char *word, const char *name, bool may_be_cut)
{
    g_autofree char *folded = name_fold(name);
    return strcmp(word, folded) == 0 ||
           (may_be_cut && strlen(word) >= 3 && g_str_has_prefix(folded, word));
}

static bool
month_find(const char *word, MonthName *found)
{
    for (gsize i = 0; i < G_N_ELEMENTS(other_names); i++)
        if (strcmp(word, other_names[i].name) == 0) {
            *found = other_names[i];
            return true;
        }
    for (int kind = DAYS_HIJRI; kind <= DAYS_GREGORIAN; kind++)
        for (int month = 1; month <= 12; month++)
            if (is_name(word, calendar_month(kind, month, true), false) ||
                is_name(
                    word, calendar_month(kind, month, false), kind == DAYS_GREGORIAN)) {
                *found = (MonthName){word, kind, month};
                return true;
            }
    return false;
}

/* ---- taking apart ---- */

/* Words beside a day that say its calendar or its day of the week, or nothing. */
static bool
word_is_known(Written *written, const char *word)
{
    static const char *const hijri[] = {"ه", "هجري", "هجريه", "ah", "h", NULL};
    static const char *const gregorian[] = {
        "م", "ميلادي", "ميلاديه", "ad", "ce", "g", NULL};
    static const char *const nothing[] = {
        "يوم", "عام", "سنه", "شهر", "من", "of", "the", NULL};
    if (g_strv_contains(hijri, word))
        return written->says_hijri = true;
    if (g_strv_contains(gregorian, word))
        return written->says_gregorian = true;
    for (int day = 0; day < 7; day++)
        if (is_name(word, calendar_weekday(day, true), false) ||
            is_name(word, calendar_weekday(day, false), true)) {
            written->weekday = day;
            return true;
        }
    return g_strv_contains(nothing, word);
}

static void
take_word(Written *written, const char *from, gsize length)
{
    g_autofree char *piece = g_strndup(from, length);
    g_autofree char *word = name_fold(piece);
    if (!word_is_known(written, word))
        g_string_append(written->words, word);
}

static bool
take_number(Written *written, const char *from, gsize length)
{
    if (written->numbers == MOST_NUMBERS || length > YEAR_DIGITS)
        return false;
    g_autofree char *digits = g_strndup(from, length);
    written->number[written->numbers] = atoi(digits);
    written->digits[written->numbers++] = (int)length;
    return true;
}

/* Letters, and what stands inside a word: al-Qi'dah. */
static gsize
word_length(const char *p)
{
    const char *end = p;
    while (*end != '\0') {
        gunichar c = g_utf8_get_char(end);
        const char *next = g_utf8_next_char(end);
        bool inside = end > p && (c == '\'' || c == '-' || c == 0x2019 || c == 0x2018) &&
                      g_unichar_isalpha(g_utf8_get_char(next));
        if (!g_unichar_isalpha(c) && !inside)
            break;
        end = next;
    }
    return end - p;
}

static bool
take_apart(Written *written)
{
    g_autofree char *plain = plain_digits(written->text);
    g_autofree char *lower = g_utf8_strdown(plain, -1);
    for (const char *p = lower; *p != '\0';) {
        gsize digits = strspn(p, "0123456789"), letters = word_length(p);
        if (digits > 0 && !take_number(written, p, digits))
            return false;
        if (digits == 0 && letters > 0)
            take_word(written, p, letters);
        gunichar c = g_utf8_get_char(p);
        if (digits == 0 && letters == 0 && !g_unichar_isspace(c) &&
            strchr("/-.,", (int)MIN(c, 127)) == NULL && c != 0x60C && c != 0x640)
            return false;
        p += digits > 0    ? digits
             : letters > 0 ? letters
                           : strlen(p) - strlen(g_utf8_next_char(p));
    }
    return true;
}

/* ---- what is said of a day that was not understood ---- */

static char *
not_a_day(const Written *written)
{
    return g_strdup_printf(
        written->arabic ? "«%s» ليس تاريخاً مفهوماً: اكتبوه مثل 1448/06/12 أو 2026/11/22"
                        : "'%s' is no day: write it like 1448/06/12 or 2026/11/22",
        written->text);
}

static char *
no_year(const Written *written)
{
    return g_strdup_printf(
        written->arabic ? "السنة في «%s» غير واضحة: اكتبوها بأربعة أرقام مثل "
                          "1448/06/12 أو 2026/11/22"
                        : "the year of '%s' is not clear: write it in four digits, "
                          "like 1448/06/12 or 2026/11/22",
        written->text);
}

static char *
contradicts(const Written *written)
{
    return g_strdup_printf(
        written->arabic
            ? "«%s» يناقض بعضه بعضاً في التقويم أو يوم الأسبوع: اكتبوه "
              "بالأرقام مثل 1448/06/12 أو 2026/11/22"
            : "the calendar or the day of the week in '%s' is not that of its "
              "date: write it in numbers, like 1448/06/12 or 2026/11/22",
        written->text);
}

static char *
two_months(const Written *written)
{
    return g_strdup_printf(written->arabic
                               ? "في «%s» شهر له مثيل: اكتبوا الأول أو الآخر، أو رقمه"
                               : "there are two months of the name in '%s': write which "
                                 "one, or its number",
        written->text);
}

static char *
two_meanings(const Written *written, Day day)
{
    const char *one = calendar_month(DAYS_GREGORIAN, day.month, written->arabic);
    const char *other = calendar_month(DAYS_GREGORIAN, day.day, written->arabic);
    return g_strdup_printf(
        written->arabic
            ? "«%s» قد يعني %d %s أو %d %s: اكتبوا اسم الشهر، أو السنة أولاً مثل "
              "%d/%02d/%02d"
            : "'%s' may mean %d %s or %d %s: write the month's name, or the year first, "
              "like %d/%02d/%02d",
        written->text, day.day, one, day.month, other, day.year, day.month, day.day);
}

static char *
no_such_day(const Written *written, DayKind kind, Day day)
{
    const char *calendar = kind == DAYS_HIJRI
                               ? (written->arabic ? "أم القرى" : "Umm al-Qura calendar")
                               : (written->arabic ? "الميلادي" : "Gregorian calendar");
    return g_strdup_printf(
        written->arabic
            ? "«%s»: لا يوجد في تقويم %s يوم %d من شهر %d سنة %d: صحّحوا التاريخ"
            : "'%s': in the %s there is no day %d of month %d in %d: correct it",
        written->text, calendar, day.day, day.month, day.year);
}

/* ---- putting together ---- */

static bool
kind_of_year(int year, DayKind *kind)
{
    *kind = year <= 1500 ? DAYS_HIJRI : DAYS_GREGORIAN;
    return (year >= 1300 && year <= 1500) || (year >= 1900 && year <= 2100);
}

/* The numbers as year, month and day; false when the year is not to be told. */
static bool
sort_numbers(const Written *written, Day *day, bool *year_first)
{
    int last = written->numbers - 1;
    bool first_is = written->digits[0] == YEAR_DIGITS;
    *year_first = first_is;
    if (last != (written->month != 0 ? 1 : 2) ||
        first_is == (written->digits[last] == YEAR_DIGITS))
        return false;
    day->year = written->number[first_is ? 0 : last];
    day->day = written->number[first_is ? last : 0];
    day->month = written->month != 0 ? written->month : written->number[1];
    return true;
}

static char *
read_written(Written *written, gint64 *begin_ms)
{
    MonthName month = {0};
    Day day = {0};
    DayKind kind = DAYS_HIJRI;
    bool year_first = false;
    int weekday = 0;
    if (strlen(written->text) > MOST_TEXT_BYTES || !take_apart(written))
        return not_a_day(written);
    if (written->words->len > 0) {
        if (!month_find(written->words->str, &month))
            return not_a_day(written);
        if (month.month == 0)
            return two_months(written);
        written->month = month.month;
        *(month.kind == DAYS_HIJRI ? &written->says_hijri : &written->says_gregorian) =
            true;
    }
    if (written->numbers < 2)
        return not_a_day(written);
    if (!sort_numbers(written, &day, &year_first) || !kind_of_year(day.year, &kind))
        return no_year(written);
    if (kind == DAYS_HIJRI ? written->says_gregorian : written->says_hijri)
        return contradicts(written);
    if (kind == DAYS_GREGORIAN && !year_first && written->month == 0 &&
        !written->day_first && day.day <= 12) {
        if (day.month <= 12 && day.month != day.day)
            return two_meanings(written, day);
        day = (Day){day.year, day.day, day.month};
    }
    if (!calendar_begin(kind, day, begin_ms, &weekday))
        return no_such_day(written, kind, day);
    return written->weekday >= 0 && written->weekday != weekday ? contradicts(written)
                                                                : NULL;
}

char *
day_read(const char *text, const char *language, gint64 *begin_ms)
{
    g_assert(g_utf8_validate(text, -1, NULL));
    g_autoptr(GString) words = g_string_new(NULL);
    Written written = {.text = text,
        .arabic = strcmp(language, "en") != 0,
        .weekday = -1,
        .words = words};
    g_autofree char *ascii = text_ascii_digits(text);
    gint64 begin = 0;
    written.day_first = strcmp(ascii, text) != 0 || strstr(text, "م") != NULL;
    char *trouble = read_written(&written, &begin);
    if (trouble == NULL)
        *begin_ms = begin;
    return trouble;
}
