/* register.c - the registers: a period of one of them, the same as table and ledger to take away, and
 * voiding a number.
 *
 * Days are read in either calendar. One thread serves all visits, so what is taken away here is short;
 * longer periods are written by `diwan register`.
 */
#include "web/inside.h"

#include "language/language.h"
#include "ledger/ledger.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_CSV_ROWS = 50000, MOST_PDF_ROWS = 500, MOST_REASON_BYTES = 500 };

static const char *const kinds[] = {
    "incoming", "outgoing", "requests", "contacts", "beneficiaries"};

/* What is asked for: a register, a period as written, and a place in it. */
typedef struct Asked {
    Ledger ledger;
    const char *kind;
    const char *suffix; /* of the word behind the kind: "", ".csv", ".pdf" */
    Period period;
} Asked;

static void
asked_clear(Asked *asked)
{
    period_clear(&asked->period);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Asked, asked_clear)

/* false when the word names no register. */
static bool
read_asked(Visit *visit, Asked *asked)
{
    const Config *config = visit->web->diwan->config;
    const char *language = words_language(visit->words);
    bool arabic = g_str_equal(language, "ar");
    gint64 now = clock_now_ms();
    int kind = 0;
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (g_str_has_prefix(visit->word, kinds[i])) {
            kind = REGISTER_INCOMING + (int)i;
            asked->kind = kinds[i];
            asked->suffix = visit->word + strlen(kinds[i]);
        }
    if (kind == 0)
        return false;
    asked->ledger = (Ledger){.store = visit->web->diwan->store,
        .kinds = visit->web->kinds,
        .language = language,
        .office = arabic || !config->office_name_en ? config->office_name
                                                    : config->office_name_en,
        .kind = kind,
        .printed_at = now,
        .reader = visit->staff->login};
    period_read(visit, &asked->period);
    asked->ledger.from = asked->period.begin;
    asked->ledger.to = asked->period.end;
    return true;
}

/* ---- the page ---- */

static JsonObject *
show_row(Visit *visit, const Ledger *ledger, const RegisterRow *row)
{
    JsonObject *shown = json_object_new();
    show_text(shown, "number", row->number);
    show_instant(visit, shown, "at", row->at);
    show_text(shown, "whom", row->whom);
    show_text(shown, "file_no", row->file_no);
    const char *subject = ledger_subject(ledger, row, ledger->language);
    show_text(shown, "subject", *subject != '\0' ? subject : NULL);
    if (row->enclosures > 0)
        show_take(shown, "enclosures", words_number(visit->words, row->enclosures));
    show_text(shown, "referred", row->referred_to);
    show_text(shown, "related", row->related);
    show_text(shown, "void_reason", row->void_reason);
    show_text(shown, "void_by", row->void_by);
    if (row->void_reason != NULL)
        show_instant(visit, shown, "void_at", row->void_at);
    if (row->letter_id > 0)
        json_object_set_int_member(shown, "letter", row->letter_id);
    return shown;
}

/* "INSTANT-1448-50": behind that entry. */
static void
read_place(Visit *visit, RegisterFilter *filter)
{
    g_autofree char *after = visit_query(visit, "after");
    int year = 0, end = 0;
    gint64 at = 0, serial = 0;
    if (sscanf(after, "%15" G_GINT64_FORMAT "-%4d-%12" G_GINT64_FORMAT "%n", &at, &year,
            &serial, &end) < 3 ||
        after[end] != '\0')
        return;
    filter->after_at = at;
    filter->after_year = year;
    filter->after_serial = serial;
}

static void
add_rows(Visit *visit, const Asked *asked, JsonObject *model, GPtrArray *rows)
{
    JsonArray *shown = json_array_new();
    for (guint i = 0; i < MIN(rows->len, PAGE_ROWS); i++)
        json_array_add_object_element(
            shown, show_row(visit, &asked->ledger, rows->pdata[i]));
    json_object_set_array_member(model, "rows", shown);
    if (rows->len > PAGE_ROWS) {
        const RegisterRow *last = rows->pdata[PAGE_ROWS - 1];
        show_take(model, "after",
            g_strdup_printf("%" G_GINT64_FORMAT "-%d-%" G_GINT64_FORMAT, last->at,
                last->year, last->serial));
    }
}

