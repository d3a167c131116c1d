/* gather.c - the store's rows as what is given: others left out, instants and names as people read them. */
#include "dossier/inside.h"

#include <string.h>

typedef struct Gathering {
    Store *store;
    const DossierWish *wish;
    Gathered *into;
    GHashTable *apart;  /* ids of letters */
    GHashTable *emails; /* of the person's records, in lower case */
    guint looked_at;    /* letters that would have been kept apart */
} Gathering;

static void
dossier_file_free(DossierFile *file)
{
    g_free(file->name);
    g_free(file->sha256);
    g_free(file);
}

void
gathered_clear(Gathered *gathered)
{
    g_clear_pointer(&gathered->data, json_object_unref);
    g_clear_pointer(&gathered->files, g_ptr_array_unref);
}

/* ---- a row ---- */

static bool
is_instant(const char *name)
{
    return g_str_has_suffix(name, "_at");
}

/* Who works here is not told by name. */
static const char *
actor_word(const char *actor)
{
    return strcmp(actor, "diwan") == 0 ? "diwan" : "office";
}

static void
add_field(JsonObject *row, const HoldingField *field)
{
    g_autofree char *instant = NULL;
    if (field->kind == HOLDING_NOTHING)
        return;
    if (field->kind == HOLDING_REAL)
        json_object_set_double_member(row, field->name, field->real);
    else if (field->kind == HOLDING_TEXT)
        json_object_set_string_member(row, field->name,
            strcmp(field->name, "actor") == 0 ? actor_word(field->text) : field->text);
    else if (!is_instant(field->name))
        json_object_set_int_member(row, field->name, field->number);
    else if (field->number > 0) {
        instant = clock_rfc3339(field->number);
        json_object_set_string_member(row, field->name, instant);
    }
}

static gint64
number_of(JsonObject *row, const char *name)
{
    return json_object_has_member(row, name) ? json_object_get_int_member(row, name) : 0;
}

static const char *
text_of(JsonObject *row, const char *name)
{
    return json_object_has_member(row, name) ? json_object_get_string_member(row, name)
                                             : NULL;
}

static JsonArray *
section_of(Gathering *gathering, const char *section)
{
    JsonObject *data = gathering->into->data;
    if (!json_object_has_member(data, section))
        json_object_set_array_member(data, section, json_array_new());
    return json_object_get_array_member(data, section);
}

/* ---- files ---- */

