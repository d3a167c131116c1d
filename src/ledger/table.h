/* table.h - a table on pages, drawn row by row: as many rows as there are, nothing of them kept.
 * Private to ledger/. */
#pragma once

#include "base/base.h"

#include <pango/pangocairo.h>
#include <stdio.h>

enum { TABLE_MOST_COLUMNS = 8 };

typedef struct TableColumn {
    const char *title;
    double width; /* points */
    bool centred;
} TableColumn;

typedef struct Table Table;

typedef struct TablePlan {
    bool rtl;
    const char *office, *title, *period; /* the head of each page; borrowed */
    const char *printed;                 /* at its foot */
    const TableColumn *columns;          /* from the start side */
    guint n;
} TablePlan;

typedef struct TableCell {
    const char *text; /* NULL: empty */
    bool grey;
    bool struck;
} TableCell;

/* to NULL: rows are only measured, to learn how many pages they will fill. The font is Amiri where it
 * is installed. */
Table *table_new(const TablePlan *plan, FILE *to, int pages);
/* As high as its longest cell needs, at most of six lines. */
void table_row(Table *table, const TableCell *cells);
/* Lines to sign on, one for each of the words. */
void table_signatures(Table *table, const char *const *words);
/* Ends the last page and frees the table; pages is how many there are. */
bool table_end(Table *take_table, int *pages, GError **error);
