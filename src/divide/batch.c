/* batch.c - a scan that is being divided: which questions its worker is asked, and what the answers are.
 *
 * First whether what lies behind a sheet is its blank back, then for each letter's pages. A PDF is cut;
 * the pages of a TIFF become a PDF as they are.
 */
#include "divide/batch.h"
#include "searchable/searchable.h"

#include <string.h>

#define SHEETS_ALONE "there are separator sheets in it and nothing else"

/* ---- the scan ---- */

static void
plan_anew(Batch *batch)
{
    divide_plan_clear(&batch->plan);
    batch->plan = divide_plan(batch->marks, batch->by_codes);
}

bool
batch_open(Batch *batch, Store *store, Archive *archive, const ReferenceKey *key,
    bool by_codes, Letter *take_letter, GError **error)
{
    gint64 id = take_letter->id;
    *batch = (Batch){
        .archive = archive, .letter = take_letter, .by_codes = by_codes, .looking = true};
    batch->pages = store_pages_of(store, id, true, BATCH_MOST_PAGES, error);
    batch->parts = batch->pages != NULL ? store_parts_of(store, id, error) : NULL;
    if (batch->parts == NULL)
        return false;
    batch->marks = divide_marks(key, batch->pages);
    plan_anew(batch);
    return true;
}

void
batch_close(Batch *batch)
{
    g_clear_pointer(&batch->letter, letter_free);
    g_clear_pointer(&batch->pages, g_ptr_array_unref);
    g_clear_pointer(&batch->parts, g_ptr_array_unref);
    g_clear_pointer(&batch->marks, g_array_unref);
    g_clear_pointer(&batch->cuts, g_ptr_array_unref);
    divide_plan_clear(&batch->plan);
}

static const StoredPart *
part_of(const Batch *batch, gint64 part_id)
{
    for (guint i = 0; i < batch->parts->len; i++)
        if (((const StoredPart *)batch->parts->pdata[i])->id == part_id)
            return batch->parts->pdata[i];
    return NULL;
}

/* A file beside the scan, whose letter nobody could tell. */
static const StoredPart *
odd_part(const Batch *batch)
{
    for (guint i = 0; i < batch->parts->len; i++) {
        const StoredPart *part = batch->parts->pdata[i];
        bool has_pages = false;
        for (guint j = 0; j < batch->pages->len && !has_pages; j++)
            has_pages = ((const Page *)batch->pages->pdata[j])->part_id == part->id;
        if (!has_pages && !part->inline_ && !g_str_has_prefix(part->media_type, "text/"))
            return part;
    }
    return NULL;
}

bool
batch_is_several(const Batch *batch, char **why)
{
    const StoredPart *odd = odd_part(batch);
    *why = NULL;
    if (!batch->plan.divides && batch->plan.foreign)
        *why = g_strdup("a separator sheet in it is not this office's own");
    else if (batch->plan.pieces->len == 0)
        *why = g_strdup(SHEETS_ALONE);
    else if (batch->plan.divides && odd != NULL)
        *why = g_strdup_printf("the file '%s' came with a scan of several letters",
            odd->name != NULL ? odd->name : "");
    return batch->plan.divides && *why == NULL;
}

void
batch_begin_cutting(Batch *batch)
{
    batch->looking = false;
    plan_anew(batch);
    batch->cuts = g_ptr_array_new_with_free_func((GDestroyNotify)batch_cut_free);
    g_ptr_array_set_size(batch->cuts, (int)batch->plan.pieces->len);
}

/* ---- asking ---- */

/* A page right behind a sheet of which nothing was read may be its back. */
static bool
may_be_back(const Batch *batch, guint i)
{
    const PageMarks *marks = &g_array_index(batch->marks, PageMarks, i);
    const Page *page = batch->pages->pdata[i];
    return i > 0 && !marks->separator && (marks - 1)->separator &&
           page->image_sha256 != NULL && page->reading != NULL &&
           page->reading->words->len == 0 && page->reading->codes->len == 0;
}

static int
ask_about_back(const Batch *batch, guint i, WorkerTask *task, GError **error)
{
    const Page *page = batch->pages->pdata[i];
    task->ask = divide_ask_blank();
    return archive_open_file(batch->archive, page->image_sha256, error);
}

