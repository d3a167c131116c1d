/* test-decision.c - letters written for and against the rule, each with what is to be found.
 *
 * The first table are letters that prove whose they are; the second letters that do not, or that
 * contradict themselves. No letter of either may be given to the wrong party.
 */
#include "world.h"

#include <stdio.h>
#include <string.h>

typedef struct Case {
    const char *name;
    const char *from_name, *from;
    bool trusted;
    const char *dmarc;
    const char *subject, *words, *quotation; /* words: the new text */
    const char *page;                        /* text of a read page */
    const char *code;                        /* a code on it */
    const char *answers;                     /* a Message-ID */
    bool scan;
    int unsure; /* OCR's confidence in the page's words; 0: they have none */
    MailKind kind;
    MatchOutcome outcome;
    HoldReason hold;
    const char *file_no; /* for a match */
} Case;

#define A1_MAIL .from = "mohammed@example.org", .trusted = true
#define STRANGER .from = "stranger@example.net", .trusted = true
#define IS(who) .outcome = MATCH_ONE, .file_no = who
#define UNKNOWN .outcome = MATCH_NONE, .hold = HOLD_UNKNOWN_SENDER
#define UNPROVEN .outcome = MATCH_NONE, .hold = HOLD_UNPROVEN
#define SEVERAL .outcome = MATCH_SEVERAL, .hold = HOLD_SEVERAL
#define CONFLICT .outcome = MATCH_CONFLICT, .hold = HOLD_CONFLICT

