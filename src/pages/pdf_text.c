/* pdf_text.c - the text layer of a PDF page → words in logical order, with boxes.
 *
 * Lines, words and order are made here, from where the characters stand (pdf_glyphs.c). A layer whose words are none (pdf_sound.c) is refused, and the picture is read
 * instead.
 */
#include "base/base.h"
#include "pages/inside.h"
#include "pages/pdf.h"
#include <math.h>
#include <string.h>

enum {
    LETTERS_LEAST = 8, /* fewer are a stamp or a page number, not the page's text */
    TENTHS = 10,
    LTR_MARK =
        0x200e, /* they say where a letter without direction belongs, and are no text */
    RTL_MARK = 0x200f,
    ARABIC_MARK = 0x61c,
};
#define GAP_OF_HEIGHT 0.1 /* of a glyph's box: a wider gap parts words */

/* ---- lines ---- */

static int
by_height(gconstpointer one, gconstpointer other)
{
    const PdfGlyph *a = one;
    const PdfGlyph *b = other;
    double difference = (a->top + a->bottom) - (b->top + b->bottom);
    return (difference > 0) - (difference < 0);
}

static int
by_line_and_place(gconstpointer one, gconstpointer other)
{
    const PdfGlyph *a = one;
    const PdfGlyph *b = other;
    if (a->line != b->line) {
        return a->line < b->line ? -1 : 1;
    }
    double difference = (a->left + a->right) - (b->left + b->right);
    return (difference > 0) - (difference < 0);
}

/* PdfGlyphs whose middle lies within the half height of the line's first belong to it. */
static void
sort_into_lines(GArray *glyphs)
{
    g_array_sort(glyphs, by_height);
    guint line = 0;
    double middle = 0;
    double half = 0;
    for (guint i = 0; i < glyphs->len; i++) {
        PdfGlyph *glyph = &g_array_index(glyphs, PdfGlyph, i);
        double own = (glyph->top + glyph->bottom) / 2;
        if (i == 0 || own - middle > half) {
            line++;
            middle = own;
            half = MAX(glyph->bottom - glyph->top, 1) * 0.4;
        }
        glyph->line = line;
    }
    g_array_sort(glyphs, by_line_and_place);
}

/* ---- direction ---- */

static bool
is_rtl(gunichar c)
{
    return (c >= 0x590 && c < 0x900 && !g_unichar_isdigit(c)) ||
           (c >= 0xfb1d && c < 0xfdff) || (c >= 0xfe70 && c < 0xfeff) || c == RTL_MARK;
}

static bool
is_ltr(gunichar c)
{
    return (g_unichar_isalnum(c) && !is_rtl(c)) || g_unichar_isdigit(c);
}

typedef struct Span {
    guint from, to;
} Span;

/* How glyphs lean: above 0 when more are right-to-left letters than left-to-right ones. */
static int
leaning(const GArray *glyphs, Span span)
{
    int lean = 0;
    for (guint i = span.from; i < span.to; i++) {
        gunichar c = g_array_index(glyphs, PdfGlyph, i).letter;
        lean += is_rtl(c) ? 1 : is_ltr(c) && !g_unichar_isdigit(c) ? -1 : 0;
    }
    return lean;
}

static bool
has_rtl(const GArray *glyphs, Span span)
{
    for (guint i = span.from; i < span.to; i++) {
        if (is_rtl(g_array_index(glyphs, PdfGlyph, i).letter)) {
            return true;
        }
    }
    return false;
}

/* ---- words ---- */

static void
append_letters(GString *text, const GArray *glyphs, Span span)
{
    for (guint i = span.from; i < span.to; i++) {
        gunichar c = g_array_index(glyphs, PdfGlyph, i).letter;
        if (c != RTL_MARK && c != LTR_MARK && c != ARABIC_MARK) {
            g_string_append_unichar(text, c);
        }
    }
}

/* A word that has right-to-left letters is told from its right end; the runs of digits and Latin
 * within it, with what joins them, keep their order. */
static char *
word_text(const GArray *glyphs, Span span)
{
    g_autoptr(GString) text = g_string_new(NULL);
    if (!has_rtl(glyphs, span)) {
        append_letters(text, glyphs, span);
    } else {
        guint end = span.to;
        while (end > span.from) {
            guint start = end - 1;
            if (is_ltr(g_array_index(glyphs, PdfGlyph, start).letter)) {
                guint run = start;
                while (run > span.from &&
                       !is_rtl(g_array_index(glyphs, PdfGlyph, run - 1).letter)) {
                    run--;
                    start =
                        is_ltr(g_array_index(glyphs, PdfGlyph, run).letter) ? run : start;
                }
            }
            append_letters(text, glyphs, (Span){start, end});
            end = start;
        }
    }
    return g_utf8_normalize(text->str, -1, G_NORMALIZE_NFKC);
}

