/* test-manners.c - how mail programs and people quote: each line of a mail is the writer's own or
 * what it answers.
 *
 * A body is written line by line, each behind its sign: `+` own, which must stand in the new text;
 * `-` quoted or announcing a quotation, which must not; `=` quoted, but may stay, because own words
 * stand among it. Not one own line may be lost; what a program quotes in its usual manner is folded.
 */
#include "letters.h"

#define RLM "\xE2\x80\x8F"
#define LRM "\xE2\x80\x8E"
#define LRE "\xE2\x80\xAA"
#define RLE "\xE2\x80\xAB"
#define PDF "\xE2\x80\xAC"
#define LRI "\xE2\x81\xA6"
#define RLI "\xE2\x81\xA7"
#define PDI "\xE2\x81\xA9"
#define NBSP "\xC2\xA0"
#define NNBSP "\xE2\x80\xAF"

/* answers: the mail has an In-Reply-To. */
static const struct {
    const char *name;
    bool answers;
    const char *body;
} PLAIN[] = {
    {"mutt without a date", true,
        "+أرفقت لكم صورة الهوية\n"
        "+\n"
        "-Ihsan Charity <diwan@charity.example> wrote:\n"
        "-> نرجو إرفاق صورة الهوية\n"},
    {"a name without an address may be one's own words", true,
        "+أرفقت لكم صورة الهوية\n"
        "+\n"
        "+Sara wrote:\n"
        "=> نرجو إرفاق صورة الهوية\n"},
    {"gmail, arabic, isolates around name and address", true,
        "+أرفقت لكم صورة الهوية\n"
        "+\n"
        "-" RLI "في الأحد، ٢٢ نوفمبر ٢٠٢٦ في ١٠:٠٠ ص تمت كتابة ما يلي بواسطة " LRI
        "جمعية "
        "الإحسان" PDI " <" LRI "diwan@charity.example" PDI ">:" PDI "\n"
        "-\n"
        "-> نرجو إرفاق صورة الهوية\n"
        "-> مع الشكر\n"},
    {"gmail, arabic, wrapped inside the address", true,
        "+تم الإرفاق\n"
        "+\n"
        "-" RLE
        "في الأحد، 22 نوفمبر 2026 في 10:00 ص تمت كتابة ما يلي بواسطة جمعية الإحسان\n"
        "-النموذجية لرعاية الأسر <" LRE "\n"
        "-diwan@charity.example" PDF ">:" PDF "\n"
        "-\n"
        "-> نرجو إرفاق صورة الهوية\n"},
    {"gmail, english, narrow space before AM, three lines", true,
        "+Here is the certificate.\n"
        "+Regards, Huda\n"
        "+\n"
        "-On Sun, Nov 22, 2026 at 10:00" NNBSP
        "AM Ihsan Charity Correspondence Office for\n"
        "-Families <\n"
        "-diwan@charity.example> wrote:\n"
        "-\n"
        "-> Please send the certificate.\n"
        "->> an older letter\n"},
    {"gmail, inline answers keep everything", true,
        "=On Sun, Nov 22, 2026 at 10:00 AM Diwan <diwan@charity.example> wrote:\n"
        "=\n"
        "=> How many live with you?\n"
        "=>\n"
        "+\n"
        "+Six, and my mother.\n"
        "+\n"
        "=> Do you pay rent?\n"
        "=>\n"
        "+\n"
        "+Yes, 1400 a month.\n"},
    {"outlook desktop, english, signature between", true,
        "+The rent contract is attached.\n"
        "+\n"
        "+Huda Salem\n"
        "+Mobile 0500000001\n"
        "+\n"
        "-From: Diwan <diwan@charity.example> \n"
        "-Sent: Sunday, November 22, 2026 10:00 AM\n"
        "-To: huda@example.org\n"
        "-Cc: branch@charity.example\n"
        "-Subject: RE: Your request [1/1448/000123/8]\n"
        "-Importance: High\n"
        "-\n"
        "-Please send the rent contract.\n"
        "-\n"
        "-The office\n"},
    {"outlook desktop, arabic, each word with its mark", true,
        "+السلام عليكم، أرفقت العقد\n"
        "+\n"
        "-" RLM "من:" RLM " جمعية الإحسان <diwan@charity.example>\n"
        "-" RLM "تم الإرسال:" RLM " الأحد، 22 نوفمبر، 2026 10:00 ص\n"
        "-" RLM "إلى:" RLM " هدى سالم <huda@example.org>\n"
        "-" RLM "الموضوع:" RLM " رد: طلبكم\n"
        "-\n"
        "-نرجو إرسال العقد\n"},
    {"outlook, arabic, arabic digits and am/pm words", true,
        "+تم\n"
        "+\n"
        "-من: ديوان <diwan@charity.example>\n"
        "-‏‏تاريخ الإرسال: ٢٢ نوفمبر، ٢٠٢٦ ١٠:٠٠ "
        "صباحا\n"
        "-إلى: هدى\n"
        "-نسخة: الفرع\n"
        "-الموضوع: طلبكم\n"
        "-\n"
        "-وصلنا طلبكم\n"},
    {"outlook, hijri date", true,
        "+أحسن الله إليكم\n"
        "+\n"
        "-من: ديوان <diwan@charity.example>\n"
        "-تم الإرسال: 12/جمادى الآخرة/1448 10:00 ص\n"
        "-إلى: هدى سالم\n"
        "-الموضوع: طلبكم\n"
        "-\n"
        "-وصلنا طلبكم\n"},
    {"outlook web, rule above the block", true,
        "+شكرا لكم\n"
        "+\n"
        "-________________________________________\n"
        "-من: ديوان\n"
        "-تم الإرسال: 12 جمادى الثانية, 1448 10:00:00 ص\n"
        "-إلى: هدى\n"
        "-الموضوع: طلبكم\n"
        "-\n"
        "-وصلنا طلبكم\n"},
    {"outlook phone, link above the rule", true,
        "+Done, thank you.\n"
        "+\n"
        "=Get Outlook for iOS<https://aka.ms/o0ukef>\n"
        "-________________________________\n"
        "-From: Diwan <diwan@charity.example>\n"
        "-Sent: Sunday, November 22, 2026 10:00:00 AM\n"
        "-To: Huda <huda@example.org>\n"
        "-Subject: Your request\n"
        "-\n"
        "-We received it.\n"},
    {"outlook, bold labels written as asterisks", true,
        "+I agree.\n"
        "+\n"
        "-*From:* Diwan <diwan@charity.example>\n"
        "-*Sent:* Sunday, November 22, 2026 10:00 AM\n"
        "-*To:* huda@example.org\n"
        "-*Subject:* Your request\n"
        "-\n"
        "-We received it.\n"},
    {"outlook, arabic original message line", true,
        "+موافقة\n"
        "+\n"
        "------الرسالة الأصلية-----\n"
        "-من: ديوان [mailto:diwan@charity.example]\n"
        "-تم الإرسال: 22/نوفمبر/2026 10:00 ص\n"
        "-إلى: هدى\n"
        "-الموضوع: طلبكم\n"
        "-\n"
        "-وصلنا طلبكم\n"},
    {"outlook, written under the block", true,
        "=From: Diwan <diwan@charity.example>\n"
        "=Sent: Sunday, November 22, 2026 10:00 AM\n"
        "=To: huda@example.org\n"
        "=Subject: Your request\n"
        "=\n"
        "=Please send the rent contract.\n"
        "=\n"
        "+It is on paper, I brought it to the branch.\n"},
    {"apple, english", true,
        "+Thank you, I will come.\n"
        "+\n"
        "+Sent from my iPhone\n"
        "+\n"
        "-> On 22 Nov 2026, at 10:00" NNBSP "AM, Diwan <diwan@charity.example> wrote:\n"
        "-> \n"
        "-> " NBSP "Come on Monday.\n"},
    {"apple, arabic, quoted announcement", true,
        "+سأحضر إن شاء الله\n"
        "+\n"
        "+أُرسلت من الـ iPhone\n"
        "+\n"
        "-> في ٢٢ نوفمبر ٢٠٢٦، الساعة ١٠:٠٠ ص، كتب/كتبت ديوان <diwan@charity.example>:\n"
        "-> \n"
        "-> " RLM "احضروا يوم الاثنين\n"},
    {"apple, arabic, hijri calendar", true,
        "+سأحضر\n"
        "+\n"
        "-في ١٢ جمادى الآخرة ١٤٤٨ هـ، الساعة ١٠:٠٠ ص، كتب ديوان "
        "<diwan@charity.example>:\n"
        "-\n"
        "-> احضروا يوم الاثنين\n"},
    {"yahoo, english, no mark on the quotation", true,
        "+I live in Abha.\n"
        "+\n"
        "-    On Sunday, November 22, 2026 at 10:00:00 AM GMT+3, Diwan "
        "<diwan@charity.example> wrote:  \n"
        "- \n"
        "-  Where do you live?\n"
        "-  The office\n"},
    {"yahoo, arabic, no mark on the quotation", true,
        "+أسكن في أبها\n"
        "+\n"
        "-    في الأحد 22 نوفمبر 2026 في 10:00:00 ص غرينتش+3، كتب ديوان "
        "<diwan@charity.example>:  \n"
        "- \n"
        "-  أين تسكنون؟\n"},
    {"samsung, english", true,
        "+I sent it yesterday.\n"
        "+\n"
        "+\n"
        "+Sent from my Galaxy\n"
        "+\n"
        "+\n"
        "--------- Original message --------\n"
        "-From: Diwan <diwan@charity.example>\n"
        "-Date: 22/11/2026 10:00 (GMT+03:00)\n"
        "-To: huda@example.org\n"
        "-Subject: Your request\n"
        "-\n"
        "-Did you send it?\n"},
    {"samsung, arabic", true,
        "+أرسلتها أمس\n"
        "+\n"
        "+تم الإرسال من جهاز Galaxy الخاص بي\n"
        "+\n"
        "--------- الرسالة الأصلية --------\n"
        "-من: ديوان <diwan@charity.example>\n"
        "-التاريخ: ٢٠٢٦/١١/٢٢ ١٠:٠٠ (GMT+03:00)\n"
        "-إلى: huda@example.org\n"
        "-الموضوع: طلبكم\n"
        "-\n"
        "-هل أرسلتموها؟\n"},
    {"whatsapp's export pasted: every word is what the writer brings", true,
        "+هذا ما قاله الموظف لي:\n"
        "+[22/11/2026, 10:00:15 ص] هدى سالم: السلام عليكم\n"
        "+[22/11/2026, 10:02:40 ص] الجمعية: وعليكم السلام، أرسلي الهوية\n"
        "+‎[22/11/2026, 10:03:02 ص] هدى سالم: ‎<تم إرفاق: "
        "00000012-PHOTO.jpg>\n"
        "+فما العمل؟\n"},
    {"whatsapp, android's manner", false,
        "+٢٢‏/١١‏/٢٠٢٦، ١٠:٠٠ ص - هدى: السلام عليكم\n"
        "+٢٢‏/١١‏/٢٠٢٦، ١٠:٠٢ ص - الجمعية: من: أين "
        "أنتم\n"
        "+٢٢‏/١١‏/٢٠٢٦، ١٠:٠٤ ص - هدى: إلى: الآن لم يصل "
        "شيء\n"},
    {"own words on the line before the mark: it may be a list of the writer's", true,
        "+نعم أوافق\n"
        "=> هل توافقون؟\n"},
    {"bottom post under a wrapped arabic announcement", true,
        "-في الأحد، 22 نوفمبر 2026 في 10:00 ص تمت كتابة ما يلي بواسطة جمعية الإحسان <\n"
        "-diwan@charity.example>:\n"
        "-\n"
        "-> كم عدد أفراد الأسرة؟\n"
        "-\n"
        "+سبعة أفراد\n"
        "+هدى سالم\n"},
    {"top and bottom of a quotation", true,
        "+أجبت في الأسفل\n"
        "+\n"
        "-On Sun, 22 Nov 2026 at 10:00, Diwan <diwan@charity.example> wrote:\n"
        "-> كم عدد أفراد الأسرة؟\n"
        "-> وأين تسكنون؟\n"
        "+\n"
        "+سبعة، في أبها\n"},
    {"signature of two dashes above the quotation", true,
        "+سأرسل غدا\n"
        "+\n"
        "+-- \n"
        "+هدى سالم\n"
        "+٠٥٠٠٠٠٠٠٠١\n"
        "+\n"
        "-On Sun, 22 Nov 2026 at 10:00, Diwan <diwan@charity.example> wrote:\n"
        "-> أرسلوا كشف الحساب\n"},
    {"forwarded by gmail, arabic", false,
        "+أرجو النظر\n"
        "+\n"
        "+---------- Forwarded message ---------\n"
        "+" RLM "من: " LRE "البنك" PDF " <bank@example.org>\n"
        "+" RLM "Date: الأحد، 22 نوفمبر 2026 في 10:00 ص\n"
        "+Subject: كشف الحساب\n"
        "+To: <huda@example.org>\n"
        "+\n"
        "+رصيدكم 120 ريالا\n"},
    {"forwarded by apple, arabic", true,
        "+للاطلاع\n"
        "+\n"
        "+بدء الرسالة المُعاد توجيهها:\n"
        "+\n"
        "+> من: البنك <bank@example.org>\n"
        "+> الموضوع: كشف الحساب\n"
        "+> التاريخ: ٢٢ نوفمبر ٢٠٢٦ في ١٠:٠٠:٠٠ ص غرينتش+٣\n"
        "+> إلى: huda@example.org\n"
        "+> \n"
        "+> رصيدكم ١٢٠ ريالا\n"},
    {"forwarded by outlook inside an answer: another's letter is what the writer brings",
        true,
        "+هذا رد البنك\n"
        "+\n"
        "+________________________________\n"
        "+من: البنك <bank@example.org>\n"
        "+تم الإرسال: الأحد 22 نوفمبر 2026 10:00 ص\n"
        "+إلى: هدى سالم <huda@example.org>\n"
        "+الموضوع: كشف الحساب\n"
        "+\n"
        "+رصيدكم 120 ريالا\n"},
    {"thunderbird, date first", true,
        "-On 22/11/2026 10:00 AM, Diwan wrote:\n"
        "-> Where do you live?\n"
        "+In Abha, near the school.\n"
        "+\n"
        "+Huda\n"},
    {"thunderbird, arabic", true,
        "+أبها\n"
        "+\n"
        "-في ٢٢‏/١١‏/٢٠٢٦ ١٠:٠٠ ص، كتب ديوان:\n"
        "-> أين تسكنون؟\n"},
    {"the name first, as outlook for mac and some phones announce", true,
        "+Thank you.\n"
        "+\n"
        "-Diwan <diwan@charity.example> wrote on Sun, 22 Nov 2026 at 10:00:\n"
        "-\n"
        "-> We received it.\n"},
    {"an arabic phone's announcement with the name first", true,
        "+شكرا\n"
        "+\n"
        "-كتب ديوان <diwan@charity.example> في الأحد ٢٢ نوفمبر ٢٠٢٦ ١٠:٠٠ ص:\n"
        "-\n"
        "-> وصلنا طلبكم\n"},
    {"outlook.com, dates between marks, a copied address in angle brackets twice", true,
        "+تم التحديث\n"
        "+\n"
        "-" RLE "من:" PDF " " LRE "Diwan" PDF
        " <diwan@charity.example<mailto:diwan@charity.example>>\n"
        "-" RLE "‏‏تم الإرسال:" PDF " " RLE
        "الأحد، ٢٢ نوفمبر ٢٠٢٦ ١٠:٠٠ ص" PDF "\n"
        "-" RLE "إلى:" PDF " huda@example.org\n"
        "-" RLE "الموضوع:" PDF " Re: طلب\n"
        "-\n"
        "-حدّثوا بياناتكم\n"},
    {"a list the writer made of answers to a letter", true,
        "+بياناتي:\n"
        "+من: أبها\n"
        "+التاريخ: 12/6/1448\n"
        "+الموضوع: طلب مساعدة\n"
        "+إلى: إدارة الجمعية\n"
        "+أسكن مع والدتي\n"},
    {"a sentence that tells what somebody wrote, with date and colon", true,
        "+في 22 نوفمبر 2026 كتب الطبيب في التقرير:\n"
        "+راحة أسبوعين\n"
        "+وأنا بلا دخل\n"},
    {"html's quotation mark by itself, as amounts and arrows", true,
        "+الدخل > 2000\n"
        "+> 3000 الإيجار\n"
        "+ولا يكفي\n"},
    {"two letters quoted one in the other", true,
        "+هذا آخر ما عندي\n"
        "+\n"
        "-On Sun, 22 Nov 2026 at 10:00, Diwan <diwan@charity.example> wrote:\n"
        "-\n"
        "-> نحتاج العقد\n"
        "->\n"
        "-> On Sat, 21 Nov 2026 at 09:00, Huda <huda@example.org> wrote:\n"
        "->\n"
        "->> أحتاج مساعدة\n"
        "->>\n"
        "->\n"},
    {"outlook's block below a gmail quotation", true,
        "+تم\n"
        "+\n"
        "-On Sun, 22 Nov 2026 at 10:00, Diwan <diwan@charity.example> wrote:\n"
        "-\n"
        "-> نحتاج العقد\n"
        "-> ________________________________\n"
        "-> From: Huda <huda@example.org>\n"
        "-> Sent: Saturday, November 21, 2026 9:00 AM\n"
        "-> To: Diwan\n"
        "-> Subject: x\n"
        "->\n"
        "-> أحتاج مساعدة\n"},
    {"a phone's footer under the quotation", true,
        "+نعم\n"
        "+\n"
        "-On Sun, 22 Nov 2026 at 10:00, Diwan <diwan@charity.example> wrote:\n"
        "-> هل وصلكم؟\n"
        "-\n"
        "+Sent from my phone\n"},
    {"a bank's letter in an answer to ours, its head copied with the writer's mailbox",
        true,
        "+هذا رد البنك\n"
        "+\n"
        "+From: Bank <notice@bank.example>\n"
        "+Sent: Sunday, November 22, 2026 10:00 AM\n"
        "+To: Mona <mona@example.org>\n"
        "+Subject: Statement\n"
        "+\n"
        "+Balance: 120\n"},
    {"a colleague's letter, under the office's domain", true,
        "+شكرا\n"
        "+\n"
        "-From: Saad <saad@charity.example>\n"
        "-Sent: Sunday, November 22, 2026 10:00 AM\n"
        "-To: Mona <mona@example.org>\n"
        "-Subject: Request\n"
        "-\n"
        "-We received it.\n"},
    {"our letter, its address with a token", true,
        "+شكرا\n"
        "+\n"
        "-من: ديوان <diwan+2.1448.abc@charity.example>\n"
        "-تم الإرسال: ٢٢ نوفمبر\n"
        "-إلى: منى\n"
        "-\n"
        "-وصلنا\n"},
    {"a petition's head with the writer's own address, in an answer", true,
        "+السلام عليكم\n"
        "+من: منى صالح <mona@example.org>\n"
        "+التاريخ: 12/6/1448\n"
        "+إلى: مدير الجمعية\n"
        "+الموضوع: طلب ثلاجة\n"
        "+أرجو النظر في طلبي\n"},
    {"a sentence that tells who wrote from which address", true,
        "+السلام عليكم\n"
        "+في 22 نوفمبر 2026 أرسل لي موظفكم من العنوان diwan@charity.example:\n"
        "+راجع الفرع\n"
        "+وراجعته ولم أجد أحدا\n"},
    {"a doctor's words, marked by the writer", true,
        "+السلام عليكم\n"
        "+\n"
        "+On 2 November the doctor wrote:\n"
        "+> rest for two weeks\n"
        "+\n"
        "+I have no income.\n"},
    {"an announcement in a language not known, the date first", true,
        "+Hello\n"
        "-02.04.2026 14:20 пользователь \"Diwan\" <\n"
        "-diwan@charity.example> написал:\n"
        "-\n"
        "-> Привет\n"},
};

