/* sql.c - run one SQL statement with one call; with tokenizer.c the only code that knows the engine.
 *
 * Durability is the engine's: WAL with synchronous=FULL, so what is committed survives a power cut
 * as far as the disk is honest.
 */
#include "store/engine.h"

enum { PATIENCE_MS = 10000, ALL_PAGES = -1 };

struct Rows {
    Sql *sql;
    sqlite3_stmt *statement;
    int rc;
};

/* Only what a rule of the schema forbids, or is too large for any database, is refused: callers take that
 * for a verdict on what they asked. Whatever else goes wrong says nothing about it. */
static DiwanError
meaning_of(int code)
{
    switch (code) {
    case SQLITE_CONSTRAINT:
    case SQLITE_TOOBIG:
        return DIWAN_ERROR_REFUSED;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return DIWAN_ERROR_CONFIG;
    default:
        return DIWAN_ERROR_RETRY;
    }
}

static bool
fail(Sql *sql, GError **error, const char *what)
{
    g_set_error(error, DIWAN_ERROR, meaning_of(sqlite3_errcode(sql->db)),
        "database: %s (%s)", sqlite3_errmsg(sql->db), what);
    return false;
}

static void
finalize(gpointer statement)
{
    sqlite3_finalize(statement);
}

Sql *
sql_open(const char *path, bool create, GError **error)
{
    g_autoptr(Sql) sql = g_new0(Sql, 1);
    sql->statements =
        g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, finalize);
    int flags =
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (create ? SQLITE_OPEN_CREATE : 0);
    if (sqlite3_open_v2(path, &sql->db, flags, NULL) != SQLITE_OK) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG,
            "cannot open database '%s': %s", path,
            sql->db ? sqlite3_errmsg(sql->db) : "out of memory");
        return NULL;
    }
    sqlite3_busy_timeout(sql->db, PATIENCE_MS);
    if (!sql_script(sql, error,
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = "
            "ON;"
            "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -32768;"
            "PRAGMA mmap_size = 1073741824; PRAGMA wal_autocheckpoint = 4000;"))
        return NULL;
    return g_steal_pointer(&sql);
}

void
sql_close(Sql *sql)
{
    if (sql == NULL)
        return;
    g_hash_table_destroy(sql->statements);
    sqlite3_close(sql->db);
    g_free(sql);
}

/* Texts that stay alive until the statement is reset are bound without a copy. */
static void
bind(sqlite3_stmt *statement, int i, const SqlValue *value)
{
    gsize length;
    const void *bytes;
    switch (value->kind) {
    case 'i':
        sqlite3_bind_int64(statement, i, value->i);
        break;
    case '0':
        sqlite3_bind_null(statement, i);
        break;
    case 'd':
        sqlite3_bind_double(statement, i, value->d);
        break;
    case 's':
        sqlite3_bind_text(statement, i, value->s, -1, SQLITE_STATIC);
        break;
    case 'b':
        bytes = value->b ? g_bytes_get_data(value->b, &length) : NULL;
        if (value->b == NULL)
            sqlite3_bind_null(statement, i);
        else
            sqlite3_bind_blob64(statement, i, bytes ? bytes : "", length, SQLITE_STATIC);
        break;
    default:
        g_assert_not_reached();
    }
}

static sqlite3_stmt *
prepare(Sql *sql, const char *text, const SqlValue *value, gsize n)
{
    sqlite3_stmt *statement = g_hash_table_lookup(sql->statements, text);
    if (statement == NULL) {
        if (sqlite3_prepare_v3(sql->db, text, -1, SQLITE_PREPARE_PERSISTENT, &statement,
                NULL) != SQLITE_OK)
            return NULL;
        g_hash_table_insert(sql->statements, (gpointer)text, statement);
    }
    g_assert(!sqlite3_stmt_busy(statement));
    g_assert_cmpint((int)n, ==, sqlite3_bind_parameter_count(statement));
    for (gsize i = 0; i < n; i++)
        bind(statement, (int)i + 1, &value[i]);
    return statement;
}

/* Static bindings must not outlive the call that made them. */
static void
release(sqlite3_stmt *statement)
{
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
}

static void
take_column(sqlite3_stmt *statement, int i, const SqlOut *out)
{
    const char *text;
    switch (out->kind) {
    case 'I':
        *(gint64 *)out->to = sqlite3_column_int64(statement, i);
        break;
    case 'i':
        *(int *)out->to = sqlite3_column_int(statement, i);
        break;
    case '?':
        *(bool *)out->to = sqlite3_column_int(statement, i) != 0;
        break;
    case 'd':
        *(double *)out->to = sqlite3_column_double(statement, i);
        break;
    case 's':
        *(const char **)out->to = (const char *)sqlite3_column_text(statement, i);
        break;
    case 'S':
        text = (const char *)sqlite3_column_text(statement, i);
        g_free(*(char **)out->to);
        *(char **)out->to = g_strdup(text);
        break;
    case 'b':
        g_clear_pointer((GBytes **)out->to, g_bytes_unref);
        if (sqlite3_column_type(statement, i) != SQLITE_NULL)
            *(GBytes **)out->to = g_bytes_new(sqlite3_column_blob(statement, i),
                (gsize)sqlite3_column_bytes(statement, i));
        break;
    default:
        g_assert_not_reached();
    }
}

static void
take_row(sqlite3_stmt *statement, const SqlOut *out, gsize outs)
{
    g_assert_cmpint((int)outs, ==, sqlite3_column_count(statement));
    for (gsize i = 0; i < outs; i++)
        take_column(statement, (int)i, &out[i]);
}

