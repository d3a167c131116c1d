/* sample.c - the sample post of config/sample, as expected.json lists it. */
#include "demo/sample.h"

#include "base/base.h"

#include <json-glib/json-glib.h>
#include <string.h>

void
fate_free(Fate *fate)
{
    if (!fate)
        return;
    g_free(fate->state);
    g_free(fate->kind);
    g_free(fate->outcome);
    g_free(fate->file_no);
    g_free(fate->request);
    g_free(fate->hold_reason);
    g_free(fate->answered);
    g_free(fate);
}

bool
fate_equal(const Fate *one, const Fate *other)
{
    return g_strcmp0(one->state, other->state) == 0 &&
           g_strcmp0(one->kind, other->kind) == 0 &&
           g_strcmp0(one->outcome, other->outcome) == 0 &&
           g_strcmp0(one->file_no, other->file_no) == 0 &&
           g_strcmp0(one->request, other->request) == 0 &&
           g_strcmp0(one->hold_reason, other->hold_reason) == 0 &&
           g_strcmp0(one->answered, other->answered) == 0 &&
           one->numbered == other->numbered && one->seen == other->seen;
}

Ack *
ack_copy(const Ack *ack)
{
    Ack *copy = g_new0(Ack, 1);
    copy->message_id = g_strdup(ack->message_id);
    copy->subject = g_strdup(ack->subject);
    copy->reply_to = g_strdup(ack->reply_to);
    return copy;
}

void
ack_free(Ack *ack)
{
    if (!ack)
        return;
    g_free(ack->message_id);
    g_free(ack->subject);
    g_free(ack->reply_to);
    g_free(ack);
}

static void
sample_letter_free(SampleLetter *letter)
{
    g_free(letter->id);
    g_free(letter->what);
    g_free(letter->file);
    g_free(letter->from);
    g_free(letter->to);
    g_free(letter->again);
    g_strfreev(letter->after);
    g_free(letter->answer_in);
    fate_free(letter->expected);
    g_clear_pointer(&letter->mail, g_bytes_unref);
    g_free(letter->message_id);
    g_free(letter->in_no);
    g_free(letter->request_no);
    ack_free(letter->ack);
    fate_free(letter->found);
    g_free(letter);
}

void
sample_free(Sample *sample)
{
    if (!sample)
        return;
    g_free(sample->folder);
    g_free(sample->address);
    g_free(sample->authserv_id);
    g_free(sample->scanner);
    g_free(sample->office_name);
    g_free(sample->office_name_en);
    g_clear_pointer(&sample->letters, g_ptr_array_unref);
    g_free(sample);
}

SampleLetter *
sample_find(const Sample *sample, const char *id)
{
    for (guint i = 0; i < sample->letters->len; i++) {
        SampleLetter *letter = sample->letters->pdata[i];
        if (g_str_equal(letter->id, id))
            return letter;
    }
    return NULL;
}

char **
sample_users(const Sample *sample)
{
    g_autoptr(GStrvBuilder) users = g_strv_builder_new();
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    g_strv_builder_add(users, sample->address);
    for (guint i = 0; i < sample->letters->len; i++) {
        SampleLetter *letter = sample->letters->pdata[i];
        if (letter->answer_in && g_hash_table_add(seen, letter->answer_in))
            g_strv_builder_add(users, letter->answer_in);
    }
    return g_strv_builder_end(users);
}

/* ---- expected.json ---- */

static char *
text_of(JsonObject *object, const char *name)
{
    JsonNode *node = json_object_get_member(object, name);
    return node && JSON_NODE_HOLDS_VALUE(node) ? json_node_dup_string(node) : NULL;
}

static char **
texts_of(JsonObject *object, const char *name)
{
    g_autoptr(GStrvBuilder) texts = g_strv_builder_new();
    JsonNode *node = json_object_get_member(object, name);
    JsonArray *array =
        node && JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
    for (guint i = 0; array && i < json_array_get_length(array); i++)
        g_strv_builder_add(texts, json_array_get_string_element(array, i));
    return g_strv_builder_end(texts);
}

