/* letters.h - the acts of `diwan letters`, which stand in several files. */
#pragma once

#include "commands/commands.h"

/* Whether somebody who works here has this login; else REFUSED. */
bool letters_is_staff(Store *store, const char *login, GError **error);
/* The same, as a person; and whether [acts staff] of kinds.conf lets them do it. */
Staff *letters_staff(Store *store, const char *login, GError **error);
bool letters_may(Diwan *diwan, const char *login, const char *act, GError **error);
/* How a decision ended: the error, or the letter as it now stands. */
int letters_decided(Store *store, gint64 id, bool json, const GError *failure);

int letters_readings(Diwan *diwan, int argc, char **argv);
int letters_verify(Diwan *diwan, int argc, char **argv);
int letters_form(Diwan *diwan, int argc, char **argv);
int letters_decode(Diwan *diwan, int argc, char **argv);
int letters_seen(Diwan *diwan, int argc, char **argv);
int letters_reply(Diwan *diwan, int argc, char **argv);
int letters_recall(Diwan *diwan, int argc, char **argv);
int letters_reject(Diwan *diwan, int argc, char **argv);
