/* lane.c - the outer half of parse: letters go to the worker, what comes back is kept.
 *
 * Nothing a worker returns is believed before mail_from_wire has checked it. A batch of results is
 * one flush of the archive and one commit. A letter that ends its worker twice is held for a
 * person and goes on along its path without what it would have said.
 */
#include "parse/lane.h"
#include "parse/parse.h"

#include <string.h>
#include <unistd.h>

enum {
    LANE_DEPTH = 96,     /* letters with the pool at a time */
    LANE_BATCH = 64,     /* results kept with one commit */
    LANE_LINGER_MS = 15, /* how long a result waits for others */
    LEASE_MS = 120 * 1000,
    RENEW_MS = LEASE_MS / 3,
    AGAIN_MS = 2000, /* after a first try to open a kept file, times the tries */
    PARSE_CPU_S = 20,
    PARSE_DEADLINE_S = 60,
    MOST_DEATHS = 2,        /* by the letter's own fault */
    MOST_ATTEMPTS = 50,     /* whoever's fault */
    MOST_OPENINGS = 8,      /* of a kept file that is not there */
    LOGO_BYTES = 20 * 1024, /* smaller pictures in a body are decoration */
};

typedef struct Ended {
    Letter *letter;
    WorkerResult
        *result;   /* NULL: no worker saw it: a scan, or a file that is not there */
    Mail *mail;    /* NULL: it could not be parsed */
    char *trouble; /* why */
} Ended;

struct ParseLane {
    Store *store;
    Archive *archive;
    WorkerPool *pool;
    bool (*wants_reading)(const char *media_type);
    GPtrArray *ended; /* of Ended, owned: results to be kept */
    gint64 first_ended_at;
    GHashTable *out;   /* Letter, owned: with the pool */
    gint64 renewed_at; /* ticks: when the claims of out were prolonged */
};

static void
ended_free(Ended *ended)
{
    if (ended == NULL)
        return;
    letter_free(ended->letter);
    worker_result_free(ended->result);
    mail_free(ended->mail);
    g_free(ended->trouble);
    g_free(ended);
}

ParseLane *
parse_lane_new(Store *store, Archive *archive, WorkerPool *pool,
    bool (*wants_reading)(const char *media_type))
{
    ParseLane *lane = g_new0(ParseLane, 1);
    lane->store = store;
    lane->archive = archive;
    lane->pool = pool;
    lane->wants_reading = wants_reading;
    lane->ended = g_ptr_array_new_with_free_func((GDestroyNotify)ended_free);
    lane->out = g_hash_table_new_full(
        g_direct_hash, g_direct_equal, (GDestroyNotify)letter_free, NULL);
    return lane;
}

void
parse_lane_free(ParseLane *lane)
{
    if (lane == NULL)
        return;
    GHashTableIter iter;
    gpointer letter;
    g_hash_table_iter_init(&iter, lane->out);
    while (g_hash_table_iter_next(&iter, &letter, NULL))
        store_letter_release_claim(lane->store, letter, NULL);
    for (guint i = 0; i < lane->ended->len; i++)
        store_letter_release_claim(
            lane->store, ((Ended *)lane->ended->pdata[i])->letter, NULL);
    g_hash_table_unref(lane->out);
    g_ptr_array_unref(lane->ended);
    g_free(lane);
}

static void
add_ended(ParseLane *lane, Letter *take_letter, WorkerResult *take_result,
    Mail *take_mail, const char *trouble)
{
    Ended *ended = g_new0(Ended, 1);
    ended->letter = take_letter;
    ended->result = take_result;
    ended->mail = take_mail;
    ended->trouble = g_strdup(trouble);
    if (lane->ended->len == 0)
        lane->first_ended_at = clock_ticks_ms();
    g_ptr_array_add(lane->ended, ended);
}

/* ---- submitting ---- */

static bool
open_scan(ParseLane *lane, const Letter *letter, Mail **mail, GError **error)
{
    g_autoptr(GBytes) bytes = archive_load(lane->archive, letter->sha256, error);
    if (bytes == NULL)
        return false;
    *mail = parse_scan(letter->file_name, bytes);
    for (guint i = 0; i < (*mail)->parts->len; i++) /* the file is kept already */
        g_clear_pointer(&((Part *)(*mail)->parts->pdata[i])->bytes, g_bytes_unref);
    return true;
}

static bool
open_mail(ParseLane *lane, const Letter *letter, int *fd, GError **error)
{
    *fd = archive_open_file(lane->archive, letter->sha256, error);
    return *fd >= 0;
}

