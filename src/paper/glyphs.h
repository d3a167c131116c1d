/* glyphs.h - a line of glyphs that says which letters it is. Private to paper/. */
#pragma once

#include "paper/inside.h"

/* Draws the line from x on its baseline y; text is its layout's; rtl: the paragraph's direction. */
void glyphs_show_line(cairo_t *cairo, PangoLayoutLine *line, const char *text, bool rtl,
    double x, double y);
