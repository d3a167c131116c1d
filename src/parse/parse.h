/* parse.h - bytes of a mail → what it says. Runs inside the locked worker.
 *
 * parse_mail is pure: no files, no network, no state between calls. The wire form is how its
 * result leaves the worker; mail_from_wire distrusts every byte of it.
 */
#pragma once

#include "base/base.h"
#include "letter.h"

typedef struct ParseSettings {
    char **addresses;   /* ours, lower case: mail from them is "own" */
    char **authserv_id; /* whose Authentication-Results are believed */
    const char
        *decode_as;  /* the charset a person chose for its texts; NULL: by the rule */
    char **forms;    /* web forms, as web_forms_encode wrote them; NULL: none */
    bool wants_html; /* a rendering of the HTML body that may be shown */
} ParseSettings;

/* The configured web forms, one string each, for ParseSettings. config may be NULL. Owned by the
 * caller, as by g_strfreev. */
char **web_forms_encode(const Config *config);
/* What was filled into a field of that name ("name", "email" …), or NULL. */
const char *web_field_value(const Mail *mail, const char *name);
/* Of a mail that a web form wrote: makes the person in its fields the author, unproven, instead of the
 * service; nobody where no address was given. Others stay as they are. */
void mail_take_form_author(Mail *mail);

/* Opens what libraries would open lazily (converters, GMime): once, before any lock. */
void parse_open(void);

/* Whether texts can be decoded as that charset ("windows-1256", "iso-8859-6" …). */
bool parse_knows_charset(const char *name);

/* Never fails: what cannot be understood is a defect, and text that cannot be decoded is
 * counted in unreadable_chars. Parts carry their bytes. Owned by the caller. */
Mail *parse_mail(const guint8 *bytes, gsize length, const ParseSettings *settings);

/* The result as bytes, and back. mail_from_wire returns NULL with REFUSED when the bytes are not
 * a result that parse could have made. Part bytes are slices of wire, not copies. */
GBytes *mail_to_wire(const Mail *mail);
Mail *mail_from_wire(GBytes *wire, GError **error);

/* A file from a scanner as a letter of one part, so that both kinds of post look alike. name is
 * the file's, bytes are sniffed for the media type. */
Mail *parse_scan(const char *name, GBytes *bytes);
