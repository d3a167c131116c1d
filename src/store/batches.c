/* batches.c - scans of several letters: the letters made of each, and of which pages.
 *
 * The batch keeps its row and its file for ever. It rests in a state of its own, in which nothing
 * numbers, answers, indexes or counts it: its letters are what is numbered, answered and found.
 */
#include "store/tables.h"

void
batch_piece_free(BatchPiece *piece)
{
    if (piece == NULL)
        return;
    g_free(piece->file_name);
    g_free(piece->in_no);
    g_free(piece);
}

void
batch_cut_free(BatchCut *cut)
{
    if (cut == NULL)
        return;
    g_free(cut->file_name);
    g_free(cut->sha256);
    g_free(cut);
}

/* The letter of a cut's bytes: intake's own way of taking, so that known bytes are known here too. */
static bool
take_cut(Store *store, const Letter *batch, const BatchCut *cut, gint64 *letter_id,
    GError **error)
{
    g_autoptr(GPtrArray) arrivals = g_ptr_array_new();
    int taken = 0;
    Arrival arrival = {.sha256 = cut->sha256,
        .size_bytes = cut->size_bytes,
        .medium = MEDIUM_SCAN,
        .source = batch->source,
        .file_name = cut->file_name,
        .branch = batch->branch,
        .received_at = batch->received_at,
        .quiet = batch->quiet};
    g_ptr_array_add(arrivals, &arrival);
    return store_letters_take(store, arrivals, NULL, &taken, error) &&
           sql_one(store->sql, error, NULL, "SELECT id FROM letter WHERE sha256 = ?",
               BIND(cut->sha256), INTO(letter_id));
}

static bool
put_piece(
    Store *store, const Letter *batch, int position, const BatchCut *cut, GError **error)
{
    gint64 letter_id = 0;
    g_autofree char *note = g_strdup_printf("%d", position);
    return take_cut(store, batch, cut, &letter_id, error) &&
           sql_run(store->sql, error,
               "INSERT INTO batch_piece (batch_id, position, letter_id, first_page, "
               "last_page, part_id, first_number)"
               " VALUES (?, ?, ?, ?, ?, ?, ?)",
               BIND(batch->id, position, letter_id, cut->first_page, cut->last_page,
                   cut->part_id, cut->first_number)) &&
           store_journal(store, "diwan", "divided_from", letter_id, 0, 0, note, error);
}

bool
store_batch_divide(Store *store, const Letter *batch, GPtrArray *cuts, GError **error)
{
    Unit unit;
    g_autofree char *note = g_strdup_printf("%u", cuts->len);
    if (!unit_begin(&unit, store, error))
        return false;
    bool well = store_letter_advance(store, batch, LETTER_BATCH, "divide", note, error) &&
                sql_run(store->sql, error,
                    "UPDATE letter SET hold_reason = NULL, hold_note = NULL WHERE id = ?",
                    BIND(batch->id));
    for (guint i = 0; well && i < cuts->len; i++)
        well = put_piece(store, batch, (int)i + 1, cuts->pdata[i], error);
    return unit_end(&unit, well, error);
}

/* ---- what was read already ---- */

/* A page of a piece and the batch's page that it is. One without a word may be handwriting, of which the
 * reading tells only when it is made; a form's fields stand elsewhere. Both are read again. */
#define SAME_PAGES \
    " FROM page own JOIN batch_piece piece ON piece.letter_id = own.letter_id" \
    " JOIN page old ON old.part_id = piece.part_id" \
    "  AND old.number = piece.first_number + own.number - 1" \
    " JOIN page_words words ON words.page_id = old.id" \
    " WHERE own.part_id = ? AND own.state = 'due'" \
    " AND piece.last_page - piece.first_page + 1 = ?" \
    " AND old.state = 'read' AND old.text <> ''" \
    " AND NOT EXISTS (SELECT 1 FROM form_field WHERE form_field.page_id = old.id)"

bool
batch_pages_known(Store *store, gint64 part_id, int n, GError **error)
{
    return sql_run(store->sql, error,
               "INSERT INTO page_words (page_id, words)"
               " SELECT own.id, words.words" SAME_PAGES
               " ON CONFLICT (page_id) DO NOTHING",
               BIND(part_id, n)) &&
           sql_run(store->sql, error,
               "UPDATE page SET state = 'read', width = same.width,"
               " height = same.height, dpi = same.dpi, rotation = same.rotation,"
               " skew = same.skew, source = same.source, text = same.text,"
               " confidence = same.confidence, image_sha256 = same.image_sha256,"
               " image_type = same.image_type, method = same.method,"
               " read_at = same.read_at FROM (SELECT own.id AS page_id, old.width,"
               " old.height, old.dpi, old.rotation, old.skew, old.source, old.text,"
               " old.confidence, old.image_sha256, old.image_type, old.method,"
               " old.read_at" SAME_PAGES ") same WHERE page.id = same.page_id",
               BIND(part_id, n));
}

bool
store_batch_hold(Store *store, const Letter *batch, const char *note, GError **error)
{
    bool more = batch->hold == HOLD_UNREADABLE && batch->hold_note != NULL;
    g_autofree char *words =
        more ? g_strdup_printf("%s; %s", note, batch->hold_note) : g_strdup(note);
    return sql_run(store->sql, error,
        "UPDATE letter SET hold_reason = ?, hold_note = ? WHERE id = ?"
        " AND (hold_reason IS NULL OR hold_reason = ?)",
        BIND(hold_reason_name(HOLD_UNDIVIDED), words, batch->id,
            hold_reason_name(HOLD_UNREADABLE)));
}

#define PIECES \
    "SELECT batch_piece.batch_id, batch_piece.letter_id, batch_piece.position," \
    " (SELECT COUNT(*) FROM batch_piece every WHERE every.batch_id = batch.id)," \
    " batch_piece.first_page, batch_piece.last_page, letter.request_id," \
    " batch.file_name, letter.in_no FROM batch_piece" \
    " JOIN letter batch ON batch.id = batch_piece.batch_id" \
    " JOIN letter ON letter.id = batch_piece.letter_id"

static GPtrArray *
collect(Rows *take_rows, GError **error)
{
    g_autoptr(Rows) rows = take_rows;
    g_autoptr(GPtrArray) pieces =
        g_ptr_array_new_with_free_func((GDestroyNotify)batch_piece_free);
    BatchPiece piece = {0};
    while (rows_next(rows, INTO(&piece.batch_id, &piece.letter_id, &piece.position,
                               &piece.of, &piece.first_page, &piece.last_page,
                               &piece.request_id, &piece.file_name, &piece.in_no))) {
        g_ptr_array_add(pieces, g_memdup2(&piece, sizeof piece));
        piece = (BatchPiece){0};
    }
    return rows_done(rows, error) ? g_steal_pointer(&pieces) : NULL;
}

GPtrArray *
store_batch_pieces(Store *store, gint64 batch_id, GError **error)
{
    return collect(sql_rows(store->sql,
                       PIECES " WHERE batch_piece.batch_id = ?"
                              " ORDER BY batch_piece.position",
                       BIND(batch_id)),
        error);
}

BatchPiece *
store_batch_of(Store *store, gint64 letter_id, GError **error)
{
    g_autoptr(GPtrArray) found =
        collect(sql_rows(store->sql,
                    PIECES " WHERE batch_piece.letter_id = ?"
                           " ORDER BY batch_piece.batch_id, batch_piece.position LIMIT 1",
                    BIND(letter_id)),
            error);
    return found != NULL && found->len > 0 ? g_ptr_array_steal_index(found, 0) : NULL;
}
