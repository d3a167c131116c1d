/* candidates.c - the parties a letter's clues lead to.
 *
 * Every clue is looked up by itself: addresses, identifiers, threads and numbers first; names only
 * when nothing else led to anybody, because a common name leads to hundreds. A thread of ours
 * counts as proof only in the hands of who took part in it.
 */
#include "identify/candidates.h"

#include "identify/earlier.h"
#include "identify/weigh.h"

#include <string.h>

/* Parties looked at for one clue: a number that more people hold tells nobody apart. */
#define MOST_HOLDERS 20
#define MOST_SUSPECTS 60
#define MOST_REFERENCES 32
/* Numbers whose neighbours are looked up. */
#define MOST_MISREAD 8
/* Kinds of register numbers, first in the number. */
#define NUMBER_INCOMING '1'
#define NUMBER_REQUEST '3'

static void
suspect_free(Suspect *suspect)
{
    candidate_free(suspect->candidate);
    party_free(suspect->party);
    g_free(suspect);
}

void
suspects_free(Suspects *suspects)
{
    if (suspects == NULL)
        return;
    g_ptr_array_unref(suspects->list);
    g_hash_table_unref(suspects->holders);
    g_free(suspects);
}

Suspect *
suspect_of(Suspects *suspects, Store *store, gint64 party_id, GError **error)
{
    for (guint i = 0; i < suspects->list->len; i++) {
        Suspect *suspect = suspects->list->pdata[i];
        if (suspect->party->id == party_id)
            return suspect;
    }
    if (suspects->list->len == MOST_SUSPECTS) {
        suspects->too_many = true;
        return NULL;
    }
    Party *party = store_party_get(store, party_id, error);
    if (party == NULL)
        return NULL;
    /* The stub of one who was erased gets no letters: whoever comes back is a new person. */
    if (party->erased_by != 0) {
        party_free(party);
        return NULL;
    }
    Suspect *suspect = g_new0(Suspect, 1);
    suspect->weights = suspects->weights;
    suspect->party = party;
    suspect->candidate = candidate_new(party_id);
    suspect->candidate->file_no = g_strdup(party->file_no);
    suspect->candidate->full_name = g_strdup(party->full_name);
    g_ptr_array_add(suspects->list, suspect);
    return suspect;
}

static bool
add_holders(
    Suspects *suspects, Store *store, const char *kind, const char *value, GError **error)
{
    g_autoptr(GArray) ids = store_parties_by(store, kind, value, MOST_HOLDERS, error);
    if (ids == NULL)
        return false;
    suspects->too_many = suspects->too_many || ids->len == MOST_HOLDERS;
    for (guint i = 0; i < ids->len; i++) {
        GError *failure = NULL;
        if (suspect_of(suspects, store, g_array_index(ids, gint64, i), &failure) ==
                NULL &&
            failure != NULL) {
            g_propagate_error(error, failure);
            return false;
        }
    }
    return true;
}

/* ---- threads ---- */

static bool
is_participant(const Clues *clues, const Suspect *suspect, const ThreadOf *thread)
{
    return clues->sender != NULL &&
           ((thread->recipient != NULL &&
                g_ascii_strcasecmp(clues->sender, thread->recipient) == 0) ||
               (suspect->party->email != NULL &&
                   g_ascii_strcasecmp(clues->sender, suspect->party->email) == 0));
}

/* What a token tells that stands in an address, or whose mail is no longer in the outbox: its letter,
 * and who wrote that; or, of a mail that answered no letter, its request. */
static bool
thread_by_token(Store *store, gint64 letter_id, gint64 request_id, ThreadOf *thread)
{
    if (letter_id == 0 && request_id > 0) {
        g_autoptr(Request) request = store_request_get(store, request_id, NULL);
        if (request != NULL)
            *thread = (ThreadOf){0, request->id, request->party_id, NULL};
        return request != NULL;
    }
    g_autoptr(Letter) letter = store_letter_get(store, letter_id, NULL);
    if (letter == NULL)
        return false;
    *thread = (ThreadOf){letter->id, letter->request_id, letter->party_id,
        g_steal_pointer(&letter->from_address)};
    return true;
}

