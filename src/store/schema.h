/* schema.h - the tables, as numbered migrations: append, edit none. Private to store/. */
#pragma once

#include "store/sql.h"

/* Brings a database to this program's version, copying the file aside before the first step of an
 * existing one. A database of a newer program is CONFIG. path NULL: no copy. */
bool schema_migrate(Sql *sql, const char *path, GError **error);
