/* pdf_glyphs.c - the single characters of a PDF page's text layer, and where each stands.
 *
 * That alone is taken from poppler: its selections leave out blocks and misplace spaces in
 * right-to-left text. Its text comes in logical order between bidi marks, its boxes from left to
 * right, and a glyph of several letters has its box cut into parts laid the wrong way round in
 * right-to-left text; both are set right here.
 */
#include "pages/inside.h"
#include "pages/pdf.h"
#include <math.h>

enum {
    BANDS_MOST = 300,
    BAND_POINTS = 4,
    UPRIGHTS = 32,
    GLYPHS_MOST = 200000,
    LIGATURE_MOST = 4,
    RLE = 0x202b, /* the marks poppler writes round what runs the other way */
    LRE = 0x202a,
    PDF = 0x202c,
};
#define EXACT 0.01 /* points: parts of one box are equal, and touch */

/* Only these are poppler's own; a page's marks of direction have boxes like letters. */
static bool
is_bidi_control(gunichar c)
{
    return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

/* ---- poppler's order ---- */

/* Letters as told, and the units that keep their order within a passage told from right to left:
 * single letters, and runs of digits or Latin. */
typedef struct Passage {
    GArray *letters; /* of gunichar */
    GArray *starts;  /* of guint: where units begin */
    bool open, inner;
} Passage;

static void
passage_add(Passage *passage, gunichar letter)
{
    guint start = passage->letters->len;
    if (!passage->inner || passage->starts->len == 0) {
        g_array_append_val(passage->starts, start);
    }
    g_array_append_val(passage->letters, letter);
}

static void
passage_begin_run(Passage *passage)
{
    guint start = passage->letters->len;
    g_array_append_val(passage->starts, start);
    passage->inner = true;
}

/* The letters as they stand from left to right, to order; the passage is empty then. */
static void
passage_end(Passage *passage, GArray *order)
{
    guint end = passage->letters->len;
    for (guint i = passage->starts->len; i > 0; i--) {
        guint start = g_array_index(passage->starts, guint, i - 1);
        for (guint j = start; j < end; j++) {
            g_array_append_val(order, g_array_index(passage->letters, gunichar, j));
        }
        end = start;
    }
    g_array_set_size(passage->letters, 0);
    g_array_set_size(passage->starts, 0);
    passage->open = passage->inner = false;
}

/* The letters of text in the order of poppler's boxes. */
static GArray *
order_of_boxes(const char *text)
{
    GArray *order = g_array_new(FALSE, FALSE, sizeof(gunichar));
    g_autoptr(GArray) letters = g_array_new(FALSE, FALSE, sizeof(gunichar));
    g_autoptr(GArray) starts = g_array_new(FALSE, FALSE, sizeof(guint));
    Passage passage = {letters, starts, false, false};
    for (; *text != '\0'; text = g_utf8_next_char(text)) {
        gunichar c = g_utf8_get_char(text);
        if (c == RLE && !passage.open) {
            passage.open = true;
        } else if (c == LRE && passage.open) {
            passage_begin_run(&passage);
        } else if (c == PDF && passage.inner) {
            passage.inner = false;
        } else if (c == PDF) {
            passage_end(&passage, order);
        } else if (!is_bidi_control(c) && passage.open) {
            passage_add(&passage, c);
        } else if (!is_bidi_control(c)) {
            g_array_append_val(order, c);
        }
    }
    passage_end(&passage, order);
    return order;
}

/* ---- glyphs of several letters ---- */

/* Those that Arabic fonts have; letters alike in width stand side by side in others too. */
static bool
is_ligature(const gunichar *letters, gsize n)
{
    static const char *const known[] = {"لا", "لأ", "لإ", "لآ", "لله", "الله", "في", "لم",
        "لي", "لى", "لح", "لج", "لخ", "مح", "محمد", NULL};
    char text[LIGATURE_MOST * 6 + 1];
    gsize at = 0;
    for (gsize i = 0; i < n; i++) {
        at += (gsize)g_unichar_to_utf8(letters[i], text + at);
    }
    text[at] = '\0';
    return g_strv_contains(known, text);
}

static bool
is_cut_from_one(const PdfGlyph *one, const PdfGlyph *next)
{
    return fabs(one->right - next->left) < EXACT && fabs(one->top - next->top) < EXACT &&
           fabs(one->right - one->left - next->right + next->left) < EXACT;
}

/* Parts of one box, told from left to right though the letters run the other way. */
static void
turn_ligatures(PdfGlyph *glyphs, gsize n)
{
    for (gsize i = 0; i + 1 < n; i++) {
        gunichar letters[LIGATURE_MOST] = {glyphs[i].letter};
        gsize length = 1;
        while (length < LIGATURE_MOST && i + length < n &&
               is_cut_from_one(&glyphs[i + length - 1], &glyphs[i + length])) {
            letters[length] = glyphs[i + length].letter;
            length++;
        }
        while (length > 1 && !is_ligature(letters, length)) {
            length--;
        }
        for (gsize j = 0; length > 1 && j < length; j++) {
            glyphs[i + j].letter = letters[length - 1 - j];
        }
        i += length - 1;
    }
}

/* ---- the page ---- */

/* Where one is known no other is: areas that cut a glyph tell its letters otherwise. Marks stand on
 * their letters. */
static char *
glyph_key(const PdfGlyph *glyph)
{
    gunichar mark = g_unichar_ismark(glyph->letter) ? glyph->letter : 0;
    return g_strdup_printf(
        "%x %.0f %.0f %.0f", mark, glyph->left * 4, glyph->top * 4, glyph->right * 4);
}

static void
add_area(PopplerPage *page, PopplerRectangle *area, GArray *glyphs, GHashTable *seen)
{
    g_autofree char *text = poppler_page_get_text_for_area(page, area);
    g_autofree PopplerRectangle *boxes = NULL;
    guint n = 0;
    if (text == NULL || text[0] == '\0' ||
        !poppler_page_get_text_layout_for_area(page, area, &boxes, &n)) {
        return;
    }
    g_autoptr(GArray) order = order_of_boxes(text);
    g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(PdfGlyph));
    for (guint i = 0; i < MIN(n, order->len); i++) {
        PdfGlyph glyph = {g_array_index(order, gunichar, i),
            MIN(boxes[i].x1, boxes[i].x2), MIN(boxes[i].y1, boxes[i].y2),
            MAX(boxes[i].x1, boxes[i].x2), MAX(boxes[i].y1, boxes[i].y2), 0};
        g_array_append_val(found, glyph);
    }
    turn_ligatures((PdfGlyph *)(void *)found->data, found->len);
    for (guint i = 0; i < found->len && glyphs->len < GLYPHS_MOST; i++) {
        PdfGlyph glyph = g_array_index(found, PdfGlyph, i);
        if (!g_unichar_isspace(glyph.letter) &&
            g_hash_table_add(seen, glyph_key(&glyph))) {
            g_array_append_val(glyphs, glyph);
        }
    }
}

/* One selection of the whole page loses blocks. Narrow bands, taken in both directions, lose none
 * but the last line of a right-to-left page, which upright lines down the page still touch. */
GArray *
pdf_glyphs(PopplerPage *page)
{
    GArray *glyphs = g_array_new(FALSE, FALSE, sizeof(PdfGlyph));
    g_autoptr(GHashTable) seen =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    double width = 0;
    double height = 0;
    poppler_page_get_size(page, &width, &height);
    double step = MAX(BAND_POINTS, height / BANDS_MOST);
    for (double y = 0; y < height; y += step) {
        PopplerRectangle forth = {0, y, width, y + step};
        PopplerRectangle back = {width, y, 0, y + step};
        add_area(page, &forth, glyphs, seen);
        add_area(page, &back, glyphs, seen);
    }
    for (int i = 0; i <= UPRIGHTS; i++) {
        double x = width * i / UPRIGHTS;
        PopplerRectangle down = {x, 0, x, height};
        add_area(page, &down, glyphs, seen);
    }
    return glyphs;
}
