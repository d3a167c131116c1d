/* tokenizer.c - the engine's full-text search cuts words as language/ does.
 *
 * Registered on every connection that opens the index. Queries pass through the same code, so a
 * word is found whatever its alef, ta marbuta, harakat or digits.
 */
#include "language/language.h"
#include "store/engine.h"

#include <sqlite3.h>

typedef struct Cut {
    void *context;
    int (*token)(void *, int, const char *, int, int, int);
    int rc;
} Cut;

static bool
hand_over(const char *word, gsize length, gsize start, gsize end, void *user_data)
{
    Cut *cut = user_data;
    cut->rc = cut->token(cut->context, 0, word, (int)length, (int)start, (int)end);
    return cut->rc == SQLITE_OK;
}

static int
tokenize(Fts5Tokenizer *tokenizer, void *context, int flags, const char *text, int length,
    int (*token)(void *, int, const char *, int, int, int))
{
    (void)tokenizer;
    (void)flags;
    if (text == NULL || length <= 0)
        return SQLITE_OK;
    Cut cut = {context, token, SQLITE_OK};
    text_words(text, (gsize)length, true, hand_over, &cut);
    return cut.rc;
}

/* There is nothing to keep between calls; the engine only wants a pointer that is not NULL. */
static int
create(void *context, const char **arguments, int n, Fts5Tokenizer **tokenizer)
{
    static char nothing;
    (void)context;
    (void)arguments;
    (void)n;
    *tokenizer = (Fts5Tokenizer *)(void *)&nothing;
    return SQLITE_OK;
}

static void
forget(Fts5Tokenizer *tokenizer)
{
    (void)tokenizer;
}

bool
sql_add_tokenizer(Sql *sql, GError **error)
{
    fts5_api *api = NULL;
    sqlite3_stmt *statement = NULL;
    fts5_tokenizer ours = {create, forget, tokenize};
    bool well =
        sqlite3_prepare_v2(sql->db, "SELECT fts5(?1)", -1, &statement, NULL) ==
            SQLITE_OK &&
        sqlite3_bind_pointer(statement, 1, &api, "fts5_api_ptr", NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW && api != NULL &&
        api->xCreateTokenizer(api, "diwan", NULL, &ours, NULL) == SQLITE_OK;
    sqlite3_finalize(statement);
    if (!well)
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG,
            "this SQLite has no FTS5: install Debian's libsqlite3-0");
    return well;
}
