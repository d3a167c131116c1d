/* chain.c - the journal's rows hang together: each bears SHA-256 over itself and the hash before it.
 *
 * Whoever changes, takes out or puts in a row has to change every hash behind it, the last one too; so
 * one hash that was noted elsewhere vouches for all rows up to it. An erasure takes notes out: such a row
 * keeps its hash, and the erasure's own row has a sum over what is left of all of them, so that no note is
 * gone without one. Not here: rows cut off at the end, which only such a noted hash tells.
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
    gint64 blanked_by; /* 0: it has its note */
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

#define LINKS(blanked_by) \
    "SELECT id, chain, " blanked_by ", at, actor, act, letter_id, request_id, party_id," \
    " note FROM journal WHERE id > ? ORDER BY id LIMIT ?"

/* Rows behind an id; of Link. former: of a version in which no note was taken out yet. */
static GPtrArray *
links_after(Sql *sql, bool former, gint64 after, GError **error)
{
    g_autoptr(GPtrArray) links =
        g_ptr_array_new_with_free_func((GDestroyNotify)link_free);
    g_autoptr(Rows) rows = sql_rows(
        sql, former ? LINKS("0") : LINKS("blanked_by"), BIND(after, ROWS_AT_A_TIME));
    Link l = {0};
    while (rows_next(
        rows, INTO(&l.id, &l.chain, &l.blanked_by, &l.row.at, &l.row.actor, &l.row.act,
                  &l.row.letter_id, &l.row.request_id, &l.row.party_id, &l.row.note))) {
        g_ptr_array_add(links, g_memdup2(&l, sizeof l));
        l = (Link){0};
    }
    return rows_done(rows, error) ? g_steal_pointer(&links) : NULL;
}

/* ---- notes that were taken out ---- */

static void
add_blank(GChecksum *sum, const Link *link)
{
    add_number(sum, link->id);
    add_piece(sum, link->chain);
    add_number(sum, link->row.at);
    add_piece(sum, link->row.actor);
    add_piece(sum, link->row.act);
    add_number(sum, link->row.letter_id);
    add_number(sum, link->row.request_id);
    add_number(sum, link->row.party_id);
}

/* What is left of the rows whose notes one row took, while the journal is walked. */
typedef struct Blanks {
    gint64 first; /* of them */
    GChecksum *sum;
} Blanks;

static void
blanks_free(Blanks *blanks)
{
    g_checksum_free(blanks->sum);
    g_free(blanks);
}

static void
note_blank(GHashTable *table, const Link *link)
{
    Blanks *blanks = g_hash_table_lookup(table, &link->blanked_by);
    if (blanks == NULL) {
        blanks = g_new0(Blanks, 1);
        *blanks = (Blanks){link->id, g_checksum_new(G_CHECKSUM_SHA256)};
        g_hash_table_insert(
            table, g_memdup2(&link->blanked_by, sizeof link->blanked_by), blanks);
    }
    add_blank(blanks->sum, link);
}

/* At the row that took them: 0, or the first of them when it does not vouch for what is left. */
static gint64
blanks_end(GHashTable *table, const Link *link)
{
    Blanks *blanks = g_hash_table_lookup(table, &link->id);
    if (blanks == NULL)
        return 0;
    bool vouched = strcmp(link->row.act, CHAIN_ERASED) == 0 &&
                   g_strcmp0(link->row.note, g_checksum_get_string(blanks->sum)) == 0;
    gint64 first = blanks->first;
    g_hash_table_remove(table, &link->id);
    return vouched ? 0 : first;
}

/* Those that no row vouched for. */
static gint64
blanks_left(GHashTable *table)
{
    gint64 first = 0;
    GHashTableIter all;
    gpointer blanks;
    g_hash_table_iter_init(&all, table);
    while (g_hash_table_iter_next(&all, NULL, &blanks))
        if (first == 0 || ((const Blanks *)blanks)->first < first)
            first = ((const Blanks *)blanks)->first;
    return first;
}

char *
chain_blanks_sum(Sql *sql, gint64 by, GError **error)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    gint64 after = 0;
    for (guint n = ROWS_AT_A_TIME; n == ROWS_AT_A_TIME;) {
        g_autoptr(GPtrArray) links = links_after(sql, false, after, error);
        if (links == NULL)
            return NULL;
        n = links->len;
        for (guint i = 0; i < n; i++) {
            const Link *link = links->pdata[i];
            if (link->blanked_by == by)
                add_blank(sum, link);
            after = link->id;
        }
    }
    return g_strdup(g_checksum_get_string(sum));
}

/* ---- the whole ---- */

bool
chain_rows(Sql *sql, GError **error)
{
    g_autofree char *former = g_strdup("");
    gint64 after = 0;
    for (guint n = ROWS_AT_A_TIME; n == ROWS_AT_A_TIME;) {
        g_autoptr(GPtrArray) links = links_after(sql, true, after, error);
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

/* 0, or the first row that is not as it was written; former becomes the row's hash. */
static gint64
verify_link(const Link *link, GHashTable *blanks, char **former)
{
    bool blank = link->blanked_by != 0;
    g_autofree char *hash =
        blank ? g_strdup(link->chain) : chain_hash(*former, &link->row);
    bool well = blank ? link->row.note == NULL && link->blanked_by > link->id
                      : g_strcmp0(hash, link->chain) == 0;
    g_free(*former);
    *former = g_steal_pointer(&hash);
    if (!well)
        return link->id;
    if (blank)
        note_blank(blanks, link);
    return blanks_end(blanks, link);
}

bool
store_journal_verify(Store *store, const char *noted, JournalState *state, GError **error)
{
    g_autofree char *former = g_strdup("");
    g_autoptr(GHashTable) blanks = g_hash_table_new_full(
        g_int64_hash, g_int64_equal, g_free, (GDestroyNotify)blanks_free);
    gint64 after = 0;
    *state = (JournalState){.noted_at = noted == NULL ? 0 : -1};
    for (guint n = ROWS_AT_A_TIME; n == ROWS_AT_A_TIME && state->broken_at == 0;) {
        g_autoptr(GPtrArray) links = links_after(store->sql, false, after, error);
        if (links == NULL)
            return false;
        n = links->len;
        for (guint i = 0; i < n && state->broken_at == 0; i++) {
            const Link *link = links->pdata[i];
            state->broken_at = verify_link(link, blanks, &former);
            if (g_strcmp0(noted, link->chain) == 0)
                state->noted_at = link->id;
            state->rows += state->broken_at == 0;
            after = link->id;
        }
    }
    if (state->broken_at == 0)
        state->broken_at = blanks_left(blanks);
    g_strlcpy(state->last, state->rows ? former : "", sizeof state->last);
    return true;
}
