/* fuzz-tnef.c - any bytes as winmail.dat, as a zip and as S/MIME.
 */
#include "parse/inside.h"

int LLVMFuzzerTestOneInput(const guint8 *bytes, gsize length);

int
LLVMFuzzerTestOneInput(const guint8 *bytes, gsize length)
{
    parse_open();
    for (int way = 0; way < 2; way++) {
        g_autoptr(Mail) mail = mail_new();
        g_autoptr(GString) text = g_string_new(NULL);
        g_autoptr(GString) attached = g_string_new(NULL);
        Walk walk = {.mail = mail, .text = text, .attached = attached};
        if (way == 0)
            tnef_open(&walk, bytes, length, 0);
        else
            zip_open(&walk, bytes, length);
        g_assert_cmpuint(walk.part_bytes, <=, 2UL * PARTS_MOST_BYTES);
        for (guint i = 0; i < mail->parts->len; i++) {
            const Part *part = mail->parts->pdata[i];
            g_autofree char *clean =
                part->name != NULL ? part_name_clean(part->name) : NULL;
            g_assert_cmpstr(clean, ==, part->name);
        }
    }
    g_autoptr(GByteArray) inside = signed_content(bytes, length);
    g_assert_true(inside == NULL || inside->len <= length);
    return 0;
}
