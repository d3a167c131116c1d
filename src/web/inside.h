/* inside.h - what the web's files share: the served office, one visit, and how it is answered.
 *
 * Private to web/. A page is a function of a visit in five acts: who (the route table), may, read,
 * gather, render. One thread serves all visits; nothing here waits.
 */
#pragma once

#include "diwan.h"
#include "filing/filing.h"
#include "office/office.h"
#include "web/words.h"

#include <json-glib/json-glib.h>
#include <microhttpd.h>

typedef struct Attempts Attempts;
typedef struct Refusals Refusals;

/* What all visits share. */
typedef struct Web {
    Diwan *diwan;
    Search *search;
    Kinds *kinds;
    Desk *desk;            /* requests are handled at it */
    Compose *compose;      /* letters are looked at by it */
    Refusals *refusals;    /* in Arabic */
    Words *words[2];       /* the office's language first */
    GHashTable *templates; /* of MustacheTemplate, by name */
    ReferenceKey key;      /* of the tokens that surveys give out */
    Attempts *attempts;    /* logins that failed */
    char *nobody_hash; /* checked when a login is unknown, so that both take as long */
    char *style;       /* the style sheet */
    char *style_path;  /* "/static/diwan-0123abcd.css": its name tells its content */
    bool secure;       /* served by TLS: cookies say so */
} Web;

enum {
    MOST_BODY_BYTES = 64 << 10,
    MOST_UPLOAD_BYTES = LIBRARY_MOST_BYTES + (64 << 10),
    MOST_DROPPED_BYTES = 1 << 20, /* of what is too large */
    MOST_FIELDS = 600,
    SESSION_HOURS = 12,
    PAGE_ROWS = 50,
    PAGES_AT_A_TIME = 10, /* of a scan */
};

/* One request, from its first byte to its answer. */
typedef struct Visit {
    Web *web;
    struct MHD_Connection *connection;
    const char *path; /* borrowed; likewise method */
    const char *method;
    char *peer;    /* address of the other side */
    GString *body; /* at most MOST_BODY_BYTES; of an upload MOST_UPLOAD_BYTES */
    gsize most_body_bytes;
    GByteArray *upload; /* the file of a form that has one; NULL: none. Its name: */
    char *upload_name;  /* without folders */
    bool too_large;     /* it was longer */
    gsize received_bytes;
    GHashTable *form;   /* of char, by name; UTF-8 */
    Words *words;       /* in the visitor's language; borrowed */
    GPtrArray *cookies; /* of char: values of Set-Cookie, owned */

    Staff *staff; /* NULL: not logged in; likewise csrf and token_hash */
    char *csrf;
    char *token_hash;
    GArray *
        barred; /* of gint64: the complaints of whoever visits; NULL: not read yet, likewise: */
    GPtrArray *barred_letters; /* of Letter */

    gint64 id; /* from the path; likewise number and word */
    int number;
    char *word;

    enum MHD_Result queued; /* set once it is answered */
} Visit;

/* ---- the visit (visit.c) ---- */

Visit *visit_new(Web *web, struct MHD_Connection *connection, const char *method);
void visit_free(Visit *visit);
/* More of the body; what is beyond the limit is dropped and noted. false: it has no end. */
bool visit_body(Visit *visit, const char *bytes, gsize length);
/* Whoever works here may send a file: called before the body comes. */
void visit_expect_upload(Visit *visit, const char *path);
/* Takes the body as a form with a file (RFC 7578); false when it is none (upload.c). */
bool visit_read_upload(Visit *visit);
/* Takes the body as a form: false when it is none. */
bool visit_read_form(Visit *visit);
/* Fields as UTF-8 without surrounding blanks (a password keeps them); "" when absent or not UTF-8. The first lives as long
 * as the visit, the second is owned. */
const char *visit_field(Visit *visit, const char *name);
char *visit_query(Visit *visit, const char *name);
gint64 visit_query_id(Visit *visit, const char *name); /* 0: none */
const char *visit_header(Visit *visit, const char *name);
char *visit_cookie(Visit *visit, const char *name); /* NULL: none */
/* Chooses the language: ?lang=, then the cookie, then the office's. */
void visit_choose_language(Visit *visit);
/* "name=value" pairs of a form's body; NULL when it is malformed. */
GHashTable *form_parse(const char *body, gsize length);

/* ---- who (session.c, attempts.c) ---- */

/* Knows the visitor by the cookie; staff stays NULL when there is no live session. */
bool session_find(Visit *visit, GError **error);
bool session_begin(Visit *visit, const Staff *staff, GError **error);
bool session_end(Visit *visit, GError **error);
/* Whether a POST comes from our own pages: its token is the session's, its origin is ours. */
bool session_posted_here(Visit *visit);
bool origin_is_ours(const char *origin, const char *host, const char *fetch_site);

