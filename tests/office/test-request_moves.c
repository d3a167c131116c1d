/* test-request_moves.c - every move there is and every one that is refused; who may make it, what it asks for. */
#include "bureau.h"

typedef struct Way {
    const char *kind, *from, *to, *roles;
    bool reason;
} Way;

#define ENDS "withdrawn merged"

/* All of them, written by hand: what is not here is refused. Several states stand with blanks between.
 * Waiting for documents begins with asking, and opening again asks where it was: both have tests. */
static const Way ways[] = {
    {"support_request", "new awaiting_documents", "complete", "relations", false},
    {"support_request", "complete", "under_study", "relations researcher", false},
    {"support_request", "under_study deferred", "before_committee", "secretary", false},
    {"support_request", "under_study", "before_committee", "researcher", false},
    {"support_request", "before_committee", "accepted", "secretary", false},
    {"support_request", "before_committee", "declined deferred", "secretary", true},
    {"support_request", "accepted declined", "before_committee", "secretary", true},
    {"support_request", "declined", "under_study", "relations researcher", true},
    {"support_request", "accepted", "in_service", "relations", false},
    {"support_request", "in_service declined", "closed", "relations", false},
    {"support_request", "awaiting_documents", "resting", "diwan relations", true},
    {"support_request", "resting", "awaiting_documents", "clerk relations researcher",
        false},
    {"support_request",
        "new awaiting_documents resting complete under_study before_committee deferred "
        "accepted declined in_service",
        ENDS, "relations", true},

    {"enquiry", "new", "answered", "clerk relations", true},
    {"enquiry", "answered", "closed", "clerk relations", false},
    {"enquiry", "new answered", ENDS, "clerk relations", true},

    {"personal_data", "new", "under_review", "relations secretary", false},
    {"personal_data", "under_review", "answered", "relations secretary", true},
    {"personal_data", "answered", "closed", "relations secretary", false},
    {"personal_data", "new under_review answered", ENDS, "relations", true},

    {"complaint", "new", "under_review", "relations secretary", false},
    {"complaint", "under_review", "answered", "relations secretary", true},
    {"complaint", "answered", "closed", "relations secretary", false},
    {"complaint", "new under_review answered", ENDS, "relations secretary", true},

    {"appeal", "new", "under_review", "relations researcher secretary", false},
    {"appeal", "under_review", "answered", "relations researcher secretary", true},
    {"appeal", "answered", "closed", "relations secretary", false},
    {"appeal", "new under_review answered", ENDS, "relations", true},
};

/* Kinds that go the same ways as another. */
static const char *const kinds[][2] = {{"support_request", "support_request"},
    {"enquiry", "enquiry"}, {"suggestion", "enquiry"}, {"volunteering", "enquiry"},
    {"supporter", "enquiry"}, {"other", "enquiry"}, {"document_completion", "enquiry"},
    {"personal_data", "personal_data"}, {"complaint", "complaint"}, {"appeal", "appeal"}};

static const char *const roles[] = {"clerk", "relations", "researcher", "secretary",
    "archivist", "admin", "auditor", DIWAN};

static bool
has_word(const char *words, const char *word)
{
    g_auto(GStrv) all = g_strsplit(words, " ", -1);
    return g_strv_contains((const char *const *)all, word);
}

/* reason: whether the way that was found asks for one. */
static bool
is_way(const char *kind, const char *from, const char *to, const char *role, bool *reason)
{
    for (guint i = 0; i < G_N_ELEMENTS(ways); i++)
        if (strcmp(ways[i].kind, kind) == 0 && has_word(ways[i].from, from) &&
            has_word(ways[i].to, to) && has_word(ways[i].roles, role)) {
            *reason = ways[i].reason;
            return true;
        }
    return false;
}

static gint64
ready_request(Bureau *bureau, const char *kind, const char *from, const char *to)
{
    g_autoptr(GError) error = NULL;
    gint64 id = open_request(bureau, kind, from);
    Act act = act_of("majed", "secretary", NULL, 0);
    if (strcmp(to, "complete") == 0)
        make_whole(bureau, id, clock_now_ms());
    if (strcmp(kind, "appeal") == 0)
        g_assert_true(store_request_about(bureau->store, id,
            open_request(bureau, "support_request", "declined"), "majed", &error));
    if (strcmp(kind, "complaint") == 0 && !state_is_over(from))
        g_assert_true(request_name(bureau->desk, id, NULL, &act, &error));
    return id;
}

