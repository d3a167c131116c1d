/* test-net.c - kernels whose columns stand apart, against sums made by hand. */
#include "net/net.h"
#include <math.h>
#include <string.h>

enum { HEIGHT = 8, APART = 3 };

static void
add_u16(GByteArray *file, int number)
{
    const guint8 two[2] = {(guint8)(number & 255), (guint8)(number >> 8)};
    g_byte_array_append(file, two, 2);
}

static void
add_float(GByteArray *file, float number)
{
    guint8 four[4];
    memcpy(four, &number, 4);
    g_byte_array_append(file, four, 4);
}

enum { HALF_ZERO = 0, HALF_ONE = 0x3c00, HALF_TWO = 0x4000 };

/* One channel of the rows' sum, then a kernel of three columns that stand this far apart, for two classes: the blank is always
 * 0, 'x' is the ink to the left and twice the ink to the right. */
static GBytes *
network_file(int apart, int padding)
{
    GByteArray *file = g_byte_array_new();
    g_byte_array_append(file, (const guint8 *)"DNET", 4);
    const int head[] = {1, HEIGHT, 2, 1};
    for (gsize i = 0; i < G_N_ELEMENTS(head); i++) {
        add_u16(file, head[i]);
    }
    g_byte_array_append(file, (const guint8 *)"x", 1);
    const int rows[] = {1, 1, 1, HEIGHT, 1, 0, 0, 0};
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        add_u16(file, rows[i]);
    }
    add_float(file, 0);
    for (int row = 0; row < HEIGHT; row++) {
        add_u16(file, HALF_ONE);
    }
    const int columns[] = {1, 1, 2, 1, 3, 0, padding, apart << 8};
    for (gsize i = 0; i < G_N_ELEMENTS(columns); i++) {
        add_u16(file, columns[i]);
    }
    add_float(file, 0);
    add_float(file, 0);
    const int weights[] = {
        HALF_ZERO, HALF_ONE, HALF_ZERO, HALF_ZERO, HALF_ZERO, HALF_TWO};
    for (gsize i = 0; i < G_N_ELEMENTS(weights); i++) {
        add_u16(file, weights[i]);
    }
    return g_byte_array_free_to_bytes(file);
}

static void
test_apart(void)
{
    enum { WIDTH = 21, INK = 10 };
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) file = network_file(APART, APART);
    g_autoptr(Net) net = net_new(file, &error);
    g_assert_no_error(error);
    guint8 grey[HEIGHT * WIDTH];
    memset(grey, 255, sizeof(grey));
    grey[2 * WIDTH + INK] = 0; /* one pixel of ink */
    g_autoptr(NetLine) line = net_look(net, grey, WIDTH);
    g_assert_cmpint(line->steps, ==, WIDTH);
    for (int x = 0; x < WIDTH; x++) {
        double sum = x == INK + APART ? 1 : x == INK - APART ? 2 : 0;
        double seen = (double)(line->log_p[x * 2 + 1] - line->log_p[x * 2]);
        g_test_message("column %d", x);
        g_assert_cmpfloat_with_epsilon(seen, sum, 1e-5);
    }
}

/* A kernel whose margin does not fit its columns is refused, and one that stands too far apart. */
static void
test_refused(void)
{
    static const struct {
        int apart, padding;
        bool sound;
    } files[] = {{1, 1, true}, {2, 1, false}, {2, 2, true}, {1, 2, false}, {16, 16, true},
        {17, 17, false}};
    for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
        g_test_message("apart %d, padding %d", files[i].apart, files[i].padding);
        g_autoptr(GBytes) file = network_file(files[i].apart, files[i].padding);
        g_autoptr(Net) net = net_new(file, NULL);
        g_assert_cmpint(net != NULL, ==, files[i].sound);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/net/apart", test_apart);
    g_test_add_func("/net/refused", test_refused);
    return g_test_run();
}
