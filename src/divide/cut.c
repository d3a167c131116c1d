/* cut.c - the inner half of divide: pages out of a scan, as a file of their own.
 *
 * Runs inside the locked worker. qpdf takes the PDF apart and writes the pages as they are, no picture
 * packed again; what comes out depends on the pages alone, so that cutting twice gives one file. Some
 * scanners name the pictures of all pages at every page: those are left out, as one person's letter
 * must not travel in another's file.
 */
#include "divide/cut.h"
#include "base/base.h"
#include "image/image.h"
#include "pages/pages.h"
#include "searchable/searchable.h"

#include <qpdf/qpdf-c.h>
#include <stdlib.h>
#include <string.h>

typedef struct Scan {
    qpdf_data qpdf;
} Scan;

static void
scan_close(Scan *scan)
{
    qpdf_cleanup(&scan->qpdf);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Scan, scan_close)

static Scan
scan_new(void)
{
    Scan scan = {qpdf_init()};
    qpdf_silence_errors(scan.qpdf);
    qpdf_set_suppress_warnings(scan.qpdf, QPDF_TRUE);
    return scan;
}

/* ---- what a page shows ---- */

/* Whether an object may draw what it does not name itself, and the page names for it. */
static bool
leans_on_page(qpdf_data scan, qpdf_oh object)
{
    qpdf_oh dictionary =
        qpdf_oh_is_stream(scan, object) ? qpdf_oh_get_dict(scan, object) : object;
    qpdf_oh kind = qpdf_oh_get_key_if_dict(scan, dictionary, "/Subtype");
    bool draws = qpdf_oh_is_name_and_equals(scan, kind, "/Form") ||
                 qpdf_oh_is_name_and_equals(scan, kind, "/Type3");
    return draws && !qpdf_oh_has_key(scan, dictionary, "/Resources");
}

static bool
any_leans(qpdf_data scan, qpdf_oh dictionary)
{
    bool any = false;
    if (!qpdf_oh_is_dictionary(scan, dictionary))
        return false;
    qpdf_oh_begin_dict_key_iter(scan, dictionary);
    while (qpdf_oh_dict_more_keys(scan)) {
        const char *key = qpdf_oh_dict_next_key(scan);
        any = any || leans_on_page(scan, qpdf_oh_get_key(scan, dictionary, key));
    }
    return any;
}

/* Whether a content stream may speak of a name. Names can be written in other ways (#): then it may. */
static bool
may_name(const char *content, gsize length, const char *name)
{
    gsize n = strlen(name);
    if (memchr(content, '#', length) != NULL || strpbrk(name, "#()<>[]{}%\\ ") != NULL)
        return true;
    for (const char *at = content; (gsize)(content + length - at) >= n; at++) {
        at = memmem(at, (gsize)(content + length - at), name, n);
        if (at == NULL)
            return false;
        bool ends = at + n == content + length || strchr("\t\n\f\r ()<>[]{}/%", at[n]);
        if (ends)
            return true;
    }
    return false;
}

static qpdf_oh
named_only(qpdf_data scan, qpdf_oh objects, const char *content, gsize length)
{
    qpdf_oh kept = qpdf_oh_new_dictionary(scan);
    qpdf_oh_begin_dict_key_iter(scan, objects);
    while (qpdf_oh_dict_more_keys(scan)) {
        const char *key = qpdf_oh_dict_next_key(scan);
        if (may_name(content, length, key))
            qpdf_oh_replace_key(scan, kept, key, qpdf_oh_get_key(scan, objects, key));
    }
    return kept;
}

/* The page's resources may be every page's: they are copied, without what this page does not show. */
static void
leave_others(qpdf_data scan, qpdf_oh page)
{
    unsigned char *content = NULL;
    size_t length = 0;
    qpdf_oh resources = qpdf_oh_get_key(scan, page, "/Resources");
    qpdf_oh objects = qpdf_oh_get_key_if_dict(scan, resources, "/XObject");
    if (!qpdf_oh_is_dictionary(scan, objects) || any_leans(scan, objects) ||
        any_leans(scan, qpdf_oh_get_key_if_dict(scan, resources, "/Font")))
        return;
    if ((qpdf_oh_get_page_content_data(scan, page, &content, &length) & QPDF_ERRORS) != 0)
        return;
    qpdf_oh own = qpdf_oh_new_dictionary(scan);
    qpdf_oh_begin_dict_key_iter(scan, resources);
    while (qpdf_oh_dict_more_keys(scan)) {
        const char *key = qpdf_oh_dict_next_key(scan);
        qpdf_oh_replace_key(scan, own, key, qpdf_oh_get_key(scan, resources, key));
    }
    qpdf_oh_replace_key(
        scan, own, "/XObject", named_only(scan, objects, (const char *)content, length));
    qpdf_oh_replace_key(scan, page, "/Resources", own);
    free(content);
}

/* ---- cutting ---- */

