/* mend.c - what the models are known to write in place of what stands on the page, set right.
 *
 * Words only, no pictures: punctuation of an Arabic word is Arabic, presentation forms are letters,
 * bidi marks say nothing here. Latin words: the parts of an e-mail address are put together, and
 * a sign in it is set right where only one valid address can be meant; an account number's SA
 * comes back when its check digits say so. Where likelihood alone says so, the rule says why.
 */
#include "base/base.h"
#include "language/language.h"
#include "read/inside.h"
#include <string.h>

enum {
    IBAN_DIGITS = 22,
    IBAN_MOST_BEFORE = 3,    /* digits or signs the models write for SA */
    CHECKED_CONFIDENCE = 90, /* of a word whose check digits hold */
    EMAIL_MOST_BYTES = 254,
    SPACE_LEAST = TEXT_HEIGHT / 4,
};

/* Puts second behind first, as one word. */
static void
join(Word *first, const Word *second)
{
    int right = MAX(first->x + first->width, second->x + second->width);
    int bottom = MAX(first->y + first->height, second->y + second->height);
    char *text = g_strconcat(first->text, second->text, NULL);
    g_free(first->text);
    first->text = text;
    first->x = MIN(first->x, second->x);
    first->y = MIN(first->y, second->y);
    first->width = right - first->x;
    first->height = bottom - first->y;
    first->confidence = MIN(first->confidence, second->confidence);
}

/* ---- one word's letters ---- */

static bool
is_bidi_mark(gunichar c)
{
    return (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
           (c >= 0x2066 && c <= 0x2069) || c == 0x061c || c == 0xfeff;
}

static bool
is_presentation_form(gunichar c)
{
    return (c >= 0xfb50 && c <= 0xfdff) || (c >= 0xfe70 && c <= 0xfefc);
}

static bool
is_arabic(gunichar c)
{
    return g_unichar_isalpha(c) && g_unichar_get_script(c) == G_UNICODE_SCRIPT_ARABIC;
}

/* Without marks of direction; presentation forms as the letters they are. */
static char *
plain_letters(const char *text)
{
    GString *plain = g_string_new(NULL);
    for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        if (is_presentation_form(c)) {
            g_autofree char *letters =
                g_utf8_normalize(at, g_utf8_next_char(at) - at, G_NORMALIZE_ALL_COMPOSE);
            g_string_append(plain, letters);
        } else if (!is_bidi_mark(c)) {
            g_string_append_unichar(plain, c);
        }
    }
    return g_string_free(plain, FALSE);
}

/* ---- punctuation of Arabic words ---- */

/* Whether a word may end in the hamza that follows this letter. After ي few words do. */
static bool
hamza_may_follow(gunichar before, const char *text)
{
    static const char *const words[] = {"شيء", "مجيء", "بطيء", "بريء", "رديء", "دنيء",
        "جريء", "مليء", "مضيء", "مسيء", "يسيء", "يجيء", "يضيء", "هنيء", NULL};
    if (before != 0x064a /* ي */) {
        return g_utf8_strchr("اوزبفطرلئؤش", -1, before) != NULL;
    }
    for (const char *const *word = words; *word != NULL; word++) {
        if (g_str_has_suffix(text, *word)) {
            return true;
        }
    }
    return false;
}

/* The Arabic sign for a last character that no Arabic word ends in; 0: it may stand. Quotation marks
 * may: they are what they are. */
static gunichar
arabic_sign(gunichar last, gunichar before, const char *text)
{
    switch (last) {
    case ',':
    case 0x066c: /* the Arabic thousands separator */
        return 0x060c;
    case ';':
        return 0x061b;
    case '?':
        return 0x061f;
    case 0x0621: /* ء */
        return hamza_may_follow(before, text) ? 0 : 0x060c;
    default:
        return 0;
    }
}

static void
mend_sign(Word *word)
{
    const char *end = word->text + strlen(word->text);
    const char *last = g_utf8_find_prev_char(word->text, end);
    const char *before = last != NULL ? g_utf8_find_prev_char(word->text, last) : NULL;
    gunichar c = before != NULL ? g_utf8_get_char(before) : 0;
    bool is_quote = c == 0x00ab || c == 0x00bb;
    if (!is_arabic(c) && !is_quote) {
        return;
    }
    gunichar sign = arabic_sign(g_utf8_get_char(last), c, word->text);
    if (sign != 0) {
        GString *mended = g_string_new_len(word->text, last - word->text);
        g_string_append_unichar(mended, sign);
        g_free(word->text);
        word->text = g_string_free(mended, FALSE);
    }
}

/* A mark read as a word of its own behind an Arabic word; it belongs to it unless a space stands
 * between them. */
