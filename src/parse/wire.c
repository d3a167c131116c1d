/* wire.c - a Mail as bytes that leave the locked worker, and back.
 *
 * One GVariant of one fixed type. Who parsed may have been taken over by what it read, so the way
 * back believes nothing: the form must be normal (which includes UTF-8), every count, length and
 * word within what parse itself keeps to, and nothing present that it could not have written.
 */
#include <string.h>

#include "base/base.h"
#include "parse/inside.h"

#define ADDRESS_TYPE "(mss)"
#define PART_TYPE "(msssxbay)"
#define RECIPIENT_TYPE "(smsmsibmsms)"
#define MAIL_TYPE \
    "(ymsasasbxim" ADDRESS_TYPE "a" ADDRESS_TYPE "a" ADDRESS_TYPE "a" ADDRESS_TYPE \
    "sssa" PART_TYPE "msa" RECIPIENT_TYPE "bmsmsmsasusm" ADDRESS_TYPE "msa(sss)ms)"

enum {
    WIRE_MOST_BYTES = PARTS_MOST_BYTES + 64 * 1024 * 1024, /* the last part may go over */
    WIRE_MOST_IDS = 400,
    WIRE_MOST_DEFECTS = 100,
    WIRE_MOST_RECIPIENTS = 200,
    WIRE_MOST_FIELDS = 100,
    WIRE_MOST_VALUE_BYTES = 64 * 1024,
    WIRE_MOST_LINE_BYTES = 4096, /* ids, names, subjects, diagnostics */
};

/* ---- there ---- */

static GVariant *
address_to_variant(const Address *address)
{
    return g_variant_new(ADDRESS_TYPE, address->name, address->address);
}

static GVariant *
maybe_address_to_variant(const Address *address)
{
    return g_variant_new_maybe(G_VARIANT_TYPE(ADDRESS_TYPE),
        address != NULL ? address_to_variant(address) : NULL);
}

static GVariant *
strings_to_variant(const GPtrArray *strings)
{
    return g_variant_new_strv((const char *const *)strings->pdata, strings->len);
}

static GVariant *
addresses_to_variant(const GPtrArray *addresses)
{
    GVariantBuilder list;
    g_variant_builder_init(&list, G_VARIANT_TYPE("a" ADDRESS_TYPE));
    for (guint i = 0; i < addresses->len; i++)
        g_variant_builder_add_value(
            &list, address_to_variant(g_ptr_array_index(addresses, i)));
    return g_variant_builder_end(&list);
}

static GVariant *
parts_to_variant(const GPtrArray *parts)
{
    GVariantBuilder list;
    g_variant_builder_init(&list, G_VARIANT_TYPE("a" PART_TYPE));
    for (guint i = 0; i < parts->len; i++) {
        const Part *part = g_ptr_array_index(parts, i);
        GVariant *bytes =
            g_variant_new_from_bytes(G_VARIANT_TYPE_BYTESTRING, part->bytes, TRUE);
        g_variant_builder_add(&list, "(msssxb@ay)", part->name, part->media_type,
            part->sha256, part->size_bytes, (gboolean)part->inline_, bytes);
    }
    return g_variant_builder_end(&list);
}

static GVariant *
fields_to_variant(const GPtrArray *fields)
{
    GVariantBuilder list;
    g_variant_builder_init(&list, G_VARIANT_TYPE("a(sss)"));
    for (guint i = 0; i < fields->len; i++) {
        const WebField *field = g_ptr_array_index(fields, i);
        g_variant_builder_add(&list, "(sss)", field->name, field->label, field->value);
    }
    return g_variant_builder_end(&list);
}

static GVariant *
recipients_to_variant(const GPtrArray *recipients)
{
    GVariantBuilder list;
    g_variant_builder_init(&list, G_VARIANT_TYPE("a" RECIPIENT_TYPE));
    for (guint i = 0; i < recipients->len; i++) {
        const BounceRecipient *recipient = g_ptr_array_index(recipients, i);
        g_variant_builder_add(&list, RECIPIENT_TYPE, recipient->address,
            recipient->action, recipient->status, recipient->smtp_code,
            (gboolean)recipient->permanent, recipient->reason, recipient->diagnostic);
    }
    return g_variant_builder_end(&list);
}

