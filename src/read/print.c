/* print.c - lines of print → words, by a network of our own that sees a line as a whole.
 *
 * Each line (image/rows.c) is cut out of the clean page with what rises above and hangs below it, and scaled to the network's
 * height. What the network sees is split at its spaces; a word's box is the ink between them, its
 * confidence the probability of all ways to spell it.
 */
#include "read/inside.h"
#include "read/look.h"
#include <math.h>
#include <string.h>

enum {
    INK = 160, /* darker pixels belong to a word */
};
#define AROUND 0.14 /* of a line's height, above it and below it */
#define BESIDE 0.8  /* of a line's height, before and behind it */

static Net *print;

bool
print_open(GError **error)
{
    if (print == NULL) {
        print = look_open("ocr/print.net", "printed lines", error);
    }
    return print != NULL;
}

/* ---- one line ---- */

/* A line as the network sees it. */
typedef struct Look {
    int x, y, width, height; /* pixels of grey */
    double scale;            /* network's pixels per pixel of grey */
    PIX *piece;    /* owned: that place of the page, with this line's marks alone */
    NetLine *line; /* owned */
} Look;

static void
look_clear(Look *look)
{
    pixDestroy(&look->piece);
    g_clear_pointer(&look->line, net_line_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Look, look_clear)

/* Where the line stands, with what is round it. */
static void
look_place(Look *look, const TextRow *row, PIX *grey)
{
    int margin = (int)lround(row->height * AROUND);
    int beside = (int)lround(row->height * BESIDE);
    look->x = MAX(row->x - beside, 0);
    look->y = MAX(row->y - margin, 0);
    look->width = MIN(row->x + row->width + beside, (int)pixGetWidth(grey)) - look->x;
    look->height = MIN(row->y + row->height + margin, (int)pixGetHeight(grey)) - look->y;
}

static bool
look_closely(PIX *grey, const TextRows *rows, guint number, Look *look)
{
    if (look->width < 4 || look->height < 4) {
        return false;
    }
    look->piece =
        text_rows_cut(rows, grey, number, look->x, look->y, look->width, look->height);
    look->line = look->piece != NULL ? look_at(print, look->piece, &look->scale) : NULL;
    return look->line != NULL;
}

/* Of the piece. */
static int
pixel_of(const Look *look, int step)
{
    return (int)lround(step * look->line->step_width / look->scale);
}

/* The box of the ink between two columns of the piece; false when there is none. */
static bool
ink_box(const Look *look, int left, int right, Word *word)
{
    int width = pixGetWidth(look->piece);
    int height = pixGetHeight(look->piece);
    int first = width;
    int last = -1;
    int top = height;
    int bottom = -1;
    for (int y = 0; y < height; y++) {
        const l_uint32 *row =
            pixGetData(look->piece) + (gsize)y * (gsize)pixGetWpl(look->piece);
        for (int x = MAX(left, 0); x < MIN(right, width); x++) {
            if (GET_DATA_BYTE(row, x) < INK) {
                first = MIN(first, x);
                last = MAX(last, x);
                top = MIN(top, y);
                bottom = y;
            }
        }
    }
    word->x = look->x + first;
    word->y = look->y + top;
    word->width = last - first + 1;
    word->height = bottom - top + 1;
    return last >= first;
}

/* The word the network sees in steps [from, to), or NULL. */
static Word *
word_at(const Look *look, const int *path, int from, int to)
{
    g_autoptr(GString) seen = g_string_new(NULL);
    for (int step = from; step < to; step++) {
        if (path[step] != 0 && (step == from || path[step] != path[step - 1])) {
            g_string_append_unichar(seen, net_char(print, path[step]));
        }
    }
    g_autoptr(Word) word = g_new0(Word, 1);
    if (seen->len == 0 ||
        !ink_box(look, pixel_of(look, from), pixel_of(look, to), word)) {
        return NULL;
    }
    double log_p = net_text_log_p(print, look->line, from, to, seen->str);
    word->confidence = (int)lround(100 * exp(log_p));
    word->text = g_string_free(g_steal_pointer(&seen), FALSE);
    return g_steal_pointer(&word);
}

/* The words of a line in logical order. */
static GPtrArray *
words_of(const Look *look)
{
    GPtrArray *words = g_ptr_array_new_with_free_func((GDestroyNotify)word_free);
    g_autofree int *path = net_best_path(look->line);
    int space = net_class(print, ' ');
    int from = 0;
    for (int step = 0; step <= look->line->steps; step++) {
        if (step < look->line->steps && path[step] != space) {
            continue;
        }
        Word *word = step > from ? word_at(look, path, from, step) : NULL;
        if (word != NULL) {
            g_ptr_array_add(words, word);
        }
        from = step + 1;
    }
    line_from_seen(words);
    return words;
}

/* ---- the page ---- */

bool
print_read(PIX *grey, Reading *reading)
{
    g_autoptr(TextRows) rows = text_rows_find(grey);
    if (rows == NULL) {
        return false;
    }
    const GArray *places = text_rows(rows);
    GPtrArray *lines = text_lines_new();
    guint count = 0;
    for (guint i = 0; i < places->len; i++) {
        const TextRow *place = &g_array_index(places, TextRow, i);
        g_auto(Look) look = {0};
        look_place(&look, place, grey);
        g_autoptr(GPtrArray) words =
            look_closely(grey, rows, i, &look) ? words_of(&look) : NULL;
        if (words != NULL && words->len > 0 && count + words->len <= PAGE_MOST_WORDS) {
            count += words->len;
            text_lines_add(
                lines, g_steal_pointer(&words), place->ends_block ? "\n\n" : "\n");
        }
    }
    text_lines_give(lines, reading);
    return true;
}
