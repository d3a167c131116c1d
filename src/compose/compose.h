/* compose.h - template + model → a mail; and the door, the only way out.
 *
 * A template is a text file in templates/mail: header lines, a blank line, the body; one for each
 * language. HTML and text parts come from the same body through a layout.
 */
#pragma once

#include "archive/archive.h"
#include "store/store.h"

#include <json-glib/json-glib.h>

/* Mustache (the mandatory spec, no lambdas). escape_html: {{x}} is HTML-escaped. missing (of char,
 * may be NULL) collects names of variables the model does not have. NULL with REFUSED on a
 * malformed template, saying where. */
char *mustache_render(const char *template_text, JsonNode *model, GHashTable *partials,
    bool escape_html, GPtrArray *missing, GError **error);

typedef struct Compose Compose;

/* Loads the templates once; folder NULL: beside the program or where it was installed. */
Compose *compose_open(const Config *config, const char *folder, GError **error);
void compose_close(Compose *compose);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Compose, compose_close)

/* What wants to leave. */
typedef struct Departure {
    const Letter *letter; /* answered; NULL when it answers none */
    gint64 request_id, party_id;
    const char *purpose;   /* "acknowledgement" */
    const char *template_; /* name without language, e.g. "acknowledgement-full" */
    const char *language;  /* "ar" or "en" */
    const char *recipient;
    bool automatic;        /* RFC 3834 headers, null envelope sender */
    JsonNode *model;
} Departure;

typedef enum {
    DOOR_OPEN,
    DOOR_AUTOMATIC_MAIL, /* the letter was not from a person */
    DOOR_NO_ADDRESS,     /* no address one could answer, or a malformed one */
    DOOR_OURSELVES,
    DOOR_UNAUTHENTICATED, /* the letter's authentication failed */
    DOOR_CAP,             /* enough was said to this address for now */
    DOOR_DISCLOSURE,      /* detail to an address that is not on the record */
    DOOR_QUIET,           /* old post */
    DOOR_LOOP,
} DoorVerdict;
const char *door_verdict_name(DoorVerdict verdict);

/* Whether it may leave, and why not. Reads the store. */
DoorVerdict door_ask(const Config *config, Store *store, const Departure *departure);

/* The finished mail as an outbox row to put; frozen recipient, bytes and Message-ID. REFUSED names
 * an unknown variable. The door must have been asked. */
Outgoing *compose_mail(Compose *compose, const Departure *departure, GError **error);

/* ---- references: what we put into mails and know again (reference.c) ---- */

/* The office's own key, secrets/reference.key: made once, read once per process. */
typedef struct ReferenceKey {
    guint8 bytes[32];
} ReferenceKey;
bool reference_key_make(const char *office, GError **error);
bool reference_key_load(const char *office, ReferenceKey *key, GError **error);

/* The signed token (BLAKE2b, keyed) in our Message-IDs and reply addresses, naming letter and
 * request: lower-case base32. */
char *reference_token(const ReferenceKey *key, gint64 letter_id, gint64 request_id);
/* Finds the token in a Message-ID or address; false when there is none or it is forged. */
bool reference_read(const ReferenceKey *key, const char *message_id_or_address,
    gint64 *letter_id, gint64 *request_id);
