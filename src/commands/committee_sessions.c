/* committee_sessions.c - committee open | list | agenda | minutes. */
#include "commands/committee.h"
#include "commands/output.h"
#include "language/language.h"

#include <stdio.h>
#include <string.h>

/* ---- printing ---- */

static void
add_members(JsonBuilder *json, const CommitteeSession *session)
{
    json_builder_set_member_name(json, "members");
    json_builder_begin_array(json);
    for (guint i = 0; session->members != NULL && i < session->members->len; i++) {
        const CommitteeMember *member = session->members->pdata[i];
        json_builder_begin_object(json);
        output_text(json, "name", member->name);
        output_text(json, "login", member->login);
        json_builder_end_object(json);
    }
    json_builder_end_array(json);
}

static void
add_count(JsonBuilder *json, const char *name, int count)
{
    json_builder_set_member_name(json, name);
    if (count >= 0)
        json_builder_add_int_value(json, count);
    else
        json_builder_add_null_value(json);
}

static void
add_counts(JsonBuilder *json, const char *name, int accepted, int declined, int deferred)
{
    json_builder_set_member_name(json, name);
    json_builder_begin_object(json);
    add_count(json, "accepted", accepted);
    add_count(json, "declined", declined);
    add_count(json, "deferred", deferred);
    json_builder_end_object(json);
}

static void
session_print(const CommitteeSession *session, bool as_json)
{
    g_autofree char *hijri = day_hijri_short(session->held_at);
    g_autofree char *gregorian = day_gregorian_short(session->held_at);
    if (!as_json) {
        printf("%-8s %s  %s  %-9s agenda %d, accepted %d, declined %d, deferred %d%s%s\n",
            session->number, hijri, gregorian, session->state, session->items,
            session->decided[0], session->decided[1], session->decided[2],
            session->mailing_state != NULL ? "; letters " : "",
            session->mailing_state != NULL ? session->mailing_state : "");
        return;
    }
    g_autoptr(JsonBuilder) json = json_builder_new();
    json_builder_begin_object(json);
    output_text(json, "session", session->number);
    output_text(json, "day_hijri", hijri);
    output_text(json, "day_gregorian", gregorian);
    output_text(json, "state", session->state);
    output_text(json, "opened_by", session->opened_by);
    output_text(json, "approved_by", session->approved_by);
    output_instant(json, "approved_at", session->approved_at);
    output_int(json, "agenda", session->items);
    add_counts(json, "minutes", session->accepted, session->declined, session->deferred);
    add_counts(
        json, "decided", session->decided[0], session->decided[1], session->decided[2]);
    output_text(json, "words", session->minutes);
    if (session->mailing_id != 0)
        output_int(json, "run", session->mailing_id);
    output_text(json, "run_state", session->mailing_state);
    if (session->members != NULL)
        add_members(json, session);
    json_builder_end_object(json);
    output_json(json);
}

bool
committee_session_print(const CommitteeLine *line, gint64 id, GError **error)
{
    g_autoptr(CommitteeSession) session =
        store_committee_get(line->diwan->store, id, error);
    if (session != NULL)
        session_print(session, line->json);
    return session != NULL;
}

/* ---- open ---- */

static GPtrArray *
members_of(char **names)
{
    GPtrArray *members =
        g_ptr_array_new_with_free_func((GDestroyNotify)committee_member_free);
    for (char **name = names; name != NULL && *name != NULL; name++)
        g_ptr_array_add(members, committee_member_new(NULL, *name));
    return members;
}

static bool
day_of(const char *text, int *day, GError **error)
{
    gint64 begin = clock_now_ms();
    if (text != NULL && !command_day(text, &begin, error))
        return false;
    *day = day_number(begin);
    return true;
}

