/* inside.h - what the files of this room hand each other: a page's picture on its way to text. */
#pragma once

#include "pages/pages.h"

enum { PAGE_MOST_CODES = 100 };

/* ---- two readings of one page (merge.c) ---- */

/* Brings boxes on the page turned upright, as reading's rotation and skew tell, back to the page
 * of this size as it lies. */
void words_lay_back(Reading *reading, int width, int height);

/* Adds to reading the words of other (in pixels of the same page) that it has not, each line
 * where it belongs from top to bottom. Its source becomes OCR when most words are of other. */
void merge_readings(Reading *reading, const Reading *other);

/* ---- text and codes out of pictures ---- */

/* Opens the models, once; CONFIG with what to install. `eng` beside another model reads what is in
 * Latin script; the others read the page, together. */
bool recognise_open(const char *const *models, GError **error);

/* Words with boxes in pixels of grey, and the text, in logical order; false when the recogniser
 * gave up. */
bool recognise(PIX *grey, Reading *reading);

/* The same of a strip that holds one piece of a line in Latin script; false also when no model for
 * it is open. */
bool recognise_latin(PIX *strip, Reading *reading);

/* Opens the network that reads numbers, once; CONFIG when its file is missing. */
bool numbers_open(GError **error);

/* Reads what may be numbers again, in grey, which the words' boxes belong to: numbers take the place
 * of words, text and order follow. Does nothing when the network is not open. */
void numbers_read(PIX *grey, Reading *reading);

/* Reads a few lines both ways and compares the recogniser's confidence. */
bool recognise_is_upside_down(PIX *grey, int text_height);

/* Whether the page's letters stand apart as Latin ones do, by their shapes alone. */
bool latin_is_page(PIX *grey);

/* Reads again, with the model for Latin script, the pieces of lines that look Latin and were read
 * badly; words and text stay in logical order. */
void latin_read(PIX *grey, Reading *reading);

/* Arabic commas where the models wrote what looks like one (commas.c). */
void commas_read(PIX *grey, Reading *reading);

/* What the models are known to write in place of something else, set right: Arabic punctuation,
 * presentation forms, bidi marks, e-mail addresses, account numbers (mend.c). */
void mend_text(Reading *reading);

/* The confidence of words together, each by its length: 0 … 100, 0 for none. */
double words_confidence(const GPtrArray *words);

/* Makes shares of the recogniser's figures, for each word and the page, and tells whether the page is
 * legible (confidence.c). */
void confidence_set(PIX *grey, Reading *reading);

/* The chance in hundredths that a word is right, by the recogniser's figure for it and the median
 * of those of its page. Numbers keep their figure. */
int confidence_share(const char *text, int figure, int page_median);

/* ---- words by lines (text_lines.c) ---- */

typedef struct TextLine {
    GPtrArray *words; /* of Word, owned; in logical order */
    char *end;        /* the line ends after it; NULL: none */
} TextLine;

/* Takes the words out of reading; text_lines_give puts them back and makes the text of them. */
GPtrArray *text_lines_take(Reading *reading); /* of TextLine, owned */
void text_lines_give(GPtrArray *take_lines, Reading *reading);

/* Makes what ZBar makes on first use. */
void codes_open(void);

/* Adds QR and bar codes to the reading, boxes in pixels of page. Only in these places; NULL looks
 * everywhere, which on a noisy page costs as much as reading it. */
void codes_find(PIX *page, BOXA *places, Reading *reading);

enum { SHOW_MOST_SIDE = 1600 }; /* pixels of the picture that people see */

/* The page as a picture for people. */
void show_page(PIX *page, Reading *reading);

/* Reads a picture of text, words and confidence into reading. */
typedef void (*FormText)(PIX *picture, Reading *reading);

/* Where one of the codes, whose boxes are still in pixels of the stored page, is that of a form of
 * ours: reads its fields, texts with `read` (form.c). upright NULL: the page stands as it is. */
void form_read(PIX *page, const Upright *upright, FormText read, Reading *reading);