static Fate *
fate_read(JsonObject *object)
{
    Fate *fate = g_new0(Fate, 1);
    fate->state = text_of(object, "state");
    fate->kind = text_of(object, "kind");
    fate->outcome = text_of(object, "outcome");
    fate->file_no = text_of(object, "file_no");
    fate->request = text_of(object, "request");
    fate->hold_reason = text_of(object, "hold_reason");
    fate->answered = text_of(object, "answered");
    fate->numbered =
        json_object_get_boolean_member_with_default(object, "numbered", FALSE);
    fate->seen = g_strcmp0(fate->answered, "none") != 0;
    return fate;
}

static SampleLetter *
letter_read(JsonObject *object)
{
    SampleLetter *letter = g_new0(SampleLetter, 1);
    g_autofree char *by = text_of(object, "by");
    letter->id = text_of(object, "id");
    letter->what = text_of(object, "what");
    letter->file = text_of(object, "file");
    letter->scan = g_strcmp0(by, "scan") == 0;
    letter->from = text_of(object, "from");
    letter->to = text_of(object, "to");
    letter->again = text_of(object, "again");
    letter->after = texts_of(object, "after");
    letter->answer_in = text_of(object, "answer_in");
    JsonNode *expected = json_object_get_member(object, "expected");
    if (expected && JSON_NODE_HOLDS_OBJECT(expected))
        letter->expected = fate_read(json_node_get_object(expected));
    return letter;
}

static bool
letter_is_whole(const SampleLetter *letter)
{
    return letter->id && letter->what && letter->file && (letter->scan || letter->from) &&
           letter->expected && letter->expected->state && letter->expected->kind &&
           letter->expected->outcome && letter->expected->request &&
           letter->expected->answered;
}

static bool
letters_read(Sample *sample, JsonObject *root, const char *path, GError **error)
{
    JsonNode *node = json_object_get_member(root, "letters");
    JsonArray *array =
        node && JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
    for (guint i = 0; array && i < json_array_get_length(array); i++) {
        JsonNode *element = json_array_get_element(array, i);
        SampleLetter *letter = JSON_NODE_HOLDS_OBJECT(element)
                                   ? letter_read(json_node_get_object(element))
                                   : g_new0(SampleLetter, 1);
        g_ptr_array_add(sample->letters, letter);
        if (!letter_is_whole(letter)) {
            g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG,
                "'%s': letter %u lacks id, what, file, from, or a part of expected", path,
                i + 1);
            return false;
        }
        for (int j = 0; letter->after[j]; j++) {
            SampleLetter *before = sample_find(sample, letter->after[j]);
            if (!before || before == letter) {
                g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG,
                    "'%s': letter '%s' comes after '%s', which does not stand before it",
                    path, letter->id, letter->after[j]);
                return false;
            }
        }
    }
    return true;
}

Sample *
sample_load(const char *folder, GError **error)
{
    g_autofree char *path = g_build_filename(folder, "expected.json", NULL);
    g_autoptr(JsonParser) parser = json_parser_new();
    if (!json_parser_load_from_file(parser, path, error))
        return NULL;
    JsonNode *root = json_parser_get_root(parser);
    g_autoptr(Sample) sample = g_new0(Sample, 1);
    sample->folder = g_strdup(folder);
    sample->letters = g_ptr_array_new_with_free_func((GDestroyNotify)sample_letter_free);
    if (root && JSON_NODE_HOLDS_OBJECT(root)) {
        JsonObject *object = json_node_get_object(root);
        sample->address = text_of(object, "address");
        sample->authserv_id = text_of(object, "authserv_id");
        sample->scanner = text_of(object, "scanner");
        sample->office_name = text_of(object, "office_name");
        sample->office_name_en = text_of(object, "office_name_en");
        if (!letters_read(sample, object, path, error))
            return NULL;
    }
    if (!sample->address || !sample->authserv_id || !sample->scanner ||
        !sample->office_name || !sample->office_name_en || sample->letters->len == 0) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG,
            "'%s' names no office or no letters", path);
        return NULL;
    }
    return g_steal_pointer(&sample);
}
