/* confidence.c - how sure a word is, as a share: of words given 90, nine in ten are right.
 *
 * No recogniser's own figure is a share: the Arabic model's 70 is right in two words of three, its 93 in ninety-nine of a
 * hundred; our network's 50 in two of three, its 97 in ninety-four of a hundred. The models' curves were fitted by logistic
 * regression, the network's is what was counted, on words of rendered pages and of scanned book pages, each held against its
 * truth after folding; ocr/README.md has what held-out pages gave. The recogniser of numbers says itself how sure it is.
 */
#include "read/inside.h"
#include <math.h>

enum {
    INK = 128,
    KNOTS = 9,
    SOUND_PAGE = 93,           /* median of the recogniser's figures on a clean page */
    LOWER_MOST = 18,           /* points below it; printed pages are no worse */
    LEGIBLE_LEAST = 30,        /* expected share of right words, in hundredths */
    LEGIBLE_LEAST_WORDS = 5,   /* fewer tell nothing of a page: its marks do */
    WRITING_LEAST_MARKS = 150, /* as high as letters, on a page without words */
    MARKS_MOST_WORD = 2,       /* letters up to which a word tells nothing of a page */
};
#define LOWER_PER_POINT \
    0.098 /* log odds lost for each point the page's median is lower */

static const int seen[KNOTS] = {0, 20, 50, 70, 80, 88, 91, 93, 97};
/* Log odds of being right at these figures, on a sound page. */
static const double odds[FIGURES_PRINT][KNOTS] = {
    [FIGURES_ARABIC] = {-0.82, 0.41, 0.81, 1.06, 1.53, 1.95, 3.31, 4.15, 3.76},
    [FIGURES_LATIN] = {-2.84, -2.40, -1.60, 0.30, 0.60, 1.32, 1.66, 2.78, 6.21},
};

/* Hundredths that are right, by what our own network says. */
static const struct {
    double said, right;
} print_shares[] = {{0, 4}, {10, 12}, {20, 27}, {30, 46}, {40, 60}, {50, 70}, {60, 78},
    {75, 84}, {90, 90}, {97, 94}, {100, 98}};

static int
print_share(int said)
{
    gsize i = 1;
    while (i + 1 < G_N_ELEMENTS(print_shares) && said > print_shares[i].said) {
        i++;
    }
    double part = (said - print_shares[i - 1].said) /
                  (print_shares[i].said - print_shares[i - 1].said);
    double from = print_shares[i - 1].right;
    return (int)lround(from + part * (print_shares[i].right - from));
}

int
confidence_share(Figures figures, int figure, int page_median)
{
    if (figures == FIGURES_PRINT) {
        return print_share(CLAMP(figure, 0, 100));
    }
    int i = 0;
    while (i + 2 < KNOTS && figure >= seen[i + 1]) {
        i++;
    }
    double share = CLAMP((double)(figure - seen[i]) / (seen[i + 1] - seen[i]), 0.0, 1.0);
    double sure = odds[figures][i] + share * (odds[figures][i + 1] - odds[figures][i]);
    sure -= LOWER_PER_POINT * CLAMP(SOUND_PAGE - page_median, 0, LOWER_MOST);
    return (int)lround(100 / (1 + exp(-sure)));
}

static int
median_figure(const GPtrArray *words)
{
    guint counts[101] = {0};
    for (guint i = 0; i < words->len; i++) {
        const Word *word = g_ptr_array_index(words, i);
        counts[CLAMP(word->confidence, 0, 100)]++;
    }
    int figure = 0;
    for (guint sum = counts[0]; sum * 2 < words->len && figure < 100;) {
        sum += counts[++figure];
    }
    return figure;
}

/* Whether there is much that is as high as letters: a blank page and its dust are not. */
static bool
has_writing(PIX *grey)
{
    g_autoptr(PIX) ink = pixThresholdToBinary(grey, INK);
    g_autoptr(BOXA) boxes = ink != NULL ? pixConnCompBB(ink, 8) : NULL;
    int marks = 0;
    for (int i = 0; i < (boxes != NULL ? boxaGetCount(boxes) : 0); i++) {
        int height = 0;
        boxaGetBoxGeometry(boxes, i, NULL, NULL, NULL, &height);
        marks += height >= TEXT_HEIGHT / 2 && height <= TEXT_HEIGHT * 3;
    }
    return marks >= WRITING_LEAST_MARKS;
}

/* A page whose longer words are mostly wrong is handwriting, or was spoilt on its way here; so is
 * one that is written on and gives no words. */
bool
confidence_is_legible(PIX *grey, const Reading *reading)
{
    double sum = 0;
    guint words = 0;
    for (guint i = 0; i < reading->words->len; i++) {
        const Word *word = g_ptr_array_index(reading->words, i);
        if (g_utf8_strlen(word->text, -1) > MARKS_MOST_WORD) {
            sum += word->confidence;
            words++;
        }
    }
    return words < LEGIBLE_LEAST_WORDS ? !has_writing(grey)
                                       : sum >= (double)LEGIBLE_LEAST * words;
}

double
words_confidence(const GPtrArray *words)
{
    double sum = 0;
    double letters = 0;
    for (guint i = 0; i < words->len; i++) {
        const Word *word = g_ptr_array_index(words, i);
        double length = (double)g_utf8_strlen(word->text, -1);
        sum += length * word->confidence;
        letters += length;
    }
    return letters > 0 ? sum / letters : 0;
}

void
confidence_set(Reading *reading, Figures figures)
{
    int median = median_figure(reading->words);
    for (guint i = 0; i < reading->words->len; i++) {
        Word *word = g_ptr_array_index(reading->words, i);
        word->confidence = confidence_share(figures, word->confidence, median);
    }
    reading->confidence = words_confidence(reading->words);
}
