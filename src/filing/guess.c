/* guess.c - which kind a letter is of, and how sure that is.
 *
 * Each word of a kind that kinds.conf names counts three bits; its topics together less than one word, since other letters speak
 * of them, too. To them comes what people's corrections have taught (naive Bayes over words, office/lessons.c). The share of the
 * likeliest among all kinds of which anything was found, and none of them, is how sure it is: a tie is never sure.
 */
#include "filing/kinds.h"

#include <math.h>
#include <string.h>

#define BITS_OF_A_WORD 3.0

/* One is chance; of letters with three and no word of a kind nine in ten were of it (tests/filing/letters-of-kinds.txt). */
static double
bits_of_topics(int n)
{
    if (n < 2)
        return 0;
    return n == 2 ? 1.9 : 2.5;
}

static double
taught(GPtrArray *lessons, const char *kind)
{
    for (guint i = 0; i < lessons->len; i++) {
        const KindLesson *lesson = lessons->pdata[i];
        if (strcmp(lesson->kind, kind) == 0)
            return lesson->bits;
    }
    return 0;
}

bool
kinds_guess(const Kinds *kinds, Store *store, const char *subject, GPtrArray *texts,
    KindGuess *guess, GError **error)
{
    int scores[MOST_KINDS] = {0}, about[MOST_KINDS] = {0};
    double none = 1, sum = none, most = 0;
    *guess = (KindGuess){kinds_other(kinds), 0};
    g_autoptr(GPtrArray) lessons = kind_lessons_weigh(store, subject, texts, error);
    if (lessons == NULL)
        return false;
    kinds_score(kinds, subject, texts, scores, about);
    for (guint i = 0; i < kinds_count(kinds); i++) {
        const Kind *kind = kinds_at(kinds, i);
        double bits = BITS_OF_A_WORD * scores[i] + bits_of_topics(about[i]) +
                      taught(lessons, kind->id);
        double odds = bits > 0 ? exp2(MIN(bits, 200)) : 0;
        sum += odds;
        if (odds > most) {
            most = odds;
            guess->kind = kind;
        }
    }
    guess->percent = (int)floor(100 * most / sum);
    return true;
}
