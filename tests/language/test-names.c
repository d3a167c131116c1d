/* test-names.c - names taken apart, compared, and found in letters. */
#include "language/language.h"

#include <locale.h>
#include <string.h>

/* Per cent of the public pairs. */
#define LEAST_JOINED 60

static const struct {
    const char *name;
    const char *tokens;
} parse_cases[] = {
    {"", ""},
    {"   ", ""},
    {"\u064b\u0640\u202e", ""},
    {"محمد", "محمد"},
    {"مُحَمَّد بن عبد الله القحطاني", "محمد عبدالله قحطاني"},
    {"محمد عبدالله القحطانى", "محمد عبدالله قحطاني"},
    {"أ. محمد أحمد الشهري", "محمد احمد شهري"},
    {"الدكتور / فهد بن سعد آل سعود", "فهد سعد سعود"},
    {"السيد المهندس خالد الحربي المحترم", "خالد حربي"},
    {"خالد الحربي حفظه الله", "خالد حربي"},
    {"عبد العزيز بن عبد الرحمان العتيبي", "عبدالعزيز عبدالرحمن عتيبي"},
    {"عبد الرؤوف المالكي", "عبدالرووف مالكي"},
    {"فاطمة بنت علي الغامدي", "فاطمه علي غامدي"},
    {"نورة القحطانية", "نوره قحطاني"},
    {"أبو بكر الخالدي", "ابوبكر خالدي"},
    {"ابوالخير المدني", "ابوخير مدني"},
    {"نور الدين حسن", "نورالدين حسن"},
    {"وائل رائد", "وايل رايد"},
    {"إسراء داوود", "اسرا داود"},
    {"ﻣﺤﻤﺪ ﺍﻟﺤﺮﺑﻲ", "محمد حربي"},
    {"Mohammed bin Abdullah Al-Qahtani", "محمد عبدالله قحطاني"},
    {"Mr. MUHAMMAD ALQAHTANI", "محمد قحطاني"},
    {"Mohd. Al Gahtani", "محمد قحطاني"},
    {"Al-Qahtani, Mohammed Ahmed", "محمد احمد قحطاني"},
    {"Abdul Rahman Al-Otaibi", "عبدالرحمن عتيبي"},
    {"Abdurrahman Al-Otaibi", "عبدالرحمن عتيبي"},
    {"Abd al-Rahman Al-Otaibi", "عبدالرحمن عتيبي"},
    {"Abd Alaziz Ash-Shehri", "عبدالعزيز شهري"},
    {"Abdul-Aziz Alshehri", "عبدالعزيز شهري"},
    {"Abdulkareem A. Alharbi", "عبدالكريم حربي"},
    {"Sa'ad Al-Mutairi", "سعد مطيري"},
    {"Salah El-Din Hassan", "صلاحالدين حسن"},
    {"José García", "jose garcia"},
    {"Ali Alaa", "علي alaa"},
    {"محمد 123 القحطاني", "محمد قحطاني"},
};

static void
test_parse(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(parse_cases); i++) {
        g_autoptr(PersonName) name = person_name_parse(parse_cases[i].name);
        g_autofree char *tokens = g_strjoinv(" ", name->tokens);
        g_test_message("%s", parse_cases[i].name);
        g_assert_cmpstr(tokens, ==, parse_cases[i].tokens);
        g_assert_cmpint(g_strv_length(name->tokens), ==, name->n);
    }
    g_autoptr(PersonName) none = person_name_parse(NULL);
    g_assert_cmpint(none->n, ==, 0);
}

