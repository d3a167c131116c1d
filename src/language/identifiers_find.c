/* identifiers_find.c - every identifier that stands in a text, and whether a label says so.
 *
 * The text is taken as its runs of digits, what stands between them, and what stands beside
 * them. A number is found only where it cannot be part of a longer one: "never from within" is
 * kept strictly, because the wrong person's number is worse than none. Time is linear: a run
 * remembers its first few digits however long it is, and a number has few groups.
 */
#include "language/letters.h"
#include "language/number.h"

#include <string.h>

/* Longest run of digits that can be a group of an identifier. */
#define MOST_GROUP_DIGITS 16
/* Most groups of one number: 05 5 5 5 … is not read. */
#define MOST_GROUPS 6
/* A neighbour with as many digits is a number of its own. */
#define OWN_NUMBER_DIGITS 9
#define IBAN_LENGTH 24
#define ID_DIGITS 10

typedef struct Run {
    gsize start, end; /* bytes in the text */
    gsize n;          /* digits */
    char digits[MOST_GROUP_DIGITS + 1];
    bool plus_before, plus_after; /* right-to-left text may end in it */
    bool glued;                   /* a Latin letter, '_' or '@' touches it */
    bool taken;                   /* part of an IBAN */
    bool tight;     /* one character and no space joins it to the next run */
    bool comma;     /* … and that is a comma or a decimal sign */
    Joiner to_next; /* what joins it to the next run */
} Run;

typedef struct Finder {
    const char *text;
    bool near;        /* what fails its check digit is looked for as well */
    GArray *runs;     /* of Run */
    GPtrArray *found; /* of Identifier, owned */
} Finder;

static bool
is_latin_or_address(gunichar c)
{
    return c == '_' || c == '@' || (c < 0x0250 && g_unichar_isalpha(c));
}

/* ---- runs ---- */

static const char *
read_run(const char *text, const char *p, Run *run)
{
    *run = (Run){.start = p - text};
    const char *end = p;
    for (; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        int digit = g_unichar_digit_value(c);
        if (digit >= 0 && run->n < MOST_GROUP_DIGITS)
            run->digits[run->n] = '0' + digit;
        if (digit >= 0) {
            run->n++;
            end = g_utf8_next_char(p);
        } else if (!letter_is_invisible(c)) {
            break;
        }
    }
    run->end = end - text;
    gunichar before = letter_before(text, text + run->start);
    gunichar after = letter_after(end);
    run->plus_before = before == '+';
    run->plus_after = after == '+';
    run->glued = is_latin_or_address(before) || is_latin_or_address(after);
    return p;
}

/* How run is joined to the next, which begins at next: at most one joiner with a space on either
 * side of it. */
static void
read_joiner(const char *text, Run *run, const char *next)
{
    int visible = 0;
    run->to_next = JOINER_NONE;
    for (const char *p = text + run->end; p < next; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (letter_is_invisible(c) || c == '+')
            continue;
        Joiner joiner = number_joiner(c);
        visible++;
        run->comma = c == ',' || c == 0x066B || c == 0x066C;
        bool second = joiner != JOINER_SPACE && run->to_next != JOINER_NONE &&
                      run->to_next != JOINER_SPACE;
        if (visible > 3 || second || (joiner == JOINER_NONE && !run->comma)) {
            run->to_next = JOINER_NONE;
            run->comma = false;
            return;
        }
        if (joiner > run->to_next)
            run->to_next = joiner;
    }
    if (run->to_next == JOINER_SPACE && visible > 1)
        run->to_next = JOINER_NONE;
    run->tight = visible == 1 && run->to_next != JOINER_SPACE;
    run->comma = run->comma && run->tight;
}

static void
read_runs(Finder *finder)
{
    for (const char *p = finder->text; *p != '\0';) {
        if (g_unichar_digit_value(g_utf8_get_char(p)) < 0) {
            p = g_utf8_next_char(p);
            continue;
        }
        if (finder->runs->len > 0)
            read_joiner(finder->text,
                &g_array_index(finder->runs, Run, finder->runs->len - 1), p);
        Run run;
        p = read_run(finder->text, p, &run);
        g_array_append_val(finder->runs, run);
    }
}

static Run *
run_at(Finder *finder, guint i)
{
    return &g_array_index(finder->runs, Run, i);
}

