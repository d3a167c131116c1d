/* test-numbers.c - the network of numbers: its file, its sums, the order and the choice of numbers. */
#include "base/base.h"
#include "base/file.h"
#include "net/net.h"
#include "read/numbers.h"
#include <math.h>
#include <string.h>

static GBytes *
network_file(void)
{
    g_autofree char *path = file_beside_program("ocr/numbers.net");
    char *bytes = NULL;
    gsize length = 0;
    g_assert_true(g_file_get_contents(path, &bytes, &length, NULL));
    return g_bytes_new_take(bytes, length);
}

static Net *
network(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) file = network_file();
    Net *net = net_new(file, &error);
    g_assert_no_error(error);
    return net;
}

static void
test_damaged_file(void)
{
    g_autoptr(GBytes) file = network_file();
    gsize length = 0;
    const guint8 *bytes = g_bytes_get_data(file, &length);
    for (gsize cut = 0; cut < length; cut += cut < 200 ? 1 : 997) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GBytes) part = g_bytes_new(bytes, cut);
        g_assert_null(net_new(part, &error));
        g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED);
    }
    g_autofree guint8 *other = g_memdup2(bytes, length);
    for (gsize at = 0; at < 200;
         at++) { /* whatever a byte says, no more than a refusal */
        guint8 before = other[at];
        other[at] = (guint8)(before ^ 0xff);
        g_autoptr(GBytes) whole = g_bytes_new(other, length);
        g_autoptr(Net) net = net_new(whole, NULL);
        other[at] = before;
    }
}

/* A line of steps with given probabilities of the blank and two characters. */
static NetLine *
line_of(const Net *net, const double (*p)[3], int steps, const char *chars)
{
    NetLine *line = g_new0(NetLine, 1);
    line->steps = steps;
    line->classes = net_classes(net);
    line->step_width = 2;
    line->log_p = g_new(float, steps * line->classes);
    for (int i = 0; i < steps * line->classes; i++) {
        line->log_p[i] = -30;
    }
    for (int step = 0; step < steps; step++) {
        float *row = line->log_p + step * line->classes;
        row[0] = (float)log(p[step][0]);
        row[net_class(net, (gunichar)chars[0])] = (float)log(p[step][1]);
        row[net_class(net, (gunichar)chars[1])] = (float)log(p[step][2]);
    }
    return line;
}

static void
test_sums_over_paths(void)
{
    g_autoptr(Net) net = network();
    static const double p[3][3] = {{.2, .5, .3}, {.4, .3, .3}, {.1, .3, .6}};
    g_autoptr(NetLine) line = line_of(net, p, 3, "12");
    /* 1: 1-- -1- --1 11- -11 111 and 1-1 is 11 */
    double one = .5 * .4 * .1 + .2 * .3 * .1 + .2 * .4 * .3 + .5 * .3 * .1 +
                 .2 * .3 * .3 + .5 * .3 * .3;
    g_assert_cmpfloat_with_epsilon(exp(net_text_log_p(net, line, 0, 3, "1")), one, 1e-5);
    g_assert_cmpfloat_with_epsilon(
        exp(net_text_log_p(net, line, 0, 3, "11")), .5 * .4 * .3, 1e-5);
    double twelve =
        .5 * .4 * .6 + .5 * .3 * .1 + .2 * .3 * .6 + .5 * .3 * .6 + .5 * .3 * .6;
    g_assert_cmpfloat_with_epsilon(
        exp(net_text_log_p(net, line, 0, 3, "12")), twelve, 1e-5);
    g_assert_cmpfloat(net_text_log_p(net, line, 0, 3, "x"), <, -1e6);
    g_autoptr(GPtrArray) texts = net_texts(net, line, 0, 3, NULL, 3);
    const NetText *best = g_ptr_array_index(texts, 0);
    g_assert_cmpstr(best->text, ==, "12");
    g_assert_cmpfloat_with_epsilon(exp(best->log_p), twelve, 1e-4);
}

static void
test_logical_order(void)
{
    static const struct {
        const char *seen;
        bool rightwards;
        const char *logical;
    } cases[] = {
        {"8-000123-1448-1", true, "1-1448-000123-8"},
        {"٨-٠٠٠١٢٣-١٤٤٨-١", true, "١-١٤٤٨-٠٠٠١٢٣-٨"},
        {"8-000123-1448-1", false, "8-000123-1448-1"},
        {"2002-3-28", true, "28-3-2002"},
        {"٢٣/٠٨/١٤٤٧", true, "٢٣/٠٨/١٤٤٧"},
        {"12:30", true, "12:30"},
        {":1098765432", true, "1098765432:"},
        {"966551234567+", true, "+966551234567"},
        {"055-1234567", true,
            "055-1234567"}, /* a mobile as it stands; its groups turned are none */
        {"(2010-8-11", true, "11-8-2010)"},
        {"(٥)", true, "(٥)"},
        {"", true, ""},
        {"-", true, "-"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *logical = number_logical(cases[i].seen, cases[i].rightwards);
        g_assert_cmpstr(logical, ==, cases[i].logical);
    }
}

/* Ten digits of which the last is seen as 1 with probability p and as 2 with the rest. */
static char *
decided(const Net *net, double p, const char *first, int confidence)
{
    enum { DIGITS = 10 };
    static const char head[] = "109876508";
    NetLine *line = g_new0(NetLine, 1);
    line->steps = 2 * DIGITS;
    line->classes = net_classes(net);
    line->step_width = 2;
    line->log_p = g_new(float, line->steps * line->classes);
    for (int i = 0; i < line->steps * line->classes; i++) {
        line->log_p[i] = -30;
    }
    for (int i = 0; i < DIGITS; i++) {
        float *row = line->log_p + 2 * i * line->classes;
        if (i + 1 < DIGITS) {
            row[net_class(net, (gunichar)head[i])] = 0;
        } else {
            row[net_class(net, '1')] = (float)log(p);
            row[net_class(net, '2')] = (float)log(1 - p);
        }
        row[line->classes] = 0; /* the blank of the step between */
    }
    NumberPlace place = {net, line, 0, line->steps, first, confidence, true};
    double probability = 0;
    char *text = number_decide(&place, &probability);
    g_assert_cmpfloat(probability, >, 0);
    g_assert_cmpfloat(probability, <=, 1);
    net_line_free(line);
    return text;
}

static void
test_check_digit_weighs_and_never_forces(void)
{
    g_autoptr(Net) net = network();
    /* 1098765082 is a sound identity, 1098765081 is not */
    g_autofree char *close = decided(net, .6, NULL, 0);
    g_assert_cmpstr(close, ==, "1098765082");
    g_autofree char *clear = decided(net, .97, NULL, 0);
    g_assert_cmpstr(clear, ==, "1098765081");
}

static void
test_first_pass_weighs(void)
{
    g_autoptr(Net) net = network();
    g_autofree char *alone = decided(net, .97, NULL, 0);
    g_autofree char *both = decided(net, .97, "1098765082", 95);
    g_assert_cmpstr(alone, ==, "1098765081");
    g_assert_cmpstr(both, ==, "1098765082");
    g_autofree char *junk = decided(net, .97, "105#ل", 95);
    g_assert_cmpstr(junk, ==, "1098765081");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/numbers/damaged-file", test_damaged_file);
    g_test_add_func("/numbers/sums-over-paths", test_sums_over_paths);
    g_test_add_func("/numbers/logical-order", test_logical_order);
    g_test_add_func("/numbers/check-digit", test_check_digit_weighs_and_never_forces);
    g_test_add_func("/numbers/first-pass", test_first_pass_weighs);
    return g_test_run();
}
