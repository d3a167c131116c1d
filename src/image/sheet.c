/* sheet.c - the sheet in its picture: dark frames of scanners, tables round photographed paper.
 *
 * On a copy of a few hundred pixels each side is the straight line through the first strong steps
 * from dark to bright, going inwards. Brightness is compared as ratios, so that a shadow that
 * falls over sheet and table alike changes nothing. A photo taken from aslant is straightened; a
 * frame is only made white, which moves nothing.
 */
#include "image/inside.h"
#include <math.h>
#include <string.h>

enum {
    COARSE = 8,        /* reduction of the copy that is searched */
    SIDE_LEAST = 60,   /* pixels of that copy; less is no page */
    LINES_TRIED = 400, /* pairs of steps a side's line is guessed from */
    DARK_SHARE =
        8, /* one in so many of a side's outermost pixels dark asks for the search */
    EDGE_INSIDE =
        6, /* pixels kept off the found edge: its blur and the sheet's own shade */
    BLANK = 255,
};
#define DARK_RATIO 0.62    /* to the brightest paper: darker at the edge may be a frame */
#define STEP_RATIO 1.45    /* from table to paper */
#define STEP_NEAR 1.3      /* pixels of the coarse copy a step may lie off its line */
#define SUPPORT_LEAST 0.55 /* of a side's rows whose step lies on the line */
#define SLOPE_MOST 0.27    /* 15 degrees */
#define SEARCH_DEPTH 0.4   /* of the picture, inwards from each side */
#define ASLANT_LEAST 0.012 /* difference of opposite sides' slopes: 0.7 degrees */
#define AREA_LEAST 0.3     /* of the picture that a sheet covers */

/* A side as across = offset + slope × along. */
typedef struct Side {
    double offset, slope;
    bool found;
} Side;

/* One side's search: which way is inwards. */
typedef struct Look {
    PIX *coarse;
    bool vertical; /* a left or right side: along is y, across is x */
    bool far;      /* right or bottom: inwards is backwards */
    int along, across;
} Look;

static int
level_at(const Look *look, int along, int across)
{
    int inward = look->far ? look->across - 1 - across : across;
    int x = look->vertical ? inward : along;
    int y = look->vertical ? along : inward;
    return (int)GET_DATA_BYTE(
        pixGetData(look->coarse) + (gsize)y * (gsize)pixGetWpl(look->coarse), x);
}

/* Brightness of two pixels just inside over that of two just outside. */
static double
step_ratio(const Look *look, int along, int across)
{
    int inside = level_at(look, along, across + 1) + level_at(look, along, across + 2);
    int outside = level_at(look, along, across - 1) + level_at(look, along, across - 2);
    return (inside + 8.0) / (outside + 8.0);
}

/* The first strong step inwards, where it is strongest; negative when there is none. */
static double
first_step(const Look *look, int along)
{
    int depth = (int)(look->across * SEARCH_DEPTH);
    for (int at = 2; at < depth; at++) {
        double here = step_ratio(look, along, at);
        if (here < STEP_RATIO) {
            continue;
        }
        while (at + 1 < depth && step_ratio(look, along, at + 1) > here) {
            here = step_ratio(look, along, ++at);
        }
        return at + 0.5;
    }
    return -1;
}

/* Whether enough of the outermost pixels of this side are dark. */
static bool
edge_is_dark(const Look *look, int bright)
{
    int dark = 0;
    for (int along = 0; along < look->along; along++) {
        dark += level_at(look, along, 1) < bright * DARK_RATIO;
    }
    return dark * DARK_SHARE > look->along;
}

static int
support_of(const Side *side, const double *steps, int n)
{
    int near = 0;
    for (int i = 0; i < n; i++) {
        near +=
            steps[i] >= 0 && fabs(side->offset + side->slope * i - steps[i]) < STEP_NEAR;
    }
    return near;
}

/* Least squares over the steps near the line. */
static void
refine(Side *side, const double *steps, int n)
{
    double s = 0;
    double sx = 0;
    double sy = 0;
    double sxx = 0;
    double sxy = 0;
    for (int i = 0; i < n; i++) {
        if (steps[i] >= 0 &&
            fabs(side->offset + side->slope * i - steps[i]) < STEP_NEAR) {
            s += 1;
            sx += i;
            sy += steps[i];
            sxx += (double)i * i;
            sxy += i * steps[i];
        }
    }
    double determinant = s * sxx - sx * sx;
    if (determinant > 0) {
        side->slope = (s * sxy - sx * sy) / determinant;
        side->offset = (sy - side->slope * sx) / s;
    }
}