/* A file that cannot be opened is that letter's trouble and no other's: it is tried again, and in
 * the end held. */
static bool
submit(ParseLane *lane, Letter *take_letter, GError **error)
{
    g_autoptr(GError) local = NULL;
    Mail *mail = NULL;
    int fd = -1;
    bool scan = take_letter->medium == MEDIUM_SCAN;
    bool opened = scan ? open_scan(lane, take_letter, &mail, &local)
                       : open_mail(lane, take_letter, &fd, &local);
    bool passing = g_error_matches(local, DIWAN_ERROR, DIWAN_ERROR_RETRY);
    if (!opened && (passing || take_letter->attempts < MOST_OPENINGS)) {
        gint64 pause_ms = AGAIN_MS * MAX(1, take_letter->attempts);
        store_letter_later(
            lane->store, take_letter, clock_now_ms() + pause_ms, false, NULL);
        letter_free(take_letter);
        g_propagate_error(error, g_steal_pointer(&local));
        return false;
    }
    if (!opened || scan) {
        add_ended(lane, take_letter, NULL, mail, local ? local->message : NULL);
        return true;
    }
    WorkerTask task = {fd, NULL, PARSE_CPU_S, PARSE_DEADLINE_S, take_letter};
    g_hash_table_add(lane->out, take_letter);
    worker_pool_submit(lane->pool, task);
    return true;
}

static bool
submit_due(ParseLane *lane, GError **error)
{
    int room = LANE_DEPTH - (int)g_hash_table_size(lane->out) - (int)lane->ended->len;
    if (room < LANE_DEPTH / 4)
        return true;
    g_autoptr(GPtrArray) letters =
        store_letters_claim(lane->store, LETTER_TAKEN, room, LEASE_MS, error);
    bool well = letters != NULL;
    while (letters != NULL && letters->len > 0)
        well = submit(lane, g_ptr_array_steal_index(letters, 0), well ? error : NULL) &&
               well;
    return well;
}

/* Letters wait for those before them in the pool, longer than a lease when these are slow: theirs
 * are prolonged, or this very lane would claim them a second time. */
static bool
renew_claims(ParseLane *lane, GError **error)
{
    GHashTableIter iter;
    gpointer letter;
    gint64 now = clock_ticks_ms(), until = clock_now_ms() + LEASE_MS;
    if (now - lane->renewed_at < RENEW_MS)
        return true;
    lane->renewed_at = now;
    if (g_hash_table_size(lane->out) == 0)
        return true;
    if (!store_begin(lane->store, error))
        return false;
    g_hash_table_iter_init(&iter, lane->out);
    while (g_hash_table_iter_next(&iter, &letter, NULL))
        if (!store_letter_renew(lane->store, letter, until, error)) {
            store_rollback(lane->store);
            return false;
        }
    return store_commit(lane->store, error);
}

/* ---- collecting ---- */

static void
collect_ended(ParseLane *lane)
{
    WorkerResult *result;
    while (
        lane->ended->len < LANE_BATCH && (result = worker_pool_collect(lane->pool, 0))) {
        Letter *letter = result->user_data;
        g_hash_table_steal(lane->out, letter);
        add_ended(lane, letter, result, NULL, NULL);
    }
}

static void
believe(Ended *ended)
{
    g_autoptr(GError) error = NULL;
    if (ended->result == NULL || ended->mail)
        return;
    if (ended->result->end == WORKER_DONE)
        ended->mail = mail_from_wire(ended->result->reply, &error);
    if (ended->mail != NULL)
        mail_take_form_author(ended->mail);
    if (ended->mail == NULL)
        ended->trouble = g_strdup(error ? error->message : ended->result->reason);
}

static bool
keep_parts(ParseLane *lane, const Mail *mail, GError **error)
{
    for (guint i = 0; i < mail->parts->len; i++) {
        Part *part = mail->parts->pdata[i];
        if (part->bytes == NULL)
            continue;
        g_clear_pointer(&part->sha256, g_free);
        if (!archive_put(lane->archive, part->bytes, &part->sha256, error))
            return false;
    }
    return true;
}

static bool
has_defect(const Mail *mail, const char *name)
{
    return g_ptr_array_find_with_equal_func(mail->defects, name, g_str_equal, NULL);
}

/* What needs no eyes of its own: texts stand in the letter's text, signatures say nothing, what was
 * packed stands beside it. */
