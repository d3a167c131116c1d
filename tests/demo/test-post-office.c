/* test-post-office.c - the throw-away post office is real, closed to strangers, and leaves nothing.
 *
 * Needs root, Dovecot and Postfix; says so and skips where one is missing.
 */
#include "base/base.h"
#include "demo/places.h"
#include "demo/post_office.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define CHARITY "letters@charity.example"
#define SARA "sara@applicants.example"
#define OUTSIDE "stranger@elsewhere.example"

static const char *const users[] = {CHARITY, SARA, NULL};

static PostOffice *
open_office(const char *folder)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *templates = place_of_config("post-office", NULL);
    PostOffice *office = post_office_start(templates, folder, users, &error);
    g_assert_no_error(error);
    g_assert_nonnull(office);
    return office;
}

static char *
password_of(const PostOffice *office, const char *user)
{
    g_autofree char *path = post_office_password_file(office, user);
    struct stat found;
    g_assert_cmpint(stat(path, &found), ==, 0);
    g_assert_cmpint(found.st_mode & 0777, ==, 0600);
    char *password = file_read_secret(path, NULL);
    g_assert_nonnull(password);
    return password;
}

/* ---- a mail program of eighty lines ---- */

typedef struct Piece {
    const char *text;
    gsize length;
} Piece;

static gsize
give(char *buffer, gsize size, gsize n, void *data)
{
    Piece *piece = data;
    gsize length = MIN(size * n, piece->length);
    memcpy(buffer, piece->text, length);
    piece->text += length;
    piece->length -= length;
    return length;
}

static gsize
keep(char *buffer, gsize size, gsize n, void *data)
{
    g_string_append_len(data, buffer, size * n);
    return size * n;
}

static gsize
drop(char *buffer, gsize size, gsize n, void *data)
{
    (void)buffer;
    (void)data;
    return size * n;
}

static CURL *
session(const char *url, const char *ca_file, const char *user, const char *password)
{
    CURL *curl = curl_easy_init();
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 20L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, drop);
    if (ca_file)
        curl_easy_setopt(curl, CURLOPT_CAINFO, ca_file);
    if (user) {
        curl_easy_setopt(curl, CURLOPT_USERNAME, user);
        curl_easy_setopt(curl, CURLOPT_PASSWORD, password);
    }
    return curl;
}

static CURLcode
send_mail(CURL *curl, const char *from, const char *to, const char *subject)
{
    g_autofree char *mail =
        g_strdup_printf("From: <%s>\r\nTo: <%s>\r\nSubject: %s\r\n"
                        "Message-ID: <%s@test.example>\r\n\r\nPeace.\r\n",
            from, to, subject, subject);
    Piece piece = {mail, strlen(mail)};
    struct curl_slist *recipients = curl_slist_append(NULL, to);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, from);
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, give);
    curl_easy_setopt(curl, CURLOPT_READDATA, &piece);
    CURLcode code = curl_easy_perform(curl);
    curl_slist_free_all(recipients);
    curl_easy_cleanup(curl);
    return code;
}

static CURLcode
send_from_outside(const PostOffice *office, const char *to, const char *subject)
{
    g_autofree char *url = g_strdup_printf("smtp://127.0.0.1:%d", office->smtp_port);
    return send_mail(session(url, NULL, NULL, NULL), OUTSIDE, to, subject);
}

static CURLcode
submit(const PostOffice *office, const char *ca_file, const char *user,
    const char *password, const char *to, const char *subject)
{
    g_autofree char *url =
        g_strdup_printf("smtp://%s:%d", office->host, office->submission_port);
    CURL *curl = session(url, ca_file, user, password);
    curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
    return send_mail(curl, CHARITY, to, subject);
}

/* The newest mail of a mailbox; code tells how asking went. */
static char *
read_mailbox(const PostOffice *office, const char *ca_file, const char *user,
    const char *password, CURLcode *code)
{
    g_autofree char *url = g_strdup_printf(
        "imaps://%s:%d/INBOX;MAILINDEX=*", office->host, office->imaps_port);
    g_autoptr(GString) mail = g_string_new(NULL);
    CURL *curl = session(url, ca_file, user, password);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, keep);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, mail);
    *code = curl_easy_perform(curl);
    curl_easy_cleanup(curl);
    return g_string_free(g_steal_pointer(&mail), FALSE);
}

/* Delivery takes a moment: waits until the newest mail has this subject. */
static void
assert_arrives(const PostOffice *office, const char *user, const char *subject)
{
    g_autofree char *password = password_of(office, user);
    g_autofree char *line = g_strdup_printf("\r\nSubject: %s\r\n", subject);
    for (int i = 0; i < 200; i++) {
        CURLcode code;
        g_autofree char *mail =
            read_mailbox(office, office->ca_file, user, password, &code);
        if (code == CURLE_OK && strstr(mail, line))
            return;
        g_usleep(50000);
    }
    g_error("no mail '%s' came to %s", subject, user);
}

