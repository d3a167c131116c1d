/* latin.c - what stands in Latin script on an Arabic page: found by shape, read with its own model.
 *
 * The Arabic model has no Latin letters and writes something all the same: digits and odd signs,
 * mostly with little confidence. A piece of a line that was read so, and whose marks stand apart as
 * Latin letters do and Arabic ones do not, is cut out and read once more; what comes back is
 * believed by its own confidence. Pieces run left to right inside lines that run right to left.
 */
#include "base/base.h"
#include "read/inside.h"
#include <string.h>

enum {
    DOUBTED = 50,  /* below this confidence a word of Arabic letters may be Latin */
    SURE = 85,     /* and below this one beside a word that may */
    BELIEVED = 60, /* confidence of a Latin word that replaces what stood there */
    BELIEVED_SHORT = 85,
    BELIEVED_BESIDE = 40, /* in a piece that is mainly believed */
    LONG_WORD = 5,
    LINE_LETTERS = 10,
    BESIDE = 2 * TEXT_HEIGHT, /* how far beyond the words of a piece it may go on */
    SURE_NUMBER = 94,
    LEAST_LETTERS = 40, /* marks on a page below which its shapes tell nothing */
    INK = 128,
    AROUND = 2,   /* pixels of the page cut out round a piece */
    MARGIN = 8,   /* and white ones round that */
    NO_SPACE = 4, /* pixels between words that are one */
    MOST_VAIN =
        6, /* pieces read in vain, above those that were not, before a page is left */
    IBAN_DIGITS = 20,
};
#define WIDE 1.5 /* a joined mark: wider than this many times its height */
#define PAGE_MOST_WIDE \
    0.18 /* share of joined marks, by width, on a page in Latin script */
#define WORD_MOST_WIDE 0.30
#define LIKELY_MOST_WIDE 0.12
#define LINE_MOST_WIDE 0.15
#define LINE_MOST_SURE 0.25
#define COVERED 0.5 /* share of a word's width that others take the place of */

/* ---- shapes ---- */

typedef struct Shape {
    double width;  /* of all marks as high as letters */
    double joined; /* of those that are wide */
    int letters;
} Shape;

static void
shape_add(Shape *shape, int width, int height, int text_height)
{
    if (height < text_height * 45 / 100 || height > text_height * 3) {
        return;
    }
    shape->letters++;
    shape->width += width;
    if (width > WIDE * height) {
        shape->joined += width;
    }
}

static BOXA *
marks_of(PIX *grey)
{
    g_autoptr(PIX) ink = pixThresholdToBinary(grey, INK);
    return ink != NULL ? pixConnCompBB(ink, 8) : NULL;
}

bool
latin_is_page(PIX *grey)
{
    Shape shape = {0};
    g_autoptr(BOXA) marks = marks_of(grey);
    for (int i = 0; i < (marks != NULL ? boxaGetCount(marks) : 0); i++) {
        int width = 0;
        int height = 0;
        boxaGetBoxGeometry(marks, i, NULL, NULL, &width, &height);
        shape_add(&shape, width, height, TEXT_HEIGHT);
    }
    return shape.letters >= LEAST_LETTERS && shape.joined < PAGE_MOST_WIDE * shape.width;
}

/* The marks of a word: those whose middle is inside its box. */
static Shape
shape_of(BOXA *marks, const Word *word)
{
    Shape shape = {0};
    for (int i = 0; i < boxaGetCount(marks); i++) {
        int x = 0;
        int y = 0;
        int width = 0;
        int height = 0;
        boxaGetBoxGeometry(marks, i, &x, &y, &width, &height);
        int middle_x = x + width / 2;
        int middle_y = y + height / 2;
        if (middle_x >= word->x && middle_x < word->x + word->width &&
            middle_y >= word->y && middle_y < word->y + word->height) {
            shape_add(&shape, width, height, TEXT_HEIGHT);
        }
    }
    return shape;
}

static bool
stands_apart(Shape shape, double most)
{
    return shape.letters > 0 && shape.joined <= most * shape.width;
}

/* ---- which words ---- */

typedef struct Letters {
    int arabic, latin, digits, others;
} Letters;

