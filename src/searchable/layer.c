/* layer.c - the words of a page as text that is there and not seen.
 *
 * Readers of PDF take characters from left to right as they stand on paper and turn Arabic round
 * themselves, each in its own way. So a line is written as it stands, one show string a word
 * stretched to its box, which is what every program's Arabic PDFs do; and where a reader's own
 * way is known to fail the line says more than paper does:
 *
 * - a number whose groups paper turns round (1-1448-8 stands as 8-1448-1) is written as it is
 *   read: poppler and PDFium leave what stands between Arabic letters as it is. (pdf.js turns it
 *   back all the same; nothing in a PDF keeps it from that and leaves its line whole.)
 * - poppler takes all from a number or Latin letter to the next Arabic letter as one stretch from
 *   left to right, spaces and colons included: a mark in the gap ends the stretch.
 *
 * What is left: PDFium turns round the parts of Latin words with digits or signs (an e-mail
 * address) on a line of Arabic, and brackets; it does so in every program's PDFs.
 *
 * /ActualText would say the same and is not used: pdf.js cuts a line in two where it begins, and
 * what poppler wants in it (the order on paper) is not what it means (the order of reading).
 */
#include "searchable/inside.h"
#include <math.h>
#include <string.h>
#include <unicode/uchar.h>

enum {
    MARK_LTR = 0x200e,
    MARK_RTL = 0x200f,
    LEAST_SIZE = 4,     /* pixels */
    SIZE_PERCENT = 110, /* of a word's box: a font's strip is higher than its letters */
    PITCH_PERCENT = 90, /* of the way to the next line */
    STRETCH_STEP =
        3, /* hundredths: what a word's width may be off is not seen, and packs better */
};

/* What poppler sorts characters by. */
typedef enum { SORT_NEUTRAL, SORT_LTR, SORT_RTL } Sort;

static Sort
sort_of(gunichar2 unit)
{
    switch (u_charDirection(unit)) {
    case U_LEFT_TO_RIGHT:
    case U_EUROPEAN_NUMBER:
    case U_EUROPEAN_NUMBER_SEPARATOR:
    case U_EUROPEAN_NUMBER_TERMINATOR:
    case U_ARABIC_NUMBER:
    case U_COMMON_NUMBER_SEPARATOR:
        return SORT_LTR;
    case U_RIGHT_TO_LEFT:
    case U_RIGHT_TO_LEFT_ARABIC:
        return SORT_RTL;
    default:
        return SORT_NEUTRAL;
    }
}

static bool
is_letter(gunichar2 unit)
{
    UCharDirection direction = u_charDirection(unit);
    return direction == U_LEFT_TO_RIGHT || direction == U_RIGHT_TO_LEFT ||
           direction == U_RIGHT_TO_LEFT_ARABIC;
}

typedef struct Layer {
    const Reading *reading;
    LayerFont *font;
    GString *out;
    bool rtl;      /* the page's letters, most of them */
    GArray *cells; /* of the line; likewise marks */
    GArray
        *marks; /* of gunichar2, one a cell: what must stand to its right; 0: nothing */
    int size;   /* as last written; likewise stretch, x and y */
    int stretch;
    int x, y;
} Layer;

static Cell *
cell_at(const Layer *layer, guint i)
{
    return &g_array_index(layer->cells, Cell, i);
}

/* The end of the word, or the gap, that begins at a cell. */
static guint
end_of(const Layer *layer, guint first)
{
    guint end = first;
    while (end < layer->cells->len &&
           cell_at(layer, end)->word == cell_at(layer, first)->word) {
        end++;
    }
    return end;
}

/* ---- numbers that paper turns round ---- */

static int
by_logical(gconstpointer one, gconstpointer other)
{
    return ((const Cell *)one)->logical - ((const Cell *)other)->logical;
}

static bool
has_letters(const Layer *layer, guint first, guint end)
{
    for (guint i = first; i < end; i++) {
        if (is_letter(cell_at(layer, i)->unit)) {
            return true;
        }
    }
    return false;
}

static void
write_numbers_as_read(Layer *layer)
{
    guint end = 0;
    for (guint first = 0; first < layer->cells->len; first = end) {
        end = end_of(layer, first);
        if (!has_letters(layer, first, end)) {
            qsort(cell_at(layer, first), end - first, sizeof(Cell), by_logical);
        }
    }
}

/* ---- where poppler needs a mark ---- */

