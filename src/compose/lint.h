/* lint.h - one template held against models.conf. Private to compose/. */
#pragma once

#include "compose/models.h"
#include "compose/template.h"

/* Adds to findings (of char, owned) a sentence for all that is wrong when the template is filled for
 * the purpose, once each, beginning with where; and to used (a set of char) what it speaks of that
 * not every letter knows. */
void lint_purpose(GPtrArray *findings, const Models *models, const char *where,
    const MailTemplate *template_, const char *purpose, GHashTable *used);
