/* letter.c - a letter on paper, as Saudi offices write them: letterhead, reference block, window
 * address, subject, body.
 *
 * Folded in three it shows the recipient in the window of a DL envelope, and nothing else. The QR
 * code stands outside of the window: it is for whoever opens the letter when it comes back.
 */
#include "paper/sheets.h"

#include "language/language.h"

#define SIDE (20 * MM)
#define HEAD_TOP (9 * MM)
#define HEAD_BOTTOM (43 * MM)
#define WINDOW_LEFT (24 * MM) /* of the writing in it: an envelope has play */
#define WINDOW_WIDTH (82 * MM)
#define WINDOW_TOP (52 * MM)
#define CODE_SIDE (30 * MM)
#define CODE_TOP (48 * MM)
#define SUBJECT_TOP (96 * MM)
#define NEXT_TOP (28 * MM)
#define FOOT_TOP (280 * MM)
#define BLOCK_WIDTH (68 * MM)
#define BODY_SIZE 13.0
#define SMALL_SIZE 9.0

enum { SHORT_LIST = 4 };

typedef struct Words {
    const char *number, *date, *gregorian, *enclosures, *none, *subject;
} Words;
static const Words arabic = {
    "الرقم", "التاريخ", "الموافق", "المرافقات", "لا يوجد", "الموضوع"};
static const Words english = {
    "Number", "Date", "Gregorian", "Enclosures", "none", "Subject"};

static double
start_of(const Sheets *sheets, double width)
{
    return sheets->pdf.rtl ? sheets->right - width : sheets->left;
}

static double
end_of(const Sheets *sheets, double width)
{
    return sheets->pdf.rtl ? sheets->left : sheets->right - width;
}

/* "name: value", the value an island of its own direction. */
static double
pair_put(Sheets *sheets, const char *name, const char *value, double y)
{
    TextStyle style = {.size = 10.5, .width = BLOCK_WIDTH, .lines = 1};
    g_autofree char *line = g_strdup_printf("%s: \u2068%s\u2069", name, value);
    return text_put(&sheets->pdf, line, &style, end_of(sheets, BLOCK_WIDTH), y);
}

static void
reference_block(Sheets *sheets, const PaperLetter *letter, const Words *words)
{
    g_autofree char *hijri = day_hijri_words(letter->date_ms, letter->language);
    g_autofree char *gregorian = day_gregorian_words(letter->date_ms, letter->language);
    g_autofree char *count = text_number(letter->enclosures, letter->language);
    double y = HEAD_TOP + 6 * MM;
    y += pair_put(sheets, words->number, letter->number, y);
    y += pair_put(sheets, words->date, hijri, y);
    y += pair_put(sheets, words->gregorian, gregorian, y);
    pair_put(sheets, words->enclosures, letter->enclosures > 0 ? count : words->none, y);
}

static void
letterhead(Sheets *sheets, const PaperLetter *letter)
{
    double width = sheets->right - sheets->left - BLOCK_WIDTH - 4 * MM;
    TextStyle name = {.size = 18, .bold = true, .width = width, .lines = 2};
    TextStyle contact = {.size = SMALL_SIZE, .width = width, .lines = 3, .light = 0.25};
    TextStyle opening = {.size = 12,
        .width = sheets->right - sheets->left,
        .align = SHEET_CENTRE,
        .lines = 1};
    if (sheets->pdf.rtl)
        text_put(&sheets->pdf, "بسم الله الرحمن الرحيم", &opening, sheets->left,
            HEAD_TOP - 3 * MM);
    double y = HEAD_TOP + 4 * MM;
    y += text_put(&sheets->pdf, letter->office, &name, start_of(sheets, width), y);
    if (letter->contact != NULL) {
        g_autofree char *lines = text_numbers_apart(letter->contact);
        text_put(&sheets->pdf, lines, &contact, start_of(sheets, width), y);
    }
    sheets_rule(sheets, HEAD_BOTTOM, 0.8);
}

/* The window is on the left of an envelope in either language. */
static void
window(Sheets *sheets, const PaperLetter *letter)
{
    TextStyle style = {.size = 13, .bold = true, .width = WINDOW_WIDTH, .lines = 2};
    double y = WINDOW_TOP;
    y += text_put(&sheets->pdf, letter->recipient, &style, WINDOW_LEFT, y);
    style = (TextStyle){.size = 11.5, .width = WINDOW_WIDTH, .lines = 4};
    if (letter->address != NULL) {
        g_autofree char *lines = text_numbers_apart(letter->address);
        text_put(&sheets->pdf, lines, &style, WINDOW_LEFT, y);
    }
}

/* Where the sheet is folded in three, at its left edge. */
static void
fold_marks(Sheets *sheets)
{
    cairo_set_line_width(sheets->pdf.cairo, 0.4);
    for (int i = 1; i <= 2; i++) {
        cairo_move_to(sheets->pdf.cairo, 4 * MM, i * A4_LONG / 3);
        cairo_line_to(sheets->pdf.cairo, 8 * MM, i * A4_LONG / 3);
    }
    cairo_stroke(sheets->pdf.cairo);
}

