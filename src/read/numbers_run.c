/* numbers_run.c - one run of words, looked at by the network: where numbers stand in it, and which.
 *
 * The run is cut out of the clean page with its neighbours, whole, and scaled to the network's height. Where the network sees a
 * number it takes the words' place, with its box, if it is probable enough against what the first pass saw there; where it
 * sees another word, the first pass's word stays.
 */
#include "language/language.h"
#include "read/inside.h"
#include "read/look.h"
#include "read/numbers.h"
#include <math.h>
#include <string.h>

enum {
    WORD_LEAST_PERCENT =
        55, /* of a line's height: lower runs are taken at the line's height */
};
#define MARGIN 0.12 /* of a run's height, round it */
#define REACH 0.7 /* heights of a run, beyond its ends: the first pass cuts digits off */
#define NEAR_MOST 1.6 /* heights of a word, to a neighbour that is looked at with it */
/* What a number must have to take a word's place, by what the first pass saw there. */
#define PROBABILITY_IN_DOUBT 0.05 /* digits, or nothing it was sure of */
#define PROBABILITY_LETTERS 0.35  /* letters it was not sure of */
#define PROBABILITY_SURE \
    0.85 /* a word it was sure of; or one or two digits where it saw none */

static Net *numbers;

typedef struct Run {
    int x, y, width, height; /* pixels of grey */
    double scale;            /* of the line the network sees */
    NetLine *line;
} Run;

typedef struct Place {
    int from, to;    /* steps */
    int left, right; /* pixels of grey */
    bool number;     /* else some other word */
} Place;

bool
numbers_open(GError **error)
{
    if (numbers == NULL) {
        numbers = look_open("ocr/numbers.net", "numbers", error);
    }
    return numbers != NULL;
}

const Net *
numbers_net(void)
{
    return numbers;
}

static bool
is_arabic_letter(gunichar c)
{
    return c >= 0x621 && c <= 0x64a;
}

int
number_letters_in(const char *text)
{
    int letters = 0;
    for (; *text != '\0'; text = g_utf8_next_char(text)) {
        letters += is_arabic_letter(g_utf8_get_char(text)) ? 1 : 0;
    }
    return letters;
}

