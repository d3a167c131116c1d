/* read.h - between the files of `diwan read`. */
#pragma once

#include "base/base.h"
#include "letter.h"
#include "worker/worker.h"

/* ---- what is printed (read_print.c): pages is of Reading, in order ---- */

void read_print_json(
    const char *file, const GPtrArray *pages, const char *trouble, double seconds);
void read_print_text(const GPtrArray *pages);

/* ---- what is written (read_write.c) ---- */

typedef struct ReadOutputs ReadOutputs;

/* pdf and alto: a file, or for several inputs a folder (made when there is none); NULL: not
 * wanted. */
ReadOutputs *
read_outputs_new(const char *pdf, const char *alto, bool several, GError **error);
void read_outputs_free(ReadOutputs *outputs);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReadOutputs, read_outputs_free)

/* Writes what is wanted of one file, whose descriptor is open, or says why not; nothing half
 * written stays. */
bool read_outputs_write(ReadOutputs *outputs, const char *file, int fd,
    const GPtrArray *pages, GError **error);
