/* boxes.c - where the words and codes of a page stand, as few bytes.
 *
 * A version, then the words, then the codes; whole numbers are varints of seven bits a byte. A word is
 * its confidence and its box against the word before it: in a line of Arabic the next word stands
 * close before the last one, at its height. Its text is the next one of the page's text between
 * blanks; a set high bit of the confidence says that it is not, and what it is instead. Nothing read
 * back is believed: a count, a box, a text or an end that is out of its range refuses the whole.
 */
#include "store/boxes.h"
#include "base/base.h"

#include <string.h>

enum {
    BOXES_VERSION = 1,
    BOXES_MOST_WORDS = 40000,
    BOXES_MOST_CODES = 100,
    BOXES_MOST_SIDE = 40000, /* pixels; a word may hang over an edge */
    WORD_LEAST_BYTES = 5,
    CODE_LEAST_BYTES = 6,
    SEEK_BYTES =
        64, /* how far from the last word one is looked for that is not the next */
    ELSEWHERE = 0x80,
};

static const char blanks[] = " \n\t\r\f\v";

/* ---- out ---- */

static void
put_number(GByteArray *out, guint64 value)
{
    guint8 bytes[10];
    guint n = 0;
    for (; value >= 0x80; value >>= 7)
        bytes[n++] = (guint8)(value | 0x80);
    bytes[n++] = (guint8)value;
    g_byte_array_append(out, bytes, n);
}

/* Small either way: 0, -1, 1, -2 … become 0, 1, 2, 3 … */
static void
put_signed(GByteArray *out, gint64 value)
{
    put_number(out, value < 0 ? ((guint64)(-(value + 1)) << 1 | 1) : (guint64)value << 1);
}

static void
put_text(GByteArray *out, const char *text)
{
    gsize length = strlen(text);
    put_number(out, length);
    g_byte_array_append(out, (const guint8 *)text, (guint)length);
}

/* The next text between blanks; its length is 0 at the end. */
static const char *
next_token(const char *at, gsize *length)
{
    at += strspn(at, blanks);
    *length = strcspn(at, blanks);
    return at;
}

/* 0 and a text of its own, or how far from the last word it begins, and one more, and its length. */
static const char *
put_elsewhere(GByteArray *out, const char *text, const char *at)
{
    gsize length = strlen(text);
    const char *found =
        length > 0 ? g_strstr_len(at, (gssize)strnlen(at, length + SEEK_BYTES), text)
                   : NULL;
    if (found == NULL) {
        put_number(out, 0);
        put_text(out, text);
        return at;
    }
    put_number(out, (guint64)(found - at) + 1);
    put_number(out, length);
    return found + length;
}

static const char *
put_word(GByteArray *out, const Word *word, const Word *before, const char *at)
{
    gsize length;
    const char *token = next_token(at, &length);
    bool next = length > 0 && strlen(word->text) == length &&
                memcmp(token, word->text, length) == 0;
    guint8 head = (guint8)(CLAMP(word->confidence, 0, 100) | (next ? 0 : ELSEWHERE));
    g_byte_array_append(out, &head, 1);
    at = next ? token + length : put_elsewhere(out, word->text, at);
    put_signed(out, (gint64)before->x - word->x - word->width);
    put_signed(out, (gint64)word->y - before->y);
    put_number(out, (guint64)word->width);
    put_signed(out, (gint64)word->height - before->height);
    return at;
}

GBytes *
boxes_pack(const Reading *reading)
{
    static const Word none;
    GByteArray *out = g_byte_array_sized_new(8 + reading->words->len * 7);
    const char *at = reading->text != NULL ? reading->text : "";
    const Word *before = &none;
    put_number(out, BOXES_VERSION);
    put_number(out, reading->words->len);
    for (guint i = 0; i < reading->words->len; i++) {
        at = put_word(out, reading->words->pdata[i], before, at);
        before = reading->words->pdata[i];
    }
    put_number(out, reading->codes->len);
    for (guint i = 0; i < reading->codes->len; i++) {
        const Code *code = reading->codes->pdata[i];
        put_text(out, code->type);
        put_text(out, code->text);
        put_signed(out, code->x);
        put_signed(out, code->y);
        put_number(out, (guint64)code->width);
        put_number(out, (guint64)code->height);
    }
    return g_byte_array_free_to_bytes(out);
}

/* ---- in ---- */

typedef struct Packed {
    const guint8 *at, *end;
    const char *text, *text_end; /* of the page, from the last word's end */
    bool wrong;                  /* something was not as it is written */
} Packed;

