/* reply.c - a person answers a letter with a template: a draft, looked at, sent, taken back. */
#include "office/reply.h"

#include <string.h>

const char *const reply_purposes[] = {
    "reply", "referral", "closure", "personal_data", NULL};

const char *
reply_purpose(Compose *compose, const char *template_)
{
    char **purposes = compose_purposes(compose, template_);
    for (guint i = 0; purposes != NULL && reply_purposes[i] != NULL; i++)
        if (g_strv_contains((const char *const *)purposes, reply_purposes[i]))
            return reply_purposes[i];
    return NULL;
}

GPtrArray *
reply_templates(Compose *compose)
{
    GPtrArray *found = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) all = compose_names(compose);
    for (guint p = 0; reply_purposes[p] != NULL; p++)
        for (guint i = 0; i < all->len; i++)
            if (g_strcmp0(reply_purpose(compose, all->pdata[i]), reply_purposes[p]) == 0)
                g_ptr_array_add(found, g_strdup(all->pdata[i]));
    return found;
}

GPtrArray *
reply_blanks(Compose *compose, const char *purpose)
{
    static const char *const known[] = {"request_no", "reopen_days", NULL};
    GPtrArray *blanks = compose_blanks(compose, purpose);
    for (guint i = blanks->len; i-- > 0;)
        if (g_strv_contains(known, ((const Blank *)blanks->pdata[i])->name))
            g_ptr_array_remove_index(blanks, i);
    return blanks;
}

/* ---- a draft ---- */

/* What was typed, as it is kept; unknown names are refused. */
static char *
typed_json(Compose *compose, const char *purpose, GHashTable *typed, GError **error)
{
    g_autoptr(GPtrArray) blanks = reply_blanks(compose, purpose);
    g_autoptr(JsonNode) node = json_node_new(JSON_NODE_OBJECT);
    JsonObject *model = json_object_new();
    guint known = 0;
    json_node_take_object(node, model);
    for (guint i = 0; i < blanks->len; i++) {
        const Blank *blank = blanks->pdata[i];
        const char *value =
            typed != NULL ? g_hash_table_lookup(typed, blank->name) : NULL;
        known += typed != NULL && g_hash_table_contains(typed, blank->name);
        if (!text_is_blank(value))
            json_object_set_string_member(model, blank->name, value);
    }
    if (typed == NULL || known == g_hash_table_size(typed))
        return json_to_string(node, false);
    GHashTableIter iter;
    gpointer name;
    g_hash_table_iter_init(&iter, typed);
    while (g_hash_table_iter_next(&iter, &name, NULL)) {
        bool has_it = false;
        for (guint i = 0; i < blanks->len; i++)
            has_it |= strcmp(((const Blank *)blanks->pdata[i])->name, name) == 0;
        if (!has_it)
            break;
    }
    refuse(error, "letters for '%s' have no variable '%s'", purpose, (char *)name);
    return NULL;
}

/* Whether the person may write about it: by role, and not barred from its request. */
static bool
may_write(const Desk *desk, gint64 request_id, const Act *act, GError **error)
{
    if (!rules_allow(desk->rules, "reply", act->role)) {
        g_autofree char *who = rules_who(desk->rules, "reply");
        return refuse(error, "'%s' (%s) may not answer letters, which is for %s", act->by,
            act->role, who);
    }
    return step_may_touch(desk, request_id, act, error);
}

static bool
draft_fill(const Desk *desk, Compose *compose, const ReplyWish *wish,
    const Letter *letter, const Act *act, StaffReply *into, GError **error)
{
    const char *purpose = reply_purpose(compose, wish->template_);
    const char *language =
        wish->language != NULL ? wish->language : compose_language(desk->config, letter);
    if (purpose == NULL)
        return refuse(
            error, "'%s' is no template a person answers with", wish->template_);
    if (strcmp(language, "ar") != 0 && strcmp(language, "en") != 0)
        return refuse(error, "letters are in Arabic (ar) or English (en)");
    g_autoptr(Party) party = store_party_get(desk->store, letter->party_id, error);
    if (party == NULL ||
        (into->model = typed_json(compose, purpose, wish->typed, error)) == NULL)
        return false;
    into->id = wish->id;
    into->letter_id = letter->id;
    into->request_id = letter->request_id;
    into->party_id = letter->party_id;
    into->template_ = g_strdup(wish->template_);
    into->language = g_strdup(language);
    into->channel = g_strdup(wish->paper || party->email == NULL ? "paper" : "mail");
    into->enclosures = g_strdup(wish->enclosures != NULL ? wish->enclosures : "");
    into->actor = g_strdup(act->by);
    return store_letter_newest_of(desk->store, letter->party_id, &into->seen_id, error);
}

