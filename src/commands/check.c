/* check.c - whether the office can work: each part tried for real, what is wrong and what to do. */
#include "commands/commands.h"
#include "commands/output.h"
#include "compose/compose.h"
#include "intake/intake.h"
#include "office/office.h"
#include "outbox/outbox.h"
#include "paper/paper.h"
#include "room.h"

#include <stdio.h>
#include <string.h>

typedef struct Report {
    JsonBuilder *builder; /* NULL: print for people */
    int bad;
} Report;

/* note: what a person may want to know where nothing is wrong; NULL: nothing. */
static void
tell_noted(Report *report, const char *what, const char *which, const char *problem,
    const char *note)
{
    report->bad += problem != NULL;
    if (report->builder) {
        json_builder_begin_object(report->builder);
        output_text(report->builder, "check", what);
        output_text(report->builder, "name", which);
        output_bool(report->builder, "well", problem == NULL);
        output_text(report->builder, "problem", problem);
        output_text(report->builder, "note", note);
        json_builder_end_object(report->builder);
    } else
        printf("%-9s %-20s %s%s%s\n", what, which ? which : "",
            problem ? problem : "well", note ? ": " : "", note ? note : "");
}

static void
tell(Report *report, const char *what, const char *which, const char *problem)
{
    tell_noted(report, what, which, problem, NULL);
}

static void
check_database(const Config *config, Report *report)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(config->office, "office.db", NULL);
    g_autoptr(Store) store = store_open(path, false, &error);
    g_autofree char *wrong = store ? store_check(store) : g_strdup(error->message);
    tell(report, "database", "office.db", wrong);
}

static void
check_archive(const Config *config, Report *report)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Archive) archive = archive_open(config->letters, &error);
    g_autofree char *sha256 = NULL;
    g_autoptr(GBytes) probe = g_bytes_new_static("diwan check\n", 12);
    bool well = archive && archive_put(archive, probe, &sha256, &error) &&
                archive_flush(archive, &error);
    gint64 free_bytes = well ? archive_free_bytes(archive) : -1;
    g_autofree char *little =
        free_bytes >= 0 && free_bytes < ARCHIVE_LEAST_FREE_BYTES
            ? g_strdup_printf(
                  "%d MB are free on its disk, which is too little: make room;"
                  " until then letters wait on their server",
                  (int)(free_bytes >> 20))
            : NULL;
    tell(report, "archive", config->letters, well ? little : error->message);
}

static void
check_models(const Config *config, Report *report)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *names = g_strjoinv(" ", config->models);
    g_autoptr(WorkerPool) pool = room_read_pool(config->models, 1, &error);
    tell(report, "models", names, pool ? NULL : error->message);
}

static void
check_paper(Report *report)
{
    g_autoptr(GError) error = NULL;
    tell(report, "paper", "letters, lists and forms",
        paper_check(&error) ? NULL : error->message);
}

static void
check_templates(const Config *config, Report *report)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Compose) compose = compose_open(config, NULL, &error);
    g_autoptr(GPtrArray) findings = compose_lint(NULL);
    const char *wrong = compose == NULL     ? error->message
                        : findings->len > 0 ? findings->pdata[0]
                                            : NULL;
    tell(report, "templates", NULL, wrong);
}

/* What letters enclose under a name: one they may go without is no problem when it is not there. */
static void
check_document(const Config *config, Store *store, const char *name, Report *report)
{
    g_autoptr(GError) error = NULL;
    g_auto(Enclosed) enclosed = {0};
    bool optional = g_str_has_suffix(name, "?");
    g_autofree char *bare = g_strndup(name, strlen(name) - (optional ? 1 : 0));
    char *names[] = {bare, NULL};
    bool well = library_enclose_paper(config, store, names, &enclosed, &error);
    g_autofree char *note =
        !well && optional
            ? g_strdup_printf("letters leave without it: %s", error->message)
            : NULL;
    tell_noted(report, "library", bare, well || optional ? NULL : error->message, note);
}

static int
by_name(gconstpointer one, gconstpointer other)
{
    return strcmp(*(char *const *)one, *(char *const *)other);
}

/* Documents that templates and acknowledgements enclose. */
static void
check_library(const Config *config, Report *report)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(config->office, "office.db", NULL);
    g_autoptr(Store) store = store_open(path, false, &error);
    g_autoptr(Compose) compose = compose_open(config, NULL, NULL);
    g_autoptr(Rules) rules = rules_load(NULL, error == NULL ? &error : NULL);
    if (store == NULL || compose == NULL || rules == NULL) {
        if (rules == NULL)
            tell(report, "library", NULL, error->message);
        return; /* database and templates have said it */
    }
    g_autoptr(GPtrArray) names = rules_enclosures(rules);
    g_autoptr(GPtrArray) templates = compose_names(compose);
    for (guint i = 0; i < templates->len; i++)
        for (char **name = compose_enclosures(compose, templates->pdata[i], "ar");
             *name != NULL; name++)
            if (!g_ptr_array_find_with_equal_func(names, *name, g_str_equal, NULL))
                g_ptr_array_add(names, g_strdup(*name));
    g_ptr_array_sort(names, by_name);
    for (guint i = 0; i < names->len; i++)
        check_document(config, store, names->pdata[i], report);
}

