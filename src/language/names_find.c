/* names_find.c - the names a letter's writer gives: behind a label, in "I am …", under the closing
 * words, or as a line of their own at the end.
 *
 * Only what stands where a name is expected and looks like one is taken; the rest of the text is
 * about anybody.
 */
#include "language/letters.h"
#include "language/names.h"

#include <string.h>

#define MOST_NAMES 16
#define MOST_LINE_BYTES 400
#define LEAST_TOKENS 2
#define MOST_TOKENS 7
/* A closing stands above its name with at most so many lines between. */
#define SIGNATURE_LINES 2
/* The longest phrase has so many words. */
#define HEAD_WORDS 3

/* Folded; the longer of two that begin alike stands first. */
static const char *const labels[] = {"الاسم الكامل", "الاسم الرباعي", "الاسم الثلاثي",
    "الاسم", "اسم مقدم الطلب", "اسم المتقدم", "اسم المستفيد", "اسم المرسل", "اسمي",
    "مقدم الطلب", "مقدمه", "مقدمته", "المتقدم", "المستفيد", "المرسل", "full name",
    "applicant name", "applicant", "name", "my name is", NULL};
static const char *const closings[] = {"مقدمه", "مقدمته", "ابنكم", "ابنتكم", "اخوكم",
    "اختكم", "المخلص", "المخلصه", "مع التحيه", "مع خالص", "تحياتي", "وتقبلوا", "وتفضلوا",
    "شاكر", "شاكره", "والسلام عليكم", "best regards", "kind regards", "warm regards",
    "regards", "sincerely", "yours", "best wishes", "respectfully", "thank you", "thanks",
    NULL};
/* Where these begin, the name has ended. */
static const char *const after_name[] = {"رقم", "هويه", "الهويه", "هويتي", "جوال",
    "الجوال", "جوالي", "هاتف", "السجل", "سجل", "تاريخ", "العمر", "عمري", "الجنسيه",
    "المدينه", "مدينه", "البريد", "ايميل", "العنوان", "واسكن", "اسكن", "وانا", "انا",
    "من", "وقد", "واتقدم", "اتقدم", "ارجو", "ارغب", "وارغب", "التوقيع", "الموقع", "id",
    "مواطن", "مواطنه", "سعودي", "سعوديه", "مقيم", "مقيمه", "متزوج", "متزوجه", "ارمله",
    "مطلقه", "متقاعد", "متقاعده", "عاطل", "طالب", "طالبه", "لدي", "عندي", "اعاني", "اعيش",
    "احمل", "حامل", "ورقم", "وهويتي", "وجوالي", "وعمري", "وارجو", "ولدي", "وعندي",
    "واعول", "اعول", "اكتب", "ابلغ", "الايبان", "ايبان", "حساب", "ملف", "الملف", "سجلي",
    "sa", "iban", "file", "mobile", "phone", "tel", "iqama", "email", "and", "from", "i",
    "date", "address", "national", "حفظكم", "حفظه", "حفظها", NULL};
/* How our own letters address somebody. */
static const char *const salutations[] = {"المكرم", "المكرمه", "سعاده", "dear", NULL};
/* How a sentence begins in which the writer names himself, and what may stand before the name. */
static const char *const selves[] = {"انا", "معكم", "i am", "this is", NULL};
static const char *const described[] = {"المواطن", "المواطنه", "المتقدم", "المتقدمه",
    "المقيم", "المقيمه", "الموقع", "ادناه", "المدعو", "المدعوه", "اسمي", NULL};
/* Lines at the end in which a name without closing words is a signature. */
#define LAST_LINES 4
/* The shortest number that people are known by: a mobile without its zero. */
#define IDENTIFIER_DIGITS 9
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

/* The first words of a line, folded and joined by spaces, and the byte of the line each ends at:
 * folding changes lengths. */
typedef struct Head {
    GString *folded;
    gsize ends[HEAD_WORDS];
    int n;
} Head;

