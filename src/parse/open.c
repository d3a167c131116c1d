/* open.c - what must be open before the room is locked.
 *
 * Opened here: GMime's types and charset tables, its iconv converters for the charsets our post
 * comes in (GMime converts 8-bit and RFC 2231 parameters while it parses, and glibc reads a file
 * for each charset it meets first), and ICU's converters, whose data is a library already mapped.
 * A charset GMime meets later is refused by the lock and costs nothing: no text of ours comes
 * from GMime's conversions.
 */
#include <iconv.h>
#include <unicode/udata.h>

#include "parse/inside.h"

static const char *const CHARSETS[] = {
    "WINDOWS-1256",
    "WINDOWS-1252",
    "ISO-8859-1",
    "ISO-8859-6",
    "UTF-16",
    "UTF-8",
};

/* Kept open for the life of the process, so that glibc keeps the tables. */
static iconv_t converters[G_N_ELEMENTS(CHARSETS)];

void
parse_open(void)
{
    static bool opened;
    if (opened)
        return;
    opened = true;
    g_mime_init();
    for (gsize i = 0; i < G_N_ELEMENTS(CHARSETS); i++)
        converters[i] = iconv_open("UTF-8", CHARSETS[i]);
    charset_open();
}