static void
join_sign(TextLine *line, guint at)
{
    Word *sign = g_ptr_array_index(line->words, at);
    Word *word = g_ptr_array_index(line->words, at - 1);
    gunichar c = g_utf8_get_char(sign->text);
    const char *end = word->text + strlen(word->text);
    const char *last = g_utf8_find_prev_char(word->text, end);
    bool is_mark = g_utf8_strlen(sign->text, -1) == 1 &&
                   (c == '.' || c == 0x060c || c == ',' || c == 0x0621);
    if (!is_mark || last == NULL || !is_arabic(g_utf8_get_char(last))) {
        return;
    }
    if (c != '.') {
        g_free(sign->text);
        sign->text = g_strdup("،");
    }
    if (word->x - (sign->x + sign->width) < SPACE_LEAST) {
        join(word, sign);
        g_ptr_array_remove_index(line->words, at);
    }
}

/* The Latin model writes a bar for an I that stands alone. */
static void
mend_bar(const TextLine *line, guint at)
{
    Word *word = g_ptr_array_index(line->words, at);
    const Word *next =
        at + 1 < line->words->len ? g_ptr_array_index(line->words, at + 1) : NULL;
    if (strcmp(word->text, "|") == 0 && next != NULL && g_ascii_isalpha(next->text[0])) {
        word->text[0] = 'I';
    }
}

static void
mend_signs(TextLine *line)
{
    for (guint i = 0; i < line->words->len; i++) {
        if (i > 0) {
            join_sign(line, i);
        }
        if (i >= line->words->len) {
            break;
        }
        mend_bar(line, i);
        mend_sign(g_ptr_array_index(line->words, i));
    }
}

/* ---- accounts ---- */

/* SA at the head of an account number is read as digits or signs (58, 5, $A); what follows are 22
 * digits, and the check digits tell. */
static void
mend_iban(Word *word)
{
    gsize length = strlen(word->text);
    while (length > 0 && g_ascii_ispunct(word->text[length - 1])) {
        length--;
    }
    gsize digits = 0;
    while (digits < length && g_ascii_isdigit(word->text[length - 1 - digits])) {
        digits++;
    }
    if (digits < IBAN_DIGITS || length > IBAN_DIGITS + IBAN_MOST_BEFORE ||
        g_str_has_prefix(word->text, "SA")) {
        return;
    }
    g_autofree char *number =
        g_strdup_printf("SA%.*s", IBAN_DIGITS, word->text + length - IBAN_DIGITS);
    g_autofree char *iban = iban_parse(number);
    if (iban != NULL) {
        char *mended = g_strconcat(iban, word->text + length, NULL);
        g_free(word->text);
        word->text = mended;
        word->confidence = MAX(word->confidence, CHECKED_CONFIDENCE);
    }
}

static bool
is_digits(const char *text)
{
    return text[0] != '\0' && text[strspn(text, "0123456789")] == '\0';
}

/* An account number that was cut in two, elsewhere than between the groups of four people write. */
static void
join_iban(TextLine *line)
{
    for (guint i = 0; i + 1 < line->words->len; i++) {
        Word *word = g_ptr_array_index(line->words, i);
        const Word *next = g_ptr_array_index(line->words, i + 1);
        if (!g_str_has_prefix(word->text, "SA") || !is_digits(word->text + 2) ||
            !is_digits(next->text)) {
            continue;
        }
        g_autofree char *whole = g_strconcat(word->text, next->text, NULL);
        g_autofree char *iban = iban_parse(whole);
        if (iban != NULL) {
            join(word, next);
            g_ptr_array_remove_index(line->words, i + 1);
        }
    }
}

/* ---- one sign for a word ---- */

/* After these the word is another: لا إله, written without its hamza. */
static bool
is_denied(const Word *before)
{
    static const char *const denying[] = {"لا", "ولا", "من", "غير", "بلا", NULL};
    return before != NULL && g_strv_contains(denying, before->text);
}

/* The name of God is one sign in many faces, in which a lam less is to be seen. */
static void
mend_name_of_god(Word *word, const Word *before)
{
    static const char seen[] = "اله";
    if (!g_str_has_prefix(word->text, seen) || is_denied(before)) {
        return;
    }
    const char *rest = word->text + sizeof seen - 1;
    if (*rest == '\0' || g_unichar_ispunct(g_utf8_get_char(rest))) {
        char *mended = g_strconcat("الله", rest, NULL);
        g_free(word->text);
        word->text = mended;
    }
}

/* ---- e-mail addresses ---- */

/* Letters, digits and what else stands in an address as people write it; RFC 5321 allows more. */
static bool
is_address_text(const char *text)
{
    for (; *text != '\0'; text++) {
        if (!g_ascii_isalnum(*text) && strchr("._-+@", *text) == NULL) {
            return false;
        }
    }
    return true;
}

/* local@domain.tld with one @, no empty label, and letters in its last. */
static bool
is_address(const char *text)
{
    const char *at = strchr(text, '@');
    if (at == NULL || at == text || strchr(at + 1, '@') != NULL ||
        strlen(text) > EMAIL_MOST_BYTES || !is_address_text(text) || text[0] == '.' ||
        at[-1] == '.' || strstr(text, "..") != NULL) {
        return false;
    }
    const char *last = strrchr(at, '.');
    bool named = last != NULL && last > at + 1 && strlen(last + 1) >= 2;
    for (const char *letter = named ? last + 1 : ""; *letter != '\0'; letter++) {
        named = named && g_ascii_isalpha(*letter);
    }
    return named && strpbrk(at, "_+") == NULL && at[1] != '-';
}

