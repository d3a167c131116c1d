/* erasure_rows.c - what is a person's, what of it is not at rest, and what becomes of each table's rows.
 *
 * Stays, since others or the law ask for it: the party's file number, kind and days; numbers, days and states
 * of letters, requests, contacts and dispatches; what the committee decided and its minutes; who of the
 * office did what and when; answers to the survey, which are nobody's; printed runs with letters to others;
 * scans with letters of others; letters of others that name the person. The bytes of a letter leave their
 * hash, by which they are known when they come again.
 */
#include "store/erasure_rows.h"
#include "store/chain.h"

#include <string.h>

#define NOBODY "'ممحو · erased'"

/* The one value of each statement is the erasure's id. A sheet is a page of theirs, in a letter or in a scan
 * that stays; a run is theirs when nobody's letter in it is left but theirs: one that was printed has its
 * file until it is erased. */
#define OF \
    "WITH e (id) AS (SELECT CAST(? AS BIGINT))," \
    " own (id) AS (SELECT party.id FROM party JOIN e ON party.erased_by = e.id)," \
    " mine (id) AS (SELECT letter.id FROM letter JOIN e ON letter.erased_by = e.id)," \
    " asked (id) AS (SELECT request.id FROM request JOIN own ON request.party_id = " \
    "own.id)," \
    " sent (id) AS (SELECT outbox.id FROM outbox WHERE party_id IN (SELECT id FROM own)" \
    "  OR letter_id IN (SELECT id FROM mine) OR request_id IN (SELECT id FROM asked))," \
    " sheet (id) AS (SELECT page.id FROM page" \
    "  WHERE letter_id IN (SELECT id FROM mine)" \
    "  UNION SELECT old.id FROM batch_piece b JOIN page old ON old.part_id = b.part_id" \
    "  AND old.number BETWEEN b.first_number" \
    "   AND b.first_number + b.last_page - b.first_page" \
    "  WHERE b.letter_id IN (SELECT id FROM mine))," \
    " merge (id) AS (SELECT party_merge.id FROM party_merge" \
    "  WHERE kept_id IN (SELECT id FROM own) OR gone_id IN (SELECT id FROM own))," \
    " run (id) AS (SELECT run_id FROM paper WHERE run_id IS NOT NULL GROUP BY run_id" \
    "  HAVING MAX(CASE WHEN outbox_id IN (SELECT id FROM sent) THEN 1 ELSE 0 END) = 1" \
    "  AND SUM(CASE WHEN outbox_id IN (SELECT id FROM sent) OR sha256 IS NULL" \
    "   THEN 0 ELSE 1 END) = 0) "

#define IN_OWN " IN (SELECT id FROM own)"
#define IN_MINE " IN (SELECT id FROM mine)"
#define IN_ASKED " IN (SELECT id FROM asked)"
#define IN_SENT " IN (SELECT id FROM sent)"
#define IN_SHEET " IN (SELECT id FROM sheet)"
#define IN_MERGE " IN (SELECT id FROM merge)"

/* ---- whose ---- */

/* An address that others on record have too says nothing. */
static const char own_addresses[] =
    OF "SELECT k.value FROM party_key k WHERE k.kind = 'email' AND k.party_id" IN_OWN
       " AND NOT EXISTS (SELECT 1 FROM party_key o WHERE o.kind = 'email'"
       "  AND o.value = k.value AND o.party_id NOT" IN_OWN ")";

/* Letters on no record that came from the person's own address: automatic ones, those that a person found
 * to be nobody's. */
static bool
mark_by_address(Store *store, gint64 erasure_id, GError **error)
{
    g_autoptr(GPtrArray) addresses = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(Rows) rows = sql_rows(store->sql, own_addresses, BIND(erasure_id));
    char *address = NULL;
    while (rows_next(rows, INTO(&address)))
        g_ptr_array_add(addresses, g_steal_pointer(&address));
    if (!rows_done(rows, error))
        return false;
    for (guint i = 0; i < addresses->len; i++)
        if (!sql_run(store->sql, error,
                "UPDATE letter SET erased_by = ? WHERE erased_by IS NULL"
                " AND party_id IS NULL AND LOWER(from_address) = LOWER(?)",
                BIND(erasure_id, (const char *)addresses->pdata[i])))
            return false;
    return true;
}

static bool
mark_answers(Store *store, gint64 erasure_id, const GArray *answers, GError **error)
{
    for (guint i = 0; answers != NULL && i < answers->len; i++)
        if (!sql_run(store->sql, error, "UPDATE letter SET erased_by = ? WHERE id = ?",
                BIND(erasure_id, g_array_index(answers, gint64, i))))
            return false;
    return true;
}

