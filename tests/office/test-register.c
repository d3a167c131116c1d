/* test-register.c - numbers of the registers: no gap and no double, whoever dies; void ones stay; the
 * year turns at midnight in Riyadh. */
#include "language/language.h"
#include "office/office.h"

#include <glib/gstdio.h>

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define WELL(call) \
    do { \
        bool well_ = (call); \
        g_assert_no_error(error); \
        g_assert_true(well_); \
    } while (0)

static char *
take(Store *store, CalendarKind calendar, int kind, gint64 instant_ms)
{
    g_autoptr(GError) error = NULL;
    char *number = NULL;
    WELL(store_begin(store, &error));
    WELL(register_number_take(store, calendar, kind, instant_ms, 0, 0, &number, &error));
    WELL(store_commit(store, &error));
    return number;
}

static gint64
utc(const char *text)
{
    g_autoptr(GDateTime) date = g_date_time_new_from_iso8601(text, NULL);
    return g_date_time_to_unix(date) * 1000;
}

/* ---- the new year ---- */

static void
test_years(void)
{
    /* Riyadh is three hours before UTC: its midnight is 21:00 of the day before. */
    static const struct {
        CalendarKind calendar;
        const char *instant;
        const char *begins;
    } table[] = {
        {CALENDAR_HIJRI, "2026-06-15T20:59:59Z", "1/1447/000001/"},
        {CALENDAR_HIJRI, "2026-06-15T21:00:00Z", "1/1448/000001/"},
        {CALENDAR_HIJRI, "2026-06-16T00:00:00+03:00", "1/1448/000002/"},
        {CALENDAR_HIJRI, "2026-06-16T00:00:00Z", "1/1448/000003/"},
        {CALENDAR_HIJRI, "2026-06-15T23:59:59+03:00", "1/1447/000002/"},
        {CALENDAR_HIJRI, "2026-12-31T21:00:00Z", "1/1448/000004/"},
        {CALENDAR_HIJRI, "2027-06-05T20:59:59Z", "1/1448/000005/"},
        {CALENDAR_HIJRI, "2027-06-05T21:00:00Z", "1/1449/000001/"},
        {CALENDAR_GREGORIAN, "2026-06-15T21:00:00Z", "1/2026/000001/"},
        {CALENDAR_GREGORIAN, "2026-12-31T20:59:59Z", "1/2026/000002/"},
        {CALENDAR_GREGORIAN, "2026-12-31T21:00:00Z", "1/2027/000001/"},
        {CALENDAR_GREGORIAN, "2027-01-01T00:00:00Z", "1/2027/000002/"},
        {CALENDAR_GREGORIAN, "2026-12-31T23:59:59+03:00", "1/2026/000003/"},
    };
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) store = store_open(":memory:", true, &error);
    for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
        g_autofree char *number =
            take(store, table[i].calendar, REGISTER_INCOMING, utc(table[i].instant));
        g_test_message("%s: %s", table[i].instant, number);
        g_assert_true(g_str_has_prefix(number, table[i].begins));
        g_autoptr(RegisterRow) row = store_register_get(store, number, &error);
        g_assert_cmpint(row->at, ==, utc(table[i].instant));
    }
    g_autofree char *wrong = store_register_check(store, &error);
    g_assert_null(wrong);
    /* The clock was set back: the number's year is the clock's, the book's instants go on. */
    g_autofree char *back = take(
        store, CALENDAR_HIJRI, REGISTER_INCOMING, utc("2027-06-05T21:00:00Z") - 5000);
    g_autoptr(RegisterRow) row = store_register_get(store, back, &error);
    g_assert_true(g_str_has_prefix(back, "1/1448/000006/"));
    g_autofree char *later =
        take(store, CALENDAR_HIJRI, REGISTER_INCOMING, utc("2027-06-05T20:00:00Z"));
    g_autoptr(RegisterRow) next = store_register_get(store, later, &error);
    g_assert_cmpint(next->at, ==, row->at);
}

/* ---- void ---- */

