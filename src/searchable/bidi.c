/* bidi.c - a line's characters in the order they stand on paper.
 *
 * ICU's algorithm (UAX #9) orders the line's text; the boxes are the proof: of the two directions
 * a line may have, the one whose order of words agrees better with where they stand is taken, and
 * words that stand otherwise still are put where they stand.
 */
#include "searchable/inside.h"
#include <unicode/ubidi.h>
#include <unicode/uchar.h>
#include <unicode/ustring.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(UBiDi, ubidi_close)

/* The line's text in UTF-16, and of which word each unit is. A character outside the first plane
 * becomes U+FFFD: a code of the layer is one unit. */
typedef struct LineText {
    GArray *units; /* of gunichar2 */
    GArray *words; /* of int */
} LineText;

static void
add_unit(LineText *text, gunichar2 unit, int word)
{
    g_array_append_val(text->units, unit);
    g_array_append_val(text->words, word);
}

static LineText
text_of(const Reading *reading, const Line *line)
{
    LineText text = {g_array_new(FALSE, FALSE, sizeof(gunichar2)),
        g_array_new(FALSE, FALSE, sizeof(int))};
    for (guint i = 0; i < line->n; i++) {
        const Word *word = g_ptr_array_index(reading->words, line->first + i);
        if (i > 0) {
            add_unit(&text, ' ', -1);
        }
        for (const char *at = word->text; *at != '\0'; at = g_utf8_next_char(at)) {
            gunichar character = g_utf8_get_char(at);
            if (character >= ' ') {
                add_unit(
                    &text, character > 0xffff ? 0xfffd : (gunichar2)character, (int)i);
            }
        }
    }
    return text;
}

static GArray *
order_at_level(const LineText *text, int level)
{
    UErrorCode status = U_ZERO_ERROR;
    int length = (int)text->units->len;
    g_autoptr(UBiDi) bidi = ubidi_open();
    ubidi_setPara(bidi, (const UChar *)(const void *)text->units->data, length,
        (UBiDiLevel)level, NULL, &status);
    g_autofree int32_t *logical = g_new(int32_t, length + 1);
    ubidi_getVisualMap(bidi, logical, &status);
    if (U_FAILURE(status)) {
        return NULL;
    }
    GArray *cells = g_array_sized_new(FALSE, FALSE, sizeof(Cell), (guint)length);
    for (int i = 0; i < length; i++) {
        Cell cell = {g_array_index(text->units, gunichar2, logical[i]),
            g_array_index(text->words, int, logical[i]), logical[i]};
        g_array_append_val(cells, cell);
    }
    return cells;
}

static int
middle_of(const Reading *reading, const Line *line, int word)
{
    const Word *at = g_ptr_array_index(reading->words, line->first + (guint)word);
    return 2 * at->x + at->width;
}

/* How often the order of cells goes back on paper. */
static int
steps_back(const Reading *reading, const Line *line, const GArray *cells)
{
    int back = 0;
    int before = -1;
    for (guint i = 0; i < cells->len; i++) {
        int word = g_array_index(cells, Cell, i).word;
        if (word >= 0 && word != before) {
            back += before >= 0 &&
                    middle_of(reading, line, word) < middle_of(reading, line, before);
            before = word;
        }
    }
    return back;
}

/* ---- words that stand otherwise than their text says ---- */

typedef struct Place {
    int word;
    int middle;
} Place;

static int
by_middle(gconstpointer one, gconstpointer other)
{
    return ((const Place *)one)->middle - ((const Place *)other)->middle;
}

static void
append_word(GArray *to, const GArray *cells, int word)
{
    for (guint i = 0; i < cells->len; i++) {
        Cell cell = g_array_index(cells, Cell, i);
        if (cell.word == word) {
            g_array_append_val(to, cell);
        }
    }
}

/* The gaps' places in the text are no longer known: -1. */
static GArray *
order_by_place(const Reading *reading, const Line *line, const GArray *cells)
{
    g_autoptr(GArray) places = g_array_new(FALSE, FALSE, sizeof(Place));
    for (int i = 0; i < (int)line->n; i++) {
        Place place = {i, middle_of(reading, line, i)};
        g_array_append_val(places, place);
    }
    g_array_sort(places, by_middle);
    GArray *ordered = g_array_new(FALSE, FALSE, sizeof(Cell));
    for (guint i = 0; i < places->len; i++) {
        Cell gap = {' ', -1, -1};
        if (i > 0) {
            g_array_append_val(ordered, gap);
        }
        append_word(ordered, cells, g_array_index(places, Place, i).word);
    }
    return ordered;
}

/* ---- in front ---- */

int
rtl_balance(const Reading *reading, guint first, guint n)
{
    int balance = 0;
    for (guint i = first; i < first + n; i++) {
        const Word *word = g_ptr_array_index(reading->words, i);
        for (const char *at = word->text; *at != '\0'; at = g_utf8_next_char(at)) {
            UCharDirection direction = u_charDirection((UChar32)g_utf8_get_char(at));
            balance +=
                direction == U_RIGHT_TO_LEFT || direction == U_RIGHT_TO_LEFT_ARABIC;
            balance -= direction == U_LEFT_TO_RIGHT;
        }
    }
    return balance;
}

bool
page_is_rtl(const Reading *reading)
{
    return rtl_balance(reading, 0, reading->words->len) > 0;
}

GArray *
cells_of(const Reading *reading, const Line *line)
{
    LineText text = text_of(reading, line);
    UBiDiDirection first = ubidi_getBaseDirection(
        (const UChar *)(const void *)text.units->data, (int)text.units->len);
    int likely =
        first == UBIDI_LTR || (first == UBIDI_NEUTRAL && !page_is_rtl(reading)) ? 0 : 1;
    g_autoptr(GArray) cells = order_at_level(&text, likely);
    g_autoptr(GArray) other = order_at_level(&text, 1 - likely);
    g_array_unref(text.units);
    g_array_unref(text.words);
    if (cells == NULL || other == NULL) {
        return NULL;
    }
    int back = steps_back(reading, line, cells);
    int other_back = steps_back(reading, line, other);
    GArray *better = other_back < back ? other : cells;
    return MIN(back, other_back) == 0 ? g_array_ref(better)
                                      : order_by_place(reading, line, better);
}
