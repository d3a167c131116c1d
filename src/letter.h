/* letter.h - what the stages tell each other about a letter. No behaviour, no storage.
 *
 * Strings are UTF-8, owned by the structure that holds them; NULL means absent. Everything a
 * worker returns has been checked for size, UTF-8 and range before it stands in one of these.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Where a letter stands on its path. A stage takes letters of one state to the next; the
 * letter's row is the queue. */
typedef enum {
    LETTER_TAKEN,      /* kept; to be parsed */
    LETTER_PARSED,     /* its pages are to be read */
    LETTER_DIVIDING,   /* a scan with codes: it may be several letters */
    LETTER_READ,       /* to be identified */
    LETTER_IDENTIFIED, /* to be filed */
    LETTER_FILED,      /* to be answered */
    LETTER_ANSWERED,   /* to be indexed */
    LETTER_DONE,       /* nothing is due */
    LETTER_HELD,       /* indexed; waits for a person */
    LETTER_DUPLICATE,  /* the same letter again; kept, no number, no answer */
    LETTER_BATCH, /* a scan of several letters, which were made of it; kept, likewise */
} LetterState;

typedef enum {
    KIND_LETTER,
    KIND_AUTO_REPLY,
    KIND_BOUNCE,
    KIND_DELIVERY_NOTICE,
    KIND_FEEDBACK_REPORT,
    KIND_LIST,
    KIND_READ_RECEIPT,
    KIND_OWN,
    KIND_SURVEY_ANSWER, /* a number that answers our survey and nothing else: filing found it */
} MailKind;

typedef enum { MEDIUM_EMAIL, MEDIUM_SCAN } Medium;

typedef enum { MATCH_NONE, MATCH_ONE, MATCH_SEVERAL, MATCH_CONFLICT } MatchOutcome;

typedef enum { ANSWER_NONE, ANSWER_NEUTRAL, ANSWER_FULL } AnswerFlavour;

/* Why a letter waits for a person. The words shown to people stand in templates/web. */
typedef enum {
    HOLD_NOT,
    HOLD_UNKNOWN_SENDER, /* nobody on record is found in it */
    HOLD_SEVERAL,        /* more than one party fits */
    HOLD_CONFLICT,       /* what it tells contradicts itself or the record */
    HOLD_UNPROVEN,       /* one party is likely, the proof is missing */
    HOLD_UNREADABLE,     /* an attachment or page could not be read */
    HOLD_CRASHED,        /* reading it ended its worker twice */
    HOLD_UNPARSED,       /* the mail could not be taken apart */
    HOLD_UNDIVIDED,      /* it may be several letters, and was not divided */
    HOLD_TOO_LARGE,      /* over the mailbox's limit: only its header was taken */
    HOLD_BY_PERSON,      /* somebody held it */
    HOLD_FAILED,         /* a stage failed again and again; the journal says why */
} HoldReason;

/* The words of the commands' JSON: "taken", "letter", "email", "match", "neutral",
 * "unknown_sender" …; *_from_name returns false for an unknown word. */
const char *letter_state_name(LetterState state);
bool letter_state_from_name(const char *name, LetterState *state);
const char *mail_kind_name(MailKind kind);
bool mail_kind_from_name(const char *name, MailKind *kind);
const char *medium_name(Medium medium);
bool medium_from_name(const char *name, Medium *medium);
const char *match_outcome_name(MatchOutcome outcome);
bool match_outcome_from_name(const char *name, MatchOutcome *outcome);
const char *answer_flavour_name(AnswerFlavour flavour);
bool answer_flavour_from_name(const char *name, AnswerFlavour *flavour);
const char *hold_reason_name(HoldReason reason); /* NULL for HOLD_NOT */
bool hold_reason_from_name(const char *name, HoldReason *reason);

/* ---- what parse found ---- */

typedef struct Address {
    char *name;    /* NULL when none was given */
    char *address; /* lower-case domain; never NULL */
} Address;

typedef struct Part {
    char *name; /* without folders, bidi controls or control characters; may be NULL */
    char *media_type; /* by content where content tells, else as declared */
    char *sha256;
    gint64 size_bytes;
    bool inline_;  /* shown in the body (Content-ID), a logo say */
    GBytes *bytes; /* NULL once kept in the archive */
} Part;

typedef struct BounceRecipient {
    char *address;
    char *action;  /* "failed", "delayed" … */
    char *status;  /* "5.1.1" */
    int smtp_code; /* 550, or 0 */
    bool permanent;
    char *
        reason; /* "userunknown", "mailboxfull" … "undefined"; parse/bounce_reason.c has them */
    char *diagnostic;
} BounceRecipient;

/* What was filled into a field of a web form. */
typedef struct WebField {
    char *
        name; /* "name", "national_id", "mobile", "email" …; "" when the office names none */
    char *label; /* as the form has it */
    char *value;
} WebField;

typedef struct Mail {
    MailKind kind;
    char *message_id;       /* without angle brackets, as all message ids here */
    GPtrArray *in_reply_to; /* of char, owned */
    GPtrArray *references;  /* of char, owned */
    bool has_date;
    gint64 date_ms;
    int date_offset_minutes;
    Address *from; /* the one author; NULL when absent or doubled */
    Address
        *forwarded_from; /* who wrote the letter that this one forwards; NULL when none */
    GPtrArray *reply_to; /* of Address, owned; likewise to and cc */
    GPtrArray *to;
    GPtrArray *cc;
    char *subject;    /* "" when absent */
    char *text;       /* the whole body as text, "" when none */
    char *new_text;   /* without the quotation */
    char *html;       /* the HTML body as it may be shown; NULL: none, or not asked for */
    GPtrArray *parts; /* of Part, owned */
    char *original_message_id;    /* of a bounce: our message it speaks of */
    GPtrArray *bounce_recipients; /* of BounceRecipient, owned; empty unless a bounce */
    bool trusted; /* the From domain is authenticated by a server we believe */
    char *spf, *dkim, *dmarc; /* "pass", "fail" …; NULL when nobody believed said */
    GPtrArray *defects;       /* of char, owned: "duplicate_from", "no_date" … */
    guint unreadable_chars;
    char *fingerprint;      /* hex; equal for two deliveries of one mail */
    char *form;             /* the configured web form that wrote it; NULL: none did */
    GPtrArray *form_fields; /* of WebField, owned */
} Mail;

