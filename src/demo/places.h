/* places.h - where the demonstration's own files lie, and free ports. */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* The folder config/NAME ("post-office", "sample"): in the source tree above this program, else
 * where it was installed. Owned by the caller; CONFIG when there is none. */
char *place_of_config(const char *name, GError **error);

/* A port of 127.0.0.1 nobody listens on at this moment, below the range the kernel gives to
 * outgoing connections. wanted is taken when it is free; 0: any. */
int port_draw(int wanted);
