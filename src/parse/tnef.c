/* tnef.c - winmail.dat: what Outlook packs a letter and its attachments into (MS-OXTNEF).
 *
 * A row of attributes, some of them a table of MAPI properties (MS-OXPROPS); an attachment begins with
 * attAttachRenddata and has its bytes in attAttachData, or in a property. Of 33 attachments of other
 * mailers' test files the library there is for it gave 16 byte for byte and this gives 19 (29 where line
 * ends and a prefix of their class do not count); it also writes what it meets to standard error. Every
 * length is held against what is left; what does not fit ends the reading, and the file itself is kept
 * as well.
 */
#include <string.h>

#include "parse/inside.h"

enum {
    TNEF_SIGNATURE = 0x223E9F78,
    ATTACHMENTS_MOST = 200,
    NESTED_MOST = 3,
    GUID_BYTES = 16,
};

/* Attributes, without their type. */
enum {
    ATTACH_REND_DATA = 0x9002,
    MESSAGE_PROPERTIES = 0x9003,
    ATTACHMENT_PROPERTIES = 0x9005,
    ATTACH_DATA = 0x800F,
    ATTACH_TITLE = 0x8010,
    MESSAGE_BODY = 0x800C,
};

/* Properties and their types. */
enum {
    PROPERTY_BODY = 0x1000,
    PROPERTY_RTF = 0x1009,
    PROPERTY_HTML = 0x1013,
    PROPERTY_DATA = 0x3701,
    PROPERTY_FILE_NAME = 0x3704,
    PROPERTY_LONG_NAME = 0x3707,
    TYPE_OBJECT = 0x000D,
    TYPE_STRING = 0x001E,
    TYPE_UNICODE = 0x001F,
    TYPE_BINARY = 0x0102,
    TYPE_SEVERAL = 0x1000,
};

typedef struct Bytes {
    const guint8 *at;
    gsize length;
} Bytes;

typedef struct Attachment {
    bool begun;
    char *name, *long_name;
    Bytes data, object; /* of the file; slices of it */
} Attachment;

typedef struct Tnef {
    Walk *walk;
    int depth, attachments;
    Attachment now;
} Tnef;

/* ---- numbers and slices ---- */

static bool
take(Bytes *from, gsize length, Bytes *slice)
{
    if (length > from->length)
        return false;
    *slice = (Bytes){from->at, length};
    from->at += length;
    from->length -= length;
    return true;
}

static bool
take_number(Bytes *from, gsize length, guint32 *number)
{
    Bytes slice;
    if (!take(from, length, &slice))
        return false;
    *number = 0;
    for (gsize i = length; i > 0; i--)
        *number = *number << 8 | slice.at[i - 1];
    return true;
}

/* Values stand at multiples of four. */
static bool
take_padded(Bytes *from, gsize length, Bytes *slice)
{
    Bytes padding;
    return take(from, length, slice) &&
           take(from, MIN((4 - length % 4) % 4, from->length), &padding);
}

/* ---- properties ---- */

/* The size of a value of that type, or 0 when it bears its length. */
static gsize
size_of_type(guint32 type)
{
    switch (type) {
    case 0x0002:
    case 0x0003:
    case 0x0004:
    case 0x000A:
    case 0x000B:
        return 4;
    case 0x0005:
    case 0x0006:
    case 0x0007:
    case 0x0014:
    case 0x0040:
        return 8;
    case 0x0048:
        return 16;
    default:
        return 0;
    }
}

/* Over the GUID and the name of one that has a name. */
static bool
pass_name(Bytes *from)
{
    guint32 kind, length;
    Bytes over;
    if (!take(from, GUID_BYTES, &over) || !take_number(from, 4, &kind) ||
        !take_number(from, 4, &length))
        return false;
    return kind == 0 || take_padded(from, length, &over);
}

