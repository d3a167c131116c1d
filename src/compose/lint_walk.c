/* lint_walk.c - one template, walked as it would be filled for one of its purposes.
 *
 * What stands in its sections is looked up in models.conf as mustache would look it up in a model.
 * What could make a letter fail or reveal a need is told; so is a turn of phrase the house does not
 * use.
 */
#include "compose/lint.h"
#include "compose/mustache_tokens.h"

#include "language/language.h"

#include <string.h>

/* What a section made the innermost context: an item of texts has no members, only itself. */
typedef struct Scope {
    GHashTable *variables;    /* of Variable: the model itself, or an item of a list */
    const Variable *variable; /* whose section it is; NULL: the model itself */
} Scope;

typedef struct Walk {
    GPtrArray *findings;
    const char *where; /* "accepted.ar" */
    const char *purpose;
    const MailTemplate *template_;
    GHashTable *used; /* of char: names that are not common */
    bool subject;
    guint depth, parts;
    Scope scopes[MUSTACHE_DEPTH + 1];
} Walk;

/* What a name in a tag stands for. */
typedef struct Meant {
    const Variable *variable; /* NULL: unknown */
    const char *rest;         /* "both" of "due.both"; NULL: none */
    bool itself;              /* "." or has_NAME */
} Meant;

static G_GNUC_PRINTF(2, 3) void tell(const Walk *walk, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *what = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    char *finding = g_strdup_printf("%s: %s", walk->where, what);
    if (g_ptr_array_find_with_equal_func(walk->findings, finding, g_str_equal, NULL))
        g_free(finding);
    else
        g_ptr_array_add(walk->findings, finding);
}

/* ---- names ---- */

static bool
has_member(const Variable *variable, const char *name)
{
    static const char *const day[] = {"both", "hijri", "gregorian", "weekday", NULL};
    static const char *const count[] = {"text", "count", NULL};
    if (variable->kind == VARIABLE_DAY)
        return g_strv_contains(day, name);
    if (variable->kind == VARIABLE_CHOICE)
        return g_strv_contains((const char *const *)variable->choices, name);
    gsize n;
    const char *const *categories = plural_categories(&n);
    bool known = variable->kind == VARIABLE_COUNT && g_strv_contains(count, name);
    for (gsize i = 0; i < n && variable->kind == VARIABLE_COUNT; i++)
        known = known || strcmp(categories[i], name) == 0;
    return known;
}

static bool
look_in(const Scope *scope, const char *name, Meant *meant)
{
    if (scope->variables == NULL) {
        if (scope->variable == NULL || !has_member(scope->variable, name))
            return false;
        *meant = (Meant){scope->variable, name, false};
        return true;
    }
    *meant = (Meant){g_hash_table_lookup(scope->variables, name), NULL, false};
    if (meant->variable == NULL && g_str_has_prefix(name, "has_")) {
        const Variable *list =
            g_hash_table_lookup(scope->variables, name + strlen("has_"));
        if (list != NULL && (list->kind == VARIABLE_TEXTS || list->kind == VARIABLE_LIST))
            *meant = (Meant){list, NULL, true};
    }
    return meant->variable != NULL;
}

static Meant
meaning_of(const Walk *walk, const Token *token)
{
    Meant meant = {NULL, NULL, false};
    const Scope *innermost = &walk->scopes[walk->depth];
    if (token->path[0] == NULL) {
        meant = (Meant){
            innermost->variables == NULL ? innermost->variable : NULL, NULL, true};
        return meant;
    }
    for (guint i = walk->depth + 1; i > 0; i--) {
        if (!look_in(&walk->scopes[i - 1], token->path[0], &meant))
            continue;
        if (token->path[1] != NULL)
            meant.rest = token->path[1];
        bool well = token->path[1] == NULL ||
                    (token->path[2] == NULL && has_member(meant.variable, meant.rest));
        return well ? meant : (Meant){NULL, NULL, false};
    }
    return meant;
}

static bool
is_guarded(const Walk *walk, const Variable *variable)
{
    for (guint i = 1; i <= walk->depth; i++) {
        if (walk->scopes[i].variable == variable)
            return true;
    }
    return false;
}

/* Known, and allowed where it stands. */
static bool
check_name(const Walk *walk, const Token *token, const Meant *meant)
{
    const Variable *variable = meant->variable;
    if (variable == NULL) {
        tell(walk, "'%s' is no variable of the purpose '%s'", token->name, walk->purpose);
        return false;
    }
    if (!variable->common && !meant->itself)
        g_hash_table_add(walk->used, g_strdup(token->path[0]));
    if (meant->itself && token->path[0] != NULL)
        g_hash_table_add(walk->used, g_strdup(token->path[0] + strlen("has_")));
    if (walk->subject && !variable->open)
        tell(walk, "'%s' may reveal a need, and stands in the subject", token->name);
    if (walk->template_->neutral && !variable->open)
        tell(walk, "'%s' may reveal a need, and the template is neutral", token->name);
    return true;
}

