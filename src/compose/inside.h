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
