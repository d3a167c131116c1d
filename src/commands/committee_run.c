/* committee_run.c - committee approve | send | recall | pause | resume | stop | status: the guarded run. */
#include "commands/committee.h"
#include "commands/output.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* ---- printing ---- */

static void
run_json(const Mailing *run, const MailingCounts *c)
{
    g_autoptr(JsonBuilder) json = json_builder_new();
    const struct {
        const char *name;
        int count;
    } counts[] = {{"letters", c->letters}, {"by_mail", c->by_mail},
        {"on_paper", c->on_paper}, {"queued", c->queued}, {"sent", c->sent},
        {"delivered", c->delivered}, {"bounced", c->bounced}, {"to_paper", c->to_paper},
        {"printed", c->printed}, {"posted", c->posted}, {"answered", c->answered},
        {"in_doubt", c->in_doubt}, {"held", c->held}, {"refused", c->refused},
        {"superseded", c->superseded}};
    json_builder_begin_object(json);
    output_int(json, "run", run->id);
    output_text(json, "session", run->session_no);
    output_text(json, "circular", run->template_);
    output_text(json, "state", run->state);
    output_text(json, "why", run->why);
    output_text(json, "prepared_by", run->prepared_by);
    output_text(json, "approved_by", run->approved_by);
    output_text(json, "started_by", run->started_by);
    output_instant(json, "started_at", run->started_at);
    output_instant(json, "leaves_at", run->due_at);
    output_instant(json, "ended_at", run->ended_at);
    for (guint i = 0; i < G_N_ELEMENTS(counts); i++)
        output_int(json, counts[i].name, counts[i].count);
    json_builder_end_object(json);
    output_json(json);
}

static void
run_words(const Mailing *run, const MailingCounts *c)
{
    printf("run %" G_GINT64_FORMAT "  %s %s  %s%s%s\n", run->id,
        run->session_no != NULL ? "session" : "circular",
        run->session_no != NULL ? run->session_no : run->template_, run->state,
        run->why != NULL ? ": " : "", run->why != NULL ? run->why : "");
    if (strcmp(run->state, "holding") == 0) {
        g_autofree char *leaves = output_days(run->due_at);
        printf("  can be called back until %s\n", leaves);
    }
    printf("  letters %d: by mail %d, on paper %d, not reached %d, corrected %d\n",
        c->letters, c->by_mail, c->on_paper, c->refused, c->superseded);
    printf("  queued %d, sent %d, delivered so far %d, in doubt %d, put aside %d\n",
        c->queued, c->sent, c->delivered, c->in_doubt, c->held);
    printf(
        "  not delivered %d (of them on paper %d), printed %d, posted %d, answered %d\n",
        c->bounced, c->to_paper, c->printed, c->posted, c->answered);
}

bool
committee_run_print(const CommitteeLine *line, gint64 id, GError **error)
{
    MailingCounts counts;
    g_autoptr(Mailing) run = store_mailing_get(line->diwan->store, id, error);
    if (run == NULL || !store_mailing_counts(line->diwan->store, id, &counts, error))
        return false;
    (line->json ? run_json : run_words)(run, &counts);
    return true;
}

/* ---- approve ---- */

static bool
approve(const CommitteeLine *line, const char *word, const CommitteeSeen *seen,
    gint64 *run, GError **error)
{
    gint64 session = line->run == 0 ? committee_session_named(line, word, error) : 0;
    g_autoptr(Compose) compose = session != 0 || line->run != 0
                                     ? compose_open(line->diwan->config, NULL, error)
                                     : NULL;
    if (compose == NULL)
        return false;
    *run = line->run;
    if (line->run != 0)
        return committee_circular_approve(
            line->desk, compose, line->run, seen->revision, &line->act, error);
    return committee_approve(line->desk, compose, session, seen, &line->act, run, error);
}