int
committee_act_open(Diwan *diwan, int argc, char **argv)
{
    g_auto(CommitteeLine) line = {0};
    g_autofree char *day_text = NULL;
    g_auto(GStrv) names = NULL;
    g_autoptr(GError) error = NULL;
    int status, day = 0;
    gint64 id = 0;
    const GOptionEntry own[] = {{"day", 0, 0, G_OPTION_ARG_STRING, &day_text,
                                    "its day in either calendar; else today", "DAY"},
        {"member", 0, 0, G_OPTION_ARG_STRING_ARRAY, &names,
            "who is present: a login, or a name; once for each", "WHO"},
        {NULL}};
    const CommitteeUsage usage = {.usage = "",
        .description =
            "Opens the committee's next session of the year. Members who work here are "
            "named by their\nlogin: what they decided is not theirs to see again when "
            "somebody objects.",
        .example = "diwan committee open --day 1448/06/20 --member huda --member 'فهد بن "
                   "محمد الشهري'",
        .acts = true};
    if (!committee_line_read(&line, diwan, own, &usage, &argc, &argv, &status))
        return status;
    g_autoptr(GPtrArray) members = members_of(names);
    bool well = day_of(day_text, &day, &error) &&
                committee_open(line.desk, day, members, &line.act, &id, &error) &&
                committee_session_print(&line, id, &error);
    return well ? EXIT_DONE : committee_line_end(error);
}

int
committee_act_list(Diwan *diwan, int argc, char **argv)
{
    g_auto(CommitteeLine) line = {0};
    g_autoptr(GError) error = NULL;
    int status;
    const CommitteeUsage usage = {.usage = "",
        .description = "The committee's sessions, the newest first.",
        .example = "diwan committee list --json"};
    if (!committee_line_read(&line, diwan, NULL, &usage, &argc, &argv, &status))
        return status;
    g_autoptr(GPtrArray) sessions = store_committee_list(diwan->store, NULL, 0, &error);
    for (guint i = 0; sessions != NULL && i < sessions->len; i++)
        session_print(sessions->pdata[i], line.json);
    return committee_line_end(error);
}

/* ---- agenda ---- */

static void
item_print(const CommitteeCase *one, bool as_json)
{
    g_autofree char *earliest =
        one->earliest_at != 0 ? day_gregorian_short(one->earliest_at) : g_strdup("-");
    if (!as_json) {
        printf("%s  %-16s not before %s  %-10s %s%s%s\n", one->number, one->state,
            earliest, one->file_no, one->full_name, one->appealed ? " (objection)" : "",
            one->held ? " (a letter is held)" : "");
        return;
    }
    g_autoptr(JsonBuilder) json = json_builder_new();
    json_builder_begin_object(json);
    output_text(json, "request_no", one->number);
    output_text(json, "kind", one->kind);
    output_text(json, "state", one->state);
    output_text(json, "file_no", one->file_no);
    output_text(json, "full_name", one->full_name);
    output_instant(json, "earliest_at", one->earliest_at);
    output_instant(json, "target_at", one->target_at);
    output_bool(json, "appealed", one->appealed);
    output_bool(json, "corrected", one->corrected);
    output_bool(json, "held", one->held);
    json_builder_end_object(json);
    output_json(json);
}

static bool
change_agenda(const CommitteeLine *line, gint64 id, const char *add, const char *off,
    bool fill, GError **error)
{
    g_autofree char *number = register_number_parse(add != NULL ? add : off ? off : "");
    gint64 request =
        number != NULL ? store_request_by_number(line->diwan->store, number) : 0;
    int added = 0;
    if (fill)
        return committee_agenda_fill(line->desk, id, &line->act, &added, error);
    if (add != NULL)
        return committee_agenda_add(line->desk, id, request, &line->act, error);
    return off == NULL ||
           committee_agenda_remove(line->desk, id, request, &line->act, error);
}

static bool
agenda_print(const CommitteeLine *line, gint64 id, GError **error)
{
    g_autoptr(GPtrArray) items = store_committee_agenda(line->diwan->store, id, error);
    for (guint i = 0; items != NULL && i < items->len; i++)
        item_print(items->pdata[i], line->json);
    return items != NULL;
}

