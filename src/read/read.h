/* read.h - a file of pages → upright pages, their text and codes. Runs inside the locked worker.
 *
 * Pages are the unit of work: read_count tells how many a file has, read_page reads one.
 */
#pragma once

#include "letter.h"

typedef enum {
    READ_NOT,    /* of no kind that has pages: a spreadsheet, a sound */
    READ_PAGES,  /* pages are to be read */
    READ_BROKEN, /* of a kind that has pages, and damaged, empty or locked by a password */
} Readable;

typedef struct PageCount {
    Readable readable;
    int pages;     /* ≥ 1 when READ_PAGES */
    char *trouble; /* in words when READ_BROKEN */
} PageCount;
void page_count_free(PageCount *count);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PageCount, page_count_free)

/* True when a part of this media type may hold pages worth counting: decided outside the worker,
 * by the type alone. Small inline pictures (logos) are left out by the caller. */
bool read_wants(const char *media_type);

/* Loads models (NULL-terminated, Tesseract's names) and opens what libraries open lazily: once,
 * before any lock. CONFIG when a model is missing, saying which and how to install it. */
bool read_open(const char *const *models, GError **error);

/* The version of reading itself: it goes up with every change that reads pages otherwise. */
#define READ_METHOD 2

/* READ_METHOD and the models with what their files hold, "1 ara:0123456789ab": kept with every
 * reading, for whoever looks for pages that would be read otherwise today. Runs outside the worker. */
char *read_method(const char *const *models, GError **error);

PageCount *read_count(const guint8 *bytes, gsize length);

/* Reads page number (from 1). Never fails: trouble says why a page could not be read. want_image
 * adds the upright page as a picture for people. */
Reading *read_page(const guint8 *bytes, gsize length, int number, bool want_image);

/* Results as bytes and back; the second of each pair distrusts every byte (NULL, REFUSED). */
GBytes *page_count_to_wire(const PageCount *count);
PageCount *page_count_from_wire(GBytes *wire, GError **error);
GBytes *reading_to_wire(const Reading *reading);
Reading *reading_from_wire(GBytes *wire, GError **error);
