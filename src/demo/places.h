/* places.h - where the demonstration's own files lie. */
#pragma once

#include <glib.h>

/* The folder config/NAME ("post-office", "sample"): in the source tree above this program, else
 * where it was installed. Owned by the caller; CONFIG when there is none. */
char *
place_of_config(const char *name, GError **error);
