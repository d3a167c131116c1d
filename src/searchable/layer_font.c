/* layer_font.c - a font of plain boxes, for text that is there and not seen.
 *
 * A TrueType program of the six tables a PDF asks for (ISO 32000-1, 9.9) whose glyphs are boxes
 * as large as what is to be marked when they are found: PDFium takes text without extent for
 * none. They are never painted (rendering mode 3). A character's code is its glyph, counted in order of appearance; the
 * ToUnicode CMap tells the characters.
 */
#include "searchable/inside.h"
#include <string.h>

enum { MOST_CODES = 0xfff0, RANGE_MOST = 100, BOX_POINTS = 4, BOX_BYTES = 26 };

/* The first codes: the space, narrower than letters, and marks of direction without an
 * advance, as pdf.js passes over them without one. */
static const gunichar2 gaps[LAYER_GAPS] = {' ', 0x200e, 0x200f};

struct LayerFont {
    GHashTable *codes; /* of unit → code */
    GArray *units;     /* of gunichar2, by code - 1 */
};

LayerFont *
layer_font_new(void)
{
    LayerFont *font = g_new0(LayerFont, 1);
    font->codes = g_hash_table_new(NULL, NULL);
    font->units = g_array_new(FALSE, FALSE, sizeof(gunichar2));
    for (gsize i = 0; i < G_N_ELEMENTS(gaps); i++) {
        layer_font_code(font, gaps[i]);
    }
    return font;
}

void
layer_font_free(LayerFont *font)
{
    if (font == NULL) {
        return;
    }
    g_hash_table_unref(font->codes);
    g_array_unref(font->units);
    g_free(font);
}

guint16
layer_font_code(LayerFont *font, gunichar2 unit)
{
    guint code =
        GPOINTER_TO_UINT(g_hash_table_lookup(font->codes, GUINT_TO_POINTER(unit)));
    if (code == 0 && font->units->len < MOST_CODES) {
        g_array_append_val(font->units, unit);
        code = font->units->len;
        g_hash_table_insert(font->codes, GUINT_TO_POINTER(unit), GUINT_TO_POINTER(code));
    }
    return (guint16)code;
}

/* ---- the program ---- */

static void
put_16(GByteArray *bytes, guint value)
{
    guint8 two[] = {(guint8)(value >> 8), (guint8)value};
    g_byte_array_append(bytes, two, 2);
}

static void
put_32(GByteArray *bytes, guint32 value)
{
    put_16(bytes, value >> 16);
    put_16(bytes, value & 0xffff);
}

static void
put_zeros(GByteArray *bytes, guint n)
{
    g_byte_array_set_size(bytes, bytes->len + n);
    memset(bytes->data + bytes->len - n, 0, n);
}

static void
put_list(GByteArray *bytes, const guint16 *values, gsize n)
{
    for (gsize i = 0; i < n; i++) {
        put_16(bytes, values[i]);
    }
}

static void
put_head(GByteArray *to)
{
    put_32(to, 0x00010000); /* version */
    put_32(to, 0x00010000); /* revision */
    put_32(to, 0);          /* checksum adjustment: not checked in a PDF */
    put_32(to, 0x5f0f3cf5);
    const guint16 rest[] = {0, LAYER_EM, 0, 0, 0, 0, 0, 0, 0,
        0,                                                   /* flags, em, two dates */
        0, (guint16)LAYER_LOWER, LAYER_ADVANCE, LAYER_UPPER, /* box */
        0, 8, 2, 1 /* long offsets */, 0};
    put_list(to, rest, G_N_ELEMENTS(rest));
}

static void
put_hhea(GByteArray *to)
{
    const guint16 values[] = {1, 0, LAYER_UPPER, (guint16)LAYER_LOWER, 0, LAYER_ADVANCE,
        0, 0, LAYER_ADVANCE, 1, 0, 0, 0, 0, 0, 0, 0, 1 /* one advance for all */};
    put_list(to, values, G_N_ELEMENTS(values));
}

