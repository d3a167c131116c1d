/* inside.h - what the files of compose/ share about a composer that is open. Private to compose/. */
#pragma once

#include "compose/template.h"

struct Compose {
    const Config *config;
    ReferenceKey key;
    GHashTable *templates;
};

/* In the letter's language where the office has a name in it; never NULL. */
const char *office_name(const Config *config, const char *language);

/* Subject and plain text of a mail this office wrote; false when it is none. Owned by the caller. */
bool mail_words(GBytes *mail, char **subject, char **text);
