/* letters.h - the acts of `diwan letters`, which stand in three files. */
#pragma once

#include "commands/commands.h"

/* Whether somebody who works here has this login; else REFUSED. */
bool letters_is_staff(Store *store, const char *login, GError **error);

int letters_readings(Diwan *diwan, int argc, char **argv);
int letters_verify(Diwan *diwan, int argc, char **argv);
int letters_form(Diwan *diwan, int argc, char **argv);
int letters_decode(Diwan *diwan, int argc, char **argv);
int letters_seen(Diwan *diwan, int argc, char **argv);
