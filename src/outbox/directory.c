/* directory.c - mails as files: for trials, and for offices whose mails another program sends. */
#include "outbox/directory.h"

bool
directory_write(const char *folder, const Outgoing *mail, GError **error)
{
    gsize length;
    const void *bytes = g_bytes_get_data(mail->bytes, &length);
    g_autofree char *name = g_strdup_printf("%" G_GINT64_FORMAT ".eml", mail->id);
    g_autofree char *path = g_build_filename(folder, name, NULL);
    return file_make_folder(folder, error) &&
           file_write(path, bytes, length, 0600, error);
}
