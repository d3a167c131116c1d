/* requests.h - what the acts of `diwan requests` share. Private to commands/. */
#pragma once

#include "commands/commands.h"
#include "office/office.h"

/* One act: what its line says, and who it is. */
typedef struct ActLine {
    Diwan *diwan;
    Desk *desk;
    Actor actor;
    gint64 request_id;
    Act act;
    char *by, *reason, *told; /* options */
    gboolean json;
} ActLine;
void act_line_clear(ActLine *line);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ActLine, act_line_clear)

/* Parses own options and those of every act (--by, --reason, --told, --json), of a line with so many
 * words behind the act's name, the first being a request's number. False: *status is how it ends. */
bool act_line_read(ActLine *line, Diwan *diwan, const GOptionEntry *own, int words,
    const char *usage, const char *description, const char *example, int *argc,
    char ***argv, int *status);
/* How an act ended: the error, or the request as it now stands. */
int act_line_end(const ActLine *line, bool well, const GError *error);

/* The request a person names by its number; 0 and REFUSED: there is none. */
gint64 request_named(Store *store, const char *text, GError **error);
/* A day as people write it; 0 when text is NULL, -1 and REFUSED when it is none. */
int day_named(const char *text, GError **error);
gint64 party_of_file(Store *store, const char *file_no, GError **error);

/* One request: a line, or an object. */
void request_print(const Request *request, bool json);

int requests_list(Diwan *diwan, int argc, char **argv);
int requests_show(Diwan *diwan, int argc, char **argv);
int requests_move(Diwan *diwan, int argc, char **argv);
int requests_undo(Diwan *diwan, int argc, char **argv);
int requests_pause(Diwan *diwan, int argc, char **argv);
int requests_resume(Diwan *diwan, int argc, char **argv);
int requests_seen(Diwan *diwan, int argc, char **argv);
int requests_extend(Diwan *diwan, int argc, char **argv);
int requests_reclassify(Diwan *diwan, int argc, char **argv);
int requests_assign(Diwan *diwan, int argc, char **argv);
int requests_complained(Diwan *diwan, int argc, char **argv);
int requests_link(Diwan *diwan, int argc, char **argv);
int requests_take(Diwan *diwan, int argc, char **argv);
int requests_split(Diwan *diwan, int argc, char **argv);
int requests_document(Diwan *diwan, int argc, char **argv);
int requests_ask(Diwan *diwan, int argc, char **argv);
int requests_confirm(Diwan *diwan, int argc, char **argv);
int requests_register(Diwan *diwan, int argc, char **argv);
int requests_refer(Diwan *diwan, int argc, char **argv);
int requests_return(Diwan *diwan, int argc, char **argv);
int requests_referrals(Diwan *diwan, int argc, char **argv);
int requests_contact(Diwan *diwan, int argc, char **argv);
