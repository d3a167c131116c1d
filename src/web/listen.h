/* listen.h - the socket the window is served on. Private to web/. */
#pragma once

#include "base/base.h"

/* A listening socket; -1 and CONFIG when the address cannot be had, or is open to others without
 * tls. address (owned by the caller) is what people open: "http://127.0.0.1:8480/". */
int listen_open(const char *listen_to, bool tls, char **address, GError **error);
