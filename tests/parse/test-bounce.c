/* test-bounce.c - who did not get which of our letters. */
#include "letters.h"

#define REPORT(fields) \
    "From: MAILER-DAEMON@mx.example\nTo: diwan@charity.example\nSubject: failure\n" \
    "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n" \
    "--b\n\nYour message could not be delivered.\n--b\n" \
    "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n" fields \
    "\n--b\nContent-Type: message/rfc822\n\nFrom: diwan@charity.example\n" \
    "Message-ID: <ours@charity.example>\nSubject: x\n\nbody\n--b--\n"

#define SYSTEM(subject) \
    "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\nTo: diwan@charity.example\n" \
    "Subject: " subject "\nContent-Type: text/plain; charset=utf-8\n\n"
#define OURS "Message-ID: <ours@charity.example>\nSubject: x\n\nbody\n"

typedef struct Expected {
    const char *mail;
    MailKind kind;
    guint n;
    const char *address, *action, *status;
    int code;
    bool permanent;
    const char *reason;
} Expected;

static const Expected CASES[] = {
    {REPORT("Final-Recipient: rfc822; m@example.org\nAction: failed\nStatus: 5.1.1\n"
            "Diagnostic-Code: smtp; 550 5.1.1 <m@example.org>: user unknown"),
        KIND_BOUNCE, 1, "m@example.org", "failed", "5.1.1", 550, true, "userunknown"},
    {REPORT("Final-Recipient: RFC822; <m@example.org>\nAction: Failed\nStatus: 5.0.0\n"
            "Diagnostic-Code: smtp; 552-5.2.2 mailbox full"),
        KIND_BOUNCE, 1, "m@example.org", "failed", "5.2.2", 552, false, "mailboxfull"},
    {REPORT("Original-Recipient: rfc822;m@example.org\nFinal-Recipient: "
            "rfc822;x@other.example\n"
            "Action: failed\nStatus: 5.7.1\nDiagnostic-Code: smtp; 554 spam"),
        KIND_BOUNCE, 1, "m@example.org", "failed", "5.7.1", 554, false, "securityerror"},
    {REPORT("Final-Recipient: rfc822; m@example.org\nAction: delayed\nStatus: 4.4.1\n"
            "Diagnostic-Code: X-Any; connect to mx.example[192.0.2.250]:25: timed out"),
        KIND_DELIVERY_NOTICE, 1, "m@example.org", "delayed", "4.4.1", 0, false,
        "expired"},
    {REPORT("Final-Recipient: rfc822; m@example.org\nAction: delivered\nStatus: 2.0.0"),
        KIND_DELIVERY_NOTICE, 1, "m@example.org", "delivered", "2.0.0", 0, false,
        "delivered"},
    {REPORT(
         "Final-Recipient: rfc822; m@example.org\nAction: failed\nStatus: 5.1.1 (bad)\n\n"
         "Final-Recipient: rfc822; s@example.org\nAction: failed\nStatus: 5.1.1"),
        KIND_BOUNCE, 2, "m@example.org", "failed", "5.1.1", 0, true, "userunknown"},
    {"From: MAILER-DAEMON@mx.example\nSubject: failure notice\n\n"
     "Hi. This is the mail program at mx.example.\n\n<m@example.org>:\n"
     "192.0.2.1 does not like recipient.\nRemote host said: 550 5.1.1 no such user\n\n"
     "--- Below this line is a copy of the message.\n\nMessage-ID:\n "
     "<ours@charity.example>\n",
        KIND_BOUNCE, 1, "m@example.org", "failed", "5.1.1", 550, true, "userunknown"},
    {"From: Mail Delivery System <mailer-daemon@mx.example>\nSubject: Mail delivery "
     "failed\n"
     "X-Failed-Recipients: m@example.org\n\nA message could not be delivered\n\n"
     "  m@example.org\n    550 mailbox unavailable\n\n"
     "------ This is a copy of the message ------\n\nMessage-Id: "
     "<ours@charity.example>\n",
        KIND_BOUNCE, 1, "m@example.org", "failed", NULL, 550, false, "undefined"},
    /* A full mailbox under the code of an unknown user. */
    {REPORT("Final-Recipient: rfc822; m@example.org\nAction: failed\nStatus: 5.1.1\n"
            "Diagnostic-Code: smtp; 552 sorry, mailbox m@example.org is over quota "
            "temporarily (#5.1.1)"),
        KIND_BOUNCE, 1, "m@example.org", "failed", "5.1.1", 552, false, "mailboxfull"},
    /* What is unknown at MAIL FROM is the sender. */
    {REPORT("Final-Recipient: rfc822; m@example.org\nAction: failed\nStatus: 5.1.8\n"
            "Diagnostic-Code: smtp; 553 5.1.8 <a@b.example>... Domain of sender address "
            "a@b.example does not exist (in reply to MAIL FROM command)"),
        KIND_BOUNCE, 1, "m@example.org", "failed", "5.1.8", 553, false, "rejected"},
    {SYSTEM("Delivery Status Notification (Failure)") "لم يتم تسليم رسالتك إلى "
                                                      "m@example.org لأنه لم يتم العثور "
                                                      "على العنوان.\n\n" OURS,
        KIND_BOUNCE, 1, "m@example.org", "failed", NULL, 0, true, "userunknown"},
    {SYSTEM("غير قابل للتسليم: طلب") "تعذر تسليم الرسالة إلى هؤلاء المستلمين أو "
                                     "المجموعات:\n\n"
                                     "m@example.org\nصندوق بريد المستلم ممتلئ ولا يمكنه "
                                     "قبول الرسائل الآن.\n\n" OURS,
        KIND_BOUNCE, 1, "m@example.org", "failed", NULL, 0, false, "mailboxfull"},
    {SYSTEM("Mail delivery failed") "This is the DragonFly Mail Agent at a.example.\n\n"
                                    "There was an error delivering your mail to "
                                    "<m@example.org>.\n\n"
                                    "DNS lookup failure: host example.org not found\n\n"
                                    "Message headers follow.\n\n" OURS,
        KIND_BOUNCE, 1, "m@example.org", "failed", NULL, 0, true, "hostunknown"},
    {SYSTEM("Undeliverable Mail") "Delivery failed 20 attempts: m@example.org\n\n\n"
                                  "Original message follows.\n\n" OURS,
        KIND_BOUNCE, 1, "m@example.org", "failed", NULL, 0, false, "expired"},
    {SYSTEM(
         "Returned mail: Host unknown") "   ----- Transcript of session follows -----\n"
                                        "550 example.org (smtp)... 550 Host unknown\n"
                                        "554 <m@example.org>... 550 Host unknown "
                                        "(Authoritative answer)\n\n"
                                        "   ----- Unsent message follows -----\n" OURS,
        KIND_BOUNCE, 1, "m@example.org", "failed", NULL, 550, true, "hostunknown"},
    {SYSTEM("Undeliverable message") "------- Failure Reasons  --------\n\n"
                                     "User not listed in public Name & Address "
                                     "Book\nm@example.org\n\n"
                                     "------- Returned Message --------\n" OURS,
        KIND_BOUNCE, 1, "m@example.org", "failed", NULL, 0, true, "userunknown"},
    /* Who is told, and where to write for help, are no recipients. */
    {SYSTEM("Delivery failure") "Dear diwan@charity.example,\n\ndiwan@charity.example\n"
                                "Unable to deliver message to: <m@example.org>\n550 "
                                "5.1.1 unknown\n\n" OURS,
        KIND_BOUNCE, 1, "m@example.org", "failed", "5.1.1", 550, true, "userunknown"},
    /* Whom it was for is no command that was answered: nobody says that a directory was asked. */
    {SYSTEM("Re: x") "Error: Invalid user address\n\nError message below:\n"
                     "550 - Requested action not taken: no such user here\n\n"
                     "Message details:\n  MAIL FROM: diwan@charity.example\n"
                     "  RCPT TO: m@example.org\n\n" OURS,
        KIND_BOUNCE, 1, "m@example.org", "failed", NULL, 550, false, "filtered"},
    {SYSTEM("failure notice") "Transcript:\n>>> RCPT TO:<m@example.org>\n"
                              "<<< 550 <m@example.org> no such user\n\n" OURS,
        KIND_BOUNCE, 1, "m@example.org", "failed", NULL, 550, true, "userunknown"},
    /* The words of a rule that a domain's owner wrote. */
    {"From: postmaster@example.org\nTo: diwan@charity.example\nSubject: failure\n"
     "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
     "--b\n\nThis message could not be delivered.\n--b\n"
     "Content-Type: message/delivery-status\n\n"
     "Reporting-MTA: dns; inbound-smtp.eu-west-1.amazonaws.com\n\n"
     "Action: failed\nFinal-Recipient: rfc822; m@example.org\n"
     "Diagnostic-Code: smtp; 550 5.1.1 Mailbox does not exist\nStatus: 5.1.1\n--b\n"
     "Content-Type: text/rfc822-headers\n\n" OURS "--b--\n",
        KIND_BOUNCE, 1, "m@example.org", "failed", "5.1.1", 550, false, "filtered"},
    {"From: complaints@provider.example\nSubject: x\n"
     "Content-Type: multipart/report; report-type=feedback-report; boundary=b\n\n"
     "--b\n\nThis is an email abuse report.\n--b\n"
     "Content-Type: message/feedback-report\n\nFeedback-Type: abuse\nVersion: 1\n\n--b\n"
     "Content-Type: message/rfc822\n\nTo: m@example.org\n" OURS "--b--\n",
        KIND_FEEDBACK_REPORT, 1, "m@example.org", "complained", NULL, 0, false,
        "feedback"},
    {"From: no-reply@sns.amazonaws.com\nSubject: AWS Notification Message\n"
     "x-amz-sns-message-id: 1\n\n"
     "{\"notificationType\":\"Bounce\",\"bounce\":{\"bouncedRecipients\":[{"
     "\"emailAddress\":"
     "\"m@example.org\",\"action\":\"failed\",\"status\":\"5.1.1\",\"diagnosticCode\":"
     "\"smtp; "
     "550 5.1.1 user "
     "unknown\"}]},\"mail\":{\"headers\":[{\"name\":\"Message-ID\",\"value\":"
     "\"<ours@charity.example>\"}]}}\n",
        KIND_BOUNCE, 1, "m@example.org", "failed", "5.1.1", 550, true, "userunknown"},
};

