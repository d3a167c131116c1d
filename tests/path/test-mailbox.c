/* test-mailbox.c - mailboxes of a real Dovecot: every mail once, whatever happens in between.
 *
 * Needs root, Dovecot and Postfix; says so and skips where one is missing.
 */
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "demo/places.h"
#include "demo/post_office.h"
#include "intake/after.h"
#include "intake/imap.h"
#include "intake/intake.h"
#include "intake/process.h"

static const char *const users[] = {"leave@charity.example", "flag@charity.example",
    "move@charity.example", "kill@charity.example", "large@charity.example",
    "compare@charity.example", "copy@charity.example", NULL};
static PostOffice *post; /* one for all tests; each has its own mailbox */
static PostOffice *old;  /* without MOVE, as Microsoft 365 */

typedef struct Fixture {
    char *folder;
    Store *store;
    Archive *archive;
    MailboxConfig mailbox;
    Config config;
} Fixture;

static void
set_up(Fixture *fixture, gconstpointer user)
{
    fixture->folder = g_dir_make_tmp("diwan-mailbox-XXXXXX", NULL);
    g_autofree char *database = g_build_filename(fixture->folder, "office.db", NULL);
    g_autofree char *letters = g_build_filename(fixture->folder, "letters", NULL);
    fixture->store = store_open(database, true, NULL);
    fixture->archive = archive_open(letters, NULL);
    const PostOffice *at = g_str_has_prefix(user, "copy@") ? old : post;
    fixture->mailbox = (MailboxConfig){.name = (char *)"main",
        .host = at->host,
        .port = at->imaps_port,
        .user = (char *)user,
        .password_file = post_office_password_file(at, user),
        .folder = (char *)"INBOX",
        .ca_file = at->ca_file,
        .poll_s = 2};
    fixture->config.mailboxes = g_ptr_array_new();
    fixture->config.scans = g_ptr_array_new();
    g_ptr_array_add(fixture->config.mailboxes, &fixture->mailbox);
}

static void
tear_down(Fixture *fixture, gconstpointer user)
{
    (void)user;
    g_free(fixture->mailbox.password_file);
    g_ptr_array_unref(fixture->config.mailboxes);
    g_ptr_array_unref(fixture->config.scans);
    archive_close(fixture->archive);
    store_close(fixture->store);
    g_assert_true(file_remove_tree(fixture->folder, NULL));
    g_free(fixture->folder);
}

/* A look of our own into a folder of the mailbox. */
static Imap *
look_into(Fixture *fixture, const char *folder, FetcherSettings **settings)
{
    g_autoptr(GError) error = NULL;
    *settings = process_settings(
        &fixture->mailbox, file_read_secret(fixture->mailbox.password_file, &error));
    g_assert_no_error(error);
    g_free((*settings)->folder);
    (*settings)->folder = g_strdup(folder);
    Imap *imap = imap_open(*settings, &error);
    g_assert_no_error(error);
    alarm(0);
    return imap;
}

static void
append(Fixture *fixture, int first, int n)
{
    g_autoptr(FetcherSettings) settings = NULL;
    g_autoptr(Imap) imap = look_into(fixture, "INBOX", &settings);
    for (int i = first; i < first + n; i++) {
        g_autofree char *text = g_strdup_printf(
            "From: a%d@example.org\r\nSubject: %d\r\n\r\nletter %d\r\n", i, i, i);
        imap_allow(imap, 0, 0);
        g_assert_cmpint(
            mailimap_append_simple(imap->session, "INBOX", text, strlen(text)), ==, 0);
    }
    alarm(0);
}

/* How many messages are in the folder, and how many of them are flagged. */
static guint
count(Fixture *fixture, const char *folder, guint *flagged)
{
    g_autoptr(FetcherSettings) settings = NULL;
    g_autoptr(Imap) imap = look_into(fixture, folder, &settings);
    g_autoptr(GArray) heads = imap_heads(imap, 1, G_MAXUINT32, NULL);
    alarm(0);
    *flagged = 0;
    for (guint i = 0; i < heads->len; i++)
        *flagged += g_array_index(heads, ImapHead, i).flagged;
    return heads->len;
}

