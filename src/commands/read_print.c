/* read_print.c - what pages say, as JSON and as text. */
#include "commands/read.h"

#include <json-glib/json-glib.h>
#include <stdio.h>

static void
json_text(JsonBuilder *json, const char *name, const char *value)
{
    json_builder_set_member_name(json, name);
    json_builder_add_string_value(json, value != NULL ? value : "");
}

static void
json_int(JsonBuilder *json, const char *name, int value)
{
    json_builder_set_member_name(json, name);
    json_builder_add_int_value(json, value);
}

static void
json_double(JsonBuilder *json, const char *name, double value)
{
    json_builder_set_member_name(json, name);
    json_builder_add_double_value(json, value);
}

static void
json_words(JsonBuilder *json, const GPtrArray *words)
{
    json_builder_set_member_name(json, "words");
    json_builder_begin_array(json);
    for (guint i = 0; i < words->len; i++) {
        const Word *word = g_ptr_array_index(words, i);
        json_builder_begin_object(json);
        json_text(json, "text", word->text);
        json_int(json, "x", word->x);
        json_int(json, "y", word->y);
        json_int(json, "width", word->width);
        json_int(json, "height", word->height);
        json_int(json, "confidence", word->confidence);
        json_builder_end_object(json);
    }
    json_builder_end_array(json);
}

static void
json_codes(JsonBuilder *json, const GPtrArray *codes)
{
    json_builder_set_member_name(json, "codes");
    json_builder_begin_array(json);
    for (guint i = 0; i < codes->len; i++) {
        const Code *code = g_ptr_array_index(codes, i);
        json_builder_begin_object(json);
        json_text(json, "type", code->type);
        json_text(json, "text", code->text);
        json_builder_end_object(json);
    }
    json_builder_end_array(json);
}

static void
json_form(JsonBuilder *json, const FormReading *form)
{
    json_builder_set_member_name(json, "form");
    json_builder_begin_object(json);
    json_text(json, "name", form->name);
    json_int(json, "version", form->version);
    if (form->token != NULL) {
        json_text(json, "token", form->token);
    }
    json_builder_set_member_name(json, "fields");
    json_builder_begin_array(json);
    for (guint i = 0; i < form->fields->len; i++) {
        const FormField *field = g_ptr_array_index(form->fields, i);
        const int box[] = {field->x, field->y, field->width, field->height};
        json_builder_begin_object(json);
        json_text(json, "name", field->name);
        json_text(json, "value", field->value);
        json_int(json, "confidence", field->confidence);
        json_builder_set_member_name(json, "box");
        json_builder_begin_array(json);
        for (gsize k = 0; k < G_N_ELEMENTS(box); k++) {
            json_builder_add_int_value(json, box[k]);
        }
        json_builder_end_array(json);
        json_builder_end_object(json);
    }
    json_builder_end_array(json);
    json_builder_end_object(json);
}

static void
json_page(JsonBuilder *json, const Reading *reading)
{
    json_builder_begin_object(json);
    json_int(json, "number", reading->number);
    json_int(json, "width", reading->width);
    json_int(json, "height", reading->height);
    json_int(json, "dpi", reading->dpi);
    json_int(json, "rotation", reading->rotation);
    json_double(json, "skew", reading->skew);
    json_text(json, "source", page_source_name(reading->source));
    json_text(json, "text", reading->text);
    json_double(json, "confidence", reading->confidence);
    json_builder_set_member_name(json, "legible");
    json_builder_add_boolean_value(json, reading->legible);
    json_words(json, reading->words);
    json_codes(json, reading->codes);
    if (reading->form != NULL) {
        json_form(json, reading->form);
    }
    if (reading->trouble != NULL) {
        json_text(json, "trouble", reading->trouble);
    }
    json_builder_end_object(json);
}

void
read_print_json(
    const char *file, const GPtrArray *pages, const char *trouble, double seconds)
{
    g_autoptr(JsonBuilder) json = json_builder_new();
    g_autofree char *name = g_filename_display_name(file);
    json_builder_begin_object(json);
    json_text(json, "file", name);
    json_builder_set_member_name(json, "pages");
    json_builder_begin_array(json);
    for (guint i = 0; i < pages->len; i++) {
        json_page(json, g_ptr_array_index(pages, i));
    }
    json_builder_end_array(json);
    if (trouble != NULL) {
        json_text(json, "trouble", trouble);
    }
    json_double(json, "seconds", seconds);
    json_builder_end_object(json);
    g_autoptr(JsonNode) root = json_builder_get_root(json);
    g_autofree char *line = json_to_string(root, FALSE);
    puts(line);
}

void
read_print_text(const GPtrArray *pages)
{
    for (guint i = 0; i < pages->len; i++) {
        const Reading *reading = g_ptr_array_index(pages, i);
        printf("%s%s\n", i > 0 ? "\f" : "", reading->text);
        for (guint k = 0; k < reading->codes->len; k++) {
            const Code *code = g_ptr_array_index(reading->codes, k);
            printf("[%s] %s\n", code->type, code->text);
        }
    }
}
