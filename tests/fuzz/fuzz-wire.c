/* fuzz-wire.c - any bytes as what a parse worker answered: refused, or a mail that it could have made.
 */
#include "base/base.h"
#include "parse/parse.h"

int LLVMFuzzerTestOneInput(const guint8 *bytes, gsize length);

int
LLVMFuzzerTestOneInput(const guint8 *bytes, gsize length)
{
    parse_open();
    g_autoptr(GBytes) answer = g_bytes_new(bytes, length);
    g_autoptr(GError) error = NULL;
    g_autoptr(Mail) mail = mail_from_wire(answer, &error);
    g_assert_true((mail == NULL) == (error != NULL));
    if (mail == NULL)
        return 0;
    g_autoptr(GBytes) again = mail_to_wire(mail);
    g_autoptr(Mail) same = mail_from_wire(again, NULL);
    g_assert_nonnull(same);
    return 0;
}