bool
reply_draft(const Desk *desk, Compose *compose, const ReplyWish *wish, const Act *act,
    gint64 *id, GError **error)
{
    g_autoptr(StaffReply) reply = g_new0(StaffReply, 1);
    g_autoptr(Letter) letter = store_letter_get(desk->store, wish->letter_id, error);
    if (letter == NULL || !letter_is_answerable(letter, error) ||
        !may_write(desk, letter->request_id, act, error) ||
        !draft_fill(desk, compose, wish, letter, act, reply, error) ||
        !store_reply_put(desk->store, reply, error))
        return false;
    *id = reply->id;
    return true;
}

/* ---- looked at ---- */

void
reply_look_clear(ReplyLook *look)
{
    g_clear_pointer(&look->reply, staff_reply_free);
    g_clear_pointer(&look->letter, letter_free);
    g_clear_pointer(&look->party, party_free);
    g_clear_pointer(&look->recipient, g_free);
    g_clear_pointer(&look->address, g_free);
    rendered_clear(&look->words);
    enclosed_clear(&look->enclosed);
    g_clear_error(&look->trouble);
}

bool
reply_look(const Desk *desk, Compose *compose, gint64 id, ReplyLook *look, GError **error)
{
    g_auto(Ready) ready = {0};
    *look = (ReplyLook){0};
    if (!ready_read(&ready, desk, id, error))
        return false;
    bool well = ready_make(&ready, desk, compose, ready.reply->out_no, &look->trouble) &&
                compose_render(compose, &ready.departure, ready.address != NULL,
                    &look->words, &look->trouble);
    if (!well && look->trouble->code != DIWAN_ERROR_REFUSED) {
        g_propagate_error(error, g_steal_pointer(&look->trouble));
        return false;
    }
    gint64 newest = 0;
    if (!store_letter_newest_of(desk->store, ready.party->id, &newest, error))
        return false;
    look->newer = newest > ready.reply->seen_id ? newest : 0;
    look->enclosed = ready.enclosed;
    ready.enclosed = (Enclosed){0};
    look->reply = g_steal_pointer(&ready.reply);
    look->letter = g_steal_pointer(&ready.letter);
    look->party = g_steal_pointer(&ready.party);
    look->recipient = g_steal_pointer(&ready.recipient);
    look->address = g_steal_pointer(&ready.address);
    return true;
}

GBytes *
reply_print(const Desk *desk, Compose *compose, gint64 id, GError **error)
{
    g_auto(Ready) ready = {0};
    if (!ready_read(&ready, desk, id, error) ||
        !ready_make(&ready, desk, compose, ready.reply->out_no, error))
        return NULL;
    if (ready.address == NULL) {
        refuse(error, "it goes by mail");
        return NULL;
    }
    g_autoptr(PostLetter) post =
        ready_post(&ready, compose, ready.reply->out_no, clock_now_ms(), error);
    return post != NULL ? g_bytes_ref(post->bytes) : NULL;
}

/* ---- sent, taken back, given up ---- */

bool
reply_send(const Desk *desk, Compose *compose, gint64 id, gint64 seen, const Act *act,
    GError **error)
{
    g_auto(ReplyLook) look = {0};
    gint64 now = act->now ? act->now : clock_now_ms();
    if (!reply_look(desk, compose, id, &look, error) ||
        !may_write(desk, look.reply->request_id, act, error))
        return false;
    if (look.trouble != NULL) {
        g_propagate_error(error, g_steal_pointer(&look.trouble));
        return false;
    }
    if (look.newer > seen)
        return refuse(error,
            "a new letter came while the reply was written: read it first (letter "
            "%" G_GINT64_FORMAT ")",
            look.newer);
    if (seen > look.reply->seen_id || strcmp(look.reply->actor, act->by) != 0) {
        g_free(look.reply->actor);
        look.reply->actor = g_strdup(act->by);
        look.reply->seen_id = MAX(seen, look.reply->seen_id);
        if (!store_reply_put(desk->store, look.reply, error))
            return false;
    }
    return store_reply_send(desk->store, id, now + NOTICE_HOLD_MS, act->by, error);
}

static bool
may_change(const Desk *desk, gint64 id, const Act *act, GError **error)
{
    g_autoptr(StaffReply) reply = store_reply_get(desk->store, id, error);
    return reply != NULL && may_write(desk, reply->request_id, act, error);
}

bool
reply_recall(const Desk *desk, gint64 id, const Act *act, GError **error)
{
    return may_change(desk, id, act, error) &&
           store_reply_recall(desk->store, id, act->by, error);
}

bool
reply_drop(const Desk *desk, gint64 id, const Act *act, GError **error)
{
    return may_change(desk, id, act, error) &&
           store_reply_drop(desk->store, id, act->by, error);
}
