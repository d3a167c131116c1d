/* messages.c - which messages a folder has, and their bytes.
 *
 * Promises: heads and bytes come in ascending order of UID, each once, and only those asked
 * for, whatever order or extras the server sends. \Seen is neither read nor set.
 * Envelope and body structure are never asked for: bytes are parsed in the locked room.
 */
#include <string.h>

#include "intake/imap.h"

enum {
    IMAP_HEAD_BYTES = 1024, /* about one message, without its bytes */
    IMAP_HEADS_AT_ONCE = 1000,
    IMAP_SET_RUNS = 200,
};

/* ---- what is there ---- */

static int
compare_uids(gconstpointer a, gconstpointer b)
{
    guint32 one = *(const guint32 *)a, two = *(const guint32 *)b;
    return one < two ? -1 : one > two;
}

/* Sorts items that begin with their UID and drops the second of two alike. */
static void
sort_by_uid(GArray *items, guint size)
{
    g_array_sort(items, compare_uids);
    guint n = 0;
    for (guint i = 0; i < items->len; i++) {
        char *item = items->data + (gsize)i * size;
        if (n > 0 && compare_uids(items->data + (gsize)(n - 1) * size, item) == 0)
            continue;
        memmove(items->data + (gsize)n++ * size, item, size);
    }
    g_array_set_size(items, n);
}

GArray *
imap_uids_after(Imap *imap, guint32 last_uid, GError **error)
{
    g_autoptr(GArray) uids = g_array_new(FALSE, FALSE, sizeof(guint32));
    imap->searched = imap_exists(imap);
    if (last_uid == G_MAXUINT32)
        return g_steal_pointer(&uids);
    struct mailimap_set *set = mailimap_set_new_interval(last_uid + 1, 0);
    struct mailimap_search_key *key = mailimap_search_key_new_uid(set);
    clist *found = NULL;
    imap_allow(imap, 0, (guint64)IMAP_MOST_UIDS * 11);
    int rc = mailimap_uid_search(imap->session, NULL, key, &found);
    mailimap_search_key_free(key);
    if (rc != MAILIMAP_NO_ERROR) {
        imap_failed(imap, rc, "look for new mail", error);
        return NULL;
    }
    for (clistiter *i = clist_begin(found); i != NULL; i = clist_next(i)) {
        guint32 uid = *(const guint32 *)clist_content(i);
        /* "n:*" always names the last message, also when it is older than n. */
        if (uid > last_uid && uids->len < IMAP_MOST_UIDS)
            g_array_append_val(uids, uid);
    }
    mailimap_search_result_free(found);
    sort_by_uid(uids, sizeof(guint32));
    return g_steal_pointer(&uids);
}

/* INTERNALDATE in ms; 0 when it is not a date of this age. */
static gint64
instant_of(const struct mailimap_date_time *date)
{
    if (date == NULL || date->dt_zone < -2400 || date->dt_zone > 2400)
        return 0;
    g_autoptr(GDateTime) local = g_date_time_new_utc(date->dt_year, date->dt_month,
        date->dt_day, date->dt_hour, date->dt_min, MIN(date->dt_sec, 59));
    if (local == NULL)
        return 0;
    int minutes = date->dt_zone / 100 * 60 + date->dt_zone % 100;
    return MAX((g_date_time_to_unix(local) - minutes * 60) * 1000, 0);
}

static bool
has_flag(const struct mailimap_msg_att_dynamic *flags, int type)
{
    if (flags == NULL || flags->att_list == NULL)
        return false;
    for (clistiter *i = clist_begin(flags->att_list); i != NULL; i = clist_next(i)) {
        const struct mailimap_flag_fetch *one = clist_content(i);
        if (one->fl_type == MAILIMAP_FLAG_FETCH_OTHER && one->fl_flag != NULL &&
            one->fl_flag->fl_type == type)
            return true;
    }
    return false;
}