static const struct {
    const char *one;
    const char *other;
    NameAgreement agreement;
} compare_cases[] = {
    {"", "محمد القحطاني", NAME_UNKNOWN},
    {"محمد", "محمد", NAME_UNKNOWN},
    {"محمد", "محمد القحطاني", NAME_UNKNOWN},
    {"القحطاني", "محمد القحطاني", NAME_UNKNOWN},
    {"فهد", "محمد القحطاني", NAME_DIFFERS},
    {"محمد أحمد", "محمد أحمد عبدالله القحطاني", NAME_UNKNOWN},
    /* the same person */
    {"محمد القحطاني", "محمد القحطاني", NAME_AGREES},
    {"محمد القحطاني", "محمد أحمد القحطاني", NAME_AGREES},
    {"محمد بن أحمد القحطانى", "محمد احمد القحطاني", NAME_AGREES},
    {"محمد أحمد سعد القحطاني", "محمد أحمد القحطاني", NAME_AGREES},
    {"محمد سعد القحطاني", "محمد أحمد سعد القحطاني", NAME_CLOSE},
    {"Mohammed Alqahtani", "محمد القحطاني", NAME_AGREES},
    {"Mohd Shafique Abdul Rahman", "محمد شفيق عبدالرحمن", NAME_CLOSE},
    {"Muhamad Ahmad Al-Gahtani", "محمد أحمد القحطاني", NAME_AGREES},
    {"Alqahtani Mohammed", "محمد أحمد القحطاني", NAME_CLOSE},
    {"Khaled Albishi", "خالد البيشي", NAME_CLOSE},
    {"Mutlaq Al-Subaie", "مطلق السبيعي", NAME_CLOSE},
    {"Dhafer Alwadei", "ظافر الوادعي", NAME_CLOSE},
    {"Ghazi Alruwaili", "غازي الرويلي", NAME_CLOSE},
    {"Ghazi Alrowaily", "Ghazi Alruwaily", NAME_CLOSE},
    {"محمد القحظاني", "محمد القحطاني", NAME_CLOSE},
    {"محمد القطحاني", "محمد القحطاني", NAME_CLOSE},
    {"خالد الشمرني", "خالد الشمراني", NAME_CLOSE},
    {"خالد العتبي", "خالد العتيبي", NAME_DIFFERS},
    {"عبد الرحمان الحربي", "عبدالرحمن الحربي", NAME_AGREES},
    {"نورة القحطانية", "نوره القحطاني", NAME_AGREES},
    /* brothers, cousins, fathers and sons */
    {"محمد أحمد القحطاني", "فهد أحمد القحطاني", NAME_DIFFERS},
    {"محمد أحمد القحطاني", "محمود أحمد القحطاني", NAME_DIFFERS},
    {"محمد أحمد القحطاني", "حمد أحمد القحطاني", NAME_DIFFERS},
    {"حسن علي الزهراني", "حسين علي الزهراني", NAME_DIFFERS},
    {"Hassan Alzahrani", "حسين الزهراني", NAME_DIFFERS},
    {"Hussein Alzahrani", "حسن الزهراني", NAME_DIFFERS},
    {"سعد الحربي", "سعيد الحربي", NAME_DIFFERS},
    {"سالم الحربي", "سليم الحربي", NAME_DIFFERS},
    {"سلمان الحربي", "سليمان الحربي", NAME_DIFFERS},
    {"عبدالرحمن الحربي", "عبدالرحيم الحربي", NAME_DIFFERS},
    {"عبدالله أحمد الحربي", "عبدالإله أحمد الحربي", NAME_DIFFERS},
    {"ثامر الحربي", "تامر الحربي", NAME_DIFFERS},
    {"فرحان الحربي", "فرحات الحربي", NAME_DIFFERS},
    {"محمد فرحان الحربي", "محمد فرحات الحربي", NAME_DIFFERS},
    {"محمد عبدالرحمن الحربي", "محمد عبدالرحيم الحربي", NAME_DIFFERS},
    {"محمد أحمد القحطاني", "محمد سعد القحطاني", NAME_DIFFERS},
    {"محمد أحمد سعد القحطاني", "محمد سعد أحمد القحطاني", NAME_DIFFERS},
    {"محمد أحمد", "أحمد محمد", NAME_DIFFERS},
    {"أحمد محمد القحطاني", "محمد أحمد القحطاني", NAME_DIFFERS},
    /* other families */
    {"محمد الشهري", "محمد الشهراني", NAME_DIFFERS},
    {"محمد الرشيدي", "محمد الرشيد", NAME_DIFFERS},
    {"محمد الحربي", "محمد الغربي", NAME_DIFFERS},
    {"محمد سلمان", "محمد سليمان", NAME_DIFFERS},
    {"Mohammed Alshehri", "محمد الشهراني", NAME_DIFFERS},
    {"Mohammed Smith", "محمد القحطاني", NAME_DIFFERS},
};