static int
pages_of_part(const Batch *batch, gint64 part_id)
{
    int n = 0;
    for (guint i = 0; i < batch->marks->len; i++)
        n += g_array_index(batch->marks, PageMarks, i).part_id == part_id;
    return n;
}

/* How large the page is, and nothing that was read on it: it is read anew. */
static Reading *
size_of(const Page *page)
{
    Reading *size = reading_new(page->number);
    size->width = page->reading->width;
    size->height = page->reading->height;
    size->dpi = page->reading->dpi;
    size->rotation = page->reading->rotation;
    return size;
}

/* Pictures become a PDF with the pages as they are. */
static int
input_of_pictures(
    const Batch *batch, const Piece *piece, const char *sha256, GError **error)
{
    g_autoptr(GBytes) file = archive_load(batch->archive, sha256, error);
    g_autoptr(GPtrArray) sizes =
        g_ptr_array_new_with_free_func((GDestroyNotify)reading_free);
    if (file == NULL)
        return -1;
    for (guint i = 0; i < piece->n; i++)
        g_ptr_array_add(sizes, size_of(batch->pages->pdata[piece->first + i]));
    g_autoptr(GBytes) input = searchable_input(file, sizes);
    return worker_input_from_bytes(input, error);
}

static int
ask_for_piece(const Batch *batch, guint i, WorkerTask *task, GError **error)
{
    const Piece *piece = &g_array_index(batch->plan.pieces, Piece, i);
    const PageMarks *first = &g_array_index(batch->marks, PageMarks, piece->first);
    const StoredPart *part = part_of(batch, piece->part_id);
    if (strcmp(part->media_type, "application/pdf") != 0) {
        task->ask = divide_ask_pictures();
        return input_of_pictures(batch, piece, part->sha256, error);
    }
    int last = first->number + (int)piece->n - 1;
    task->ask = divide_ask_cut(first->number, last, pages_of_part(batch, piece->part_id));
    return archive_open_file(batch->archive, part->sha256, error);
}

guint
batch_questions(const Batch *batch)
{
    return batch->looking ? batch->pages->len : batch->plan.pieces->len;
}

bool
batch_ask(const Batch *batch, guint i, WorkerTask *task, bool *needless, GError **error)
{
    *needless = batch->looking && !may_be_back(batch, i);
    if (*needless)
        return true;
    task->input_fd = batch->looking ? ask_about_back(batch, i, task, error)
                                    : ask_for_piece(batch, i, task, error);
    if (task->input_fd < 0)
        g_variant_unref(g_variant_ref_sink(g_steal_pointer(&task->ask)));
    return task->input_fd >= 0;
}

/* ---- hearing ---- */

/* The scan's own name with the place of the letter in it. */
static char *
piece_name(const Batch *batch, guint i)
{
    const Piece *piece = &g_array_index(batch->plan.pieces, Piece, i);
    const StoredPart *part = part_of(batch, piece->part_id);
    const char *name = part->name != NULL ? part->name : "scan";
    const char *dot = strrchr(name, '.');
    int stem = dot != NULL && dot != name ? (int)(dot - name) : (int)strlen(name);
    return g_strdup_printf("%.*s-%u.pdf", stem, name, i + 1);
}

static bool
keep_piece(Batch *batch, guint i, GBytes *reply, GError **error)
{
    const Piece *piece = &g_array_index(batch->plan.pieces, Piece, i);
    g_autoptr(GBytes) pdf = searchable_from_wire(reply, error);
    g_autofree char *sha256 = NULL;
    if (pdf == NULL || !archive_put(batch->archive, pdf, &sha256, error))
        return false;
    BatchCut *cut = g_new0(BatchCut, 1);
    cut->first_page = g_array_index(batch->marks, PageMarks, piece->first).position;
    cut->last_page = cut->first_page + (int)piece->n - 1;
    cut->file_name = piece_name(batch, i);
    cut->sha256 = g_steal_pointer(&sha256);
    cut->size_bytes = (gint64)g_bytes_get_size(pdf);
    batch->cuts->pdata[i] = cut;
    return true;
}

bool
batch_hear(Batch *batch, guint i, GBytes *reply, GError **error)
{
    gsize length = 0;
    const char *said = g_bytes_get_data(reply, &length);
    if (!batch->looking)
        return keep_piece(batch, i, reply, error);
    g_array_index(batch->marks, PageMarks, i).blank = length == 1 && said[0] == '1';
    return true;
}
