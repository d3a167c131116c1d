/* dial.h - a TCP connection to a host, by any of its addresses. */
#pragma once

#include <glib.h>

/* Tries every address of host, each for a share of the time until ticks. A socket that does not
 * block, closed by the caller; -1 with RETRY. */
int dial_host(const char *host, int port, gint64 until, GError **error);
