/* test-manners-html.c - how mail programs quote in HTML: own words stay, what they answer is folded. */
#include "letters.h"

static const struct {
    const char *name, *body;
    const char *own[4], *quoted[4]; /* NULL at the end */
} HTML[] = {
    {"gmail, arabic",
        "<div dir=\"rtl\">أرفقت <b>العقد</b></div><br><div class=\"gmail_quote\"><div "
        "dir=\"rtl\" "
        "class=\"gmail_attr\">في الأحد، 22 نوفمبر 2026 في 10:00 ص تمت كتابة ما يلي "
        "بواسطة ديوان "
        "&lt;<a "
        "href=\"mailto:diwan@charity.example\">diwan@charity.example</a>&gt;:<br></div>"
        "<blockquote class=\"gmail_quote\" style=\"margin:0\"><div>نحتاج "
        "القديم</div></blockquote>"
        "</div>",
        {"أرفقت العقد"}, {"القديم", "بواسطة"}},
    {"gmail, written in the quotation",
        "<div class=\"gmail_quote\"><div class=\"gmail_attr\">On Sun, Nov 22, 2026 at "
        "10:00 AM Diwan "
        "&lt;diwan@charity.example&gt; wrote:<br></div><blockquote "
        "class=\"gmail_quote\"><div>How "
        "many are you?</div></blockquote><div>Seven with me</div><blockquote "
        "class=\"gmail_quote\"><div>Rent?</div></blockquote><div>1400 a "
        "month</div></div>",
        {"Seven with me", "1400 a month"}, {NULL}},
    {"outlook web, arabic",
        "<div dir=\"rtl\">شكرا جزيلا</div><div id=\"appendonsend\"></div><hr "
        "style=\"width:98%\">"
        "<div id=\"divRplyFwdMsg\" dir=\"rtl\"><font><b>من:</b> ديوان "
        "&lt;diwan@charity.example&gt;<br><b>تم الإرسال:</b> ٢٢/جمادى الآخرة/١٤٤٨ ١٠:٠٠ "
        "ص<br>"
        "<b>إلى:</b> هدى &lt;huda@example.org&gt;<br><b>الموضوع:</b> "
        "طلبكم</font><div>&nbsp;</div>"
        "</div><div>وصلنا القديم</div>",
        {"شكرا جزيلا"}, {"القديم", "تم الإرسال"}},
    {"outlook desktop, word's paragraphs",
        "<div class=\"WordSection1\"><p class=\"MsoNormal\">The contract is "
        "attached.<o:p></o:p></p>"
        "<p class=\"MsoNormal\"><o:p>&nbsp;</o:p></p><div><div "
        "style=\"border:none;border-top:solid "
        "#E1E1E1 1.0pt\"><p class=\"MsoNormal\"><b>From:</b> Diwan "
        "&lt;diwan@charity.example&gt; "
        "<br><b>Sent:</b> Sunday, November 22, 2026 10:00 AM<br><b>To:</b> "
        "huda@example.org<br>"
        "<b>Subject:</b> Your request<o:p></o:p></p></div></div><p "
        "class=\"MsoNormal\">Please send "
        "the older one.<o:p></o:p></p></div>",
        {"The contract is attached."}, {"older one", "Sent:"}},
    {"yahoo, arabic",
        "<div class=\"yahoo-style-wrap\"><div>أسكن في أبها</div></div><div "
        "id=\"yahoo_quoted_1\" "
        "class=\"yahoo_quoted\"><div><div>في الأحد، ٢٢ نوفمبر ٢٠٢٦ ١٠:٠٠:٠٠ ص غرينتش+٣، "
        "كتب ديوان "
        "&lt;diwan@charity.example&gt;:</div><div><br></div><div>أين "
        "القديم؟</div></div></div>",
        {"أسكن في أبها"}, {"القديم", "غرينتش"}},
    {"apple, blockquote of type cite",
        "<html><body dir=\"auto\">سأحضر غدا<br "
        "id=\"lineBreakAtBeginningOfSignature\"><div "
        "dir=\"rtl\">أُرسلت من الـ iPhone</div><div dir=\"rtl\"><br><blockquote "
        "type=\"cite\">في ٢٢ "
        "نوفمبر ٢٠٢٦، الساعة ١٠:٠٠ ص، كتب ديوان "
        "&lt;diwan@charity.example&gt;:<br><br></blockquote>"
        "</div><blockquote type=\"cite\"><div dir=\"rtl\">احضروا "
        "القديم</div></blockquote></body>"
        "</html>",
        {"سأحضر غدا", "iPhone"}, {"القديم", "الساعة"}},
    {"samsung, original message",
        "<html><body><div dir=\"rtl\">أرسلتها أمس</div><div><br></div><div "
        "id=\"composer_signature\">من جهازي</div><div align=\"left\"><div>-------- "
        "الرسالة الأصلية "
        "--------</div><div>من: ديوان &lt;diwan@charity.example&gt; </div><div>التاريخ: "
        "22/11/2026 10:00 (GMT+03:00) </div><div>إلى: huda@example.org "
        "</div><div>الموضوع: طلبكم "
        "</div><div><br></div></div><div>هل القديم عندكم</div></body></html>",
        {"أرسلتها أمس", "من جهازي"}, {"القديم", "GMT+03:00"}},
    {"gmail, a paragraph that the writer indented",
        "<div>أحتاج:</div><blockquote style=\"margin:0 0 0 "
        "40px;border:none;padding:0px\"><div>ثلاجة "
        "وسريرا</div></blockquote><div>وشكرا</div>",
        {"أحتاج", "ثلاجة وسريرا", "وشكرا"}, {NULL}},
    {"gmail, an indented paragraph above the quotation",
        "<div>أحتاج</div><div><br></div><blockquote style=\"margin:0 0 0 "
        "40px;border:none;padding:0px\">"
        "<div>ثلاجة</div></blockquote><br><div class=\"gmail_quote\"><div "
        "class=\"gmail_attr\">On Sun, Nov "
        "22, 2026 at 10:00 AM Diwan &lt;diwan@charity.example&gt; "
        "wrote:<br></div><blockquote "
        "class=\"gmail_quote\" style=\"margin:0px 0px 0px 0.8ex;border-left:1px solid "
        "rgb(204,204,204)\">the older one</blockquote></div>",
        {"أحتاج", "ثلاجة"}, {"older", "wrote"}},
};

