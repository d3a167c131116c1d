/* test-survey.c - who is asked and when; what an answer is; that it stands without whose it is. */
#include "bureau.h"

typedef struct Asking {
    Bureau bureau;
    Compose *compose;
    Act noura;
} Asking;

static void
asking_open(Asking *asking)
{
    g_autoptr(GError) error = NULL;
    bureau_open(&asking->bureau);
    asking->bureau.config->survey = (SurveyConfig){.after_days = 5, .open_days = 21};
    asking->bureau.config->public_url = g_strdup("https://diwan.charity.example/");
    asking->compose = compose_open(asking->bureau.config, NULL, &error);
    g_assert_no_error(error);
}

static void
asking_close(Asking *asking)
{
    compose_close(asking->compose);
    bureau_close(&asking->bureau);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Asking, asking_close)

static int
sent_at(Asking *asking, gint64 now)
{
    g_autoptr(GError) error = NULL;
    ClockRound round;
    clock_round(asking->bureau.desk, asking->compose, now, &round, &error);
    g_assert_no_error(error);
    return round.sent;
}

static void
move(Asking *asking, gint64 id, const char *name, const char *login, const char *role,
    gint64 now)
{
    g_autoptr(GError) error = NULL;
    Act act = act_of(login, role, "because", now);
    request_move(asking->bureau.desk, id, name, 0, &act, &error);
    g_assert_no_error(error);
}

static gint64
closed_request(Asking *asking, gint64 now)
{
    gint64 id = open_request(&asking->bureau, "enquiry", "new");
    move(asking, id, "answer", "noura", "relations", now);
    move(asking, id, "close", "noura", "relations", now);
    return id;
}

static Notice *
survey_of(Asking *asking, gint64 id)
{
    return store_notice_last(asking->bureau.store, id, "survey", NULL, NULL);
}

static void
assert_survey(Asking *asking, gint64 id, const char *state, const char *why)
{
    g_autoptr(Notice) survey = survey_of(asking, id);
    g_assert_nonnull(survey);
    g_assert_cmpstr(survey->state, ==, state);
    g_assert_cmpstr(survey->why, ==, why);
}

static char *
mail_text(Asking *asking)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) claimed = store_outbox_claim(asking->bureau.store, 100, &error);
    g_assert_cmpuint(claimed->len, ==, 1);
    const Outgoing *mail = claimed->pdata[0];
    g_autofree char *subject = NULL;
    gsize length;
    const char *bytes = g_bytes_get_data(mail->bytes, &length);
    return g_strndup(bytes, length);
}

/* ---- asking ---- */

static void
test_asked(void)
{
    g_auto(Asking) asking;
    asking_open(&asking);
    gint64 now = clock_now_ms();
    gint64 id = closed_request(&asking, now);
    assert_survey(&asking, id, "due", NULL);
    g_assert_cmpint(sent_at(&asking, now + 4 * MS_DAY), ==, 0);
    g_assert_cmpint(sent_at(&asking, now + 5 * MS_DAY), ==, 1);
    g_assert_cmpint(sent_at(&asking, now + 6 * MS_DAY), ==, 0);
    assert_survey(&asking, id, "sent", NULL);
    g_autofree char *text = mail_text(&asking);
    g_assert_nonnull(strstr(text, "Auto-Submitted: auto-generated"));
    g_autoptr(Notice) survey = survey_of(&asking, id);
    g_assert_null(survey->out_no); /* it is no letter of substance */

    /* The same party is asked once in ninety days, of whatever. */
    gint64 second = closed_request(&asking, now + MS_DAY);
    g_assert_cmpint(sent_at(&asking, now + 7 * MS_DAY), ==, 0);
    assert_survey(&asking, second, "recalled", "asked_lately");
    gint64 third = closed_request(&asking, now + 84 * MS_DAY);
    g_assert_cmpint(sent_at(&asking, now + 91 * MS_DAY), ==, 1);
    assert_survey(&asking, third, "sent", NULL);
}