/* From a state to a state by a role, with and without a reason. */
static int
try_move(Bureau *bureau, const char *const kind[2], const char *from, const char *to,
    const char *role, gint64 other)
{
    g_autoptr(GError) error = NULL;
    bool reason = false, way = is_way(kind[1], from, to, role, &reason);
    gint64 id = ready_request(bureau, kind[0], from, to);
    const char *login = strcmp(role, DIWAN) == 0 ? DIWAN : "somebody";
    Act act = act_of(login, role, NULL, 0);
    bool done = request_move(bureau->desk, id, to, other, &act, &error);
    g_assert_cmpint(done, ==, way && !reason);
    if (!done) {
        g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED);
        g_clear_error(&error);
        assert_state(bureau, id, from);
        act.reason = "because";
        done = request_move(bureau->desk, id, to, other, &act, &error);
        if (done != way)
            g_test_message("%s: %s > %s by %s", kind[0], from, to, role);
        g_assert_cmpint(done, ==, way);
    }
    assert_state(bureau, id, done ? to : from);
    return done;
}

static void
test_all(void)
{
    g_auto(Bureau) bureau;
    bureau_open(&bureau);
    gint64 other = open_request(&bureau, "enquiry", "new");
    int made = 0, refused = 0;
    for (guint k = 0; k < G_N_ELEMENTS(kinds); k++) {
        const KindRule *kind = rules_kind(bureau.desk->rules, kinds[k][0]);
        g_autoptr(GList) states = g_hash_table_get_keys(kind->machine->limits);
        for (GList *from = states; from != NULL; from = from->next)
            for (GList *to = states; to != NULL; to = to->next)
                for (guint r = 0; r < G_N_ELEMENTS(roles); r++) {
                    int done = try_move(
                        &bureau, kinds[k], from->data, to->data, roles[r], other);
                    made += done;
                    refused += !done;
                }
    }
    g_test_message("%d moves made, %d refused", made, refused);
    /* The ways of the table are all there. */
    g_assert_cmpint(made, >, 100);
}

/* ---- what a move asks for ---- */

static void
refused(
    Bureau *bureau, gint64 id, const char *move, gint64 other, Act act, const char *says)
{
    g_autoptr(GError) error = NULL;
    g_assert_false(request_move(bureau->desk, id, move, other, &act, &error));
    g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED);
    if (strstr(error->message, says) == NULL)
        g_test_message("%s", error->message);
    g_assert_nonnull(strstr(error->message, says));
    g_assert_nonnull(strstr(error->message, "nothing was changed"));
}

static void
made(Bureau *bureau, gint64 id, const char *move, Act act)
{
    g_autoptr(GError) error = NULL;
    request_move(bureau->desk, id, move, 0, &act, &error);
    g_assert_no_error(error);
}

static void
test_complete(void)
{
    g_auto(Bureau) bureau;
    g_autoptr(GError) error = NULL;
    bureau_open(&bureau);
    gint64 now = at("2026/11/22"), id = open_request(&bureau, "support_request", "new");
    Act noura = act_of("noura", "relations", NULL, now);
    refused(&bureau, id, "complete", 0, noura, "declaration (missing)");
    refused(&bureau, id, "complete", 0, noura, "full_name (not confirmed)");
    make_whole(&bureau, id, now);
    g_assert_true(request_document_check(bureau.desk, id, "income", false,
        &(Act){.by = "noura", .role = "relations", .reason = "unreadable", .now = now},
        &error));
    refused(&bureau, id, "complete", 0, noura, "income (refused)");
    Act why = act_of("noura", "relations", "no income at all, widow", now);
    g_assert_true(request_document_waive(bureau.desk, id, "income", &why, &error));
    /* The record changed after it was confirmed. */
    g_autoptr(Party) party = store_party_get(bureau.store, bureau.party_id, &error);
    g_free(party->mobile);
    party->mobile = g_strdup("+966500000002");
    g_assert_true(store_party_put(bureau.store, party, NULL, NULL, NULL, &error));
    refused(&bureau, id, "complete", 0, noura, "mobile (not confirmed)");
    g_assert_true(
        request_confirm(bureau.desk, id, "mobile", "identity", true, &noura, &error));
    made(&bureau, id, "complete", noura);
    g_assert_no_error(error);
    g_autoptr(Request) request = request_of(&bureau, id);
    g_assert_cmpint(request->clock.completed_at, ==, now);
}

