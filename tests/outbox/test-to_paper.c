/* test-to_paper.c - a mail that did not arrive goes on paper: under which number, once, and what is kept. */
#include "outbox/outbox.h"

#include "language/language.h"
#include "office/office.h"
#include "paper/paper.h"

#include "../../src/store/tables.h"
#include "../compose/trial.h"

typedef struct World {
    Trial trial;
    char *letters;
    Archive *archive;
    gint64 party;
} World;

static void
world_open(World *world)
{
    GError *error = NULL;
    trial_open(&world->trial);
    world->letters = g_build_filename(world->trial.folder, "letters", NULL);
    world->trial.config.letters = world->letters;
    world->archive = archive_open(world->letters, &error);
    world->party = trial_party(&world->trial, "A-1", "سالم العتيبي", "salem@example.org");
    store_address_put(
        world->trial.store, world->party, "7525 شارع العليا\nالرياض 12251-3456", &error);
    g_assert_no_error(error);
}

static void
world_close(World *world)
{
    archive_close(world->archive);
    trial_close(&world->trial);
    g_free(world->letters);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(World, world_close)

/* A letter of a person of the office that was sent as a mail and came back, its number out_no (NULL: it
 * bore none). */
static gint64
fail_one(World *world, const char *out_no, const char *recipient)
{
    GError *error = NULL;
    Store *store = world->trial.store;
    gint64 id = 0;
    bool known = false;
    g_autofree char *text = g_strdup_printf("{\"words\":\"نفيدكم بما سألتم عنه.\"%s%s%s}",
        out_no != NULL ? ",\"out_no\":\"" : "", out_no != NULL ? out_no : "",
        out_no != NULL ? "\"" : "");
    g_autoptr(JsonNode) model = json_from_string(text, &error);
    const Departure departure = {.party_id = world->party,
        .purpose = "reply",
        .template_ = "reply",
        .language = "ar",
        .recipient = recipient,
        .occasion = out_no,
        .model = model};
    g_autoptr(Outgoing) mail = compose_mail(world->trial.compose, &departure, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(mail->number, ==, out_no);
    g_assert_true(store_outbox_put(store, mail, &id, &error));
    g_autoptr(GPtrArray) claimed = store_outbox_claim(store, 9, &error);
    g_assert_true(store_outbox_sent(store, id, "queued", &error));
    g_assert_true(store_outbox_bounced(
                      store, mail->message_id, "550 no such user", &known, &error) &&
                  known);
    return id;
}

static char *
take_number(World *world)
{
    GError *error = NULL;
    Store *store = world->trial.store;
    char *number = NULL;
    g_assert_true(store_begin(store, &error));
    register_number_take(
        store, CALENDAR_HIJRI, REGISTER_OUTGOING, clock_now_ms(), 0, 0, &number, &error);
    g_assert_true(store_commit(store, &error));
    return number;
}

static void
assert_refused(GError **error)
{
    g_assert_error(*error, DIWAN_ERROR, DIWAN_ERROR_REFUSED);
    g_clear_error(error);
}

/* The letter in front has the next number, its register entry names the one that did not arrive; it goes
 * on paper once, and an attempt that was interrupted is gone on with under its number. */
static void
test_numbers(gconstpointer interrupted)
{
    g_auto(World) world;
    GError *error = NULL;
    world_open(&world);
    Store *store = world.trial.store;
    g_autofree char *first = take_number(&world), *given = NULL;
    gint64 id = fail_one(&world, first, "salem@example.org"), paper = 0, again = 0;
    if (interrupted != NULL) {
        given = take_number(&world);
        g_assert_true(store_outbox_paper_no(store, id, given, &error));
    }
    g_assert_true(
        outbox_to_paper(store, world.trial.compose, id, NULL, "saad", &paper, &error));
    g_assert_no_error(error);
    g_autoptr(PostLetter) letter = store_post_get(store, paper, &error);
    g_assert_true(g_str_has_prefix(letter->number + strlen("2/1448"), "/000002/"));
    g_assert_true(given == NULL || strcmp(letter->number, given) == 0);
    g_autoptr(RegisterRow) row = store_register_get(store, letter->number, &error);
    g_assert_cmpstr(row->related, ==, first);
    g_assert_cmpstr(row->subject, ==, "خطاب تعذّر تسليمه بالبريد الإلكتروني");
    g_assert_cmpint(row->enclosures, ==, 1);
    g_assert_false(
        outbox_to_paper(store, world.trial.compose, id, NULL, "saad", &again, &error));
    g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED);
    g_clear_error(&error);
    g_autofree char *next = take_number(&world);
    g_assert_true(g_str_has_prefix(next + strlen("2/1448"), "/000003/"));
}

/* What is printed is kept under its hash: the letter in front, and the words that did not arrive. */
static void
test_kept(void)
{
    g_auto(World) world;
    GError *error = NULL;
    world_open(&world);
    Store *store = world.trial.store;
    g_autofree char *first = take_number(&world);
    gint64 id = fail_one(&world, first, "salem@example.org"), paper = 0, run = 0;
    outbox_to_paper(store, world.trial.compose, id, NULL, "saad", &paper, &error);
    g_assert_no_error(error);
    const PrintPlan plan = {10, false, "saad"};
    g_assert_true(outbox_print(store, world.archive, &plan, &run, &error));
    g_autoptr(PostLetter) letter = store_post_get(store, paper, &error);
    g_assert_true(archive_is_sound(world.archive, letter->sha256));
    g_autoptr(GBytes) bytes = archive_load(world.archive, letter->sha256, &error);
    g_assert_cmpint(paper_pages(bytes, &error), ==, 2);
    g_assert_no_error(error);
}

/* What was printed and is not to leave any more is not posted with its pile, and is told. */
static void
test_take_out(void)
{
    g_auto(World) world;
    GError *error = NULL;
    world_open(&world);
    Store *store = world.trial.store;
    Compose *compose = world.trial.compose;
    g_autofree char *first = take_number(&world), *second = take_number(&world),
                    *take_out = NULL;
    gint64 ids[] = {fail_one(&world, first, "salem@example.org"),
        fail_one(&world, second, "salem@example.com")},
           papers[2], run = 0;
    int posted = 0;
    for (guint i = 0; i < 2; i++)
        g_assert_true(
            outbox_to_paper(store, compose, ids[i], NULL, "saad", &papers[i], &error));
    const PrintPlan plan = {10, false, "saad"};
    g_assert_true(outbox_print(store, world.archive, &plan, &run, &error));
    g_assert_true(sql_run(store->sql, &error,
        "UPDATE outbox SET closed_at = 1, closed_by = 'diwan', closed_why = 'corrected'"
        " WHERE id = ?",
        BIND(papers[1])));
    g_assert_false(store_post_posted(store, papers[1], NULL, "saad", &error));
    assert_refused(&error);
    g_assert_true(outbox_posted(store, run, NULL, "saad", &posted, &take_out, &error));
    g_assert_cmpint(posted, ==, 1);
    g_autoptr(PostLetter) left = store_post_get(store, papers[0], &error);
    g_autoptr(PostLetter) kept = store_post_get(store, papers[1], &error);
    g_assert_cmpint(left->state, ==, OUTBOX_SENT);
    g_assert_cmpint(kept->state, ==, OUTBOX_SENDING);
    g_assert_cmpstr(take_out, ==, kept->number);
}

static void
test_refused(void)
{
    g_auto(World) world;
    GError *error = NULL;
    world_open(&world);
    Store *store = world.trial.store;
    gint64 paper = 0;
    g_assert_false(
        outbox_to_paper(store, world.trial.compose, 99, NULL, "saad", &paper, &error));
    g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED);
    g_clear_error(&error);
    /* One that was sent again waits, and is not to go both ways. */
    g_autofree char *first = take_number(&world);
    gint64 id = fail_one(&world, first, "salem@example.org");
    g_assert_true(store_outbox_resend(store, id, "saad", &error));
    g_assert_false(
        outbox_to_paper(store, world.trial.compose, id, NULL, "saad", &paper, &error));
    g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED);
    g_clear_error(&error);
    g_autofree char *next = take_number(&world); /* none was given to what was refused */
    g_assert_true(g_str_has_prefix(next + strlen("2/1448"), "/000002/"));
}

