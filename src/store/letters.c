/* letters.c - a letter's row: taking it in, showing it, holding it. The queue is in queue.c. */
#include "store/letters.h"

Letter *
letter_new(void)
{
    return g_new0(Letter, 1);
}

void
letter_free(Letter *letter)
{
    if (letter == NULL)
        return;
    g_free(letter->sha256);
    g_free(letter->source);
    g_free(letter->file_name);
    g_free(letter->branch);
    g_free(letter->message_id);
    g_free(letter->from_name);
    g_free(letter->from_address);
    g_free(letter->subject);
    g_free(letter->dmarc);
    g_free(letter->hold_note);
    g_free(letter->reread_note);
    g_free(letter->in_no);
    g_free(letter->rejected_by);
    g_free(letter->rejected_why);
    g_free(letter->file_no);
    g_free(letter->request_no);
    g_free(letter->text);
    g_free(letter->new_text);
    g_free(letter);
}

bool
letter_is_scan(const Letter *letter, char *const *scanners)
{
    bool scan = letter->medium == MEDIUM_SCAN;
    for (guint i = 0; !scan && scanners != NULL && scanners[i] != NULL; i++)
        scan = letter->from_address != NULL &&
               g_ascii_strcasecmp(scanners[i], letter->from_address) == 0;
    return scan;
}

void
arrival_free(Arrival *arrival)
{
    if (arrival == NULL)
        return;
    g_free(arrival->sha256);
    g_free(arrival->source);
    g_free(arrival->file_name);
    g_free(arrival->branch);
    g_free(arrival->hold_note);
    g_free(arrival);
}

Letter *
letters_next(Rows *rows, bool with_text)
{
    g_autoptr(Letter) l = letter_new();
    const char *state = NULL, *medium = NULL, *kind = NULL, *outcome = NULL, *hold = NULL;
    const char *answered = NULL;
    const SqlOut out[] = {SQL_O(&l->id), SQL_O(&state), SQL_O(&l->attempts),
        SQL_O(&l->deaths), SQL_O(&l->claim), SQL_O(&l->sha256), SQL_O(&l->size_bytes),
        SQL_O(&medium), SQL_O(&l->source), SQL_O(&l->file_name), SQL_O(&l->branch),
        SQL_O(&l->received_at), SQL_O(&l->taken_at), SQL_O(&l->quiet), SQL_O(&kind),
        SQL_O(&l->message_id), SQL_O(&l->from_name), SQL_O(&l->from_address),
        SQL_O(&l->subject), SQL_O(&l->trusted), SQL_O(&l->dmarc), SQL_O(&l->sent_at),
        SQL_O(&l->duplicate_of), SQL_O(&outcome), SQL_O(&l->party_id),
        SQL_O(&l->probability), SQL_O(&l->request_id), SQL_O(&hold), SQL_O(&l->hold_note),
        SQL_O(&l->reread_note), SQL_O(&l->in_no), SQL_O(&answered),
        SQL_O(&l->rejected_at), SQL_O(&l->rejected_by), SQL_O(&l->rejected_why),
        SQL_O(&l->erased), SQL_O(&l->file_no), SQL_O(&l->request_no), SQL_O(&l->text),
        SQL_O(&l->new_text)};
    if (!rows_next(rows, out, G_N_ELEMENTS(out) - (with_text ? 0 : 2)))
        return NULL;
    /* Words come from this program alone: an unknown one leaves the first of its kind. */
    letter_state_from_name(state, &l->state);
    medium_from_name(medium, &l->medium);
    mail_kind_from_name(kind, &l->kind);
    match_outcome_from_name(outcome, &l->outcome);
    answer_flavour_from_name(answered, &l->answered);
    if (hold)
        hold_reason_from_name(hold, &l->hold);
    return g_steal_pointer(&l);
}

GPtrArray *
letters_collect(Rows *take_rows, bool with_text, GError **error)
{
    g_autoptr(Rows) rows = take_rows;
    g_autoptr(GPtrArray) letters =
        g_ptr_array_new_with_free_func((GDestroyNotify)letter_free);
    Letter *letter;
    while ((letter = letters_next(rows, with_text)))
        g_ptr_array_add(letters, letter);
    return rows_done(rows, error) ? g_steal_pointer(&letters) : NULL;
}

