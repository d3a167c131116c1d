/* commands.h - what can be typed after `diwan`: arguments and printing only. */
#pragma once

#include "diwan.h"

/* Exit statuses: 0 done, 1 something was refused (the rest is done), 2 wrong usage or
 * configuration. */
enum { EXIT_DONE = 0, EXIT_REFUSED = 1, EXIT_USAGE = 2 };

/* TAKES_CONFIG: only where -c or $DIWAN_CONFIG names one. */
typedef enum { NEEDS_NOTHING, TAKES_CONFIG, NEEDS_CONFIG, NEEDS_OFFICE } CommandNeeds;

typedef struct Command {
    const char *name;
    CommandNeeds needs;
    int (*run)(Diwan *diwan, int argc, char **argv); /* argv[0] is the command's name */
    const char *summary;                             /* one line for `diwan help` */
} Command;

/* Parses the options of one command; adds --help with usage, description and example. Returns
 * false after printing to stderr what was wrong; exits 0 on --help. usage is the rest of the
 * line after the name, e.g. "FILE…"; with "" further words are refused. The command's name stays
 * argv[0]. */
bool command_options(const GOptionEntry *entries, const char *usage,
    const char *description, const char *example, int *argc, char ***argv);

/* A command of several acts: `diwan letters list`. Runs the act named by argv[1], which sees
 * "letters list" as argv[0]; without one prints the acts (EXIT_USAGE). */
typedef struct SubCommand {
    const char *name;
    int (*run)(Diwan *diwan, int argc, char **argv);
} SubCommand;
int
command_dispatch(Diwan *diwan, const SubCommand *acts, gsize n, int argc, char **argv);

/* Prints "diwan: …" with the error on stderr. */
void command_error(const GError *error);

/* Whoever answers for an act: the one who is logged in (`diwan login`), or, where nobody is, the one that
 * --by names. proven: only who is logged in will do. by may be NULL. REFUSED says what to do; NULL. */
typedef struct Actor {
    Staff *staff;
    bool proven;
} Actor;
bool
command_actor(Diwan *diwan, const char *by, bool proven, Actor *actor, GError **error);
void actor_clear(Actor *actor);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Actor, actor_clear)
/* The same, unproven, into *by, the login that the journal names; act: one of [acts staff] of kinds.conf,
 * that they must be let do; NULL: whoever works here may. *by is the caller's. */
bool command_by(Diwan *diwan, char **by, const char *act, GError **error);
/* Whether somebody may do an act of [acts staff]; REFUSED says that they may not. */
bool command_may(const Staff *staff, const char *act, GError **error);
/* A password as a person types it, unseen, or as the first line of a file ("-": of the standard input); owned by
 * the caller, who wipes it. */
bool
command_password(const char *login, const char *file, char **password, GError **error);
/* Whether it is said who acts: by is a name, or somebody is logged in here. */
bool command_knows_who(Diwan *diwan, const char *by);

/* An id as people write one: digits alone; else 0. */
gint64 command_id(const char *text);
/* The letter a person names, by its id or its incoming number in any of its written forms; 0: none. */
gint64 command_letter_named(Store *store, const char *name);

/* The day a person wrote, in either calendar: its midnight in Riyadh; CONFIG with what to write. */
bool command_day(const char *written, gint64 *begin_ms, GError **error);

/* A period as --from and --to give it, [from, to): from the first day of the register's year (--from NULL)
 * to now (--to NULL); both days count. CONFIG with what to write. */
bool command_period(const char *from, const char *to, CalendarKind calendar,
    gint64 *from_ms, gint64 *to_ms, GError **error);

int command_init(Diwan *diwan, int argc, char **argv);
int command_serve(Diwan *diwan, int argc, char **argv);
int command_demo(Diwan *diwan, int argc, char **argv);
int command_check(Diwan *diwan, int argc, char **argv);
int command_status(Diwan *diwan, int argc, char **argv);
int command_take(Diwan *diwan, int argc, char **argv);
int command_fetch(Diwan *diwan, int argc, char **argv);
int command_process(Diwan *diwan, int argc, char **argv);
int command_deliver(Diwan *diwan, int argc, char **argv);
int command_committee(Diwan *diwan, int argc, char **argv);
int command_login(Diwan *diwan, int argc, char **argv);
int command_clock(Diwan *diwan, int argc, char **argv);
int command_parse(Diwan *diwan, int argc, char **argv);
int command_read(Diwan *diwan, int argc, char **argv);
int command_identify(Diwan *diwan, int argc, char **argv);
int command_applicants(Diwan *diwan, int argc, char **argv);
int command_letters(Diwan *diwan, int argc, char **argv);
int command_requests(Diwan *diwan, int argc, char **argv);
int command_outbox(Diwan *diwan, int argc, char **argv);
int command_form(Diwan *diwan, int argc, char **argv);
int command_archive(Diwan *diwan, int argc, char **argv);
int command_audit(Diwan *diwan, int argc, char **argv);
int command_library(Diwan *diwan, int argc, char **argv);
int command_register(Diwan *diwan, int argc, char **argv);
int command_render(Diwan *diwan, int argc, char **argv);
int command_report(Diwan *diwan, int argc, char **argv);
int command_survey(Diwan *diwan, int argc, char **argv);
int command_separators(Diwan *diwan, int argc, char **argv);
int command_search(Diwan *diwan, int argc, char **argv);
int command_reread(Diwan *diwan, int argc, char **argv);
int command_staff(Diwan *diwan, int argc, char **argv);
int command_backup(Diwan *diwan, int argc, char **argv);
int command_restore(Diwan *diwan, int argc, char **argv);
