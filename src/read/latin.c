/* latin.c - whether a page is in Latin script, by the shapes of its marks: Latin letters stand apart, Arabic ones are joined. */
#include "read/inside.h"

enum {
    LEAST_LETTERS = 40, /* marks on a page below which its shapes tell nothing */
    INK = 128,
};
#define WIDE 1.5 /* a joined mark: wider than this many times its height */
#define PAGE_MOST_WIDE \
    0.18 /* share of joined marks, by width, on a page in Latin script */

typedef struct Shape {
    double width;  /* of all marks as high as letters */
    double joined; /* of those that are wide */
    int letters;
} Shape;

static void
shape_add(Shape *shape, int width, int height, int text_height)
{
    if (height < text_height * 45 / 100 || height > text_height * 3) {
        return;
    }
    shape->letters++;
    shape->width += width;
    if (width > WIDE * height) {
        shape->joined += width;
    }
}

static BOXA *
marks_of(PIX *grey)
{
    g_autoptr(PIX) ink = pixThresholdToBinary(grey, INK);
    return ink != NULL ? pixConnCompBB(ink, 8) : NULL;
}

bool
latin_is_page(PIX *grey)
{
    Shape shape = {0};
    g_autoptr(BOXA) marks = marks_of(grey);
    for (int i = 0; i < (marks != NULL ? boxaGetCount(marks) : 0); i++) {
        int width = 0;
        int height = 0;
        boxaGetBoxGeometry(marks, i, NULL, NULL, &width, &height);
        shape_add(&shape, width, height, TEXT_HEIGHT);
    }
    return shape.letters >= LEAST_LETTERS && shape.joined < PAGE_MOST_WIDE * shape.width;
}
