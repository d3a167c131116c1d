/* bundle.c - several PDFs → one, in order; for printing on both sides each begins on a new sheet. */
#include "paper/inside.h"

#include <qpdf/qpdf-c.h>

static void
qpdf_free(qpdf_data qpdf)
{
    qpdf_cleanup(&qpdf);
}
typedef struct _qpdf_data Qpdf;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Qpdf, qpdf_free)

static bool
is_well(qpdf_data qpdf, QPDF_ERROR_CODE code, GError **error)
{
    if ((code & QPDF_ERRORS) == 0)
        return true;
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
        "cannot put the letters together: %s",
        qpdf_has_error(qpdf) ? qpdf_get_error_full_text(qpdf, qpdf_get_error(qpdf))
                             : "damaged");
    return false;
}

/* An empty side behind an odd number of pages. */
static bool
side_add(qpdf_data all, GError **error)
{
    qpdf_oh page = qpdf_oh_parse(all,
        "<< /Type /Page /MediaBox [0 0 595.276 841.89] /Resources << >> /Contents [] >>");
    return is_well(all,
        qpdf_add_page(all, all, qpdf_make_indirect_object(all, page), QPDF_FALSE), error);
}

/* Of Qpdf by the GBytes it was read from: the pages of one that comes again are already there. */
static qpdf_data
letter_open(GHashTable *opened, GBytes *pdf, GError **error)
{
    qpdf_data letter = g_hash_table_lookup(opened, pdf);
    if (letter != NULL)
        return letter;
    gsize length;
    const char *bytes = g_bytes_get_data(pdf, &length);
    letter = qpdf_init();
    g_hash_table_insert(opened, pdf, letter);
    qpdf_set_suppress_warnings(letter, QPDF_TRUE);
    QPDF_ERROR_CODE code = qpdf_read_memory(letter, "letter", bytes, length, NULL);
    return is_well(letter, code, error) ? letter : NULL;
}

static bool
letter_add(qpdf_data all, qpdf_data letter, bool both_sides, GError **error)
{
    int n = qpdf_get_num_pages(letter);
    for (int i = 0; i < n; i++)
        if (!is_well(all,
                qpdf_add_page(
                    all, letter, qpdf_get_page_n(letter, (size_t)i), QPDF_FALSE),
                error))
            return false;
    return n % 2 == 0 || !both_sides || side_add(all, error);
}

int
paper_pages(GBytes *pdf, GError **error)
{
    gsize length;
    const char *bytes = g_bytes_get_data(pdf, &length);
    g_autoptr(Qpdf) letter = qpdf_init();
    qpdf_set_suppress_warnings(letter, QPDF_TRUE);
    if (!is_well(
            letter, qpdf_read_memory(letter, "document", bytes, length, NULL), error))
        return 0;
    int n = qpdf_get_num_pages(letter);
    if (n > 0)
        return n;
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED, "it has no page");
    return 0;
}

GBytes *
paper_bundle(const GPtrArray *pdfs, bool both_sides, GError **error)
{
    g_autoptr(Qpdf) all = qpdf_init();
    g_autoptr(GHashTable) opened =
        g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)qpdf_free);
    qpdf_set_suppress_warnings(all, QPDF_TRUE);
    if (!is_well(all, qpdf_empty_pdf(all), error))
        return NULL;
    for (guint i = 0; i < pdfs->len; i++) {
        qpdf_data letter = letter_open(opened, pdfs->pdata[i], error);
        if (letter == NULL || !letter_add(all, letter, both_sides, error))
            return NULL;
    }
    if (!is_well(all, qpdf_init_write_memory(all), error))
        return NULL;
    qpdf_set_object_stream_mode(all, qpdf_o_generate);
    qpdf_set_deterministic_ID(all, QPDF_TRUE);
    if (!is_well(all, qpdf_write(all), error))
        return NULL;
    return g_bytes_new(qpdf_get_buffer(all), qpdf_get_buffer_length(all));
}