static void
foot(Sheets *sheets, const PaperLetter *letter)
{
    double third = (sheets->right - sheets->left) / 3;
    double y = FOOT_TOP + 1.5 * MM;
    TextStyle style = {.size = SMALL_SIZE, .lines = 1, .light = 0.3, .width = third};
    g_autofree char *number = sheets_page_of(sheets);
    sheets_rule(sheets, FOOT_TOP, 0.4);
    text_put(&sheets->pdf, letter->office, &style, start_of(sheets, third), y);
    style.align = SHEET_CENTRE;
    text_put(&sheets->pdf, number, &style, sheets->left + third, y);
    style.align = SHEET_END;
    style.ltr = sheets->pdf.rtl; /* a number, at the end side */
    style.align = style.ltr ? SHEET_START : SHEET_END;
    text_put(&sheets->pdf, letter->number, &style, end_of(sheets, third), y);
}

static void
subject(Sheets *sheets, const PaperLetter *letter, const Words *words)
{
    TextStyle style = {.size = BODY_SIZE,
        .bold = true,
        .width = sheets->right - sheets->left,
        .align = SHEET_CENTRE,
        .lines = 2};
    g_autofree char *line = g_strdup_printf("%s: %s", words->subject, letter->subject);
    double height = text_put(&sheets->pdf, line, &style, sheets->left, SUBJECT_TOP);
    sheets->top = SUBJECT_TOP + height + 3 * MM;
}

static void
page_begin(Sheets *sheets, gpointer user_data)
{
    const PaperLetter *letter = user_data;
    const Words *words = sheets->pdf.rtl ? &arabic : &english;
    sheets->left = SIDE;
    sheets->right = sheets->width - SIDE;
    sheets->top = NEXT_TOP;
    sheets->bottom = FOOT_TOP - 3 * MM;
    foot(sheets, letter);
    if (sheets->page > 1)
        return;
    letterhead(sheets, letter);
    reference_block(sheets, letter, words);
    window(sheets, letter);
    fold_marks(sheets);
    if (letter->code != NULL)
        code_draw(
            &sheets->pdf, letter->code, sheets->right - CODE_SIDE, CODE_TOP, CODE_SIDE);
    subject(sheets, letter, words);
}

/* ---- the body ---- */

static void
item_put(Sheets *sheets, const char *text)
{
    TextStyle style = {.size = BODY_SIZE, .width = 5 * MM};
    sheets_need(sheets, 2 * BODY_SIZE);
    text_put(&sheets->pdf, "•", &style, start_of(sheets, 5 * MM), sheets->y);
    sheets_lines(sheets, text, BODY_SIZE, 6 * MM);
}

/* A paragraph's lines: items of a list, or lines as they are. */
static void
paragraph_put(Sheets *sheets, const char *paragraph)
{
    g_auto(GStrv) lines = g_strsplit(paragraph, "\n", -1);
    g_autoptr(GString) plain = g_string_new(NULL);
    for (guint i = 0; lines[i] != NULL; i++) {
        bool item = g_str_has_prefix(lines[i], "- ");
        if (item && plain->len > 0) {
            sheets_lines(sheets, plain->str, BODY_SIZE, 0);
            g_string_truncate(plain, 0);
        }
        if (item)
            item_put(sheets, lines[i] + 2);
        else
            g_string_append_printf(plain, "%s%s", plain->len > 0 ? "\n" : "", lines[i]);
    }
    sheets_lines(sheets, plain->str, BODY_SIZE, 0);
    sheets_gap(sheets, BODY_SIZE * 0.6);
}

/* Both stand on this page, or begin the next. */
static void
keep_together(Sheets *sheets, const char *one, const char *other)
{
    TextStyle style = {.size = BODY_SIZE, .width = sheets->right - sheets->left};
    g_autofree char *both = g_strdup_printf("%s\n%s", one, other);
    g_autoptr(PangoLayout) layout = text_new(&sheets->pdf, both, &style);
    sheets_need(sheets, text_height(layout) + BODY_SIZE);
}

/* What announces a list, with its first item; a short one before the greeting is not parted. */
static void
keep_list(Sheets *sheets, char *const *paragraphs, bool last)
{
    const char *list = paragraphs[1];
    g_auto(GStrv) items = g_strsplit(list, "\n", -1);
    bool whole = last && g_strv_length(items) <= SHORT_LIST;
    g_autofree char *rest =
        whole ? g_strdup_printf("%s\n%s", list, paragraphs[2]) : g_strdup(items[0]);
    keep_together(sheets, paragraphs[0], rest);
}

/* The last paragraph is the greeting and who writes, and what announces a list stands over its first
 * item: neither stands on a page without the other. */
static void
body_draw(Sheets *sheets, gpointer user_data)
{
    const PaperLetter *letter = user_data;
    g_auto(GStrv) paragraphs = g_strsplit(letter->body, "\n\n", -1);
    guint n = 0;
    while (paragraphs[n] != NULL && *g_strstrip(paragraphs[n]) != '\0')
        n++;
    for (guint i = 0; i < n; i++) {
        bool announces = i + 2 < n && g_str_has_prefix(paragraphs[i + 1], "- ");
        if (i + 2 == n)
            keep_together(sheets, paragraphs[i], paragraphs[i + 1]);
        else if (announces)
            keep_list(sheets, paragraphs + i, i + 3 == n);
        paragraph_put(sheets, paragraphs[i]);
    }
}

GBytes *
paper_letter(const PaperLetter *letter, GError **error)
{
    const SheetsPlan plan = {.language = letter->language,
        .title = letter->subject,
        .office = letter->office,
        .date_ms = letter->date_ms};
    return sheets_furnish(&plan, page_begin, body_draw, (gpointer)letter, NULL, error);
}
