/* lines.c - the lines of a page that has been read: for layers and ALTO.
 *
 * A reading holds its words in order, with boxes, and its text with line ends; which words share
 * a line is where the text says so. Text and words may part (codes, mended words): then a word
 * is on the line of the one before it when half their heights overlap.
 */
#include "searchable/inside.h"
#include <string.h>

enum { TEXT_AHEAD_BYTES = 100 };

static bool
share_a_line(const Word *one, const Word *other)
{
    int top = MAX(one->y, other->y);
    int bottom = MIN(one->y + one->height, other->y + other->height);
    return bottom - top > MIN(one->height, other->height) / 2;
}

/* How many line ends stand between two places of the text. */
static int
line_ends(const char *from, const char *to)
{
    int n = 0;
    for (const char *at = from; at < to; at++) {
        n += *at == '\n';
    }
    return n;
}

static void
widen(Line *line, const Word *word)
{
    if (line->n == 0) {
        line->x = word->x;
        line->y = word->y;
        line->width = word->width;
        line->height = word->height;
        return;
    }
    int right = MAX(line->x + line->width, word->x + word->width);
    int bottom = MAX(line->y + line->height, word->y + word->height);
    line->x = MIN(line->x, word->x);
    line->y = MIN(line->y, word->y);
    line->width = right - line->x;
    line->height = bottom - line->y;
}

/* Line ends before this word; 0 while it goes on. Moves at behind the word in the text. A word that
 * is not the next in the text may be a little further on; then the boxes are asked as well. */
static int
ends_before(const char **at, const Word *before, const Word *word)
{
    gsize blank = strspn(*at, " \n\t\f");
    gsize length = strlen(word->text);
    bool next = strncmp(*at + blank, word->text, length) == 0;
    const char *found =
        next ? *at + blank : g_strstr_len(*at, TEXT_AHEAD_BYTES, word->text);
    int n = found != NULL ? line_ends(*at, found) : 1;
    if (found != NULL) {
        *at = found + length;
    }
    return next ? n : share_a_line(before, word) ? 0 : MAX(n, 1);
}

GArray *
lines_of(const Reading *reading)
{
    GArray *lines = g_array_new(FALSE, FALSE, sizeof(Line));
    const char *at = reading->text != NULL ? reading->text : "";
    const Word *before = NULL;
    for (guint i = 0; i < reading->words->len; i++) {
        const Word *word = g_ptr_array_index(reading->words, i);
        int ends = ends_before(&at, before != NULL ? before : word, word);
        Line *last = lines->len > 0 ? &g_array_index(lines, Line, lines->len - 1) : NULL;
        if (last == NULL || ends > 0) {
            if (last != NULL) {
                last->ends_block = ends > 1;
            }
            Line line = {.first = i};
            g_array_append_val(lines, line);
            last = &g_array_index(lines, Line, lines->len - 1);
        }
        widen(last, word);
        last->n++;
        before = word;
    }
    if (lines->len > 0) {
        g_array_index(lines, Line, lines->len - 1).ends_block = true;
    }
    return lines;
}
