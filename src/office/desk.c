/* desk.c - what every act of the office goes by: its settings, rules and working days. */
#include "office/office.h"

Desk *
desk_open(const Config *config, Store *store, GError **error)
{
    g_autoptr(Desk) desk = g_new0(Desk, 1);
    desk->config = config;
    desk->store = store;
    if ((desk->rules = rules_load(NULL, error)) == NULL ||
        (desk->days = working_days_load(&config->requests, error)) == NULL)
        return NULL;
    return g_steal_pointer(&desk);
}

void
desk_close(Desk *desk)
{
    if (desk == NULL)
        return;
    rules_free(desk->rules);
    working_days_free(desk->days);
    g_free(desk);
}
