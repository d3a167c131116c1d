/* recognise.c - Tesseract: a clean grey page → words in logical order, with boxes.
 *
 * The models are loaded once for the process and shared by its forks. One thread: the layout and
 * the recogniser of one page gain nothing from a second, and pages are read side by side.
 */
#include "base/base.h"
#include "read/inside.h"
#include <dlfcn.h>
#include <math.h>
#include <string.h>
#include <tesseract/capi.h>

#define LATIN_MODEL "eng"

enum {
    TRIAL_LINES = 8, /* text heights of the strip that is read both ways up */
    TRIAL_LEAST_WORDS = 2,
    LINE_BLOCK = 4 * TEXT_HEIGHT,     /* a block less high is one line */
    READING_DPI = 150,                /* what a clean page is scaled to, near enough */
    TRIAL_CLEAR_GAIN = 8,             /* points of confidence that turn a page over */
    LATIN_PAGE_LEAST_CONFIDENCE = 60, /* below it the page is no Latin one after all */
};

static TessBaseAPI *recogniser;
static TessBaseAPI
    *latin_recogniser; /* NULL when no model for Latin script was asked for */

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TessResultIterator, TessResultIteratorDelete)
typedef char TessText;
static void
tess_text_free(TessText *text)
{
    TessDeleteText(text);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TessText, tess_text_free)
static void
blocks_free(PIXA *blocks)
{
    pixaDestroy(&blocks);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PIXA, blocks_free)

/* Tesseract asks OpenMP for four threads a line, which costs 2.5 times the CPU; the environment
 * would have to say no before the process starts, this call says it to the same library now. */
static void
use_one_thread(void)
{
    void (*limit)(int) = NULL;
    *(void **)&limit = dlsym(RTLD_DEFAULT, "omp_set_max_active_levels");
    if (limit != NULL) {
        limit(0);
    }
}

static const char *
model_package(const char *model, char **owned)
{
    if (strcmp(model, "Arabic") == 0 || strcmp(model, "script/Arabic") == 0) {
        return "tesseract-ocr-script-arab";
    }
    *owned = g_strdelimit(g_strdup_printf("tesseract-ocr-%s", model), "_", '-');
    return *owned;
}

static bool
refuse_model(const char *model, GError **error)
{
    g_autofree char *owned = NULL;
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG,
        "the reading model '%s' is missing; install it with: apt install %s", model,
        model_package(model, &owned));
    return false;
}

/* Each model alone first, so that the one that is missing can be named. */
static bool
models_exist(const char *const *models, GError **error)
{
    TessBaseAPI *probe = TessBaseAPICreate();
    TessBaseAPIInit3(probe, NULL, NULL);
    g_autofree char *folder = g_strdup(TessBaseAPIGetDatapath(probe));
    TessBaseAPIDelete(probe);
    for (const char *const *model = models; *model != NULL; model++) {
        g_autofree char *name = g_strconcat(*model, ".traineddata", NULL);
        g_autofree char *path =
            g_build_filename(folder != NULL ? folder : "", name, NULL);
        if (!g_file_test(path, G_FILE_TEST_IS_REGULAR)) {
            return refuse_model(*model, error);
        }
    }
    return true;
}

/* Reads a page with one mark, so that all Tesseract makes or opens on first use is there. That
 * its resolution cannot be true makes Tesseract remark on it, and so open its debug_file. */
static void
read_trial_page(TessBaseAPI *api)
{
    g_autoptr(PIX) pix = pixCreate(400, 200, 8);
    pixSetAllArbitrary(pix, 255);
    pixRasterop(pix, 150, 80, 60, 8, PIX_CLR, NULL, 0, 0);
    TessBaseAPISetImage2(api, pix);
    TessBaseAPISetSourceResolution(api, 1);
    TessBaseAPIRecognize(api, NULL);
    TessBaseAPIClear(api);
}

