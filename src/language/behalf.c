/* behalf.c - letters that one person writes in another's name.
 *
 * Three ways of saying so are known: the words of representation (نيابة عن, on behalf of), an
 * office held for another (بصفتي وكيله), and a verb of writing with a relation behind عن
 * (أكتب لكم عن جارتي). What is asked for oneself and one's own is for nobody else.
 */
#include "language/language.h"

#include <string.h>

/* Words remembered: the longest phrase has as many. */
#define MOST_WORDS 6
#define MOST_WORD_BYTES 48

/* Folded. */
static const char *const in_place_of[] = {"نيابه عن", "بالنيابه عن", "انابه عن",
    "بالانابه عن", "وبالنيابه عن", "ونيابه عن", "وكاله عن", "بالوكاله عن", "وكيل عن",
    "وكيلا عن", "وكيله عن", "on behalf of", NULL};
static const char *const offices[] = {"بصفتي وكيل", "بصفتي وكيله", "بصفتي وكيلها",
    "بصفتي وكيلا", "بصفتي الوكيل", "بصفتي الوكيله", "بصفتي وصي", "بصفتي الوصي",
    "بصفتي وصيا", "بصفتي وليه", "بصفتي وليها", "وكيلها الشرعي", "وكيله الشرعي",
    "as the guardian of", "as guardian of", "as the agent of", NULL};
static const char *const verbs[] = {"اكتب", "اتقدم", "اقدم", "ارفع", "اراسلكم", "ارسل",
    "write", "writing", "apply", "applying", "asking", NULL};
static const char *const between[] = {"لكم", "اليكم", "لسعادتكم", "الي", "جمعيتكم", "هذا",
    "هذه", "بهذا", "بهذه", "الطلب", "بطلب", "طلب", "طلبا", "الخطاب", "الرساله", "to",
    "you", "this", NULL};
static const char *const about[] = {"عن", "باسم", "لصالح", "بخصوص", "for", "about", NULL};
static const char *const relations[] = {"جاري", "جارتي", "جارنا", "جارتنا", "والدي",
    "والدتي", "ابي", "امي", "اخي", "اختي", "زوجي", "زوجتي", "عمي", "عمتي", "خالي",
    "خالتي", "صديقي", "صديقتي", "قريبي", "قريبتي", "جدي", "جدتي", "neighbour", "neighbor",
    "mother", "father", "brother", "sister", "husband", "wife", "uncle", "aunt", "friend",
    "cousin", "grandmother", "grandfather", NULL};
static const char *const oneself[] = {"نفسي", "نفسه", "اسرتي", "عائلتي", "عايلتي",
    "اسرتنا", "اولادي", "ابنائي", "ابنايي", "بناتي", "اطفالي", "افراد", "جميع", "كل",
    "myself", "me", "us", "all", "everyone", "everybody", NULL};
static const char *const own[] = {"family", "children", "kids", "household", "own", NULL};

typedef struct Listening {
    char words[MOST_WORDS][MOST_WORD_BYTES]; /* the last ones, the newest last */
    bool waits; /* for the word behind "on behalf of", which tells of whom */
    bool told;
} Listening;

static const char *
word_back(const Listening *listening, int n)
{
    return listening->words[MOST_WORDS - 1 - n];
}

/* Whether the last words are those of one of phrases. */
static bool
ends_in(const Listening *listening, const char *const *phrases)
{
    const char *last = word_back(listening, 0);
    for (gsize i = 0; phrases[i] != NULL; i++) {
        const char *end = phrases[i] + strlen(phrases[i]);
        bool same = g_str_has_suffix(phrases[i], last) && *last != '\0';
        for (int n = 0; same && n < MOST_WORDS; n++) {
            gsize length = strlen(word_back(listening, n));
            same = (gsize)(end - phrases[i]) >= length &&
                   memcmp(end - length, word_back(listening, n), length) == 0;
            end -= same ? length : 0;
            if (!same || end == phrases[i])
                break;
            same = *--end == ' ';
        }
        if (same && end == phrases[i])
            return true;
    }
    return false;
}

/* "أكتب لكم هذا الطلب عن جارتي", "writing to you for my neighbour": seen from its last word. */
static bool
writes_about(const Listening *listening)
{
    if (!g_strv_contains(relations, word_back(listening, 0)))
        return false;
    int n = strcmp(word_back(listening, 1), "my") == 0 ? 2 : 1;
    if (!g_strv_contains(about, word_back(listening, n)))
        return false;
    for (n++; n < MOST_WORDS; n++) {
        if (g_strv_contains(verbs, word_back(listening, n)))
            return true;
        if (!g_strv_contains(between, word_back(listening, n)))
            return false;
    }
    return false;
}

static bool
hear(const char *word, gsize length, gsize start, gsize end, void *user_data)
{
    (void)start;
    (void)end;
    Listening *listening = user_data;
    memmove(listening->words[0], listening->words[1],
        sizeof(listening->words) - sizeof(listening->words[0]));
    g_snprintf(listening->words[MOST_WORDS - 1], MOST_WORD_BYTES, "%.*s",
        (int)MIN(length, MOST_WORD_BYTES - 1), word);
    const char *here = word_back(listening, 0);
    bool of_my = listening->waits && strcmp(here, "my") == 0;
    bool of_mine = strcmp(word_back(listening, 1), "my") == 0 &&
                   g_strv_contains(own, word_back(listening, 0));
    listening->told =
        (listening->waits && !of_my && !of_mine && !g_strv_contains(oneself, here)) ||
        ends_in(listening, offices) || writes_about(listening);
    listening->waits = of_my || ends_in(listening, in_place_of);
    return !listening->told;
}

bool
text_is_for_another(const char *text)
{
    /* Most letters hold none of these words: they need no walk. */
    static const char *const hints[] = {"نياب", "إناب", "اناب", "أناب", "وكال", "وكيل",
        "بصفتي", "behalf", "guardian", "agent", "عن", "باسم", "لصالح", "بخصوص", "for my",
        "about my"};
    bool may = false;
    for (gsize i = 0; !may && i < G_N_ELEMENTS(hints); i++)
        may = strcasestr(text, hints[i]) != NULL;
    if (!may)
        return false;
    Listening listening = {.told = false};
    text_words(text, strlen(text), false, hear, &listening);
    return listening.told;
}
