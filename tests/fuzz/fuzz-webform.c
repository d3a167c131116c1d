/* fuzz-webform.c - any bytes as what a web form wrote: as lines, as a table, as JSON.
 */
#include <string.h>

#include "parse/inside.h"

int LLVMFuzzerTestOneInput(const guint8 *bytes, gsize length);

int
LLVMFuzzerTestOneInput(const guint8 *bytes, gsize length)
{
    static const char *const heads[] = {"Content-Type: text/plain\n\n",
        "Content-Type: text/html\n\n",
        "Content-Type: application/json\nContent-Disposition: attachment\n\n"};
    char *forms[] = {(char *)"website\x1F"
                             "noreply@website.example\x1F"
                             "any\x1F"
                             "Name\x1FID\x1F"
                             "Mobile\x1F"
                             "E-mail;البريد\x1F"
                             "City\x1F"
                             "Born\x1FSubject\x1F"
                             "Message",
        NULL};
    ParseSettings settings = {.forms = forms};
    parse_open();
    if (length == 0)
        return 0;
    g_autoptr(GString) text = g_string_new("From: noreply@website.example\n");
    g_string_append(text, heads[bytes[0] % G_N_ELEMENTS(heads)]);
    g_string_append_len(text, (const char *)bytes + 1, (gssize)length - 1);
    g_autoptr(Mail) mail = parse_mail((const guint8 *)text->str, text->len, &settings);
    g_autoptr(GBytes) wire = mail_to_wire(mail);
    g_autoptr(Mail) back = mail_from_wire(wire, NULL);
    g_assert_nonnull(back);
    g_assert_nonnull(back->form);
    mail_take_form_author(back);
    g_assert_true(back->from == NULL ||
                  strcmp(back->from->address, "noreply@website.example") != 0 ||
                  web_field_value(back, "email") != NULL);
    return 0;
}
