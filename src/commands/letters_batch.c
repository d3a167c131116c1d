/* letters_batch.c - scans of several letters, as `diwan letters` tells of them. */
#include "commands/letters.h"
#include "commands/output.h"

#include <stdio.h>

static void
output_piece(JsonBuilder *builder, const BatchPiece *piece)
{
    output_int(builder, "piece", piece->position);
    output_int(builder, "of", piece->of);
    output_int(builder, "first_page", piece->first_page);
    output_int(builder, "last_page", piece->last_page);
}

bool
letters_show_batch(JsonBuilder *builder, Store *store, gint64 letter_id, GError **error)
{
    GError *local = NULL;
    g_autoptr(BatchPiece) piece = store_batch_of(store, letter_id, &local);
    json_builder_set_member_name(builder, "batch");
    if (piece == NULL) {
        json_builder_add_null_value(builder);
        if (local != NULL)
            g_propagate_error(error, local);
        return local == NULL;
    }
    json_builder_begin_object(builder);
    output_int(builder, "letter", piece->batch_id);
    output_text(builder, "file_name", piece->file_name);
    output_piece(builder, piece);
    json_builder_end_object(builder);
    return true;
}

bool
letters_show_pieces(JsonBuilder *builder, Store *store, gint64 letter_id, GError **error)
{
    g_autoptr(GPtrArray) pieces = store_batch_pieces(store, letter_id, error);
    json_builder_set_member_name(builder, "pieces");
    json_builder_begin_array(builder);
    for (guint i = 0; pieces != NULL && i < pieces->len; i++) {
        const BatchPiece *piece = pieces->pdata[i];
        json_builder_begin_object(builder);
        output_int(builder, "letter", piece->letter_id);
        output_text(builder, "in_no", piece->in_no);
        output_piece(builder, piece);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
    return pieces != NULL;
}

bool
letters_print_batch(Store *store, gint64 letter_id, GError **error)
{
    GError *local = NULL;
    g_autoptr(BatchPiece) of = store_batch_of(store, letter_id, &local);
    g_autoptr(GPtrArray) pieces =
        local == NULL ? store_batch_pieces(store, letter_id, &local) : NULL;
    if (of != NULL)
        printf("piece %d of %d of batch %" G_GINT64_FORMAT ", pages %d to %d\n",
            of->position, of->of, of->batch_id, of->first_page, of->last_page);
    for (guint i = 0; pieces != NULL && i < pieces->len; i++) {
        const BatchPiece *piece = pieces->pdata[i];
        printf("piece %d: letter %" G_GINT64_FORMAT "  %s  pages %d to %d\n",
            piece->position, piece->letter_id, piece->in_no ? piece->in_no : "-",
            piece->first_page, piece->last_page);
    }
    if (local != NULL)
        g_propagate_error(error, local);
    return pieces != NULL;
}
