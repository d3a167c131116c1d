/* courier.c - carries letters to the post office, and looks into mailboxes there.
 *
 * It is the world outside the office: it shares no code with intake and outbox, so that what it
 * sees is what an applicant's mail program would see. Mailboxes here are small; each look is a
 * session of its own.
 */
#include "demo/courier.h"

#include "base/base.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

enum { TIMEOUT_S = 60, MOST_MAIL_BYTES = 16 * 1024 * 1024 };

G_DEFINE_AUTOPTR_CLEANUP_FUNC(CURL, curl_easy_cleanup)
typedef struct curl_slist CurlList;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CurlList, curl_slist_free_all)

static CURL *
session_new(char *said)
{
    CURL *session = curl_easy_init();
    said[0] = '\0';
    curl_easy_setopt(session, CURLOPT_ERRORBUFFER, said);
    curl_easy_setopt(session, CURLOPT_TIMEOUT, (long)TIMEOUT_S);
    curl_easy_setopt(session, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(session, CURLOPT_PROTOCOLS_STR, "smtp,imaps");
    return session;
}

/* ---- sending ---- */

typedef struct Reader {
    const char *at;
    gsize left;
} Reader;

static gsize
give(char *buffer, gsize size, gsize n, void *data)
{
    Reader *reader = data;
    gsize length = MIN(size * n, reader->left);
    memcpy(buffer, reader->at, length);
    reader->at += length;
    reader->left -= length;
    return length;
}

bool
courier_send(const PostOffice *office, const char *from, const char *to, GBytes *mail,
    GError **error)
{
    char said[CURL_ERROR_SIZE];
    g_autoptr(CURL) session = session_new(said);
    /* The path is the name given in EHLO. */
    g_autofree char *url =
        g_strdup_printf("smtp://127.0.0.1:%d/mx.elsewhere.example", office->smtp_port);
    g_autofree char *sender = g_strdup_printf("<%s>", from);
    g_autoptr(CurlList) recipients = curl_slist_append(NULL, to);
    Reader reader = {.at = g_bytes_get_data(mail, NULL), .left = g_bytes_get_size(mail)};
    curl_easy_setopt(session, CURLOPT_URL, url);
    curl_easy_setopt(session, CURLOPT_MAIL_FROM, sender);
    curl_easy_setopt(session, CURLOPT_MAIL_RCPT, recipients);
    curl_easy_setopt(session, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(session, CURLOPT_READFUNCTION, give);
    curl_easy_setopt(session, CURLOPT_READDATA, &reader);
    curl_easy_setopt(session, CURLOPT_INFILESIZE_LARGE, (curl_off_t)reader.left);
    CURLcode code = curl_easy_perform(session);
    if (code == CURLE_OK)
        return true;
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
        "cannot hand in a mail for '%s': %s", to,
        said[0] ? said : curl_easy_strerror(code));
    return false;
}

/* ---- looking ---- */

static gsize
keep(char *buffer, gsize size, gsize n, void *data)
{
    GString *kept = data;
    if (kept->len + size * n > MOST_MAIL_BYTES)
        return 0;
    g_string_append_len(kept, buffer, size * n);
    return size * n;
}

/* One question to the mailbox: a command, or with NULL the mail of the URL. */
static char *
ask(CURL *session, const char *url, const char *command, const char *said, GError **error)
{
    g_autoptr(GString) answer = g_string_new(NULL);
    curl_easy_setopt(session, CURLOPT_URL, url);
    curl_easy_setopt(session, CURLOPT_CUSTOMREQUEST, command);
    curl_easy_setopt(session, CURLOPT_WRITEFUNCTION, keep);
    curl_easy_setopt(session, CURLOPT_WRITEDATA, answer);
    CURLcode code = curl_easy_perform(session);
    if (code == CURLE_OK)
        return g_string_free(g_steal_pointer(&answer), FALSE);
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_RETRY, "cannot look into '%s': %s", url,
        said[0] ? said : curl_easy_strerror(code));
    return NULL;
}

/* "* SEARCH 3 4 7" → the UIDs above last. */
static GArray *
uids_above(const char *answer, guint last)
{
    GArray *uids = g_array_new(FALSE, FALSE, sizeof(guint));
    const char *at = strstr(answer, "* SEARCH");
    char *end;
    for (at = at ? at + strlen("* SEARCH") : NULL; at && *at == ' '; at = end) {
        guint uid = strtoul(at, &end, 10);
        /* "n:*" names the last mail even when it is older than n. */
        if (uid > last)
            g_array_append_val(uids, uid);
    }
    return uids;
}

GPtrArray *
courier_look(const PostOffice *office, const char *user, guint *last_uid, GError **error)
{
    char said[CURL_ERROR_SIZE];
    g_autoptr(CURL) session = session_new(said);
    g_autofree char *password_file = post_office_password_file(office, user);
    g_autofree char *password = file_read_secret(password_file, error);
    if (!password)
        return NULL;
    curl_easy_setopt(session, CURLOPT_CAINFO, office->ca_file);
    curl_easy_setopt(session, CURLOPT_USERNAME, user);
    curl_easy_setopt(session, CURLOPT_PASSWORD, password);

    g_autofree char *inbox =
        g_strdup_printf("imaps://%s:%d/INBOX", office->host, office->imaps_port);
    g_autofree char *search = g_strdup_printf("UID SEARCH UID %u:*", *last_uid + 1);
    g_autofree char *answer = ask(session, inbox, search, said, error);
    if (!answer)
        return NULL;
    g_autoptr(GArray) uids = uids_above(answer, *last_uid);
    g_autoptr(GPtrArray) mails = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < uids->len; i++) {
        guint uid = g_array_index(uids, guint, i);
        g_autofree char *url = g_strdup_printf("%s;UID=%u", inbox, uid);
        char *mail = ask(session, url, NULL, said, error);
        if (!mail)
            return NULL;
        g_ptr_array_add(mails, mail);
        *last_uid = uid;
    }
    return g_steal_pointer(&mails);
}
