/* columns.h - the marks of a page and the gutters between its columns (gutters.c, columns.c). */
#pragma once

#include <glib.h>

/* The box of a mark, in pixels of the page that is read. */
typedef struct Mark {
    int left, top, right, bottom;
} Mark;

static inline int
mark_middle_x(const Mark *mark)
{
    return (mark->left + mark->right) / 2;
}

static inline int
mark_middle_y(const Mark *mark)
{
    return (mark->top + mark->bottom) / 2;
}

/* The box of all; an empty one, turned inside out, for none. */
Mark marks_bounds(const GArray *marks);

/* A white strip between columns. */
typedef struct Gutter {
    int middle, top, bottom;
    int lines; /* of the side that has fewer; 0: there is none */
} Gutter;

/* The gutter through most lines, of those with columns on both sides; marks are sorted by their
 * middles, from the top. */
Gutter gutter_find(const GArray *marks);
