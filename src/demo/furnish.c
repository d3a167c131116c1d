/* furnish.c - the folders and files a post office needs before its servers start.
 *
 * Owners and modes follow Postfix's postfix-files and Dovecot's passwd-file documentation. What is
 * secret (passwords, the server's key) can be read by its one reader only. Permissions of folders
 * that are not the post office's own are never changed.
 */
#include "demo/furnish.h"

#include "base/base.h"
#include "demo/certificate.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* The file by which a folder is known as a post office's. */
#define MARK "diwan-post-office"

/* Dovecot's longest socket name below its folder; sun_path holds folder and name. */
#define LONGEST_SOCKET "/dovecot/run/token-login/imap-urlauth-worker"

/* ---- where ---- */

/* Every folder from / down to path can be passed by users who do not own it. */
static bool
is_open_to_others(const char *path)
{
    g_autofree char *at = g_canonicalize_filename(path, NULL);
    for (;;) {
        struct stat found;
        if (stat(at, &found) == 0 && !(found.st_mode & S_IXOTH))
            return false;
        if (strcmp(at, "/") == 0)
            return true;
        char *above = g_path_get_dirname(at);
        g_free(at);
        at = above;
    }
}

static bool
has_mark(const char *folder)
{
    g_autofree char *mark = g_build_filename(folder, MARK, NULL);
    return g_file_test(mark, G_FILE_TEST_IS_REGULAR);
}

int
furnish_lock(const char *folder, GError **error)
{
    g_autofree char *mark = g_build_filename(folder, MARK, NULL);
    int fd = open(mark, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
        return fd;
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
        "the post office in '%s' is open, by another program; it was left alone", folder);
    if (fd >= 0)
        close(fd);
    return -1;
}

/* Removes an ended post office; refuses one that is open. */
static bool
remove_ended(const char *folder, GError **error)
{
    int fd = furnish_lock(folder, error);
    if (fd < 0)
        return false;
    bool done = file_remove_tree(folder, error);
    close(fd);
    return done;
}

bool
post_office_remove(const char *folder, GError **error)
{
    struct stat found;
    if (lstat(folder, &found) != 0)
        return true;
    g_autofree char *target =
        S_ISLNK(found.st_mode) ? g_file_read_link(folder, NULL) : NULL;
    if (target) {
        if (has_mark(target) && !remove_ended(target, error))
            return false;
        if (g_access(target, F_OK) != 0)
            return unlink(folder) == 0 || error_from_errno(error, DIWAN_ERROR_REFUSED,
                                              "cannot remove the link '%s'", folder);
    } else if (has_mark(folder)) {
        return remove_ended(folder, error);
    } else if (rmdir(folder) == 0) {
        return true;
    }
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
        "'%s' is not a post office of ours; nothing in it was touched. Name another "
        "folder",
        folder);
    return false;
}

char *
furnish_place(const char *folder, char **link, GError **error)
{
    g_autofree char *place = g_canonicalize_filename(folder, NULL);
    g_autofree char *above = g_path_get_dirname(place);
    if (!post_office_remove(place, error) || !file_make_folder(above, error))
        return NULL;
    *link = NULL;
    gsize longest = sizeof((struct sockaddr_un *)NULL)->sun_path - sizeof LONGEST_SOCKET;
    if (!is_open_to_others(above) || strlen(place) > longest) {
        g_autofree char *elsewhere = g_strdup("/var/tmp/diwan-XXXXXX");
        if (!g_mkdtemp(elsewhere) || symlink(elsewhere, place) != 0) {
            error_from_errno(error, DIWAN_ERROR_REFUSED,
                "cannot make a folder for the post office and a link to it from '%s'",
                place);
            return NULL;
        }
        *link = g_steal_pointer(&place);
        place = g_steal_pointer(&elsewhere);
    }
    return g_steal_pointer(&place);
}

/* ---- folders ---- */