/* ---- the tests ---- */

typedef struct Place {
    char *root, *folder;
    PostOffice *office;
} Place;

static void
place_open(Place *place, gconstpointer data)
{
    (void)data;
    place->root = g_strdup("/var/tmp/diwan-test-XXXXXX");
    g_assert_nonnull(g_mkdtemp_full(place->root, 0755));
    place->folder = g_build_filename(place->root, "post-office", NULL);
    place->office = open_office(place->folder);
}

static void
place_close(Place *place, gconstpointer data)
{
    (void)data;
    post_office_stop(place->office);
    g_assert_true(file_remove_tree(place->root, NULL));
    g_free(place->root);
    g_free(place->folder);
}

static void
test_delivers(Place *place, gconstpointer data)
{
    (void)data;
    g_autofree char *password = password_of(place->office, CHARITY);
    g_assert_cmpint(send_from_outside(place->office, CHARITY, "to-the-charity"), ==, 0);
    g_assert_cmpint(send_from_outside(place->office, SARA, "to-sara"), ==, 0);
    assert_arrives(place->office, CHARITY, "to-the-charity");
    assert_arrives(place->office, SARA, "to-sara");
    g_assert_cmpint(submit(place->office, place->office->ca_file, CHARITY, password, SARA,
                        "submitted"),
        ==, 0);
    assert_arrives(place->office, SARA, "submitted");
}

static void
test_refuses(Place *place, gconstpointer data)
{
    (void)data;
    const PostOffice *office = place->office;
    g_autofree char *password = password_of(office, CHARITY);
    const char *ca = office->ca_file;
    CURLcode code;

    /* relaying, unknown mailboxes, submission without AUTH or with a wrong password */
    g_assert_cmpint(send_from_outside(office, OUTSIDE, "relayed"), ==, CURLE_SEND_ERROR);
    g_assert_cmpint(send_from_outside(office, "nobody@charity.example", "lost"), ==,
        CURLE_SEND_ERROR);
    g_assert_cmpint(submit(office, ca, NULL, NULL, SARA, "no-auth"), !=, CURLE_OK);
    g_assert_cmpint(
        submit(office, ca, CHARITY, "wrong", SARA, "wrong"), ==, CURLE_LOGIN_DENIED);
    g_free(read_mailbox(office, ca, CHARITY, "wrong", &code));
    g_assert_cmpint(code, ==, CURLE_LOGIN_DENIED);

    /* without our authority the certificate is nobody's */
    g_assert_cmpint(submit(office, NULL, CHARITY, password, SARA, "untrusted"), ==,
        CURLE_PEER_FAILED_VERIFICATION);
    g_free(read_mailbox(office, NULL, CHARITY, password, &code));
    g_assert_cmpint(code, ==, CURLE_PEER_FAILED_VERIFICATION);
}

/* Mail for a place it does not know comes back to its sender, and goes nowhere else. */
static void
test_returns(Place *place, gconstpointer data)
{
    (void)data;
    g_autofree char *password = password_of(place->office, CHARITY);
    g_assert_cmpint(submit(place->office, place->office->ca_file, CHARITY, password,
                        OUTSIDE, "far-away"),
        ==, 0);
    assert_arrives(place->office, CHARITY, "Undelivered Mail Returned to Sender");
}

static void
test_one_at_a_time(Place *place, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    g_autofree char *templates = place_of_config("post-office", NULL);
    g_assert_null(post_office_start(templates, place->folder, users, &error));
    g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED);
    g_clear_error(&error);
    g_assert_null(post_office_start(templates, "/etc", users, &error));
    g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED);
    g_assert_cmpint(send_from_outside(place->office, SARA, "still-there"), ==, 0);
}