/* Signs the models write for @ and for a full stop, where exactly one address comes of it. */
static char *
address_of(const char *text)
{
    static const char *const ats[] = {"©", "®", "(@", "@)", NULL};
    g_autoptr(GString) mended = g_string_new(text);
    while (mended->len > 0 && strchr(".,;:)>", mended->str[mended->len - 1]) != NULL) {
        g_string_truncate(mended, mended->len - 1);
    }
    while (mended->len > 0 && strchr("(<", mended->str[0]) != NULL) {
        g_string_erase(mended, 0, 1);
    }
    if (strchr(mended->str, '@') == NULL || strpbrk(mended->str, "()") != NULL) {
        for (const char *const *sign = ats; *sign != NULL; sign++) {
            g_string_replace(mended, *sign, "@", 0);
        }
    }
    const char *at = strchr(mended->str, '@');
    for (char *c = (char *)at; c != NULL && *c != '\0'; c++) {
        *c = *c == ',' ? '.' : *c;
    }
    return is_address(mended->str) ? g_strdup(mended->str) : NULL;
}

static bool
has_sign(const char *text)
{
    return strpbrk(text, "@") != NULL || strstr(text, "©") != NULL ||
           strstr(text, "®") != NULL;
}

/* Letters that are of one shape in both cases are told by their height alone, and people write addresses small: beside small
 * letters, on one side of the @, they are small too. */
static void
lower_case(char *address)
{
    char *at = strchr(address, '@');
    for (char *part = address; part != NULL; part = part == address ? at : NULL) {
        char *end = part == address && at != NULL ? at : part + strlen(part);
        bool small = false;
        for (const char *c = part; c < end; c++) {
            small = small || g_ascii_islower(*c);
        }
        for (char *c = part; small && c < end; c++) {
            *c = *c != '\0' && strchr("COSUVWXZ", *c) != NULL ? g_ascii_tolower(*c) : *c;
        }
    }
}

static void
mend_address(Word *word)
{
    g_autofree char *address = has_sign(word->text) ? address_of(word->text) : NULL;
    if (address == NULL) {
        return;
    }
    if (strstr(word->text, address) != NULL) {
        lower_case(word->text);
        return;
    }
    lower_case(address);
    bool stops = g_str_has_suffix(word->text, ".");
    g_free(word->text);
    word->text = stops ? g_strconcat(address, ".", NULL) : g_steal_pointer(&address);
}

/* Pieces of an address are joined where the @ stands at the cut, or the last label is cut off, and
 * where what stands beside them is no address by itself. */
static bool
is_cut(const char *first, const char *second)
{
    bool at_cut = second[0] == '@' || g_str_has_suffix(first, "@");
    bool label_cut = strchr(first, '@') != NULL && strchr(second, '@') == NULL &&
                     (second[0] == '.' || g_str_has_suffix(first, "."));
    if ((!at_cut && !label_cut) || !is_address_text(first) || is_address(first) ||
        is_address(second)) {
        return false;
    }
    g_autofree char *whole = g_strconcat(first, second, NULL);
    g_autofree char *address = address_of(whole);
    return address != NULL;
}

static void
mend_addresses(TextLine *line)
{
    for (guint i = 0; i < line->words->len; i++) {
        Word *word = g_ptr_array_index(line->words, i);
        while (i + 1 < line->words->len) {
            const Word *next = g_ptr_array_index(line->words, i + 1);
            if (!is_cut(word->text, next->text)) {
                break;
            }
            join(word, next);
            g_ptr_array_remove_index(line->words, i + 1);
        }
        mend_address(word);
    }
}

/* ---- the page ---- */

static void
mend_letters(TextLine *line)
{
    for (guint i = 0; i < line->words->len;) {
        Word *word = g_ptr_array_index(line->words, i);
        char *plain = plain_letters(word->text);
        g_free(word->text);
        word->text = plain;
        if (plain[0] == '\0') {
            g_ptr_array_remove_index(line->words, i);
        } else {
            i++;
        }
    }
}

void
mend_text(Reading *reading)
{
    GPtrArray *lines = text_lines_take(reading);
    for (guint i = 0; i < lines->len; i++) {
        TextLine *line = g_ptr_array_index(lines, i);
        mend_letters(line);
        mend_signs(line);
        mend_addresses(line);
        join_iban(line);
        for (guint k = 0; k < line->words->len; k++) {
            mend_iban(g_ptr_array_index(line->words, k));
            mend_name_of_god(g_ptr_array_index(line->words, k),
                k > 0 ? g_ptr_array_index(line->words, k - 1) : NULL);
        }
    }
    text_lines_give(lines, reading);
}
