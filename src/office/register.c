/* register.c - the next number of a register, entered together with what bears it. */
#include "language/language.h"
#include "office/office.h"

bool
register_number_take(Store *store, CalendarKind calendar, int kind, gint64 instant_ms,
    gint64 letter_id, gint64 request_id, char **number, GError **error)
{
    int year = calendar == CALENDAR_HIJRI ? day_hijri(instant_ms).year
                                          : day_gregorian(instant_ms).year;
    gint64 serial = 0;
    if (!store_register_next(store, kind, year, &serial, error))
        return false;
    g_autofree char *formatted = register_number_format(kind, year, serial);
    if (!store_register_enter(store, formatted, kind, year, serial, instant_ms, letter_id,
            request_id, error))
        return false;
    *number = g_steal_pointer(&formatted);
    return true;
}

bool
register_number_once(const Config *config, Store *store, int kind, gint64 instant_ms,
    gint64 request_id, NumberNote note, gint64 bearer_id, char **number, GError **error)
{
    g_autofree char *given = NULL;
    if (*number != NULL)
        return true;
    if (!store_begin(store, error))
        return false;
    if (register_number_take(
            store, config->calendar, kind, instant_ms, 0, request_id, &given, error) &&
        note(store, bearer_id, given, error) && store_commit(store, error)) {
        *number = g_steal_pointer(&given);
        return true;
    }
    store_rollback(store);
    return false;
}
