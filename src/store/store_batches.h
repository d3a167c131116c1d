/* store_batches.h - scans of several letters, and the letters that were made of them. A section of
 * store.h, which includes it. */
#pragma once

#include "store/store.h"

/* ---- batches (batches.c) ---- */

/* A letter that was made of a batch's pages. */
typedef struct BatchPiece {
    gint64 batch_id, letter_id;
    int position, of;          /* the piece's place among the batch's, from 1 */
    int first_page, last_page; /* of the batch, from 1 */
    gint64 request_id;         /* the letter stands on; 0: none */
    char *file_name;           /* of the batch; NULL: none */
    char *in_no;               /* of the letter; NULL: none (yet) */
} BatchPiece;
void batch_piece_free(BatchPiece *piece);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BatchPiece, batch_piece_free)

/* One that is to be made; its bytes are in the archive. */
typedef struct BatchCut {
    int first_page, last_page;
    char *file_name; /* NULL: none */
    char *sha256;
    gint64 size_bytes;
} BatchCut;
void batch_cut_free(BatchCut *cut);

/* Ends the claim on a batch: a letter for each cut (of BatchCut), to be parsed, received when and where
 * the batch was; the batch itself comes to rest, held by nothing. In one transaction, so that it
 * happens once. Bytes that are a letter already are that letter's once more. */
bool
store_batch_divide(Store *store, const Letter *batch, GPtrArray *cuts, GError **error);

/* Holds a scan that may be several letters and was not divided. A page of it that could not be read is
 * told behind that: it may be one of the sheets. */
bool
store_batch_hold(Store *store, const Letter *batch, const char *note, GError **error);

/* What was made of a batch, in order; empty for a letter that is none. Of BatchPiece, owned. */
GPtrArray *store_batch_pieces(Store *store, gint64 batch_id, GError **error);
/* Of which batch a letter was made; NULL without an error: of none. */
BatchPiece *store_batch_of(Store *store, gint64 letter_id, GError **error);
