/* numbers_decide.c - which number a place holds: the network's candidates, the first pass's, and what numbers must fulfil.
 *
 * Every candidate has the probability the network gives it. A check digit that holds makes it some times likelier, one that
 * does not some times less; neither makes a number out of what was not seen.
 */
#include "language/language.h"
#include "read/numbers.h"
#include <math.h>
#include <string.h>

enum {
    TEXTS_MOST = 4, /* of one script */
    ID_DIGITS = 10,
    IBAN_DIGITS = 22,
};

/* Natural logarithms of how many times likelier a candidate becomes. */
#define BONUS_CHECKED 1.6 /* a check digit that one number in ten has by chance */
#define BONUS_IBAN 3.0    /* one in 97 */
#define BONUS_MOBILE \
    1.6 /* a form without a check, yet four to seven of its digits are given */
#define MALUS_UNCHECKED 0.7     /* looks like an identity, and its digit fails */
#define BONUS_FIRST_WESTERN 2.5 /* the first pass reads Western digits well … */
#define BONUS_FIRST_ARABIC 0.2  /* … and others by chance */

typedef struct Guess {
    char *text; /* logical order */
    double log_p, score;
} Guess;

static void
guess_free(Guess *candidate)
{
    g_free(candidate->text);
    g_free(candidate);
}

static bool
is_arabic_digit(gunichar c)
{
    return (c >= 0x660 && c <= 0x669) || (c >= 0x6f0 && c <= 0x6f9);
}

bool
number_has_digit(const char *text)
{
    for (; *text != '\0'; text = g_utf8_next_char(text)) {
        if (g_ascii_isdigit(*text) || is_arabic_digit(g_utf8_get_char(text))) {
            return true;
        }
    }
    return false;
}

/* ---- order ---- */

static bool
hangs_on(gunichar c)
{
    return c != 0 && c < 128 && strchr("/-.:+,()", (int)c) != NULL;
}

/* What hangs on one end, for the other end: in reverse, brackets mirrored (UAX #9, L4). */
static char *
mirrored(const char *text)
{
    char *turned = g_strreverse(g_strdup(text));
    for (char *at = turned; *at != '\0'; at++) {
        *at = *at == '(' ? ')' : *at == ')' ? '(' : *at;
    }
    return turned;
}

/* The groups between hyphens, last first. */
static char *
groups_reversed(const char *text)
{
    g_auto(GStrv) groups = g_strsplit(text, "-", -1);
    guint count = g_strv_length(groups);
    for (guint i = 0; i < count / 2; i++) {
        char *other = groups[i];
        groups[i] = groups[count - 1 - i];
        groups[count - 1 - i] = other;
    }
    return g_strjoinv("-", groups);
}

static bool
is_known_form(const char *text)
{
    g_autofree char *mobile = mobile_parse(text);
    g_autofree char *register_number = register_number_parse(text);
    return mobile != NULL || register_number != NULL;
}

char *
number_logical(const char *seen, bool rightwards_text)
{
    const char *start = seen;
    const char *end = seen + strlen(seen);
    while (start < end && hangs_on((guchar)*start)) {
        start++;
    }
    while (end > start && hangs_on((guchar)end[-1])) {
        end--;
    }
    if (!rightwards_text || start == end) {
        return g_strdup(seen);
    }
    g_autofree char *seen_left = g_strndup(seen, (gsize)(start - seen));
    g_autofree char *left = mirrored(seen_left);
    g_autofree char *right = mirrored(end);
    g_autofree char *core = g_strndup(start, (gsize)(end - start));
    g_autofree char *reversed = groups_reversed(core);
    bool keep = is_known_form(core) && !is_known_form(reversed);
    return g_strconcat(right, keep ? core : reversed, left, NULL);
}

/* ---- candidates ---- */

/* Persian digits throughout where one of them can be nothing else. */
static char *
one_script(const char *text)
{
    if (strstr(text, "۴") == NULL && strstr(text, "۵") == NULL &&
        strstr(text, "۶") == NULL) {
        return g_strdup(text);
    }
    g_autoptr(GString) persian = g_string_new(NULL);
    for (; *text != '\0'; text = g_utf8_next_char(text)) {
        gunichar c = g_utf8_get_char(text);
        g_string_append_unichar(persian, c >= 0x660 && c <= 0x669 ? c + 0x90 : c);
    }
    return g_string_free(g_steal_pointer(&persian), FALSE);
}

