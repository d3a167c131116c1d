/* mend.c - what the models are known to write in place of what stands on the page, set right.
 *
 * Words only, no pictures: presentation forms are letters, bidi marks say nothing here, a word written
 * as one sign is the word. Punctuation has its own story (mend_signs.c), and so have addresses and
 * account numbers (mend_addresses.c). Where likelihood alone says so, the rule says why.
 */
#include "base/base.h"
#include "read/inside.h"
#include <string.h>

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
        mend_accounts(line);
        for (guint k = 0; k < line->words->len; k++) {
            mend_name_of_god(g_ptr_array_index(line->words, k),
                k > 0 ? g_ptr_array_index(line->words, k - 1) : NULL);
        }
    }
    text_lines_give(lines, reading);
}
