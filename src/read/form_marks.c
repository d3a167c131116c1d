/* form_marks.c - where on a page a form lies, by the four black squares at its corners.
 *
 * Black blots of about the squares' size are tried four at a time, in each of the four ways a sheet
 * can lie; where the code is tells which is right. So the sheet may be turned, scaled, or
 * photographed at a slant.
 */
#include "read/form.h"
#include <math.h>

enum { BLOTS_MOST = 18 };
#define BLOT_DARK 110
#define CODE_OFF_MOST 5.0 /* mm */
#define CODE_SHARE 0.8    /* of the code's side with its quiet zone, without it */

typedef struct Blot {
    double x, y; /* its middle */
    double side; /* of a square of its area */
} Blot;

Corner
form_point(const FormPlace *place, double x, double y)
{
    const double *c = place->c;
    double scale = c[6] * x + c[7] * y + 1;
    scale = fabs(scale) > 1e-6 ? scale : 1e-6;
    return (Corner){
        (c[0] * x + c[1] * y + c[2]) / scale, (c[3] * x + c[4] * y + c[5]) / scale};
}

/* ---- blots ---- */

static int
by_size(gconstpointer one, gconstpointer other)
{
    double difference = ((const Blot *)other)->side - ((const Blot *)one)->side;
    return (difference > 0) - (difference < 0);
}

/* Filled blots, about as wide as high, with sides between least and most. */
static GArray *
blots_find(PIX *grey, double least, double most)
{
    GArray *blots = g_array_new(FALSE, FALSE, sizeof(Blot));
    PIXA *parts = NULL;
    g_autoptr(PIX) dark = pixThresholdToBinary(grey, BLOT_DARK);
    g_autoptr(BOXA) boxes = dark != NULL ? pixConnComp(dark, &parts, 8) : NULL;
    for (int i = 0; boxes != NULL && i < boxaGetCount(boxes); i++) {
        int x = 0, y = 0, width = 0, height = 0, area = 0;
        boxaGetBoxGeometry(boxes, i, &x, &y, &width, &height);
        if (width < least || height < least || width > 1.5 * most ||
            height > 1.5 * most || width > 1.8 * height || height > 1.8 * width)
            continue;
        g_autoptr(PIX) part = pixaGetPix(parts, i, L_CLONE);
        pixCountPixels(part, &area, NULL);
        Blot blot = {x + width / 2.0, y + height / 2.0, sqrt(area)};
        if (area > 0.45 * width * height && blot.side >= least && blot.side <= most)
            g_array_append_val(blots, blot);
    }
    pixaDestroy(&parts);
    g_array_sort(blots, by_size);
    if (blots->len > BLOTS_MOST)
        g_array_set_size(blots, BLOTS_MOST);
    return blots;
}

/* ---- four of them ---- */

/* The map of the marks to these blots, in this order; false when they lie on a line. */
static bool
place_of(const PaperForm *form, const Blot *const blots[4], FormPlace *place)
{
    PTA *from = ptaCreate(4);
    PTA *to = ptaCreate(4);
    l_float32 *found = NULL;
    for (int i = 0; i < 4; i++) {
        ptaAddPt(from, (float)form->marks[i][0], (float)form->marks[i][1]);
        ptaAddPt(to, (float)blots[i]->x, (float)blots[i]->y);
    }
    bool well = getProjectiveXformCoeffs(from, to, &found) == 0 && found != NULL;
    for (int i = 0; well && i < 8; i++) {
        place->c[i] = (double)found[i];
        well = isfinite(place->c[i]);
    }
    lept_free(found);
    ptaDestroy(&from);
    ptaDestroy(&to);
    return well;
}

static double
distance(Corner a, Corner b)
{
    return hypot(a.x - b.x, a.y - b.y);
}

/* How badly the form fits there; INFINITY when it cannot be. */
static double
misfit(const PaperForm *form, const FormPlace *place, const Blot *const blots[4],
    Corner code)
{
    double half = form->code_side / 2;
    Corner middle = form_point(place, form->code_x + half, form->code_y + half);
    Corner aside = form_point(place, form->code_x + half + 10, form->code_y + half);
    double scale = distance(middle, aside) / 10; /* pixels a millimetre, there */
    double off = scale > 0 ? distance(middle, code) / scale : INFINITY;
    if (!(off < CODE_OFF_MOST))
        return INFINITY;
    for (int i = 0; i < 4; i++) {
        double x = form->marks[i][0], y = form->marks[i][1];
        double wide =
            distance(form_point(place, x - 2, y), form_point(place, x + 2, y)) / 4;
        double high =
            distance(form_point(place, x, y - 2), form_point(place, x, y + 2)) / 4;
        double expected = sqrt(wide * high) * form->mark_side;
        double apart = fabs(log(blots[i]->side / expected));
        if (!(apart < 0.4) || wide > 2 * high || high > 2 * wide)
            return INFINITY;
        off += 5 * apart;
    }
    return off;
}

