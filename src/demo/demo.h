/* demo.h - the main job, shown on a sample: a real post office, a throw-away office, and
 * every kind of letter.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct Demo {
    const char *folder; /* of the throw-away office */
    bool once;          /* end when everything is idle */
    bool json;
} Demo;

/* Runs it until idle, or until Ctrl-C. *good: every letter met what was expected. */
bool demo_run(const Demo *demo, bool *good, GError **error);
