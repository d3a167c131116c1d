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
    g_autoptr(WorkerPool) pool = room_parse_pool(NULL, NULL, NULL, 1, &error);
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

/* ---- quotations: no own word may be lost ---- */

/* The lines that anybody would call the writer's: those before the first sign of a quotation. */
static char *
own_beginning(const char *text)
{
    static const char *const signs[] = {
        ">", "On ", "From:", "-----", "____", "--", " ---"};
    GString *own = g_string_new(NULL);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (gsize i = 0; lines[i] != NULL; i++) {
        for (gsize k = 0; k < G_N_ELEMENTS(signs); k++)
            if (g_str_has_prefix(lines[i], signs[k]) ||
                g_regex_match_simple("wrote:|^[0-9.]+ [0-9:]+ .*<$", lines[i], 0, 0))
                return g_string_free(own, FALSE);
        g_string_append_printf(own, "%s\n", lines[i]);
    }
    return g_string_free(own, FALSE);
}

static bool
has_every_line(const char *text, const char *lines)
{
    g_auto(GStrv) each = g_strsplit(lines, "\n", -1);
    for (gsize i = 0; each[i] != NULL; i++)
        if (strstr(text, g_strchomp(each[i])) == NULL)
            return false;
    return true;
}

typedef struct Folding {
    guint mails, folded, whole, lost;
} Folding;

static void
fold_one(Folding *folding, const char *path, bool is_mail)
{
    g_autofree char *content = NULL;
    if (!g_file_get_contents(path, &content, NULL, NULL))
        return;
    g_autofree char *text =
        is_mail ? g_strdup(content)
                : g_strconcat("From: a@example.org\nIn-Reply-To: <1@example.org>\n"
                              "Content-Type: text/plain; charset=utf-8\n\n",
                      content, NULL);
    g_autoptr(Mail) mail = parse_mail((const guint8 *)text, strlen(text), NULL);
    g_autofree char *own = own_beginning(mail->text);
    bool lost = !has_every_line(mail->new_text, own);
    folding->mails++;
    folding->lost += lost;
    folding->folded += strlen(mail->new_text) + 1 < strlen(mail->text);
    folding->whole += strlen(mail->new_text) + 1 >= strlen(mail->text);
    if (lost)
        g_test_message("%s: '%s' is not in '%s'", path, own, mail->new_text);
}

static void
test_quotations(void)
{
    static const struct {
        const char *folder, *ending;
    } corpora[] = {{"email_reply_parser/test/emails", ".txt"},
        {"talon/tests/fixtures/standard_replies", ".eml"}};
    g_autofree char *all = corpora_folder();
    for (gsize i = 0; i < G_N_ELEMENTS(corpora); i++) {
        g_autofree char *path = g_build_filename(all, corpora[i].folder, NULL);
        g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
        if (folder == NULL) {
            g_test_skip("no ../shared/data/mail here");
            return;
        }
        Folding folding = {0};
        const char *name;
        while ((name = g_dir_read_name(folder)) != NULL) {
            g_autofree char *file = g_build_filename(path, name, NULL);
            if (g_str_has_suffix(name, corpora[i].ending))
                fold_one(&folding, file, strcmp(corpora[i].ending, ".eml") == 0);
        }
        g_test_message(
            "%s: of %u, quotations folded in %u, %u kept whole, own words lost "
            "in %u",
            corpora[i].folder, folding.mails, folding.folded, folding.whole,
            folding.lost);
        g_assert_cmpuint(folding.lost, ==, 0);
    }
}

/* ---- bounces: each mail against its expectation ---- */

typedef struct Agreement {
    guint mails, kind, count, status, code, permanent, reason, id, right;
} Agreement;

/* What EXPECTED.tsv has of one recipient. */
typedef struct Wanted {
    const char *status, *code, *reason;
    bool permanent;
} Wanted;

static Wanted
wanted_of(JsonArray *rows, guint i)
{
    JsonArray *row = json_array_get_array_element(rows, i);
    return (Wanted){json_array_get_string_element(row, 0),
        json_array_get_string_element(row, 1), json_array_get_string_element(row, 2),
        json_array_get_boolean_element(row, 3)};
}

static bool
kind_agrees(const Mail *mail, const char *reason)
{
    if (strcmp(reason, "feedback") == 0)
        return mail->kind == KIND_FEEDBACK_REPORT;
    if (strcmp(reason, "vacation") == 0)
        return mail->kind == KIND_AUTO_REPLY;
    if (strcmp(reason, "delivered") == 0)
        return mail->kind == KIND_DELIVERY_NOTICE;
    return mail->kind == KIND_BOUNCE || mail->kind == KIND_DELIVERY_NOTICE;
}

