/* refusal.c - why an act was refused, in the visitor's language.
 *
 * The office says it in English, as the commands print it. For other languages templates/web/refusals.LANGUAGE
 * holds those sentences with what changes in them as `*`; one that is not there is shown as it is, marked as
 * English.
 */
#include "web/inside.h"

#include <string.h>

#define ARROW " ⇒ "

enum { MOST_FILE_BYTES = 64 << 10, MOST_PIECES = 6 };

/* "request * has ended" and what is said for it. */
typedef struct Saying {
    char **segments; /* of the pattern, between its `*` */
    char *words;
} Saying;

struct Refusals {
    GPtrArray *sayings; /* of Saying, owned */
};

static void
saying_free(gpointer saying)
{
    g_strfreev(((Saying *)saying)->segments);
    g_free(((Saying *)saying)->words);
    g_free(saying);
}

void
refusals_free(Refusals *refusals)
{
    if (refusals == NULL)
        return;
    g_ptr_array_unref(refusals->sayings);
    g_free(refusals);
}

Refusals *
refusals_load(const char *folder, const char *language, GError **error)
{
    g_autofree char *name = g_strdup_printf("refusals.%s", language);
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autoptr(GBytes) bytes = file_read(path, MOST_FILE_BYTES, error);
    if (bytes == NULL)
        return NULL;
    gsize length;
    const char *data = g_bytes_get_data(bytes, &length);
    g_autofree char *text = g_strndup(data, length);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    Refusals *refusals = g_new0(Refusals, 1);
    refusals->sayings = g_ptr_array_new_with_free_func(saying_free);
    for (char **line = lines; *line != NULL; line++) {
        char *arrow = strstr(*line, ARROW);
        if (**line == '#' || arrow == NULL)
            continue;
        *arrow = '\0';
        Saying *saying = g_new0(Saying, 1);
        saying->segments = g_strsplit(*line, "*", MOST_PIECES + 1);
        saying->words = g_strdup(arrow + strlen(ARROW));
        g_ptr_array_add(refusals->sayings, saying);
    }
    return refusals;
}

/* What stands for each `*` of the pattern (of char, owned); NULL: the message is another. */
static GPtrArray *
pieces_of(const Saying *saying, const char *message)
{
    g_autoptr(GPtrArray) pieces = g_ptr_array_new_with_free_func(g_free);
    char **segment = saying->segments;
    if (!g_str_has_prefix(message, *segment))
        return NULL;
    message += strlen(*segment);
    for (segment++; *segment != NULL; segment++) {
        const char *end = segment[1] == NULL ? message + strlen(message) : NULL;
        if (end != NULL && !g_str_has_suffix(message, *segment))
            return NULL;
        end = end != NULL ? end - strlen(*segment) : strstr(message, *segment);
        if (end == NULL)
            return NULL;
        g_ptr_array_add(pieces, g_strndup(message, (gsize)(end - message)));
        message = end + strlen(*segment);
    }
    return *message == '\0' ? g_steal_pointer(&pieces) : NULL;
}

/* ---- pieces in words ---- */

static const char *
document_words(Visit *visit, const char *id)
{
    const DocumentRule *rule = rules_document(visit->web->desk->rules, id);
    return rule != NULL ? document_name(rule, words_language(visit->words)) : NULL;
}

/* " declaration (missing) mobile (not confirmed)": what a request wants. */
static char *
wanted_words(Visit *visit, const char *piece)
{
    g_autoptr(GString) out = g_string_new(NULL);
    g_auto(GStrv) all = g_strsplit(piece, ")", -1);
    for (char **each = all; *each != NULL; each++) {
        char *open = strstr(*each, " (");
        if (open == NULL)
            continue;
        *open = '\0';
        const char *id = g_strstrip(*each), *name = document_words(visit, id);
        const char *state = words_find(visit->words, "document_state", open + 2);
        g_string_append_printf(out, "%s%s (%s)", out->len > 0 ? "، " : "",
            name != NULL ? name : words_get(visit->words, "party", id),
            state != NULL ? state : words_get(visit->words, "field_state", "open"));
    }
    return g_string_free(g_steal_pointer(&out), false);
}