static int
by_number(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

static int
median(int *values, guint count)
{
    qsort(values, count, sizeof(int), by_number);
    return values[count / 2];
}

/* Whether a neighbour stands near enough to be looked at with a run: seen whole it is a word, cut off it may pass for a digit. */
static bool
is_near(const GPtrArray *line, guint left, guint right)
{
    const Word *one = g_ptr_array_index(line, left);
    const Word *other = g_ptr_array_index(line, right);
    return other->x - (one->x + one->width) < NEAR_MOST * MAX(one->height, other->height);
}

/* The place of words [from, to) of a line, with a margin. Dots and dashes alone would be scaled to the height of letters, so low
 * runs are taken at the line's height. */
static Run
run_of(const GPtrArray *line, guint from, guint to, const PIX *grey)
{
    g_autofree int *tops = g_new(int, line->len);
    g_autofree int *bottoms = g_new(int, line->len);
    for (guint i = 0; i < line->len; i++) {
        const Word *word = g_ptr_array_index(line, i);
        tops[i] = word->y;
        bottoms[i] = word->y + word->height;
    }
    int line_top = median(tops, line->len);
    int line_bottom = median(bottoms, line->len);
    int left = G_MAXINT;
    int right = 0;
    int top = G_MAXINT;
    int bottom = 0;
    for (guint i = from; i < to; i++) {
        const Word *word = g_ptr_array_index(line, i);
        left = MIN(left, word->x);
        right = MAX(right, word->x + word->width);
        top = MIN(top, word->y);
        bottom = MAX(bottom, word->y + word->height);
    }
    if ((bottom - top) * 100 < (line_bottom - line_top) * WORD_LEAST_PERCENT) {
        top = MIN(top, line_top);
        bottom = MAX(bottom, line_bottom);
    }
    int margin = (int)lround((bottom - top) * MARGIN) + 1;
    int reach = (int)lround((bottom - top) * REACH) + 1;
    if (from > 0) {
        const Word *before = g_ptr_array_index(line, from - 1);
        left = MAX(left - reach, MIN(before->x + before->width, left - margin));
    } else {
        left -= reach;
    }
    if (to < line->len) {
        const Word *after = g_ptr_array_index(line, to);
        right = MIN(right + reach, MAX(after->x, right + margin));
    } else {
        right += reach;
    }
    Run run = {0};
    run.x = MAX(left, 0);
    run.y = MAX(top - margin, 0);
    run.width = MIN(right, (int)pixGetWidth((PIX *)grey)) - run.x;
    run.height = MIN(bottom + margin, (int)pixGetHeight((PIX *)grey)) - run.y;
    return run;
}

/* The run as the network wants it; false when there is nothing to look at. */
static bool
run_look(Run *run, PIX *grey)
{
    if (numbers == NULL || run->width < 4 || run->height < 4) {
        return false;
    }
    BOX *box = boxCreate(run->x, run->y, run->width, run->height);
    g_autoptr(PIX) piece = pixClipRectangle(grey, box, NULL);
    boxDestroy(&box);
    run->line = piece != NULL ? look_at(numbers, piece, &run->scale) : NULL;
    return run->line != NULL;
}

static int
pixel_of(const Run *run, int step)
{
    return run->x + (int)lround(step * run->line->step_width / run->scale);
}

static void
end_place(const Run *run, Place *place, int step, GArray *places)
{
    if (place->from >= 0) {
        place->to = step;
        place->right = pixel_of(run, step);
        g_array_append_val(places, *place);
    }
    place->from = -1;
}

/* What the best path sees: numbers and other words, from left to right. */
static GArray *
run_places(const Run *run)
{
    GArray *places = g_array_new(FALSE, FALSE, sizeof(Place));
    g_autofree int *path = net_best_path(run->line);
    int space = net_class(numbers, ' ');
    int other = net_class(numbers, '#');
    Place place = {.from = -1};
    int blank_since = 0;
    for (int step = 0; step < run->line->steps; step++) {
        int class = path[step];
        if (class == 0) {
            continue;
        }
        bool number = class != other;
        if (class == space || (place.from >= 0 && place.number != number)) {
            end_place(run, &place, class == space ? step : blank_since, places);
        }
        if (class != space && place.from < 0) {
            place = (Place){.from = blank_since,
                .number = number,
                .left = pixel_of(run, blank_since)};
        }
        blank_since = step + 1;
    }
    end_place(run, &place, run->line->steps, places);
    return places;
}

/* Whether most of a word lies within [left, right). */
static bool
lies_in(const Word *word, int left, int right)
{
    int common = MIN(word->x + word->width, right) - MAX(word->x, left);
    return common * 2 > MIN(word->width, right - left);
}

/* What the first pass read there, from left to right, and how sure it was. */
static char *
first_pass(const GPtrArray *line, guint from, guint to, const Place *place,
    int *confidence, int *letters)
{
    g_autoptr(GString) text = g_string_new(NULL);
    *confidence = 100;
    *letters = 0;
    for (guint i = from; i < to; i++) {
        const Word *word = g_ptr_array_index(line, i);
        if (lies_in(word, place->left, place->right)) {
            g_string_append(text, word->text);
            *confidence = MIN(*confidence, word->confidence);
            *letters += number_letters_in(word->text);
        }
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static int
digits_in(const char *text)
{
    int digits = 0;
    for (; *text != '\0'; text = g_utf8_next_char(text)) {
        digits += g_unichar_isdigit(g_utf8_get_char(text)) ? 1 : 0;
    }
    return digits;
}

static double
least_probability(const char *text, const char *first, int letters, int confidence)
{
    bool lone = digits_in(text) <= 2 && !number_has_digit(first);
    if (lone || (letters > 1 && confidence >= DOUBTFUL_CONFIDENCE)) {
        return PROBABILITY_SURE;
    }
    return letters > 1 && !number_has_digit(first) ? PROBABILITY_LETTERS
                                                   : PROBABILITY_IN_DOUBT;
}

/* A number to stand in the words' place, or NULL: it must be probable, and the more so the more the first pass saw letters. */
static Word *
number_at(const Run *run, const Place *place, const GPtrArray *line, guint from, guint to,
    bool rightwards)
{
    int confidence = 0;
    int letters = 0;
    g_autofree char *first = first_pass(line, from, to, place, &confidence, &letters);
    NumberPlace asked = {
        numbers, run->line, place->from, place->to, first, confidence, rightwards};
    double probability = 0;
    g_autofree char *text = number_decide(&asked, &probability);
    if (text == NULL) {
        return NULL;
    }
    if (probability < least_probability(text, first, letters, confidence)) {
        return NULL;
    }
    Word *word = g_new0(Word, 1);
    word->text = g_steal_pointer(&text);
    word->x = place->left;
    word->width = MAX(place->right - place->left, 1);
    word->y = run->y;
    word->height = run->height;
    word->confidence = (int)lround(probability * 100);
    return word;
}

/* The letters of a word that was read together with a number beside it: الهوية:١٠٠١ → الهوية: */
static bool
keep_letters(Word *word)
{
    if (number_letters_in(word->text) < 2) {
        return false;
    }
    g_autoptr(GString) kept = g_string_new(NULL);
    for (const char *at = word->text; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        if (!g_unichar_isdigit(c)) {
            g_string_append_unichar(kept, c);
        }
    }
    g_free(word->text);
    word->text = g_strdup(kept->str);
    return true;
}

/* The sign that ends a sentence or a clause stays behind the number that takes its word's place. */
static void
keep_sign(Word *number, const char *replaced)
{
    static const char *const signs[] = {"؛", "،", "؟", "."};
    for (gsize i = 0; i < G_N_ELEMENTS(signs); i++) {
        if (g_str_has_suffix(replaced, signs[i]) &&
            !g_str_has_suffix(number->text, signs[i])) {
            char *text = g_strconcat(number->text, signs[i], NULL);
            g_free(number->text);
            number->text = text;
            return;
        }
    }
}

/* Whether a place is one of the words [from, to), which are no part of the run. */
static bool
is_context(const GPtrArray *line, guint from, guint to, const Place *place)
{
    for (guint i = from; i < to; i++) {
        if (lies_in(g_ptr_array_index(line, i), place->left, place->right)) {
            return true;
        }
    }
    return false;
}

/* Puts what the network saw in a run into seen; words it replaces are marked by an empty text. */
void
numbers_run(PIX *grey, const GPtrArray *line, guint from, guint to, bool rightwards,
    GPtrArray *seen)
{
    guint wide_from = from > 0 && is_near(line, from - 1, from) ? from - 1 : from;
    guint wide_to = to < line->len && is_near(line, to - 1, to) ? to + 1 : to;
    Run run = run_of(line, wide_from, wide_to, grey);
    if (!run_look(&run, grey)) {
        return;
    }
    g_autoptr(GArray) places = run_places(&run);
    for (guint p = 0; p < places->len; p++) {
        const Place *place = &g_array_index(places, Place, p);
        if (is_context(line, wide_from, from, place) ||
            is_context(line, to, wide_to, place)) {
            continue;
        }
        Word *number =
            place->number ? number_at(&run, place, line, from, to, rightwards) : NULL;
        if (number == NULL) {
            continue;
        }
        g_ptr_array_add(seen, number);
        for (guint i = from; i < to; i++) {
            Word *word = g_ptr_array_index(line, i);
            if (lies_in(word, place->left, place->right) && !keep_letters(word)) {
                if (rightwards && digits_in(word->text) > 1) {
                    keep_sign(number, word->text);
                }
                word->text[0] = '\0';
            }
        }
    }
    net_line_free(run.line);
}
