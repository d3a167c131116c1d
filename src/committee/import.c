/* import.c - a table of decisions into an open session: every row, or none with the reason for each that is refused.
 *
 * The whole table is read and judged before anything is written; then it is written at once. Requests that
 * wait for the committee are fetched together; only for a row that names another is it asked which.
 */
#include "committee/inside.h"

#include "language/language.h"

#include <string.h>

typedef struct Import {
    Judge judge;
    CommitteeImport *result;
    GHashTable *cases;   /* of CommitteeCase, owned, by number */
    GHashTable *lines;   /* of line numbers, by number: a request stands once */
    GHashTable *entered; /* numbers that have a decision in the session */
    GPtrArray *rows;     /* of TableRow, owned: good ones */
} Import;

static void
refusal_free(CommitteeRefusal *refusal)
{
    g_free(refusal->request_no);
    g_free(refusal->why);
    g_free(refusal);
}

void
committee_import_clear(CommitteeImport *import)
{
    g_clear_pointer(&import->refusals, g_ptr_array_unref);
}

static void
import_clear(Import *import)
{
    judge_clear(&import->judge);
    g_clear_pointer(&import->cases, g_hash_table_unref);
    g_clear_pointer(&import->lines, g_hash_table_unref);
    g_clear_pointer(&import->entered, g_hash_table_unref);
    g_clear_pointer(&import->rows, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Import, import_clear)

/* ---- gathering ---- */

static bool
gather_cases(Import *import, Store *store, GError **error)
{
    g_autoptr(GPtrArray) ready = store_committee_ready(store, error);
    import->cases = g_hash_table_new_full(
        g_str_hash, g_str_equal, NULL, (GDestroyNotify)committee_case_free);
    for (guint i = 0; ready != NULL && i < ready->len; i++) {
        CommitteeCase *one = ready->pdata[i];
        g_hash_table_insert(import->cases, one->number, one);
    }
    if (ready != NULL)
        g_ptr_array_set_free_func(ready, NULL);
    return ready != NULL;
}

static bool
gather_entered(Import *import, Store *store, gint64 session_id, GError **error)
{
    g_autoptr(GPtrArray) decisions = store_decisions_of(store, session_id, 0, error);
    import->entered = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; decisions != NULL && i < decisions->len; i++) {
        const CommitteeDecision *decision = decisions->pdata[i];
        g_hash_table_add(import->entered, g_strdup(decision->request_no));
    }
    return decisions != NULL;
}

/* ---- judging ---- */

static void
refuse_row(Import *import, const TableRow *row, char *take_why)
{
    CommitteeRefusal *refusal = g_new0(CommitteeRefusal, 1);
    refusal->line = row->line;
    refusal->request_no = g_strdup(row->number != NULL ? row->number : row->written);
    refusal->why = take_why;
    g_ptr_array_add(import->result->refusals, refusal);
}

/* A request that does not wait: found, so that the reason can be told. */
static bool
case_of(Import *import, const char *number, CommitteeCase **about, GError **error)
{
    Store *store = import->judge.desk->store;
    g_autoptr(GError) failure = NULL;
    *about = g_hash_table_lookup(import->cases, number);
    gint64 id = *about == NULL ? store_request_by_number(store, number) : 0;
    if (id == 0)
        return true;
    *about = store_committee_case(store, id, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    if (*about != NULL)
        g_hash_table_insert(import->cases, (*about)->number, *about);
    return true;
}

static void
count_row(Import *import, const CommitteeCase *about, const TableRow *row)
{
    const CommitteeDecision *decision = row->decision;
    CommitteeImport *result = import->result;
    gint64 now = committee_now(import->judge.act);
    result->rows++;
    result->decided[decision->outcome]++;
    result->replaced += g_hash_table_contains(import->entered, row->number);
    result->early += about->earliest_at > now && text_is_blank(decision->early_reason);
}

static bool
judge_row(Import *import, TableRow *take_row, GError **error)
{
    g_autoptr(TableRow) row = take_row;
    CommitteeCase *about = NULL;
    char *why = g_steal_pointer(&row->why);
    int before = row->number != NULL
                     ? GPOINTER_TO_INT(g_hash_table_lookup(import->lines, row->number))
                     : 0;
    if (why == NULL && before != 0)
        why = g_strdup_printf("the request stands in line %d already", before);
    if (why == NULL && !case_of(import, row->number, &about, error))
        return false;
    if (why == NULL && about == NULL)
        why = g_strdup("there is no request with this number");
    if (why == NULL && !judge_decision(&import->judge, about, row->decision, &why, error))
        return false;
    if (row->number != NULL && before == 0)
        g_hash_table_insert(
            import->lines, g_strdup(row->number), GINT_TO_POINTER(row->line));
    if (why != NULL) {
        refuse_row(import, row, why);
        return true;
    }
    count_row(import, about, row);
    g_ptr_array_add(import->rows, g_steal_pointer(&row));
    return true;
}

/* ---- entering ---- */

static bool
enter_rows(Import *import, GError **error)
{
    for (guint i = 0; i < import->rows->len; i++) {
        TableRow *row = import->rows->pdata[i];
        const CommitteeCase *about = g_hash_table_lookup(import->cases, row->number);
        if (!judge_enter(&import->judge, about, row->decision, error))
            return false;
    }
    return true;
}

static bool
read_and_enter(Import *import, Table *table, GError **error)
{
    TableRow *row;
    while ((row = table_next(table)) != NULL)
        if (!judge_row(import, row, error))
            return false;
    guint refused = import->result->refusals->len;
    if (refused > 0)
        return committee_refuse(
            error, "%u of %u rows are refused", refused, refused + import->rows->len);
    if (import->rows->len == 0)
        return committee_refuse(error, "the table has no decision");
    return enter_rows(import, error);
}

bool
committee_import(const Desk *desk, gint64 session_id, GBytes *bytes, const Act *act,
    CommitteeImport *result, GError **error)
{
    Store *store = desk->store;
    g_auto(Import) import = {.result = result};
    *result = (CommitteeImport){
        .refusals = g_ptr_array_new_with_free_func((GDestroyNotify)refusal_free)};
    import.rows = g_ptr_array_new_with_free_func((GDestroyNotify)table_row_free);
    import.lines = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(Table) table = table_open(bytes, error);
    if (table == NULL || !committee_may(desk, "committee", act, error) ||
        !store_begin(store, error))
        return false;
    g_autoptr(CommitteeSession) session = committee_session_open(desk, session_id, error);
    bool well = session != NULL && judge_open(&import.judge, desk, session, act, error) &&
                gather_cases(&import, store, error) &&
                gather_entered(&import, store, session_id, error) &&
                read_and_enter(&import, table, error) && store_commit(store, error);
    if (!well)
        store_rollback(store);
    return well;
}
