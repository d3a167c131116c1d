/* test-chain.c - whoever changes the journal is found out. */
#include "store/chain.h"
#include "store/schema.h"
#include "store/tables.h"

#include <string.h>

#define WELL(call) \
    do { \
        bool well_ = (call); \
        g_assert_no_error(error); \
        g_assert_true(well_); \
    } while (0)

enum { ROWS = 2500 }; /* more than are walked at once */

static Store *
filled(void)
{
    g_autoptr(GError) error = NULL;
    Store *store = store_open(":memory:", true, &error);
    WELL(store_begin(store, &error));
    for (int i = 1; i <= ROWS; i++)
        WELL(store_journal(store, i % 2 ? "diwan" : "noura", "held", i % 7, 0, i % 3,
            i % 5 ? "ملحوظة" : NULL, &error));
    WELL(store_commit(store, &error));
    return store;
}

static const struct {
    const char *sql;
    gint64 broken_at;
} changes[] = {
    {"UPDATE journal SET note = note || ' ' WHERE id = 1201", 1201},
    {"UPDATE journal SET note = NULL WHERE id = 1201", 1201},
    {"UPDATE journal SET note = '' WHERE id = 1200", 1200}, /* of one that had none */
    {"UPDATE journal SET actor = 'hind' WHERE id = 2", 2},
    {"UPDATE journal SET at = at - 1 WHERE id = 2500", 2500},
    {"UPDATE journal SET party_id = 5 WHERE id = 3", 3},
    {"DELETE FROM journal WHERE id = 1", 2},
    {"DELETE FROM journal WHERE id = 1400", 1401},
    {"UPDATE journal SET chain = NULL WHERE id = 77", 77},
    {"INSERT INTO journal (id, at, actor, act) VALUES (2501, 1, 'a', 'b')", 2501},
    {"UPDATE journal SET id = 9999 WHERE id = 5", 6},
    {"UPDATE journal SET actor = act, act = actor WHERE id = 8", 8},
};

static void
test_changes(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(changes); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Store) store = filled();
        JournalState state;
        WELL(store_journal_verify(store, NULL, &state, &error));
        g_assert_cmpint(state.broken_at, ==, 0);
        g_assert_cmpint(state.rows, ==, ROWS);
        WELL(sql_script(store->sql, &error, changes[i].sql));
        WELL(store_journal_verify(store, NULL, &state, &error));
        g_test_message("%s", changes[i].sql);
        g_assert_cmpint(state.broken_at, ==, changes[i].broken_at);
    }
}

/* Notes that an erasure took: the row of its own vouches for what is left. */
static const struct {
    const char *sql;
    gint64 broken_at;
} blank_changes[] = {
    {"SELECT 1", 0},
    {"UPDATE journal SET note = 'x' WHERE id = 1201", 1201},
    {"UPDATE journal SET actor = 'hind' WHERE id = 1201", 1201},
    {"UPDATE journal SET at = at - 1 WHERE id = 2401", 1201},
    {"UPDATE journal SET chain = 'x' WHERE id = 1201", 1202},
    {"UPDATE journal SET note = NULL, blanked_by = 2501 WHERE id = 7", 7},
    {"UPDATE journal SET note = NULL, blanked_by = 3 WHERE id = 7", 7},
    {"UPDATE journal SET note = NULL, blanked_by = 9999 WHERE id = 7", 7},
    {"UPDATE journal SET blanked_by = NULL WHERE id = 1201", 1201},
    {"DELETE FROM journal WHERE id = 2401", 2402},
    {"DELETE FROM journal WHERE id = 2501", 1201},
    {"UPDATE journal SET note = 'x' WHERE id = 2501", 2501},
};

static void
test_blanks(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(blank_changes); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Store) store = filled();
        JournalState state;
        WELL(sql_run(store->sql, &error,
            "UPDATE journal SET note = NULL, blanked_by = ? WHERE id IN (1201, 2401)",
            BIND(ROWS + 1)));
        g_autofree char *sum = chain_blanks_sum(store->sql, ROWS + 1, &error);
        WELL(store_journal(store, "noura", CHAIN_ERASED, 0, 0, 1, sum, &error));
        WELL(sql_script(store->sql, &error, blank_changes[i].sql));
        WELL(store_journal_verify(store, NULL, &state, &error));
        g_test_message("%s", blank_changes[i].sql);
        g_assert_cmpint(state.broken_at, ==, blank_changes[i].broken_at);
    }
}

/* Rows cut off at the end, or all hashes made anew: a noted hash tells. */
static void
test_noted(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) store = filled();
    JournalState noted, state;
    WELL(store_journal_verify(store, NULL, &noted, &error));
    g_assert_cmpuint(strlen(noted.last), ==, 64);
    WELL(store_journal(store, "diwan", "more", 0, 0, 0, NULL, &error));
    WELL(store_journal_verify(store, noted.last, &state, &error));
    g_assert_cmpint(state.noted_at, ==, ROWS);
    g_assert_cmpstr(state.last, !=, noted.last);
    WELL(sql_script(store->sql, &error, "DELETE FROM journal WHERE id >= 2400"));
    WELL(store_journal_verify(store, noted.last, &state, &error));
    g_assert_cmpint(state.broken_at, ==, 0);
    g_assert_cmpint(state.noted_at, ==, -1);
    WELL(sql_script(store->sql, &error, "UPDATE journal SET note = 'x' WHERE id = 9"));
    WELL(chain_rows(store->sql, &error));
    WELL(store_journal_verify(store, noted.last, &state, &error));
    g_assert_cmpint(state.broken_at, ==, 0);
    g_assert_cmpint(state.noted_at, ==, -1);
}

/* Rows of an office from before are chained when it is opened. */
static void
test_former(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = g_dir_make_tmp("diwan-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "office.db", NULL);
    Sql *sql = sql_open(path, true, &error);
    WELL(schema_migrate_to(sql, path, 2, &error));
    for (int i = 0; i < 30; i++)
        WELL(sql_run(sql, &error,
            "INSERT INTO journal (at, actor, act, letter_id) VALUES (?, 'diwan', 'x', ?)",
            BIND(i, sql_id(i))));
    sql_close(sql);
    g_autoptr(Store) store = store_open(path, false, &error);
    JournalState state;
    WELL(store_journal(store, "diwan", "more", 0, 0, 0, NULL, &error));
    WELL(store_journal_verify(store, NULL, &state, &error));
    g_assert_cmpint(state.broken_at, ==, 0);
    g_assert_cmpint(state.rows, ==, 31);
    g_assert_true(file_remove_tree(folder, NULL));
}

static void
test_rate(void)
{
    gint64 begun = g_get_monotonic_time();
    g_autoptr(Store) store = filled();
    g_test_message("%.1f us a row", (double)(g_get_monotonic_time() - begun) / ROWS);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/chain/changes", test_changes);
    g_test_add_func("/chain/blanks", test_blanks);
    g_test_add_func("/chain/noted", test_noted);
    g_test_add_func("/chain/former", test_former);
    g_test_add_func("/chain/rate", test_rate);
    return g_test_run();
}
