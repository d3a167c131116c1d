/* form.c - the empty support request form: what stands round the fields, and the fields.
 *
 * Arabic first, English beside it. Frames are grey and thin, so that what is written in them
 * stands out of a scan; marks and code are black.
 */
#include "paper/inside.h"

#include <string.h>

#define FRAME 0.68 /* of white */
#define LABEL_SIZE 9.0
#define LATIN_SIZE 7.5
#define EDGE_LEFT (18 * MM)
#define EDGE_RIGHT (192 * MM)

typedef struct Section {
    double y; /* mm */
    const char *ar, *en;
} Section;

static const Section sections[] = {
    {46, "بيانات مقدم الطلب", "The applicant"},
    {139, "نوع الدعم المطلوب", "Support asked for"},
    {212, "المستندات المرفقة", "Documents enclosed"},
    {228, "إقرار", "Declaration"},
};

static const char declaration_ar[] =
    "أقر أنا مقدم الطلب بصحة جميع البيانات الواردة فيه وما أُرفق به من مستندات، وبأنني "
    "المسؤول "
    "المباشر عنها، وأتعهد بإشعاركم بما يطرأ عليها من تغيير.";
static const char declaration_en[] =
    "I declare that everything stated in this request and in the documents enclosed is "
    "correct, "
    "that I am directly responsible for it, and that I will tell you of any change.";

static void
english_put(
    const Pdf *pdf, const char *text, double size, double x, double y, double width)
{
    TextStyle style = {
        .size = size, .ltr = true, .width = width, .lines = 0, .light = 0.25};
    text_put(pdf, text, &style, x, y);
}

static void
squares(const Pdf *pdf, const PaperForm *form)
{
    double side = form->mark_side * MM;
    cairo_set_source_rgb(pdf->cairo, 0, 0, 0);
    for (int i = 0; i < 4; i++)
        cairo_rectangle(pdf->cairo, form->marks[i][0] * MM - side / 2,
            form->marks[i][1] * MM - side / 2, side, side);
    cairo_fill(pdf->cairo);
}

static void
title(const Pdf *pdf, const char *office, const char *contact)
{
    TextStyle name = {.size = 13, .bold = true, .width = 90 * MM, .lines = 1};
    TextStyle small = {.size = 8.5, .width = 90 * MM, .lines = 2, .light = 0.25};
    TextStyle form = {
        .size = 20, .bold = true, .width = 70 * MM, .align = SHEET_CENTRE, .lines = 1};
    TextStyle latin = {.size = 10,
        .width = 70 * MM,
        .align = SHEET_CENTRE,
        .ltr = true,
        .lines = 1,
        .light = 0.25};
    double y = 14 * MM;
    y += text_put(pdf, office, &name, EDGE_RIGHT - 90 * MM, y);
    if (contact != NULL) {
        g_autofree char *lines = text_numbers_apart(contact);
        text_put(pdf, lines, &small, EDGE_RIGHT - 90 * MM, y);
    }
    y = 25 * MM;
    y += text_put(pdf, "طلب دعم مستفيد", &form, 70 * MM, y);
    text_put(pdf, "Beneficiary support request", &latin, 70 * MM, y);
}

static void
section_put(const Pdf *pdf, const Section *section)
{
    double y = section->y * MM, height = 6 * MM;
    TextStyle style = {.size = 11, .bold = true, .width = 80 * MM, .lines = 1};
    cairo_set_source_rgb(pdf->cairo, 0.91, 0.91, 0.91);
    cairo_rectangle(pdf->cairo, EDGE_LEFT, y, EDGE_RIGHT - EDGE_LEFT, height);
    cairo_fill(pdf->cairo);
    text_put(pdf, section->ar, &style, EDGE_RIGHT - 82 * MM, y - 1);
    english_put(pdf, section->en, 9, EDGE_LEFT + 2 * MM, y + 1, 80 * MM);
}

