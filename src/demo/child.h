/* child.h - a program that lives no longer than we do, with all it starts.
 *
 * It runs under a guardian, a fork of ours that ends it when we ask or when we die, however that
 * happens. It has a session of its own, so that Ctrl-C in our terminal does not reach it.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct Child Child;

/* Starts argv[0] (a path) with its output appended to log_path; log_path NULL: to where ours
 * goes. Call it in the main thread: the child lives as long as that. */
Child *child_start(const char *const *argv, const char *log_path, GError **error);

/* False when the program has ended by itself. */
bool child_is_running(Child *child);

/* SIGTERM, after ten seconds SIGKILL; returns when the program and everything it left behind are
 * gone. NULL is let pass. */
void child_stop(Child *take_child);
