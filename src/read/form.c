/* form.c - one of our own forms, filled and sent back: each field cut out and read.
 *
 * Its code says which form it is, its squares where it lies. Nothing read here is taken for true: it
 * is laid before a person, each field with its confidence and its place on the page.
 */
#include "read/form.h"
#include <math.h>
#include <string.h>

#define TICK_INSET 0.9   /* mm */
#define TICK_LEAST 0.035 /* of a box's inside: less is no tick */
#define TICK_SURE 0.09
#define INK_LEAST 0.003 /* of a signature's box */
#define TEXT_INSET 0.7
#define TEXT_LEAST 0.002

enum {
    SURE_EMPTY = 95,
    PAPER_LEVEL = 192,           /* leptonica brings paper to 200, with its grain */
    TEXT_SPACE = 5 * FORM_SCALE, /* between fields, and round them */
};

/* ---- fields ---- */

static int
tick_read(PIX *flat, const PaperField *field, char **value)
{
    double ink = form_ink(flat, field->x + TICK_INSET, field->y + TICK_INSET,
        field->width - 2 * TICK_INSET, field->height - 2 * TICK_INSET);
    *value = g_strdup(ink >= TICK_LEAST ? "yes" : "no");
    if (ink >= TICK_LEAST)
        return ink >= TICK_SURE ? 97 : 60;
    return ink < TICK_LEAST / 3 ? 97 : 60;
}

static int
ink_read(PIX *flat, const PaperField *field, char **value)
{
    double ink = form_ink(flat, field->x + TICK_INSET, field->y + TICK_INSET,
        field->width - 2 * TICK_INSET, field->height - 2 * TICK_INSET);
    *value = g_strdup(ink >= INK_LEAST ? "yes" : "no");
    return ink >= 2 * INK_LEAST || ink < INK_LEAST / 3 ? 95 : 60;
}

/* ---- texts: what stands in all fields of text, one below the other, read as one page ---- */

typedef struct TextField {
    FormField *into; /* borrowed */
    int top, bottom; /* rows of the page made of them */
} TextField;

static BOX *
text_box(const PaperField *field)
{
    return boxCreate((int)lround((field->x + TEXT_INSET) * FORM_SCALE),
        (int)lround((field->y + TEXT_INSET) * FORM_SCALE),
        (int)lround((field->width - 2 * TEXT_INSET) * FORM_SCALE),
        (int)lround((field->height - 2 * TEXT_INSET) * FORM_SCALE));
}

static bool
has_text(PIX *flat, const PaperField *field)
{
    return form_ink(flat, field->x + TEXT_INSET, field->y + TEXT_INSET,
               field->width - 2 * TEXT_INSET,
               field->height - 2 * TEXT_INSET) >= TEXT_LEAST;
}

/* Copies the filled fields to where their rows are on the page; each at its right end, as in a letter. */
static PIX *
texts_page(PIX *flat, const PaperForm *form, FormReading *reading, GArray *texts)
{
    int width = 0, y = TEXT_SPACE;
    for (guint i = 0; i < form->n; i++) {
        const PaperField *field = &form->fields[i];
        FormField *into = reading->fields->pdata[i];
        if (field->kind != FIELD_TEXT || !has_text(flat, field))
            continue;
        int high = (int)lround(field->height * FORM_SCALE);
        TextField text = {into, y, y + high};
        g_array_append_val(texts, text);
        width = MAX(width, (int)lround(field->width * FORM_SCALE));
        y += high + TEXT_SPACE;
    }
    PIX *page = texts->len > 0 ? pixCreate(width + 2 * TEXT_SPACE, y, 8) : NULL;
    if (page == NULL)
        return NULL;
    pixSetAllArbitrary(page, 255);
    pixSetResolution(page, (int)(FORM_SCALE * 25.4), (int)(FORM_SCALE * 25.4));
    for (guint i = 0, at = 0; i < form->n && at < texts->len; i++) {
        const TextField *text = &g_array_index(texts, TextField, at);
        if (reading->fields->pdata[i] != text->into)
            continue;
        BOX *box = text_box(&form->fields[i]);
        g_autoptr(PIX) part = pixClipRectangle(flat, box, NULL);
        boxDestroy(&box);
        if (part != NULL)
            pixRasterop(page, width + TEXT_SPACE - (int)pixGetWidth(part), text->top,
                (int)pixGetWidth(part), (int)pixGetHeight(part), PIX_SRC, part, 0, 0);
        at++;
    }
    return page;
}

