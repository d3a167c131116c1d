/* arrived.c - documents that came with a letter: noted as received, for a person to look at. */
#include "office/inside.h"

#include <string.h>

static bool
is_wanted(const Checklist *list, const char *document)
{
    for (guint i = 0; i < list->rows->len; i++) {
        const ChecklistRow *row = list->rows->pdata[i];
        if (strcmp(row->rule->document, document) == 0)
            return strcmp(row->state, "received") != 0 &&
                   strcmp(row->state, "accepted") != 0;
    }
    return false;
}

bool
request_documents_came(const Desk *desk, gint64 request_id, const Letter *letter,
    GPtrArray *documents, gint64 now, GError **error)
{
    g_auto(Step) step = {0};
    const Act act = {.by = DIWAN, .role = DIWAN, .now = now};
    if (!step_begin(&step, desk, request_id, &act, error))
        return false;
    g_autoptr(Checklist) list = request_checklist(desk, step.request, error);
    bool well = list != NULL;
    for (guint i = 0; well && i < documents->len; i++) {
        RequestDocument row = {.document = documents->pdata[i],
            .state = (char *)"received",
            .letter_id = letter->id,
            .received_at = letter->received_at,
            .actor = (char *)DIWAN,
            .at = step.now};
        well = !is_wanted(list, row.document) ||
               store_request_document_put(desk->store, request_id, &row, error);
    }
    return well && step_end(&step, error);
}
