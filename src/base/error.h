/* error.h - the one error domain: its codes say what the caller does next. */
#pragma once

#include <glib.h>

typedef enum {
    DIWAN_ERROR_RETRY,   /* may pass later: network, disk full, busy database */
    DIWAN_ERROR_REFUSED, /* will never pass with this input */
    DIWAN_ERROR_CONFIG,  /* a person must change a setting or install something */
} DiwanError;

#define DIWAN_ERROR (diwan_error_quark())
GQuark diwan_error_quark(void);

/* What became of one letter in one stage, one delivery, one command input. */
typedef enum {
    OUTCOME_DONE,
    OUTCOME_HOLD,    /* a person decides */
    OUTCOME_RETRY,   /* later, by itself */
    OUTCOME_REFUSED, /* never */
} Outcome;

/* "done", "hold", "retry", "refused". */
const char *outcome_name(Outcome outcome);

/* Sets error to code with the text of errno appended: "cannot open '…': No such file".
 * Always returns false, so that a caller can `return error_errno (…)`. ENOSPC, EIO, EAGAIN,
 * EMFILE and the like are RETRY whatever the code given. */
gboolean error_from_errno(GError **error, DiwanError code, const char *format, ...)
    G_GNUC_PRINTF(3, 4);
