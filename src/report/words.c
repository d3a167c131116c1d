/* words.c - what the report calls clauses, figures and what they are parts of, in both languages.
 *
 * A group is what a key belongs to: "section", "note", "figure", "group", or the group of figures a part
 * stands in.
 */
#include "report/words.h"

#include <glib.h>
#include <string.h>

typedef struct Word {
    const char *group, *key, *ar, *en;
} Word;

static const Word words[] = {
    {"report", "title", "تقرير الالتزام بسياسة العلاقة مع المستفيدين",
        "Report on the policy of relations with beneficiaries"},

    {"column", "figure", "البيان", "Figure"},
    {"column", "value", "القيمة", "Value"},
    {"column", "count", "العدد", "Count"},

    {"section", "relations", "تنظيم العلاقة مع المستفيدين والداعمين والمتطوعين وغيرهم",
        "Relations with beneficiaries, supporters, volunteers and others"},
    {"section", "channels", "قنوات التواصل", "Channels"},
    {"section", "tools", "أدوات الموظف: الوثائق المرسلة من المكتبة",
        "The employee's tools: documents sent from the library"},
    {"section", "courtesy", "(أ) حسن التعامل والإجابة عن كل استفسار",
        "(a) Courtesy: every letter acknowledged, every enquiry answered"},
    {"section", "information", "(ب) استكمال المعلومات ومطابقة البيانات",
        "(b) Information required, data matched"},
    {"section", "referral", "(ج) الإحالة إلى الباحث الاجتماعي وغيره",
        "(c) Referral to the social-research officer and others"},
    {"section", "declaration", "(د) إقرار مقدّم الطلب بصحة البيانات",
        "(d) The applicant signs for the data"},
    {"section", "committee", "(هـ) رد لجنة البحث خلال مدة لا تقل عن أسبوعين",
        "(e) The research committee answers within a period of not less than two weeks"},
    {"section", "registration", "(و) استكمال التسجيل", "(f) Registration completed"},
    {"section", "service", "(ز) تقديم الخدمة", "(g) The service provided"},
    {"section", "reach", "الوصول إلى المستفيد دون أن يسأل",
        "Beneficiaries are told without having to ask"},
    {"section", "satisfaction", "قياس رضا المستفيد", "Satisfaction"},
    {"section", "delivery", "ما ورد وما صدر وما لم يصل",
        "Letters taken in, sent and not delivered"},

    {"note", "courtesy",
        "المدة من ورود الرسالة إلى خروج الإشعار باستلامها. الوسيط: نصف الرسائل لم "
        "يتجاوزه، "
        "وكذلك تسع من كل عشر. والرسائل القديمة المدخلة لا يُرد عليها آلياً.",
        "Times run from the letter's receipt to the leaving of its acknowledgement. "
        "Median: half "
        "took no longer; nine in ten likewise. Old post that was entered is not "
        "acknowledged."},
    {"note", "information", "المدة من فتح الطلب إلى اكتماله، ومنها ما انتظر فيه مستندات.",
        "Times run from a request's opening to its completion, waiting for documents "
        "included."},
    {"note", "committee",
        "تُحسب المدة من اكتمال الطلب إلى خروج رسالة القرار، بريداً أو ورقاً. في المدة: بعد "
        "الحد الأدنى وقبل الموعد الموعود. ولا يُحسب قرار صُحِّح بقرار بعده.",
        "Times run from completion to the leaving of the letter, by mail or on paper. "
        "Within the period: not before the least period, not after the day promised. A "
        "decision that was corrected by another is not counted."},
    {"note", "satisfaction",
        "النتائج دون أسماء، ولا تُعرض إلا لأرباع كاملة من السنة انقضت مهلة الإجابة عنها، "
        "في كل منها عشر إجابات فأكثر، فلا تدل مقارنة فترة بأخرى على إجابة أحد. وتُحسب في "
        "يوم إرسال السؤال.",
        "Results are without names and of whole quarters of the year alone, in which "
        "nobody can answer any more and at least ten did, so that no period set against "
        "another tells what one person answered. They count on the day the question was "
        "sent."},
    {"note", "delivery", "ما لم يصل يُعرض في قائمته مع الخطوة التالية لكل منه.",
        "What was not delivered stands on its own list with the next step for each."},
    {"said", "hidden",
        "ليس في هذه الفترة ربع كامل من السنة انقضت مهلته وفيه عشر إجابات، فلا تُعرض "
        "نتائج.",
        "No whole quarter of the year in this period is over with ten answers, so no "
        "results are shown."},

    {"figure", "letters", "رسائل الأشخاص الواردة", "Letters of people"},
    {"figure", "requests_opened", "طلبات فُتحت", "Requests opened"},
    {"figure", "parties_added", "سجلات أُضيفت", "Records added"},
    {"figure", "contacts", "تواصل مقيّد بغير الرسائل", "Contacts other than letters"},
    {"figure", "enclosed", "وثائق أُرفقت", "Documents enclosed"},
    {"figure", "acknowledged", "رسائل أُشعر أصحابها باستلامها", "Letters acknowledged"},
    {"figure", "not_acknowledged", "رسائل لم يُشعر أصحابها", "Letters not acknowledged"},
    {"figure", "acknowledged_median_seconds", "مدة الإشعار (الوسيط)",
        "Time to acknowledge (median)"},
    {"figure", "acknowledged_p90_seconds", "مدة الإشعار (تسع من كل عشر)",
        "Time to acknowledge (nine in ten)"},
    {"figure", "acknowledged_target_seconds", "المدة المستهدفة للإشعار",
        "Time to acknowledge (target)"},
    {"figure", "acknowledged_within", "نسبة ما أُشعر به في المدة المستهدفة",
        "Share within the target"},
    {"figure", "answered", "استفسارات ونحوها أُجيب عنها",
        "Enquiries and the like answered"},
    {"figure", "answered_late", "منها ما تأخر عن موعده",
        "Of them after the day promised"},
    {"figure", "answered_median_seconds", "مدة الإجابة (الوسيط)",
        "Time to answer (median)"},
    {"figure", "answered_p90_seconds", "مدة الإجابة (تسع من كل عشر)",
        "Time to answer (nine in ten)"},
    {"figure", "overdue", "طلبات متأخرة الآن", "Requests overdue now"},
    {"figure", "completed", "طلبات اكتملت", "Requests completed"},
    {"figure", "completed_median_seconds", "مدة الاكتمال (الوسيط)",
        "Time to complete (median)"},
    {"figure", "completed_p90_seconds", "مدة الاكتمال (تسع من كل عشر)",
        "Time to complete (nine in ten)"},
    {"figure", "documents_asked", "خطابات طلب استكمال", "Letters asking for documents"},
    {"figure", "documents_reminded", "تذكيرات", "Reminders"},
    {"figure", "resting", "طلبات حُفظت مؤقتاً لعدم الرد", "Requests laid to rest"},
    {"figure", "documents_accepted", "مستندات دُقِّقت وقُبلت", "Documents checked, accepted"},
    {"figure", "documents_refused", "مستندات لم تُقبل", "Documents refused"},
    {"figure", "fields_agree", "بيانات طابقت المستندات",
        "Data that agree with documents"},
    {"figure", "fields_differ", "بيانات خالفت المستندات",
        "Data that differ from documents"},
    {"figure", "referred", "إحالات", "Referrals"},
    {"figure", "returned_in_time", "أُعيدت في موعدها", "Returned in time"},
    {"figure", "returned_late", "أُعيدت متأخرة", "Returned late"},
    {"figure", "referrals_open", "لم تُعد بعد", "Not returned yet"},
    {"figure", "referrals_overdue", "متأخرة الآن", "Overdue now"},
    {"figure", "declarations_accepted", "إقرارات دُقِّقت وقُبلت", "Declarations accepted"},
    {"figure", "declarations_refused", "إقرارات لم تُقبل", "Declarations refused"},
    {"figure", "declarations_waived", "طلبات أُعفيت من الإقرار", "Requests without one"},
    {"figure", "decided", "قرارات بالقبول أو الاعتذار", "Accepted or declined"},
    {"figure", "decided_median_seconds", "مدة القرار وتبليغه (الوسيط)",
        "Time to decide and tell (median)"},
    {"figure", "decided_p90_seconds", "مدة القرار وتبليغه (تسع من كل عشر)",
        "Time to decide and tell (nine in ten)"},
    {"figure", "decided_within", "نسبة ما بُلِّغ في مدته", "Share within the period"},
    {"figure", "registered", "مستفيدون سُجِّلوا", "Beneficiaries registered"},
    {"figure", "in_service", "طلبات بدأت خدمتها", "Services begun"},
    {"figure", "closed", "طلبات أُغلقت", "Requests closed"},
    {"figure", "notices", "إشعارات خرجت", "Notices that left"},
    {"figure", "surveys_sent", "أسئلة أُرسلت", "Questions sent"},
    {"figure", "surveys_answered", "إجابات وردت", "Answers"},
    {"figure", "response_rate", "نسبة الإجابة", "Share answered"},
    {"figure", "surveys_told", "إجابات تُعرض نتائجها", "Answers whose results are shown"},
    {"figure", "satisfaction_mean", "متوسط الرضا (من ٥)", "Mean (of 5)"},
    {"figure", "satisfied", "نسبة الراضين (٤ و٥)", "Share satisfied (4 and 5)"},
    {"figure", "taken", "ما ورد كله", "All that came in"},
    {"figure", "held", "منها رسائل تنتظر قراراً", "Of it, held for a person"},
    {"figure", "sent_mail", "رسائل إلكترونية خرجت", "Mails sent"},
    {"figure", "sent_paper", "خطابات ورقية سُلِّمت للبريد", "Letters posted"},
    {"figure", "mail_returned", "رسائل إلكترونية ارتدّت", "Mails returned (bounced)"},
    {"figure", "mail_refused", "رسائل إلكترونية لم يقبلها الخادم", "Mails not accepted"},
    {"figure", "paper_returned", "خطابات ورقية أُعيدت", "Letters on paper returned"},
    {"figure", "in_doubt", "رسائل لا يُعلم أخرجت أم لا", "Mails in doubt"},

    {"group", "letters_by_kind", "الرسائل بحسب الموضوع", "Letters by kind"},
    {"group", "requests_by_kind", "الطلبات المفتوحة بحسب النوع",
        "Requests opened, by kind"},
    {"group", "parties_by_kind", "السجلات المضافة بحسب الصفة", "Records added, by kind"},
    {"group", "by_channel", "بحسب القناة", "By channel"},
    {"group", "by_branch", "التواصل بحسب الفرع", "Contacts by branch"},
    {"group", "by_document", "بحسب الوثيقة", "By document"},
    {"group", "unacknowledged", "أسباب عدم الإشعار", "Why not acknowledged"},
    {"group", "answered_by_kind", "ما أُجيب عنه بحسب النوع", "Answered, by kind"},
    {"group", "overdue_by_kind", "المتأخر الآن بحسب النوع", "Overdue now, by kind"},
    {"group", "referred_to", "إلى من أُحيلت", "Referred to"},
    {"group", "timeliness", "القرارات من حيث المدة", "Decisions and their period"},
    {"group", "early_reasons", "أسباب ما قُرِّر قبل الحد الأدنى",
        "Reasons of the earlier ones"},
    {"group", "outcomes", "القرارات", "Decisions"},
    {"group", "accepted_by_kind", "القبول بحسب النوع", "Accepted, by kind"},
    {"group", "declined_by_kind", "الاعتذار بحسب النوع", "Declined, by kind"},
    {"group", "deferred_by_kind", "التأجيل بحسب النوع", "Deferred, by kind"},
    {"group", "notices_by_kind", "بحسب الإشعار", "By notice"},
    {"group", "ratings", "الإجابات", "Answers"},
    {"group", "taken_by_kind", "ما ورد بحسب نوعه", "What came in, by kind"},

    {"parties_by_kind", "applicant", "مقدّم طلب", "Applicant"},
    {"parties_by_kind", "beneficiary", "مستفيد", "Beneficiary"},
    {"parties_by_kind", "supporter", "داعم", "Supporter"},
    {"parties_by_kind", "volunteer", "متطوع", "Volunteer"},
    {"parties_by_kind", "branch", "فرع", "Branch"},
    {"parties_by_kind", "body", "جهة", "Organisation"},
    {"by_channel", "email", "البريد الإلكتروني", "E-mail"},
    {"by_channel", "scan", "الخطابات الورقية", "Letters on paper"},
    {"by_channel", "interview", "المقابلة", "Interview"},
    {"by_channel", "telephone", "الهاتف", "Telephone"},
    {"by_channel", "social_media", "التواصل الاجتماعي", "Social media"},
    {"by_channel", "letter", "خطاب سُلِّم باليد", "Letter handed over"},
    {"by_channel", "assistance_service", "خدمة طلب المساعدة",
        "Assistance-request service"},
    {"by_channel", "volunteer_service", "خدمة التطوع", "Volunteer service"},
    {"by_channel", "website", "الموقع الإلكتروني", "Website"},
    {"by_channel", "branch", "مندوبو الفروع", "Branch representatives"},
    {"unacknowledged", "quiet", "رسائل قديمة أُدخلت", "Old post that was entered"},
    {"unacknowledged", "waiting", "تنتظر الخروج", "Waiting to leave"},
    {"unacknowledged", "automatic_mail", "بريد آلي", "Automatic mail"},
    {"unacknowledged", "no_address", "لا عنوان لصاحبها", "No address"},
    {"unacknowledged", "ourselves", "من عناويننا", "From ourselves"},
    {"unacknowledged", "unauthenticated", "لم يثبت مصدرها", "Sender not authenticated"},
    {"unacknowledged", "cap", "قيل ما يكفي في يومه", "Enough was said that day"},
    {"unacknowledged", "loop", "مراسلة آلية متكررة", "A loop of machines"},
    {"unacknowledged", "no_sender", "لا عنوان للمكتب", "The office has no address"},
    {"unacknowledged", "disclosure", "لا يصح الإفصاح", "Not to be disclosed"},
    {"referred_to", "researcher", "الباحث الاجتماعي", "Social-research officer"},
    {"referred_to", "unit", "وحدة", "Unit"},
    {"referred_to", "branch", "فرع", "Branch"},
    {"timeliness", "early", "قبل الحد الأدنى، بسبب مقيّد", "Earlier, with a reason"},
    {"timeliness", "window", "في المدة", "Within the period"},
    {"timeliness", "late", "بعد الموعد الموعود", "After the day promised"},
    {"timeliness", "untold", "لم تخرج رسالتها بعد", "The letter has not left yet"},
    {"outcomes", "accepted", "قبول", "Accepted"},
    {"outcomes", "declined", "اعتذار", "Declined"},
    {"outcomes", "deferred", "تأجيل", "Deferred"},
    {"notices_by_kind", "progress", "إشعار بالمستجدات", "Progress"},
    {"notices_by_kind", "delay", "إشعار بتأخر", "Delay"},
    {"notices_by_kind", "missing_documents", "طلب مستندات", "Missing documents"},
    {"notices_by_kind", "reminder", "تذكير", "Reminder"},
    {"ratings", "5", "راضٍ جداً (٥)", "Very satisfied (5)"},
    {"ratings", "4", "راضٍ (٤)", "Satisfied (4)"},
    {"ratings", "3", "محايد (٣)", "Neutral (3)"},
    {"ratings", "2", "غير راضٍ (٢)", "Dissatisfied (2)"},
    {"ratings", "1", "غير راضٍ إطلاقاً (١)", "Very dissatisfied (1)"},
    {"taken_by_kind", "letter", "رسائل", "Letters"},
    {"taken_by_kind", "auto_reply", "ردود آلية", "Automatic replies"},
    {"taken_by_kind", "bounce", "رسائل مرتدة", "Bounces"},
    {"taken_by_kind", "delivery_notice", "إشعارات تسليم", "Delivery notices"},
    {"taken_by_kind", "feedback_report", "بلاغات مزوّدي البريد", "Feedback reports"},
    {"taken_by_kind", "list", "قوائم بريدية", "Mailing lists"},
    {"taken_by_kind", "read_receipt", "إشعارات قراءة", "Read receipts"},
    {"taken_by_kind", "own", "رسائلنا", "Our own mail"},
    {"taken_by_kind", "survey_answer", "إجابات الاستبانة", "Answers to the survey"},
};

const char *
report_word_find(const char *group, const char *key, const char *language)
{
    for (guint i = 0; i < G_N_ELEMENTS(words); i++)
        if (strcmp(words[i].group, group) == 0 && strcmp(words[i].key, key) == 0)
            return strcmp(language, "en") == 0 ? words[i].en : words[i].ar;
    return NULL;
}

const char *
report_word(const char *group, const char *key, const char *language)
{
    const char *found = report_word_find(group, key, language);
    return found != NULL ? found : key;
}