/* The first value of the next property. */
static bool
property_take(Bytes *from, guint32 *id, guint32 *type, Bytes *value)
{
    guint32 n = 1, length;
    if (!take_number(from, 2, type) || !take_number(from, 2, id) ||
        (*id >= 0x8000 && !pass_name(from)))
        return false;
    bool several = *type & TYPE_SEVERAL;
    *type &= ~(guint32)TYPE_SEVERAL;
    gsize size = size_of_type(*type);
    if ((several || size == 0) && !take_number(from, 4, &n))
        return false;
    *value = (Bytes){from->at, 0}; /* of several there may be none */
    for (guint32 i = 0; i < n; i++) {
        Bytes each;
        length = (guint32)size;
        if ((size == 0 && !take_number(from, 4, &length)) ||
            !take_padded(from, length, &each))
            return false;
        if (i == 0)
            *value = each;
    }
    return true;
}

static char *
text_of(Bytes value, guint32 type)
{
    if (type == TYPE_UNICODE)
        return g_string_free(charset_decode((const char *)value.at,
                                 value.length & ~(gsize)1, "utf-16le", NULL),
            FALSE);
    gsize length = strnlen((const char *)value.at, value.length);
    return g_string_free(
        charset_decode((const char *)value.at, length, NULL, NULL), FALSE);
}

/* ---- rich text (MS-OXRTFCP) ---- */

static const char RTF_BEFORE[] =
    "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss "
    "\\fmodern "
    "\\fscript \\fdecor MS Sans SerifSymbolArialTimes New "
    "RomanCourier{\\colortbl\\red0\\green0"
    "\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

/* The text that was packed, or NULL; what was promised and is not there is left out. */
static GBytes *
rtf_unpack(Bytes packed)
{
    enum { WINDOW = 4096, PLAIN = 0x414C454D };
    guint32 size, unpacked, kind, sum;
    if (!take_number(&packed, 4, &size) || !take_number(&packed, 4, &unpacked) ||
        !take_number(&packed, 4, &kind) || !take_number(&packed, 4, &sum))
        return NULL;
    if (kind == PLAIN)
        return g_bytes_new(packed.at, MIN(packed.length, unpacked));
    guint8 window[WINDOW] = {0};
    guint at = sizeof RTF_BEFORE - 1;
    memcpy(window, RTF_BEFORE, at);
    g_autoptr(GByteArray) out = g_byte_array_new();
    guint32 flags = 0, high, low;
    for (int bit = 8;; bit++) {
        if (bit == 8 && !take_number(&packed, 1, &flags))
            break;
        bit %= 8;
        if (!take_number(&packed, 1, &high) || out->len >= TEXT_MOST_BYTES)
            break;
        guint length = 1, from = WINDOW; /* WINDOW: the byte itself */
        if (flags >> bit & 1) {
            if (!take_number(&packed, 1, &low))
                break;
            from = high << 4 | low >> 4;
            length = (low & 15) + 2;
            if (from == at % WINDOW)
                break;
        }
        for (guint i = 0; i < length; i++, at++) {
            guint8 byte = from == WINDOW ? (guint8)high : window[(from + i) % WINDOW];
            window[at % WINDOW] = byte;
            g_byte_array_append(out, &byte, 1);
        }
    }
    return g_byte_array_free_to_bytes(g_steal_pointer(&out));
}

/* ---- the letter's own words ---- */

static void
message_property(Tnef *tnef, guint32 id, guint32 type, Bytes value)
{
    Walk *walk = tnef->walk;
    bool wanted = bytes_are_blank(walk->text->str) && value.length > 0;
    if (id == PROPERTY_BODY && wanted) {
        g_autofree char *text = text_of(value, type);
        walk_add_text(walk, text, strlen(text), "utf-8", false);
    } else if (id == PROPERTY_HTML && wanted) {
        walk_add_text(walk, (const char *)value.at, value.length, NULL, true);
    } else if (id == PROPERTY_RTF && type == TYPE_BINARY) {
        g_autoptr(GBytes) rtf = rtf_unpack(value);
        if (rtf != NULL && g_bytes_get_size(rtf) > 0)
            walk_keep_file(walk, "message.rtf", "application/rtf", g_steal_pointer(&rtf));
    }
}