bool
erasure_mark(Store *store, const Erasure *erasure, const GArray *answers, GError **error)
{
    return sql_run(store->sql, error,
               OWN_RECORDS " UPDATE party SET erased_by = ? WHERE id" IN_OWN,
               BIND(erasure->party_id, erasure->id)) &&
           sql_run(store->sql, error,
               OF "UPDATE letter SET erased_by = (SELECT id FROM e)"
                  " WHERE erased_by IS NULL AND (party_id" IN_OWN
                  " OR (party_id IS NULL AND original_message_id IN"
                  "  (SELECT message_id FROM outbox WHERE id" IN_SENT "))"
                  /* An automatic one stands with the request of the mail it answers. */
                  " OR (party_id IS NULL AND kind NOT IN ('letter', 'survey_answer')"
                  "  AND request_id" IN_ASKED "))",
               BIND(erasure->id)) &&
           mark_by_address(store, erasure->id, error) &&
           mark_answers(store, erasure->id, answers, error) &&
           /* And the same letters again. */
           sql_run(store->sql, error,
               "WITH RECURSIVE e (id) AS (SELECT CAST(? AS BIGINT)),"
               " mine (id) AS (SELECT letter.id FROM letter JOIN e"
               "  ON letter.erased_by = e.id UNION"
               "  SELECT letter.id FROM letter JOIN mine ON letter.duplicate_of = "
               "mine.id)"
               " UPDATE letter SET erased_by = (SELECT id FROM e)"
               " WHERE erased_by IS NULL AND id" IN_MINE,
               BIND(erasure->id)) &&
           /* A scan of several letters goes with the last of them, whoever's the others were. */
           sql_run(store->sql, error,
               "UPDATE letter SET erased_by = ? WHERE erased_by IS NULL AND id IN"
               " (SELECT batch_id FROM batch_piece b JOIN letter l ON l.id = b.letter_id"
               "  GROUP BY batch_id"
               "  HAVING SUM(CASE WHEN l.erased_by IS NULL THEN 1 ELSE 0 END) = 0)",
               BIND(erasure->id));
}

/* ---- what is not at rest ---- */

static const struct {
    const char *words, *sql;
} under_way[] = {
    {"request %s is not closed",
        OF "SELECT number FROM request WHERE id" IN_ASKED
           " AND state NOT IN ('closed', 'withdrawn', 'merged') ORDER BY id LIMIT 1"},
    {"letter %s is on its way or waits for a decision",
        OF "SELECT COALESCE(in_no, CAST(id AS TEXT)) FROM letter WHERE id" IN_MINE
           " AND state NOT IN ('done', 'duplicate', 'batch') ORDER BY id LIMIT 1"},
    /* What was replaced, or a person closed, stays as it was for ever. */
    {"dispatch %s has not left or is in doubt",
        OF "SELECT CAST(id AS TEXT) FROM outbox WHERE id" IN_SENT
           " AND state NOT IN ('sent', 'failed')"
           " AND (closed_at IS NULL OR state = 'sending') ORDER BY id LIMIT 1"},
    {"a reply to letter %s has not left",
        OF "SELECT CAST(letter_id AS TEXT) FROM reply WHERE party_id" IN_OWN
           " AND state = 'due' ORDER BY id LIMIT 1"},
    {"a notice about request %s has not left",
        OF "SELECT request.number FROM notice JOIN request"
           " ON request.id = notice.request_id WHERE request_id" IN_ASKED
           " AND notice.state IN ('due', 'post') AND purpose != 'survey'"
           " ORDER BY notice.id LIMIT 1"},
    {"run %s has a letter to them that has not left",
        OF "SELECT CAST(mailing_id AS TEXT) FROM mailing_letter WHERE party_id" IN_OWN
           " AND state = 'due' ORDER BY id LIMIT 1"},
    {"letter %s is being read again",
        OF "SELECT CAST(letter_id AS TEXT) FROM reread WHERE letter_id" IN_MINE
           " OR page_id" IN_SHEET " ORDER BY letter_id LIMIT 1"},
};

bool
erasure_under_way(Store *store, gint64 erasure_id, char **what, GError **error)
{
    for (guint i = 0; i < G_N_ELEMENTS(under_way); i++) {
        g_autofree char *which = NULL;
        bool found = false;
        if (!sql_one(store->sql, error, &found, under_way[i].sql, BIND(erasure_id),
                INTO(&which)))
            return false;
        if (!found)
            continue;
        const char *place = strstr(under_way[i].words, "%s");
        *what = g_strdup_printf("%.*s%s%s", (int)(place - under_way[i].words),
            under_way[i].words, which, place + 2);
        return true;
    }
    return true;
}

