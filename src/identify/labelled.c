/* labelled.c - what only the word before it makes known: file numbers, days of birth, cities.
 *
 * 1042 is a file number behind ملف and a price elsewhere; a day is one of birth behind الميلاد. So
 * each is taken only close behind its label, and a city only where a sign parts the two: المدينة
 * المنورة is no label.
 */
#include "identify/source.h"

#include <string.h>

#define MOST_FILE_NO_BYTES 40
#define MOST_DAY_BYTES 80
#define MOST_DAY_WORDS 5
#define MOST_CITY_BYTES 60
#define MOST_CITY_WORDS 3
/* How many words may stand between a label and what it tells. */
#define WORDS_BETWEEN 2

typedef enum { TELLS_NOTHING, TELLS_FILE_NO, TELLS_BIRTH, TELLS_CITY } Telling;

/* Folded. */
static const struct {
    const char *word;
    Telling telling;
} labels[] = {
    {"ملف", TELLS_FILE_NO},
    {"الملف", TELLS_FILE_NO},
    {"ملفي", TELLS_FILE_NO},
    {"file", TELLS_FILE_NO},
    {"الميلاد", TELLS_BIRTH},
    {"ميلادي", TELLS_BIRTH},
    {"ميلاده", TELLS_BIRTH},
    {"ميلادها", TELLS_BIRTH},
    {"مواليد", TELLS_BIRTH},
    {"birth", TELLS_BIRTH},
    {"born", TELLS_BIRTH},
    {"dob", TELLS_BIRTH},
    {"المدينه", TELLS_CITY},
    {"مدينه", TELLS_CITY},
    {"city", TELLS_CITY},
};

typedef struct LabelWalk {
    Clues *clues;
    const Source *source;
    Telling telling;
    int words_left; /* in which it may stand */
} LabelWalk;

static void
take(LabelWalk *walk, const char *kind, const char *value, gsize start, gsize length)
{
    g_autofree char *seen = g_strndup(walk->source->text + start, length);
    clues_add(walk->clues, walk->source, kind, value, seen, true,
        source_place(walk->source, start, start + length));
}

/* Takes what stands from start to the next space for the number when a digit is in it, without the
 * punctuation that ends a sentence. */
static bool
take_file_no(LabelWalk *walk, gsize start)
{
    const char *text = walk->source->text + start;
    gsize length = strcspn(text, " \t\r\n,;()[]");
    if (length > MOST_FILE_NO_BYTES)
        return false;
    g_autofree char *seen = g_strndup(text, length);
    g_autofree char *plain = text_strip_controls(seen);
    g_autofree char *digits = text_ascii_digits(plain);
    gsize n = 0;
    while (g_ascii_isalnum(digits[n]) ||
           (n > 0 && strchr("-/_", digits[n]) != NULL && digits[n] != '\0'))
        n++;
    g_autofree char *value = g_strndup(digits, n);
    if (strpbrk(value, "0123456789") == NULL)
        return false;
    take(walk, "file_no", value, start, length);
    return true;
}

/* The bytes of the first n words of a line, up to a comma and without what ends a sentence. */
static gsize
length_of_words(const char *text, int n)
{
    const char *comma = strstr(text, "،");
    gsize most = comma != NULL ? (gsize)(comma - text) : G_MAXSIZE;
    gsize length = 0;
    for (; n > 0; n--) {
        length += strspn(text + length, " ");
        length += strcspn(text + length, " \t\r\n,;()[]");
    }
    length = MIN(length, most);
    while (length > 0 && strchr(" .:", text[length - 1]) != NULL)
        length--;
    return length;
}

/* The longest words from start that are a day in either calendar. */
static bool
take_birth(LabelWalk *walk, gsize start)
{
    const char *text = walk->source->text + start;
    if (!g_unichar_isdigit(g_utf8_get_char(text)))
        return false;
    gsize before = 0;
    for (int n = MOST_DAY_WORDS; n > 0; n--) {
        gsize length = length_of_words(text, n);
        if (length == 0 || length > MOST_DAY_BYTES || length == before)
            continue;
        before = length;
        g_autofree char *seen = g_strndup(text, length);
        g_autofree char *plain = text_strip_controls(seen);
        gint64 begin = 0;
        g_autofree char *trouble = day_read(plain, "en", &begin);
        if (trouble != NULL)
            continue;
        Day day = day_gregorian(begin);
        g_autofree char *value =
            g_strdup_printf("%04d-%02d-%02d", day.year, day.month, day.day);
        take(walk, "birth_date", value, start, length);
        return true;
    }
    return false;
}

static bool
take_city(LabelWalk *walk, gsize start)
{
    const char *text = walk->source->text + start;
    gsize line = strcspn(text, "\t\r\n,;.()[]0123456789");
    gsize length = MIN(line, length_of_words(text, MOST_CITY_WORDS));
    if (length == 0 || length > MOST_CITY_BYTES)
        return false;
    g_autofree char *seen = g_strndup(text, length);
    g_autofree char *value = text_fold(seen);
    take(walk, "city", value, start, length);
    return true;
}

static bool
take_told(LabelWalk *walk, gsize start)
{
    if (walk->telling == TELLS_FILE_NO)
        return take_file_no(walk, start);
    return walk->telling == TELLS_BIRTH ? take_birth(walk, start)
                                        : take_city(walk, start);
}

static Telling
telling_of(const char *word, gsize length)
{
    for (gsize i = 0; i < G_N_ELEMENTS(labels); i++)
        if (strlen(labels[i].word) == length && memcmp(word, labels[i].word, length) == 0)
            return labels[i].telling;
    return TELLS_NOTHING;
}

static bool
is_parted(const char *after)
{
    after += strspn(after, " ");
    return *after != '\0' && strchr(":/=", *after) != NULL;
}

static bool
label_or_told(const char *word, gsize length, gsize start, gsize end, void *user_data)
{
    LabelWalk *walk = user_data;
    Telling telling = telling_of(word, length);
    if (telling == TELLS_CITY && !is_parted(walk->source->text + end))
        telling = TELLS_NOTHING;
    if (telling != TELLS_NOTHING) {
        walk->telling = telling;
        walk->words_left = telling == TELLS_CITY ? 1 : WORDS_BETWEEN + 1;
    } else if (walk->words_left > 0)
        walk->words_left = take_told(walk, start) ? 0 : walk->words_left - 1;
    return true;
}

void
clues_find_labelled(Clues *clues, const Source *source)
{
    /* Most letters hold no such label: they need no walk. */
    static const char *const hints[] = {
        "ملف", "ميلاد", "مواليد", "مدين", "file", "birth", "born", "dob", "city"};
    bool may = false;
    for (gsize i = 0; !may && i < G_N_ELEMENTS(hints); i++)
        may = strcasestr(source->text, hints[i]) != NULL;
    if (!may)
        return;
    LabelWalk walk = {.clues = clues, .source = source};
    text_words(source->text, strlen(source->text), false, label_or_told, &walk);
}