static void
test_bounces(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(CASES); i++) {
        const Expected *c = &CASES[i];
        g_autoptr(Mail) mail = letter_parse(c->mail);
        g_test_message("case %zu", i);
        g_assert_cmpstr(mail_kind_name(mail->kind), ==, mail_kind_name(c->kind));
        g_assert_cmpuint(mail->bounce_recipients->len, ==, c->n);
        const BounceRecipient *recipient = g_ptr_array_index(mail->bounce_recipients, 0);
        g_assert_cmpstr(recipient->address, ==, c->address);
        g_assert_cmpstr(recipient->action, ==, c->action);
        g_assert_cmpstr(recipient->status, ==, c->status);
        g_assert_cmpint(recipient->smtp_code, ==, c->code);
        g_assert_cmpint(recipient->permanent, ==, c->permanent);
        g_assert_cmpstr(recipient->reason, ==, c->reason);
        g_assert_cmpstr(mail->original_message_id, ==, "ours@charity.example");
    }
}

/* An identifier without brackets ends with its field. */
static void
test_bare_id(void)
{
    g_autoptr(Mail) mail = letter_parse(
        "From: complaints@provider.example\nSubject: x\n"
        "Content-Type: multipart/report; report-type=feedback-report; boundary=b\n\n"
        "--b\n\nThis is an email abuse report.\n--b\n"
        "Content-Type: message/feedback-report\n\nFeedback-Type: abuse\n\n--b\n"
        "Content-Type: message/rfc822\n\nTo: <Undisclosed Recipients>\n"
        "Message-ID: ours@charity.example\nDate: x\n\nbody\n--b--\n");
    g_assert_cmpstr(mail->original_message_id, ==, "ours@charity.example");
    g_assert_cmpuint(mail->bounce_recipients->len, ==, 0);
}

/* A person who quotes a bounce did not send one. */
static void
test_letter_about_bounce(void)
{
    g_autoptr(Mail) mail =
        letter_parse(HEAD "\nIt says\n<x@example.org>: 550 5.1.1 unknown\n");
    g_assert_cmpint(mail->kind, ==, KIND_LETTER);
    g_assert_cmpuint(mail->bounce_recipients->len, ==, 0);
    g_assert_null(mail->original_message_id);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    parse_open();
    g_test_add_func("/bounce/bounces", test_bounces);
    g_test_add_func("/bounce/letter-about-bounce", test_letter_about_bounce);
    g_test_add_func("/bounce/bare-id", test_bare_id);
    return g_test_run();
}