int
committee_act_approve(Diwan *diwan, int argc, char **argv)
{
    g_auto(CommitteeLine) line = {0};
    g_autoptr(GError) error = NULL;
    g_autofree char *revision = NULL;
    int status, counts[3] = {-1, -1, -1};
    const GOptionEntry own[] = {
        {"revision", 0, 0, G_OPTION_ARG_STRING, &revision,
            "what was looked at, as its preview tells it", "WORD"},
        {"accepted", 0, 0, G_OPTION_ARG_INT, &counts[0], "as the minutes count", "N"},
        {"declined", 0, 0, G_OPTION_ARG_INT, &counts[1], "likewise", "N"},
        {"deferred", 0, 0, G_OPTION_ARG_INT, &counts[2], "likewise", "N"}, {NULL}};
    const CommitteeUsage usage = {.usage = "[SESSION]",
        .description = "A second person approves a session and its letters, or a "
                       "circular (--run), and "
                       "then neither changes\nany more. Refused unless the counts equal "
                       "the minutes, "
                       "every letter is complete, the earliest day of each\nhas come or "
                       "its reason is recorded, nothing changed since it was looked at "
                       "(--revision), and whoever\napproves neither opened the session "
                       "nor entered anything of it.",
        .example = "diwan login huda\n  diwan committee preview 12/1448\n  diwan "
                   "committee approve 12/1448 --revision 51 --accepted 40 --declined 7 "
                   "--deferred 3",
        .most = 1,
        .acts = true};
    if (!committee_line_read(&line, diwan, own, &usage, &argc, &argv, &status))
        return status;
    gint64 run = 0;
    const CommitteeSeen seen = {revision, {counts[0], counts[1], counts[2]}};
    if (approve(&line, argc > 1 ? argv[1] : NULL, &seen, &run, &error))
        committee_run_print(&line, run, &error);
    return committee_line_end(error);
}

/* ---- on its way ---- */

typedef bool (*RunFunc)(
    const Desk *desk, gint64 mailing_id, const Act *act, GError **error);

static int
act_on_run(Diwan *diwan, const char *description, const char *example, RunFunc act,
    int argc, char **argv)
{
    g_auto(CommitteeLine) line = {0};
    g_autoptr(GError) error = NULL;
    int status;
    const CommitteeUsage usage = {.usage = "[SESSION]",
        .description = description,
        .example = example,
        .most = 1,
        .acts = true};
    if (!committee_line_read(&line, diwan, NULL, &usage, &argc, &argv, &status))
        return status;
    gint64 run = committee_run_named(&line, argc > 1 ? argv[1] : NULL, &error);
    if (run != 0 && act(line.desk, run, &line.act, &error))
        committee_run_print(&line, run, &error);
    return committee_line_end(error);
}

int
committee_act_send(Diwan *diwan, int argc, char **argv)
{
    return act_on_run(diwan,
        "Starts an approved run, or goes on with one that was called back or stopped. "
        "For "
        "ten minutes\n([committee] hold_minutes) it can be called back; then it leaves, "
        "[committee] per_minute letters a minute.\nNothing is sent twice.",
        "diwan committee send 12/1448", committee_send, argc, argv);
}

int
committee_act_recall(Diwan *diwan, int argc, char **argv)
{
    return act_on_run(diwan, "Calls a run back before anything of it has left.",
        "diwan committee recall 12/1448 --reason 'a name is wrong'", committee_recall,
        argc, argv);
}

int
committee_act_pause(Diwan *diwan, int argc, char **argv)
{
    return act_on_run(diwan,
        "No further letter of a run leaves, those that wait in the outbox neither.",
        "diwan committee pause 12/1448", committee_pause, argc, argv);
}

int
committee_act_resume(Diwan *diwan, int argc, char **argv)
{
    return act_on_run(diwan, "A paused run goes on.", "diwan committee resume 12/1448",
        committee_resume, argc, argv);
}

int
committee_act_stop(Diwan *diwan, int argc, char **argv)
{
    return act_on_run(diwan,
        "Stops a run for a reason; what has not left leaves when it is sent anew.",
        "diwan committee stop 12/1448 --reason 'the template is to be worded anew'",
        committee_stop, argc, argv);
}

/* ---- status ---- */

static bool
is_going(Store *store, gint64 run, GError **error)
{
    g_autoptr(Mailing) mailing = store_mailing_get(store, run, error);
    return mailing != NULL && (strcmp(mailing->state, "holding") == 0 ||
                                  strcmp(mailing->state, "sending") == 0);
}

int
committee_act_status(Diwan *diwan, int argc, char **argv)
{
    g_auto(CommitteeLine) line = {0};
    gboolean follow = false;
    g_autoptr(GError) error = NULL;
    int status;
    const GOptionEntry own[] = {{"follow", 0, 0, G_OPTION_ARG_NONE, &follow,
                                    "once a second, until it is still", NULL},
        {NULL}};
    const CommitteeUsage usage = {.usage = "[SESSION]",
        .description = "How a run of letters stands: queued, sent, delivered so far, not "
                       "delivered, printed, answered, in doubt.",
        .example = "diwan committee status 12/1448 --follow",
        .most = 1};
    if (!committee_line_read(&line, diwan, own, &usage, &argc, &argv, &status))
        return status;
    gint64 run = committee_run_named(&line, argc > 1 ? argv[1] : NULL, &error);
    bool well = run != 0 && committee_run_print(&line, run, &error);
    while (well && follow && is_going(diwan->store, run, &error)) {
        fflush(stdout);
        sleep(1);
        well = committee_run_print(&line, run, &error);
    }
    return committee_line_end(error);
}
