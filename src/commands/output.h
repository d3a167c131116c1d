/* output.h - JSON objects, one a line, and how lists are printed for people. */
#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>
#include <stdbool.h>

/* Prints the builder's value on one line of stdout. */
void output_json(JsonBuilder *builder);

/* Members; a NULL text is a JSON null, an instant of 0 too. */
void output_text(JsonBuilder *builder, const char *name, const char *value);
void output_int(JsonBuilder *builder, const char *name, gint64 value);
void output_bool(JsonBuilder *builder, const char *name, bool value);
void output_instant(JsonBuilder *builder, const char *name, gint64 instant_ms);

/* "3 s", "12 min", "5 h", "9 d": how long ago. Owned by the caller; "-" for 0. */
char *output_age(gint64 instant_ms);

/* An instant's day in both calendars and its time in Riyadh, "1448/06/12 2026/11/22 23:16". Owned by the
 * caller; "-" for 0. */
char *output_days(gint64 instant_ms);