Attempts *attempts_new(void);
void attempts_free(Attempts *attempts);
/* Seconds until login may be tried again from an address; 0: now. */
int
attempts_wait_s(Attempts *attempts, const char *login, const char *peer, gint64 now_ms);
void
attempts_failed(Attempts *attempts, const char *login, const char *peer, gint64 now_ms);
void attempts_forget(Attempts *attempts, const char *login, const char *peer);

/* ---- answers (answer.c, page.c) ---- */

/* Queues a response with the headers every answer has; takes response. */
void answer_send(Visit *visit, unsigned status, struct MHD_Response *take_response);
void answer_redirect(Visit *visit, const char *to);
/* A letter composed by us, to be shown inside a page of ours: nothing in it acts. */
void answer_framed(Visit *visit, const char *html);
/* A document made for this visit, to be looked at. */
void answer_bytes(Visit *visit, GBytes *bytes, const char *media_type);
/* A kept file; name not NULL: as a download. */
void answer_kept_file(
    Visit *visit, const char *sha256, const char *media_type, const char *name);
/* An open file (taken) as a download. */
void answer_file(Visit *visit, int take_fd, const char *media_type, const char *name);
void answer_text(Visit *visit, unsigned status, const char *media_type,
    const char *cache_control, const char *text);

/* All templates of a folder, by name. */
GHashTable *page_templates_load(const char *folder, GError **error);
/* Renders a page inside the layout. title is a sentence of the group "title". */
void page_render(Visit *visit, unsigned status, const char *name, const char *title,
    JsonObject *take_model);
/* A page that says what happened, what is safe and what to do: sentences KEY_what, KEY_safe and
 * KEY_do of the group "problem". */
void page_problem(Visit *visit, unsigned status, const char *key);
/* The same for an error of the office's; logged. */
void page_error(Visit *visit, const GError *error);

/* Why an act was refused, in the visitor's language; back: the page to go on from (refusal.c). */
void page_refused(Visit *visit, const GError *error, const char *back);
/* "why" in the visitor's language, else "detail" in English. The words alone are NULL when there are none. */
void show_refusal(Visit *visit, JsonObject *into, const char *message);
char *refusal_words(Visit *visit, const char *message);
Refusals *refusals_load(const char *folder, const char *language, GError **error);
void refusals_free(Refusals *refusals);
/* Whether the visitor's role may do what [acts staff] names; else the page that says so. */
bool page_allows(Visit *visit, const char *act);

/* ---- what is shown of things, the same on every page (show.c, evidence.c) ---- */

void show_text(JsonObject *into, const char *name, const char *value); /* NULL: absent */
void show_take(JsonObject *into, const char *name, char *take_value);
/* An instant: NAME{iso, hijri, gregorian, hijri_short, gregorian_short, time, age}. */
void
show_instant(const Visit *visit, JsonObject *into, const char *name, gint64 instant_ms);
/* A letter's row. */
JsonObject *show_letter(Visit *visit, const Letter *letter);
/* Whether it is shown to the visitor: a rejected one is for those who may, a complaint's not for the one it is of. */
bool show_may_see(Visit *visit, const Letter *letter);
/* Whether a request (0: none) complains of the visitor, whether a letter (0: none) is one of such a request or the
 * copy of one, and whether what the path names belongs to one (barred.c). */
bool show_is_barred(Visit *visit, gint64 request_id);
bool show_is_barred_letter(Visit *visit, gint64 letter_id);
bool visit_is_barred(Visit *visit);
/* A count of the letters that fit filter, without those; likewise of those on the hold list. */
gint64 show_letters_count(Visit *visit, gint64 count, const LetterFilter *filter);
int show_held_count(Visit *visit);
/* Ids of the letters that the visitor does not find: those, and what was rejected where that is not his. Owned. */
GHashTable *show_hidden(Visit *visit, GError **error);
/* A request's row, with its days (requests.c). */
JsonObject *show_request_row(Visit *visit, const Request *request);
/* Into a request's page: who it has to do with, and its days (request_ties.c). */
bool show_ties(Visit *visit, JsonObject *model, const Request *request, GError **error);
/* Its letters, those that went and those that may come (request_letters.c). */
bool show_request_letters(
    Visit *visit, JsonObject *model, const Request *request, GError **error);
/* Into row: that it speaks of a page of the letter, and from which page to show them. */
void show_page_link(Visit *visit, JsonObject *row, int page);
/* Choices of a form: words of a group by their keys (NULL-terminated). */
void show_choices(Visit *visit, JsonObject *model, const char *name, const char *group,
    const char *const *keys);
/* What is shown of a party, its numbers masked. */
JsonObject *show_party(const Party *party);
/* Candidates with their evidence in words; masked: numbers as lists show them. */
JsonArray *show_candidates(Visit *visit, GPtrArray *candidates, bool masked);
char *mask_number(const char *value); /* "10••••••56", "05•••••321" */
char *mask_address(const char *value); /* "s•••@example.org" */

