/* test-import.c - tables of decisions: every row or none, each refused one with its line and why.
 *
 * In a table {A}, {B}, {C} stand for the numbers of requests that wait, {D} for one that is decided, {W} for {A} with a
 * wrong check digit.
 */
#include "world.h"

static const struct {
    const char *name, *table;
    const char *refused; /* "LINE words" with `;` between; NULL: none is */
    int decided[3];
} cases[] = {
    {"commas",
        "request_number,decision,reason_code\n{A},accept,\n{B},decline,outside-scope\n",
        NULL, {1, 1, 0}},
    {"a mark, semicolons, Arabic",
        "\xEF\xBB\xBFرقم الطلب;القرار;رمز "
        "السبب;ملاحظات\r\n{A};قبول;;سرّ\r\n{C};تأجيل;more-data;\r\n",
        NULL, {1, 0, 1}},
    {"tabs, other columns", "Name\tRequest No\tOutcome\nأحد\t{A}\tApproved\n", NULL,
        {1, 0, 0}},
    {"digits of Arabic, other order", "request,decision\n{ARABIC},موافقة\n{TURNED},رفض\n",
        "3 needs a reason code", {0}},
    {"codes in capitals",
        "request,decision,code\n{A},refuse,\n{B},REJECTED,Outside-Scope\n",
        "2 no decision", {0}},
    {"a wrong digit, nobody's number, another register's",
        "request,decision\n{W},accept\n1/1448/000001/6,accept\n3/1448/999999/0,accept\n",
        "2 check digit;3 no request's number;4 no request with this", {0}},
    {"twice", "request,decision\n{A},accept\n{B},accept\n{A},accept\n",
        "4 line 2 already", {0}},
    {"decided already", "request,decision\n{D},accept\n{A},accept\n",
        "2 is to be corrected", {0}},
    {"a code of another outcome", "request,decision,code\n{A},defer,outside-scope\n",
        "2 is no reason code for 'deferred'", {0}},
    {"a day too near",
        "request,decision,next step,contact by\n{A},accept,مراجعتنا,{TOMORROW}\n",
        "2 less than 7 days away", {0}},
    {"a day of no calendar", "request,decision,contact by\n{A},accept,31/2/2026\n", "2 ",
        {0}},
    {"a quote that is not closed", "request,decision\n\"{A},accept\n{B},accept\n",
        "2 a quote is not closed", {0}},
};

static char *
fill(World *world, const char *text, const gint64 ids[4])
{
    g_autofree char *a = number_of(world, ids[0]);
    g_autofree char *b = number_of(world, ids[1]);
    g_autofree char *c = number_of(world, ids[2]);
    g_autofree char *d = number_of(world, ids[3]);
    g_autofree char *wrong = g_strdup(a);
    g_autoptr(GString) arabic = g_string_new(NULL);
    g_auto(GStrv) groups = g_strsplit(b, "/", -1);
    g_autofree char *turned =
        g_strjoin("-", groups[3], groups[2], groups[1], groups[0], NULL);
    g_autofree char *tomorrow = day_gregorian_short(world->now + MS_DAY);
    char *last = wrong + strlen(wrong) - 1;
    *last = (char)('0' + (*last - '0' + 1) % 10);
    for (const char *p = a; *p != '\0'; p++)
        g_string_append_unichar(
            arabic, g_ascii_isdigit(*p) ? 0x0660 + (gunichar)(*p - '0') : (gunichar)*p);
    const char *const names[][2] = {{"{ARABIC}", arabic->str}, {"{TURNED}", turned},
        {"{TOMORROW}", tomorrow}, {"{A}", a}, {"{B}", b}, {"{C}", c}, {"{D}", d},
        {"{W}", wrong}};
    GString *filled = g_string_new(text);
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        g_string_replace(filled, names[i][0], names[i][1], 0);
    return g_string_free(filled, FALSE);
}

