/* figures.c - what the report tells, clause by clause: one question to the store for each figure or group.
 *
 * Every section stands in every report, with zeros where nothing happened, so that the board sees what was
 * looked at. A figure that nothing can be told from is not known, which is not zero.
 */
#include "report/report.h"
#include "report/words.h"

#include "language/language.h"

#include <string.h>

#define MINUTE_MS (60 * G_GINT64_CONSTANT(1000))

enum { MOST_REASONS = 20 };

/* A report being made: the first error stops it. */
typedef struct Draft {
    const ReportWish *wish;
    Report *report;
    ReportSection *section; /* figures go here */
    GError *error;
} Draft;

/* ---- sections and figures ---- */

static void
figure_free(Figure *figure)
{
    g_free(figure->group);
    g_free(figure->key);
    g_free(figure->label);
    g_free(figure);
}

static void
section_free(ReportSection *section)
{
    g_free(section->said);
    g_ptr_array_unref(section->figures);
    g_free(section);
}

void
report_free(Report *report)
{
    if (report == NULL)
        return;
    g_free(report->office);
    g_ptr_array_unref(report->sections);
    g_free(report);
}

static void
begin(Draft *draft, const char *key)
{
    const char *language = draft->report->language;
    draft->section = g_new0(ReportSection, 1);
    draft->section->key = key;
    draft->section->title = report_word("section", key, language);
    draft->section->note = report_word_find("note", key, language);
    draft->section->figures = g_ptr_array_new_with_free_func((GDestroyNotify)figure_free);
    g_ptr_array_add(draft->report->sections, draft->section);
}

/* label NULL: by its key. */
static void
put(Draft *draft, const char *group, const char *key, const char *label, FigureUnit unit,
    bool known, double value)
{
    Figure *figure = g_new0(Figure, 1);
    const char *word =
        report_word(group != NULL ? group : "figure", key, draft->report->language);
    figure->group = g_strdup(group);
    figure->key = g_strdup(key);
    figure->label = g_strdup(label != NULL ? label : word);
    figure->unit = unit;
    figure->known = known;
    figure->value = value;
    g_ptr_array_add(draft->section->figures, figure);
}

static void
put_count(Draft *draft, const char *key, gint64 n)
{
    put(draft, NULL, key, NULL, FIGURE_COUNT, true, (double)n);
}

static void
put_share(Draft *draft, const char *key, gint64 part, gint64 of)
{
    put(draft, NULL, key, NULL, FIGURE_SHARE, of > 0, of > 0 ? (double)part / of : 0);
}

static void
put_times(Draft *draft, const char *median, const char *ninth, const ReportSpread *spread)
{
    bool known = spread->n > 0;
    put(draft, NULL, median, NULL, FIGURE_TIME, known, (double)spread->median_ms);
    put(draft, NULL, ninth, NULL, FIGURE_TIME, known, (double)spread->ninth_ms);
}

/* What kinds.conf calls a kind of request. */
static void
put_kind(Draft *draft, const char *group, const char *kind, gint64 n)
{
    const char *key = *kind != '\0' ? kind : "other";
    put(draft, group, key, kinds_name(draft->wish->kinds, key, draft->report->language),
        FIGURE_COUNT, true, (double)n);
}

/* ---- questions ---- */

/* Of ReportCount; empty after an error. */
static GPtrArray *
ask_between(Draft *draft, ReportCounting what, gint64 from, gint64 to)
{
    GPtrArray *counts = draft->error == NULL ? store_report_count(draft->wish->store,
                                                   what, from, to, &draft->error)
                                             : NULL;
    return counts != NULL ? counts : g_ptr_array_new();
}

static GPtrArray *
ask(Draft *draft, ReportCounting what)
{
    return ask_between(draft, what, draft->wish->from, draft->wish->to);
}

static ReportSpread
ask_spread(Draft *draft, ReportSpreading what, gint64 target_ms)
{
    ReportSpread spread = {0};
    if (draft->error == NULL)
        store_report_spread(draft->wish->store, what, target_ms, draft->wish->from,
            draft->wish->to, &spread, &draft->error);
    return spread;
}

/* Of one key, or part, or both; NULL: any. */
static gint64
sum(const GPtrArray *counts, const char *key, const char *part)
{
    gint64 n = 0;
    for (guint i = 0; i < counts->len; i++) {
        const ReportCount *count = counts->pdata[i];
        if ((key == NULL || strcmp(count->key, key) == 0) &&
            (part == NULL || strcmp(count->part, part) == 0))
            n += count->n;
    }
    return n;
}

