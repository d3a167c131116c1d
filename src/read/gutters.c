/* gutters.c - the white strip between two columns, told from those of tables, forms and verses.
 *
 * A gutter runs down through several lines with text on both sides. A table or a form has such
 * strips too, and is read line by line, as are the halves of a poem's verses: there each line
 * stands at one height on both sides. Columns are told by lines that do not, or by sides that are
 * both running text whose lines are long, as prose is. Only boxes of marks are looked at.
 */
#include "read/columns.h"
#include "read/inside.h"
#include <stdlib.h>
#include <string.h>

enum {
    CELL = 4, /* pixels of the grid gutters are looked for in */
    GUTTER_CELLS = 4,
    GUTTER_TALL = 8 * TEXT_HEIGHT,
    LINES_LEAST = 6, /* on each side of a gutter */
    PROSE_WIDE = 12 * TEXT_HEIGHT,
    PAGE_LINES = 8, /* of one of two pages side by side */
    PAGE_WIDE = 22 * TEXT_HEIGHT,
    LINE_APART = TEXT_HEIGHT,     /* of the middles of two lines */
    LINE_LEVEL = TEXT_HEIGHT / 2, /* of one line on both sides of a gutter */
    BENT = TEXT_HEIGHT,           /* and how far the page may bend it */
    MARK_LEAST = TEXT_HEIGHT / 2, /* of a mark that tells where its line is */
    MARK_HIGHEST = 4 * TEXT_HEIGHT,
    CUT_NEAR = TEXT_HEIGHT, /* how far from a gutter's end a page is cut at most */
};
#define LEVEL_SHARE 0.5  /* fewer lines of the emptier side level with others: columns */
#define PROSE_FULL 0.7   /* of the side's width, in the mean of its lines */
#define PROSE_INKED 0.55 /* of its lines' length; the rest are spaces */
#define PROSE_WHOLE 0.35 /* of its lines, as long as it is wide */
#define VERSE_WHOLE 0.9
#define FOLD_SHAPE 1.2
#define FOLD_TALL 0.85
#define FOLD_ASIDE 0.1
#define WHOLE_LINE 0.93 /* of the width */

/* One side's lines. */
typedef struct Side {
    GArray *middles; /* of int, from the top */
    double full;     /* the lines' mean length by the side's width */
    double inked;    /* the same of their marks */
    double whole;    /* how many go from edge to edge */
    int width;
} Side;

