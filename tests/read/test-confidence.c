/* test-confidence.c - the recogniser's figures as shares, and pages nobody could read. */
#include "read/inside.h"

static PIX *
blank(void)
{
    PIX *pix = pixCreate(800, 600, 8);
    pixSetAllArbitrary(pix, 255);
    return pix;
}

/* More is never less, and a page read badly is believed less. */
static void
test_monotone(void)
{
    for (int figures = FIGURES_ARABIC; figures <= FIGURES_PRINT; figures++) {
        int last = figures == FIGURES_PRINT ? 100 : 93;
        for (int figure = 1; figure <= last; figure++) {
            int now = confidence_share((Figures)figures, figure, 93);
            g_assert_cmpint(now, >=, confidence_share((Figures)figures, figure - 1, 93));
            g_assert_cmpint(now, >=, confidence_share((Figures)figures, figure, 80));
            g_assert_cmpint(now, <=, 100);
        }
    }
}

/* Held-out words: of those with these figures so many were right, within a tenth. */
static void
test_shares(void)
{
    static const struct {
        Figures figures;
        int figure, right;
    } table[] = {
        {FIGURES_ARABIC, 93, 99},
        {FIGURES_ARABIC, 86, 88},
        {FIGURES_ARABIC, 65, 70},
        {FIGURES_ARABIC, 5, 30},
        {FIGURES_LATIN, 97, 100},
        {FIGURES_LATIN, 89, 80},
        {FIGURES_LATIN, 40, 15},
        {FIGURES_PRINT, 98, 95},
        {FIGURES_PRINT, 92, 91},
        {FIGURES_PRINT, 52, 72},
        {FIGURES_PRINT, 5, 8},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
        int share = confidence_share(table[i].figures, table[i].figure, 93);
        g_assert_cmpint(ABS(share - table[i].right), <=, 10);
    }
}

static Reading *
page_of(int words, int figure)
{
    Reading *reading = reading_new(1);
    for (int i = 0; i < words; i++) {
        Word *word = g_new0(Word, 1);
        word->text = g_strdup("المساعدة");
        word->confidence = figure;
        g_ptr_array_add(reading->words, word);
    }
    return reading;
}

static void
test_legible(void)
{
    static const struct {
        int words, figure;
        bool legible;
    } table[] = {
        {200, 93, true},
        {200, 60, true},
        {200, 35, true}, /* the worst of the printed pages */
        {200, 15, false},
        {200, 9, false}, /* handwriting, and print upside down */
        {3, 15, true},   /* too few to tell, and nothing else on the page */
        {0, 0, true},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
        g_autoptr(PIX) grey = blank();
        g_autoptr(Reading) reading = page_of(table[i].words, table[i].figure);
        confidence_set(reading, FIGURES_PRINT);
        g_test_message("%d words at %d", table[i].words, table[i].figure);
        g_assert_true(confidence_is_legible(grey, reading) == table[i].legible);
    }
}

/* Strokes as high as letters that gave no word: somebody wrote there. */
static void
test_writing_without_words(void)
{
    g_autoptr(PIX) grey = blank();
    for (int i = 0; i < 200; i++) {
        pixRasterop(grey, 20 + i % 25 * 30, 20 + i / 25 * 60, 12, TEXT_HEIGHT, PIX_CLR,
            NULL, 0, 0);
    }
    g_autoptr(Reading) reading = reading_new(1);
    g_assert_false(confidence_is_legible(grey, reading));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/confidence/monotone", test_monotone);
    g_test_add_func("/confidence/shares", test_shares);
    g_test_add_func("/confidence/legible", test_legible);
    g_test_add_func("/confidence/writing-without-words", test_writing_without_words);
    return g_test_run();
}
