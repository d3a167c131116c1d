/* names.c - persons' names taken apart: given name first, family last.
 *
 * Titles, بن and the article go, عبد and أبو join what follows them, Latin spellings become the
 * Arabic name where the table knows it.
 */
#include "language/names.h"

#include "language/letters.h"

#include <string.h>

#define MOST_NAME_BYTES 512
#define MOST_TOKENS 12
#define MOST_TOKEN_LETTERS 40

static const char *const titles[] = {"ا", "د", "م", "الشيخ", "شيخ", "الشيخه", "السيد",
    "السيده", "الاستاذ", "الاستاذه", "استاذ", "استاذه", "الدكتور", "الدكتوره", "دكتور",
    "دكتوره", "المهندس", "المهندسه", "مهندس", "المواطن", "المواطنه", "الاخ", "الاخت",
    "المكرم", "المكرمه", "الحاج", "الحاجه", "سعاده", "فضيله", "معالي", "mr", "mrs", "ms",
    "miss", "dr", "eng", "prof", "sheikh", "shaikh", "shaykh", "sir", "madam", "engr",
    NULL};
static const char *const courtesies[] = {
    "المحترم", "المحترمه", "حفظه", "حفظها", "رعاه", "سلمه", "phd", "esq", NULL};
static const char *const particles[] = {"بن", "ابن", "بنت", "ال", "bin", "ibn", "bint",
    "ben", "al", "el", "ash", "as", "ad", "ar", "an", "at", "az", "adh", "ath", NULL};
static const char *const sons[] = {"با", "ba", NULL}; /* of Hadramawt: باوزير */
static const char *const fathers[] = {"ابو", "ابا", "ابي", "abu", "abou", "abo", NULL};
static const char *const servants[] = {
    "عبد", "abd", "abdul", "abdel", "abdal", "abdol", "abdu", "abdur", "abdus", NULL};
static const char *const of_faith[] = {"الدين", "aldin", "eldin", "eddin", "eddine",
    "uddin", "aldeen", "eldeen", "deen", "din", NULL};

static bool
is_one_of(const char *word, const char *const *words)
{
    return g_strv_contains(words, word);
}

bool
name_is_title(const char *word)
{
    return is_one_of(word, titles);
}

/* ---- words ---- */

/* The words of a folded name: letters of one script; an apostrophe is no end of a Latin word.
 * NULL when there are too many for a name. A word with a digit in it is left out. */
static GPtrArray *
split_words(const char *folded)
{
    g_autoptr(GPtrArray) words =
        g_ptr_array_new_with_free_func(g_free); /* of char, owned */
    g_autoptr(GString) word = g_string_new(NULL);
    bool has_digit = false;
    bool arabic = false;
    for (const char *p = folded;; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (c == '\'' || c == '`' || c == 0x2018 || c == 0x2019 || c == 0x02BF ||
            c == 0x02BE || g_unichar_ismark(c))
            continue;
        bool inside = g_unichar_isalnum(c);
        bool turns = inside && word->len > 0 && letter_is_arabic(c) != arabic;
        if ((!inside || turns) && word->len > 0) {
            if (!has_digit)
                g_ptr_array_add(words, g_strdup(word->str));
            if (words->len > 2 * MOST_TOKENS)
                return NULL;
            g_string_truncate(word, 0);
            has_digit = false;
        }
        if (c == '\0')
            return g_steal_pointer(&words);
        if (inside) {
            arabic = letter_is_arabic(c);
            has_digit = has_digit || g_unichar_isdigit(c);
            g_string_append_unichar(word, c);
        }
    }
}

/* Hamza on its seat is a matter of spelling in names. */
static char *
without_hamza(const char *word)
{
    GString *plain = g_string_new(NULL);
    for (const char *p = word; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (c == 0x0624) /* ؤ */
            c = 0x0648;
        if (c == 0x0626) /* ئ */
            c = 0x064A;
        if (c != 0x0621) /* ء */
            g_string_append_unichar(plain, c);
    }
    return g_string_free(plain, FALSE);
}

static const char *
without_article(const char *word)
{
    bool has = g_str_has_prefix(word, "ال") && strcmp(word, "الله") != 0;
    const char *rest = word + strlen("ال");
    return has && g_utf8_strlen(rest, -1) >= 2 ? rest : word;
}

/* عبد and what follows it, which may have lost its article: عبدالعزيز. */
static char *
join_servant(const char *of)
{
    g_autofree char *plain = without_hamza(of);
    const char *bare = strcmp(plain, "الله") == 0 ? "له" : without_article(plain);
    g_autofree char *joined =
        g_strconcat(strcmp(bare, "ربه") == 0 ? "عبد" : "عبدال", bare, NULL);
    return g_strdup(name_usual_spelling(joined));
}

/* The comparable form of one Arabic word. */
static char *
key_of_arabic(const char *word)
{
    g_autofree char *plain = without_hamza(word);
    const char *bare = without_article(plain);
    if (g_str_has_prefix(bare, "ابوال") && g_utf8_strlen(bare, -1) >= 7)
        return g_strconcat("ابو", bare + strlen("ابوال"), NULL);
    /* القحطانية is of the family القحطاني. */
    gsize n = strlen(bare);
    if (bare != plain && g_str_has_suffix(bare, "يه") && g_utf8_strlen(bare, -1) >= 5)
        return g_strndup(bare, n - strlen("ه"));
    return g_strdup(name_usual_spelling(bare));
}

