/* sql.h - run one SQL statement with one call. Private to store/.
 *
 * Values are bound by their C type, never pasted into the text of a statement; columns come back
 * by the type of the variable that takes them. Statements are prepared once per connection and
 * found again by the address of their text, so texts must be string literals.
 */
#pragma once

#include "base/base.h"

typedef struct Sql Sql;   /* an open database */
typedef struct Rows Rows; /* the rows of one running statement */

typedef struct SqlValue {
    char kind;
    union {
        gint64 i;
        double d;
        const char *s;
        GBytes *b;
    };
} SqlValue;
typedef struct SqlOut {
    char kind;
    void *to;
} SqlOut;

static inline SqlValue
sql_from_int(gint64 i)
{
    return (SqlValue){'i', {.i = i}};
}
static inline SqlValue
sql_from_real(double d)
{
    return (SqlValue){'d', {.d = d}};
}
static inline SqlValue
sql_from_text(const char *s)
{
    return (SqlValue){'s', {.s = s}};
}
static inline SqlValue
sql_from_bytes(GBytes *b)
{
    return (SqlValue){'b', {.b = b}};
}
static inline SqlOut
sql_to_int64(gint64 *to)
{
    return (SqlOut){'I', to};
}
static inline SqlOut
sql_to_int(int *to)
{
    return (SqlOut){'i', to};
}
static inline SqlOut
sql_to_bool(bool *to)
{
    return (SqlOut){'?', to};
}
static inline SqlOut
sql_to_real(double *to)
{
    return (SqlOut){'d', to};
}
static inline SqlOut
sql_to_text(char **to)
{
    return (SqlOut){'S', to};
}
static inline SqlOut
sql_to_borrowed(const char **to)
{
    return (SqlOut){'s', to};
}
static inline SqlOut
sql_to_bytes(GBytes **to)
{
    return (SqlOut){'b', to};
}

/* An id column that may be NULL: 0 is stored as NULL, NULL read as 0 by every integer out. */
static inline SqlValue
sql_id(gint64 id)
{
    return id > 0 ? (SqlValue){'i', {.i = id}} : (SqlValue){'0', {.i = 0}};
}
static inline SqlValue
sql_same(SqlValue value)
{
    return value;
}

#define SQL_V(x) \
    _Generic((x), char *: sql_from_text, const char *: sql_from_text, GBytes *: sql_from_bytes, \
        double: sql_from_real, SqlValue: sql_same, default: sql_from_int)(x)
/* char **: an owned copy (the former value is freed); const char **: borrowed until the next row. */
#define SQL_O(x) \
    _Generic((x), gint64 *: sql_to_int64, int *: sql_to_int, bool *: sql_to_bool, \
        double *: sql_to_real, char **: sql_to_text, const char **: sql_to_borrowed, \
        GBytes **: sql_to_bytes)(x)

#define SQL_PICK(_1, _2, _3, _4, _5, _6, _7, _8, _9, _10, _11, _12, _13, _14, _15, _16, \
    _17, _18, _19, _20, _21, _22, _23, _24, N, ...) \
    N
