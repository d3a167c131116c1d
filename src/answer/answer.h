/* answer.h - what is said by itself to a letter: a full or a neutral acknowledgement, or nothing.
 */
#pragma once

#include "office/office.h"

/* The stage: claimed letters of state FILED → ANSWERED. Composes what filing made due, outside any
 * transaction, then commits outbox rows and states together. */
bool answer_letters(const Config *config, const Rules *rules, Store *store,
    Compose *compose, GPtrArray *letters, GError **error);
