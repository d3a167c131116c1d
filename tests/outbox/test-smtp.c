/* test-smtp.c - one mail, one answer: what became of it and what the server said. */
#include "../../src/outbox/smtp.h"

#include "relay.h"

typedef struct Case {
    const char *recipient;
    SendEnd end;
    const char *said; /* begins with */
} Case;

static const Case cases[] = {
    {"good@example.org", SEND_DONE, "250 2.0.0 queued as TRIAL1"},
    {"never@example.org", SEND_FAILED, "550-5.1.1 nobody\n550 5.1.1 of that name"},
    {"later@example.org", SEND_LATER, "451 4.2.0 come again"},
    {"big@example.org", SEND_FAILED, "552 5.3.4 too big"},
    {"full@example.org", SEND_LATER, "452 4.3.1 disk full"},
    {"close@example.org", SEND_BROKEN, "421 4.3.2 closing"},
    {"drop@example.org", SEND_DOUBT, "response reading failed"},
    {"good@example.org", SEND_DONE, "250 2.0.0 queued as TRIAL1"},
    {"a@example.org>\r\nRCPT TO:<b@c.example", SEND_FAILED, "the address is malformed"},
};

static void
test_all(void)
{
    GError *error = NULL;
    Relay relay;
    relay_open(&relay);
    RelayConfig config = {.host = (char *)"127.0.0.1",
        .port = relay.port,
        .from = (char *)"office@charity.example"};
    g_autoptr(Smtp) smtp = smtp_open(&config, &error);
    g_assert_no_error(error);
    g_autoptr(Outgoing) mail = outgoing_new();
    mail->sender = g_strdup("");
    mail->bytes = g_bytes_new_static("Subject: x\r\n\r\nx\r\n", 17);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *said = NULL;
        g_free(mail->recipient);
        mail->recipient = g_strdup(cases[i].recipient);
        SendEnd end = smtp_send(smtp, mail, &said);
        g_test_message("%u: %s", i, said);
        g_assert_cmpint(end, ==, cases[i].end);
        g_assert_true(g_str_has_prefix(said, cases[i].said));
    }
    g_autofree char *said = NULL;
    const char *advice;
    g_assert_true(smtp_check(smtp, &said, &advice));
    g_clear_pointer(&smtp, smtp_close);
    for (guint i = 0; i < relay.commands->len; i++)
        g_assert_null(strstr(relay.commands->pdata[i], "c.example>"));
    relay_close(&relay);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/smtp/all", test_all);
    return g_test_run();
}