#define SQL_M1(F, a) F(a)
#define SQL_M2(F, a, ...) F(a), SQL_M1(F, __VA_ARGS__)
#define SQL_M3(F, a, ...) F(a), SQL_M2(F, __VA_ARGS__)
#define SQL_M4(F, a, ...) F(a), SQL_M3(F, __VA_ARGS__)
#define SQL_M5(F, a, ...) F(a), SQL_M4(F, __VA_ARGS__)
#define SQL_M6(F, a, ...) F(a), SQL_M5(F, __VA_ARGS__)
#define SQL_M7(F, a, ...) F(a), SQL_M6(F, __VA_ARGS__)
#define SQL_M8(F, a, ...) F(a), SQL_M7(F, __VA_ARGS__)
#define SQL_M9(F, a, ...) F(a), SQL_M8(F, __VA_ARGS__)
#define SQL_M10(F, a, ...) F(a), SQL_M9(F, __VA_ARGS__)
#define SQL_M11(F, a, ...) F(a), SQL_M10(F, __VA_ARGS__)
#define SQL_M12(F, a, ...) F(a), SQL_M11(F, __VA_ARGS__)
#define SQL_M13(F, a, ...) F(a), SQL_M12(F, __VA_ARGS__)
#define SQL_M14(F, a, ...) F(a), SQL_M13(F, __VA_ARGS__)
#define SQL_M15(F, a, ...) F(a), SQL_M14(F, __VA_ARGS__)
#define SQL_M16(F, a, ...) F(a), SQL_M15(F, __VA_ARGS__)
#define SQL_M17(F, a, ...) F(a), SQL_M16(F, __VA_ARGS__)
#define SQL_M18(F, a, ...) F(a), SQL_M17(F, __VA_ARGS__)
#define SQL_M19(F, a, ...) F(a), SQL_M18(F, __VA_ARGS__)
#define SQL_M20(F, a, ...) F(a), SQL_M19(F, __VA_ARGS__)
#define SQL_M21(F, a, ...) F(a), SQL_M20(F, __VA_ARGS__)
#define SQL_M22(F, a, ...) F(a), SQL_M21(F, __VA_ARGS__)
#define SQL_M23(F, a, ...) F(a), SQL_M22(F, __VA_ARGS__)
#define SQL_M24(F, a, ...) F(a), SQL_M23(F, __VA_ARGS__)
#define SQL_MAP(F, ...) \
    SQL_PICK(__VA_ARGS__, SQL_M24, SQL_M23, SQL_M22, SQL_M21, SQL_M20, SQL_M19, SQL_M18, \
        SQL_M17, SQL_M16, SQL_M15, SQL_M14, SQL_M13, SQL_M12, SQL_M11, SQL_M10, SQL_M9, \
        SQL_M8, SQL_M7, SQL_M6, SQL_M5, SQL_M4, SQL_M3, SQL_M2, SQL_M1, 0) \
    (F, __VA_ARGS__)

/* BIND evaluates an argument once: the array is built once and its length taken by sizeof. */
#define BIND(...) \
    (const SqlValue[]){SQL_MAP(SQL_V, __VA_ARGS__)}, \
        sizeof((const SqlValue[]){SQL_MAP(SQL_V, __VA_ARGS__)}) / sizeof(SqlValue)
#define NONE NULL, 0
#define INTO(...) \
    (const SqlOut[]){SQL_MAP(SQL_O, __VA_ARGS__)}, \
        sizeof((const SqlOut[]){SQL_MAP(SQL_O, __VA_ARGS__)}) / sizeof(SqlOut)

/* Opens with WAL, synchronous=FULL, foreign keys, five seconds of patience. */
Sql *sql_open(const char *path, bool create, GError **error);
void sql_close(Sql *sql);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Sql, sql_close)

/* A statement without rows. */
bool sql_run(Sql *sql, GError **error, const char *text, const SqlValue *value, gsize n);
/* Several statements of a schema, not kept. */
bool sql_script(Sql *sql, GError **error, const char *text);
/* The first row, when there is one: *found says so (found NULL: a missing row is REFUSED). */
bool sql_one(Sql *sql, GError **error, bool *found, const char *text,
    const SqlValue *value, gsize n, const SqlOut *out, gsize outs);
/* Never NULL: an error shows in rows_done. One running use of a text at a time. */
Rows *sql_rows(Sql *sql, const char *text, const SqlValue *value, gsize n);
bool rows_next(Rows *rows, const SqlOut *out, gsize n);
bool rows_done(Rows *rows, GError **error);
/* The next row as it is: its columns by name, at most SQL_MOST_FIELDS, borrowed until the next; how many,
 * 0 when there is no further row. */
enum { SQL_MOST_FIELDS = 32 };
typedef struct RowField {
    const char *name;
    char kind; /* 'i', 'd', 's' as of SqlValue; '0': NULL */
    gint64 number;
    double real;
    const char *text;
} RowField;
int rows_next_fields(Rows *rows, RowField *fields);
void rows_free(Rows *rows);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Rows, rows_free)

/* Rows changed by the last statement; id of the last insert. */
gint64 sql_changes(Sql *sql);
gint64 sql_last_id(Sql *sql);

bool sql_begin(Sql *sql, GError **error); /* IMMEDIATE */
bool sql_commit(Sql *sql, GError **error);
void sql_rollback(Sql *sql);
bool sql_in_transaction(Sql *sql);

/* Writes the file anew, so that nothing of what was deleted is left in it or in its journal. RETRY while
 * others read in it. */
bool sql_scrub(Sql *sql, GError **error);
bool sql_backup(Sql *sql, const char *path, GError **error);

/* The tokenizer "diwan" of the full-text index: folds and stems as language/ does. */
bool sql_add_tokenizer(Sql *sql, GError **error);
