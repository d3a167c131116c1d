/* learn.h - m and u estimated anew from what persons decided. */
#pragma once

#include "compose/compose.h"
#include "identify/weights.h"

/* Fewer decisions than this say nothing: the table stays. */
#define LEARN_LEAST_DECISIONS 200

/* A letter held against one of its candidates. */
typedef struct LearnPair {
    guint32 levels; /* bit l: the clue of that level was found */
    bool decided;   /* a person said whose the letter is */
    bool is_partys; /* … and that it is this candidate's */
} LearnPair;

typedef struct Learned {
    Weights *weights;
    int decisions; /* of persons, that stand */
    int pairs;
    int rounds; /* of EM */
} Learned;
void learned_free(Learned *learned);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Learned, learned_free)

/* Fellegi and Sunter's m and u by EM (Dempster, Laird and Rubin 1977; Winkler 1988) from pairs (of
 * LearnPair): the class of decided pairs is known, that of the others is estimated; clues are taken
 * for independent within each class. others: pairs of letters with parties of whom nothing in them
 * told, so many that they are only counted. Returns how many rounds it took. */
int learn_estimate(Weights *weights, GArray *pairs, double others);

/* From the office's decisions; REFUSED when there are too few. Changes nothing. */
Learned *learn_from_store(Store *store, GError **error);

/* Keeps them as weights.conf of the office, where weights_load finds them. */
bool learned_save(const Learned *learned, const char *office, GError **error);

/* The office's weights.conf, or the table of this program where there is none. CONFIG when the file
 * is not one that learned_save wrote. office may be NULL. */
Weights *weights_load(const char *office, GError **error);
