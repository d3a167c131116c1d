/* web.h - the staff's window: login, queue, letter, hold list, health. Works without JavaScript.
 */
#pragma once

#include "diwan.h"

/* Serves config->listen until *stop is set. CONFIG when the address cannot be had. */
bool web_serve(Diwan *diwan, volatile int *stop, GError **error);
