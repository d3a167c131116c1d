/* letters.h - the acts of `diwan letters`, which stand in several files. */
#pragma once

#include "commands/commands.h"

#include <json-glib/json-glib.h>

/* How a decision ended: the error, or the letter as it now stands. */
int letters_decided(Store *store, gint64 id, bool json, const GError *failure);

/* "batch": the scan of several letters that it was a part of, or null; "pieces": the letters that were made
 * of it; and both for people. */
bool
letters_show_batch(JsonBuilder *builder, Store *store, gint64 letter_id, GError **error);
bool
letters_show_pieces(JsonBuilder *builder, Store *store, gint64 letter_id, GError **error);
bool letters_print_batch(Store *store, gint64 letter_id, GError **error);

int letters_readings(Diwan *diwan, int argc, char **argv);
int letters_verify(Diwan *diwan, int argc, char **argv);
int letters_form(Diwan *diwan, int argc, char **argv);
int letters_decode(Diwan *diwan, int argc, char **argv);
int letters_seen(Diwan *diwan, int argc, char **argv);
int letters_reply(Diwan *diwan, int argc, char **argv);
int letters_recall(Diwan *diwan, int argc, char **argv);
int letters_reject(Diwan *diwan, int argc, char **argv);