/* What the forms of numbers say of a candidate. */
static double
form_bonus(const char *text)
{
    g_autofree char *plain = text_ascii_digits(text);
    g_autofree char *identity = national_id_parse(plain);
    g_autofree char *register_number = register_number_parse(plain);
    g_autofree char *mobile = mobile_parse(plain);
    g_autofree char *iban = iban_parse(plain);
    if (iban != NULL) {
        return BONUS_IBAN;
    }
    if (identity != NULL || register_number != NULL) {
        return BONUS_CHECKED;
    }
    if (mobile != NULL) {
        return BONUS_MOBILE;
    }
    gsize digits = strspn(plain, "0123456789");
    bool like_identity = digits == ID_DIGITS && plain[digits] == '\0' &&
                         (plain[0] == '1' || plain[0] == '2');
    bool like_iban =
        g_str_has_prefix(plain, "SA") && strspn(plain + 2, "0123456789") == IBAN_DIGITS;
    return like_identity ? -MALUS_UNCHECKED : like_iban ? -BONUS_IBAN : 0;
}

static char *
digits_only(const char *text)
{
    g_autofree char *plain = text_ascii_digits(text);
    g_autoptr(GString) digits = g_string_new(NULL);
    for (const char *at = plain; *at != '\0'; at++) {
        if (g_ascii_isdigit(*at)) {
            g_string_append_c(digits, *at);
        }
    }
    return g_string_free(g_steal_pointer(&digits), FALSE);
}

/* How far the first pass speaks for a candidate. */
static double
first_bonus(const NumberPlace *place, const char *text)
{
    if (place->first == NULL || !number_has_digit(place->first)) {
        return 0;
    }
    g_autofree char *ours = digits_only(text);
    g_autofree char *theirs = digits_only(place->first);
    if (strcmp(ours, theirs) != 0) {
        return 0;
    }
    bool western = strpbrk(text, "0123456789") != NULL;
    return (western ? BONUS_FIRST_WESTERN : BONUS_FIRST_ARABIC) *
           place->first_confidence / 100;
}

static void
add_candidate(
    const NumberPlace *place, GPtrArray *candidates, const char *seen, double log_p)
{
    g_autofree char *scripted = one_script(seen);
    g_autofree char *text = number_logical(scripted, place->rightwards_text);
    if (!number_has_digit(text) || isinf(log_p)) {
        return;
    }
    Guess *made = g_new0(Guess, 1);
    made->log_p = log_p;
    made->score = log_p + form_bonus(text) + first_bonus(place, text);
    made->text = g_steal_pointer(&text);
    g_ptr_array_add(candidates, made);
}

/* The network's texts with the digits of one script. */
static void
add_of_script(const NumberPlace *place, GPtrArray *candidates, bool western)
{
    bool allowed[256] = {false};
    for (int c = 1; c < net_classes(place->net); c++) {
        gunichar shown = net_char(place->net, c);
        bool digit = g_unichar_isdigit(shown);
        allowed[c] = shown != '#' && shown != ' ' &&
                     (!digit || western == (shown >= '0' && shown <= '9'));
    }
    g_autoptr(GPtrArray) texts =
        net_texts(place->net, place->line, place->from, place->to, allowed, TEXTS_MOST);
    for (guint i = 0; i < texts->len; i++) {
        const NetText *text = g_ptr_array_index(texts, i);
        add_candidate(place, candidates, text->text, text->log_p);
    }
}

/* What the first pass read, where it is a number in Western digits the network may have misread. */
static void
add_first(const NumberPlace *place, GPtrArray *candidates)
{
    if (place->first == NULL ||
        strspn(place->first, "0123456789/-.:+(),") != strlen(place->first)) {
        return;
    }
    /* What turns the seen into the logical turns it back. */
    g_autofree char *seen = number_logical(place->first, place->rightwards_text);
    double log_p = net_text_log_p(place->net, place->line, place->from, place->to, seen);
    add_candidate(place, candidates, seen, log_p);
}

char *
number_decide(const NumberPlace *place, double *probability)
{
    g_autoptr(GPtrArray) candidates =
        g_ptr_array_new_with_free_func((GDestroyNotify)guess_free); /* of Guess, owned */
    add_of_script(place, candidates, true);
    add_of_script(place, candidates, false);
    add_first(place, candidates);
    Guess *best = NULL;
    for (guint i = 0; i < candidates->len; i++) {
        Guess *one = g_ptr_array_index(candidates, i);
        best = best == NULL || one->score > best->score ? one : best;
    }
    if (best == NULL) {
        return NULL;
    }
    double all = 0;
    double seen = 0;
    for (guint i = 0; i < candidates->len; i++) {
        const Guess *one = g_ptr_array_index(candidates, i);
        if (one == best || strcmp(one->text, best->text) != 0) {
            all += exp(one->score - best->score);
            seen += exp(one->log_p);
        }
    }
    *probability = MIN(seen, 1) / all;
    return g_steal_pointer(&best->text);
}