/* The words whose middle lies in the field's rows, in their order. */
static void
words_take(const Reading *page, const TextField *text)
{
    g_autoptr(GString) value = g_string_new(NULL);
    double right = 1; /* all of it */
    int line = 0;
    for (guint i = 0; i < page->words->len; i++) {
        const Word *word = page->words->pdata[i];
        int middle = word->y + word->height / 2;
        if (middle < text->top || middle >= text->bottom)
            continue;
        if (value->len > 0)
            g_string_append_c(value, middle > line && line > 0 ? '\n' : ' ');
        line = word->y + word->height;
        g_string_append(value, word->text);
        right *= word->confidence / 100.0;
    }
    g_free(text->into->value);
    text->into->confidence = value->len > 0 ? CLAMP((int)lround(right * 100), 0, 99) : 0;
    text->into->value = g_string_free(g_steal_pointer(&value), FALSE);
}

static void
texts_read(PIX *flat, const PaperForm *form, FormText read, FormReading *into)
{
    g_autoptr(GArray) texts = g_array_new(FALSE, FALSE, sizeof(TextField));
    g_autoptr(PIX) page = texts_page(flat, form, into, texts);
    g_autoptr(Reading) reading = reading_new(1);
    if (page == NULL)
        return;
    read(page, reading);
    for (guint i = 0; i < texts->len; i++)
        words_take(reading, &g_array_index(texts, TextField, i));
}

/* Where it lies on the upright page. */
static void
field_place(FormField *into, const PaperField *field, const FormPlace *place,
    const Upright *upright)
{
    double left = INFINITY, top = INFINITY, right = -INFINITY, bottom = -INFINITY;
    for (int i = 0; i < 4; i++) {
        Corner stored = form_point(place, field->x + (i % 2 != 0 ? field->width : 0),
            field->y + (i / 2 != 0 ? field->height : 0));
        Corner at = upright != NULL ? upright_place(upright, stored) : stored;
        left = fmin(left, at.x);
        right = fmax(right, at.x);
        top = fmin(top, at.y);
        bottom = fmax(bottom, at.y);
    }
    into->x = (int)lround(left);
    into->y = (int)lround(top);
    into->width = (int)lround(right - left);
    into->height = (int)lround(bottom - top);
}

static FormField *
field_read(PIX *flat, const PaperField *field)
{
    FormField *into = g_new0(FormField, 1);
    into->name = g_strdup(field->name);
    switch (field->kind) {
    case FIELD_DIGITS:
        into->confidence = form_digits(flat, field, &into->value);
        break;
    case FIELD_TICK:
        into->confidence = tick_read(flat, field, &into->value);
        break;
    case FIELD_INK:
        into->confidence = ink_read(flat, field, &into->value);
        break;
    case FIELD_TEXT:
        into->value = g_strdup("");
        into->confidence = SURE_EMPTY;
        break;
    }
    return into;
}

/* ---- the page ---- */

/* Even light, paper white. */
static PIX *
even_light(PIX *page)
{
    g_autoptr(PIX) grey = pixConvertTo8(page, 0);
    PIX *even = grey != NULL ? pixBackgroundNormSimple(grey, NULL, NULL) : NULL;
    if (even == NULL)
        return g_steal_pointer(&grey);
    pixGammaTRC(even, even, 1.0F, 0, PAPER_LEVEL);
    return even;
}

static void
form_read_here(PIX *page, const PaperForm *form, const Code *code, const Upright *upright,
    FormText read, FormReading *into)
{
    FormPlace place;
    g_autoptr(PIX) grey = even_light(page);
    if (grey == NULL || !form_find(grey, form, code, &place))
        return;
    g_autoptr(PIX) flat = form_flatten(grey, &place);
    for (guint i = 0; flat != NULL && i < form->n; i++) {
        FormField *field = field_read(flat, &form->fields[i]);
        field_place(field, &form->fields[i], &place, upright);
        g_ptr_array_add(into->fields, field);
    }
    if (flat != NULL)
        texts_read(flat, form, read, into);
}

void
form_read(PIX *page, const Upright *upright, FormText read, Reading *reading)
{
    for (guint i = 0; i < reading->codes->len; i++) {
        const Code *code = reading->codes->pdata[i];
        g_autofree char *token = NULL;
        const PaperForm *form = paper_form_of_code(code->text, &token);
        if (form == NULL || code->width <= 0)
            continue;
        reading->form = form_reading_new(form->name, form->version, token);
        form_read_here(page, form, code, upright, read, reading->form);
        return;
    }
}
