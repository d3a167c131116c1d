/* authentication.c - what a receiving server says about a mail's sender (RFC 8601).
 *
 * Trusts only the topmost Authentication-Results, and only when it bears a name we believe: a
 * forged one comes with the mail and stands below the one our provider put on top. The configured
 * name "without-id" believes a topmost header that bears no name, as Microsoft 365 writes it.
 */
#include <string.h>

#include "parse/inside.h"

enum { RESULTS_MOST = 100, TOKEN_MOST_BYTES = 300 };

typedef struct Result {
    char method[TOKEN_MOST_BYTES]; /* "dkim" */
    char value[32];                /* "pass" */
    char
        domain[TOKEN_MOST_BYTES]; /* header.d, or the domain of header.i or header.from */
} Result;

/* ---- tokens: words, "=", ";" and "/", comments left out ---- */

typedef struct Tokens {
    const char *at;
    char word[TOKEN_MOST_BYTES]; /* "" at the end of the value */
} Tokens;

static void
skip_blank(Tokens *tokens)
{
    int depth = 0;
    for (; *tokens->at != '\0'; tokens->at++) {
        char c = *tokens->at;
        if (c == '(')
            depth++;
        else if (c == ')' && depth > 0)
            depth--;
        else if (c == '\\' && depth > 0 && tokens->at[1] != '\0')
            tokens->at++;
        else if (depth == 0 && !g_ascii_isspace(c))
            return;
    }
}

static void
token_next(Tokens *tokens)
{
    skip_blank(tokens);
    gsize n = 0;
    const char *at = tokens->at;
    if (*at != '\0' && strchr("=;", *at) != NULL) {
        tokens->word[n++] = *at++;
    } else if (*at == '"') {
        for (at++; *at != '\0' && *at != '"'; at++) {
            if (*at == '\\' && at[1] != '\0')
                at++;
            if (n + 1 < sizeof tokens->word)
                tokens->word[n++] = *at;
        }
        at += *at == '"';
        if (n == 0)
            tokens->word[n++] = '"'; /* empty, but not the end */
    } else {
        for (; *at != '\0' && !g_ascii_isspace(*at) && strchr("=;(\"", *at) == NULL; at++)
            if (n + 1 < sizeof tokens->word)
                tokens->word[n++] = g_ascii_tolower(*at);
    }
    tokens->word[n] = '\0';
    tokens->at = at;
}

static bool
token_is(const Tokens *tokens, const char *word)
{
    return strcmp(tokens->word, word) == 0;
}

/* ---- results ---- */

static void
domain_keep(Result *result, const char *property, const char *value)
{
    bool exact =
        strcmp(property, "header.d") == 0 || strcmp(property, "header.from") == 0;
    if (!exact && (strcmp(property, "header.i") != 0 || result->domain[0] != '\0'))
        return;
    const char *at = strrchr(value, '@');
    g_strlcpy(result->domain, at != NULL ? at + 1 : value, sizeof result->domain);
    for (char *c = result->domain; *c != '\0'; c++)
        *c = g_ascii_tolower(*c);
}

/* Reads "method[/version]=value ptype.property=value …" up to its semicolon. */
static bool
result_read(Tokens *tokens, Result *result)
{
    *result = (Result){0};
    g_strlcpy(result->method, tokens->word, sizeof result->method);
    result->method[strcspn(result->method, "/")] = '\0';
    token_next(tokens);
    bool read = token_is(tokens, "=");
    if (read) {
        token_next(tokens);
        read = strlen(tokens->word) < sizeof result->value;
        g_strlcpy(result->value, tokens->word, sizeof result->value);
        for (const char *c = result->value; *c != '\0'; c++)
            read = read && (g_ascii_isalnum(*c) || *c == '-');
    }
    char property[TOKEN_MOST_BYTES] = "";
    while (tokens->word[0] != '\0' && !token_is(tokens, ";")) {
        if (token_is(tokens, "=")) {
            token_next(tokens);
            domain_keep(result, property, tokens->word);
            if (tokens->word[0] == '\0' || token_is(tokens, ";"))
                break;
        } else {
            g_strlcpy(property, tokens->word, sizeof property);
        }
        token_next(tokens);
    }
    return read && result->value[0] != '\0';
}

/* Whether a signature by domain speaks for addresses at from: the same or a domain above it. */
static bool
is_aligned(const char *domain, const char *from)
{
    gsize length = strlen(domain), from_length = strlen(from);
    if (strchr(domain, '.') == NULL || from_length < length)
        return false;
    const char *tail = from + from_length - length;
    return strcmp(tail, domain) == 0 && (tail == from || tail[-1] == '.');
}

/* Skips the authserv-id and its version; whether we believe the header. */
static bool
header_is_believed(Tokens *tokens, char *const *authserv_id)
{
    const char *start = tokens->at;
    token_next(tokens);
    char id[TOKEN_MOST_BYTES];
    g_strlcpy(id, tokens->word, sizeof id);
    token_next(tokens);
    bool nameless = token_is(tokens, "=");
    while (!nameless && tokens->word[0] != '\0' && !token_is(tokens, ";"))
        token_next(tokens);
    if (nameless)
        tokens->at = start;
    for (; authserv_id != NULL && *authserv_id != NULL; authserv_id++)
        if (nameless ? strcmp(*authserv_id, "without-id") == 0
                     : g_ascii_strcasecmp(*authserv_id, id) == 0)
            return true;
    return false;
}

/* "pass" holds against what another result of the method said. */
static void
keep_best(char **kept, const char *value)
{
    if (*kept == NULL || strcmp(value, "pass") == 0) {
        g_free(*kept);
        *kept = g_strdup(value);
    }
}

void
authentication_read(Mail *mail, const Headers *headers, char *const *authserv_id)
{
    const char *value = headers_find(headers, "authentication-results");
    if (value == NULL)
        return;
    Tokens tokens = {.at = value};
    if (!header_is_believed(&tokens, authserv_id))
        return;
    const char *from = mail->from != NULL ? strrchr(mail->from->address, '@') + 1 : NULL;
    Result result;
    for (int i = 0; i < RESULTS_MOST; i++) {
        do
            token_next(&tokens);
        while (token_is(&tokens, ";"));
        if (tokens.word[0] == '\0')
            return;
        if (!result_read(&tokens, &result))
            continue;
        bool passed = strcmp(result.value, "pass") == 0 && from != NULL;
        if (strcmp(result.method, "spf") == 0) {
            keep_best(&mail->spf, result.value);
        } else if (strcmp(result.method, "dkim") == 0) {
            keep_best(&mail->dkim, result.value);
            mail->trusted = mail->trusted || (passed && is_aligned(result.domain, from));
        } else if (strcmp(result.method, "dmarc") == 0) {
            keep_best(&mail->dmarc, result.value);
            bool same =
                result.domain[0] == '\0' || strcmp(result.domain, from ? from : "") == 0;
            mail->trusted = mail->trusted || (passed && same);
        }
    }
}
