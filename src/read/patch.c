/* patch.c - PATCH codes, which sheets between documents bear.
 *
 * Four bars, two wide and two narrow, with narrow spaces between them: the widths tell which of six it
 * is (Kodak A-61599: wide 0.20, narrow and space 0.08, all of it 0.80 inches; bars of 2 inches and
 * more). They stand along or across the sheet and may be printed large or small, so only proportions
 * count, and that many neighbouring lines see the same.
 */
#include "read/inside.h"

#include <stdlib.h>

enum {
    RUNS = 7,   /* bars and the spaces between them */
    DARK = 128, /* a level below is ink */
    SIZE_LEAST =
        15, /* the short side of the picture, in these: the code is no larger … */
    SIZE_MOST = 6,     /* … and no smaller: 8.3 inches for 0.80 */
    LONG_LEAST = 16,   /* narrow widths a bar is long: 1.3 inches */
    ENOUGH_PX = 800,   /* of the short side: eight for a narrow bar */
    UNIT_LEAST_PX = 4, /* of a narrow bar */
    MISSED_MOST = 2,   /* neighbouring lines that may not see it: a crease */
};

/* Of a narrow width; a code is ten of them. */
#define NARROW_LEAST 0.5
#define NARROW_MOST 1.6
#define WIDE_LEAST 1.9
#define WIDE_MOST 3.2

/* Widths from the leading edge on, 1: wide. */
static const struct {
    guint bars;
    const char *name;
} patches[] = {{0xC, "1"}, {0x9, "2"}, {0xA, "3"}, {0x6, "4"}, {0x3, "6"}, {0x5, "T"}};

/* A line of the picture, along or across. */
typedef struct Line {
    const guint8 *levels;
    gsize step;
    int length;
    int side; /* the picture's short one */
} Line;

typedef struct Sight {
    const char *name; /* NULL: none is seen */
    int start, end;   /* along the line */
} Sight;

/* ---- on a line ---- */

static bool
is_between(double value, double least, double most)
{
    return value >= least && value <= most;
}

/* ends: where the runs end, the first beginning with a bar at from. */
static const char *
patch_of(const Line *line, int from, const int ends[RUNS])
{
    int whole = ends[RUNS - 1] - from;
    double unit = whole / 10.0;
    guint bars = 0;
    if (whole * SIZE_LEAST < line->side || whole * SIZE_MOST > line->side ||
        unit < UNIT_LEAST_PX)
        return NULL;
    for (int i = 0; i < RUNS; i++) {
        double width = (ends[i] - (i > 0 ? ends[i - 1] : from)) / unit;
        bool wide = i % 2 == 0 && is_between(width, WIDE_LEAST, WIDE_MOST);
        if (!wide && !is_between(width, NARROW_LEAST, NARROW_MOST))
            return NULL;
        if (i % 2 == 0)
            bars = bars << 1 | wide;
    }
    for (gsize i = 0; i < G_N_ELEMENTS(patches); i++)
        if (patches[i].bars == bars)
            return patches[i].name;
    return NULL;
}

/* The first code on a line: seven runs in a row of the right widths. */
static Sight
line_look(const Line *line)
{
    int edges[RUNS + 1] = {0}; /* the last ones, where ink and paper change */
    guint n = 0;
    bool was_dark = false;
    for (int i = 0; i <= line->length; i++) {
        bool dark = i < line->length && line->levels[(gsize)i * line->step] < DARK;
        if (dark == was_dark)
            continue;
        was_dark = dark;
        for (int j = 0; j < RUNS; j++)
            edges[j] = edges[j + 1];
        edges[RUNS] = i;
        n++;
        if (dark || n <= RUNS)
            continue;
        const char *name = patch_of(line, edges[0], edges + 1);
        if (name != NULL)
            return (Sight){name, edges[0], i};
    }
    return (Sight){0};
}

/* ---- over neighbouring lines ---- */

