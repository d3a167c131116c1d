/* test-csv.c - tables as spreadsheets write them are read row by row. */
#include "base/base.h"

#include <string.h>

typedef struct Case {
    const char *name;
    const char *table;
    const char *rows; /* "line:field|field" joined by newlines; "line!" for a bad row */
} Case;

static const Case cases[] = {
    {"plain", "a,b\n1,2\n", "1:a|b\n2:1|2\n"},
    {"mark",
        "\xEF\xBB\xBF"
        "رقم الملف;الاسم\r\n7;نورة\r\n",
        "1:رقم الملف|الاسم\n2:7|نورة\n"},
    {"tab", "a\tb,c\td\n", "1:a|b,c|d\n"},
    {"told", "sep=;\na;b,c,d\n", "2:a|b,c,d\n"},
    {"quoted", "a,\"b,\"\"c\"\"\nd\"\ne,f\n", "1:a|b,\"c\"\nd\n3:e|f\n"},
    {"spaces", " a , b\t\n", "1:a|b\n"},
    {"empty-rows", "\n,,\na,\n\n", "3:a|\n"},
    {"no-last-end", "a,b\nc,d", "1:a|b\n2:c|d\n"},
    {"quote-in-heads", "\"a;b\",c\n", "1:a;b|c\n"},
    {"unclosed", "a,b\n\"c,d\ne,f\n", "1:a|b\n2!\n3:e|f\n"},
    {"text-after-quote", "\"a\"b,c\n", "1:ab|c\n"},
    {"nothing", "", ""},
    {"mark-alone", "\xEF\xBB\xBF", ""},
};

static char *
read_all(const char *table, gsize length)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = g_bytes_new(table, length);
    g_autoptr(Csv) csv = csv_open(bytes, &error);
    g_assert_no_error(error);
    g_autoptr(GPtrArray) fields = g_ptr_array_new_with_free_func(g_free);
    GString *seen = g_string_new(NULL);
    int line;
    const char *reason;
    CsvResult result;
    while ((result = csv_next(csv, fields, &line, &reason)) != CSV_END) {
        if (result == CSV_BAD) {
            g_string_append_printf(seen, "%d!\n", line);
            continue;
        }
        g_string_append_printf(seen, "%d:", line);
        for (guint i = 0; i < fields->len; i++)
            g_string_append_printf(
                seen, "%s%s", i > 0 ? "|" : "", (char *)fields->pdata[i]);
        g_string_append_c(seen, '\n');
    }
    return g_string_free(seen, FALSE);
}

static void
reads(const void *data)
{
    const Case *one = data;
    g_autofree char *seen = read_all(one->table, strlen(one->table));
    g_assert_cmpstr(seen, ==, one->rows);
}

/* As old spreadsheets write it, and as "Unicode text". */
static void
reads_other_charsets(void)
{
    static const char old[] = "a,b\n\xE3\xCD\xE3\xCF,2\n";
    g_autofree char *from_old = read_all(old, sizeof old - 1);
    g_assert_cmpstr(from_old, ==, "1:a|b\n2:محمد|2\n");
    static const char wide[] = "\xFF\xFE"
                               "a\0\t\0\x45\x06\n\0";
    g_autofree char *from_wide = read_all(wide, sizeof wide - 1);
    g_assert_cmpstr(from_wide, ==, "1:a|م\n");
}

static void
names_the_line_that_is_not_utf8(void)
{
    static const char table[] = "a,b\nمح\xCDمد,2\n";
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = g_bytes_new_static(table, sizeof table - 1);
    g_assert_null(csv_open(bytes, &error));
    g_assert_nonnull(error);
    g_assert_nonnull(strstr(error->message, "line 2"));
}

static void
bounds_fields(void)
{
    g_autoptr(GString) table = g_string_new("a,b\n");
    for (int i = 0; i <= CSV_MOST_FIELD_BYTES; i++)
        g_string_append_c(table, 'x');
    g_string_append(table, ",2\n");
    for (int i = 0; i <= CSV_MOST_FIELDS; i++)
        g_string_append(table, "y,");
    g_string_append(table, "\nc,d\n");
    g_autofree char *seen = read_all(table->str, table->len);
    g_assert_cmpstr(seen, ==, "1:a|b\n2!\n3!\n4:c|d\n");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strdup_printf("/csv/%s", cases[i].name);
        g_test_add_data_func(path, &cases[i], reads);
    }
    g_test_add_func("/csv/charsets", reads_other_charsets);
    g_test_add_func("/csv/not-utf8", names_the_line_that_is_not_utf8);
    g_test_add_func("/csv/bounds", bounds_fields);
    return g_test_run();
}
