/* forward.c - who wrote the letter that somebody forwards.
 *
 * A letter attached whole has its From; one pasted in stands under a line that says so, with a head of
 * its own in Arabic or English. Nothing of it is proof: it is shown, never answered.
 */
#include <string.h>

#include "parse/inside.h"

enum { HEAD_MOST_LINES = 8 };

static Address *
address_in(const char *value)
{
    g_autoptr(GPtrArray) list =
        g_ptr_array_new_with_free_func((GDestroyNotify)address_free);
    addresses_parse(value, list);
    return list->len == 1 ? g_ptr_array_steal_index(list, 0) : NULL;
}

/* What follows "From:", "من :" …, or NULL. */
static const char *
after_label(const char *plain)
{
    static const char *const labels[] = {"From", "*From", "من", "المرسل", "De", "Von"};
    for (gsize i = 0; i < G_N_ELEMENTS(labels); i++) {
        gsize length = strlen(labels[i]);
        if (strncmp(plain, labels[i], length) != 0)
            continue;
        const char *rest = plain + length + strspn(plain + length, " ");
        if (*rest == ':')
            return rest + 1 + strspn(rest + 1, "* ");
    }
    return NULL;
}

Address *
forward_author(const char *text)
{
    if (!quotation_is_forwarding(text))
        return NULL;
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (gsize i = 0; lines[i] != NULL; i++) {
        if (!quotation_is_forwarding(lines[i]))
            continue;
        for (gsize k = i + 1; lines[k] != NULL && k <= i + HEAD_MOST_LINES; k++) {
            g_autofree char *plain = quotation_plain(lines[k]);
            const char *value = after_label(plain);
            if (value == NULL)
                continue;
            /* Plain texts of HTML mail have the address twice: a@b<mailto:a@b>. */
            g_autofree char *once = g_strdup(value);
            char *link = strstr(once, "<mailto:");
            if (link != NULL && strchr(once, '@') < link)
                *link = '\0';
            else if (link != NULL)
                memmove(link + 1, link + 8, strlen(link + 8) + 1);
            g_strdelimit(once, "[]", ' ');
            Address *author = address_in(once);
            if (author != NULL)
                return author;
        }
    }
    return NULL;
}

Address *
forward_author_of(GBytes *letter)
{
    gsize length;
    const char *data = g_bytes_get_data(letter, &length);
    g_autoptr(Headers) headers = headers_parse(length > 0 ? data : "", length);
    const char *from = headers_find(headers, "from");
    return from != NULL && headers_count(headers, "from") == 1 ? address_in(from) : NULL;
}
