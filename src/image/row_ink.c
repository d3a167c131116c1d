/* row_ink.c - along which heights of a page ink gathers: there lines of text run.
 *
 * The page is looked at in upright strips. In each, ink gathers along the rows of letters, in Arabic along the baseline most
 * of all. Rows of neighbouring strips at one height are one line, so that two blocks side by side need not have their lines at
 * the same heights (piecewise projection; Likforman-Sulem, Zahour, Taconet, 2007).
 */
#include "image/inside.h"
#include <stdlib.h>

enum {
    STRIP = 128, /* pixels; whole words of a row of bits */
    WINDOW = TEXT_HEIGHT,
    LEAST_INK = 24, /* black pixels of a strip in a window: less is dust */
    LEVEL = 8,      /* pixels a line may rise from strip to strip */
    NEAR = 2 * TEXT_HEIGHT / 3,
    WEAK_PERCENT = 30, /* of the ink of a row close by: its dots, its tails */
    CLOSE = 8 * TEXT_HEIGHT / 5,
};

/* Where ink is densest in a strip. */
typedef struct Peak {
    int strip, y, ink;
    int row; /* of which it is a part */
} Peak;

/* ---- peaks ---- */

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
    for (int y = 1; y + 1 < n; y++) {
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

/* Whether some strip has a peak of both. */
static bool
share_strip(const GArray *peaks, int one, int other)
{
    int last_one = -1;
    int last_other = -2;
    for (guint i = 0; i < peaks->len && last_one != last_other; i++) {
        const Peak *peak = &g_array_index(peaks, Peak, i);
        last_one = peak->row == one ? peak->strip : last_one;
        last_other = peak->row == other ? peak->strip : last_other;
    }
    return last_one == last_other;
}

static void
join(Chain *chain, int number, Chain *other, int gone, GArray *peaks)
{
    chain->from = MIN(chain->from, other->from);
    chain->to = MAX(chain->to, other->to);
    chain->ink += other->ink;
    chain->sum_y += other->sum_y;
    other->gone = true;
    for (guint i = 0; i < peaks->len; i++) {
        Peak *peak = &g_array_index(peaks, Peak, i);
        peak->row = peak->row == gone ? number : peak->row;
    }
}

/* Pieces of one line that were found apart, because it slopes or jumps. */
static void
join_chains(GArray *chains, GArray *peaks)
{
    for (guint i = 0; i < chains->len; i++) {
        Chain *chain = &g_array_index(chains, Chain, i);
        for (guint k = i + 1; k < chains->len && !chain->gone; k++) {
            Chain *other = &g_array_index(chains, Chain, k);
            if (!other->gone && abs(chain_y(other) - chain_y(chain)) <= NEAR &&
                !share_strip(peaks, (int)i, (int)k)) {
                join(chain, (int)i, other, (int)k, peaks);
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

GArray *
row_ink(PIX *ink)
{
    g_autoptr(GArray) peaks = peaks_of(ink);
    g_autoptr(GArray) chains = chains_of(peaks);
    join_chains(chains, peaks);
    drop_chains(chains);
    return rows_of(chains);
}
