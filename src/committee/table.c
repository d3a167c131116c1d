/* table.c - a table of decisions as people keep it: its columns by their headers, a decision a row.
 *
 * What a cell says is checked here; whether the decision may be entered is judge.c's to say. Columns that
 * are not known are left alone: people keep names and file numbers beside the decisions.
 */
#include "committee/inside.h"

#include "language/language.h"

#include <string.h>

typedef enum {
    COLUMN_REQUEST,
    COLUMN_DECISION,
    COLUMN_CODE,
    COLUMN_REASON,
    COLUMN_CONDITIONS,
    COLUMN_NEXT_STEP,
    COLUMN_CONTACT_BY,
    COLUMN_AMOUNT,
    COLUMN_ALTERNATIVES,
    COLUMN_NEEDED,
    COLUMN_NEXT_SESSION,
    COLUMN_EARLY,
    COLUMN_NOTES,
    COLUMN_COUNT,
} Column;

/* What people write above a column, as text_key makes it. */
static const char *const column_headers[COLUMN_COUNT] = {
    [COLUMN_REQUEST] =
        "|request|requestnumber|requestno|number|رقمالطلب|الطلب|طلب|الرقم|",
    [COLUMN_DECISION] = "|decision|outcome|القرار|قرار|قراراللجنه|",
    [COLUMN_CODE] = "|reasoncode|code|رمزالسبب|الرمز|",
    [COLUMN_REASON] = "|reason|reasonforletter|reasonfortheletter|السبب|سببالقرار|"
                      "السببفيالخطاب|سببالخطاب|",
    [COLUMN_CONDITIONS] = "|conditions|condition|الشروط|شروط|شروطالموافقه|",
    [COLUMN_NEXT_STEP] = "|nextstep|step|المطلوب|الخطوهالتاليه|",
    [COLUMN_CONTACT_BY] = "|contactby|by|قبل|فيموعداقصاه|موعدالمراجعه|",
    [COLUMN_AMOUNT] = "|amount|المبلغ|مبلغالدعم|",
    [COLUMN_ALTERNATIVES] = "|alternatives|البدائل|جهاتاخري|",
    [COLUMN_NEEDED] = "|needed|النواقص|المستنداتالمطلوبه|",
    [COLUMN_NEXT_SESSION] = "|nextsession|until|الجلسهالقادمه|تاريخالعرضالقادم|يوجلالي|",
    [COLUMN_EARLY] = "|earlyreason|سببالتعجيل|سببالتبكير|",
    [COLUMN_NOTES] = "|notes|note|ملاحظات|ملحوظات|ملاحظاتداخليه|ملحوظاتداخليه|",
};

/* In the order of CommitteeOutcome. */
static const char *const outcome_words[] = {
    "|accept|accepted|approve|approved|قبول|مقبول|مقبوله|موافقه|موافق|الموافقه|",
    "|decline|declined|reject|rejected|اعتذار|رفض|مرفوض|مرفوضه|الاعتذار|",
    "|defer|deferred|postpone|postponed|تاجيل|موجل|موجله|التاجيل|",
};

#define MOST_WORDS_BYTES 1000

struct Table {
    Csv *csv;
    int columns[COLUMN_COUNT]; /* of the table; -1: it has none */
    GPtrArray *fields;         /* of char, owned: of the row that was read last */
};

/* ---- the table ---- */

static void
read_columns(Table *table)
{
    for (int column = 0; column < COLUMN_COUNT; column++)
        table->columns[column] = -1;
    for (guint i = 0; i < table->fields->len; i++) {
        g_autofree char *key = text_key(table->fields->pdata[i]);
        for (int column = 0; column < COLUMN_COUNT; column++)
            if (table->columns[column] < 0 && strlen(key) > 2 &&
                strstr(column_headers[column], key) != NULL)
                table->columns[column] = (int)i;
    }
}

static bool
read_header(Table *table, GError **error)
{
    int line = 1;
    const char *reason = "the table is empty";
    CsvResult result = csv_next(table->csv, table->fields, &line, &reason);
    if (result != CSV_ROW)
        return committee_refuse(error, "line %d: %s", line, reason);
    read_columns(table);
    if (table->columns[COLUMN_REQUEST] >= 0 && table->columns[COLUMN_DECISION] >= 0)
        return true;
    return committee_refuse(error,
        "line %d: the first row must name the columns, request_number and decision among "
        "them (رقم الطلب، القرار)",
        line);
}

Table *
table_open(GBytes *bytes, GError **error)
{
    g_autoptr(Table) table = g_new0(Table, 1);
    table->fields = g_ptr_array_new_with_free_func(g_free);
    table->csv = csv_open(bytes, error);
    return table->csv != NULL && read_header(table, error) ? g_steal_pointer(&table)
                                                           : NULL;
}

void
table_close(Table *table)
{
    if (table == NULL)
        return;
    csv_close(table->csv);
    g_ptr_array_unref(table->fields);
    g_free(table);
}

/* ---- cells ---- */

static const char *
cell(const Table *table, Column column)
{
    int i = table->columns[column];
    return i >= 0 && i < (int)table->fields->len ? table->fields->pdata[i] : "";
}