static void
test_early(void)
{
    g_auto(Bureau) bureau;
    bureau_open(&bureau);
    gint64 id = open_request(&bureau, "support_request", "new");
    make_whole(&bureau, id, at("2026/11/01"));
    made(&bureau, id, "complete", act_of("noura", "relations", NULL, at("2026/11/01")));
    made(&bureau, id, "study", act_of("huda", "researcher", NULL, at("2026/11/02")));
    made(&bureau, id, "present", act_of("huda", "researcher", NULL, at("2026/11/03")));
    refused(&bureau, id, "accept", 0,
        act_of("majed", "secretary", NULL, at("2026/11/14")), "not before 2026/11/15");
    /* By hand nothing is decided: no second person saw it and no letter comes of it. */
    Act by_hand = act_of("majed", "secretary", "urgent", at("2026/11/15"));
    by_hand.in_session = false;
    static const char *const decisions[] = {"accept", "decline", "defer"};
    for (gsize i = 0; i < G_N_ELEMENTS(decisions); i++)
        refused(&bureau, id, decisions[i], 0, by_hand, "session of the committee");
    made(&bureau, id, "accept",
        act_of("majed", "secretary", "eviction on the 16th", at("2026/11/14")));
    gint64 other = open_request(&bureau, "support_request", "before_committee");
    make_whole(&bureau, other, at("2026/11/01"));
    refused(&bureau, id, "correct", 0, by_hand, "session of the committee");
    made(&bureau, id, "correct", act_of("majed", "secretary", "wrong name", 0));
    Act majed = act_of("majed", "secretary", "was right", 0);
    g_assert_false(request_undo(bureau.desk, id, &majed, NULL)); /* its letter is void */
    made(&bureau, id, "accept", act_of("majed", "secretary", NULL, at("2026/11/15")));
}

static void
test_appeal(void)
{
    g_auto(Bureau) bureau;
    g_autoptr(GError) error = NULL;
    bureau_open(&bureau);
    gint64 id = open_request(&bureau, "support_request", "before_committee");
    made(&bureau, id, "decline", act_of("noura", "secretary", "income above", 0));
    /* Who decided does not take it up again, in whatever role. */
    refused(&bureau, id, "appeal", 0, act_of("noura", "relations", "new facts", 0),
        "somebody else");
    made(&bureau, id, "appeal", act_of("saad", "relations", "new facts", 0));
    assert_state(&bureau, id, "under_study");
    refused(&bureau, id, "present", 0, act_of("noura", "secretary", NULL, 0),
        "somebody else");
    Act saad = act_of("saad", "relations", NULL, 0);
    g_assert_false(request_assign(bureau.desk, id, "noura", &saad, &error));
    g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED);
    g_clear_error(&error);
    g_assert_true(request_assign(bureau.desk, id, "huda", &saad, &error));
    made(&bureau, id, "present", act_of("majed", "secretary", NULL, 0));

    /* The same for a letter of appeal, which nobody judges before it is said what it appeals. */
    gint64 appeal = open_request(&bureau, "appeal", "new");
    refused(&bureau, appeal, "review", 0, saad, "which request is appealed");
    gint64 seen = open_request(&bureau, "appeal", "under_review");
    refused(&bureau, seen, "answer", 0, act_of("noura", "relations", "no", 0),
        "which request is appealed");
    g_assert_true(request_link(bureau.desk, appeal, id, &saad, &error));
    refused(&bureau, appeal, "review", 0, act_of("noura", "relations", NULL, 0),
        "somebody else");
    made(&bureau, appeal, "review", saad);
    refused(&bureau, appeal, "answer", 0, act_of("noura", "secretary", "no", 0),
        "somebody else");
}