static void
test_compare(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(compare_cases); i++) {
        g_autoptr(PersonName) one = person_name_parse(compare_cases[i].one);
        g_autoptr(PersonName) other = person_name_parse(compare_cases[i].other);
        g_test_message("%s / %s", compare_cases[i].one, compare_cases[i].other);
        g_assert_cmpint(person_name_compare(one, other), ==, compare_cases[i].agreement);
        g_assert_cmpint(person_name_compare(other, one), ==, compare_cases[i].agreement);
        if (compare_cases[i].agreement < NAME_CLOSE)
            continue;
        /* What may be one person meets in the index. */
        g_autoptr(GPtrArray) keys = person_name_keys(one);
        g_autoptr(GPtrArray) other_keys = person_name_keys(other);
        bool meet = false;
        for (guint k = 0; k < keys->len; k++)
            meet = meet || g_ptr_array_find_with_equal_func(
                               other_keys, keys->pdata[k], g_str_equal, NULL);
        if (!meet)
            g_test_message("do not meet: %s, %s", (char *)keys->pdata[0],
                (char *)other_keys->pdata[0]);
    }
}

static void
test_jaro_winkler(void)
{
    static const struct {
        const char *one, *other;
        double value;
    } cases[] = {
        {"martha", "marhta", 0.9611},
        {"dwayne", "duane", 0.84},
        {"dixon", "dicksonx", 0.8133},
        {"abc", "xyz", 0.0},
        {"", "", 1.0},
        {"", "a", 0.0},
        {"محمد", "محمد", 1.0},
        {"محمد", "محمود", 0.9533},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        g_assert_cmpfloat_with_epsilon(
            jaro_winkler(cases[i].one, cases[i].other), cases[i].value, 0.0001);
}

static void
test_keys(void)
{
    g_autoptr(PersonName) single = person_name_parse("محمد");
    g_autoptr(GPtrArray) none = person_name_keys(single);
    g_assert_cmpuint(none->len, ==, 0);
    g_autoptr(PersonName) arabic = person_name_parse("محمد أحمد القحطاني");
    g_autoptr(PersonName) latin = person_name_parse("Mohammed Qahtani");
    g_autoptr(GPtrArray) keys = person_name_keys(arabic);
    g_autoptr(GPtrArray) latin_keys = person_name_keys(latin);
    g_assert_cmpuint(keys->len, ==, 2);
    g_assert_cmpstr(keys->pdata[0], ==, latin_keys->pdata[0]);
    g_assert_cmpstr(keys->pdata[1], ==, latin_keys->pdata[1]);
}

static const struct {
    const char *text;
    const char *names; /* joined by | */
} find_cases[] = {
    {"", ""},
    {"الاسم: محمد أحمد القحطاني\nالعمر: ٤٠", "محمد أحمد القحطاني"},
    {"الاسم الكامل / محمد أحمد القحطاني", "محمد أحمد القحطاني"},
    {"الاسم: محمد أحمد القحطاني رقم الهوية: 1046403927", "محمد أحمد القحطاني"},
    {"الاسم: محمد أحمد القحطاني، الجوال: 0555555555", "محمد أحمد القحطاني"},
    {"الاسم:\nمحمد أحمد القحطاني\n", "محمد أحمد القحطاني"},
    {"مقدمه: الشيخ / محمد أحمد القحطاني", "الشيخ محمد أحمد القحطاني"},
    {"الاسم: م/محمد أحمد القحطاني", "م محمد أحمد القحطاني"},
    {"الاسم: محمد أحمد / القحطاني", "محمد أحمد"},
    {"مقدمه: فاطمة بنت علي الغامدي", "فاطمة بنت علي الغامدي"},
    {"مقدمه فاطمة بنت علي الغامدي", "فاطمة بنت علي الغامدي"},
    {"Name: Mohammed Al-Qahtani\nPhone: 1", "Mohammed Al-Qahtani"},
    {"My name is Mohammed Alqahtani and I need help.", "Mohammed Alqahtani"},
    {"اسمي محمد القحطاني وأسكن في الرياض", "محمد القحطاني"},
    {"أرجو المساعدة\nوالسلام عليكم ورحمة الله\nعلي حسن الشهري\n", "علي حسن الشهري"},
    {"المخلص: خالد سعد الحربي", "خالد سعد الحربي"},
    {"الاسم – خالد سعد الحربي", "خالد سعد الحربي"},
    {"Name: ’Abdullah Saad Alharbi", "’Abdullah Saad Alharbi"},
    {"Please help.\n\nBest regards,\n\nSara Alharbi\n0555555555", "Sara Alharbi"},
    {"Thanks for your request", ""},
    {"وتفضلوا بقبول فائق التحية والتقدير،،،\nعلي حسن الشهري", "علي حسن الشهري"},
    {"شاكرا لكم على المساعدة", ""},
    {"الاسم التجاري لهذه المؤسسة كبير", ""},
    {"محمد أحمد القحطاني ذهب إلى السوق", ""},
    {"أرجو المساعدة\nمحمد أحمد القحطاني", "محمد أحمد القحطاني"},
    {"سعادة الأستاذ محمد أحمد القحطاني المحترم\nأرجو المساعدة", ""},
    {"الأستاذ / محمد أحمد القحطاني\nأرجو المساعدة", ""},
    {"أرجو المساعدة\nحي النسيم الغربي", ""},
    {"أنا محمد أحمد القحطاني وأرجو المساعدة", "محمد أحمد القحطاني"},
    {"أنا المواطنة نورة صالح الدوسري أرملة ولدي أطفال", "نورة صالح الدوسري"},
    {"أنا محمد أحمد القحطاني من سكان الرياض", "محمد أحمد القحطاني"},
    {"وتفضلوا بقبول فائق التحية والتقدير،\nالاسم: محمد القحطاني", "محمد القحطاني"},
    {"والسلام عليكم ورحمة الله وبركاته\nولكم جزيل الشكر", ""},
    {"أنا أم لثلاثة أطفال", ""},
    {"أنا في حاجة إلى المساعدة", ""},
    {"الاسم: 12345", ""},
    {"الاسم: محمد", ""},
    {"\u202eالاسم: محمد القحطاني\u202c", "محمد القحطاني"},
};

static void
test_find(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(find_cases); i++) {
        g_autoptr(GPtrArray) names = person_names_find(find_cases[i].text);
        g_ptr_array_add(names, NULL);
        g_autofree char *joined = g_strjoinv("|", (char **)names->pdata);
        g_test_message("%s", find_cases[i].text);
        g_assert_cmpstr(joined, ==, find_cases[i].names);
    }
}

