/* upright.c - from the stored page to the upright one: its size, its places, its picture.
 *
 * A page is cut out of a photo, turned by quarters, then straightened, in this order. Words and
 * codes are told where they lie on the upright page; only the small picture that people see is
 * ever turned.
 */
#include "image/inside.h"
#include <math.h>

void
upright_cut(Upright *upright, const Corner corners[4], int reduction)
{
    Corner full[4];
    for (int i = 0; i < 4; i++) {
        full[i] = (Corner){corners[i].x * reduction, corners[i].y * reduction};
        upright->corners[i] = full[i];
    }
    upright->is_cut = true;
    sheet_size(full, &upright->sheet_width, &upright->sheet_height);
}

void
upright_size(const Upright *upright, int *width, int *height)
{
    bool lies = upright->quarter_turns % 2 != 0;
    *width = lies ? upright->sheet_height : upright->sheet_width;
    *height = lies ? upright->sheet_width : upright->sheet_height;
}

Corner
upright_place(const Upright *upright, Corner stored)
{
    int sheet_width = upright->sheet_width;
    int sheet_height = upright->sheet_height;
    Corner at = upright->is_cut
                    ? sheet_place(upright->corners, sheet_width, sheet_height, stored)
                    : stored;
    const Corner turned[4] = {at, {sheet_height - at.y, at.x},
        {sheet_width - at.x, sheet_height - at.y}, {at.y, sheet_width - at.x}};
    at = turned[upright->quarter_turns & 3];
    int width = 0;
    int height = 0;
    upright_size(upright, &width, &height);
    double angle = upright->skew * G_PI / 180;
    double x = at.x - width / 2.0;
    double y = at.y - height / 2.0;
    return (Corner){x * cos(angle) - y * sin(angle) + width / 2.0,
        x * sin(angle) + y * cos(angle) + height / 2.0};
}

PIX *
image_upright(PIX *page, const Upright *upright, int most_side)
{
    int side = MAX(pixGetWidth(page), pixGetHeight(page));
    double scale = MIN(1.0, (double)most_side / side);
    g_autoptr(PIX) picture =
        scale < 1 ? pixScaleAreaMap(page, (float)scale, (float)scale) : pixClone(page);
    if (picture != NULL && upright->is_cut) {
        Corner corners[4];
        for (int i = 0; i < 4; i++) {
            corners[i] =
                (Corner){upright->corners[i].x * scale, upright->corners[i].y * scale};
        }
        PIX *sheet =
            sheet_straighten(picture, corners, (int)lround(upright->sheet_width * scale),
                (int)lround(upright->sheet_height * scale));
        pixDestroy(&picture);
        picture = sheet;
    }
    return picture != NULL ? turn_by(picture, upright->quarter_turns, upright->skew)
                           : NULL;
}

BOXA *
upright_stored(const Upright *upright, BOXA *take)
{
    g_autoptr(BOXA) places = take;
    if (places == NULL || !upright->is_cut) {
        return g_steal_pointer(&places);
    }
    BOXA *stored = boxaCreate(boxaGetCount(places));
    for (int i = 0; i < boxaGetCount(places); i++) {
        int x = 0;
        int y = 0;
        int width = 0;
        int height = 0;
        boxaGetBoxGeometry(places, i, &x, &y, &width, &height);
        double low_x = G_MAXINT;
        double low_y = G_MAXINT;
        double high_x = 0;
        double high_y = 0;
        for (int k = 0; k < 4; k++) {
            Corner at = sheet_source(upright->corners, upright->sheet_width,
                upright->sheet_height,
                (Corner){x + (k & 1) * width, y + (k >> 1) * height});
            low_x = MIN(low_x, at.x);
            low_y = MIN(low_y, at.y);
            high_x = MAX(high_x, at.x);
            high_y = MAX(high_y, at.y);
        }
        boxaAddBox(stored,
            boxCreate(MAX((int)low_x, 0), MAX((int)low_y, 0), (int)(high_x - low_x),
                (int)(high_y - low_y)),
            L_INSERT);
    }
    return stored;
}