/* Of a name that came from outside only a plain ending is kept. */
static const char *
ending_of(const char *name, const char *otherwise)
{
    const char *dot = name != NULL ? strrchr(name, '.') : NULL;
    gsize n = dot != NULL ? strlen(dot + 1) : 0;
    bool plain =
        n > 0 && n <= 5 &&
        strspn(dot + 1,
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == n;
    return plain ? dot : otherwise;
}

static void
add_file(Gathering *gathering, JsonObject *row, char *take_name, const char *sha256,
    gint64 outbox_id, bool on_paper)
{
    DossierFile *file = g_new0(DossierFile, 1);
    file->name = take_name;
    file->sha256 = g_strdup(sha256);
    file->outbox_id = outbox_id;
    file->on_paper = on_paper;
    json_object_set_string_member(row, "file", take_name);
    g_ptr_array_add(gathering->into->files, file);
}

/* ---- letters ---- */

static bool
was_looked_at(const DossierWish *wish, gint64 letter_id)
{
    for (guint i = 0; wish->looked_at != NULL && i < wish->looked_at->len; i++)
        if (g_array_index(wish->looked_at, gint64, i) == letter_id)
            return true;
    return false;
}

static void
add_evidence(Gathering *gathering, gint64 letter_id, GPtrArray *candidates, GArray *own)
{
    for (guint i = 0; i < candidates->len; i++) {
        const Candidate *candidate = candidates->pdata[i];
        for (guint k = 0; g_array_index(own, bool, i) && k < candidate->clues->len; k++) {
            const Clue *clue = candidate->clues->pdata[k];
            JsonObject *row = json_object_new();
            json_object_set_int_member(row, "letter_id", letter_id);
            json_object_set_string_member(row, "clue", clue->kind);
            json_object_set_string_member(row, "seen", clue->seen);
            if (clue->on_record != NULL)
                json_object_set_string_member(row, "on_record", clue->on_record);
            json_array_add_object_element(section_of(gathering, "evidence"), row);
        }
    }
}

static void
keep_apart(Gathering *gathering, JsonObject *row, const char *why)
{
    static const char *const others[] = {
        "from_name", "from_address", "subject", "file_name", "text", "sha256"};
    gint64 *id = g_new(gint64, 1);
    *id = number_of(row, "letter_id");
    g_hash_table_add(gathering->apart, id);
    for (guint i = 0; i < G_N_ELEMENTS(others); i++)
        json_object_remove_member(row, others[i]);
    json_object_set_string_member(row, "kept_apart", why);
    gathering->into->apart++;
}

static bool
add_letter(Gathering *gathering, JsonObject *row, GError **error)
{
    gint64 id = number_of(row, "letter_id");
    g_autoptr(GPtrArray) candidates = store_candidates_of(gathering->store, id, error);
    if (candidates == NULL)
        return false;
    g_autoptr(GArray) own = g_array_new(false, false, sizeof(bool));
    for (guint i = 0; i < candidates->len; i++) {
        const Candidate *candidate = candidates->pdata[i];
        bool is = store_party_is_own(
            gathering->store, gathering->wish->party_id, candidate->party_id);
        g_array_append_val(own, is);
    }
    const char *why = number_of(row, "by_guardian")           ? "by_guardian"
                      : number_of(row, "by_other")            ? "by_other"
                      : letter_names_another(candidates, own) ? "names_another"
                                                              : NULL;
    json_object_remove_member(row, "by_guardian");
    json_object_remove_member(row, "by_other");
    bool looked_at = why != NULL && was_looked_at(gathering->wish, id);
    gathering->looked_at += looked_at;
    if (why != NULL && !looked_at) {
        keep_apart(gathering, row, why);
        return true;
    }
    section_of(gathering, "letters"); /* stands before its evidence */
    add_evidence(gathering, id, candidates, own);
    bool mail = g_strcmp0(text_of(row, "medium"), medium_name(MEDIUM_EMAIL)) == 0;
    add_file(gathering, row,
        g_strdup_printf("letters/%" G_GINT64_FORMAT "%s", id,
            mail ? ".eml" : ending_of(text_of(row, "file_name"), ".bin")),
        text_of(row, "sha256"), 0, false);
    return true;
}

/* ---- the other sections ---- */

static void
add_attachment(Gathering *gathering, JsonObject *row)
{
    char *name =
        g_strdup_printf("attachments/%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT "%s",
            number_of(row, "letter_id"), number_of(row, "position"),
            ending_of(text_of(row, "name"), ".bin"));
    add_file(gathering, row, name, text_of(row, "sha256"), 0, false);
}

/* What was said to whoever wrote a letter that is kept apart is theirs. */
static bool
is_theirs(Gathering *gathering, JsonObject *row)
{
    const char *recipient = text_of(row, "recipient");
    g_autofree char *address = recipient ? g_utf8_strdown(recipient, -1) : NULL;
    return address == NULL || !g_hash_table_contains(gathering->emails, address);
}

static void
add_sent(Gathering *gathering, JsonObject *row)
{
    gint64 id = number_of(row, "outbox_id");
    bool paper = g_strcmp0(text_of(row, "channel"), "paper") == 0;
    char *name =
        g_strdup_printf("sent/%" G_GINT64_FORMAT "%s", id, paper ? ".pdf" : ".eml");
    add_file(gathering, row, name, NULL, id, paper);
}

static bool
is_apart(Gathering *gathering, const char *section, JsonObject *row)
{
    gint64 id = number_of(row, "letter_id");
    if (id == 0 || !g_hash_table_contains(gathering->apart, &id))
        return false;
    return strcmp(section, "sent") == 0 ? is_theirs(gathering, row) : true;
}

static bool
add_row(const char *section, const HoldingField *fields, int n, void *user_data,
    GError **error)
{
    Gathering *gathering = user_data;
    g_autoptr(JsonObject) row = json_object_new();
    for (int i = 0; i < n; i++)
        add_field(row, &fields[i]);
    const char *email = text_of(row, "email");
    if (strcmp(section, "record") == 0 && email != NULL)
        g_hash_table_add(gathering->emails, g_utf8_strdown(email, -1));
    if (is_apart(gathering, section, row))
        return true;
    if (strcmp(section, "letters") == 0 && !add_letter(gathering, row, error))
        return false;
    if (strcmp(section, "attachments") == 0)
        add_attachment(gathering, row);
    else if (strcmp(section, "sent") == 0)
        add_sent(gathering, row);
    json_array_add_object_element(section_of(gathering, section), g_steal_pointer(&row));
    return true;
}

bool
gather(Store *store, const DossierWish *wish, Gathered *gathered, GError **error)
{
    gathered->data = json_object_new();
    gathered->files = g_ptr_array_new_with_free_func((GDestroyNotify)dossier_file_free);
    g_autoptr(GHashTable) apart =
        g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    g_autoptr(GHashTable) emails =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    guint named = wish->looked_at != NULL ? wish->looked_at->len : 0;
    Gathering gathering = {store, wish, gathered, apart, emails, 0};
    if (!store_holdings_each(store, wish->party_id, add_row, &gathering, error))
        return false;
    if (gathering.looked_at == named)
        return true;
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
        "of %u letters that were looked at, %u are this person's and kept apart: nothing "
        "was written; an export without them lists those that are",
        named, gathering.looked_at);
    return false;
}
