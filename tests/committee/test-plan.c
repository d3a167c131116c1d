/* test-plan.c - a run before it leaves: looked at by sorts or each, one alone; and what its letters enclose. */
#include "world.h"

#include "outbox/outbox.h"
#include "paper/paper.h"

#include <glib/gstdio.h>

/* The office's templates, with a change in one of them; and a folder for its letters. */
typedef struct Desktop {
    World world;
    char *folder;
    Archive *archive;
} Desktop;

static void
copy_templates(
    const char *to, const char *name, const char *from_words, const char *words)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *from = file_beside_program("templates/mail");
    g_autoptr(GDir) dir = g_dir_open(from, 0, &error);
    g_assert_no_error(error);
    for (const char *file = g_dir_read_name(dir); file != NULL;
         file = g_dir_read_name(dir)) {
        g_autofree char *old = g_build_filename(from, file, NULL);
        g_autofree char *new = g_build_filename(to, file, NULL);
        g_autofree char *text = NULL;
        if (!g_file_get_contents(old, &text, NULL, NULL))
            continue;
        if (g_str_equal(file, name)) {
            g_assert_nonnull(strstr(text, from_words));
            g_auto(GStrv) parts = g_strsplit(text, from_words, 2);
            g_free(text);
            text = g_strconcat(parts[0], words, parts[1], NULL);
        }
        g_assert_true(g_file_set_contents(new, text, -1, &error));
    }
}

static void
desktop_open(Desktop *desktop, const char *from_words, const char *words)
{
    g_autoptr(GError) error = NULL;
    world_open(&desktop->world);
    desktop->folder = g_dir_make_tmp("diwan-XXXXXX", &error);
    Config *config = desktop->world.bureau.config;
    config->letters = g_build_filename(desktop->folder, "letters", NULL);
    desktop->archive = archive_open(config->letters, &error);
    g_assert_no_error(error);
    copy_templates(desktop->folder, "accepted.ar", from_words, words);
    compose_close(desktop->world.compose);
    desktop->world.compose = compose_open(config, desktop->folder, &error);
    g_assert_no_error(error);
}

static void
desktop_close(Desktop *desktop)
{
    archive_close(desktop->archive);
    world_close(&desktop->world);
    g_assert_true(file_remove_tree(desktop->folder, NULL));
    g_free(desktop->folder);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Desktop, desktop_close)

static gint64
accept(World *world, const char *email, const char *next_step, int days)
{
    g_autoptr(GError) error = NULL;
    Act majed = MAJED(world);
    gint64 request = put_request(world, email, days);
    const CommitteeDecision decision = {
        .outcome = OUTCOME_ACCEPTED, .next_step = (char *)next_step};
    committee_decide(
        world->bureau.desk, world->session_id, request, &decision, &majed, &error);
    g_assert_no_error(error);
    return request;
}

static CommitteePlan *
plan_of(World *world, PlanCare care)
{
    g_autoptr(GError) error = NULL;
    CommitteePlan *plan = committee_plan_session(
        world->bureau.desk, world->compose, world->session_id, care, &error);
    g_assert_no_error(error);
    return plan;
}

