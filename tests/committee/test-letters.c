/* test-letters.c - what a letter of the committee says: nothing of its notes, the reason in its language, sums on paper alone. */
#include "world.h"

static const struct {
    CommitteeDecision decision;
    const char *email, *language;
    const char *says, *not_says; /* words with `;` between; NULL: none */
} cases[] = {
    {{.outcome = OUTCOME_ACCEPTED,
         .conditions = (char *)"تقديم ما يثبت الصرف\nإشعارنا بأي تغيّر",
         .next_step = (char *)"مراجعة مقرنا",
         .amount = (char *)"خمسة آلاف ريال",
         .notes = (char *)"سرّ اللجنة"},
        "a@example.org", "ar", "- تقديم ما يثبت الصرف;- إشعارنا;نأمل مراجعة مقرنا",
        "خمسة آلاف;سرّ"},
    {{.outcome = OUTCOME_ACCEPTED, .amount = (char *)"خمسة آلاف ريال"}, NULL, "ar",
        "خمسة آلاف ريال", NULL},
    {{.outcome = OUTCOME_DECLINED,
         .reason_code = (char *)"outside-scope",
         .alternatives = (char *)"جمعية الرعاية النموذجية"},
        "a@example.org", "ar",
        "خارج عن نطاق خدمات الجمعية;- جمعية الرعاية;خلال ثلاثين يوماً", NULL},
    {{.outcome = OUTCOME_DECLINED,
         .reason_code = (char *)"outside-scope",
         .reason = (char *)"الطلب يخص مدينة أخرى"},
        "a@example.org", "ar", "وذلك لأن الطلب يخص مدينة أخرى", "نطاق خدمات"},
    {{.outcome = OUTCOME_DECLINED,
         .reason_code = (char *)"outside-scope",
         .reason = (char *)"الطلب يخص مدينة أخرى"},
        "a@example.org", "en", "because what is asked for lies outside;within 30 days",
        "مدينة أخرى"},
    {{.outcome = OUTCOME_DEFERRED,
         .reason_code = (char *)"more-data",
         .needed = (char *)"تعريف بالراتب حديث"},
        "a@example.org", "ar", "الدراسة تحتاج إلى بيانات أحدث;- تعريف بالراتب",
        "لا يلزمكم"},
};

static void
assert_words(const char *text, const char *words, bool there)
{
    g_auto(GStrv) each = g_strsplit(words != NULL ? words : "", ";", -1);
    for (char **word = each; *word != NULL; word++)
        if ((strstr(text, *word) != NULL) != there)
            g_error("'%s' is%s in: %s", *word, there ? " not" : "", text);
}

/* Values stand in isolates, which are not what is looked for. */
static char *
plain_of(const char *text)
{
    GString *plain = g_string_new(NULL);
    for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (c < 0x2066 || c > 0x2069)
            g_string_append_unichar(plain, c);
    }
    return g_string_free(plain, FALSE);
}

static void
test_words(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(World) world;
        g_autoptr(GError) error = NULL;
        Rendered words = {0};
        world_open(&world);
        world.bureau.config->committee.appeal_days = 30;
        g_free(world.bureau.config->language);
        world.bureau.config->language = g_strdup(cases[i].language);
        Act majed = MAJED(&world);
        gint64 request = put_request(&world, cases[i].email, 20);
        if (cases[i].email == NULL) {
            g_autoptr(Party) party =
                store_party_by_file_no(world.bureau.store, "W-001", &error);
            store_address_put(
                world.bureau.store, party->id, "7 شارع المثال\nالرياض", &error);
        }
        g_assert_true(committee_decide(world.bureau.desk, world.session_id, request,
            &cases[i].decision, &majed, &error));
        g_autoptr(CommitteePlan) plan = committee_plan_session(
            world.bureau.desk, world.compose, world.session_id, PLAN_EACH, &error);
        g_assert_no_error(error);
        const PlannedLetter *letter = plan->letters->pdata[0];
        g_assert_cmpint(letter->standing, ==, PLAN_READY);
        g_assert_cmpstr(letter->channel, ==, cases[i].email != NULL ? "mail" : "paper");
        g_assert_true(committee_letter(plan, letter, &words, NULL, &error));
        g_autofree char *plain = plain_of(words.text);
        assert_words(plain, cases[i].says, true);
        assert_words(plain, cases[i].not_says, false);
        rendered_clear(&words);
    }
}

/* A table of who is reached, and how. */
static void
test_channels(void)
{
    static const struct {
        const char *email, *address, *channel;
        PlanStanding standing;
    } people[] = {{"a@example.org", NULL, "mail", PLAN_READY},
        {"a@example.org", "Riyadh", "mail", PLAN_READY},
        {NULL, "Riyadh", "paper", PLAN_READY}, {NULL, NULL, "none", PLAN_UNREACHED},
        {"letters@charity.example", NULL, "none", PLAN_UNREACHED},
        {"no-reply@example.org", "Riyadh", "none", PLAN_UNREACHED}};
    for (guint i = 0; i < G_N_ELEMENTS(people); i++) {
        g_auto(World) world;
        g_autoptr(GError) error = NULL;
        world_open(&world);
        gint64 request = put_request(&world, people[i].email, 20);
        g_autoptr(Party) party =
            store_party_by_file_no(world.bureau.store, "W-001", &error);
        if (people[i].address != NULL)
            store_address_put(world.bureau.store, party->id, people[i].address, &error);
        g_assert_true(decide(&world, request, OUTCOME_ACCEPTED, &error));
        g_autoptr(CommitteePlan) plan = committee_plan_session(
            world.bureau.desk, world.compose, world.session_id, PLAN_EACH, &error);
        const PlannedLetter *letter = plan->letters->pdata[0];
        g_assert_cmpstr(letter->channel, ==, people[i].channel);
        g_assert_cmpint(letter->standing, ==, people[i].standing);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/letters/words", test_words);
    g_test_add_func("/letters/channels", test_channels);
    return g_test_run();
}
