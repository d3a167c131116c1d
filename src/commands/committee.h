/* committee.h - what the acts of `diwan committee` share. Private to commands/. */
#pragma once

#include "commands/commands.h"
#include "committee/committee.h"

/* One act: what its line says, and whose it is. */
typedef struct CommitteeLine {
    Diwan *diwan;
    Desk *desk;
    Actor actor;
    Act act;
    char *session, *reason; /* options */
    gint64 run;             /* likewise */
    gboolean json;
} CommitteeLine;
void committee_line_clear(CommitteeLine *line);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CommitteeLine, committee_line_clear)

/* Parses own options and those of every act (--session, --run, --reason, --json); at most so many words
 * behind the act's name. acts: it changes something, so somebody must be logged in. False: *status is how
 * it ends. */
typedef struct CommitteeUsage {
    const char *usage, *description, *example;
    int least, most; /* words */
    bool acts;
} CommitteeUsage;
bool committee_line_read(CommitteeLine *line, Diwan *diwan, const GOptionEntry *own,
    const CommitteeUsage *usage, int *argc, char ***argv, int *status);
int committee_line_end(const GError *error);

/* The session a person names ("12/1448" in any digits), or --session does; with neither the only open one.
 * 0 and REFUSED: there is none, or more than one. */
gint64
committee_session_named(const CommitteeLine *line, const char *word, GError **error);
/* The run of --run, of the session that is named, or the newest. */
gint64 committee_run_named(const CommitteeLine *line, const char *word, GError **error);

/* A session, a run: a line, or an object. */
bool committee_session_print(const CommitteeLine *line, gint64 id, GError **error);
bool committee_run_print(const CommitteeLine *line, gint64 id, GError **error);

int committee_act_open(Diwan *diwan, int argc, char **argv);
int committee_act_list(Diwan *diwan, int argc, char **argv);
int committee_act_agenda(Diwan *diwan, int argc, char **argv);
int committee_act_minutes(Diwan *diwan, int argc, char **argv);
int committee_act_decide(Diwan *diwan, int argc, char **argv);
int committee_act_import(Diwan *diwan, int argc, char **argv);
int committee_act_correct(Diwan *diwan, int argc, char **argv);
int committee_act_preview(Diwan *diwan, int argc, char **argv);
int committee_act_approve(Diwan *diwan, int argc, char **argv);
int committee_act_circular(Diwan *diwan, int argc, char **argv);
int committee_act_send(Diwan *diwan, int argc, char **argv);
int committee_act_recall(Diwan *diwan, int argc, char **argv);
int committee_act_pause(Diwan *diwan, int argc, char **argv);
int committee_act_resume(Diwan *diwan, int argc, char **argv);
int committee_act_stop(Diwan *diwan, int argc, char **argv);
int committee_act_status(Diwan *diwan, int argc, char **argv);
