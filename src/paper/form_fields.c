/* form_fields.c - the fields of each form and version: where they are, what they hold.
 *
 * Printing and reading back share this table. A version that was ever printed is not changed:
 * filled sheets of it come back for years.
 */
#include "paper/inside.h"

#include <string.h>

#define CODE_PREFIX "DIWAN-FORM"
#define CELL 6.2
#define HIGH 8.0
#define TICK 5.0
#define LEFT 18.0
#define RIGHT 192.0

#define DIGITS(name, right, y, cells, check, ar, en) \
    { \
        name, FIELD_DIGITS, (right) - (cells)*CELL, y, (cells)*CELL, HIGH, cells, check, \
            ar, en \
    }
#define TEXT(name, left, right, y, high, ar, en) \
    { \
        name, FIELD_TEXT, left, y, (right) - (left), high, 0, FIELD_ANY, ar, en \
    }
#define TICKED(name, right, y, ar, en) \
    { \
        name, FIELD_TICK, (right)-TICK, y, TICK, TICK, 0, FIELD_ANY, ar, en \
    }

/* طلب دعم مستفيد */
static const PaperField support_request_1[] = {
    TEXT("full_name", LEFT, RIGHT, 59, HIGH, "الاسم الرباعي", "Full name"),
    DIGITS("national_id", RIGHT, 74, 10, FIELD_NATIONAL_ID, "رقم الهوية أو الإقامة",
        "National ID or iqama"),
    DIGITS(
        "birth_date", 122, 74, 8, FIELD_DAY_HIJRI, "الميلاد: يوم شهر سنة هجرية", "Born"),
    DIGITS("family_size", 50, 74, 2, FIELD_ANY, "عدد أفراد الأسرة", "Family"),
    DIGITS("mobile", RIGHT, 89, 10, FIELD_MOBILE, "رقم الجوال", "Mobile"),
    TEXT("email", LEFT, 122, 89, HIGH, "البريد الإلكتروني إن وُجد", "E-mail, if any"),
    DIGITS("iban", RIGHT, 104, 22, FIELD_IBAN, "رقم الحساب البنكي (آيبان) بعد SA",
        "Bank account (IBAN) after SA"),
    TEXT("city", 130, RIGHT, 119, HIGH, "المدينة", "City"),
    TEXT("address", LEFT, 122, 119, HIGH, "العنوان الوطني", "National Address"),
    TICKED("marital.single", RIGHT, 131, "أعزب", "single"),
    TICKED("marital.married", 155, 131, "متزوج", "married"),
    TICKED("marital.divorced", 118, 131, "مطلق", "divorced"),
    TICKED("marital.widowed", 81, 131, "أرمل", "widowed"),
    TICKED("kind.financial", RIGHT, 148, "مالي", "financial"),
    TICKED("kind.housing", 162, 148, "سكن", "housing"),
    TICKED("kind.medical", 132, 148, "علاج", "medical"),
    TICKED("kind.food", 102, 148, "غذاء", "food"),
    TICKED("kind.education", 74, 148, "تعليم", "education"),
    TICKED("kind.other", 43, 148, "غيره", "other"),
    DIGITS("monthly_income", RIGHT, 161, 6, FIELD_ANY, "الدخل الشهري", "Income, SAR"),
    DIGITS("monthly_rent", 122, 161, 6, FIELD_ANY, "الإيجار الشهري", "Rent, SAR"),
    TEXT("description", LEFT, RIGHT, 176, 34, "بيان الطلب", "What you ask for"),
    TICKED("document.identity", RIGHT, 220, "صورة الهوية", "identity card"),
    TICKED("document.family", 150, 220, "سجل الأسرة", "family register"),
    TICKED("document.income", 107, 220, "تعريف الدخل", "income"),
    TICKED("document.lease", 62, 220, "عقد الإيجار", "lease"),
    TICKED("declaration", RIGHT, 236, NULL, NULL),
    {"signature", FIELD_INK, 110, 261, 82, 15, 0, FIELD_ANY, "التوقيع", "Signature"},
    DIGITS("signed_on", 18 + 8 * CELL, 261, 8, FIELD_DAY_HIJRI, "التاريخ الهجري",
        "Hijri date"),
};

static const PaperForm forms[] = {
    {.name = "support-request",
        .version = 1,
        .fields = support_request_1,
        .n = G_N_ELEMENTS(support_request_1),
        .marks = {{10, 10}, {200, 10}, {200, 287}, {10, 287}},
        .mark_side = 5,
        .code_x = 16,
        .code_y = 14,
        .code_side = 30},
};

const PaperForm *
paper_form_find(const char *name, int version)
{
    const PaperForm *found = NULL;
    for (guint i = 0; i < G_N_ELEMENTS(forms); i++) {
        bool fits = version == 0 || forms[i].version == version;
        if (fits && g_ascii_strcasecmp(forms[i].name, name) == 0 &&
            (found == NULL || forms[i].version > found->version))
            found = &forms[i];
    }
    return found;
}

/* DIWAN-FORM/NAME/VERSION, or with /TOKEN behind. */
const PaperForm *
paper_form_of_code(const char *text, char **token)
{
    g_auto(GStrv) parts = g_strsplit(text, "/", 5);
    guint n = g_strv_length(parts);
    guint64 version = 0;
    *token = NULL;
    if ((n != 3 && n != 4) || strcmp(parts[0], CODE_PREFIX) != 0 ||
        !g_ascii_string_to_unsigned(parts[2], 10, 1, 1000, &version, NULL))
        return NULL;
    const PaperForm *form = paper_form_find(parts[1], (int)version);
    if (form != NULL && n == 4)
        *token = g_ascii_strdown(parts[3], -1);
    return form;
}

char *
paper_form_code(const PaperForm *form, const char *token)
{
    g_autofree char *name = g_ascii_strup(form->name, -1);
    g_autofree char *upper = token != NULL ? g_ascii_strup(token, -1) : NULL;
    return g_strdup_printf("%s/%s/%d%s%s", CODE_PREFIX, name, form->version,
        upper != NULL ? "/" : "", upper != NULL ? upper : "");
}
