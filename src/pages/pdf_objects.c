/* pdf_objects.c - a PDF's objects, through qpdf: what a page is made of rather than how it looks.
 *
 * Poppler draws pages and tells their text; it does not tell whether a text is seen, nor hand out
 * a scan as it was stored. A file that qpdf cannot open is left to poppler alone. Nothing in the
 * file is believed: loops in the page tree end by depth, boxes are held against poppler's.
 */
#include "pages/inside.h"
#include "pages/pdf.h"
#include <math.h>
#include <string.h>

enum {
    TREE_DEEPEST = 40,
    TREE_MOST_KIDS = 100000,
};

struct PdfObjects {
    qpdf_data qpdf;
    qpdf_oh page;
    qpdf_oh resources; /* the page's own or inherited */
    double box[4]; /* shown part of the page: left, bottom, right, top in its own space */
    int quarter_turns; /* clockwise, for showing */
};

qpdf_data
pdf_objects_qpdf(const PdfObjects *objects)
{
    return objects->qpdf;
}

qpdf_oh
pdf_objects_page(const PdfObjects *objects)
{
    return objects->page;
}

qpdf_oh
pdf_objects_resources(const PdfObjects *objects)
{
    return objects->resources;
}

void
pdf_objects_close(PdfObjects *objects)
{
    if (objects == NULL) {
        return;
    }
    qpdf_cleanup(&objects->qpdf);
    g_free(objects);
}

double
pdf_number(qpdf_data qpdf, qpdf_oh dictionary, const char *key, double absent)
{
    qpdf_oh value = qpdf_oh_get_key_if_dict(qpdf, dictionary, key);
    return qpdf_oh_is_number(qpdf, value) ? qpdf_oh_get_numeric_value(qpdf, value)
                                          : absent;
}

/* ---- the page tree, ISO 32000-1, 7.7.3 ---- */

/* What a page takes from the nodes above it; the nearest one counts. */
typedef struct Inherited {
    qpdf_oh resources, media_box, crop_box, rotate;
} Inherited;

static void
inherit(qpdf_data qpdf, qpdf_oh node, Inherited *from)
{
    static const char *const keys[] = {"/Resources", "/MediaBox", "/CropBox", "/Rotate"};
    qpdf_oh *const places[] = {
        &from->resources, &from->media_box, &from->crop_box, &from->rotate};
    for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
        if (qpdf_oh_has_key(qpdf, node, keys[i])) {
            *places[i] = qpdf_oh_get_key(qpdf, node, keys[i]);
        }
    }
}

static int
pages_below(qpdf_data qpdf, qpdf_oh node)
{
    return qpdf_oh_has_key(qpdf, node, "/Kids")
               ? (int)CLAMP(pdf_number(qpdf, node, "/Count", 0), 0, G_MAXINT / 2)
               : 1;
}

/* The node below parent that holds page *number, which becomes the number within it. A flat tree,
 * as most are, is not asked node by node. */
static qpdf_oh
kid_with(qpdf_data qpdf, qpdf_oh parent, int *number)
{
    qpdf_oh kids = qpdf_oh_get_key(qpdf, parent, "/Kids");
    int n = qpdf_oh_is_array(qpdf, kids) ? qpdf_oh_get_array_n_items(qpdf, kids) : 0;
    bool flat = n == pages_below(qpdf, parent);
    for (int i = flat ? *number - 1 : 0; i < MIN(n, TREE_MOST_KIDS); i++) {
        qpdf_oh kid = qpdf_oh_get_array_item(qpdf, kids, i);
        int pages = pages_below(qpdf, kid);
        if (flat || *number <= pages) {
            *number = flat ? 1 : *number;
            return kid;
        }
        *number -= pages;
    }
    return qpdf_oh_new_null(qpdf);
}