static const Case cases[] = {
    /* ---- letters that prove whose they are ---- */
    {"verified-address", A1_MAIL, .words = "أرجو النظر في طلبي", IS("A-1")},
    {"verified-address-upper-case", .from = "Mohammed@EXAMPLE.org", .trusted = true,
        .words = "أرجو النظر في طلبي", IS("A-1")},
    {"verified-address-own-id", A1_MAIL, .words = "رقم الهوية: ١٠٤٦٣٠٠١١٥", IS("A-1")},
    {"verified-address-own-request", A1_MAIL, .subject = "Re: [" REQUEST_OF_A1 "]",
        .words = "ما الجديد؟", IS("A-1")},
    {"verified-address-odd-display-name", A1_MAIL, .from_name = "Abu Khalid Trading",
        .words = "أرجو النظر في طلبي", IS("A-1")},
    {"verified-address-signed-by-nickname", A1_MAIL,
        .words = "أرجو المساعدة\nشاكرين لكم\nأم فهد القحطاني", IS("A-1")},
    {"new-address-id-and-name", STRANGER, .from_name = "محمد سعد القحطاني",
        .words = "رقم الهوية: 1046300115 وأرجو المساعدة", IS("A-1")},
    {"id-and-stated-name", STRANGER,
        .words = "الاسم: نورة صالح الدوسري\nرقم الهوية: ١١٠٦٣٠٠٧٧٣", IS("A-7")},
    {"id-and-name-without-middle", STRANGER,
        .words = "الاسم: نورة الدوسري\nرقم الهوية: 1106300773", IS("A-7")},
    {"iqama-and-name", STRANGER,
        .words = "الاسم: أنور حسين البنغالي\nرقم الإقامة 2077700157", IS("A-9")},
    {"signed-without-closing", STRANGER,
        .words = "أرجو المساعدة ورقم الهوية 1106300773\nنورة صالح الدوسري", IS("A-7")},
    {"called-after-a-child", STRANGER,
        .words = "أختكم أم عبد الله نورة صالح الدوسري، سجل مدني 1106300773", IS("A-7")},
    {"own-titles", STRANGER,
        .words = "المهندسة الدكتورة/ نورة صالح الدوسري\nالهوية: 1106300773", IS("A-7")},
    {"new-address-in-her-thread", STRANGER, .answers = MAIL_TO_A7,
        .words = "هذا بريدي الجديد. نورة صالح الدوسري، الهوية 1106300773", IS("A-7")},
    {"name-within-a-line-and-no-thread", STRANGER,
        .words = "أعرف أسرة محتاجة. نورة صالح الدوسري، الهوية 1106300773", UNPROVEN},
    {"verified-address-slip-of-a-letter", A1_MAIL,
        .words = "أرجو المساعدة\nالاسم: محمد سعد القحطني", IS("A-1")},
    {"verified-address-a-cousins-name", A1_MAIL,
        .words = "أرجو المساعدة\nالاسم: محمد سعيد القحطاني", CONFLICT},
    {"trusted-answers-below-anothers-id", A1_MAIL, .words = "أرجو النظر في طلبي",
        .quotation = "> الاسم: نورة صالح الدوسري\n> رقم الهوية: 1106300773", IS("A-1")},
    {"marked-lines-prove-nothing", STRANGER,
        .words = "انظروا\n\n> الاسم: نورة صالح الدوسري\n> رقم الهوية: 1106300773",
        UNPROVEN},
    {"trusted-and-marked-lines", A1_MAIL,
        .words = "أرجو النظر\n\n> الاسم: نورة صالح الدوسري\n> رقم الهوية: 1106300773",
        IS("A-1")},
    {"copied-head-proves-nothing", STRANGER,
        .words = "للاطلاع\n\nمن: البنك\nتم الإرسال: الأحد\nإلى: نورة\n\n"
                 "الاسم: نورة صالح الدوسري\nرقم الهوية: 1106300773",
        UNPROVEN},
    {"signed-behind-a-blessing", STRANGER,
        .words = "أرجو المساعدة\nجزاكم الله خيرا\nنورة صالح الدوسري\nهوية 1106300773",
        IS("A-7")},
    {"says-who-she-is", STRANGER,
        .words = "أنا المواطنة نورة صالح الدوسري ورقم هويتي 1106300773", IS("A-7")},
    {"for-the-family", A1_MAIL, .words = "أتقدم إليكم نيابة عن أسرتي", IS("A-1")},
    {"mobile-and-name", STRANGER,
        .words = "الاسم: عبد الرحمن يوسف الشمري\nالجوال: 0506666666", IS("A-8")},
    {"iban-and-name", STRANGER,
        .words = "الاسم: نورة صالح الدوسري\nالآيبان SA03 8000 0000 6080 1016 7519",
        IS("A-7")},
    {"file-number-and-name", STRANGER,
        .words = "الاسم: نورة صالح الدوسري\nرقم الملف: A-7", IS("A-7")},
    {"brother-told-by-name", STRANGER,
        .words = "الاسم: سالم عبدالله الحربي\nالجوال: ٠٥٠٣٣٣٣٣٣٣", IS("A-5")},
    {"family-address-told-by-stated-name", .from = "family@example.com", .trusted = true,
        .words = "مقدمه: فاطمة أحمد العتيبي\nأرجو المساعدة", IS("A-2")},
    {"family-address-told-by-id", .from = "family@example.com", .trusted = true,
        .words = "رقم الهوية: 1066300334", IS("A-3")},
    {"namesake-told-by-id", STRANGER,
        .words = "الاسم: محمد سعد القحطاني\nرقم الهوية: 1096300668", IS("A-6")},
    {"thread-from-recipient", .from = "noura.work@example.net", .trusted = true,
        .answers = MAIL_TO_A7, .words = "شكرا لكم", IS("A-7")},
    {"thread-from-address-on-record", .from = "noura@example.org", .answers = MAIL_TO_A7,
        .words = "شكرا لكم", IS("A-7")},
    {"scan-id-and-name", .scan = true,
        .page = "الاسم: خالد عبدالله الحربي\nرقم الهوية: ١٠٧٦٣٠٠٤٤٩\nأرجو المساعدة",
        IS("A-4")},
    {"scanner-mail-id-and-name", .from = "scanner@office.example", .trusted = true,
        .from_name = "Scan Station",
        .page = "الاسم: خالد عبدالله الحربي\nهوية ١٠٧٦٣٠٠٤٤٩", IS("A-4")},
    {"verified-address-with-family-card", A1_MAIL, .words = "مرفق سجل الأسرة",
        .page = "رقم الهوية: 1046300115", IS("A-1")},
    {"own-id-and-a-company-number", A1_MAIL,
        .words = "رقم الهوية: 1046300115 والسجل التجاري 1116300185", IS("A-1")},
    {"enclosed-card-of-a-child", A1_MAIL, .words = "رقم الهوية: 1046300115",
        .page = "بطاقة الابن رقم الهوية: 1116300888", IS("A-1")},
    {"enclosed-paper-names-somebody", A1_MAIL, .words = "مرفق عقد الإيجار",
        .page = "اسم المستفيد: سعيد مبارك الغامدي", IS("A-1")},

    /* ---- letters that do not ---- */
    {"wordless-mail-with-anothers-petition", A1_MAIL, .words = "\n",
        .page = "مقدمه: سعيد مبارك الغامدي", CONFLICT},
    {"unknown", STRANGER, .from_name = "هند ناصر السبيعي", .words = "أرجو المساعدة",
        UNKNOWN},
    {"unknown-with-id", STRANGER, .words = "الاسم: هند ناصر السبيعي\nالهوية 1116300888",
        UNKNOWN},
    {"known-address-unverified", .from = "mohammed@example.org", .words = "أرجو المساعدة",
        UNPROVEN},
    {"known-address-unverified-and-name", .from = "mohammed@example.org",
        .from_name = "محمد سعد القحطاني", .words = "أرجو المساعدة", UNPROVEN},
    {"known-address-unverified-and-number", .from = "mohammed@example.org",
        .subject = REQUEST_OF_A1, .words = "ما الجديد؟", UNPROVEN},
    {"forged-known-address", .from = "mohammed@example.org", .dmarc = "fail",
        .words = "أرجو تغيير الحساب", CONFLICT},
    {"forged-with-id-and-name", .from = "mohammed@example.org", .dmarc = "fail",
        .from_name = "محمد سعد القحطاني", .words = "رقم الهوية: 1046300115", CONFLICT},
    {"forged-family-address", .from = "family@example.com", .dmarc = "fail",
        .words = "الاسم: فاطمة أحمد العتيبي", CONFLICT},
    {"forged-in-a-thread", .from = "mohammed@example.org", .dmarc = "fail",
        .answers = MAIL_TO_A1, .words = "أرجو تغيير الحساب", CONFLICT},
    {"family-address-silent", .from = "family@example.com", .trusted = true,
        .words = "أرجو المساعدة", SEVERAL},
    {"family-address-display-name-alone", .from = "family@example.com", .trusted = true,
        .from_name = "أحمد سالم العتيبي", .words = "أرجو المساعدة", SEVERAL},
    {"family-address-and-shared-mobile", .from = "family@example.com", .trusted = true,
        .words = "الجوال 0502222222", SEVERAL},
    {"family-address-and-shared-iban", .from = "family@example.com", .trusted = true,
        .words = "الآيبان SA6580000000608010160001", SEVERAL},
    {"family-address-both-ids", .from = "family@example.com", .trusted = true,
        .words = "هوية 1056300229 وهوية 1066300334", CONFLICT},
    {"family-address-name-of-one-id-of-other", .from = "family@example.com",
        .trusted = true, .words = "الاسم: فاطمة أحمد العتيبي\nرقم الهوية 1066300334",
        CONFLICT},
    {"family-address-a-third-name", .from = "family@example.com", .trusted = true,
        .words = "الاسم: ريم أحمد العتيبي\nأرجو المساعدة", SEVERAL},
    {"family-thread-other-spouse-writes", .from = "family@example.com", .trusted = true,
        .answers = MAIL_TO_FAMILY, .words = "الاسم: أحمد سالم العتيبي", CONFLICT},
    {"brothers-mobile-alone", STRANGER, .words = "الجوال 0503333333", SEVERAL},
    {"brothers-mobile-family-name-alone", STRANGER,
        .words = "الاسم: الحربي\nالجوال 0503333333", SEVERAL},
    {"third-brother", STRANGER, .words = "الاسم: فهد عبدالله الحربي\nالجوال 0503333333",
        SEVERAL},
    {"name-alone", STRANGER, .from_name = "نورة صالح الدوسري", .words = "أرجو المساعدة",
        UNPROVEN},
    {"namesakes-name-alone", STRANGER, .from_name = "محمد سعد القحطاني",
        .words = "أرجو المساعدة", SEVERAL},
    {"one-person-on-two-records", STRANGER,
        .words = "الاسم: ليلى ماجد الشهري\nرقم الهوية 1136300108", SEVERAL},
    {"id-alone", STRANGER, .words = "رقم الهوية 1106300773", UNPROVEN},
    {"id-alone-on-a-scan", .scan = true, .page = "رقم الهوية ١١٠٦٣٠٠٧٧٣", UNPROVEN},
    {"id-with-another-name", STRANGER,
        .words = "الاسم: سعيد مبارك الغامدي\nرقم الهوية 1106300773", CONFLICT},
    {"id-with-another-display-name", STRANGER, .from_name = "سعيد مبارك الغامدي",
        .words = "رقم الهوية 1106300773", CONFLICT},
    {"id-of-a-namesake-of-the-family", STRANGER,
        .words = "الاسم: نورة فهد الدوسري\nرقم الهوية 1106300773", CONFLICT},
    {"third-party-writes-for-another", STRANGER, .from_name = "سعيد مبارك الغامدي",
        .words = "أكتب عن جارتي\nالاسم: نورة صالح الدوسري\nرقم الهوية 1106300773",
        CONFLICT},
    {"unvouched-known-address-id-and-name", .from = "mohammed@example.org",
        .from_name = "محمد سعد القحطاني", .words = "رقم الهوية 1046300115", CONFLICT},
    {"third-party-states-both-names", STRANGER,
        .words = "الاسم: نورة صالح الدوسري\nرقم الهوية 1106300773\nمقدمه: سعيد مبارك "
                 "الغامدي",
        CONFLICT},
    {"third-party-on-paper", .scan = true,
        .page = "أرجو مساعدة جارتي\nالاسم: نورة صالح الدوسري\nرقم الهوية 1106300773\n"
                "وتقبلوا تحياتي\nسعيد مبارك الغامدي",
        CONFLICT},
    {"third-party-signs-without-closing", .scan = true,
        .page = "أرجو مساعدة جارتي\nالاسم: نورة صالح الدوسري\nرقم الهوية 1106300773\n"
                "سعيد مبارك الغامدي",
        CONFLICT},
    {"third-party-says-who-he-is", STRANGER,
        .words = "أنا سعيد مبارك الغامدي\nالاسم: نورة صالح الدوسري\nرقم الهوية "
                 "1106300773",
        CONFLICT},
    {"third-party-in-anothers-name", STRANGER,
        .words = "أتقدم إليكم نيابة عن جارتي\nالاسم: نورة صالح الدوسري\nرقم الهوية "
                 "1106300773",
        CONFLICT},
    {"third-party-in-english", STRANGER,
        .words = "I am writing to you on behalf of my mother.\nName: Noura Saleh "
                 "Aldosari\nID 1106300773",
        CONFLICT},
    {"trusted-in-anothers-name", A1_MAIL, .words = "أتقدم بهذا الطلب عن والدتي",
        CONFLICT},
    {"mailbox-shows-another-applicant", .from = "saleh@example.net", .trusted = true,
        .from_name = "نورة صالح الدوسري", .words = "أرجو المساعدة", CONFLICT},
    {"trusted-tells-anothers-mobile", A1_MAIL, .words = "جوالي 0505555555", CONFLICT},
    {"two-known-ids", STRANGER,
        .words = "الاسم: نورة صالح الدوسري\nهوية 1106300773 وهوية 1046300115", CONFLICT},
    {"two-ids-one-unknown", STRANGER, .from_name = "نورة صالح الدوسري",
        .words = "رقم هويتي 1106300773 ورقم هوية جارتي 1116300888", CONFLICT},
    {"two-ids-on-a-scan", .scan = true,
        .page = "الاسم: نورة صالح الدوسري\nالهوية: 1106300773\nهوية الوكيل: 1116300888",
        CONFLICT},
    {"mobile-without-name", STRANGER, .words = "الجوال 0505555555", UNPROVEN},
    {"mobile-with-another-name", STRANGER,
        .words = "الاسم: سعيد مبارك الغامدي\nالجوال 0505555555", UNPROVEN},
    {"file-number-alone", STRANGER, .words = "رقم الملف A-7", UNPROVEN},
    {"file-number-with-another-name", STRANGER,
        .words = "الاسم: سعيد مبارك الغامدي\nرقم الملف A-7", UNPROVEN},
    {"stranger-quotes-request", STRANGER, .subject = "بخصوص " REQUEST_OF_A1,
        .words = "أين وصل الطلب؟", UNPROVEN},
    {"stranger-quotes-request-reversed", STRANGER,
        .words = "رقم الطلب " REQUEST_OF_A1_REVERSED, UNPROVEN},
    {"stranger-quotes-request-and-name", STRANGER, .from_name = "نورة صالح الدوسري",
        .subject = REQUEST_OF_A7, .words = "أين وصل الطلب؟", UNPROVEN},
    {"stranger-uses-thread", STRANGER, .answers = MAIL_TO_A1, .words = "أرسلوا الملف",
        UNPROVEN},
    {"stranger-answers-own-neutral-mail", STRANGER, .answers = MAIL_TO_STRANGER,
        .words = "شكرا", UNKNOWN},
    {"trusted-quotes-another-request", A1_MAIL, .subject = REQUEST_OF_A7,
        .words = "أين وصل هذا الطلب؟", CONFLICT},
    {"trusted-quotes-own-and-another-request", A1_MAIL, .subject = REQUEST_OF_A1,
        .words = "وكذلك " REQUEST_OF_A7, CONFLICT},
    {"trusted-forwards-another-thread", A1_MAIL, .answers = MAIL_TO_A7,
        .words = "ما الرد؟", CONFLICT},
    {"trusted-quotes-another-in-quotation", A1_MAIL, .words = "ما الرد؟",
        .quotation = "> رقم الطلب " REQUEST_OF_A7, IS("A-1")},
    {"trusted-tells-another-id", A1_MAIL, .words = "رقم الهوية 1106300773", CONFLICT},
    {"trusted-tells-unknown-id", A1_MAIL, .words = "رقم الهوية 1116300888", CONFLICT},
    {"trusted-with-two-ids", A1_MAIL,
        .words = "رقم هويتي 1046300115 ورقم هوية جاري 1116300888", CONFLICT},
    {"trusted-states-another-name", A1_MAIL,
        .words = "الاسم: هند ناصر السبيعي\nأرجو المساعدة", CONFLICT},
    {"trusted-mailbox-shows-owner-states-another", A1_MAIL,
        .from_name = "محمد سعد القحطاني",
        .words = "الاسم: هند ناصر السبيعي\nأرجو المساعدة", CONFLICT},
    {"son-writes-from-own-record-for-father", .from = "saleh@example.net",
        .trusted = true, .words = "الاسم: نورة صالح الدوسري\nرقم الهوية 1106300773",
        CONFLICT},
    {"unverified-known-address-another-id", .from = "mohammed@example.org",
        .words = "الاسم: نورة صالح الدوسري\nرقم الهوية 1106300773", CONFLICT},
    {"id-in-quotation-alone", STRANGER, .from_name = "نورة صالح الدوسري",
        .words = "ما الرد؟", .quotation = "> رقم الهوية 1106300773", UNPROVEN},
    {"ocr-wrong-digit-no-luhn", .scan = true,
        .page = "الاسم: نورة صالح الدوسري\nرقم الهوية: ١١٠٦٣٠٠٧٧٨", UNPROVEN},
    {"ocr-wrong-digit-of-a-mobile", .scan = true, .unsure = 60,
        .page = "الاسم: نورة صالح الدوسري\nالجوال: 0505555556", UNPROVEN},
    {"id-one-digit-off-another-name", STRANGER,
        .words = "الاسم: هند ناصر السبيعي\nرقم الهوية 1106300778", UNKNOWN},
    {"namesakes-mobile-and-name", STRANGER,
        .words = "الاسم: سعد محمد الزهراني\nالجوال 0509090909", SEVERAL},
    {"namesakes-mobile-and-a-third-birth", STRANGER,
        .words = "الاسم: سعد محمد الزهراني\nالجوال 0509090909\nتاريخ الميلاد "
                 "1975/5/20م",
        CONFLICT},
    {"birth-and-name-alone", STRANGER,
        .words = "الاسم: سعد محمد الزهراني\nتاريخ الميلاد 1950/3/1م", UNPROVEN},
    {"ocr-wrong-digits-that-hold-luhn", .scan = true,
        .page = "الاسم: خالد عبدالله الحربي\nرقم الهوية: 1116300888", UNPROVEN},
    {"ocr-digits-of-somebody-else", .scan = true,
        .page = "الاسم: خالد عبدالله الحربي\nرقم الهوية: 1106300773", CONFLICT},
    {"scanner-address-on-record-says-nothing", .from = "scanner@office.example",
        .trusted = true, .from_name = "نورة صالح الدوسري", .words = "",
        .page = "أرجو المساعدة", UNKNOWN},
    {"code-on-returned-paper", .scan = true, .page = "نموذج طلب دعم مستفيد",
        .code = REQUEST_OF_A7, UNPROVEN},
    {"scan-with-a-thread", .scan = true, .page = "أرجو المساعدة", .answers = MAIL_TO_A1,
        UNPROVEN},
    {"nothing-at-all", .words = "", UNKNOWN},
    {"empty-name-and-address", .from = "", .from_name = "", .words = "", UNKNOWN},

    /* ---- mail that no person wrote is not held ---- */
    {"auto-reply", A1_MAIL, .kind = KIND_AUTO_REPLY, .answers = MAIL_TO_A1,
        .words = "أنا في إجازة"},
    {"bounce", .from = "mailer-daemon@example.org", .kind = KIND_BOUNCE,
        .answers = MAIL_TO_A1, .words = "user unknown"},
    {"newsletter", .from = "news@example.net", .trusted = true, .kind = KIND_LIST,
        .words = "عروض"},
};

