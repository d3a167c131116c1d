/* test-order.c - lines as they are seen, from left to right, in the order they are read in. */
#include "read/inside.h"

/* The words of seen stand side by side, from left to right. */
static char *
read_line(const char *seen)
{
    g_autoptr(GPtrArray) words =
        g_ptr_array_new_with_free_func((GDestroyNotify)word_free);
    g_auto(GStrv) texts = g_strsplit(seen, " ", -1);
    int x = 10;
    for (char **text = texts; *text != NULL; text++) {
        Word *word = g_new0(Word, 1);
        word->text = g_strdup(*text);
        word->x = x;
        word->width = 8 * (int)g_utf8_strlen(*text, -1);
        word->height = 20;
        x += word->width + 8;
        g_ptr_array_add(words, word);
    }
    line_from_seen(words);
    g_autoptr(GString) line = g_string_new(NULL);
    for (guint i = 0; i < words->len; i++) {
        const Word *word = g_ptr_array_index(words, i);
        g_string_append_printf(line, "%s%s", i > 0 ? " " : "", word->text);
    }
    return g_string_free(g_steal_pointer(&line), FALSE);
}

static void
test_lines(void)
{
    static const struct {
        const char *seen, *logical;
    } table[] = {
        {"هللا مسب", "بسم الله"},
        {"٠٥٥١٢٣٤٥٦٧ :لاوجلا مقر", "رقم الجوال: ٠٥٥١٢٣٤٥٦٧"},
        {"٢٠٢٦/١٠/١١ :خيراتلا", "التاريخ: ٢٠٢٦/١٠/١١"},
        {"٧-٠٢٩٧٥٠-١٤٤٥-٣ :مقرلا",
            "الرقم: ٣-١٤٤٥-٠٢٩٧٥٠-٧"}, /* groups run from right to left */
        {"(م ١٩٩٠ خيرات) دمحم", "محمد (تاريخ ١٩٩٠ م)"},
        {"sara@example.org :ديربلا", "البريد: sara@example.org"},
        {".sara@example.org :ديربلا", "البريد: sara@example.org."},
        {"P.O. Box 2214, Riyadh, Saudi Arabia :ناونعلا",
            "العنوان: P.O. Box 2214, Riyadh, Saudi Arabia"},
        {"SA46 0544 3089 6542 8850 8468 :نابيآلا",
            "الآيبان: SA46 0544 3089 6542 8850 8468"},
        {"For questions please call (reference above).",
            "For questions please call (reference above)."},
        {"؟بيجم نم لهف", "فهل من مجيب؟"},
        {"لاير ٩,١٥٠ غلبم", "مبلغ ٩,١٥٠ ريال"},
        {"1446/12/05", "1446/12/05"},
        {"(IBAN) باسحلا", "الحساب (IBAN)"},
        {"[PDF] فلملا", "الملف [PDF]"},
        {"5 Main Street, Riyadh :ناونعلا", "العنوان: 5 Main Street, Riyadh"},
        {"Total $20 due", "Total $20 due"},
        {"Tel. +966 11 (office)", "Tel. +966 11 (office)"},
        {"The letter of دمحم was received on Monday",
            "The letter of محمد was received on Monday"},
        {"(٣-١٢) خيراتلا", "التاريخ (١٢-٣)"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
        g_autofree char *logical = read_line(table[i].seen);
        g_assert_cmpstr(logical, ==, table[i].logical);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/order/lines", test_lines);
    return g_test_run();
}