static void
assert_refusals(const CommitteeImport *import, const char *refused)
{
    g_auto(GStrv) wanted = g_strsplit(refused != NULL ? refused : "", ";", -1);
    if (import->refusals->len != g_strv_length(wanted))
        for (guint i = 0; i < import->refusals->len; i++)
            g_test_message("%s", ((CommitteeRefusal *)import->refusals->pdata[i])->why);
    g_assert_cmpuint(import->refusals->len, ==, g_strv_length(wanted));
    for (guint i = 0; wanted[i] != NULL; i++) {
        const CommitteeRefusal *refusal = import->refusals->pdata[i];
        char *words = NULL;
        g_assert_cmpint(refusal->line, ==, g_ascii_strtoll(wanted[i], &words, 10));
        if (strstr(refusal->why, words + 1) == NULL)
            g_error("'%s' is not in: %s", words + 1, refusal->why);
    }
}

static void
test_tables(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(World) world;
        g_auto(CommitteeImport) import = {0};
        g_autoptr(GError) error = NULL;
        world_open(&world);
        const Desk *desk = world.bureau.desk;
        const gint64 ids[] = {put_request(&world, "a@example.org", 20),
            put_request(&world, "b@example.org", 20),
            put_request(&world, "c@example.org", 20),
            put_request(&world, "d@example.org", 20)};
        Act majed = MAJED(&world);
        majed.in_session = true;
        g_assert_true(request_move(desk, ids[3], "accept", 0, &majed, &error));
        g_autofree char *text = fill(&world, cases[i].table, ids);
        g_autoptr(GBytes) table = g_bytes_new(text, strlen(text));
        bool well =
            committee_import(desk, world.session_id, table, &majed, &import, &error);
        g_test_message("%s: %s", cases[i].name, error != NULL ? error->message : "");
        g_assert_cmpint(well, ==, cases[i].refused == NULL);
        assert_refusals(&import, cases[i].refused);
        /* All of it, or nothing of it. */
        g_autoptr(CommitteeSession) session =
            store_committee_get(world.bureau.store, world.session_id, NULL);
        for (int k = 0; k < 3; k++)
            g_assert_cmpint(session->decided[k], ==, cases[i].decided[k]);
    }
}

/* As an older spreadsheet saves it; then again, in place of the former. */
static void
test_windows(void)
{
    g_auto(World) world;
    g_autoptr(GError) error = NULL;
    world_open(&world);
    g_autofree char *number = number_of(&world, put_request(&world, "a@example.org", 3));
    g_autofree char *text =
        g_strdup_printf("رقم الطلب;القرار;رمز السبب;السبب\r\n%s;اعتذار;outside-scope;لا "
                        "يدخل في خدماتنا\r\n",
            number);
    gsize length = 0;
    g_autofree char *old =
        g_convert(text, -1, "WINDOWS-1256", "UTF-8", NULL, &length, &error);
    g_autoptr(GBytes) table = g_bytes_new(old, length);
    Act majed = MAJED(&world);
    for (int i = 0; i < 2; i++) {
        g_auto(CommitteeImport) import = {0};
        g_assert_true(committee_import(
            world.bureau.desk, world.session_id, table, &majed, &import, &error));
        g_assert_cmpint(import.replaced, ==, i);
        g_assert_cmpint(import.early, ==, 1);
    }
    g_autoptr(GPtrArray) decisions =
        store_decisions_of(world.bureau.store, world.session_id, 0, &error);
    g_assert_cmpuint(decisions->len, ==, 1);
    const CommitteeDecision *decision = decisions->pdata[0];
    g_assert_cmpstr(decision->reason, ==, "لا يدخل في خدماتنا");
}

static void
test_refused_whole(void)
{
    g_auto(World) world;
    g_autoptr(GError) error = NULL;
    world_open(&world);
    static const struct {
        const char *text, *role, *words;
    } tables[] = {{"", "secretary", "empty"},
        {"a,b\n1,2\n", "secretary", "name the columns"},
        {"request,decision\n", "secretary", "has no decision"},
        {"request,decision\n", "relations", "may not do this"}};
    for (guint i = 0; i < G_N_ELEMENTS(tables); i++) {
        g_auto(CommitteeImport) import = {0};
        g_autoptr(GBytes) table = g_bytes_new(tables[i].text, strlen(tables[i].text));
        Act act = by(&world, "majed", tables[i].role, NULL);
        assert_refused(committee_import(world.bureau.desk, world.session_id, table, &act,
                           &import, &error),
            error, tables[i].words);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/import/tables", test_tables);
    g_test_add_func("/import/windows", test_windows);
    g_test_add_func("/import/refused-whole", test_refused_whole);
    return g_test_run();
}
