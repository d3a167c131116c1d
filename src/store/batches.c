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
               "last_page)"
               " VALUES (?, ?, ?, ?, ?)",
               BIND(batch->id, position, letter_id, cut->first_page, cut->last_page)) &&
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
