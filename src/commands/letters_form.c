/* letters_form.c - `diwan letters form`: the fields of a form that came back, and a person's word on them. */
#include "commands/letters.h"
#include "commands/output.h"

#include <stdio.h>
#include <string.h>

static void
field_json(JsonBuilder *json, const StoredField *field)
{
    const int box[] = {field->x, field->y, field->width, field->height};
    json_builder_begin_object(json);
    output_text(json, "name", field->name);
    output_text(json, "value", field->value);
    output_text(json, "read", field->read);
    output_int(json, "confidence", field->confidence);
    output_int(json, "page", field->page);
    json_builder_set_member_name(json, "box");
    json_builder_begin_array(json);
    for (guint i = 0; i < G_N_ELEMENTS(box); i++)
        json_builder_add_int_value(json, box[i]);
    json_builder_end_array(json);
    output_text(json, "confirmed_by", field->confirmed_by);
    output_instant(json, "confirmed_at", field->confirmed_at);
    json_builder_end_object(json);
}

static void
form_print(gint64 letter_id, const GPtrArray *fields, bool as_json)
{
    for (guint i = 0; !as_json && i < fields->len; i++) {
        const StoredField *field = fields->pdata[i];
        printf("%-22s %3d  %s%s%s\n", field->name, field->confidence, field->value,
            field->confirmed_by != NULL ? "  confirmed by " : "",
            field->confirmed_by != NULL ? field->confirmed_by : "");
    }
    if (!as_json)
        return;
    const StoredField *first = fields->len > 0 ? fields->pdata[0] : NULL;
    g_autoptr(JsonBuilder) json = json_builder_new();
    json_builder_begin_object(json);
    output_int(json, "letter", letter_id);
    output_text(json, "form", first != NULL ? first->form : NULL);
    output_int(json, "version", first != NULL ? first->version : 0);
    json_builder_set_member_name(json, "fields");
    json_builder_begin_array(json);
    for (guint i = 0; i < fields->len; i++)
        field_json(json, fields->pdata[i]);
    json_builder_end_array(json);
    json_builder_end_object(json);
    output_json(json);
}

/* "mobile=0512345678" or "mobile", which is right as it was read. */
static bool
confirm(Store *store, gint64 letter_id, char **words, const char *by, GError **error)
{
    for (guint i = 0; words[i] != NULL; i++) {
        char *value = strchr(words[i], '=');
        if (value != NULL)
            *value++ = '\0';
        if (!store_form_confirm(store, letter_id, words[i], value, by, error))
            return false;
    }
    return true;
}

int
letters_form(Diwan *diwan, int argc, char **argv)
{
    gboolean as_json = FALSE;
    g_auto(GStrv) confirmed = NULL;
    g_autofree char *by = NULL;
    const GOptionEntry entries[] = {
        {"confirm", 0, 0, G_OPTION_ARG_STRING_ARRAY, &confirmed,
            "the field is right as it was read, or is VALUE; may be given again",
            "NAME[=VALUE]"},
        {"by", 0, 0, G_OPTION_ARG_STRING, &by, "who confirms (a login)", "LOGIN"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &as_json, "one JSON object", NULL},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL}};
    if (!command_options(entries, "LETTER",
            "The fields of a form of ours that came with a letter: as they were read, "
            "and as a "
            "person confirmed them.",
            "diwan letters form 12 --confirm mobile --confirm family_size=6 --by saad",
            &argc, &argv))
        return EXIT_USAGE;
    if (argc != 2 || (confirmed != NULL && !command_knows_who(diwan, by))) {
        fputs("diwan letters form: name one letter, and --by with --confirm\n", stderr);
        return EXIT_USAGE;
    }
    g_autoptr(GError) error = NULL;
    gint64 id = command_letter_named(diwan->store, argv[1]);
    g_autoptr(Letter) letter = store_letter_get(diwan->store, id, &error);
    bool well = letter != NULL &&
                (confirmed == NULL || (command_by(diwan, &by, "field", &error) &&
                                          store_begin(diwan->store, &error)));
    if (well && confirmed != NULL) {
        well = confirm(diwan->store, id, confirmed, by, &error) &&
               store_commit(diwan->store, &error);
        if (!well)
            store_rollback(diwan->store);
    }
    g_autoptr(GPtrArray) fields =
        well ? store_form_of_letter(diwan->store, id, &error) : NULL;
    if (fields != NULL)
        form_print(id, fields, as_json);
    if (error == NULL)
        return EXIT_DONE;
    command_error(error);
    return EXIT_REFUSED;
}