static void
frame(const Pdf *pdf, const PaperField *field)
{
    double x = field->x * MM, y = field->y * MM;
    double width = field->width * MM, height = field->height * MM;
    cairo_set_source_rgb(pdf->cairo, FRAME, FRAME, FRAME);
    cairo_set_line_width(pdf->cairo, 0.7);
    cairo_rectangle(pdf->cairo, x, y, width, height);
    for (int i = 1; i < field->cells; i++) {
        cairo_move_to(pdf->cairo, x + width * i / field->cells, y);
        cairo_line_to(pdf->cairo, x + width * i / field->cells, y + height);
    }
    cairo_stroke(pdf->cairo);
    cairo_set_source_rgb(pdf->cairo, 0, 0, 0);
}

/* Beside a box to tick, or above a field: Arabic at its right end, English at its left. */
static void
labels(const Pdf *pdf, const PaperField *field)
{
    double x = field->x * MM, y = field->y * MM, width = field->width * MM;
    if (field->ar == NULL)
        return;
    if (field->kind == FIELD_TICK) {
        TextStyle style = {.size = LABEL_SIZE, .width = 38 * MM, .lines = 1};
        g_autofree char *both = g_strdup_printf("%s · %s", field->ar, field->en);
        text_put(pdf, both, &style, x - 39.5 * MM, y - 0.4 * MM);
        return;
    }
    bool narrow = field->width < 30;
    double arabic = (narrow ? 28 : MAX(field->width, 48)) * MM;
    TextStyle style = {.size = LABEL_SIZE, .width = arabic, .lines = 1};
    text_put(pdf, field->ar, &style, x + width - arabic, y - 5 * MM);
    if (narrow)
        english_put(pdf, field->en, LATIN_SIZE, x - 12 * MM, y + 2.2 * MM, 11 * MM);
    else
        english_put(pdf, field->en, LATIN_SIZE, x, y - 4 * MM, width);
}

static void
declaration(const Pdf *pdf)
{
    TextStyle style = {.size = 11, .width = 164 * MM, .lines = 2};
    double y = 234.5 * MM;
    y += text_put(pdf, declaration_ar, &style, EDGE_LEFT, y);
    english_put(pdf, declaration_en, 7.5, EDGE_LEFT, y, EDGE_RIGHT - EDGE_LEFT);
}

static void
advice(const Pdf *pdf, const PaperForm *form)
{
    TextStyle style = {.size = 9, .width = 160 * MM, .align = SHEET_CENTRE, .lines = 1};
    TextStyle foot = {
        .size = 7.5, .width = 150 * MM, .align = SHEET_CENTRE, .ltr = true, .light = 0.3};
    g_autofree char *version = g_strdup_printf("%s · %d", form->name, form->version);
    text_put(pdf,
        "يُكتب رقم واحد في كل خانة من اليسار إلى اليمين، ولا يُكتب شيء على المربعات "
        "السوداء",
        &style, 30 * MM, 277.5 * MM);
    text_put(pdf, version, &foot, 30 * MM, 285 * MM);
    english_put(pdf, "SA", 12, (192 - 22 * 6.2 - 8) * MM, 105.2 * MM, 8 * MM);
}

GBytes *
paper_form(const PaperForm *form, const char *office, const char *contact,
    const char *token, gint64 date_ms, GError **error)
{
    Pdf pdf;
    if (!pdf_begin(&pdf, A4_SHORT, A4_LONG, "ar", "طلب دعم مستفيد", date_ms, error))
        return NULL;
    g_autofree char *code = paper_form_code(form, token);
    squares(&pdf, form);
    code_draw(&pdf, code, form->code_x * MM, form->code_y * MM, form->code_side * MM);
    title(&pdf, office, contact);
    for (guint i = 0; i < G_N_ELEMENTS(sections); i++)
        section_put(&pdf, &sections[i]);
    for (guint i = 0; i < form->n; i++) {
        frame(&pdf, &form->fields[i]);
        labels(&pdf, &form->fields[i]);
    }
    declaration(&pdf);
    advice(&pdf, form);
    return pdf_end(&pdf, error);
}