static bool
take_one(Store *store, const Arrival *arrival, gint64 now, int *taken, GError **error)
{
    gint64 id = 0;
    bool found;
    if (!sql_one(store->sql, error, &found, "SELECT id FROM letter WHERE sha256 = ?",
            BIND(arrival->sha256), INTO(&id)))
        return false;
    if (!found) {
        if (!sql_run(store->sql, error,
                "INSERT INTO letter (state, due_at, sha256, size_bytes, medium, source, "
                "file_name,"
                " branch, received_at, taken_at, quiet, hold_reason, hold_note) VALUES "
                "('taken',?,?,?,?,?,?,?,?,?,?,?,?)",
                BIND(now, arrival->sha256, arrival->size_bytes,
                    medium_name(arrival->medium), arrival->source, arrival->file_name,
                    arrival->branch, arrival->received_at, now, arrival->quiet,
                    hold_reason_name(arrival->hold), arrival->hold_note)))
            return false;
        id = sql_last_id(store->sql);
        ++*taken;
    }
    /* An erased letter that comes again has left its file once more. */
    return sql_run(store->sql, error,
               "UPDATE erased_file SET gone_at = NULL WHERE sha256 = ?",
               BIND(arrival->sha256)) &&
           sql_run(store->sql, error,
               "INSERT INTO delivery (letter_id, source, uid, at, uidvalidity, "
               "size_bytes)"
               " VALUES (?, ?, ?, ?, ?, ?)",
               BIND(id, arrival->source, arrival->uid, now, arrival->uidvalidity,
                   arrival->server_bytes));
}

static bool
move_cursor(Store *store, const Cursor *cursor, GError **error)
{
    return sql_run(store->sql, error,
        "INSERT INTO cursor (mailbox, folder, uidvalidity, last_uid) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (mailbox, folder) DO UPDATE SET"
        " uidvalidity = excluded.uidvalidity, last_uid = excluded.last_uid",
        BIND(cursor->mailbox, cursor->folder, cursor->uidvalidity, cursor->last_uid));
}

bool
store_letters_take(
    Store *store, GPtrArray *arrivals, const Cursor *cursor, int *taken, GError **error)
{
    Unit unit;
    int new_letters = 0;
    if (!unit_begin(&unit, store, error))
        return false;
    gint64 now = clock_now_ms();
    bool well = true;
    for (guint i = 0; well && i < arrivals->len; i++)
        well = take_one(store, arrivals->pdata[i], now, &new_letters, error);
    well = well && (cursor == NULL || move_cursor(store, cursor, error));
    if (!unit_end(&unit, well, error))
        return false;
    *taken = new_letters;
    return true;
}

bool
store_letter_hold(
    Store *store, gint64 letter_id, HoldReason reason, const char *note, GError **error)
{
    return sql_run(store->sql, error,
        "UPDATE letter SET hold_reason = ?, hold_note = ? WHERE id = ? AND hold_reason "
        "IS NULL",
        BIND(hold_reason_name(reason), note, letter_id));
}

/* Only a letter at rest is decided: one still on its path would race its stage. */
static bool
decided(Store *store, gint64 letter_id, GError **error)
{
    if (sql_changes(store->sql) == 1)
        return true;
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
        "letter %" G_GINT64_FORMAT
        " is not on the hold list, or is still being worked on: "
        "nothing was changed, look at it again",
        letter_id);
    return false;
}

bool
store_letter_decide_as(
    Store *store, gint64 letter_id, const Decided *as, const char *actor, GError **error)
{
    gint64 party_id = as->party_id;
    Unit unit;
    if (!unit_begin(&unit, store, error))
        return false;
    bool well =
        party_not_erased(store, party_id, error) &&
        sql_run(store->sql, error,
            "UPDATE letter SET hold_reason = NULL, hold_note = NULL, reread_note = NULL,"
            " party_id = ?,"
            " request_id = CASE WHEN ? THEN request_id END,"
            " quiet = CASE WHEN kind = 'letter' THEN quiet ELSE 1 END, kind = 'letter',"
            " outcome = ?, state = ?, due_at = ?, attempts = 0"
            " WHERE id = ? AND state = 'held'",
            BIND(sql_id(party_id), party_id > 0,
                match_outcome_name(party_id ? MATCH_ONE : MATCH_NONE),
                letter_state_name(party_id ? LETTER_IDENTIFIED : LETTER_DONE),
                clock_now_ms(), letter_id)) &&
        decided(store, letter_id, error) &&
        decision_add(store, letter_id, as, actor, error) &&
        store_journal(store, actor, party_id ? "identified" : "nobodys", letter_id, 0,
            party_id, as->reason, error);
    return unit_end(&unit, well, error);
}

bool
store_letter_undecide(
    Store *store, gint64 letter_id, const char *actor, const char *reason, GError **error)
{
    Unit unit;
    if (!unit_begin(&unit, store, error))
        return false;
    g_autoptr(Letter) letter = store_letter_get(store, letter_id, error);
    bool well =
        letter != NULL && decision_undo(store, letter_id, actor, reason, error) &&
        sql_run(store->sql, error,
            "UPDATE letter SET hold_reason = 'by_person', hold_note = ?, state = 'held',"
            " outcome = 'none', party_id = NULL, request_id = NULL"
            " WHERE id = ? AND state = 'done'",
            BIND(reason, letter_id)) &&
        decided(store, letter_id, error) &&
        store_journal(store, actor, "undecided", letter_id, letter->request_id,
            letter->party_id, reason, error);
    return unit_end(&unit, well, error);
}

