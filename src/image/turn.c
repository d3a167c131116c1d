/* turn.c - how a page lies: on its side, on its head, askew.
 *
 * The lines of text tell the first and the last. Which way up they stand is told by Arabic's
 * baseline: the row where most of a joined word's ink lies is nearer its foot than its head, in
 * every face, since alef, lam and kaf rise higher than the tails hang. Latin letters are not
 * joined; theirs is told by more of them rising above the line than hanging below it.
 */
#include "image/inside.h"
#include <math.h>

enum {
    SKEW_REDUCTION =
        2,           /* of the reduced copy: half a pixel there is a tenth of a degree */
    WORD_MOST = 14,  /* text heights: longer is a ruling */
    LONG_LEAST = 10, /* text heights of joined letters that must be there to go by them */
    WAY_LEAST_WORDS = 8, /* joined words that must be there to tell the way up */
};
#define SKEW_LEAST 0.5   /* degrees: below, turning costs as much sharpness as it mends */
#define SKEW_RANGE 12.0F /* degrees either way */
#define SKEW_CONFIDENCE 2.0 /* leptonica's ratio of best to worst sharpness */
#define WORD_LEAST 1.8      /* text heights: shorter may be an alef */
#define LONG_SHAPE 1.5      /* times as long as broad: a mark that lies or stands */
#define LONG_SHARE 1.5      /* times as much one way as the other */
#define WAY_LEAST_WIDTH 1.2 /* a joined word's width, in text heights and in its own */
#define WAY_LEAST_SHARE \
    0.2 /* of all marks' width that is joined words; Latin has a tenth */
#define WAY_LEAST_LEAN 0.1  /* (above - below) / (above + below) the baseline */
#define WAY_LEAST_LATIN 6.0 /* leptonica's measure; Arabic gives 1, Latin from 8 on */

/* How the lines run, told by joined letters: level (0), upright (1); -1 when they do not tell, as
 * Latin ones, which stand whichever way their lines run. */
static int
way_lines_run(BOXA *marks, int text_height)
{
    double lying = 0;
    double standing = 0;
    for (int i = 0; i < boxaGetCount(marks); i++) {
        int width = 0;
        int height = 0;
        boxaGetBoxGeometry(marks, i, NULL, NULL, &width, &height);
        int length = MAX(width, height);
        if (length < WORD_LEAST * text_height || length > WORD_MOST * text_height) {
            continue;
        }
        lying += width >= LONG_SHAPE * height ? width : 0;
        standing += height >= LONG_SHAPE * width ? height : 0;
    }
    if (MAX(lying, standing) < LONG_LEAST * text_height) {
        return -1;
    }
    return lying > LONG_SHARE * standing ? 0 : standing > LONG_SHARE * lying ? 1 : -1;
}

/* Sharpness of the lines over angles; 0 where no angle stands out. */
static double
skew_of(PIX *ink)
{
    float angle = 0;
    float confidence = 0;
    int sign = pixFindSkewSweepAndSearch(ink, &angle, &confidence, 2 * SKEW_REDUCTION,
        SKEW_REDUCTION, SKEW_RANGE, 1.0F, 0.05F);
    return sign == 0 && confidence >= SKEW_CONFIDENCE ? angle : 0;
}

/* Both ways are tried, and the one whose lines are sharper is taken. */
static double
skew_either_way(PIX *ink, int *quarter_turns)
{
    float angle = 0;
    float confidence = 0;
    int sign = pixFindSkewOrthogonalRange(ink, &angle, &confidence, 2 * SKEW_REDUCTION,
        SKEW_REDUCTION, SKEW_RANGE, 1.0F, 0.05F, 0.0F);
    if (sign != 0 || confidence < SKEW_CONFIDENCE) {
        return 0;
    }
    if (fabsf(angle) > 45) {
        *quarter_turns = angle > 0 ? 1 : 3;
        angle -= angle > 0 ? 90 : -90;
    }
    return angle;
}

void
turn_measure(PIX *ink, BOXA *marks, int text_height, int *quarter_turns, double *skew)
{
    int way = way_lines_run(marks, text_height);
    *quarter_turns = MAX(way, 0);
    if (way == 1) {
        g_autoptr(PIX) level = pixRotateOrth(ink, 1);
        *skew = level != NULL ? skew_of(level) : 0;
    } else {
        *skew = way == 0 ? skew_of(ink) : skew_either_way(ink, quarter_turns);
    }
    if (fabs(*skew) < SKEW_LEAST) {
        *skew = 0;
    }
}

/* ---- the way up ---- */

static int
count_bits(const l_uint32 *row, int from, int to)
{
    int bits = 0;
    for (int word = from >> 5; word <= (to - 1) >> 5; word++) {
        l_uint32 value = row[word];
        if (word == from >> 5) {
            value &= 0xffffffffU >> (from & 31);
        }
        if (word == (to - 1) >> 5) {
            value &= 0xffffffffU << (31 - ((to - 1) & 31));
        }
        bits += __builtin_popcount(value);
    }
    return bits;
}

/* How far the mark's densest pair of rows lies below its top. */
static int
baseline_of(PIX *ink, int x, int y, int width, int height)
{
    int most = -1;
    int baseline = 0;
    int before = 0;
    for (int i = 0; i < height; i++) {
        const l_uint32 *row = pixGetData(ink) + (gsize)(y + i) * (gsize)pixGetWpl(ink);
        int bits = count_bits(row, x, x + width);
        if (i > 0 && bits + before > most) {
            most = bits + before;
            baseline = i - 1;
        }
        before = bits;
    }
    return baseline;
}

static bool
latin_is_over(PIX *ink)
{
    float rising = 0;
    return pixUpDownDetect(ink, &rising, 0, 0, 0) == 0 && rising <= -WAY_LEAST_LATIN;
}

bool
turn_is_over(PIX *ink, BOXA *marks, int text_height)
{
    double above = 0;
    double below = 0;
    double joined = 0;
    double all = 0;
    int words = 0;
    for (int i = 0; i < boxaGetCount(marks); i++) {
        int x = 0;
        int y = 0;
        int width = 0;
        int height = 0;
        boxaGetBoxGeometry(marks, i, &x, &y, &width, &height);
        if (height > 4 * text_height || height * 5 < 2 * text_height ||
            width > 30 * text_height) {
            continue;
        }
        all += width;
        if (width >= WAY_LEAST_WIDTH * text_height && width >= WAY_LEAST_WIDTH * height) {
            int baseline = baseline_of(ink, x, y, width, height);
            above += (double)baseline * width;
            below += (double)(height - 2 - baseline) * width;
            joined += width;
            words++;
        }
    }
    double lean = above + below > 0 ? (above - below) / (above + below) : 0;
    if (words < WAY_LEAST_WORDS || joined < WAY_LEAST_SHARE * all ||
        fabs(lean) < WAY_LEAST_LEAN) {
        return latin_is_over(ink);
    }
    return lean < 0;
}

PIX *
turn_by(PIX *picture, int quarter_turns, double skew)
{
    g_autoptr(PIX) turned = (quarter_turns & 3) != 0
                                ? pixRotateOrth(picture, quarter_turns & 3)
                                : pixClone(picture);
    if (turned == NULL || skew == 0) {
        return g_steal_pointer(&turned);
    }
    return pixRotate(
        turned, (float)(skew * G_PI / 180), L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, 0, 0);
}
