/* names_find.c - the names a letter's writer gives: behind a label, in "I am …", under the closing
 * words, or as a line of their own at the end.
 *
 * Only what stands where a name is expected and looks like one is taken; the rest of the text is
 * about anybody.
 */
#include "language/name_words.h"

#include <string.h>

#define MOST_NAMES 16
#define MOST_LINE_BYTES 400
/* A closing stands above its name with at most so many lines between. */
#define SIGNATURE_LINES 2

/* Folded; the longer of two that begin alike stands first. */
static const char *const labels[] = {"الاسم الكامل", "الاسم الرباعي", "الاسم الثلاثي",
    "الاسم", "اسم مقدم الطلب", "اسم المتقدم", "اسم المستفيد", "اسم المرسل", "اسمي",
    "مقدم الطلب", "مقدمه", "مقدمته", "المتقدم", "المستفيد", "المرسل", "full name",
    "applicant name", "applicant", "name", "my name is", NULL};
static const char *const closings[] = {"مقدمه", "مقدمته", "ابنكم", "ابنتكم", "اخوكم",
    "اختكم", "المخلص", "المخلصه", "مع التحيه", "مع خالص", "تحياتي", "وتقبلوا", "وتفضلوا",
    "شاكر", "شاكره", "شاكرا", "شاكرين", "جزاكم الله", "ودمتم", "والسلام عليكم",
    "best regards", "kind regards", "warm regards", "regards", "sincerely", "yours",
    "best wishes", "respectfully", "thank you", "thanks", NULL};
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
/* "أم عبدالله نورة بنت صالح": the name behind what people call her after a child; text itself where none
 * stands before a name. */
static const char *
skip_kunya(const char *text)
{
    static const char *const parents[] = {"ام", "ابو", "umm", "abu", NULL};
    Head head = line_head(text);
    gsize length = head_begins_with(&head, parents);
    g_string_free(head.folded, TRUE);
    if (length == 0)
        return text;
    const char *p = skip_name_marks(text + length);
    g_autofree char *child = g_strndup(p, name_word_length(p));
    g_autofree char *folded = text_fold(child);
    p = skip_name_marks(p + strlen(child));
    if (strcmp(folded, "عبد") == 0)
        p = skip_name_marks(p + name_word_length(p));
    g_autofree char *words = name_words(p);
    return is_whole_name(words) && begins_as_given(words) ? p : text;
}

static void
add_name(GPtrArray *names, char *take_text)
{
    g_autofree char *given = take_text;
    if (given == NULL || names->len == MOST_NAMES)
        return;
    g_autofree char *name = g_strdup(skip_kunya(given));
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

/* A line that is a name and nothing else, as signatures are; whom a letter is addressed to has a
 * title. NULL when it is none. */
static char *
take_bare_line(const char *line)
{
    static const char *const titled[] = {"المحترم", "حفظه", "سعاده", "الاستاذ", NULL};
    g_autofree char *words = name_of_line(line);
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
    g_autofree char *words = name_of_line(rest);
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

/* "المهندس الدكتور/ ناصر محمد": the name behind titles that people give themselves. */
static const char *
skip_titles(const char *text)
{
    static const char *const own[] = {"المهندس", "المهندسه", "مهندس", "الدكتور",
        "الدكتوره", "دكتور", "دكتوره", "الاستاذ", "الاستاذه", "الشيخ", "المواطن",
        "المواطنه", "السيد", "السيده", NULL};
    const char *p = skip_name_marks(text);
    for (int i = 0; i < HEAD_WORDS; i++) {
        g_autofree char *word = g_strndup(p, name_word_length(p));
        g_autofree char *folded = text_fold(word);
        if (!g_strv_contains(own, folded))
            break;
        p = skip_name_marks(p + strlen(word));
    }
    return p;
}

/* "نورة بنت صالح المطيري، الهوية 1742…": a name at the beginning of a line, and a number behind it. */
static char *
take_before_number(const char *with_kunya)
{
    const char *line = skip_kunya(skip_titles(with_kunya));
    g_autofree char *words = name_words(line);
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
    g_autofree char *words = beside ? name_of_line(skip_titles(line)) : NULL;
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
    gsize length = head_begins_with(head, selves);
    if (length == 0)
        return NULL;
    const char *p = line + length;
    for (int i = 0; i < HEAD_WORDS; i++) {
        g_autoptr(GString) folded = g_string_new(NULL);
        p = skip_name_marks(p);
        gsize n = name_word_length(p);
        fold_append(folded, p, n);
        if (!is_word_of(folded->str, described))
            break;
        p += n;
    }
    g_autofree char *words = name_words(p);
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
    Head head = line_head(line);
    gsize label = head_begins_with(&head, salutations);
    const char *colon = strchr(line, ':');
    g_string_free(head.folded, TRUE);
    if (label > 0)
        add_name(expecting->names, name_behind(colon != NULL ? colon + 1 : line + label));
}

/* Behind a label; the signature is nobody's who is looked for. */
static void
read_label(Expecting *expecting, const char *line)
{
    Head head = line_head(line);
    gsize label = head_begins_with(&head, labels);
    g_string_free(head.folded, TRUE);
    if (label > 0 && announces(line + label))
        add_name(expecting->names, name_behind(line + label));
}

/* Behind the end of a sentence in the line, and before a number. */
static void
read_within(Expecting *expecting, const char *line)
{
    if (!holds_identifier(line))
        return;
    for (const char *p = line; *p != '\0'; p = g_utf8_next_char(p)) {
        bool ends = strchr(".!?", *p) != NULL || g_str_has_prefix(p, "؟");
        if (ends)
            add_name(expecting->names,
                take_before_number(skip_name_marks(g_utf8_next_char(p))));
    }
}

static void
read_line(Expecting *expecting, const char *line)
{
    static const char *const without_colon[] = {
        "اسمي", "my name is", "مقدمه", "مقدمته", NULL};
    Head head = line_head(line);
    gsize label = head_begins_with(&head, labels);
    gsize closing = head_begins_with(&head, closings);
    bool announced = label > 0 && (announces(line + label) ||
                                      head_begins_with(&head, without_colon) > 0);
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
        add_name(expecting->names, name_behind(line + label));
    else if (closing == 0 && holds_identifier(line))
        add_name(expecting->names, take_before_number(line));
    else if (expecting->label_waits || expecting->signature_lines > 0)
        add_name(expecting->names, name_of_line(line));
    if (closing > 0 && !announced) {
        const char *rest = skip_name_marks(line + closing);
        add_name(expecting->names, take_behind_closing(line + closing));
        if (holds_identifier(rest))
            add_name(expecting->names, take_before_number(rest));
    }
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
person_names_within(const char *text)
{
    return find_names(text, read_within);
}

GPtrArray *
person_names_addressed(const char *text)
{
    return find_names(text, read_salutation);
}
