/* pdf_tokens.c - the content stream of a PDF page → numbers, names, strings and operators.
 *
 * ISO 32000-1, 7.2 and 7.8.2. Trusts nothing: every read is within the bytes, what is not
 * understood is skipped. The bytes of an inline picture are passed over.
 */
#include "pages/pdf.h"
#include <string.h>

static bool
is_space(guint8 c)
{
    return c == 0 || c == '\t' || c == '\n' || c == '\f' || c == '\r' || c == ' ';
}

static bool
is_delimiter(guint8 c)
{
    return c != '\0' && strchr("()<>[]{}/%", c) != NULL;
}

static bool
is_regular(guint8 c)
{
    return !is_space(c) && !is_delimiter(c);
}

static void
skip_space(PdfTokens *tokens)
{
    bool comment = false;
    for (; tokens->at < tokens->length; tokens->at++) {
        guint8 c = tokens->bytes[tokens->at];
        comment = comment ? c != '\n' && c != '\r' : c == '%';
        if (!comment && !is_space(c)) {
            return;
        }
    }
}

/* The length of (…) with its nested brackets and escapes, as bytes shown. */
static void
skip_string(PdfTokens *tokens, PdfToken *token)
{
    int depth = 1;
    for (tokens->at++; tokens->at < tokens->length && depth > 0; tokens->at++) {
        guint8 c = tokens->bytes[tokens->at];
        if (c == '\\') {
            tokens->at++;
            for (int i = 0; i < 2 && tokens->at + 1 < tokens->length &&
                            g_ascii_isdigit(tokens->bytes[tokens->at]) &&
                            g_ascii_isdigit(tokens->bytes[tokens->at + 1]);
                 i++) {
                tokens->at++;
            }
        } else if (c == '(') {
            depth++;
        } else if (c == ')') {
            depth--;
        }
        token->size += depth > 0;
    }
}

static void
skip_hexadecimal(PdfTokens *tokens, PdfToken *token)
{
    guint digits = 0;
    for (tokens->at++; tokens->at < tokens->length && tokens->bytes[tokens->at] != '>';
         tokens->at++) {
        digits += g_ascii_isxdigit(tokens->bytes[tokens->at]) ? 1 : 0;
    }
    tokens->at++;
    token->size = (digits + 1) / 2;
}

static void
take_word(PdfTokens *tokens, PdfToken *token)
{
    gsize n = 0;
    while (tokens->at < tokens->length && is_regular(tokens->bytes[tokens->at])) {
        if (n + 1 < sizeof token->word) {
            token->word[n++] = (char)tokens->bytes[tokens->at];
        }
        tokens->at++;
    }
    token->word[n] = '\0';
}

static void
take_number_or_operator(PdfTokens *tokens, PdfToken *token)
{
    char *end = NULL;
    take_word(tokens, token);
    token->number = g_ascii_strtod(token->word, &end);
    bool number = end != token->word && *end == '\0' &&
                  strchr("+-.0123456789", token->word[0]) != NULL;
    token->kind = number ? PDF_NUMBER : PDF_OPERATOR;
}

bool
pdf_tokens_next(PdfTokens *tokens, PdfToken *token)
{
    skip_space(tokens);
    if (tokens->at >= tokens->length) {
        return false;
    }
    *token = (PdfToken){.kind = PDF_OTHER};
    guint8 c = tokens->bytes[tokens->at];
    bool twice = tokens->at + 1 < tokens->length && tokens->bytes[tokens->at + 1] == c;
    if (c == '(') {
        token->kind = PDF_STRING;
        skip_string(tokens, token);
    } else if (c == '<' && !twice) {
        token->kind = PDF_STRING;
        skip_hexadecimal(tokens, token);
    } else if (c == '/') {
        token->kind = PDF_NAME;
        tokens->at++;
        take_word(tokens, token);
    } else if (is_delimiter(c)) {
        tokens->at += (c == '<' || c == '>') && twice ? 2 : 1;
    } else {
        take_number_or_operator(tokens, token);
    }
    return true;
}

void
pdf_tokens_skip_picture(PdfTokens *tokens)
{
    for (; tokens->at + 3 < tokens->length; tokens->at++) {
        const guint8 *b = tokens->bytes + tokens->at;
        bool ends = tokens->at + 4 == tokens->length || is_space(b[3]);
        if (is_space(b[0]) && b[1] == 'E' && b[2] == 'I' && ends) {
            tokens->at += 3;
            return;
        }
    }
    tokens->at = tokens->length;
}
