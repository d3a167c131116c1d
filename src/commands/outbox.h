/* outbox.h - what the files of `diwan outbox` share. Private to commands/. */
#pragma once

#include "commands/commands.h"
#include "commands/output.h"

/* The exit status, after saying what went wrong; error NULL: nothing. */
int outbox_end(const GError *error);
/* How the act is used, when it was not used so. */
int outbox_misuse(const char *act, const char *what);

/* What did not arrive (outbox_again.c). */
int outbox_run_resend(Diwan *diwan, int argc, char **argv);
int outbox_run_paper(Diwan *diwan, int argc, char **argv);
int outbox_run_readdress(Diwan *diwan, int argc, char **argv);
int outbox_run_close(Diwan *diwan, int argc, char **argv);
/* Paper (outbox_post.c). */
int outbox_run_print(Diwan *diwan, int argc, char **argv);
int outbox_run_posted(Diwan *diwan, int argc, char **argv);
int outbox_run_returned(Diwan *diwan, int argc, char **argv);