static bool
port_listens(int port)
{
    struct sockaddr_in at = {.sin_family = AF_INET,
        .sin_port = htons(port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool listens = connect(fd, (struct sockaddr *)&at, sizeof at) == 0;
    close(fd);
    return listens;
}

/* Processes whose current folder or command line lies in folder. */
static int
processes_of(const char *folder)
{
    int n = 0;
    g_autoptr(GDir) all = g_dir_open("/proc", 0, NULL);
    for (const char *name; (name = g_dir_read_name(all));) {
        if (!g_ascii_isdigit(name[0]))
            continue;
        g_autofree char *cwd_path = g_build_filename("/proc", name, "cwd", NULL);
        g_autofree char *line_path = g_build_filename("/proc", name, "cmdline", NULL);
        g_autofree char *cwd = g_file_read_link(cwd_path, NULL);
        g_autofree char *line = NULL;
        gsize length = 0;
        g_file_get_contents(line_path, &line, &length, NULL);
        n += (cwd && g_str_has_prefix(cwd, folder)) ||
             (line && memmem(line, length, folder, strlen(folder)));
    }
    return n;
}

static void
assert_nothing_left(const PostOffice *ports, const char *folder)
{
    g_assert_cmpint(processes_of(folder), ==, 0);
    g_assert_false(port_listens(ports->smtp_port));
    g_assert_false(port_listens(ports->submission_port));
    g_assert_false(port_listens(ports->imaps_port));
}

static void
test_ends(Place *place, gconstpointer data)
{
    (void)data;
    PostOffice ports = *place->office;
    g_assert_cmpint(send_from_outside(place->office, SARA, "before-the-end"), ==, 0);
    g_assert_cmpint(processes_of(place->folder), >=, 3);
    post_office_stop(g_steal_pointer(&place->office));
    assert_nothing_left(&ports, place->folder);
    place->office = open_office(place->folder); /* and the folder can be used again */
}

/* A program that is killed leaves no server behind either. */
static void
test_ends_with_its_program(void)
{
    g_autofree char *folder = g_strdup("/var/tmp/diwan-test-XXXXXX");
    g_assert_nonnull(g_mkdtemp_full(folder, 0755));
    int ready[2];
    PostOffice ports;
    g_assert_cmpint(pipe(ready), ==, 0);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    pid_t program = fork();
    if (program == 0) {
        PostOffice *office = open_office(folder);
        if (write(ready[1], office, sizeof *office) != sizeof *office)
            _exit(1);
        pause();
    }
    close(ready[1]);
    g_assert_cmpint(read(ready[0], &ports, sizeof ports), ==, sizeof ports);
    close(ready[0]);
    g_assert_cmpint(processes_of(folder), >=, 3);
    kill(program, SIGKILL);
    while (waitpid(-1, NULL, 0) > 0) /* the program, then its guardians */
        ;
    assert_nothing_left(&ports, folder);
    g_assert_true(file_remove_tree(folder, NULL));
}

/* A folder Postfix cannot reach: it lies elsewhere, linked, and is gone at the end. */
static void
test_lies_elsewhere(void)
{
    g_autofree char *closed = g_strdup("/var/tmp/diwan-test-XXXXXX");
    g_assert_nonnull(g_mkdtemp(closed));
    g_autofree char *folder = g_build_filename(closed, "post-office", NULL);
    struct stat before, after;
    g_assert_cmpint(stat(closed, &before), ==, 0);
    PostOffice *office = open_office(folder);
    g_autofree char *really = g_strdup(office->folder);
    g_assert_cmpstr(office->link, ==, folder);
    g_assert_true(g_file_test(folder, G_FILE_TEST_IS_SYMLINK));
    g_assert_cmpint(send_from_outside(office, SARA, "elsewhere"), ==, 0);
    assert_arrives(office, SARA, "elsewhere");
    post_office_stop(office);
    g_assert_false(g_file_test(really, G_FILE_TEST_EXISTS));
    g_assert_false(g_file_test(folder, G_FILE_TEST_IS_SYMLINK));
    g_assert_cmpint(stat(closed, &after), ==, 0);
    g_assert_cmpint(before.st_mode, ==, after.st_mode);
    g_assert_cmpint(rmdir(closed), ==, 0);
}

static const char *
missing(void)
{
    if (geteuid() != 0)
        return "the post office needs root";
    if (access("/usr/sbin/dovecot", X_OK) != 0 || access("/usr/sbin/postfix", X_OK) != 0)
        return "Dovecot or Postfix is not installed";
    return NULL;
}

static void
test_skipped(void)
{
    g_test_skip(missing());
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    if (missing()) {
        g_test_add_func("/demo/post-office", test_skipped);
        return g_test_run();
    }
#define IN_OFFICE(name, function) \
    g_test_add("/demo/post-office/" name, Place, NULL, place_open, function, place_close)
    IN_OFFICE("delivers", test_delivers);
    IN_OFFICE("refuses", test_refuses);
    IN_OFFICE("returns", test_returns);
    IN_OFFICE("one-at-a-time", test_one_at_a_time);
    IN_OFFICE("ends", test_ends);
    g_test_add_func(
        "/demo/post-office/ends-with-its-program", test_ends_with_its_program);
    g_test_add_func("/demo/post-office/lies-elsewhere", test_lies_elsewhere);
    return g_test_run();
}
