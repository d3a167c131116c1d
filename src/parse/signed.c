/* signed.c - signed and encrypted mail (RFC 8551, 3156, 4880): what can be read of it is read.
 *
 * Signatures are shown and never checked: whose keys are to be believed nobody here can know. A letter
 * that is signed with S/MIME as one block has its words inside; they are found by walking the BER
 * (X.690) down to the content of the SignedData (RFC 5652). What is encrypted is kept and said to be so.
 */
#include <string.h>

#include "parse/inside.h"

enum {
    BER_MOST_DEPTH = 32,
    SEQUENCE = 0x30,
    OCTETS = 0x04,
    OCTETS_MADE = 0x24,
    GIVEN = 0xA0,
    MADE = 0x20, /* of other elements */
};

typedef struct Ber {
    const guint8 *at, *end;
} Ber;

typedef struct Element {
    guint8 tag;
    Ber content;
    bool endless; /* its end is marked by two zero bytes */
} Element;

/* The next element's head; false when there is none. In an endless one content ends with its parent. */
static bool
element_read(Ber *ber, Element *element)
{
    if (ber->end - ber->at < 2 || (ber->at[0] == 0 && ber->at[1] == 0))
        return false;
    element->tag = *ber->at++;
    guint8 first = *ber->at++;
    gsize length = first & 0x7F;
    element->endless = first == 0x80;
    if (first > 0x80) {
        int n = first & 0x7F;
        if (n > 4 || ber->end - ber->at < n)
            return false;
        for (length = 0; n > 0; n--)
            length = length << 8 | *ber->at++;
    }
    /* Only what is made of others can be (X.690 §8.1.3.2); else its bytes would count again and again. */
    if (element->endless && !(element->tag & MADE))
        return false;
    if (element->endless)
        length = (gsize)(ber->end - ber->at);
    if (length > (gsize)(ber->end - ber->at))
        return false;
    element->content = (Ber){ber->at, ber->at + length};
    ber->at += length;
    return true;
}

/* Behind an endless element: its content is walked to the mark. */
static bool
element_end(Ber *ber, const Element *element, int depth)
{
    if (!element->endless)
        return true;
    Ber inside = element->content;
    Element each;
    while (depth < BER_MOST_DEPTH && element_read(&inside, &each))
        if (!element_end(&inside, &each, depth + 1))
            return false;
    if (inside.end - inside.at < 2)
        return false;
    ber->at = inside.at + 2;
    return true;
}

/* Into the first element of that tag. */
static bool
enter(Ber *ber, guint8 tag)
{
    Element element;
    while (element_read(ber, &element)) {
        if (element.tag == tag) {
            *ber = element.content;
            return true;
        }
        if (!element_end(ber, &element, 0))
            return false;
    }
    return false;
}

static void
octets_collect(Ber ber, GByteArray *all, int depth)
{
    Element element;
    while (depth < BER_MOST_DEPTH && element_read(&ber, &element)) {
        if (element.tag == OCTETS)
            g_byte_array_append(all, element.content.at,
                (guint)(element.content.end - element.content.at));
        else if (element.tag == OCTETS_MADE)
            octets_collect(element.content, all, depth + 1);
        if (!element_end(&ber, &element, depth))
            return;
    }
}

/* 1.2.840.113549.1.7.2, signedData. */
static bool
is_signed_data(const guint8 *bytes, gsize length)
{
    static const guint8 oid[] = {
        0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02};
    return memmem(bytes, MIN(length, 32), oid, sizeof oid) != NULL;
}

GByteArray *
signed_content(const guint8 *bytes, gsize length)
{
    Ber ber = {bytes, bytes + length};
    /* ContentInfo → [0] → SignedData → encapContentInfo → [0] → OCTET STRING */
    if (!is_signed_data(bytes, length) || !enter(&ber, SEQUENCE) || !enter(&ber, GIVEN) ||
        !enter(&ber, SEQUENCE) || !enter(&ber, SEQUENCE) || !enter(&ber, GIVEN))
        return NULL;
    GByteArray *content = g_byte_array_new();
    octets_collect(ber, content, 0);
    if (content->len > 0)
        return content;
    g_byte_array_unref(content);
    return NULL;
}

bool
signed_is_smime(const char *type)
{
    return strcmp(type, "application/pkcs7-mime") == 0 ||
           strcmp(type, "application/x-pkcs7-mime") == 0;
}

void
signed_note_inline(Mail *mail, const char *text)
{
    if (strstr(text, "-----BEGIN PGP MESSAGE-----") != NULL)
        mail_add_defect(mail, "encrypted");
    else if (strstr(text, "-----BEGIN PGP SIGNED MESSAGE-----") != NULL)
        mail_add_defect(mail, "signed_not_verified");
}

char *
signed_without_armour(const char *text)
{
    const char *begin = strstr(text, "-----BEGIN PGP SIGNED MESSAGE-----");
    const char *words = begin != NULL ? strstr(begin, "\n\n") : NULL;
    const char *end =
        words != NULL ? strstr(words, "\n-----BEGIN PGP SIGNATURE-----") : NULL;
    if (end == NULL)
        return g_strdup(text);
    const char *close = strstr(end, "-----END PGP SIGNATURE-----");
    GString *plain = g_string_new_len(text, begin - text);
    g_auto(GStrv) lines = NULL;
    /* Where nothing is signed, the signature begins at the empty line's own newline. */
    g_autofree char *inside =
        g_strndup(words + 2, end > words + 2 ? (gsize)(end - words - 2) : 0);
    lines = g_strsplit(inside, "\n", -1);
    for (gsize i = 0; lines[i] != NULL; i++) /* RFC 4880 §7.1: dashes are escaped */
        g_string_append_printf(
            plain, "%s\n", g_str_has_prefix(lines[i], "- ") ? lines[i] + 2 : lines[i]);
    if (close != NULL)
        g_string_append(plain, close + strlen("-----END PGP SIGNATURE-----"));
    return g_string_free(plain, FALSE);
}
