/* reply.h - a reply made ready, for looking at it and for its leaving. Private to office/. */
#pragma once

#include "office/inside.h"

typedef struct Ready {
    StaffReply *reply;
    Letter *letter;
    Party *party;
    Request *request; /* NULL: it stands on none */
    char *signer;
    char *role;                /* its writer's; NULL: they work here no more */
    char *recipient, *address; /* one of them */
    char *occasion;
    GPtrArray *references; /* of char, owned */
    Enclosed enclosed;
    JsonNode *model;
    Departure departure; /* borrows from all the above */
} Ready;
void ready_clear(Ready *ready);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Ready, ready_clear)

/* Reads what a reply is about. */
bool ready_read(Ready *ready, const Desk *desk, gint64 id, GError **error);
/* Whether the letter is one a person is answered, and the reply's: of the same party and request. */
bool ready_is_answer(const StaffReply *reply, const Letter *letter, GError **error);
bool letter_is_answerable(const Letter *letter, GError **error);
/* Asks all that must hold before it leaves, and makes its departure; number NULL: none was given yet. */
bool ready_make(
    Ready *ready, const Desk *desk, Compose *compose, const char *number, GError **error);
/* With its leaving: the moves of its request that it makes by itself (reply_moves.c). */
bool ready_moves(const Ready *ready, const Desk *desk, gint64 now, GError **error);
/* The letter on paper. */
PostLetter *ready_post(
    const Ready *ready, Compose *compose, const char *number, gint64 now, GError **error);
