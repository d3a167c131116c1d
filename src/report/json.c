/* json.c - the report for programs: keys stay the same, whatever the language. */
#include "report/report.h"

#include <math.h>
#include <string.h>

static void
put_value(JsonObject *into, const Figure *figure)
{
    double value = figure->value;
    if (!figure->known)
        json_object_set_null_member(into, figure->key);
    else if (figure->unit == FIGURE_COUNT)
        json_object_set_int_member(into, figure->key, (gint64)value);
    else if (figure->unit == FIGURE_TIME)
        json_object_set_double_member(into, figure->key, value / 1000);
    else
        json_object_set_double_member(into, figure->key, round(value * 1e4) / 1e4);
}

static JsonObject *
section_json(const ReportSection *section)
{
    JsonObject *json = json_object_new();
    for (guint i = 0; i < section->figures->len; i++) {
        const Figure *figure = section->figures->pdata[i];
        JsonObject *into = json;
        if (figure->group != NULL && !json_object_has_member(json, figure->group))
            json_object_set_object_member(json, figure->group, json_object_new());
        if (figure->group != NULL)
            into = json_object_get_object_member(json, figure->group);
        put_value(into, figure);
    }
    return json;
}

JsonNode *
report_json(const Report *report)
{
    JsonObject *json = json_object_new();
    g_autofree char *from = clock_rfc3339(report->from);
    g_autofree char *to = clock_rfc3339(report->to);
    g_autofree char *made_at = clock_rfc3339(report->made_at);
    json_object_set_string_member(json, "from", from);
    json_object_set_string_member(json, "to", to);
    json_object_set_string_member(json, "made_at", made_at);
    for (guint i = 0; i < report->sections->len; i++) {
        const ReportSection *section = report->sections->pdata[i];
        json_object_set_object_member(json, section->key, section_json(section));
    }
    JsonNode *node = json_node_new(JSON_NODE_OBJECT);
    json_node_take_object(node, json);
    return node;
}
