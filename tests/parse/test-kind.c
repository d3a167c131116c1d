/* test-kind.c - letters from people, and everything else. */
#include "letters.h"

#define SUBJECT(text) "From: m@example.org\nSubject: " text "\n\nbody\n"
#define FIELD(text) "From: m@example.org\nSubject: Request\n" text "\n\nbody\n"

static const struct {
    const char *mail;
    MailKind kind;
} CASES[] = {
    {SUBJECT("طلب مساعدة"), KIND_LETTER},
    {SUBJECT("Re: رد تلقائي: طلبكم"), KIND_LETTER},
    {SUBJECT("Undeliverable goods"), KIND_LETTER},
    {FIELD("Auto-Submitted: no"), KIND_LETTER},
    {FIELD("Auto-Submitted: auto-replied"), KIND_AUTO_REPLY},
    {FIELD("Auto-Submitted: auto-generated (rejected)"), KIND_AUTO_REPLY},
    {FIELD("X-Autoreply: yes"), KIND_AUTO_REPLY},
    {FIELD("X-Autorespond: subject"), KIND_AUTO_REPLY},
    {FIELD("X-Auto-Response-Suppress: DR, OOF, AutoReply"), KIND_AUTO_REPLY},
    {FIELD("X-Auto-Response-Suppress: All"), KIND_AUTO_REPLY},
    {FIELD("Precedence: auto_reply"), KIND_AUTO_REPLY},
    {FIELD("Return-Path: <>"), KIND_AUTO_REPLY},
    {FIELD("Delivered-To: autoresponder"), KIND_AUTO_REPLY},
    {FIELD("X-POST-MessageClass: 9; Autoresponder"), KIND_AUTO_REPLY},
    {SUBJECT("رد تلقائي: طلب"), KIND_AUTO_REPLY},
    {SUBJECT("الرد التلقائي"), KIND_AUTO_REPLY},
    {SUBJECT("\xE2\x80\x8F"
             "خارج المكتب: طلب"),
        KIND_AUTO_REPLY},
    {SUBJECT("=?windows-1256?Q?=D1=CF_=CA=E1=DE=C7=C6=ED?="), KIND_AUTO_REPLY},
    {SUBJECT("رد آلي: طلب"), KIND_AUTO_REPLY},
    {SUBJECT("رد إلى الجمعية"), KIND_LETTER},
    {SUBJECT("إجازة مرضية"), KIND_LETTER},
    /* People speak of absence too; machines name the mail they answer. */
    {SUBJECT("أنا في إجازة مرضية وأحتاج مساعدة"), KIND_LETTER},
    {SUBJECT("خارج الدوام لا يرد أحد"), KIND_LETTER},
    {SUBJECT("Out of office hours nobody answers"), KIND_LETTER},
    {SUBJECT("أنا في إجازة حتى يوم الأحد"), KIND_AUTO_REPLY},
    {SUBJECT("خارج المكتب"), KIND_AUTO_REPLY},
    {"From: m@example.org\nSubject: أنا في إجازة من الأحد\nIn-Reply-To: "
     "<1@charity.example>\n\nbody\n",
        KIND_AUTO_REPLY},
    {"Return-Path: <>\nFrom: m@example.org\nSubject: Away\n\nPlease write to\n"
     "s@example.org\ninstead. Thank you.\n",
        KIND_AUTO_REPLY},
    {SUBJECT("Automatic reply: Request"), KIND_AUTO_REPLY},
    {SUBJECT("Out of Office: Request"), KIND_AUTO_REPLY},
    {FIELD("List-Id: <news.example.org>"), KIND_LIST},
    {FIELD("List-Unsubscribe: <https://news.example.org/u>"), KIND_LIST},
    {FIELD("Precedence: list"), KIND_LIST},
    {FIELD("Precedence: bulk"), KIND_LIST},
    {FIELD("Precedence: first-class"), KIND_LETTER},
    {"From: Diwan <DIWAN@charity.example>\nSubject: x\n\nbody", KIND_OWN},
    {"From: MAILER-DAEMON@mx.example\nSubject: Returned mail: see transcript\n\n"
     "<m@example.org>: 550 5.1.1 no such user\n",
        KIND_BOUNCE},
    {"From: postmaster@mx.example\nSubject: تعذر التسليم: طلبكم\n\nلم تصل الرسالة",
        KIND_BOUNCE},
    {"Return-Path: <>\nFrom: mx@mx.example\nSubject: لم يتم تسليم رسالتك\n\nx",
        KIND_BOUNCE},
    {"From: m@example.org\nSubject: تعذر التسليم\n\nلم يصلني الطرد", KIND_LETTER},
    {"From: mx@mx.example\nContent-Type: multipart/report; "
     "report-type=disposition-notification;"
     " boundary=b\n\n--b\n\nread\n--b\nContent-Type: message/disposition-notification\n\n"
     "Disposition: manual-action/MDN-sent-manually; displayed\n--b--\n",
        KIND_READ_RECEIPT},
    {"From: abuse@mx.example\nContent-Type: multipart/report; "
     "report-type=feedback-report;"
     " boundary=b\n\n--b\n\nspam\n--b\nContent-Type: message/feedback-report\n\n"
     "Feedback-Type: abuse\nOriginal-Rcpt-To: <m@example.org>\n--b--\n",
        KIND_FEEDBACK_REPORT},
};

static void
test_kinds(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autoptr(Mail) mail = letter_parse(CASES[i].mail);
        g_test_message("%s", CASES[i].mail);
        g_assert_cmpstr(mail_kind_name(mail->kind), ==, mail_kind_name(CASES[i].kind));
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    parse_open();
    g_test_add_func("/kind/kinds", test_kinds);
    return g_test_run();
}
