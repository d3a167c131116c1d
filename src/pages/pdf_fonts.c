/* pdf_fonts.c - whether a font of a PDF tells which letters its codes are.
 *
 * Without a map to Unicode (ISO 32000-1, 9.10) a reader can only guess from glyph names or an
 * encoding; subset fonts of Arabic often have neither, and what is copied from them is noise.
 */
#include "pages/pdf.h"
#include <string.h>

enum { NAMES_LOOKED_AT = 64 };

static bool
name_has(qpdf_data qpdf, qpdf_oh name, const char *part)
{
    if (!qpdf_oh_is_name(qpdf, name)) {
        return false;
    }
    g_autofree char *lower = g_ascii_strdown(qpdf_oh_get_name(qpdf, name), -1);
    return strstr(lower, part) != NULL;
}

/* "g12", "C0031", "glyph7", "cid:4": a number instead of a letter's name; not "uni0645",
 * "u1EE00", "afii57445". */
static bool
is_numbered_glyph(const char *name)
{
    gsize letters = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz:");
    gsize digits = strspn(name + letters, "0123456789");
    return digits > 0 && name[letters + digits] == '\0' && letters <= 6 &&
           !g_str_has_prefix(name, "uni") && !g_str_has_prefix(name, "afii") &&
           !(letters == 1 && name[0] == 'u');
}

/* Most of the letters an encoding names by itself are numbers. */
static bool
names_are_numbers(qpdf_data qpdf, qpdf_oh encoding)
{
    qpdf_oh names = qpdf_oh_get_key_if_dict(qpdf, encoding, "/Differences");
    int n = qpdf_oh_is_array(qpdf, names) ? qpdf_oh_get_array_n_items(qpdf, names) : 0;
    int numbered = 0;
    int named = 0;
    for (int i = 0; i < n && named < NAMES_LOOKED_AT; i++) {
        qpdf_oh name = qpdf_oh_get_array_item(qpdf, names, i);
        if (qpdf_oh_is_name(qpdf, name)) {
            named++;
            numbered += is_numbered_glyph(qpdf_oh_get_name(qpdf, name) + 1);
        }
    }
    return numbered * 2 > named;
}

/* The collections of East Asian letters have tables of their own. */
static bool
composite_is_mapped(qpdf_data qpdf, qpdf_oh font)
{
    qpdf_oh parts = qpdf_oh_get_key(qpdf, font, "/DescendantFonts");
    qpdf_oh part = qpdf_oh_is_array(qpdf, parts) && qpdf_oh_get_array_n_items(qpdf, parts)
                       ? qpdf_oh_get_array_item(qpdf, parts, 0)
                       : qpdf_oh_new_null(qpdf);
    qpdf_oh system = qpdf_oh_get_key_if_dict(qpdf, part, "/CIDSystemInfo");
    qpdf_oh ordering = qpdf_oh_get_key_if_dict(qpdf, system, "/Ordering");
    return qpdf_oh_is_string(qpdf, ordering) &&
           strcmp(qpdf_oh_get_string_value(qpdf, ordering), "Identity") != 0;
}

static bool
is_embedded_truetype(qpdf_data qpdf, qpdf_oh font)
{
    qpdf_oh descriptor = qpdf_oh_get_key_if_dict(qpdf, font, "/FontDescriptor");
    return qpdf_oh_is_stream(
        qpdf, qpdf_oh_get_key_if_dict(qpdf, descriptor, "/FontFile2"));
}

static bool
simple_is_mapped(qpdf_data qpdf, qpdf_oh font, bool drawn)
{
    qpdf_oh encoding = qpdf_oh_get_key(qpdf, font, "/Encoding");
    if (qpdf_oh_is_dictionary(qpdf, encoding)) {
        return !names_are_numbers(qpdf, encoding);
    }
    /* A Type 1 font names its letters inside; a TrueType one need not, a drawn one cannot. */
    return qpdf_oh_is_name(qpdf, encoding) ||
           (!drawn && !is_embedded_truetype(qpdf, font));
}

PdfFont
pdf_font(qpdf_data qpdf, qpdf_oh font)
{
    PdfFont found = {0};
    if (!qpdf_oh_is_dictionary(qpdf, font)) {
        return found;
    }
    qpdf_oh kind = qpdf_oh_get_key(qpdf, font, "/Subtype");
    qpdf_oh base = qpdf_oh_get_key(qpdf, font, "/BaseFont");
    found.composite = qpdf_oh_is_name_and_equals(qpdf, kind, "/Type0");
    found.hidden = name_has(qpdf, base, "glyphless") ||
                   name_has(qpdf, base, "invisible") ||
                   name_has(qpdf, base, "hiddenhorzocr");
    if (!qpdf_oh_is_stream(qpdf, qpdf_oh_get_key(qpdf, font, "/ToUnicode"))) {
        bool drawn = qpdf_oh_is_name_and_equals(qpdf, kind, "/Type3");
        found.unmapped = found.composite ? !composite_is_mapped(qpdf, font)
                                         : !simple_is_mapped(qpdf, font, drawn);
    }
    return found;
}
