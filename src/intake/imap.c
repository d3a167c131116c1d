/* imap.c - a session with one folder, on libetpan: opened, waited on, closed.
 *
 * Trusts nothing of the server's: the library is fed through stream.c, which ends every command
 * in time and bytes. After any failure the session is not used again.
 * Not here: messages, which messages.c asks for, and after.c changes.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "intake/imap.h"
#include "intake/utf7.h"

enum {
    IMAP_TALK_BYTES = 1 << 20,      /* any answer may have as much on top */
    IMAP_SLOWEST_BYTES = 16 * 1024, /* a second, below which a server counts as stalled */
    IMAP_GRACE_S = 10,
    IMAP_WORDS = 200, /* of the server's, in messages for people */
};

void
imap_allow(Imap *imap, guint64 asked_bytes, guint64 spare_bytes)
{
    int deadline_s = imap->settings->patience_s + (int)(asked_bytes / IMAP_SLOWEST_BYTES);
    stream_allow(imap->stream, deadline_s, asked_bytes + spare_bytes + IMAP_TALK_BYTES);
    alarm((unsigned)(deadline_s + IMAP_GRACE_S));
}

/* ---- errors ---- */

static char *
server_words(const Imap *imap)
{
    const char *said = imap->session->imap_response;
    char *words = g_utf8_make_valid(said != NULL ? said : "", -1);
    char *end =
        g_utf8_offset_to_pointer(words, MIN(g_utf8_strlen(words, -1), IMAP_WORDS));
    *end = '\0';
    return g_strstrip(words);
}

bool
imap_failed(Imap *imap, int rc, const char *what, GError **error)
{
    const FetcherSettings *settings = imap->settings;
    if (stream_trouble(imap->stream) != NULL)
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_RETRY, "cannot %s on '%s': %s", what,
            settings->host, stream_trouble(imap->stream));
    else if (stream_bye(imap->stream) != NULL)
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_RETRY,
            "cannot %s on '%s': it ended the session, saying \"%s\"", what,
            settings->host, stream_bye(imap->stream));
    else if (rc == MAILIMAP_ERROR_PARSE || rc == MAILIMAP_ERROR_PROTOCOL)
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_RETRY,
            "cannot %s on '%s': its answer is not IMAP", what, settings->host);
    else {
        g_autofree char *words = server_words(imap);
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_RETRY,
            "cannot %s on '%s': it said \"%s\"", what, settings->host, words);
    }
    return false;
}

/* ---- opening ---- */

static void
imap_learn(Imap *imap, const struct mailimap_capability_data *found)
{
    if (found == NULL)
        return;
    for (clistiter *i = clist_begin(found->cap_list); i != NULL; i = clist_next(i)) {
        const struct mailimap_capability *one = clist_content(i);
        if (one->cap_type != MAILIMAP_CAPABILITY_NAME || one->cap_data.cap_name == NULL)
            continue;
        const char *name = one->cap_data.cap_name;
        imap->can_idle |= g_ascii_strcasecmp(name, "IDLE") == 0;
        imap->can_move |= g_ascii_strcasecmp(name, "MOVE") == 0;
        imap->can_uidplus |= g_ascii_strcasecmp(name, "UIDPLUS") == 0;
    }
}

static bool
imap_login(Imap *imap, GError **error)
{
    const FetcherSettings *settings = imap->settings;
    imap_allow(imap, 0, 0);
    int rc = settings->bearer
                 ? mailimap_oauth2_authenticate(
                       imap->session, settings->user, settings->password)
                 : mailimap_login(imap->session, settings->user, settings->password);
    if (rc == MAILIMAP_NO_ERROR)
        return true;
    if (rc != MAILIMAP_ERROR_LOGIN || stream_trouble(imap->stream) != NULL)
        return imap_failed(imap, rc, "log in", error);
    g_autofree char *words = server_words(imap);
    if (strstr(words, "UNAVAILABLE") != NULL)
        return imap_failed(imap, rc, "log in", error);
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG,
        "'%s' did not let user '%s' in: it said \"%s\". Nothing was taken and nothing "
        "changed; check user and %s",
        settings->host, settings->user, words,
        settings->bearer ? "that the [oauth] group's grant may open this mailbox by IMAP"
                         : "the password in password_file");
    return false;
}

