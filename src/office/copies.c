/* copies.c - the small files of a backup: their sums, and how they come to their places. */
#include "office/copies.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FIRST_LINE "# diwan backup 1 made "

enum { SUM_LETTERS = 64, MOST_SUMS_BYTES = 1 << 20, READ_BYTES = 1 << 18 };

void
copied_file_free(CopiedFile *file)
{
    if (file == NULL)
        return;
    g_free(file->name);
    g_free(file->sha256);
    g_free(file);
}

/* ---- sums ---- */

char *
copies_sum(const char *path, GError **error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) {
        error_from_errno(error, DIWAN_ERROR_REFUSED, "cannot open '%s'", path);
        return NULL;
    }
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    g_autofree guint8 *buffer = g_malloc(READ_BYTES);
    ssize_t n;
    while ((n = read(fd, buffer, READ_BYTES)) > 0 || (n < 0 && errno == EINTR))
        if (n > 0)
            g_checksum_update(checksum, buffer, n);
    if (n < 0)
        error_from_errno(error, DIWAN_ERROR_REFUSED, "cannot read '%s'", path);
    close(fd);
    return n < 0 ? NULL : g_strdup(g_checksum_get_string(checksum));
}

bool
copies_write_sums(const char *folder, gint64 made_at, GPtrArray *names, GError **error)
{
    g_autoptr(GString) text = g_string_new(FIRST_LINE);
    g_autofree char *made = clock_rfc3339(made_at);
    g_autofree char *path = g_build_filename(folder, SUMS_NAME, NULL);
    g_string_append_printf(text, "%s\n", made);
    for (guint i = 0; i < names->len; i++) {
        g_autofree char *file = g_build_filename(folder, names->pdata[i], NULL);
        g_autofree char *sum = copies_sum(file, error);
        if (sum == NULL)
            return false;
        g_string_append_printf(text, "%s  %s\n", sum, (const char *)names->pdata[i]);
    }
    return file_write(path, text->str, text->len, 0600, error);
}

/* A backup's own files only: nothing that leads out of its folder. */
static bool
is_name(const char *name)
{
    return strcmp(name, "office.db") == 0 || strcmp(name, "diwan.conf") == 0 ||
           (g_str_has_prefix(name, "secrets/") &&
               strchr(name + strlen("secrets/"), '/') == NULL &&
               name[strlen("secrets/")] != '.' && name[strlen("secrets/")] != '\0');
}

static CopiedFile *
read_line(const char *line)
{
    if (strlen(line) < SUM_LETTERS + 3 ||
        strspn(line, "0123456789abcdef") != SUM_LETTERS ||
        strncmp(line + SUM_LETTERS, "  ", 2) != 0 || !is_name(line + SUM_LETTERS + 2))
        return NULL;
    CopiedFile *file = g_new0(CopiedFile, 1);
    file->sha256 = g_strndup(line, SUM_LETTERS);
    file->name = g_strdup(line + SUM_LETTERS + 2);
    return file;
}

static GPtrArray *
parse_sums(char **lines, gint64 *made_at)
{
    g_autoptr(GPtrArray) files =
        g_ptr_array_new_with_free_func((GDestroyNotify)copied_file_free);
    if (lines[0] == NULL || !g_str_has_prefix(lines[0], FIRST_LINE))
        return NULL;
    g_autoptr(GDateTime) made =
        g_date_time_new_from_iso8601(lines[0] + strlen(FIRST_LINE), NULL);
    for (int i = 1; lines[i] != NULL && *lines[i] != '\0'; i++) {
        CopiedFile *file = read_line(lines[i]);
        if (file == NULL)
            return NULL;
        g_ptr_array_add(files, file);
    }
    if (made == NULL || files->len < 2)
        return NULL;
    *made_at = g_date_time_to_unix(made) * 1000;
    return g_steal_pointer(&files);
}

