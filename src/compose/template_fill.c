/* template_fill.c - a template and a ready model → subject, text and HTML.
 *
 * Every value is set apart by direction, so that a number in an Arabic sentence keeps its order and
 * nothing a person wrote can turn the sentence round. Control characters of people's words are
 * taken out here, whatever the form.
 */
#include "compose/template.h"

#include "language/language.h"

#include <string.h>

#define LRI "\u2066"
#define RLI "\u2067"
#define FSI "\u2068"
#define PDI "\u2069"

typedef struct Directions {
    bool rtl, ltr; /* letters that are; ASCII digits count as left-to-right */
} Directions;

static Directions
directions_of(const char *value)
{
    Directions found = {false, false};
    for (const char *c = value; *c != '\0'; c = g_utf8_next_char(c)) {
        gunichar u = g_utf8_get_char(c);
        /* Hebrew, Arabic and their presentation forms. */
        if ((u >= 0x0590 && u <= 0x08FF) || (u >= 0xFB1D && u <= 0xFEFC))
            found.rtl = true;
        else if (g_unichar_isalpha(u) || g_ascii_isdigit((char)MIN(u, 127)))
            found.ltr = true;
    }
    return found;
}

static bool
is_plain_ascii(const char *value)
{
    const char *c = value;
    while (*c >= ' ' && *c <= '~')
        c++;
    return *c == '\0';
}

/* Programs that make links out of text take the isolate's end for a part of the address, unless a
 * blank stands between. */
static const char *
end_of(const char *value)
{
    return strstr(value, "://") != NULL ? " " PDI : PDI;
}

static void
write_text(GString *out, const char *value, G_GNUC_UNUSED bool raw, void *user_data)
{
    const MailTemplate *template_ = user_data;
    g_autofree char *stripped = is_plain_ascii(value) ? NULL : text_strip_controls(value);
    const char *clean = stripped != NULL ? stripped : value;
    Directions found = directions_of(clean);
    bool alike = template_->rtl ? !found.ltr : !found.rtl;
    if (alike) {
        g_string_append(out, clean);
        return;
    }
    const char *begin = found.rtl && found.ltr ? FSI : found.rtl ? RLI : LRI;
    g_string_append_printf(out, "%s%s%s", begin, clean, end_of(clean));
}

/* raw: inside an attribute, as html.c makes them for links. */
static void
write_html(GString *out, const char *value, bool raw, void *user_data)
{
    const MailTemplate *template_ = user_data;
    g_autofree char *stripped = is_plain_ascii(value) ? NULL : text_strip_controls(value);
    const char *clean = stripped != NULL ? stripped : value;
    if (raw) {
        mustache_write_html(out, clean, false, NULL);
        return;
    }
    bool ltr = template_->rtl && !directions_of(clean).rtl;
    g_string_append(out, ltr ? "<bdi dir=\"ltr\">" : "<bdi>");
    mustache_write_html(out, clean, false, NULL);
    g_string_append(out, "</bdi>");
}

static char *
fill(const MustacheTemplate *form, const MailTemplate *template_, GHashTable *parts,
    MustacheWrite write, JsonNode *model, GPtrArray *missing, GError **error)
{
    MustacheRun run = {.model = model,
        .partials = parts,
        .write = write,
        .user_data = (void *)template_,
        .missing = missing};
    return mustache_run(form, &run, error);
}

char *
template_subject(
    const MailTemplate *template_, JsonNode *model, GPtrArray *missing, GError **error)
{
    return fill(template_->subject, template_, NULL, write_text, model, missing, error);
}

char *
template_plain(
    const MailTemplate *template_, JsonNode *model, GPtrArray *missing, GError **error)
{
    return fill(template_->plain, template_, template_->plain_parts, write_text, model,
        missing, error);
}

char *
template_html(
    const MailTemplate *template_, JsonNode *model, GPtrArray *missing, GError **error)
{
    return fill(template_->layout, template_, template_->html_parts, write_html, model,
        missing, error);
}
