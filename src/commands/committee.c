/* committee.c - `diwan committee …`: its acts, and what their lines have in common. */
#include "commands/committee.h"

#include "commands/output.h"
#include "language/language.h"

#include <stdio.h>
#include <string.h>

enum { MOST_OPTIONS = 20 };

void
committee_line_clear(CommitteeLine *line)
{
    desk_close(line->desk);
    actor_clear(&line->actor);
    g_free(line->session);
    g_free(line->reason);
}

static bool
open_line(CommitteeLine *line, bool acts, GError **error)
{
    line->desk = desk_open(line->diwan->config, line->diwan->store, error);
    if (line->desk == NULL ||
        (acts && !command_actor(line->diwan, NULL, true, &line->actor, error)))
        return false;
    if (acts)
        line->act = (Act){.by = line->actor.staff->login,
            .role = line->actor.staff->role,
            .reason = line->reason};
    return true;
}

int
committee_line_end(const GError *error)
{
    if (error == NULL)
        return EXIT_DONE;
    command_error(error);
    return error->code == DIWAN_ERROR_CONFIG ? EXIT_USAGE : EXIT_REFUSED;
}

bool
committee_line_read(CommitteeLine *line, Diwan *diwan, const GOptionEntry *own,
    const CommitteeUsage *usage, int *argc, char ***argv, int *status)
{
    const GOptionEntry common[] = {{"session", 0, 0, G_OPTION_ARG_STRING, &line->session,
                                       "the session it is of", "NUMBER"},
        {"run", 0, 0, G_OPTION_ARG_INT64, &line->run, "the run of letters", "N"},
        {"reason", 0, 0, G_OPTION_ARG_STRING, &line->reason, "why, kept for the office",
            "WORDS"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &line->json, "print JSON", NULL}};
    GOptionEntry all[MOST_OPTIONS] = {0};
    gsize n = 0;
    for (; own != NULL && own[n].long_name != NULL; n++)
        all[n] = own[n];
    for (gsize i = 0; i < G_N_ELEMENTS(common); i++)
        all[n++] = common[i];
    g_autoptr(GError) error = NULL;
    line->diwan = diwan;
    *status = EXIT_USAGE;
    if (!command_options(
            all, usage->usage, usage->description, usage->example, argc, argv))
        return false;
    if (*argc - 1 < usage->least || *argc - 1 > usage->most) {
        fprintf(stderr, "diwan %s: expected %s; try --help\n", (*argv)[0],
            *usage->usage != '\0' ? usage->usage : "no more words");
        return false;
    }
    if (open_line(line, usage->acts, &error))
        return true;
    *status = committee_line_end(error);
    return false;
}

/* ---- which ---- */

static gint64
only_open(const CommitteeLine *line, GError **error)
{
    g_autoptr(GPtrArray) open =
        store_committee_list(line->diwan->store, "open", 2, error);
    if (open == NULL)
        return 0;
    if (open->len == 1)
        return ((const CommitteeSession *)open->pdata[0])->id;
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
        open->len == 0 ? "no session is open: open one with `diwan committee open`"
                       : "more than one session is open: name it, as 12/1448");
    return 0;
}

gint64
committee_session_named(const CommitteeLine *line, const char *word, GError **error)
{
    const char *written = word != NULL ? word : line->session;
    if (written == NULL)
        return only_open(line, error);
    bool utf8 = g_utf8_validate(written, -1, NULL);
    g_autofree char *number = utf8 ? text_ascii_digits(written) : NULL;
    gint64 id =
        number != NULL ? store_committee_by_number(line->diwan->store, number) : 0;
    if (id == 0)
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "there is no session '%s' of the committee: `diwan committee list` shows "
            "them",
            utf8 ? written : "");
    return id;
}

static gint64
run_of_session(const CommitteeLine *line, const char *word, GError **error)
{
    gint64 id = committee_session_named(line, word, error);
    g_autoptr(CommitteeSession) session =
        id != 0 ? store_committee_get(line->diwan->store, id, error) : NULL;
    if (session == NULL)
        return 0;
    if (session->mailing_id == 0)
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "session %s is not approved by a second person: nothing of it leaves",
            session->number);
    return session->mailing_id;
}

gint64
committee_run_named(const CommitteeLine *line, const char *word, GError **error)
{
    if (line->run != 0)
        return line->run;
    if (word != NULL || line->session != NULL)
        return run_of_session(line, word, error);
    g_autoptr(GPtrArray) newest = store_mailings_list(line->diwan->store, 1, error);
    if (newest == NULL)
        return 0;
    if (newest->len == 1)
        return ((const Mailing *)newest->pdata[0])->id;
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
        "no session is approved by a second person, and no circular prepared: nothing "
        "leaves");
    return 0;
}

int
command_committee(Diwan *diwan, int argc, char **argv)
{
    static const SubCommand acts[] = {{"open", committee_act_open},
        {"list", committee_act_list}, {"agenda", committee_act_agenda},
        {"minutes", committee_act_minutes}, {"import", committee_act_import},
        {"decide", committee_act_decide}, {"preview", committee_act_preview},
        {"approve", committee_act_approve}, {"send", committee_act_send},
        {"recall", committee_act_recall}, {"pause", committee_act_pause},
        {"resume", committee_act_resume}, {"stop", committee_act_stop},
        {"status", committee_act_status}, {"correct", committee_act_correct},
        {"circular", committee_act_circular}};
    return command_dispatch(diwan, acts, G_N_ELEMENTS(acts), argc, argv);
}
