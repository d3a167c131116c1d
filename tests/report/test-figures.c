/* test-figures.c - what the report counts of a few requests whose every step is known, and how figures are shown. */
#include "report/report.h"

#include "../office/bureau.h"

static Report *
report_of(Bureau *bureau, const char *from, const char *to, const char *language)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = file_beside_program("config/kinds.conf");
    g_autoptr(Kinds) kinds = kinds_load(path, &error);
    g_assert_no_error(error);
    const ReportWish wish = {.config = bureau->config,
        .store = bureau->store,
        .kinds = kinds,
        .language = language,
        .from = day_begins(day_of(from)),
        .to = day_begins(day_of(to)),
        .now = clock_now_ms()};
    Report *report = report_new(&wish, &error);
    g_assert_no_error(error);
    return report;
}

static const Figure *
figure(const Report *report, const char *section, const char *group, const char *key)
{
    for (guint i = 0; i < report->sections->len; i++) {
        const ReportSection *one = report->sections->pdata[i];
        for (guint k = 0; strcmp(one->key, section) == 0 && k < one->figures->len; k++) {
            const Figure *found = one->figures->pdata[k];
            if (g_strcmp0(found->group, group) == 0 && strcmp(found->key, key) == 0)
                return found;
        }
    }
    return NULL;
}

static void
assert_count(const Report *report, const char *section, const char *group,
    const char *key, double value)
{
    const Figure *found = figure(report, section, group, key);
    if (found == NULL || !found->known || found->value != value)
        g_error("%s %s %s is %s%g, not %g", section, group ? group : "", key,
            found == NULL ? "absent " : "", found != NULL ? found->value : 0, value);
}

static void
move(Bureau *bureau, gint64 id, const char *name, const char *login, const char *role,
    const char *reason, const char *day)
{
    g_autoptr(GError) error = NULL;
    Act act = act_of(login, role, reason, at(day));
    request_move(bureau->desk, id, name, 0, &act, &error);
    g_assert_no_error(error);
}

/* Complete on the 1st of November, before the committee a day later. */
static gint64
presented(Bureau *bureau)
{
    gint64 id = open_request(bureau, "support_request", "new");
    make_whole(bureau, id, at("2026/11/01"));
    move(bureau, id, "complete", "noura", "relations", NULL, "2026/11/01");
    move(bureau, id, "study", "huda", "researcher", NULL, "2026/11/01");
    move(bureau, id, "present", "huda", "researcher", NULL, "2026/11/02");
    return id;
}

/* ---- the committee's clause ---- */

static void
test_committee(void)
{
    g_auto(Bureau) bureau;
    bureau_open(&bureau);
    gint64 early = presented(&bureau), timely = presented(&bureau);
    gint64 late = presented(&bureau), corrected = presented(&bureau);
    gint64 deferred = presented(&bureau);
    presented(&bureau); /* nothing was decided of */
    move(&bureau, early, "accept", "majed", "secretary", "علاج عاجل", "2026/11/05");
    move(&bureau, timely, "decline", "majed", "secretary", "x", "2026/11/20");
    move(&bureau, late, "accept", "majed", "secretary", NULL, "2027/01/10");
    move(&bureau, corrected, "accept", "majed", "secretary", NULL, "2026/11/20");
    move(&bureau, corrected, "correct", "majed", "secretary", "خطأ", "2026/11/21");
    move(&bureau, corrected, "decline", "majed", "secretary", "x", "2026/11/22");
    move(&bureau, deferred, "defer", "majed", "secretary", "x", "2026/11/06");
    move(&bureau, deferred, "present_again", "majed", "secretary", NULL, "2026/11/10");
    move(&bureau, deferred, "accept", "majed", "secretary", NULL, "2026/11/23");

    g_autoptr(Report) all = report_of(&bureau, "2026/11/01", "2027/02/01", "ar");
    assert_count(all, "committee", NULL, "decided", 5);
    assert_count(all, "committee", "outcomes", "accepted", 3);
    assert_count(all, "committee", "outcomes", "declined", 2);
    assert_count(all, "committee", "outcomes", "deferred", 1);
    assert_count(all, "committee", "timeliness", "early", 1);
    assert_count(all, "committee", "timeliness", "window", 3);
    assert_count(all, "committee", "timeliness", "late", 1);
    assert_count(all, "committee", "early_reasons", "علاج عاجل", 1);
    assert_count(all, "committee", NULL, "decided_within", 0.6);
    /* 4, 19, 21, 22 and 70 days. */
    assert_count(all, "committee", NULL, "decided_median_seconds", 21.0 * MS_DAY);
    assert_count(all, "committee", NULL, "decided_p90_seconds", 70.0 * MS_DAY);
    assert_count(all, "information", NULL, "completed", 6);
    assert_count(all, "declaration", NULL, "declarations_accepted", 6);

    /* The last day is the period's, the day behind it is not. */
    g_autoptr(Report) days = report_of(&bureau, "2026/11/05", "2026/11/20", "en");
    assert_count(days, "committee", NULL, "decided", 1);
    g_autoptr(Report) one = report_of(&bureau, "2026/11/20", "2026/11/21", "en");
    assert_count(one, "committee", NULL, "decided", 1);
    g_assert_null(figure(one, "committee", "early_reasons", "علاج عاجل"));
    g_autoptr(Report) none = report_of(&bureau, "2025/01/01", "2025/02/01", "en");
    g_assert_false(figure(none, "committee", NULL, "decided_within")->known);
    g_assert_false(figure(none, "committee", NULL, "decided_median_seconds")->known);
}

