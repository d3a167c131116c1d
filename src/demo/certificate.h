/* certificate.h - a certificate authority made for the occasion, and a server's certificate. */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Makes an authority whose key is forgotten at once, and with it a certificate for localhost and
 * 127.0.0.1, good for thirty days. PEM; the server's key is written with mode 0600. */
bool certificate_make(const char *ca_path, const char *certificate_path,
    const char *key_path, GError **error);
