/* parse.c - `diwan parse FILE…`: what a mail says, taken apart in the locked room. */
#include "commands/commands.h"
#include "commands/output.h"

#include <errno.h>
#include <fcntl.h>
#include <json-glib/json-glib.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "parse/parse.h"
#include "room.h"

enum { PARSE_CPU_S = 20, PARSE_DEADLINE_S = 60, PARSE_WIDTH = 1 };

/* ---- as JSON ---- */

static void
json_strings(JsonBuilder *json, const char *name, const GPtrArray *strings)
{
    json_builder_set_member_name(json, name);
    json_builder_begin_array(json);
    for (guint i = 0; i < strings->len; i++)
        json_builder_add_string_value(json, g_ptr_array_index(strings, i));
    json_builder_end_array(json);
}

static void
json_address(JsonBuilder *json, const Address *address)
{
    if (address == NULL) {
        json_builder_add_null_value(json);
        return;
    }
    json_builder_begin_object(json);
    output_text(json, "name", address->name);
    output_text(json, "address", address->address);
    json_builder_end_object(json);
}

static void
json_addresses(JsonBuilder *json, const char *name, const GPtrArray *addresses)
{
    json_builder_set_member_name(json, name);
    json_builder_begin_array(json);
    for (guint i = 0; i < addresses->len; i++)
        json_address(json, g_ptr_array_index(addresses, i));
    json_builder_end_array(json);
}

static void
json_attachments(JsonBuilder *json, const Mail *mail)
{
    json_builder_set_member_name(json, "attachments");
    json_builder_begin_array(json);
    for (guint i = 0; i < mail->parts->len; i++) {
        const Part *part = g_ptr_array_index(mail->parts, i);
        json_builder_begin_object(json);
        output_text(json, "name", part->name);
        output_text(json, "media_type", part->media_type);
        output_int(json, "size", part->size_bytes);
        output_text(json, "sha256", part->sha256);
        output_bool(json, "inline", part->inline_);
        json_builder_end_object(json);
    }
    json_builder_end_array(json);
}

static void
json_recipient(JsonBuilder *json, const BounceRecipient *recipient)
{
    json_builder_begin_object(json);
    output_text(json, "address", recipient->address);
    output_text(json, "action", recipient->action);
    output_text(json, "status", recipient->status);
    json_builder_set_member_name(json, "smtp_code");
    if (recipient->smtp_code != 0)
        json_builder_add_int_value(json, recipient->smtp_code);
    else
        json_builder_add_null_value(json);
    output_bool(json, "permanent", recipient->permanent);
    output_text(json, "reason", recipient->reason);
    output_text(json, "diagnostic", recipient->diagnostic);
    json_builder_end_object(json);
}

static void
json_bounce(JsonBuilder *json, const Mail *mail)
{
    json_builder_set_member_name(json, "bounce");
    if (mail->bounce_recipients->len == 0 && mail->kind != KIND_BOUNCE &&
        mail->original_message_id == NULL) {
        json_builder_add_null_value(json);
        return;
    }
    json_builder_begin_object(json);
    output_text(json, "original_message_id", mail->original_message_id);
    json_builder_set_member_name(json, "recipients");
    json_builder_begin_array(json);
    for (guint i = 0; i < mail->bounce_recipients->len; i++)
        json_recipient(json, g_ptr_array_index(mail->bounce_recipients, i));
    json_builder_end_array(json);
    json_builder_end_object(json);
}

static void
json_form(JsonBuilder *json, const Mail *mail)
{
    json_builder_set_member_name(json, "form");
    if (mail->form == NULL) {
        json_builder_add_null_value(json);
        return;
    }
    json_builder_begin_object(json);
    output_text(json, "name", mail->form);
    json_builder_set_member_name(json, "fields");
    json_builder_begin_array(json);
    for (guint i = 0; i < mail->form_fields->len; i++) {
        const WebField *field = g_ptr_array_index(mail->form_fields, i);
        json_builder_begin_object(json);
        output_text(json, "name", *field->name != '\0' ? field->name : NULL);
        output_text(json, "label", field->label);
        output_text(json, "value", field->value);
        json_builder_end_object(json);
    }
    json_builder_end_array(json);
    json_builder_end_object(json);
}