GPtrArray *
copies_read_sums(const char *folder, gint64 *made_at, GError **error)
{
    g_autofree char *path = g_build_filename(folder, SUMS_NAME, NULL);
    g_autoptr(GBytes) bytes = file_read(path, MOST_SUMS_BYTES, error);
    if (bytes == NULL) {
        g_prefix_error(error, "'%s' holds no whole backup: ", folder);
        return NULL;
    }
    g_autofree char *text =
        g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autoptr(GPtrArray) files = parse_sums(lines, made_at);
    if (files == NULL)
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "'%s' is damaged: nothing was restored, take another backup", path);
    for (guint i = 0; files != NULL && i < files->len; i++) {
        const CopiedFile *file = files->pdata[i];
        g_autofree char *place = g_build_filename(folder, file->name, NULL);
        g_autofree char *sum = copies_sum(place, error);
        if (sum != NULL && strcmp(sum, file->sha256) == 0)
            continue;
        if (sum != NULL)
            g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
                "'%s' is damaged: nothing was restored, take another backup", place);
        return NULL;
    }
    return g_steal_pointer(&files);
}

bool
copies_add_names(const char *folder, const char *sub, GPtrArray *names, GError **error)
{
    g_autofree char *path = g_build_filename(folder, sub, NULL);
    g_autoptr(GDir) dir = g_dir_open(path, 0, error);
    const char *name;
    if (dir == NULL)
        return false;
    while ((name = g_dir_read_name(dir)) != NULL) {
        g_autofree char *file = g_build_filename(path, name, NULL);
        if (*name != '.' && g_file_test(file, G_FILE_TEST_IS_REGULAR))
            g_ptr_array_add(names, g_build_filename(sub, name, NULL));
    }
    return true;
}

/* ---- places ---- */

static bool
move(const char *next, const char *folder, const char *name, GError **error)
{
    g_autofree char *from = g_build_filename(next, name, NULL);
    g_autofree char *to = g_build_filename(folder, name, NULL);
    if (g_rename(from, to) == 0 || errno == ENOENT) /* moved before it was cut off */
        return true;
    return error_from_errno(error, DIWAN_ERROR_REFUSED, "cannot write '%s'", to);
}

static bool
flush_folder(const char *folder, GError **error)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool flushed = fd >= 0 && syncfs(fd) == 0;
    if (!flushed)
        error_from_errno(error, DIWAN_ERROR_RETRY, "cannot flush '%s'", folder);
    if (fd >= 0)
        close(fd);
    return flushed;
}

/* Of the former backup, when somebody opened it as an office: its log is not the new database's. */
static void
drop_log(const char *folder)
{
    g_autofree char *wal = g_build_filename(folder, "office.db-wal", NULL);
    g_autofree char *shm = g_build_filename(folder, "office.db-shm", NULL);
    unlink(wal);
    unlink(shm);
}

static bool
move_all(const char *next, const char *folder, GError **error)
{
    static const char *const kept[] = {"office.db", "diwan.conf"};
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *secrets = g_build_filename(folder, "secrets", NULL);
    g_autofree char *coming = g_build_filename(next, "secrets", NULL);
    drop_log(folder);
    for (guint i = 0; i < G_N_ELEMENTS(kept); i++)
        if (!move(next, folder, kept[i], error))
            return false;
    if (!file_make_folder(secrets, error) ||
        (g_file_test(coming, G_FILE_TEST_IS_DIR) &&
            !copies_add_names(next, "secrets", names, error)))
        return false;
    for (guint i = 0; i < names->len; i++)
        if (!move(next, folder, names->pdata[i], error))
            return false;
    return flush_folder(folder, error) && move(next, folder, SUMS_NAME, error) &&
           flush_folder(folder, error);
}

bool
copies_settle(const char *folder, GError **error)
{
    g_autofree char *next = g_build_filename(folder, "next", NULL);
    g_autofree char *sums = g_build_filename(next, SUMS_NAME, NULL);
    if (!g_file_test(next, G_FILE_TEST_EXISTS))
        return true;
    if (g_file_test(sums, G_FILE_TEST_IS_REGULAR) && !move_all(next, folder, error))
        return false;
    return file_remove_tree(next, error);
}
