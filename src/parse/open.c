/* open.c - what must be open before the room is locked.
 *
 * ICU's converters, from which all text comes, read no files: their data is a library. GMime
 * converts parameters of MIME fields with iconv while it parses, asked or not, and glibc opens a
 * file for each charset it meets first; those that mail comes in are opened here. Another one is
 * refused by the lock, which harms nothing: no word of GMime's conversions is used.
 */
#include <iconv.h>
#include <unicode/udata.h>

#include "parse/inside.h"

static const char *const CHARSETS[] = {"UTF-8", "UTF-16", "UTF-32", "UTF-7",
    "WINDOWS-1256", "ISO-8859-6", "MACARABIC", "IBM864", "ISO-8859-1", "ISO-8859-2",
    "ISO-8859-3", "ISO-8859-4", "ISO-8859-5", "ISO-8859-7", "ISO-8859-8", "ISO-8859-9",
    "ISO-8859-10", "ISO-8859-13", "ISO-8859-14", "ISO-8859-15", "ISO-8859-16",
    "WINDOWS-1250", "WINDOWS-1251", "WINDOWS-1252", "WINDOWS-1253", "WINDOWS-1254",
    "WINDOWS-1255", "WINDOWS-1257", "WINDOWS-1258", "KOI8-R", "KOI8-U", "MACINTOSH",
    "IBM437", "IBM850", "TIS-620", "GB2312", "GBK", "GB18030", "BIG5", "SHIFT_JIS",
    "EUC-JP", "EUC-KR", "ISO-2022-JP", "ISO-2022-KR"};

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