static bool
is_writable(const Meant *meant)
{
    static const char *const written[] = {
        "both", "hijri", "gregorian", "weekday", "text", "count", NULL};
    switch (meant->variable->kind) {
    case VARIABLE_TEXT:
    case VARIABLE_NUMBER:
    case VARIABLE_URL:
        return meant->rest == NULL;
    case VARIABLE_TEXTS:
    case VARIABLE_PARAGRAPHS:
        return meant->itself;
    case VARIABLE_DAY:
    case VARIABLE_COUNT:
        return meant->rest != NULL && g_strv_contains(written, meant->rest);
    default:
        return false;
    }
}

static void
check_value(const Walk *walk, const Token *token)
{
    if (token->kind == TOKEN_RAW)
        tell(walk, "'%s' is written without being escaped", token->name);
    Meant meant = meaning_of(walk, token);
    if (!check_name(walk, token, &meant))
        return;
    if (!is_writable(&meant))
        tell(walk, "'%s' is nothing that can be written: see models.conf", token->name);
    if (meant.variable->optional && !is_guarded(walk, meant.variable))
        tell(walk, "'%s' may be absent, and does not stand in a section of its own",
            token->name);
}

/* ---- fixed words ---- */

static bool
is_rtl(gunichar u)
{
    return (u >= 0x0590 && u <= 0x08FF) || (u >= 0xFB1D && u <= 0xFEFC);
}

/* Fixed words are of the template's own script, so that no piece of them needs an isolate; and of
 * the house's register. */
static void
check_words(const Walk *walk, const Token *token)
{
    static const char *const avoided[] = {" تم ", " من قبل ", " بواسطة "};
    g_autofree char *text = g_strndup(token->text, token->length);
    for (const char *c = text; *c != '\0'; c = g_utf8_next_char(c)) {
        gunichar u = g_utf8_get_char(c);
        bool foreign =
            walk->template_->rtl ? u < 128 && g_ascii_isalnum((char)u) : is_rtl(u);
        if (foreign) {
            tell(walk, "letters or digits of the other script among its words: '%s'",
                g_strstrip(text));
            return;
        }
    }
    g_autofree char *words = g_strdup_printf(" %s ", text);
    for (guint i = 0; i < G_N_ELEMENTS(avoided); i++) {
        if (strstr(words, avoided[i]) != NULL)
            tell(walk, "'%s' is not how the house writes", avoided[i]);
    }
}

/* ---- the walk ---- */

static void walk_tokens(Walk *walk, const MustacheTemplate *of, guint from, guint to);

static void
walk_section(Walk *walk, const MustacheTemplate *of, guint index)
{
    const Token *token = &g_array_index(of->tokens, Token, index);
    Meant meant = meaning_of(walk, token);
    if (!check_name(walk, token, &meant))
        return;
    const Variable *variable = meant.variable;
    bool opens = token->kind == TOKEN_SECTION && walk->depth < MUSTACHE_DEPTH;
    if (!opens) {
        walk_tokens(walk, of, index + 1, token->end);
        return;
    }
    bool flag = meant.rest != NULL || (meant.itself && token->path[0] != NULL);
    walk->depth++;
    walk->scopes[walk->depth] = (Scope){
        .variables = !flag && variable->kind == VARIABLE_LIST ? variable->members : NULL,
        .variable = flag ? NULL : variable};
    walk_tokens(walk, of, index + 1, token->end);
    walk->depth--;
}

static void
walk_part(Walk *walk, const Token *token)
{
    const MustacheTemplate *part =
        g_hash_table_lookup(walk->template_->plain_parts, token->name);
    if (part == NULL) {
        tell(walk, "there is no part '%s'", token->name);
    } else if (walk->parts < MUSTACHE_DEPTH) {
        walk->parts++;
        walk_tokens(walk, part, 0, part->tokens->len);
        walk->parts--;
    } else {
        tell(walk, "the part '%s' names itself", token->name);
    }
}

static void
walk_tokens(Walk *walk, const MustacheTemplate *of, guint from, guint to)
{
    for (guint i = from; i < to; i++) {
        const Token *token = &g_array_index(of->tokens, Token, i);
        switch (token->kind) {
        case TOKEN_TEXT:
            check_words(walk, token);
            break;
        case TOKEN_VALUE:
        case TOKEN_RAW:
            check_value(walk, token);
            break;
        case TOKEN_SECTION:
        case TOKEN_INVERTED:
            walk_section(walk, of, i);
            i = token->end;
            break;
        case TOKEN_PARTIAL:
            walk_part(walk, token);
            break;
        default:
            break;
        }
    }
}

void
lint_purpose(GPtrArray *findings, const Models *models, const char *where,
    const MailTemplate *template_, const char *purpose, GHashTable *used)
{
    Walk walk = {.findings = findings,
        .where = where,
        .purpose = purpose,
        .template_ = template_,
        .used = used,
        .scopes = {{models_of(models, purpose), NULL}}};
    if (walk.scopes[0].variables == NULL) {
        tell(&walk, "models.conf knows no purpose '%s'", purpose);
        return;
    }
    walk_tokens(&walk, template_->plain, 0, template_->plain->tokens->len);
    walk.subject = true;
    walk_tokens(&walk, template_->subject, 0, template_->subject->tokens->len);
}
