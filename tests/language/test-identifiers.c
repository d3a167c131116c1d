/* test-identifiers.c - checks of single identifiers, and which are found in a text. */
#include "language/language.h"

#include <string.h>

typedef char *(*Parse)(const char *text);

typedef struct {
    Parse parse;
    const char *text;
    const char *value; /* NULL: refused */
} ParseCase;

static const ParseCase parse_cases[] = {
    {national_id_parse, "1000000008", "1000000008"},
    {national_id_parse, "1000000000", NULL},
    {national_id_parse, "1046403927", "1046403927"},
    {national_id_parse, "١٠٤٦٤٠٣٩٢٧", "1046403927"},
    {national_id_parse, "۱۰۴۶۴۰۳۹۲۷", "1046403927"},
    {national_id_parse, " 1046-403-927 ", "1046403927"},
    {national_id_parse, "\u200f1046 403 927\u200e", "1046403927"},
    {national_id_parse, "10464039270", NULL},
    {national_id_parse, "104640392", NULL},
    {national_id_parse, "+1046403927", NULL},
    {national_id_parse, "7000000002", NULL},
    {national_id_parse, "1046403927x", NULL},
    {national_id_parse, "", NULL},
    {mobile_parse, "0555555555", "+966555555555"},
    {mobile_parse, "555555555", "+966555555555"},
    {mobile_parse, "+966555555555", "+966555555555"},
    {mobile_parse, "00966555555555", "+966555555555"},
    {mobile_parse, "966 55 555 5555", "+966555555555"},
    {mobile_parse, "+966 (0)55-555-5555", "+966555555555"},
    {mobile_parse, "٠٥٥٥٥٥٥٥٥٥", "+966555555555"},
    {mobile_parse, "۰۵۵ ۵۵۵ ۵۵۵۵", "+966555555555"},
    {mobile_parse, "\u202a+966 50 123 4567\u202c", "+966501234567"},
    {mobile_parse, "0112345678", NULL},
    {mobile_parse, "05555555555", NULL},
    {mobile_parse, "+555555555", NULL},
    {mobile_parse, "+0555555555", NULL},
    {mobile_parse, "+20 1012345678", NULL},
    {iban_parse, "SA0380000000608010167519", "SA0380000000608010167519"},
    {iban_parse, "sa44 2000 0001 2345 6789 1234", "SA4420000001234567891234"},
    {iban_parse, "SA٠٣٨٠٠٠٠٠٠٠٦٠٨٠١٠١٦٧٥١٩", "SA0380000000608010167519"},
    {iban_parse, "SA0380000000608010167518", NULL},
    {iban_parse, "SA038000000060801016751", NULL},
    {iban_parse, "DE0380000000608010167519", NULL},
    {register_number_parse, "1/1448/000123/8", "1/1448/000123/8"},
    {register_number_parse, "[1/1448/000123/8]", "1/1448/000123/8"},
    {register_number_parse, "8/000123/1448/1", "1/1448/000123/8"},
    {register_number_parse, "١/١٤٤٨/٠٠٠١٢٣/٨", "1/1448/000123/8"},
    {register_number_parse, "۸-۰۰۰۱۲۳-۱۴۴۸-۱", "1/1448/000123/8"},
    {register_number_parse, "1 - 1448 - 000123 - 8", "1/1448/000123/8"},
    {register_number_parse, "1.1448.000123.8", "1/1448/000123/8"},
    {register_number_parse, "1 1448 000123 8", "1/1448/000123/8"},
    {register_number_parse, "1/1448/123/8", "1/1448/000123/8"},
    {register_number_parse, "\u20661/1448/000123/8\u2069", "1/1448/000123/8"},
    {register_number_parse, "1/1448/000123/7", NULL},
    {register_number_parse, "1/1448/000132/8", NULL},
    {register_number_parse, "5/1448/000123/0", NULL},
    {register_number_parse, "1/1948/000123/8", NULL},
    {register_number_parse, "1/1448/000123/8/", NULL},
    {register_number_parse, "1/1448/000123", NULL},
    {register_number_parse, "11448000123 8", NULL},
    {register_number_parse, "1/1448/99999999999999999999/8", NULL},
    {register_number_parse, "/1/1448/000123/8", NULL},
    {register_number_parse, "", NULL},
};