static void
test_void(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) store = store_open(":memory:", true, &error);
    gint64 now = utc("2026-11-22T09:00:00Z");
    g_autofree char *first = take(store, CALENDAR_HIJRI, REGISTER_OUTGOING, now);
    WELL(store_register_void(store, first, "noura", "written twice", &error));
    g_autofree char *second = take(store, CALENDAR_HIJRI, REGISTER_OUTGOING, now);
    g_assert_true(g_str_has_prefix(first, "2/1448/000001/"));
    g_assert_true(g_str_has_prefix(second, "2/1448/000002/"));
    g_autoptr(RegisterRow) row = store_register_get(store, first, &error);
    g_assert_cmpstr(row->void_reason, ==, "written twice");
    g_assert_cmpstr(row->void_by, ==, "noura");
    g_assert_cmpint(row->void_at, >, 0);

    g_assert_false(store_register_void(store, first, "hind", "again", &error));
    g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED);
    g_clear_error(&error);
    g_assert_false(store_register_void(store, "2/1448/000009/9", "hind", "x", &error));
    g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED);
    g_clear_error(&error);
    RegisterFilter filter = {.kind = REGISTER_OUTGOING, .to = G_MAXINT64};
    g_autoptr(GPtrArray) rows = store_register_rows(store, &filter, &error);
    g_assert_cmpuint(rows->len, ==, 2);
    g_assert_cmpstr(((RegisterRow *)rows->pdata[0])->void_by, ==, "noura");
    g_autofree char *wrong = store_register_check(store, &error);
    g_assert_null(wrong);
}

/* ---- what an entry says, and who reads it ---- */

static void
test_rows(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) store = store_open(":memory:", true, &error);
    gint64 day = utc("2026-11-22T09:00:00Z");
    for (int i = 0; i < 25; i++) {
        g_autofree char *number =
            take(store, CALENDAR_HIJRI, 1 + i % 4, day + i * 3600000);
        RegisterSays says = {0, "هند سعد", "صرف مساعدة", i % 3 - 1, "1/1448/000001/5"};
        WELL(store_register_say(store, number, &says, &error));
    }
    /* By threes: each once and in order. */
    RegisterFilter filter = {.kind = 1, .to = G_MAXINT64, .limit = 3};
    int seen = 0;
    for (guint got = 3; got == 3;) {
        g_autoptr(GPtrArray) rows = store_register_rows(store, &filter, &error);
        g_assert_no_error(error);
        got = rows->len;
        for (guint i = 0; i < got; i++) {
            const RegisterRow *row = rows->pdata[i];
            g_assert_cmpint(row->serial, ==, filter.after_serial + 1);
            g_assert_cmpstr(row->whom, ==, "هند سعد");
            g_assert_cmpint(row->enclosures, >=, -1);
            filter.after_at = row->at;
            filter.after_year = row->year;
            filter.after_serial = row->serial;
            seen++;
        }
    }
    g_assert_cmpint(seen, ==, 7);
    RegisterFilter hours = {.kind = 2, .from = day + 3600000, .to = day + 9 * 3600000};
    g_autoptr(GPtrArray) few = store_register_rows(store, &hours, &error);
    g_assert_cmpuint(few->len, ==, 2); /* of hours 1 and 5; 9 is outside */
    RegisterSays nothing = {0};
    g_assert_false(store_register_say(store, "1/1448/999999/1", &nothing, &error));
    g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED);
}

/* ---- ten thousand, by several processes, some of which die ---- */

enum { NUMBERS = 10000, CLERKS = 4, ONE_IN = 150 };

/* Whether this time the clerk dies here. */
static bool
dies(GRand *chance)
{
    return g_rand_int_range(chance, 0, ONE_IN) == 0;
}

/* One transaction of one to three numbers; what was committed goes to notes. */
static void
register_some(Store *store, GRand *chance, int notes)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) kept = g_string_new(NULL);
    int n = g_rand_int_range(chance, 1, 4);
    if (!store_begin(store, &error))
        return;
    for (int i = 0; i < n; i++) {
        g_autofree char *number = NULL;
        int kind = g_rand_int_range(chance, REGISTER_INCOMING, REGISTER_CONTACT + 1);
        WELL(register_number_take(
            store, CALENDAR_HIJRI, kind, clock_now_ms(), 0, 0, &number, &error));
        WELL(store_journal(store, "diwan", "test", 0, 0, 0, number, &error));
        g_string_append_printf(kept, "%s\n", number);
        if (dies(chance))
            raise(SIGKILL);
    }
    if (g_rand_int_range(chance, 0, 20) == 0) {
        store_rollback(store);
        return;
    }
    WELL(store_commit(store, &error));
    if (dies(chance))
        raise(SIGKILL);
    g_assert_cmpint(write(notes, kept->str, kept->len), ==, (int)kept->len);
}

