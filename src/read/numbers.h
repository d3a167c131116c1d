/* numbers.h - what the files that read numbers share: the word, the run, the decision. */
#pragma once

#include "letter.h"
#include "net/net.h"
#include <allheaders.h>

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

/* Letters of Arabic words in a text; whether it has a digit of any script. */
int number_letters_in(const char *text);
bool number_has_digit(const char *text);

/* Of the first pass: below it a word may be a number. */
enum { DOUBTFUL_CONFIDENCE = 75 };

/* Looks at words [from, to) of a line, which are sorted from left to right. Numbers found are added to seen (of Word, the
 * caller's); the text of words they replace becomes empty, or is left with their letters. Does nothing when the network is
 * not open. */
void numbers_run(PIX *grey, const GPtrArray *line, guint from, guint to,
    bool rightwards_text, GPtrArray *seen);

/* The network; NULL when it is not open. */
const Net *numbers_net(void);
