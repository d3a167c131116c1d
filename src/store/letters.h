/* letters.h - a letter's row as columns. Private to store/. */
#pragma once

#include "store/tables.h"

/* The next letter of a query that selects LETTER_COLUMNS (and, with_text, text and new_text). */
#define LETTER_COLUMNS \
    "letter.id, letter.state, letter.attempts, letter.deaths, letter.claim, " \
    "letter.sha256," \
    " letter.size_bytes, letter.medium, letter.source, letter.file_name, letter.branch," \
    " letter.received_at, letter.taken_at, letter.quiet, letter.kind, " \
    "letter.message_id," \
    " letter.from_name, letter.from_address, letter.subject, letter.trusted, " \
    "letter.dmarc," \
    " letter.sent_at, letter.duplicate_of, letter.outcome, letter.party_id," \
    " letter.probability, letter.request_id, letter.hold_reason, letter.hold_note," \
    " letter.reread_note, letter.in_no, letter.answered, letter.rejected_at," \
    " letter.rejected_by, letter.rejected_why, letter.erased_by IS NOT NULL," \
    " (SELECT file_no FROM party WHERE party.id = letter.party_id)," \
    " (SELECT number FROM request WHERE request.id = letter.request_id)"
Letter *letters_next(Rows *rows, bool with_text);

/* All letters of a query; frees rows. */
GPtrArray *letters_collect(Rows *rows, bool with_text, GError **error);