static gsize
word_length(const char *p)
{
    gsize n = 0;
    while (
        p[n] != '\0' && strchr(" :,.-(/", p[n]) == NULL && !g_str_has_prefix(p + n, "،"))
        n++;
    return n;
}

static Head
read_head(const char *line)
{
    Head head = {.folded = g_string_new(NULL)};
    const char *p = line;
    while (head.n < HEAD_WORDS) {
        p += strspn(p, " ");
        gsize n = word_length(p);
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
static gsize
begins_with(const Head *head, const char *const *phrases)
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
static bool
is_one_of(const char *folded, const char *const *words)
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

static const char *
skip_marks(const char *text)
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
static char *
read_words(const char *text)
{
    GString *name = g_string_new(NULL);
    g_autoptr(GString) folded = g_string_new(NULL);
    for (const char *p = skip_marks(text); *p != '\0';) {
        const char *end = p;
        while (*end != '\0' && *end != ' ' && is_name_letter(g_utf8_get_char(end)))
            end = g_utf8_next_char(end);
        g_string_truncate(folded, 0);
        fold_append(folded, p, end - p);
        if (is_one_of(folded->str, after_name))
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

static bool
is_whole_name(const char *words)
{
    g_autoptr(PersonName) parsed = person_name_parse(words);
    return parsed->n >= LEAST_TOKENS && parsed->n <= MOST_TOKENS;
}

/* A name behind a label, or NULL. */
static char *
take_name(const char *text)
{
    g_autofree char *words = read_words(text);
    return is_whole_name(words) ? g_steal_pointer(&words) : NULL;
}

/* Whether every word may stand in a name. */
static bool
are_name_words(const char *words)
{
    g_autofree char *folded = text_fold(words);
    for (const char *p = folded; *p != '\0';) {
        /* علي is a name and, folded, على. */
        bool may_be = begins(p, "علي") && strstr(words, "على") == NULL;
        if (is_one_of(p, never_names) && !may_be)
            return false;
        p += strcspn(p, " ");
        p += strspn(p, " ");
    }
    return true;
}

/* A name that nothing announces on its own line, or NULL. */
static char *
take_whole_line(const char *line)
{
    g_autofree char *words = read_words(line);
    bool fills_line = strlen(words) + 8 >= strlen(line);
    return fills_line && are_name_words(words) && is_whole_name(words)
               ? g_steal_pointer(&words)
               : NULL;
}

static void
add_name(GPtrArray *names, char *take_text)
{
    g_autofree char *name = take_text;
    if (name == NULL || names->len == MOST_NAMES)
        return;
    for (guint i = 0; i < names->len; i++)
        if (strcmp(names->pdata[i], name) == 0)
            return;
    g_ptr_array_add(names, g_steal_pointer(&name));
}

/* Whether a label at the beginning of line announces a name: it ends in a colon or the like, or
 * it needs none. */
static bool
announces(const char *after_label)
{
    const char *p = after_label + strspn(after_label, " ");
    return *p == '\0' || strchr(":/-=", *p) != NULL || g_str_has_prefix(p, "–");
}

/* Whether a name as written begins with a given name that is known, without a title. */
static bool
begins_as_given(const char *words)
{
    g_autofree char *folded = text_fold(words);
    g_autofree char *first = g_strndup(folded, strcspn(folded, " "));
    g_autoptr(PersonName) parsed = person_name_parse(words);
    return !name_is_title(first) && parsed->n > 0 && name_is_given(parsed->tokens[0]);
}

/* Whether بن or بنت stands in it, as in nothing but a name. */
static bool
tells_a_father(const char *words)
{
    return strstr(words, " بن ") != NULL || strstr(words, " بنت ") != NULL ||
           strstr(words, " ابن ") != NULL;
}

/* A line that is a name and nothing else, as signatures are; whom a letter is addressed to has a
 * title. NULL when it is none. */
static char *
take_bare_line(const char *line)
{
    static const char *const titled[] = {"المحترم", "حفظه", "سعاده", "الاستاذ", NULL};
    g_autofree char *words = take_whole_line(line);
    g_autofree char *folded = text_fold(line);
    for (gsize i = 0; titled[i] != NULL; i++)
        if (strstr(folded, titled[i]) != NULL)
            return NULL;
    return words != NULL && begins_as_given(words) ? g_steal_pointer(&words) : NULL;
}

/* "المخلص: محمد …", "Regards, Mohammed …"; a courtesy that goes on is no name. */
static char *
take_behind_closing(const char *rest)
{
    const char *p = rest + strspn(rest, " ");
    bool parted = strchr(":,/-", *p) != NULL || g_str_has_prefix(p, "،");
    g_autofree char *words = take_whole_line(rest);
    return words != NULL && (parted || begins_as_given(words)) ? g_steal_pointer(&words)
                                                               : NULL;
}

/* Whether a text holds a number as long as an identifier. */
static bool
holds_identifier(const char *text)
{
    int digits = 0;
    for (const char *p = text; p != NULL && *p != '\0' && digits < IDENTIFIER_DIGITS;
         p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (g_unichar_isdigit(c))
            digits++;
        else if (strchr(" -+", (int)(c < 0x80 ? c : 'x')) == NULL)
            digits = 0;
    }
    return digits >= IDENTIFIER_DIGITS;
}

/* "نورة بنت صالح المطيري، الهوية 1742…": a name at the beginning of a line, and a number behind it. */
static char *
take_before_number(const char *line)
{
    g_autofree char *words = read_words(line);
    if (!holds_identifier(line + MIN(strlen(words), strlen(line))) ||
        !are_name_words(words) || !is_whole_name(words) ||
        (!begins_as_given(words) && !tells_a_father(words)))
        return NULL;
    return g_steal_pointer(&words);
}

/* A line of nothing but a name, beside one with a number. */
static char *
take_beside_number(const char *line, const char *before, const char *after)
{
    bool beside = holds_identifier(before) || holds_identifier(after);
    g_autofree char *words = beside ? take_whole_line(line) : NULL;
    return words != NULL && (begins_as_given(words) || tells_a_father(words))
               ? g_steal_pointer(&words)
               : NULL;
}

/* How many bytes of words a name in a sentence takes: it ends with its family, which has an
 * article. */
static gsize
length_to_family(const char *words)
{
    int n = 0;
    bool family = false;
    const char *p = words;
    while (*p != '\0') {
        gsize length = strcspn(p, " ");
        bool article = g_str_has_prefix(p, "ال") && length > strlen("الله");
        if (family && !article)
            break;
        family = n > 0 && article;
        n++;
        p += length;
        p += strspn(p, " ");
    }
    while (p > words && p[-1] == ' ')
        p--;
    return p - words;
}

/* The name in "أنا المواطنة نورة صالح الدوسري ورقم هويتي …", or NULL. */
static char *
take_self(const char *line, const Head *head)
{
    gsize length = begins_with(head, selves);
    if (length == 0)
        return NULL;
    const char *p = line + length;
    for (int i = 0; i < HEAD_WORDS; i++) {
        g_autoptr(GString) folded = g_string_new(NULL);
        p = skip_marks(p);
        gsize n = word_length(p);
        fold_append(folded, p, n);
        if (!is_one_of(folded->str, described))
            break;
        p += n;
    }
    g_autofree char *words = read_words(p);
    bool numbered = holds_identifier(p);
    if (!numbered)
        words[length_to_family(words)] = '\0';
    bool sure = numbered || begins_as_given(words) || tells_a_father(words);
    return sure && is_whole_name(words) && are_name_words(words) ? g_steal_pointer(&words)
                                                                 : NULL;
}

/* What the lines before have announced. */
typedef struct Expecting {
    GPtrArray *names;    /* of char, owned */
    int signature_lines; /* lines in which a signature may still come */
    bool label_waits;    /* a label stood alone on the line before */
    char *last
        [LAST_LINES]; /* lines that were not announced, the newest last; owned or NULL */
    char *before[2];  /* the lines before, the newest last; owned or NULL */
} Expecting;

/* "المكرم / المكرمة: محمد …", "Dear Mohammed …" */
static void
read_salutation(Expecting *expecting, const char *line)
{
    Head head = read_head(line);
    gsize label = begins_with(&head, salutations);
    const char *colon = strchr(line, ':');
    g_string_free(head.folded, TRUE);
    if (label > 0)
        add_name(expecting->names, take_name(colon != NULL ? colon + 1 : line + label));
}

/* Behind a label; the signature is nobody's who is looked for. */
static void
read_label(Expecting *expecting, const char *line)
{
    Head head = read_head(line);
    gsize label = begins_with(&head, labels);
    g_string_free(head.folded, TRUE);
    if (label > 0 && announces(line + label))
        add_name(expecting->names, take_name(line + label));
}

static void
read_line(Expecting *expecting, const char *line)
{
    static const char *const without_colon[] = {
        "اسمي", "my name is", "مقدمه", "مقدمته", NULL};
    Head head = read_head(line);
    gsize label = begins_with(&head, labels);
    gsize closing = begins_with(&head, closings);
    bool announced =
        label > 0 && (announces(line + label) || begins_with(&head, without_colon) > 0);
    add_name(expecting->names, take_self(line, &head));
    g_string_free(head.folded, TRUE);
    g_free(expecting->last[0]);
    memmove(expecting->last, expecting->last + 1, (LAST_LINES - 1) * sizeof(char *));
    expecting->last[LAST_LINES - 1] = announced ? NULL : g_strdup(line);

    if (expecting->before[1] != NULL)
        add_name(expecting->names,
            take_beside_number(expecting->before[1], expecting->before[0], line));
    g_free(expecting->before[0]);
    expecting->before[0] = expecting->before[1];
    expecting->before[1] = g_strdup(line);

    if (announced)
        add_name(expecting->names, take_name(line + label));
    else if (closing == 0 && holds_identifier(line))
        add_name(expecting->names, take_before_number(line));
    else if (expecting->label_waits || expecting->signature_lines > 0)
        add_name(expecting->names, take_whole_line(line));
    if (closing > 0 && !announced)
        add_name(expecting->names, take_behind_closing(line + closing));
    expecting->label_waits =
        announced && line[label + strspn(line + label, " :/-=")] == '\0';
    expecting->signature_lines =
        closing > 0 ? SIGNATURE_LINES : MAX(expecting->signature_lines - 1, 0);
}

typedef void (*ReadLine)(Expecting *expecting, const char *line);

static GPtrArray *
find_names(const char *text, ReadLine read)
{
    g_assert(g_utf8_validate(text, -1, NULL));
    Expecting expecting = {.names = g_ptr_array_new_with_free_func(g_free)};
    for (const char *p = text; *p != '\0' && expecting.names->len < MOST_NAMES;) {
        gsize length = strcspn(p, "\n");
        g_autofree char *raw =
            length <= MOST_LINE_BYTES ? g_strndup(p, length) : g_strdup("");
        p += length + (p[length] == '\n');
        g_autofree char *line = g_strstrip(text_strip_controls(raw));
        if (line[0] != '\0')
            read(&expecting, line);
    }
    if (expecting.before[1] != NULL)
        add_name(expecting.names,
            take_beside_number(expecting.before[1], expecting.before[0], NULL));
    g_free(expecting.before[0]);
    g_free(expecting.before[1]);
    for (int i = 0; i < LAST_LINES; i++) {
        if (expecting.last[i] != NULL)
            add_name(expecting.names, take_bare_line(expecting.last[i]));
        g_free(expecting.last[i]);
    }
    return expecting.names;
}

GPtrArray *
person_names_find(const char *text)
{
    return find_names(text, read_line);
}

GPtrArray *
person_names_labelled(const char *text)
{
    return find_names(text, read_label);
}

GPtrArray *
person_names_addressed(const char *text)
{
    return find_names(text, read_salutation);
}