/* A figure for each key that is there, parts taken together (those of part, when it is not NULL). */
static void
put_keys(Draft *draft, const char *group, const GPtrArray *counts, const char *part,
    bool kinds)
{
    for (guint i = 0; i < counts->len; i++) {
        const ReportCount *count = counts->pdata[i];
        const ReportCount *former = i > 0 ? counts->pdata[i - 1] : NULL;
        if (former != NULL && strcmp(former->key, count->key) == 0)
            continue;
        gint64 n = sum(counts, count->key, part);
        if (n > 0 && kinds)
            put_kind(draft, group, count->key, n);
        else if (n > 0)
            put(draft, group, count->key, NULL, FIGURE_COUNT, true, (double)n);
    }
}

/* A figure for each of these, zeros too. */
static void
put_all(Draft *draft, const char *group, const GPtrArray *counts, const char *const *keys)
{
    for (; *keys != NULL; keys++)
        put(draft, group, *keys, NULL, FIGURE_COUNT, true,
            (double)sum(counts, *keys, NULL));
}

/* ---- the clauses ---- */

static void
relations(Draft *draft, const GPtrArray *letters)
{
    g_autoptr(GPtrArray) requests = ask(draft, COUNT_OPENED);
    g_autoptr(GPtrArray) parties = ask(draft, COUNT_PARTIES);
    begin(draft, "relations");
    put_count(draft, "letters", sum(letters, NULL, NULL));
    put_count(draft, "requests_opened", sum(requests, NULL, NULL));
    put_count(draft, "parties_added", sum(parties, NULL, NULL));
    put_keys(draft, "requests_by_kind", requests, NULL, true);
    put_keys(draft, "letters_by_kind", letters, NULL, true);
    put_keys(draft, "parties_by_kind", parties, NULL, false);
}

static void
channels(Draft *draft, const GPtrArray *letters)
{
    g_autoptr(GPtrArray) contacts = ask(draft, COUNT_CONTACTS);
    begin(draft, "channels");
    put_count(draft, "contacts", sum(contacts, NULL, NULL));
    for (Medium medium = MEDIUM_EMAIL; medium <= MEDIUM_SCAN; medium++)
        put(draft, "by_channel", medium_name(medium), NULL, FIGURE_COUNT, true,
            (double)sum(letters, NULL, medium_name(medium)));
    put_all(draft, "by_channel", contacts, contact_channels);
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < contacts->len; i++) {
        const char *branch = ((ReportCount *)contacts->pdata[i])->part;
        if (*branch != '\0' && g_hash_table_add(seen, (void *)(gintptr)branch))
            put(draft, "by_branch", branch, NULL, FIGURE_COUNT, true,
                (double)sum(contacts, NULL, branch));
    }
}

static void
tools(Draft *draft)
{
    g_autoptr(GPtrArray) enclosed = ask(draft, COUNT_ENCLOSED);
    bool english = strcmp(draft->report->language, "en") == 0;
    begin(draft, "tools");
    put_count(draft, "enclosed", sum(enclosed, NULL, NULL));
    for (guint i = 0; i < enclosed->len; i++) {
        const ReportCount *count = enclosed->pdata[i];
        put(draft, "by_document", count->part, english ? count->part : count->key,
            FIGURE_COUNT, true, (double)count->n);
    }
}

static void
courtesy(Draft *draft)
{
    gint64 target = draft->wish->config->acknowledged_minutes * MINUTE_MS;
    g_autoptr(GPtrArray) without = ask(draft, COUNT_UNACKNOWLEDGED);
    g_autoptr(GPtrArray) answered = ask(draft, COUNT_ANSWERED);
    g_autoptr(GPtrArray) overdue = ask_between(draft, COUNT_OVERDUE, 0, draft->wish->now);
    ReportSpread times = ask_spread(draft, SPREAD_ACKNOWLEDGED, target);
    ReportSpread answers = ask_spread(draft, SPREAD_ANSWERED, 0);
    gint64 missing = sum(without, NULL, NULL) - sum(without, "quiet", NULL);
    begin(draft, "courtesy");
    put_count(draft, "acknowledged", times.n);
    put_count(draft, "not_acknowledged", missing);
    put_times(draft, "acknowledged_median_seconds", "acknowledged_p90_seconds", &times);
    put(draft, NULL, "acknowledged_target_seconds", NULL, FIGURE_TIME, true,
        (double)target);
    put_share(draft, "acknowledged_within", times.within, times.n + missing);
    put_count(draft, "answered", answers.n);
    put_count(draft, "answered_late", sum(answered, NULL, "late"));
    put_times(draft, "answered_median_seconds", "answered_p90_seconds", &answers);
    put_count(draft, "overdue", sum(overdue, NULL, NULL));
    put_keys(draft, "unacknowledged", without, NULL, false);
    put_keys(draft, "answered_by_kind", answered, NULL, true);
    put_keys(draft, "overdue_by_kind", overdue, NULL, true);
}

