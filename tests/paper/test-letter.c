/* test-letter.c - letters on paper: what stands where, and that all of it can be taken out again. */
#include "look.h"

#include <locale.h>

#define TOKEN "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"

static const char *const ar_parts[] = {
    "المكرم / المكرمة: نورة بنت عبدالله الأحمد حفظكم الله",
    "السلام عليكم ورحمة الله وبركاته، وبعد:",
    "نفيدكم بأن رسالتكم وصلتنا يوم الأحد ١٢ جمادى الآخرة ١٤٤٨هـ الموافق الأحد ٢٢ نوفمبر "
    "٢٠٢٦م، وقُيِّدت لدينا بالرقم (\u20661/1448/000123/8\u2069). ولأجل الاطلاع على الأنظمة "
    "واللوائح لا "
    "يُطلب منكم مبلغٌ ولا رمز.",
    "- صورة الهوية الوطنية سارية المفعول\n- إقرار بصحة البيانات موقّعاً من مقدّم الطلب",
    "وتفضلوا بقبول فائق التحية والتقدير،،،\nجمعية الإحسان النموذجية"};
static const char *const en_parts[] = {"Dear Norah Example,\nPeace be upon you.",
    "Your message reached us on Sunday 12 Jumada II 1448 AH and is registered under the "
    "number "
    "1/1448/000123/8. Please quote it (the number) whenever you write.",
    "- a copy of your identity card\n- the signed declaration of correctness",
    "With our respect and best regards,\nModel Charity"};

static GBytes *
made(bool arabic, int repeated)
{
    const char *const *parts = arabic ? ar_parts : en_parts;
    guint n = arabic ? G_N_ELEMENTS(ar_parts) : G_N_ELEMENTS(en_parts);
    g_autoptr(GString) body = g_string_new(NULL);
    for (guint i = 0; i < n; i++)
        for (int j = 0; j < (i + 1 < n ? repeated : 1); j++)
            g_string_append_printf(body, "%s%s", body->len > 0 ? "\n\n" : "", parts[i]);
    const PaperLetter letter = {.language = arabic ? "ar" : "en",
        .office = arabic ? "جمعية الإحسان النموذجية" : "Model Charity",
        .contact = arabic ? "ص.ب 12345 الرياض 11564\nهاتف 920000000"
                          : "P.O. Box 12345 Riyadh 11564\nTelephone 920000000",
        .number = "2/1448/000045/8",
        .date_ms = 1795305600000,
        .enclosures = 2,
        .recipient = arabic ? "نورة بنت عبدالله الأحمد" : "Norah Example",
        .address = arabic ? "7525 شارع العليا، حي الورود\nالرياض 12251-3456"
                          : "7525 Olaya Street, Al Wurud\nRiyadh 12251-3456",
        .subject = arabic ? "طلب استكمال المستندات" : "Documents we still need",
        .body = body->str,
        .code = "D:" TOKEN};
    g_autoptr(GError) error = NULL;
    GBytes *pdf = paper_letter(&letter, &error);
    g_assert_no_error(error);
    return pdf;
}

static void
says(const char *text, const char *wanted)
{
    g_autofree char *plain = look_plain(wanted);
    if (strstr(text, plain) == NULL)
        g_test_message("not found: %s in %s", plain, text);
    g_assert_nonnull(strstr(text, plain));
}

/* What a list's items and a paragraph's lines are, as one finds them on the page. */
static void
says_lines(const char *text, const char *part)
{
    g_auto(GStrv) lines = g_strsplit(part, "\n", -1);
    for (guint i = 0; lines[i] != NULL; i++)
        says(text, lines[i] + (g_str_has_prefix(lines[i], "- ") ? 2 : 0));
}

static void
test_text(gconstpointer arabic)
{
    g_autoptr(GBytes) pdf = made(arabic != NULL, 1);
    g_autofree char *path = look_write(pdf);
    g_autofree char *seen = look_pdftotext(path);
    g_autofree char *read = look_diwan(path);
    static const char *const ar_block[] = {"الرقم: 2/1448/000045/8",
        "التاريخ: الأحد ١٢ جمادى الآخرة ١٤٤٨هـ", "الموافق: الأحد ٢٢ نوفمبر ٢٠٢٦م",
        "المرافقات: ٢", "الموضوع: طلب استكمال المستندات", "صفحة ١ من ١",
        "بسم الله الرحمن الرحيم", "ص.ب 12345 الرياض 11564"};
    static const char *const en_block[] = {"Number: 2/1448/000045/8",
        "Date: Sunday 12 Jumada II 1448 AH", "Gregorian: Sunday 22 November 2026",
        "Enclosures: 2", "Subject: Documents we still need", "page 1 of 1"};
    for (guint i = 0; i < (arabic ? G_N_ELEMENTS(ar_block) : G_N_ELEMENTS(en_block));
         i++) {
        says(seen, arabic ? ar_block[i] : en_block[i]);
        says(read, arabic ? ar_block[i] : en_block[i]);
    }
    for (guint i = 0; i < (arabic ? G_N_ELEMENTS(ar_parts) : G_N_ELEMENTS(en_parts));
         i++) {
        says_lines(seen, arabic ? ar_parts[i] : en_parts[i]);
        says_lines(read, arabic ? ar_parts[i] : en_parts[i]);
    }
    says(read, "[QR-Code] D:" TOKEN);
    g_unlink(path);
}

/* Name and address alone are seen in the window. */
static void
test_window(gconstpointer arabic)
{
    g_autoptr(GBytes) pdf = made(arabic != NULL, 1);
    g_autofree char *path = look_write(pdf);
    /* At 72 dpi: 20-110 mm by 45-90 mm. */
    const char *words[] = {
        "pdftotext", "-x", "57", "-y", "128", "-W", "255", "-H", "127", path, "-", NULL};
    g_autofree char *out = NULL;
    g_assert_true(g_spawn_sync(NULL, (char **)words, NULL, G_SPAWN_SEARCH_PATH, NULL,
        NULL, &out, NULL, NULL, NULL));
    g_autofree char *seen = look_plain(out);
    g_assert_cmpstr(g_strstrip(seen), ==,
        arabic ? "نورة بنت عبدالله الأحمد 7525 شارع العليا، حي الورود الرياض 12251-3456"
               : "Norah Example 7525 Olaya Street, Al Wurud Riyadh 12251-3456");
    g_unlink(path);
}

static void
test_pages(void)
{
    g_autoptr(GBytes) pdf = made(true, 9);
    g_autofree char *path = look_write(pdf);
    g_autofree char *seen = look_pdftotext(path);
    says(seen, "صفحة ١ من ٣");
    says(seen, "صفحة ٣ من ٣");
    says(seen, "إقرار بصحة البيانات موقّعاً من مقدّم الطلب وتفضلوا بقبول"); /* together */
    g_unlink(path);
}

static void
test_same(void)
{
    g_autoptr(GBytes) one = made(true, 1), other = made(true, 1);
    g_assert_true(g_bytes_equal(one, other));
}

int
main(int argc, char **argv)
{
    setlocale(LC_CTYPE, "C.UTF-8");
    g_test_init(&argc, &argv, NULL);
    g_test_add_data_func("/letter/text/ar", "ar", test_text);
    g_test_add_data_func("/letter/text/en", NULL, test_text);
    g_test_add_data_func("/letter/window/ar", "ar", test_window);
    g_test_add_data_func("/letter/window/en", NULL, test_window);
    g_test_add_func("/letter/pages", test_pages);
    g_test_add_func("/letter/same", test_same);
    return g_test_run();
}
