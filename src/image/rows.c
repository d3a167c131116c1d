/* rows.c - the lines of text of a clean page, and what belongs to each.
 *
 * Where lines run is told by their ink (row_ink.c). Every mark goes to the line it stands on, and a line is cut out without
 * the marks of the others.
 */
#include "image/inside.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    INK = 180,               /* thin strokes hold together */
    GIANT = 5 * TEXT_HEIGHT, /* higher marks are no letters */
    LETTER_LEAST = TEXT_HEIGHT / 3,
    ASIDE = 8 * TEXT_HEIGHT,     /* beyond its ends a line has marks still */
    ABOVE = 5 * TEXT_HEIGHT / 4, /* of the middle of a row, what is still its own */
    EDGE = 40,                   /* one mark of so many may stand out of its line */
};
#define BLOCK_GAP 1.6 /* usual distances of lines, between blocks */

struct TextRows {
    PIXA *marks;  /* owned; their boxes are the page's */
    int *owners;  /* of each mark: its row, -1 none */
    GArray *rows; /* of TextRow */
};

void
text_rows_free(TextRows *rows)
{
    if (rows == NULL) {
        return;
    }
    pixaDestroy(&rows->marks);
    g_free(rows->owners);
    g_array_unref(rows->rows);
    g_free(rows);
}

/* ---- marks ---- */

/* The row a mark stands on: the one nearest to it, of those that run there first. */
static int
row_of(const GArray *rows, int x, int y, int width, int height)
{
    int best = -1;
    int nearest = G_MAXINT;
    for (guint i = 0; i < rows->len; i++) {
        const TextRow *row = &g_array_index(rows, TextRow, i);
        int away = row->middle < y            ? y - row->middle
                   : row->middle > y + height ? row->middle - y - height
                                              : 0;
        int aside =
            MAX(MAX(row->x - ASIDE - (x + width), x - (row->x + row->width + ASIDE)), 0);
        int middle = abs(row->middle - (y + height / 2));
        int cost = 4 * away + middle + aside;
        if (away <= ABOVE && aside == 0 && cost < nearest) {
            nearest = cost;
            best = (int)i;
        }
    }
    return best;
}

/* Whether a mark hangs over the middles of two lines. */
static bool
joins_rows(const GArray *rows, int x, int y, int width, int height)
{
    int met = 0;
    for (guint i = 0; i < rows->len; i++) {
        const TextRow *row = &g_array_index(rows, TextRow, i);
        met += row->middle > y && row->middle < y + height && row->x < x + width &&
               x < row->x + row->width;
    }
    return met > 1;
}

typedef struct Extent {
    int left, right;
    GArray *tops, *bottoms; /* of int: marks as high as letters */
} Extent;