/* A letter goes one way: on paper or once more as a mail, in whatever order two people ask. */
static void
test_one_way(void)
{
    g_auto(World) world;
    GError *error = NULL;
    world_open(&world);
    Store *store = world.trial.store;
    Compose *compose = world.trial.compose;
    g_autofree char *first = take_number(&world), *second = take_number(&world);
    gint64 id = fail_one(&world, first, "salem@example.org"), paper = 0, again = 0;
    g_assert_true(outbox_to_paper(store, compose, id, NULL, "saad", &paper, &error));
    g_assert_false(store_outbox_resend(store, id, "saad", &error));
    assert_refused(&error);
    g_assert_false(outbox_readdress(&world.trial.config, store, compose, id,
        "other@example.org", "saad", "by telephone", &again, &error));
    assert_refused(&error);
    /* Sent again while somebody puts it on paper: the letter was composed before. */
    g_autoptr(PostLetter) composed = store_post_get(store, paper, &error);
    composed->replaces = fail_one(&world, second, "salem@example.com");
    composed->bytes = g_bytes_new_static("%PDF", 4);
    g_free(composed->message_id);
    composed->message_id = g_strdup("paper.2@charity.example");
    g_assert_true(store_outbox_resend(store, composed->replaces, "saad", &error));
    g_assert_false(store_post_put(store, composed, &again, &error));
    assert_refused(&error);
    OutboxDepth depth;
    g_assert_true(store_outbox_depth(store, &depth, &error));
    g_assert_cmpint(depth.waiting, ==, 1);
    g_autoptr(GPtrArray) queue = store_post_queue(store, NULL, 9, &error);
    g_assert_cmpuint(queue->len, ==, 1);
}

