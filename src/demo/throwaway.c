/* throwaway.c - an office made for one demonstration, in a folder that is known again.
 *
 * The office is made as `diwan init` makes one, and its people come in by `diwan applicants
 * import`: nothing of it is special but the mark.
 */
#include "demo/throwaway.h"

#include "base/base.h"
#include "demo/places.h"
#include "office/office.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The file by which a folder is known as a demonstration's. */
#define MARK "diwan-demo"
#define MARK_TEXT \
    "An office made by `diwan demo`: everybody in it is invented, and the next\n" \
    "demonstration in this folder removes it.\n"

enum { WEB_PORT = 8480 };

void
throwaway_free(Throwaway *office)
{
    if (!office)
        return;
    g_free(office->folder);
    g_free(office->config);
    g_free(office->scans);
    g_free(office->password);
    g_free(office->web);
    g_free(office);
}

static bool
is_empty(const char *folder)
{
    g_autoptr(GDir) all = g_dir_open(folder, 0, NULL);
    return all && !g_dir_read_name(all);
}

/* Leaves nothing at folder, or an empty folder. */
static bool
clear_earlier(const char *folder, GError **error)
{
    g_autofree char *mark = g_build_filename(folder, MARK, NULL);
    g_autofree char *post_office = g_build_filename(folder, "post-office", NULL);
    if (!g_file_test(folder, G_FILE_TEST_EXISTS) || is_empty(folder))
        return true;
    if (g_file_test(mark, G_FILE_TEST_IS_REGULAR))
        return post_office_remove(post_office, error) && file_remove_tree(folder, error);
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
        "'%s' is not an office of a demonstration; nothing in it was touched. Name "
        "another "
        "folder with --office",
        folder);
    return false;
}

Throwaway *
throwaway_make(const char *folder, GError **error)
{
    g_autoptr(Throwaway) office = g_new0(Throwaway, 1);
    office->folder = g_canonicalize_filename(folder, NULL);
    office->config = g_build_filename(office->folder, "diwan.conf", NULL);
    office->scans = g_build_filename(office->folder, "scans", NULL);
    g_autofree char *mark = g_build_filename(office->folder, MARK, NULL);
    if (!clear_earlier(office->folder, error) ||
        !office_create(office->folder, &office->password, error) ||
        !file_write(mark, MARK_TEXT, strlen(MARK_TEXT), 0600, error) ||
        !file_make_folder(office->scans, error))
        return NULL;
    /* Postfix's own user passes through to the post office; what else is here stays closed. */
    if (chmod(office->folder, 0711) != 0) {
        error_from_errno(
            error, DIWAN_ERROR_REFUSED, "cannot open '%s' to Postfix", folder);
        return NULL;
    }
    return g_steal_pointer(&office);
}

/* Groups given again: the later value holds. */
static char *
settings(const Throwaway *office, const PostOffice *post_office, const Sample *sample)
{
    g_autofree char *password = post_office_password_file(post_office, sample->address);
    g_autofree char *domain = g_strdup(strchr(sample->address, '@') + 1);
    return g_strdup_printf(
        "\n# The demonstration's own settings.\n"
        "[office]\nname = %s\nname_en = %s\n\n"
        "[mail]\naddresses = %s\ndomains = %s\nauthserv_id = %s\n"
        "scanners = %s\ntagged_replies = yes\n\n"
        "[mailbox letters]\nhost = %s\nport = %d\nuser = %s\n"
        "password_file = %s\nca_file = %s\npoll_s = 2\n\n"
        "[scan desk]\npath = %s\n\n"
        "[relay]\nhost = %s\nport = %d\nuser = %s\npassword_file = %s\n"
        "from = %s\nca_file = %s\n\n"
        "[web]\nlisten = %s\n",
        sample->office_name, sample->office_name_en, sample->address, domain,
        sample->authserv_id, sample->scanner, post_office->host, post_office->imaps_port,
        sample->address, password, post_office->ca_file, office->scans, post_office->host,
        post_office->submission_port, sample->address, password, sample->address,
        post_office->ca_file, office->web);
}

static bool
configure(Throwaway *office, const PostOffice *post_office, const Sample *sample,
    GError **error)
{
    office->web = g_strdup_printf("127.0.0.1:%d", port_draw(WEB_PORT));
    g_autoptr(GBytes) standard = file_read(office->config, 1024 * 1024, error);
    if (!standard)
        return false;
    g_autofree char *ours = settings(office, post_office, sample);
    g_autoptr(GString) text =
        g_string_new_len(g_bytes_get_data(standard, NULL), g_bytes_get_size(standard));
    g_string_append(text, ours);
    return file_write(office->config, text->str, text->len, 0600, error);
}

static bool
import_applicants(const Throwaway *office, const Sample *sample, GError **error)
{
    g_autofree char *program = g_file_read_link("/proc/self/exe", error);
    g_autofree char *table = g_build_filename(sample->folder, "applicants.csv", NULL);
    if (!program)
        return false;
    const char *line[] = {
        program, "-c", office->config, "applicants", "import", table, NULL};
    g_autofree char *out = NULL, *said = NULL;
    int status = 0;
    if (!g_spawn_sync(NULL, (char **)line, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out, &said,
            &status, error))
        return false;
    if (status == 0)
        return true;
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
        "cannot import the sample's applicants: %s", g_strchomp(said));
    return false;
}

bool
throwaway_furnish(Throwaway *office, const PostOffice *post_office, const Sample *sample,
    GError **error)
{
    return configure(office, post_office, sample, error) &&
           import_applicants(office, sample, error);
}
