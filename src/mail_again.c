/* mail_again.c - a kept mail taken apart once more in the locked room.
 *
 * One worker, for this mail alone: it is asked for by a person, who waits.
 */
#include "mail_again.h"

#include "parse/parse.h"
#include "room.h"

Mail *
mail_parse_again(Diwan *diwan, const Letter *letter, const MailAgain *how, GError **error)
{
    const Config *config = diwan->config;
    g_auto(GStrv) forms = web_forms_encode(config);
    if (letter->medium != MEDIUM_EMAIL) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "letter %" G_GINT64_FORMAT " is a scan: its pages are read, not decoded",
            letter->id);
        return NULL;
    }
    if (letter->erased || letter->kind == KIND_SURVEY_ANSWER) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "letter %" G_GINT64_FORMAT " is nobody's: it is not decoded", letter->id);
        return NULL;
    }
    int fd = archive_open_file(diwan->archive, letter->sha256, error);
    if (fd < 0)
        return NULL;
    WorkerTask task = {.input_fd = fd,
        .ask = room_ask_parse(how->charset, how->wants_html),
        .cpu_s = MAX(how->most_s / 2, 1),
        .deadline_s = how->most_s};
    g_autoptr(WorkerPool) pool =
        room_parse_pool(config->addresses, config->authserv_id, forms, 1, error);
    g_autoptr(WorkerResult) result = pool != NULL ? worker_pool_run(pool, task) : NULL;
    if (result != NULL && result->end == WORKER_DONE)
        return mail_from_wire(result->reply, error);
    if (result != NULL)
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "cannot decode letter %" G_GINT64_FORMAT
            ": its worker ended; it is as it was",
            letter->id);
    return NULL;
}

bool
mail_decode_again(Diwan *diwan, Search *search, gint64 letter_id, const MailAgain *how,
    const char *by, GError **error)
{
    g_autoptr(Letter) letter = store_letter_get(diwan->store, letter_id, error);
    g_autoptr(Mail) mail =
        letter != NULL ? mail_parse_again(diwan, letter, how, error) : NULL;
    if (mail == NULL)
        return false;
    mail_take_form_author(mail);
    if (!store_mail_decoded(diwan->store, letter_id, mail, how->charset, by, error))
        return false;
    g_autoptr(Letter) now = store_letter_get(diwan->store, letter_id, error);
    g_autoptr(GPtrArray) letters = g_ptr_array_new();
    g_ptr_array_add(letters, now);
    return now != NULL && search_add(search, diwan->store, letters, error);
}