/* What one FETCH response says; body is borrowed from it. */
static ImapHead
read_response(const struct mailimap_msg_att *response,
    const struct mailimap_msg_att_body_section **body)
{
    ImapHead head = {0};
    for (clistiter *i = clist_begin(response->att_list); i != NULL; i = clist_next(i)) {
        const struct mailimap_msg_att_item *item = clist_content(i);
        if (item->att_type == MAILIMAP_MSG_ATT_ITEM_DYNAMIC) {
            head.deleted |= has_flag(item->att_data.att_dyn, MAILIMAP_FLAG_DELETED);
            head.flagged |= has_flag(item->att_data.att_dyn, MAILIMAP_FLAG_FLAGGED);
        }
        if (item->att_type != MAILIMAP_MSG_ATT_ITEM_STATIC)
            continue;
        const struct mailimap_msg_att_static *fixed = item->att_data.att_static;
        if (fixed->att_type == MAILIMAP_MSG_ATT_UID)
            head.uid = fixed->att_data.att_uid;
        else if (fixed->att_type == MAILIMAP_MSG_ATT_RFC822_SIZE)
            head.size_bytes = fixed->att_data.att_rfc822_size;
        else if (fixed->att_type == MAILIMAP_MSG_ATT_INTERNALDATE)
            head.received_at = instant_of(fixed->att_data.att_internal_date);
        else if (fixed->att_type == MAILIMAP_MSG_ATT_BODY_SECTION && body != NULL)
            *body = fixed->att_data.att_body_section;
    }
    return head;
}

static clist *
imap_fetch(Imap *imap, struct mailimap_set *take_set,
    struct mailimap_fetch_type *take_type, const char *what, GError **error)
{
    clist *found = NULL;
    int rc = mailimap_uid_fetch(imap->session, take_set, take_type, &found);
    mailimap_set_free(take_set);
    mailimap_fetch_type_free(take_type);
    if (rc == MAILIMAP_NO_ERROR)
        return found;
    imap_failed(imap, rc, what, error);
    return NULL;
}

GArray *
imap_heads(Imap *imap, guint32 first, guint32 last, GError **error)
{
    struct mailimap_fetch_type *type = mailimap_fetch_type_new_fetch_att_list_empty();
    mailimap_fetch_type_new_fetch_att_list_add(type, mailimap_fetch_att_new_uid());
    mailimap_fetch_type_new_fetch_att_list_add(type, mailimap_fetch_att_new_flags());
    mailimap_fetch_type_new_fetch_att_list_add(
        type, mailimap_fetch_att_new_internaldate());
    mailimap_fetch_type_new_fetch_att_list_add(
        type, mailimap_fetch_att_new_rfc822_size());
    imap_allow(imap, 0, (guint64)IMAP_HEAD_BYTES * IMAP_HEADS_AT_ONCE);
    clist *found = imap_fetch(
        imap, mailimap_set_new_interval(first, last), type, "ask for sizes", error);
    if (found == NULL)
        return NULL;
    GArray *heads = g_array_new(FALSE, FALSE, sizeof(ImapHead));
    for (clistiter *i = clist_begin(found); i != NULL; i = clist_next(i)) {
        ImapHead head = read_response(clist_content(i), NULL);
        if (head.uid >= first && head.uid <= last)
            g_array_append_val(heads, head);
    }
    mailimap_fetch_list_free(found);
    sort_by_uid(heads, sizeof(ImapHead));
    return heads;
}

/* ---- bytes ---- */

struct mailimap_set *
imap_set_of(const GArray *uids, guint *from)
{
    struct mailimap_set *set = mailimap_set_new_empty();
    for (int runs = 0; *from < uids->len && runs < IMAP_SET_RUNS; runs++) {
        guint32 first = g_array_index(uids, guint32, *from), last = first;
        while (++*from < uids->len && g_array_index(uids, guint32, *from) == last + 1)
            last++;
        mailimap_set_add_interval(set, first, last);
    }
    return set;
}

typedef struct Body {
    guint32 uid;
    const struct mailimap_msg_att_body_section *section; /* borrowed of the response */
} Body;

