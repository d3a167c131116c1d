/* searchable.h - read pages written out for other programs: a PDF that can be searched, and ALTO. */
#pragma once

#include "letter.h"

/* The file as a PDF with its pages as they are and their text, invisible, over them: readings
 * (of Reading, pages 1 to n in order) as read_page gave them. Runs in the worker. REFUSED when it
 * has no page images or cannot be taken apart. */
GBytes *searchable_pdf(
    const guint8 *bytes, gsize length, const GPtrArray *readings, GError **error);

/* What searchable_pdf needs lazily, before any lock. */
bool searchable_open(const char *const *arguments, GError **error);

/* A file and its readings as one input of a worker, and the worker's work on it: the PDF, or why
 * there is none. The last distrusts the answer (REFUSED with the reason). */
GBytes *searchable_input(GBytes *file, const GPtrArray *readings);
GBytes *searchable_work(GBytes *input);
GBytes *searchable_from_wire(GBytes *wire, GError **error);

/* ALTO 4 (https://www.loc.gov/standards/alto/): the pages of one file, in order; the caller
 * owns it. Looks at nothing but the readings. */
char *alto_xml(const char *file_name, const GPtrArray *readings);
