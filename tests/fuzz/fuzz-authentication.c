/* fuzz-authentication.c - any value of Authentication-Results: only the believed server may make a mail trusted.
 */
#include <string.h>

#include "parse/inside.h"

int LLVMFuzzerTestOneInput(const guint8 *bytes, gsize length);

static Mail *
read_as(const guint8 *bytes, gsize length, char *const *believed)
{
    Mail *mail = mail_new();
    g_autoptr(GString) head = g_string_new("Authentication-Results: ");
    g_string_append_len(head, (const char *)bytes, (gssize)length);
    g_string_append(head, "\n\n");
    mail->from = address_new(NULL, "a@example.org");
    g_autoptr(Headers) headers = headers_parse(head->str, head->len);
    authentication_read(mail, headers, believed);
    return mail;
}

int
LLVMFuzzerTestOneInput(const guint8 *bytes, gsize length)
{
    char *nobody[] = {NULL}, *believed[] = {(char *)"mx.charity.example", NULL};
    parse_open();
    g_autoptr(Mail) unproven = read_as(bytes, length, nobody);
    g_assert_false(unproven->trusted);
    g_autoptr(Mail) mail = read_as(bytes, length, believed);
    g_assert_true(!mail->trusted || mail->dmarc != NULL || mail->dkim != NULL);
    return 0;
}