/* Rounds until the mailbox is read to its end; how many letters were new. */
static int
fetch(Fixture *fixture)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Intake) intake =
        intake_open(&fixture->config, fixture->store, fixture->archive, &error);
    int total = 0;
    bool idle = false;
    for (gint64 until = clock_ticks_ms() + 60000; !idle && clock_ticks_ms() < until;) {
        int taken = 0;
        g_assert_true(intake_round(intake, 200, &taken, &idle, &error));
        total += taken;
    }
    g_assert_true(idle);
    return total;
}

static void
assert_problem(Fixture *fixture, const char *part)
{
    g_autoptr(GPtrArray) sources = store_sources(fixture->store, NULL);
    g_assert_cmpuint(sources->len, ==, 1);
    const SourceState *state = g_ptr_array_index(sources, 0);
    g_test_message("%s", state->problem != NULL ? state->problem : "well");
    if (part == NULL)
        g_assert_null(state->problem);
    else
        g_assert_nonnull(strstr(state->problem, part));
}

/* Rounds until the mailbox tells of it. */
static void
wait_for_problem(Fixture *fixture, const char *part)
{
    g_autoptr(Intake) intake =
        intake_open(&fixture->config, fixture->store, fixture->archive, NULL);
    bool found = false, idle;
    for (gint64 until = clock_ticks_ms() + 20000; !found && clock_ticks_ms() < until;) {
        int taken = 0;
        g_assert_true(intake_round(intake, 100, &taken, &idle, NULL));
        g_autoptr(GPtrArray) sources = store_sources(fixture->store, NULL);
        const SourceState *state = sources->pdata[0];
        found = state->problem != NULL && strstr(state->problem, part) != NULL;
    }
    assert_problem(fixture, part);
}

/* Each mail once; new ones only; nothing is changed on the server. */
static void
test_leave(Fixture *fixture, gconstpointer user)
{
    (void)user;
    guint flagged;
    append(fixture, 0, 120);
    g_assert_cmpint(fetch(fixture), ==, 120);
    g_assert_cmpint(fetch(fixture), ==, 0);
    append(fixture, 120, 3);
    g_assert_cmpint(fetch(fixture), ==, 3);
    assert_problem(fixture, NULL);
    g_assert_cmpuint(count(fixture, "INBOX", &flagged), ==, 123);
    g_assert_cmpuint(flagged, ==, 0);

    /* Another UIDVALIDITY: all is read again, and nothing is new but what is. */
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    Cursor other = {"main", "INBOX", 1, 4000000};
    int taken = 0;
    g_assert_true(store_letters_take(fixture->store, none, &other, &taken, NULL));
    append(fixture, 123, 1);
    g_assert_cmpint(fetch(fixture), ==, 1);
    gint64 uidvalidity = 0, last_uid = 0;
    g_assert_true(
        store_cursor_get(fixture->store, "main", "INBOX", &uidvalidity, &last_uid, NULL));
    g_assert_cmpint(uidvalidity, !=, 1);
    g_assert_cmpint(last_uid, ==, 124);
}

static void
test_flag(Fixture *fixture, gconstpointer user)
{
    (void)user;
    guint flagged;
    append(fixture, 0, 60);
    g_assert_cmpint(fetch(fixture), ==, 60);
    g_assert_cmpuint(count(fixture, "INBOX", &flagged), ==, 60);
    g_assert_cmpuint(flagged, ==, 0);
    /* Kept before, and not flagged yet: as after a crash between the two. */
    fixture->mailbox.after = AFTER_FLAG;
    append(fixture, 60, 2);
    g_assert_cmpint(fetch(fixture), ==, 2);
    count(fixture, "INBOX", &flagged);
    g_assert_cmpuint(flagged, ==, 62);
}

