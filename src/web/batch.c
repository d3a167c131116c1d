/* batch.c - on a letter's page: the scan of several letters it was a part of, or the letters it became. */
#include "web/inside.h"

static void
add_piece(Visit *visit, JsonArray *rows, const BatchPiece *piece)
{
    JsonObject *row = json_object_new();
    g_autofree char *first = words_number(visit->words, piece->first_page);
    g_autofree char *last = words_number(visit->words, piece->last_page);
    const char *key =
        piece->first_page == piece->last_page ? "batch_page" : "batch_pages";
    json_object_set_int_member(row, "id", piece->letter_id);
    show_take(row, "number", words_number(visit->words, piece->position));
    show_text(row, "in_no", piece->in_no);
    show_take(row, "pages",
        words_say(visit->words, "letter", key, "first", first, "last", last, NULL));
    json_array_add_object_element(rows, row);
}

bool
show_batch(Visit *visit, JsonObject *model, gint64 letter_id, GError **error)
{
    Store *store = visit->web->diwan->store;
    GError *local = NULL;
    g_autoptr(BatchPiece) of = store_batch_of(store, letter_id, &local);
    g_autoptr(GPtrArray) pieces =
        local == NULL ? store_batch_pieces(store, letter_id, &local) : NULL;
    if (local != NULL) {
        g_propagate_error(error, local);
        return false;
    }
    if (of != NULL) {
        JsonObject *row = json_object_new();
        g_autofree char *n = words_number(visit->words, of->position);
        g_autofree char *all = words_number(visit->words, of->of);
        json_object_set_int_member(row, "id", of->batch_id);
        show_take(row, "words",
            words_say(visit->words, "letter", "batch_piece", "n", n, "of", all, NULL));
        show_text(row, "file_name", of->file_name);
        json_object_set_object_member(model, "batch", row);
    }
    JsonArray *rows = json_array_new();
    for (guint i = 0; i < pieces->len; i++)
        add_piece(visit, rows, pieces->pdata[i]);
    json_object_set_boolean_member(model, "has_pieces", pieces->len > 0);
    json_object_set_array_member(model, "batch_pieces", rows);
    return true;
}