/* "outcome, right": each of a list by its name for people. */
static char *
list_words(Visit *visit, const char *group, const char *piece)
{
    g_autoptr(GString) out = g_string_new(NULL);
    g_auto(GStrv) all = g_strsplit(piece, ", ", -1);
    for (char **each = all; *each != NULL; each++) {
        const char *words = words_find(visit->words, group, *each);
        g_string_append_printf(
            out, "%s%s", out->len > 0 ? "، " : "", words != NULL ? words : *each);
    }
    return g_string_free(g_steal_pointer(&out), false);
}

static char *
piece_words(Visit *visit, const char *group, const char *piece)
{
    const char *found = NULL;
    if (g_str_equal(group, "refusal")) {
        char *inner = refusal_words(visit, piece);
        return inner != NULL ? inner : g_strdup(piece);
    }
    if (g_str_equal(group, "wanted"))
        return wanted_words(visit, piece);
    if (g_str_equal(group, "variables"))
        return list_words(visit, "variable", piece);
    if (g_str_equal(group, "roles"))
        return list_words(visit, "role", piece);
    if (g_str_equal(group, "document"))
        found = document_words(visit, piece);
    else if (*group != '\0')
        found = words_find(visit->words, group, piece);
    return g_strdup(found != NULL ? found : piece);
}

/* The saying with each {n} or {n:group} filled; pieces stand apart by direction. */
static char *
fill(Visit *visit, const char *words, const GPtrArray *pieces)
{
    g_autoptr(GString) out = g_string_new(NULL);
    for (const char *at = words; *at != '\0';) {
        const char *end = *at == '{' ? strchr(at, '}') : NULL;
        guint n = end != NULL && g_ascii_isdigit(at[1]) ? (guint)(at[1] - '0') : 0;
        if (n == 0 || n > pieces->len) {
            g_string_append_c(out, *at++);
            continue;
        }
        g_autofree char *group =
            at[2] == ':' ? g_strndup(at + 3, (gsize)(end - at - 3)) : g_strdup("");
        g_autofree char *said = piece_words(visit, group, pieces->pdata[n - 1]);
        g_string_append_printf(out, "\u2068%s\u2069", said);
        at = end + 1;
    }
    return g_string_free(g_steal_pointer(&out), false);
}

char *
refusal_words(Visit *visit, const char *message)
{
    static const char *const tails[] = {
        ": nothing was changed", ": nothing was sent", ": nothing was printed"};
    const Refusals *refusals = visit->web->refusals;
    g_autofree char *short_ = g_strdup(message);
    if (!g_str_equal(words_language(visit->words), "ar"))
        return NULL;
    for (guint i = 0; i < G_N_ELEMENTS(tails); i++)
        if (g_str_has_suffix(short_, tails[i]))
            short_[strlen(short_) - strlen(tails[i])] = '\0';
    for (guint i = 0; i < refusals->sayings->len; i++) {
        const Saying *saying = refusals->sayings->pdata[i];
        g_autoptr(GPtrArray) pieces = pieces_of(saying, short_);
        if (pieces != NULL)
            return fill(visit, saying->words, pieces);
    }
    return NULL;
}

void
show_refusal(Visit *visit, JsonObject *into, const char *message)
{
    char *words = refusal_words(visit, message);
    show_text(into, words != NULL ? "why" : "detail", words != NULL ? words : message);
    g_free(words);
}

void
page_refused(Visit *visit, const GError *error, const char *back)
{
    if (!g_error_matches(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED)) {
        page_error(visit, error);
        return;
    }
    JsonObject *model = json_object_new();
    show_text(model, "what", words_get(visit->words, "problem", "refused_what"));
    show_text(model, "safe", words_get(visit->words, "problem", "refused_safe"));
    show_text(model, "do", words_get(visit->words, "problem", "refused_do"));
    show_refusal(visit, model, error->message);
    show_text(model, "back", back);
    page_render(visit, MHD_HTTP_CONFLICT, "problem", "problem", model);
}

bool
page_allows(Visit *visit, const char *act)
{
    g_autoptr(GError) error = NULL;
    const Staff *staff = visit->staff;
    if (rules_allow(visit->web->desk->rules, act, staff->role))
        return true;
    g_autofree char *who = rules_who(visit->web->desk->rules, act);
    g_set_error(&error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
        "'%s' (%s) may not do this, which is for %s: nothing was changed", staff->login,
        staff->role, who);
    page_refused(visit, error, "/");
    return false;
}