static gunichar2
mark_between(Sort stretch, gunichar2 unit, int step)
{
    Sort sort = sort_of(unit);
    if (stretch == SORT_LTR && sort != SORT_RTL && step != -1) {
        return MARK_RTL;
    }
    if (stretch == SORT_RTL && sort == SORT_NEUTRAL &&
        (step != 1 || u_isMirrored(unit))) {
        return MARK_LTR;
    }
    return 0;
}

/* Poppler reads a line of a page whose letters run from right to left from its right end: up to
 * the first character of SORT_LTR as it goes, then all up to the next of SORT_RTL from left to
 * right, and so on. A mark ends a stretch where the text says that two neighbours are none; and
 * before a bracket, which PDFium would turn round between letters. */
static void
find_marks(Layer *layer)
{
    Sort stretch = SORT_RTL;
    int before = 0; /* what stands to the right; -1: nobody knows */
    g_array_set_size(layer->marks, 0);
    g_array_set_size(layer->marks, layer->cells->len); /* cleared */
    for (guint i = layer->rtl ? layer->cells->len : 0; i-- > 0;) {
        const Cell *cell = cell_at(layer, i);
        Sort sort = sort_of(cell->unit);
        int step = i + 1 < layer->cells->len ? cell->logical - before : 1;
        bool known = cell->logical >= 0 && before >= 0;
        gunichar2 mark = known ? mark_between(stretch, cell->unit, step) : 0;
        if (mark != 0) {
            g_array_index(layer->marks, gunichar2, i) = mark;
            stretch = mark == MARK_RTL ? SORT_RTL : SORT_LTR;
        }
        stretch = sort != SORT_NEUTRAL && !(stretch == SORT_LTR && sort == SORT_LTR)
                      ? sort
                      : stretch;
        before = cell->logical;
    }
}

/* ---- writing ---- */

static void
put_unit(Layer *layer, gunichar2 unit)
{
    guint16 code = layer_font_code(layer->font, unit);
    for (int shift = 8; shift >= 0; shift -= 8) {
        char byte = (char)(code >> shift);
        if (byte == '\r') { /* a bare one is read as a line feed */
            g_string_append(layer->out, "\\r");
            continue;
        }
        if (byte == '(' || byte == ')' || byte == '\\') {
            g_string_append_c(layer->out, '\\');
        }
        g_string_append_c(layer->out, byte);
    }
}

/* The mark to the right of a cell; 0: none, or no cell. */
static gunichar2
mark_at(const Layer *layer, guint i)
{
    return i < layer->marks->len ? g_array_index(layer->marks, gunichar2, i) : 0;
}

/* A word and the gap behind it. The mark of a gap stands at the next word, whose box may be far. */
static void
put_string(Layer *layer, guint first, guint end)
{
    g_string_append_c(layer->out, '(');
    for (guint i = first; i < end; i++) {
        gunichar2 before = i == first ? mark_at(layer, first - 1) : 0;
        gunichar2 behind = cell_at(layer, i)->word >= 0 ? mark_at(layer, i) : 0;
        if (before != 0) {
            put_unit(layer, before);
        }
        put_unit(layer, cell_at(layer, i)->unit);
        if (behind != 0) {
            put_unit(layer, behind);
        }
    }
    g_string_append(layer->out, ")Tj\n");
}

static void
put_place(Layer *layer, int x, int y, int size, int stretch)
{
    if (size != layer->size) {
        g_string_append_printf(layer->out, "/DiwanText %d Tf ", size);
    }
    if (stretch != layer->stretch) {
        g_string_append_printf(layer->out, "%d Tz ", stretch);
    }
    g_string_append_printf(layer->out, "%d %d Td", x - layer->x, y - layer->y);
    layer->size = size;
    layer->stretch = stretch;
    layer->x = x;
    layer->y = y;
}

/* How far the middle of a line moves when the straightened page leans again by its skew. The line
 * stays level all the same, as readers cut text that leans, or climbs in steps, into pieces: at
 * one degree its ends are a third of its height off their place. */
static void
lean(const Reading *reading, const Line *line, double *right, double *up)
{
    double angle = reading->skew * G_PI / 180;
    double x = line->x + (line->width - reading->width) / 2.0;
    double y = (reading->height - line->height) / 2.0 - line->y;
    *right = x * cos(angle) + y * sin(angle) - x;
    *up = y * cos(angle) - x * sin(angle) - y;
}