/* The Arabic model writes ٠ for a comma too: it is no digit here. */
static Letters
letters_of(const char *text)
{
    Letters letters = {0};
    for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        if (g_ascii_isdigit(*at)) {
            letters.digits++;
        } else if (g_ascii_isalpha(*at)) {
            letters.latin++;
        } else if (g_unichar_isalpha(c)) {
            letters.arabic++;
        } else {
            letters.others++;
        }
    }
    return letters;
}

/* What the Arabic model makes of Latin letters: doubtful words, digits with something between
 * them, and a bank account's SA as 58 before its 22 digits. */
static bool
may_be_latin(const Word *word)
{
    Letters letters = letters_of(word->text);
    bool odd = letters.digits > 0 && letters.arabic > 0;
    bool short_number = letters.arabic == 0 && letters.digits > 0 && letters.digits < 6 &&
                        letters.others < 3;
    return word->confidence < DOUBTED || odd || strpbrk(word->text, "@©®[]|") != NULL ||
           (short_number && word->confidence < SURE_NUMBER) ||
           letters.digits >= IBAN_DIGITS;
}

/* Whether a piece may go on over this word: a number or a sign between Latin words. */
static bool
is_neutral(const Word *word)
{
    Letters letters = letters_of(word->text);
    return letters.arabic == 0;
}

static bool
touch(const Word *one, const Word *two)
{
    return MAX(one->x, two->x) - MIN(one->x + one->width, two->x + two->width) < NO_SPACE;
}

/* A piece of a line. */
typedef struct Run {
    guint from, to;
    Shape shape;
    bool latin; /* something in it may be */
} Run;

static Run
run_at(BOXA *marks, const TextLine *line, guint from)
{
    Run run = {.from = from, .to = from};
    for (; run.to < line->words->len; run.to++) {
        const Word *word = g_ptr_array_index(line->words, run.to);
        Shape shape = shape_of(marks, word);
        bool apart = stands_apart(shape, WORD_MOST_WIDE);
        bool seed = apart && may_be_latin(word);
        bool goes_on = (apart && word->confidence < SURE) || is_neutral(word) ||
                       (run.latin && touch(word, line->words->pdata[run.to - 1]));
        if (!seed && !goes_on) {
            break;
        }
        run.latin = run.latin || seed;
        run.shape.letters += shape.letters;
        run.shape.width += shape.width;
        run.shape.joined += shape.joined;
    }
    return run;
}

/* A line whose marks stand apart from end to end is one piece, however it was read. */
static bool
is_latin_line(BOXA *marks, const TextLine *line, Run *run)
{
    double sure = 0; /* width of what was surely read as Arabic */
    *run = (Run){.to = line->words->len};
    for (guint i = 0; i < line->words->len; i++) {
        const Word *word = g_ptr_array_index(line->words, i);
        Shape shape = shape_of(marks, word);
        run->shape.letters += shape.letters;
        run->shape.width += shape.width;
        run->shape.joined += shape.joined;
        run->latin = run->latin || may_be_latin(word);
        bool plain = word->confidence >= SURE && letters_of(word->text).arabic > 1;
        sure += plain ? shape.width : 0;
    }
    return run->latin && run->shape.letters >= LINE_LETTERS &&
           stands_apart(run->shape, LINE_MOST_WIDE) &&
           sure < LINE_MOST_SURE * run->shape.width;
}

/* Many marks that all stand apart: worth a look whatever became of other pieces. */
static bool
is_likely(const Run *run)
{
    return run->shape.letters >= LONG_WORD && stands_apart(run->shape, LIKELY_MOST_WIDE);
}

/* ---- one piece of a line ---- */

/* Where a piece ends on the page: boxes of words read badly may not cover it, so it goes on
 * half the way to the words beside it. */
static void
widen(const TextLine *line, const Run *run, int *left, int *right)
{
    int free_left = MAX(*left - BESIDE, 0);
    int free_right = *right + BESIDE;
    int middle = (*left + *right) / 2;
    for (guint i = 0; i < line->words->len; i++) {
        const Word *word = g_ptr_array_index(line->words, i);
        if (i >= run->from && i < run->to) {
            continue;
        }
        if (word->x + word->width / 2 < middle) {
            free_left = MAX(free_left, (word->x + word->width + *left) / 2);
        } else {
            free_right = MIN(free_right, (word->x + *right) / 2);
        }
    }
    *left = MIN(*left - AROUND, free_left);
    *right = MAX(*right + AROUND, free_right);
}

