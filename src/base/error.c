/* error.c - the error domain and the words for outcomes.
 *
 * What errno says about the future overrules what the caller thought: a full disk or too many
 * open files pass by themselves, so they are never reported as final.
 */
#include "base/error.h"

#include <errno.h>

GQuark
diwan_error_quark(void)
{
    return g_quark_from_static_string("diwan-error");
}

const char *
outcome_name(Outcome outcome)
{
    static const char *const names[] = {"done", "hold", "retry", "refused"};
    g_assert((guint)outcome < G_N_ELEMENTS(names));
    return names[outcome];
}

static gboolean
passes_later(int number)
{
    switch (number) {
    case ENOSPC:
    case EDQUOT:
    case EIO:
    case EAGAIN:
    case EINTR:
    case EMFILE:
    case ENFILE:
    case ENOMEM:
    case EBUSY:
    case ETXTBSY:
    case EDEADLK:
    case ENOLCK:
    case ENOBUFS:
    case ESTALE:
    case ETIMEDOUT:
    case ECONNREFUSED:
    case ECONNRESET:
    case ECONNABORTED:
    case EPIPE:
    case ENETDOWN:
    case ENETUNREACH:
    case EHOSTUNREACH:
        return TRUE;
    default:
        return FALSE;
    }
}

gboolean
error_from_errno(GError **error, DiwanError code, const char *format, ...)
{
    int number = errno;
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *what = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error(error, DIWAN_ERROR, passes_later(number) ? DIWAN_ERROR_RETRY : code,
        "%s: %s", what, g_strerror(number));
    return FALSE;
}
