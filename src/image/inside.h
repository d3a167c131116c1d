/* inside.h - the steps that make a page fit to be read. Each measures first, on the reduced copy. */
#pragma once

#include "image/image.h"

enum {
    TEXT_HIGHEST = 400, /* higher marks are pictures */
};

/* ---- light (light.c) ---- */

/* The page halved where it is large, in its own depth; reduction is set to 2 or 1. */
PIX *light_reduce(PIX *page, int *reduction);

/* A grey copy. */
PIX *light_grey(PIX *page);

/* The light that falls on a page. */
typedef struct Light {
    PIX *paper;       /* the paper's brightness, coarse */
    int black, white; /* levels that become so once the light is even */
    bool is_uneven;
} Light;

void light_measure(PIX *grey, Light *light);
void light_clear(Light *light);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Light, light_clear)

/* Divides uneven light out of grey, in place; on even light nothing happens. */
void light_even(PIX *grey, const Light *light);

/* Ink as 1 bit, by one threshold over the whole, by now even, page. Sets black and white of light,
 * unless that is NULL. */
PIX *light_ink(PIX *grey, Light *light);

/* What is nearly as bright as the paper becomes white, faint ink black, in place. */
void light_contrast(PIX *grey, const Light *light);

/* ---- the sheet (sheet.c) ---- */

typedef enum {
    SHEET_WHOLE,  /* the sheet fills the picture */
    SHEET_FRAMED, /* dark edges round it */
    SHEET_ASLANT, /* photographed from aslant */
} SheetKind;

/* Finds the sheet in a reduced grey picture; corners are in its pixels, inside the sheet's edge. */
SheetKind sheet_find(PIX *grey, Corner corners[4]);

/* The size of a sheet of these corners, seen from above. */
void sheet_size(const Corner corners[4], int *width, int *height);

/* The sheet seen from above, 1, 8 or 32 bits deep like the picture; NULL when memory ends. */
PIX *sheet_straighten(PIX *picture, const Corner corners[4], int width, int height);

/* Makes what lies outside the sheet white, in place. */
void sheet_blank(PIX *grey, const Corner corners[4]);

/* Where a place of the straightened sheet came from, and where one of the picture lies on it. */
Corner sheet_source(const Corner corners[4], int width, int height, Corner place);
Corner sheet_place(const Corner corners[4], int width, int height, Corner place);

/* ---- from the stored page to the upright one (upright.c; the rest in image.h) ---- */

/* Notes that the page is cut to the sheet of these corners of a copy reduced so many times. */
void upright_cut(Upright *upright, const Corner corners[4], int reduction);

/* Boxes on the sheet, in the stored page's measure, as boxes of the stored page. */
BOXA *upright_stored(const Upright *upright, BOXA *take);

/* ---- turning (turn.c) ---- */

/* Quarter turns that bring the lines level, and the degrees of skew then left, both clockwise;
 * which way up is not told. Rulings and frames should be gone from ink; marks are all of its. */
void
turn_measure(PIX *ink, BOXA *marks, int text_height, int *quarter_turns, double *skew);

/* Whether level lines stand upside down; false where it does not tell: by the baseline of joined letters, else by what rises above it. */
bool turn_is_over(PIX *ink, BOXA *marks, int text_height);

/* Turned clockwise; what comes in is white. */
PIX *turn_by(PIX *picture, int quarter_turns, double skew);

/* ---- marks (marks.c, rules.c, blots.c) ---- */

/* Height of the joined letters in pixels, by the boxes of all marks; 0 when there is too little to
 * tell: the median, each counted by its width, so that dots weigh little. */
int marks_text_height(BOXA *marks);

/* What may be on the page besides letters. */
typedef struct Foreign {
    bool rules, blots, specks;
} Foreign;
Foreign marks_foreign(BOXA *marks, int text_height);

/* The marks that may be letters, without frames, rulings and what touches the picture's edge. */
PIX *marks_letters(PIX *ink, int text_height);

/* Where QR and bar codes may be, in pixels of ink × factor; NULL: anywhere. */
BOXA *marks_code_places(PIX *ink, int factor);

/* Makes the lines of forms and tables white, in grey and in ink. */
void rules_remove(PIX *grey, PIX *ink, int text_height);

/* What is coloured and not dark on a picture 32 bits deep, 1 bit; NULL when it is next to nothing. */
PIX *blots_colour(PIX *picture);

/* Of what is coloured what lies in stamps, 1 bit; NULL when there are none. */
PIX *blots_coloured(PIX *colour, PIX *grey, PIX *ink, int text_height);

/* Makes stamps and signatures of the letters' own colour white. */
void blots_remove(PIX *grey, PIX *ink, int text_height);

/* Takes dust away: from ink, whose marks these are; from grey, finding it by its ink. */
void specks_clear(PIX *ink, BOXA *marks);
void specks_remove(PIX *grey, PIX *ink);

/* ---- lines (row_ink.c) ---- */

/* The lines of a page of which only middle, and about where they begin and end, is known. An array of TextRow from top to
 * bottom, owned. */
GArray *row_ink(PIX *ink);
