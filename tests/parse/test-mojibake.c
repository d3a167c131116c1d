/* test-mojibake.c - Arabic that was decoded wrongly on its way, and what only looks like it. */
#include "letters.h"

static const char SALAM[] = "السلام عليكم ورحمة الله";

/* text as it looks to who reads its bytes, in charset real, as if they were in charset taken. */
static char *
misread(const char *text, const char *real, const char *taken)
{
    gsize length;
    g_autofree char *bytes = g_convert(text, -1, real, "UTF-8", NULL, &length, NULL);
    char *wrong = g_convert(bytes, (gssize)length, "UTF-8", taken, NULL, NULL, NULL);
    g_assert_nonnull(wrong);
    return wrong;
}

static char *
subject_of(const char *subject, const char *defect)
{
    g_autofree char *text = g_strdup_printf(
        "From: a@example.org\nSubject: %s\nContent-Type: text/plain; charset=utf-8\n\n"
        "%s\nشكرا\n",
        subject, subject);
    g_autoptr(Mail) mail = letter_parse(text);
    if (defect != NULL)
        g_assert_true(letter_has_defect(mail, defect));
    else
        for (guint i = 0; i < mail->defects->len; i++)
            g_assert_false(g_str_has_prefix(mail->defects->pdata[i], "mojibake"));
    g_assert_true(g_str_has_prefix(mail->text, mail->subject));
    g_assert_nonnull(strstr(mail->text, "\nشكرا"));
    return g_strdup(mail->subject);
}

static void
test_repaired(void)
{
    static const struct {
        const char *text, *real, *taken, *rule;
    } cases[] = {
        {SALAM, "windows-1256", "ISO-8859-1",
            "mojibake_windows_1256_read_as_windows_1252"},
        {"عيب مصنعي في الطاولة", "windows-1256", "windows-1252",
            "mojibake_windows_1256_read_as_windows_1252"},
        {"رقم 123 طلب دعم (عاجل)", "windows-1256", "windows-1252",
            "mojibake_windows_1256_read_as_windows_1252"},
        {SALAM, "UTF-8", "ISO-8859-1", "mojibake_utf_8_read_as_windows_1252"},
        {"طلب رقم 12", "UTF-8", "windows-1256", "mojibake_utf_8_read_as_windows_1256"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *wrong = misread(cases[i].text, cases[i].real, cases[i].taken);
        g_autofree char *subject = subject_of(wrong, cases[i].rule);
        g_assert_cmpstr(subject, ==, cases[i].text);
    }
    g_autofree char *once = misread(SALAM, "UTF-8", "ISO-8859-1");
    g_autofree char *twice = misread(once, "UTF-8", "ISO-8859-1");
    g_autofree char *subject = subject_of(twice, "mojibake_utf_8_read_as_windows_1252");
    g_assert_cmpstr(subject, ==, SALAM);
}

static void
test_left_alone(void)
{
    static const char *const right[] = {SALAM, "Élève créée à Noël, façade",
        "Größe der Tür: 3 Stück", "طلب رقم 12 – «عاجل»", "Ahmed’s request – 100 €",
        "São João à noite"};
    for (gsize i = 0; i < G_N_ELEMENTS(right); i++) {
        g_autofree char *subject = subject_of(right[i], NULL);
        g_assert_cmpstr(subject, ==, right[i]);
    }
}

static void
test_lost(void)
{
    g_autoptr(Mail) mail = letter_parse(HEAD "\n?????? ????? ?? ??????? 123\n");
    g_assert_true(letter_has_defect(mail, "letters_lost_before"));
    g_autoptr(Mail) asks = letter_parse(HEAD "\nWhere is it??? Please answer???\n");
    g_assert_false(letter_has_defect(asks, "letters_lost_before"));
}

/* A person looks, and says what it is. */
static void
test_decoded_again(void)
{
    /* "Þãñ" of ISO-8859-6 and windows-1256 are different letters; here the person knows. */
    static const char raw[] =
        "From: a@example.org\nSubject: \xD7\xE4\xC8\n\n\xD7\xE4\xC8\n";
    ParseSettings settings = {.decode_as = "iso-8859-6"};
    g_autoptr(Mail) mail = parse_mail((const guint8 *)raw, sizeof raw - 1, &settings);
    g_autofree char *wanted =
        g_convert("\xD7\xE4\xC8", 3, "UTF-8", "ISO-8859-6", NULL, NULL, NULL);
    g_assert_cmpstr(mail->subject, ==, wanted);
    g_assert_true(g_str_has_prefix(mail->text, wanted));
    g_autoptr(Mail) next = parse_mail((const guint8 *)raw, sizeof raw - 1, NULL);
    g_assert_cmpstr(next->subject, !=, wanted); /* nothing is carried over */
    g_assert_true(parse_knows_charset("windows-1256"));
    g_assert_false(parse_knows_charset("no such"));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    parse_open();
    g_test_add_func("/mojibake/repaired", test_repaired);
    g_test_add_func("/mojibake/left-alone", test_left_alone);
    g_test_add_func("/mojibake/lost", test_lost);
    g_test_add_func("/mojibake/decoded-again", test_decoded_again);
    return g_test_run();
}
