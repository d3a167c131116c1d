/* test-clues.c - what a letter tells, and where it stands. */
#include "identify/clues.h"

#include <string.h>

static Config *
config_with_scanner(void)
{
    Config *config = g_new0(Config, 1);
    config->scanners = g_strsplit("scanner@office.example", ",", -1);
    return config;
}

static Clues *
clues_of(Letter *letter, GPtrArray *pages)
{
    g_autoptr(Config) config = config_with_scanner();
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    return clues_find(config, letter, pages != NULL ? pages : none);
}

static const Told *
told_of(const Clues *clues, const char *kind)
{
    for (guint i = 0; i < clues->told->len; i++) {
        const Told *told = clues->told->pdata[i];
        if (strcmp(told->kind, kind) == 0)
            return told;
    }
    return NULL;
}

static const struct {
    const char *words, *quotation;
    const char *kind, *value; /* value NULL: none of this kind is told */
    bool labelled, quoted;
} cases[] = {
    {"رقم الهوية: ١٠٤٦٣٠٠١١٥", NULL, "national_id", "1046300115", true, false},
    {"1046300115", NULL, "national_id", "1046300115", false, false},
    {"1046300116", NULL, "national_id", NULL, false, false},
    {"السلام عليكم", "> رقم الهوية 1046300115", "national_id", "1046300115", true, true},
    /* Told in the new text as well: that counts. */
    {"1046300115", "> رقم الهوية 1046300115", "national_id", "1046300115", true, false},
    {"جوالي 0501111111", NULL, "mobile", "+966501111111", true, false},
    {"SA03 8000 0000 6080 1016 7519", NULL, "iban", "SA0380000000608010167519", false,
        false},
    {"طلب 3/1448/000001/2", NULL, "register_number", "3/1448/000001/2", true, false},
    {"رقم الملف: ١٠٤٢.", NULL, "file_no", "1042", true, false},
    {"File no. A-7/12, thank you", NULL, "file_no", "A-7/12", true, false},
    {"my file number is P000012", NULL, "file_no", "P000012", true, false},
    {"الملف المرفق فيه كل شيء عن 2025", NULL, "file_no", NULL, false, false},
    {"دفعت 1042 ريال", NULL, "file_no", NULL, false, false},
    /* An ID whose check digit fails is told as what it is. */
    {"رقم الهوية: 1046300116", NULL, "national_id_near", "1046300116", true, false},
    {"1046300116", NULL, "national_id_near", NULL, false, false},
    {"السجل التجاري 1046300116", NULL, "national_id_near", NULL, false, false},
    /* One day in both calendars. */
    {"تاريخ الميلاد: 18/7/1445هـ", NULL, "birth_date", "2024-01-30", true, false},
    {"تاريخ الميلاد ١٨/٧/١٤٤٥ ورقم الهوية 1046300115", NULL, "birth_date", "2024-01-30",
        true, false},
    {"Date of birth: 2024-01-30.", NULL, "birth_date", "2024-01-30", true, false},
    {"من مواليد ١٨ رجب ١٤٤٥هـ بالرياض", NULL, "birth_date", "2024-01-30", true, false},
    {"born 5/6/1990", NULL, "birth_date", NULL, false, false}, /* it has two meanings */
    {"الموعد 18/7/1445", NULL, "birth_date", NULL, false, false},
    {"المدينة: الرياض، الجوال 0501111111", NULL, "city", "الرياض", true, false},
    {"المدينة المنورة حفظها الله", NULL, "city", NULL, false, false},
};

static void
tells(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Letter) letter = letter_new();
        letter->new_text = g_strdup(cases[i].words);
        letter->text = g_strconcat(cases[i].words, "\n",
            cases[i].quotation != NULL ? cases[i].quotation : "", NULL);
        g_autoptr(Clues) clues = clues_of(letter, NULL);
        const Told *told = told_of(clues, cases[i].kind);
        g_test_message("%s", cases[i].words);
        g_assert_cmpstr(told != NULL ? told->value : NULL, ==, cases[i].value);
        if (told == NULL)
            continue;
        g_assert_cmpint(told->labelled, ==, cases[i].labelled);
        g_assert_cmpint(told->quoted, ==, cases[i].quoted);
    }
}

static Word *
word_at(const char *text, int x, int y)
{
    Word *word = g_new0(Word, 1);
    *word = (Word){g_strdup(text), x, y, 100, 20, 90};
    return word;
}

/* The box of what was found is that of its words, also where a word stands twice. */
static void
knows_the_box_on_the_page(void)
{
    g_autoptr(Letter) letter = letter_new();
    letter->medium = MEDIUM_SCAN;
    g_autoptr(GPtrArray) pages =
        g_ptr_array_new_with_free_func((GDestroyNotify)page_free);
    Page *page = g_new0(Page, 1);
    g_ptr_array_add(pages, page);
    page->position = 3;
    page->reading = reading_new(1);
    g_free(page->reading->text);
    page->reading->text = g_strdup("رقم القيد 05 رقم الجوال 05 0111 1111");
    static const char *const words[] = {
        "رقم", "القيد", "05", "رقم", "الجوال", "05", "0111", "1111"};
    for (int i = 0; i < (int)G_N_ELEMENTS(words); i++)
        g_ptr_array_add(page->reading->words, word_at(words[i], 1000 - 110 * i, 50 + i));
    ((Word *)page->reading->words->pdata[6])->confidence = 71;
    ((Word *)page->reading->words->pdata[2])->confidence = 12; /* another number's */
    g_autoptr(Clues) clues = clues_of(letter, pages);
    const Told *told = told_of(clues, "mobile");
    g_assert_nonnull(told);
    g_assert_cmpint(told->place.page, ==, 3);
    g_assert_cmpint(told->place.x, ==, 1000 - 110 * 7);
    g_assert_cmpint(told->place.width, ==, 320);
    g_assert_cmpint(told->place.y, ==, 55);
    g_assert_cmpint(told->place.height, ==, 22);
    /* Characters, not bytes; and OCR's doubt of its least sure word. */
    g_assert_cmpstr(told->place.part, ==, "page");
    g_assert_cmpint(told->place.start, ==, 24);
    g_assert_cmpint(told->place.end, ==, 36);
    g_assert_cmpint(told->place.confidence, ==, 71);
}

