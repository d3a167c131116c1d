/* request_ties.c - who a request has to do with: who may see to it and who may not, to whom it was referred,
 * what it is about; the days that are left, and the step that can be taken back. */
#include "web/inside.h"

#include "office/office.h"

#include <string.h>

/* ---- days left, as words ---- */

static void
add_left(Visit *visit, JsonObject *model, const Request *request)
{
    const WorkingDays *days = visit->web->desk->days;
    const RequestClock *clock = &request->clock;
    int today = day_number(clock_now_ms());
    int due = day_number(clock->due_at);
    if (clock->paused_at != 0) {
        json_object_set_boolean_member(model, "is_paused", TRUE);
        return;
    }
    if (clock->due_at == 0)
        return;
    bool late = due < today;
    int n = late ? days_worked_between(days, due, today)
                 : days_worked_between(days, today, due);
    show_take(model, late ? "late_by" : "left",
        words_count(visit->words, "request", late ? "late" : "left", n));
}

/* ---- who may see to it ---- */

static bool
add_barred_for(Visit *visit, JsonArray *rows, gint64 request_id, const char *why,
    bool *me, GError **error)
{
    g_autoptr(GPtrArray) logins =
        store_request_barred(visit->web->diwan->store, request_id, why, error);
    for (guint i = 0; logins != NULL && i < logins->len; i++) {
        JsonObject *row = json_object_new();
        show_text(row, "login", logins->pdata[i]);
        show_text(row, "why", words_get(visit->words, "barred", why));
        *me = *me || g_str_equal(logins->pdata[i], visit->staff->login);
        json_array_add_object_element(rows, row);
    }
    return logins != NULL;
}

/* A complaint is not for the one it is of; an appeal is not for those who decided. */
static bool
add_barred(Visit *visit, JsonObject *model, const Request *request, GError **error)
{
    bool appeal = g_str_equal(request->kind, "appeal"), me = false;
    JsonArray *rows = json_array_new();
    json_object_set_array_member(model, "barred", rows);
    if (!add_barred_for(visit, rows, request->id, "complained_of", &me, error) ||
        (appeal &&
            (!add_barred_for(visit, rows, request->id, "decided", &me, error) ||
                (request->about_id != 0 && !add_barred_for(visit, rows, request->about_id,
                                               "decided", &me, error)))))
        return false;
    json_object_set_boolean_member(model, "has_barred", json_array_get_length(rows) > 0);
    json_object_set_boolean_member(model, "barred_me", me);
    json_object_set_boolean_member(model, "is_appeal", appeal);
    json_object_set_boolean_member(model, "is_named", request->named_by != NULL);
    show_text(model, "named_by", request->named_by);
    return true;
}

static bool
add_about(Visit *visit, JsonObject *model, const Request *request, GError **error)
{
    if (request->about_id == 0 || show_is_barred(visit, request->about_id))
        return true;
    g_autoptr(Request) about =
        store_request_get(visit->web->diwan->store, request->about_id, error);
    if (about != NULL)
        json_object_set_object_member(model, "about", show_request_row(visit, about));
    return about != NULL;
}

static bool
add_colleagues(Visit *visit, JsonObject *model, GError **error)
{
    g_autoptr(GPtrArray) staff = store_staff_list(visit->web->diwan->store, error);
    JsonArray *rows = json_array_new();
    for (guint i = 0; staff != NULL && i < staff->len; i++) {
        const Staff *one = staff->pdata[i];
        if (!one->active)
            continue;
        JsonObject *row = json_object_new();
        show_text(row, "login", one->login);
        show_text(row, "name", one->name);
        show_text(row, "role", words_get(visit->words, "role", one->role));
        json_array_add_object_element(rows, row);
    }
    json_object_set_array_member(model, "colleagues", rows);
    return staff != NULL;
}

/* ---- referrals ---- */

static bool
add_referrals(Visit *visit, JsonObject *model, const Request *request, GError **error)
{
    g_autoptr(GPtrArray) all =
        store_referrals_of(visit->web->diwan->store, request->id, error);
    JsonArray *rows = json_array_new();
    for (guint i = 0; all != NULL && i < all->len; i++) {
        const Referral *one = all->pdata[i];
        if (one->ended_at != 0)
            continue;
        JsonObject *row = json_object_new();
        json_object_set_int_member(row, "referral", one->id);
        show_text(row, "to", one->to_name);
        show_text(row, "to_kind", words_get(visit->words, "addressee", one->to_kind));
        show_text(row, "for", words_get(visit->words, "purpose", one->purpose));
        show_text(row, "instruction", one->instruction);
        show_text(row, "by", one->actor);
        show_instant(visit, row, "due", one->due_at);
        json_object_set_boolean_member(
            row, "overdue", one->due_at != 0 && one->due_at < clock_now_ms());
        json_object_set_boolean_member(
            row, "mine", g_strcmp0(one->actor, visit->staff->login) == 0);
        json_array_add_object_element(rows, row);
    }
    json_object_set_boolean_member(
        model, "has_referrals", json_array_get_length(rows) > 0);
    json_object_set_array_member(model, "referrals", rows);
    return all != NULL;
}

/* ---- the step that can be taken back ---- */

static bool
add_last_step(Visit *visit, JsonObject *model, const Request *request, GError **error)
{
    g_autoptr(GPtrArray) changes =
        store_request_changes(visit->web->diwan->store, request->id, error);
    for (guint i = changes != NULL ? changes->len : 0; i-- > 0;) {
        const RequestChange *change = changes->pdata[i];
        if (change->undoes != 0 || change->undone)
            continue;
        if (g_str_equal(change->move, "reclassify"))
            break; /* is put right by saying of which kind it is */
        JsonObject *last = json_object_new();
        show_text(last, "step", words_get(visit->words, "move", change->move));
        show_text(last, "by", change->actor);
        show_instant(visit, last, "at", change->at);
        json_object_set_object_member(model, "last", last);
        break;
    }
    return changes != NULL;
}

bool
show_ties(Visit *visit, JsonObject *model, const Request *request, GError **error)
{
    add_left(visit, model, request);
    return add_barred(visit, model, request, error) &&
           add_about(visit, model, request, error) &&
           add_colleagues(visit, model, error) &&
           add_referrals(visit, model, request, error) &&
           add_last_step(visit, model, request, error);
}
