/* columns.c - a page of columns cut into blocks, in the order they are read.
 *
 * A gutter (gutters.c) parts a page in four: what stands above it, the column that is read first,
 * the other, and what stands below; each may have gutters of its own. A page without any is
 * handed on as it is.
 */
#include "read/columns.h"
#include "read/inside.h"

enum {
    MOST_DEPTH = 5,
    FOREIGN = 14 * TEXT_HEIGHT,
    AROUND = 12, /* white pixels round a block */
    INK = 190,   /* faint letters count */
};

/* Adds the blocks of these marks to blocks, in the order they are read. */
static void
cut(GArray *take_marks, bool right_to_left, int depth, GPtrArray *blocks)
{
    g_autoptr(GArray) marks = take_marks;
    if (marks->len == 0) {
        return;
    }
    Gutter gutter = depth < MOST_DEPTH ? gutter_find(marks) : (Gutter){0};
    if (gutter.lines == 0) {
        g_ptr_array_add(blocks, g_steal_pointer(&marks));
        return;
    }
    GArray *parts[4]; /* above, first, second, below */
    for (int i = 0; i < 4; i++) {
        parts[i] = g_array_new(FALSE, FALSE, sizeof(Mark));
    }
    for (guint i = 0; i < marks->len; i++) {
        const Mark *mark = &g_array_index(marks, Mark, i);
        bool first = (mark_middle_x(mark) >= gutter.middle) == right_to_left;
        int part = mark_middle_y(mark) < gutter.top       ? 0
                   : mark_middle_y(mark) >= gutter.bottom ? 3
                   : first                                ? 1
                                                          : 2;
        g_array_append_val(parts[part], *mark);
    }
    for (int i = 0; i < 4; i++) {
        cut(parts[i], right_to_left, depth + 1, blocks);
    }
}

static void
whiten(PIX *picture, int x, int y, const GArray *marks)
{
    for (guint i = 0; i < marks->len; i++) {
        const Mark *mark = &g_array_index(marks, Mark, i);
        pixRasterop(picture, mark->left - x - 1, mark->top - y - 1,
            mark->right - mark->left + 2, mark->bottom - mark->top + 2, PIX_SET, NULL, 0,
            0);
    }
}

/* The picture of a block, without what stands beside it, and its place in grey. */
static void
add_block(PIX *grey, const GPtrArray *blocks, guint at, PIXA *pictures)
{
    Mark bounds = marks_bounds(g_ptr_array_index(blocks, at));
    BOX *box = boxCreate(MAX(bounds.left - AROUND, 0), MAX(bounds.top - AROUND, 0),
        bounds.right - bounds.left + 2 * AROUND, bounds.bottom - bounds.top + 2 * AROUND);
    BOX *place = NULL;
    PIX *picture = pixClipRectangle(grey, box, &place);
    boxDestroy(&box);
    if (picture == NULL) {
        return;
    }
    int x = 0;
    int y = 0;
    boxGetGeometry(place, &x, &y, NULL, NULL);
    for (guint i = 0; i < blocks->len; i++) {
        if (i != at) {
            whiten(picture, x, y, g_ptr_array_index(blocks, i));
        }
    }
    pixaAddPix(pictures, picture, L_INSERT);
    pixaAddBox(pictures, place, L_INSERT);
}

/* A ruling, a frame, a curve: it belongs to no block, and hides no gutter. */
static bool
is_foreign(int width, int height)
{
    return height >= FOREIGN || width >= 2 * FOREIGN ||
           (width >= FOREIGN && height < TEXT_HEIGHT / 2);
}

static int
compare_middles(gconstpointer a, gconstpointer b)
{
    return mark_middle_y(a) - mark_middle_y(b);
}

static void
block_free(gpointer marks)
{
    g_array_unref(marks);
}

PIXA *
columns_cut(PIX *grey, bool right_to_left)
{
    g_autoptr(PIX) ink = pixThresholdToBinary(grey, INK);
    g_autoptr(BOXA) boxes = ink != NULL ? pixConnCompBB(ink, 8) : NULL;
    GArray *marks = g_array_new(FALSE, FALSE, sizeof(Mark));
    for (int i = 0; boxes != NULL && i < boxaGetCount(boxes); i++) {
        int x = 0;
        int y = 0;
        int width = 0;
        int height = 0;
        boxaGetBoxGeometry(boxes, i, &x, &y, &width, &height);
        Mark mark = {x, y, x + width, y + height};
        if (!is_foreign(width, height)) {
            g_array_append_val(marks, mark);
        }
    }
    g_array_sort(marks, compare_middles);
    g_autoptr(GPtrArray) blocks = g_ptr_array_new_with_free_func(block_free);
    cut(marks, right_to_left, 0, blocks);
    if (blocks->len < 2) {
        return NULL;
    }
    PIXA *pictures = pixaCreate((l_int32)blocks->len);
    for (guint i = 0; i < blocks->len; i++) {
        add_block(grey, blocks, i, pictures);
    }
    return pictures;
}
