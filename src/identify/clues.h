/* clues.h - what a letter tells about its writer, each with its place. */
#pragma once

#include "identify/identify.h"
#include "language/language.h"

/* Pages that are looked at for who wrote a letter: he stands on the first of them. */
#define CLUES_MOST_PAGES 50

/* An identifier, number, day of birth or city the letter tells. */
typedef struct Told {
    const char *
        kind; /* of a Clue; constant. "national_id_near": ten digits said to be an ID whose
                         check digit fails */
    char *value; /* normalised */
    char *seen;
    bool labelled;
    bool
        quoted; /* stands in the quotation alone: it never proves, and contradicts only whom no
                    verified address proves */
    Spot place;
} Told;

typedef struct ToldName {
    char *seen;
    PersonName *name; /* given and family at least */
    bool header;      /* From's display name; else stated in the letter */
    bool
        enclosed; /* on a page that comes with the mail's own words: it may be anybody's */
    bool
        within; /* in the midst of a line: it speaks only for whom a thread leads to as well */
    Spot place;
} ToldName;

typedef struct Clues {
    const Letter *letter; /* borrowed */
    char *sender;         /* lower case; NULL when From says nothing about the person */
    GPtrArray *told;      /* of Told, owned; one for each kind and value */
    GPtrArray *names;     /* of ToldName, owned */
    bool for_another;     /* it says that it is written in another's name */
    bool too_many;        /* more than is looked at: something may have been missed */
} Clues;

/* pages of Page with readings. */
Clues *clues_find(const Config *config, const Letter *letter, GPtrArray *pages);
void clues_free(Clues *clues);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Clues, clues_free)

/* Whether a national ID stands where the writer speaks, not on a page that is only enclosed. */
bool clues_speak_in(const Clues *clues, const Told *told);
