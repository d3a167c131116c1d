/* rows.c - where the lines of text stand on a clean page.
 *
 * The page is looked at in upright strips. In each, ink gathers along the rows of letters, in Arabic along the baseline most
 * of all: where it is densest, over a letter's height, a row runs. Rows of neighbouring strips at one height are one line, so
 * that two blocks side by side need not have their lines at the same heights. Every mark then goes to the line it stands on,
 * and a line is cut out without the marks of the others (after piecewise projection, Likforman-Sulem et al., 2007).
 */
#include "image/image.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    INK = 180,   /* thin strokes hold together */
    STRIP = 128, /* pixels; whole words of a row of bits */
    WINDOW = TEXT_HEIGHT,
    LEAST_INK = 24,    /* black pixels of a strip in a window: less is dust */
    LEVEL = 8,         /* pixels a line may rise from strip to strip */
    MOST_PEAKS = 300,  /* of one strip */
    WEAK_PERCENT = 30, /* of the ink of a row close by: its dots, its tails */
    CLOSE = 8 * TEXT_HEIGHT / 5,
    GIANT = 5 * TEXT_HEIGHT, /* higher marks are no letters */
    LETTER_LEAST = TEXT_HEIGHT / 3,
    ABOVE = 5 * TEXT_HEIGHT / 4, /* of the middle of a row, what is still its own */
    BELOW = 5 * TEXT_HEIGHT / 4,
    EDGE = 40, /* one mark of so many may stand out of its line */
};
#define BLOCK_GAP 1.6 /* usual distances of lines, between blocks */

/* Where ink is densest in a strip. */
typedef struct Peak {
    int strip, y, ink;
    int row; /* of which it is a part */
} Peak;

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

/* ---- rows of ink ---- */

/* Black pixels of each row of a strip. */
static void
count_ink(PIX *ink, int strip, int *counts)
{
    int words = MIN(STRIP / 32, (int)pixGetWpl(ink) - strip * (STRIP / 32));
    for (int y = 0; y < pixGetHeight(ink); y++) {
        const l_uint32 *row =
            pixGetData(ink) + (gsize)y * (gsize)pixGetWpl(ink) + strip * (STRIP / 32);
        counts[y] = 0;
        for (int i = 0; i < words; i++) {
            counts[y] += __builtin_popcount(row[i]);
        }
    }
}

/* Sums over a window round each, twice, so that a row has one summit. */
static void
smooth(int *counts, int n, int window)
{
    g_autofree gint64 *sums = g_new(gint64, n + 1);
    sums[0] = 0;
    for (int i = 0; i < n; i++) {
        sums[i + 1] = sums[i] + counts[i];
    }
    for (int i = 0; i < n; i++) {
        int from = MAX(i - window / 2, 0);
        int to = MIN(i + window / 2 + 1, n);
        counts[i] = (int)(sums[to] - sums[from]);
    }
}

static void
find_peaks(const int *counts, int n, int strip, GArray *peaks)
{
    guint first = peaks->len;
    for (int y = 1; y + 1 < n && peaks->len - first < MOST_PEAKS; y++) {
        if (counts[y] < LEAST_INK * WINDOW / 2 || counts[y] < counts[y - 1] ||
            counts[y] <= counts[y + 1]) {
            continue;
        }
        Peak peak = {strip, y, counts[y], -1};
        Peak *before =
            peaks->len > first ? &g_array_index(peaks, Peak, peaks->len - 1) : NULL;
        if (before == NULL || y - before->y > TEXT_HEIGHT) {
            g_array_append_val(peaks, peak);
        } else if (before->ink < peak.ink) {
            *before = peak;
        }
    }
}

/* Dots and tails gather ink too, beside the rows they belong to, and less of it. */
static void
drop_weak(GArray *peaks)
{
    g_autofree bool *weak = g_new0(bool, peaks->len);
    for (guint i = 0; i < peaks->len; i++) {
        const Peak *peak = &g_array_index(peaks, Peak, i);
        for (guint k = i;
             k-- > 0 && g_array_index(peaks, Peak, k).strip == peak->strip;) {
            const Peak *other = &g_array_index(peaks, Peak, k);
            if (peak->y - other->y > CLOSE) {
                break;
            }
            if (peak->ink * 100 < other->ink * WEAK_PERCENT) {
                weak[i] = true;
            } else if (other->ink * 100 < peak->ink * WEAK_PERCENT) {
                weak[k] = true;
            }
        }
    }
    for (guint i = peaks->len; i-- > 0;) {
        if (weak[i]) {
            g_array_remove_index(peaks, i);
        }
    }
}

static GArray *
peaks_of(PIX *ink)
{
    GArray *peaks = g_array_new(FALSE, FALSE, sizeof(Peak));
    int n = pixGetHeight(ink);
    int strips = (pixGetWidth(ink) + STRIP - 1) / STRIP;
    g_autofree int *counts = g_new(int, n);
    for (int strip = 0; strip < strips; strip++) {
        count_ink(ink, strip, counts);
        smooth(counts, n, WINDOW);
        smooth(counts, n, WINDOW / 2);
        find_peaks(counts, n, strip, peaks);
    }
    drop_weak(peaks);
    return peaks;
}

