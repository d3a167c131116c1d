/* number.h - numbers written in groups; private to the room. */
#pragma once

#include "language/language.h"

/* What stands between two groups of digits of one number. */
typedef enum {
    JOINER_NONE,
    JOINER_SPACE,
    JOINER_HYPHEN,
    JOINER_SLASH,
    JOINER_DOT,
} Joiner;
Joiner number_joiner(gunichar c);

/* The canonical register number of four groups of ASCII digits in either order, or NULL. */
char *register_number_join(const char *const groups[4]);

/* The parse functions of identifiers on bare ASCII digits (a mobile may begin with '+'). */
bool national_id_holds(const char *digits);
char *mobile_from_digits(const char *digits);
bool iban_holds(const char *iban);

/* Whether a label of the kind stands before the number that begins at byte start. */
bool label_stands(const char *text, gsize start, IdentifierKind kind);

/* Whether the number there is said to be a company's: it looks like a national ID. */
bool label_says_company(const char *text, gsize start);