/* Who decided it stands in the journal, once; a refusal leaves nothing there. */
static void
test_journal(void)
{
    g_auto(World) world;
    GError *error = NULL;
    world_open(&world);
    Store *store = world.trial.store;
    g_autofree char *first = take_number(&world), *expected = NULL, *note = NULL;
    gint64 id = fail_one(&world, first, "salem@example.org"), paper = 0, party = 0;
    int n = 0;
    for (int i = 0; i < 2; i++)
        outbox_to_paper(
            store, world.trial.compose, id, NULL, "saad", &paper, i == 0 ? &error : NULL);
    g_assert_no_error(error);
    g_assert_true(sql_one(store->sql, &error, NULL,
        "SELECT COUNT(*), MAX(party_id), MAX(note) FROM journal"
        " WHERE act = 'put_on_paper' AND actor = 'saad'",
        NONE, INTO(&n, &party, &note)));
    g_assert_cmpint(n, ==, 1);
    g_assert_cmpint(party, ==, world.party);
    expected = g_strdup_printf("outbox=%" G_GINT64_FORMAT, id);
    g_assert_cmpstr(note, ==, expected);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    calendar_open();
    g_test_add_data_func("/to_paper/numbers", NULL, test_numbers);
    g_test_add_data_func("/to_paper/interrupted", GINT_TO_POINTER(1), test_numbers);
    g_test_add_func("/to_paper/kept", test_kept);
    g_test_add_func("/to_paper/take out", test_take_out);
    g_test_add_func("/to_paper/refused", test_refused);
    g_test_add_func("/to_paper/one way", test_one_way);
    g_test_add_func("/to_paper/journal", test_journal);
    return g_test_run();
}
