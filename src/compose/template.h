/* template.h - a template file, ready to be filled. Private to compose/. */
#pragma once

#include "compose/compose.h"

typedef struct MailTemplate {
    char *subject; /* fixed words: nothing a person wrote can stand in it */
    char **when;   /* purposes it may be used for */
    bool rtl;
    MustacheTemplate *plain;
    const MustacheTemplate
        *layout;          /* borrowed from the table; names the partial "body" */
    GHashTable *partials; /* "body": the HTML made from the same text */
} MailTemplate;

/* All templates of a folder, by "NAME.LANGUAGE"; a name that lacks a language is CONFIG. */
GHashTable *templates_load(const char *folder, GError **error);

/* Text and HTML of a mail. missing collects unknown variables. */
char *template_plain(
    const MailTemplate *template_, JsonNode *model, GPtrArray *missing, GError **error);
char *template_html(
    const MailTemplate *template_, JsonNode *model, GPtrArray *missing, GError **error);

/* The body of a template as HTML, its tags kept: a blank line ends a paragraph, lines that begin
 * with "- " are a list, other line ends stay line ends. REFUSED when a section begins inside a
 * paragraph or list and ends outside of it. */
char *html_from_body(const char *body, GError **error);