/* ---- counted ---- */

bool
erasure_count(Store *store, gint64 erasure_id, ErasureCount *count, GError **error)
{
    return sql_one(store->sql, error, NULL,
        OF "SELECT (SELECT COUNT(*) FROM own), (SELECT COUNT(*) FROM mine),"
           " (SELECT COUNT(*) FROM letter WHERE id" IN_MINE
           "  AND EXISTS (SELECT 1 FROM party_key k WHERE k.kind = 'email'"
           "   AND k.value = LOWER(letter.from_address) AND k.party_id NOT" IN_OWN ")),"
           " (SELECT COUNT(*) FROM sheet), (SELECT COUNT(*) FROM sent),"
           " (SELECT COUNT(*) FROM contact WHERE party_id" IN_OWN
           "  OR request_id" IN_ASKED "),"
           " (SELECT COUNT(*) FROM register g LEFT JOIN letter l ON l.id = g.letter_id"
           "  LEFT JOIN request r ON r.id = g.request_id"
           "  WHERE COALESCE(g.party_id, l.party_id, r.party_id)" IN_OWN "),"
           " (SELECT COUNT(*) FROM asked),"
           " (SELECT COUNT(*) FROM committee_decision WHERE request_id" IN_ASKED "),"
           " (SELECT COUNT(DISTINCT run_id) FROM paper WHERE outbox_id" IN_SENT
           "  AND run_id IS NOT NULL AND run_id NOT IN (SELECT id FROM run)),"
           " (SELECT COUNT(DISTINCT letter_id) FROM candidate WHERE party_id" IN_OWN
           "  AND letter_id NOT" IN_MINE "),"
           " (SELECT COUNT(DISTINCT batch_id) FROM batch_piece WHERE letter_id" IN_MINE
           "  AND batch_id NOT" IN_MINE ")",
        BIND(erasure_id),
        INTO(&count->records, &count->letters, &count->by_others, &count->pages,
            &count->sent, &count->contacts, &count->numbers, &count->requests,
            &count->decisions, &count->runs, &count->named, &count->batches));
}

/* ---- files ---- */

bool
erasure_list_files(Store *store, gint64 erasure_id, GError **error)
{
    return sql_run(store->sql, error,
        OF "INSERT INTO erased_file (sha256)"
           " SELECT sha256 FROM letter WHERE id" IN_MINE
           " UNION SELECT sha256 FROM part WHERE letter_id" IN_MINE
           " UNION SELECT image_sha256 FROM page WHERE id" IN_SHEET
           "  AND image_sha256 IS NOT NULL"
           " UNION SELECT image_sha256 FROM reading WHERE page_id" IN_SHEET
           "  AND image_sha256 IS NOT NULL"
           " UNION SELECT sha256 FROM paper WHERE outbox_id" IN_SENT
           "  AND sha256 IS NOT NULL"
           " UNION SELECT sha256 FROM print_run WHERE id IN (SELECT id FROM run)"
           " ORDER BY 1 ON CONFLICT (sha256) DO UPDATE SET gone_at = NULL",
        BIND(erasure_id));
}

bool
erasure_settle_files(Store *store, int *files, int *shared, GError **error)
{
    if (!sql_run(store->sql, error,
            "DELETE FROM erased_file WHERE gone_at IS NULL AND sha256 IN (" FILES_NAMED
            ")",
            NONE))
        return false;
    *shared = (int)sql_changes(store->sql);
    return sql_one(store->sql, error, NULL,
        "SELECT COUNT(*) FROM erased_file WHERE gone_at IS NULL", NONE, INTO(files));
}

/* ---- blanked ---- */