typedef struct Folder {
    const char *path;
    int mode;
    const char *owner, *group; /* NULL: root */
} Folder;

static const Folder folders[] = {
    {"", 0755, NULL, NULL},
    {"/secrets", 0700, NULL, NULL},
    {"/mail", 0700, "mail", "mail"},
    {"/dovecot", 0755, NULL, NULL},
    {"/dovecot/run", 0755, NULL, NULL},
    {"/dovecot/state", 0755, NULL, NULL},
    {"/postfix", 0755, NULL, NULL},
    {"/postfix/conf", 0755, NULL, NULL},
    {"/postfix/data", 0700, "postfix", NULL},
    {"/postfix/log", 0755, NULL, NULL},
    {"/postfix/queue", 0755, NULL, NULL},
    {"/postfix/queue/pid", 0755, NULL, NULL},
    {"/postfix/queue/active", 0700, "postfix", NULL},
    {"/postfix/queue/bounce", 0700, "postfix", NULL},
    {"/postfix/queue/corrupt", 0700, "postfix", NULL},
    {"/postfix/queue/defer", 0700, "postfix", NULL},
    {"/postfix/queue/deferred", 0700, "postfix", NULL},
    {"/postfix/queue/flush", 0700, "postfix", NULL},
    {"/postfix/queue/hold", 0700, "postfix", NULL},
    {"/postfix/queue/incoming", 0700, "postfix", NULL},
    {"/postfix/queue/private", 0700, "postfix", NULL},
    {"/postfix/queue/saved", 0700, "postfix", NULL},
    {"/postfix/queue/trace", 0700, "postfix", NULL},
    {"/postfix/queue/maildrop", 01730, "postfix", "postdrop"},
    {"/postfix/queue/public", 02710, "postfix", "postdrop"},
};

static bool
user_find(const char *name, uid_t *uid, gid_t *gid, GError **error)
{
    struct passwd *user = getpwnam(name);
    if (!user) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG,
            "the system has no user '%s'; install dovecot-imapd, dovecot-lmtpd and "
            "postfix",
            name);
        return false;
    }
    *uid = user->pw_uid;
    *gid = user->pw_gid;
    return true;
}

static bool
make_folder(const char *path, const Folder *folder, GError **error)
{
    uid_t uid = 0;
    gid_t gid = 0, ignored;
    if (folder->owner && !user_find(folder->owner, &uid, &ignored, error))
        return false;
    struct group *group = folder->group ? getgrnam(folder->group) : NULL;
    if (group)
        gid = group->gr_gid;
    if ((mkdir(path, 0700) != 0 && errno != EEXIST) || chown(path, uid, gid) != 0 ||
        chmod(path, folder->mode) != 0)
        return error_from_errno(
            error, DIWAN_ERROR_REFUSED, "cannot make the folder '%s'", path);
    return true;
}

/* ---- users ---- */

static char *
random_password(void)
{
    guint8 bytes[18];
    if (getrandom(bytes, sizeof bytes, 0) != sizeof bytes)
        g_error("getrandom gave too little");
    return g_base64_encode(bytes, sizeof bytes);
}

/* Each user's password in a file of its own for whoever is that user, and all in one for
 * Dovecot's auth process. */
static bool
write_users(const PostOffice *office, GError **error)
{
    g_autoptr(GString) passwords = g_string_new(NULL);
    g_autoptr(GString) mailboxes = g_string_new(NULL);
    for (int i = 0; office->users[i]; i++) {
        g_autofree char *password = random_password();
        g_autofree char *path = post_office_password_file(office, office->users[i]);
        if (!file_write(path, password, strlen(password), 0600, error))
            return false;
        g_string_append_printf(passwords, "%s:{PLAIN}%s\n", office->users[i], password);
        g_string_append_printf(mailboxes, "%s here\n", office->users[i]);
    }
    uid_t uid;
    gid_t gid;
    g_autofree char *passwords_path =
        g_build_filename(office->folder, "dovecot", "passwords", NULL);
    g_autofree char *mailboxes_path =
        g_build_filename(office->folder, "postfix", "mailboxes", NULL);
    if (!user_find("dovecot", &uid, &gid, error) ||
        !file_write(passwords_path, passwords->str, passwords->len, 0600, error) ||
        !file_write(mailboxes_path, mailboxes->str, mailboxes->len, 0644, error))
        return false;
    if (chown(passwords_path, uid, gid) != 0)
        return error_from_errno(
            error, DIWAN_ERROR_REFUSED, "cannot give '%s' to Dovecot", passwords_path);
    return true;
}