static void
test_complaint(void)
{
    g_auto(Bureau) bureau;
    g_autoptr(GError) error = NULL;
    bureau_open(&bureau);
    gint64 id = open_request(&bureau, "complaint", "new");
    Act noura = act_of("noura", "relations", NULL, 0), saad = noura;
    saad.by = "saad";
    refused(&bureau, id, "review", 0, noura, "whom");
    g_assert_false(request_name(bureau.desk, id, "noura", &noura, &error));
    g_clear_error(&error);
    g_assert_true(request_assign(bureau.desk, id, "saad", &noura, &error));
    g_assert_true(request_name(bureau.desk, id, "saad", &noura, &error));
    g_autoptr(Request) request = request_of(&bureau, id);
    g_assert_null(request->assigned_to);
    /* They do nothing with it. */
    refused(&bureau, id, "review", 0, saad, "'saad'");
    g_assert_false(request_assign(bureau.desk, id, "saad", &noura, &error));
    g_clear_error(&error);
    Contact contact = {.request_id = id,
        .channel = (char *)"telephone",
        .direction = (char *)"out",
        .summary = (char *)"x"};
    char *number = NULL;
    g_assert_false(request_contact(bureau.desk, &contact, &saad, &number, &error));
    g_clear_error(&error);
    g_assert_false(request_undo(bureau.desk, id, &saad, &error));
    g_clear_error(&error);
    made(&bureau, id, "review", noura);
    refused(&bureau, id, "answer", 0, saad, "'saad'");
    noura.reason = "settled at the desk";
    made(&bureau, id, "answer", noura);
}

static void
test_merge(void)
{
    g_auto(Bureau) bureau;
    g_autoptr(GError) error = NULL;
    bureau_open(&bureau);
    gint64 id = open_request(&bureau, "enquiry", "new");
    gint64 into = open_request(&bureau, "enquiry", "new");
    gint64 closed = open_request(&bureau, "enquiry", "closed");
    Act act = act_of("reem", "clerk", "the same question", 0);
    refused(&bureau, id, "merge", 0, act, "only into another");
    refused(&bureau, id, "merge", id, act, "only into another");
    refused(&bureau, id, "merge", closed, act, "only into another");
    g_assert_true(request_move(bureau.desk, id, "merge", into, &act, &error));
    g_autoptr(Request) request = request_of(&bureau, id);
    g_assert_cmpint(request->about_id, ==, into);
    made(&bureau, id, "reopen", act);
    assert_state(&bureau, id, "new");
}

static void
test_reopen(void)
{
    g_auto(Bureau) bureau;
    bureau_open(&bureau);
    gint64 id = open_request(&bureau, "support_request", "in_service");
    made(&bureau, id, "close", act_of("noura", "relations", NULL, at("2026/10/01")));
    Act late = act_of("noura", "relations", "wrote again", at("2026/11/01"));
    refused(&bureau, id, "reopen", 0, late, "30 days");
    late.now = at("2026/10/31");
    made(&bureau, id, "reopen", late);
    assert_state(&bureau, id, "in_service");
}

/* ---- and back ---- */

static void
test_undo(void)
{
    g_auto(Bureau) bureau;
    g_autoptr(GError) error = NULL;
    bureau_open(&bureau);
    gint64 id = open_request(&bureau, "support_request", "new");
    make_whole(&bureau, id, at("2026/11/01"));
    made(&bureau, id, "complete", act_of("noura", "relations", NULL, at("2026/11/01")));
    made(&bureau, id, "study", act_of("huda", "researcher", NULL, at("2026/11/02")));
    Act huda = act_of("huda", "researcher", NULL, at("2026/11/03"));
    g_assert_false(request_undo(bureau.desk, id, &huda, &error)); /* without a reason */
    g_clear_error(&error);
    huda.reason = "the wrong one";
    Act reem = act_of("reem", "clerk", "why not", at("2026/11/03"));
    g_assert_false(request_undo(bureau.desk, id, &reem, &error)); /* not theirs */
    g_clear_error(&error);
    g_assert_true(request_undo(bureau.desk, id, &huda, &error));
    assert_state(&bureau, id, "complete");
    g_assert_false(request_undo(bureau.desk, id, &huda, &error)); /* of relations */
    g_clear_error(&error);
    Act noura = act_of("noura", "relations", "not yet", at("2026/11/03"));
    g_assert_true(request_undo(bureau.desk, id, &noura, &error));
    g_autoptr(Request) request = request_of(&bureau, id);
    g_assert_cmpstr(request->state, ==, "new");
    g_assert_cmpint(request->clock.completed_at, ==, 0);
    g_assert_cmpint(request->clock.target_at, ==, 0);
    g_assert_false(request_undo(bureau.desk, id, &noura, &error)); /* nothing is left */
    g_clear_error(&error);
    /* Nothing was deleted: four steps stand in the record. */
    g_autoptr(GPtrArray) changes = store_request_changes(bureau.store, id, &error);
    g_assert_cmpuint(changes->len, ==, 4);
    /* What was to be told of it is not told. */
    g_autoptr(GPtrArray) waiting =
        store_notices_due(bureau.store, G_MAXINT64, 10, &error);
    g_assert_cmpuint(waiting->len, ==, 0);

    gint64 decided = open_request(&bureau, "support_request", "before_committee");
    made(&bureau, decided, "accept", act_of("majed", "secretary", NULL, 0));
    Act majed = act_of("majed", "secretary", "a mistake", 0);
    g_assert_false(request_undo(bureau.desk, decided, &majed, &error));
    g_assert_nonnull(strstr(error->message, "new decision"));
}

