/* sheets.h - where drawing stands on the pages of a list. Private to paper/. */
#pragma once

#include "paper/inside.h"

struct Sheets {
    Pdf pdf;
    const SheetsPlan *plan;
    double width, height;  /* of the page, points */
    double left, right;    /* of what is written */
    double top, y, bottom; /* the first line of this page, the next free one, the last */
    int page, pages;       /* this one; all of them, 0 while they are counted */
    SheetsDraw begin;   /* what stands on every page; sets left, right, top and bottom */
    gpointer user_data; /* of begin and draw */
};

/* sheets_make with pages of another furniture (begin; NULL: a list's), into a file unless it is NULL. */
GBytes *sheets_furnish(const SheetsPlan *plan, SheetsDraw begin, SheetsDraw draw,
    gpointer user_data, FILE *to, GError **error);

/* "page n of m". */
char *sheets_page_of(const Sheets *sheets);
/* The document's day in both calendars, in words. */
char *sheets_day(const SheetsPlan *plan);
/* A line from one side of what is written to the other. */
void sheets_rule(Sheets *sheets, double y, double thickness);

/* A text as sheets_paragraph has it, of another size, from inset points off the start side. A piece
 * of a few lines is not cut. */
void sheets_lines(Sheets *sheets, const char *text, double size, double inset);

/* Begins a new page unless height fits on this one; true when it did. */
bool sheets_need(Sheets *sheets, double height);
