/* form_digits.c - a field of digits, one a cell, read by the network of numbers.
 *
 * The cells' inside is set side by side as a line without frames, as the network knows numbers; each
 * cell's stretch of it is then asked for its digit. Where a check digit does not hold, the digit
 * that the network was next to sure of may take its place: that is a guess, and told as one.
 */
#include "language/language.h"
#include "net/net.h"
#include "read/form.h"
#include "read/numbers.h"
#include <math.h>
#include <string.h>

enum {
    CELLS_MOST = 32,
    SCRIPTS = 2,    /* 0-9, ٠-٩ */
    INK_LEAST = 14, /* pixels of a flat sheet: less is dust */
};
#define INSET 0.75   /* mm, inside a cell's frame */
#define GAP 0.3      /* of the digits' height, between cells */
#define MARGIN 0.14  /* likewise, above and below */
#define LOW_MOST 0.3 /* of a guess */

typedef struct Cell {
    int left, top, right,
        bottom;   /* of its ink, pixels of the flat sheet; empty when left = right */
    int from, to; /* steps of the network's line */
    double log_p[SCRIPTS][10];
} Cell;

double
form_ink(PIX *flat, double x, double y, double width, double height)
{
    int left = (int)lround(x * FORM_SCALE), top = (int)lround(y * FORM_SCALE);
    int right = (int)lround((x + width) * FORM_SCALE);
    int bottom = (int)lround((y + height) * FORM_SCALE), ink = 0;
    for (int row = top; row < bottom; row++) {
        const l_uint32 *line = pixGetData(flat) + (gsize)row * (gsize)pixGetWpl(flat);
        for (int column = left; column < right; column++)
            ink += GET_DATA_BYTE(line, column) < FORM_INK;
    }
    return (double)ink / MAX((right - left) * (bottom - top), 1);
}

/* ---- cells ---- */

static void
cell_look(PIX *flat, const PaperField *field, int i, Cell *cell)
{
    double step = field->width / field->cells;
    int left = (int)lround((field->x + i * step + INSET) * FORM_SCALE);
    int right = (int)lround((field->x + (i + 1) * step - INSET) * FORM_SCALE);
    int top = (int)lround((field->y + INSET) * FORM_SCALE);
    int bottom = (int)lround((field->y + field->height - INSET) * FORM_SCALE);
    int ink = 0;
    *cell = (Cell){right, bottom, left, top, 0, 0, {{0}}};
    for (int y = top; y < bottom; y++) {
        const l_uint32 *row = pixGetData(flat) + (gsize)y * (gsize)pixGetWpl(flat);
        for (int x = left; x < right; x++) {
            if (GET_DATA_BYTE(row, x) >= FORM_INK)
                continue;
            ink++;
            cell->left = MIN(cell->left, x);
            cell->right = MAX(cell->right, x + 1);
            cell->top = MIN(cell->top, y);
            cell->bottom = MAX(cell->bottom, y + 1);
        }
    }
    if (ink < INK_LEAST)
        *cell = (Cell){0};
}

static bool
is_empty(const Cell *cell)
{
    return cell->left == cell->right;
}

/* The height all digits stand in. Small ones (٠ ٫) alone would be blown up to it. */
static void
rows_of(const Cell *cells, int n, const PaperField *field, int *top, int *bottom)
{
    *top = G_MAXINT;
    *bottom = 0;
    for (int i = 0; i < n; i++) {
        if (is_empty(&cells[i]))
            continue;
        *top = MIN(*top, cells[i].top);
        *bottom = MAX(*bottom, cells[i].bottom);
    }
    int least = (int)lround(field->height * FORM_SCALE * 0.33);
    if (*bottom > *top && *bottom - *top < least) {
        int more = least - (*bottom - *top);
        *top -= more / 2;
        *bottom += more - more / 2;
    }
}

/* ---- the line ---- */

/* Copies a cell's columns into the line at x. */
static void
cell_copy(PIX *flat, const Cell *cell, int top, int bottom, PIX *line, int x, int y)
{
    for (int row = top; row < bottom; row++) {
        const l_uint32 *from = pixGetData(flat) + (gsize)row * (gsize)pixGetWpl(flat);
        l_uint32 *to = pixGetData(line) + (gsize)(y + row - top) * (gsize)pixGetWpl(line);
        for (int column = cell->left; column < cell->right; column++)
            SET_DATA_BYTE(to, x + column - cell->left, GET_DATA_BYTE(from, column));
    }
}

static NetLine *
line_look(const Net *net, PIX *flat, Cell *cells, int n, int top, int bottom)
{
    int high = bottom - top, gap = (int)lround(high * GAP),
        margin = (int)lround(high * MARGIN);
    int width = gap;
    for (int i = 0; i < n; i++)
        width += is_empty(&cells[i]) ? 0 : cells[i].right - cells[i].left + gap;
    g_autoptr(PIX) line = pixCreate(width, high + 2 * margin, 8);
    if (line == NULL)
        return NULL;
    pixSetAllArbitrary(line, 255);
    double scale = (double)net_height(net) / (high + 2 * margin);
    int scaled_width = CLAMP((int)lround(width * scale), 8, NET_MOST_WIDTH);
    g_autofree int *starts = g_new0(int, n + 1);
    for (int i = 0, x = gap; i < n; i++) {
        starts[i] = x;
        if (is_empty(&cells[i]))
            continue;
        cell_copy(flat, &cells[i], top, bottom, line, x, margin);
        x += cells[i].right - cells[i].left + gap;
    }
    g_autoptr(PIX) scaled = pixScaleToSize(line, scaled_width, net_height(net));
    if (scaled == NULL)
        return NULL;
    g_autofree guint8 *pixels = g_malloc((gsize)scaled_width * (gsize)net_height(net));
    for (int y = 0; y < net_height(net); y++) {
        const l_uint32 *row = pixGetData(scaled) + (gsize)y * (gsize)pixGetWpl(scaled);
        for (int x = 0; x < scaled_width; x++)
            pixels[y * scaled_width + x] = (guint8)GET_DATA_BYTE(row, x);
    }
    NetLine *seen = net_look(net, pixels, scaled_width);
    for (int i = 0; i < n; i++) {
        double left = starts[i] - gap / 2.0;
        double right = starts[i] + (cells[i].right - cells[i].left) + gap / 2.0;
        cells[i].from =
            CLAMP((int)lround(left * scale / seen->step_width), 0, seen->steps);
        cells[i].to =
            CLAMP((int)lround(right * scale / seen->step_width), 0, seen->steps);
    }
    return seen;
}