/* ---- what is found ---- */

static void
add_found(Finder *finder, IdentifierKind kind, char *take_value, gsize start, gsize end)
{
    Identifier *identifier = g_new0(Identifier, 1);
    identifier->kind = kind;
    identifier->value = take_value;
    identifier->start = start;
    identifier->end = end;
    identifier->seen = g_strndup(finder->text + start, end - start);
    identifier->labelled = label_stands(finder->text, start, kind);
    g_ptr_array_add(finder->found, identifier);
}

/* ---- IBAN ---- */

/* Reads 24 letters and digits from p, single spaces or hyphens between groups; NULL when the
 * text does not hold as many or goes on. */
static const char *
read_iban(const char *p, char iban[IBAN_LENGTH + 1])
{
    int n = 0;
    bool joined = false;
    for (; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        int digit = g_unichar_digit_value(c);
        if (letter_is_invisible(c))
            continue;
        Joiner joiner = number_joiner(c);
        bool may_join = !joined && (joiner == JOINER_SPACE || joiner == JOINER_HYPHEN);
        if (digit < 0 && !g_ascii_isalpha(*p)) {
            if (!may_join)
                return NULL;
            joined = true;
            continue;
        }
        joined = false;
        iban[n++] = digit >= 0 ? '0' + digit : g_ascii_toupper(*p);
        if (n == IBAN_LENGTH) {
            iban[n] = '\0';
            p = g_utf8_next_char(p);
            return g_unichar_isalnum(letter_after(p)) ? NULL : p;
        }
    }
    return NULL;
}

static void
find_ibans(Finder *finder)
{
    guint next_run = 0;
    const char *p = finder->text;
    for (; *p != '\0'; p = g_utf8_next_char(p)) {
        char iban[IBAN_LENGTH + 1];
        if ((*p != 'S' && *p != 's') || g_ascii_toupper(p[1]) != 'A')
            continue;
        gunichar before = letter_before(finder->text, p);
        const char *end = read_iban(p, iban);
        if (end == NULL || g_ascii_isalnum(before) || !iban_holds(iban))
            continue;
        gsize from = p - finder->text;
        gsize to = end - finder->text;
        add_found(finder, IDENTIFIER_IBAN, g_strdup(iban), from, to);
        for (; next_run < finder->runs->len && run_at(finder, next_run)->start < to;
             next_run++)
            run_at(finder, next_run)->taken = run_at(finder, next_run)->start >= from;
        p = g_utf8_prev_char(end);
    }
}

/* ---- numbers ---- */

/* Whether runs first … last may be a number of their own, seen from their neighbours. */
static bool
stands_alone(Finder *finder, guint first, guint last)
{
    bool grouped = last > first;
    for (guint i = first; i <= last; i++)
        if (run_at(finder, i)->glued || run_at(finder, i)->taken)
            return false;
    if (first > 0) {
        const Run *before = run_at(finder, first - 1);
        bool joins = before->tight || (before->to_next == JOINER_SPACE && grouped) ||
                     before->to_next == JOINER_HYPHEN;
        bool abroad = before->plus_before && before->to_next != JOINER_NONE;
        if ((joins && before->n < OWN_NUMBER_DIGITS) || (abroad && before->n < 4))
            return false;
    }
    if (last + 1 < finder->runs->len) {
        const Run *here = run_at(finder, last);
        bool joins = here->tight || (here->to_next == JOINER_SPACE && grouped) ||
                     here->to_next == JOINER_HYPHEN;
        if (joins && run_at(finder, last + 1)->n < OWN_NUMBER_DIGITS)
            return false;
    }
    return true;
}

/* Four groups that are a register number; other numbers joined to them by more than a space
 * make them something else. */
static bool
find_register_number(Finder *finder, guint first)
{
    guint last = first + 3;
    if (last >= finder->runs->len)
        return false;
    const char *groups[4];
    gsize longest = 0;
    for (guint i = first; i <= last; i++) {
        const Run *run = run_at(finder, i);
        if (run->n > MOST_GROUP_DIGITS || run->taken || run->glued)
            return false;
        if (i < last && (run->to_next == JOINER_NONE || run->comma))
            return false;
        groups[i - first] = run->digits;
        longest = MAX(longest, run->n);
    }
    /* A date and a page number have four groups too. */
    if (longest < 6 || (first > 0 && run_at(finder, first - 1)->tight) ||
        (last + 1 < finder->runs->len && run_at(finder, last)->tight))
        return false;
    g_autofree char *number = register_number_join(groups);
    if (number == NULL)
        return false;
    add_found(finder, IDENTIFIER_REGISTER_NUMBER, g_steal_pointer(&number),
        run_at(finder, first)->start, run_at(finder, last)->end);
    return true;
}

