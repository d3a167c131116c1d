/* writer_language.c - in which language the writer of a letter is answered: acknowledged, asked, told what was
 * decided. One rule for all of them.
 */
#include "compose/compose.h"

#include "language/language.h"

#include <string.h>

enum { MOST_BYTES = 4096 }; /* how it begins tells it */

const char *
compose_language(const Config *config, const Letter *letter)
{
    if (letter_is_scan(letter, config->scanners))
        return config->language;
    const char *const told[] = {letter->new_text, letter->text, letter->subject};
    gsize i = 0;
    while (i < G_N_ELEMENTS(told) && text_is_blank(told[i]))
        i++;
    if (i == G_N_ELEMENTS(told))
        return config->language;
    const char *end = told[i] + strnlen(told[i], MOST_BYTES);
    if (*end != '\0')
        end = g_utf8_find_prev_char(told[i], end);
    g_autofree char *begin = g_strndup(told[i], (gsize)(end - told[i]));
    const char *language = text_language(begin);
    return language != NULL ? language : config->language;
}
