/* charset.c - what the bytes of a text mean.
 *
 * Mail lies about its charset often enough that the bytes come first: valid UTF-8 is UTF-8, then
 * the declared charset holds if every byte is valid in it, then windows-1256, in which every byte
 * means something. Arabic that calls itself Latin is no Latin, though every byte is valid there: many
 * mailers name the charset of their own language. ICU's converters need no files. One damaged character must not turn a whole
 * Arabic text into noise, so text that is UTF-8 but for a few bytes stays UTF-8.
 */
#include <string.h>
#include <unicode/ucnv.h>

#include "parse/inside.h"

static UConverter *fallback; /* windows-1256 */
static UConverter *standard; /* ISO-8859-6 */
static UConverter *forced;   /* what a person chose; NULL: the rule */
static gunichar upper_1256[128];

static UConverter *
converter_open(const char *name)
{
    UErrorCode code = U_ZERO_ERROR;
    UConverter *converter = ucnv_open(name, &code);
    if (U_FAILURE(code))
        return NULL;
    ucnv_setToUCallBack(converter, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL, &code);
    if (U_FAILURE(code)) {
        ucnv_close(converter);
        return NULL;
    }
    return converter;
}

static GString *convert(UConverter *converter, const char *bytes, gsize length);

GString *
charset_decode_1256(const char *bytes, gsize length)
{
    return convert(fallback, bytes, length);
}

const gunichar *
charset_upper_1256(void)
{
    return upper_1256;
}

bool
charset_force(const char *name)
{
    if (forced != NULL)
        ucnv_close(forced);
    forced = name != NULL && *name != '\0' ? converter_open(name) : NULL;
    return forced != NULL || name == NULL;
}

void
charset_open(void)
{
    fallback = converter_open("windows-1256");
    standard = converter_open("iso-8859-6");
    g_assert(fallback != NULL && standard != NULL);
    for (int i = 0; i < 128; i++) {
        const char byte = (char)(0x80 + i);
        g_autoptr(GString) letter = charset_decode_1256(&byte, 1);
        upper_1256[i] = letter != NULL ? g_utf8_get_char(letter->str) : 0;
    }
    /* Loads these charsets' tables once, for all the forks to come. */
    static const char *const usual[] = {"windows-1252", "us-ascii", "utf-16"};
    for (gsize i = 0; i < G_N_ELEMENTS(usual); i++) {
        UConverter *converter = converter_open(usual[i]);
        if (converter != NULL)
            ucnv_close(converter);
    }
}

/* NULL when some byte is not valid in the converter's charset. */
static GString *
convert(UConverter *converter, const char *bytes, gsize length)
{
    if (length > G_MAXINT32 / 3)
        return NULL;
    ucnv_reset(converter);
    /* Three bytes of UTF-8 for one byte is the most a charset in use makes; more is met by the
     * second round. */
    gsize room = length * 2 + 16;
    for (;;) {
        GString *text = g_string_sized_new(room);
        UErrorCode code = U_ZERO_ERROR;
        int32_t written = ucnv_toAlgorithmic(UCNV_UTF8, converter, text->str,
            (int32_t)room, bytes, (int32_t)length, &code);
        if (code == U_BUFFER_OVERFLOW_ERROR && (gsize)written > room) {
            room = (gsize)written + 1;
            g_string_free(text, TRUE);
            ucnv_reset(converter);
            continue;
        }
        if (U_FAILURE(code)) {
            g_string_free(text, TRUE);
            return NULL;
        }
        text->len = (gsize)written;
        text->str[written] = '\0';
        return text;
    }
}

/* Text in these is 7-bit or full of NULs, so that it would pass for UTF-8. */
static bool
hides_in_utf8(const char *declared)
{
    static const char *const prefixes[] = {"iso-2022", "utf-7", "utf7",
        "unicode-1-1-utf-7", "hz-gb", "utf-16", "utf16", "utf-32", "utf32", "ucs-",
        "ibm037", "cp037"};
    for (gsize i = 0; i < G_N_ELEMENTS(prefixes); i++)
        if (g_ascii_strncasecmp(declared, prefixes[i], strlen(prefixes[i])) == 0)
            return true;
    return false;
}

/* C1 controls stand in no letter: they are letters of another 8-bit charset. */
static bool
has_c1_controls(const GString *text)
{
    const char *end = text->str + text->len;
    for (const char *at = text->str; (at = memchr(at, '\xC2', (gsize)(end - at))) != NULL;
         at++)
        if ((guchar)at[1] < 0xA0 && (guchar)at[1] != 0x85)
            return true;
    return false;
}

/* ---- bytes that are Arabic, whatever they are called ---- */

static bool
is_latin(const char *declared)
{
    static const char *const names[] = {
        "iso-8859-1", "latin1", "windows-1252", "cp1252", "iso-8859-15"};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        if (g_ascii_strcasecmp(declared, names[i]) == 0)
            return true;
    return false;
}

/* Words of accented letters alone: western languages have none, Arabic has no others. */
static bool
looks_arabic(const char *bytes, gsize length)
{
    enum { WORD_LEAST = 3 };
    gsize high = 0, in_words = 0, run = 0;
    for (gsize i = 0; i <= length; i++) {
        if (i < length && (guchar)bytes[i] >= 0xC0) {
            high++;
            run++;
            continue;
        }
        in_words += run >= WORD_LEAST ? run : 0;
        run = 0;
    }
    return in_words > 0 && 4 * in_words >= 3 * high;
}

