/* pdf.h - between the two files that know poppler. */
#pragma once

#include "letter.h"
#include <poppler.h>
#include <stdbool.h>

/* Poppler ships no cleanups. */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PopplerDocument, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PopplerPage, g_object_unref)

/* Fills text and words, in tenths of a point, from a sound text layer and sets source; else false. */
bool pdf_text(PopplerPage *page, Reading *reading);

/* Brings the words' boxes to pixels of the page's picture. */
void pdf_text_scale(PopplerPage *page, int picture_width, Reading *reading);
