/* test-form.c - the support request form: its code, its table of fields, its words. */
#include "look.h"

#include <locale.h>

static void
test_fields(void)
{
    const PaperForm *form = paper_form_find("support-request", 0);
    g_assert_nonnull(form);
    for (guint i = 0; i < form->n; i++) {
        const PaperField *one = &form->fields[i];
        g_assert_cmpfloat(one->x, >=, 17);
        g_assert_cmpfloat(one->x + one->width, <=, 193);
        for (guint j = i + 1; j < form->n; j++) {
            const PaperField *other = &form->fields[j];
            g_assert_cmpstr(one->name, !=, other->name);
            g_assert_true(
                one->x + one->width <= other->x || other->x + other->width <= one->x ||
                one->y + one->height <= other->y || other->y + other->height <= one->y);
        }
    }
    g_assert_null(paper_form_find("support-request", 99));
    g_assert_null(paper_form_find("other", 0));
}

static void
test_code(void)
{
    static const struct {
        const char *text;
        bool known;
        const char *token;
    } cases[] = {{"DIWAN-FORM/SUPPORT-REQUEST/1", true, NULL},
        {"DIWAN-FORM/SUPPORT-REQUEST/1/ABC234", true, "abc234"},
        {"DIWAN-FORM/SUPPORT-REQUEST/2", false, NULL},
        {"DIWAN-FORM/SUPPORT-REQUEST", false, NULL},
        {"DIWAN-FORM/SUPPORT-REQUEST/1/A/B", false, NULL},
        {"https://charity.example", false, NULL}, {"", false, NULL}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *token = NULL;
        g_assert_true(
            (paper_form_of_code(cases[i].text, &token) != NULL) == cases[i].known);
        g_assert_cmpstr(token, ==, cases[i].token);
    }
}

static void
test_words(void)
{
    const PaperForm *form = paper_form_find("support-request", 1);
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) pdf = paper_form(form, "جمعية الإحسان النموذجية", "هاتف 920000000",
        "abcdefghijklmnopqrstuvwxyz234567", 1795305600000, &error);
    g_assert_no_error(error);
    g_autoptr(GBytes) again = paper_form(form, "جمعية الإحسان النموذجية",
        "هاتف 920000000", "abcdefghijklmnopqrstuvwxyz234567", 1795305600000, NULL);
    g_assert_true(g_bytes_equal(pdf, again));
    g_autofree char *path = look_write(pdf);
    g_autofree char *seen = look_pdftotext(path);
    static const char *const wanted[] = {"طلب دعم مستفيد", "Beneficiary support request",
        "رقم الهوية أو الإقامة", "أقر أنا مقدم الطلب بصحة جميع البيانات الواردة فيه",
        "وبأنني المسؤول المباشر عنها", "I declare that everything", "سجل الأسرة",
        "التوقيع"};
    for (guint i = 0; i < G_N_ELEMENTS(wanted); i++) {
        if (strstr(seen, wanted[i]) == NULL)
            g_test_message("not found: %s in %s", wanted[i], seen);
        g_assert_nonnull(strstr(seen, wanted[i]));
    }
    g_autofree char *read = look_diwan(path);
    g_assert_nonnull(strstr(
        read, "[QR-Code] DIWAN-FORM/SUPPORT-REQUEST/1/ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"));
    g_autofree char *pages = look_run("pdfinfo", path, NULL, NULL);
    g_assert_nonnull(strstr(pages, "Pages:           1"));
    g_unlink(path);
}

int
main(int argc, char **argv)
{
    setlocale(LC_CTYPE, "C.UTF-8");
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/form/fields", test_fields);
    g_test_add_func("/form/code", test_code);
    g_test_add_func("/form/words", test_words);
    return g_test_run();
}
