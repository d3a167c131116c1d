/* test-wire.c - readings survive the wire; what is not a reading does not pass it. */
#include "base/base.h"
#include "read/read.h"
#include <math.h>
#include <string.h>

static Reading *
sample(void)
{
    Reading *reading = reading_new(3);
    reading->width = 1654;
    reading->height = 2339;
    reading->dpi = 200;
    reading->rotation = 90;
    reading->skew = -1.25;
    reading->sheet = (PagePart){0.125, 0.25, 0.5, 0.625};
    reading->confidence = 87.5;
    g_free(reading->text);
    reading->text = g_strdup("السلام عليكم");
    Word word = {g_strdup("السلام"), 10, 20, 30, 40, 91};
    g_ptr_array_add(reading->words, g_memdup2(&word, sizeof word));
    Code code = {g_strdup("QR-Code"), g_strdup("1/1448/000123/8"), 1, 2, 3, 4};
    g_ptr_array_add(reading->codes, g_memdup2(&code, sizeof code));
    reading->form = form_reading_new("support-request", 1, "abc");
    FormField field = {g_strdup("mobile"), g_strdup("0512345678"), 88, 4, 3, 2, 1};
    g_ptr_array_add(reading->form->fields, g_memdup2(&field, sizeof field));
    reading->image = g_bytes_new("\xff\xd8", 2);
    reading->image_type = g_strdup("image/jpeg");
    reading->trouble = g_strdup("half of it is missing");
    return reading;
}

static void
test_round_trip(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Reading) sent = sample();
    g_autoptr(GBytes) wire = reading_to_wire(sent);
    g_autoptr(Reading) got = reading_from_wire(wire, &error);
    g_assert_no_error(error);
    g_assert_cmpint(got->number, ==, 3);
    g_assert_cmpint(got->width, ==, 1654);
    g_assert_cmpint(got->rotation, ==, 90);
    g_assert_cmpfloat(got->skew, ==, -1.25);
    g_assert_cmpfloat(got->sheet.x, ==, 0.125);
    g_assert_cmpfloat(got->sheet.height, ==, 0.625);
    g_assert_cmpstr(got->text, ==, sent->text);
    g_assert_cmpstr(got->trouble, ==, sent->trouble);
    g_assert_true(g_bytes_equal(got->image, sent->image));
    const Word *word = g_ptr_array_index(got->words, 0);
    g_assert_cmpstr(word->text, ==, "السلام");
    g_assert_cmpint(word->height, ==, 40);
    g_assert_cmpint(word->confidence, ==, 91);
    const Code *code = g_ptr_array_index(got->codes, 0);
    g_assert_cmpstr(code->text, ==, "1/1448/000123/8");
    g_assert_cmpint(code->height, ==, 4);
    const FormField *field = g_ptr_array_index(got->form->fields, 0);
    g_assert_cmpstr(got->form->name, ==, "support-request");
    g_assert_cmpstr(got->form->token, ==, "abc");
    g_assert_cmpstr(field->value, ==, "0512345678");
    g_assert_cmpint(field->confidence, ==, 88);
    g_assert_cmpint(field->width, ==, 2);
}

/* Each row spoils one thing that a hostile worker could send. */
static void
spoil(Reading *reading, int row)
{
    Word *word = g_ptr_array_index(reading->words, 0);
    FormField *field = g_ptr_array_index(reading->form->fields, 0);
    switch (row) {
    case 0:
        reading->number = 0;
        break;
    case 1:
        reading->width = -1;
        break;
    case 2:
        reading->height = 1 << 30;
        break;
    case 3:
        reading->rotation = 45;
        break;
    case 4:
        reading->skew = NAN;
        break;
    case 5:
        reading->confidence = 101;
        break;
    case 6:
        reading->source = (PageSource)77;
        break;
    case 7:
        word->confidence = -5;
        break;
    case 8:
        word->x = G_MININT;
        break;
    case 9:
        g_free(reading->image_type);
        reading->image_type = g_strdup("text/html");
        break;
    case 10:
        g_free(reading->trouble);
        reading->trouble = g_strnfill(100000, 'x');
        break;
    case 11:
        reading->sheet.width = 0;
        break;
    case 12:
        reading->sheet.y = INFINITY;
        break;
    case 13:
        field->confidence = 101;
        break;
    case 14:
        g_free(field->value);
        field->value = g_strnfill(100000, 'x');
        break;
    case 15:
        reading->form->version = 0;
        break;
    default:
        g_free(word->text);
        word->text = g_strnfill(100000, 'x');
    }
}

static void
test_out_of_range(void)
{
    for (int row = 0; row <= 16; row++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Reading) reading = sample();
        spoil(reading, row);
        g_autoptr(GBytes) wire = reading_to_wire(reading);
        g_autoptr(Reading) got = reading_from_wire(wire, &error);
        g_test_message("row %d", row);
        g_assert_null(got);
        g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED);
    }
}

/* Whatever byte is changed, the answer is a reading within its limits or an error. */
static void
test_changed_bytes(void)
{
    g_autoptr(Reading) sent = sample();
    g_autoptr(GBytes) wire = reading_to_wire(sent);
    gsize length = 0;
    const guint8 *bytes = g_bytes_get_data(wire, &length);
    for (gsize i = 0; i < length * 4; i++) {
        g_autofree guint8 *copy = g_memdup2(bytes, length);
        copy[i / 4] ^= (guint8)(1u << (2 * (i % 4)));
        g_autoptr(GBytes) changed = g_bytes_new(copy, length);
        g_autoptr(GError) error = NULL;
        g_autoptr(Reading) got = reading_from_wire(changed, &error);
        g_assert_true((got != NULL) != (error != NULL));
        g_assert_true(got == NULL || g_utf8_validate(got->text, -1, NULL));
    }
    for (gsize cut = 0; cut < length; cut++) {
        g_autoptr(GBytes) shorter = g_bytes_new(bytes, cut);
        g_autoptr(GError) error = NULL;
        g_autoptr(Reading) got = reading_from_wire(shorter, &error);
        g_assert_null(got);
    }
}

static void
test_counts(void)
{
    static const struct {
        PageCount count;
        bool sound;
    } table[] = {
        {{READ_PAGES, 12, NULL}, true},
        {{READ_NOT, 0, NULL}, true},
        {{READ_BROKEN, 0, (char *)"locked by a password"}, true},
        {{READ_PAGES, 0, NULL}, false},
        {{READ_PAGES, 1000000, NULL}, false},
        {{READ_BROKEN, 0, NULL}, false},
        {{(Readable)9, 1, NULL}, false},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
        g_autoptr(GBytes) wire = page_count_to_wire(&table[i].count);
        g_autoptr(PageCount) got = page_count_from_wire(wire, NULL);
        g_assert_true((got != NULL) == table[i].sound);
        if (got != NULL) {
            g_assert_cmpint(got->pages, ==, table[i].count.pages);
            g_assert_cmpstr(got->trouble, ==, table[i].count.trouble);
        }
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/read/wire/round-trip", test_round_trip);
    g_test_add_func("/read/wire/out-of-range", test_out_of_range);
    g_test_add_func("/read/wire/changed-bytes", test_changed_bytes);
    g_test_add_func("/read/wire/counts", test_counts);
    return g_test_run();
}
