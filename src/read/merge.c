/* merge.c - words read in a page's pictures, put among the words its text layer tells.
 *
 * Both come in reading order, line by line. A line of the pictures goes before the first line of
 * the text that stands lower; a word that stands where one is known already is left out, as is a
 * line hardly read: a photo is no text.
 */
#include "read/inside.h"
#include <math.h>
#include <string.h>

#define CONFIDENCE_LEAST 45 /* of a line */
#define SAME_PLACE 0.4      /* of the smaller box */

/* ---- boxes of an upright page, on the page as it lies ---- */

void
words_lay_back(Reading *reading, int width, int height)
{
    double angle = reading->skew * G_PI / 180;
    int turns = reading->rotation / 90;
    bool lying = turns % 2 != 0;
    double across = (lying ? height : width) / 2.0;
    double down = (lying ? width : height) / 2.0;
    for (guint i = 0; i < reading->words->len; i++) {
        Word *word = g_ptr_array_index(reading->words, i);
        double x = word->x + word->width / 2.0 - across;
        double y = word->y + word->height / 2.0 - down;
        double straight_x = x * cos(angle) - y * sin(angle);
        double straight_y = x * sin(angle) + y * cos(angle);
        const double back[4][2] = {{straight_x, straight_y}, {straight_y, 0 - straight_x},
            {0 - straight_x, 0 - straight_y}, {0 - straight_y, straight_x}};
        int wide = lying ? word->height : word->width;
        int high = lying ? word->width : word->height;
        word->x = (int)lround(back[turns][0] + width / 2.0 - wide / 2.0);
        word->y = (int)lround(back[turns][1] + height / 2.0 - high / 2.0);
        word->width = wide;
        word->height = high;
    }
}

/* ---- lines ---- */

typedef struct Row {
    GPtrArray *words; /* of Word, borrowed */
    int left, top, right, bottom;
} Row;

static void
row_clear(gpointer row)
{
    g_ptr_array_unref(((Row *)row)->words);
}

static void
row_add(Row *row, Word *word)
{
    bool first = row->words->len == 0;
    row->left = first ? word->x : MIN(row->left, word->x);
    row->top = first ? word->y : MIN(row->top, word->y);
    row->right = MAX(first ? 0 : row->right, word->x + word->width);
    row->bottom = MAX(first ? 0 : row->bottom, word->y + word->height);
    g_ptr_array_add(row->words, word);
}

/* The lines of the text hold the words in order; a text that does not (it never should) is parted
 * by where the words stand. */
static GArray *
rows_of(const Reading *reading)
{
    GArray *rows = g_array_new(FALSE, FALSE, sizeof(Row));
    g_array_set_clear_func(rows, row_clear);
    const char *at = reading->text;
    bool new_line = true;
    for (guint i = 0; i < reading->words->len; i++) {
        Word *word = g_ptr_array_index(reading->words, i);
        const char *found = at != NULL ? strstr(at, word->text) : NULL;
        if (found != NULL) {
            new_line = new_line || memchr(at, '\n', (gsize)(found - at)) != NULL;
            at = found + strlen(word->text);
        }
        if (new_line) {
            Row row = {.words = g_ptr_array_new()};
            g_array_append_val(rows, row);
        }
        row_add(&g_array_index(rows, Row, rows->len - 1), word);
        new_line = false;
    }
    return rows;
}

/* ---- merging ---- */

static bool
is_known(const Reading *reading, const Word *word)
{
    for (guint i = 0; i < reading->words->len; i++) {
        const Word *known = g_ptr_array_index(reading->words, i);
        double wide =
            MIN(known->x + known->width, word->x + word->width) - MAX(known->x, word->x);
        double high = MIN(known->y + known->height, word->y + word->height) -
                      MAX(known->y, word->y);
        double smaller =
            MIN((double)known->width * known->height, (double)word->width * word->height);
        if (wide > 0 && high > 0 && wide * high > SAME_PLACE * smaller) {
            return true;
        }
    }
    return false;
}

/* The line of the pictures without what is known; false when nothing is left worth keeping. */
static bool
new_words(const Reading *reading, const Row *from, Row *to)
{
    *to = (Row){.words = g_ptr_array_new()};
    for (guint i = 0; i < from->words->len; i++) {
        Word *word = g_ptr_array_index(from->words, i);
        if (!is_known(reading, word)) {
            row_add(to, word);
        }
    }
    return words_confidence(to->words) >= CONFIDENCE_LEAST;
}

/* Before which of the rows a new one belongs. */
static guint
place_of(const GArray *rows, const Row *row)
{
    for (guint i = 0; i < rows->len; i++) {
        const Row *other = &g_array_index(rows, Row, i);
        if (other->top + other->bottom > row->top + row->bottom) {
            return i;
        }
    }
    return rows->len;
}

static void
write_rows(Reading *reading, const GArray *rows)
{
    g_autoptr(GString) text = g_string_new(NULL);
    GPtrArray *words = g_ptr_array_new_with_free_func((GDestroyNotify)word_free);
    double sum = 0;
    double letters = 0;
    for (guint i = 0; i < rows->len; i++) {
        const Row *row = &g_array_index(rows, Row, i);
        for (guint j = 0; j < row->words->len; j++) {
            const Word *word = g_ptr_array_index(row->words, j);
            Word *copy = g_memdup2(word, sizeof *word);
            copy->text = g_strdup(word->text);
            g_ptr_array_add(words, copy);
            g_string_append_printf(text, "%s%s", j > 0 ? " " : "", word->text);
            double length = (double)g_utf8_strlen(word->text, -1);
            sum += length * word->confidence;
            letters += length;
        }
        g_string_append_c(text, '\n');
    }
    g_ptr_array_unref(reading->words);
    reading->words = words;
    g_free(reading->text);
    reading->text = g_strchomp(g_strdup(text->str));
    reading->confidence = letters > 0 ? sum / letters : reading->confidence;
}

void
merge_readings(Reading *reading, const Reading *other)
{
    g_autoptr(GArray) rows = rows_of(reading);
    g_autoptr(GArray) found = rows_of(other);
    guint known = reading->words->len;
    guint added = 0;
    for (guint i = 0; i < found->len && reading->words->len < PAGE_MOST_WORDS / 2; i++) {
        Row row;
        if (new_words(reading, &g_array_index(found, Row, i), &row)) {
            g_array_insert_val(rows, place_of(rows, &row), row);
            added += row.words->len;
        } else {
            row_clear(&row);
        }
    }
    if (added > 0) {
        write_rows(reading, rows);
    }
    if (added > known) {
        reading->source = SOURCE_OCR;
    }
}