/* The lines of text, trimmed of blanks, as a set. */
static GHashTable *
lines_of(const char *text)
{
    GHashTable *lines = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_auto(GStrv) each = g_strsplit(text, "\n", -1);
    for (guint i = 0; each[i] != NULL; i++)
        g_hash_table_add(lines, g_strdup(g_strstrip(each[i])));
    return lines;
}

static guint
plain_check(const char *name, const char *body, bool answers)
{
    g_auto(GStrv) marked = g_strsplit(body, "\n", -1);
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; marked[i] != NULL && marked[i][0] != '\0'; i++)
        g_string_append_printf(text, "%s\n", marked[i] + 1);
    g_autoptr(Mail) mail = letter_of("text/plain", text->str, answers);
    g_autoptr(GHashTable) kept = lines_of(mail->new_text);
    guint wrong = 0;
    for (guint i = 0; marked[i] != NULL && marked[i][0] != '\0'; i++) {
        const char *line = g_strstrip(marked[i] + 1);
        const bool is_kept = g_hash_table_contains(kept, line);
        if (line[0] == '\0' || marked[i][0] == '=' || is_kept == (marked[i][0] == '+'))
            continue;
        g_test_message("%s: %s: %s", name, is_kept ? "not folded" : "LOST", line);
        wrong++;
    }
    return wrong;
}

static void
test_plain(void)
{
    guint wrong = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(PLAIN); i++)
        wrong += plain_check(PLAIN[i].name, PLAIN[i].body, PLAIN[i].answers);
    g_assert_cmpuint(wrong, ==, 0);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    parse_open();
    g_test_add_func("/quotation/manners", test_plain);
    return g_test_run();
}