static const char *const blanks[] = {
    /* Printed runs before what says whose they are. */
    OF "UPDATE print_run SET sha256 = '' WHERE id IN (SELECT id FROM run)",

    OF "DELETE FROM web_field WHERE letter_id" IN_MINE,
    OF "DELETE FROM form_field WHERE page_id" IN_SHEET,
    OF "DELETE FROM page_words WHERE page_id" IN_SHEET,
    OF "DELETE FROM reading WHERE page_id" IN_SHEET,
    OF "DELETE FROM page WHERE id" IN_SHEET,
    OF "UPDATE batch_piece SET part_id = NULL, first_number = NULL WHERE part_id IN"
       " (SELECT id FROM part WHERE letter_id" IN_MINE ")",
    OF "DELETE FROM part WHERE letter_id" IN_MINE,
    OF "DELETE FROM letter_text WHERE letter_id" IN_MINE,
    OF "DELETE FROM letter_reference WHERE letter_id" IN_MINE,
    OF "DELETE FROM candidate WHERE letter_id" IN_MINE " OR party_id" IN_OWN,
    OF "UPDATE decision SET address = NULL, reason = NULL, undone_why = NULL"
       " WHERE letter_id" IN_MINE,
    OF "UPDATE letter SET file_name = NULL, message_id = NULL, from_name = NULL,"
       " from_address = NULL, subject = NULL, dmarc = NULL, fingerprint = NULL,"
       " original_message_id = NULL, defects = NULL, hold_note = NULL,"
       " rejected_why = CASE WHEN rejected_at IS NOT NULL THEN " NOBODY " END,"
       " reread_note = NULL, probability = 0, trusted = 0 WHERE id" IN_MINE,

    OF "UPDATE outbox SET recipient = 'erased-' || id, sender = '', bytes = '',"
       " server_said = NULL, closed_why = NULL,"
       " closed_at = COALESCE(closed_at, CASE WHEN state = 'failed' THEN created_at END),"
       " closed_by = COALESCE(closed_by, CASE WHEN state = 'failed' THEN 'diwan' END)"
       " WHERE id" IN_SENT,
    OF "UPDATE paper SET name = " NOBODY ", address = '', sha256 = NULL,"
       " tracking = NULL, returned_why = NULL WHERE outbox_id" IN_SENT,
    OF "UPDATE reply SET model = '{}', why = NULL,"
       " state = CASE WHEN state = 'draft' THEN 'dropped' ELSE state END"
       " WHERE party_id" IN_OWN,
    OF "UPDATE mailing_letter SET why = NULL WHERE party_id" IN_OWN,
    OF "UPDATE notice SET told = NULL, why = NULL,"
       " state = CASE WHEN state IN ('due', 'post') THEN 'refused' ELSE state END"
       " WHERE request_id" IN_ASKED,

    OF "UPDATE request_change SET reason = NULL, told = NULL, was_paused_why = NULL"
       " WHERE request_id" IN_ASKED,
    OF "UPDATE request SET paused_why = NULL, guess = NULL WHERE id" IN_ASKED,
    OF "UPDATE request_document SET reason = NULL WHERE request_id" IN_ASKED,
    OF "UPDATE request_field SET value = '', note = NULL WHERE request_id" IN_ASKED,
    OF "UPDATE referral SET instruction = '', answer = NULL WHERE request_id" IN_ASKED,
    OF "UPDATE contact SET person = NULL, summary = '' WHERE party_id" IN_OWN
       " OR request_id" IN_ASKED,

    /* The register's stub: number, day and kind. */
    OF "UPDATE register SET whom = " NOBODY ", subject = '',"
       " void_reason = CASE WHEN void_reason IS NOT NULL THEN " NOBODY " END"
       " WHERE party_id" IN_OWN " OR letter_id" IN_MINE " OR request_id" IN_ASKED
       " OR number IN (SELECT number FROM contact WHERE party_id" IN_OWN
       "  OR request_id" IN_ASKED ")"
       " OR number IN (SELECT number FROM outbox WHERE id" IN_SENT
       "  UNION SELECT number FROM paper WHERE outbox_id" IN_SENT ")",

    OF "DELETE FROM party_merge_field WHERE merge_id" IN_MERGE,
    OF "DELETE FROM party_merge_key WHERE merge_id" IN_MERGE,
    OF "UPDATE party_merge SET reason = NULL WHERE id" IN_MERGE,
    OF "DELETE FROM party_address WHERE party_id" IN_OWN,
    OF "DELETE FROM party_key WHERE party_id" IN_OWN,
    OF "UPDATE party SET full_name = " NOBODY ", national_id = NULL, email = NULL,"
       " mobile = NULL, city = NULL, iban = NULL, birth_date = NULL WHERE id" IN_OWN,
};

bool
erasure_blank(Store *store, gint64 erasure_id, GError **error)
{
    for (guint i = 0; i < G_N_ELEMENTS(blanks); i++)
        if (!sql_run(store->sql, error, blanks[i], BIND(erasure_id)))
            return false;
    return true;
}

bool
erasure_notes(Store *store, gint64 erasure_id, gint64 row_id, GError **error)
{
    return sql_run(store->sql, error,
        OF "UPDATE journal SET note = NULL, blanked_by = ? WHERE note IS NOT NULL"
           " AND act != '" CHAIN_ERASED "' AND (party_id" IN_OWN " OR letter_id" IN_MINE
           " OR request_id" IN_ASKED ")",
        BIND(erasure_id, row_id));
}
