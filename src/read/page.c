/* page.c - one page from its file to its reading: load, clean, recognise, find codes, show.
 *
 * Runs inside the locked worker. Whatever goes wrong becomes the reading's trouble, in words.
 */
#include "read/page.h"
#include "base/base.h"
#include "read/read.h"
#include <math.h>

#define DOUBTFUL_CONFIDENCE 60.0 /* below it the other way up is tried */

bool
read_open(const char *const *models, GError **error)
{
    setMsgSeverity(L_SEVERITY_NONE);
    if (!recognise_open(models, error) || !numbers_open(error)) {
        return false;
    }
    if (!hevc_open()) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG,
            "libheif is of another version than this program was built with; build it "
            "again");
        return false;
    }
    document_open();
    pdf_open();
    codes_open();
    return true;
}

/* Words come in pixels of the clean picture; people see the page. */
static void
scale_words(Reading *reading, double scale)
{
    for (guint i = 0; i < reading->words->len; i++) {
        Word *word = g_ptr_array_index(reading->words, i);
        int right = (int)lround((word->x + word->width) / scale);
        int bottom = (int)lround((word->y + word->height) / scale);
        word->x = (int)lround(word->x / scale);
        word->y = (int)lround(word->y / scale);
        word->width = right - word->x;
        word->height = bottom - word->y;
    }
}

static void
turn_over(CleanPage *clean)
{
    pixRotate180(clean->grey, clean->grey);
    clean->quarter_turns = (clean->quarter_turns + 2) % 4;
}

/* A page that reads badly lying on its side may have stood: what made it seem to lie was no text. */
static bool
recognise_standing(CleanPage *clean, Reading *reading)
{
    g_autoptr(Reading) standing = reading_new(reading->number);
    g_autoptr(PIX) turned = pixRotateOrth(clean->grey, 4 - clean->quarter_turns);
    if (turned == NULL || !recognise(turned, standing)) {
        return false;
    }
    if (standing->confidence <= reading->confidence) {
        return true;
    }
    pixSwapAndDestroy(&clean->grey, &turned);
    clean->quarter_turns = 0;
    g_clear_pointer(&reading->text, g_free);
    reading->text = g_steal_pointer(&standing->text);
    reading->confidence = standing->confidence;
    GPtrArray *words = reading->words;
    reading->words = standing->words;
    standing->words = words;
    return true;
}

/* A page lying on its side may lie on either; one that read badly may stand on its head. */
static bool
recognise_upright(CleanPage *clean, Reading *reading)
{
    bool tried = clean->quarter_turns != 0;
    if (tried && recognise_is_upside_down(clean->grey, clean->text_height)) {
        turn_over(clean);
    }
    if (!recognise(clean->grey, reading)) {
        return false;
    }
    if (clean->quarter_turns % 2 != 0 && reading->confidence < DOUBTFUL_CONFIDENCE) {
        return recognise_standing(clean, reading);
    }
    if (tried || reading->confidence >= DOUBTFUL_CONFIDENCE ||
        !recognise_is_upside_down(clean->grey, clean->text_height)) {
        return true;
    }
    turn_over(clean);
    g_ptr_array_set_size(reading->words, 0);
    return recognise(clean->grey, reading);
}

static void
read_picture(PIX **page, Reading *reading)
{
    g_autoptr(CleanPage) clean = image_clean(*page);
    if (clean == NULL ||
        (clean->text_height != 0 && !recognise_upright(clean, reading))) {
        reading->trouble =
            g_strdup("the page could not be read; the original is kept, read it "
                     "by eye");
        return;
    }
    latin_read(clean->grey, reading);
    numbers_read(clean->grey, reading);
    commas_read(clean->grey, reading);
    mend_text(reading);
    confidence_set(clean->grey, reading);
    if (!reading->legible) {
        g_ptr_array_set_size(reading->words, 0);
        g_free(reading->text);
        reading->text = g_strdup("");
    }
    scale_words(reading, clean->scale);
    reading->rotation = clean->quarter_turns * 90;
    reading->skew = 0 - clean->skew;
    if (clean->quarter_turns != 0 || clean->skew != 0) {
        PIX *upright = image_turn(*page, clean->quarter_turns, clean->skew);
        if (upright != NULL) {
            pixDestroy(page);
            *page = upright;
        }
    }
}

/* The pictures on a page whose text is known; a page of photos that hold none costs nothing but
 * the look. */
static void
read_pictures(PIX **pictures, Reading *reading)
{
    g_autoptr(Reading) other = reading_new(reading->number);
    int width = pixGetWidth(*pictures);
    int height = pixGetHeight(*pictures);
    read_picture(pictures, other);
    if (other->trouble == NULL) {
        words_lay_back(other, width, height);
        merge_readings(reading, other);
    }
}

Reading *
read_page(const guint8 *bytes, gsize length, int number, bool want_image)
{
    g_autoptr(GError) error = NULL;
    Reading *reading = reading_new(number);
    g_autoptr(PIX) page = NULL;
    g_autoptr(PIX) pictures = NULL;
    if (!page_load(bytes, length, reading, &page, &pictures, &error)) {
        reading->trouble =
            g_strdup(error != NULL ? error->message : "the page is damaged");
        return reading;
    }
    if (page == NULL) {
        return reading;
    }
    if (reading->source != SOURCE_TEXT_LAYER) {
        read_picture(&page, reading);
    } else if (pictures != NULL) {
        read_pictures(&pictures, reading);
    }
    reading->width = pixGetWidth(page);
    reading->height = pixGetHeight(page);
    reading->dpi = pixGetXRes(page);
    codes_find(page, reading);
    if (want_image) {
        show_page(page, reading);
    }
    return reading;
}