static bool
is_plain(const Mail *mail, const char *media_type)
{
    static const char *const begins[] = {"text/", "message/", "application/pgp-",
        "application/pkcs7-signature", "application/x-pkcs7-signature"};
    if (strcmp(media_type, "application/ms-tnef") == 0)
        return !has_defect(mail, "winmail_not_opened");
    if (strcmp(media_type, "application/zip") == 0)
        return !has_defect(mail, "zip_not_opened");
    for (guint i = 0; i < G_N_ELEMENTS(begins); i++)
        if (g_str_has_prefix(media_type, begins[i]))
            return true;
    return false;
}

/* What cannot be read here is kept and shown; what stands in it is for a person. */
static bool
hold_unread(ParseLane *lane, gint64 letter_id, const StoredPart *part, GError **error)
{
    g_autofree char *note =
        g_strdup_printf("the file '%s' (%s) in it cannot be read here: please open it",
            part->name ? part->name : "", part->media_type);
    return store_letter_hold(lane->store, letter_id, HOLD_UNREADABLE, note, error);
}

static bool
plan_reading(
    ParseLane *lane, const Letter *letter, const Mail *mail, bool *any, GError **error)
{
    g_autoptr(GPtrArray) parts = store_parts_of(lane->store, letter->id, error);
    if (parts == NULL)
        return false;
    for (guint i = 0; i < parts->len; i++) {
        const StoredPart *part = parts->pdata[i];
        bool logo = part->inline_ && part->size_bytes < LOGO_BYTES;
        bool wanted = !logo && lane->wants_reading(part->media_type);
        if (wanted && !store_page_count_later(lane->store, letter->id, part->id, error))
            return false;
        if (!wanted && !logo && !is_plain(mail, part->media_type) &&
            !hold_unread(lane, letter->id, part, error))
            return false;
        *any = *any || wanted;
    }
    return true;
}

/* Characters that no charset explained may be the ones that count. */
static bool
hold_undecoded(ParseLane *lane, gint64 letter_id, const Mail *mail, GError **error)
{
    if (mail->unreadable_chars == 0)
        return true;
    g_autofree char *note = g_strdup_printf(
        "%u characters of it could not be decoded", mail->unreadable_chars);
    return store_letter_hold(lane->store, letter_id, HOLD_UNREADABLE, note, error);
}

/* Only whom it was sealed for can open it, and the keys are not here. */
static bool
hold_sealed(ParseLane *lane, gint64 letter_id, const Mail *mail, GError **error)
{
    return !has_defect(mail, "encrypted") ||
           store_letter_hold(lane->store, letter_id, HOLD_UNREADABLE,
               "it is encrypted (PGP or S/MIME) and cannot be read here: please ask the "
               "writer to send it again without encryption",
               error);
}

/* A form's mail that could not be read field by field: nobody knows who wrote it. */
static bool
hold_form(ParseLane *lane, gint64 letter_id, const Mail *mail, GError **error)
{
    if (!has_defect(mail, "form_not_understood"))
        return true;
    g_autofree char *note = g_strdup_printf(
        "the web form '%s' wrote it, but none of its fields was found: please compare "
        "[form %s] in diwan.conf with the mail",
        mail->form, mail->form);
    return store_letter_hold(lane->store, letter_id, HOLD_UNREADABLE, note, error);
}

static bool
keep_mail(ParseLane *lane, Ended *ended, GError **error)
{
    const Letter *letter = ended->letter;
    gint64 twin = 0;
    bool pages = false;
    if (!store_mail_save(lane->store, letter, ended->mail, &twin, error))
        return false;
    if (twin)
        return store_letter_advance(
            lane->store, letter, LETTER_DUPLICATE, "parse", "the same mail again", error);
    bool person = ended->mail->kind == KIND_LETTER;
    if (person && (!hold_undecoded(lane, letter->id, ended->mail, error) ||
                      !hold_sealed(lane, letter->id, ended->mail, error) ||
                      !hold_form(lane, letter->id, ended->mail, error)))
        return false;
    if (person && ended->mail->parts->len > 0 &&
        !plan_reading(lane, letter, ended->mail, &pages, error))
        return false;
    return store_letter_advance(
        lane->store, letter, pages ? LETTER_PARSED : LETTER_READ, "parse", NULL, error);
}

/* Who killed the worker decides: the letter itself, or somebody outside. */
static bool
is_own_death(const Ended *ended)
{
    return ended->result != NULL && ended->result->end != WORKER_KILLED;
}

