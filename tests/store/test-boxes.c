/* test-boxes.c - where words stand comes back as it was, in few bytes, and nothing damaged does. */
#include "base/base.h"
#include "store/boxes.h"

#include <string.h>

static Reading *
page_of(const char *text)
{
    Reading *reading = reading_new(1);
    g_free(reading->text);
    reading->text = g_strdup(text);
    return reading;
}

static void
add_word(
    Reading *reading, const char *text, int x, int y, int width, int height, int sure)
{
    Word *word = g_new0(Word, 1);
    *word = (Word){g_strdup(text), x, y, width, height, sure};
    g_ptr_array_add(reading->words, word);
}

static void
add_code(Reading *reading, const char *type, const char *text)
{
    Code *code = g_new0(Code, 1);
    *code = (Code){g_strdup(type), g_strdup(text), -3, 40, 210, 211};
    g_ptr_array_add(reading->codes, code);
}

/* A letter's page: lines of Arabic words as a recogniser places them, beginning at the right edge. */
static Reading *
letter_page(int lines)
{
    g_autoptr(GString) text = g_string_new(NULL);
    Reading *reading = page_of("");
    for (int line = 0; line < lines; line++) {
        int x = 2200;
        for (int i = 0; i < 10; i++) {
            g_autofree char *word = g_strdup_printf("كلمة%d", (line * 7 + i) % 50);
            int width = 90 + (line * 31 + i * 17) % 120;
            x -= width + 18;
            add_word(
                reading, word, x, 200 + line * 70 + i % 5, width, 40 + i % 7, 60 + i);
            g_string_append_printf(text, "%s%s", word, i < 9 ? " " : "\n");
        }
    }
    g_free(reading->text);
    reading->text = g_strstrip(g_strdup(text->str));
    return reading;
}

static void
assert_same(const Reading *one, const Reading *other)
{
    g_assert_cmpuint(one->words->len, ==, other->words->len);
    for (guint i = 0; i < one->words->len; i++) {
        const Word *a = one->words->pdata[i], *b = other->words->pdata[i];
        g_assert_cmpstr(a->text, ==, b->text);
        g_assert_cmpmem(&a->x, 5 * sizeof(int), &b->x, 5 * sizeof(int));
    }
    g_assert_cmpuint(one->codes->len, ==, other->codes->len);
    for (guint i = 0; i < one->codes->len; i++) {
        const Code *a = one->codes->pdata[i], *b = other->codes->pdata[i];
        g_assert_cmpstr(a->type, ==, b->type);
        g_assert_cmpstr(a->text, ==, b->text);
        g_assert_cmpmem(&a->x, 4 * sizeof(int), &b->x, 4 * sizeof(int));
    }
}

static void
assert_comes_back(const Reading *reading)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) packed = boxes_pack(reading);
    g_autoptr(Reading) back = page_of(reading->text);
    g_assert_true(boxes_unpack(packed, back, &error));
    g_assert_no_error(error);
    assert_same(reading, back);
}

static void
test_comes_back(void)
{
    g_autoptr(Reading) nothing = page_of("");
    assert_comes_back(nothing);
    g_autoptr(Reading) letter = letter_page(30);
    add_code(letter, "QR-Code", "1/1448/000123/8");
    add_code(letter, "CODE-128", "");
    assert_comes_back(letter);
}

/* Words that are not simply the next of the text: joined, cut, out of order, missing, at its end. */
static void
test_words_elsewhere(void)
{
    static const struct {
        const char *text;
        const char *words[6];
    } rows[] = {
        {"الرقم:12345 والتاريخ", {"الرقم:", "12345", "والتاريخ"}},
        {"واحد اثنان ثلاثة", {"ثلاثة", "اثنان", "واحد"}},
        {"واحد ثلاثة", {"واحد", "اثنان", "ثلاثة"}},
        {"كلمة", {"كلمة", "كلمة", "بعدها"}},
        {"", {"نص", "بلا", "صفحة"}},
        {"  مع\n\n فراغ\t", {"مع", "فراغ"}},
        {"كلمتان معا هنا", {"كلمتان معا", "هنا"}},
        {"فارغة", {"", "فارغة"}},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(Reading) reading = page_of(rows[i].text);
        for (int n = 0; n < 6 && rows[i].words[n] != NULL; n++)
            add_word(reading, rows[i].words[n], 100 - n * 7, n, 5 + n, 9, n * 20);
        assert_comes_back(reading);
    }
}

static void
test_edges(void)
{
    g_autoptr(Reading) reading = page_of("أ ب ج");
    add_word(reading, "أ", -40000, -40000, 0, 0, 0);
    add_word(reading, "ب", 40000, 40000, 40000, 40000, 100);
    add_word(reading, "ج", -1, 0, 1, 0, 50);
    assert_comes_back(reading);
}

