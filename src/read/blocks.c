/* blocks.c - the blocks of a page, one after the other, each by the reader that is surest of it.
 *
 * Our own network reads every block. Where the marks stand apart as Latin letters do, or the network is neither sure nor at a
 * loss, Tesseract is asked too, and the surer reading is kept: both give shares, so that they can be compared.
 */
#include "read/inside.h"
#include <string.h>

enum {
    SURE = 60, /* words right of a hundred, from which no second opinion is asked */
    LOST = 25, /* and below which nobody reads it: handwriting, or the wrong way up */
};

static void
pixa_free(PIXA *blocks)
{
    pixaDestroy(&blocks);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PIXA, pixa_free)

void
reading_take_words(Reading *reading, Reading *other)
{
    GPtrArray *words = reading->words;
    reading->words = other->words;
    other->words = words;
    g_free(reading->text);
    reading->text = g_steal_pointer(&other->text);
    reading->confidence = other->confidence;
}

static void
second_opinion(PIX *grey, Reading *reading)
{
    bool latin = latin_is_page(grey);
    if (!latin && (reading->confidence >= SURE || reading->confidence < LOST)) {
        return;
    }
    g_autoptr(Reading) other = reading_new(reading->number);
    latin = latin && recognise_latin(grey, other);
    bool unsure = reading->confidence >= LOST && reading->confidence < SURE;
    if (!latin && (!unsure || !recognise(grey, other))) {
        return;
    }
    numbers_order(other);
    confidence_set(other, latin ? FIGURES_LATIN : FIGURES_ARABIC);
    if (other->confidence > reading->confidence) {
        reading_take_words(reading, other);
    }
}

static bool
read_block(PIX *grey, Reading *reading)
{
    if (!print_read(grey, reading)) {
        return false;
    }
    confidence_set(reading, FIGURES_PRINT);
    second_opinion(grey, reading);
    return true;
}

/* Adds the words of the block at this place of the page. */
static void
add_block(Reading *reading, GString *text, Reading *block, int x, int y)
{
    gsize count = 0;
    g_autofree gpointer *words = g_ptr_array_steal(block->words, &count);
    for (gsize i = 0; i < count; i++) {
        Word *word = words[i];
        word->x += x;
        word->y += y;
        g_ptr_array_add(reading->words, word);
    }
    g_string_append_printf(text, "%s%s", text->len > 0 ? "\n\n" : "", block->text);
}

bool
blocks_read(PIX *grey, Reading *reading)
{
    g_autoptr(PIXA) blocks = columns_cut(grey, !latin_is_page(grey));
    if (blocks == NULL) {
        return read_block(grey, reading);
    }
    g_autoptr(GString) text = g_string_new(NULL);
    g_ptr_array_set_size(reading->words, 0);
    for (int i = 0; i < pixaGetCount(blocks); i++) {
        int x = 0;
        int y = 0;
        g_autoptr(Reading) block = reading_new(reading->number);
        g_autoptr(PIX) picture = pixaGetPix(blocks, i, L_CLONE);
        pixaGetBoxGeometry(blocks, i, &x, &y, NULL, NULL);
        if (!read_block(picture, block)) {
            return false;
        }
        if (block->words->len > 0 &&
            reading->words->len + block->words->len <= PAGE_MOST_WORDS &&
            text->len + strlen(block->text) < PAGE_MOST_TEXT_BYTES) {
            add_block(reading, text, block, x, y);
        }
    }
    g_free(reading->text);
    reading->text = g_string_free(g_steal_pointer(&text), FALSE);
    reading->confidence = words_confidence(reading->words);
    return true;
}