/* Who sends a letter on says so in the subject, whatever the thread tells. */
static void
test_sent_on(void)
{
    static const char body[] =
        "للاطلاع\n\nFrom: Bank\nSent: Sunday\nTo: Mona\nSubject: x\n\n"
        "رصيدكم\n";
    static const char *const subjects[] = {
        "Fw: x", "FWD: x", "\xD8\xA5\xD8\xB9\xD8\xA7\xD8\xAF\xD8\xA9 توجيه: x"};
    for (gsize i = 0; i < G_N_ELEMENTS(subjects); i++) {
        g_autofree char *text =
            g_strconcat("From: mona@example.org\nSubject: ", subjects[i],
                "\nIn-Reply-To: <2.1448@bank.example>\nContent-Type: text/plain; "
                "charset=utf-8\n\n",
                body, NULL);
        g_autoptr(Mail) mail = letter_parse(text);
        g_assert_nonnull(strstr(mail->new_text, "رصيدكم"));
    }
    g_autoptr(Mail) answer = letter_of("text/plain", body, true);
    g_assert_null(strstr(answer->new_text, "رصيدكم"));
}

static void
test_html(void)
{
    guint wrong = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(HTML); i++) {
        g_autoptr(Mail) mail = letter_of("text/html", HTML[i].body, true);
        for (guint j = 0; j < 4 && HTML[i].own[j] != NULL; j++)
            if (strstr(mail->new_text, HTML[i].own[j]) == NULL) {
                g_test_message("%s: LOST: %s", HTML[i].name, HTML[i].own[j]);
                wrong++;
            }
        for (guint j = 0; j < 4 && HTML[i].quoted[j] != NULL; j++)
            if (strstr(mail->new_text, HTML[i].quoted[j]) != NULL) {
                g_test_message("%s: not folded: %s", HTML[i].name, HTML[i].quoted[j]);
                wrong++;
            }
    }
    g_assert_cmpuint(wrong, ==, 0);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    parse_open();
    g_test_add_func("/quotation/manners-html", test_html);
    g_test_add_func("/quotation/sent-on", test_sent_on);
    return g_test_run();
}
