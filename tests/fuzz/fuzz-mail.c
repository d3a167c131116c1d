/* fuzz-mail.c - any bytes as a mail, and as what a parse worker answered.
 *
 * What parse makes of a mail must survive the wire; what is not such an answer must be refused,
 * not crash. tests/parse/test-seeds.c runs the seeds through the same function.
 */
#include "base/base.h"
#include "parse/parse.h"

int LLVMFuzzerTestOneInput(const guint8 *bytes, gsize length);

static void
check_mail(const guint8 *bytes, gsize length)
{
    char *ours[] = {(char *)"diwan@charity.example", NULL};
    char *believed[] = {(char *)"mx.charity.example", (char *)"without-id", NULL};
    ParseSettings settings = {.addresses = ours, .authserv_id = believed};
    g_autoptr(GError) error = NULL;
    g_autoptr(Mail) mail = parse_mail(bytes, length, &settings);
    g_autoptr(GBytes) wire = mail_to_wire(mail);
    g_autoptr(Mail) back = mail_from_wire(wire, &error);
    if (back == NULL)
        g_error("parse answered what the way back refuses: %s", error->message);
}

int
LLVMFuzzerTestOneInput(const guint8 *bytes, gsize length)
{
    parse_open();
    check_mail(bytes, length);
    g_autoptr(GBytes) answer = g_bytes_new(bytes, length);
    g_autoptr(Mail) mail = mail_from_wire(answer, NULL);
    return 0;
}
