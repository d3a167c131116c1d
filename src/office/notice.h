/* notice.h - a notice being composed. Private to office/. */
#pragma once

#include "office/inside.h"

/* What one notice needs to be composed. */
typedef struct Draft {
    Request *request;
    Party *party;
    const char *language;
    JsonNode *model;
    char *address;         /* postal: it goes on paper; NULL: by mail */
    Letter *last;          /* of the party's mails about the request; NULL: none */
    GPtrArray *references; /* of char: of that mail */
} Draft;

void draft_clear(Draft *draft);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Draft, draft_clear)

/* Makes its model, as templates/mail/models.conf names what it speaks of. False without error: there is nothing
 * (left) to tell. */
bool notice_fill(const Desk *desk, const Notice *notice, Draft *draft, GError **error);
