/* pdf.c - the ledger for printing: which columns a register has, and what stands in them.
 *
 * Numbers and dates are digits joined by "/", which keep their order in either direction.
 */
#include "language/language.h"
#include "ledger/ledger.h"
#include "ledger/table.h"

#include <string.h>

enum { COLUMNS = 8 };

static const double widths[COLUMNS] = {82, 76, 138, 174, 46, 78, 84, 91.89};

static const char *const titles_ar[COLUMNS] = {
    "الرقم", "التاريخ", NULL, "الموضوع", "المرافقات", "أُحيل إلى", "رقم مرتبط", "ملحوظات"};
static const char *const titles_en[COLUMNS] = {
    "Number", "Date", NULL, "Subject", "Encl.", "Referred to", "Related no.", "Remarks"};
enum { KINDS = REGISTER_BENEFICIARY - REGISTER_INCOMING + 1 };
static const char *const whose[2][KINDS] = {
    {"From", "To", "Applicant", "With", "Beneficiary"},
    {"الوارد منه", "الصادر إليه", "مقدّم الطلب", "جرى التواصل مع", "المستفيد"}};

typedef struct PdfOut {
    const Ledger *ledger;
    Table *table;
    bool arabic;
    int entries;
    int most; /* entries to write; those that come meanwhile are the next print's */
} PdfOut;

/* ---- a row ---- */

static char *
both_days(const PdfOut *out, gint64 instant_ms)
{
    g_autofree char *hijri = day_hijri_short(instant_ms);
    g_autofree char *gregorian = day_gregorian_short(instant_ms);
    return g_strdup_printf(out->arabic ? "%sهـ\n%sم" : "%s AH\n%s", hijri, gregorian);
}

static char *
remark(const PdfOut *out, const RegisterRow *row)
{
    if (row->void_reason == NULL)
        return NULL;
    g_autofree char *day =
        out->arabic ? day_hijri_short(row->void_at) : day_gregorian_short(row->void_at);
    g_autofree char *reason = text_strip_controls(row->void_reason);
    return g_strdup_printf(out->arabic ? "ملغى: \u2068%s\u2069 (\u2068%s\u2069، %s)"
                                       : "Void: \u2068%s\u2069 (\u2068%s\u2069, %s)",
        reason, row->void_by, day);
}

static char *
count(const PdfOut *out, int number)
{
    g_autofree char *digits = number > 0 ? g_strdup_printf("%d", number) : NULL;
    if (digits == NULL)
        return NULL;
    return out->arabic ? text_arabic_digits(digits) : g_steal_pointer(&digits);
}

static char *
shown(const char *text)
{
    return text != NULL ? text_strip_controls(text) : NULL;
}

static bool
put_row(const RegisterRow *row, gpointer user_data, GError **error)
{
    (void)error;
    PdfOut *out = user_data;
    if (out->most > 0 && out->entries == out->most)
        return true;
    bool is_void = row->void_reason != NULL;
    g_autofree char *days = both_days(out, row->at);
    g_autofree char *whom = shown(row->whom);
    g_autofree char *subject =
        shown(ledger_subject(out->ledger, row, out->ledger->language));
    g_autofree char *enclosures = count(out, row->enclosures);
    g_autofree char *referred = shown(row->referred_to);
    g_autofree char *remarks = remark(out, row);
    const TableCell cells[COLUMNS] = {
        {row->number, is_void, is_void},
        {days, is_void, false},
        {whom, is_void, false},
        {subject, is_void, false},
        {enclosures, is_void, false},
        {referred, is_void, false},
        {row->related, is_void, false},
        {remarks, false, false},
    };
    table_row(out->table, cells);
    out->entries++;
    return true;
}

/* ---- the whole ---- */

static char *
period_words(const Ledger *ledger)
{
    gint64 last = MAX(ledger->from, ledger->to - 1);
    const char *language = ledger->language;
    g_autofree char *from_h = day_hijri_words(ledger->from, language);
    g_autofree char *from_g = day_gregorian_words(ledger->from, language);
    g_autofree char *to_h = day_hijri_words(last, language);
    g_autofree char *to_g = day_gregorian_words(last, language);
    return g_strdup_printf(strcmp(language, "en") == 0 ? "From %s (%s) to %s (%s)"
                                                       : "من %s (%s) إلى %s (%s)",
        from_h, from_g, to_h, to_g);
}

static char *
printed_words(const Ledger *ledger)
{
    g_autofree char *hijri = day_hijri_short(ledger->printed_at);
    g_autofree char *gregorian = day_gregorian_short(ledger->printed_at);
    return g_strdup_printf(strcmp(ledger->language, "en") == 0
                               ? "Printed %s AH, %s"
                               : "طُبع في %sهـ الموافق %sم",
        hijri, gregorian);
}

/* Once over the period: measured when to is NULL, else drawn. */
static bool
pass(const Ledger *ledger, const TablePlan *plan, FILE *to, int *pages, int *entries,
    GError **error)
{
    static const char *const sign_ar[] = {"أمين السجل", "المراجع", "التاريخ", NULL};
    static const char *const sign_en[] = {"Kept by", "Checked by", "Date", NULL};
    PdfOut out = {ledger, table_new(plan, to, *pages), plan->rtl, 0, *entries};
    bool well = ledger_walk(ledger, put_row, &out, error);
    if (well)
        table_signatures(out.table, plan->rtl ? sign_ar : sign_en);
    *entries = out.entries;
    return table_end(out.table, pages, well ? error : NULL) && well;
}

bool
ledger_pdf(const Ledger *ledger, FILE *to, int *entries, GError **error)
{
    bool arabic = strcmp(ledger->language, "en") != 0;
    g_autofree char *period = period_words(ledger);
    g_autofree char *printed = printed_words(ledger);
    TableColumn columns[COLUMNS];
    for (int i = 0; i < COLUMNS; i++) {
        const char *title = (arabic ? titles_ar : titles_en)[i];
        columns[i] = (TableColumn){
            title != NULL ? title : whose[arabic][ledger->kind - REGISTER_INCOMING],
            widths[i], i == 0 || i == 1 || i == 4 || i == 6};
    }
    TablePlan plan = {arabic, ledger->office, ledger_name(ledger->kind, ledger->language),
        period, printed, columns, COLUMNS};
    int pages = 0, found = 0;
    if (!pass(ledger, &plan, NULL, &pages, &found, error) ||
        !pass(ledger, &plan, to, &pages, &found, error))
        return false;
    if (entries != NULL)
        *entries = found;
    return true;
}
