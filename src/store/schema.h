/* schema.h - the tables, as numbered migrations: append, edit none. Private to store/. */
#pragma once

#include "store/sql.h"

/* Brings a database to this program's version, copying the file aside before the first step of an
 * existing one. A database of a newer program is CONFIG. path NULL: no copy. */
bool schema_migrate(Sql *sql, const char *path, GError **error);
/* The same up to an older version. */
bool schema_migrate_to(Sql *sql, const char *path, int newest, GError **error);

/* The text of every migration, in order; literals. */
const char *const *schema_migrations(int *count);

/* Long ones, in files of their own. */
extern const char schema_requests[], schema_committee[];

/* Brings page_words from how the first version kept them to how boxes.c does: part of a migration. */
bool repack_words(Sql *sql, GError **error);
