/* pdf_content.c - what is painted on a PDF page: how much text, seen or not, and which pictures.
 *
 * The content stream is followed with the few operators that matter (ISO 32000-1, 8.4 and 9.3):
 * matrices, text and its mode, pictures, forms, paths that are painted. Programs that add an OCR
 * layer write it without ink, in a font without shapes, or under the scan; which letters stand
 * there is not asked, only how many. Depth, forms and bytes are limited.
 */
#include "pages/inside.h"
#include "pages/pdf.h"
#include <math.h>
#include <string.h>

enum {
    FORM_DEEPEST = 10,
    FORMS_MOST = 2000,
    STATES_MOST = 200,
    PICTURES_MOST = 5000,
    CONTENT_MOST_BYTES = 64 << 20,
};
#define COVERS 0.9 /* of the page: what lies under such a picture is not seen */
#define SEEN_LEAST_ALPHA 0.02
#define OPAQUE_LEAST_ALPHA 0.98

typedef struct State {
    PdfMatrix matrix; /* to points of the shown page */
    PdfFont font;
    int text_mode;
    double alpha;
} State;

/* A run over one stream; forms have their own. */
typedef struct Run {
    qpdf_data qpdf;
    PdfContent *content;
    double width, height;
    qpdf_oh resources;
    State state, kept[STATES_MOST];
    int n_kept, depth;
    PdfMatrix text;
    double number[6];
    int n_numbers;
    guint string_bytes;
    char name[64];
    GHashTable *fonts; /* PdfFont by resource name; of the running stream */
    struct Spent {
        int forms;
        gsize bytes;
    } * spent;
} Run;

void
pdf_content_free(PdfContent *content)
{
    if (content == NULL) {
        return;
    }
    g_array_unref(content->pictures);
    g_free(content);
}

/* First one, then other. */
static PdfMatrix
matrix_then(PdfMatrix one, PdfMatrix other)
{
    return (PdfMatrix){
        one.a * other.a + one.b * other.c,
        one.a * other.b + one.b * other.d,
        one.c * other.a + one.d * other.c,
        one.c * other.b + one.d * other.d,
        one.e * other.a + one.f * other.c + other.e,
        one.e * other.b + one.f * other.d + other.f,
    };
}

PopplerRectangle
pdf_picture_area(const PdfPicture *picture, double width, double height)
{
    const PdfMatrix *m = &picture->shown;
    double left = m->e + MIN(m->a, 0) + MIN(m->c, 0);
    double top = m->f + MIN(m->b, 0) + MIN(m->d, 0);
    double right = m->e + MAX(m->a, 0) + MAX(m->c, 0);
    double bottom = m->f + MAX(m->b, 0) + MAX(m->d, 0);
    return (PopplerRectangle){CLAMP(left, 0, width), CLAMP(top, 0, height),
        CLAMP(right, 0, width), CLAMP(bottom, 0, height)};
}

/* ---- text ---- */

/* Letters seen run from left to right on the shown page, whatever their script. */
static bool
is_level(const Run *run)
{
    PdfMatrix m = matrix_then(run->text, run->state.matrix);
    return m.a > 0 && fabs(m.b) < 0.3 * m.a;
}

static void
show_text(Run *run)
{
    const State *state = &run->state;
    guint letters = run->string_bytes / (state->font.composite ? 2 : 1);
    PdfContent *content = run->content;
    if (state->text_mode == 3 || state->text_mode == 7 || state->font.hidden ||
        state->alpha < SEEN_LEAST_ALPHA) {
        content->hidden += letters;
        return;
    }
    content->letters += letters;
    content->unmapped += state->font.unmapped ? letters : 0;
    content->turned += is_level(run) ? 0 : letters;
}

static void
choose_font(Run *run)
{
    qpdf_data qpdf = run->qpdf;
    PdfFont *known = g_hash_table_lookup(run->fonts, run->name);
    if (known == NULL) {
        g_autofree char *key = g_strconcat("/", run->name, NULL);
        qpdf_oh fonts = qpdf_oh_get_key_if_dict(qpdf, run->resources, "/Font");
        PdfFont font = pdf_font(qpdf, qpdf_oh_get_key_if_dict(qpdf, fonts, key));
        known = g_memdup2(&font, sizeof font);
        g_hash_table_insert(run->fonts, g_strdup(run->name), known);
    }
    run->state.font = *known;
}

/* ---- pictures and forms ---- */

static void
cover_page(PdfContent *content)
{
    content->hidden += content->letters;
    content->letters = content->unmapped = content->turned = content->drawings = 0;
    g_array_set_size(content->pictures, 0);
}

static bool
is_absent(qpdf_data qpdf, qpdf_oh dictionary, const char *key)
{
    return qpdf_oh_is_null(qpdf, qpdf_oh_get_key(qpdf, dictionary, key));
}