/* Into a mail's page: how its words were decoded, and what it says by field (decode.c). */
bool show_mail(Visit *visit, JsonObject *model, const Letter *letter, GError **error);
/* A reply's row, and into model: replies that people wrote to a letter (reply.c). */
JsonObject *show_reply(Visit *visit, const StaffReply *reply);
bool show_replies(Visit *visit, JsonObject *model, gint64 letter_id, GError **error);

/* Into model: the scan of several letters that a letter was a part of, or the letters it became (batch.c). */
bool show_batch(Visit *visit, JsonObject *model, gint64 letter_id, GError **error);

/* A page of a scan: its picture with boxes, its text with doubtful words marked (scan.c). */
JsonArray *
show_pages(Visit *visit, GPtrArray *pages, GPtrArray *candidates, GError **error);

/* ---- a period (period.c) ---- */

/* Days ?from and ?to as people write them in either calendar; without, this month to today. */
typedef struct Period {
    char *from, *to;   /* as written */
    char *trouble;     /* with a day, in words; NULL: none */
    gint64 begin, end; /* [begin, end) */
} Period;
void period_read(Visit *visit, Period *period);
void period_clear(Period *period);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Period, period_clear)
/* from, to, from_link, to_link, trouble, begin and end of a form for it. */
void period_show(const Visit *visit, const Period *period, JsonObject *model);

/* ---- pages ---- */

typedef void (*PageFunc)(Visit *visit);
void page_home(Visit *visit);
void page_login(Visit *visit);
void page_login_post(Visit *visit);
void page_logout_post(Visit *visit);
void page_queue(Visit *visit);
void page_hold(Visit *visit);
void page_letter(Visit *visit);
void page_decide_post(Visit *visit);
void page_hold_post(Visit *visit);
void page_undecide_post(Visit *visit);
void page_seen_post(Visit *visit);
void page_verify_post(Visit *visit);
void page_newcomer(Visit *visit);
void page_newcomer_post(Visit *visit);
void page_party(Visit *visit);
void page_separate_post(Visit *visit);
void page_duplicates(Visit *visit);
void page_merge(Visit *visit);
void page_merge_post(Visit *visit);
void page_requests(Visit *visit);
void page_request(Visit *visit);
void page_request_post(Visit *visit);
void page_request_letters_post(Visit *visit);
void page_reply(Visit *visit);
void page_reply_post(Visit *visit);
void page_reply_look(Visit *visit);
void page_reply_part(Visit *visit);
void page_reply_act_post(Visit *visit);
void page_reject_post(Visit *visit);
void page_written(Visit *visit);
void page_decode_post(Visit *visit);
void page_undelivered(Visit *visit);
void page_undelivered_post(Visit *visit);
void page_post(Visit *visit);
void page_print_post(Visit *visit);
void page_post_run(Visit *visit);
void page_post_file(Visit *visit);
void page_posted_post(Visit *visit);
void page_returned_post(Visit *visit);
void page_library(Visit *visit);
void page_document(Visit *visit);
void page_document_file(Visit *visit);
void page_library_post(Visit *visit);
void page_retire_post(Visit *visit);
void page_form(Visit *visit);
void page_form_post(Visit *visit);
void page_templates(Visit *visit);
void page_template(Visit *visit);
void page_template_sample(Visit *visit);
void page_contact(Visit *visit);
void page_contact_post(Visit *visit);
void page_committee(Visit *visit);
void page_committee_open_post(Visit *visit);
void page_committee_correct_post(Visit *visit);
void page_committee_session(Visit *visit);
void page_committee_session_post(Visit *visit);
void page_committee_decide(Visit *visit);
void page_committee_decide_post(Visit *visit);
void page_committee_import(Visit *visit);
void page_committee_import_post(Visit *visit);
void page_committee_approve_post(Visit *visit);
void page_committee_letters(Visit *visit);
void page_committee_letter(Visit *visit);
void page_committee_letter_part(Visit *visit);
void page_circulars(Visit *visit);
void page_circulars_post(Visit *visit);
void page_run(Visit *visit);
void page_run_post(Visit *visit);
void page_search(Visit *visit);
void page_register(Visit *visit);
void page_void_post(Visit *visit);
void page_report(Visit *visit);
void page_report_file(Visit *visit);
void page_survey(Visit *visit);
void page_ask(Visit *visit);
void page_ask_post(Visit *visit);
void page_health(Visit *visit);
void page_image(Visit *visit);
void page_raw(Visit *visit);
void page_part(Visit *visit);
void page_style(Visit *visit);

/* ---- routes (route.c) ---- */

/* Answers the visit: finds its page, who visits, and whether it may be answered. */
void route_visit(Visit *visit);
/* Whether path fits pattern: "#" stands for a whole number above 0 (into id, then number), "*" for
 * one word of a-z 0-9 _ . - (into word, owned). Out parameters are set only when it fits. */
bool
route_fits(const char *pattern, const char *path, gint64 *id, int *number, char **word);
