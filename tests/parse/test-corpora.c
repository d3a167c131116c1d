/* test-corpora.c - real mail that nobody here wrote: it must parse, in time, survive the wire, and
 * say in the locked room, which has neither files nor the libraries it let go, what it says here.
 *
 * Skips where ../shared/data/mail is absent. For the bounces it prints how many agree with their
 * expectations.
 */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "parse/parse.h"
#include "room.h"

enum { MAIL_MOST_BYTES = 64 * 1024 * 1024, MAIL_MOST_MS = 3000 };

static char *
corpora_folder(void)
{
    const char *shared = g_getenv("DIWAN_SHARED");
    return g_build_filename(shared != NULL ? shared : "../shared", "data", "mail", NULL);
}

static Mail *
parse_file(const char *path)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = file_read(path, MAIL_MOST_BYTES, &error);
    g_assert_no_error(error);
    gsize length;
    const guint8 *data = g_bytes_get_data(bytes, &length);
    gint64 start = g_get_monotonic_time();
    g_autoptr(Mail) mail = parse_mail(data, length, NULL);
    gint64 took_ms = (g_get_monotonic_time() - start) / 1000;
    if (took_ms > MAIL_MOST_MS)
        g_error("%s took %" G_GINT64_FORMAT " ms", path, took_ms);
    g_autoptr(GBytes) wire = mail_to_wire(mail);
    Mail *back = mail_from_wire(wire, &error);
    if (back == NULL)
        g_error("%s: %s", path, error->message);
    return back;
}

static void
check_in_room(WorkerPool *pool, const char *path, const Mail *mail)
{
    g_autoptr(GBytes) here = mail_to_wire(mail);
    WorkerTask task = {
        .input_fd = open(path, O_RDONLY | O_CLOEXEC), .cpu_s = 20, .deadline_s = 60};
    g_autoptr(WorkerResult) result = worker_pool_run(pool, task);
    if (result->reply == NULL)
        g_error("%s: the room ended: %s", path, result->reason);
    if (!g_bytes_equal(result->reply, here))
        g_error("%s says something else in the room", path);
}

typedef struct Tally {
    guint mails, with_text, with_parts, defects, unreadable;
} Tally;

static void
walk_folder(WorkerPool *pool, const char *path, Tally *tally)
{
    g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
    const char *name;
    while (folder != NULL && (name = g_dir_read_name(folder)) != NULL) {
        g_autofree char *entry = g_build_filename(path, name, NULL);
        if (g_file_test(entry, G_FILE_TEST_IS_DIR)) {
            walk_folder(pool, entry, tally);
            continue;
        }
        g_autoptr(Mail) mail = parse_file(entry);
        check_in_room(pool, entry, mail);
        if (g_test_verbose() && mail->unreadable_chars > 0)
            g_test_message("%s: %u unreadable", entry, mail->unreadable_chars);
        tally->mails++;
        tally->with_text += mail->text[0] != '\0';
        tally->with_parts += mail->parts->len > 0;
        tally->defects += mail->defects->len > 0;
        tally->unreadable += mail->unreadable_chars > 0;
    }
}

static void
test_corpora(void)
{
    g_autofree char *path = corpora_folder();
    g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
    if (folder == NULL) {
        g_test_skip("no ../shared/data/mail here");
        return;
    }
    g_autoptr(GError) error = NULL;
    g_autoptr(WorkerPool) pool = room_parse_pool(NULL, NULL, 1, &error);
    g_assert_no_error(error);
    const char *name;
    while ((name = g_dir_read_name(folder)) != NULL) {
        g_autofree char *entry = g_build_filename(path, name, NULL);
        Tally tally = {0};
        walk_folder(pool, entry, &tally);
        g_test_message("%s: %u files, %u with text, %u with parts, %u with defects, "
                       "%u with unreadable characters",
            name, tally.mails, tally.with_text, tally.with_parts, tally.defects,
            tally.unreadable);
    }
}

/* Agreement with one expectation: kind of thing, number of recipients, and each one's values. */
typedef struct Agreement {
    guint mails, count, status, code, permanent, id, all;
} Agreement;

static void
compare(const char *name, const Mail *mail, JsonArray *expected, Agreement *agreement)
{
    guint n = json_array_get_length(expected);
    bool count = mail->bounce_recipients->len == n, status = count, code = count;
    bool permanent = count;
    for (guint i = 0; i < n && count; i++) {
        JsonArray *row = json_array_get_array_element(expected, i);
        const BounceRecipient *recipient = g_ptr_array_index(mail->bounce_recipients, i);
        const char *wanted = json_array_get_string_element(row, 0);
        /* 5.0.9xx is not in the mail: the one who wrote the expectation derived it. */
        bool derived = strstr(wanted, ".0.9") != NULL || *wanted == '\0';
        status = status && (derived || g_strcmp0(recipient->status, wanted) == 0);
        code =
            code && recipient->smtp_code == atoi(json_array_get_string_element(row, 1));
        permanent =
            permanent && recipient->permanent == json_array_get_boolean_element(row, 3);
    }
    agreement->mails++;
    agreement->count += count;
    agreement->status += status;
    agreement->code += code;
    agreement->permanent += permanent;
    agreement->id += mail->original_message_id != NULL;
    agreement->all += count && status && code && permanent;
    if (g_test_verbose() && !(count && status && code && permanent))
        g_test_message("%s: count %d (%u) status %d code %d permanent %d kind %s", name,
            count, mail->bounce_recipients->len, status, code, permanent,
            mail_kind_name(mail->kind));
}

static void
test_bounces(void)
{
    g_autofree char *corpora = corpora_folder();
    g_autofree char *table = g_build_filename(corpora, "bounces", "EXPECTED.tsv", NULL);
    g_autofree char *text = NULL;
    if (!g_file_get_contents(table, &text, NULL, NULL)) {
        g_test_skip("no ../shared/data/mail/bounces here");
        return;
    }
    Agreement agreement = {0};
    g_auto(GStrv) rows = g_strsplit(text, "\n", -1);
    for (gsize i = 1; rows[i] != NULL; i++) {
        g_auto(GStrv) cells = g_strsplit(rows[i], "\t", 3);
        if (g_strv_length(cells) < 3)
            continue;
        g_autofree char *path = g_build_filename(corpora, "bounces", cells[0], NULL);
        g_autoptr(Mail) mail = parse_file(path);
        g_autoptr(JsonNode) expected = json_from_string(cells[2], NULL);
        if (expected != NULL)
            compare(cells[0], mail, json_node_get_array(expected), &agreement);
    }
    g_test_message(
        "bounces: of %u, recipients %u, status %u, code %u, permanent %u, all %u; "
        "our message known in %u",
        agreement.mails, agreement.count, agreement.status, agreement.code,
        agreement.permanent, agreement.all, agreement.id);
    g_assert_cmpuint(agreement.mails, >, 0);
}

int
main(int argc, char **argv)
{
    if (argc > 2 && g_str_equal(argv[1], "room"))
        return room_main(argc - 1, argv + 1);
    g_test_init(&argc, &argv, NULL);
    parse_open();
    g_test_add_func("/parse/corpora", test_corpora);
    g_test_add_func("/parse/bounces", test_bounces);
    return g_test_run();
}
