/* take.c - files of post: e-mails, mbox files, Maildir folders and scans.
 *
 * A file is what its first bytes say, whatever its name. What it holds is not looked into any
 * further: that is done in the locked room, from the archive.
 * Trusts nothing about a file but that its descriptor stays the same file.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "intake/intake.h"
#include "intake/mbox.h"
#include "intake/take.h"

enum { TAKE_READ_BYTES = 256 * 1024, FILE_NAME_MOST_CHARS = 200 };

/* ---- what a file is ---- */

static bool
holds(const guint8 *bytes, gsize length, gsize at, const char *magic, gsize n)
{
    return length >= at + n && memcmp(bytes + at, magic, n) == 0;
}

#define HOLDS(at, magic) holds(bytes, length, at, magic, sizeof magic - 1)

static bool
is_heic(const guint8 *bytes, gsize length)
{
    static const char *const brands[] = {
        "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"};
    for (gsize i = 0; HOLDS(4, "ftyp") && i < G_N_ELEMENTS(brands); i++)
        if (holds(bytes, length, 8, brands[i], 4))
            return true;
    return false;
}

/* A zip archive whose first entry is one of a Word document's, or says that it is an ODT. */
static bool
is_document(const guint8 *bytes, gsize length)
{
    return HOLDS(0, "PK\003\004") &&
           (HOLDS(30, "[Content_Types].xml") || HOLDS(30, "_rels/") ||
               HOLDS(30, "word/") || HOLDS(30, "docProps/") ||
               HOLDS(30, "mimetypeapplication/vnd.oasis.opendocument.text"));
}

static bool
is_scan(const guint8 *bytes, gsize length)
{
    /* Some devices write a few bytes of their own before a PDF; readers allow 1024. */
    return memmem(bytes, MIN(length, 1024), "%PDF-", 5) != NULL || HOLDS(0, "II*\0") ||
           HOLDS(0, "MM\0*") || HOLDS(0, "II+\0") || HOLDS(0, "MM\0+") ||
           HOLDS(0, "\xff\xd8\xff") || HOLDS(0, "\x89PNG\r\n\x1a\n") ||
           HOLDS(0, "GIF8") || HOLDS(0, "\0\0\0\x0cjP  ") ||
           HOLDS(0, "\xff\x4f\xff\x51") || (HOLDS(0, "RIFF") && HOLDS(8, "WEBP")) ||
           is_heic(bytes, length) || is_document(bytes, length);
}

/* Lines of "Name: value" and their continuations up to an empty line, a header field that
 * letters have among them. */
static bool
is_mail(const guint8 *bytes, gsize length)
{
    static const char *const known[] = {
        "from:", "to:", "subject:", "date:", "message-id:", "received:", "return-path:",
        "delivered-to:", "mime-version:", "content-type:"};
    const char *at = (const char *)bytes, *end = at + length;
    bool found = false, first = true;
    while (at < end && *at != '\n' && *at != '\r') {
        const char *newline = memchr(at, '\n', (gsize)(end - at));
        const char *line_end = newline != NULL ? newline : end;
        gsize name = 0;
        while (
            at + name < line_end && at[name] > ' ' && at[name] < 0x7f && at[name] != ':')
            name++;
        bool is_field = name > 0 && at + name < line_end && at[name] == ':';
        bool continues = !first && (*at == ' ' || *at == '\t');
        /* The piece may end in the middle of a field. */
        if (!is_field && !continues && newline != NULL)
            return false;
        for (gsize i = 0; is_field && i < G_N_ELEMENTS(known); i++)
            found |=
                g_ascii_strncasecmp(at, known[i], MAX(strlen(known[i]), name + 1)) == 0;
        first = false;
        at = newline != NULL ? newline + 1 : end;
    }
    return found;
}

