/* applicants.c - `diwan applicants import CSV | list | show FILE_NO`, and the way to its other acts. */
#include "commands/applicants.h"
#include "commands/applicants_import.h"
#include "commands/commands.h"
#include "commands/output.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define ROWS_AT_A_TIME 500

/* ---- import ---- */

static void
show_progress(int rows, void *user_data)
{
    const char *file = user_data;
    if (isatty(STDERR_FILENO))
        fprintf(stderr, "\r%s: %d rows", file, rows);
}

static void
print_import_json(const char *file, const ImportResult *result, gint64 elapsed_ms)
{
    g_autoptr(JsonBuilder) json = json_builder_new();
    json_builder_begin_object(json);
    output_text(json, "file", file);
    output_int(json, "new", result->added);
    output_int(json, "changed", result->changed);
    output_int(json, "unchanged", result->unchanged);
    json_builder_set_member_name(json, "refused");
    json_builder_begin_array(json);
    for (guint i = 0; i < result->refusals->len; i++) {
        const ImportRefusal *refusal = result->refusals->pdata[i];
        json_builder_begin_object(json);
        output_int(json, "line", refusal->line);
        output_text(json, "reason", refusal->reason);
        json_builder_end_object(json);
    }
    json_builder_end_array(json);
    json_builder_set_member_name(json, "seconds");
    json_builder_add_double_value(json, elapsed_ms / 1000.0);
    json_builder_end_object(json);
    output_json(json);
}

static void
print_import(
    const char *file, const ImportResult *result, gint64 elapsed_ms, bool as_json)
{
    for (guint i = 0; i < result->refusals->len; i++) {
        const ImportRefusal *refusal = result->refusals->pdata[i];
        fprintf(stderr, "%s:%d: %s\n", file, refusal->line, refusal->reason);
    }
    if (as_json)
        print_import_json(file, result, elapsed_ms);
    else
        printf("%s: %d new, %d changed, %d unchanged, %u refused in %.1f s\n", file,
            result->added, result->changed, result->unchanged, result->refusals->len,
            elapsed_ms / 1000.0);
}

static bool
import_file(Store *store, const char *path, bool as_json, bool *refused, GError **error)
{
    gint64 since = clock_ticks_ms();
    g_autofree char *file = g_filename_display_name(path);
    g_autoptr(GBytes) table = file_read(path, CSV_MOST_BYTES, error);
    if (table == NULL)
        return false;
    g_auto(ImportResult) result = {0};
    bool well = applicants_import(store, table, &result, show_progress, file, error);
    if (isatty(STDERR_FILENO))
        fputs("\r\033[K", stderr);
    if (!well) {
        g_prefix_error(error, "%s: ", file);
        return false;
    }
    print_import(file, &result, clock_ticks_ms() - since, as_json);
    *refused = result.refusals->len > 0;
    return true;
}

/* ---- list and show ---- */

static void
add_party(JsonBuilder *json, const Party *party)
{
    output_text(json, "file_no", party->file_no);
    output_text(json, "party_kind", party->party_kind);
    output_text(json, "full_name", party->full_name);
    output_text(json, "national_id", party->national_id);
    output_text(json, "email", party->email);
    output_text(json, "mobile", party->mobile);
    output_text(json, "city", party->city);
    output_text(json, "iban", party->iban);
    output_text(json, "birth_date", party->birth_date);
}

static void
print_party(const Party *party, bool as_json)
{
    if (!as_json) {
        printf("%-12s %-12s %s\n", party->file_no, party->party_kind, party->full_name);
        return;
    }
    g_autoptr(JsonBuilder) json = json_builder_new();
    json_builder_begin_object(json);
    add_party(json, party);
    json_builder_end_object(json);
    output_json(json);
}

static bool
list_parties(Store *store, const char *like, int limit, bool as_json, GError **error)
{
    g_autofree char *after = NULL;
    for (int left = limit; left > 0;) {
        int most = MIN(left, ROWS_AT_A_TIME);
        g_autoptr(GPtrArray) parties =
            store_parties_list(store, like, after, most, error);
        if (parties == NULL)
            return false;
        for (guint i = 0; i < parties->len; i++)
            print_party(parties->pdata[i], as_json);
        if ((int)parties->len < most)
            return true;
        g_free(after);
        after = g_strdup(((const Party *)parties->pdata[most - 1])->file_no);
        left -= most;
    }
    return true;
}