/* Two people at once: the second is told, and nothing is lost. */
static void
test_at_once(void)
{
    g_auto(Bureau) bureau;
    g_autoptr(GError) error = NULL;
    bureau_open(&bureau);
    gint64 id = open_request(&bureau, "enquiry", "new");
    g_autoptr(Request) seen = request_of(&bureau, id);
    made(&bureau, id, "answer", act_of("reem", "clerk", "said at the desk", 0));
    RequestClock clock = {0};
    RequestChange change = {.at = 1,
        .actor = (char *)"noura",
        .move = (char *)"withdraw",
        .from_state = seen->state,
        .to_state = (char *)"withdrawn"};
    g_assert_false(
        store_request_change(bureau.store, seen, &change, &clock, NULL, &error));
    g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED);
    assert_state(&bureau, id, "answered");
}

/* In a transaction of the caller's, as the committee's runs are: all or nothing. */
static void
test_within(void)
{
    g_auto(Bureau) bureau;
    g_autoptr(GError) error = NULL;
    bureau_open(&bureau);
    gint64 one = open_request(&bureau, "support_request", "before_committee");
    gint64 two = open_request(&bureau, "support_request", "before_committee");
    Act act = act_of("majed", "secretary", NULL, 0);
    g_assert_true(store_begin(bureau.store, &error));
    g_assert_true(request_move(bureau.desk, one, "accept", 0, &act, &error));
    g_assert_false(request_move(bureau.desk, two, "decline", 0, &act, &error));
    store_rollback(bureau.store);
    assert_state(&bureau, one, "before_committee");
}

static void
test_reclassify(void)
{
    g_auto(Bureau) bureau;
    g_autoptr(GError) error = NULL;
    bureau_open(&bureau);
    gint64 id = open_request(&bureau, "other", "new");
    Act reem = act_of("reem", "clerk", NULL, 0);
    g_assert_false(request_reclassify(bureau.desk, id, "nonsense", &reem, &error));
    g_clear_error(&error);
    g_assert_true(request_reclassify(bureau.desk, id, "support_request", &reem, &error));
    g_autoptr(Request) request = request_of(&bureau, id);
    g_assert_cmpstr(request->kind, ==, "support_request");
    reem.reason = "not so";
    g_assert_false(request_undo(bureau.desk, id, &reem, &error));
    g_clear_error(&error);
    made(&bureau, id, "withdraw", act_of("noura", "relations", "by telephone", 0));
    g_assert_false(request_reclassify(bureau.desk, id, "enquiry", &reem, &error));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/moves/all", test_all);
    g_test_add_func("/moves/complete", test_complete);
    g_test_add_func("/moves/early", test_early);
    g_test_add_func("/moves/appeal", test_appeal);
    g_test_add_func("/moves/complaint", test_complaint);
    g_test_add_func("/moves/merge", test_merge);
    g_test_add_func("/moves/reopen", test_reopen);
    g_test_add_func("/moves/undo", test_undo);
    g_test_add_func("/moves/at once", test_at_once);
    g_test_add_func("/moves/within", test_within);
    g_test_add_func("/moves/reclassify", test_reclassify);
    return g_test_run();
}