static Letter *
letter_of(const Case *one)
{
    Letter *letter = letter_new();
    letter->medium = one->scan ? MEDIUM_SCAN : MEDIUM_EMAIL;
    letter->kind = one->kind;
    letter->from_name = g_strdup(one->from_name);
    letter->from_address = g_strdup(one->from);
    letter->trusted = one->trusted;
    letter->dmarc = g_strdup(one->trusted ? "pass" : one->dmarc);
    letter->subject = g_strdup(one->subject);
    letter->new_text = g_strdup(one->words);
    letter->text = one->quotation != NULL
                       ? g_strdup_printf("%s\n\n%s\n", one->words, one->quotation)
                       : g_strdup(one->words);
    return letter;
}

static GPtrArray *
pages_of(const Case *one)
{
    GPtrArray *pages = g_ptr_array_new_with_free_func((GDestroyNotify)page_free);
    if (one->page == NULL)
        return pages;
    Page *page = g_new0(Page, 1);
    page->number = page->position = 1;
    page->state = PAGE_READ;
    page->reading = reading_new(1);
    g_free(page->reading->text);
    page->reading->text = g_strdup(one->page);
    g_auto(GStrv) words = g_strsplit_set(one->page, " \n", -1);
    for (int i = 0; one->unsure > 0 && words[i] != NULL; i++) {
        Word *word = g_new0(Word, 1);
        *word = (Word){g_strdup(words[i]), 10 * i, 10, 9, 9, one->unsure};
        g_ptr_array_add(page->reading->words, word);
    }
    if (one->code != NULL) {
        Code *code = g_new0(Code, 1);
        code->type = g_strdup("QR-Code");
        code->text = g_strdup(one->code);
        g_ptr_array_add(page->reading->codes, code);
    }
    g_ptr_array_add(pages, page);
    return pages;
}