static void
add_word(Reading *reading, GString *text, const GArray *glyphs, Span span)
{
    const PdfGlyph *first = &g_array_index(glyphs, PdfGlyph, span.from);
    double top = first->top;
    double right = first->right;
    double bottom = first->bottom;
    for (guint i = span.from; i < span.to; i++) {
        const PdfGlyph *glyph = &g_array_index(glyphs, PdfGlyph, i);
        top = MIN(top, glyph->top);
        right = MAX(right, glyph->right);
        bottom = MAX(bottom, glyph->bottom);
    }
    Word *word = g_new0(Word, 1);
    word->text = word_text(glyphs, span);
    word->x = (int)lround(first->left * TENTHS);
    word->y = (int)lround(top * TENTHS);
    word->width = (int)lround((right - first->left) * TENTHS);
    word->height = (int)lround((bottom - top) * TENTHS);
    word->confidence = 100;
    g_ptr_array_add(reading->words, word);
    if (text->len > 0 && text->str[text->len - 1] != '\n') {
        g_string_append_c(text, ' ');
    }
    g_string_append(text, word->text);
}

static GArray *
line_words(const GArray *glyphs, Span line)
{
    GArray *words = g_array_new(FALSE, FALSE, sizeof(Span));
    Span word = {line.from, line.from};
    double right = 0;
    for (guint i = line.from; i < line.to; i++) {
        const PdfGlyph *glyph = &g_array_index(glyphs, PdfGlyph, i);
        double gap = (glyph->bottom - glyph->top) * GAP_OF_HEIGHT;
        if (i > word.from && glyph->left - right > gap) {
            word.to = i;
            g_array_append_val(words, word);
            word.from = i;
            right = glyph->right;
        }
        right = i == word.from ? glyph->right : MAX(right, glyph->right);
    }
    word.to = line.to;
    g_array_append_val(words, word);
    return words;
}

static bool
stands_with_latin(const GArray *glyphs, const GArray *words, guint i)
{
    return leaning(glyphs, g_array_index(words, Span, i)) < 0;
}

/* Words of a line stand from left to right; they are told in the line's direction, with runs of
 * words of the other direction in theirs. */
static void
add_line(Reading *reading, GString *text, const GArray *glyphs, Span line)
{
    g_autoptr(GArray) words = line_words(glyphs, line);
    bool rtl = leaning(glyphs, line) > 0;
    int step = rtl ? -1 : 1;
    int at = rtl ? (int)words->len - 1 : 0;
    while (at >= 0 && at < (int)words->len) {
        int end = at; /* the far end of a run told the other way round */
        bool other = rtl ? stands_with_latin(glyphs, words, (guint)at)
                         : has_rtl(glyphs, g_array_index(words, Span, (guint)at));
        for (int i = at + step; other && i >= 0 && i < (int)words->len; i += step) {
            bool same = rtl ? !has_rtl(glyphs, g_array_index(words, Span, (guint)i))
                            : has_rtl(glyphs, g_array_index(words, Span, (guint)i));
            if (!same) {
                break;
            }
            end = i;
        }
        for (int i = end; i != at - step; i -= step) {
            add_word(reading, text, glyphs, g_array_index(words, Span, (guint)i));
        }
        at = end + step;
    }
    g_string_append_c(text, '\n');
}

bool
pdf_text(PopplerPage *page, Reading *reading)
{
    g_autoptr(GArray) glyphs = pdf_glyphs(page);
    if (glyphs->len < LETTERS_LEAST) {
        return false;
    }
    sort_into_lines(glyphs);
    g_autoptr(GString) text = g_string_new(NULL);
    Span line = {0, 0};
    while (line.from < glyphs->len && text->len < PAGE_MOST_TEXT_BYTES &&
           reading->words->len < PAGE_MOST_WORDS) {
        guint number = g_array_index(glyphs, PdfGlyph, line.from).line;
        while (line.to < glyphs->len &&
               g_array_index(glyphs, PdfGlyph, line.to).line == number) {
            line.to++;
        }
        add_line(reading, text, glyphs, line);
        line.from = line.to;
    }
    if (!pdf_words_are_sound(reading->words)) {
        g_ptr_array_set_size(reading->words, 0);
        return false;
    }
    g_free(reading->text);
    reading->text = g_strchomp(g_strdup(text->str));
    reading->confidence = 100;
    reading->source = SOURCE_TEXT_LAYER;
    return true;
}

void
pdf_text_scale(PopplerPage *page, int picture_width, Reading *reading)
{
    double width = 0;
    double height = 0;
    poppler_page_get_size(page, &width, &height);
    double scale = picture_width / MAX(width * TENTHS, 1);
    for (guint i = 0; i < reading->words->len; i++) {
        Word *word = g_ptr_array_index(reading->words, i);
        word->x = (int)lround(word->x * scale);
        word->y = (int)lround(word->y * scale);
        word->width = (int)lround(word->width * scale);
        word->height = (int)lround(word->height * scale);
    }
}