static int
by_number(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

/* The value below which, or above which, next to none lies. */
static int
edge(GArray *values, bool upper)
{
    g_array_sort(values, by_number);
    guint cut = values->len / EDGE;
    return g_array_index(values, int, upper ? values->len - 1 - cut : cut);
}

static void
drop_row(TextRows *found, int row)
{
    g_array_remove_index(found->rows, (guint)row);
    for (int i = 0; i < pixaGetCount(found->marks); i++) {
        found->owners[i] = found->owners[i] == row  ? -1
                           : found->owners[i] > row ? found->owners[i] - 1
                                                    : found->owners[i];
    }
}

/* A line none of whose letters rise, or none hang, is as high as the others: a letter's place in its line tells it from
 * another. */
static void
even_heights(GArray *rows)
{
    g_autoptr(GArray) ups = g_array_new(FALSE, FALSE, sizeof(int));
    g_autoptr(GArray) downs = g_array_new(FALSE, FALSE, sizeof(int));
    for (guint i = 0; i < rows->len; i++) {
        const TextRow *row = &g_array_index(rows, TextRow, i);
        int up = row->middle - row->y;
        int down = row->y + row->height - row->middle;
        g_array_append_val(ups, up);
        g_array_append_val(downs, down);
    }
    if (rows->len == 0) {
        return;
    }
    g_array_sort(ups, by_number);
    g_array_sort(downs, by_number);
    int up = g_array_index(ups, int, ups->len / 2);
    int down = g_array_index(downs, int, downs->len / 2);
    for (guint i = 0; i < rows->len; i++) {
        TextRow *row = &g_array_index(rows, TextRow, i);
        int bottom = MAX(row->y + row->height, row->middle + down);
        row->y = MAX(MIN(row->y, row->middle - up), 0);
        row->height = bottom - row->y;
    }
}

static void
own_marks(TextRows *found)
{
    guint n = found->rows->len;
    g_autofree Extent *extents = g_new0(Extent, n);
    for (guint i = 0; i < n; i++) {
        extents[i] = (Extent){G_MAXINT, 0, g_array_new(FALSE, FALSE, sizeof(int)),
            g_array_new(FALSE, FALSE, sizeof(int))};
    }
    for (int i = 0; i < pixaGetCount(found->marks); i++) {
        int x = 0;
        int y = 0;
        int width = 0;
        int height = 0;
        pixaGetBoxGeometry(found->marks, i, &x, &y, &width, &height);
        found->owners[i] = -1;
        int row = height < GIANT ? row_of(found->rows, x, y, width, height) : -1;
        if (row < 0) {
            continue;
        }
        Extent *extent = &extents[row];
        extent->left = MIN(extent->left, x);
        extent->right = MAX(extent->right, x + width);
        if (joins_rows(found->rows, x, y, width, height)) {
            continue;
        }
        found->owners[i] = row;
        if (height >= LETTER_LEAST) {
            int bottom = y + height;
            g_array_append_val(extent->tops, y);
            g_array_append_val(extent->bottoms, bottom);
        }
    }
    for (guint i = 0; i < n; i++) {
        TextRow *row = &g_array_index(found->rows, TextRow, i);
        const Extent *extent = &extents[i];
        if (extent->tops->len > 0) {
            row->x = extent->left;
            row->width = extent->right - extent->left;
            row->y = edge(extent->tops, false);
            row->height = edge(extent->bottoms, true) - row->y;
        }
        g_array_unref(extent->tops);
        g_array_unref(extent->bottoms);
    }
    for (guint i = n; i-- > 0;) {
        if (g_array_index(found->rows, TextRow, i).height == 0) {
            drop_row(found, (int)i);
        }
    }
    even_heights(found->rows);
}

/* ---- the page ---- */

static void
find_blocks(GArray *rows)
{
    g_autoptr(GArray) steps = g_array_new(FALSE, FALSE, sizeof(int));
    for (guint i = 1; i < rows->len; i++) {
        int step = g_array_index(rows, TextRow, i).middle -
                   g_array_index(rows, TextRow, i - 1).middle;
        if (step > TEXT_HEIGHT) {
            g_array_append_val(steps, step);
        }
    }
    g_array_sort(steps, by_number);
    double usual = steps->len > 0 ? g_array_index(steps, int, steps->len / 2) : 0;
    for (guint i = 0; i < rows->len; i++) {
        TextRow *row = &g_array_index(rows, TextRow, i);
        row->ends_block =
            i + 1 == rows->len ||
            g_array_index(rows, TextRow, i + 1).middle - row->middle > BLOCK_GAP * usual;
    }
}

TextRows *
text_rows_find(PIX *grey)
{
    g_autoptr(PIX) ink = pixThresholdToBinary(grey, INK);
    PIXA *marks = NULL;
    g_autoptr(BOXA) boxes = ink != NULL ? pixConnComp(ink, &marks, 8) : NULL;
    if (boxes == NULL) {
        return NULL;
    }
    TextRows *found = g_new0(TextRows, 1);
    found->marks = marks;
    found->owners = g_new0(int, pixaGetCount(marks));
    found->rows = row_ink(ink);
    own_marks(found);
    find_blocks(found->rows);
    return found;
}

const GArray *
text_rows(const TextRows *rows)
{
    return rows->rows;
}

PIX *
text_rows_cut(
    const TextRows *rows, PIX *grey, guint number, int x, int y, int width, int height)
{
    BOX *box = boxCreate(x, y, width, height);
    PIX *part = pixClipRectangle(grey, box, NULL);
    boxDestroy(&box);
    for (int i = 0; part != NULL && i < pixaGetCount(rows->marks); i++) {
        int left = 0;
        int top = 0;
        int wide = 0;
        int high = 0;
        pixaGetBoxGeometry(rows->marks, i, &left, &top, &wide, &high);
        if (rows->owners[i] < 0 || rows->owners[i] == (int)number || top >= y + height ||
            top + high <= y || left >= x + width || left + wide <= x) {
            continue;
        }
        g_autoptr(PIX) mark = pixaGetPix(rows->marks, i, L_CLONE);
        g_autoptr(PIX) wider = pixAddBorder(mark, 1, 0);
        g_autoptr(PIX) mask = wider != NULL ? pixDilateBrick(NULL, wider, 3, 3) : NULL;
        if (mask != NULL) {
            pixSetMaskedGeneral(part, mask, 255, left - 1 - x, top - 1 - y);
        }
    }
    return part;
}
