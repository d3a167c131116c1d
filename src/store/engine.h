/* engine.h - the open connection, for the files that know the engine: sql.c and tokenizer.c. */
#pragma once

#include "store/sql.h"

#include <sqlite3.h>

struct Sql {
    sqlite3 *db;
    GHashTable *statements; /* address of text → sqlite3_stmt, owned */
};