static void
check_mailboxes(const Config *config, Report *report)
{
    for (guint i = 0; i < config->mailboxes->len; i++) {
        g_autoptr(GError) error = NULL;
        const MailboxConfig *mailbox = config->mailboxes->pdata[i];
        bool well = intake_check_mailbox(mailbox, &error);
        tell(report, "mailbox", mailbox->name, well ? NULL : error->message);
    }
    if (config->mailboxes->len + config->scans->len == 0)
        tell(report, "mailbox", NULL,
            "no [mailbox NAME] and no [scan NAME] is configured: nothing will be taken "
            "in");
}

/* What the last comparison with its server found; a mailbox that was never compared is well. */
static void
check_compared(const Config *config, Report *report)
{
    g_autofree char *path = g_build_filename(config->office, "office.db", NULL);
    g_autoptr(Store) store = store_open(path, false, NULL);
    for (guint i = 0; store != NULL && i < config->mailboxes->len; i++) {
        const MailboxConfig *mailbox = config->mailboxes->pdata[i];
        Compared compared = {0};
        if (!store_compared_get(store, mailbox->name, &compared, NULL))
            continue;
        tell(report, "compared", mailbox->name, compared.words);
        g_free(compared.words);
    }
}

static void
check_scans(const Config *config, Report *report)
{
    for (guint i = 0; i < config->scans->len; i++) {
        const ScanConfig *scan = config->scans->pdata[i];
        g_autofree char *wrong =
            g_file_test(scan->path, G_FILE_TEST_IS_DIR)
                ? NULL
                : g_strdup_printf("'%s' is no folder: make it", scan->path);
        tell(report, "scan", scan->name, wrong);
    }
}

static void
check_relay(const Config *config, Report *report)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Outbox) outbox = outbox_open(config, &error);
    bool well = outbox && outbox_check(outbox, &error);
    tell(report, "relay",
        config->relay.host ? config->relay.host : config->relay.directory,
        well ? NULL : error->message);
}

static void
check_outbox(const Config *config, Report *report)
{
    g_autofree char *path = g_build_filename(config->office, "office.db", NULL);
    g_autoptr(Store) store = store_open(path, false, NULL);
    OutboxDepth depth = {0};
    if (store != NULL && store_outbox_depth(store, &depth, NULL))
        tell(report, "outbox", NULL,
            outbox_is_stuck(&depth, clock_now_ms())
                ? "mails wait and nothing has left for half an hour: nothing is lost, "
                  "see that `diwan serve` runs and what the relay says"
                : NULL);
}

static void
check_erasures(const Config *config, Report *report)
{
    g_autofree char *path = g_build_filename(config->office, "office.db", NULL);
    g_autoptr(Store) store = store_open(path, false, NULL);
    g_autofree char *file_no = store != NULL ? store_erasure_interrupted(store) : NULL;
    g_autofree char *words =
        file_no != NULL
            ? g_strdup_printf("what was held of %s is not all gone: `diwan applicants "
                              "erase %s --approve` goes on with it",
                  file_no, file_no)
            : NULL;
    if (store != NULL)
        tell(report, "erasures", NULL, words);
}

int
command_check(Diwan *diwan, int argc, char **argv)
{
    gboolean json = false;
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print one JSON object", NULL}, {NULL}};
    if (!command_options(entries, "",
            "Tries what the office needs: database, archive, models, mailbox logins, "
            "relay.",
            "diwan -c /etc/diwan/diwan.conf check", &argc, &argv))
        return EXIT_USAGE;
    g_autoptr(JsonBuilder) builder = json ? json_builder_new() : NULL;
    Report report = {builder, 0};
    if (json) {
        json_builder_begin_object(builder);
        json_builder_set_member_name(builder, "checks");
        json_builder_begin_array(builder);
    }
    tell(&report, "config", diwan->config->path, NULL);
    check_database(diwan->config, &report);
    check_archive(diwan->config, &report);
    check_models(diwan->config, &report);
    check_paper(&report);
    check_templates(diwan->config, &report);
    check_library(diwan->config, &report);
    check_mailboxes(diwan->config, &report);
    check_compared(diwan->config, &report);
    check_outbox(diwan->config, &report);
    check_erasures(diwan->config, &report);
    check_scans(diwan->config, &report);
    check_relay(diwan->config, &report);
    if (json) {
        json_builder_end_array(builder);
        output_bool(builder, "well", report.bad == 0);
        json_builder_end_object(builder);
        output_json(builder);
    }
    return report.bad ? EXIT_REFUSED : EXIT_DONE;
}
