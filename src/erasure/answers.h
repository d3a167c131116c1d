/* answers.h - answers to the survey that a person mailed. Private to erasure/. */
#pragma once

#include "erasure/erasure.h"

/* Letters whose rows have nobody's name, and whose files name an address of theirs; of gint64. */
GArray *answers_find(Store *store, Archive *archive, gint64 party_id, GError **error);
