/* rules.h - the rules of kinds.conf as they are kept. Private to office/. */
#pragma once

#include "office/office_rules.h"

struct Rules {
    GHashTable *kinds;     /* of KindRule by kind */
    GHashTable *machines;  /* of Machine by name */
    GHashTable *documents; /* of DocumentRule */
    GHashTable *acts;      /* of char ** (roles) */
};

/* Empty ones, to be filled. */
Rules *rules_new(void);
void move_free(Move *move);
