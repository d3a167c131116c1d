/* mend_addresses.c - e-mail addresses and account numbers, which say themselves whether they are whole.
 *
 * The parts of an address are put together, and a sign in it is set right where only one valid address
 * can be meant; an account number's SA comes back when its check digits say so (ISO 13616).
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
};

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
            word_join(word, next);
            g_ptr_array_remove_index(line->words, i + 1);
        }
    }
}

void
mend_accounts(TextLine *line)
{
    join_iban(line);
    for (guint i = 0; i < line->words->len; i++) {
        mend_iban(g_ptr_array_index(line->words, i));
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

void
mend_addresses(TextLine *line)
{
    for (guint i = 0; i < line->words->len; i++) {
        Word *word = g_ptr_array_index(line->words, i);
        while (i + 1 < line->words->len) {
            const Word *next = g_ptr_array_index(line->words, i + 1);
            if (!is_cut(word->text, next->text)) {
                break;
            }
            word_join(word, next);
            g_ptr_array_remove_index(line->words, i + 1);
        }
        mend_address(word);
    }
}
