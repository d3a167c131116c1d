/* committee_show.c - what is shown of a session, its members, an outcome and a run, the same on every page. */
#include "web/committee.h"

#include "language/language.h"

#include <string.h>

#define PRESENT "m-"

static void
show_count(Visit *visit, JsonObject *row, const char *name, int count)
{
    show_take(row, name, words_number(visit->words, count));
}

/* ---- a session ---- */

static void
show_decided(Visit *visit, JsonObject *row, const CommitteeSession *session)
{
    const int minutes[] = {session->accepted, session->declined, session->deferred};
    int decided = 0;
    for (int i = 0; i < 3; i++) {
        const char *name = committee_outcome_name((CommitteeOutcome)i);
        g_autofree char *told = g_strdup_printf("minutes_%s", name);
        decided += session->decided[i];
        show_count(visit, row, name, session->decided[i]);
        if (minutes[i] < 0)
            continue;
        show_take(row, told, g_strdup_printf("%d", minutes[i]));
        g_autofree char *words = g_strdup_printf("told_%s", name);
        show_count(visit, row, words, minutes[i]);
    }
    show_count(visit, row, "items", session->items);
    show_count(visit, row, "undecided", session->items - decided);
    json_object_set_boolean_member(row, "has_undecided", session->items > decided);
    json_object_set_boolean_member(row, "has_decisions", decided > 0);
}

static void
show_members(JsonObject *row, const GPtrArray *members)
{
    JsonArray *rows = json_array_new();
    for (guint i = 0; members != NULL && i < members->len; i++) {
        const CommitteeMember *member = members->pdata[i];
        JsonObject *one = json_object_new();
        show_text(one, "name", member->name);
        json_object_set_boolean_member(one, "is_last", i + 1 == members->len);
        json_array_add_object_element(rows, one);
    }
    json_object_set_boolean_member(row, "has_members", json_array_get_length(rows) > 0);
    json_object_set_array_member(row, "members", rows);
}

JsonObject *
committee_show_session(Visit *visit, const CommitteeSession *session)
{
    JsonObject *row = json_object_new();
    bool open = g_str_equal(session->state, "open");
    json_object_set_int_member(row, "id", session->id);
    show_text(row, "number", session->number);
    show_text(row, "state", words_get(visit->words, "committee_state", session->state));
    json_object_set_boolean_member(row, "is_open", open);
    json_object_set_boolean_member(row, "is_approved", !open);
    show_instant(visit, row, "held", session->held_at);
    show_instant(visit, row, "approved", session->approved_at);
    show_text(row, "opened_by", session->opened_by);
    show_text(row, "approved_by", session->approved_by);
    show_text(row, "words", session->minutes);
    show_decided(visit, row, session);
    show_members(row, session->members);
    if (session->mailing_id != 0) {
        json_object_set_int_member(row, "run", session->mailing_id);
        show_text(row, "run_state",
            words_get(visit->words, "run_state", session->mailing_state));
    }
    return row;
}

/* ---- members ---- */

static bool
is_present(const GPtrArray *members, const char *login)
{
    for (guint i = 0; members != NULL && i < members->len; i++)
        if (g_strcmp0(((const CommitteeMember *)members->pdata[i])->login, login) == 0)
            return true;
    return false;
}

bool
committee_show_members(
    Visit *visit, JsonObject *model, const GPtrArray *members, GError **error)
{
    g_autoptr(GPtrArray) staff = store_staff_list(visit->web->diwan->store, error);
    g_autoptr(GString) others = g_string_new(NULL);
    JsonArray *rows = json_array_new();
    for (guint i = 0; staff != NULL && i < staff->len; i++) {
        const Staff *one = staff->pdata[i];
        bool here = is_present(members, one->login);
        if (!one->active && !here)
            continue;
        JsonObject *row = json_object_new();
        show_text(row, "login", one->login);
        show_text(row, "name", one->name);
        show_text(row, "role", words_get(visit->words, "role", one->role));
        json_object_set_boolean_member(row, "here", here);
        json_array_add_object_element(rows, row);
    }
    for (guint i = 0; members != NULL && i < members->len; i++) {
        const CommitteeMember *member = members->pdata[i];
        if (member->login == NULL)
            g_string_append_printf(others, "%s\n", member->name);
    }
    show_text(model, "others", others->str);
    json_object_set_array_member(model, "staff_members", rows);
    return staff != NULL;
}

GPtrArray *
committee_read_members(Visit *visit)
{
    GPtrArray *members =
        g_ptr_array_new_with_free_func((GDestroyNotify)committee_member_free);
    g_autoptr(GList) names =
        g_list_sort(g_hash_table_get_keys(visit->form), (GCompareFunc)g_strcmp0);
    g_autofree char *others = committee_lines(visit, "others");
    g_auto(GStrv) lines = g_strsplit(others != NULL ? others : "", "\n", -1);
    for (GList *name = names; name != NULL; name = name->next)
        if (g_str_has_prefix(name->data, PRESENT))
            g_ptr_array_add(members,
                committee_member_new((const char *)name->data + strlen(PRESENT), ""));
    for (char **line = lines; *line != NULL; line++)
        g_ptr_array_add(members, committee_member_new(NULL, *line));
    return members;
}

/* ---- decisions and runs ---- */

void
committee_show_outcome(Visit *visit, JsonObject *row, CommitteeOutcome outcome)
{
    const char *name = committee_outcome_name(outcome);
    g_autofree char *is = g_strdup_printf("is_%s", name);
    show_text(row, "outcome", words_get(visit->words, "committee_outcome", name));
    json_object_set_boolean_member(row, is, TRUE);
}

const char *
committee_reason_words(Visit *visit, const GPtrArray *reasons, const char *code)
{
    bool arabic = g_str_equal(words_language(visit->words), "ar");
    for (guint i = 0; reasons != NULL && i < reasons->len; i++) {
        const CommitteeReason *reason = reasons->pdata[i];
        if (g_strcmp0(reason->code, code) == 0)
            return arabic ? reason->ar : reason->en;
    }
    return code;
}

JsonObject *
committee_show_run(Visit *visit, const Mailing *run, const MailingCounts *counts)
{
    JsonObject *row = json_object_new();
    g_autofree char *is = g_strdup_printf("is_%s", run->state);
    json_object_set_int_member(row, "id", run->id);
    show_text(row, "state", words_get(visit->words, "run_state", run->state));
    json_object_set_boolean_member(row, is, TRUE);
    show_text(row, "session_no", run->session_no);
    if (run->session_id != 0)
        json_object_set_int_member(row, "session", run->session_id);
    else {
        const char *named = words_find(visit->words, "template", run->template_);
        show_text(row, "circular", named != NULL ? named : run->template_);
        show_text(row, "to_whom", words_get(visit->words, "audience", run->to_whom));
    }
    bool restored = g_strcmp0(run->why, "restored") == 0;
    show_text(row, "why",
        restored ? words_get(visit->words, "committee", "restored") : run->why);
    show_text(row, "prepared_by", run->prepared_by);
    show_text(row, "approved_by", run->approved_by);
    show_text(row, "started_by", run->started_by);
    show_instant(visit, row, "prepared", run->prepared_at);
    show_instant(visit, row, "approved", run->approved_at);
    show_instant(visit, row, "started", run->started_at);
    show_instant(visit, row, "due", run->due_at);
    show_instant(visit, row, "ended", run->ended_at);
    show_count(visit, row, "letters", counts->letters);
    return row;
}