/* A step that was taken back did not happen. */
static void
test_undone(void)
{
    g_auto(Bureau) bureau;
    g_autoptr(GError) error = NULL;
    bureau_open(&bureau);
    gint64 kept = open_request(&bureau, "enquiry", "new");
    gint64 undone = open_request(&bureau, "enquiry", "new");
    move(&bureau, kept, "answer", "noura", "relations", "told", "2026/11/24");
    move(&bureau, kept, "close", "noura", "relations", NULL, "2026/11/25");
    move(&bureau, undone, "answer", "noura", "relations", "told", "2026/11/24");
    Act undo = act_of("noura", "relations", "the wrong one", at("2026/11/25"));
    g_assert_true(request_undo(bureau.desk, undone, &undo, &error));
    g_autoptr(Report) report = report_of(&bureau, "2026/11/01", "2026/12/01", "en");
    assert_count(report, "courtesy", NULL, "answered", 1);
    assert_count(report, "courtesy", "answered_by_kind", "enquiry", 1);
    assert_count(report, "service", NULL, "closed", 1);
}

/* ---- how it is said ---- */

static void
test_shown(void)
{
    static const struct {
        FigureUnit unit;
        bool known;
        double value;
        const char *ar, *en;
    } rows[] = {
        {FIGURE_COUNT, true, 0, "٠", "0"},
        {FIGURE_COUNT, true, 1137, "١١٣٧", "1137"},
        {FIGURE_COUNT, false, 0, "–", "–"},
        {FIGURE_SHARE, true, 0.98, "٩٨٪", "98%"},
        {FIGURE_SHARE, true, 0.7942, "٧٩٫٤٪", "79.4%"},
        {FIGURE_SHARE, true, 1, "١٠٠٪", "100%"},
        {FIGURE_MEAN, true, 4.35, "٤٫٣", "4.3"},
        {FIGURE_TIME, true, 1000, "ثانية واحدة", "1 second"},
        {FIGURE_TIME, true, 2000, "ثانيتان", "2 seconds"},
        {FIGURE_TIME, true, 119e3, "١١٩ ثانية", "119 seconds"},
        {FIGURE_TIME, true, 120e3, "دقيقتان", "2 minutes"},
        {FIGURE_TIME, true, 5 * 60e3, "٥ دقائق", "5 minutes"},
        {FIGURE_TIME, true, 45 * 60e3, "٤٥ دقيقة", "45 minutes"},
        {FIGURE_TIME, true, 5 * 3600e3, "٥ ساعات", "5 hours"},
        {FIGURE_TIME, true, 3 * 86400e3, "٣ أيام", "3 days"},
        {FIGURE_TIME, true, 19 * 86400e3, "١٩ يوماً", "19 days"},
        {FIGURE_TIME, true, 100 * 86400e3, "١٠٠ يوم", "100 days"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        const Figure one = {
            .unit = rows[i].unit, .known = rows[i].known, .value = rows[i].value};
        g_autofree char *ar = figure_shown(&one, "ar");
        g_autofree char *en = figure_shown(&one, "en");
        g_assert_cmpstr(ar, ==, rows[i].ar);
        g_assert_cmpstr(en, ==, rows[i].en);
    }
}

static bool
has_arabic(const char *text)
{
    for (; *text != '\0'; text = g_utf8_next_char(text))
        if (g_unichar_get_script(g_utf8_get_char(text)) == G_UNICODE_SCRIPT_ARABIC)
            return true;
    return false;
}

/* Nothing is left without a word in either language; the figures are the same in both. */
static void
test_languages(void)
{
    g_auto(Bureau) bureau;
    bureau_open(&bureau);
    bureau.config->office_name_en = g_strdup("The Charity");
    presented(&bureau);
    g_autoptr(Report) ar = report_of(&bureau, "2026/11/01", "2027/01/01", "ar");
    g_autoptr(Report) en = report_of(&bureau, "2026/11/01", "2027/01/01", "en");
    g_autoptr(JsonNode) one = report_json(ar);
    g_autoptr(JsonNode) other = report_json(en);
    json_object_remove_member(json_node_get_object(one), "made_at");
    json_object_remove_member(json_node_get_object(other), "made_at");
    g_autofree char *ar_json = json_to_string(one, FALSE);
    g_autofree char *en_json = json_to_string(other, FALSE);
    g_assert_cmpstr(ar_json, ==, en_json);
    for (guint i = 0; i < ar->sections->len; i++) {
        const ReportSection *said[] = {ar->sections->pdata[i], en->sections->pdata[i]};
        g_assert_true(has_arabic(said[0]->title) && !has_arabic(said[1]->title));
        for (guint k = 0; k < said[0]->figures->len; k++) {
            const Figure *arabic = said[0]->figures->pdata[k];
            const Figure *english = said[1]->figures->pdata[k];
            if (!has_arabic(arabic->label) || has_arabic(english->label) ||
                strcmp(english->label, english->key) == 0)
                g_error("%s %s: '%s', '%s'", said[0]->key, arabic->key, arabic->label,
                    english->label);
            if (arabic->group != NULL)
                g_assert_true(has_arabic(report_group_title(arabic->group, "ar")) &&
                              !has_arabic(report_group_title(arabic->group, "en")));
        }
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/report/committee", test_committee);
    g_test_add_func("/report/undone", test_undone);
    g_test_add_func("/report/shown", test_shown);
    g_test_add_func("/report/languages", test_languages);
    return g_test_run();
}