GBytes *
mail_to_wire(const Mail *mail)
{
    GVariant *from = maybe_address_to_variant(mail->from);
    g_autoptr(GVariant) all = g_variant_ref_sink(
        g_variant_new("(yms@as@asbxi@m" ADDRESS_TYPE "@a" ADDRESS_TYPE "@a" ADDRESS_TYPE
                      "@a" ADDRESS_TYPE "sss@a" PART_TYPE "ms@a" RECIPIENT_TYPE
                      "bmsmsms@asus@m" ADDRESS_TYPE "ms@a(sss)ms)",
            (guchar)mail->kind, mail->message_id, strings_to_variant(mail->in_reply_to),
            strings_to_variant(mail->references), (gboolean)mail->has_date, mail->date_ms,
            mail->date_offset_minutes, from, addresses_to_variant(mail->reply_to),
            addresses_to_variant(mail->to), addresses_to_variant(mail->cc), mail->subject,
            mail->text, mail->new_text, parts_to_variant(mail->parts),
            mail->original_message_id, recipients_to_variant(mail->bounce_recipients),
            (gboolean)mail->trusted, mail->spf, mail->dkim, mail->dmarc,
            strings_to_variant(mail->defects), mail->unreadable_chars, mail->fingerprint,
            maybe_address_to_variant(mail->forwarded_from), mail->form,
            fields_to_variant(mail->form_fields), mail->html));
    return g_variant_get_data_as_bytes(all);
}

/* ---- and back ---- */

typedef struct Check {
    bool holds;
} Check;

static void
require(Check *check, bool condition)
{
    check->holds = check->holds && condition;
}

/* One line of text that is not too long; takes text. */
static char *
line_check(Check *check, char *take_text)
{
    require(check, take_text == NULL || strlen(take_text) <= WIRE_MOST_LINE_BYTES);
    for (const char *c = take_text; check->holds && c != NULL && *c != '\0'; c++)
        require(check, (guchar)*c >= ' ' || *c == '\t');
    return take_text;
}

static GVariant *
child(GVariant *all, gsize i)
{
    return g_variant_get_child_value(all, i);
}

static char *
string_take(Check *check, GVariant *all, gsize i, gsize most_bytes)
{
    g_autoptr(GVariant) value = child(all, i);
    gsize length;
    const char *text = g_variant_get_string(value, &length);
    require(check, length <= most_bytes);
    return check->holds ? g_strdup(text) : NULL;
}

static char *
maybe_take(Check *check, GVariant *all, gsize i)
{
    g_autoptr(GVariant) value = child(all, i);
    g_autoptr(GVariant) inner = g_variant_get_maybe(value);
    return line_check(check, inner != NULL ? g_variant_dup_string(inner, NULL) : NULL);
}

static bool
bool_take(GVariant *all, gsize i)
{
    g_autoptr(GVariant) value = child(all, i);
    return g_variant_get_boolean(value);
}

static void
strings_take(Check *check, GVariant *all, gsize i, gsize most, GPtrArray *strings)
{
    g_autoptr(GVariant) list = child(all, i);
    gsize n = g_variant_n_children(list);
    require(check, n <= most);
    for (gsize k = 0; check->holds && k < n; k++) {
        char *text = string_take(check, list, k, WIRE_MOST_LINE_BYTES);
        if (text != NULL)
            g_ptr_array_add(strings, line_check(check, text));
    }
}

static Address *
address_take(Check *check, GVariant *variant)
{
    g_autofree char *name = maybe_take(check, variant, 0);
    g_autofree char *address = string_take(check, variant, 1, ADDRESS_MOST_BYTES);
    require(check, address != NULL && address_is_plain(address));
    return check->holds ? address_new(name, address) : NULL;
}

static Address *
maybe_address_take(Check *check, GVariant *all, gsize i)
{
    g_autoptr(GVariant) maybe = child(all, i);
    g_autoptr(GVariant) address = g_variant_get_maybe(maybe);
    return address != NULL ? address_take(check, address) : NULL;
}