/* One line of words; NULL when the cell is empty. */
static bool
read_words(const Table *table, Column column, const char *what, char **words, char **why)
{
    g_autofree char *plain = text_strip_controls(cell(table, column));
    if (strlen(plain) > MOST_WORDS_BYTES) {
        *why = g_strdup_printf("the %s is longer than %d bytes", what, MOST_WORDS_BYTES);
        return false;
    }
    if (*g_strstrip(plain) != '\0')
        *words = g_steal_pointer(&plain);
    return true;
}

/* Items are parted by semicolons of either script, or stand in lines. */
static bool
read_list(const Table *table, Column column, const char *what, char **list, char **why)
{
    g_autofree char *latin = NULL;
    g_auto(GStrv) arabic = g_strsplit(cell(table, column), "؛", -1);
    latin = g_strjoinv(";", arabic);
    g_auto(GStrv) items = g_strsplit_set(latin, ";\r\n", -1);
    g_autoptr(GString) lines = g_string_new(NULL);
    for (char **item = items; *item != NULL; item++) {
        g_autofree char *plain = text_strip_controls(*item);
        if (*g_strstrip(plain) != '\0')
            g_string_append_printf(lines, "%s%s", lines->len > 0 ? "\n" : "", plain);
    }
    if (lines->len > MOST_WORDS_BYTES) {
        *why = g_strdup_printf("the %s are longer than %d bytes", what, MOST_WORDS_BYTES);
        return false;
    }
    if (lines->len > 0)
        *list = g_strdup(lines->str);
    return true;
}

static bool
read_day(const Table *table, Column column, gint64 *instant, char **why)
{
    const char *text = cell(table, column);
    if (*text == '\0')
        return true;
    *why = day_read(text, "en", instant);
    return *why == NULL;
}

bool
committee_outcome_said(const char *text, CommitteeOutcome *outcome)
{
    g_autofree char *key = g_utf8_validate(text, -1, NULL) ? text_key(text) : NULL;
    for (guint i = 0; key != NULL && i < G_N_ELEMENTS(outcome_words); i++)
        if (strlen(key) > 2 && strstr(outcome_words[i], key) != NULL) {
            *outcome = (CommitteeOutcome)i;
            return true;
        }
    return false;
}

static bool
read_outcome(const Table *table, CommitteeOutcome *outcome, char **why)
{
    const char *text = cell(table, COLUMN_DECISION);
    if (committee_outcome_said(text, outcome))
        return true;
    *why = *text == '\0'
               ? g_strdup("the decision is missing")
               : g_strdup_printf("'%s' is no decision: write accept, decline or defer "
                                 "(قبول، اعتذار، تأجيل)",
                     text);
    return false;
}

/* Codes are of small letters and hyphens, however they were typed. */
static bool
read_code(const Table *table, char **code, char **why)
{
    g_autofree char *words = NULL;
    if (!read_words(table, COLUMN_CODE, "reason code", &words, why))
        return false;
    *code = words != NULL ? g_ascii_strdown(words, -1) : NULL;
    return true;
}

static bool
read_number(TableRow *row)
{
    if (*row->written == '\0')
        row->why = g_strdup("the request number is missing");
    else if ((row->number = register_number_parse(row->written)) == NULL)
        row->why = g_strdup("this is no number of the register: a digit is wrong, its "
                            "check digit does not fit");
    else if (!g_str_has_prefix(row->number, "3/"))
        row->why = g_strdup("this is no request's number, which begins with 3/");
    return row->why == NULL;
}

static bool
read_decision(const Table *table, CommitteeDecision *d, char **why)
{
    return read_outcome(table, &d->outcome, why) &&
           read_code(table, &d->reason_code, why) &&
           read_words(table, COLUMN_REASON, "reason", &d->reason, why) &&
           read_list(table, COLUMN_CONDITIONS, "conditions", &d->conditions, why) &&
           read_words(table, COLUMN_NEXT_STEP, "next step", &d->next_step, why) &&
           read_day(table, COLUMN_CONTACT_BY, &d->contact_by, why) &&
           read_words(table, COLUMN_AMOUNT, "amount", &d->amount, why) &&
           read_list(table, COLUMN_ALTERNATIVES, "alternatives", &d->alternatives, why) &&
           read_list(table, COLUMN_NEEDED, "needed documents", &d->needed, why) &&
           read_day(table, COLUMN_NEXT_SESSION, &d->next_at, why) &&
           read_words(table, COLUMN_EARLY, "reason for an early outcome",
               &d->early_reason, why) &&
           read_list(table, COLUMN_NOTES, "notes", &d->notes, why);
}

void
table_row_free(TableRow *row)
{
    if (row == NULL)
        return;
    g_free(row->written);
    g_free(row->number);
    committee_decision_free(row->decision);
    g_free(row->why);
    g_free(row);
}

TableRow *
table_next(Table *table)
{
    g_autoptr(TableRow) row = g_new0(TableRow, 1);
    const char *reason = NULL;
    CsvResult result = csv_next(table->csv, table->fields, &row->line, &reason);
    if (result == CSV_END)
        return NULL;
    if (result == CSV_BAD) {
        row->written = g_strdup("");
        row->why = g_strdup(reason);
        return g_steal_pointer(&row);
    }
    row->written = text_strip_controls(cell(table, COLUMN_REQUEST));
    g_autoptr(CommitteeDecision) decision = committee_decision_new();
    if (read_number(row) && read_decision(table, decision, &row->why))
        row->decision = g_steal_pointer(&decision);
    return g_steal_pointer(&row);
}