/* Clockwise round their middle, as seen on the page. */
static bool
in_order(const Blot *const four[4], const Blot *ordered[4])
{
    double x = 0, y = 0, angle[4];
    for (int i = 0; i < 4; i++) {
        x += four[i]->x / 4;
        y += four[i]->y / 4;
    }
    for (int i = 0; i < 4; i++) {
        double own = atan2(four[i]->y - y, four[i]->x - x);
        int at = i;
        for (; at > 0 && angle[at - 1] > own; at--) {
            angle[at] = angle[at - 1];
            ordered[at] = ordered[at - 1];
        }
        angle[at] = own;
        ordered[at] = four[i];
    }
    for (int i = 0; i < 4; i++) {
        double gap = i < 3 ? angle[i + 1] - angle[i] : angle[0] + 2 * G_PI - angle[3];
        if (gap > 0.9 * G_PI)
            return false;
    }
    return true;
}

static void
try_four(const PaperForm *form, const Blot *const four[4], Corner code, double *best,
    FormPlace *place)
{
    const Blot *ordered[4];
    if (!in_order(four, ordered))
        return;
    for (int turn = 0; turn < 4; turn++) {
        const Blot *turned[4];
        FormPlace tried;
        for (int i = 0; i < 4; i++)
            turned[i] = ordered[(i + turn) % 4];
        double off = place_of(form, turned, &tried) ? misfit(form, &tried, turned, code)
                                                    : (double)INFINITY;
        if (off < *best) {
            *best = off;
            *place = tried;
        }
    }
}

bool
form_find(PIX *grey, const PaperForm *form, const Code *code, FormPlace *place)
{
    double side = MAX(code->width, code->height);
    double scale =
        side / (form->code_side * CODE_SHARE); /* a turned box is up to √2 too large */
    g_autoptr(GArray) blots =
        blots_find(grey, form->mark_side * scale * 0.45, form->mark_side * scale * 1.4);
    const Corner middle = {code->x + code->width / 2.0, code->y + code->height / 2.0};
    double best = INFINITY;
    const Blot *all = (const Blot *)(const void *)blots->data;
    for (guint a = 0; a + 3 < blots->len; a++)
        for (guint b = a + 1; b + 2 < blots->len; b++)
            for (guint c = b + 1; c + 1 < blots->len; c++)
                for (guint d = c + 1; d < blots->len; d++) {
                    const Blot *const four[4] = {&all[a], &all[b], &all[c], &all[d]};
                    try_four(form, four, middle, &best, place);
                }
    return best < (double)INFINITY;
}

/* ---- flat ---- */

/* Between the four pixels round a place; paper beyond the edge. */
static double
level_at(PIX *grey, Corner at)
{
    int x = (int)floor(at.x), y = (int)floor(at.y);
    if (x < 0 || y < 0 || x + 1 >= (int)pixGetWidth(grey) ||
        y + 1 >= (int)pixGetHeight(grey))
        return 255;
    const l_uint32 *row = pixGetData(grey) + (gsize)y * (gsize)pixGetWpl(grey);
    const l_uint32 *below = row + pixGetWpl(grey);
    double across = at.x - x, down = at.y - y;
    double upper =
        GET_DATA_BYTE(row, x) * (1 - across) + GET_DATA_BYTE(row, x + 1) * across;
    double lower =
        GET_DATA_BYTE(below, x) * (1 - across) + GET_DATA_BYTE(below, x + 1) * across;
    return upper * (1 - down) + lower * down;
}

PIX *
form_flatten(PIX *grey, const FormPlace *place)
{
    int width = 210 * FORM_SCALE, height = 297 * FORM_SCALE;
    PIX *flat = pixCreate(width, height, 8);
    for (int y = 0; flat != NULL && y < height; y++) {
        l_uint32 *row = pixGetData(flat) + (gsize)y * (gsize)pixGetWpl(flat);
        for (int x = 0; x < width; x++) {
            Corner at = form_point(place, (x + 0.5) / FORM_SCALE, (y + 0.5) / FORM_SCALE);
            SET_DATA_BYTE(row, x, (int)lround(level_at(grey, at)));
        }
    }
    return flat;
}