static void
knows_the_characters_in_the_mail(void)
{
    g_autoptr(Letter) letter = letter_new();
    letter->subject = g_strdup("طلب 3/1448/000001/2");
    letter->new_text = g_strdup("الجوال 0501111111");
    letter->text = g_strdup("الجوال 0501111111\n> الهوية 1046300115");
    g_autoptr(Clues) clues = clues_of(letter, NULL);
    static const struct {
        const char *kind, *part;
        int start, end;
    } places[] = {{"register_number", "subject", 4, 19}, {"mobile", "new_text", 7, 17},
        {"national_id", "text", 27, 37}};
    for (gsize i = 0; i < G_N_ELEMENTS(places); i++) {
        const Told *told = told_of(clues, places[i].kind);
        g_assert_nonnull(told);
        g_assert_cmpstr(told->place.part, ==, places[i].part);
        g_assert_cmpint(told->place.page, ==, 0);
        g_assert_cmpint(told->place.start, ==, places[i].start);
        g_assert_cmpint(told->place.end, ==, places[i].end);
        g_assert_cmpint(told->place.confidence, ==, -1);
    }
}

static void
hears_no_sender_from_a_scanner(void)
{
    g_autoptr(Letter) letter = letter_new();
    letter->from_name = g_strdup("نورة صالح الدوسري");
    letter->from_address = g_strdup("Noura@Example.org");
    g_autoptr(Clues) mail = clues_of(letter, NULL);
    g_assert_cmpstr(mail->sender, ==, "noura@example.org");
    g_assert_cmpuint(mail->names->len, ==, 1);
    g_free(letter->from_address);
    letter->from_address = g_strdup("SCANNER@office.example");
    g_autoptr(Clues) scanner = clues_of(letter, NULL);
    g_assert_null(scanner->sender);
    g_assert_cmpuint(scanner->names->len, ==, 0);
}

/* Thousands of numbers are no letter of one person, and cost no more than they should. */
static void
bounds_what_it_looks_at(void)
{
    g_autoptr(Letter) letter = letter_new();
    g_autoptr(GString) text = g_string_new(NULL);
    for (int i = 0; i < 5000; i++)
        g_string_append_printf(text, "05%08d\n", i * 7919 % 100000000);
    letter->new_text = g_strdup(text->str);
    letter->text = g_strdup(text->str);
    g_autoptr(Clues) clues = clues_of(letter, NULL);
    g_assert_true(clues->too_many);
    g_assert_cmpuint(clues->told->len, <=, 400);
}

static const struct {
    const char *code, *text;
    const char *names; /* that are looked at; those that only help in brackets */
} papers[] = {
    {NULL, "مع التحية\nخالد سعد الدوسري", "خالد سعد الدوسري"},
    {"D:AAAA", "المكرم: نورة صالح الدوسري حفظكم الله\nمع التحية\nخالد سعد الدوسري",
        "(نورة صالح الدوسري)"},
    {"D:AAAA", "الاسم: خالد سعد الدوسري", "خالد سعد الدوسري"},
    {"DIWAN-FORM/x/1/AAAA", "مع التحية\nخالد سعد الدوسري", "خالد سعد الدوسري"},
};

/* Who signed a letter of the office itself is not who sends it back. */
static void
test_own_paper(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(papers); i++) {
        Letter letter = {.medium = MEDIUM_SCAN};
        g_autoptr(GPtrArray) pages =
            g_ptr_array_new_with_free_func((GDestroyNotify)page_free);
        Page *page = g_new0(Page, 1);
        page->number = page->position = 1;
        page->reading = reading_new(1);
        g_free(page->reading->text);
        page->reading->text = g_strdup(papers[i].text);
        if (papers[i].code != NULL) {
            Code *code = g_new0(Code, 1);
            code->type = g_strdup("QR-Code");
            code->text = g_strdup(papers[i].code);
            g_ptr_array_add(page->reading->codes, code);
        }
        g_ptr_array_add(pages, page);
        g_autoptr(Clues) clues = clues_of(&letter, pages);
        g_autoptr(GString) names = g_string_new(NULL);
        for (guint j = 0; j < clues->names->len; j++) {
            const ToldName *told = clues->names->pdata[j];
            g_string_append_printf(names, told->enclosed ? "(%s)" : "%s", told->seen);
        }
        g_assert_cmpstr(names->str, ==, papers[i].names);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/clues/told", tells);
    g_test_add_func("/clues/box", knows_the_box_on_the_page);
    g_test_add_func("/clues/characters", knows_the_characters_in_the_mail);
    g_test_add_func("/clues/scanner", hears_no_sender_from_a_scanner);
    g_test_add_func("/clues/bounds", bounds_what_it_looks_at);
    g_test_add_func("/clues/own paper", test_own_paper);
    return g_test_run();
}