static const struct {
    const char *text;
    bool for_another;
} behalf_cases[] = {
    {"", false},
    {"أكتب إليكم نيابةً عن جارتي", true},
    {"أكتب إليكم نيابة عن أسرتي", false},
    {"أتقدم بهذا الطلب بالأصالة عن نفسي وبالنيابة عن إخوتي", true},
    {"نيابة عن نفسي", false},
    {"بصفتي وكيلها أرجو النظر", true},
    {"أكتب لكم عن ظروفي", false},
    {"أكتب لكم عن والدتي المريضة", true},
    {"والدتي مريضة وأسأل عن الطلب", false},
    {"أرفع لكم هذا الطلب باسم جاري", true},
    {"I write on behalf of my neighbour", true},
    {"I write on behalf of my family", false},
    {"I am writing to you for my mother", true},
    {"I am writing for help", false},
    {"شهادة من وكيل الجامعة", false},
};

static void
test_behalf(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(behalf_cases); i++) {
        g_test_message("%s", behalf_cases[i].text);
        g_assert_cmpint(
            text_is_for_another(behalf_cases[i].text), ==, behalf_cases[i].for_another);
    }
}

static const struct {
    const char *text, *labelled, *addressed;
} own_cases[] = {
    {"المكرم / المكرمة: سالم عمر ناصر القحطاني حفظكم الله\nوتفضلوا بقبول فائق "
     "التحية\nخالد سعد الدوسري",
        "", "سالم عمر ناصر القحطاني"},
    {"Dear Salem Omar Alqahtani,\nWith our respect and best regards,\nKhalid Aldosari",
        "", "Salem Omar Alqahtani"},
    {"الاسم: محمد أحمد القحطاني", "محمد أحمد القحطاني", ""},
};

/* A letter of the office itself: whoever signed it does not send it back. */
static void
test_own(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(own_cases); i++) {
        GPtrArray *found[] = {person_names_labelled(own_cases[i].text),
            person_names_addressed(own_cases[i].text)};
        const char *wanted[] = {own_cases[i].labelled, own_cases[i].addressed};
        for (int j = 0; j < 2; j++) {
            g_ptr_array_add(found[j], NULL);
            g_autofree char *joined = g_strjoinv("|", (char **)found[j]->pdata);
            g_assert_cmpstr(joined, ==, wanted[j]);
            g_ptr_array_unref(found[j]);
        }
    }
}

