/* inside.h - what the files of compose/ share about a composer that is open. Private to compose/. */
#pragma once

#include "compose/models.h"
#include "compose/template.h"

struct Compose {
    const Config *config;
    ReferenceKey key;
    Templates *templates;
    Models *models;
};

/* In the letter's language where the office has a name in it; never NULL. */
const char *office_name(const Config *config, const char *language);

/* For the purpose, in the language; REFUSED says what there is not. */
const MailTemplate *
compose_template(Compose *compose, const Departure *departure, GError **error);

/* Whether every document goes with it that its template does not go without; REFUSED names one. */
bool compose_is_complete(Compose *compose, const Departure *departure, GError **error);

/* ---- on paper (paper.c) ---- */

/* A letter of paper with what stands on it; whose it is is the caller's to set. */
PostLetter *
post_new(Compose *compose, const char *language, const Postal *postal, int enclosures,
    const char *subject, const char *body, const char *token, GError **error);
/* The same for the same letter, purpose and recipient; a letter that answers none is told from its
 * like by its day. */
char *post_message_id(const char *token, const char *purpose, const Postal *postal);