static void
test_parse(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(parse_cases); i++) {
        g_autofree char *value = parse_cases[i].parse(parse_cases[i].text);
        g_test_message("'%s'", parse_cases[i].text);
        g_assert_cmpstr(value, ==, parse_cases[i].value);
    }
}

static void
test_luhn(void)
{
    g_assert_cmpint(luhn_digit("11448000123"), ==, 8);
    g_assert_cmpint(luhn_digit("7992739871"), ==, 3);
    g_assert_true(luhn_holds("79927398713"));
    g_assert_false(luhn_holds("79927398710"));
    g_assert_false(luhn_holds("0"));
    g_assert_false(luhn_holds(""));
    g_assert_false(luhn_holds("7992739871x"));
}

/* Every number made can be read back in either order; no single wrong digit is believed. */
static void
test_register_numbers(void)
{
    g_autofree char *first = register_number_format(1, 1448, 123);
    g_assert_cmpstr(first, ==, "1/1448/000123/8");
    g_autofree char *long_one = register_number_format(4, 2026, 12345678);
    g_autofree char *long_read = register_number_parse(long_one);
    g_assert_cmpstr(long_read, ==, long_one);
    for (gint64 serial = 1; serial < 2000; serial += 7) {
        g_autofree char *number = register_number_format(1 + serial % 4, 1448, serial);
        g_auto(GStrv) groups = g_strsplit(number, "/", 4);
        g_autofree char *back =
            g_strdup_printf("%s-%s-%s-%s", groups[3], groups[2], groups[1], groups[0]);
        g_autofree char *read = register_number_parse(back);
        g_assert_cmpstr(read, ==, number);
        for (char *c = number; *c != '\0'; c++) {
            if (*c == '/')
                continue;
            *c = *c == '9' ? '0' : *c + 1;
            g_assert_null(register_number_parse(number));
            *c = *c == '0' ? '9' : *c - 1;
        }
    }
}

/* What is found, written "kind:value" (i, m, b, r), in upper case when labelled. */
static const struct {
    const char *text;
    const char *found;
} find_cases[] = {
    {"", ""},
    {"لا أرقام هنا", ""},
    {"رقم الهوية: ١٠٤٦٤٠٣٩٢٧", "I:1046403927"},
    {"هويتي 1046403927 وجوالي 0555555555", "I:1046403927 M:+966555555555"},
    {"السجل المدني\n1046 403 927", "I:1046403927"},
    {"My Iqama no. is 1046403927.", "I:1046403927"},
    {"ID:1046403927", "I:1046403927"},
    {"1046403927", "i:1046403927"},
    {"ورقمه1046403927هنا", "i:1046403927"},
    {"السجل التجاري 1046403927", ""},
    {"س.ت: 1046403927", ""},
    {"C.R. No. 1046403927", ""},
    {"الهوية 1046403927 السجل التجاري 1000000008", "I:1046403927"},
    {"CR 1046403927, ID 1000000008", "I:1000000008"},
    {"01046403927", ""},
    {"10464039271", ""},
    {"99 1046403927 5", "i:1046403927"},
    {"99-1046403927", ""},
    {"1046403927-5", ""},
    {"1046403927.50", ""},
    {"1046403927,00", ""},
    {"12 1046 403 927", ""},
    {"A1046403927", ""},
    {"1046403927@example.org", ""},
    {"+1046403927", ""},
    {"1046403927/0555555555", "i:1046403927 m:+966555555555"},
    {"1046403927 - 0555555555", "i:1046403927 m:+966555555555"},
    {"10464\u200f03927", "i:1046403927"},
    {"10464\n03927", ""},
    {"10464  03927", ""},
    {"جوال: +966 55 555 5555", "M:+966555555555"},
    {"جوال 055-555-5555", "M:+966555555555"},
    {"هاتف ٥٥٥٥٥٥٥٥٥", "M:+966555555555"},
    {"555555555", ""},
    {"مبلغ 555555555 ريال", ""},
    {"whatsapp 00966 50 123 4567", "M:+966501234567"},
    {"+1 0555555555", ""},
    {"+201012345678", ""},
    {"966501234567+", "m:+966501234567"},
    {"05012345678", ""},
    {"12,0501234567", ""},
    {"الآيبان SA03 8000 0000 6080 1016 7519 والجوال 0501234567",
        "B:SA0380000000608010167519 M:+966501234567"},
    {"SA0380000000608010167519", "b:SA0380000000608010167519"},
    {"SA03800000006080101675190", ""},
    {"XSA0380000000608010167519", ""},
    {"SA0380000000608010167518", ""},
    {"SASA0380000000608010167519", ""},
    {"Re: [1/1448/000123/8] طلب", "R:1/1448/000123/8"},
    {"معاملتي رقم ٨/٠٠٠١٢٣/١٤٤٨/١ أرجو الرد", "R:1/1448/000123/8"},
    {"1-1448-000123-8", "r:1/1448/000123/8"},
    {"صفحة 3 1 1448 000123 8", "r:1/1448/000123/8"},
    {"3/1/1448/000123/8", ""},
    {"1/1448/000123/8/2", ""},
    {"1/1448/123/8", ""},
    {"1/1448/000123/9", ""},
    {"1/1448/000123/85", ""},
    {"(1/1448/000123/8).", "r:1/1448/000123/8"},
    {"22/11/2026 12:30", ""},
};

