/* which.h - the request a matched letter continues. */
#pragma once

#include "filing/kinds.h"

enum { MOST_REFERENCES = 32 };

/* What a letter says of its request, before the store is asked. */
typedef struct Plan {
    const Kind *kind;
    KindGuess guess;       /* kind is this one's, or `other` where it is not sure */
    GPtrArray *documents;  /* of char, borrowed from kinds: what seems to be enclosed */
    GPtrArray *numbers;    /* of char, owned: register numbers it quotes */
    GPtrArray *references; /* of char, owned: Message-IDs it answers, nearest first */
    SurveyReply survey;    /* rating 0: it answers none */
} Plan;

/* id 0: it opens one; ended_id then is the ended request of the same party that it follows, or 0. A request
 * that it continues is due to be looked at (request_followed). Inside the transaction that files it. */
bool which_request(const Desk *desk, const ReferenceKey *key, const Letter *letter,
    const Plan *plan, gint64 *id, gint64 *ended_id, GError **error);