/* Finds the thread of a Message-ID; level is what it is worth in a participant's hands. */
static bool
find_thread(const ReferenceKey *key, Store *store, const char *message_id,
    ThreadOf *thread, WeightLevel *level)
{
    gint64 letter_id = 0;
    gint64 request_id = 0;
    bool token = reference_read(key, message_id, &letter_id, &request_id);
    *level = token ? WEIGHT_TOKEN : WEIGHT_THREAD;
    if (store_thread_by_our_id(store, message_id, thread) ||
        (token && thread_by_token(store, letter_id, request_id, thread)))
        return true;
    *level = WEIGHT_OWN_THREAD;
    return store_thread_by_their_id(store, message_id, thread);
}

static bool
add_thread(Suspects *suspects, Store *store, const Clues *clues, const char *message_id,
    const ThreadOf *thread, WeightLevel level, GError **error)
{
    GError *failure = NULL;
    Suspect *suspect = suspect_of(suspects, store, thread->party_id, &failure);
    if (suspect == NULL) {
        if (failure != NULL)
            g_propagate_error(error, failure);
        return failure == NULL;
    }
    bool participant = is_participant(clues, suspect, thread);
    suspect->led = suspect->spoken = true;
    suspect->participant =
        suspect->participant || (participant && level != WEIGHT_OWN_THREAD);
    weigh_clue(suspect, level == WEIGHT_TOKEN ? "token" : "thread",
        participant ? level : WEIGHT_STRAY_THREAD,
        &(Sighting){.seen = message_id, .place = {.part = "header", .confidence = -1}});
    return true;
}

static bool
add_threads(Suspects *suspects, const ReferenceKey *key, Store *store, const Clues *clues,
    GPtrArray *references, GError **error)
{
    bool well = true;
    for (guint i = 0; well && i < references->len && i < MOST_REFERENCES; i++) {
        const char *message_id = references->pdata[i];
        ThreadOf thread = {0};
        WeightLevel level;
        if (find_thread(key, store, message_id, &thread, &level) && thread.party_id != 0)
            well = add_thread(suspects, store, clues, message_id, &thread, level, error);
        thread_of_clear(&thread);
    }
    return well;
}

/* ---- tokens on paper ---- */

/* Whose request, or whose letter, the token names; 0 when it is forged or names nobody. */
static gint64
party_of_token(const ReferenceKey *key, Store *store, const char *token)
{
    gint64 letter_id = 0, request_id = 0;
    if (!reference_read(key, token, &letter_id, &request_id))
        return 0;
    g_autoptr(Request) request =
        request_id > 0 ? store_request_get(store, request_id, NULL) : NULL;
    if (request != NULL)
        return request->party_id;
    g_autoptr(Letter) letter =
        letter_id > 0 ? store_letter_get(store, letter_id, NULL) : NULL;
    return letter != NULL ? letter->party_id : 0;
}

/* What was posted to one party and lies on our scanner again was sent back by it, or by the post. In a
 * mail a picture of it is as good as who sends it. */
static bool
add_token(Suspects *suspects, const ReferenceKey *key, Store *store, const Clues *clues,
    const Told *told, GError **error)
{
    GError *failure = NULL;
    gint64 party_id = party_of_token(key, store, told->value);
    if (party_id == 0)
        return true;
    Suspect *suspect = suspect_of(suspects, store, party_id, &failure);
    if (suspect == NULL) {
        if (failure != NULL)
            g_propagate_error(error, failure);
        return failure == NULL;
    }
    bool participant = clues->sender == NULL ||
                       (suspect->party->email != NULL &&
                           g_ascii_strcasecmp(clues->sender, suspect->party->email) == 0);
    suspect->led = suspect->spoken = true;
    suspect->participant = suspect->participant || participant;
    weigh_clue(suspect, "token", participant ? WEIGHT_TOKEN : WEIGHT_STRAY_THREAD,
        &(Sighting){told->seen, told->value, NULL, told->place});
    return true;
}