static char *
found_in(const char *text)
{
    g_autoptr(GPtrArray) all = identifiers_find(text);
    GString *found = g_string_new(NULL);
    gsize last_end = 0;
    for (guint i = 0; i < all->len; i++) {
        const Identifier *one = all->pdata[i];
        char letter = "imbr"[one->kind];
        g_string_append_printf(found, "%s%c:%s", i > 0 ? " " : "",
            one->labelled ? g_ascii_toupper(letter) : letter, one->value);
        g_assert_cmpuint(one->start, >=, last_end);
        g_assert_cmpuint(one->end, >, one->start);
        g_assert_cmpint(
            strncmp(text + one->start, one->seen, one->end - one->start), ==, 0);
        g_assert_cmpuint(strlen(one->seen), ==, one->end - one->start);
        g_assert_true(g_utf8_validate(one->seen, -1, NULL));
        last_end = one->end;
    }
    return g_string_free(found, FALSE);
}

static void
test_find(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(find_cases); i++) {
        g_autofree char *found = found_in(find_cases[i].text);
        g_test_message("'%s'", find_cases[i].text);
        g_assert_cmpstr(found, ==, find_cases[i].found);
    }
}

static void
test_place(void)
{
    const char *text = "هوية: ١٠٤٦ ٤٠٣ ٩٢٧، جوال +966 50 123 4567";
    g_autoptr(GPtrArray) all = identifiers_find(text);
    g_assert_cmpuint(all->len, ==, 2);
    g_assert_cmpstr(((Identifier *)all->pdata[0])->seen, ==, "١٠٤٦ ٤٠٣ ٩٢٧");
    g_assert_cmpstr(((Identifier *)all->pdata[1])->seen, ==, "+966 50 123 4567");
}

/* A piece repeated to a megabyte takes about as long as reading it. */
static void
test_hostile(void)
{
    static const char *const pieces[] = {"1", "1 ", "1/", "05", "SA", "sa 0",
        "1046403927 ", "١", "\u202e", "1\u200f", "0555555555-", "جوال 5", "\u064b",
        "1/1448/000123/8 "};
    for (gsize i = 0; i < G_N_ELEMENTS(pieces); i++) {
        g_autoptr(GString) text = g_string_new(NULL);
        while (text->len < 1024 * 1024)
            g_string_append(text, pieces[i]);
        gint64 begun = g_get_monotonic_time();
        g_autoptr(GPtrArray) all = identifiers_find(text->str);
        gint64 took_ms = (g_get_monotonic_time() - begun) / 1000;
        g_test_message("'%s': %u found in %d ms", pieces[i], all->len, (int)took_ms);
        g_assert_cmpint(took_ms, <, 10000);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/identifiers/luhn", test_luhn);
    g_test_add_func("/identifiers/parse", test_parse);
    g_test_add_func("/identifiers/register-numbers", test_register_numbers);
    g_test_add_func("/identifiers/find", test_find);
    g_test_add_func("/identifiers/place", test_place);
    g_test_add_func("/identifiers/hostile", test_hostile);
    return g_test_run();
}