static void
test_move(Fixture *fixture, gconstpointer user)
{
    (void)user;
    guint flagged;
    fixture->mailbox.after = AFTER_MOVE;
    fixture->mailbox.move_to = (char *)"المنجز";
    append(fixture, 0, 60);
    g_assert_cmpint(fetch(fixture), ==, 60);
    g_assert_cmpuint(count(fixture, "INBOX", &flagged), ==, 0);
    g_assert_cmpuint(count(fixture, "المنجز", &flagged), ==, 60);
    append(fixture, 60, 1);
    g_assert_cmpint(fetch(fixture), ==, 1);
    g_assert_cmpuint(count(fixture, "المنجز", &flagged), ==, 61);
}

/* Copied, marked and removed by UID: what other people have marked as deleted stays. */
static void
test_copy(Fixture *fixture, gconstpointer user)
{
    (void)user;
    guint flagged;
    append(fixture, 0, 5);
    g_assert_cmpint(fetch(fixture), ==, 5);
    {
        g_autoptr(FetcherSettings) settings = NULL;
        g_autoptr(Imap) imap = look_into(fixture, "INBOX", &settings);
        g_assert_false(imap->can_move);
        g_assert_true(imap->can_uidplus);
        struct mailimap_flag_list *flags = mailimap_flag_list_new_empty();
        mailimap_flag_list_add(flags, mailimap_flag_new_deleted());
        struct mailimap_store_att_flags *change =
            mailimap_store_att_flags_new_add_flags_silent(flags);
        struct mailimap_set *second = mailimap_set_new_single(2);
        imap_allow(imap, 0, 0);
        g_assert_cmpint(mailimap_uid_store(imap->session, second, change), ==, 0);
        mailimap_store_att_flags_free(change);
        mailimap_set_free(second);
        alarm(0);
    }
    fixture->mailbox.after = AFTER_MOVE;
    fixture->mailbox.move_to = (char *)"المنجز";
    append(fixture, 5, 40);
    g_assert_cmpint(fetch(fixture), ==, 40);
    assert_problem(fixture, NULL);
    g_assert_cmpuint(count(fixture, "المنجز", &flagged), ==, 44);
    g_assert_cmpuint(count(fixture, "INBOX", &flagged), ==, 1);
}

