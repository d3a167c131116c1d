/* store_readings.h - what was parsed and read of letters: parts, pages, readings, reading again. A section of store.h, which includes it. */
#pragma once

#include "store/store.h"

/* ---- what parse and read found (mails.c, pages.c, readings.c) ---- */

/* Keeps a parsed mail: the letter's columns, its texts, its parts (bytes already archived) and
 * thread references. Sets duplicate_of when a letter with this fingerprint is known. */
bool store_mail_save(Store *store, const Letter *letter, const Mail *mail,
    gint64 *duplicate_of, GError **error);

/* What a mail says when its words are decoded as a person chose: subject, texts, the writer's name, and
 * a journal row by him with the charset. Nothing else of the letter changes. */
bool store_mail_decoded(Store *store, gint64 letter_id, const Mail *mail,
    const char *charset, const char *by, GError **error);
/* How its words were decoded: its defects, `charset_…` and `utf8_damaged` among them (parse/charset.c), how many
 * characters could not be read, and the charset that a person chose last; NULL: nobody did. */
typedef struct Decoding {
    char *defects; /* blanks between */
    int unreadable_chars;
    char *charset, *by;
} Decoding;
void decoding_clear(Decoding *decoding);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Decoding, decoding_clear)
bool
store_letter_decoding(Store *store, gint64 letter_id, Decoding *decoding, GError **error);
/* What a web form's mail says by field, as they stand in it; of WebField. form: its name (owned); NULL: no form wrote
 * it (web_fields.c). */
GPtrArray *
store_web_fields_of(Store *store, gint64 letter_id, char **form, GError **error);

typedef struct StoredPart {
    gint64 id, letter_id;
    int position;
    char *name, *media_type, *sha256;
    gint64 size_bytes;
    bool inline_;
} StoredPart;
void stored_part_free(StoredPart *part);
GPtrArray *
store_parts_of(Store *store, gint64 letter_id, GError **error); /* of StoredPart */
/* In-Reply-To and References of a letter, nearest first; of char. */
GPtrArray *store_references_of(Store *store, gint64 letter_id, GError **error);

typedef enum { PAGE_COUNTING, PAGE_DUE, PAGE_READ, PAGE_FAILED } PageState;

/* A page to be read, or a part whose pages are to be counted (PAGE_COUNTING, number 0). */
typedef struct Page {
    gint64 id, letter_id, part_id;
    int position; /* of the page in the letter, from 1 */
    int number;   /* of the page in its part, from 1 */
    PageState state;
    int attempts, deaths;
    gint64 claim;
    char *sha256;     /* of the part */
    Reading *reading; /* set by store_pages_of when read */
    char *image_sha256;
    char *method;   /* models and method that read it; NULL: before that was noted */
    gint64 read_at; /* 0: likewise */
    char *
        verified_by; /* login of who checked the text against the picture; NULL: nobody */
    gint64 verified_at;
} Page;
void page_free(Page *page);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Page, page_free)

/* A part to be counted. */
bool
store_page_count_later(Store *store, gint64 letter_id, gint64 part_id, GError **error);
/* The count is known: that row gives way to n pages due, or read when they are pages of a batch that was. */
bool store_pages_counted(Store *store, const Page *counting, int n, GError **error);
/* The part has nothing to read (trouble NULL) or cannot be (trouble in words). */
bool store_page_count_failed(
    Store *store, const Page *counting, const char *trouble, GError **error);
/* Claims due pages; small letters first, so that one long scan never stops the others. */
GPtrArray *store_pages_claim(Store *store, int most, gint64 lease_ms, GError **error);
bool store_page_save(Store *store, const Page *page, const Reading *reading,
    const char *image_sha256, const char *method, GError **error);
bool
store_page_failed(Store *store, const Page *page, const char *trouble, GError **error);
bool store_page_later(
    Store *store, const Page *page, gint64 due_at, bool death, GError **error);
bool store_page_release_claim(Store *store, const Page *page, GError **error);
/* Of Page with readings, in order, the first most (0: all); words and codes too when with_words. */
GPtrArray *
store_pages_of(Store *store, gint64 letter_id, bool with_words, int most, GError **error);
/* The same with words and codes, from position first (1: the first). */
GPtrArray *
store_pages_from(Store *store, gint64 letter_id, int first, int most, GError **error);
/* One of them, with words and codes; REFUSED when there is none at that position. */
Page *store_page_at(Store *store, gint64 letter_id, int position, GError **error);

/* How far reading is: of one letter, and of the first most that are being read. */
typedef struct PageProgress {
    gint64 letter_id;
    int pages, read, failed; /* known so far; a part still to be counted has none yet */
    int waiting;             /* pages and parts that are still to be looked at */
} PageProgress;
bool store_pages_progress(
    Store *store, gint64 letter_id, PageProgress *progress, GError **error);
