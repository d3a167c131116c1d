/* utf7.c - folder names in modified UTF-7 (RFC 3501 section 5.1.3).
 *
 * Printable ASCII stands for itself, & is written &-, and all else is UTF-16BE in base64 with a
 * comma for the slash and no padding, between & and -.
 */
#include <glib.h>

#include "intake/utf7.h"

static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

static void
append_shifted(GString *out, const gunichar2 *units, glong n)
{
    guint32 bits = 0;
    int held = 0;
    g_string_append_c(out, '&');
    for (glong i = 0; i < n; i++) {
        bits = bits << 16 | units[i];
        for (held += 16; held >= 6; held -= 6)
            g_string_append_c(out, alphabet[bits >> (held - 6) & 63]);
        bits &= (1u << held) - 1;
    }
    if (held > 0)
        g_string_append_c(out, alphabet[bits << (6 - held) & 63]);
    g_string_append_c(out, '-');
}

char *
utf7_from_name(const char *name)
{
    if (!g_utf8_validate(name, -1, NULL))
        return NULL;
    g_autoptr(GString) out = g_string_new(NULL);
    while (*name != '\0') {
        const char *from = name;
        while (*name != '\0' && !g_ascii_isprint(*name))
            name++;
        if (name > from) {
            glong n = 0;
            g_autofree gunichar2 *units =
                g_utf8_to_utf16(from, name - from, NULL, &n, NULL);
            append_shifted(out, units, n);
        } else if (*name == '&') {
            g_string_append(out, "&-");
            name++;
        } else
            g_string_append_c(out, *name++);
    }
    return g_string_free(g_steal_pointer(&out), FALSE);
}