/* ه و ى ي of ISO-8859-6, a fifth of any Arabic, are ç è é ê in windows-1256, which no Arabic has. */
static UConverter *
guess_arabic(const char *bytes, gsize length)
{
    gsize high = 0, telling = 0;
    for (gsize i = 0; i < length; i++) {
        high += (guchar)bytes[i] >= 0xC0;
        telling += (guchar)bytes[i] >= 0xE7 && (guchar)bytes[i] <= 0xEA;
    }
    return looks_arabic(bytes, length) && 10 * telling > high ? standard : fallback;
}

static GString *
decode_declared(const char *bytes, gsize length, const char *declared)
{
    /* What is called Latin-1 is windows-1252 in mail, as in the web's encoding standard. */
    if (g_ascii_strcasecmp(declared, "iso-8859-1") == 0 ||
        g_ascii_strcasecmp(declared, "latin1") == 0)
        declared = "windows-1252";
    UConverter *converter = converter_open(declared);
    if (converter == NULL)
        return NULL;
    GString *text = convert(converter, bytes, length);
    ucnv_close(converter);
    if (text != NULL && has_c1_controls(text)) {
        g_string_free(text, TRUE);
        return NULL;
    }
    return text;
}

/* Walks a text that is not valid UTF-8: counts its multi-byte characters and the bytes that
 * belong to none. Appends it with U+FFFD for those bytes when text is given. */
static void
walk_damaged(const char *bytes, gsize length, gsize *good, gsize *bad, GString *text)
{
    *good = *bad = 0;
    const char *at = bytes, *end = bytes + length;
    while (at < end) {
        const char *stop;
        bool valid = g_utf8_validate_len(at, (gsize)(end - at), &stop);
        for (const char *byte = at; byte < stop; byte++)
            *good += ((guchar)*byte & 0xC0) == 0xC0;
        if (text != NULL)
            g_string_append_len(text, at, stop - at);
        at = stop;
        if (valid || at >= end)
            break;
        if (*at == '\0') { /* valid, but the end of text to g_utf8_validate_len */
            if (text != NULL)
                g_string_append_c(text, '\0');
        } else {
            ++*bad;
            if (text != NULL)
                g_string_append(text, "\xEF\xBF\xBD");
        }
        at++;
    }
}

/* As the person chose who looked at it, or NULL when the bytes are not valid so. */
static GString *
decode_forced(const char *bytes, gsize length)
{
    bool ascii = true;
    for (gsize i = 0; i < length && ascii; i++)
        ascii = (guchar)bytes[i] < 0x80;
    if (forced == NULL || ascii)
        return NULL;
    g_autoptr(GString) before = g_utf8_validate(bytes, (gssize)length, NULL)
                                    ? mojibake_bytes(bytes, length)
                                    : NULL;
    return before != NULL ? convert(forced, before->str, before->len)
                          : convert(forced, bytes, length);
}

GString *
charset_decode(const char *bytes, gsize length, const char *declared, CharsetRule *rule)
{
    CharsetRule ignored;
    rule = rule != NULL ? rule : &ignored;
    GString *chosen = decode_forced(bytes, length);
    if (chosen != NULL) {
        *rule = CHARSET_DECLARED;
        return chosen;
    }
    if (declared != NULL && hides_in_utf8(declared)) {
        GString *text = decode_declared(bytes, length, declared);
        if (text != NULL) {
            *rule = CHARSET_DECLARED;
            return text;
        }
    }
    *rule = CHARSET_UTF8;
    if (g_utf8_validate_len(bytes, length, NULL))
        return g_string_new_len(bytes, (gssize)length);
    gsize good, bad;
    walk_damaged(bytes, length, &good, &bad, NULL);
    /* In an 8-bit charset's Arabic hardly any two bytes make a UTF-8 character. */
    if (bad == 0 || good >= 4 * bad) {
        GString *text = g_string_sized_new(length + 2 * bad);
        walk_damaged(bytes, length, &good, &bad, text);
        *rule = bad == 0 ? CHARSET_UTF8 : CHARSET_DAMAGED;
        return text;
    }
    GString *text = NULL;
    *rule = CHARSET_DECLARED;
    if (declared != NULL && !(is_latin(declared) && looks_arabic(bytes, length)))
        text = decode_declared(bytes, length, declared);
    if (text != NULL)
        return text;
    UConverter *guess = guess_arabic(bytes, length);
    *rule = guess == standard ? CHARSET_GUESSED_STANDARD : CHARSET_GUESSED;
    text = convert(guess, bytes, length);
    if (text == NULL && guess == standard) {
        *rule = CHARSET_GUESSED;
        text = convert(fallback, bytes, length);
    }
    return text != NULL ? text : g_string_new("\xEF\xBF\xBD");
}

guint
charset_count_unreadable(const char *text)
{
    guint n = 0;
    for (const char *at = text; (at = strstr(at, "\xEF\xBF\xBD")) != NULL; at += 3)
        n++;
    return n;
}

void
charset_note(Mail *mail, CharsetRule rule, const char *declared, const char *text)
{
    if (rule == CHARSET_GUESSED)
        mail_add_defect(mail, declared != NULL ? "charset_wrong_read_as_windows_1256"
                                               : "charset_missing_read_as_windows_1256");
    else if (rule == CHARSET_GUESSED_STANDARD)
        mail_add_defect(mail, declared != NULL ? "charset_wrong_read_as_iso_8859_6"
                                               : "charset_missing_read_as_iso_8859_6");
    else if (rule == CHARSET_DAMAGED)
        mail_add_defect(mail, "utf8_damaged");
    else if (rule == CHARSET_UTF8 && declared != NULL &&
             g_ascii_strcasecmp(declared, "utf-8") != 0 &&
             g_ascii_strcasecmp(declared, "utf8") != 0 && !g_str_is_ascii(text))
        mail_add_defect(mail, "charset_wrong_read_as_utf_8");
}