static GBytes *
refused(qpdf_data qpdf, GError **error)
{
    const char *why = qpdf_has_error(qpdf)
                          ? qpdf_get_error_message_detail(qpdf, qpdf_get_error(qpdf))
                          : "its pages are counted otherwise when it is taken apart than "
                            "when it is read";
    g_autofree char *words = g_utf8_make_valid(why, -1);
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
        "the PDF cannot be taken apart: %s", words);
    return NULL;
}

GBytes *
divide_cut(const guint8 *bytes, gsize length, int first, int last, int n, GError **error)
{
    g_auto(Scan) from = scan_new();
    g_auto(Scan) to = scan_new();
    if ((qpdf_read_memory(from.qpdf, "the scan", (const char *)bytes, length, NULL) &
            QPDF_ERRORS) != 0 ||
        qpdf_get_num_pages(from.qpdf) != n || first < 1 || last > n ||
        (qpdf_push_inherited_attributes_to_page(from.qpdf) & QPDF_ERRORS) != 0)
        return refused(from.qpdf, error);
    qpdf_empty_pdf(to.qpdf);
    for (int i = first; i <= last; i++) {
        qpdf_oh page = qpdf_get_page_n(from.qpdf, (size_t)i - 1);
        leave_others(from.qpdf, page);
        if ((qpdf_add_page(to.qpdf, from.qpdf, page, QPDF_FALSE) & QPDF_ERRORS) != 0)
            return refused(to.qpdf, error);
    }
    if ((qpdf_init_write_memory(to.qpdf) & QPDF_ERRORS) != 0)
        return refused(to.qpdf, error);
    qpdf_set_deterministic_ID(to.qpdf, QPDF_TRUE);
    qpdf_set_stream_data_mode(to.qpdf, qpdf_s_preserve);
    qpdf_set_object_stream_mode(to.qpdf, qpdf_o_generate);
    if ((qpdf_write(to.qpdf) & QPDF_ERRORS) != 0)
        return refused(to.qpdf, error);
    return g_bytes_new(qpdf_get_buffer(to.qpdf), qpdf_get_buffer_length(to.qpdf));
}

/* ---- blank backs ---- */

enum {
    INK = 170,         /* darker is ink, however faint */
    EDGE_SHARE = 16,   /* the outer 1/16 is shadow, holes and staples */
    SPECK_SHARE = 300, /* of the page's height: less is dust */
};

bool
divide_is_blank(const guint8 *bytes, gsize length)
{
    g_autoptr(PIX) page = picture_load(bytes, length, NULL);
    g_autoptr(PIX) grey = page != NULL ? pixConvertTo8(page, 0) : NULL;
    g_autoptr(PIX) ink = grey != NULL ? pixThresholdToBinary(grey, INK) : NULL;
    if (ink == NULL)
        return false;
    int width = pixGetWidth(ink), height = pixGetHeight(ink);
    BOX *inner = boxCreate(width / EDGE_SHARE, height / EDGE_SHARE,
        width - 2 * (width / EDGE_SHARE), height - 2 * (height / EDGE_SHARE));
    g_autoptr(PIX) sheet = pixClipRectangle(ink, inner, NULL);
    boxDestroy(&inner);
    g_autoptr(BOXA) marks = sheet != NULL ? pixConnCompBB(sheet, 8) : NULL;
    int least = MAX(2, height / SPECK_SHARE);
    for (int i = 0; marks != NULL && i < boxaGetCount(marks); i++) {
        int wide = 0, high = 0;
        boxaGetBoxGeometry(marks, i, NULL, NULL, &wide, &high);
        if (MAX(wide, high) >= least)
            return false;
    }
    return marks != NULL;
}

/* ---- at a distance ---- */

typedef enum { ASK_CUT, ASK_PICTURES, ASK_BLANK } Ask;

GVariant *
divide_ask_cut(int first, int last, int n)
{
    return g_variant_new("(iiii)", ASK_CUT, first, last, n);
}

GVariant *
divide_ask_pictures(void)
{
    return g_variant_new("(iiii)", ASK_PICTURES, 0, 0, 0);
}

GVariant *
divide_ask_blank(void)
{
    return g_variant_new("(iiii)", ASK_BLANK, 0, 0, 0);
}

GBytes *
divide_work(GVariant *ask, GBytes *input)
{
    g_autoptr(GError) error = NULL;
    gsize length = 0;
    const guint8 *bytes = g_bytes_get_data(input, &length);
    int what, first, last, n;
    if (ask == NULL || !g_variant_is_of_type(ask, G_VARIANT_TYPE("(iiii)")))
        return NULL;
    g_variant_get(ask, "(iiii)", &what, &first, &last, &n);
    if (what == ASK_PICTURES)
        return searchable_work(input);
    if (what == ASK_BLANK)
        return g_bytes_new_static(divide_is_blank(bytes, length) ? "1" : "0", 1);
    GBytes *pdf = divide_cut(bytes, length, first, last, n, &error);
    return pdf != NULL ? pdf : g_bytes_new(error->message, strlen(error->message));
}

/* What leptonica, qpdf and ICU make on first use is made by those that share them with us. */
bool
divide_open(const char *const *arguments, GError **error)
{
    return searchable_open(arguments, error);
}
