/* books.h - what the office's books and the applicants' mailboxes say about the sample's letters.
 */
#pragma once

#include "demo/post_office.h"
#include "demo/sample.h"
#include "store/store.h"

/* A mail found in an applicant's mailbox. */
typedef struct SeenMail {
    char *mailbox;
    char *subject; /* decoded */
    Ack *ack;
} SeenMail;

typedef struct Books {
    Store *store;          /* borrowed */
    GPtrArray *seen;       /* of SeenMail, owned */
    GHashTable *last_uids; /* mailbox → GUINT; mailboxes borrowed from the sample */

    /* as last read */
    int taken, parsed, read, pages, matched;
    int resting; /* letters on which nothing is due */
    int opened, continued;
    GHashTable *holds; /* reason → GINT count; reasons are constants */
    OutboxDepth outbox;
    int strays; /* mails seen that answer no letter of the sample */
} Books;
Books *books_new(Store *store);
void books_free(Books *books);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Books, books_free)

/* Reads the office's database: sets found, letter_id and numbers of every letter, and the
 * counts. */
bool books_read(Books *books, Sample *sample, GError **error);

/* Looks into the mailboxes for answers; all: also where none is awaited. Call books_read after
 * it. */
bool books_look(Books *books, const PostOffice *office, const Sample *sample, bool all,
    GError **error);

/* Answers the office says it gave, and that are not seen in their mailbox yet. */
int books_awaited(const Sample *sample);
