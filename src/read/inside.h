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

/* ---- lines of print (print.c) ---- */

/* Opens the network that reads printed lines, once; CONFIG when its file is missing. */
bool print_open(GError **error);

/* Words with boxes in pixels of grey, and the text, in logical order; words' confidences are what the network says, in
 * hundredths, and the page has none yet.
 * False when memory ends. */
bool print_read(PIX *grey, Reading *reading);

/* ---- Tesseract (recognise.c) ---- */

/* The file of one of Tesseract's models (method.c); the caller owns it. */
char *model_path(const char *model);

/* Opens the models, once; CONFIG with what to install. `eng` beside another model is kept for pages in Latin script; the
 * others read, together, what our own network is unsure of. */
bool recognise_open(const char *const *models, GError **error);

/* Words and text as print_read gives them; false when the recogniser gave up. */
bool recognise(PIX *grey, Reading *reading);

/* The same of a page in Latin script; false also when no model for it is open. */
bool recognise_latin(PIX *grey, Reading *reading);

/* Whether the page's letters stand apart as Latin ones do, by their shapes alone (latin.c). */
bool latin_is_page(PIX *grey);

/* ---- blocks (blocks.c, columns.c) ---- */

/* The words of a page, block by block, by whichever recogniser is surest of each; confidences are shares. False when memory
 * ends. */
bool blocks_read(PIX *grey, Reading *reading);

/* The blocks of a page of columns, with their places in grey, in the order they are read; NULL when the page is one block. */
PIXA *columns_cut(PIX *grey, bool right_to_left);

/* Makes the words, the text and the confidence of other those of reading. */
void reading_take_words(Reading *reading, Reading *other);

/* ---- what follows either (numbers.c, mend.c, confidence.c) ---- */

/* Opens the network that reads numbers, once; CONFIG when its file is missing. */
bool numbers_open(GError **error);

/* Reads what may be numbers again, in grey, which the words' boxes belong to: numbers take the place
 * of words, text and order follow. Does nothing when the network is not open. */
void numbers_read(PIX *grey, Reading *reading);

/* Tesseract writes numbers as it sees them, from left to right; here their groups come into logical order. */
void numbers_order(Reading *reading);

/* What the models are known to write in place of something else, set right: Arabic punctuation,
 * presentation forms, bidi marks, e-mail addresses, account numbers (mend.c). */
void mend_text(Reading *reading);

/* The confidence of words together, each by its length: 0 … 100, 0 for none. */
double words_confidence(const GPtrArray *words);

/* Whose figures a word's confidence is: the model's for Arabic script or for Latin, or our own network's. */
typedef enum { FIGURES_ARABIC, FIGURES_LATIN, FIGURES_PRINT } Figures;

/* Makes shares of the recogniser's figures, for each word and the page. */
void confidence_set(Reading *reading, Figures figures);

/* The chance in hundredths that a word is right, by the recogniser's figure for it and the median of those of its page. */
int confidence_share(Figures figures, int figure, int page_median);

/* Whether the page was legible, by its words' shares, and by what is written on it when there are none. */
bool confidence_is_legible(PIX *grey, const Reading *reading);

/* ---- words by lines (text_lines.c) ---- */

typedef struct TextLine {
    GPtrArray *words; /* of Word, owned; in logical order */
    char *end;        /* the line ends after it; NULL: none */
} TextLine;

/* Takes the words out of reading; text_lines_give puts them back and makes the text of them. */
GPtrArray *text_lines_take(Reading *reading); /* of TextLine, owned */
void text_lines_give(GPtrArray *take_lines, Reading *reading);

/* Lines made anew: none yet, and one more. */
GPtrArray *text_lines_new(void);
void text_lines_add(GPtrArray *lines, GPtrArray *take_words, const char *end);

/* Puts second behind first, as one word; second stays as it is. */
void word_join(Word *first, const Word *second);

/* ---- a line's words mended (mend_signs.c, mend_addresses.c) ---- */

void mend_signs(TextLine *line);
void mend_addresses(TextLine *line);
void mend_accounts(TextLine *line);

/* ---- order (order.c) ---- */

/* Compares two of Word ** by where they stand, from left to right. */
int word_by_x(const void *a, const void *b);

/* Whether a line is read from right to left: what stands at its ends tells, else which letters are more. */
bool line_is_rightwards(const GPtrArray *words);

/* Words of a line, in any order → in logical order. */
void line_order(GPtrArray *words, bool rightwards);

/* Words of a line with their texts as seen from left to right → in logical order, texts and words. */
void line_from_seen(GPtrArray *words);

/* ---- codes (codes.c) and the picture for people (show.c) ---- */

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

/* Adds a PATCH code of a sheet between documents ("PATCH": "1", "2", "3", "4", "6" or "T", as it stands on
 * the stored page), looked for on all of it (patch.c). */
void patch_find(PIX *page, Reading *reading);

/* Where one of the codes, whose boxes are still in pixels of the stored page, is that of a form of
 * ours: reads its fields, texts with `read` (form.c). upright NULL: the page stands as it is. */
void form_read(PIX *page, const Upright *upright, FormText read, Reading *reading);