bool
sql_run(Sql *sql, GError **error, const char *text, const SqlValue *value, gsize n)
{
    sqlite3_stmt *statement = prepare(sql, text, value, n);
    bool well = statement != NULL && sqlite3_step(statement) == SQLITE_DONE;
    if (!well)
        fail(sql, error, text);
    if (statement)
        release(statement);
    return well;
}

bool
sql_script(Sql *sql, GError **error, const char *text)
{
    return sqlite3_exec(sql->db, text, NULL, NULL, NULL) == SQLITE_OK ||
           fail(sql, error, "schema");
}

bool
sql_one(Sql *sql, GError **error, bool *found, const char *text, const SqlValue *value,
    gsize n, const SqlOut *out, gsize outs)
{
    sqlite3_stmt *statement = prepare(sql, text, value, n);
    int rc = statement ? sqlite3_step(statement) : SQLITE_ERROR;
    bool well = rc == SQLITE_ROW || rc == SQLITE_DONE;
    if (!well)
        fail(sql, error, text);
    else if (rc == SQLITE_ROW)
        take_row(statement, out, outs);
    else if (found == NULL) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED, "no such row");
        well = false;
    }
    if (statement)
        release(statement);
    if (well && found)
        *found = rc == SQLITE_ROW;
    return well;
}

Rows *
sql_rows(Sql *sql, const char *text, const SqlValue *value, gsize n)
{
    Rows *rows = g_new0(Rows, 1);
    rows->sql = sql;
    rows->statement = prepare(sql, text, value, n);
    rows->rc = rows->statement ? SQLITE_ROW : SQLITE_ERROR;
    return rows;
}

bool
rows_next(Rows *rows, const SqlOut *out, gsize n)
{
    if (rows->rc != SQLITE_ROW)
        return false;
    rows->rc = sqlite3_step(rows->statement);
    if (rows->rc != SQLITE_ROW)
        return false;
    if (out != NULL)
        take_row(rows->statement, out, n);
    return true;
}

static RowField
take_field(sqlite3_stmt *statement, int i)
{
    RowField field = {.name = sqlite3_column_name(statement, i), .kind = '0'};
    int type = sqlite3_column_type(statement, i);
    if (type == SQLITE_INTEGER) {
        field.kind = 'i';
        field.number = sqlite3_column_int64(statement, i);
    } else if (type == SQLITE_FLOAT) {
        field.kind = 'd';
        field.real = sqlite3_column_double(statement, i);
    } else if (type == SQLITE_TEXT) {
        field.kind = 's';
        field.text = (const char *)sqlite3_column_text(statement, i);
    }
    return field;
}

int
rows_next_fields(Rows *rows, RowField *fields)
{
    if (!rows_next(rows, NONE))
        return 0;
    int n = sqlite3_column_count(rows->statement);
    g_assert(n <= SQL_MOST_FIELDS);
    for (int i = 0; i < n; i++)
        fields[i] = take_field(rows->statement, i);
    return n;
}

bool
rows_done(Rows *rows, GError **error)
{
    return rows->rc == SQLITE_DONE || fail(rows->sql, error, "cannot read rows");
}

void
rows_free(Rows *rows)
{
    if (rows && rows->statement)
        release(rows->statement);
    g_free(rows);
}

gint64
sql_changes(Sql *sql)
{
    return sqlite3_changes64(sql->db);
}

gint64
sql_last_id(Sql *sql)
{
    return sqlite3_last_insert_rowid(sql->db);
}

bool
sql_begin(Sql *sql, GError **error)
{
    return sql_run(sql, error, "BEGIN IMMEDIATE", NONE);
}

bool
sql_commit(Sql *sql, GError **error)
{
    if (sql_run(sql, error, "COMMIT", NONE))
        return true;
    sql_rollback(sql);
    return false;
}

void
sql_rollback(Sql *sql)
{
    if (sql_in_transaction(sql))
        sql_run(sql, NULL, "ROLLBACK", NONE);
}

bool
sql_in_transaction(Sql *sql)
{
    return !sqlite3_get_autocommit(sql->db);
}

bool
sql_backup(Sql *sql, const char *path, GError **error)
{
    g_autoptr(Sql) copy = sql_open(path, true, error);
    if (copy == NULL)
        return false;
    sqlite3_backup *backup = sqlite3_backup_init(copy->db, "main", sql->db, "main");
    if (backup == NULL)
        return fail(copy, error, "cannot begin the backup");
    int rc;
    /* In one step: a backup of several begins anew whenever somebody else has written between them, and
     * in an office at work would never end. With WAL nobody waits for it. */
    do {
        rc = sqlite3_backup_step(backup, ALL_PAGES);
        if (rc == SQLITE_BUSY || rc == SQLITE_LOCKED)
            sqlite3_sleep(20);
    } while (rc == SQLITE_OK || rc == SQLITE_BUSY || rc == SQLITE_LOCKED);
    return sqlite3_backup_finish(backup) == SQLITE_OK || fail(copy, error, "backup");
}

/* The passing copy may be as large as the database: on the disk, where it has no name. */
bool
sql_scrub(Sql *sql, GError **error)
{
    int busy = 0, frames = 0, moved = 0;
    bool well = sql_script(sql, error, "PRAGMA temp_store = FILE; VACUUM") &&
                sql_one(sql, error, NULL, "PRAGMA wal_checkpoint (TRUNCATE)", NONE,
                    INTO(&busy, &frames, &moved));
    sql_script(sql, NULL, "PRAGMA temp_store = MEMORY");
    if (well && busy != 0)
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_RETRY,
            "database: others read in it, so that its journal could not be emptied");
    return well && busy == 0;
}