static void
side_clear(Side *side)
{
    g_clear_pointer(&side->middles, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Side, side_clear)

/* ---- lines ---- */

/* A line on one side: where its marks end, and the middle of each by its width. */
typedef struct Line {
    int left, right;
    double sum, widths;
} Line;

static bool
tells_line(const Mark *mark)
{
    int high = mark->bottom - mark->top;
    return high >= MARK_LEAST && high <= MARK_HIGHEST &&
           mark->right - mark->left >= MARK_LEAST;
}

/* The lines of marks that come from top to bottom, between these places. */
static GArray *
lines_of(const GArray *marks, const Mark *place)
{
    GArray *lines = g_array_new(FALSE, FALSE, sizeof(Line));
    Line *line = NULL;
    for (guint i = 0; i < marks->len; i++) {
        const Mark *mark = &g_array_index(marks, Mark, i);
        int at = mark_middle_y(mark);
        if (!tells_line(mark) || mark_middle_x(mark) < place->left ||
            mark_middle_x(mark) >= place->right || at < place->top ||
            at >= place->bottom) {
            continue;
        }
        if (line == NULL || at - line->sum / line->widths >= LINE_APART) {
            Line next = {mark->left, mark->right, 0, 0};
            g_array_append_val(lines, next);
            line = &g_array_index(lines, Line, lines->len - 1);
        }
        line->left = MIN(line->left, mark->left);
        line->right = MAX(line->right, mark->right);
        line->widths += mark->right - mark->left;
        line->sum += (double)at * (mark->right - mark->left);
    }
    return lines;
}

static Side
side_of(const GArray *marks, const Mark *place)
{
    Side side = {.middles = g_array_new(FALSE, FALSE, sizeof(int))};
    g_autoptr(GArray) lines = lines_of(marks, place);
    int left = G_MAXINT;
    int right = 0;
    for (guint i = 0; i < lines->len; i++) {
        const Line *line = &g_array_index(lines, Line, i);
        int middle = (int)(line->sum / line->widths);
        g_array_append_val(side.middles, middle);
        left = MIN(left, line->left);
        right = MAX(right, line->right);
    }
    side.width = MAX(right - left, 1);
    for (guint i = 0; i < lines->len; i++) {
        const Line *line = &g_array_index(lines, Line, i);
        double length = (double)(line->right - line->left) / side.width;
        side.full += length / lines->len;
        side.inked += line->widths / side.width / lines->len;
        side.whole += (length >= WHOLE_LINE ? 1.0 : 0) / lines->len;
    }
    return side;
}

/* How many of few stand at the height of one of many, when few is moved down so far. */
static double
level_share_at(const GArray *few, const GArray *many, int down)
{
    guint level = 0;
    for (guint i = 0; i < few->len; i++) {
        bool found = false;
        for (guint k = 0; k < many->len && !found; k++) {
            int apart = g_array_index(few, int, i) + down - g_array_index(many, int, k);
            found = ABS(apart) <= LINE_LEVEL;
        }
        level += found;
    }
    return few->len > 0 ? (double)level / few->len : 1;
}

/* The same, however the page is bent between the two. */
static double
level_share(const GArray *few, const GArray *many)
{
    double most = 0;
    for (int down = 0 - BENT; down <= BENT; down += LINE_LEVEL) {
        most = MAX(most, level_share_at(few, many, down));
    }
    return most;
}

/* Two pages of an open book: all the way down the middle of what is wider than high. */
static bool
is_fold(const Mark *bounds, const Gutter *gutter)
{
    int wide = bounds->right - bounds->left;
    int high = bounds->bottom - bounds->top;
    return wide >= FOLD_SHAPE * high &&
           gutter->bottom - gutter->top >= FOLD_TALL * high &&
           abs(gutter->middle - bounds->left - wide / 2) <= FOLD_ASIDE * wide;
}

/* Running text, one word after another, most of whose lines are long; less of it will do on the
 * pages of an open book. */
static bool
is_prose(const Side *side, bool fold)
{
    bool is_page =
        side->width >= PAGE_WIDE &&
        (side->full >= PROSE_FULL || (fold && side->middles->len >= PAGE_LINES));
    return side->width >= PROSE_WIDE && side->inked >= PROSE_INKED * side->full &&
           (is_page || side->whole >= PROSE_WHOLE);
}

static bool
are_columns(const Side *one, const Side *two, bool fold)
{
    const Side *few = one->middles->len < two->middles->len ? one : two;
    const Side *many = few == one ? two : one;
    if (few->middles->len < LINES_LEAST) {
        return false;
    }
    if (level_share(few->middles, many->middles) < LEVEL_SHARE) {
        return true;
    }
    return is_prose(one, fold) && is_prose(two, fold) &&
           MIN(one->whole, two->whole) < VERSE_WHOLE;
}

/* ---- gutters ---- */

Mark
marks_bounds(const GArray *marks)
{
    Mark bounds = {G_MAXINT, G_MAXINT, 0, 0};
    for (guint i = 0; i < marks->len; i++) {
        const Mark *mark = &g_array_index(marks, Mark, i);
        bounds.left = MIN(bounds.left, mark->left);
        bounds.top = MIN(bounds.top, mark->top);
        bounds.right = MAX(bounds.right, mark->right);
        bounds.bottom = MAX(bounds.bottom, mark->bottom);
    }
    return bounds;
}

/* Which cells have ink, row by row. */
static guint8 *
grid_of(const GArray *marks, const Mark *bounds, int wide, int high)
{
    guint8 *grid = g_malloc0((gsize)wide * (gsize)high);
    for (guint i = 0; i < marks->len; i++) {
        const Mark *mark = &g_array_index(marks, Mark, i);
        int from = (mark->left - bounds->left) / CELL;
        int to = MIN((mark->right - bounds->left) / CELL, wide - 1);
        for (int y = (mark->top - bounds->top) / CELL;
             y <= MIN((mark->bottom - bounds->top) / CELL, high - 1); y++) {
            memset(grid + (gsize)y * (gsize)wide + from, 1, (gsize)(to - from + 1));
        }
    }
    return grid;
}

static void
consider(
    const GArray *marks, const Mark *bounds, int x, int top, int bottom, Gutter *best)
{
    Gutter gutter = {bounds->left + x * CELL + GUTTER_CELLS * CELL / 2,
        bounds->top + top * CELL, bounds->top + bottom * CELL, 0};
    if (gutter.bottom - gutter.top < GUTTER_TALL) {
        return;
    }
    g_auto(Side) left =
        side_of(marks, &(Mark){bounds->left, gutter.top, gutter.middle, gutter.bottom});
    g_auto(Side) right =
        side_of(marks, &(Mark){gutter.middle, gutter.top, bounds->right, gutter.bottom});
    gutter.lines = (int)MIN(left.middles->len, right.middles->len);
    if (gutter.lines > best->lines &&
        are_columns(&left, &right, is_fold(bounds, &gutter))) {
        *best = gutter;
    }
}

/* The place near this height, between these, that fewest marks stand across. */
static int
clear_height(const GArray *marks, int height)
{
    int best = height;
    int fewest = G_MAXINT;
    for (int away = 0; away <= 2 * CUT_NEAR; away++) {
        int at = height + (away % 2 != 0 ? 1 : -1) * ((away + 1) / 2);
        int across = 0;
        for (guint i = 0; i < marks->len; i++) {
            const Mark *mark = &g_array_index(marks, Mark, i);
            across += mark->top < at && mark->bottom > at;
        }
        if (across < fewest) {
            fewest = across;
            best = at;
        }
    }
    return best;
}

Gutter
gutter_find(const GArray *marks)
{
    Mark bounds = marks_bounds(marks);
    Gutter best = {0};
    int wide = (bounds.right - bounds.left) / CELL + 1;
    int high = (bounds.bottom - bounds.top) / CELL + 1;
    g_autofree guint8 *grid = grid_of(marks, &bounds, wide, high);
    g_autofree int *tall = g_new0(int, (gsize)wide + 1); /* of the white strip so far */
    for (int y = 0; y <= high; y++) {
        int white = 0;
        int told = 0; /* of the strip just considered: its neighbour is the same */
        for (int x = wide - 1; x >= 0; x--) {
            bool inked = y == high || grid[(gsize)y * (gsize)wide + (gsize)x] != 0;
            white = inked ? 0 : white + 1;
            if (white >= GUTTER_CELLS) {
                tall[x]++;
                told = 0;
                continue;
            }
            if (tall[x] > 0 && tall[x] != told) {
                consider(marks, &bounds, x, y - tall[x], y, &best);
            }
            told = tall[x];
            tall[x] = 0;
        }
    }
    if (best.lines > 0) {
        best.top = clear_height(marks, best.top);
        best.bottom = clear_height(marks, best.bottom);
    }
    return best;
}