int
committee_act_agenda(Diwan *diwan, int argc, char **argv)
{
    g_auto(CommitteeLine) line = {0};
    g_autofree char *add = NULL, *off = NULL;
    gboolean fill = false;
    g_autoptr(GError) error = NULL;
    int status;
    const GOptionEntry own[] = {
        {"fill", 0, 0, G_OPTION_ARG_NONE, &fill,
            "add what is ready, and what was deferred until now", NULL},
        {"add", 0, 0, G_OPTION_ARG_STRING, &add, "add one request", "NUMBER"},
        {"remove", 0, 0, G_OPTION_ARG_STRING, &off,
            "take one off, with its decision if it has one", "NUMBER"},
        {NULL}};
    CommitteeUsage usage = {.usage = "[SESSION]",
        .description =
            "The agenda of a session; with --fill it is built from the requests "
            "that are ready.",
        .example = "diwan committee agenda --fill\n  diwan committee agenda 12/1448 "
                   "--remove 3/1448/000012/6",
        .most = 1};
    for (int i = 1; i < argc; i++)
        usage.acts = usage.acts || g_str_has_prefix(argv[i], "--fill") ||
                     g_str_has_prefix(argv[i], "--add") ||
                     g_str_has_prefix(argv[i], "--remove");
    if (!committee_line_read(&line, diwan, own, &usage, &argc, &argv, &status))
        return status;
    gint64 id = committee_session_named(&line, argc > 1 ? argv[1] : NULL, &error);
    bool well = id != 0 && change_agenda(&line, id, add, off, fill, &error) &&
                agenda_print(&line, id, &error);
    return well ? EXIT_DONE : committee_line_end(error);
}

/* ---- minutes ---- */

int
committee_act_minutes(Diwan *diwan, int argc, char **argv)
{
    g_auto(CommitteeLine) line = {0};
    CommitteeMinutes minutes = {.accepted = -1, .declined = -1, .deferred = -1};
    g_autofree char *day = NULL, *words = NULL;
    g_auto(GStrv) names = NULL;
    g_autoptr(GError) error = NULL;
    int status;
    const GOptionEntry own[] = {
        {"day", 0, 0, G_OPTION_ARG_STRING, &day, "its day", "DAY"},
        {"member", 0, 0, G_OPTION_ARG_STRING_ARRAY, &names,
            "who was present: all of them, once for each", "WHO"},
        {"accepted", 0, 0, G_OPTION_ARG_INT, &minutes.accepted, "as they count", "N"},
        {"declined", 0, 0, G_OPTION_ARG_INT, &minutes.declined, "likewise", "N"},
        {"deferred", 0, 0, G_OPTION_ARG_INT, &minutes.deferred, "likewise", "N"},
        {"words", 0, 0, G_OPTION_ARG_STRING, &words, "what they say, or where they are",
            "WORDS"},
        {NULL}};
    const CommitteeUsage usage = {.usage = "[SESSION]",
        .description =
            "What the minutes of a session say; what is not named stays as it is. "
            "Nothing of it changes\nonce the session is approved.",
        .example =
            "diwan committee minutes 12/1448 --accepted 40 --declined 7 --deferred 3",
        .most = 1,
        .acts = true};
    if (!committee_line_read(&line, diwan, own, &usage, &argc, &argv, &status))
        return status;
    g_autoptr(GPtrArray) members = names != NULL ? members_of(names) : NULL;
    minutes.members = members;
    minutes.words = words;
    gint64 id = committee_session_named(&line, argc > 1 ? argv[1] : NULL, &error);
    bool well = id != 0 && (day == NULL || day_of(day, &minutes.day, &error)) &&
                committee_minutes(line.desk, id, &minutes, &line.act, &error) &&
                committee_session_print(&line, id, &error);
    return well ? EXIT_DONE : committee_line_end(error);
}
