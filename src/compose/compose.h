/* compose.h - template + model → a mail, or the words of a paper letter; and the door, the only way
 * out.
 *
 * A template is a text file in templates/mail: header lines, a blank line, the body; one for each
 * language. HTML, text and paper come from the same body, each through a layout of its own. Which
 * variables each purpose has stands in templates/mail/models.conf, and nowhere else.
 */
#pragma once

#include "archive/archive.h"
#include "store/store.h"

#include <json-glib/json-glib.h>

/* ---- mustache: the mandatory modules of the public specification, no lambdas (mustache.c) ----
 *
 * Falsy are: absent, null, false, "" and []. Names are dotted; "." is the item itself. */

/* A parsed template: cheap to keep, never changed by a run. */
typedef struct MustacheTemplate MustacheTemplate;

/* NULL with REFUSED on a malformed template, saying in which line. Linear in the text. */
MustacheTemplate *mustache_parse(const char *text, GError **error);
void mustache_template_free(MustacheTemplate *template_);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MustacheTemplate, mustache_template_free)

/* Puts one value into the output. raw: it stood in {{{x}}} or {{&x}}. */
typedef void (*MustacheWrite)(GString *out, const char *value, bool raw, void *user_data);
void mustache_write_plain(GString *out, const char *value, bool raw, void *unused);
void mustache_write_html(GString *out, const char *value, bool raw, void *unused);

/* What a run may use; only model has to be set. */
typedef struct MustacheRun {
    JsonNode *model;      /* an object, usually */
    GHashTable *partials; /* of MustacheTemplate by name; an unknown partial is empty */
    MustacheWrite write;  /* NULL: mustache_write_html, escaping unless raw */
    void *user_data;      /* of write */
    GPtrArray *missing;   /* of char, owned: collects variables the model lacks */
} MustacheRun;

/* NULL with REFUSED when templates nest without end or the output passes 16 MB. */
char *
mustache_run(const MustacheTemplate *template_, const MustacheRun *run, GError **error);

/* Parses and runs at once, for a template used once. partials as above, may be NULL. */
char *mustache_render(const char *template_text, JsonNode *model, GHashTable *partials,
    bool escape_html, GPtrArray *missing, GError **error);

/* ---- templates and letters (template*.c, models.c, model.c, compose.c, mail.c) ---- */

typedef struct Compose Compose;

/* Loads templates, models and the office's key once; folder NULL: templates/mail beside the program
 * or where it was installed. CONFIG names the file and the line that is wrong. An office that is
 * none (config->office NULL) composes with a passing key: such mails are only looked at. */
Compose *compose_open(const Config *config, const char *folder, GError **error);
void compose_close(Compose *compose);
const Config *compose_config(const Compose *compose); /* that it was opened with */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Compose, compose_close)

/* What goes with a letter: a document of the library or a file staff add. */
typedef struct Enclosure {
    const char *key;        /* its name in the library, or NULL */
    const char *file_name;  /* as the reader sees it; UTF-8 */
    const char *media_type; /* "application/pdf" */
    GBytes *bytes;
    const char *title_ar, *title_en; /* what a letter calls it; NULL: its file's name */
} Enclosure;

/* What wants to leave. */
typedef struct Departure {
    const Letter *letter;  /* answered; NULL when it answers none */
    const Letter *follows; /* goes on in its thread without answering it; or NULL */
    gint64 request_id, party_id;
    const char *purpose;   /* "acknowledgement": a group of models.conf */
    const char *template_; /* name without language, e.g. "acknowledgement-full" */
    const char *language;  /* "ar" or "en" */
    const char *recipient; /* of a mail; paper has none */
    /* What makes it one of its kind when it answers no letter, "decision 17": composed again it has
     * the same Message-ID. NULL: the instant does. */
    const char *occasion;
    /* Of char: what the letter answered or followed itself refers to, nearest first; or NULL. */
    const GPtrArray *references;
    const GPtrArray *enclosures; /* of Enclosure, borrowed; or NULL */
    bool automatic; /* an automatic answer: RFC 3834 headers, null envelope sender */
    /* Goes out by itself but answers nothing, as a delay notice does: marked as generated (RFC 3834,
     * section 5), held up by no cap of answers, and returned to the office when it fails. */
    bool unasked;
    bool neutral; /* confirms receipt and nothing else: may go to any address */
    /* An object as models.conf says, or NULL; what every letter knows of the office is added. */
    JsonNode *model;
} Departure;