typedef struct Streak {
    Sight sight;     /* the last one */
    int first, last; /* the lines */
    int start, end;  /* along them, as far as any reached */
    int missed;
} Streak;

static bool
goes_on(const Streak *streak, const Sight *sight)
{
    int unit = (streak->sight.end - streak->sight.start) / 10;
    return streak->sight.name != NULL && sight->name == streak->sight.name &&
           abs(sight->start - streak->sight.start) <= unit &&
           abs(sight->end - streak->sight.end) <= unit;
}

static bool
is_long(const Streak *streak)
{
    int unit = (streak->end - streak->start) / 10;
    return streak->sight.name != NULL &&
           streak->last - streak->first >= LONG_LEAST * unit;
}

static void
streak_see(Streak *streak, const Sight *sight, int at)
{
    if (!goes_on(streak, sight)) {
        if (sight->name == NULL && ++streak->missed <= MISSED_MOST)
            return;
        *streak = (Streak){*sight, at, at, sight->start, sight->end, 0};
        return;
    }
    streak->sight = *sight;
    streak->last = at;
    streak->start = MIN(streak->start, sight->start);
    streak->end = MAX(streak->end, sight->end);
    streak->missed = 0;
}

/* Looks at the lines of one direction; of n, each with its neighbour `next` bytes on. */
static bool
direction_look(Line line, int n, gsize next, Streak *found)
{
    Streak streak = {0};
    int step = MAX(1, line.side / 250);
    const guint8 *levels = line.levels;
    for (int i = 0; i < n; i += step) {
        line.levels = levels + (gsize)i * next;
        Sight sight = line_look(&line);
        streak_see(&streak, &sight, i);
        if (is_long(&streak)) {
            *found = streak;
            return true;
        }
    }
    return false;
}

/* Grey levels of a small picture, one byte each. */
static guint8 *
levels_of(PIX *small, int width, int height)
{
    guint8 *levels = g_malloc((gsize)width * (gsize)height);
    for (int y = 0; y < height; y++) {
        l_uint32 *row = pixGetData(small) + (gsize)y * (gsize)pixGetWpl(small);
        for (int x = 0; x < width; x++)
            levels[(gsize)y * (gsize)width + (gsize)x] = (guint8)GET_DATA_BYTE(row, x);
    }
    return levels;
}

static void
code_add(const Streak *streak, bool stacked, double scale, Reading *reading)
{
    int start = (int)(streak->start / scale), along = (int)(streak->end / scale) - start;
    int first = (int)(streak->first / scale), aside = (int)(streak->last / scale) - first;
    Code *code = g_new0(Code, 1);
    code->type = g_strdup("PATCH");
    code->text = g_strdup(streak->sight.name);
    code->x = stacked ? first : start;
    code->y = stacked ? start : first;
    code->width = stacked ? aside : along;
    code->height = stacked ? along : aside;
    g_ptr_array_add(reading->codes, code);
}

void
patch_find(PIX *page, Reading *reading)
{
    int side = MIN(pixGetWidth(page), pixGetHeight(page));
    float scale = side > ENOUGH_PX ? (float)ENOUGH_PX / (float)side : 1;
    g_autoptr(PIX) sampled = pixScaleBySampling(page, scale, scale);
    g_autoptr(PIX) small = sampled != NULL ? pixConvertTo8(sampled, 0) : NULL;
    if (small == NULL)
        return;
    int width = pixGetWidth(small), height = pixGetHeight(small);
    g_autofree guint8 *levels = levels_of(small, width, height);
    Streak streak;
    Line down = {levels, (gsize)width, height, MIN(width, height)};
    Line across = {levels, 1, width, MIN(width, height)};
    if (direction_look(down, width, 1, &streak))
        code_add(&streak, true, scale, reading);
    else if (direction_look(across, height, (gsize)width, &streak))
        code_add(&streak, false, scale, reading);
}