static Identification *
identify_case(Store *store, const Case *one)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Config) config = world_config();
    const ReferenceKey key = {{1, 2, 3}};
    g_autoptr(Letter) letter = letter_of(one);
    g_autoptr(GPtrArray) pages = pages_of(one);
    g_autoptr(GPtrArray) references = g_ptr_array_new();
    if (one->answers != NULL)
        g_ptr_array_add(references, (char *)one->answers);
    Identification *found =
        identify_letter(config, &key, store, letter, pages, references, &error);
    g_assert_no_error(error);
    return found;
}

static void
tell_clues(const Identification *found)
{
    for (guint i = 0; i < found->candidates->len; i++) {
        const Candidate *candidate = found->candidates->pdata[i];
        g_test_message("%s %.6f", candidate->file_no, candidate->probability);
        for (guint j = 0; j < candidate->clues->len; j++) {
            const Clue *clue = candidate->clues->pdata[j];
            g_test_message("  %s %+.1f '%s' '%s'", clue->kind, clue->weight, clue->seen,
                clue->on_record != NULL ? clue->on_record : "");
        }
    }
}

static void
decides(const void *data)
{
    const Case *one = data;
    g_autoptr(Store) store = world_new();
    g_autoptr(Identification) found = identify_case(store, one);
    tell_clues(found);
    if (found->note != NULL)
        g_test_message("%s", found->note);
    g_assert_cmpstr(
        match_outcome_name(found->outcome), ==, match_outcome_name(one->outcome));
    g_assert_cmpstr(hold_reason_name(found->hold), ==, hold_reason_name(one->hold));
    g_assert_true((found->outcome == MATCH_CONFLICT) == (found->note != NULL));
    if (one->file_no == NULL)
        return;
    g_assert_cmpint(found->party_id, ==, world_party(store, one->file_no));
    g_assert_cmpfloat(found->probability, >, 0.999);
    const Candidate *first = found->candidates->pdata[0];
    g_assert_cmpstr(first->file_no, ==, one->file_no);
}

