/* ledger.c - the entries of a register, one after the other, and what they are called. */
#include "ledger/ledger.h"

#include <string.h>

enum { ROWS_AT_A_TIME = 500 };

const char *
ledger_name(int kind, const char *language)
{
    static const char *const ar[] = {
        "سجل الوارد", "سجل الصادر", "سجل الطلبات", "سجل التواصل", "سجل المستفيدين"};
    static const char *const en[] = {"Register of incoming letters",
        "Register of outgoing letters", "Register of requests", "Register of contacts",
        "Register of beneficiaries"};
    g_assert(kind >= REGISTER_INCOMING && kind <= REGISTER_BENEFICIARY);
    int at = kind - REGISTER_INCOMING;
    return strcmp(language, "en") == 0 ? en[at] : ar[at];
}

const char *
ledger_subject(const Ledger *ledger, const RegisterRow *row, const char *language)
{
    bool named = row->subject != NULL && *row->subject != '\0';
    if (row->request_kind != NULL && (!named || row->kind == REGISTER_REQUEST))
        return kinds_name(ledger->kinds, row->request_kind, language);
    return named ? row->subject : "";
}

bool
ledger_walk(const Ledger *ledger, LedgerFunc each, gpointer user_data, GError **error)
{
    RegisterFilter filter = {.kind = ledger->kind,
        .from = ledger->from,
        .to = ledger->to,
        .limit = ROWS_AT_A_TIME,
        .reader = ledger->reader};
    for (int seen = 0;; seen += ROWS_AT_A_TIME) {
        g_autoptr(GPtrArray) rows = store_register_rows(ledger->store, &filter, error);
        if (rows == NULL)
            return false;
        if (ledger->most > 0 && seen + (int)rows->len > ledger->most) {
            g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
                "the period has more than %d entries: take a shorter one", ledger->most);
            return false;
        }
        for (guint i = 0; i < rows->len; i++)
            if (!each(rows->pdata[i], user_data, error))
                return false;
        if (rows->len < ROWS_AT_A_TIME)
            return true;
        const RegisterRow *last = rows->pdata[rows->len - 1];
        filter.after_at = last->at;
        filter.after_year = last->year;
        filter.after_serial = last->serial;
    }
}
