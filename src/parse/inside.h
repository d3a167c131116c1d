/* inside.h - what the files of parse tell each other; nobody else includes it.
 *
 * Everything here works on bytes from outside. Limits stand with the type they bound; what goes
 * over one is left out and named in Mail.defects, and the raw letter keeps it.
 */
#pragma once

#include <gmime/gmime.h>
#include <json-glib/json-glib.h>

#include "parse/parse.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeStream, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeParser, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeMessage, g_object_unref)

/* Adds a defect once. name is a literal such as "no_date"; DEFECTS.md lists them. */
void mail_add_defect(Mail *mail, const char *name);

/* Shortens to at most most_bytes on a character's edge; returns whether it had to. */
bool string_shorten(GString *text, gsize most_bytes);
bool bytes_are_blank(const char *text);

/* ---- raw.c: the bytes, before anything is read ---- */

/* The mail with LF line ends, whatever ended its lines, and without what stands before its header.
 * Owned by the caller. */
GByteArray *raw_normalise(const guint8 *bytes, gsize length);
/* Cuts off what follows boundary number PARTS_MOST, so that no library has to hold it. */
void raw_cut_parts(Mail *mail, GByteArray *bytes, gsize body_start);

/* ---- charset.c: bytes → UTF-8 ---- */

/* Which rule told what the bytes mean, in the order they are tried. */
typedef enum {
    CHARSET_UTF8,             /* valid UTF-8, whatever was declared */
    CHARSET_DECLARED,         /* valid in the declared charset */
    CHARSET_DAMAGED,          /* UTF-8 but for a few bytes, which became U+FFFD */
    CHARSET_GUESSED,          /* windows-1256, for want of better */
    CHARSET_GUESSED_STANDARD, /* ISO-8859-6, by its letters */
} CharsetRule;

void charset_open(void);
/* declared may be NULL; bytes may hold anything. Owned by the caller; length counts NULs. */
GString *
charset_decode(const char *bytes, gsize length, const char *declared, CharsetRule *rule);
guint charset_count_unreadable(const char *text);
/* Names in defects what the rule says about a text that was declared so. */
void charset_note(Mail *mail, CharsetRule rule, const char *declared, const char *text);

/* Till the next call every text that is not ASCII is read in that charset where its bytes, or those it
 * was wrongly read from, are valid in it. NULL: by the rule. Returns whether the charset is known. */
bool charset_force(const char *name);
/* Bytes read as windows-1256, and what its upper 128 bytes mean. */
GString *charset_decode_1256(const char *bytes, gsize length);
const gunichar *charset_upper_1256(void);

/* ---- mojibake.c: text that was decoded wrongly before it came ---- */

/* The text with its broken lines made whole, each rule named in defects. Owned by the caller. */
char *mojibake_repair(Mail *mail, const char *text);
/* The bytes that a text was read from as windows-1252, or NULL when it cannot have been. */
GString *mojibake_bytes(const char *text, gsize length);
/* Whether question marks stand where the letters were. */
bool mojibake_is_lost(const char *text);

/* ---- headers.c: the fields of a header block, raw ---- */

enum {
    HEADERS_MOST = 1000,                 /* fields of a block */
    HEADERS_MOST_BYTES = 1024 * 1024,    /* of a block */
    HEADERS_MOST_VALUE_BYTES = 64 * 1024 /* of one field */
};

typedef struct Header {
    const char *name;  /* lower case */
    const char *value; /* unfolded, trimmed, without NUL; any bytes otherwise */
} Header;

typedef struct Headers {
    GStringChunk *texts;
    GArray *fields;   /* of Header, in their order */
    gsize body_start; /* offset of the first byte after the block */
    bool had_nul, was_cut, ended_early;
} Headers;

/* Reads a block with LF or CRLF line ends, up to its empty line or what is no field. */
Headers *headers_parse(const char *bytes, gsize length);
void headers_free(Headers *headers);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Headers, headers_free)
/* The first field of that (lower-case) name, or NULL; and how many there are. */
const char *headers_find(const Headers *headers, const char *name);
guint headers_count(const Headers *headers, const char *name);
/* A folded value on one line, trimmed. */
char *header_unfold(const char *raw);
/* Message ids of a field, without brackets: the last most of them, appended to ids. */
void header_message_ids(const char *value, guint most, GPtrArray *ids);