static const Clue *
clue_of(const Identification *found, const char *file_no, const char *kind)
{
    for (guint i = 0; i < found->candidates->len; i++) {
        const Candidate *candidate = found->candidates->pdata[i];
        for (guint j = 0;
             strcmp(candidate->file_no, file_no) == 0 && j < candidate->clues->len; j++) {
            const Clue *clue = candidate->clues->pdata[j];
            if (strcmp(clue->kind, kind) == 0)
                return clue;
        }
    }
    return NULL;
}

/* A likely misreading has a clue of its own, and what tells namesakes apart puts them in order. */
static void
shows_what_is_near(void)
{
    g_autoptr(Store) store = world_new();
    const Case id = {.scan = true,
        .unsure = 60,
        .page = "الاسم: نورة صالح الدوسري\nرقم الهوية: ١١٠٦٣٠٠٧٧٨"};
    g_autoptr(Identification) first = identify_case(store, &id);
    const Clue *clue = clue_of(first, "A-7", "national_id_near");
    g_assert_nonnull(clue);
    g_assert_cmpstr(clue->value, ==, "1106300778");
    g_assert_cmpstr(clue->on_record, ==, "1106300773");
    g_assert_cmpint(clue->place.confidence, ==, 60);
    g_assert_cmpfloat(clue->weight, >, 0);
    const Case mobile = {.scan = true,
        .unsure = 60,
        .page = "الاسم: نورة صالح الدوسري\nالجوال: 0505555556"};
    g_autoptr(Identification) second = identify_case(store, &mobile);
    g_assert_nonnull(clue_of(second, "A-7", "mobile_near"));
    const Case birth = {.from = "stranger@example.net",
        .words = "الاسم: سعد محمد الزهراني\nتاريخ الميلاد ١٤٢٢/٦/٢١هـ\nالمدينة: جدة"};
    g_autoptr(Identification) third = identify_case(store, &birth);
    g_assert_cmpstr(((Candidate *)third->candidates->pdata[0])->file_no, ==, "A-14");
    g_assert_cmpfloat(clue_of(third, "A-14", "birth_date")->weight, >, 0);
    g_assert_cmpfloat(clue_of(third, "A-13", "birth_date")->weight, <, 0);
    g_assert_cmpfloat(clue_of(third, "A-14", "city")->weight, >, 0);
    g_assert_cmpfloat(clue_of(third, "A-13", "city")->weight, <, 0);
}

