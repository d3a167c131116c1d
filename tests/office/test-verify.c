/* test-verify.c - a corrected text keeps the boxes of the words it is made of. */
#include "office/office.h"

#include <string.h>

/* A reading whose words stand at x = 10, 20, 30 …, its text these words. */
static Reading *
reading_of(const char *text)
{
    Reading *reading = reading_new(1);
    g_free(reading->text);
    reading->text = g_strdup(text);
    reading->confidence = 61;
    g_auto(GStrv) tokens = g_strsplit_set(text, " \n", -1);
    for (int i = 0, x = 10; tokens[i] != NULL; i++) {
        Word *word = g_new0(Word, 1);
        *word = (Word){g_strdup(tokens[i]), x, 5, 8, 6, 40};
        x += 10;
        g_ptr_array_add(reading->words, word);
    }
    return reading;
}

/* "a10 b20": the words and where they stand. */
static char *
places_of(const Reading *reading)
{
    g_autoptr(GString) out = g_string_new(NULL);
    for (guint i = 0; i < reading->words->len; i++) {
        const Word *word = reading->words->pdata[i];
        g_assert_cmpint(word->confidence, ==, 100);
        g_string_append_printf(out, "%s%s%d", i ? " " : "", word->text, word->x);
    }
    return g_string_free(g_steal_pointer(&out), false);
}

static void
test_boxes_go_over(void)
{
    static const struct {
        const char *read, *right, *places;
    } rows[] = {
        {"a b c", "a b c", "a10 b20 c30"},
        {"a 123 c", "a 128 c", "a10 12820 c30"},
        {"a b\nc d", "x b\nc y", "x10 b20 c30 y40"},
        {"a b c d", "a c d", "a10 c30 d40"},
        {"a b c", "a b new c", "a10 b20 c30"},
        {"a bc d e f", "a b c d x f", "a10 d30 x40 f50"},
        {"a b c d e", "x b y y d z", "x10 b20 d40 z50"},
        {"a a a b", "a b", "a10 b40"},
        {"", "typed by hand", ""},
        {"noise", "", ""},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(Reading) read = reading_of(rows[i].read);
        if (*rows[i].read == '\0')
            g_ptr_array_set_size(read->words, 0);
        g_autoptr(Reading) right = reading_correct(read, rows[i].right);
        g_autofree char *places = places_of(right);
        g_assert_cmpstr(places, ==, rows[i].places);
        g_assert_cmpstr(right->text, ==, rows[i].right);
        g_assert_cmpfloat(right->confidence, ==, 100);
    }
}

static void
test_long_page(void)
{
    g_autoptr(GString) one = g_string_new("begin");
    g_autoptr(GString) other = g_string_new("begin");
    for (int i = 0; i < 4000; i++) {
        g_string_append_printf(one, " w%d", i);
        g_string_append_printf(other, " v%d x", i);
    }
    g_string_append(one, " end");
    g_string_append(other, " end");
    g_autoptr(Reading) read = reading_of(one->str);
    g_autoptr(Reading) right = reading_correct(read, other->str);
    g_autofree char *places = places_of(right);
    g_assert_cmpstr(places, ==, "begin10 end40020");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/verify/boxes-go-over", test_boxes_go_over);
    g_test_add_func("/verify/long-page", test_long_page);
    return g_test_run();
}