/* ---- words.c: RFC 2047 ---- */

/* Encoded words and raw 8-bit → UTF-8, with bidi controls still in. Adjacent words of one charset
 * are joined as bytes before they are converted. */
char *words_decode(const char *value);

/* ---- addresses.c: RFC 5322 address lists ---- */

enum { ADDRESSES_MOST = 1000, ADDRESS_MOST_BYTES = 254 };
/* Appends the mailboxes of a field to list (of Address); false when some were not to be read or
 * too many. */
bool addresses_parse(const char *value, GPtrArray *list);
/* Whether text is one usable address: printable, one domain, no spaces or brackets. */
bool address_is_plain(const char *text);

/* ---- parameters.c: "type; name=value; …" of RFC 2045, with RFC 2231 and encoded words ---- */

/* The lower-case word before the first parameter, e.g. "text/plain"; NULL when there is none. */
char *parameters_word(const char *value);
/* A parameter's value decoded to UTF-8, or NULL. */
char *parameters_find(const char *value, const char *name);

/* ---- html.c ---- */

enum { HTML_MOST_BYTES = 4 * 1024 * 1024, HTML_MOST_DEPTH = 1000 };
/* What a reader would see of valid UTF-8 HTML, as lines; quotations carry "> ". Sets *too_deep when
 * the tree was too deep to build and only the tags were taken off. */
char *html_to_text(const char *html, gsize length, bool *too_deep);
/* The charset a <meta> near the start declares, or NULL. */
char *html_charset(const char *bytes, gsize length);

/* ---- html_safe.c ---- */

enum { HTML_RENDERING_MOST_BYTES = 8 * 1024 * 1024 };
/* Valid UTF-8 HTML as it may be shown: allowed elements written anew. *lies: some link's words name
 * another host than it has. Owned by the caller. */
char *html_render_safely(const char *html, gsize length, bool *lies);
/* Whether the words of a link claim another host than the link has. */
bool html_link_lies(const char *words, const char *link);

/* ---- html_table.c ---- */

/* The rows of the tables in valid UTF-8 HTML: of char **, owned; the text of each cell. */
GPtrArray *html_rows(const char *html, gsize length);

/* ---- webform.c ---- */

/* Whether a web form's service is the sender. */
bool web_form_is_sender(const Mail *mail, char *const *forms);
/* Sets form and form_fields of a mail that a configured service sent. text and html (NULL: none) are the
 * body's. */
void web_form_read(Mail *mail, char *const *forms, const char *text, const char *html);

/* ---- quotation.c ---- */

/* What tells a quotation from a letter that the writer brings. */
typedef struct Answered {
    bool
        answers; /* the mail answers one; in one that does not, only "> " under "On … wrote:" is quoted */
    const char *writer; /* its address, or NULL */
    char *const *
        ours; /* the office's addresses; NULL or none: whose a copied head is does not matter */
} Answered;

/* The text without what it quotes; the whole text when it is not clear what is quoted. */
char *quotation_fold(const char *text, const Answered *answered);
/* A line without bidi marks, no-break spaces and white space around. Owned by the caller. */
char *quotation_plain(const char *line);
/* Whether a line, or some line of a text, says that a forwarded letter follows. */
bool quotation_is_forwarding(const char *line);

/* ---- forward.c ---- */

/* The author of a letter that is pasted into text, or attached; NULL when none is found. */
Address *forward_author(const char *text);
Address *forward_author_of(GBytes *letter);

/* ---- authentication.c: RFC 8601 ---- */

/* Sets trusted, spf, dkim and dmarc from the topmost Authentication-Results. */
void authentication_read(Mail *mail, const Headers *headers, char *const *authserv_id);

/* ---- media.c ---- */

/* The media type that the first bytes tell, or NULL. declared (may be NULL) decides between the
 * formats that are zip files. A literal. */
