/* name_words.c - which words of a line may be a name: where it begins, where it ends, and what it is not. */
#include "language/name_words.h"

#include <string.h>

#define LEAST_TOKENS 2
#define MOST_TOKENS 7

/* Where these begin, the name has ended. Folded, as all words here. */
static const char *const after_name[] = {"رقم", "هويه", "الهويه", "هويتي", "جوال",
    "الجوال", "جوالي", "هاتف", "السجل", "سجل", "تاريخ", "العمر", "عمري", "الجنسيه",
    "المدينه", "مدينه", "البريد", "ايميل", "العنوان", "واسكن", "اسكن", "وانا", "انا",
    "من", "وقد", "واتقدم", "اتقدم", "ارجو", "ارغب", "وارغب", "التوقيع", "الموقع", "id",
    "مواطن", "مواطنه", "سعودي", "سعوديه", "مقيم", "مقيمه", "متزوج", "متزوجه", "ارمله",
    "مطلقه", "متقاعد", "متقاعده", "عاطل", "طالب", "طالبه", "لدي", "عندي", "اعاني", "اعيش",
    "احمل", "حامل", "ورقم", "وهويتي", "وجوالي", "وعمري", "وارجو", "ولدي", "وعندي",
    "واعول", "اعول", "اكتب", "ابلغ", "الايبان", "ايبان", "للتواصل", "للاتصال", "واتساب",
    "حساب", "ملف", "الملف", "سجلي", "sa", "iban", "file", "mobile", "phone", "tel",
    "iqama", "email", "and", "from", "i", "date", "address", "national", "حفظكم", "حفظه",
    "حفظها", NULL};

/* These stand in sentences, never in names. */
static const char *const never_names[] = {"في", "علي", "الي", "عن", "هذا", "هذه", "الذي",
    "التي", "طلب", "الطلب", "طلبي", "مساعده", "المساعده", "الجمعيه", "جمعيه", "السلام",
    "عليكم", "شكرا", "لكم", "ولكم", "تحيه", "التحيه", "التحيات", "تحياتي", "التقدير",
    "والتقدير", "الاحترام", "والاحترام", "الشكر", "والشكر", "جزيل", "فائق", "فايق",
    "وافر", "خالص", "بقبول", "قبول", "وتقبلوا", "ورحمه", "وبركاته", "جزاكم", "وجزاكم",
    "خيرا", "وفقكم", "حفظكم", "رعاكم", "بارك", "ودمتم", "دمتم", "جهودكم", "تعاونكم",
    "اهتمامكم", "وقتكم", "مدير", "المدير", "رييس", "رئيس", "اداره", "الاداره", "مكتب",
    "قسم", "شارع", "حي", "طريق", "مدرسه", "مستشفي", "شركه", "مؤسسه", "عقد", "صوره",
    "مرفق", "المرفقات", "the", "your", "my", "for", "you", "to", "of", "request", "in",
    "sent", "time", "help", "attached", "all", "very", "much", "advance", NULL};

gsize
name_word_length(const char *p)
{
    gsize n = 0;
    while (
        p[n] != '\0' && strchr(" :,.-(/", p[n]) == NULL && !g_str_has_prefix(p + n, "،"))
        n++;
    return n;
}

Head
line_head(const char *line)
{
    Head head = {.folded = g_string_new(NULL)};
    const char *p = line;
    while (head.n < HEAD_WORDS) {
        p += strspn(p, " ");
        gsize n = name_word_length(p);
        if (n == 0)
            break;
        if (head.n > 0)
            g_string_append_c(head.folded, ' ');
        fold_append(head.folded, p, n);
        p += n;
        head.ends[head.n++] = p - line;
    }
    return head;
}

/* Whether text begins with phrase and the word ends there. Most phrases fail at their first
 * letter, so that no call and no preparation is cheaper. */
static inline bool
begins(const char *text, const char *phrase)
{
    while (*phrase != '\0' && *text == *phrase) {
        text++;
        phrase++;
    }
    return *phrase == '\0' && (*text == '\0' || *text == ' ');
}