static void
information(Draft *draft, const GPtrArray *documents, const GPtrArray *notices,
    const GPtrArray *moved)
{
    g_autoptr(GPtrArray) fields = ask(draft, COUNT_FIELDS);
    ReportSpread times = ask_spread(draft, SPREAD_COMPLETE, 0);
    begin(draft, "information");
    put_count(draft, "completed", times.n);
    put_times(draft, "completed_median_seconds", "completed_p90_seconds", &times);
    put_count(draft, "documents_asked", sum(notices, "missing_documents", "sent"));
    put_count(draft, "documents_reminded", sum(notices, "reminder", "sent"));
    put_count(draft, "resting", sum(moved, "resting", NULL));
    put_count(draft, "documents_accepted", sum(documents, "accepted", NULL));
    put_count(draft, "documents_refused", sum(documents, "refused", NULL));
    put_count(draft, "fields_agree", sum(fields, "agrees", NULL));
    put_count(draft, "fields_differ", sum(fields, "differs", NULL));
}

static void
referral(Draft *draft)
{
    static const char *const whom[] = {"researcher", "unit", "branch", NULL};
    g_autoptr(GPtrArray) made = ask(draft, COUNT_REFERRALS);
    g_autoptr(GPtrArray) due =
        ask_between(draft, COUNT_REFERRALS_DUE, 0, draft->wish->now);
    begin(draft, "referral");
    put_count(draft, "referred", sum(made, NULL, NULL));
    put_count(draft, "returned_in_time", sum(made, NULL, "in_time"));
    put_count(draft, "returned_late", sum(made, NULL, "late"));
    put_count(draft, "referrals_open", sum(made, NULL, "open"));
    put_count(draft, "referrals_overdue", sum(due, NULL, NULL));
    put_all(draft, "referred_to", made, whom);
}

static void
declaration(Draft *draft, const GPtrArray *documents)
{
    begin(draft, "declaration");
    put_count(draft, "declarations_accepted", sum(documents, "accepted", "declaration"));
    put_count(draft, "declarations_refused", sum(documents, "refused", "declaration"));
    put_count(draft, "declarations_waived", sum(documents, "waived", "declaration"));
}

static void
committee(Draft *draft)
{
    static const char *const timeliness[] = {"early", "window", "late", "untold", NULL};
    static const char *const outcomes[] = {"accepted", "declined", "deferred", NULL};
    static const char *const by_kind[] = {
        "accepted_by_kind", "declined_by_kind", "deferred_by_kind"};
    g_autoptr(GPtrArray) decided = ask(draft, COUNT_DECIDED);
    g_autoptr(GPtrArray) timely = ask(draft, COUNT_TIMELY);
    g_autoptr(GPtrArray) reasons = ask(draft, COUNT_EARLY);
    ReportSpread times = ask_spread(draft, SPREAD_DECIDED, 0);
    gint64 all = sum(timely, NULL, NULL);
    begin(draft, "committee");
    put_count(draft, "decided", all);
    put_times(draft, "decided_median_seconds", "decided_p90_seconds", &times);
    put_share(draft, "decided_within", sum(timely, "window", NULL), all);
    put_all(draft, "timeliness", timely, timeliness);
    for (guint i = 0; i < MIN(reasons->len, MOST_REASONS); i++) {
        const ReportCount *count = reasons->pdata[i];
        put(draft, "early_reasons", count->key, count->key, FIGURE_COUNT, true,
            (double)count->n);
    }
    for (guint i = 0; outcomes[i] != NULL; i++)
        put(draft, "outcomes", outcomes[i], NULL, FIGURE_COUNT, true,
            (double)sum(decided, NULL, outcomes[i]));
    for (guint i = 0; i < G_N_ELEMENTS(by_kind); i++)
        put_keys(draft, by_kind[i], decided, outcomes[i], true);
}

static void
service(Draft *draft, const GPtrArray *moved)
{
    g_autoptr(GPtrArray) registered = ask(draft, COUNT_BENEFICIARIES);
    begin(draft, "registration");
    put_count(draft, "registered", sum(registered, NULL, NULL));
    begin(draft, "service");
    put_count(draft, "in_service", sum(moved, "in_service", NULL));
    put_count(draft, "closed", sum(moved, "closed", NULL));
}