static void
paint_picture(Run *run, qpdf_oh stream)
{
    qpdf_data qpdf = run->qpdf;
    qpdf_oh dictionary = qpdf_oh_get_dict(qpdf, stream);
    qpdf_oh mask = qpdf_oh_get_key(qpdf, dictionary, "/ImageMask");
    PdfPicture picture = {.stream = stream,
        .shown = run->state.matrix,
        .width = (int)CLAMP(pdf_number(qpdf, dictionary, "/Width", 0), 0, 1e6),
        .height = (int)CLAMP(pdf_number(qpdf, dictionary, "/Height", 0), 0, 1e6),
        .opaque = is_absent(qpdf, dictionary, "/SMask") &&
                  is_absent(qpdf, dictionary, "/Mask") &&
                  !qpdf_oh_get_bool_value(qpdf, mask) &&
                  run->state.alpha >= OPAQUE_LEAST_ALPHA};
    PopplerRectangle area = pdf_picture_area(&picture, run->width, run->height);
    double covered = (area.x2 - area.x1) * (area.y2 - area.y1);
    if (picture.opaque && covered > COVERS * run->width * run->height) {
        cover_page(run->content);
    }
    if (covered > 0 && run->content->pictures->len < PICTURES_MOST) {
        g_array_append_val(run->content->pictures, picture);
    }
}

static void run_stream(Run *run, const guint8 *bytes, gsize length);

static PdfMatrix
form_matrix(qpdf_data qpdf, qpdf_oh dictionary)
{
    qpdf_oh array = qpdf_oh_get_key(qpdf, dictionary, "/Matrix");
    double v[6] = {1, 0, 0, 1, 0, 0};
    bool whole =
        qpdf_oh_is_array(qpdf, array) && qpdf_oh_get_array_n_items(qpdf, array) == 6;
    for (int i = 0; whole && i < 6; i++) {
        v[i] = qpdf_oh_get_numeric_value(qpdf, qpdf_oh_get_array_item(qpdf, array, i));
    }
    return (PdfMatrix){v[0], v[1], v[2], v[3], v[4], v[5]};
}

static void
paint_form(Run *run, qpdf_oh stream)
{
    unsigned char *bytes = NULL;
    size_t length = 0;
    if (run->depth >= FORM_DEEPEST || ++run->spent->forms > FORMS_MOST ||
        (qpdf_oh_get_stream_data(
             run->qpdf, stream, qpdf_dl_generalized, NULL, &bytes, &length) &
            QPDF_ERRORS) != 0) {
        free(bytes);
        return;
    }
    qpdf_oh dictionary = qpdf_oh_get_dict(run->qpdf, stream);
    qpdf_oh own = qpdf_oh_get_key(run->qpdf, dictionary, "/Resources");
    g_autofree Run *form = g_new0(Run, 1);
    form->qpdf = run->qpdf;
    form->content = run->content;
    form->width = run->width;
    form->height = run->height;
    form->spent = run->spent;
    form->depth = run->depth + 1;
    form->resources = qpdf_oh_is_dictionary(run->qpdf, own) ? own : run->resources;
    form->state = run->state;
    form->state.matrix =
        matrix_then(form_matrix(run->qpdf, dictionary), run->state.matrix);
    run_stream(form, bytes, length);
    free(bytes);
}

static void
paint_object(Run *run)
{
    qpdf_data qpdf = run->qpdf;
    g_autofree char *key = g_strconcat("/", run->name, NULL);
    qpdf_oh objects = qpdf_oh_get_key_if_dict(qpdf, run->resources, "/XObject");
    qpdf_oh stream = qpdf_oh_get_key_if_dict(qpdf, objects, key);
    if (!qpdf_oh_is_stream(qpdf, stream)) {
        return;
    }
    qpdf_oh kind = qpdf_oh_get_key(qpdf, qpdf_oh_get_dict(qpdf, stream), "/Subtype");
    if (qpdf_oh_is_name_and_equals(qpdf, kind, "/Image")) {
        paint_picture(run, stream);
    } else if (qpdf_oh_is_name_and_equals(qpdf, kind, "/Form")) {
        paint_form(run, stream);
    }
}

/* ---- the other operators ---- */

static void
take_alpha(Run *run)
{
    g_autofree char *key = g_strconcat("/", run->name, NULL);
    qpdf_oh states = qpdf_oh_get_key_if_dict(run->qpdf, run->resources, "/ExtGState");
    qpdf_oh chosen = qpdf_oh_get_key_if_dict(run->qpdf, states, key);
    run->state.alpha = pdf_number(run->qpdf, chosen, "/ca", run->state.alpha);
}

static void
keep_state(Run *run)
{
    if (run->n_kept < STATES_MOST) {
        run->kept[run->n_kept] = run->state;
    }
    run->n_kept++;
}

static void
restore_state(Run *run)
{
    if (run->n_kept > 0 && --run->n_kept < STATES_MOST) {
        run->state = run->kept[run->n_kept];
    }
}

