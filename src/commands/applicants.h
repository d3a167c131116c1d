/* applicants.h - the acts of `diwan applicants` that stand in files of their own. Private to commands/. */
#pragma once

#include "commands/commands.h"

int applicants_duplicates(Diwan *diwan, int argc, char **argv);
int applicants_merge(Diwan *diwan, int argc, char **argv);
int applicants_separate(Diwan *diwan, int argc, char **argv);
int applicants_export(Diwan *diwan, int argc, char **argv);
int applicants_erase(Diwan *diwan, int argc, char **argv);
