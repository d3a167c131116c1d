/* webform.c - mails that a web form wrote: the website's, the assistance and the volunteer service.
 *
 * A form is known by its configured sender. What was filled in stands as "field: value" lines, as the
 * rows of an HTML table, or as a JSON file; labels are compared folded, so that ة/ه and أ/ا do not matter.
 * Who writes is the person whose address stands in the fields, never the sender of the mail.
 */
#include <string.h>

#include "base/base.h"
#include "language/language.h"
#include "parse/inside.h"

enum {
    FIELDS_MOST = 100,
    LABEL_MOST_BYTES = 200,
    VALUE_MOST_BYTES = 16 * 1024,
};

static const char PARTING[] = "\x1F"; /* between the values of an encoded form */

/* ---- a form's description, as it travels to the locked room ---- */

char **
web_forms_encode(const Config *config)
{
    GPtrArray *all = g_ptr_array_new();
    for (guint i = 0; config != NULL && i < config->forms->len; i++) {
        const FormConfig *form = config->forms->pdata[i];
        g_autofree char *from = g_strjoinv(";", form->from);
        g_autoptr(GString) text = g_string_new(form->name);
        g_string_append_printf(text, "%s%s%s%s", PARTING, from, PARTING, form->layout);
        for (gsize k = 0; k < G_N_ELEMENTS(form->labels); k++)
            g_string_append_printf(text, "%s%s", PARTING, form->labels[k]);
        g_ptr_array_add(all, g_strdup(text->str));
    }
    g_ptr_array_add(all, NULL);
    return (char **)g_ptr_array_free(all, false);
}

typedef struct WebForm {
    char *name, *layout;
    char **from;
    char **labels[FORM_FIELDS]; /* folded */
} WebForm;

