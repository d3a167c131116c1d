/* spawn.h - the keeper as a process: started clean, ended for certain. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct Spawned {
    int socket; /* the pool's end; -1: none runs */
    int pidfd;
} Spawned;

/* Execs this program as `room` with arguments. It gets /dev/null, stderr, its socket, a session
 * of its own and an environment of language, models and fonts; nothing else of the parent. */
bool spawn_keeper(Spawned *keeper, const char *const *arguments, GError **error);

/* Closes the socket, waits wait_ms for the keeper to end by itself, then kills it. Returns how
 * it ended, "exit 1" or "signal 9 (KILL)"; owned. */
char *spawn_end(Spawned *keeper, int wait_ms);
