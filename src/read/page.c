/* page.c - one page from its file to its reading: load, clean, recognise, find codes, show.
 *
 * Runs inside the locked worker. Whatever goes wrong becomes the reading's trouble, in words.
 */
#include "base/base.h"
#include "read/inside.h"
#include "read/read.h"
#include <math.h>

enum {
    NONSENSE =
        45, /* words right of a hundred: more on a printed page, less on one that lies the wrong way round */
    CLEARLY = 10, /* by which another way is the right one */
};

bool
read_open(const char *const *models, GError **error)
{
    setMsgSeverity(L_SEVERITY_NONE);
    if (!recognise_open(models, error) || !print_open(error) || !numbers_open(error) ||
        !hevc_open(error)) {
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

/* The letters mostly say which way up a page is. Read the wrong way round it makes no sense, and then the other ways are
 * tried: upside down, and as it was stored, where what made it seem to lie on its side was no text. */
static bool
read_upright(CleanPage *clean, Reading *reading)
{
    if (!blocks_read(clean->grey, reading)) {
        return false;
    }
    const int ways[2] = {2, (4 - clean->upright.quarter_turns) % 4};
    for (gsize i = 0; i < G_N_ELEMENTS(ways) && reading->confidence < NONSENSE; i++) {
        g_autoptr(Reading) other = reading_new(reading->number);
        g_autoptr(PIX) turned = ways[i] != 0 && (i == 0 || ways[i] != ways[0])
                                    ? pixRotateOrth(clean->grey, ways[i])
                                    : NULL;
        if (turned == NULL || !blocks_read(turned, other) ||
            other->confidence < reading->confidence + CLEARLY) {
            continue;
        }
        pixDestroy(&clean->grey);
        clean->grey = g_steal_pointer(&turned);
        clean->upright.quarter_turns = (clean->upright.quarter_turns + ways[i]) % 4;
        reading_take_words(reading, other);
        break;
    }
    return true;
}

/* Codes are found where they stand on the stored page; people see the upright one. */
static void
place_codes(const Upright *upright, Reading *reading)
{
    for (guint i = 0; i < reading->codes->len; i++) {
        Code *code = g_ptr_array_index(reading->codes, i);
        const Corner ends[2] = {upright_place(upright, (Corner){code->x, code->y}),
            upright_place(
                upright, (Corner){code->x + code->width, code->y + code->height})};
        code->x = (int)lround(MIN(ends[0].x, ends[1].x));
        code->y = (int)lround(MIN(ends[0].y, ends[1].y));
        code->width = (int)lround(fabs(ends[0].x - ends[1].x));
        code->height = (int)lround(fabs(ends[0].y - ends[1].y));
    }
}

/* The words of a picture, in its own upright pixels; NULL, with a trouble, when there are none to be
 * had. */
static CleanPage *
read_words(PIX *picture, bool may_cut, Reading *reading)
{
    g_autoptr(CleanPage) clean = image_clean(picture, may_cut);
    if (clean == NULL || (clean->text_height != 0 && !read_upright(clean, reading))) {
        reading->trouble =
            g_strdup("the page could not be read; the original is kept, read it "
                     "by eye");
        return NULL;
    }
    numbers_read(clean->grey, reading);
    mend_text(reading);
    reading->confidence = words_confidence(reading->words);
    reading->legible = confidence_is_legible(clean->grey, reading);
    if (!reading->legible) {
        g_ptr_array_set_size(reading->words, 0);
        g_free(reading->text);
        reading->text = g_strdup("");
    }
    scale_words(reading, clean->scale);
    reading->rotation = clean->upright.quarter_turns * 90;
    reading->skew = 0 - clean->upright.skew;
    return g_steal_pointer(&clean);
}

/* The part of the stored page the sheet takes: where its sides lie in the mean. */
static PagePart
sheet_of(const Upright *upright, PIX *page)
{
    const Corner *corner = upright->corners;
    double width = pixGetWidth(page);
    double height = pixGetHeight(page);
    double left = (corner[0].x + corner[3].x) / 2;
    double right = (corner[1].x + corner[2].x) / 2;
    double top = (corner[0].y + corner[1].y) / 2;
    double bottom = (corner[2].y + corner[3].y) / 2;
    return (PagePart){
        left / width, top / height, (right - left) / width, (bottom - top) / height};
}

/* What is written in a field of a form. */
static void
read_field(PIX *picture, Reading *reading)
{
    g_autoptr(CleanPage) clean = read_words(picture, false, reading);
}

/* Only what is shown is turned, at the size it is shown in. */
static void
read_picture(PIX *page, Reading *reading, bool want_image)
{
    g_autoptr(CleanPage) clean = read_words(page, true, reading);
    if (clean == NULL) {
        return;
    }
    upright_size(&clean->upright, &reading->width, &reading->height);
    if (clean->upright.is_cut) {
        reading->sheet = sheet_of(&clean->upright, page);
    }
    codes_find(page, clean->codes, reading);
    form_read(page, &clean->upright, read_field, reading);
    place_codes(&clean->upright, reading);
    g_autoptr(PIX) shown =
        want_image ? image_upright(page, &clean->upright, SHOW_MOST_SIDE) : NULL;
    if (shown != NULL) {
        show_page(shown, reading);
    }
}

/* A page whose text the file tells. */
static void
keep_picture(PIX *page, Reading *reading, bool want_image)
{
    codes_find(page, NULL, reading);
    form_read(page, NULL, read_field, reading);
    if (want_image) {
        show_page(page, reading);
    }
}

/* The pictures on a page whose text is known; a page of photos that hold none costs nothing but
 * the look. */
static void
read_pictures(PIX *pictures, Reading *reading)
{
    g_autoptr(Reading) other = reading_new(reading->number);
    g_autoptr(CleanPage) clean = read_words(pictures, false, other);
    if (clean != NULL) {
        words_lay_back(other, pixGetWidth(pictures), pixGetHeight(pictures));
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
    reading->width = pixGetWidth(page);
    reading->height = pixGetHeight(page);
    reading->dpi = pixGetXRes(page);
    if (reading->source == SOURCE_TEXT_LAYER) {
        if (pictures != NULL) {
            read_pictures(pictures, reading);
        }
        keep_picture(page, reading, want_image);
    } else {
        read_picture(page, reading, want_image);
    }
    return reading;
}
