/* dossier.c - a dossier is gathered, written and noted. */
#include "dossier/inside.h"

#include <string.h>

static const char *const sections_counted[] = {"letters", "sent", "requests"};

static int
count_of(JsonObject *data, const char *section)
{
    return json_object_has_member(data, section)
               ? (int)json_array_get_length(json_object_get_array_member(data, section))
               : 0;
}

static GBytes *
bytes_of(Store *store, Archive *archive, const DossierFile *file, GError **error)
{
    if (file->sha256 != NULL)
        return archive_load(archive, file->sha256, error);
    if (file->on_paper)
        return store_post_bytes(store, file->outbox_id, error);
    g_autoptr(Outgoing) mail = store_outbox_get(store, file->outbox_id, error);
    return mail != NULL ? g_bytes_ref(mail->bytes) : NULL;
}

static bool
put_files(Store *store, Archive *archive, const Gathered *gathered, Out *out,
    DossierCount *count, GError **error)
{
    for (guint i = 0; i < gathered->files->len; i++) {
        const DossierFile *file = gathered->files->pdata[i];
        g_autoptr(GBytes) bytes = bytes_of(store, archive, file, error);
        if (bytes == NULL && error != NULL && *error == NULL)
            g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
                "'%s' is not kept any more", file->name);
        if (bytes == NULL || !out_put(out, file->name, bytes, error))
            return false;
        count->files++;
        count->bytes += (gint64)g_bytes_get_size(bytes);
    }
    return true;
}

static bool
put_text(Out *out, const char *name, char *take_text, GError **error)
{
    g_autoptr(GBytes) bytes = g_bytes_new_take(take_text, strlen(take_text));
    return out_put(out, name, bytes, error);
}

static bool
put_pages(const Gathered *gathered, Out *out, GError **error)
{
    static const char *const languages[][2] = {
        {"ar", "index.html"}, {"en", "index.en.html"}};
    for (guint i = 0; i < G_N_ELEMENTS(languages); i++) {
        char *page =
            page_make(gathered->data, languages[i][0], gathered->apart > 0, error);
        if (page == NULL || !put_text(out, languages[i][1], page, error))
            return false;
    }
    g_autoptr(JsonNode) node = json_node_new(JSON_NODE_OBJECT);
    json_node_set_object(node, gathered->data);
    g_autoptr(JsonGenerator) generator = json_generator_new();
    json_generator_set_pretty(generator, true);
    json_generator_set_root(generator, node);
    return put_text(out, "data.json", json_generator_to_data(generator, NULL), error);
}

static void
add_head(const Config *config, const Party *party, JsonObject *data)
{
    g_autofree char *now = clock_rfc3339(clock_now_ms());
    json_object_set_string_member(data, "format", "diwan dossier 1");
    json_object_set_string_member(
        data, "office", config->office_name ? config->office_name : "");
    json_object_set_string_member(data, "file_no", party->file_no);
    json_object_set_string_member(data, "made_at", now);
}

static bool
write_all(Store *store, Archive *archive, const DossierWish *wish,
    const Gathered *gathered, DossierCount *count, GError **error)
{
    g_autoptr(Out) out = out_begin(wish->out, error);
    if (out == NULL || !put_pages(gathered, out, error) ||
        !put_files(store, archive, gathered, out, count, error))
        return false;
    /* Noted before it can be taken away; a note of what then failed harms nobody. */
    return store_journal(store, wish->by, "dossier_written", 0, 0, wish->party_id,
               wish->reason, error) &&
           out_end(out, error);
}

bool
dossier_write(const Config *config, Store *store, Archive *archive,
    const DossierWish *wish, DossierCount *count, GError **error)
{
    g_auto(Gathered) gathered = {0};
    *count = (DossierCount){0};
    g_autoptr(Party) party = store_party_get(store, wish->party_id, error);
    if (party == NULL)
        return false;
    if (party->merged_into != 0) {
        g_autoptr(Party) kept = store_party_get(store, party->merged_into, error);
        if (kept != NULL)
            g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
                "the record %s was merged into %s: nothing was written; export that one, "
                "which has both",
                party->file_no, kept->file_no);
        return false;
    }
    if (party->erased_by != 0) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "the record %s was erased: nothing is held but its stub, and nothing was "
            "written",
            party->file_no);
        return false;
    }
    if (!gather(store, wish, &gathered, error))
        return false;
    add_head(config, party, gathered.data);
    int *const counts[] = {&count->letters, &count->sent, &count->requests};
    for (guint i = 0; i < G_N_ELEMENTS(sections_counted); i++)
        *counts[i] = count_of(gathered.data, sections_counted[i]);
    count->apart = gathered.apart;
    return write_all(store, archive, wish, &gathered, count, error);
}
