/* alto.c - what pages say as ALTO 4.4 XML, in pixels of the upright pages.
 *
 * Blocks are the text's paragraphs, lines its lines; text stands in the order of reading, and
 * BASEDIRECTION says which way a line runs. Valid against the schema of
 * https://www.loc.gov/standards/alto/v4/alto-4-4.xsd.
 */
#include "read/read.h"
#include "searchable/inside.h"
#include "searchable/searchable.h"

static const char head[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<alto xmlns=\"http://www.loc.gov/standards/alto/ns-v4#\" "
    "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
    "xsi:schemaLocation=\"http://www.loc.gov/standards/alto/ns-v4# "
    "https://www.loc.gov/standards/alto/v4/alto-4-4.xsd\" SCHEMAVERSION=\"4.4\">\n"
    " <Description>\n"
    "  <MeasurementUnit>pixel</MeasurementUnit>\n";

static const char processing[] =
    "  <Processing ID=\"reading\">\n"
    "   <processingCategory>contentGeneration</processingCategory>\n"
    "   <processingSoftware>\n"
    "    <softwareName>Diwan</softwareName>\n"
    "    <applicationDescription>page text by the project's own recognisers of print and "
    "of "
    "numbers, and by Tesseract</applicationDescription>\n"
    "   </processingSoftware>\n"
    "  </Processing>\n"
    " </Description>\n"
    " <Layout>\n";

/* XML knows no control characters, not even escaped. */
static void
append_escaped(GString *to, const char *text)
{
    g_autoptr(GString) clean = g_string_new(NULL);
    for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);
        if (character >= ' ' && character != 0x7f && (character & 0xfffe) != 0xfffe) {
            g_string_append_unichar(clean, character);
        }
    }
    g_autofree char *escaped = g_markup_escape_text(clean->str, (gssize)clean->len);
    g_string_append(to, escaped);
}

static void
append_box(GString *to, int x, int y, int width, int height)
{
    g_string_append_printf(
        to, " HPOS=\"%d\" VPOS=\"%d\" WIDTH=\"%d\" HEIGHT=\"%d\"", x, y, width, height);
}

/* Hundredths as ALTO's 0 to 1, whatever the locale. */
static void
append_share(GString *to, const char *name, double hundredths)
{
    char text[G_ASCII_DTOSTR_BUF_SIZE];
    g_ascii_formatd(text, sizeof text, "%.2f", CLAMP(hundredths, 0, 100) / 100);
    g_string_append_printf(to, " %s=\"%s\"", name, text);
}

static bool
runs_rtl(const Reading *reading, guint first, guint n)
{
    int balance = rtl_balance(reading, first, n);
    return balance > 0 || (balance == 0 && page_is_rtl(reading));
}

static void
append_direction(GString *to, const Reading *reading, guint first, guint n)
{
    bool rtl = runs_rtl(reading, first, n);
    g_string_append_printf(to, " LANG=\"%s\" BASEDIRECTION=\"%s\">\n", rtl ? "ar" : "en",
        rtl ? "rtl" : "ltr");
}

static void
append_line(GString *to, const Reading *reading, const Line *line)
{
    g_string_append(to, "      <TextLine");
    append_box(to, line->x, line->y, line->width, line->height);
    append_direction(to, reading, line->first, line->n);
    for (guint i = 0; i < line->n; i++) {
        const Word *word = g_ptr_array_index(reading->words, line->first + i);
        g_string_append(to, i > 0 ? "       <SP/>\n       <String" : "       <String");
        append_box(to, word->x, word->y, word->width, word->height);
        append_share(to, "WC", word->confidence);
        g_string_append(to, " CONTENT=\"");
        append_escaped(to, word->text);
        g_string_append(to, "\"/>\n");
    }
    g_string_append(to, "      </TextLine>\n");
}

/* The lines first to end of a block, end excluded. */
static void
append_block(
    GString *to, const Reading *reading, const GArray *lines, guint first, guint end)
{
    const Line *top = &g_array_index(lines, Line, first);
    int x = top->x;
    int y = top->y;
    int right = x + top->width;
    int bottom = y + top->height;
    guint words = top->n;
    for (guint i = first + 1; i < end; i++) {
        const Line *line = &g_array_index(lines, Line, i);
        x = MIN(x, line->x);
        y = MIN(y, line->y);
        right = MAX(right, line->x + line->width);
        bottom = MAX(bottom, line->y + line->height);
        words += line->n;
    }
    g_string_append_printf(
        to, "     <TextBlock ID=\"page%d-block%u\"", reading->number, first + 1);
    append_box(to, x, y, right - x, bottom - y);
    append_direction(to, reading, top->first, words);
    for (guint i = first; i < end; i++) {
        append_line(to, reading, &g_array_index(lines, Line, i));
    }
    g_string_append(to, "     </TextBlock>\n");
}

static void
append_page(GString *to, const Reading *reading)
{
    g_string_append_printf(to,
        "  <Page ID=\"page%d\" PHYSICAL_IMG_NR=\"%d\" WIDTH=\"%d\" HEIGHT=\"%d\" "
        "ROTATION=\"%d\" PROCESSINGREFS=\"reading\"",
        reading->number, reading->number, reading->width, reading->height,
        reading->rotation);
    append_share(to, "PC", reading->confidence);
    if (reading->trouble != NULL) {
        g_string_append(to, " QUALITY=\"Damaged\" QUALITY_DETAIL=\"");
        append_escaped(to, reading->trouble);
        g_string_append_c(to, '"');
    }
    g_string_append(to, ">\n    <PrintSpace");
    append_box(to, 0, 0, reading->width, reading->height);
    g_string_append(to, ">\n");
    g_autoptr(GArray) lines = lines_of(reading);
    guint first = 0;
    for (guint i = 0; i < lines->len; i++) {
        if (g_array_index(lines, Line, i).ends_block) {
            append_block(to, reading, lines, first, i + 1);
            first = i + 1;
        }
    }
    g_string_append(to, "    </PrintSpace>\n  </Page>\n");
}

char *
alto_xml(const char *file_name, const GPtrArray *readings)
{
    GString *xml = g_string_new(head);
    g_autofree char *name = g_utf8_make_valid(file_name, -1);
    g_string_append(xml, "  <sourceImageInformation>\n   <fileName>");
    append_escaped(xml, name);
    g_string_append(xml, "</fileName>\n  </sourceImageInformation>\n");
    g_string_append(xml, processing);
    for (guint i = 0; i < readings->len; i++) {
        append_page(xml, g_ptr_array_index(readings, i));
    }
    g_string_append(xml, " </Layout>\n</alto>\n");
    return g_string_free(xml, FALSE);
}
