/* post_office.h - a throw-away post office: real Dovecot and real Postfix on loopback.
 *
 * The outside world hands in mail on a plain port, the owners of mailboxes submit theirs with
 * STARTTLS and AUTH and read it by IMAPS. Everything of it lies in one folder; nothing leaves the
 * machine: mail for places it does not know is returned. It ends with this process, and when this
 * process is killed as well.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct PostOffice {
    char *folder;  /* where it really lies; absolute */
    char *link;    /* the folder asked for, when that could not be used; now a link */
    char *host;    /* "localhost": what the certificate names, beside 127.0.0.1 */
    int smtp_port; /* mail from outside: no AUTH, no relaying */
    int submission_port; /* STARTTLS and AUTH required */
    int imaps_port;
    char *ca_file; /* of the authority made for the occasion */
    char **users;  /* addresses that have a mailbox */
    struct Child *dovecot, *postfix;
    int lock; /* held while it is open */
} PostOffice;

/* CONFIG when not root or when Dovecot or Postfix is not installed. */
bool post_office_can_run(GError **error);

/* Starts it in folder, which must be absent, empty, or a post office that has ended (then it is
 * emptied). Each of users, NULL-terminated, is an address and gets a mailbox. templates is the
 * folder config/post-office. Returns when both servers answer.
 *
 * Postfix works as its own user, who must be able to reach the folder: where one above it is
 * closed to others (a clone under /root, say), the post office is made in a folder of its own
 * under /var/tmp, with a link from folder, and post_office_stop deletes both. link tells. */
PostOffice *post_office_start(
    const char *templates, const char *folder, const char *const *users, GError **error);

/* Ends both servers and all they started, and waits for it. The folder stays, with its logs and
 * mailboxes, unless it lies elsewhere. */
void post_office_stop(PostOffice *take_office);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PostOffice, post_office_stop)

/* Removes what an ended post office left at folder, and the folder it is a link to; nothing there
 * is fine. REFUSED when it is open, or something else. */
bool post_office_remove(const char *folder, GError **error);

/* The file (mode 0600) with the password of a user; owned by the caller. */
char *post_office_password_file(const PostOffice *office, const char *user);
