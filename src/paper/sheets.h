/* sheets.h - where drawing stands on the pages of a list. Private to paper/. */
#pragma once

#include "paper/inside.h"

struct Sheets {
    Pdf pdf;
    const SheetsPlan *plan;
    double width, height; /* of the page, points */
    double left, right;   /* of what is written */
    double y, bottom;     /* the next free line, the last */
    int page, pages;      /* this one; all of them, 0 while they are counted */
};

/* Begins a new page unless height fits on this one; true when it did. */
bool sheets_need(Sheets *sheets, double height);
