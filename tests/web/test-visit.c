/* test-visit.c - a form's body: what people type, and what they should not send. */
#include "web/inside.h"

#include <string.h>

static void
test_form(void)
{
    static const struct {
        const char *body, *name, *value; /* name NULL: refused */
    } rows[] = {
        {"a=1&b=2", "b", "2"},
        {"a=%D8%B3%D8%A7%D8%B1%D8%A9+%D8%A8%D9%86%D8%AA", "a", "سارة بنت"},
        {"a=+x+", "a", "x"},
        {"password=+x+", "password", " x "},
        {"a=1%2B1", "a", "1+1"},
        {"a=&b", "a", ""},
        {"a=1&a=2", "a", "2"},
        {"", "a", NULL},
        {"a=%ff", NULL, NULL},
        {"a=%00", NULL, NULL},
        {"a=%zz", NULL, NULL},
        {"a=%", NULL, NULL},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_test_message("%s", rows[i].body);
        g_autoptr(GHashTable) form = form_parse(rows[i].body, strlen(rows[i].body));
        g_assert_cmpint(form != NULL, ==, rows[i].name != NULL);
        if (form != NULL)
            g_assert_cmpstr(g_hash_table_lookup(form, rows[i].name), ==, rows[i].value);
    }
    g_assert_null(form_parse("a=1\0b", 5));
    g_autoptr(GString) many = g_string_new(NULL);
    for (int i = 0; i <= MOST_FIELDS; i++)
        g_string_append_printf(many, "a%d=1&", i);
    g_assert_null(form_parse(many->str, many->len));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/web/visit/form", test_form);
    return g_test_run();
}
