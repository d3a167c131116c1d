/* office_replies.h - letters that people of the office write in answer to one. A section of office.h, which includes it.
 *
 * A reply is a draft that can be looked at exactly as it will leave; sent, it waits half a minute in
 * which it can be taken back, and is composed by the clock, once, with its outgoing number.
 */
#pragma once

#include "compose/compose.h"
#include "office/office_library.h"
#include "office/office_requests.h"

/* What a person wants to answer with. */
typedef struct ReplyWish {
    gint64 id; /* of the draft that changes; 0: a new one */
    gint64 letter_id;
    const char *template_;
    const char *language; /* NULL: the letter's */
    bool paper;           /* though it could go by mail */
    GHashTable *typed;    /* of char by variable: as a person types it */
    const char
        *enclosures; /* of the library, `;` between, besides the template's; NULL */
} ReplyWish;

/* The purposes a person answers for; NULL-terminated. */
extern const char *const reply_purposes[];
/* The templates of such a purpose: of char, owned; and which purpose one has (NULL: none of them). */
GPtrArray *reply_templates(Compose *compose);
const char *reply_purpose(Compose *compose, const char *template_);
/* What a template of such a purpose asks its writer for: of Blank, owned. */
GPtrArray *reply_blanks(Compose *compose, const char *purpose);

/* Keeps a draft; id is its. REFUSED when the letter is nobody's, the role may not write, or the person is
 * barred from the request; what is still missing is told by reply_look. */
bool reply_draft(const Desk *desk, Compose *compose, const ReplyWish *wish,
    const Act *act, gint64 *id, GError **error);

/* A reply as it would leave now. */
typedef struct ReplyLook {
    StaffReply *reply;
    Letter *letter;
    Party *party;
    char *recipient; /* a mail's; NULL: it goes on paper */
    char *address;   /* a letter's, lines; NULL: it goes by mail */
    Rendered words;  /* cleared where trouble is set */
    Enclosed enclosed;
    GError *trouble; /* why it cannot leave as it stands; NULL: it can */
    gint64 newer;    /* a letter of the party that came since it was written; 0: none */
} ReplyLook;
void reply_look_clear(ReplyLook *look);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ReplyLook, reply_look_clear)
bool reply_look(
    const Desk *desk, Compose *compose, gint64 id, ReplyLook *look, GError **error);
/* The letter on paper as it would be printed, without its number; NULL with REFUSED: it cannot leave. */
GBytes *reply_print(const Desk *desk, Compose *compose, gint64 id, GError **error);

/* Sends a draft. seen: the newest letter its writer has looked at (0: none since it was written); a newer
 * one stops it. REFUSED says all that is missing. */
bool reply_send(const Desk *desk, Compose *compose, gint64 id, gint64 seen,
    const Act *act, GError **error);
/* A reply that was sent is a draft again, while it has not left; a draft is given up. */
bool reply_recall(const Desk *desk, gint64 id, const Act *act, GError **error);
bool reply_drop(const Desk *desk, gint64 id, const Act *act, GError **error);

/* Composes replies that are due and puts them into the outbox or to the post, each once (reply_leave.c).
 * What cannot leave goes back to its writer with the reason; sent counts. */
bool
replies_leave(const Desk *desk, Compose *compose, gint64 now, int *sent, GError **error);
