/* answers.c - an answer to the survey is kept without whose it is; the mail that brought it still says so.
 *
 * So each such mail's file is looked through for an address of theirs, as bytes: nothing is parsed.
 */
#include "erasure/answers.h"

#include <string.h>

enum { MOST_LOOKED_AT = 64 << 10 }; /* headers, and what such a mail says */

typedef struct Looking {
    Archive *archive;
    GPtrArray *addresses; /* of char, in lower case */
    GArray *found;
} Looking;

/* What stands before and behind is of no longer address: ali@x.sa is neither in khali@x.sa nor in
 * ali@x.sa.org. */
static bool
stands_alone(const char *text, gsize length, gsize begins, gsize ends)
{
    char before = begins > 0 ? text[begins - 1] : ' ';
    char behind = ends < length ? text[ends] : ' ';
    char next = ends + 1 < length ? text[ends + 1] : ' ';
    return !g_ascii_isalnum(before) && memchr("._%+-", before, strlen("._%+-")) == NULL &&
           !g_ascii_isalnum(behind) && behind != '-' &&
           !(behind == '.' && g_ascii_isalnum(next));
}

static bool
names(const char *text, gsize length, const char *address)
{
    gsize size = strlen(address);
    const char *at = text;
    while (size > 0 &&
           (at = memmem(at, length - (gsize)(at - text), address, size)) != NULL) {
        gsize begins = (gsize)(at - text);
        if (stands_alone(text, length, begins, begins + size))
            return true;
        at++;
    }
    return false;
}

static bool
names_one(GBytes *bytes, GPtrArray *addresses)
{
    gsize length = MIN(g_bytes_get_size(bytes), MOST_LOOKED_AT);
    g_autofree char *lower = g_memdup2(g_bytes_get_data(bytes, NULL), length);
    for (gsize i = 0; i < length; i++)
        lower[i] = g_ascii_tolower(lower[i]);
    for (guint i = 0; i < addresses->len; i++)
        if (names(lower, length, addresses->pdata[i]))
            return true;
    return false;
}

static bool
look(gint64 letter_id, const char *sha256, void *user_data, GError **error)
{
    Looking *looking = user_data;
    g_autoptr(GBytes) bytes = archive_load(looking->archive, sha256, error);
    if (bytes == NULL)
        return false;
    if (g_bytes_get_size(bytes) > 0 && names_one(bytes, looking->addresses))
        g_array_append_val(looking->found, letter_id);
    return true;
}

GArray *
answers_find(Store *store, Archive *archive, gint64 party_id, GError **error)
{
    g_autoptr(GArray) found = g_array_new(false, false, sizeof(gint64));
    g_autoptr(GPtrArray) addresses = store_erasure_addresses(store, party_id, error);
    if (addresses == NULL)
        return NULL;
    Looking looking = {archive, addresses, found};
    if (addresses->len > 0 && !store_erasure_answers_each(store, look, &looking, error))
        return NULL;
    return g_steal_pointer(&found);
}
