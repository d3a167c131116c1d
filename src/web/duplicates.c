/* duplicates.c - records that may be one person: the list, and two of them made one, field by field.
 *
 * How they are made two again stands on the record's own page (party.c).
 */
#include "web/inside.h"

#include <string.h>

enum { LOOK_AT_ONCE = 40000, MOST_REASON_BYTES = 1000 };

static const char *const fields[] = {
    "full_name", "national_id", "mobile", "email", "city", "iban", NULL};

/* ---- which may be one person ---- */

static JsonObject *
show_pair(Visit *visit, const PartyPair *pair)
{
    JsonObject *row = json_object_new();
    JsonArray *shared = json_array_new();
    g_auto(GStrv) kinds = g_strsplit(pair->kinds, ",", -1);
    for (int i = 0; kinds[i] != NULL; i++)
        json_array_add_string_element(
            shared, words_get(visit->words, "shared", kinds[i]));
    json_object_set_object_member(row, "one", show_party(pair->one));
    json_object_set_object_member(row, "other", show_party(pair->other));
    json_object_set_array_member(row, "shared", shared);
    return row;
}

void
page_duplicates(Visit *visit)
{
    g_autoptr(GError) error = NULL;
    gint64 next = 0;
    if (!page_allows(visit, "parties"))
        return;
    g_autoptr(GPtrArray) pairs = party_pairs(visit->web->diwan->store,
        visit_query_id(visit, "after"), LOOK_AT_ONCE, &next, &error);
    if (pairs == NULL) {
        page_error(visit, error);
        return;
    }
    JsonObject *model = json_object_new();
    JsonArray *rows = json_array_new();
    for (guint i = 0; i < pairs->len; i++)
        json_array_add_object_element(rows, show_pair(visit, pairs->pdata[i]));
    json_object_set_array_member(model, "rows", rows);
    if (next != 0)
        json_object_set_int_member(model, "after", next);
    page_render(visit, MHD_HTTP_OK, "duplicates", "duplicates", model);
}

/* ---- two side by side ---- */

/* NULL: answered. */
static Party *
party_of(Visit *visit, gint64 id)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Party) party = store_party_get(visit->web->diwan->store, id, &error);
    if (party == NULL && g_error_matches(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED))
        page_problem(visit, MHD_HTTP_NOT_FOUND, "not_found");
    else if (party == NULL)
        page_error(visit, error);
    return g_steal_pointer(&party);
}

static JsonArray *
compare(Visit *visit, const Party *kept, const Party *gone)
{
    JsonArray *rows = json_array_new();
    for (int i = 0; fields[i] != NULL; i++) {
        const char *one = party_field(kept, fields[i]);
        const char *other = party_field(gone, fields[i]);
        JsonObject *row = json_object_new();
        show_text(row, "field", fields[i]);
        show_text(row, "label", words_get(visit->words, "party", fields[i]));
        show_text(row, "of_kept", one);
        show_text(row, "of_gone", other);
        json_object_set_boolean_member(
            row, "is_choice", one != NULL && other != NULL && strcmp(one, other) != 0);
        json_object_set_boolean_member(row, "ltr",
            g_str_is_ascii(one ? one : "") && g_str_is_ascii(other ? other : ""));
        json_array_add_object_element(rows, row);
    }
    return rows;
}

void
page_merge(Visit *visit)
{
    if (!page_allows(visit, "parties"))
        return;
    g_autoptr(Party) kept = party_of(visit, visit->id);
    g_autoptr(Party) gone = kept != NULL ? party_of(visit, visit->number) : NULL;
    if (gone == NULL)
        return;
    if (kept->id == gone->id || kept->merged_into != 0 || gone->merged_into != 0) {
        page_problem(visit, MHD_HTTP_CONFLICT, "changed");
        return;
    }
    if (gone->beneficiary_no != NULL && kept->beneficiary_no == NULL) {
        g_autofree char *to = g_strdup_printf(
            "/duplicates/%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT, gone->id, kept->id);
        answer_redirect(visit, to);
        return;
    }
    JsonObject *model = json_object_new();
    json_object_set_object_member(model, "kept", show_party(kept));
    json_object_set_object_member(model, "gone", show_party(gone));
    show_text(model, "beneficiary_no", kept->beneficiary_no);
    json_object_set_array_member(model, "fields", compare(visit, kept, gone));
    page_render(visit, MHD_HTTP_OK, "merge", "merge", model);
}

void
page_merge_post(Visit *visit)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GStrvBuilder) taken = g_strv_builder_new();
    const char *reason = visit_field(visit, "reason");
    const Act act = {.by = visit->staff->login,
        .role = visit->staff->role,
        .reason = strlen(reason) <= MOST_REASON_BYTES ? reason : NULL};
    for (int i = 0; fields[i] != NULL; i++)
        if (g_str_equal(visit_field(visit, fields[i]), "gone"))
            g_strv_builder_add(taken, fields[i]);
    g_auto(GStrv) names = g_strv_builder_end(taken);
    if (!party_merge(visit->web->desk, visit->id, visit->number,
            (const char *const *)names, &act, &error)) {
        g_autofree char *back = g_strdup_printf(
            "/duplicates/%" G_GINT64_FORMAT "/%d", visit->id, visit->number);
        page_refused(visit, error, back);
        return;
    }
    log_line("party=%" G_GINT64_FORMAT " merged=%d", visit->id, visit->number);
    g_autofree char *to =
        g_strdup_printf("/p/%" G_GINT64_FORMAT "?said=merged", visit->id);
    answer_redirect(visit, to);
}
