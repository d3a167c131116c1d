/* template.h - the template files, ready to be filled. Private to compose/. */
#pragma once

#include "compose/compose.h"

typedef struct MailTemplate {
    MustacheTemplate *subject;
    char **when; /* purposes it may be used for */
    /* Names of the library's documents that go with it, "?" behind optional ones; may be empty. */
    char **enclosures;
    int version;     /* the same in every language */
    bool neutral;    /* reveals nothing: may go to any address */
    bool mail, post; /* the ways it may go out */
    bool rtl;
    MustacheTemplate *plain; /* the body as text */
    MustacheTemplate *html;  /* the same as HTML */
    /* Borrowed from the set: what {{>name}} stands for, and the HTML around all, which names the
     * partial "body". */
    GHashTable *plain_parts, *html_parts;
    const MustacheTemplate *layout;
} MailTemplate;

typedef struct Templates Templates;

/* All templates of a folder; CONFIG names the file and line that is wrong, or what is missing in a
 * language. */
Templates *templates_load(const char *folder, GError **error);
void templates_free(Templates *templates);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Templates, templates_free)

/* NULL when there is none; borrowed. */
const MailTemplate *
templates_find(const Templates *templates, const char *name, const char *language);
/* Names without language, sorted: of char, borrowed. */
GPtrArray *templates_names(const Templates *templates);

/* ---- one file's head (template_head.c) ---- */

/* Takes the header lines and the blank line off *text, which then is the body; *line is the line
 * the body begins in. CONFIG with path and line. */
bool template_head_take(
    MailTemplate *into, char **text, const char *path, int *line, GError **error);

/* ---- filled (template_fill.c) ---- */

/* Values are set apart by direction in every form. missing collects variables the model lacks. */
char *template_subject(
    const MailTemplate *template_, JsonNode *model, GPtrArray *missing, GError **error);
char *template_plain(
    const MailTemplate *template_, JsonNode *model, GPtrArray *missing, GError **error);
char *template_html(
    const MailTemplate *template_, JsonNode *model, GPtrArray *missing, GError **error);

/* ---- what a body is written in (html.c) ---- */

/* The body of a template as HTML, its tags kept: a blank line ends a paragraph, lines that begin
 * with "- " are a list, other line ends stay line ends, a {{>part}} stands on a line of its own,
 * [words]({{x_url}}) and a bare {{x_url}} are links. REFUSED when a section begins inside a
 * paragraph or list and ends outside of it. */
char *html_from_body(const char *body, GError **error);

/* The same body as text: of a link its words. */
char *plain_from_body(const char *body);
