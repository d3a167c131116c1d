/* pdf.c - the ledger for printing: which columns a register has, and what stands in them.
 *
 * Numbers and dates are digits joined by "/", which keep their order in either direction. Entries are
 * walked once to count the pages and once to draw them; those that come meanwhile are the next print's.
 */
#include "language/language.h"
#include "ledger/ledger.h"
#include "paper/paper.h"

#include <string.h>

enum { COLUMNS = 8, MOST_LINES = 6 };

static const double widths[COLUMNS] = {96, 84, 132, 168, 46, 74, 92, 78};

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
    const SheetColumn *columns;
    SheetTable *table;
    bool arabic;
    int passes, entries;
    int most;      /* entries there were when they were counted */
    GError *error; /* of walking; owned */
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
    if (out->passes > 1 && out->entries == out->most)
        return true;
    bool is_void = row->void_reason != NULL;
    g_autofree char *days = both_days(out, row->at);
    g_autofree char *whom = shown(row->whom);
    g_autofree char *subject =
        shown(ledger_subject(out->ledger, row, out->ledger->language));
    g_autofree char *enclosures = count(out, row->enclosures);
    g_autofree char *referred = shown(row->referred_to);
    g_autofree char *remarks = remark(out, row);
    const SheetCell cells[COLUMNS] = {
        {row->number, is_void, is_void},
        {days, is_void, false},
        {whom, is_void, false},
        {subject, is_void, false},
        {enclosures, is_void, false},
        {referred, is_void, false},
        {row->related, is_void, false},
        {remarks, false, false},
    };
    sheets_table_row(out->table, cells);
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

static void
draw(Sheets *sheets, gpointer user_data)
{
    static const char *const sign_ar[] = {"أمين السجل", "المراجع", "التاريخ", NULL};
    static const char *const sign_en[] = {"Kept by", "Checked by", "Date", NULL};
    PdfOut *out = user_data;
    out->passes++;
    out->most = out->entries;
    out->entries = 0;
    out->table = sheets_table_begin(sheets, out->columns, COLUMNS, MOST_LINES);
    if (out->error == NULL)
        ledger_walk(out->ledger, put_row, out, &out->error);
    sheets_table_end(out->table);
    sheets_signatures(sheets, out->arabic ? sign_ar : sign_en);
}

bool
ledger_pdf(const Ledger *ledger, FILE *to, int *entries, GError **error)
{
    bool arabic = strcmp(ledger->language, "en") != 0;
    g_autofree char *period = period_words(ledger);
    SheetColumn columns[COLUMNS];
    for (int i = 0; i < COLUMNS; i++) {
        const char *title = (arabic ? titles_ar : titles_en)[i];
        columns[i] = (SheetColumn){
            title != NULL ? title : whose[arabic][ledger->kind - REGISTER_INCOMING],
            widths[i], i == 0 || i == 1 || i == 4 || i == 6 ? SHEET_CENTRE : SHEET_START};
    }
    const SheetsPlan plan = {.language = arabic ? "ar" : "en",
        .title = ledger_name(ledger->kind, ledger->language),
        .subtitle = period,
        .office = ledger->office,
        .date_ms = ledger->printed_at,
        .landscape = true};
    PdfOut out = {.ledger = ledger, .columns = columns, .arabic = arabic};
    bool well = sheets_write(&plan, draw, &out, to, error);
    if (out.error != NULL) {
        if (error != NULL && *error == NULL)
            g_propagate_error(error, g_steal_pointer(&out.error));
        g_clear_error(&out.error);
        return false;
    }
    if (well && entries != NULL)
        *entries = out.entries;
    return well;
}