static void
reach(Draft *draft, const GPtrArray *notices)
{
    static const char *const purposes[] = {
        "progress", "delay", "missing_documents", "reminder", NULL};
    begin(draft, "reach");
    put_count(draft, "notices", sum(notices, NULL, "sent"));
    for (const char *const *purpose = purposes; *purpose != NULL; purpose++)
        put(draft, "notices_by_kind", *purpose, NULL, FIGURE_COUNT, true,
            (double)sum(notices, *purpose, "sent"));
}

static void
satisfaction(Draft *draft)
{
    SurveyResults results = {.hidden = true};
    if (draft->error == NULL)
        survey_results(draft->wish->config, draft->wish->store, draft->wish->from,
            draft->wish->to, draft->wish->now, &results, &draft->error);
    int satisfied = results.ratings[3] + results.ratings[4];
    bool known = !results.hidden;
    begin(draft, "satisfaction");
    put_count(draft, "surveys_sent", results.sent);
    put_count(draft, "surveys_answered", results.answered);
    put_share(draft, "response_rate", results.answered, results.sent);
    put_count(draft, "surveys_told", results.told);
    put(draft, NULL, "satisfaction_mean", NULL, FIGURE_MEAN, known, results.mean);
    put_share(draft, "satisfied", satisfied, results.told);
    for (int rating = SURVEY_RATINGS; rating >= 1; rating--) {
        const char key[] = {(char)('0' + rating), '\0'};
        put(draft, "ratings", key, NULL, FIGURE_COUNT, known,
            results.ratings[rating - 1]);
    }
    if (!known)
        draft->section->said =
            g_strdup(report_word("said", "hidden", draft->report->language));
}

static void
delivery(Draft *draft)
{
    g_autoptr(GPtrArray) taken = ask(draft, COUNT_TAKEN);
    g_autoptr(GPtrArray) held = ask(draft, COUNT_HELD);
    g_autoptr(GPtrArray) sent = ask(draft, COUNT_SENT);
    g_autoptr(GPtrArray) failed = ask(draft, COUNT_FAILED);
    g_autoptr(GPtrArray) doubt = ask(draft, COUNT_DOUBT);
    begin(draft, "delivery");
    put_count(draft, "taken", sum(taken, NULL, NULL));
    put_count(draft, "held", sum(held, NULL, NULL));
    put_count(draft, "sent_mail", sum(sent, "mail", NULL));
    put_count(draft, "sent_paper", sum(sent, "paper", NULL));
    put_count(draft, "mail_returned", sum(failed, "mail", "returned"));
    put_count(draft, "mail_refused", sum(failed, "mail", "refused"));
    put_count(draft, "paper_returned", sum(failed, "paper", NULL));
    put_count(draft, "in_doubt", sum(doubt, NULL, NULL));
    put_keys(draft, "taken_by_kind", taken, NULL, false);
}

Report *
report_new(const ReportWish *wish, GError **error)
{
    bool english = strcmp(wish->language, "en") == 0;
    const Config *config = wish->config;
    g_autoptr(Report) report = g_new0(Report, 1);
    Draft draft = {.wish = wish, .report = report};
    report->language = english ? "en" : "ar";
    report->office = g_strdup(
        english && config->office_name_en ? config->office_name_en : config->office_name);
    report->from = wish->from;
    report->to = wish->to;
    report->made_at = wish->now;
    report->sections = g_ptr_array_new_with_free_func((GDestroyNotify)section_free);
    g_autoptr(GPtrArray) letters = ask(&draft, COUNT_REGISTERED);
    g_autoptr(GPtrArray) documents = ask(&draft, COUNT_DOCUMENTS);
    g_autoptr(GPtrArray) notices = ask(&draft, COUNT_NOTICES);
    g_autoptr(GPtrArray) moved = ask(&draft, COUNT_MOVED);
    relations(&draft, letters);
    channels(&draft, letters);
    tools(&draft);
    courtesy(&draft);
    information(&draft, documents, notices, moved);
    referral(&draft);
    declaration(&draft, documents);
    committee(&draft);
    service(&draft, moved);
    reach(&draft, notices);
    satisfaction(&draft);
    delivery(&draft);
    if (draft.error == NULL)
        return g_steal_pointer(&report);
    g_propagate_error(error, draft.error);
    return NULL;
}