Address *address_new(const char *name, const char *address);
void address_free(Address *address);
Part *part_new(void);
void part_free(Part *part);
BounceRecipient *bounce_recipient_new(void);
void bounce_recipient_free(BounceRecipient *recipient);
WebField *web_field_new(const char *name, const char *label, const char *value);
void web_field_free(WebField *field);
Mail *mail_new(void); /* every array and "" text made */
void mail_free(Mail *mail);

/* ---- what read found on a page ---- */

typedef enum { SOURCE_OCR, SOURCE_TEXT_LAYER, SOURCE_DOCUMENT } PageSource;
const char *page_source_name(PageSource source); /* "ocr", "text_layer", "document" */
bool page_source_from_name(const char *name, PageSource *source);

typedef struct Word {
    char *text;
    int x, y, width, height; /* pixels of the upright page */
    int confidence;          /* 0 … 100: the chance that it is right */
} Word;

typedef struct Code {
    char *type; /* "QR-Code", "CODE-128" … as zbar names them */
    char *text;
    int x, y, width, height;
} Code;

/* What was written into a field of one of our forms. */
typedef struct FormField {
    char *name;
    char *value;             /* "" when nothing is; ticks: "yes" or "no" */
    int confidence;          /* 0 … 100: the chance that value is right */
    int x, y, width, height; /* the field, in pixels of the upright page */
} FormField;

/* A form of ours, filled: for a person to confirm. */
typedef struct FormReading {
    char *name;
    int version;
    char *token;       /* of the request it was given for; NULL: none */
    GPtrArray *fields; /* of FormField, owned; empty when its corners were not found */
} FormReading;

/* Part of a page, in shares of its width and height from its top left corner. */
typedef struct PagePart {
    double x, y, width, height;
} PagePart;

typedef struct Reading {
    int number;        /* from 1 */
    int width, height; /* pixels of the upright page; 0 when it could not be read */
    int dpi;
    int rotation; /* 0, 90, 180 or 270: how far the page was turned clockwise to stand upright */
    double skew; /* degrees */
    PagePart
        sheet; /* of the stored page, before it was turned: what was read; mostly all of it */
    PageSource source;
    char *text;
    double confidence; /* 0 … 100, of the page */
    bool legible;      /* false: handwriting or spoilt; what was read of it is not kept */
    GPtrArray *words;  /* of Word, owned */
    GPtrArray *codes;  /* of Code, owned */
    FormReading *form; /* NULL: the page is none of our forms */
    GBytes
        *image; /* the upright page for showing (JPEG or PNG); NULL when not asked for */
    char *image_type; /* media type of image */
    char *trouble;    /* why it could not be read, in words; NULL when it was */
} Reading;

void word_free(Word *word);
void code_free(Code *code);
void form_field_free(FormField *field);
FormReading *form_reading_new(const char *name, int version, const char *token);
void form_reading_free(FormReading *form);
Reading *reading_new(int number);
void reading_free(Reading *reading);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Address, address_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Part, part_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BounceRecipient, bounce_recipient_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Mail, mail_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Word, word_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Code, code_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FormField, form_field_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FormReading, form_reading_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Reading, reading_free)

/* ---- what identify found ---- */

/* Where something stands in a letter: a range of characters in one of its texts, and on a page the
 * box around it as well. */
typedef struct Spot {
    const char *
        part; /* constant: "header", "subject", "new_text", "text" (the quotation with it),
                         "page" or "code"; NULL: nowhere */
    int start, end;          /* code points of that text; both 0 in a code */
    int page;                /* 0: in the mail itself; else the letter's page, from 1 */
    int x, y, width, height; /* pixels of the upright page; width 0: none */
    int confidence;          /* 0 … 100, of its least sure word; -1: not read by OCR */
} Spot;
/* The constant of a part's name; NULL for an unknown one. */
const char *place_part(const char *name);

/* One thing a letter tells about who wrote it, held against one party's record. */
typedef struct Clue {
    char
        *kind; /* "thread", "token", "register_number", "sender", "confirmed", "rejected",
                    "guardian", "national_id", "national_id_near", "mobile", "mobile_near", "iban",
                    "file_no", "birth_date", "city", "name" */
    char *level;     /* of the table of weights, as "national_id_labelled" */
    char *seen;      /* as the letter has it */
    char *value;     /* the same as it is compared; NULL: as seen */
    char *on_record; /* as the record has it; NULL when it has none */
    double weight;   /* bits, log2(m/u); negative speaks against */
    Spot place;
} Clue;
Clue *clue_new(const char *kind, const char *seen, const char *on_record, double weight);
void clue_free(Clue *clue);

typedef struct Candidate {
    gint64 party_id;
    char *file_no;
    char *full_name;
    double probability; /* 0 … 1 */
    GPtrArray *clues;   /* of Clue, owned */
} Candidate;
Candidate *candidate_new(gint64 party_id);
void candidate_free(Candidate *candidate);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Clue, clue_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Candidate, candidate_free)
