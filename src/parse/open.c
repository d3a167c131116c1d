/* open.c - what must be open before the room is locked.
 *
 * ICU's converters, from which all text comes, read no files: their data is a library. GMime
 * converts parameters of MIME fields with iconv while it parses, asked or not, and glibc loads a
 * library for each charset it meets. None is loaded here, as each would make every fork dearer:
 * the lock refuses them, which harms nothing, as no word of GMime's conversions is used.
 */
#include "parse/inside.h"

void
parse_open(void)
{
    static bool opened;
    if (opened)
        return;
    opened = true;
    g_mime_init();
    charset_open();
}
