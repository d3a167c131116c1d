/* form.c - `diwan form OUT.pdf`: the office's forms, empty, to be given away and sent back filled. */
#include "commands/commands.h"
#include "commands/output.h"
#include "compose/compose.h"
#include "language/language.h"
#include "paper/paper.h"

#include <stdio.h>
#include <string.h>

/* The signed token that brings the filled form to its request; NULL without an error: none wanted. */
static char *
token_of(Diwan *diwan, const char *number, GError **error)
{
    ReferenceKey key;
    if (number == NULL)
        return NULL;
    g_autofree char *canonical = register_number_parse(number);
    gint64 id = canonical != NULL ? store_request_by_number(diwan->store, canonical) : 0;
    if (id == 0) {
        g_set_error(
            error, DIWAN_ERROR, DIWAN_ERROR_REFUSED, "there is no request '%s'", number);
        return NULL;
    }
    if (!reference_key_load(diwan->config->office, &key, error))
        return NULL;
    return reference_token(&key, 0, id);
}

static bool
form_write(Diwan *diwan, const PaperForm *form, const char *request, const char *path,
    GError **error)
{
    const Config *config = diwan->config;
    g_autofree char *token = token_of(diwan, request, error);
    g_autofree char *phone =
        config->phone != NULL ? g_strdup_printf("هاتف %s", config->phone) : NULL;
    if (request != NULL && token == NULL)
        return false;
    g_autoptr(GBytes) pdf =
        paper_form(form, config->office_name != NULL ? config->office_name : "", phone,
            token, clock_now_ms(), error);
    gsize length = 0;
    const void *bytes = pdf != NULL ? g_bytes_get_data(pdf, &length) : NULL;
    return pdf != NULL && file_write(path, bytes, length, 0644, error);
}

/* What it holds and where, in millimetres from the sheet's top left corner. */
static void
form_print(const PaperForm *form)
{
    static const char *const kinds[] = {"digits", "text", "tick", "ink"};
    g_autoptr(JsonBuilder) json = json_builder_new();
    json_builder_begin_object(json);
    output_text(json, "form", form->name);
    output_int(json, "version", form->version);
    json_builder_set_member_name(json, "fields");
    json_builder_begin_array(json);
    for (guint i = 0; i < form->n; i++) {
        const PaperField *field = &form->fields[i];
        const double box[] = {field->x, field->y, field->width, field->height};
        json_builder_begin_object(json);
        output_text(json, "name", field->name);
        output_text(json, "kind", kinds[field->kind]);
        output_int(json, "cells", field->cells);
        json_builder_set_member_name(json, "box");
        json_builder_begin_array(json);
        for (gsize k = 0; k < G_N_ELEMENTS(box); k++)
            json_builder_add_double_value(json, box[k]);
        json_builder_end_array(json);
        json_builder_end_object(json);
    }
    json_builder_end_array(json);
    json_builder_end_object(json);
    output_json(json);
}

int
command_form(Diwan *diwan, int argc, char **argv)
{
    gboolean as_json = FALSE;
    g_autofree char *request = NULL, *name = NULL;
    const GOptionEntry entries[] = {{"form", 0, 0, G_OPTION_ARG_STRING, &name,
                                        "which form (support-request)", "NAME"},
        {"request", 0, 0, G_OPTION_ARG_STRING, &request,
            "its QR code brings the filled form to this request", "NUMBER"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &as_json, "one JSON object", NULL},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL}};
    if (!command_options(entries, "OUT.pdf",
            "Writes an empty form: to be filled on paper, sent back, and read field by "
            "field "
            "with `diwan read --json`.",
            "diwan form support-request.pdf --request 3/1448/000012/6", &argc, &argv))
        return EXIT_USAGE;
    const PaperForm *form = paper_form_find(name != NULL ? name : "support-request", 0);
    if (argc != 2 || form == NULL) {
        fputs(argc != 2 ? "diwan form: name one file to write\n"
                        : "diwan form: there is no such form; support-request is one\n",
            stderr);
        return EXIT_USAGE;
    }
    g_autoptr(GError) error = NULL;
    if (form_write(diwan, form, request, argv[1], &error)) {
        if (as_json)
            form_print(form);
        return EXIT_DONE;
    }
    command_error(error);
    return error->code == DIWAN_ERROR_CONFIG ? EXIT_USAGE : EXIT_REFUSED;
}
