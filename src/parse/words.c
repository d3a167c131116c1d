/* words.c - encoded words (RFC 2047) and raw 8-bit text in header fields.
 *
 * Arabic mailers cut a subject into words between the two bytes of one letter. Adjacent words of
 * the same charset are therefore joined as bytes and converted together.
 */
#include <string.h>

#include "parse/inside.h"

typedef struct EncodedWord {
    const char *charset;
    gsize charset_length;
    char encoding; /* 'b' or 'q' */
    const char *text;
    gsize text_length;
    const char *end; /* after the closing ?= */
} EncodedWord;

/* The encoded word that starts at "=?", or false. */
static bool
word_read(const char *at, EncodedWord *word)
{
    const char *charset = at + 2;
    const char *mark = strchr(charset, '?');
    if (mark == NULL || mark == charset || mark - charset > 60)
        return false;
    char encoding = g_ascii_tolower(mark[1]);
    if ((encoding != 'b' && encoding != 'q') || mark[2] != '?')
        return false;
    const char *text = mark + 3;
    const char *end = strstr(text, "?=");
    if (end == NULL)
        return false;
    const char *language =
        memchr(charset, '*', (gsize)(mark - charset)); /* RFC 2231 §5 */
    word->charset = charset;
    word->charset_length = (gsize)((language != NULL ? language : mark) - charset);
    word->encoding = encoding;
    word->text = text;
    word->text_length = (gsize)(end - text);
    word->end = end + 2;
    return true;
}

static void
decode_q(const EncodedWord *word, GString *bytes)
{
    for (gsize i = 0; i < word->text_length; i++) {
        char c = word->text[i];
        if (c == '=' && i + 2 < word->text_length &&
            g_ascii_isxdigit(word->text[i + 1]) && g_ascii_isxdigit(word->text[i + 2])) {
            g_string_append_c(bytes, (char)(g_ascii_xdigit_value(word->text[i + 1]) * 16 +
                                            g_ascii_xdigit_value(word->text[i + 2])));
            i += 2;
        } else {
            g_string_append_c(bytes, c == '_' ? ' ' : c);
        }
    }
}

/* Bits that a word leaves over go on into the next one, for mailers that cut base64 anywhere;
 * left-over bits that are zero are only missing padding. */
typedef struct Base64 {
    guint bits;
    int n;
} Base64;

static int
base64_value(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

static void
decode_b(const EncodedWord *word, Base64 *state, GString *bytes)
{
    if ((state->bits & ((1u << state->n) - 1)) == 0)
        state->n = 0;
    for (gsize i = 0; i < word->text_length; i++) {
        int value = base64_value(word->text[i]);
        if (word->text[i] == '=')
            state->n = 0;
        if (value < 0)
            continue;
        state->bits = state->bits << 6 | (guint)value;
        state->n += 6;
        if (state->n >= 8) {
            state->n -= 8;
            g_string_append_c(bytes, (char)(state->bits >> state->n & 0xFF));
        }
    }
}

static void
append_decoded(GString *text, const char *bytes, gsize length, const char *charset)
{
    GString *decoded = charset_decode(bytes, length, charset, NULL);
    g_string_append_len(text, decoded->str, (gssize)decoded->len);
    g_string_free(decoded, TRUE);
}

/* The run of words from first on, as one text; returns where it ends. */
static const char *
append_run(GString *text, const EncodedWord *first)
{
    g_autoptr(GString) bytes = g_string_new(NULL);
    g_autofree char *charset = g_strndup(first->charset, first->charset_length);
    Base64 state = {0};
    EncodedWord word = *first;
    const char *end;
    for (;;) {
        if (word.encoding == 'q')
            decode_q(&word, bytes);
        else
            decode_b(&word, &state, bytes);
        end = word.end;
        const char *next = end + strspn(end, " \t");
        if (strncmp(next, "=?", 2) != 0 || !word_read(next, &word))
            break;
        end = next; /* the space between two encoded words is none */
        if (word.charset_length != strlen(charset) ||
            g_ascii_strncasecmp(word.charset, charset, word.charset_length) != 0)
            break;
    }
    append_decoded(text, bytes->str, bytes->len, charset);
    return end;
}

char *
words_decode(const char *value)
{
    GString *text = g_string_sized_new(strlen(value) + 1);
    const char *at = value;
    while (*at != '\0') {
        const char *start = at;
        EncodedWord word;
        while ((start = strstr(start, "=?")) != NULL && !word_read(start, &word))
            start += 2;
        if (start == NULL) {
            append_decoded(text, at, strlen(at), NULL);
            break;
        }
        if (start > at)
            append_decoded(text, at, (gsize)(start - at), NULL);
        at = append_run(text, &word);
    }
    /* A NUL that was encoded would end the C string early. */
    for (gsize i = 0; i < text->len; i++)
        if (text->str[i] == '\0')
            text->str[i] = ' ';
    return g_string_free(text, FALSE);
}