TakeKind
take_kind(const guint8 *bytes, gsize length)
{
    const guint8 *newline = memchr(bytes, '\n', length);
    gsize line = newline != NULL ? (gsize)(newline - bytes) : length;
    gint64 unused;
    if (is_scan(bytes, length))
        return TAKE_SCAN;
    if (mbox_is_from_line((const char *)bytes, line, &unused))
        return TAKE_MBOX;
    return is_mail(bytes, length) ? TAKE_MAIL : TAKE_UNKNOWN;
}

/* ---- one file ---- */

typedef struct Taking {
    Batch *batch;
    const TakeSource *source;
    int *taken;
    ArchiveFile *file;
    gint64 received_at, most_bytes, bytes;
} Taking;

static Arrival *
new_arrival(const TakeSource *source, Medium medium, gint64 received_at)
{
    Arrival *arrival = g_new0(Arrival, 1);
    arrival->medium = medium;
    arrival->source = g_strdup(source->source);
    arrival->branch = g_strdup(source->branch);
    arrival->received_at = received_at;
    arrival->quiet = source->quiet;
    if (medium == MEDIUM_SCAN && source->file_name != NULL) {
        g_autofree char *name = g_utf8_make_valid(source->file_name, -1);
        arrival->file_name =
            g_utf8_substring(name, 0, MIN(g_utf8_strlen(name, -1), FILE_NAME_MOST_CHARS));
    }
    return arrival;
}

static bool
begin_letter(gint64 received_at, gpointer data, GError **error)
{
    Taking *taking = data;
    taking->received_at = received_at > 0 ? received_at : taking->source->received_at;
    taking->bytes = 0;
    taking->file = archive_begin(taking->batch->archive, error);
    return taking->file != NULL;
}

static bool
letter_bytes(const char *bytes, gsize length, gpointer data, GError **error)
{
    Taking *taking = data;
    taking->bytes += (gint64)length;
    if (taking->bytes <= taking->most_bytes)
        return archive_append(taking->file, bytes, length, error);
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
        "a letter in it is longer than %d MB", (int)(taking->most_bytes >> 20));
    return false;
}

static bool
end_letter(Taking *taking, Medium medium, GError **error)
{
    char *sha256 = NULL;
    gint64 size_bytes = 0;
    if (!archive_keep(g_steal_pointer(&taking->file), &sha256, &size_bytes, error))
        return false;
    Arrival *arrival = new_arrival(taking->source, medium, taking->received_at);
    arrival->sha256 = sha256;
    arrival->size_bytes = size_bytes;
    batch_take(taking->batch, arrival);
    return !batch_is_enough(taking->batch) ||
           batch_store(taking->batch, NULL, taking->taken, error);
}

static bool
end_mail(gpointer data, GError **error)
{
    return end_letter(data, MEDIUM_EMAIL, error);
}

static bool
take_whole(Taking *taking, int fd, Medium medium, GError **error)
{
    g_autofree char *buffer = g_malloc(TAKE_READ_BYTES);
    if (!begin_letter(0, taking, error))
        return false;
    for (;;) {
        gssize n = read(fd, buffer, TAKE_READ_BYTES);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return error_from_errno(error, DIWAN_ERROR_REFUSED, "cannot read it");
        if (n == 0)
            return end_letter(taking, medium, error);
        if (!letter_bytes(buffer, (gsize)n, taking, error))
            return false;
    }
}

bool
take_file(Batch *batch, int fd, const TakeSource *source, int *taken, GError **error)
{
    guint8 look[TAKE_LOOK_BYTES];
    gssize n = pread(fd, look, sizeof look, 0);
    if (n < 0)
        return error_from_errno(error, DIWAN_ERROR_REFUSED, "cannot read it");
    TakeKind kind = take_kind(look, (gsize)n);
    Taking taking = {.batch = batch,
        .source = source,
        .taken = taken,
        .most_bytes = kind == TAKE_SCAN ? TAKE_SCAN_MOST_BYTES : TAKE_MAIL_MOST_BYTES};
    MboxReader reader = {begin_letter, letter_bytes, end_mail, &taking};
    bool done = false;
    if (kind == TAKE_UNKNOWN)
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            n == 0 ? "it is empty"
                   : "it is neither an e-mail nor a scan (PDF, TIFF, JPEG, PNG, WebP, "
                     "GIF, HEIC, JPEG 2000, DOCX, ODT)");
    else if (kind == TAKE_MBOX)
        done = mbox_read(fd, &reader, error);
    else
        done = take_whole(
            &taking, fd, kind == TAKE_SCAN ? MEDIUM_SCAN : MEDIUM_EMAIL, error);
    archive_file_free(taking.file);
    return done;
}