static void
compare(const char *name, const Mail *mail, JsonArray *expected, Agreement *agreement)
{
    guint n = json_array_get_length(expected);
    Wanted first = wanted_of(expected, 0);
    /* An auto reply names nobody; its author is in From. */
    bool auto_reply = strcmp(first.reason, "vacation") == 0;
    bool kind = kind_agrees(mail, first.reason);
    bool count = mail->bounce_recipients->len == (auto_reply ? 0 : n);
    bool status = count, code = count, permanent = count, reason = count;
    for (guint i = 0; i < n && count && !auto_reply; i++) {
        Wanted wanted = wanted_of(expected, i);
        const BounceRecipient *recipient = g_ptr_array_index(mail->bounce_recipients, i);
        /* 5.0.9xx is not in the mail: the one who wrote the expectation derived it. */
        bool derived = strstr(wanted.status, ".0.9") != NULL || *wanted.status == '\0';
        status = status && (derived || g_strcmp0(recipient->status, wanted.status) == 0);
        code = code && recipient->smtp_code == atoi(wanted.code);
        permanent = permanent && recipient->permanent == wanted.permanent;
        reason = reason && g_strcmp0(recipient->reason, wanted.reason) == 0;
        if (g_test_verbose() && !(status && code && permanent && reason && kind))
            g_test_message("%s: %s %s %d %s %s, wanted %s %s %s %d: %s", name,
                mail_kind_name(mail->kind), recipient->status, recipient->smtp_code,
                recipient->reason, recipient->permanent ? "permanent" : "", wanted.status,
                wanted.code, wanted.reason, wanted.permanent, recipient->diagnostic);
    }
    agreement->mails++;
    agreement->kind += kind;
    agreement->count += count;
    agreement->status += status;
    agreement->code += code;
    agreement->permanent += permanent;
    agreement->reason += reason;
    agreement->id += mail->original_message_id != NULL;
    agreement->right += kind && count && status && code && permanent;
    if (g_test_verbose() && !(count && kind))
        g_test_message("%s: %s of %u recipients", name, mail_kind_name(mail->kind),
            mail->bounce_recipients->len);
}

/* The mails of a file: one, or those of an mbox. */
static GPtrArray *
mails_of(const char *path)
{
    g_autofree char *text = NULL;
    gsize length = 0;
    g_assert_true(g_file_get_contents(path, &text, &length, NULL));
    GPtrArray *mails = g_ptr_array_new_with_free_func((GDestroyNotify)mail_free);
    const char *end = text + length;
    for (const char *at = text; at < end;) {
        const char *next =
            strncmp(text, "From ", 5) == 0
                ? g_strstr_len(at + 1, end - at - 1, "\nFrom MAILER-DAEMON")
                : NULL;
        gsize size = (gsize)((next != NULL ? next + 1 : end) - at);
        g_ptr_array_add(mails, parse_mail((const guint8 *)at, size, NULL));
        at += size;
    }
    return mails;
}

static void
merge(Mail *mail, const Mail *other)
{
    for (guint i = 0; i < other->bounce_recipients->len; i++) {
        const BounceRecipient *each = other->bounce_recipients->pdata[i];
        BounceRecipient *copy = bounce_recipient_new();
        copy->address = g_strdup(each->address);
        copy->action = g_strdup(each->action);
        copy->status = g_strdup(each->status);
        copy->smtp_code = each->smtp_code;
        copy->permanent = each->permanent;
        copy->reason = g_strdup(each->reason);
        g_ptr_array_add(mail->bounce_recipients, copy);
    }
}

/* Kind, our message, and each recipient with its values. */
static char *
what_it_says(const Mail *mail)
{
    GString *all = g_string_new(mail_kind_name(mail->kind));
    g_string_append_printf(all, " %s %s", mail->subject, mail->original_message_id);
    for (guint i = 0; i < mail->bounce_recipients->len; i++) {
        const BounceRecipient *each = mail->bounce_recipients->pdata[i];
        g_string_append_printf(all, "\n%s %s %s %d %d %s %s", each->address, each->action,
            each->status, each->smtp_code, each->permanent, each->reason,
            each->diagnostic);
    }
    return g_string_free(all, FALSE);
}

/* The same mail with other line ends says the same. */
static void
check_line_ends(const char *path)
{
    static const char *const ends[] = {"\n", "\r\n", "\r"};
    g_autofree char *text = NULL;
    g_autofree char *first = NULL;
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    g_auto(GStrv) crlf = g_strsplit(text, "\r\n", -1);
    g_autofree char *half = g_strjoinv("\n", crlf);
    g_strdelimit(half, "\r", '\n');
    g_auto(GStrv) lines = g_strsplit(half, "\n", -1);
    for (gsize i = 0; i < G_N_ELEMENTS(ends); i++) {
        g_autofree char *copy = g_strjoinv(ends[i], lines);
        g_autoptr(Mail) mail = parse_mail((const guint8 *)copy, strlen(copy), NULL);
        g_autofree char *said = what_it_says(mail);
        if (first == NULL)
            first = g_steal_pointer(&said);
        else if (strcmp(first, said) != 0)
            g_error("%s says something else with other line ends", path);
    }
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
        check_line_ends(path);
        g_autoptr(GPtrArray) mails = mails_of(path);
        for (guint k = 1; k < mails->len; k++)
            merge(mails->pdata[0], mails->pdata[k]);
        g_autoptr(JsonNode) expected = json_from_string(cells[2], NULL);
        if (expected != NULL)
            compare(cells[0], mails->pdata[0], json_node_get_array(expected), &agreement);
    }
    g_test_message(
        "bounces: %u right, %u wrong, 0 crashed; of %u: kind %u, recipients %u, "
        "status %u, code %u, permanent %u, reason %u; our message known in %u",
        agreement.right, agreement.mails - agreement.right, agreement.mails,
        agreement.kind, agreement.count, agreement.status, agreement.code,
        agreement.permanent, agreement.reason, agreement.id);
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
    g_test_add_func("/parse/quotations", test_quotations);
    g_test_add_func("/parse/bounces", test_bounces);
    return g_test_run();
}
