/* commas.c - the Arabic comma, which the models cannot write, told from what they write for it.
 *
 * They write a full stop, a hamza, a Latin comma, a zero or a closing quotation mark, whichever is
 * nearest. The mark itself is looked at: a full stop is as high as it is wide, a comma is long; in
 * the faces whose comma is a small wedge it is lighter than the full stops of the page and leans.
 * A quotation mark that is one is two strokes side by side, and stays.
 */
#include "read/inside.h"
#include "read/numbers.h"
#include <math.h>
#include <string.h>

enum {
    INK = 200, /* the thin end of a comma counts */
    MARK_HIGHEST = 16,
    MARK_WIDEST = 9,
    MARK_ASIDE = 8, /* pixels from the end of the word to the middle of its mark */
    MARK_BELOW = 6, /* pixels a mark may reach below the line, and stay above it */
    MARK_ABOVE = 4,
    CHEVRON_BESIDE = 9, /* pixels between the middles of a quotation mark's two halves */
    CHEVRON_LEVEL = 3,  /* and how far one may stand above the other */
    STROKES_APART = 60, /* levels by which paper between two strokes is brighter */
    LEAST_STOPS = 2,    /* full stops by which a page's wedges are known */
};
#define ZERO "٠"
#define LONG 1.8   /* how much more a comma's ink spreads down than across, as variance */
#define LONGER 2.3 /* than a hamza */
#define LEANING 0.08   /* correlation of down and across in a wedge */
#define WEDGE_INK 0.84 /* of the ink of a full stop */

/* What the models write for a comma. */
static const char *const written[] = {".", "»", "«", ",", "ء", ZERO, "'", "،"};

typedef struct Mark {
    Word *word;
    const char *as; /* one of written */
    double ink;     /* black pixels; 0: no mark was found */
    double spread;  /* variance down by variance across */
    double lean;
    bool doubled; /* two of its kind side by side: a quotation mark */
} Mark;

/* A zero after another digit is the number's own: the network of numbers has seen it. */
static bool
is_own_zero(const char *text)
{
    if (!g_str_has_suffix(text, ZERO)) {
        return false;
    }
    g_autofree char *before = g_strndup(text, strlen(text) - strlen(ZERO));
    return number_has_digit(before);
}

static const char *
written_at_end(const Word *word)
{
    for (gsize i = 0; i < G_N_ELEMENTS(written); i++) {
        if (g_str_has_suffix(word->text, written[i])) {
            return is_own_zero(word->text) ? NULL : written[i];
        }
    }
    return NULL;
}

/* Whether what stands before the mark, in its word or the one before, is Arabic. */
static bool
is_arabic(const TextLine *line, guint at, const char *as)
{
    const Word *word = g_ptr_array_index(line->words, at);
    gsize length = strlen(word->text) - strlen(as);
    if (length == 0 && at > 0) {
        word = g_ptr_array_index(line->words, at - 1);
        length = strlen(word->text);
    }
    const char *last = g_utf8_find_prev_char(word->text, word->text + length);
    return last != NULL &&
           g_unichar_get_script(g_utf8_get_char(last)) == G_UNICODE_SCRIPT_ARABIC;
}

/* The line the word stands on: its row with the most ink. The end of the word is left out. */
static int
line_of(PIX *grey, const Word *word)
{
    int most = 0;
    int line = word->y + word->height;
    int right = MIN(word->x + word->width, pixGetWidth(grey));
    int bottom = MIN(word->y + word->height, pixGetHeight(grey));
    for (int y = MAX(word->y, 0); y < bottom; y++) {
        l_uint32 *row = pixGetData(grey) + (gsize)y * (gsize)pixGetWpl(grey);
        int ink = 0;
        for (int x = MAX(word->x + MARK_ASIDE, 0); x < right; x++) {
            ink += 255 - GET_DATA_BYTE(row, x);
        }
        if (ink > most) {
            most = ink;
            line = y;
        }
    }
    return line;
}

static void
weigh_mark(PIX *grey, Mark *mark, int left, int top, int width, int height)
{
    double sum = 0;
    double sum_x = 0;
    double sum_y = 0;
    double sum_xx = 0;
    double sum_yy = 0;
    double sum_xy = 0;
    for (int y = MAX(top - 1, 0); y <= MIN(top + height, pixGetHeight(grey) - 1); y++) {
        l_uint32 *row = pixGetData(grey) + (gsize)y * (gsize)pixGetWpl(grey);
        for (int x = MAX(left - 1, 0); x <= MIN(left + width, pixGetWidth(grey) - 1);
             x++) {
            double ink = (255 - (int)GET_DATA_BYTE(row, x)) / 255.0;
            int dx = x - left;
            int dy = y - top;
            sum += ink;
            sum_x += ink * dx;
            sum_y += ink * dy;
            sum_xx += ink * dx * dx;
            sum_yy += ink * dy * dy;
            sum_xy += ink * dx * dy;
        }
    }
    double across = sum_xx / sum - sum_x * sum_x / sum / sum;
    double down = sum_yy / sum - sum_y * sum_y / sum / sum;
    double both = sum_xy / sum - sum_x * sum_y / sum / sum;
    mark->ink = sum;
    mark->spread = down / MAX(across, 0.05);
    mark->lean = fabs(both) / sqrt(MAX(across * down, 0.01));
}