static char *
key_of_word(const char *word)
{
    if (letter_is_arabic(g_utf8_get_char(word)))
        return key_of_arabic(word);
    g_autofree char *bare = g_utf8_normalize(word, -1, G_NORMALIZE_NFD);
    char *end = bare;
    for (const char *p = bare; *p != '\0'; p++)
        if (g_ascii_isalpha(*p))
            *end++ = *p;
    *end = '\0';
    return name_key_of_latin(bare);
}

/* ---- taking apart ---- */

typedef struct Taking {
    char **words;
    GPtrArray *tokens; /* of char, owned */
} Taking;

/* The word that عبد or ابو goes with: past an article that stands alone. */
static guint
word_after(const Taking *taking, guint i)
{
    guint next = i + 1;
    while (taking->words[next] != NULL && is_one_of(taking->words[next], particles) &&
           taking->words[next + 1] != NULL)
        next++;
    return next;
}

static char *
servant_token(const char *of)
{
    if (!name_is_latin(of))
        return join_servant(of);
    g_autofree char *latin = g_strconcat("abd", of, NULL);
    g_autofree char *key = name_key_of_latin(latin);
    if (!name_is_latin(key))
        return g_steal_pointer(&key);
    /* Abdul and an article of its own: Abd Alrahman. */
    g_autofree char *bare = g_strconcat("abd",
        g_str_has_prefix(of, "al") || g_str_has_prefix(of, "el") ? of + 2 : of, NULL);
    return name_key_of_latin(bare);
}

static char *
father_token(const char *of)
{
    g_autofree char *key = key_of_word(of);
    return g_strconcat(name_is_latin(key) ? "abu" : "ابو", key, NULL);
}

/* Puts الدين or الله behind the token before: نور الدين. */
static void
lengthen_last(Taking *taking, const char *ending)
{
    char **last = (char **)&taking->tokens->pdata[taking->tokens->len - 1];
    char *longer = g_strconcat(*last, name_is_latin(*last) ? "aldin" : ending, NULL);
    g_free(*last);
    *last = longer;
}

/* Takes the word at i, and those that go with it; returns the next one's place. */
static guint
take_word(Taking *taking, guint i)
{
    const char *word = taking->words[i];
    const char *next = taking->words[i + 1];
    bool is_first = taking->tokens->len == 0;
    bool initial = g_utf8_strlen(word, -1) == 1;
    if (is_one_of(word, courtesies))
        return g_strcmp0(next, "الله") == 0 ? i + 2 : i + 1;
    if ((is_first && next != NULL && is_one_of(word, titles)) ||
        is_one_of(word, particles) || initial)
        return i + 1;
    if (next != NULL && is_one_of(word, servants)) {
        guint of = word_after(taking, i);
        g_ptr_array_add(taking->tokens, servant_token(taking->words[of]));
        return of + 1;
    }
    if (next != NULL && is_one_of(word, sons)) {
        g_ptr_array_add(taking->tokens, g_strconcat(word, next, NULL));
        return i + 2;
    }
    if (next != NULL && is_one_of(word, fathers)) {
        guint of = word_after(taking, i);
        g_ptr_array_add(taking->tokens, father_token(taking->words[of]));
        return of + 1;
    }
    if (!is_first && (strcmp(word, "الله") == 0 || is_one_of(word, of_faith))) {
        lengthen_last(taking, strcmp(word, "الله") == 0 ? "الله" : "الدين");
        return i + 1;
    }
    g_autofree char *key = key_of_word(word);
    if (key[0] != '\0')
        g_ptr_array_add(taking->tokens, g_steal_pointer(&key));
    return i + 1;
}

static GPtrArray *
take_tokens(const char *folded)
{
    GPtrArray *tokens = g_ptr_array_new_with_free_func(g_free); /* of char, owned */
    g_autoptr(GPtrArray) words = split_words(folded);
    if (words == NULL)
        return tokens;
    g_ptr_array_add(words, NULL);
    Taking taking = {(char **)words->pdata, tokens};
    for (guint i = 0; taking.words[i] != NULL;)
        i = take_word(&taking, i);
    return tokens;
}

/* "Alqahtani, Mohammed": one name before the comma is the family. */
static GPtrArray *
take_in_order(const char *folded)
{
    const char *comma = strchr(folded, ',');
    if (comma != NULL && strchr(comma + 1, ',') == NULL) {
        g_autofree char *before = g_strndup(folded, comma - folded);
        g_autoptr(GPtrArray) family = take_tokens(before);
        g_autoptr(GPtrArray) given = take_tokens(comma + 1);
        if (family->len == 1 && given->len > 0) {
            g_ptr_array_add(given, g_strdup(family->pdata[0]));
            return g_steal_pointer(&given);
        }
    }
    return take_tokens(folded);
}

PersonName *
person_name_parse(const char *name)
{
    PersonName *parsed = g_new0(PersonName, 1);
    g_autoptr(GPtrArray) tokens = NULL;
    if (name != NULL && strlen(name) <= MOST_NAME_BYTES) {
        g_autofree char *folded = text_fold(name);
        tokens = take_in_order(folded);
    }
    /* What is too long is no name: nothing is concluded from it. */
    bool is_name = tokens != NULL && tokens->len <= MOST_TOKENS;
    for (guint i = 0; is_name && i < tokens->len; i++)
        is_name = g_utf8_strlen(tokens->pdata[i], -1) <= MOST_TOKEN_LETTERS;
    parsed->n = is_name ? tokens->len : 0;
    parsed->tokens = g_new0(char *, parsed->n + 1);
    for (int i = 0; i < parsed->n; i++)
        parsed->tokens[i] = g_strdup(tokens->pdata[i]);
    return parsed;
}

void
person_name_free(PersonName *name)
{
    if (name == NULL)
        return;
    g_strfreev(name->tokens);
    g_free(name);
}
