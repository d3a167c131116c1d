/* csv.c - the ledger for spreadsheets.
 *
 * Words of letters come from outside: a cell that begins as a formula does gets an apostrophe before
 * it, which a spreadsheet shows as text and never computes.
 */
#include "language/language.h"
#include "ledger/ledger.h"

#include <string.h>

enum { RIYADH_OFFSET_MINUTES = 3 * 60 };

static const char header[] =
    "\xEF\xBB\xBFnumber,year,serial,registered_at,date_hijri,date_gregorian,party,file_"
    "no,"
    "subject,request_kind,medium,attachments,referred_to,related_number,void,void_reason,"
    "void_by,void_at\r\n";

typedef struct CsvOut {
    const Ledger *ledger;
    FILE *to;
    int entries;
} CsvOut;

/* Whether a spreadsheet would compute it: =, +, -, @ and their wide forms, behind whatever blanks. */
static bool
begins_formula(const char *text)
{
    static const char *const signs[] = {"=", "+", "-", "@", "＝", "＋", "－", "＠"};
    while (*text != '\0' && (g_ascii_isspace(*text) || (guchar)*text < ' '))
        text++;
    for (guint i = 0; i < G_N_ELEMENTS(signs); i++)
        if (g_str_has_prefix(text, signs[i]))
            return true;
    return false;
}

static void
put_cell(CsvOut *out, const char *text, bool last)
{
    g_autofree char *plain = text_strip_controls(text != NULL ? text : "");
    fputc('"', out->to);
    if (begins_formula(plain))
        fputc('\'', out->to);
    for (const char *p = plain; *p != '\0'; p++) {
        if (*p == '"')
            fputc('"', out->to);
        fputc(*p, out->to);
    }
    fputs(last ? "\"\r\n" : "\",", out->to);
}

static void
put_number(CsvOut *out, gint64 number)
{
    if (number >= 0)
        fprintf(out->to, "%" G_GINT64_FORMAT, number);
    fputc(',', out->to);
}

static char *
iso_day(gint64 instant_ms)
{
    Day day = day_gregorian(instant_ms);
    return g_strdup_printf("%04d-%02d-%02d", day.year, day.month, day.day);
}

static bool
write_failed(GError **error)
{
    return error_from_errno(error, DIWAN_ERROR_RETRY, "cannot write the ledger");
}

static bool
put_row(const RegisterRow *row, gpointer user_data, GError **error)
{
    CsvOut *out = user_data;
    g_autofree char *at = clock_rfc3339_offset(row->at, RIYADH_OFFSET_MINUTES);
    g_autofree char *hijri = day_hijri_short(row->at);
    g_autofree char *gregorian = iso_day(row->at);
    g_autofree char *void_at =
        row->void_at ? clock_rfc3339_offset(row->void_at, RIYADH_OFFSET_MINUTES) : NULL;
    put_cell(out, row->number, false);
    put_number(out, row->year);
    put_number(out, row->serial);
    put_cell(out, at, false);
    put_cell(out, hijri, false);
    put_cell(out, gregorian, false);
    put_cell(out, row->whom, false);
    put_cell(out, row->file_no, false);
    put_cell(out, row->subject, false);
    put_cell(out, row->request_kind, false);
    put_cell(out, row->medium, false);
    put_number(out, row->enclosures);
    put_cell(out, row->referred_to, false);
    put_cell(out, row->related, false);
    put_cell(out, row->void_reason != NULL ? "void" : NULL, false);
    put_cell(out, row->void_reason, false);
    put_cell(out, row->void_by, false);
    put_cell(out, void_at, true);
    out->entries++;
    return !ferror(out->to) || write_failed(error);
}

bool
ledger_csv(const Ledger *ledger, FILE *to, int *entries, GError **error)
{
    CsvOut out = {ledger, to, 0};
    fputs(header, to);
    if (!ledger_walk(ledger, put_row, &out, error))
        return false;
    if (fflush(to) != 0)
        return write_failed(error);
    if (entries != NULL)
        *entries = out.entries;
    return true;
}