static void
json_authentication(JsonBuilder *json, const Mail *mail)
{
    json_builder_set_member_name(json, "authentication");
    json_builder_begin_object(json);
    output_bool(json, "trusted", mail->trusted);
    output_text(json, "spf", mail->spf);
    output_text(json, "dkim", mail->dkim);
    output_text(json, "dmarc", mail->dmarc);
    json_builder_end_object(json);
}

static char *
date_of(const Mail *mail)
{
    return mail->has_date ? clock_rfc3339_offset(mail->date_ms, mail->date_offset_minutes)
                          : NULL;
}

static void
print_json(const char *file, const Mail *mail)
{
    g_autoptr(JsonBuilder) json = json_builder_new();
    g_autofree char *date = date_of(mail);
    g_autofree char *name = g_utf8_make_valid(file, -1);
    json_builder_begin_object(json);
    output_text(json, "file", name);
    output_text(json, "kind", mail_kind_name(mail->kind));
    output_text(json, "message_id", mail->message_id);
    json_strings(json, "in_reply_to", mail->in_reply_to);
    json_strings(json, "references", mail->references);
    output_text(json, "date", date);
    json_builder_set_member_name(json, "from");
    json_address(json, mail->from);
    json_builder_set_member_name(json, "forwarded_from");
    json_address(json, mail->forwarded_from);
    json_addresses(json, "reply_to", mail->reply_to);
    json_addresses(json, "to", mail->to);
    json_addresses(json, "cc", mail->cc);
    output_text(json, "subject", mail->subject);
    output_text(json, "text", mail->text);
    output_text(json, "new_text", mail->new_text);
    output_text(json, "html", mail->html);
    json_attachments(json, mail);
    json_bounce(json, mail);
    json_authentication(json, mail);
    json_form(json, mail);
    json_strings(json, "defects", mail->defects);
    output_int(json, "unreadable_chars", mail->unreadable_chars);
    json_builder_end_object(json);
    output_json(json);
}

/* ---- for people ---- */

static void
print_field(const char *label, const char *value)
{
    if (value != NULL && *value != '\0')
        printf("%-12s %s\n", label, value);
}

static void
print_addresses(const char *label, const GPtrArray *addresses)
{
    for (guint i = 0; i < addresses->len; i++) {
        const Address *address = g_ptr_array_index(addresses, i);
        printf("%-12s %s%s<%s>\n", i == 0 ? label : "",
            address->name ? address->name : "", address->name ? " " : "",
            address->address);
    }
}

static void
print_bounce(const Mail *mail)
{
    print_field("of message", mail->original_message_id);
    for (guint i = 0; i < mail->bounce_recipients->len; i++) {
        const BounceRecipient *recipient = g_ptr_array_index(mail->bounce_recipients, i);
        printf("%-12s %s %s %s%s\n", "recipient", recipient->address,
            recipient->action ? recipient->action : "",
            recipient->status ? recipient->status : "",
            recipient->permanent ? ", permanent" : "");
        print_field("", recipient->diagnostic);
    }
}

static void
print_for_people(const char *file, const Mail *mail)
{
    g_autofree char *date = date_of(mail);
    g_autofree char *defects = NULL;
    g_ptr_array_add(mail->defects, NULL);
    defects = g_strjoinv(", ", (char **)mail->defects->pdata);
    g_ptr_array_set_size(mail->defects, (int)mail->defects->len - 1);
    print_field("file", file);
    print_field("kind", mail_kind_name(mail->kind));
    print_field("date", date);
    if (mail->from != NULL)
        printf("%-12s %s%s<%s>%s\n", "from", mail->from->name ? mail->from->name : "",
            mail->from->name ? " " : "", mail->from->address,
            mail->trusted ? ", authenticated" : "");
    print_addresses("to", mail->to);
    print_addresses("cc", mail->cc);
    print_addresses("reply to", mail->reply_to);
    print_field("subject", mail->subject);
    print_bounce(mail);
    print_field("web form", mail->form);
    for (guint i = 0; i < mail->form_fields->len; i++) {
        const WebField *field = g_ptr_array_index(mail->form_fields, i);
        printf("%-12s %s: %s\n", field->name, field->label, field->value);
    }
    for (guint i = 0; i < mail->parts->len; i++) {
        const Part *part = g_ptr_array_index(mail->parts, i);
        printf("%-12s %s, %s, %" G_GINT64_FORMAT " bytes%s\n", "attachment",
            part->name ? part->name : "(without a name)", part->media_type,
            part->size_bytes, part->inline_ ? ", shown in the text" : "");
    }
    print_field("defects", defects);
    if (mail->unreadable_chars > 0)
        printf("%-12s %u characters\n", "unreadable", mail->unreadable_chars);
    printf("\n%s\n\n", mail->text);
}

