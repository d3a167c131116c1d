/* numbers.h - a number as the network of its own sees it, weighed with everything else known. */
#pragma once

#include "read/net.h"

/* What is known of a place that holds one number. */
typedef struct NumberPlace {
    const Net *net;
    const NetLine *line;
    int from, to;         /* steps of the line */
    const char *first;    /* what the first pass read there; NULL: nothing */
    int first_confidence; /* 0 … 100 */
    bool rightwards_text; /* the line is written from right to left */
} NumberPlace;

/* The number in logical order, with its digits in the script they are printed in, and how probable it is (0 … 1). NULL when
 * there is none. The network's own candidates and the first pass's are compared by their probabilities; a check digit or a
 * form that holds weighs, and decides only between candidates that are close. */
char *number_decide(const NumberPlace *place, double *probability);

/* A number seen from left to right in logical order. In text from right to left groups joined by hyphens are printed in
 * reverse (UAX #9: the hyphen between Arabic numbers is a neutral), and so is what hangs on the number's ends; groups joined
 * by / . : , keep their order. */
char *number_logical(const char *seen, bool rightwards_text);
