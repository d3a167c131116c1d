/* json_line.c - what a command prints with --json: one object on a line. */
#include "commands/json_line.h"

#include "base/base.h"

#include <stdio.h>

void
json_line_text(JsonBuilder *json, const char *name, const char *text)
{
    json_builder_set_member_name(json, name);
    if (text != NULL)
        json_builder_add_string_value(json, text);
    else
        json_builder_add_null_value(json);
}

void
json_line_number(JsonBuilder *json, const char *name, gint64 number)
{
    json_builder_set_member_name(json, name);
    json_builder_add_int_value(json, number);
}

void
json_line_fraction(JsonBuilder *json, const char *name, double fraction)
{
    json_builder_set_member_name(json, name);
    json_builder_add_double_value(json, fraction);
}

void
json_line_instant(JsonBuilder *json, const char *name, gint64 instant_ms)
{
    g_autofree char *text = instant_ms != 0 ? clock_rfc3339(instant_ms) : NULL;
    json_line_text(json, name, text);
}

void
json_line_print(JsonBuilder *json)
{
    g_autoptr(JsonNode) root = json_builder_get_root(json);
    g_autofree char *line = json_to_string(root, FALSE);
    puts(line);
}
