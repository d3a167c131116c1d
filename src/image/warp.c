/* warp.c - a quadrilateral of a picture drawn as the rectangle it is a view of.
 *
 * The projective map of the unit square onto a quadrilateral: Heckbert, Fundamentals of Texture
 * Mapping, 1989, section 2.2.3.
 */
#include "image/inside.h"
#include <math.h>

/* x = (a u + b v + c) / (g u + h v + 1), y likewise with d, e, f. */
typedef struct View {
    double a, b, c, d, e, f, g, h;
} View;

static View
view_of(const Corner q[4], double width, double height)
{
    double sx = q[0].x - q[1].x + q[2].x - q[3].x;
    double sy = q[0].y - q[1].y + q[2].y - q[3].y;
    double dx1 = q[1].x - q[2].x;
    double dx2 = q[3].x - q[2].x;
    double dy1 = q[1].y - q[2].y;
    double dy2 = q[3].y - q[2].y;
    double determinant = dx1 * dy2 - dx2 * dy1;
    double g = determinant != 0 ? (sx * dy2 - dx2 * sy) / determinant : 0;
    double h = determinant != 0 ? (dx1 * sy - sx * dy1) / determinant : 0;
    return (View){
        .a = (q[1].x - q[0].x + g * q[1].x) / width,
        .b = (q[3].x - q[0].x + h * q[3].x) / height,
        .c = q[0].x,
        .d = (q[1].y - q[0].y + g * q[1].y) / width,
        .e = (q[3].y - q[0].y + h * q[3].y) / height,
        .f = q[0].y,
        .g = g / width,
        .h = h / height,
    };
}

Corner
sheet_source(const Corner corners[4], int width, int height, Corner place)
{
    View v = view_of(corners, width, height);
    double depth = v.g * place.x + v.h * place.y + 1;
    return depth != 0 ? (Corner){(v.a * place.x + v.b * place.y + v.c) / depth,
                            (v.d * place.x + v.e * place.y + v.f) / depth}
                      : place;
}

Corner
sheet_place(const Corner corners[4], int width, int height, Corner place)
{
    View v = view_of(corners, width, height);
    /* the adjoint of the matrix undoes it, up to the scale that the division removes */
    double u = (v.e - v.f * v.h) * place.x + (v.c * v.h - v.b) * place.y +
               (v.b * v.f - v.c * v.e);
    double w = (v.f * v.g - v.d) * place.x + (v.a - v.c * v.g) * place.y +
               (v.c * v.d - v.a * v.f);
    double s = (v.d * v.h - v.e * v.g) * place.x + (v.b * v.g - v.a * v.h) * place.y +
               (v.a * v.e - v.b * v.d);
    return s != 0 ? (Corner){u / s, w / s} : place;
}

/* Four neighbours weighed in sixteenths. */
static guint
between(guint a, guint b, guint c, guint d, guint fx, guint fy)
{
    return ((a * (16 - fx) + b * fx) * (16 - fy) + (c * (16 - fx) + d * fx) * fy + 128) >>
           8;
}

static l_uint32
colour_between(const l_uint32 *row, const l_uint32 *next, int x, guint fx, guint fy)
{
    l_uint32 colour = 0;
    for (guint shift = 8; shift < 32; shift += 8) {
        colour |= between(row[x] >> shift & 255, row[x + 1] >> shift & 255,
                      next[x] >> shift & 255, next[x + 1] >> shift & 255, fx, fy)
                  << shift;
    }
    return colour;
}

static void
draw_row(PIX *from, PIX *to, int y, const View *view)
{
    int wpl = pixGetWpl(from);
    int x_most = pixGetWidth(from) - 2;
    int y_most = pixGetHeight(from) - 2;
    int depth_bits = pixGetDepth(from);
    l_uint32 *line = pixGetData(to) + (gsize)y * (gsize)pixGetWpl(to);
    for (int x = 0; x < pixGetWidth(to); x++) {
        double u = x + 0.5;
        double v = y + 0.5;
        double depth = view->g * u + view->h * v + 1;
        int at_x = (int)(16 * ((view->a * u + view->b * v + view->c) / depth - 0.5));
        int at_y = (int)(16 * ((view->d * u + view->e * v + view->f) / depth - 0.5));
        at_x = CLAMP(at_x, 0, 16 * x_most);
        at_y = CLAMP(at_y, 0, 16 * y_most);
        const l_uint32 *row = pixGetData(from) + (gsize)(at_y >> 4) * (gsize)wpl;
        const l_uint32 *next = row + wpl;
        int i = at_x >> 4;
        guint fx = at_x & 15;
        guint fy = at_y & 15;
        if (depth_bits == 32) {
            line[x] = colour_between(row, next, i, fx, fy);
        } else if (depth_bits == 1) {
            SET_DATA_BIT_VAL(line, x, GET_DATA_BIT(row, i));
        } else {
            SET_DATA_BYTE(line, x,
                between(GET_DATA_BYTE(row, i), GET_DATA_BYTE(row, i + 1),
                    GET_DATA_BYTE(next, i), GET_DATA_BYTE(next, i + 1), fx, fy));
        }
    }
}

PIX *
sheet_straighten(PIX *picture, const Corner corners[4], int width, int height)
{
    if (pixGetWidth(picture) < 2 || pixGetHeight(picture) < 2) {
        return NULL;
    }
    PIX *sheet = pixCreate(width, height, pixGetDepth(picture));
    View view = view_of(corners, width, height);
    for (int y = 0; sheet != NULL && y < height; y++) {
        draw_row(picture, sheet, y, &view);
    }
    return sheet;
}

/* The run of a row inside the quadrilateral, by its sides' crossings with the row. */
static void
run_inside(const Corner c[4], double y, double *from, double *to)
{
    *from = G_MAXINT;
    *to = -1;
    for (int i = 0; i < 4; i++) {
        const Corner *a = &c[i];
        const Corner *b = &c[(i + 1) % 4];
        if ((a->y <= y) != (b->y <= y)) {
            double x = a->x + (y - a->y) / (b->y - a->y) * (b->x - a->x);
            *from = MIN(*from, x);
            *to = MAX(*to, x);
        }
    }
}

void
sheet_blank(PIX *grey, const Corner corners[4])
{
    int width = pixGetWidth(grey);
    for (int y = 0; y < pixGetHeight(grey); y++) {
        double from = 0;
        double to = 0;
        run_inside(corners, y + 0.5, &from, &to);
        int first = CLAMP((int)from, 0, width);
        int last = CLAMP((int)to, first, width);
        pixRasterop(grey, 0, y, first, 1, PIX_SET, NULL, 0, 0);
        pixRasterop(grey, last, y, width - last, 1, PIX_SET, NULL, 0, 0);
    }
}
