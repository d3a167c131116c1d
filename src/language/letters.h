/* letters.h - what the room's files share about code points and folding; private to the room. */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Bidi controls, zero-width characters and the soft hyphen: seen by nobody, met everywhere. */
bool letter_is_invisible(gunichar c);

/* Letters of the Arabic script, presentation forms among them; marks and digits are none. */
bool letter_is_arabic(gunichar c);

/* Appends the fold of length bytes of UTF-8. */
void fold_append(GString *to, const char *text, gsize length);

/* Light stem of one folded Arabic word in place; returns the new length in bytes. The word keeps
 * at least two letters. */
gsize stem_arabic(char *word, gsize length);

/* text without the invisible, digits as ASCII, surrounding spaces gone: what the parse functions
 * of identifiers look at. */
char *plain_digits(const char *text);

/* The code point that ends before p, invisible ones skipped; 0 at the start of text. */
gunichar letter_before(const char *text, const char *p);

/* The code point at p, invisible ones skipped; 0 at the end. */
gunichar letter_after(const char *p);