/* Of all kinds. */
static GPtrArray *
entries(Store *store)
{
    GPtrArray *all = g_ptr_array_new_with_free_func((GDestroyNotify)register_row_free);
    for (int kind = REGISTER_INCOMING; kind <= REGISTER_CONTACT; kind++) {
        RegisterFilter filter = {.kind = kind, .to = G_MAXINT64};
        g_ptr_array_extend_and_steal(all, store_register_rows(store, &filter, NULL));
    }
    return all;
}

static pid_t
clerk(const char *path, const char *notes_path, guint32 seed)
{
    pid_t process = fork();
    if (process != 0)
        return process;
    g_autoptr(GError) error = NULL;
    g_autoptr(GRand) chance = g_rand_new_with_seed(seed);
    int notes = open(notes_path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    g_autoptr(Store) store = store_open(path, false, &error);
    for (int i = 0; store && i < 200; i++)
        register_some(store, chance, notes);
    _exit(store ? 0 : 1);
}

static bool
enough(const char *path)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) store = store_open(path, false, &error);
    g_assert_no_error(error);
    g_autoptr(GPtrArray) all = entries(store);
    return all->len >= NUMBERS;
}

static void
check_all(const char *path, const char *notes_path)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;
    g_autoptr(Store) store = store_open(path, false, &error);
    g_autoptr(GHashTable) noted = g_hash_table_new(g_str_hash, g_str_equal);
    WELL(g_file_get_contents(notes_path, &text, NULL, &error));
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    int n = 0;
    for (; lines[n] && *lines[n]; n++)
        g_assert_true(g_hash_table_add(noted, lines[n])); /* false: given twice */
    g_autoptr(GPtrArray) rows = entries(store);
    g_assert_cmpuint(rows->len, >=, NUMBERS);
    gint64 last[5] = {0};
    int known = 0;
    for (guint i = 0; i < rows->len; i++) {
        const RegisterRow *row = rows->pdata[i];
        g_assert_cmpint(row->serial, ==, last[row->kind] + 1);
        last[row->kind] = row->serial;
        g_autofree char *back = register_number_parse(row->number);
        g_assert_cmpstr(back, ==, row->number);
        known += g_hash_table_contains(noted, row->number);
    }
    g_assert_cmpint(known, ==, n); /* what somebody was told stands there */
    g_autofree char *wrong = store_register_check(store, &error);
    g_assert_cmpstr(wrong, ==, NULL);
    g_autofree char *unsound = store_check(store);
    g_assert_cmpstr(unsound, ==, NULL);
    g_test_message("%u numbers, %d of them told", rows->len, n);
}

static void
test_many_at_once(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = g_dir_make_tmp("diwan-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "office.db", NULL);
    g_autofree char *notes = g_build_filename(folder, "notes", NULL);
    Store *store = store_open(path, true, &error);
    g_assert_no_error(error);
    store_close(store);
    int running = 0, killed = 0;
    guint32 seed = 1;
    bool done = false;
    gint64 begun = clock_ticks_ms();
    while (running > 0 || !done) {
        while (!done && running < CLERKS) {
            g_assert_cmpint(clerk(path, notes, seed++), >, 0);
            running++;
        }
        int status = 0;
        g_assert_cmpint(wait(&status), >, 0);
        running--;
        g_assert_true(
            WIFSIGNALED(status) ? WTERMSIG(status) == SIGKILL : WEXITSTATUS(status) == 0);
        killed += WIFSIGNALED(status);
        done = done || enough(path);
    }
    g_test_message("%d clerks were killed in %" G_GINT64_FORMAT " ms", killed,
        clock_ticks_ms() - begun);
    g_assert_cmpint(killed, >, 10);
    check_all(path, notes);
    g_assert_true(file_remove_tree(folder, NULL));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/register/years", test_years);
    g_test_add_func("/register/void", test_void);
    g_test_add_func("/register/rows", test_rows);
    g_test_add_func("/register/many at once", test_many_at_once);
    return g_test_run();
}
