/* form.h - what the files that read forms share. Private to read/. */
#pragma once

#include "letter.h"
#include "paper/paper.h"
#include "read/inside.h"

/* Pixels of a sheet laid flat, a millimetre. */
#define FORM_SCALE 8
/* Of a flat sheet, whose paper is white: darker is ink, frames are not. */
#define FORM_INK 140

/* Where a form lies on the stored page: x' = (c0 x + c1 y + c2) / (c6 x + c7 y + 1), y' likewise. */
typedef struct FormPlace {
    double c[8]; /* millimetres → pixels of the stored page */
} FormPlace;
Corner form_point(const FormPlace *place, double x_mm, double y_mm);

/* Finds the form's four squares on grey (even light) by the code's box, both in pixels of the stored
 * page; false when they are not there (form_marks.c). */
bool form_find(PIX *grey, const PaperForm *form, const Code *code, FormPlace *place);

/* The sheet laid flat: FORM_SCALE pixels a millimetre, 8 bits. NULL when memory ends. */
PIX *form_flatten(PIX *grey, const FormPlace *place);

/* The share of ink in a rectangle of the flat sheet, millimetres (form_digits.c). */
double form_ink(PIX *flat, double x, double y, double width, double height);

/* Reads a field of digits, cell by cell, empty cells left out; value is owned by the caller, in ASCII
 * digits; returns the chance in hundredths that it is right. */
int form_digits(PIX *flat, const PaperField *field, char **value);