static void
add_registers(Visit *visit, const Asked *asked, JsonObject *model)
{
    JsonArray *registers = json_array_new();
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
        JsonObject *one = json_object_new();
        show_text(one, "name", kinds[i]);
        show_text(one, "label",
            ledger_name(REGISTER_INCOMING + (int)i, words_language(visit->words)));
        json_object_set_boolean_member(one, "here", g_str_equal(kinds[i], asked->kind));
        json_array_add_object_element(registers, one);
    }
    json_object_set_array_member(model, "registers", registers);
}

static void
render(Visit *visit, const Asked *asked)
{
    g_autoptr(GError) error = NULL;
    RegisterFilter filter = {.kind = asked->ledger.kind,
        .from = asked->ledger.from,
        .to = asked->period.trouble == NULL ? asked->ledger.to : asked->ledger.from,
        .limit = PAGE_ROWS + 1,
        .reader = asked->ledger.reader};
    read_place(visit, &filter);
    g_autoptr(GPtrArray) rows = store_register_rows(asked->ledger.store, &filter, &error);
    if (rows == NULL) {
        page_error(visit, error);
        return;
    }
    JsonObject *model = json_object_new();
    add_registers(visit, asked, model);
    show_text(model, "kind", asked->kind);
    show_text(model, "caption", ledger_name(asked->ledger.kind, asked->ledger.language));
    period_show(visit, &asked->period, model);
    add_rows(visit, asked, model, rows);
    page_render(visit, asked->period.trouble == NULL ? MHD_HTTP_OK : MHD_HTTP_BAD_REQUEST,
        "register", "register", model);
}

/* ---- to take away ---- */

static void
answer_ledger(Visit *visit, Asked *asked)
{
    bool pdf = g_str_equal(asked->suffix, ".pdf");
    g_autoptr(GError) error = NULL;
    FILE *to = tmpfile();
    asked->ledger.most = pdf ? MOST_PDF_ROWS : MOST_CSV_ROWS;
    bool well =
        to != NULL && (pdf ? ledger_pdf : ledger_csv)(&asked->ledger, to, NULL, &error);
    if (to == NULL)
        error_from_errno(&error, DIWAN_ERROR_RETRY, "cannot make a file");
    if (!well) {
        if (to != NULL)
            fclose(to);
        if (error->code == DIWAN_ERROR_REFUSED)
            page_problem(visit, MHD_HTTP_BAD_REQUEST, "too_many");
        else
            page_error(visit, error);
        return;
    }
    int fd = dup(fileno(to));
    fclose(to);
    g_autofree char *name = g_strdup_printf("register-%s", visit->word);
    answer_file(visit, fd,
        pdf ? "application/pdf" : "text/csv; charset=utf-8; header=present", name);
}

void
page_register(Visit *visit)
{
    g_auto(Asked) asked = {0};
    bool known = read_asked(visit, &asked);
    if (!known || (*asked.suffix != '\0' && !g_str_equal(asked.suffix, ".csv") &&
                      !g_str_equal(asked.suffix, ".pdf")))
        page_problem(visit, MHD_HTTP_NOT_FOUND, "not_found");
    else if (*asked.suffix == '\0' || asked.period.trouble != NULL)
        render(visit, &asked);
    else
        answer_ledger(visit, &asked);
}

/* ---- voiding ---- */

void
page_void_post(Visit *visit)
{
    g_autoptr(GError) error = NULL;
    const char *reason = visit_field(visit, "reason");
    g_autofree char *number = register_number_parse(visit_field(visit, "number"));
    g_autoptr(RegisterRow) row = number != NULL
                                     ? store_register_get_for(visit->web->diwan->store,
                                           number, visit->staff->login, NULL)
                                     : NULL;
    if (row != NULL && row->hidden)
        page_problem(visit, MHD_HTTP_FORBIDDEN, "not_yours");
    else if (number == NULL || *reason == '\0' || strlen(reason) > MOST_REASON_BYTES)
        page_problem(visit, MHD_HTTP_BAD_REQUEST, "malformed");
    else if (store_register_void(
                 visit->web->diwan->store, number, visit->staff->login, reason, &error)) {
        g_autofree char *to = g_strdup_printf(
            "/register/%s?said=voided", kinds[(number[0] - '1') % G_N_ELEMENTS(kinds)]);
        answer_redirect(visit, to);
    } else if (error->code == DIWAN_ERROR_REFUSED)
        page_problem(visit, MHD_HTTP_CONFLICT, "not_voided");
    else
        page_error(visit, error);
}
