/* html.h - the tree of an HTML text, for the files of parse that walk it. */
#pragma once

#include <gumbo.h>

#include "parse/inside.h"

/* The tree, whose memory is arena's (of memory, freed with g_free); NULL when elements nest so deep
 * that building it would take too long. html is borrowed by the tree. */
GumboOutput *html_tree(const char *html, gsize length, GPtrArray *arena);
/* Whether a reader would not see an element and what is in it. */
bool html_is_hidden(const GumboElement *element);