static guint64
take_number(Packed *in, guint64 most)
{
    guint64 value = 0;
    int shift = 0;
    for (; in->at < in->end && shift < 63; shift += 7) {
        guint8 byte = *in->at++;
        value |= (guint64)(byte & 0x7f) << shift;
        if (byte < 0x80) {
            in->wrong = in->wrong || value > most;
            return in->wrong ? 0 : value;
        }
    }
    in->wrong = true;
    return 0;
}

static gint64
take_signed(Packed *in)
{
    guint64 value = take_number(in, G_MAXUINT32);
    return value & 1 ? -(gint64)(value >> 1) - 1 : (gint64)(value >> 1);
}

static int
take_side(Packed *in, gint64 side, gint64 least)
{
    in->wrong = in->wrong || side < least || side > BOXES_MOST_SIDE;
    return in->wrong ? 0 : (int)side;
}

/* Owned; NULL when it is wrong. */
static char *
check_text(Packed *in, const char *text, gsize length)
{
    in->wrong = in->wrong || !g_utf8_validate(text, (gssize)length, NULL);
    return in->wrong ? NULL : g_strndup(text, length);
}

static char *
take_text(Packed *in)
{
    gsize length = take_number(in, (guint64)(in->end - in->at));
    in->wrong = in->wrong || length > (gsize)(in->end - in->at);
    if (in->wrong)
        return NULL;
    const char *text = (const char *)in->at;
    in->at += length;
    return check_text(in, text, length);
}

static char *
take_word_text(Packed *in, bool elsewhere)
{
    gsize length;
    if (!elsewhere) {
        const char *token = next_token(in->text, &length);
        in->text = token + length;
        in->wrong = in->wrong || length == 0;
        return check_text(in, token, length);
    }
    gsize left = (gsize)(in->text_end - in->text), skip = take_number(in, left + 1);
    if (skip == 0)
        return take_text(in);
    length = take_number(in, left - (skip - 1));
    if (in->wrong)
        return NULL;
    const char *text = in->text + (skip - 1);
    in->text = text + length;
    return check_text(in, text, length);
}

static Word *
take_word(Packed *in, const Word *before)
{
    guint8 head = in->at < in->end ? *in->at++ : 0;
    Word *word = g_new0(Word, 1);
    word->confidence = head & ~ELSEWHERE;
    in->wrong = in->wrong || word->confidence > 100;
    word->text = take_word_text(in, (head & ELSEWHERE) != 0);
    gint64 gap = take_signed(in), down = take_signed(in);
    word->width = take_side(in, (gint64)take_number(in, BOXES_MOST_SIDE), 0);
    word->x = take_side(in, before->x - gap - word->width, -BOXES_MOST_SIDE);
    word->y = take_side(in, before->y + down, -BOXES_MOST_SIDE);
    word->height = take_side(in, before->height + take_signed(in), 0);
    return word;
}

static Code *
take_code(Packed *in)
{
    Code *code = g_new0(Code, 1);
    code->type = take_text(in);
    code->text = take_text(in);
    code->x = take_side(in, take_signed(in), -BOXES_MOST_SIDE);
    code->y = take_side(in, take_signed(in), -BOXES_MOST_SIDE);
    code->width = take_side(in, (gint64)take_number(in, BOXES_MOST_SIDE), 0);
    code->height = take_side(in, (gint64)take_number(in, BOXES_MOST_SIDE), 0);
    return code;
}

static void
take_all(Packed *in, Reading *reading)
{
    static const Word none;
    const Word *before = &none;
    guint64 words = take_number(in, BOXES_MOST_WORDS);
    in->wrong = in->wrong || words * WORD_LEAST_BYTES > (guint64)(in->end - in->at);
    for (guint64 i = 0; i < words && !in->wrong; i++) {
        Word *word = take_word(in, before);
        g_ptr_array_add(reading->words, word);
        before = word;
    }
    guint64 codes = take_number(in, BOXES_MOST_CODES);
    in->wrong = in->wrong || codes * CODE_LEAST_BYTES > (guint64)(in->end - in->at);
    for (guint64 i = 0; i < codes && !in->wrong; i++)
        g_ptr_array_add(reading->codes, take_code(in));
}

bool
boxes_unpack(GBytes *packed, Reading *reading, GError **error)
{
    gsize length;
    const guint8 *bytes = g_bytes_get_data(packed, &length);
    const char *text = reading->text;
    Packed in = {bytes, bytes + length, text, text + strlen(text), false};
    in.wrong = take_number(&in, G_MAXUINT8) != BOXES_VERSION;
    if (!in.wrong)
        take_all(&in, reading);
    if (!in.wrong && in.at == in.end)
        return true;
    g_ptr_array_set_size(reading->words, 0);
    g_ptr_array_set_size(reading->codes, 0);
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
        "what is kept of where the words stand on a page is damaged");
    return false;
}
