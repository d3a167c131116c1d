/* test-alto.c - ALTO against its schema, and what must stand where. */
#include "base/base.h"
#include "read/read.h"
#include "searchable/searchable.h"
#include <string.h>

static void
add_word(Reading *reading, const char *text, int x, int y, int confidence)
{
    Word *word = g_new0(Word, 1);
    word->text = g_strdup(text);
    word->x = x;
    word->y = y;
    word->width = 90;
    word->height = 30;
    word->confidence = confidence;
    g_ptr_array_add(reading->words, word);
}

/* Two paragraphs, of two lines and one; a character that XML has no room for; a page that could
 * not be read. */
static GPtrArray *
pages_new(void)
{
    GPtrArray *readings = g_ptr_array_new_with_free_func((GDestroyNotify)reading_free);
    Reading *first = reading_new(1);
    g_ptr_array_add(readings, first);
    first->width = 800;
    first->height = 600;
    first->rotation = 90;
    first->confidence = 87.4;
    g_free(first->text);
    first->text = g_strdup("طلب <مساعدة>\nرقم ١٢\n\nAhmad & Sons");
    add_word(first, "طلب", 500, 50, 97);
    add_word(first, "<مساعدة>", 400, 52, 80);
    add_word(first, "رقم", 500, 100, 100);
    add_word(first, "١٢\x01", 400, 100, 0);
    add_word(first, "Ahmad", 100, 200, 55);
    add_word(first, "&", 200, 200, 55);
    add_word(first, "Sons", 300, 200, 55);
    Reading *second = reading_new(2);
    second->trouble = g_strdup("the page is \"damaged\"");
    g_ptr_array_add(readings, second);
    return readings;
}

static guint
times(const char *text, const char *what)
{
    guint n = 0;
    for (const char *at = strstr(text, what); at != NULL; at = strstr(at + 1, what)) {
        n++;
    }
    return n;
}

static void
test_contents(void)
{
    static const struct {
        const char *what;
        guint times;
    } table[] = {
        {"<MeasurementUnit>pixel</MeasurementUnit>", 1},
        {"<fileName>scan &amp; more.pdf</fileName>", 1},
        {"<softwareName>Diwan</softwareName>", 1},
        {"<Page ID=", 2},
        {"PHYSICAL_IMG_NR=\"1\" WIDTH=\"800\" HEIGHT=\"600\" ROTATION=\"90\"", 1},
        {"PC=\"0.87\"", 1},
        {"<TextBlock ID=", 2},
        {"<TextLine ", 3},
        {"<String ", 7},
        {"<SP/>", 4},
        {"HPOS=\"400\" VPOS=\"52\" WIDTH=\"90\" HEIGHT=\"30\" WC=\"0.80\" "
         "CONTENT=\"&lt;مساعدة&gt;\"",
            1},
        {"<TextLine HPOS=\"400\" VPOS=\"50\" WIDTH=\"190\" HEIGHT=\"32\" LANG=\"ar\" "
         "BASEDIRECTION=\"rtl\">",
            1},
        {"LANG=\"en\" BASEDIRECTION=\"ltr\"", 2}, /* block and line */
        {"WC=\"0.00\" CONTENT=\"١٢\"", 1},
        {"QUALITY=\"Damaged\" QUALITY_DETAIL=\"the page is &quot;damaged&quot;\"", 1},
    };
    g_autoptr(GPtrArray) readings = pages_new();
    g_autofree char *xml = alto_xml("scan & more.pdf", readings);
    for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
        if (times(xml, table[i].what) != table[i].times) {
            g_error("%s stands %u times in:\n%s", table[i].what,
                times(xml, table[i].what), xml);
        }
    }
}

static void
test_schema(void)
{
    g_autofree char *xmllint = g_find_program_in_path("xmllint");
    if (xmllint == NULL) {
        g_test_skip("xmllint is not installed: apt install libxml2-utils");
        return;
    }
    g_autoptr(GPtrArray) readings = pages_new();
    g_autofree char *xml = alto_xml("scan & more.pdf", readings);
    g_autofree char *folder = g_dir_make_tmp("diwan-test-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "alto.xml", NULL);
    g_assert_true(g_file_set_contents(path, xml, -1, NULL));
    const char *const argv[] = {"xmllint", "--noout", "--nonet", "--schema",
        "tests/searchable/alto/alto-4-4.xsd", path, NULL};
    g_autofree char *said = NULL;
    int status = 1;
    g_assert_true(g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
        NULL, &said, &status, NULL));
    g_test_message("%s", said);
    g_assert_cmpint(status, ==, 0);
    g_assert_true(file_remove_tree(folder, NULL));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/alto/contents", test_contents);
    g_test_add_func("/alto/schema", test_schema);
    return g_test_run();
}