/* Where a line stands: boxes are loose, and of lines whose strips touch PDFium makes one. */
typedef struct Strip {
    int lower; /* pixels from the top */
    int size;
} Strip;

static int
by_value(gconstpointer one, gconstpointer other)
{
    return *(const int *)one - *(const int *)other;
}

static Strip
strip_of(const Reading *reading, const Line *line)
{
    g_autofree int *heights = g_new(int, line->n);
    g_autofree int *lowers = g_new(int, line->n);
    for (guint i = 0; i < line->n; i++) {
        const Word *word = g_ptr_array_index(reading->words, line->first + i);
        heights[i] = word->height;
        lowers[i] = word->y + word->height;
    }
    qsort(heights, line->n, sizeof(int), by_value);
    qsort(lowers, line->n, sizeof(int), by_value);
    return (Strip){lowers[line->n / 2], heights[line->n / 2] * SIZE_PERCENT / 100};
}

/* Strips of the lines, none higher than it is far to the line above or below it. */
static GArray *
strips_of(const Reading *reading, const GArray *lines)
{
    GArray *strips = g_array_new(FALSE, FALSE, sizeof(Strip));
    for (guint i = 0; i < lines->len; i++) {
        Strip strip = strip_of(reading, &g_array_index(lines, Line, i));
        g_array_append_val(strips, strip);
    }
    for (guint i = 1; i < strips->len; i++) {
        Strip *above = &g_array_index(strips, Strip, i - 1);
        Strip *below = &g_array_index(strips, Strip, i);
        int far = (below->lower - above->lower) * PITCH_PERCENT / 100;
        if (far > below->size / 3) { /* else they stand side by side */
            below->size = MIN(below->size, far);
            above->size = MIN(above->size, far);
        }
    }
    return strips;
}

/* A word's show string is stretched to the width of its box. */
static void
put_word(Layer *layer, const Line *line, const Strip *strip, const Word *word, guint n)
{
    double right = 0;
    double up = 0;
    lean(layer->reading, line, &right, &up);
    int size = MAX(strip->size, LEAST_SIZE);
    double advance = (double)n * size * LAYER_ADVANCE / LAYER_EM;
    int stretch = (int)lround(100 * MAX(word->width, 1) / advance / STRETCH_STEP);
    put_place(layer, (int)lround(word->x + right),
        (int)lround(layer->reading->height - strip->lower + up +
                    (double)size * -LAYER_LOWER / LAYER_EM),
        size, MAX(stretch, 1) * STRETCH_STEP);
}

/* The gap behind a word goes with it. */
static void
put_line(Layer *layer, const Line *line, const Strip *strip)
{
    guint end = 0;
    for (guint first = 0; first < layer->cells->len; first = end) {
        end = end_of(layer, first);
        guint n = end - first;
        int number = cell_at(layer, first)->word;
        if (end < layer->cells->len && number >= 0) {
            end = end_of(layer, end);
        }
        if (number >= 0) {
            put_word(layer, line, strip,
                g_ptr_array_index(layer->reading->words, line->first + (guint)number), n);
            put_string(layer, first, end);
        }
    }
}

static bool
put_lines(Layer *layer, const GArray *lines)
{
    bool any = false;
    g_autoptr(GArray) strips = strips_of(layer->reading, lines);
    for (guint i = 0; i < lines->len; i++) {
        const Line *line = &g_array_index(lines, Line, i);
        layer->cells = cells_of(layer->reading, line);
        if (layer->cells == NULL || layer->cells->len == 0) {
            g_clear_pointer(&layer->cells, g_array_unref);
            continue;
        }
        write_numbers_as_read(layer);
        find_marks(layer);
        put_line(layer, line, &g_array_index(strips, Strip, i));
        g_clear_pointer(&layer->cells, g_array_unref);
        any = true;
    }
    return any;
}

GString *
layer_of(const Reading *reading, LayerFont *font)
{
    g_autoptr(GArray) lines = lines_of(reading);
    g_autoptr(GArray) marks = g_array_new(FALSE, TRUE, sizeof(gunichar2));
    Layer layer = {.reading = reading,
        .font = font,
        .out = g_string_new("BT 3 Tr "),
        .rtl = page_is_rtl(reading),
        .marks = marks};
    if (!put_lines(&layer, lines)) {
        g_string_free(layer.out, TRUE);
        return NULL;
    }
    g_string_append(layer.out, "ET\n");
    return layer.out;
}
