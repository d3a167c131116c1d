/* courier.h - carries letters to the post office, and looks into mailboxes there. */
#pragma once

#include "demo/post_office.h"

/* Hands in one mail at the outside port, as its writer's provider would. from "" is the null
 * sender. REFUSED with the server's words. */
bool courier_send(const PostOffice *office, const char *from, const char *to,
    GBytes *mail, GError **error);

/* Everything in a mailbox, over IMAPS with the owner's password and verified TLS: of char (whole
 * mails), owned. *last_uid (0 at first) remembers what was seen; only newer mails come. */
GPtrArray *
courier_look(const PostOffice *office, const char *user, guint *last_uid, GError **error);
