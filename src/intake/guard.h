/* guard.h - what a server says is looked through before the IMAP parser sees it. */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* The library's parser recurses without limit and wraps literal lengths at 2^32; neither is ever
 * needed by what is asked for here. */
enum { GUARD_MOST_DEPTH = 32, GUARD_BYE_BYTES = 160 };

typedef struct Guard {
    gsize line_at; /* bytes of the line so far */
    char start[8]; /* its first ones */
    bool quoted, escaped;
    int depth;                 /* of open parentheses */
    guint64 length;            /* of a literal being announced */
    int announced;             /* 0 no, 1 in digits, 2 closed, 3 CR seen */
    guint64 literal;           /* bytes of a literal still to come */
    char bye[GUARD_BYE_BYTES]; /* why the server ends the session; "" until it does */
    gsize bye_length;
} Guard;

/* Looks at the next bytes; most_bytes is what may still come. NULL when they may be shown to the
 * parser, else what is wrong with them. */
const char *guard_look(Guard *guard, const char *bytes, gsize length, guint64 most_bytes);
