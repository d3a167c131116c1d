/* process.h - a fetcher as intake sees it: a process and two pipes. */
#pragma once

#include <sys/types.h>

#include "intake/frames.h"
#include "intake/settings.h"

typedef struct Process {
    pid_t pid;
    int in_fd, control_fd;
    FrameReader *in;
    FrameWriter *control;
} Process;

/* Starts this program as a fetcher and tells it the settings. */
Process *process_start(const FetcherSettings *settings, GError **error);

/* Waits for the end of a process that has closed its pipe, and frees it. NULL: it ended well;
 * else how it ended, in words owned by the caller. */
char *process_end(Process *take_process);

/* Closes its pipes: it ends once it has done on the server what is to be done. */
void process_hang_up(Process *process);

/* Hangs up, waits for its end for at most within_ms, then ends it. */
void process_free(Process *process, int within_ms);

/* The largest message that is taken whole. */
guint32 mailbox_most_bytes(const MailboxConfig *mailbox);

/* What a mailbox's fetcher is told, to log in with take_secret (the password or, with a grant, the
 * access token), which is wiped when they are freed. */
FetcherSettings *process_settings(const MailboxConfig *mailbox, char *take_secret);

/* For tests, whose program is not diwan: the program to start, and how long it waits for a
 * server's answer. */
void intake_set_program(const char *program);
void intake_set_patience(int patience_s);