/* ---- attachments ---- */

static void
attachment_property(Tnef *tnef, guint32 id, guint32 type, Bytes value)
{
    Attachment *now = &tnef->now;
    bool text = type == TYPE_STRING || type == TYPE_UNICODE;
    if (id == PROPERTY_DATA && (type == TYPE_OBJECT || type == TYPE_BINARY)) {
        now->object = value;
        if (type == TYPE_OBJECT && value.length > GUID_BYTES) {
            now->object.at += GUID_BYTES;
            now->object.length -= GUID_BYTES;
        }
    } else if (text && id == PROPERTY_LONG_NAME) {
        g_free(now->long_name);
        now->long_name = text_of(value, type);
    } else if (text && id == PROPERTY_FILE_NAME && now->name == NULL) {
        now->name = text_of(value, type);
    }
}

/* What has been said of the attachment that ends here. */
static void
attachment_end(Tnef *tnef)
{
    Attachment *now = &tnef->now;
    Bytes object = now->object, data = now->data.length > 0 ? now->data : object;
    bool opened = object.length > 0 && tnef->depth < NESTED_MOST &&
                  tnef_open(tnef->walk, object.at, object.length, tnef->depth + 1);
    if (!opened && data.length > 0)
        walk_keep_file(tnef->walk, now->long_name != NULL ? now->long_name : now->name,
            NULL, g_bytes_new(data.at, data.length));
    g_free(now->name);
    g_free(now->long_name);
    tnef->now = (Attachment){0};
}

/* ---- attributes ---- */

static void
properties_read(Tnef *tnef, Bytes table,
    void (*each)(Tnef *tnef, guint32 id, guint32 type, Bytes value))
{
    guint32 n, id, type;
    Bytes value;
    if (!take_number(&table, 4, &n))
        return;
    while (n-- > 0 && property_take(&table, &id, &type, &value))
        each(tnef, id, type, value);
}

static void
attribute_read(Tnef *tnef, guint32 id, Bytes value)
{
    if (id == ATTACH_REND_DATA) {
        attachment_end(tnef);
        tnef->now.begun = tnef->attachments++ < ATTACHMENTS_MOST;
    } else if (id == MESSAGE_PROPERTIES) {
        properties_read(tnef, value, message_property);
    } else if (id == MESSAGE_BODY) {
        message_property(tnef, PROPERTY_BODY, TYPE_STRING, value);
    } else if (!tnef->now.begun) {
        return;
    } else if (id == ATTACHMENT_PROPERTIES) {
        properties_read(tnef, value, attachment_property);
    } else if (id == ATTACH_DATA) {
        tnef->now.data = value;
    } else if (id == ATTACH_TITLE) {
        g_free(tnef->now.name);
        tnef->now.name = text_of(value, TYPE_STRING);
    }
}

bool
tnef_open(Walk *walk, const guint8 *bytes, gsize length, int depth)
{
    Bytes all = {bytes, length}, value;
    guint32 signature, key, level, id, size, sum;
    if (!take_number(&all, 4, &signature) || signature != TNEF_SIGNATURE ||
        !take_number(&all, 2, &key))
        return false;
    Tnef tnef = {.walk = walk, .depth = depth};
    while (take_number(&all, 1, &level) && (level == 1 || level == 2) &&
           take_number(&all, 4, &id) && take_number(&all, 4, &size) &&
           take(&all, size, &value)) {
        attribute_read(&tnef, id & 0xFFFF, value);
        if (!take_number(&all, 2, &sum))
            break;
    }
    attachment_end(&tnef);
    return true;
}