static TessBaseAPI *
open_models(const char *names, GError **error)
{
    TessBaseAPI *api = TessBaseAPICreate();
    if (TessBaseAPIInit2(api, NULL, names, OEM_LSTM_ONLY) != 0) {
        TessBaseAPIDelete(api);
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG,
            "the reading models '%s' cannot be loaded; reinstall their Debian packages",
            names);
        return NULL;
    }
    TessBaseAPISetVariable(
        api, "debug_file", "/dev/null"); /* opened at its first remark */
    TessBaseAPISetVariable(api, "tessedit_do_invert", "0");
    read_trial_page(api);
    return api;
}

bool
recognise_open(const char *const *models, GError **error)
{
    static const char *const usual[] = {"ara", LATIN_MODEL, NULL};
    if (models == NULL || models[0] == NULL) {
        models = usual;
    }
    if (recogniser != NULL) {
        return true;
    }
    use_one_thread();
    if (!models_exist(models, error)) {
        return false;
    }
    bool several = models[1] != NULL;
    bool latin = false;
    g_autoptr(GString) names = g_string_new(NULL);
    for (; *models != NULL; models++) {
        if (several && strcmp(*models, LATIN_MODEL) == 0) {
            latin = true;
        } else {
            g_string_append_printf(names, "%s%s", names->len > 0 ? "+" : "", *models);
        }
    }
    if (latin && (latin_recogniser = open_models(LATIN_MODEL, error)) == NULL) {
        return false;
    }
    recogniser = open_models(names->len > 0 ? names->str : LATIN_MODEL, error);
    return recogniser != NULL;
}

/* ---- one page ---- */

static void
add_word(Reading *reading, GString *text, TessResultIterator *words, const char *seen)
{
    const TessPageIterator *place = TessResultIteratorGetPageIteratorConst(words);
    int x = 0;
    int y = 0;
    int right = 0;
    int bottom = 0;
    if (seen[0] == '\0' || strcmp(seen, " ") == 0 || !g_utf8_validate(seen, -1, NULL) ||
        !TessPageIteratorBoundingBox(place, RIL_WORD, &x, &y, &right, &bottom)) {
        return;
    }
    Word *word = g_new0(Word, 1);
    word->text = g_strdup(seen);
    word->x = x;
    word->y = y;
    word->width = right - x;
    word->height = bottom - y;
    word->confidence =
        CLAMP((int)lroundf(TessResultIteratorConfidence(words, RIL_WORD)), 0, 100);
    g_ptr_array_add(reading->words, word);
    g_string_append(text, seen);
}

/* What stands between this word and the next. */
static void
add_gap(GString *text, TessResultIterator *words)
{
    const TessPageIterator *place = TessResultIteratorGetPageIteratorConst(words);
    if (TessPageIteratorIsAtFinalElement(place, RIL_PARA, RIL_WORD)) {
        g_string_append(text, "\n\n");
    } else if (TessPageIteratorIsAtFinalElement(place, RIL_TEXTLINE, RIL_WORD)) {
        g_string_append_c(text, '\n');
    } else {
        g_string_append_c(text, ' ');
    }
}

static bool
read_with(TessBaseAPI *api, TessPageSegMode mode, PIX *grey, Reading *reading)
{
    TessBaseAPISetPageSegMode(api, mode);
    TessBaseAPISetImage2(api, grey);
    TessBaseAPISetSourceResolution(api, READING_DPI);
    if (TessBaseAPIRecognize(api, NULL) != 0) {
        TessBaseAPIClear(api);
        return false;
    }
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(TessResultIterator) words = TessBaseAPIGetIterator(api);
    if (words != NULL && !TessPageIteratorIsAtBeginningOf(
                             TessResultIteratorGetPageIteratorConst(words), RIL_WORD)) {
        TessPageIteratorBegin(TessResultIteratorGetPageIterator(words));
    }
    bool more = words != NULL;
    g_ptr_array_set_size(reading->words, 0);
    while (more && reading->words->len < PAGE_MOST_WORDS &&
           text->len < PAGE_MOST_TEXT_BYTES) {
        g_autoptr(TessText) seen = TessResultIteratorGetUTF8Text(words, RIL_WORD);
        if (seen != NULL) {
            add_word(reading, text, words, seen);
            add_gap(text, words);
        }
        more = TessResultIteratorNext(words, RIL_WORD);
    }
    TessBaseAPIClear(api);
    g_free(reading->text);
    reading->text = g_strstrip(g_strdup(text->str));
    reading->confidence = words_confidence(reading->words);
    return true;
}