/* The "compactly": with their texts in the page, words take few bytes. */
static void
test_is_compact(void)
{
    g_autoptr(Reading) letter = letter_page(40);
    g_autoptr(GBytes) packed = boxes_pack(letter);
    gsize size = g_bytes_get_size(packed);
    g_test_message("%zu bytes for %u words", size, letter->words->len);
    g_assert_cmpuint(size, <, letter->words->len * 7);
}

static bool
unpacks(const guint8 *bytes, gsize length, const char *text)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) packed = g_bytes_new(bytes, length);
    g_autoptr(Reading) back = page_of(text);
    if (boxes_unpack(packed, back, &error)) {
        for (guint i = 0; i < back->words->len; i++) {
            const Word *word = back->words->pdata[i];
            g_assert_true(g_utf8_validate(word->text, -1, NULL));
            g_assert_cmpint(word->confidence, <=, 100);
            g_assert_cmpint(ABS(word->x), <=, 40000);
            g_assert_cmpint(word->width, >=, 0);
            g_assert_cmpint(word->height, >=, 0);
        }
        return true;
    }
    g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED);
    g_assert_cmpuint(back->words->len + back->codes->len, ==, 0);
    return false;
}

static void
test_refuses(void)
{
    static const struct {
        const char *what, *text;
        guint8 bytes[12];
        gsize length;
    } rows[] = {
        {"nothing", "", {0}, 0},
        {"another version", "", {2, 0, 0}, 3},
        {"no codes", "", {1, 0}, 2},
        {"more after the end", "", {1, 0, 0, 0}, 4},
        {"more words than bytes", "أ", {1, 9, 50, 0, 0, 4, 8, 0}, 8},
        {"a word without a text", "", {1, 1, 50, 0, 0, 4, 8, 0}, 8},
        {"a confidence of 101", "أ", {1, 1, 101, 0, 0, 4, 8, 0}, 8},
        {"a text behind the page", "أ", {1, 1, 0x80 | 50, 9, 2, 0, 0, 4, 8, 0}, 10},
        {"a text longer than the page", "أ", {1, 1, 0x80 | 50, 1, 9, 0, 0, 4, 8, 0}, 10},
        {"half a character", "أ", {1, 1, 0x80 | 50, 1, 1, 0, 0, 4, 8, 0}, 10},
        {"a text of its own that is none", "",
            {1, 1, 0x80 | 50, 0, 1, 0xff, 0, 0, 4, 8, 0}, 11},
        {"a height below nothing", "أ", {1, 1, 50, 0, 0, 4, 1, 0}, 8},
        {"a number without end", "أ",
            {1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, 12},
    };
    static const guint8 sound[] = {1, 1, 50, 0, 0, 4, 8, 0};
    g_assert_true(unpacks(sound, sizeof sound, "أ"));
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_test_message("%s", rows[i].what);
        g_assert_false(unpacks(rows[i].bytes, rows[i].length, rows[i].text));
    }
}

/* Cut anywhere it is refused; changed anywhere it is refused or holds nothing out of its range. */
static void
test_damage(void)
{
    g_autoptr(Reading) letter = letter_page(6);
    add_word(letter, "زيادة", 4, 5, 6, 7, 8);
    add_code(letter, "QR-Code", "رمز");
    g_autoptr(GBytes) packed = boxes_pack(letter);
    gsize length;
    const guint8 *bytes = g_bytes_get_data(packed, &length);
    for (gsize cut = 0; cut < length; cut++)
        g_assert_false(unpacks(bytes, cut, letter->text));
    g_autofree guint8 *changed = g_memdup2(bytes, length);
    for (gsize i = 0; i < length; i++)
        for (int bit = 0; bit < 8; bit++) {
            changed[i] ^= (guint8)(1 << bit);
            unpacks(changed, length, letter->text);
            changed[i] = bytes[i];
        }
    for (int i = 0; i < 20000; i++) {
        for (int n = 0; n < 3; n++)
            changed[g_test_rand_int_range(0, (gint32)length)] =
                (guint8)g_test_rand_int_range(0, 256);
        unpacks(changed, length, i % 2 ? letter->text : "نص آخر");
        memcpy(changed, bytes, length);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/boxes/comes-back", test_comes_back);
    g_test_add_func("/boxes/words-elsewhere", test_words_elsewhere);
    g_test_add_func("/boxes/edges", test_edges);
    g_test_add_func("/boxes/is-compact", test_is_compact);
    g_test_add_func("/boxes/refuses", test_refuses);
    g_test_add_func("/boxes/damage", test_damage);
    return g_test_run();
}
