/* mustache_tokens.h - a template taken apart: a flat list of tokens. Private to compose/. */
#pragma once

#include "compose/compose.h"

typedef enum {
    TOKEN_LINE, /* the beginning of a line: a partial's indentation goes here */
    TOKEN_TEXT,
    TOKEN_VALUE,    /* {{x}} */
    TOKEN_RAW,      /* {{{x}}} and {{&x}} */
    TOKEN_SECTION,  /* {{#x}} */
    TOKEN_INVERTED, /* {{^x}} */
    TOKEN_END,      /* {{/x}} */
    TOKEN_PARTIAL,  /* {{>x}} */
    TOKEN_NOTHING, /* a comment, a change of delimiters, the blanks of a tag's own line */
} TokenKind;

typedef struct Token {
    TokenKind kind;
    const char *text; /* TEXT: not terminated; PARTIAL: its indentation, not terminated */
    gsize length;
    const char *name;        /* as written, without blanks */
    const char *const *path; /* name split at its dots; empty for "." */
    guint end;               /* SECTION, INVERTED: index of their END */
} Token;

struct MustacheTemplate {
    char *text;            /* what tokens point into */
    GStringChunk *strings; /* names */
    GPtrArray *paths;      /* of path arrays, owned */
    GArray *tokens;        /* of Token */
};

/* How deep sections and partials may nest. */
enum { MUSTACHE_DEPTH = 60 };
