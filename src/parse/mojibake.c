/* mojibake.c - Arabic that somebody on the way decoded wrongly and sent on as if it were right.
 *
 * "ÚíÈ" is windows-1256 read as windows-1252, "Ø¹ÙŠØ¨" UTF-8 read as windows-1252, "ط¹ظٹط¨" UTF-8 read
 * as windows-1256. Each is undone by going back to the bytes and reading these rightly. Lines are
 * judged one by one, because a good text may quote a broken one, and only where the outcome is Arabic
 * that cannot come about by chance: no western word has three accented letters in a row, and no Arabic
 * or western line is, as bytes, valid UTF-8 of several letters. The raw letter keeps what came.
 */
#include <string.h>

#include "parse/inside.h"

enum { ROUNDS_MOST = 3, RUN_LEAST = 3 };

/* What the bytes 0x80 … 0x9F mean in windows-1252; 0: the control of that number. */
static const gunichar of_1252[32] = {0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020,
    0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0, 0, 0x2018, 0x2019,
    0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,
    0x017E, 0x0178};

/* The byte that c was read from in windows-1252 or ISO-8859-1, or -1. */
static int
byte_of_1252(gunichar c)
{
    for (int i = 0; i < 32 && c > 0xFF; i++)
        if (of_1252[i] == c)
            return 0x80 + i;
    return c <= 0xFF ? (int)c : -1;
}

static int
byte_of_1256(gunichar c)
{
    if (c < 0x80)
        return (int)c;
    const gunichar *upper = charset_upper_1256();
    for (int i = 0; i < 128; i++)
        if (upper[i] == c)
            return 0x80 + i;
    return -1;
}

/* The bytes that a text was read from, or NULL when it cannot have been. of_utf8: they are to be UTF-8,
 * in which no letter's first byte is followed by another's; good Arabic is left after two letters. */
static GString *
bytes_of(const char *text, gsize length, int (*byte_of)(gunichar), bool of_utf8)
{
    int before = 0;
    g_autoptr(GString) bytes = g_string_sized_new(length);
    for (const char *at = text; at < text + length; at = g_utf8_next_char(at)) {
        int byte = byte_of(g_utf8_get_char(at));
        if (byte < 0 || (of_utf8 && before >= 0xC0 && (byte & 0xC0) != 0x80))
            return NULL;
        before = byte;
        g_string_append_c(bytes, (char)byte);
    }
    return g_steal_pointer(&bytes);
}

GString *
mojibake_bytes(const char *text, gsize length)
{
    return bytes_of(text, length, byte_of_1252, false);
}

static bool
is_arabic(gunichar c)
{
    return (c >= 0x0600 && c <= 0x06FF) || (c >= 0xFB50 && c <= 0xFDFF) ||
           (c >= 0xFE70 && c <= 0xFEFC);
}

/* Whether there are Arabic letters, and hardly a letter beyond ASCII that is none. */
static bool
reads_as_arabic(const char *text)
{
    guint arabic = 0, other = 0;
    for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        arabic += is_arabic(c);
        other += c >= 0x80 && !is_arabic(c) && g_unichar_isalpha(c);
    }
    return arabic > 0 && 10 * other <= arabic;
}

/* UTF-8 that was read as something of one byte a letter. */
static char *
undo_utf8(const char *line, gsize length, int (*byte_of)(gunichar))
{
    g_autoptr(GString) bytes = bytes_of(line, length, byte_of, true);
    if (bytes == NULL || !g_utf8_validate(bytes->str, (gssize)bytes->len, NULL) ||
        g_str_is_ascii(bytes->str))
        return NULL;
    return g_string_free(g_steal_pointer(&bytes), FALSE);
}

/* windows-1256 that was read as windows-1252. */
static char *
undo_1256(const char *line, gsize length)
{
    gsize high = 0, in_runs = 0, run = 0, plain = 0;
    g_autoptr(GString) bytes = bytes_of(line, length, byte_of_1252, false);
    for (gsize i = 0; bytes != NULL && i <= bytes->len; i++) {
        guchar byte = i < bytes->len ? (guchar)bytes->str[i] : ' ';
        plain += g_ascii_isalpha(byte);
        if (byte >= 0xC0 || byte == 0x81 || byte == 0x8D || byte == 0x90 ||
            byte == 0x98) {
            high++, run++;
            continue;
        }
        in_runs += run >= RUN_LEAST ? run : 0;
        run = 0;
    }
    if (in_runs == 0 || 4 * in_runs < 3 * high || plain > 2 * high)
        return NULL;
    GString *text = charset_decode_1256(bytes->str, bytes->len);
    char *line_again = text != NULL ? g_string_free(text, FALSE) : NULL;
    if (line_again == NULL || reads_as_arabic(line_again))
        return line_again;
    g_free(line_again);
    return NULL;
}

static const char *const RULES[] = {"mojibake_utf_8_read_as_windows_1252",
    "mojibake_utf_8_read_as_windows_1256", "mojibake_windows_1256_read_as_windows_1252"};

/* One line again as it was, or NULL; names the rule. */
static char *
undo(const char *line, gsize length, const char **rule)
{
    char *again = undo_utf8(line, length, byte_of_1252);
    *rule = RULES[0];
    if (again == NULL) {
        again = undo_utf8(line, length, byte_of_1256);
        *rule = RULES[1];
        if (again != NULL && !reads_as_arabic(again))
            g_clear_pointer(&again, g_free);
    }
    if (again == NULL) {
        again = undo_1256(line, length);
        *rule = RULES[2];
    }
    return again;
}

/* Whether text has letters and signs that mojibake always has some of, which plain Arabic and ASCII
 * have not: what the bytes 0x80 … 0xBF mean in windows-1252 and 1256. */
static bool
may_be_broken(const char *text, gsize length)
{
    static const guchar leads[] = {0xC2, 0xC3, 0xC5, 0xC6, 0xCB, 0xE2};
    for (gsize i = 0; i < sizeof leads; i++)
        if (memchr(text, leads[i], length) != NULL)
            return true;
    return false;
}

static void
line_repair(Mail *mail, GString *all, const char *line, gsize length)
{
    if (!may_be_broken(line, length)) {
        g_string_append_len(all, line, (gssize)length);
        return;
    }
    g_autofree char *now = g_strndup(line, length);
    for (int round = 0; round < ROUNDS_MOST; round++) {
        const char *rule;
        char *again = undo(now, strlen(now), &rule);
        if (again == NULL)
            break;
        mail_add_defect(mail, rule);
        g_free(now);
        now = again;
    }
    g_string_append(all, now);
}

char *
mojibake_repair(Mail *mail, const char *text)
{
    if (!may_be_broken(text, strlen(text)))
        return g_strdup(text);
    GString *all = g_string_sized_new(strlen(text));
    for (const char *line = text;;) {
        gsize length = strcspn(line, "\n");
        line_repair(mail, all, line, length);
        if (line[length] == '\0')
            return g_string_free(all, FALSE);
        g_string_append_c(all, '\n');
        line += length + 1;
    }
}

/* "???? ?? ?????": whoever sent it on had no letters for it. */
bool
mojibake_is_lost(const char *text)
{
    guint lost = 0, letters = 0, run = 0;
    if (strstr(text, "???") == NULL)
        return false;
    for (const char *at = text;; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        if (c == '?') {
            run++;
            continue;
        }
        lost += run >= RUN_LEAST ? run : 0;
        run = 0;
        if (c == 0)
            break;
        letters += g_unichar_isalpha(c);
    }
    return lost > 2 * RUN_LEAST && lost > letters;
}
