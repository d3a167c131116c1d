/* json_line.h - what a command prints with --json: one object on a line. */
#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>

/* Members of the object being built; text may be NULL. */
void json_line_text(JsonBuilder *json, const char *name, const char *text);
void json_line_number(JsonBuilder *json, const char *name, gint64 number);
void json_line_fraction(JsonBuilder *json, const char *name, double fraction);
/* RFC 3339; null when there is none (0). */
void json_line_instant(JsonBuilder *json, const char *name, gint64 instant_ms);

/* Prints the built object on standard output. */
void json_line_print(JsonBuilder *json);