static bool
is_tried_again(const Ended *ended)
{
    const Letter *letter = ended->letter;
    return ended->mail == NULL && ended->result != NULL &&
           letter->deaths + is_own_death(ended) < MOST_DEATHS &&
           letter->attempts < MOST_ATTEMPTS;
}

static bool
keep_failure(ParseLane *lane, Ended *ended, GError **error)
{
    const Letter *letter = ended->letter;
    if (is_tried_again(ended))
        return store_letter_later(
            lane->store, letter, clock_now_ms(), is_own_death(ended), error);
    HoldReason reason = ended->result ? HOLD_CRASHED : HOLD_UNPARSED;
    g_autofree char *note = ended->result
                                ? g_strdup_printf("its worker ended: %s", ended->trouble)
                                : g_strdup(ended->trouble);
    return store_letter_hold(lane->store, letter->id, reason, note, error) &&
           store_letter_advance(lane->store, letter, LETTER_READ, "parse", note, error);
}

static bool
keep_one(ParseLane *lane, Ended *ended, GError **error)
{
    return ended->mail ? keep_mail(lane, ended, error) : keep_failure(lane, ended, error);
}

static bool
keep_together(ParseLane *lane, guint from, guint to, GError **error)
{
    if (!store_begin(lane->store, error))
        return false;
    for (guint i = from; i < to; i++)
        if (!keep_one(lane, lane->ended->pdata[i], error)) {
            store_rollback(lane->store);
            return false;
        }
    return store_commit(lane->store, error);
}

/* True while a result that could not be kept shall be tried again: nothing can be written at all. */
static bool
is_patient(ParseLane *lane, const Ended *ended, const GError *why)
{
    return g_error_matches(why, DIWAN_ERROR, DIWAN_ERROR_RETRY) &&
           !store_letter_release_claim(lane->store, ended->letter, NULL);
}

static void
log_one(const Ended *ended, ParseLaneLog log)
{
    log(ended->letter->id,
        ended->mail             ? OUTCOME_DONE
        : is_tried_again(ended) ? OUTCOME_RETRY
                                : OUTCOME_HOLD,
        ended->result ? ended->result->elapsed_ms : 0, ended->trouble);
}

/* Each alone, so that one that cannot be kept does not stop the others: it is due again, or its
 * claim runs out, and it is parsed again. */
static bool
keep_each(ParseLane *lane, ParseLaneLog log, int *moved, GError **error)
{
    bool well = true;
    for (guint i = lane->ended->len; i > 0; i--) {
        g_autoptr(GError) local = NULL;
        const Ended *ended = lane->ended->pdata[i - 1];
        bool kept = keep_together(lane, i - 1, i, &local);
        bool waits = !kept && is_patient(lane, ended, local);
        if (kept) {
            log_one(ended, log);
            ++*moved;
        } else if (well)
            g_propagate_error(error, g_steal_pointer(&local));
        well = well && kept;
        if (waits)
            return false;
        g_ptr_array_remove_index(lane->ended, i - 1);
    }
    return well;
}

static bool
keep_rows(ParseLane *lane, ParseLaneLog log, int *moved, GError **error)
{
    if (!keep_together(lane, 0, lane->ended->len, NULL))
        return keep_each(lane, log, moved, error);
    for (guint i = 0; i < lane->ended->len; i++)
        log_one(lane->ended->pdata[i], log);
    *moved += (int)lane->ended->len;
    g_ptr_array_set_size(lane->ended, 0);
    return true;
}

static bool
keep_batch(ParseLane *lane, ParseLaneLog log, int *moved, GError **error)
{
    gint64 waited = clock_ticks_ms() - lane->first_ended_at;
    bool more_soon = worker_pool_pending(lane->pool) > 0;
    if (lane->ended->len == 0 ||
        (more_soon && lane->ended->len < LANE_BATCH && waited < LANE_LINGER_MS))
        return true;
    for (guint i = 0; i < lane->ended->len; i++) {
        Ended *ended = lane->ended->pdata[i];
        believe(ended);
        if (ended->mail && !keep_parts(lane, ended->mail, error))
            return false;
    }
    return archive_flush(lane->archive, error) && keep_rows(lane, log, moved, error);
}

bool
parse_lane_step(ParseLane *lane, ParseLaneLog log, int *moved, GError **error)
{
    collect_ended(lane);
    return keep_batch(lane, log, moved, error) && renew_claims(lane, error) &&
           submit_due(lane, error);
}
