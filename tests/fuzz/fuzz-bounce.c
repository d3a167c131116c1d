/* fuzz-bounce.c - any words as what a mail system wrote, any fields as its report.
 *
 * The first byte says which; codes and reasons must be ones that exist.
 */
#include <string.h>

#include "parse/inside.h"

int LLVMFuzzerTestOneInput(const guint8 *bytes, gsize length);

static void
check_recipients(const char *head, const guint8 *bytes, gsize length)
{
    g_autoptr(GByteArray) all = g_byte_array_new();
    g_byte_array_append(all, (const guint8 *)head, (guint)strlen(head));
    g_byte_array_append(all, bytes, (guint)length);
    g_autoptr(Mail) mail = parse_mail(all->data, all->len, NULL);
    for (guint i = 0; i < mail->bounce_recipients->len; i++) {
        const BounceRecipient *recipient = mail->bounce_recipients->pdata[i];
        g_assert_true(address_is_plain(recipient->address));
        g_assert_true(recipient->smtp_code == 0 ||
                      (recipient->smtp_code >= 200 && recipient->smtp_code < 600));
        g_assert_nonnull(recipient->reason);
        g_assert_true(!recipient->permanent || strcmp(recipient->action, "failed") == 0);
    }
    g_autoptr(GBytes) wire = mail_to_wire(mail);
    g_autoptr(Mail) back = mail_from_wire(wire, NULL);
    g_assert_nonnull(back);
}

int
LLVMFuzzerTestOneInput(const guint8 *bytes, gsize length)
{
    static const char *const heads[] = {
        "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\nSubject: failure notice\n\n",
        "From: MAILER-DAEMON@mx.example\nContent-Type: message/delivery-status\n\n",
        "From: a@mx.example\nContent-Type: message/feedback-report\n\n",
        "From: a@mx.example\nx-amz-sns-message-id: 1\n\n",
    };
    parse_open();
    if (length > 0)
        check_recipients(heads[bytes[0] % G_N_ELEMENTS(heads)], bytes + 1, length - 1);
    return 0;
}
