/* hidden_text.c - takes text that is there and not seen out of a content stream.
 *
 * Other programs' invisible layers (rendering mode 3) would be found and copied beside ours. Only
 * what shows such text is left out (Tj, TJ, ', "), every other byte stays. Trusts nothing: a
 * stream that is cut ends the walk, and what was walked over stays as it was. ISO 32000-1, 7.8.2.
 */
#include "searchable/inside.h"
#include <string.h>

enum { DEPTH_MOST = 64, MODE_HIDDEN = 3 };

typedef struct Walk {
    const char *bytes;
    gsize length;
    gsize at;
    gsize operands; /* where the operands of the next operator begin */
    int mode[DEPTH_MOST];
    int depth;
    long number; /* the last one */
    GString *out;
    gsize copied; /* of bytes, into out */
} Walk;

static bool
is_blank(char byte)
{
    return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t' || byte == '\f' ||
           byte == '\0';
}

static bool
is_delimiter(char byte)
{
    return byte != '\0' && strchr("()<>[]{}/%", byte) != NULL;
}

static bool
ends_word(const Walk *walk, gsize at)
{
    return at >= walk->length || is_blank(walk->bytes[at]) ||
           is_delimiter(walk->bytes[at]);
}

static void
pass_string(Walk *walk)
{
    int open = 0;
    do {
        char byte = walk->bytes[walk->at++];
        if (byte == '\\') {
            walk->at++;
        }
        open += (byte == '(') - (byte == ')');
    } while (open > 0 && walk->at < walk->length);
}

static void
pass_to(Walk *walk, char end)
{
    while (walk->at < walk->length && walk->bytes[walk->at] != end) {
        walk->at++;
    }
}

/* An inline image's bytes, up to EI between blanks. */
static void
pass_image(Walk *walk)
{
    for (; walk->at + 3 < walk->length; walk->at++) {
        const char *here = walk->bytes + walk->at;
        if (is_blank(here[0]) && here[1] == 'E' && here[2] == 'I' &&
            ends_word(walk, walk->at + 3)) {
            walk->at += 3;
            return;
        }
    }
    walk->at = walk->length;
}

static bool
is_operator(const char *word, gsize length, const char *name)
{
    return length == strlen(name) && memcmp(word, name, length) == 0;
}

static void
leave_out(Walk *walk)
{
    g_string_append_len(
        walk->out, walk->bytes + walk->copied, (gssize)(walk->operands - walk->copied));
    g_string_append_c(walk->out, '\n');
    walk->copied = walk->at;
}

static void
take_operator(Walk *walk, const char *word, gsize length)
{
    int *mode = &walk->mode[walk->depth];
    if (is_operator(word, length, "Tr")) {
        *mode = (int)CLAMP(walk->number, 0, 7);
    } else if (is_operator(word, length, "q") && walk->depth + 1 < DEPTH_MOST) {
        walk->mode[++walk->depth] = *mode;
    } else if (is_operator(word, length, "Q") && walk->depth > 0) {
        walk->depth--;
    } else if (is_operator(word, length, "ID")) {
        pass_image(walk);
    } else if (*mode == MODE_HIDDEN &&
               (is_operator(word, length, "Tj") || is_operator(word, length, "TJ") ||
                   is_operator(word, length, "'") || is_operator(word, length, "\""))) {
        leave_out(walk);
    }
    walk->operands = walk->at;
}

static void
take_word(Walk *walk)
{
    gsize start = walk->at;
    while (!ends_word(walk, walk->at)) {
        walk->at++;
    }
    const char *word = walk->bytes + start;
    if (g_ascii_isalpha(*word) || *word == '\'' || *word == '"') {
        take_operator(walk, word, walk->at - start);
    } else {
        walk->number = g_ascii_isdigit(*word) ? *word - '0' : -1;
        walk->number = walk->at - start == 1 ? walk->number : 0;
    }
}

static void
take_token(Walk *walk)
{
    switch (walk->bytes[walk->at]) {
    case '(':
        pass_string(walk);
        break;
    case '%':
        pass_to(walk, '\n');
        break;
    case '/':
        for (walk->at++; !ends_word(walk, walk->at); walk->at++) {
        }
        break;
    case '<':
        if (walk->at + 1 < walk->length && walk->bytes[walk->at + 1] == '<') {
            walk->at += 2;
        } else {
            pass_to(walk, '>');
        }
        break;
    case '>':
    case '[':
    case ']':
    case '{':
    case '}':
    case ')':
        walk->at++;
        break;
    default:
        take_word(walk);
    }
}

GString *
without_hidden_text(const char *bytes, gsize length)
{
    Walk walk = {.bytes = bytes, .length = length, .out = g_string_new(NULL)};
    while (walk.at < length) {
        if (is_blank(bytes[walk.at])) {
            walk.at++;
        } else {
            take_token(&walk);
        }
    }
    if (walk.copied == 0) {
        g_string_free(walk.out, TRUE);
        return NULL;
    }
    return g_string_append_len(
        walk.out, bytes + walk.copied, (gssize)(length - walk.copied));
}