/* ---- numbers and identifiers ---- */

/* The party of a request, or of a letter that was found to be somebody's; 0 when none. */
static gint64
party_of_number(Store *store, const char *number)
{
    if (*number == NUMBER_REQUEST) {
        gint64 id = store_request_by_number(store, number);
        g_autoptr(Request) request = id != 0 ? store_request_get(store, id, NULL) : NULL;
        return request != NULL ? request->party_id : 0;
    }
    if (*number != NUMBER_INCOMING)
        return 0;
    gint64 id = store_letter_by_in_no(store, number);
    g_autoptr(Letter) letter = id != 0 ? store_letter_get(store, id, NULL) : NULL;
    return letter != NULL ? letter->party_id : 0;
}

static bool
add_number(Suspects *suspects, Store *store, const Told *told, GError **error)
{
    GError *failure = NULL;
    gint64 party_id = party_of_number(store, told->value);
    if (party_id == 0)
        return true;
    Suspect *suspect = suspect_of(suspects, store, party_id, &failure);
    if (suspect == NULL) {
        if (failure != NULL)
            g_propagate_error(error, failure);
        return failure == NULL;
    }
    suspect->led = true;
    suspect->spoken = suspect->spoken || !told->quoted;
    weigh_clue(suspect, "register_number",
        told->quoted ? WEIGHT_QUOTED : WEIGHT_REGISTER_NUMBER,
        &(Sighting){told->seen, told->value, told->value, told->place});
    return true;
}

static bool
add_one_told(Suspects *suspects, const ReferenceKey *key, Store *store,
    const Clues *clues, const Told *told, GError **error)
{
    if (strcmp(told->kind, "register_number") == 0)
        return add_number(suspects, store, told, error);
    if (strcmp(told->kind, "token") == 0)
        return add_token(suspects, key, store, clues, told, error);
    bool indexed = strcmp(told->kind, "national_id_near") != 0 &&
                   strcmp(told->kind, "birth_date") != 0 &&
                   strcmp(told->kind, "city") != 0;
    return !indexed || add_holders(suspects, store, told->kind, told->value, error);
}

static bool
add_told(Suspects *suspects, const ReferenceKey *key, Store *store, const Clues *clues,
    GError **error)
{
    for (guint i = 0; i < clues->told->len; i++) {
        if (!add_one_told(suspects, key, store, clues, clues->told->pdata[i], error))
            return false;
    }
    return true;
}

/* ---- names ---- */

static bool
add_names(Suspects *suspects, Store *store, const Clues *clues, GError **error)
{
    for (guint i = 0; i < clues->names->len; i++) {
        const ToldName *told = clues->names->pdata[i];
        g_autoptr(GPtrArray) keys = person_name_keys(told->name);
        for (guint j = 0; j < keys->len; j++)
            if (!add_holders(suspects, store, "name_key", keys->pdata[j], error))
                return false;
    }
    return true;
}

/* ---- misreadings ---- */

static bool
agrees_with_a_name(const Clues *clues, const Party *party)
{
    g_autoptr(PersonName) theirs = person_name_parse(party->full_name);
    for (guint i = 0; i < clues->names->len; i++) {
        const ToldName *told = clues->names->pdata[i];
        if (person_name_compare(told->name, theirs) >= NAME_CLOSE)
            return true;
    }
    return false;
}

/* Those who hold a number that is one digit off what the letter tells, and whose name it tells. */
static bool
add_neighbours(Suspects *suspects, Store *store, const Clues *clues, const char *kind,
    GPtrArray *numbers, GError **error)
{
    g_autoptr(GArray) ids =
        store_parties_by_any(store, kind, numbers, MOST_HOLDERS, error);
    for (guint i = 0; ids != NULL && i < ids->len; i++) {
        gint64 id = g_array_index(ids, gint64, i);
        GError *failure = NULL;
        g_autoptr(Party) party = store_party_get(store, id, error);
        if (party == NULL)
            return false;
        if (agrees_with_a_name(clues, party) &&
            suspect_of(suspects, store, id, &failure) == NULL && failure != NULL) {
            g_propagate_error(error, failure);
            return false;
        }
    }
    return ids != NULL;
}