/* The picture of a piece, with where it stands on the page. */
static PIX *
strip_of(PIX *grey, const TextLine *line, const Run *run, int *x, int *y)
{
    int left = pixGetWidth(grey);
    int top = pixGetHeight(grey);
    int right = 0;
    int bottom = 0;
    for (guint i = run->from; i < run->to; i++) {
        const Word *word = g_ptr_array_index(line->words, i);
        left = MIN(left, word->x);
        top = MIN(top, word->y);
        right = MAX(right, word->x + word->width);
        bottom = MAX(bottom, word->y + word->height);
    }
    widen(line, run, &left, &right);
    left = MAX(left, 0);
    top = MAX(top - AROUND, 0);
    *x = left - MARGIN;
    *y = top - MARGIN;
    BOX *box = boxCreate(left, top, right - left, bottom + AROUND - top);
    g_autoptr(PIX) cut = pixClipRectangle(grey, box, NULL);
    boxDestroy(&box);
    return cut != NULL ? pixAddBorder(cut, MARGIN, 255) : NULL;
}

static bool
is_latin_text(const Word *word)
{
    Letters letters = letters_of(word->text);
    return letters.arabic == 0 && letters.latin + letters.digits >= letters.others;
}

/* Whether all its letters are such as Arabic-Indic digits are taken for: ٧٨ reads as VA. */
static bool
may_be_digits(const char *text)
{
    for (; *text != '\0'; text++) {
        if (g_ascii_isalpha(*text) && strchr("AVEYIOTFLoliv", *text) == NULL) {
            return false;
        }
    }
    return true;
}

/* How much of a word's width others cover, of those that have a mark in chosen. */
static double
covered(const Word *word, const GPtrArray *others, const bool *chosen)
{
    int sum = 0;
    for (guint i = 0; i < others->len; i++) {
        const Word *other = g_ptr_array_index(others, i);
        int left = MAX(word->x, other->x);
        int right = MIN(word->x + word->width, other->x + other->width);
        sum += chosen[i] && right > left ? right - left : 0;
    }
    return word->width > 0 ? (double)sum / word->width : 0;
}

/* Marks each word that is believed. Of Arabic the Latin model makes short words too, with middling
 * confidence; a piece that is mainly believed is believed as a whole. */
static bool
believe(const GPtrArray *read, bool *believed)
{
    double width = 0;
    double sure = 0;
    for (guint i = 0; i < read->len; i++) {
        const Word *word = g_ptr_array_index(read, i);
        Letters letters = letters_of(word->text);
        bool is_short = letters.latin + letters.digits < LONG_WORD;
        believed[i] = word->confidence >= (is_short ? BELIEVED_SHORT : BELIEVED) &&
                      is_latin_text(word) &&
                      (letters.latin == 0 || !may_be_digits(word->text));
        width += word->width;
        sure += believed[i] ? word->width : 0;
    }
    for (guint i = 0; i < read->len && sure > 0.5 * width; i++) {
        const Word *word = g_ptr_array_index(read, i);
        Letters letters = letters_of(word->text);
        bool is_short = letters.latin + letters.digits < LONG_WORD;
        believed[i] = word->confidence >= (is_short ? BELIEVED : BELIEVED_BESIDE) &&
                      is_latin_text(word);
    }
    return sure > 0;
}

/* Whether the word stays: it is not covered, or surely Arabic and by nothing that is sure. */
static bool
is_kept(const Word *word, const GPtrArray *read, const bool *believed)
{
    if (covered(word, read, believed) < COVERED) {
        return true;
    }
    if (word->confidence < SURE || letters_of(word->text).arabic < 2) {
        return false;
    }
    g_autofree bool *certain = g_new0(bool, read->len + 1);
    for (guint i = 0; i < read->len; i++) {
        const Word *other = g_ptr_array_index(read, i);
        certain[i] = believed[i] && other->confidence >= BELIEVED_SHORT;
    }
    return covered(word, read, certain) < COVERED;
}

/* Whether one of the first words of now, which stayed, stands where this one does. */
static bool
is_taken(const Word *word, const GPtrArray *now, guint kept)
{
    g_autofree bool *stayed = g_new0(bool, now->len + 1);
    for (guint i = 0; i < kept; i++) {
        stayed[i] = true;
    }
    return covered(word, now, stayed) >= COVERED;
}

