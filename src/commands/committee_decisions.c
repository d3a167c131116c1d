/* committee_decisions.c - committee import | correct. */
#include "commands/committee.h"
#include "commands/output.h"
#include "language/language.h"

#include <stdio.h>

/* ---- import ---- */

static void
add_decided(JsonBuilder *json, const CommitteeImport *import)
{
    for (int i = 0; i < 3; i++)
        output_int(json, committee_outcome_name((CommitteeOutcome)i), import->decided[i]);
}

static void
import_print(const CommitteeImport *import, bool taken, bool as_json)
{
    for (guint i = 0; !as_json && i < import->refusals->len; i++) {
        const CommitteeRefusal *refusal = import->refusals->pdata[i];
        printf("line %d: %s%s%s\n", refusal->line, refusal->request_no,
            *refusal->request_no != '\0' ? ": " : "", refusal->why);
    }
    if (!as_json && taken)
        printf(
            "%d decisions: accepted %d, declined %d, deferred %d; %d in place of former "
            "ones, %d before their earliest day and without a reason\n",
            import->rows, import->decided[0], import->decided[1], import->decided[2],
            import->replaced, import->early);
    if (!as_json)
        return;
    g_autoptr(JsonBuilder) json = json_builder_new();
    json_builder_begin_object(json);
    output_int(json, "imported", taken ? import->rows : 0);
    add_decided(json, import);
    output_int(json, "replaced", import->replaced);
    output_int(json, "early_without_reason", import->early);
    json_builder_set_member_name(json, "refused");
    json_builder_begin_array(json);
    for (guint i = 0; i < import->refusals->len; i++) {
        const CommitteeRefusal *refusal = import->refusals->pdata[i];
        json_builder_begin_object(json);
        output_int(json, "line", refusal->line);
        output_text(json, "request_no", refusal->request_no);
        output_text(json, "why", refusal->why);
        json_builder_end_object(json);
    }
    json_builder_end_array(json);
    json_builder_end_object(json);
    output_json(json);
}

int
committee_act_import(Diwan *diwan, int argc, char **argv)
{
    g_auto(CommitteeLine) line = {0};
    g_auto(CommitteeImport) import = {0};
    g_autoptr(GError) error = NULL;
    int status;
    const CommitteeUsage usage = {.usage = "CSV",
        .description =
            "Enters the decisions of a table in an open session: every row, or none with "
            "the reason for each\nthat is refused. Its first row names the columns, in "
            "Arabic or English: request_number, decision\n(accept, decline, defer; قبول، "
            "اعتذار، تأجيل), reason_code, reason, conditions, next_step, contact_by,\n"
            "amount, alternatives, needed, next_session, early_reason, notes. Notes "
            "stand "
            "in no letter.",
        .example = "diwan committee import decisions.csv --session 12/1448",
        .least = 1,
        .most = 1,
        .acts = true};
    if (!committee_line_read(&line, diwan, NULL, &usage, &argc, &argv, &status))
        return status;
    gint64 id = committee_session_named(&line, NULL, &error);
    g_autoptr(GBytes) table = id != 0 ? file_read(argv[1], CSV_MOST_BYTES, &error) : NULL;
    bool well = table != NULL &&
                committee_import(line.desk, id, table, &line.act, &import, &error);
    if (import.refusals != NULL)
        import_print(&import, well, line.json);
    return committee_line_end(error);
}

/* ---- correct ---- */

int
committee_act_correct(Diwan *diwan, int argc, char **argv)
{
    g_auto(CommitteeLine) line = {0};
    g_autoptr(GError) error = NULL;
    int status;
    const CommitteeUsage usage = {.usage = "REQUEST",
        .description =
            "An approved decision was wrong: its letter leaves no more if it has not "
            "left, "
            "and the request is\nbefore the committee again. The decision stays; another "
            "session makes the one that corrects it.",
        .example =
            "diwan committee correct 3/1448/000012/6 --reason 'entered for another "
            "request'",
        .least = 1,
        .most = 1,
        .acts = true};
    if (!committee_line_read(&line, diwan, NULL, &usage, &argc, &argv, &status))
        return status;
    g_autofree char *number = register_number_parse(argv[1]);
    gint64 id = number != NULL ? store_request_by_number(diwan->store, number) : 0;
    if (committee_correct(line.desk, id, &line.act, &error) && !line.json)
        printf("%s is before the committee again\n", number);
    return committee_line_end(error);
}
