/* search.c - the full-text index: a database file of its own, made again from the letters at will.
 *
 * Apart from the office's database so that indexing never waits for people and people never for
 * indexing. Texts are folded and stemmed by the tokenizer of tokenizer.c; the index keeps no copy
 * of them.
 */
#include "store/sql.h"
#include "store/store.h"

/* A new way of cutting words makes the old index useless: it is emptied, and filled again. */
#define INDEX_VERSION 2
/* Rank is computed for the newest documents only: on common words the rest costs seconds. */
enum { RANKED_DOCUMENTS = 1000 };

struct Index {
    Sql *sql;
};

static const char schema[] =
    "CREATE TABLE document (id INTEGER PRIMARY KEY, letter_id INTEGER NOT NULL,"
    " page INTEGER NOT NULL, UNIQUE (letter_id, page));"
    "CREATE VIRTUAL TABLE words USING fts5 (subject, body, content='', tokenize='diwan');"
    "INSERT INTO words (words, rank) VALUES ('rank', 'bm25(3.0, 1.0)');"
    "CREATE TABLE fill (last BIGINT NOT NULL);" /* letter up to which it was filled again */
    "INSERT INTO fill (last) VALUES (0);";

static bool
prepare_schema(Sql *sql, GError **error)
{
    int version = 0;
    if (!sql_one(sql, error, NULL, "PRAGMA user_version", NONE, INTO(&version)))
        return false;
    if (version == INDEX_VERSION)
        return true;
    g_autofree char *stamp = g_strdup_printf("PRAGMA user_version = %d", INDEX_VERSION);
    return sql_begin(sql, error) &&
           sql_script(sql, error,
               "DROP TABLE IF EXISTS words; DROP TABLE IF EXISTS document;"
               "DROP TABLE IF EXISTS fill;") &&
           sql_script(sql, error, schema) && sql_script(sql, error, stamp) &&
           sql_commit(sql, error);
}

Index *
index_open(const char *path, GError **error)
{
    g_autoptr(Index) index = g_new0(Index, 1);
    index->sql = sql_open(path, true, error);
    if (index->sql == NULL || !sql_add_tokenizer(index->sql, error) ||
        !prepare_schema(index->sql, error))
        return NULL;
    return g_steal_pointer(&index);
}

void
index_close(Index *index)
{
    if (index)
        sql_close(index->sql);
    g_free(index);
}

bool
index_filled_to(Index *index, gint64 *last, GError **error)
{
    return sql_one(index->sql, error, NULL, "SELECT last FROM fill", NONE, INTO(last));
}

bool
index_fill_to(Index *index, gint64 last, GError **error)
{
    return sql_run(index->sql, error, "UPDATE fill SET last = ?", BIND(last));
}

bool
index_begin(Index *index, GError **error)
{
    return sql_begin(index->sql, error);
}

bool
index_commit(Index *index, GError **error)
{
    return sql_commit(index->sql, error);
}

void
index_rollback(Index *index)
{
    sql_rollback(index->sql);
}

/* A document is put under a new number and the old number is forgotten: an index that keeps no
 * text cannot take words back, and a number without a document is passed over when searching. */
bool
index_put(Index *index, gint64 letter_id, int page, const char *subject, const char *text,
    GError **error)
{
    gint64 last = 0;
    return sql_one(index->sql, error, NULL, "SELECT COALESCE(MAX(id), 0) FROM document",
               NONE, INTO(&last)) &&
           sql_run(index->sql, error,
               "INSERT INTO document (id, letter_id, page) VALUES (?, ?, ?)"
               " ON CONFLICT (letter_id, page) DO UPDATE SET id = excluded.id",
               BIND(last + 1, letter_id, page)) &&
           sql_run(index->sql, error,
               "INSERT INTO words (rowid, subject, body) VALUES (?, ?, ?)",
               BIND(last + 1, subject, text));
}

static bool
is_hidden(GHashTable *hidden, gint64 letter_id)
{
    return hidden != NULL && g_hash_table_contains(hidden, &letter_id);
}

/* Counted one by one only where something is hidden. */
static bool
count_matches(Index *index, const char *match, GHashTable *hidden, int most, int *total,
    GError **error)
{
    gint64 letter_id = 0;
    if (hidden == NULL || g_hash_table_size(hidden) == 0)
        return sql_one(index->sql, error, NULL,
            "SELECT COUNT(*) FROM (SELECT 1 FROM words JOIN document ON document.id = "
            "words.rowid"
            " WHERE words MATCH ? LIMIT ?)",
            BIND(match, most), INTO(total));
    g_autoptr(Rows) rows = sql_rows(index->sql,
        "SELECT document.letter_id FROM words JOIN document ON document.id = words.rowid"
        " WHERE words MATCH ? LIMIT ?",
        BIND(match, most));
    for (*total = 0; rows_next(rows, INTO(&letter_id));)
        *total += !is_hidden(hidden, letter_id);
    return rows_done(rows, error);
}

GArray *
index_find(Index *index, const char *match, GHashTable *hidden, int limit, int most_total,
    int *total, GError **error)
{
    g_autoptr(GArray) hits = g_array_new(false, false, sizeof(IndexHit));
    if (!count_matches(index, match, hidden, most_total, total, error))
        return NULL;
    g_autoptr(Rows) rows = sql_rows(index->sql,
        "SELECT document.letter_id, document.page, ranked.score FROM"
        " (SELECT rowid AS id, -bm25(words, 3.0, 1.0) AS score FROM words WHERE words "
        "MATCH ?"
        "  ORDER BY rowid DESC LIMIT ?) AS ranked"
        " JOIN document ON document.id = ranked.id ORDER BY ranked.score DESC",
        BIND(match, RANKED_DOCUMENTS));
    IndexHit hit;
    while (rows_next(rows, INTO(&hit.letter_id, &hit.page, &hit.score)))
        if ((int)hits->len < limit && !is_hidden(hidden, hit.letter_id))
            g_array_append_val(hits, hit);
    return rows_done(rows, error) ? g_steal_pointer(&hits) : NULL;
}
