/* marks.c - what the marks on a page are, told by their boxes: letters, dust, rulings, blots.
 *
 * A mark is what hangs together in ink. That letters touch rulings or a stamp's ring makes large
 * marks; those are taken apart in rules.c and blots.c.
 */
#include "image/inside.h"

enum {
    TEXT_LOWEST = 4, /* smaller marks are dust */
    TEXT_LEAST =
        200, /* pixels of letters side by side that must be there to tell a height */
    LETTERS_MOST = 14, /* text heights: of letters joined to a word, lying or standing */
    RULE_LONG = 12,    /* text heights: of a mark that may be a ruling or a frame */
    BLOT_LARGE =
        4, /* text heights, both ways: of a mark that may be a stamp or a signature */
    SPECK_MOST = 2,  /* pixels, both ways */
    SPECKS_MANY = 6, /* to every other mark: fewer harm less than taking them away does */
    CODE_GAP = 5,    /* pixels of 75 dpi: the widest gap in a code, closed */
    CODE_SOLID =
        14, /* the least solid square in a closed code; lines of text have none */
    CODE_REACH =
        41, /* a code's solid parts are this near each other, and its edge to them */
    CODE_WHOLE = 1000, /* a picture with no longer side is looked at as a whole */
};

int
marks_text_height(BOXA *marks)
{
    int weights[TEXT_HIGHEST + 1] = {0};
    int total = 0;
    for (int i = 0; i < boxaGetCount(marks); i++) {
        int width = 0;
        int height = 0;
        boxaGetBoxGeometry(marks, i, NULL, NULL, &width, &height);
        if (height >= TEXT_LOWEST && height <= TEXT_HIGHEST && width < 20 * height) {
            weights[height] += MIN(width, 4 * height);
            total += MIN(width, 4 * height);
        }
    }
    if (total < TEXT_LEAST) {
        return 0;
    }
    int height = 0;
    for (int sum = 0; sum < total / 2; height++) {
        sum += weights[height];
    }
    return height - 1;
}

Foreign
marks_foreign(BOXA *marks, int text_height)
{
    Foreign foreign = {0};
    int specks = 0;
    for (int i = 0; i < boxaGetCount(marks); i++) {
        int width = 0;
        int height = 0;
        boxaGetBoxGeometry(marks, i, NULL, NULL, &width, &height);
        specks += width <= SPECK_MOST && height <= SPECK_MOST;
        foreign.rules |=
            width >= RULE_LONG * text_height || height >= RULE_LONG * text_height;
        foreign.blots |=
            width >= BLOT_LARGE * text_height && height >= BLOT_LARGE * text_height;
    }
    foreign.specks = specks > SPECKS_MANY * (boxaGetCount(marks) - specks);
    return foreign;
}

PIX *
marks_letters(PIX *ink, int text_height)
{
    g_autoptr(PIX) inside = pixRemoveBorderConnComps(ink, 8);
    return inside != NULL ? pixSelectBySize(inside, text_height * LETTERS_MOST,
                                text_height * LETTERS_MOST, 8, L_SELECT_IF_BOTH,
                                L_SELECT_IF_LTE, NULL)
                          : NULL;
}

static BOXA *
enlarged(BOXA *take, int scale)
{
    BOXA *boxes = boxaTransform(take, 0, 0, (float)scale, (float)scale);
    boxaDestroy(&take);
    return boxes;
}

BOXA *
marks_code_places(PIX *ink, int factor)
{
    if (MAX(pixGetWidth(ink), pixGetHeight(ink)) <= CODE_WHOLE) {
        return NULL;
    }
    g_autoptr(PIX) coarse = pixReduceRankBinary2(ink, 2, NULL);
    g_autoptr(PIX) closed =
        coarse != NULL ? pixCloseSafeBrick(NULL, coarse, CODE_GAP, CODE_GAP) : NULL;
    g_autoptr(PIX) solid =
        closed != NULL ? pixOpenBrick(NULL, closed, CODE_SOLID, CODE_SOLID) : NULL;
    g_autoptr(PIX) reach =
        solid != NULL ? pixDilateBrick(NULL, solid, CODE_REACH, CODE_REACH) : NULL;
    BOXA *places = reach != NULL ? pixConnCompBB(reach, 8) : NULL;
    return places != NULL ? enlarged(places, 2 * factor) : boxaCreate(1);
}