static void
addresses_take(Check *check, GVariant *all, gsize i, GPtrArray *addresses)
{
    g_autoptr(GVariant) list = child(all, i);
    gsize n = g_variant_n_children(list);
    require(check, n <= ADDRESSES_MOST);
    for (gsize k = 0; check->holds && k < n; k++) {
        g_autoptr(GVariant) one = child(list, k);
        Address *address = address_take(check, one);
        if (address != NULL)
            g_ptr_array_add(addresses, address);
    }
}

static bool
is_sha256(const char *text)
{
    return text != NULL && strlen(text) == 64 && strspn(text, "0123456789abcdef") == 64;
}

static Part *
part_take(Check *check, GVariant *variant)
{
    g_autoptr(Part) part = part_new();
    g_free(part->media_type);
    g_free(part->sha256);
    part->name = maybe_take(check, variant, 0);
    part->media_type = line_check(check, string_take(check, variant, 1, 256));
    part->sha256 = string_take(check, variant, 2, 64);
    g_autoptr(GVariant) size = child(variant, 3);
    part->size_bytes = g_variant_get_int64(size);
    part->inline_ = bool_take(variant, 4);
    g_autoptr(GVariant) bytes = child(variant, 5);
    part->bytes = g_variant_get_data_as_bytes(bytes);
    g_autofree char *clean = part->name != NULL ? part_name_clean(part->name) : NULL;
    require(check, g_strcmp0(clean, part->name) == 0);
    require(check, part->media_type != NULL && strchr(part->media_type, '/') != NULL);
    require(check, part->size_bytes == (gint64)g_bytes_get_size(part->bytes));
    /* The archive keeps files by this name and makes it again from the bytes. */
    require(check, is_sha256(part->sha256));
    return check->holds ? g_steal_pointer(&part) : NULL;
}

static void
parts_take(Check *check, GVariant *all, gsize i, GPtrArray *parts)
{
    g_autoptr(GVariant) list = child(all, i);
    gsize n = g_variant_n_children(list);
    require(check, n <= PARTS_MOST);
    for (gsize k = 0; check->holds && k < n; k++) {
        g_autoptr(GVariant) one = child(list, k);
        Part *part = part_take(check, one);
        if (part != NULL)
            g_ptr_array_add(parts, part);
    }
}

static void
recipients_take(Check *check, GVariant *all, gsize i, GPtrArray *recipients)
{
    g_autoptr(GVariant) list = child(all, i);
    gsize n = g_variant_n_children(list);
    require(check, n <= WIRE_MOST_RECIPIENTS);
    for (gsize k = 0; check->holds && k < n; k++) {
        g_autoptr(GVariant) one = child(list, k);
        BounceRecipient *recipient = bounce_recipient_new();
        g_ptr_array_add(recipients, recipient);
        recipient->address = string_take(check, one, 0, ADDRESS_MOST_BYTES);
        recipient->action = maybe_take(check, one, 1);
        recipient->status = maybe_take(check, one, 2);
        g_autoptr(GVariant) code = child(one, 3);
        recipient->smtp_code = g_variant_get_int32(code);
        recipient->permanent = bool_take(one, 4);
        recipient->reason = maybe_take(check, one, 5);
        recipient->diagnostic = maybe_take(check, one, 6);
        require(
            check, recipient->address != NULL && address_is_plain(recipient->address));
        require(check, recipient->smtp_code >= 0 && recipient->smtp_code <= 599);
    }
}

static void
fields_take(Check *check, GVariant *all, gsize i, GPtrArray *fields)
{
    g_autoptr(GVariant) list = child(all, i);
    gsize n = g_variant_n_children(list);
    require(check, n <= WIRE_MOST_FIELDS);
    for (gsize k = 0; check->holds && k < n; k++) {
        g_autoptr(GVariant) one = child(list, k);
        g_autofree char *name = line_check(check, string_take(check, one, 0, 40));
        g_autofree char *label =
            line_check(check, string_take(check, one, 1, WIRE_MOST_LINE_BYTES));
        g_autofree char *value = string_take(check, one, 2, WIRE_MOST_VALUE_BYTES);
        if (check->holds)
            g_ptr_array_add(fields, web_field_new(name, label, value));
    }
}