const char *media_sniff(const guint8 *bytes, gsize length, const char *declared);

/* ---- parts.c ---- */

enum {
    PARTS_MOST = 1000,
    PART_NAME_MOST_BYTES = 200,
    PARTS_MOST_BYTES = 64 * 1024 * 1024
};

/* A file name with neither folders nor controls, or NULL when nothing is left of it. */
char *part_name_clean(const char *name);
/* declared and name may be NULL and are cleaned here; takes bytes. */
Part *part_from_bytes(const char *name, const char *declared, GBytes *take_bytes);
/* A raw field of a MIME object, unfolded; NULL when absent. */
char *part_header(GMimeObject *object, const char *name);
/* A MIME part's own name, cleaned, or NULL. */
char *part_name(GMimeObject *object);
/* A leaf's content with its transfer encoding undone. */
GBytes *part_decode(GMimePart *part);

/* ---- walk.c: the tree of parts ---- */

enum { WALK_MOST_DEPTH = 50, TEXT_MOST_BYTES = 2 * 1024 * 1024 };

/* What a mail carries besides text and attachments. */
typedef struct Report {
    char *type;              /* report-type of a multipart/report, lower case, or NULL */
    GBytes *delivery_status; /* RFC 3464, or NULL */
    GBytes *feedback;        /* RFC 5965, or NULL */
    GBytes *disposition;     /* RFC 8098, or NULL */
    GBytes *returned;        /* the returned message or its headers, or NULL */
    GBytes *attached;        /* the first message in a mail that is no report, or NULL */
} Report;
void report_clear(Report *report);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Report, report_clear)

typedef struct Walk {
    Mail *mail;       /* parts and defects are added to it */
    const char *body; /* the undecoded body, for a multipart in which no part is found */
    gsize body_length;
    GString *text;     /* the body's own text */
    GString *attached; /* text of messages attached to it */
    bool from_html;    /* some of text was HTML */
    GString *html;     /* the first HTML of the body, decoded; NULL: nobody asks for it */
    gsize part_bytes;  /* of all parts so far */
    Report report;
} Walk;

void walk_object(Walk *walk, GMimeObject *object, int depth);
/* A file that was packed into a part, as a part of its own; false when there is no room. Name and type
 * may be NULL. */
bool walk_keep_file(Walk *walk, const char *name, const char *type, GBytes *take_bytes);
/* Text from outside, decoded and added to the body's own. */
void walk_add_text(
    Walk *walk, const char *bytes, gsize length, const char *declared, bool is_html);

/* ---- tnef.c, zip.c: what is packed into a part ---- */

/* Adds what a winmail.dat holds; false when it is none. depth: 0. */
bool tnef_open(Walk *walk, const guint8 *bytes, gsize length, int depth);
void zip_open(Walk *walk, const guint8 *bytes, gsize length);

/* ---- signed.c ---- */

/* The MIME entity inside a SignedData of CMS, or NULL when it is none, or its words are elsewhere. */
GByteArray *signed_content(const guint8 *bytes, gsize length);
bool signed_is_smime(const char *type);
/* Names in defects what of PGP stands in a text; and the text without the armour of a signature. */
void signed_note_inline(Mail *mail, const char *text);
char *signed_without_armour(const char *text);

/* ---- json.c ---- */

enum { JSON_MOST_BYTES = 1024 * 1024, JSON_MOST_DEPTH = 64 };
/* JSON that is neither too long nor nested too deep, or NULL. Owned by the caller. */
JsonNode *json_read(const char *text, gsize length);
/* Of an object's member, an array's element, a string: NULL when node is none or has none. Borrowed
 * from node, which may be NULL. */
JsonNode *json_member(JsonNode *node, const char *name);
JsonNode *json_element(JsonNode *node, guint i);
const char *json_text(JsonNode *node);

/* ---- bounce_codes.c ---- */

/* The command of SMTP that was answered. */
typedef enum {
    SMTP_STAGE_UNKNOWN,
    SMTP_STAGE_HELLO, /* the connection, EHLO */
    SMTP_STAGE_MAIL,
    SMTP_STAGE_RCPT,
    SMTP_STAGE_DATA,
} SmtpStage;

