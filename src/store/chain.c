/* chain.c - the journal's rows hang together: each bears SHA-256 over itself and the hash before it.
 *
 * Whoever changes, takes out or puts in a row has to change every hash behind it, the last one too; so
 * one hash that was noted elsewhere vouches for all rows up to it. Not here: rows cut off at the end,
 * which only such a noted hash tells.
 */
#include "store/chain.h"
#include "store/tables.h"

#include <string.h>

enum { ROWS_AT_A_TIME = 1000 };

/* Each piece with its length before it, so that no two rows are the same bytes; an absent one has
 * none. */
static void
add_piece(GChecksum *checksum, const char *text)
{
    g_autofree char *length =
        text ? g_strdup_printf("%" G_GSIZE_FORMAT ":", strlen(text)) : g_strdup("-,");
    g_checksum_update(checksum, (const guint8 *)length, -1);
    if (text != NULL)
        g_checksum_update(checksum, (const guint8 *)text, (gssize)strlen(text));
}

static void
add_number(GChecksum *checksum, gint64 number)
{
    g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT ";", number);
    g_checksum_update(checksum, (const guint8 *)text, -1);
}

char *
chain_hash(const char *former, const JournalRow *row)
{
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    add_piece(checksum, former);
    add_number(checksum, row->at);
    add_piece(checksum, row->actor);
    add_piece(checksum, row->act);
    add_number(checksum, row->letter_id);
    add_number(checksum, row->request_id);
    add_number(checksum, row->party_id);
    add_piece(checksum, row->note);
    return g_strdup(g_checksum_get_string(checksum));
}

/* ---- walking ---- */

typedef struct Link {
    gint64 id;
    char *chain;
    JournalRow row;
} Link;

static void
link_free(Link *link)
{
    g_free(link->chain);
    g_free(link->row.actor);
    g_free(link->row.act);
    g_free(link->row.note);
    g_free(link);
}

/* Rows behind an id; of Link. */
static GPtrArray *
links_after(Sql *sql, gint64 after, GError **error)
{
    g_autoptr(GPtrArray) links =
        g_ptr_array_new_with_free_func((GDestroyNotify)link_free);
    g_autoptr(Rows) rows = sql_rows(sql,
        "SELECT id, chain, at, actor, act, letter_id, request_id, party_id, note"
        " FROM journal WHERE id > ? ORDER BY id LIMIT ?",
        BIND(after, ROWS_AT_A_TIME));
    Link l = {0};
    while (rows_next(
        rows, INTO(&l.id, &l.chain, &l.row.at, &l.row.actor, &l.row.act, &l.row.letter_id,
                  &l.row.request_id, &l.row.party_id, &l.row.note))) {
        g_ptr_array_add(links, g_memdup2(&l, sizeof l));
        l = (Link){0};
    }
    return rows_done(rows, error) ? g_steal_pointer(&links) : NULL;
}

bool
chain_rows(Sql *sql, GError **error)
{
    g_autofree char *former = g_strdup("");
    gint64 after = 0;
    for (guint n = ROWS_AT_A_TIME; n == ROWS_AT_A_TIME;) {
        g_autoptr(GPtrArray) links = links_after(sql, after, error);
        if (links == NULL)
            return false;
        n = links->len;
        for (guint i = 0; i < n; i++) {
            const Link *link = links->pdata[i];
            char *hash = chain_hash(former, &link->row);
            g_free(former);
            former = hash;
            if (!sql_run(sql, error, "UPDATE journal SET chain = ? WHERE id = ?",
                    BIND(hash, link->id)))
                return false;
            after = link->id;
        }
    }
    return true;
}

bool
store_journal_verify(Store *store, const char *noted, JournalState *state, GError **error)
{
    g_autofree char *former = g_strdup("");
    gint64 after = 0;
    *state = (JournalState){.noted_at = noted == NULL ? 0 : -1};
    for (guint n = ROWS_AT_A_TIME; n == ROWS_AT_A_TIME && state->broken_at == 0;) {
        g_autoptr(GPtrArray) links = links_after(store->sql, after, error);
        if (links == NULL)
            return false;
        n = links->len;
        for (guint i = 0; i < n && state->broken_at == 0; i++) {
            const Link *link = links->pdata[i];
            char *hash = chain_hash(former, &link->row);
            g_free(former);
            former = hash;
            if (g_strcmp0(hash, link->chain) != 0)
                state->broken_at = link->id;
            if (g_strcmp0(noted, link->chain) == 0)
                state->noted_at = link->id;
            state->rows += state->broken_at == 0;
            after = link->id;
        }
    }
    g_strlcpy(state->last, state->rows ? former : "", sizeof state->last);
    return true;
}
