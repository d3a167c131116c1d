/* diwan-crashing.c - Diwan with one planted fault: what bears a mark ends its worker, every time.
 *
 * No letter is known that ends the parser or the reader, and one that were would be mended, not
 * kept. So the fault is planted: the program is linked from its own objects, but for the calls
 * by which the locked rooms reach parse, read and divide (ld's --wrap). All around them is the real thing.
 */
#include "divide/cut.h"
#include "parse/parse.h"
#include "read/read.h"

#include <string.h>

Mail *__real_parse_mail(const guint8 *bytes, gsize length, const ParseSettings *settings);
Mail *__wrap_parse_mail(const guint8 *bytes, gsize length, const ParseSettings *settings);
Reading *__real_read_page(const guint8 *bytes, gsize length, int number, bool want_image);
Reading *__wrap_read_page(const guint8 *bytes, gsize length, int number, bool want_image);

GBytes *__real_divide_work(GVariant *ask, GBytes *input);
GBytes *__wrap_divide_work(GVariant *ask, GBytes *input);

static void
crash_at(const char *mark, const guint8 *bytes, gsize length)
{
    if (memmem(bytes, length, mark, strlen(mark)) != NULL)
        __builtin_trap();
}

Mail *
__wrap_parse_mail(const guint8 *bytes, gsize length, const ParseSettings *settings)
{
    crash_at("X-Planted-Fault: parse", bytes, length);
    return __real_parse_mail(bytes, length, settings);
}

Reading *
__wrap_read_page(const guint8 *bytes, gsize length, int number, bool want_image)
{
    if (number == 2)
        crash_at("planted fault: second page", bytes, length);
    return __real_read_page(bytes, length, number, want_image);
}

GBytes *
__wrap_divide_work(GVariant *ask, GBytes *input)
{
    crash_at(
        "planted fault: cut", g_bytes_get_data(input, NULL), g_bytes_get_size(input));
    return __real_divide_work(ask, input);
}
