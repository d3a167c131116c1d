/* office_rules.h - what kinds.conf says of a request's life. A section of office.h, which includes it. */
#pragma once

#include "base/base.h"

/* Keys of a kind in kinds.conf that are the office's, not filing's. */
#define KIND_LIFE_KEYS \
    "machine", "target", "committee", "documents", "optional", "fields", "enclosures"

typedef enum {
    MOVE_REASON = 1 << 0, /* a reason is kept with it */
    MOVE_COMPLETES =
        1 << 1,         /* all documents accepted, all fields confirmed; the days begin */
    MOVE_ASKS = 1 << 2, /* only together with the letter that asks */
    MOVE_EARLY = 1 << 3,    /* before the earliest day a reason is kept with it */
    MOVE_DECIDES = 1 << 4,  /* whoever makes it has decided */
    MOVE_FINAL = 1 << 5,    /* no undo */
    MOVE_OTHERS = 1 << 6,   /* not for those who decided */
    MOVE_NAMED = 1 << 7,    /* only when it was said who is complained of */
    MOVE_MERGES = 1 << 8,   /* into another request of the party */
    MOVE_WINDOW = 1 << 9,   /* within reopen_days of the end */
    MOVE_TELLS = 1 << 10,   /* the applicant is told */
    MOVE_SESSION = 1 << 11, /* made by a session of the committee alone */
    MOVE_ANSWERS =
        1
        << 12, /* a reply that leaves makes it, whoever may write one; by hand a reason is kept
                               with it, unless a reply or a contact of ours stands */
    MOVE_LINKED = 1 << 13, /* only when it was said which request it appeals */
} MoveFlags;

typedef struct Move {
    char *name;
    char **from;
    char *to; /* MOVE_BACK: where it was before it ended */
    char **roles;
    MoveFlags flags;
} Move;
#define MOVE_BACK "@before"

typedef enum {
    LIMIT_NONE,
    LIMIT_TARGET,
    LIMIT_PAUSE,
    LIMIT_DAYS,
    LIMIT_WORKED
} LimitKind;
typedef struct Limit {
    LimitKind kind;
    int n; /* of LIMIT_DAYS and LIMIT_WORKED */
} Limit;

typedef struct Machine {
    char *name;
    GPtrArray *moves;   /* of Move, owned, in the order of the file */
    GHashTable *limits; /* of Limit by state: every state there is */
} Machine;

typedef struct KindRule {
    char *kind;
    const Machine *machine;
    bool committee;   /* days run from completion, by the settings */
    Limit target;     /* of the others: from the day it was opened */
    char **documents; /* required */
    char **optional;
    char **fields;     /* of the party, to be confirmed */
    char **enclosures; /* of the library, with the acknowledgement: "name?" */
    char *first_state;
} KindRule;

typedef struct DocumentRule {
    char *document;
    char *name_ar, *name_en, *why_ar, *why_en, *how_ar, *how_en;
    bool expires; /* the day it expires is asked for */
} DocumentRule;

typedef struct Rules Rules;
/* The same kinds.conf that filing reads; path NULL: the one installed with the program. CONFIG names
 * group and key. */
Rules *rules_load(const char *path, GError **error);
void rules_free(Rules *rules);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Rules, rules_free)

/* NULL: kinds.conf does not know it (any more). */
const KindRule *rules_kind(const Rules *rules, const char *kind);
const DocumentRule *rules_document(const Rules *rules, const char *document);
const char *document_name(const DocumentRule *document, const char *language);

/* The move from a state, by its own name or by the state it leads to; NULL: there is none. */
const Move *
machine_move(const Machine *machine, const char *from, const char *name_or_to);
/* What holds in a state; LIMIT_NONE in one that is unknown. */
Limit machine_limit(const Machine *machine, const char *state);
/* What the acknowledgements of any kind enclose, each name once; of char, owned. */
GPtrArray *rules_enclosures(const Rules *rules);
bool move_is_for(const Move *move, const char *role);
/* Whether the role may do what [acts staff] names: "document", "refer" … */
bool rules_allow(const Rules *rules, const char *act, const char *role);
/* The roles that may, for people: "relations, researcher"; "nobody"; owned by the caller. */
char *rules_who(const Rules *rules, const char *act);

/* Closed, withdrawn or merged. */
bool state_is_over(const char *state);