GArray *store_pages_in_progress(Store *store, int most, GError **error);
/* Pages and parts of new letters that wait to be read. */
int store_pages_waiting(Store *store);

/* ---- readings besides the current one (readings.c) ---- */

/* A page's others, newest first: earlier ones, and later ones kept beside a verified one. Of Page,
 * owned; method, time and who verified are the reading's. */
GPtrArray *store_readings_of(Store *store, gint64 page_id, GError **error);
/* One of them by its id, with words and codes; REFUSED when there is none. */
Page *store_reading_get(Store *store, gint64 id, GError **error);
/* A person has held the page's current text against its picture: it is right, or corrected takes its
 * place and the former reading is kept. No machine replaces it afterwards. */
bool store_page_verify(Store *store, const Page *page, const Reading *corrected,
    const char *by, GError **error);

/* ---- reading again (rereads.c) ---- */

/* Which pages of letters at rest are to be read again. What a person verified is only when it is asked
 * for by letter or by all. */
typedef struct RereadFilter {
    gint64 letter_id;       /* 0: of any */
    bool all;               /* whatever was read, also pages that a person verified */
    double below;           /* whose confidence is below; pages that failed are */
    gint64 before;          /* read before this instant */
    const char *not_method; /* read by another method than this; NULL: by any */
} RereadFilter;
/* Asks for them: durable, once a page; pages is how many are asked for anew. */
bool
store_reread_ask(Store *store, const RereadFilter *filter, int *pages, GError **error);
/* Parts of letters at rest (of one, or 0: of all) that have no page, by id behind after_id; and asking
 * for one of them, of a kind that is read today: its pages are counted first. */
GPtrArray *store_parts_unread(
    Store *store, gint64 letter_id, gint64 after_id, int most, GError **error);
bool store_reread_ask_part(Store *store, const StoredPart *part, GError **error);
/* Pages asked for and not read yet, behind one (NULL: from the first), letter by letter; of Page,
 * owned, attempts being those of reading again. One process reads again: there are no claims. */
GPtrArray *store_reread_due(Store *store, const Page *after, int most, GError **error);
int store_reread_left(Store *store);
/* The new reading becomes the page's current one and the former is kept; of a page that was verified
 * it is kept beside. */
bool store_reread_keep(Store *store, const Page *page, const Reading *reading,
    const char *image_sha256, const char *method, GError **error);
/* The pages of a part (page number 0) could be counted now: they are asked for in its place. */
bool store_reread_counted(Store *store, const Page *counting, int n, GError **error);
/* It could not be read now: what was read before stands. */
bool store_reread_failed(Store *store, const Page *page, const char *trouble,
    const char *method, GError **error);
/* To be tried once more; attempts go up. */
bool store_reread_later(Store *store, const Page *page, GError **error);
/* Letters all of whose pages have ended and of which nothing was told yet; of gint64. */
GArray *store_reread_ready(Store *store, GError **error);
bool store_reread_is_ready(Store *store, gint64 letter_id);
typedef enum { REREAD_REPLACED, REREAD_BESIDE, REREAD_FAILED } RereadEnd;
typedef struct RereadPage {
    gint64 page_id;
    RereadEnd end;
    gint64 earlier_id;  /* the reading that gave way; 0: none did */
    char *earlier_text; /* its text */
} RereadPage;
void reread_page_free(RereadPage *page);
/* How a letter's pages ended; of RereadPage, owned. */
GPtrArray *store_reread_ended(Store *store, gint64 letter_id, GError **error);
/* Ends a letter's: into its journal, and, when note is set, before people as a note on it. */
bool store_reread_tell(
    Store *store, gint64 letter_id, const char *counts, const char *note, GError **error);
/* Somebody has seen the note: it goes. REFUSED when there is none. */
bool store_reread_seen(Store *store, gint64 letter_id, const char *actor, GError **error);
/* Letters in state PARSED whose pages are all read or failed: they may advance. Claims them. */
GPtrArray *
store_letters_claim_read(Store *store, int most, gint64 lease_ms, GError **error);

/* ---- forms (forms.c) ---- */

/* A field of one of our forms that came with a letter. */
typedef struct StoredField {
    int page;   /* position in the letter */
    char *form; /* its name */
    int version;
    char *name;
    char *value; /* as a person confirmed it, else as it was read */
    char *read;  /* as it was read */
    int confidence;
    int x, y, width, height; /* pixels of the upright page */
    char *confirmed_by;      /* login; NULL: nobody yet */
    gint64 confirmed_at;
} StoredField;
void store_form_field_free(StoredField *field);

/* In the form's order; empty when no form came with it. Of StoredField, owned. */
GPtrArray *store_form_of_letter(Store *store, gint64 letter_id, GError **error);
/* A person has held the field against the page: value NULL is as it was read. REFUSED when there is no
 * such field. */
bool store_form_confirm(Store *store, gint64 letter_id, const char *name,
    const char *value, const char *by, GError **error);
