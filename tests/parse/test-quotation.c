/* test-quotation.c - own words are kept, what they answer is folded, and doubt keeps everything. */
#include "parse/inside.h"

/* fold NULL: the text is kept whole. */
static const struct {
    const char *text, *fold;
} CASES[] = {
    {"only mine\nand more", NULL},
    {"mine\n\n> yours\n> more", "mine"},
    {"mine\n\nOn Mon, Nov 2, 2026 at 10:00 AM Diwan <diwan@charity.example> wrote:\n> "
     "yours\n",
        "mine"},
    {"mine\n\nOn Mon, Nov 2, 2026 at 10:00 AM Diwan <diwan@charity.example>\nwrote:\n\n> "
     "yours",
        "mine"},
    /* Gmail in Arabic, with its bidi marks. */
    {"شكرا لكم\n\n\xE2\x80\xABفي الأحد، 22 نوفمبر 2026 في 10:00 ص تمت كتابة ما يلي "
     "بواسطة "
     "\xE2\x80\xAA"
     "Diwan\xE2\x80\xAC\xE2\x80\x8F <\xE2\x80\xAA"
     "diwan@charity.example"
     "\xE2\x80\xAC>:\xE2\x80\xAC\n\n> نص قديم\n",
        "شكرا لكم"},
    /* Apple and Yahoo in Arabic; the second without marks on the quotation. */
    {"شكرا\n\nفي ٢٢ نوفمبر ٢٠٢٦، الساعة ١٠:٠٠ ص، كتب Diwan <diwan@charity.example>:\n\n> "
     "قديم",
        "شكرا"},
    {"شكرا\n\nفي الأحد، ٢٢ نوفمبر ٢٠٢٦ ١٠:٠٠ ص، كتبت منى <m@example.org>:\n\nقديم\nأقدم",
        "شكرا"},
    /* Outlook. */
    {"mine\n\n________________________________\nFrom: Diwan <d@charity.example>\n"
     "Sent: Sunday, November 22, 2026\nTo: m@example.org\nSubject: x\n\nyours",
        "mine"},
    {"شكرا\n\nمن: ديوان <d@charity.example>\nتم الإرسال: الأحد 22 نوفمبر 2026\n"
     "إلى: منى\nالموضوع: طلب\n\nقديم",
        "شكرا"},
    {"شكرا\n\n\xE2\x80\x8Fمن:\xE2\x80\x8F ديوان\nتاريخ الإرسال: ٢٢ نوفمبر\nالى: "
     "منى\n\nقديم",
        "شكرا"},
    {"mine\n-----Original Message-----\nFrom: d@charity.example\nSent: Monday\nTo: "
     "m\n\nyours",
        "mine"},
    /* Written under the quotation. */
    {"On Mon, Nov 2, 2026, Diwan <d@charity.example> wrote:\n> yours\n> more\n\nmine",
        "mine"},
    /* A footer under it is kept, for it may be the writer's. */
    {"mine\n\nOn 2 Nov 2026, D <d@charity.example> wrote:\n> yours\nمنى صالح",
        "mine\n\nمنى صالح"},
    /* Lines of a list that somebody begins with ">" are his, whomever he answers. */
    {"أحتاج:\n> ثلاجة\n> سريرا\nوشكرا", NULL},
    {"أحتاج:\n> ثلاجة\n> سريرا", NULL},
    {"أحتاج ما يلي:\n\n> ثلاجة\n> سريرا", NULL},
    {"وصلني أمس\n\n> ثلاجة\n\nوبقي السرير", NULL},
    {"> ثلاجة\n> سرير\nهذا ما أحتاج", NULL},
    /* Answers between the lines keep everything. */
    {"> one?\nyes\n> two?\nno", NULL},
    {"hello\n> one?\nyes\n\n> two?\nno", NULL},
    {"الإجابة بالأسفل\n\nOn 2 Nov 2026, D <d@charity.example> wrote:\nq\na", NULL},
    /* A forwarded letter is not an answer to ours. */
    {"انظروا\n\n---------- Forwarded message ---------\nFrom: m@example.org\nDate: x\n"
     "Subject: y\nTo: z\n\nbody",
        NULL},
    {"---------- رسالة معاد توجيهها ----------\nمن: منى\nتاريخ: x\n\nnص", NULL},
    {"From: m@example.org\nSent: today\nTo: d@charity.example\nSubject: y\n\nbody", NULL},
    /* Only a quotation: there is nothing to keep instead. */
    {"> all quoted", NULL},
    /* Sentences that look like announcements. */
    {"في عام 2020 كتب لي الطبيب ما يلي:\nراحة تامة\nوهذا كلامي", NULL},
    {"On 2 November the doctor wrote:\nrest\nand this is mine", NULL},
    {"من: الرياض\nإلى: جدة\nأحتاج النقل", NULL},
    {"في يوم 22 نوفمبر كتب لي موظفكم على m@example.org ما يلي:\nراجعنا\nوهذا كلامي",
        NULL},
    /* A petition's head is the writer's; a mailer's says more. */
    {"بسم الله\nمن: منى\nالتاريخ: 12/6/1448\nإلى: المدير\nالموضوع: طلب\n\nوهذا كلامي",
        NULL},
    {"شكرا\n\nمن: ديوان <d@charity.example>\nالتاريخ: ٢٢ نوفمبر\nإلى: منى\n\nقديم",
        "شكرا"},
    {"شكرا\n\n-------- الرسالة الأصلية --------\nمن: ديوان\nالتاريخ: ٢٢ نوفمبر\nإلى: "
     "منى\n\nقديم",
        "شكرا"},
    {"", NULL},
};

static void
test_fold(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autofree char *folded =
            quotation_fold(CASES[i].text, &(Answered){.answers = true});
        g_assert_cmpstr(
            folded, ==, CASES[i].fold != NULL ? CASES[i].fold : CASES[i].text);
    }
}

/* In a mail that answers none only what is announced is a quotation. */
static void
test_no_answer(void)
{
    static const char list[] = "أحتاج:\n> ثلاجة\n> سريرا\nوشكرا";
    g_autofree char *kept = quotation_fold(list, &(Answered){0});
    g_assert_cmpstr(kept, ==, list);
    static const char pasted[] = "هذا ما وصلني:\nFrom: b@example.org\nSent: Sunday\n"
                                 "To: me\nSubject: x\n\nطلبهم\n\nوهذا كلامي";
    g_autofree char *whole = quotation_fold(pasted, &(Answered){0});
    g_assert_cmpstr(whole, ==, pasted);
    g_autofree char *folded = quotation_fold(
        "mine\n\nOn 2 Nov 2026, D <d@charity.example> wrote:\n> yours\n", &(Answered){0});
    g_assert_cmpstr(folded, ==, "mine");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/quotation/fold", test_fold);
    g_test_add_func("/quotation/no-answer", test_no_answer);
    return g_test_run();
}
