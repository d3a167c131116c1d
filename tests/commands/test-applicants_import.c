/* test-applicants_import.c - good rows are taken, wrong ones told, a second time changes nothing. */
#include "commands/applicants_import.h"

#include <string.h>

static const char TABLE[] =
    "\xEF\xBB\xBF"
    "رقم الملف;رقم الهوية;الاسم الكامل;البريد الإلكتروني;الجوال;المدينة\r\n"
    "١٠١;1046300115;محمد سعد القحطاني;Mohammed@Example.ORG;٠٥٠١١١١١١١;الرياض\r\n"
    "102;1056300229;نورة صالح الدوسري;;+966 50 222 2222;\r\n"
    "103;1056300220;بدر علي المطيري;;;\r\n" /* the ID's check digit is wrong */
    "104;;خالد الحربي;not an address;;\r\n" /* the e-mail is none */
    "105;;خالد الحربي;;12345;\r\n"          /* the mobile is none */
    ";;سالم الحربي;;;\r\n"                  /* no file number */
    "101;;سالم الحربي;;;\r\n"               /* a second time in the table */
    "106;;;;;\r\n"                          /* no name */
    "107;;\"العنزي، فهد\";fahd@example.com;;جدة\r\n";

static ImportResult
import(Store *store, const char *table)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = g_bytes_new(table, strlen(table));
    ImportResult result;
    bool well = applicants_import(store, bytes, &result, NULL, NULL, &error);
    g_assert_no_error(error);
    g_assert_true(well);
    return result;
}

static Store *
new_store(void)
{
    g_autoptr(GError) error = NULL;
    Store *store = store_open(":memory:", true, &error);
    g_assert_no_error(error);
    return store;
}

static void
takes_good_rows_and_tells_wrong_ones(void)
{
    static const int lines[] = {4, 5, 6, 7, 8, 9};
    g_autoptr(Store) store = new_store();
    g_auto(ImportResult) result = import(store, TABLE);
    g_assert_cmpint(result.added, ==, 3);
    g_assert_cmpuint(result.refusals->len, ==, G_N_ELEMENTS(lines));
    for (gsize i = 0; i < G_N_ELEMENTS(lines); i++) {
        const ImportRefusal *refusal = result.refusals->pdata[i];
        g_assert_cmpint(refusal->line, ==, lines[i]);
        g_assert_nonnull(refusal->reason);
    }
    g_autoptr(Party) party = store_party_by_file_no(store, "101", NULL);
    g_assert_nonnull(party);
    g_assert_cmpstr(party->national_id, ==, "1046300115");
    g_assert_cmpstr(party->email, ==, "mohammed@example.org");
    g_assert_cmpstr(party->mobile, ==, "+966501111111");
    g_assert_cmpstr(party->city, ==, "الرياض");
    g_assert_cmpstr(party->party_kind, ==, "applicant");
    g_autoptr(Party) other = store_party_by_file_no(store, "107", NULL);
    g_assert_cmpstr(other->full_name, ==, "العنزي، فهد");
}

static void
changes_nothing_the_second_time(void)
{
    g_autoptr(Store) store = new_store();
    g_auto(ImportResult) first = import(store, TABLE);
    g_auto(ImportResult) again = import(store, TABLE);
    g_assert_cmpint(again.added, ==, 0);
    g_assert_cmpint(again.changed, ==, 0);
    g_assert_cmpint(again.unchanged, ==, 3);
}

/* A table without a column leaves what the record has; an empty cell clears it. */
static void
keeps_what_the_table_does_not_tell(void)
{
    g_autoptr(Store) store = new_store();
    g_auto(ImportResult) first = import(store, TABLE);
    g_auto(ImportResult) second = import(
        store, "file_no,full_name,city,party_kind\n101,محمد سعد القحطاني,,beneficiary\n");
    g_assert_cmpint(second.changed, ==, 1);
    g_autoptr(Party) party = store_party_by_file_no(store, "101", NULL);
    g_assert_cmpstr(party->national_id, ==, "1046300115");
    g_assert_null(party->city);
    g_assert_cmpstr(party->party_kind, ==, "beneficiary");
}

static void
refuses_a_table_without_its_columns(void)
{
    static const char *const tables[] = {"", "name\nنورة\n", "101,نورة\n"};
    for (gsize i = 0; i < G_N_ELEMENTS(tables); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Store) store = new_store();
        g_autoptr(GBytes) bytes = g_bytes_new(tables[i], strlen(tables[i]));
        g_auto(ImportResult) result = {0};
        g_assert_false(applicants_import(store, bytes, &result, NULL, NULL, &error));
        g_assert_nonnull(error);
        g_assert_cmpint(store_parties_count(store), ==, 0);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/applicants_import/rows", takes_good_rows_and_tells_wrong_ones);
    g_test_add_func("/applicants_import/again", changes_nothing_the_second_time);
    g_test_add_func("/applicants_import/columns", keeps_what_the_table_does_not_tell);
    g_test_add_func("/applicants_import/header", refuses_a_table_without_its_columns);
    return g_test_run();
}