static void
test_not_asked(void)
{
    g_auto(Asking) asking;
    g_autoptr(GError) error = NULL;
    asking_open(&asking);
    gint64 now = clock_now_ms();

    /* What was opened again is not over; closed again it is asked of once. */
    gint64 id = closed_request(&asking, now);
    move(&asking, id, "reopen", "noura", "relations", now + MS_DAY);
    g_assert_cmpint(sent_at(&asking, now + 6 * MS_DAY), ==, 0);
    assert_survey(&asking, id, "recalled", "reopened");
    move(&asking, id, "close", "noura", "relations", now + 7 * MS_DAY);
    assert_survey(&asking, id, "due", NULL);
    Act undo = act_of("noura", "relations", "not yet", now + 7 * MS_DAY + 1000);
    g_assert_true(request_undo(asking.bureau.desk, id, &undo, &error));
    assert_survey(&asking, id, "recalled", NULL);

    /* Whoever has no address is not asked on paper. */
    g_autoptr(Party) party =
        store_party_get(asking.bureau.store, asking.bureau.party_id, &error);
    g_clear_pointer(&party->email, g_free);
    g_assert_true(store_party_put(asking.bureau.store, party, NULL, NULL, NULL, &error));
    gint64 other = closed_request(&asking, now);
    g_assert_cmpint(sent_at(&asking, now + 6 * MS_DAY), ==, 0);
    assert_survey(&asking, other, "recalled", "no_address");

    /* Nobody is, where the setting says so. */
    asking.bureau.config->survey.after_days = 0;
    gint64 quiet = closed_request(&asking, now);
    g_autoptr(Notice) none = survey_of(&asking, quiet);
    g_assert_null(none);
}

/* Of a request that is declined and closed at once, two weeks pass first. */
static void
test_decided(void)
{
    g_auto(Asking) asking;
    asking_open(&asking);
    gint64 now = clock_now_ms();
    gint64 id = open_request(&asking.bureau, "support_request", "before_committee");
    move(&asking, id, "decline", "majed", "secretary", now);
    move(&asking, id, "close", "noura", "relations", now);
    sent_at(&asking, now + 6 * MS_DAY);
    assert_survey(&asking, id, "due", "decided");
    sent_at(&asking, now + 13 * MS_DAY);
    assert_survey(&asking, id, "due", "decided");
    g_assert_cmpint(sent_at(&asking, now + 15 * MS_DAY), ==, 1);
    assert_survey(&asking, id, "sent", NULL);
}

/* ---- what is written back ---- */

static void
test_words(void)
{
    static const struct {
        const char *text;
        int rating;
        bool more;
    } rows[] = {
        {"5", 5, false},
        {"٤", 4, false},
        {"۳", 3, false},
        {" 2 \n\n", 2, false},
        {"(١)", 1, false},
        {"5.", 5, false},
        {"خمسة", 5, false},
        {"أربعة", 4, false},
        {"ثلاثه", 3, false},
        {"اثنين", 2, false},
        {"واحد", 1, false},
        {"Five", 5, false},
        {"راضٍ جداً", 5, false},
        {"راضي", 4, false},
        {"غير راضٍ إطلاقاً", 1, false},
        {"Very satisfied", 5, false},
        {"5/5", 5, false},
        {"٤ من ٥", 4, false},
        {"3 out of 5", 3, false},
        {"\u2067٥\u2069", 5, false},
        {"5\n\nSent from my iPhone", 5, false},
        {"٥\n\nتم الإرسال من الآيفون", 5, false},
        {"4\n-- \nNoura\n0500000000", 4, false},
        {"5\n5", 5, false},
        {"5\nشكراً لكم", 5, true},
        {"السلام عليكم\n٤", 4, true},
        {"2\nتأخرتم في الرد على طلبي", 2, true},
        {"", 0, false},
        {"6", 0, true},
        {"0", 0, true},
        {"10", 0, true},
        {"55", 0, true},
        {"4.5", 0, true},
        {"1-5", 0, true},
        {"3\n5", 0, false},
        {"شكراً", 0, true},
        {"- 5: راضٍ جداً", 0, true},
        {"عندي 5 أولاد", 0, true},
        {"5/10", 0, true},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        bool more = false;
        int rating = survey_rating_in(rows[i].text, &more);
        if (rating != rows[i].rating || (rating != 0 && more != rows[i].more))
            g_error("'%s' is read as %d, more %d", rows[i].text, rating, more);
    }
}

/* ---- the answer ---- */