/* Joins runs first … last to digits when spaces or hyphens of one sort stand between. */
static bool
join_runs(Finder *finder, guint first, guint last, GString *digits)
{
    g_string_truncate(digits, 0);
    for (guint i = first; i <= last; i++) {
        const Run *run = run_at(finder, i);
        if (run->n > MOST_GROUP_DIGITS || digits->len + run->n > MOST_GROUP_DIGITS)
            return false;
        bool joined = run->to_next == JOINER_SPACE || run->to_next == JOINER_HYPHEN;
        if (i < last && (!joined || run->comma))
            return false;
        if (i > first && run->plus_before)
            return false;
        g_string_append(digits, run->digits);
    }
    return true;
}

static bool
take_number(Finder *finder, guint first, guint last, const char *digits)
{
    const Run *run = run_at(finder, first);
    gsize start = run->start;
    gsize end = run_at(finder, last)->end;
    bool plus = run->plus_before || run_at(finder, last)->plus_after;
    if (!stands_alone(finder, first, last))
        return false;
    if (national_id_holds(digits) && !plus && !label_says_company(finder->text, start)) {
        add_found(finder, IDENTIFIER_NATIONAL_ID, g_strdup(digits), start, end);
        return true;
    }
    bool failed =
        finder->near && strlen(digits) == ID_DIGITS && digits[0] != '0' && !plus;
    if (failed && label_stands(finder->text, start, IDENTIFIER_NATIONAL_ID) &&
        !label_says_company(finder->text, start)) {
        add_found(finder, IDENTIFIER_NATIONAL_ID_NEAR, g_strdup(digits), start, end);
        return true;
    }
    g_autofree char *written = g_strconcat(plus ? "+" : "", digits, NULL);
    g_autofree char *mobile = mobile_from_digits(written);
    /* Nine digits alone are a mobile only where it is said. */
    bool bare = digits[0] == '5';
    if (mobile == NULL || (bare && !label_stands(finder->text, start, IDENTIFIER_MOBILE)))
        return false;
    if (run->plus_before)
        while (finder->text[start] != '+')
            start--;
    add_found(finder, IDENTIFIER_MOBILE, g_steal_pointer(&mobile), start, end);
    return true;
}

/* The longest number that begins with this run; returns how many runs it took. */
static guint
find_number(Finder *finder, guint first, GString *digits)
{
    guint left = finder->runs->len - first;
    for (guint n = MIN(left, MOST_GROUPS); n > 0; n--)
        if (join_runs(finder, first, first + n - 1, digits) &&
            take_number(finder, first, first + n - 1, digits->str))
            return n;
    return 0;
}

static int
by_place(const void *one, const void *other)
{
    const Identifier *a = *(Identifier *const *)one;
    const Identifier *b = *(Identifier *const *)other;
    return (a->start > b->start) - (a->start < b->start);
}

static GPtrArray *
find_all(const char *text, bool near)
{
    g_assert(g_utf8_validate(text, -1, NULL));
    g_autoptr(GArray) runs = g_array_new(FALSE, FALSE, sizeof(Run));
    g_autoptr(GString) digits = g_string_new(NULL);
    Finder finder = {text, near, runs,
        g_ptr_array_new_with_free_func((GDestroyNotify)identifier_free)};
    read_runs(&finder);
    find_ibans(&finder);
    for (guint i = 0; i < runs->len;) {
        if (find_register_number(&finder, i)) {
            i += 4;
            continue;
        }
        guint taken = find_number(&finder, i, digits);
        i += MAX(taken, 1);
    }
    g_ptr_array_sort(finder.found, by_place);
    return finder.found;
}

GPtrArray *
identifiers_find(const char *text)
{
    return find_all(text, false);
}

GPtrArray *
identifiers_find_near(const char *text)
{
    return find_all(text, true);
}