/* ---- what is named on the command line ---- */

typedef struct Named {
    Batch *batch;
    bool quiet;
    int *taken;
    GPtrArray *refused; /* borrowed */
} Named;

/* Takes one file; what is wrong with it goes to refused, what is wrong with us is the error. */
static bool
take_named_file(Named *named, const char *path, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autofree char *name = g_path_get_basename(path);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat found;
    if (fd < 0 || fstat(fd, &found) != 0)
        error_from_errno(&failure, DIWAN_ERROR_REFUSED, "cannot open it");
    else if (!S_ISREG(found.st_mode))
        g_set_error(&failure, DIWAN_ERROR, DIWAN_ERROR_REFUSED, "it is not a file");
    else {
        TakeSource source = {.source = "take",
            .file_name = name,
            .received_at = found.st_mtim.tv_sec * (gint64)1000,
            .quiet = named->quiet};
        take_file(named->batch, fd, &source, named->taken, &failure);
    }
    if (fd >= 0)
        close(fd);
    if (failure == NULL)
        return true;
    if (g_error_matches(failure, DIWAN_ERROR, DIWAN_ERROR_REFUSED)) {
        g_ptr_array_add(
            named->refused, g_strdup_printf("%s: %s", path, failure->message));
        return true;
    }
    g_propagate_prefixed_error(error, g_steal_pointer(&failure), "%s: ", path);
    return false;
}

static int
compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The files of cur/ or new/, in the order of their names, which begin with a time. */
static bool
take_maildir_folder(Named *named, const char *maildir, const char *folder, GError **error)
{
    g_autofree char *path = g_build_filename(maildir, folder, NULL);
    g_autoptr(GDir) listing = g_dir_open(path, 0, NULL);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    for (const char *name; listing != NULL && (name = g_dir_read_name(listing)) != NULL;)
        if (name[0] != '.')
            g_ptr_array_add(names, g_build_filename(path, name, NULL));
    g_ptr_array_sort(names, compare_names);
    for (guint i = 0; i < names->len; i++)
        if (!take_named_file(named, g_ptr_array_index(names, i), error))
            return false;
    return true;
}

static bool
take_named(Named *named, const char *path, GError **error)
{
    if (!g_file_test(path, G_FILE_TEST_IS_DIR))
        return take_named_file(named, path, error);
    g_autofree char *cur = g_build_filename(path, "cur", NULL);
    if (g_file_test(cur, G_FILE_TEST_IS_DIR))
        return take_maildir_folder(named, path, "cur", error) &&
               take_maildir_folder(named, path, "new", error);
    g_ptr_array_add(named->refused,
        g_strdup_printf("%s: it is a folder, but not a Maildir (no cur/ in it)", path));
    return true;
}

bool
intake_take(Store *store, Archive *archive, char **paths, bool quiet, int *taken,
    GPtrArray *refused, GError **error)
{
    g_autoptr(Batch) batch = batch_new(store, archive);
    int fresh = 0;
    Named named = {batch, quiet, &fresh, refused};
    for (gsize i = 0; paths[i] != NULL; i++)
        if (!take_named(&named, paths[i], error))
            return false;
    if (!batch_store(batch, NULL, &fresh, error))
        return false;
    *taken = fresh;
    return true;
}
