/* quotation.h - a text as lines, and what mailers write above what they quote; private to quotation*.c. */
#pragma once

#include "parse/inside.h"

typedef enum { LINE_OWN, LINE_BLANK, LINE_QUOTED } LineKind;

typedef struct Line {
    const char *start;
    gsize length;
    LineKind kind;
    char *plain; /* without bidi marks, no-break spaces and white space around */
} Line;

/* ---- quotation_lines.c ---- */

/* of Line, owned by the caller; start points into text. */
GArray *quotation_lines(const char *text);
Line *line_at(GArray *lines, guint i);
/* The kind of the next line from i that is not blank; LINE_BLANK at the end. */
LineKind line_kind_after(GArray *lines, guint i);
bool text_starts_with_any(const char *text, const char *const *words);
bool text_contains_any(const char *text, const char *const *words);
bool text_ends_with_any(const char *text, const char *const *words);

/* ---- quotation_heads.c ---- */

/* How many lines the announcement ("On … wrote:") that begins at line i takes, itself quoted or not; 0
 * when none does. */
guint announcement_length(GArray *lines, guint i);
/* Whether a head as Outlook copies it (From, Sent, To, Subject) begins at line i. */
bool block_begins(GArray *lines, guint i);
/* The first of the blank lines and strokes that part the block at line i from what is above. */
guint block_lead(GArray *lines, guint i);
/* Whether the block at line i is of a letter of the office's, or does not tell whose. */
bool block_is_answered(GArray *lines, guint i, const Answered *answered);