/* A Latin and an Arabic word as given names of one family. */
static bool
may_be_one(const char *latin, const char *arabic)
{
    g_autofree char *one_text = g_strconcat(latin, " Alqahtani", NULL);
    g_autofree char *other_text = g_strconcat(arabic, " القحطاني", NULL);
    g_autoptr(PersonName) one = person_name_parse(one_text);
    g_autoptr(PersonName) other = person_name_parse(other_text);
    return person_name_compare(one, other) >= NAME_CLOSE;
}

/* Public pairs of Latin and Arabic words: how many are joined, and how many words are joined to
 * another pair's. The pairs are noisy and of all the world's names. */
static void
test_public_pairs(void)
{
    const char *shared = g_getenv("DIWAN_SHARED");
    g_autofree char *here = g_path_get_dirname(__FILE__);
    g_autofree char *beside = g_build_filename(here, "..", "..", "..", "shared", NULL);
    g_autofree char *path = g_build_filename(shared != NULL ? shared : beside, "data",
        "names", "steveash-wd", "wd_arabic.normalized.aligned.tokens", NULL);
    g_autofree char *text = NULL;
    if (!g_file_get_contents(path, &text, NULL, NULL)) {
        g_test_skip("the public name pairs are not beside the source tree");
        return;
    }
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autofree char *before = NULL; /* Arabic, of the pair before */
    int n = 0, joined = 0, wrong = 0;
    for (char **line = lines; *line != NULL; line += 5) {
        g_auto(GStrv) fields = g_strsplit(*line, "\t", -1);
        bool more = line[1] && line[2] && line[3] && line[4];
        if (g_strv_length(fields) >= 2) {
            g_auto(GStrv) letters = g_strsplit(fields[1], " ", -1);
            g_autofree char *arabic = g_strjoinv("", letters);
            n++;
            joined += may_be_one(fields[0], arabic);
            wrong += before != NULL && strcmp(before, arabic) != 0 &&
                     may_be_one(fields[0], before);
            g_free(before);
            before = g_steal_pointer(&arabic);
        }
        if (!more)
            break;
    }
    g_test_message("%d pairs: %.1f %% joined, %.3f %% joined to a stranger's", n,
        100.0 * joined / n, 100.0 * wrong / n);
    g_assert_cmpint(joined * 100, >, n * LEAST_JOINED);
    g_assert_cmpint(wrong * 1000, <, n);
}

static void
test_hostile(void)
{
    static const char *const pieces[] = {"a", "م", "م ", "a ", "\u064b", "\u0301",
        "\u202e", "abd ", "عبد ", "الاسم: ا ب ج د\n", "Name: a b\n", "ابو", "الله ",
        "regards\n", ",a", "aeiou", "a'", "\n"};
    for (gsize i = 0; i < G_N_ELEMENTS(pieces); i++) {
        for (gsize most = 100; most <= 1024 * 1024; most *= 101) {
            g_autoptr(GString) text = g_string_new(NULL);
            while (text->len < most)
                g_string_append(text, pieces[i]);
            gint64 begun = g_get_monotonic_time();
            g_autoptr(PersonName) name = person_name_parse(text->str);
            g_autoptr(PersonName) usual = person_name_parse("محمد أحمد القحطاني");
            person_name_compare(name, usual);
            person_name_compare(name, name);
            g_autoptr(GPtrArray) keys = person_name_keys(name);
            g_autoptr(GPtrArray) names = person_names_find(text->str);
            g_assert_cmpuint(names->len, <=, 16);
            g_assert_cmpfloat(jaro_winkler(text->str, text->str), >, 0.99);
            g_assert_cmpint(g_get_monotonic_time() - begun, <, 10 * G_USEC_PER_SEC);
        }
    }
}

int
main(int argc, char **argv)
{
    setlocale(LC_ALL, "C.UTF-8");
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/names/parse", test_parse);
    g_test_add_func("/names/compare", test_compare);
    g_test_add_func("/names/jaro-winkler", test_jaro_winkler);
    g_test_add_func("/names/keys", test_keys);
    g_test_add_func("/names/find", test_find);
    g_test_add_func("/names/behalf", test_behalf);
    g_test_add_func("/names/own", test_own);
    g_test_add_func("/names/public-pairs", test_public_pairs);
    g_test_add_func("/names/hostile", test_hostile);
    return g_test_run();
}
