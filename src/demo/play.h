/* play.h - the sample post is handed in as the world would, and waited for.
 */
#pragma once

#include "demo/books.h"
#include "demo/child.h"
#include "demo/throwaway.h"

#include <signal.h>

typedef struct Play {
    Sample *sample; /* borrowed, all of them */
    const PostOffice *post_office;
    const Throwaway *office;
    Books *books;
    Child *serve;                      /* the roles */
    const volatile sig_atomic_t *stop; /* set by Ctrl-C */
    double seconds;                    /* from the first letter handed in to rest */
    bool complete;                     /* everything was sent and came to rest */
} Play;

/* Hands in every letter, each when what it needs has come back, and waits until nothing is due.
 * Progress goes to stderr. A letter that never gets what it needs is left out: complete tells.
 * RETRY when the roles ended or somebody pressed Ctrl-C. */
bool play_run(Play *play, GError **error);