bool
furnish_folders(const PostOffice *office, GError **error)
{
    for (gsize i = 0; i < G_N_ELEMENTS(folders); i++) {
        g_autofree char *path = g_strconcat(office->folder, folders[i].path, NULL);
        if (!make_folder(path, &folders[i], error))
            return false;
    }
    g_autofree char *mark = g_build_filename(office->folder, MARK, NULL);
    g_autofree char *certificate = g_build_filename(office->folder, "server.crt", NULL);
    g_autofree char *key = g_build_filename(office->folder, "server.key", NULL);
    return file_write(mark, "", 0, 0644, error) &&
           certificate_make(office->ca_file, certificate, key, error) &&
           write_users(office, error);
}

/* ---- configuration ---- */

/* The domains of the users, once each. */
static char *
domains_of(const PostOffice *office)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GString) domains = g_string_new(NULL);
    for (int i = 0; office->users[i]; i++) {
        const char *domain = strchr(office->users[i], '@') + 1;
        if (g_hash_table_add(seen, (gpointer)domain))
            g_string_append_printf(domains, "%s%s", domains->len ? " " : "", domain);
    }
    return g_string_free(g_steal_pointer(&domains), FALSE);
}

typedef struct Blank {
    const char *placeholder;
    char *value;
} Blank;

static bool
fill_in(const char *source, const Blank *blanks, const char *path, GError **error)
{
    g_autoptr(GBytes) bytes = file_read(source, 256 * 1024, error);
    if (!bytes)
        return false;
    g_autoptr(GString) text =
        g_string_new_len(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    for (int i = 0; blanks[i].placeholder; i++)
        g_string_replace(text, blanks[i].placeholder, blanks[i].value, 0);
    return file_write(path, text->str, text->len, 0644, error);
}

static bool
fill_in_all(
    const PostOffice *office, const char *templates, const Blank *blanks, GError **error)
{
    static const struct {
        const char *template_, *path;
    } files[] = {
        {"dovecot.conf", "dovecot/dovecot.conf"},
        {"main.cf", "postfix/conf/main.cf"},
        {"master.cf", "postfix/conf/master.cf"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autofree char *source = g_build_filename(templates, files[i].template_, NULL);
        g_autofree char *path = g_build_filename(office->folder, files[i].path, NULL);
        if (!fill_in(source, blanks, path, error))
            return false;
    }
    return true;
}

bool
furnish_configuration(const PostOffice *office, const char *templates, GError **error)
{
    uid_t uid;
    gid_t gid;
    if (!user_find("mail", &uid, &gid, error))
        return false;
    Blank blanks[] = {
        {"@FOLDER@", g_strdup(office->folder)},
        {"@DOMAINS@", domains_of(office)},
        {"@MAIL_UID@", g_strdup_printf("%u", uid)},
        {"@MAIL_GID@", g_strdup_printf("%u", gid)},
        {"@SMTP_PORT@", g_strdup_printf("%d", office->smtp_port)},
        {"@SUBMISSION_PORT@", g_strdup_printf("%d", office->submission_port)},
        {"@IMAPS_PORT@", g_strdup_printf("%d", office->imaps_port)},
        {NULL, NULL},
    };
    bool done = fill_in_all(office, templates, blanks, error);
    for (int i = 0; blanks[i].placeholder; i++)
        g_free(blanks[i].value);
    return done;
}