static bool
find_page(PdfObjects *objects, int number, Inherited *from)
{
    qpdf_data qpdf = objects->qpdf;
    qpdf_oh node = qpdf_oh_get_key_if_dict(qpdf, qpdf_get_root(qpdf), "/Pages");
    for (int depth = 0; depth < TREE_DEEPEST && qpdf_oh_is_dictionary(qpdf, node);
         depth++) {
        inherit(qpdf, node, from);
        if (!qpdf_oh_has_key(qpdf, node, "/Kids")) {
            objects->page = node;
            objects->resources = from->resources;
            return depth > 0;
        }
        node = kid_with(qpdf, node, &number);
    }
    return false;
}

/* ---- what of it is shown ---- */

static bool
rectangle(qpdf_data qpdf, qpdf_oh array, double box[4])
{
    if (!qpdf_oh_is_array(qpdf, array) || qpdf_oh_get_array_n_items(qpdf, array) != 4) {
        return false;
    }
    double v[4];
    for (int i = 0; i < 4; i++) {
        qpdf_oh item = qpdf_oh_get_array_item(qpdf, array, i);
        if (!qpdf_oh_is_number(qpdf, item)) {
            return false;
        }
        v[i] = qpdf_oh_get_numeric_value(qpdf, item);
    }
    const double sorted[4] = {
        MIN(v[0], v[2]), MIN(v[1], v[3]), MAX(v[0], v[2]), MAX(v[1], v[3])};
    memcpy(box, sorted, sizeof sorted);
    return sorted[2] - sorted[0] >= 1 && sorted[3] - sorted[1] >= 1;
}

static bool
find_box(PdfObjects *objects, const Inherited *from)
{
    qpdf_data qpdf = objects->qpdf;
    double crop[4];
    if (!rectangle(qpdf, from->media_box, objects->box)) {
        return false;
    }
    if (rectangle(qpdf, from->crop_box, crop)) {
        double *box = objects->box;
        box[0] = MAX(box[0], crop[0]);
        box[1] = MAX(box[1], crop[1]);
        box[2] = MIN(box[2], crop[2]);
        box[3] = MIN(box[3], crop[3]);
    }
    double turn = qpdf_oh_is_number(qpdf, from->rotate)
                      ? qpdf_oh_get_numeric_value(qpdf, from->rotate)
                      : 0;
    objects->quarter_turns = (((int)lround(fmod(turn, 360) / 90) % 4) + 4) % 4;
    return objects->box[2] > objects->box[0] && objects->box[3] > objects->box[1];
}

PdfMatrix
pdf_objects_shown(const PdfObjects *objects)
{
    const double *box = objects->box;
    double wide = box[2] - box[0];
    double high = box[3] - box[1];
    switch (objects->quarter_turns) {
    case 1:
        return (PdfMatrix){0, 1, 1, 0, -box[1], -box[0]};
    case 2:
        return (PdfMatrix){-1, 0, 0, 1, box[0] + wide, -box[1]};
    case 3:
        return (PdfMatrix){0, -1, -1, 0, box[1] + high, box[0] + wide};
    default:
        return (PdfMatrix){1, 0, 0, -1, -box[0], box[1] + high};
    }
}

PdfObjects *
pdf_objects_open(
    const guint8 *bytes, gsize length, int number, double width, double height)
{
    g_autoptr(PdfObjects) objects = g_new0(PdfObjects, 1);
    objects->qpdf = qpdf_init();
    qpdf_set_suppress_warnings(objects->qpdf, QPDF_TRUE);
    qpdf_silence_errors(objects->qpdf);
    QPDF_ERROR_CODE code =
        qpdf_read_memory(objects->qpdf, "the file", (const char *)bytes, length, NULL);
    if ((code & QPDF_ERRORS) != 0) {
        return NULL;
    }
    qpdf_oh null = qpdf_oh_new_null(objects->qpdf);
    Inherited from = {null, null, null, null};
    if (!find_page(objects, number, &from) || !find_box(objects, &from)) {
        return NULL;
    }
    bool lying = objects->quarter_turns % 2 != 0;
    double wide = objects->box[2] - objects->box[0];
    double high = objects->box[3] - objects->box[1];
    bool agreed = fabs((lying ? high : wide) - width) < 1 &&
                  fabs((lying ? wide : high) - height) < 1;
    return agreed ? g_steal_pointer(&objects) : NULL;
}