/* A template that needs what only some decisions say: those letters alone are not ready, by either look. */
static void
test_care(void)
{
    g_auto(Desktop) desktop;
    desktop_open(&desktop, "{{#amount}}", "{{next_step}}\n\n{{#amount}}");
    World *world = &desktop.world;
    g_autoptr(GError) error = NULL;
    gint64 without = accept(world, "a@example.org", NULL, 20);
    accept(world, "b@example.org", "مراجعة مقرنا", 20);
    accept(world, "c@example.org", "إحضار العقد", 20);
    accept(world, "d@example.org", "مراجعة مقرنا", 3);
    accept(world, NULL, NULL, 20);
    accept(world, NULL, "مراجعة مقرنا", 20);
    g_assert_true(
        decide(world, put_request(world, "e@example.org", 20), OUTCOME_DECLINED, &error));
    static const PlanStanding stands[] = {PLAN_BLOCKS, PLAN_READY, PLAN_READY,
        PLAN_BLOCKS, PLAN_BLOCKS, PLAN_UNREACHED, PLAN_READY};
    for (int care = PLAN_EACH; care <= PLAN_SORTS; care++) {
        g_autoptr(CommitteePlan) plan = plan_of(world, (PlanCare)care);
        g_assert_cmpuint(plan->letters->len, ==, G_N_ELEMENTS(stands));
        for (guint i = 0; i < plan->letters->len; i++) {
            PlannedLetter *letter = plan->letters->pdata[i];
            g_assert_cmpint(letter->standing, ==, stands[i]);
            g_assert_true(committee_plan_compose(plan, letter, &error));
            g_assert_cmpint(letter->standing, ==, stands[i]);
        }
        g_assert_cmpint(plan->blocked, ==, 3);
        g_assert_cmpint(plan->unreached, ==, 1);
        g_assert_cmpint(plan->count[OUTCOME_ACCEPTED][0], ==, 4);
        g_assert_cmpint(plan->count[OUTCOME_ACCEPTED][2], ==, 2);
        g_assert_cmpint(plan->count[OUTCOME_DECLINED][0], ==, 1);
    }
    g_autoptr(CommitteePlan) one = committee_plan_request(
        world->bureau.desk, world->compose, world->session_id, without, &error);
    g_assert_cmpuint(one->letters->len, ==, 1);
    const PlannedLetter *letter = one->letters->pdata[0];
    g_assert_cmpint(letter->request_id, ==, without);
    g_assert_nonnull(strstr(letter->trouble, "next_step"));
    g_autoptr(CommitteePlan) none = committee_plan_request(
        world->bureau.desk, world->compose, world->session_id, 9999, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(none->letters->len, ==, 0);
}

/* Days that were well when the decision was entered, and what they are by now. */
static void
test_days(void)
{
    static const struct {
        CommitteeOutcome outcome;
        int contact_days, next_days; /* from today; 0: none */
        const char *trouble;         /* NULL: none */
    } cases[] = {{OUTCOME_ACCEPTED, 7, 0, NULL},
        {OUTCOME_ACCEPTED, 6, 0, "is less than 7 days away"},
        {OUTCOME_ACCEPTED, -1, 0, "is less than 7 days away"},
        {OUTCOME_DEFERRED, 0, 1, NULL}, {OUTCOME_DEFERRED, 0, -1, "has come already"}};
    g_auto(World) world;
    g_autoptr(GError) error = NULL;
    world_open(&world);
    const Desk *desk = world.bureau.desk;
    int today = day_number(world.now);
    Act majed = MAJED(&world);
    majed.now = world.now - 20 * MS_DAY;
    g_assert_true(
        committee_open(desk, today - 20, NULL, &majed, &world.session_id, &error));
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        int contact = cases[i].contact_days, next = cases[i].next_days;
        const CommitteeDecision decision = {.outcome = cases[i].outcome,
            .reason_code = (char *)(next != 0 ? "more-data" : NULL),
            .next_step = (char *)(contact != 0 ? "إحضار العقد" : NULL),
            .contact_by = contact != 0 ? day_begins(today + contact) : 0,
            .next_at = next != 0 ? day_begins(today + next) : 0};
        committee_decide(desk, world.session_id, put_request(&world, "a@example.org", 20),
            &decision, &majed, &error);
        g_assert_no_error(error);
    }
    g_autoptr(CommitteePlan) plan = plan_of(&world, PLAN_EACH);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        const PlannedLetter *letter = plan->letters->pdata[i];
        g_assert_cmpint(
            letter->standing, ==, cases[i].trouble != NULL ? PLAN_BLOCKS : PLAN_READY);
        if (cases[i].trouble != NULL)
            g_assert_nonnull(strstr(letter->trouble, cases[i].trouble));
    }
}

/* A circular is approved as it was seen: other words of its template are another one. */
static void
test_circular(void)
{
    g_auto(Desktop) desktop;
    desktop_open(&desktop, "Version:", "Version:");
    World *world = &desktop.world;
    const Desk *desk = world->bureau.desk;
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) model = json_from_string("{\"document\": \"الدليل\"}", NULL);
    gint64 run = 0;
    Act majed = MAJED(world), huda = HUDA(world);
    put_request(world, "a@example.org", 20);
    g_assert_true(committee_circular(
        desk, world->compose, "circular", "all", model, &majed, &run, &error));
    g_autoptr(Mailing) circular = store_mailing_get(world->bureau.store, run, &error);
    g_autoptr(CommitteePlan) seen =
        committee_plan_circular(desk, world->compose, circular, PLAN_SORTS, &error);
    g_assert_no_error(error);

    Compose *before = world->compose;
    copy_templates(desktop.folder, "circular.ar", "يسرنا", "يسعدنا");
    world->compose = compose_open(world->bureau.config, desktop.folder, &error);
    g_assert_no_error(error);
    assert_refused(committee_circular_approve(
                       desk, world->compose, run, seen->revision, &huda, &error),
        error, "changed since it was looked at");
    assert_refused(committee_circular_approve(desk, before, run, NULL, &huda, &error),
        error, "which revision");
    assert_refused(
        committee_circular_approve(desk, before, run, seen->revision, &majed, &error),
        error, "prepared this circular");
    g_assert_true(
        committee_circular_approve(desk, before, run, seen->revision, &huda, &error));
    committee_plan_free(g_steal_pointer(&seen));
    compose_close(before);
}

