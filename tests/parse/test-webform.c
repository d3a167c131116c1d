/* test-webform.c - mails that a web form wrote: whose they are stands in their fields. */
#include "letters.h"

/* As an office configures it: [form website] and what its template has. */
static Mail *
form_parse(const char *layout, const char *text)
{
    FormConfig form = {.name = (char *)"website",
        .from = (char *[]){(char *)"noreply@website.example", NULL},
        .layout = (char *)layout,
        .labels = {(char *)"الاسم الكامل;Full name", (char *)"رقم الهوية;National ID",
            (char *)"الجوال;Mobile", (char *)"البريد الإلكتروني;E-mail",
            (char *)"المدينة;City", (char *)"تاريخ الميلاد", (char *)"الموضوع;Subject",
            (char *)"نص الرسالة;Message"}};
    Config config = {.forms = g_ptr_array_new()};
    g_ptr_array_add(config.forms, &form);
    g_auto(GStrv) forms = web_forms_encode(&config);
    g_ptr_array_unref(config.forms);
    ParseSettings settings = {.addresses = (char **)OWN_ADDRESSES, .forms = forms};
    g_autoptr(Mail) mail = parse_mail((const guint8 *)text, strlen(text), &settings);
    g_autoptr(GBytes) wire = mail_to_wire(mail);
    Mail *back = mail_from_wire(wire, NULL);
    g_assert_nonnull(back);
    return back;
}

#define SERVICE \
    "From: Website <noreply@website.example>\nReply-To: other@example.net\n" \
    "To: diwan@charity.example\nSubject: New request\nMIME-Version: 1.0\n" \
    "Auto-Submitted: auto-generated\nMessage-ID: <f@website.example>\n"

static const char LINES[] = SERVICE
    "Content-Type: text/plain; charset=utf-8\n\n"
    "وصلكم طلب جديد من الموقع\n\nالإسم الكامل: منى صالح\nرقم الهويه : 1012345672\n"
    "الجوال:\n0551234567\nالبريد الالكتروني: mona@example.org\nعدد أفراد الأسرة: 5\n"
    "نص الرسالة: السلام عليكم\nأحتاج إلى دعم: إيجار\nوشكرا\n";
static const char TABLE[] = SERVICE
    "Content-Type: text/html; charset=utf-8\n\n"
    "<html><body><h1>New</h1><table><tr><th>Full name</th><td>منى صالح</td></tr>"
    "<tr><td><b>National&nbsp;ID:</b></td><td>1012345672</td></tr>"
    "<tr><td>Mobile</td><td>0551234567</td></tr><tr><td>E-mail</td>"
    "<td><a href=\"mailto:mona@example.org\">mona@example.org</a></td></tr>"
    "<tr><td>Message</td><td>السلام عليكم<br>أحتاج إلى دعم: إيجار<br>وشكرا</td></tr>"
    "</table></body></html>\n";
static const char JSON[] = SERVICE
    "Content-Type: multipart/mixed; boundary=b\n\n--b\n\n"
    "A form was filled in, see the file.\n--b\nContent-Type: application/json\n"
    "Content-Disposition: attachment; filename=form.json\n\n"
    "{\"id\": 7, \"fields\": [{\"label\": \"الاسم الكامل\", \"value\": \"منى صالح\"},\n"
    "{\"label\": \"رقم الهوية\", \"value\": 1012345672}, {\"name\": \"Mobile\", "
    "\"value\": "
    "\"0551234567\"}, {\"label\": \"E-mail\", \"value\": \"mona@example.org\"},\n"
    "{\"label\": \"Message\", \"value\": \"السلام عليكم\\nأحتاج إلى دعم: "
    "إيجار\\nوشكرا\"}]}\n"
    "--b--\n";

static void
test_layouts(void)
{
    static const struct {
        const char *layout, *mail;
    } cases[] = {{"any", LINES}, {"lines", LINES}, {"any", TABLE}, {"table", TABLE},
        {"any", JSON}, {"json", JSON}};
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Mail) mail = form_parse(cases[i].layout, cases[i].mail);
        g_test_message("case %zu", i);
        g_assert_cmpstr(mail->form, ==, "website");
        g_assert_cmpint(mail->kind, ==, KIND_LETTER); /* whatever the service marks it */
        g_assert_cmpstr(web_field_value(mail, "name"), ==, "منى صالح");
        g_assert_cmpstr(web_field_value(mail, "national_id"), ==, "1012345672");
        g_assert_cmpstr(web_field_value(mail, "mobile"), ==, "0551234567");
        g_assert_cmpstr(web_field_value(mail, "email"), ==, "mona@example.org");
        g_assert_cmpstr(web_field_value(mail, "message"), ==,
            "السلام عليكم\nأحتاج إلى دعم: إيجار\nوشكرا");
        mail_take_form_author(mail);
        g_assert_cmpstr(mail->from->address, ==, "mona@example.org");
        g_assert_cmpstr(mail->from->name, ==, "منى صالح");
        g_assert_false(mail->trusted);
        g_assert_cmpuint(mail->reply_to->len, ==, 0);
    }
}

/* Fields the office names nothing are kept under the form's own labels. */
static void
test_other_field(void)
{
    g_autoptr(Mail) mail = form_parse("any", LINES);
    const WebField *other = mail->form_fields->pdata[4];
    g_assert_cmpstr(other->name, ==, "");
    g_assert_cmpstr(other->label, ==, "عدد أفراد الأسرة");
    g_assert_cmpstr(other->value, ==, "5");
}

static void
test_nobody(void)
{
    static const char no_address[] = SERVICE "\nFull name: Mona\nE-mail: none\n";
    g_autoptr(Mail) mail = form_parse("any", no_address);
    mail_take_form_author(mail);
    g_assert_null(mail->from); /* never the service */
    static const char other[] = SERVICE "\nThe website is down for an hour.\n";
    g_autoptr(Mail) notice = form_parse("any", other);
    g_assert_true(letter_has_defect(notice, "form_not_understood"));
    mail_take_form_author(notice);
    g_assert_null(notice->from);
}

/* Who writes the same lines by himself is who he is. */
static void
test_person(void)
{
    g_autoptr(Mail) mail =
        form_parse("any", HEAD "\nFull name: Ali\nE-mail: ali@example.org\n");
    g_assert_null(mail->form);
    g_assert_cmpuint(mail->form_fields->len, ==, 0);
    mail_take_form_author(mail);
    g_assert_cmpstr(mail->from->address, ==, "mona@example.org");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    parse_open();
    g_test_add_func("/webform/layouts", test_layouts);
    g_test_add_func("/webform/other-field", test_other_field);
    g_test_add_func("/webform/nobody", test_nobody);
    g_test_add_func("/webform/person", test_person);
    return g_test_run();
}