static void
carry_out(Run *run, const char *operator, PdfTokens * tokens)
{
    static const char *const painting[] = {
        "f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", NULL};
    static const char *const showing[] = {"Tj", "TJ", "'", "\"", NULL};
    const double *v = run->number;
    PdfMatrix given = {v[0], v[1], v[2], v[3], v[4], v[5]};
    if (strcmp(operator, "q") == 0) {
        keep_state(run);
    } else if (strcmp(operator, "Q") == 0) {
        restore_state(run);
    } else if (strcmp(operator, "cm") == 0 && run->n_numbers == 6) {
        run->state.matrix = matrix_then(given, run->state.matrix);
    } else if (strcmp(operator, "BT") == 0) {
        run->text = (PdfMatrix){1, 0, 0, 1, 0, 0};
    } else if (strcmp(operator, "Tm") == 0 && run->n_numbers == 6) {
        run->text = given;
    } else if (strcmp(operator, "Tf") == 0) {
        choose_font(run);
    } else if (strcmp(operator, "Tr") == 0 && run->n_numbers == 1) {
        run->state.text_mode = (int)CLAMP(v[0], 0, 7);
    } else if (strcmp(operator, "gs") == 0) {
        take_alpha(run);
    } else if (strcmp(operator, "Do") == 0) {
        paint_object(run);
    } else if (strcmp(operator, "ID") == 0) {
        pdf_tokens_skip_picture(tokens);
        run->content->drawings++;
    } else if (g_strv_contains(showing, operator)) {
        show_text(run);
    } else if (g_strv_contains(painting, operator)) {
        run->content->drawings++;
    }
}

static void
take_number(Run *run, double number)
{
    if (run->n_numbers == 6) {
        memmove(run->number, run->number + 1, 5 * sizeof run->number[0]);
        run->n_numbers--;
    }
    run->number[run->n_numbers++] = isfinite(number) ? CLAMP(number, -1e7, 1e7) : 0;
}

static void
run_stream(Run *run, const guint8 *bytes, gsize length)
{
    run->spent->bytes += length;
    g_autoptr(GHashTable) fonts =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    run->fonts = fonts;
    PdfTokens tokens = {bytes, length, 0};
    PdfToken token;
    while (run->spent->bytes <= CONTENT_MOST_BYTES && pdf_tokens_next(&tokens, &token)) {
        switch (token.kind) {
        case PDF_NUMBER:
            take_number(run, token.number);
            break;
        case PDF_NAME:
            g_strlcpy(run->name, token.word, sizeof run->name);
            break;
        case PDF_STRING:
            run->string_bytes += token.size;
            break;
        case PDF_OPERATOR:
            carry_out(run, token.word, &tokens);
            run->n_numbers = 0;
            run->string_bytes = 0;
            memset(run->number, 0, sizeof run->number);
            break;
        case PDF_OTHER:
            break;
        }
    }
}

/* Notes that show something: a stamp, a filled-in field; a link does not. */
static guint
count_notes(qpdf_data qpdf, qpdf_oh page)
{
    qpdf_oh notes = qpdf_oh_get_key(qpdf, page, "/Annots");
    int n = qpdf_oh_is_array(qpdf, notes) ? qpdf_oh_get_array_n_items(qpdf, notes) : 0;
    guint shown = 0;
    for (int i = 0; i < MIN(n, 1000); i++) {
        qpdf_oh note = qpdf_oh_get_array_item(qpdf, notes, i);
        shown += qpdf_oh_is_dictionary(qpdf, qpdf_oh_get_key_if_dict(qpdf, note, "/AP"));
    }
    return shown;
}

PdfContent *
pdf_content(const PdfObjects *objects, double width, double height)
{
    g_autoptr(PdfContent) content = g_new0(PdfContent, 1);
    content->pictures = g_array_new(FALSE, FALSE, sizeof(PdfPicture));
    struct Spent spent = {0};
    g_autofree Run *run = g_new0(Run, 1);
    run->qpdf = pdf_objects_qpdf(objects);
    run->content = content;
    run->width = width;
    run->height = height;
    run->resources = pdf_objects_resources(objects);
    run->state = (State){.matrix = pdf_objects_shown(objects), .alpha = 1};
    run->spent = &spent;
    unsigned char *bytes = NULL;
    size_t length = 0;
    qpdf_oh page = pdf_objects_page(objects);
    QPDF_ERROR_CODE code =
        qpdf_oh_get_page_content_data(run->qpdf, page, &bytes, &length);
    if ((code & QPDF_ERRORS) == 0 && bytes != NULL) {
        run_stream(run, bytes, length);
    }
    free(bytes);
    content->drawings += count_notes(run->qpdf, page);
    return (code & QPDF_ERRORS) == 0 ? g_steal_pointer(&content) : NULL;
}
