/* test-sheets.c - the kit: tables over pages, numbered, their text in logical order, the same twice. */
#include "look.h"

#include <locale.h>

enum { ROWS = 60 };

static void
draw(Sheets *sheets, gpointer user_data)
{
    bool arabic = GPOINTER_TO_INT(user_data);
    static const SheetColumn ar[] = {{"الرقم", 3, SHEET_START},
        {"صاحب الرسالة", 4, SHEET_START}, {"الموضوع", 6, SHEET_START},
        {"العدد", 1, SHEET_END}};
    static const SheetColumn en[] = {{"Number", 3, SHEET_START}, {"From", 4, SHEET_START},
        {"Subject", 6, SHEET_START}, {"Count", 1, SHEET_END}};
    g_autoptr(GPtrArray) rows =
        g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    for (int i = 1; i <= ROWS; i++) {
        char **row = g_new0(char *, 5);
        row[0] = g_strdup_printf("1/1448/%06d/8", i);
        row[1] = g_strdup(arabic ? "محمد بن عبدالله الأحمد" : "Norah Example");
        row[2] =
            g_strdup(arabic ? "طلب لاحق بشأن الإجراءات والمستندات المطلوبة للإسكان ولأجل "
                              "استكمالها"
                            : "A later request on the procedures and documents");
        row[3] = g_strdup_printf("%d", i);
        g_ptr_array_add(rows, row);
    }
    sheets_heading(sheets, arabic ? "الوارد" : "Incoming", 2);
    sheets_paragraph(
        sheets, arabic ? "قُيِّدت علماً بأن رقمها (1/1448/000001/8). ولا لأحدٍ غيرها."
                       : "Registered under the number (1/1448/000001/8).");
    sheets_table(sheets, arabic ? ar : en, 4, rows);
    const SheetBar bars[] = {{arabic ? "مقبولة" : "accepted", 30, "30"},
        {arabic ? "معتذر عنها" : "declined", 12, "12"},
        {arabic ? "مؤجلة" : "deferred", 3, "3"}};
    sheets_bars(sheets, bars, G_N_ELEMENTS(bars));
}

static GBytes *
made(bool arabic)
{
    g_autoptr(GError) error = NULL;
    const SheetsPlan plan = {.language = arabic ? "ar" : "en",
        .title = arabic ? "سجل الوارد" : "Incoming register",
        .office = arabic ? "جمعية الإحسان النموذجية" : "Model Charity",
        .date_ms = 1795305600000};
    GBytes *pdf = sheets_make(&plan, draw, GINT_TO_POINTER(arabic), &error);
    g_assert_no_error(error);
    return pdf;
}

static void
says(const char *text, const char *wanted)
{
    if (strstr(text, wanted) == NULL)
        g_test_message("not found: %s in %s", wanted, text);
    g_assert_nonnull(strstr(text, wanted));
}

static void
test_text(gconstpointer arabic)
{
    g_autoptr(GBytes) pdf = made(GPOINTER_TO_INT(arabic));
    g_autofree char *path = look_write(pdf);
    g_autofree char *seen = look_pdftotext(path);
    g_autofree char *read = look_diwan(path);
    static const char *const ar[] = {"سجل الوارد", "جمعية الإحسان النموذجية",
        "صفحة ١ من ", "محمد بن عبدالله الأحمد", "الرقم", "صاحب الرسالة", "العدد",
        "1/1448/000060/8", "قُيِّدت علماً بأن رقمها (1/1448/000001/8). ولا لأحدٍ غيرها.",
        "الأحد ١٢ جمادى الآخرة ١٤٤٨هـ", "معتذر عنها"};
    static const char *const en[] = {"Incoming register", "page 1 of ", "Norah Example",
        "1/1448/000060/8", "under the number (1/1448/000001/8).", "declined"};
    for (guint i = 0; i < (arabic ? G_N_ELEMENTS(ar) : G_N_ELEMENTS(en)); i++) {
        says(seen, arabic ? ar[i] : en[i]);
        says(read, arabic ? ar[i] : en[i]);
    }
    g_unlink(path);
}

static void
test_same(void)
{
    g_autoptr(GBytes) one = made(true), other = made(true);
    g_assert_true(g_bytes_equal(one, other));
}

static void
test_fonts(void)
{
    g_autoptr(GBytes) pdf = made(true);
    g_autofree char *path = look_write(pdf);
    g_autofree char *fonts = look_run("pdffonts", path, NULL, NULL);
    g_auto(GStrv) lines = g_strsplit(fonts, "\n", -1);
    g_assert_cmpint(g_strv_length(lines), >, 2);
    for (guint i = 2; lines[i] != NULL && *lines[i] != '\0'; i++) {
        g_assert_nonnull(strstr(lines[i], "Amiri"));
        g_assert_nonnull(strstr(lines[i], "yes yes"));
    }
    g_unlink(path);
}

/* A run: what is enclosed with many letters takes its room once, each letter begins on its own sheet. */
static void
test_bundle(void)
{
    g_autoptr(GBytes) letter = made(false), enclosed = made(true);
    GError *error = NULL;
    g_autoptr(GPtrArray) pdfs = g_ptr_array_new();
    int letter_pages = paper_pages(letter, &error);
    int all = letter_pages + paper_pages(enclosed, &error);
    g_ptr_array_add(pdfs, letter);
    g_ptr_array_add(pdfs, enclosed);
    g_autoptr(GBytes) one = paper_bundle(pdfs, false, &error);
    g_assert_cmpint(paper_pages(one, &error), ==, all);
    for (int i = 0; i < 19; i++) {
        g_ptr_array_add(pdfs, letter);
        g_ptr_array_add(pdfs, enclosed);
    }
    g_autoptr(GBytes) many = paper_bundle(pdfs, false, &error);
    g_assert_cmpint(paper_pages(many, &error), ==, 20 * all);
    g_assert_cmpuint(g_bytes_get_size(many), <, 2 * g_bytes_get_size(one));
    g_autoptr(GBytes) both_sides = paper_bundle(pdfs, true, &error);
    g_assert_cmpint(paper_pages(both_sides, &error) % 2, ==, 0);
    g_assert_no_error(error);
    g_autoptr(GBytes) none = g_bytes_new_static("%PDF-1.4 none", 13);
    g_assert_cmpint(paper_pages(none, &error), ==, 0);
    g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED);
    g_clear_error(&error);
}

int
main(int argc, char **argv)
{
    setlocale(LC_CTYPE, "C.UTF-8");
    g_test_init(&argc, &argv, NULL);
    g_test_add_data_func("/sheets/text/ar", GINT_TO_POINTER(1), test_text);
    g_test_add_data_func("/sheets/text/en", NULL, test_text);
    g_test_add_func("/sheets/same", test_same);
    g_test_add_func("/sheets/fonts", test_fonts);
    g_test_add_func("/sheets/bundle", test_bundle);
    return g_test_run();
}