/* The bytes of the line that one of phrases takes at its beginning, 0 when none does. */
gsize
head_begins_with(const Head *head, const char *const *phrases)
{
    for (gsize i = 0; phrases[i] != NULL; i++) {
        if (!begins(head->folded->str, phrases[i]))
            continue;
        int words = 1;
        for (const char *c = phrases[i]; *c != '\0'; c++)
            words += *c == ' ';
        if (words <= head->n)
            return head->ends[words - 1];
    }
    return 0;
}

/* Whether the word at the beginning of folded is one of words. */
bool
is_word_of(const char *folded, const char *const *words)
{
    for (gsize i = 0; words[i] != NULL; i++)
        if (begins(folded, words[i]))
            return true;
    return false;
}

static bool
is_name_letter(gunichar c)
{
    return g_unichar_isalpha(c) || g_unichar_ismark(c) || c == ' ' || c == '.' ||
           c == '\'' || c == '-' || c == 0x2019;
}

const char *
skip_name_marks(const char *text)
{
    while (*text != '\0') {
        if (g_str_has_prefix(text, "–"))
            text += strlen("–");
        else if (strchr(" :=-/.,", *text) != NULL)
            text++;
        else
            break;
    }
    return text;
}

/* A stroke parts a title from its name: "الشيخ / محمد", "م/محمد". */
static bool
is_title_stroke(const char *text, const char *folded_word)
{
    return text[strspn(text, " ")] == '/' && name_is_title(folded_word);
}

/* The words at the beginning of text that may be a name. */
char *
name_words(const char *text)
{
    GString *name = g_string_new(NULL);
    g_autoptr(GString) folded = g_string_new(NULL);
    for (const char *p = skip_name_marks(text); *p != '\0';) {
        const char *end = p;
        while (*end != '\0' && *end != ' ' && is_name_letter(g_utf8_get_char(end)))
            end = g_utf8_next_char(end);
        g_string_truncate(folded, 0);
        fold_append(folded, p, end - p);
        if (is_word_of(folded->str, after_name))
            break;
        if (end > p && name->len > 0)
            g_string_append_c(name, ' ');
        g_string_append_len(name, p, end - p);
        bool stroke = is_title_stroke(end, folded->str);
        if (*end != ' ' && !stroke)
            break;
        p = end + strspn(end, stroke ? " /" : " ");
    }
    /* A full stop ends the sentence, not the name. */
    while (name->len > 0 && strchr(".-", name->str[name->len - 1]) != NULL)
        g_string_truncate(name, name->len - 1);
    return g_string_free(name, FALSE);
}

bool
is_whole_name(const char *words)
{
    g_autoptr(PersonName) parsed = person_name_parse(words);
    return parsed->n >= LEAST_TOKENS && parsed->n <= MOST_TOKENS;
}

/* A name behind a label, or NULL. */
char *
name_behind(const char *text)
{
    g_autofree char *words = name_words(text);
    return is_whole_name(words) ? g_steal_pointer(&words) : NULL;
}

/* Whether every word may stand in a name. */
bool
are_name_words(const char *words)
{
    g_autofree char *folded = text_fold(words);
    for (const char *p = folded; *p != '\0';) {
        /* علي is a name and, folded, على. */
        bool may_be = begins(p, "علي") && strstr(words, "على") == NULL;
        if (is_word_of(p, never_names) && !may_be)
            return false;
        p += strcspn(p, " ");
        p += strspn(p, " ");
    }
    return true;
}

/* A name that nothing announces on its own line, or NULL. */
char *
name_of_line(const char *line)
{
    g_autofree char *words = name_words(line);
    bool fills_line = strlen(words) + 8 >= strlen(line);
    return fills_line && are_name_words(words) && is_whole_name(words)
               ? g_steal_pointer(&words)
               : NULL;
}

/* Whether a name as written begins with a given name that is known, without a title. */
bool
begins_as_given(const char *words)
{
    g_autofree char *folded = text_fold(words);
    g_autofree char *first = g_strndup(folded, strcspn(folded, " "));
    g_autoptr(PersonName) parsed = person_name_parse(words);
    return !name_is_title(first) && parsed->n > 0 && name_is_given(parsed->tokens[0]);
}

/* Whether بن or بنت stands in it, as in nothing but a name. */
bool
tells_a_father(const char *words)
{
    return strstr(words, " بن ") != NULL || strstr(words, " بنت ") != NULL ||
           strstr(words, " ابن ") != NULL;
}
