/* recognise.c - Tesseract: a clean grey page → words in logical order, with boxes.
 *
 * It reads pages in Latin script, and has a second opinion where our own network is unsure. The model for Arabic is loaded
 * once for the process and shared by its forks; the one for Latin costs as much to load as half a page to read, so it is kept
 * as bytes, and whoever meets a Latin page makes it of them. One thread: the layout and the recogniser of one page gain nothing
 * from a second, and pages are read side by side.
 */
#include "base/base.h"
#include "read/inside.h"
#include <dlfcn.h>
#include <math.h>
#include <string.h>
#include <tesseract/capi.h>

#define LATIN_MODEL "eng"

enum { READING_DPI = 150 }; /* what a clean page is scaled to, near enough */

static TessBaseAPI *recogniser;
static TessBaseAPI *latin_recogniser; /* NULL until a page asks for it */
static GMappedFile *latin_model;      /* NULL when it was not asked for */

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TessResultIterator, TessResultIteratorDelete)
typedef char TessText;
static void
tess_text_free(TessText *text)
{
    TessDeleteText(text);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TessText, tess_text_free)

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
    for (const char *const *model = models; *model != NULL; model++) {
        g_autofree char *path = model_path(*model);
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

/* Its file is mapped now: in the locked worker none can be opened. */
static bool
map_latin(GError **error)
{
    g_autofree char *path = model_path(LATIN_MODEL);
    latin_model = g_mapped_file_new(path, FALSE, error);
    return latin_model != NULL;
}

static TessBaseAPI *
begin_latin(void)
{
    TessBaseAPI *api = TessBaseAPICreate();
    if (TessBaseAPIInit5(api, g_mapped_file_get_contents(latin_model),
            (int)g_mapped_file_get_length(latin_model), LATIN_MODEL, OEM_LSTM_ONLY, NULL,
            0, NULL, NULL, 0, FALSE) != 0) {
        TessBaseAPIDelete(api);
        return NULL;
    }
    TessBaseAPISetVariable(api, "tessedit_do_invert", "0");
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
    if (latin && !map_latin(error)) {
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
read_with(TessBaseAPI *api, PIX *grey, Reading *reading)
{
    TessBaseAPISetPageSegMode(api, PSM_SINGLE_BLOCK);
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

/* A letter is one column; looking for more makes the layout analysis lose whole lines. */
bool
recognise(PIX *grey, Reading *reading)
{
    return read_with(recogniser, grey, reading);
}

bool
recognise_latin(PIX *grey, Reading *reading)
{
    if (latin_recogniser == NULL && latin_model != NULL) {
        latin_recogniser = begin_latin();
    }
    return latin_recogniser != NULL && read_with(latin_recogniser, grey, reading);
}
