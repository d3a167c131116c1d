/* address.c - which addresses may stand in a header or an SMTP command.
 *
 * Stricter than RFC 5321: quoted local parts, comments, literals and non-ASCII addresses are not
 * answered, because whatever passes here is put into mails and commands as it is.
 */
#include "compose/compose.h"

#include <string.h>

enum { MOST_ADDRESS = 254, MOST_LOCAL = 64, MOST_LABEL = 63 };

/* dot-atom of RFC 5322, section 3.2.3. */
static bool
is_local(const char *local, gsize length)
{
    if (length == 0 || length > MOST_LOCAL || local[0] == '.' || local[length - 1] == '.')
        return false;
    for (gsize i = 0; i < length; i++) {
        if (!g_ascii_isalnum(local[i]) &&
            strchr("!#$%&'*+/=?^_`{|}~-.", local[i]) == NULL)
            return false;
        if (local[i] == '.' && local[i + 1] == '.')
            return false;
    }
    return true;
}

static bool
is_domain(const char *domain)
{
    gsize label = 0;
    for (const char *c = domain;; c++) {
        if (*c == '.' || *c == '\0') {
            if (label == 0 || label > MOST_LABEL || c[-1] == '-')
                return false;
            if (*c == '\0')
                return true;
            label = 0;
        } else if (g_ascii_isalnum(*c) || (*c == '-' && label > 0)) {
            label++;
        } else {
            return false;
        }
    }
}

bool
address_is_sound(const char *address)
{
    if (address == NULL || strnlen(address, MOST_ADDRESS + 1) > MOST_ADDRESS)
        return false;
    const char *at = strchr(address, '@');
    return at != NULL && is_local(address, (gsize)(at - address)) && is_domain(at + 1);
}

char *
address_untagged(const char *address)
{
    const char *at = strrchr(address, '@');
    const char *plus = strchr(address, '+');
    if (at == NULL || plus == NULL || plus > at || plus == address)
        return g_strdup(address);
    return g_strdup_printf("%.*s%s", (int)(plus - address), address, at);
}