/* ---- files ---- */

/* A descriptor of a regular file, or -1 with error. */
static int
open_file(const char *file, GError **error)
{
    int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat status;
    if (fd < 0) {
        error_from_errno(error, DIWAN_ERROR_REFUSED, "cannot open '%s'", file);
        return -1;
    }
    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED, "'%s' is not a file", file);
        close(fd);
        return -1;
    }
    return fd;
}

static bool
parse_file(
    WorkerPool *pool, const char *file, const char *charset, bool as_json, GError **error)
{
    int fd = open_file(file, error);
    if (fd < 0)
        return false;
    WorkerTask task = {.input_fd = fd,
        .ask = room_ask_parse(charset, as_json),
        .cpu_s = PARSE_CPU_S,
        .deadline_s = PARSE_DEADLINE_S};
    g_autoptr(WorkerResult) result = worker_pool_run(pool, task);
    if (result->end != WORKER_DONE) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "cannot parse '%s': its worker ended (%s); the file is unchanged", file,
            result->reason != NULL ? result->reason : worker_end_name(result->end));
        return false;
    }
    g_autoptr(Mail) mail = mail_from_wire(result->reply, error);
    if (mail == NULL) {
        g_prefix_error(error, "cannot parse '%s': ", file);
        return false;
    }
    if (as_json)
        print_json(file, mail);
    else
        print_for_people(file, mail);
    return true;
}

int
command_parse(Diwan *diwan, int argc, char **argv)
{
    gboolean as_json = FALSE;
    g_auto(GStrv) addresses = NULL, authserv_id = NULL;
    g_autofree char *charset = NULL;
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &as_json, "One JSON object a line", NULL},
        {"address", 0, 0, G_OPTION_ARG_STRING_ARRAY, &addresses,
            "An address of ours: mail from it is our own", "ADDRESS"},
        {"authserv-id", 0, 0, G_OPTION_ARG_STRING_ARRAY, &authserv_id,
            "A server whose Authentication-Results are believed", "NAME"},
        {"as", 0, 0, G_OPTION_ARG_STRING, &charset,
            "Decode its texts as this charset, e.g. windows-1256", "CHARSET"},
        {NULL},
    };
    if (!command_options(entries, "FILE…",
            "Says what each mail says: who, when, text, attachments, kind.",
            "diwan parse --json letter.eml", &argc, &argv))
        return EXIT_USAGE;
    if (argc < 2) {
        fputs("diwan: parse needs at least one file; try `diwan parse --help`\n", stderr);
        return EXIT_USAGE;
    }
    parse_open();
    if (charset != NULL && !parse_knows_charset(charset)) {
        fprintf(stderr, "diwan: there is no charset '%s'; try windows-1256\n", charset);
        return EXIT_USAGE;
    }
    char *none[] = {NULL};
    const Config *config = diwan != NULL ? diwan->config : NULL;
    char **ours = addresses != NULL ? addresses
                  : config != NULL  ? config->addresses
                                    : none;
    char **believed = authserv_id != NULL ? authserv_id
                      : config != NULL    ? config->authserv_id
                                          : none;
    g_autoptr(GError) failure = NULL;
    g_auto(GStrv) forms = web_forms_encode(config);
    g_autoptr(WorkerPool) pool =
        room_parse_pool(ours, believed, forms, PARSE_WIDTH, &failure);
    if (pool == NULL) {
        command_error(failure);
        return EXIT_USAGE;
    }
    int status = EXIT_DONE;
    for (int i = 1; i < argc; i++) {
        g_autoptr(GError) error = NULL;
        if (!parse_file(pool, argv[i], charset, as_json, &error)) {
            command_error(error);
            status = EXIT_REFUSED;
        }
    }
    return status;
}