/* A level nothing reaches turns every match into a question. */
static void
holds_what_is_not_likely_enough(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) store = world_new();
    g_autoptr(Config) config = world_config();
    config->level = 1.0;
    const ReferenceKey key = {{0}};
    g_autoptr(Letter) letter = letter_of(&cases[0]);
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    g_autoptr(Identification) found =
        identify_letter(config, &key, store, letter, none, none, &error);
    g_assert_no_error(error);
    g_assert_cmpint(found->outcome, ==, MATCH_NONE);
    g_assert_cmpint(found->hold, ==, HOLD_UNPROVEN);
}

/* An identifier that more people hold than are looked at tells nobody apart. */
static void
holds_a_number_that_a_crowd_has(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) store = world_new();
    for (int i = 0; i < 30; i++) {
        g_autofree char *file_no = g_strdup_printf("C-%02d", i);
        g_autofree char *name = g_strdup_printf("%s محمد العمري", i == 5 ? "هند" : "منى");
        g_autoptr(PersonName) parsed = person_name_parse(name);
        g_autoptr(GPtrArray) keys = person_name_keys(parsed);
        const Party party = {.file_no = file_no,
            .party_kind = (char *)"applicant",
            .full_name = name,
            .mobile = (char *)"+966509999999"};
        PartyChange change;
        gint64 id;
        store_party_put(store, &party, keys, &change, &id, &error);
        g_assert_no_error(error);
    }
    const Case letter = {.from = "stranger@example.net",
        .trusted = true,
        .words = "الاسم: هند محمد العمري\nالجوال 0509999999"};
    g_autoptr(Identification) found = identify_case(store, &letter);
    g_assert_cmpint(found->outcome, ==, MATCH_SEVERAL);
    g_assert_cmpuint(found->candidates->len, <=, 5);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions(); /* one wrong letter does not hide the next */
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strdup_printf("/decision/%s", cases[i].name);
        g_test_add_data_func(path, &cases[i], decides);
    }
    g_test_add_func("/decision/near", shows_what_is_near);
    g_test_add_func("/decision/level", holds_what_is_not_likely_enough);
    g_test_add_func("/decision/crowd", holds_a_number_that_a_crowd_has);
    return g_test_run();
}