static void
put_maxp(GByteArray *to, guint glyphs)
{
    const guint16 values[] = {
        1, 0, (guint16)glyphs, BOX_POINTS, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0};
    put_list(to, values, G_N_ELEMENTS(values));
}

static int
advance_of(guint code)
{
    return code == 1 ? LAYER_GAP_ADVANCE : code <= LAYER_GAPS ? 0 : LAYER_ADVANCE;
}

/* A box from the lower edge of the strip to its upper, as wide as its advance: BOX_BYTES. */
static void
put_box(GByteArray *to, int width)
{
    static const guint8 flags[BOX_POINTS] = {0x11, 0x21, 0x11, 0x21}; /* what stays */
    const guint16 head[] = {
        1, 0, (guint16)LAYER_LOWER, (guint16)width, LAYER_UPPER, BOX_POINTS - 1, 0};
    const guint16 steps[] = {
        (guint16)width, (guint16)-width, (guint16)LAYER_LOWER, LAYER_UPPER - LAYER_LOWER};
    put_list(to, head, G_N_ELEMENTS(head));
    g_byte_array_append(to, flags, sizeof flags);
    put_list(to, steps, G_N_ELEMENTS(steps));
}

static void
put_glyphs(GByteArray *to, guint glyphs)
{
    for (guint code = 0; code < glyphs; code++) {
        put_box(to, advance_of(code));
    }
}

static void
put_places(GByteArray *to, guint glyphs)
{
    for (guint code = 0; code <= glyphs; code++) {
        put_32(to, code * BOX_BYTES);
    }
}

/* Tables by name, as the directory wants them; a table's checksum is not looked at in a PDF. */
GBytes *
layer_font_program(const LayerFont *font)
{
    static const char names[][5] = {"glyf", "head", "hhea", "hmtx", "loca", "maxp"};
    guint glyphs = font->units->len + 1;
    g_autoptr(GByteArray) tables = g_byte_array_new();
    GByteArray *program = g_byte_array_new();
    put_32(program, 0x00010000);
    put_list(program, (const guint16[]){G_N_ELEMENTS(names), 64, 2, 32}, 4);
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        guint start = tables->len;
        switch (i) {
        case 0:
            put_glyphs(tables, glyphs);
            break;
        case 1:
            put_head(tables);
            break;
        case 2:
            put_hhea(tables);
            break;
        case 3:
            put_16(tables, LAYER_ADVANCE);
            put_zeros(tables, 2 * glyphs); /* side bearings */
            break;
        case 4:
            put_places(tables, glyphs);
            break;
        default:
            put_maxp(tables, glyphs);
        }
        g_byte_array_append(program, (const guint8 *)names[i], 4);
        put_32(program, 0);
        put_32(program, (guint32)(12 + 16 * G_N_ELEMENTS(names)) + start);
        put_32(program, tables->len - start);
        put_zeros(tables, (4 - tables->len % 4) % 4);
    }
    g_byte_array_append(program, tables->data, tables->len);
    return g_byte_array_free_to_bytes(program);
}

/* ---- what the codes mean (Adobe technical note 5411) ---- */

char *
layer_font_unicode(const LayerFont *font)
{
    GString *map =
        g_string_new("/CIDInit/ProcSet findresource begin 12 dict begin begincmap\n"
                     "/CMapName/T def/CMapType 2 def\n"
                     "1 begincodespacerange<0000><FFFF>endcodespacerange\n");
    guint n = font->units->len;
    for (guint from = 0; from < n;) {
        /* a range may not leave its first byte */
        guint to = MIN(MIN(from + RANGE_MOST, n), ((from + 1) | 0xff));
        g_string_append_printf(map, "1 beginbfrange<%04X><%04X>[", from + 1, to);
        for (; from < to; from++) {
            g_string_append_printf(
                map, "<%04X>", g_array_index(font->units, gunichar2, from));
        }
        g_string_append(map, "]endbfrange\n");
    }
    g_string_append(
        map, "endcmap CMapName currentdict/CMap defineresource pop end end\n");
    return g_string_free(map, FALSE);
}