static void
date_take(Check *check, GVariant *all, Mail *mail)
{
    mail->has_date = bool_take(all, 4);
    g_autoptr(GVariant) instant = child(all, 5);
    g_autoptr(GVariant) offset = child(all, 6);
    mail->date_ms = g_variant_get_int64(instant);
    mail->date_offset_minutes = g_variant_get_int32(offset);
    /* Years 1 … 9999. */
    require(check, mail->date_ms >= -62135596800000 && mail->date_ms < 253402300800000);
    require(check, ABS((gint64)mail->date_offset_minutes) <= 24 * 60);
}

static void
string_set(char **place, char *take_text)
{
    g_free(*place);
    *place = take_text;
}

static char *
html_take(Check *check, GVariant *all, gsize i)
{
    g_autoptr(GVariant) maybe = child(all, i);
    g_autoptr(GVariant) html = g_variant_get_maybe(maybe);
    gsize length = 0;
    const char *text = html != NULL ? g_variant_get_string(html, &length) : NULL;
    require(check, length <= HTML_RENDERING_MOST_BYTES);
    return check->holds ? g_strdup(text) : NULL;
}

static void
mail_take(Check *check, GVariant *all, Mail *mail)
{
    g_autoptr(GVariant) kind = child(all, 0);
    require(check, g_variant_get_byte(kind) <= KIND_OWN);
    mail->kind = (MailKind)g_variant_get_byte(kind);
    mail->message_id = maybe_take(check, all, 1);
    strings_take(check, all, 2, WIRE_MOST_IDS, mail->in_reply_to);
    strings_take(check, all, 3, WIRE_MOST_IDS, mail->references);
    date_take(check, all, mail);
    mail->from = maybe_address_take(check, all, 7);
    addresses_take(check, all, 8, mail->reply_to);
    addresses_take(check, all, 9, mail->to);
    addresses_take(check, all, 10, mail->cc);
    string_set(&mail->subject,
        line_check(check, string_take(check, all, 11, WIRE_MOST_LINE_BYTES)));
    string_set(&mail->text, string_take(check, all, 12, TEXT_MOST_BYTES));
    string_set(&mail->new_text, string_take(check, all, 13, TEXT_MOST_BYTES));
    parts_take(check, all, 14, mail->parts);
    mail->original_message_id = maybe_take(check, all, 15);
    recipients_take(check, all, 16, mail->bounce_recipients);
    mail->trusted = bool_take(all, 17);
    mail->spf = maybe_take(check, all, 18);
    mail->dkim = maybe_take(check, all, 19);
    mail->dmarc = maybe_take(check, all, 20);
    strings_take(check, all, 21, WIRE_MOST_DEFECTS, mail->defects);
    g_autoptr(GVariant) unreadable = child(all, 22);
    mail->unreadable_chars = g_variant_get_uint32(unreadable);
    string_set(&mail->fingerprint, string_take(check, all, 23, 64));
    require(check, is_sha256(mail->fingerprint));
    mail->forwarded_from = maybe_address_take(check, all, 24);
    mail->form = maybe_take(check, all, 25);
    fields_take(check, all, 26, mail->form_fields);
    mail->html = html_take(check, all, 27);
    require(check, mail->form != NULL || mail->form_fields->len == 0);
    /* Trust needs somebody to trust. */
    require(check, !mail->trusted || mail->from != NULL);
}

Mail *
mail_from_wire(GBytes *wire, GError **error)
{
    Check check = {.holds = g_bytes_get_size(wire) <= WIRE_MOST_BYTES};
    if (check.holds) {
        g_autoptr(GVariant) all = g_variant_ref_sink(
            g_variant_new_from_bytes(G_VARIANT_TYPE(MAIL_TYPE), wire, FALSE));
        require(&check, g_variant_is_normal_form(all));
        g_autoptr(Mail) mail = mail_new();
        if (check.holds)
            mail_take(&check, all, mail);
        if (check.holds)
            return g_steal_pointer(&mail);
    }
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
        "the answer of the parse worker is not one that it can give");
    return NULL;
}