/* True for an address one may put into a header or an SMTP command: ASCII, no control character,
 * bracket, quote or blank, one "@", at most 254 bytes. */
bool address_is_sound(const char *address);

typedef enum {
    DOOR_OPEN,
    DOOR_AUTOMATIC_MAIL, /* the letter was not from a person */
    DOOR_NO_ADDRESS,     /* no address one could answer, or a malformed one */
    DOOR_OURSELVES,
    DOOR_UNAUTHENTICATED, /* the letter's authentication failed */
    DOOR_CAP,             /* enough was said to this address for now */
    DOOR_DISCLOSURE,      /* detail to an address that is not on the record */
    DOOR_QUIET,           /* old post */
    DOOR_LOOP,            /* the subject grows as when two machines write to each other */
    DOOR_NO_SENDER,       /* the office has no address of its own to write from */
} DoorVerdict;
const char *door_verdict_name(DoorVerdict verdict); /* "open", "automatic_mail" … */

/* Whether it may leave, and why not; recipient NULL: NO_ADDRESS. Reads the store: where that cannot be read
 * there is no verdict. */
bool door_ask(const Config *config, Store *store, const Departure *departure,
    DoorVerdict *verdict, GError **error);

/* In which language the writer of a letter is answered: its own, told by how it begins; the office's where that
 * is not plain, as of paper and of a scan-to-mail device's mail. "ar" or "en", borrowed (writer_language.c). */
const char *compose_language(const Config *config, const Letter *letter);

/* The finished mail as an outbox row to put; frozen recipient, bytes and Message-ID, which is the
 * same for every mail about the same letter or occasion, purpose and recipient. REFUSED names a
 * variable that is not known, an enclosure that is missing or the template. The door must have been
 * asked. */
Outgoing *compose_mail(Compose *compose, const Departure *departure, GError **error);

/* The same letter as words: for paper, and to look at. In the text a blank line ends a paragraph
 * and "- " begins an item; values are set apart by isolates. */
typedef struct Rendered {
    char *subject; /* of a mail, with the number in brackets */
    char *text;
    char *html;  /* of a mail; NULL on paper */
    int version; /* of the template */
} Rendered;
void rendered_clear(Rendered *rendered);

/* post: as it goes on paper, in a sealed envelope; else as a mail says it. Errors as of
 * compose_mail; the recipient is not looked at. */
bool compose_render(Compose *compose, const Departure *departure, bool post,
    Rendered *into, GError **error);

/* Names of the library's documents that a template encloses, with "?" behind those that go along only
 * when the library has them; borrowed, may be empty; NULL when there is no such template. */
char **compose_enclosures(Compose *compose, const char *template_, const char *language);

/* The purposes a template may be used for, likewise. */
char **compose_purposes(Compose *compose, const char *template_);

/* What whoever writes for a purpose says himself: its variables in the order of models.conf, without those
 * every letter has. */
typedef struct Blank {
    const char *name,
        *kind;      /* "text", "day" …, as models.conf has it; borrowed, as choices */
    char **choices; /* of a "choice"; else NULL */
    bool optional;
} Blank;
GPtrArray *compose_blanks(Compose *compose, const char *purpose); /* of Blank, owned */

/* The templates there are, by name: of char, owned. */
GPtrArray *compose_names(Compose *compose);

/* Where replies go: an address of ours, with a signed tag that names letter and request when
 * `[mail] tagged_replies` is set. Owned by the caller; NULL when the office has none. */
char *compose_reply_address(Compose *compose, gint64 letter_id, gint64 request_id);

/* The same address without its tag ("office+x@…" → "office@…"); owned by the caller. */
char *address_untagged(const char *address);

