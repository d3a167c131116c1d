/* test-lookups.c - what identify asks of the register goes through an index, whatever its size. */
#include "store/schema.h"
#include "store/sql.h"

#include <string.h>

/* As they stand in parties.c, decisions.c, evidence.c and letters.c. */
#define PLAN "EXPLAIN QUERY PLAN "
static const struct {
    const char *name, *sql;
} lookups[] = {
    {"by identifier or name key",
        PLAN "SELECT party_id FROM party_key WHERE kind = 'mobile' AND value = '1'"
             " ORDER BY party_id LIMIT 20"},
    {"by any of ten",
        PLAN "SELECT DISTINCT party_id FROM party_key WHERE kind = 'national_id'"
             " AND value IN ('1', '2', '3', '4', '5', '6', '7', '8', '9', '10')"},
    {"holders of a name",
        PLAN "SELECT COUNT(*) FROM (SELECT 1 FROM party_key WHERE kind = 'name_key'"
             " AND value = 'a' LIMIT 5000) AS held"},
    {"a record", PLAN "SELECT full_name FROM party WHERE id = 7"},
    {"decisions of an address",
        PLAN "SELECT id FROM decision WHERE address = 'a' AND trusted <> 0"
             " AND undone_at IS NULL ORDER BY id DESC LIMIT 20"},
    {"rejections of an address",
        PLAN "SELECT candidate.party_id FROM decision JOIN candidate ON"
             " candidate.letter_id = decision.letter_id WHERE decision.address = 'a'"
             " AND decision.kind = 'nobody' AND decision.undone_at IS NULL"
             " ORDER BY decision.id DESC LIMIT 20"},
    {"guardians of a party",
        PLAN "SELECT id FROM decision WHERE kind = 'guardian' AND party_id = 7"
             " AND undone_at IS NULL ORDER BY id DESC LIMIT 8"},
    {"a mail of ours", PLAN "SELECT letter_id FROM outbox WHERE outbox.message_id = 'a'"},
    {"a letter of theirs",
        PLAN "SELECT id FROM letter WHERE message_id = 'a' AND duplicate_of IS NULL"
             " ORDER BY id LIMIT 1"},
    {"a number given", PLAN "SELECT id FROM letter WHERE in_no = 'a'"},
    {"how many there are", PLAN "SELECT COALESCE(MAX(id), 0) FROM party"},
};

static void
goes_through_an_index(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Sql) sql = sql_open(":memory:", true, &error);
    g_assert_no_error(error);
    g_assert_true(schema_migrate(sql, NULL, &error));
    for (gsize i = 0; i < G_N_ELEMENTS(lookups); i++) {
        g_autoptr(Rows) rows = sql_rows(sql, lookups[i].sql, NONE);
        int id, parent, unused, steps = 0;
        const char *detail = NULL;
        while (rows_next(rows, INTO(&id, &parent, &unused, &detail))) {
            g_test_message("%s: %s", lookups[i].name, detail);
            /* A subquery of its own, already bounded, is scanned in memory. */
            bool bounded = strstr(detail, "held") != NULL;
            g_assert_false(!bounded && g_str_has_prefix(detail, "SCAN"));
            g_assert_null(strstr(detail, "TEMP B-TREE FOR ORDER"));
            steps++;
        }
        g_assert_true(rows_done(rows, &error));
        g_assert_cmpint(steps, >, 0);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/lookups/index", goes_through_an_index);
    return g_test_run();
}