/* ---- lines ---- */

typedef struct Chain {
    int from, to;      /* strips */
    int first, last;   /* heights in them */
    gint64 ink, sum_y; /* sum_y: weighed by ink */
    bool gone;
} Chain;

/* Rows at one height in neighbouring strips, or beyond empty ones, are one line. Peaks come by strips. */
static GArray *
chains_of(GArray *peaks)
{
    GArray *chains = g_array_new(FALSE, FALSE, sizeof(Chain));
    for (guint i = 0; i < peaks->len; i++) {
        Peak *peak = &g_array_index(peaks, Peak, i);
        int best = -1;
        int nearest = LEVEL + 1;
        for (guint k = 0; k < chains->len; k++) {
            const Chain *chain = &g_array_index(chains, Chain, k);
            int away = abs(chain->last - peak->y);
            if (chain->to < peak->strip && away < nearest) {
                best = (int)k;
                nearest = away;
            }
        }
        if (best < 0) {
            Chain chain = {peak->strip, peak->strip, peak->y, peak->y, 0, 0, false};
            best = (int)chains->len;
            g_array_append_val(chains, chain);
        }
        Chain *chain = &g_array_index(chains, Chain, best);
        chain->to = peak->strip;
        chain->last = peak->y;
        chain->ink += peak->ink;
        chain->sum_y += (gint64)peak->ink * peak->y;
        peak->row = best;
    }
    return chains;
}

static int
chain_y(const Chain *chain)
{
    return (int)(chain->sum_y / MAX(chain->ink, 1));
}

/* Pieces of one line that were found apart: no strip has both. */
static void
join_chains(GArray *chains, const GArray *peaks)
{
    for (guint i = 0; i < chains->len; i++) {
        Chain *chain = &g_array_index(chains, Chain, i);
        for (guint k = i + 1; k < chains->len && !chain->gone; k++) {
            Chain *other = &g_array_index(chains, Chain, k);
            if (other->gone ||
                abs(chain_y(other) - chain_y(chain)) > TEXT_HEIGHT * 2 / 3) {
                continue;
            }
            guint64 strips[2][4] = {{0}};
            for (guint p = 0; p < peaks->len; p++) {
                const Peak *peak = &g_array_index(peaks, Peak, p);
                if (peak->row == (int)i || peak->row == (int)k) {
                    strips[peak->row == (int)k][peak->strip / 64 % 4] |=
                        (guint64)1 << (peak->strip % 64);
                }
            }
            bool both = false;
            for (int s = 0; s < 4; s++) {
                both = both || (strips[0][s] & strips[1][s]) != 0;
            }
            if (both) {
                continue;
            }
            chain->from = MIN(chain->from, other->from);
            chain->to = MAX(chain->to, other->to);
            chain->ink += other->ink;
            chain->sum_y += other->sum_y;
            other->gone = true;
            for (guint p = 0; p < peaks->len; p++) {
                Peak *peak = &g_array_index((GArray *)peaks, Peak, p);
                if (peak->row == (int)k) {
                    peak->row = (int)i;
                }
            }
        }
    }
}

/* A chain close to a stronger one that runs past it in the same strips is what hangs from it. */
static void
drop_chains(GArray *chains)
{
    for (guint i = 0; i < chains->len; i++) {
        Chain *chain = &g_array_index(chains, Chain, i);
        for (guint k = 0; k < chains->len; k++) {
            const Chain *other = &g_array_index(chains, Chain, k);
            if (k != i && !other->gone &&
                abs(chain_y(other) - chain_y(chain)) < TEXT_HEIGHT &&
                other->from <= chain->to && chain->from <= other->to &&
                chain->ink * 2 < other->ink) {
                chain->gone = true;
            }
        }
    }
}

static int
by_y(const void *a, const void *b)
{
    return ((const TextRow *)a)->middle - ((const TextRow *)b)->middle;
}

static GArray *
rows_of(const GArray *chains)
{
    GArray *rows = g_array_new(FALSE, TRUE, sizeof(TextRow));
    for (guint i = 0; i < chains->len; i++) {
        const Chain *chain = &g_array_index(chains, Chain, i);
        if (!chain->gone) {
            TextRow row = {.middle = chain_y(chain),
                .x = chain->from * STRIP,
                .width = (chain->to + 1 - chain->from) * STRIP};
            g_array_append_val(rows, row);
        }
    }
    g_array_sort(rows, by_y);
    return rows;
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
            MAX(MAX(row->x - STRIP - (x + width), x - (row->x + row->width + STRIP)), 0);
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
    g_autoptr(GArray) peaks = peaks_of(ink);
    g_autoptr(GArray) chains = chains_of(peaks);
    join_chains(chains, peaks);
    drop_chains(chains);
    TextRows *found = g_new0(TextRows, 1);
    found->marks = marks;
    found->owners = g_new0(int, pixaGetCount(marks));
    found->rows = rows_of(chains);
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
