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

/* Subject and plain text of a mail this office wrote; false when it is none. Owned by the caller. */
bool mail_words(GBytes *mail, char **subject, char **text);