/* A mobile that OCR read has no check digit: it is doubted when nobody holds it. */
static bool
may_be_misread_mobile(Store *store, const Told *told)
{
    return strcmp(told->kind, "mobile") == 0 && told->place.confidence >= 0 &&
           store_parties_count_by(store, "mobile", told->value) == 0;
}

static bool
add_misread(Suspects *suspects, Store *store, const Clues *clues, GError **error)
{
    bool well = true;
    int most = MOST_MISREAD;
    for (guint i = 0; well && most > 0 && clues->names->len > 0 && i < clues->told->len;
         i++) {
        const Told *told = clues->told->pdata[i];
        g_autoptr(GPtrArray) numbers = NULL;
        const char *kind = "mobile";
        if (strcmp(told->kind, "national_id_near") == 0) {
            kind = "national_id";
            numbers = national_id_neighbours(told->value);
        } else if (may_be_misread_mobile(store, told))
            numbers = mobile_neighbours(told->value);
        if (numbers == NULL)
            continue;
        most--;
        well = add_neighbours(suspects, store, clues, kind, numbers, error);
    }
    return well;
}

/* ---- the name From shows ---- */

/* Whether somebody on record, of those looked at, bears a name. */
static bool
is_on_record(Store *store, const PersonName *name, GError **error)
{
    g_autoptr(GPtrArray) keys = person_name_keys(name);
    g_autoptr(GArray) ids = keys->len > 0 ? store_parties_by(store, "name_key",
                                                keys->pdata[0], MOST_HOLDERS, error)
                                          : NULL;
    for (guint i = 0; ids != NULL && i < ids->len; i++) {
        g_autoptr(Party) party =
            store_party_get(store, g_array_index(ids, gint64, i), error);
        if (party == NULL)
            return false;
        g_autoptr(PersonName) theirs = person_name_parse(party->full_name);
        if (person_name_compare(name, theirs) >= NAME_CLOSE)
            return true;
    }
    return false;
}

/* A mailbox shows any name; one that is not its party's and is somebody else's on record is a
 * question. */
static bool
look_for_shown_name(Suspects *suspects, Store *store, const Clues *clues, GError **error)
{
    bool differs = false;
    for (guint i = 0; i < suspects->list->len; i++) {
        const Suspect *suspect = suspects->list->pdata[i];
        differs = differs || suspect->header == NAME_DIFFERS;
    }
    GError *failure = NULL;
    for (guint i = 0; differs && failure == NULL && i < clues->names->len; i++) {
        const ToldName *told = clues->names->pdata[i];
        if (told->header)
            suspects->shows_another = is_on_record(store, told->name, &failure);
    }
    if (failure != NULL)
        g_propagate_error(error, failure);
    return failure == NULL;
}

Suspects *
suspects_find(const ReferenceKey *key, Store *store, const Weights *weights,
    const Clues *clues, GPtrArray *references, int parties, GError **error)
{
    g_autoptr(Suspects) suspects = g_new0(Suspects, 1);
    suspects->weights = weights;
    suspects->holders = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    suspects->list = g_ptr_array_new_with_free_func((GDestroyNotify)suspect_free);
    if (clues->sender != NULL &&
        !add_holders(suspects, store, "email", clues->sender, error))
        return NULL;
    suspects->at_address = (int)suspects->list->len;
    if (!add_threads(suspects, key, store, clues, references, error) ||
        !add_told(suspects, key, store, clues, error))
        return NULL;
    if (!earlier_find(suspects, store, clues, error))
        return NULL;
    if (suspects->list->len == 0 && !add_names(suspects, store, clues, error))
        return NULL;
    if (!add_misread(suspects, store, clues, error))
        return NULL;
    weigh_suspects(suspects, store, clues, parties);
    if (!earlier_find_guardians(suspects, store, clues, error) ||
        !look_for_shown_name(suspects, store, clues, error))
        return NULL;
    weigh_probabilities(suspects, parties);
    return g_steal_pointer(&suspects);
}