/* The line that most first steps lie on; pairs are drawn in a fixed order. */
static Side
side_of(const Look *look, int bright)
{
    Side best = {0};
    if (!edge_is_dark(look, bright)) {
        return best;
    }
    int n = look->along;
    g_autofree double *steps = g_new(double, (gsize)MAX(n, 1));
    for (int i = 0; i < n; i++) {
        steps[i] = first_step(look, i);
    }
    int most = 0;
    guint32 seed = 1;
    for (int i = 0; i < LINES_TRIED; i++) {
        seed = seed * 1664525 + 1013904223;
        int a = (int)((seed >> 8) % (guint32)n);
        seed = seed * 1664525 + 1013904223;
        int b = (int)((seed >> 8) % (guint32)n);
        if (ABS(a - b) < n / 8 || steps[a] < 0 || steps[b] < 0) {
            continue;
        }
        double slope = (steps[b] - steps[a]) / (b - a);
        Side side = {steps[a] - slope * a, slope, true};
        int near = fabs(slope) <= SLOPE_MOST ? support_of(&side, steps, n) : 0;
        if (near > most) {
            most = near;
            best = side;
        }
    }
    best.found = most > n * SUPPORT_LEAST;
    if (!best.found) {
        return (Side){0};
    }
    refine(&best, steps, n);
    return best;
}

/* Outside in the picture's own direction: a far side was measured backwards. */
static Side
side_in_picture(PIX *coarse, bool vertical, bool far, int bright)
{
    int width = pixGetWidth(coarse);
    int height = pixGetHeight(coarse);
    Look look = {
        coarse, vertical, far, vertical ? height : width, vertical ? width : height};
    Side side = side_of(&look, bright);
    if (far) {
        side.offset = look.across - side.offset;
        side.slope = -side.slope;
    }
    return side;
}

static Corner
crossing(const Side *level, const Side *upright)
{
    double x = (upright->offset + upright->slope * level->offset) /
               (1 - upright->slope * level->slope);
    return (Corner){x, level->offset + level->slope * x};
}

static double
area_of(const Corner c[4])
{
    double twice = 0;
    for (int i = 0; i < 4; i++) {
        const Corner *next = &c[(i + 1) % 4];
        twice += c[i].x * next->y - next->x * c[i].y;
    }
    return fabs(twice) / 2;
}

SheetKind
sheet_find(PIX *grey, Corner corners[4])
{
    g_autoptr(PIX) coarse = pixScaleAreaMap(grey, 1.0F / COARSE, 1.0F / COARSE);
    if (coarse == NULL || pixGetWidth(coarse) < SIDE_LEAST ||
        pixGetHeight(coarse) < SIDE_LEAST) {
        return SHEET_WHOLE;
    }
    l_uint32 bright = 255;
    pixGetRankValue(coarse, 2, 0.95F, &bright);
    Side top = side_in_picture(coarse, false, false, (int)bright);
    Side right = side_in_picture(coarse, true, true, (int)bright);
    Side bottom = side_in_picture(coarse, false, true, (int)bright);
    Side left = side_in_picture(coarse, true, false, (int)bright);
    if (!top.found && !right.found && !bottom.found && !left.found) {
        return SHEET_WHOLE;
    }
    const Corner found[4] = {crossing(&top, &left), crossing(&top, &right),
        crossing(&bottom, &right), crossing(&bottom, &left)};
    if (area_of(found) <
        AREA_LEAST * pixGetWidth(coarse) * (double)pixGetHeight(coarse)) {
        return SHEET_WHOLE;
    }
    for (int i = 0; i < 4; i++) {
        bool at_left = i == 0 || i == 3;
        bool at_top = i < 2;
        bool kept_x = at_left ? left.found : right.found;
        bool kept_y = at_top ? top.found : bottom.found;
        corners[i].x =
            found[i].x * COARSE + (kept_x ? at_left ? 1 : -1 : 0) * EDGE_INSIDE;
        corners[i].y = found[i].y * COARSE + (kept_y ? at_top ? 1 : -1 : 0) * EDGE_INSIDE;
    }
    bool all = top.found && right.found && bottom.found && left.found;
    bool aslant = fabs(top.slope - bottom.slope) > ASLANT_LEAST ||
                  fabs(left.slope - right.slope) > ASLANT_LEAST;
    return all && aslant ? SHEET_ASLANT : SHEET_FRAMED;
}

void
sheet_size(const Corner c[4], int *width, int *height)
{
    double top = hypot(c[1].x - c[0].x, c[1].y - c[0].y);
    double bottom = hypot(c[2].x - c[3].x, c[2].y - c[3].y);
    double left = hypot(c[3].x - c[0].x, c[3].y - c[0].y);
    double right = hypot(c[2].x - c[1].x, c[2].y - c[1].y);
    *width = MAX((int)lround((top + bottom) / 2), 1);
    *height = MAX((int)lround((left + right) / 2), 1);
}