static void
test_answer(void)
{
    g_auto(Asking) asking;
    g_autoptr(GError) error = NULL;
    asking_open(&asking);
    const Config *config = asking.bureau.config;
    Store *store = asking.bureau.store;
    const ReferenceKey *key = compose_key(asking.compose);
    gint64 now = clock_now_ms();
    gint64 id = closed_request(&asking, now - 5 * MS_DAY);
    SurveyOutcome outcome;
    SurveyResults results;

    /* Nothing was asked yet. */
    survey_answer(config, key, store, 1, id, 5, now, &outcome, &error);
    g_assert_cmpint(outcome, ==, SURVEY_OVER);
    g_assert_cmpint(sent_at(&asking, now), ==, 1);
    survey_answer(config, key, store, 1, id, 5, now, &outcome, &error);
    g_assert_cmpint(outcome, ==, SURVEY_TAKEN);
    survey_answer(config, key, store, 1, id, 2, now + 20 * MS_DAY, &outcome, &error);
    g_assert_cmpint(outcome, ==, SURVEY_CORRECTED);
    survey_answer(config, key, store, 1, id, 4, now + 22 * MS_DAY, &outcome, &error);
    g_assert_cmpint(outcome, ==, SURVEY_OVER);
    survey_answer(config, key, store, 1, id + 1, 4, now, &outcome, &error);
    g_assert_cmpint(outcome, ==, SURVEY_OVER);
    g_assert_true(
        store_survey_results(store, now - MS_DAY, now + MS_DAY, &results, &error));
    g_assert_cmpint(results.sent, ==, 1);
    g_assert_cmpint(results.answered, ==, 1);
    g_assert_true(results.hidden);
    for (int i = 0; i < SURVEY_RATINGS; i++)
        g_assert_cmpint(results.ratings[i], ==, 0);

    /* Nine answers are hidden, ten shown; the corrected one counts as it was corrected. */
    bool corrected;
    for (int i = 0; i < 9; i++) {
        g_assert_true(results.hidden);
        g_autofree char *mark = g_strdup_printf("%d", i);
        store_survey_answer(
            store, mark, day_begins(day_number(now)), i < 6 ? 5 : 4, &corrected, &error);
        store_survey_results(store, now - MS_DAY, now + MS_DAY, &results, &error);
    }
    g_assert_no_error(error);
    g_assert_false(results.hidden);
    g_assert_cmpint(results.answered, ==, 10);
    g_assert_cmpint(results.ratings[4], ==, 6);
    g_assert_cmpint(results.ratings[3], ==, 3);
    g_assert_cmpint(results.ratings[1], ==, 1);
    g_assert_cmpfloat_with_epsilon(results.mean, 4.4, 1e-9);
    store_survey_results(store, now + 2 * MS_DAY, now + 3 * MS_DAY, &results, &error);
    g_assert_cmpint(results.answered, ==, 0);
}

/* A token of one use says nothing in another, and what was changed in it says nothing. */
static void
test_token(void)
{
    ReferenceKey key = {.bytes = {1, 2, 3}}, other = {.bytes = {4}};
    gint64 notice = 0, request = 0;
    gsize at = 0;
    g_autofree char *token = survey_token(&key, 7, 9);
    g_autofree char *subject = g_strdup_printf("[EXTERNAL] 5 %s", token);
    g_assert_true(survey_token_find(&key, subject, &notice, &request, &at));
    g_assert_cmpint(notice, ==, 7);
    g_assert_cmpint(request, ==, 9);
    g_assert_cmpuint(at, ==, strlen("[EXTERNAL] 5 "));
    g_assert_false(survey_token_find(&other, subject, &notice, &request, &at));
    g_assert_false(reference_read(&key, subject, &notice, &request));
    g_autofree char *mail = reference_token(&key, 7, 9);
    g_assert_false(survey_token_find(&key, mail, &notice, &request, &at));
    token[3] = token[3] == 'a' ? 'b' : 'a';
    g_assert_false(survey_token_find(&key, token, &notice, &request, &at));
    g_autofree char *mark = survey_mark(&key, 7);
    g_autofree char *same = survey_mark(&key, 7);
    g_autofree char *next = survey_mark(&key, 8);
    g_assert_cmpstr(mark, ==, same);
    g_assert_cmpstr(mark, !=, next);
    g_assert_cmpuint(strlen(mark), ==, 16);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/survey/asked", test_asked);
    g_test_add_func("/survey/not-asked", test_not_asked);
    g_test_add_func("/survey/decided", test_decided);
    g_test_add_func("/survey/words", test_words);
    g_test_add_func("/survey/answer", test_answer);
    g_test_add_func("/survey/token", test_token);
    return g_test_run();
}
