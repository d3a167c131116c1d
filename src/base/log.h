/* log.h - one line per event on stderr: key=value pairs, no names, addresses or text of letters.
 *
 * Only the pipeline, roles and commands log; stages return errors.
 */
#pragma once

#include <glib.h>

/* Names the role that writes, e.g. "pipeline"; stands first in every line. */
void log_open(const char *role);

/* log_line ("letter=%d stage=%s outcome=%s ms=%d", …) */
void log_line(const char *format, ...) G_GNUC_PRINTF(1, 2);

/* A failure: what happened and the error's message; takes nothing. */
void log_error(const GError *error, const char *format, ...) G_GNUC_PRINTF(2, 3);
