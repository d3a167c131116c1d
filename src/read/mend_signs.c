/* mend_signs.c - punctuation as it stands on an Arabic page: its comma, its semicolon, its question mark.
 *
 * No Arabic word ends in the sign a model writes for them, or hardly one; which may is said here.
 */
#include "read/inside.h"
#include <string.h>

enum { SPACE_LEAST = TEXT_HEIGHT / 4 };

static bool
is_arabic(gunichar c)
{
    return g_unichar_isalpha(c) && g_unichar_get_script(c) == G_UNICODE_SCRIPT_ARABIC;
}

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
        word_join(word, sign);
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

void
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