/* The most exact status code in text whose class is one of classes ("45"), or NULL. */
char *status_find(const char *text, const char *classes);
/* No code, or "5.0.0". */
bool status_is_vague(const char *status);
/* A reply code that stands alone, of one of the classes, or 0. */
int smtp_code_find(const char *text, const char *classes);
/* Of the status in a field and the one in the words (NULL: none) the one to believe; code: the reply
 * beside them, or 0. Borrowed from them. */
const char *status_prefer(const char *field, const char *said, int code);
SmtpStage smtp_stage_find(const char *text);

/* ---- bounce_phrases.c ---- */

/* Whether words (lower case, single spaces) say what a reason means. */
bool bounce_phrase_said(const char *said, const char *reason);
/* The reason that the codes of one house tell, or NULL. */
const char *bounce_reason_by_house(const char *status, const char *said);

/* ---- bounce_reason.c ---- */

/* Why, by status, reply code, action and what was said: a literal, "undefined" when nothing tells. */
const char *
bounce_reason(const BounceRecipient *recipient, const char *said, SmtpStage stage);
/* Whether the address itself will never work, rather than the letter, the sender's standing or a full
 * mailbox; recipient has its reason. */
bool bounce_is_permanent(const BounceRecipient *recipient, const char *said);

/* ---- bounce_dialects.c ---- */

/* What follows the words with which a mail system names a recipient in a line (lower case), or NULL;
 * *turn, 0 at first, for the next ones. */
const char *dialect_after_naming(const char *lower_line, guint *turn);
/* Whether our letter, sent back, begins with that line (lower case). */
bool dialect_is_returning(const char *lower_line);
/* Whether the header bears the sign of a mail system. */
bool dialect_is_written_by_system(const Headers *headers);

/* ---- bounce.c ---- */

enum { BOUNCE_RECIPIENTS_MOST = 200 };
/* Adds a recipient, or NULL when there are too many, it is known or none. Borrowed. */
BounceRecipient *
bounce_recipient_begin(Mail *mail, const char *address, const char *action);
/* Fills codes, reason and permanent from the diagnostic; near: words beside it, for what it lacks. */
void bounce_recipient_finish(BounceRecipient *recipient, const char *near);
/* A diagnostic on one line, without its type, not too long; NULL when nothing is left. */
char *bounce_diagnostic_clean(const char *text);
/* Sets original_message_id and bounce_recipients from a report, or from the words of a mail that a
 * mail system wrote. text: the body's own, without that of letters in it. */
void
bounce_read(Mail *mail, const Headers *headers, const Report *report, const char *text);

/* ---- bounce_report.c, bounce_notice.c, bounce_words.c, feedback.c: its parts ---- */

void bounce_report_read(Mail *mail, GBytes *bytes, const char *words);
char *bounce_address_of_field(const char *value);
void bounce_notice_read(Mail *mail, const Headers *headers, const char *text);
/* text up to where our letter begins. Owned by the caller, as is the next one's. */
char *bounce_words_before_returned(const char *text);
/* What is said of one address; "" when it is not named. */
char *bounce_words_near(const char *words, const char *address);
void bounce_words_read(
    Mail *mail, const Headers *headers, const char *text, const char *words);
void feedback_read(Mail *mail, const Headers *headers, const Report *report);
/* A complaint without its machine-readable part; a provider's wish that a list be left. */
bool feedback_is_complaint(const Mail *mail, const Headers *headers);
bool feedback_is_unsubscription(const Mail *mail, const Headers *headers);

/* ---- kind.c ---- */

/* Whether a mail system, not a person, is the author: null return path or its usual names. */
bool kind_is_from_daemon(const Mail *mail, const Headers *headers);
/* Whether the subject begins as those of bounces do, in Arabic or English. */
bool kind_is_bounce_subject(const Mail *mail);
MailKind kind_of(const Mail *mail, const Headers *headers, const Report *report,
    const ParseSettings *settings);