/* ---- enclosures ---- */

static void
draw_pages(Sheets *sheets, gpointer user_data)
{
    (void)user_data;
    sheets_heading(sheets, "النظام الأساسي", 1);
}

/* A PDF of one page comes into the library. */
static void
add_bylaws(Desktop *desktop)
{
    g_autoptr(GError) error = NULL;
    const SheetsPlan plan = {.language = "ar", .office = "جمعية الإحسان النموذجية"};
    g_autoptr(GBytes) pdf = sheets_make(&plan, draw_pages, NULL, &error);
    g_assert_no_error(error);
    g_autoptr(Document) document = g_new0(Document, 1);
    document->name = g_strdup("bylaws");
    document->added_by = g_strdup("noura");
    library_add_bytes(desktop->world.bureau.store, desktop->archive, "bylaws.pdf", pdf,
        document, &error);
    g_assert_no_error(error);
}

static int
pages_printed(Desktop *desktop)
{
    g_autoptr(GError) error = NULL;
    const PrintPlan plan = {.most = 10, .actor = "saad"};
    g_autofree char *folder = g_build_filename(desktop->folder, "run", NULL);
    g_autofree char *path = g_build_filename(folder, "letters.pdf", NULL);
    World *world = &desktop->world;
    gint64 run = 0;
    outbox_print(world->bureau.store, desktop->archive, &plan, &run, &error);
    g_assert_no_error(error);
    outbox_print_write(
        world->bureau.store, desktop->archive, world->bureau.config, run, folder, &error);
    g_assert_no_error(error);
    g_autoptr(GBytes) whole = file_read(path, 10 << 20, &error);
    g_assert_no_error(error);
    return paper_pages(whole, &error);
}

static void
test_enclosures(void)
{
    g_auto(Desktop) desktop;
    desktop_open(&desktop, "Version:", "Enclosures: bylaws\nVersion:");
    World *world = &desktop.world;
    g_autoptr(GError) error = NULL;
    Rendered words = {0};
    gint64 run = 0;
    accept(world, "a@example.org", NULL, 20);
    accept(world, NULL, NULL, 20);
    g_autoptr(Party) party = store_party_by_file_no(world->bureau.store, "W-002", NULL);
    store_address_put(world->bureau.store, party->id, "7 شارع المثال\nالرياض", &error);

    /* What it cannot go without keeps the run from starting. */
    g_autoptr(CommitteePlan) before = plan_of(world, PLAN_SORTS);
    g_assert_cmpint(before->blocked, ==, 2);
    assert_refused(approve(world, 2, 0, 0, &run, &error), error, "bylaws");

    add_bylaws(&desktop);
    g_autoptr(CommitteePlan) plan = plan_of(world, PLAN_EACH);
    g_assert_cmpint(plan->blocked, ==, 0);
    g_assert_true(committee_letter(plan, plan->letters->pdata[0], &words, NULL, &error));
    rendered_clear(&words);

    g_assert_true(approve(world, 2, 0, 0, &run, &error));
    Act majed = MAJED(world);
    CommitteeRound round;
    g_assert_true(committee_send(world->bureau.desk, run, &majed, &error));
    committee_round(
        world->bureau.desk, world->compose, world->now + 11 * MS_MINUTE, &round, &error);
    g_assert_no_error(error);
    g_assert_cmpint(round.queued, ==, 2);

    g_autoptr(GPtrArray) mails = store_outbox_claim(world->bureau.store, 10, &error);
    g_assert_cmpuint(mails->len, ==, 1);
    const Outgoing *mail = mails->pdata[0];
    g_autofree char *bytes =
        g_strndup(g_bytes_get_data(mail->bytes, NULL), g_bytes_get_size(mail->bytes));
    g_assert_nonnull(strstr(bytes, "application/pdf"));
    g_assert_cmpint(pages_printed(&desktop), ==, 2);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/plan/care", test_care);
    g_test_add_func("/plan/days", test_days);
    g_test_add_func("/plan/circular", test_circular);
    g_test_add_func("/plan/enclosures", test_enclosures);
    return g_test_run();
}
