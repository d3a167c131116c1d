/* roles.h - the processes of a running office. */
#pragma once

#include "diwan.h"

/* `diwan serve`: starts every role as a process of its own, restarts what dies with back-off, ends
 * them all at SIGTERM or SIGINT. Returns an exit status. */
int roles_serve(const Config *config);

/* `diwan role NAME -c FILE`: the inside of one role, for roles_serve alone. */
int role_main(int argc, char **argv);

/* Only one process at a time plays a role in an office: a lock that ends with the process. wait_s
 * 0: at once or RETRY, saying that `diwan serve` is running. Returns a descriptor to keep open, or
 * -1. */
int role_lock(const Config *config, const char *role, int wait_s, GError **error);