static void
test_trouble(Fixture *fixture, gconstpointer user)
{
    (void)user;
    g_autoptr(GError) error = NULL;
    g_assert_true(intake_check_mailbox(&fixture->mailbox, &error));
    g_assert_no_error(error);

    g_autofree char *wrong = g_build_filename(fixture->folder, "wrong", NULL);
    g_assert_true(file_write(wrong, "wrong\n", 6, 0600, NULL));
    MailboxConfig right = fixture->mailbox;
    const struct {
        MailboxConfig mailbox;
        DiwanError code;
        const char *part;
    } cases[] = {
        {.code = DIWAN_ERROR_CONFIG, .part = "password_file"},
        {.code = DIWAN_ERROR_CONFIG, .part = "No password was sent"},
        {.code = DIWAN_ERROR_CONFIG, .part = "no trusted certificate authority"},
        {.code = DIWAN_ERROR_CONFIG, .part = "check folder"},
        {.code = DIWAN_ERROR_RETRY, .part = "cannot reach"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        MailboxConfig mailbox = right;
        if (i == 0)
            mailbox.password_file = wrong;
        else if (i == 1)
            mailbox.ca_file = NULL;
        else if (i == 2)
            mailbox.ca_file = wrong;
        else if (i == 3)
            mailbox.folder = (char *)"nowhere";
        else
            mailbox.port = 1;
        g_clear_error(&error);
        g_assert_false(intake_check_mailbox(&mailbox, &error));
        g_test_message("%s", error->message);
        g_assert_error(error, DIWAN_ERROR, (int)cases[i].code);
        g_assert_nonnull(strstr(error->message, cases[i].part));
    }
    fixture->mailbox.ca_file = NULL;
    g_assert_cmpint(fetch(fixture), ==, 0); /* three times, then no more is to be had */
    assert_problem(fixture, "No password was sent");
    fixture->mailbox.ca_file = right.ca_file;
}

/* Until the cursor has moved, so that the kill falls into the work and not before it. */
static void
wait_for_progress(Fixture *fixture)
{
    gint64 uidvalidity, before = 0, now = 0;
    g_assert_true(
        store_cursor_get(fixture->store, "main", "INBOX", &uidvalidity, &before, NULL));
    for (int i = 0; i < 5000 && now <= before; i++) {
        g_usleep(1000);
        g_assert_true(
            store_cursor_get(fixture->store, "main", "INBOX", &uidvalidity, &now, NULL));
    }
}

/* What the office would not have noticed by itself: mails below the cursor that are not here, one of
 * another size; and one that a person has deleted there, which is nobody's trouble. */
static void
test_compare(Fixture *fixture, gconstpointer user)
{
    (void)user;
    append(fixture, 0, 12);
    g_assert_cmpint(fetch(fixture), ==, 12);
    Compared compared = {0};
    g_assert_true(store_compared_get(fixture->store, "main", &compared, NULL));
    g_assert_cmpint(compared.at, ==, 0); /* a day has not passed */

    append(fixture, 12, 2);
    gint64 uidvalidity = 0, last_uid = 0;
    g_assert_true(
        store_cursor_get(fixture->store, "main", "INBOX", &uidvalidity, &last_uid, NULL));
    LetterFilter all = {0};
    g_autoptr(GPtrArray) letters = store_letters_list(fixture->store, &all, NULL);
    g_autoptr(GPtrArray) one =
        g_ptr_array_new_with_free_func((GDestroyNotify)arrival_free);
    Arrival *again = g_new0(Arrival, 1);
    again->sha256 = g_strdup(((const Letter *)letters->pdata[0])->sha256);
    again->source = g_strdup("main");
    again->uid = 5;
    again->uidvalidity = uidvalidity;
    again->server_bytes = 99999;
    g_ptr_array_add(one, again);
    Cursor ahead = {"main", "INBOX", uidvalidity, 14};
    int taken = 0;
    g_assert_true(store_letters_take(fixture->store, one, &ahead, &taken, NULL));
    g_assert_cmpint(taken, ==, 0);
    {
        g_autoptr(FetcherSettings) settings = NULL;
        g_autoptr(Imap) imap = look_into(fixture, "INBOX", &settings);
        g_autoptr(GArray) third = g_array_new(FALSE, FALSE, sizeof(guint32));
        guint32 uid = 3;
        g_array_append_val(third, uid);
        settings->after = AFTER_MOVE;
        settings->move_to = g_strdup("Elsewhere");
        g_assert_true(after_keeping(imap, third, NULL));
        alarm(0);
    }
    for (int i = 0; i < 2; i++) {
        g_assert_cmpint(fetch(fixture), ==, 0);
        wait_for_problem(fixture,
            "2 mail(s) on the server are not in the office (UID 13, "
            "14), and 1 mail(s) have another size there (UID 5)");
    }
    g_autoptr(GPtrArray) sources = store_sources(fixture->store, NULL);
    const SourceState *state = sources->pdata[0];
    g_assert_cmpint(state->compared_at, >, 0);
    g_assert_cmpint(state->server, ==, 13);
    g_assert_cmpint(state->missing, ==, 2);
    g_assert_cmpint(state->differing, ==, 1);
    g_assert_cmpint(state->gone, ==, 1);
}

/* A mail of so many MB in the user's maildir, where Dovecot finds it; its hash, owned. */
static char *
place_large(const char *user, int mb)
{
    g_autofree char *folder = g_build_filename(post->folder, "mail", user, "new", NULL);
    g_autofree char *path = g_build_filename(folder, "1000000000.M1P1.large", NULL);
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    g_autofree char *line = g_strnfill(1022, 'x');
    struct stat owner;
    FILE *file = fopen(path, "w");
    g_assert_nonnull(file);
    g_assert_cmpint(stat(folder, &owner), ==, 0);
    for (int i = -1; i < mb * 1024; i++) {
        g_autofree char *text =
            i < 0 ? g_strdup("From: b@example.org\r\nMessage-ID: <large@example.org>\r\n"
                             "Subject: large\r\n\r\n")
                  : g_strdup_printf("%s\r\n", line);
        fputs(text, file);
        g_checksum_update(sum, (const guchar *)text, (gssize)strlen(text));
    }
    g_assert_cmpint(fclose(file), ==, 0);
    g_assert_cmpint(chown(path, owner.st_uid, owner.st_gid), ==, 0);
    return g_strdup(g_checksum_get_string(sum));
}

static long
most_kb(int who)
{
    struct rusage used;
    g_assert_cmpint(getrusage(who, &used), ==, 0);
    return used.ru_maxrss;
}

/* 120 MB: over the limit the header is registered, the letter held and the message left where it is;
 * within it the letter comes whole, and neither process ever holds it. */
static void
test_large(Fixture *fixture, gconstpointer user)
{
    enum { MB = 120, MOST_MORE_KB = 48 * 1024 };
    guint flagged;
    fixture->mailbox.after = AFTER_FLAG;
    fixture->mailbox.most_mb = 100;
    append(fixture, 0, 1);
    g_autofree char *sha256 = place_large(user, MB);
    append(fixture, 1, 1);
    g_assert_cmpint(fetch(fixture), ==, 3);
    assert_problem(fixture, NULL);
    g_assert_cmpuint(count(fixture, "INBOX", &flagged), ==, 3);
    g_assert_cmpuint(flagged, ==, 2);
    LetterFilter all = {0};
    g_autoptr(GPtrArray) letters = store_letters_list(fixture->store, &all, NULL);
    int held = 0;
    for (guint i = 0; i < letters->len; i++) {
        const Letter *letter = g_ptr_array_index(letters, i);
        if (letter->hold == HOLD_NOT)
            continue;
        held++;
        g_assert_cmpint(letter->hold, ==, HOLD_TOO_LARGE);
        g_test_message("%s", letter->hold_note);
        g_assert_nonnull(strstr(letter->hold_note, "120 MB"));
        g_autoptr(GBytes) bytes = archive_load(fixture->archive, letter->sha256, NULL);
        g_assert_nonnull(g_strstr_len(g_bytes_get_data(bytes, NULL),
            (gssize)g_bytes_get_size(bytes), "Subject: large"));
        g_assert_cmpuint(g_bytes_get_size(bytes), <, 1000);
    }
    g_assert_cmpint(held, ==, 1);

    fixture->mailbox.most_mb = 200;
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    Cursor other = {"main", "INBOX", 1, 4000000};
    int taken = 0;
    g_assert_true(store_letters_take(fixture->store, none, &other, &taken, NULL));
    long before_kb = most_kb(RUSAGE_SELF), begun = clock_ticks_ms();
    g_assert_cmpint(fetch(fixture), ==, 1);
    g_test_message(
        "%d MB in %ld ms; at most %ld MB in intake's process, %ld MB more than "
        "before, and %ld MB in the fetcher",
        MB, (long)clock_ticks_ms() - begun, most_kb(RUSAGE_SELF) / 1024,
        (most_kb(RUSAGE_SELF) - before_kb) / 1024, most_kb(RUSAGE_CHILDREN) / 1024);
#ifndef __SANITIZE_ADDRESS__
    g_assert_cmpint(most_kb(RUSAGE_SELF) - before_kb, <, MOST_MORE_KB);
    g_assert_cmpint(most_kb(RUSAGE_CHILDREN), <, MOST_MORE_KB);
#endif
    g_autoptr(GPtrArray) now = store_letters_list(fixture->store, &all, NULL);
    bool found = false;
    for (guint i = 0; i < now->len; i++)
        found |= strcmp(((const Letter *)now->pdata[i])->sha256, sha256) == 0;
    g_assert_true(found);
}

/* Intake is killed at any moment: each letter is there once in the end. */
static void
test_kills(Fixture *fixture, gconstpointer user)
{
    (void)user;
    enum { LETTERS = 1500, KILLS = 5 };
    append(fixture, 0, LETTERS);
    g_autofree char *database = g_build_filename(fixture->folder, "office.db", NULL);
    int killed = 0;
    for (int i = 0; i < KILLS; i++) {
        pid_t pid = fork();
        if (pid == 0) {
            /* A database connection does not survive a fork: the child has its own. */
            fixture->store = store_open(database, false, NULL);
            fetch(fixture);
            _exit(0);
        }
        wait_for_progress(fixture);
        g_usleep((gulong)g_test_rand_int_range(0, 20) * 1000);
        kill(pid, SIGKILL);
        int status;
        g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
        killed += WIFSIGNALED(status);
    }
    LetterFilter all = {0};
    g_autoptr(GPtrArray) before = store_letters_list(fixture->store, &all, NULL);
    int taken = fetch(fixture);
    g_test_message("%d kills, %u letters before the last round, %d in it", killed,
        before->len, taken);
    g_assert_cmpint((int)before->len + taken, ==, LETTERS);
    g_autoptr(GPtrArray) letters = store_letters_list(fixture->store, &all, NULL);
    g_assert_cmpuint(letters->len, ==, LETTERS);
    for (guint i = 0; i < letters->len; i++) {
        const Letter *letter = g_ptr_array_index(letters, i);
        g_autoptr(GBytes) bytes = archive_load(fixture->archive, letter->sha256, NULL);
        g_assert_cmpint((gint64)g_bytes_get_size(bytes), ==, letter->size_bytes);
    }
}

/* The post office's own configuration, its Dovecot announcing what Microsoft 365 does. */
static char *
templates_without_move(const char *usual)
{
    static const char *const names[] = {"dovecot.conf", "main.cf", "master.cf"};
    char *folder = g_dir_make_tmp("diwan-templates-XXXXXX", NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *from = g_build_filename(usual, names[i], NULL);
        g_autofree char *to = g_build_filename(folder, names[i], NULL);
        g_autofree char *text = NULL;
        g_assert_true(g_file_get_contents(from, &text, NULL, NULL));
        g_autofree char *all = g_strconcat(text,
            i == 0 ? "\nimap_capability = IMAP4rev1 SASL-IR UIDPLUS ID UNSELECT CHILDREN "
                     "IDLE NAMESPACE LITERAL+\n"
                   : "",
            NULL);
        g_assert_true(file_write(to, all, strlen(all), 0644, NULL));
    }
    return folder;
}

int
main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "fetcher") == 0)
        return fetcher_main(argc - 1, argv + 1);
    g_test_init(&argc, &argv, NULL);
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = g_dir_make_tmp("diwan-post-XXXXXX", NULL);
    g_autofree char *templates = place_of_config("post-office", NULL);
    post = post_office_start(templates, folder, users, &error);
    if (post == NULL) {
        printf("1..0 # SKIP %s\n", error->message);
        return 0;
    }
    g_autofree char *old_folder = g_dir_make_tmp("diwan-post-XXXXXX", NULL);
    g_autofree char *old_templates = templates_without_move(templates);
    old = post_office_start(old_templates, old_folder, users, &error);
    g_assert_no_error(error);
#define CASE(name, i, function) \
    g_test_add(name, Fixture, users[i], set_up, function, tear_down)
    CASE("/mailbox/leave", 0, test_leave);
    CASE("/mailbox/flag", 1, test_flag);
    CASE("/mailbox/move", 2, test_move);
    CASE("/mailbox/copy", 6, test_copy);
    CASE("/mailbox/trouble", 0, test_trouble);
    CASE("/mailbox/large", 4, test_large);
    CASE("/mailbox/compare", 5, test_compare);
    CASE("/mailbox/kills", 3, test_kills);
    int status = g_test_run();
    post_office_stop(post);
    post_office_remove(folder, NULL);
    post_office_stop(old);
    post_office_remove(old_folder, NULL);
    g_assert_true(file_remove_tree(old_templates, NULL));
    return status;
}