/* Whether most of the mark's rows are two strokes with paper between them. */
static bool
is_two_strokes(PIX *grey, int left, int top, int width, int height)
{
    int rows = 0;
    for (int y = top; y < top + height; y++) {
        l_uint32 *row = pixGetData(grey) + (gsize)y * (gsize)pixGetWpl(grey);
        int before = 255; /* the darkest so far */
        int between = 0;  /* the brightest after it */
        bool parted = false;
        for (int x = left; x < left + width; x++) {
            int level = (int)GET_DATA_BYTE(row, x);
            parted = parted || (between - before >= STROKES_APART &&
                                   between - level >= STROKES_APART);
            between = level <= before ? level : MAX(between, level);
            before = MIN(before, level);
        }
        rows += parted;
    }
    return 2 * rows >= height;
}

/* Whether beside this mark stands another of its size, at its height. */
static bool
is_doubled(BOXA *marks, int left, int top, int width, int height)
{
    for (int i = 0; i < boxaGetCount(marks); i++) {
        int x = 0;
        int y = 0;
        int wide = 0;
        int high = 0;
        boxaGetBoxGeometry(marks, i, &x, &y, &wide, &high);
        int beside = abs(2 * x + wide - 2 * left - width) / 2;
        if (beside > 0 && beside <= CHEVRON_BESIDE &&
            abs(2 * y + high - 2 * top - height) <= 2 * CHEVRON_LEVEL &&
            4 * abs(high - height) <= height && 2 * wide <= 3 * width + 2 &&
            2 * width <= 3 * wide + 2) {
            return true;
        }
    }
    return false;
}

/* The mark that ends the word, on its line at its end. */
static void
find_mark(PIX *grey, BOXA *marks, Mark *mark)
{
    const Word *word = mark->word;
    int line = line_of(grey, word);
    int nearest = G_MAXINT;
    for (int i = 0; i < boxaGetCount(marks); i++) {
        int x = 0;
        int y = 0;
        int width = 0;
        int height = 0;
        boxaGetBoxGeometry(marks, i, &x, &y, &width, &height);
        int aside = abs(x + width / 2 - word->x);
        int below = y + height - 1 - line;
        if (aside <= MARK_ASIDE && aside < nearest && below >= -MARK_ABOVE &&
            below <= MARK_BELOW && height <= MARK_HIGHEST && width <= MARK_WIDEST &&
            width * height > 3) {
            nearest = aside;
            weigh_mark(grey, mark, x, y, width, height);
            mark->doubled = is_two_strokes(grey, x, y, width, height) ||
                            is_doubled(marks, x, y, width, height);
        }
    }
}

static int
compare_ink(gconstpointer a, gconstpointer b)
{
    const Mark *one = a;
    const Mark *two = b;
    return one->ink < two->ink ? -1 : one->ink > two->ink;
}

/* The ink of the page's full stops when its commas are wedges no larger than those; else 0. Marks
 * are sorted by ink. */
static double
stop_ink(const GArray *marks)
{
    guint upright = 0;
    guint tall = 0;
    double ink = 0;
    for (guint i = 0; i < marks->len; i++) {
        const Mark *mark = &g_array_index(marks, Mark, i);
        tall += mark->ink > 0 && mark->spread >= LONG;
        if (mark->ink > 0 && mark->spread < LONG && mark->lean < LEANING) {
            upright++;
            ink += mark->ink;
        }
    }
    return tall * 4 < marks->len && upright >= LEAST_STOPS ? ink / upright : 0;
}

static bool
is_comma(const Mark *mark, double stops)
{
    if (mark->ink == 0 || mark->doubled) {
        return false;
    }
    if (strcmp(mark->as, "ء") == 0) {
        return mark->spread >= LONGER;
    }
    return mark->spread >= LONG ||
           (mark->lean >= LEANING && mark->ink <= WEDGE_INK * stops);
}

static void
put_comma(Mark *mark)
{
    Word *word = mark->word;
    word->text[strlen(word->text) - strlen(mark->as)] = '\0';
    char *text = g_strconcat(word->text, "،", NULL);
    g_free(word->text);
    word->text = text;
}

void
commas_read(PIX *grey, Reading *reading)
{
    g_autoptr(PIX) ink = pixThresholdToBinary(grey, INK);
    g_autoptr(BOXA) boxes = ink != NULL ? pixConnCompBB(ink, 8) : NULL;
    g_autoptr(GArray) marks = g_array_new(false, false, sizeof(Mark));
    if (boxes == NULL) {
        return;
    }
    GPtrArray *lines = text_lines_take(reading);
    for (guint i = 0; i < lines->len; i++) {
        const TextLine *line = g_ptr_array_index(lines, i);
        for (guint k = 0; k < line->words->len; k++) {
            Mark mark = {.word = g_ptr_array_index(line->words, k)};
            mark.as = written_at_end(mark.word);
            if (mark.as != NULL && is_arabic(line, k, mark.as)) {
                find_mark(grey, boxes, &mark);
                g_array_append_val(marks, mark);
            }
        }
    }
    g_array_sort(marks, compare_ink);
    double stops = stop_ink(marks);
    for (guint i = 0; i < marks->len; i++) {
        Mark *mark = &g_array_index(marks, Mark, i);
        if (is_comma(mark, stops)) {
            put_comma(mark);
        }
    }
    text_lines_give(lines, reading);
}