bool
store_letter_hold_by_person(
    Store *store, gint64 letter_id, const char *actor, const char *reason, GError **error)
{
    Unit unit;
    if (!unit_begin(&unit, store, error))
        return false;
    bool well =
        sql_run(store->sql, error,
            "UPDATE letter SET hold_reason = 'by_person', hold_note = ?, state = 'held'"
            " WHERE id = ? AND state = 'done' AND rejected_at IS NULL",
            BIND(reason, letter_id)) &&
        decided(store, letter_id, error) &&
        store_journal(store, actor, "held", letter_id, 0, 0, reason, error);
    return unit_end(&unit, well, error);
}

Letter *
store_letter_get(Store *store, gint64 id, GError **error)
{
    g_autoptr(GPtrArray) found =
        letters_collect(sql_rows(store->sql,
                            "SELECT " LETTER_COLUMNS
                            ", letter_text.text, letter_text.new_text FROM letter"
                            " LEFT JOIN letter_text ON letter_text.letter_id = letter.id "
                            "WHERE letter.id = ?",
                            BIND(id)),
            true, error);
    if (found == NULL)
        return NULL;
    if (found->len == 0) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "there is no letter %" G_GINT64_FORMAT, id);
        return NULL;
    }
    return g_ptr_array_steal_index(found, 0);
}

Letter *
store_letter_last_about(
    Store *store, gint64 request_id, const char *address, GError **error)
{
    g_autoptr(GPtrArray) found = letters_collect(
        sql_rows(store->sql,
            "SELECT " LETTER_COLUMNS " FROM letter WHERE request_id = ?"
            " AND LOWER(from_address) = LOWER(?) AND message_id IS NOT NULL"
            " AND kind = ? ORDER BY id DESC LIMIT 1",
            BIND(request_id, address, mail_kind_name(KIND_LETTER))),
        false, error);
    return found != NULL && found->len > 0 ? g_ptr_array_steal_index(found, 0) : NULL;
}

gint64
store_letter_by_in_no(Store *store, const char *in_no)
{
    gint64 id = 0;
    bool found;
    sql_one(store->sql, NULL, &found, "SELECT id FROM letter WHERE in_no = ?",
        BIND(in_no), INTO(&id));
    return id;
}

/* One text for each filter, so that each has its index. */
GPtrArray *
store_letters_list(Store *store, const LetterFilter *filter, GError **error)
{
    gint64 before = filter->before_id ? filter->before_id : G_MAXINT64;
    int limit = filter->limit ? filter->limit : -1;
    Rows *rows;
    if (filter->held_only)
        rows = sql_rows(store->sql,
            "SELECT " LETTER_COLUMNS
            " FROM letter WHERE hold_reason IS NOT NULL AND id < ?"
            " ORDER BY id DESC LIMIT ?",
            BIND(before, limit));
    else if (filter->reread_only)
        rows = sql_rows(store->sql,
            "SELECT " LETTER_COLUMNS
            " FROM letter WHERE reread_note IS NOT NULL AND id < ?"
            " ORDER BY id DESC LIMIT ?",
            BIND(before, limit));
    else if (filter->rejected_only)
        rows = sql_rows(store->sql,
            "SELECT " LETTER_COLUMNS
            " FROM letter WHERE rejected_at IS NOT NULL AND id < ?"
            " ORDER BY id DESC LIMIT ?",
            BIND(before, limit));
    else if (filter->has_state)
        rows = sql_rows(store->sql,
            "SELECT " LETTER_COLUMNS " FROM letter WHERE state = ? AND id < ?"
            " ORDER BY id DESC LIMIT ?",
            BIND(letter_state_name(filter->state), before, limit));
    else if (filter->party_id)
        rows = sql_rows(store->sql,
            "SELECT " LETTER_COLUMNS " FROM letter WHERE party_id = ? AND id < ?"
            " ORDER BY id DESC LIMIT ?",
            BIND(filter->party_id, before, limit));
    else if (filter->request_id)
        rows = sql_rows(store->sql,
            "SELECT " LETTER_COLUMNS " FROM letter WHERE request_id = ? AND id < ?"
            " ORDER BY id DESC LIMIT ?",
            BIND(filter->request_id, before, limit));
    else
        rows = sql_rows(store->sql,
            "SELECT " LETTER_COLUMNS " FROM letter WHERE id < ? ORDER BY id DESC LIMIT ?",
            BIND(before, limit));
    return letters_collect(rows, false, error);
}

GPtrArray *
store_letters_resting(Store *store, gint64 after_id, int most, GError **error)
{
    return letters_collect(
        sql_rows(store->sql,
            "SELECT " LETTER_COLUMNS
            ", letter_text.text, letter_text.new_text FROM letter"
            " LEFT JOIN letter_text ON letter_text.letter_id = letter.id"
            " WHERE letter.id > ? AND letter.state IN ('done', 'held')"
            " ORDER BY letter.id LIMIT ?",
            BIND(after_id, most)),
        true, error);
}