/* What is wrong with the templates of a folder (NULL: as compose_open), found without sending any:
 * a sentence each, with file or name; of char, owned; empty when all is well. */
GPtrArray *compose_lint(const char *folder);

/* Subject and plain text of a mail this office wrote, out of its frozen bytes; false when it is none. Owned by
 * the caller (mail_words.c). */
bool mail_words(GBytes *mail, char **subject, char **text);

/* ---- letters on paper (paper.c, mail_words.c) ---- */

/* To whom a letter goes on paper. */
typedef struct Postal {
    const char *name;
    const char *address; /* lines; NULL or "": handed over by hand */
    const char *number;  /* the letter's own, or of the one it answers; NULL: none */
    gint64 date_ms;      /* the letter's day */
    int enclosures;      /* where no departure has them */
} Postal;

/* The letter of a departure as PDF, to be put with store_post_put: the words of its template, a QR
 * code with the signed token of letter and request by which it is known when it comes back. Its
 * enclosures are counted on it and told in its words; a print run puts them behind it. The
 * departure's recipient is not looked at. Errors as of compose_mail; CONFIG when the font of paper
 * is not installed. */
PostLetter *compose_post(
    Compose *compose, const Departure *departure, const Postal *postal, GError **error);

/* A mail of this office that did not arrive. */
typedef struct Redelivery {
    const Outgoing *mail;
    const char *answers; /* the number of the letter it acknowledges; NULL: it does not */
    const GPtrArray *enclosures; /* of Enclosure: what went with it; or NULL */
} Redelivery;

/* The mail on paper: a letter that says so, to whom and when it was sent, with the number and day of
 * postal, and behind it the mail's words, unchanged, with their own. REFUSED when it is none of ours;
 * subject, owned by the caller, is the first letter's. */
PostLetter *compose_post_again(Compose *compose, const Redelivery *redelivery,
    const Postal *postal, char **subject, GError **error);

/* A mail of this office that did not arrive, to another address of the same party: the words, number and
 * enclosures it had. The recipient is sound and not the former one. REFUSED when it is no mail of ours. */
Outgoing *compose_mail_again(
    Compose *compose, const Outgoing *mail, const char *recipient, GError **error);

/* ---- references: what we put into mails and know again (reference.c) ---- */

/* The office's own key, secrets/reference.key: made once (REFUSED when there is one), read once
 * per process. */
typedef struct ReferenceKey {
    guint8 bytes[32];
} ReferenceKey;
bool reference_key_make(const char *office, GError **error);
bool reference_key_load(const char *office, ReferenceKey *key, GError **error);

/* The signed token (BLAKE2b, keyed) in our Message-IDs and reply addresses, naming letter and
 * request: lower-case base32. */
char *reference_token(const ReferenceKey *key, gint64 letter_id, gint64 request_id);
/* Finds the token in a Message-ID or address; false when there is none or it is forged. */
bool reference_read(const ReferenceKey *key, const char *message_id_or_address,
    gint64 *letter_id, gint64 *request_id);

/* The key a composer is open with. */
const ReferenceKey *compose_key(const Compose *compose);

/* What a survey gives out to be answered with: a signed token that names its notice and request. It is
 * none of the above, nor they of it. at: where in the text it begins, in bytes. */
char *survey_token(const ReferenceKey *key, gint64 notice_id, gint64 request_id);
bool survey_token_find(const ReferenceKey *key, const char *text, gint64 *notice_id,
    gint64 *request_id, gsize *at);
/* What an answer is kept under: always the same for a notice, and without the key it leads nowhere. */
char *survey_mark(const ReferenceKey *key, gint64 notice_id);

/* What the sheets say that are laid between letters to be scanned as one: signed, so that no letter
 * can say it that has not seen one. */
char *separator_code(const ReferenceKey *key);
typedef enum {
    SEPARATOR_NOT,
    SEPARATOR_OURS,
    SEPARATOR_FOREIGN, /* another office's, or an imitation */
} SeparatorCode;
SeparatorCode separator_read(const ReferenceKey *key, const char *text);