static bool
imap_select(Imap *imap, GError **error)
{
    const FetcherSettings *settings = imap->settings;
    g_autofree char *folder = utf7_from_name(settings->folder);
    imap_allow(imap, 0, 0);
    int rc =
        folder != NULL ? mailimap_select(imap->session, folder) : MAILIMAP_ERROR_SELECT;
    if (rc == MAILIMAP_ERROR_SELECT && stream_trouble(imap->stream) == NULL) {
        g_autofree char *words = server_words(imap);
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG,
            "'%s' does not open the folder '%s': it said \"%s\"; check folder. If it was "
            "renamed or removed there, set the name it has now: what was taken is kept, "
            "and "
            "nothing is taken twice",
            settings->host, settings->folder, words);
        return false;
    }
    if (rc != MAILIMAP_NO_ERROR)
        return imap_failed(imap, rc, "open the folder", error);
    const struct mailimap_selection_info *selected = imap->session->imap_selection_info;
    imap->uidvalidity = selected != NULL ? selected->sel_uidvalidity : 0;
    imap->uidnext = selected != NULL ? selected->sel_uidnext : 0;
    if (imap->uidvalidity != 0)
        return true;
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG,
        "the folder '%s' on '%s' has no UIDVALIDITY (RFC 3501), so letters cannot be "
        "told apart",
        settings->folder, settings->host);
    return false;
}

static bool
imap_greet(Imap *imap, GError **error)
{
    imap_allow(imap, 0, 0);
    int rc = mailimap_connect(imap->session, stream_mailstream(imap->stream));
    /* The library's "connected" has three values; being logged in before the password was
     * asked for is not a mailbox we know. */
    if (rc != MAILIMAP_NO_ERROR && rc != MAILIMAP_NO_ERROR_NON_AUTHENTICATED)
        return imap_failed(imap, rc, "begin", error);
    return true;
}

Imap *
imap_open(const FetcherSettings *settings, GError **error)
{
    g_autoptr(Imap) imap = g_new0(Imap, 1);
    imap->settings = settings;
    imap->stream = stream_new(settings->ca_file, error);
    if (imap->stream == NULL)
        return NULL;
    alarm((unsigned)(2 * settings->patience_s +
                     IMAP_GRACE_S)); /* finding the address, too */
    if (!stream_connect(
            imap->stream, settings->host, settings->port, settings->patience_s, error))
        return NULL;
    imap->session = mailimap_new(0, NULL);
    if (!imap_greet(imap, error) || !imap_login(imap, error))
        return NULL;
    struct mailimap_capability_data *found = NULL;
    imap_allow(imap, 0, 0);
    int rc = mailimap_capability(imap->session, &found);
    imap_learn(imap, found);
    if (found != NULL)
        mailimap_capability_data_free(found);
    if (rc != MAILIMAP_NO_ERROR) {
        imap_failed(imap, rc, "ask what it can do", error);
        return NULL;
    }
    return imap_select(imap, error) ? g_steal_pointer(&imap) : NULL;
}

bool
imap_open_again(Imap *imap, GError **error)
{
    guint32 before = imap->uidvalidity;
    if (!imap_select(imap, error))
        return false;
    if (imap->uidvalidity == before)
        return true;
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_RETRY,
        "the folder '%s' on '%s' is another one now; it is read from its beginning",
        imap->settings->folder, imap->settings->host);
    return false;
}

void
imap_close(Imap *imap)
{
    if (imap == NULL)
        return;
    if (imap->session != NULL) {
        if (imap->session->imap_stream != NULL && stream_trouble(imap->stream) == NULL) {
            stream_allow(imap->stream, 3, IMAP_TALK_BYTES);
            mailimap_logout(imap->session);
        }
        mailimap_free(imap->session);
    }
    stream_free(imap->stream);
    g_free(imap);
}

/* ---- waiting ---- */

guint32
imap_exists(const Imap *imap)
{
    const struct mailimap_selection_info *selected = imap->session->imap_selection_info;
    return selected != NULL ? selected->sel_exists : 0;
}

/* What came while a command ran was told in its reply, and is not told again (RFC 2177). */
static bool
imap_was_told(const Imap *imap)
{
    return imap_exists(imap) != imap->searched;
}

bool
imap_wait(Imap *imap, int control_fd, int wait_s, bool *heard, GError **error)
{
    bool idles = imap->can_idle && !imap_was_told(imap);
    imap_allow(imap, 0, 0);
    if (idles) {
        int rc = mailimap_idle(imap->session);
        if (rc != MAILIMAP_NO_ERROR)
            return imap_failed(imap, rc, "wait for new mail", error);
    }
    alarm((unsigned)(wait_s + IMAP_GRACE_S));
    stream_wait(imap->stream, imap->session->imap_stream, control_fd,
        imap_was_told(imap) ? 0 : wait_s * 1000, heard);
    imap_allow(imap, 0, 0);
    if (idles) {
        int rc = mailimap_idle_done(imap->session);
        if (rc != MAILIMAP_NO_ERROR)
            return imap_failed(imap, rc, "stop waiting for new mail", error);
    }
    /* A search alone need not see what has come in since (RFC 3501 section 7.4.1). */
    imap_allow(imap, 0, 0);
    int rc = mailimap_noop(imap->session);
    return rc == MAILIMAP_NO_ERROR || imap_failed(imap, rc, "look for changes", error);
}