static int
compare_places(gconstpointer a, gconstpointer b)
{
    const Word *one = *(const Word *const *)a;
    const Word *two = *(const Word *const *)b;
    return one->x - two->x;
}

static void
turn_round(gpointer *words, guint count)
{
    for (guint i = 0; i < count / 2; i++) {
        gpointer word = words[i];
        words[i] = words[count - 1 - i];
        words[count - 1 - i] = word;
    }
}

/* Logical order of words that stand side by side in a line that runs right to left: Latin ones
 * that touch each other stay left to right. */
static void
put_in_order(GPtrArray *words)
{
    g_ptr_array_sort(words, compare_places);
    turn_round(words->pdata, words->len);
    for (guint from = 0; from < words->len;) {
        guint to = from;
        while (to < words->len && is_latin_text(words->pdata[to])) {
            to++;
        }
        turn_round(words->pdata + from, to - from);
        from = MAX(to, from + 1);
    }
}

/* Reads a piece of the line once more and puts what is believed in its place; false when nothing
 * is. */
static bool
read_run(PIX *grey, TextLine *line, Run *run)
{
    guint from = run->from;
    guint count = run->to - from;
    int x = 0;
    int y = 0;
    g_autoptr(Reading) piece = reading_new(1);
    g_autoptr(PIX) strip = strip_of(grey, line, run, &x, &y);
    if (strip == NULL || !recognise_latin(strip, piece)) {
        return false;
    }
    GPtrArray *read = piece->words;
    g_autofree bool *believed = g_new0(bool, read->len + 1);
    for (guint i = 0; i < read->len; i++) {
        Word *word = g_ptr_array_index(read, i);
        word->x += x;
        word->y += y;
    }
    if (!believe(read, believed)) {
        return false;
    }
    g_autoptr(GPtrArray) now = g_ptr_array_new_with_free_func((GDestroyNotify)word_free);
    for (guint i = 0; i < count; i++) {
        Word *word = g_ptr_array_steal_index(line->words, from);
        if (is_kept(word, read, believed)) {
            g_ptr_array_add(now, word);
        } else {
            word_free(word);
        }
    }
    guint kept = now->len;
    for (guint i = read->len; i > 0; i--) {
        if (believed[i - 1] && !is_taken(g_ptr_array_index(read, i - 1), now, kept)) {
            g_ptr_array_add(now, g_ptr_array_steal_index(read, i - 1));
        }
    }
    put_in_order(now);
    run->to = from + now->len;
    while (now->len > 0) {
        g_ptr_array_insert(
            line->words, (int)from, g_ptr_array_steal_index(now, now->len - 1));
    }
    return true;
}

/* ---- the page ---- */

/* A line that is mainly Latin runs left to right as a whole. */
static void
order_latin_line(TextLine *line)
{
    int arabic = 0;
    int latin = 0;
    for (guint i = 0; i < line->words->len; i++) {
        const Word *word = g_ptr_array_index(line->words, i);
        Letters letters = letters_of(word->text);
        arabic += letters.arabic;
        latin += letters.latin;
    }
    if (latin > 2 * arabic && arabic + latin > 0) {
        g_ptr_array_sort(line->words, compare_places);
    }
}

/* vain is how many pieces of the page were read in vain above those that were not. */
static void
read_line(PIX *grey, BOXA *marks, TextLine *line, int *vain)
{
    Run whole;
    bool any = is_latin_line(marks, line, &whole) && read_run(grey, line, &whole);
    for (guint from = any ? line->words->len : 0; from < line->words->len; from++) {
        Run run = run_at(marks, line, from);
        if (run.latin && (is_likely(&run) || *vain < MOST_VAIN)) {
            bool found = read_run(grey, line, &run);
            *vain += found ? -(*vain > 0) : 1;
            any = any || found;
        }
        from = run.to;
    }
    if (any) {
        order_latin_line(line);
    }
}

void
latin_read(PIX *grey, Reading *reading)
{
    g_autoptr(BOXA) marks = marks_of(grey);
    if (marks == NULL) {
        return;
    }
    int vain = 0;
    GPtrArray *lines = text_lines_take(reading);
    for (guint i = 0; i < lines->len; i++) {
        read_line(grey, marks, g_ptr_array_index(lines, i), &vain);
    }
    text_lines_give(lines, reading);
}
