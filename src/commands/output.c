/* output.c - JSON objects, one a line, and how lists are printed for people. */
#include "commands/output.h"

#include "base/base.h"
#include "language/language.h"

#include <stdio.h>
#include <string.h>

enum { RIYADH_OFFSET_MINUTES = 3 * 60 };

void
output_json(JsonBuilder *builder)
{
    g_autoptr(JsonGenerator) generator = json_generator_new();
    JsonNode *root = json_builder_get_root(builder);
    json_generator_set_root(generator, root);
    g_autofree char *line = json_generator_to_data(generator, NULL);
    puts(line);
    json_node_unref(root);
}

void
output_text(JsonBuilder *builder, const char *name, const char *value)
{
    json_builder_set_member_name(builder, name);
    if (value)
        json_builder_add_string_value(builder, value);
    else
        json_builder_add_null_value(builder);
}

void
output_int(JsonBuilder *builder, const char *name, gint64 value)
{
    json_builder_set_member_name(builder, name);
    json_builder_add_int_value(builder, value);
}

void
output_bool(JsonBuilder *builder, const char *name, bool value)
{
    json_builder_set_member_name(builder, name);
    json_builder_add_boolean_value(builder, value);
}

void
output_instant(JsonBuilder *builder, const char *name, gint64 instant_ms)
{
    g_autofree char *text = instant_ms ? clock_rfc3339(instant_ms) : NULL;
    output_text(builder, name, text);
}

char *
output_age(gint64 instant_ms)
{
    if (instant_ms == 0)
        return g_strdup("-");
    gint64 seconds = MAX(0, (clock_now_ms() - instant_ms) / 1000);
    if (seconds < 120)
        return g_strdup_printf("%" G_GINT64_FORMAT " s", seconds);
    if (seconds < 2 * 3600)
        return g_strdup_printf("%" G_GINT64_FORMAT " min", seconds / 60);
    if (seconds < 48 * 3600)
        return g_strdup_printf("%" G_GINT64_FORMAT " h", seconds / 3600);
    return g_strdup_printf("%" G_GINT64_FORMAT " d", seconds / 86400);
}

char *
output_days(gint64 instant_ms)
{
    if (instant_ms == 0)
        return g_strdup("-");
    g_autofree char *hijri = day_hijri_short(instant_ms);
    g_autofree char *gregorian = day_gregorian_short(instant_ms);
    g_autofree char *riyadh = clock_rfc3339_offset(instant_ms, RIYADH_OFFSET_MINUTES);
    return g_strdup_printf(
        "%s %s %.5s", hijri, gregorian, riyadh + strlen("2026-11-22T"));
}
