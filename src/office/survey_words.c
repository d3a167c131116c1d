/* survey_words.c - what people write back when they are asked for a number from 1 to 5. */
#include "language/language.h"
#include "office/office.h"

#include <string.h>

enum { MOST_LINES = 60, MOST_LINE_BYTES = 200 };

/* Folded. The answers are those of survey_choices, with the ways people spell them. */
static const struct {
    int rating;
    const char *words;
} known[] = {
    {1, "1"},
    {2, "2"},
    {3, "3"},
    {4, "4"},
    {5, "5"},
    {1, "one"},
    {2, "two"},
    {3, "three"},
    {4, "four"},
    {5, "five"},
    {1, "واحد"},
    {2, "اثنان"},
    {2, "اثنين"},
    {3, "ثلاثه"},
    {3, "ثلاث"},
    {4, "اربعه"},
    {4, "اربع"},
    {5, "خمسه"},
    {5, "خمس"},
    {5, "very satisfied"},
    {4, "satisfied"},
    {3, "neutral"},
    {2, "dissatisfied"},
    {1, "very dissatisfied"},
    {5, "راض جدا"},
    {5, "راضي جدا"},
    {5, "راضيه جدا"},
    {4, "راض"},
    {4, "راضي"},
    {4, "راضيه"},
    {3, "محايد"},
    {3, "محايده"},
    {2, "غير راض"},
    {2, "غير راضي"},
    {2, "غير راضيه"},
    {1, "غير راض اطلاقا"},
    {1, "غير راضي اطلاقا"},
    {1, "غير راضيه اطلاقا"},
};

/* What stands behind a number that is given as one of five. */
static const char *const of_five[] = {
    "/5", " / 5", " من 5", " من خمسه", " out of 5", " of 5"};

/* How a program signs for whoever uses it. */
static const char *const signatures[] = {"sent from ", "get outlook ", "ارسلت من ",
    "ارسل من ", "مرسل من ", "تم الارسال من ", "مرسله من "};

/* Without what stands round the words: blanks, brackets, full stops. */
static char *
bare(const char *line)
{
    static const char around[] = " \t\r\n.,:;!*_()[]{}<>\"'-#";
    g_autofree char *folded = text_fold(line);
    g_strdelimit(folded, "\t", ' ');
    const char *begin = folded + strspn(folded, around);
    gsize length = strlen(begin);
    for (;;) {
        if (length > 0 && strchr(around, begin[length - 1]) != NULL)
            length--;
        else if (length > 1 && (memcmp(begin + length - 2, "،", 2) == 0 ||
                                   memcmp(begin + length - 2, "؛", 2) == 0))
            length -= 2;
        else
            return g_strndup(begin, length);
    }
}

int
survey_rating_of(const char *words)
{
    if (strlen(words) > MOST_LINE_BYTES || !g_utf8_validate(words, -1, NULL))
        return 0;
    g_autofree char *said = bare(words);
    for (guint i = 0; i < G_N_ELEMENTS(of_five); i++)
        if (strlen(said) > strlen(of_five[i]) && g_str_has_suffix(said, of_five[i])) {
            said[strlen(said) - strlen(of_five[i])] = '\0';
            break;
        }
    for (guint i = 0; i < G_N_ELEMENTS(known); i++)
        if (strcmp(said, known[i].words) == 0)
            return known[i].rating;
    return 0;
}

static bool
is_signature(const char *line)
{
    g_autofree char *said = bare(line);
    for (guint i = 0; i < G_N_ELEMENTS(signatures); i++)
        if (g_str_has_prefix(said, signatures[i]))
            return true;
    return false;
}

static bool
is_empty(const char *line)
{
    g_autofree char *said = bare(line);
    return *said == '\0';
}

int
survey_rating_in(const char *text, bool *more)
{
    int rating = 0;
    *more = false;
    g_auto(GStrv) lines = g_strsplit(text, "\n", MOST_LINES + 1);
    for (guint i = 0; lines[i] != NULL; i++) {
        if (i == MOST_LINES || strlen(lines[i]) > MOST_LINE_BYTES) {
            *more = true;
            continue;
        }
        if (strcmp(lines[i], "-- ") == 0 || strcmp(lines[i], "--") == 0)
            break;
        int one = survey_rating_of(lines[i]);
        if (one != 0 && rating != 0 && one != rating)
            return 0;
        if (one != 0)
            rating = one;
        else if (!is_empty(lines[i]) && !is_signature(lines[i]))
            *more = true;
    }
    return rating;
}
