/* config_mailbox.c - a mailbox with several folders is several mailboxes, of which one is watched.
 *
 * What is kept of a folder (cursor, deliveries, comparison, how its last look went) stands under the
 * mailbox's name, so each folder has a name of its own; the watched one that of the group.
 */
#include "base/config_mailbox.h"

#include <string.h>

enum { FOLDERS_MOST = 20 };

void
mailbox_config_free(gpointer data)
{
    MailboxConfig *mailbox = data;
    char *texts[] = {mailbox->name, mailbox->group, mailbox->host, mailbox->user,
        mailbox->password_file, mailbox->oauth, mailbox->folder, mailbox->move_to,
        mailbox->ca_file};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    g_free(mailbox);
}

/* INBOX is one folder in whatever letters (RFC 3501 §5.1). */
static bool
is_same_folder(const char *a, const char *b)
{
    return strcmp(a, b) == 0 ||
           (g_ascii_strcasecmp(a, "INBOX") == 0 && g_ascii_strcasecmp(b, "INBOX") == 0);
}

static int
place_of(const GPtrArray *folders, const char *folder)
{
    for (guint i = 0; i < folders->len; i++)
        if (is_same_folder(folders->pdata[i], folder))
            return (int)i;
    return -1;
}

/* The folders that are named (of char, owned), the one that is watched first; or NULL and what is
 * wrong. */
static GPtrArray *
folders_of(const MailboxConfig *mailbox, char **what)
{
    g_autoptr(GPtrArray) folders = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) pieces = g_strsplit(mailbox->folder, ";", -1);
    for (char **piece = pieces; *piece != NULL && *what == NULL; piece++) {
        g_strstrip(*piece);
        if (**piece == '\0')
            continue;
        if (place_of(folders, *piece) >= 0)
            *what = g_strdup_printf("folder in [mailbox %s] has '%s' twice, should have "
                                    "each folder once",
                mailbox->group, *piece);
        else if (mailbox->move_to != NULL && is_same_folder(*piece, mailbox->move_to))
            *what =
                g_strdup_printf("after = move:%s in [mailbox %s] moves kept mail into "
                                "a folder that letters are taken from, should be "
                                "another folder",
                    mailbox->move_to, mailbox->group);
        g_ptr_array_add(folders, g_strdup(*piece));
    }
    if (*what == NULL && (folders->len == 0 || folders->len > FOLDERS_MOST))
        *what = g_strdup_printf("folder in [mailbox %s] has %u folders, should have 1 "
                                "to %d",
            mailbox->group, folders->len, FOLDERS_MOST);
    if (*what != NULL)
        return NULL;
    int watched = place_of(folders, "INBOX");
    if (watched > 0)
        g_ptr_array_insert(folders, 0, g_ptr_array_steal_index(folders, (guint)watched));
    return g_steal_pointer(&folders);
}

static MailboxConfig *
polled_new(const MailboxConfig *watched, const char *folder)
{
    MailboxConfig *mailbox = g_memdup2(watched, sizeof *watched);
    mailbox->name = g_strdup_printf("%s/%s", watched->group, folder);
    mailbox->group = g_strdup(watched->group);
    mailbox->host = g_strdup(watched->host);
    mailbox->user = g_strdup(watched->user);
    mailbox->password_file = g_strdup(watched->password_file);
    mailbox->oauth = g_strdup(watched->oauth);
    mailbox->folder = g_strdup(folder);
    mailbox->move_to = g_strdup(watched->move_to);
    mailbox->ca_file = g_strdup(watched->ca_file);
    mailbox->polled = true;
    return mailbox;
}

bool
mailbox_config_part(GPtrArray *mailboxes, char **group, char **what)
{
    for (guint i = 0; i < mailboxes->len; i++) {
        MailboxConfig *mailbox = mailboxes->pdata[i];
        if (mailbox->polled)
            continue;
        g_autoptr(GPtrArray) folders = folders_of(mailbox, what);
        if (folders == NULL) {
            *group = g_strdup_printf("mailbox %s", mailbox->group);
            return false;
        }
        for (guint k = 1; k < folders->len; k++)
            g_ptr_array_insert(
                mailboxes, (int)(i + k), polled_new(mailbox, folders->pdata[k]));
        g_free(mailbox->folder);
        mailbox->folder = g_strdup(folders->pdata[0]);
    }
    return true;
}