/* Within a column; looking for more makes the layout analysis lose whole lines. */
static bool
recognise_block(PIX *grey, bool looks_latin, Reading *reading)
{
    if (latin_recogniser != NULL && looks_latin &&
        read_with(latin_recogniser, PSM_SINGLE_BLOCK, grey, reading) &&
        reading->confidence >= LATIN_PAGE_LEAST_CONFIDENCE) {
        return true;
    }
    return read_with(recogniser, PSM_SINGLE_BLOCK, grey, reading);
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

static bool
recognise_blocks(PIXA *blocks, Reading *reading)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_ptr_array_set_size(reading->words, 0);
    for (int i = 0; i < pixaGetCount(blocks); i++) {
        int x = 0;
        int y = 0;
        g_autoptr(Reading) block = reading_new(reading->number);
        g_autoptr(PIX) picture = pixaGetPix(blocks, i, L_CLONE);
        pixaGetBoxGeometry(blocks, i, &x, &y, NULL, NULL);
        bool is_line = pixGetHeight(picture) < LINE_BLOCK;
        if (is_line ? !read_with(recogniser, PSM_SINGLE_LINE, picture, block)
                    : !recognise_block(picture, latin_is_page(picture), block)) {
            return false;
        }
        if (block->words->len > 0 &&
            reading->words->len + block->words->len <= PAGE_MOST_WORDS &&
            text->len + strlen(block->text) < PAGE_MOST_TEXT_BYTES) {
            add_block(reading, text, block, x, y);
        }
    }
    g_free(reading->text);
    reading->text = g_strdup(text->str);
    reading->confidence = words_confidence(reading->words);
    return true;
}

bool
recognise(PIX *grey, Reading *reading)
{
    bool looks_latin = latin_is_page(grey);
    g_autoptr(PIXA) blocks = columns_cut(grey, !looks_latin);
    return blocks != NULL ? recognise_blocks(blocks, reading)
                          : recognise_block(grey, looks_latin, reading);
}

bool
recognise_latin(PIX *strip, Reading *reading)
{
    return latin_recogniser != NULL &&
           read_with(latin_recogniser, PSM_SINGLE_LINE, strip, reading);
}

/* ---- which way up ---- */

/* The strip with the most ink that is some lines high. */
static PIX *
densest_strip(PIX *grey, int text_height)
{
    int width = pixGetWidth(grey);
    int height = pixGetHeight(grey);
    int strip = MIN(text_height * TRIAL_LINES, height);
    g_autoptr(PIX) ink = pixThresholdToBinary(grey, 128);
    g_autoptr(NUMA) rows = ink != NULL ? pixCountPixelsByRow(ink, NULL) : NULL;
    if (rows == NULL) {
        return NULL;
    }
    double sum = 0;
    double best = -1;
    int from = 0;
    for (int y = 0; y < height; y++) {
        float row = 0;
        float gone = 0;
        numaGetFValue(rows, y, &row);
        if (y >= strip) {
            numaGetFValue(rows, y - strip, &gone);
        }
        sum += (double)row - (double)gone;
        if (y >= strip - 1 && sum > best) {
            best = sum;
            from = y - strip + 1;
        }
    }
    BOX *box = boxCreate(0, from, width, strip);
    PIX *part = pixClipRectangle(grey, box, NULL);
    boxDestroy(&box);
    return part;
}

static double
trial_confidence(PIX *strip)
{
    g_autoptr(Reading) reading = reading_new(1);
    if (strip == NULL || !recognise(strip, reading) ||
        reading->words->len < TRIAL_LEAST_WORDS) {
        return 0;
    }
    return reading->confidence;
}

bool
recognise_is_upside_down(PIX *grey, int text_height)
{
    if (text_height == 0) {
        return false;
    }
    g_autoptr(PIX) strip = densest_strip(grey, text_height);
    g_autoptr(PIX) over = strip != NULL ? pixRotate180(NULL, strip) : NULL;
    return trial_confidence(over) > trial_confidence(strip) + TRIAL_CLEAR_GAIN;
}