static void
web_form_clear(WebForm *form)
{
    g_free(form->name);
    g_free(form->layout);
    g_strfreev(form->from);
    for (gsize i = 0; i < FORM_FIELDS; i++)
        g_strfreev(form->labels[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(WebForm, web_form_clear)

/* Folded, without what stands around a label: colons, stars, dots, brackets' insides stay. */
static char *
label_fold(const char *label)
{
    g_autofree char *folded = text_fold(label);
    g_strdelimit(folded, ":*._-", ' ');
    g_strstrip(folded);
    g_auto(GStrv) words = g_strsplit(folded, " ", -1);
    GString *plain = g_string_new(NULL);
    for (gsize i = 0; words[i] != NULL; i++)
        if (*words[i] != '\0')
            g_string_append_printf(plain, "%s%s", plain->len > 0 ? " " : "", words[i]);
    return g_string_free(plain, FALSE);
}

static void
web_form_decode(const char *encoded, WebForm *form)
{
    g_auto(GStrv) values = g_strsplit(encoded, PARTING, -1);
    if (g_strv_length(values) != 3 + FORM_FIELDS)
        return;
    form->name = g_strdup(values[0]);
    form->from = g_strsplit(values[1], ";", -1);
    form->layout = g_strdup(values[2]);
    for (gsize i = 0; i < FORM_FIELDS; i++) {
        form->labels[i] = g_strsplit(values[3 + i], ";", -1);
        for (char **label = form->labels[i]; *label != NULL; label++) {
            char *folded = label_fold(*label);
            g_free(*label);
            *label = folded;
        }
    }
}

/* The form whose sender wrote the mail. */
static bool
web_form_find(const Mail *mail, char *const *forms, WebForm *form)
{
    for (; mail->from != NULL && forms != NULL && *forms != NULL; forms++) {
        web_form_decode(*forms, form);
        for (char **from = form->from; from != NULL && *from != NULL; from++)
            if (g_ascii_strcasecmp(*from, mail->from->address) == 0)
                return true;
        web_form_clear(form);
        *form = (WebForm){0};
    }
    return false;
}

bool
web_form_is_sender(const Mail *mail, char *const *forms)
{
    g_auto(WebForm) form = {0};
    return web_form_find(mail, forms, &form);
}

/* ---- fields ---- */

static const char *
field_named(const WebForm *form, const char *label)
{
    g_autofree char *folded = label_fold(label);
    for (gsize i = 0; i < FORM_FIELDS; i++)
        for (char **known = form->labels[i]; known != NULL && *known != NULL; known++)
            if (**known != '\0' && strcmp(*known, folded) == 0)
                return form_field_names[i];
    return NULL;
}

static void
field_add(Mail *mail, const WebForm *form, const char *label, const char *value)
{
    g_autofree char *plain = text_strip_controls(label);
    g_autoptr(GString) shorter = g_string_new(g_strstrip(plain));
    string_shorten(shorter, LABEL_MOST_BYTES);
    g_autoptr(GString) whole = g_string_new(value);
    string_shorten(whole, VALUE_MOST_BYTES);
    g_strstrip(whole->str);
    if (mail->form_fields->len >= FIELDS_MOST || *shorter->str == '\0')
        return;
    const char *name = field_named(form, shorter->str);
    g_ptr_array_add(mail->form_fields,
        web_field_new(name != NULL ? name : "", shorter->str, whole->str));
}

static WebField *
field_last(Mail *mail)
{
    return mail->form_fields->len > 0
               ? mail->form_fields->pdata[mail->form_fields->len - 1]
               : NULL;
}

/* ---- "field: value" ---- */

/* Where the colon or equals sign stands that ends a label, or NULL: a label is short. */
static const char *
label_end(const char *line)
{
    const char *colon = strpbrk(line, ":=\t");
    return colon != NULL && colon > line && colon - line <= LABEL_MOST_BYTES ? colon
                                                                             : NULL;
}

/* A known label begins a field; so does an unknown one in a line of its own kind, "word word: value",
 * outside the message, in which people write colons as well. */
static void
lines_read(Mail *mail, const WebForm *form, const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", 5000);
    for (gsize i = 0; lines[i] != NULL; i++) {
        const char *end = label_end(lines[i]);
        g_autofree char *label =
            end != NULL ? g_strndup(lines[i], (gsize)(end - lines[i])) : g_strdup("");
        WebField *last = field_last(mail);
        bool known = field_named(form, label) != NULL;
        bool in_message = last != NULL && strcmp(last->name, "message") == 0;
        if (known || (end != NULL && last != NULL && !in_message))
            field_add(mail, form, label, end + 1);
        else if (last != NULL && (in_message || *last->value == '\0')) {
            char *more = g_strconcat(
                last->value, *last->value != '\0' ? "\n" : "", lines[i], NULL);
            g_free(last->value);
            last->value = g_strstrip(more);
        }
    }
}

/* ---- rows of a table ---- */

static void
rows_read(Mail *mail, const WebForm *form, const char *html)
{
    g_autoptr(GPtrArray) rows = html_rows(html, strlen(html));
    for (guint i = 0; i < rows->len; i++) {
        char **cells = rows->pdata[i];
        if (g_strv_length(cells) == 2)
            field_add(mail, form, cells[0], cells[1]);
        else if (g_strv_length(cells) == 1 && i + 1 < rows->len &&
                 field_named(form, cells[0]) != NULL &&
                 g_strv_length(rows->pdata[i + 1]) == 1)
            /* The label in a row of its own above the value. */
            field_add(mail, form, cells[0], ((char **)rows->pdata[++i])[0]);
    }
}

/* ---- JSON ---- */

static char *
json_words(JsonNode *node)
{
    if (json_text(node) != NULL)
        return g_strdup(json_text(node));
    return node != NULL && JSON_NODE_HOLDS_VALUE(node) ? json_to_string(node, FALSE)
                                                       : NULL;
}

static void
json_fields(Mail *mail, const WebForm *form, JsonNode *node, int depth)
{
    enum { MOST_DEPTH = 3 };
    JsonNode *each;
    for (guint i = 0; depth < MOST_DEPTH && (each = json_element(node, i)) != NULL; i++)
        json_fields(mail, form, each, depth + 1);
    if (node == NULL || !JSON_NODE_HOLDS_OBJECT(node) || depth >= MOST_DEPTH)
        return;
    /* {"label": …, "value": …}, as many form programs list them. */
    const char *label = json_text(json_member(node, "label"));
    label = label != NULL ? label : json_text(json_member(node, "name"));
    g_autofree char *of_label = json_words(json_member(node, "value"));
    if (label != NULL && of_label != NULL) {
        field_add(mail, form, label, of_label);
        return;
    }
    g_autoptr(GList) names = json_object_get_members(json_node_get_object(node));
    for (GList *name = names; name != NULL; name = name->next) {
        JsonNode *member = json_member(node, name->data);
        g_autofree char *value = json_words(member);
        if (value != NULL)
            field_add(mail, form, name->data, value);
        else
            json_fields(mail, form, member, depth + 1);
    }
}

static bool
is_json(const Part *part)
{
    return strcmp(part->media_type, "application/json") == 0 ||
           (part->name != NULL && g_str_has_suffix(part->name, ".json"));
}

static void
json_files_read(Mail *mail, const WebForm *form)
{
    for (guint i = 0; i < mail->parts->len; i++) {
        const Part *part = mail->parts->pdata[i];
        gsize length;
        const char *bytes = g_bytes_get_data(part->bytes, &length);
        g_autoptr(JsonNode) node =
            is_json(part) && length > 0 ? json_read(bytes, length) : NULL;
        if (node != NULL)
            json_fields(mail, form, node, 0);
    }
}

/* ---- the form ---- */

static bool
has_known_field(const Mail *mail)
{
    for (guint i = 0; i < mail->form_fields->len; i++)
        if (*((WebField *)mail->form_fields->pdata[i])->name != '\0')
            return true;
    return false;
}

static bool
may_be(const WebForm *form, const char *layout)
{
    return strcmp(form->layout, "any") == 0 || strcmp(form->layout, layout) == 0;
}

/* The layouts in the order in which they can be told apart; one that gave no known field gave none. */
static void
fields_read(Mail *mail, const WebForm *form, const char *text, const char *html)
{
    if (may_be(form, "json"))
        json_files_read(mail, form);
    if (!has_known_field(mail) && may_be(form, "table") && html != NULL) {
        g_ptr_array_set_size(mail->form_fields, 0);
        rows_read(mail, form, html);
    }
    if (!has_known_field(mail) && may_be(form, "lines")) {
        g_ptr_array_set_size(mail->form_fields, 0);
        lines_read(mail, form, text);
    }
    if (!has_known_field(mail))
        g_ptr_array_set_size(mail->form_fields, 0);
}

void
web_form_read(Mail *mail, char *const *forms, const char *text, const char *html)
{
    g_auto(WebForm) form = {0};
    if (!web_form_find(mail, forms, &form))
        return;
    mail->form = g_strdup(form.name);
    fields_read(mail, &form, text, html);
    if (mail->form_fields->len == 0)
        mail_add_defect(mail, "form_not_understood");
}

const char *
web_field_value(const Mail *mail, const char *name)
{
    for (guint i = 0; i < mail->form_fields->len; i++) {
        const WebField *field = mail->form_fields->pdata[i];
        if (strcmp(field->name, name) == 0 && *field->value != '\0')
            return field->value;
    }
    return NULL;
}

void
mail_take_form_author(Mail *mail)
{
    if (mail->form == NULL)
        return;
    const char *value = web_field_value(mail, "email");
    const char *name = web_field_value(mail, "name");
    g_autoptr(GPtrArray) list =
        g_ptr_array_new_with_free_func((GDestroyNotify)address_free);
    if (value != NULL)
        addresses_parse(value, list);
    address_free(mail->from);
    mail->from =
        list->len == 1 ? address_new(name, ((Address *)list->pdata[0])->address) : NULL;
    /* The service is who it says; the address in its form is only what somebody typed. */
    mail->trusted = false;
    g_ptr_array_set_size(mail->reply_to, 0);
}
