/* text_lines.c - the words of a reading by lines, so that words can be replaced and its text follows.
 *
 * The text of a reading is its words with a space between them and line ends after some. Whoever
 * changes words takes them out as lines, works on those, and gives them back: the text is made
 * again from the words, with the line ends that stood there.
 */
#include "read/inside.h"
#include <string.h>

static void
line_free(gpointer pointer)
{
    TextLine *line = pointer;
    g_ptr_array_unref(line->words);
    g_free(line->end);
    g_free(line);
}

static TextLine *
line_new(void)
{
    TextLine *line = g_new0(TextLine, 1);
    line->words = g_ptr_array_new_with_free_func((GDestroyNotify)word_free);
    return line;
}

GPtrArray *
text_lines_new(void)
{
    return g_ptr_array_new_with_free_func(line_free);
}

void
text_lines_add(GPtrArray *lines, GPtrArray *take_words, const char *end)
{
    TextLine *line = g_new0(TextLine, 1);
    line->words = take_words;
    line->end = g_strdup(end);
    g_ptr_array_add(lines, line);
}

/* What the text has between at and the next word; at is moved behind that word. A word that the
 * text does not hold is as if it followed after a space. */
static char *
gap_before(const char **at, const Word *word)
{
    const char *found = strstr(*at, word->text);
    if (found == NULL) {
        return g_strdup(" ");
    }
    char *gap = g_strndup(*at, (gsize)(found - *at));
    *at = found + strlen(word->text);
    return gap;
}

GPtrArray *
text_lines_take(Reading *reading)
{
    GPtrArray *lines = text_lines_new();
    const char *at = reading->text != NULL ? reading->text : "";
    TextLine *line = NULL;
    gsize count = 0;
    g_autofree gpointer *words = g_ptr_array_steal(reading->words, &count);
    for (gsize i = 0; i < count; i++) {
        Word *word = words[i];
        g_autofree char *gap = gap_before(&at, word);
        if (line == NULL || strchr(gap, '\n') != NULL) {
            if (line != NULL) {
                line->end = g_steal_pointer(&gap);
            }
            line = line_new();
            g_ptr_array_add(lines, line);
        }
        g_ptr_array_add(line->words, word);
    }
    return lines;
}

void
text_lines_give(GPtrArray *take_lines, Reading *reading)
{
    g_autoptr(GPtrArray) lines = take_lines;
    g_autoptr(GString) text = g_string_new(NULL);
    g_ptr_array_set_size(reading->words, 0);
    for (guint i = 0; i < lines->len; i++) {
        TextLine *line = g_ptr_array_index(lines, i);
        gsize count = 0;
        g_autofree gpointer *words = g_ptr_array_steal(line->words, &count);
        for (gsize k = 0; k < count; k++) {
            Word *word = words[k];
            g_string_append_printf(text, "%s%s", k > 0 ? " " : "", word->text);
            g_ptr_array_add(reading->words, word);
        }
        g_string_append(text, line->end != NULL ? line->end : "");
    }
    g_free(reading->text);
    reading->text = g_strstrip(g_strdup(text->str));
}

void
word_join(Word *first, const Word *second)
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