static guint
take_found(clist *found, const ImapHead *heads, guint n, ImapTake take, gpointer data)
{
    g_autoptr(GArray) bodies = g_array_new(FALSE, FALSE, sizeof(Body));
    for (clistiter *i = clist_begin(found); i != NULL; i = clist_next(i)) {
        Body body = {0};
        body.uid = read_response(clist_content(i), &body.section).uid;
        /* A response without bytes is news about flags. */
        if (body.section != NULL)
            g_array_append_val(bodies, body);
    }
    sort_by_uid(bodies, sizeof(Body));
    guint taken = 0;
    for (guint i = 0; i < bodies->len && taken < n; i++) {
        const Body *body = &g_array_index(bodies, Body, i);
        const ImapHead *head = &heads[taken];
        if (body->uid < head->uid)
            continue;
        gsize length =
            body->section->sec_body_part != NULL ? body->section->sec_length : 0;
        /* Some servers answer with nothing when they cannot read the message themselves. */
        if (body->uid > head->uid || (length == 0 && head->size_bytes > 0))
            break;
        take(head, body->section->sec_body_part, length, data);
        taken++;
    }
    return taken;
}

bool
imap_bodies(Imap *imap, const ImapHead *heads, guint n, ImapTake take, gpointer data,
    guint *taken, GError **error)
{
    g_autoptr(GArray) uids = g_array_sized_new(FALSE, FALSE, sizeof(guint32), n);
    guint64 bytes = 0;
    for (guint i = 0; i < n; i++) {
        g_array_append_val(uids, heads[i].uid);
        bytes += heads[i].size_bytes;
    }
    struct mailimap_fetch_type *type = mailimap_fetch_type_new_fetch_att_list_empty();
    mailimap_fetch_type_new_fetch_att_list_add(type, mailimap_fetch_att_new_uid());
    mailimap_fetch_type_new_fetch_att_list_add(
        type, mailimap_fetch_att_new_body_peek_section(mailimap_section_new(NULL)));
    /* Sizes are estimates with some servers. */
    imap_allow(imap, bytes, bytes + (guint64)n * IMAP_HEAD_BYTES);
    guint from = 0;
    clist *found = imap_fetch(imap, imap_set_of(uids, &from), type, "fetch mail", error);
    g_assert(from == n);
    if (found == NULL)
        return false;
    *taken = take_found(found, heads, n, take, data);
    mailimap_fetch_list_free(found);
    return true;
}

/* Asks for a part of one message and appends what comes of it, if it is no more than most. */
static bool
fetch_section(Imap *imap, guint32 uid, struct mailimap_section *take_section,
    guint32 offset, guint32 most, GByteArray *piece, GError **error)
{
    struct mailimap_fetch_type *type = mailimap_fetch_type_new_fetch_att_list_empty();
    mailimap_fetch_type_new_fetch_att_list_add(type, mailimap_fetch_att_new_uid());
    mailimap_fetch_type_new_fetch_att_list_add(type,
        mailimap_fetch_att_new_body_peek_section_partial(take_section, offset, most));
    imap_allow(imap, most, 0);
    clist *found =
        imap_fetch(imap, mailimap_set_new_single(uid), type, "fetch a long mail", error);
    if (found == NULL)
        return false;
    for (clistiter *i = clist_begin(found); i != NULL; i = clist_next(i)) {
        const struct mailimap_msg_att_body_section *section = NULL;
        if (read_response(clist_content(i), &section).uid != uid || section == NULL ||
            section->sec_body_part == NULL || section->sec_length > most)
            continue;
        g_byte_array_append(
            piece, (const guint8 *)section->sec_body_part, (guint)section->sec_length);
        break;
    }
    mailimap_fetch_list_free(found);
    return true;
}

bool
imap_piece(Imap *imap, guint32 uid, guint32 offset, GByteArray *piece, GError **error)
{
    return fetch_section(
        imap, uid, mailimap_section_new(NULL), offset, IMAP_PIECE_BYTES, piece, error);
}

bool
imap_header(Imap *imap, guint32 uid, GByteArray *header, GError **error)
{
    return fetch_section(
        imap, uid, mailimap_section_new_header(), 0, IMAP_HEADER_BYTES, header, error);
}