static void
print_whole(const Party *party, GPtrArray *requests, bool as_json)
{
    g_autoptr(JsonBuilder) json = json_builder_new();
    json_builder_begin_object(json);
    add_party(json, party);
    json_builder_set_member_name(json, "requests");
    json_builder_begin_array(json);
    for (guint i = 0; i < requests->len; i++)
        json_builder_add_string_value(
            json, ((const Request *)requests->pdata[i])->number);
    json_builder_end_array(json);
    json_builder_end_object(json);
    if (as_json) {
        output_json(json);
        return;
    }
    const char *const fields[][2] = {{"file_no", party->file_no},
        {"party_kind", party->party_kind}, {"full_name", party->full_name},
        {"national_id", party->national_id}, {"email", party->email},
        {"mobile", party->mobile}, {"city", party->city}, {"iban", party->iban},
        {"birth_date", party->birth_date}};
    for (guint i = 0; i < G_N_ELEMENTS(fields); i++)
        if (fields[i][1] != NULL)
            printf("%-12s %s\n", fields[i][0], fields[i][1]);
    for (guint i = 0; i < requests->len; i++) {
        const Request *request = requests->pdata[i];
        printf("%-12s %s  %s  %s\n", "request", request->number, request->kind,
            request->state);
    }
}

static bool
show_party(Store *store, const char *file_no, bool as_json, GError **error)
{
    GError *failure = NULL;
    g_autoptr(Party) party = store_party_by_file_no(store, file_no, &failure);
    if (failure != NULL) {
        g_propagate_error(error, failure);
        return false;
    }
    if (party == NULL) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "there is no party with file number '%s'", file_no);
        return false;
    }
    RequestFilter filter = {.party_id = party->id};
    g_autoptr(GPtrArray) requests = store_requests_list(store, &filter, error);
    if (requests == NULL)
        return false;
    print_whole(party, requests, as_json);
    return true;
}

/* ---- the command ---- */

/* import and show take each of their arguments by itself: one that fails does not stop the rest. */
static int
run_each(Store *store, int argc, char **argv, bool as_json)
{
    int status = EXIT_DONE;
    for (int i = 2; i < argc; i++) {
        g_autoptr(GError) error = NULL;
        bool refused = false;
        bool well = strcmp(argv[1], "import") == 0
                        ? import_file(store, argv[i], as_json, &refused, &error)
                        : show_party(store, argv[i], as_json, &error);
        if (!well)
            command_error(error);
        if (!well || refused)
            status = EXIT_REFUSED;
    }
    return status;
}

static int
import_list_show(Diwan *diwan, int argc, char **argv)
{
    gboolean as_json = FALSE;
    int limit = 100;
    g_autofree char *like = NULL;
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &as_json, "one JSON object for each", NULL},
        {"like", 0, 0, G_OPTION_ARG_STRING, &like,
            "list: only those with this in name, number or address", "TEXT"},
        {"limit", 0, 0, G_OPTION_ARG_INT, &limit, "list: at most so many (100)", "N"},
        {NULL}};
    if (!command_options(entries,
            "import CSV… | list | show FILE_NO… | duplicates | merge | separate | export "
            "| erase",
            "Takes a table of people into the register, lists it, or shows one of them. "
            "The "
            "table's first row names its columns: file_no, national_id, full_name, "
            "email, "
            "mobile, city, party_kind, iban, birth_date, or their Arabic names. Wrong "
            "rows are told "
            "with "
            "line and reason, the others are taken.",
            "diwan applicants import people.csv\n  diwan applicants show A-1042", &argc,
            &argv))
        return EXIT_USAGE;
    bool list = argc == 2 && strcmp(argv[1], "list") == 0 && limit > 0;
    bool each =
        argc >= 3 && (strcmp(argv[1], "import") == 0 || strcmp(argv[1], "show") == 0);
    if (!list && !each) {
        fprintf(stderr, "diwan applicants: expected `import CSV`, `list` or `show "
                        "FILE_NO`; try --help\n");
        return EXIT_USAGE;
    }
    if (each)
        return run_each(diwan->store, argc, argv, as_json);
    g_autoptr(GError) error = NULL;
    if (list_parties(diwan->store, like, limit, as_json, &error))
        return EXIT_DONE;
    command_error(error);
    return EXIT_REFUSED;
}

int
command_applicants(Diwan *diwan, int argc, char **argv)
{
    static const SubCommand acts[] = {{"duplicates", applicants_duplicates},
        {"merge", applicants_merge}, {"separate", applicants_separate},
        {"export", applicants_export}, {"erase", applicants_erase}};
    for (guint i = 0; argc > 1 && i < G_N_ELEMENTS(acts); i++)
        if (strcmp(argv[1], acts[i].name) == 0)
            return command_dispatch(diwan, acts, G_N_ELEMENTS(acts), argc, argv);
    return import_list_show(diwan, argc, argv);
}