/* ---- digits ---- */

static void
cell_ask(const Net *net, const NetLine *line, Cell *cell)
{
    static const gunichar zeros[SCRIPTS] = {'0', 0x660};
    for (int script = 0; script < SCRIPTS; script++) {
        for (int digit = 0; digit < 10; digit++) {
            char text[7] = {0};
            g_unichar_to_utf8(zeros[script] + (gunichar)digit, text);
            cell->log_p[script][digit] =
                net_text_log_p(net, line, cell->from, cell->to, text);
        }
    }
}

static int
best_digit(const Cell *cell, int script)
{
    int best = 0;
    for (int digit = 1; digit < 10; digit++)
        best = cell->log_p[script][digit] > cell->log_p[script][best] ? digit : best;
    return best;
}

/* People write a number in one script. */
static int
best_script(const Cell *cells, int n)
{
    double all[SCRIPTS] = {0};
    for (int i = 0; i < n; i++)
        for (int script = 0; script < SCRIPTS; script++)
            all[script] +=
                MAX(cells[i].log_p[script][best_digit(&cells[i], script)], -30);
    return all[1] > all[0];
}

static bool
is_day(const char *digits)
{
    int day = 0, month = 0, year = 0;
    return strlen(digits) == 8 && sscanf(digits, "%2d%2d%4d", &day, &month, &year) == 3 &&
           day >= 1 && day <= 30 && month >= 1 && month <= 12 && year >= 1300 &&
           year <= 1500;
}

/* Whether a whole number is one of its kind; *checked: that says anything about its digits. */
static bool
is_right(const PaperField *field, const char *digits, bool *checked)
{
    g_autofree char *found = NULL;
    g_autofree char *iban = g_strconcat("SA", digits, NULL);
    *checked = true;
    switch (field->check) {
    case FIELD_NATIONAL_ID:
        return (found = national_id_parse(digits)) != NULL;
    case FIELD_IBAN:
        return (found = iban_parse(iban)) != NULL;
    case FIELD_MOBILE:
        *checked = false;
        return (found = mobile_parse(digits)) != NULL;
    case FIELD_DAY_HIJRI:
        *checked = false;
        return is_day(digits);
    case FIELD_ANY:
        break;
    }
    *checked = false;
    return true;
}

/* One digit exchanged for another that makes the number right: the likeliest, if there is one. Returns
 * its share among all such exchanges. */
static double
mend(const PaperField *field, const Cell *cells, int n, int script, char *digits)
{
    double best = 0, all = 0;
    int at = -1, digit = 0;
    for (int i = 0; i < n; i++) {
        char own = digits[i];
        for (int other = 0; other < 10; other++) {
            bool checked;
            digits[i] = (char)('0' + other);
            if (digits[i] == own || !is_right(field, digits, &checked))
                continue;
            double ratio =
                exp(cells[i].log_p[script][other] - cells[i].log_p[script][own - '0']);
            all += ratio;
            if (ratio > best) {
                best = ratio;
                at = i;
                digit = other;
            }
        }
        digits[i] = own;
    }
    if (at < 0 || best < 0.01)
        return 0;
    digits[at] = (char)('0' + digit);
    return best / all;
}

/* Packs the cells that have ink to the front; how many. */
static int
cells_pack(Cell *cells, int n)
{
    int filled = 0;
    for (int i = 0; i < n; i++)
        if (!is_empty(&cells[i]))
            cells[filled++] = cells[i];
    return filled;
}

int
form_digits(PIX *flat, const PaperField *field, char **value)
{
    Cell cells[CELLS_MOST];
    char digits[CELLS_MOST + 1] = {0};
    const Net *net = numbers_net();
    int top, bottom, n = MIN(field->cells, CELLS_MOST);
    for (int i = 0; i < n; i++)
        cell_look(flat, field, i, &cells[i]);
    rows_of(cells, n, field, &top, &bottom);
    int filled = cells_pack(cells, n);
    g_autoptr(NetLine) line = filled > 0 && net != NULL
                                  ? line_look(net, flat, cells, filled, top, bottom)
                                  : NULL;
    *value = g_strdup("");
    if (line == NULL)
        return filled == 0 ? 95 : 0;
    for (int i = 0; i < filled; i++)
        cell_ask(net, line, &cells[i]);
    int script = best_script(cells, filled);
    double sure = 1;
    for (int i = 0; i < filled; i++) {
        int digit = best_digit(&cells[i], script);
        digits[i] = (char)('0' + digit);
        sure *= exp(cells[i].log_p[script][digit]);
    }
    bool checked, right = is_right(field, digits, &checked);
    if (right && checked)
        sure = 1 - (1 - sure) * 0.1; /* one wrong number in ten passes */
    else if (!right)
        sure = LOW_MOST * mend(field, cells, filled, script, digits);
    g_free(*value);
    *value = g_strdup(digits);
    return CLAMP((int)lround(sure * 100), 0, 99);
}
