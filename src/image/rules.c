/* rules.c - the lines of forms and tables, taken away before reading; what is shown keeps them.
 *
 * A ruling is a straight run of ink longer than any stroke of a letter. Where a letter crosses it,
 * ink stands on both sides, and what lies between stays.
 */
#include "image/inside.h"

enum {
    RUN_LEVEL = 8,   /* text heights: no stroke of a letter runs level so far */
    RUN_UPRIGHT = 5, /* nor upright so far */
    THICK_SHARE = 4, /* of the text's height a ruling is thick at most, and two pixels */
    SPREAD = 3,      /* pixels a ruling a little askew may climb within a run */
};

/* A brick lying along a level ruling or standing along an upright one. */
typedef PIX *Morphology(PIX *to, PIX *from, l_int32 width, l_int32 height);

static PIX *
along(Morphology *operation, PIX *from, bool level, int length, int across)
{
    return from == NULL ? NULL
           : level      ? operation(NULL, from, length, across)
                        : operation(NULL, from, across, length);
}

/* The rulings of one direction, but for what letters need: 1 bit, where grey becomes white. */
static PIX *
rules_of(PIX *ink, bool level, int text_height)
{
    int run = text_height * (level ? RUN_LEVEL : RUN_UPRIGHT);
    int thick = text_height / THICK_SHARE + 2;
    g_autoptr(PIX) spread = along(pixDilateBrick, ink, level, 1, SPREAD);
    g_autoptr(PIX) rules = along(pixOpenCompBrick, spread, level, run, 1);
    if (rules == NULL || pixAnd(rules, rules, ink) == NULL) {
        return NULL;
    }
    g_autoptr(PIX) rest = pixSubtract(NULL, ink, rules);
    g_autoptr(PIX) bridged = along(pixCloseSafeBrick, rest, level, 1, thick + SPREAD);
    if (bridged == NULL) {
        return NULL;
    }
    pixSubtract(rules, rules, bridged);
    g_autoptr(PIX) halo = pixDilateBrick(NULL, rules, SPREAD, SPREAD);
    return halo != NULL ? pixSubtract(NULL, halo, bridged) : NULL;
}

void
rules_remove(PIX *grey, PIX *ink, int text_height)
{
    for (int level = 0; level < 2; level++) {
        g_autoptr(PIX) rules = rules_of(ink, level != 0, text_height);
        if (rules != NULL) {
            pixSetMasked(grey, rules, 255);
            pixSubtract(ink, ink, rules);
        }
    }
}
