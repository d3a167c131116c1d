/* letters_decode.c - `diwan letters decode`: a letter's words again, in the charset that a person names.
 *
 * The kept file is taken apart once more in the locked room; subject, text and the writer's name are what
 * it says then, and the search knows them. The file itself, who wrote it and where the letter stands are
 * as they were.
 */
#include "commands/letters.h"
#include "commands/output.h"
#include "parse/parse.h"
#include "room.h"

#include <stdio.h>

enum { DECODE_CPU_S = 20, DECODE_DEADLINE_S = 60 };

static Mail *
parse_again(Diwan *diwan, const Letter *letter, const char *charset, GError **error)
{
    const Config *config = diwan->config;
    g_auto(GStrv) forms = web_forms_encode(config);
    int fd = archive_open_file(diwan->archive, letter->sha256, error);
    if (fd < 0)
        return NULL;
    WorkerTask task = {.input_fd = fd,
        .ask = room_ask_parse(charset, false),
        .cpu_s = DECODE_CPU_S,
        .deadline_s = DECODE_DEADLINE_S};
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

static bool
decode(Diwan *diwan, gint64 id, const char *charset, char **by, GError **error)
{
    g_autofree char *index = g_build_filename(diwan->config->office, "search.db", NULL);
    g_autoptr(Letter) letter = store_letter_get(diwan->store, id, error);
    if (letter == NULL || !command_by(diwan, by, NULL, error))
        return false;
    if (letter->medium != MEDIUM_EMAIL) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "letter %" G_GINT64_FORMAT " is a scan: its pages are read, not decoded", id);
        return false;
    }
    g_autoptr(Mail) mail = parse_again(diwan, letter, charset, error);
    if (mail == NULL)
        return false;
    mail_take_form_author(mail);
    if (!store_mail_decoded(diwan->store, id, mail, charset, *by, error))
        return false;
    g_autoptr(Letter) now = store_letter_get(diwan->store, id, error);
    g_autoptr(Search) search = now != NULL ? search_open(index, error) : NULL;
    g_autoptr(GPtrArray) letters = g_ptr_array_new();
    g_ptr_array_add(letters, now);
    return search != NULL && search_add(search, diwan->store, letters, error);
}

int
letters_decode(Diwan *diwan, int argc, char **argv)
{
    gboolean json = false;
    g_autofree char *by = NULL, *charset = NULL;
    g_autoptr(GError) error = NULL;
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print one JSON object", NULL},
        {"by", 0, 0, G_OPTION_ARG_STRING, &by, "who says so (a login)", "LOGIN"},
        {"as", 0, 0, G_OPTION_ARG_STRING, &charset,
            "the charset its words are in, e.g. windows-1256", "CHARSET"},
        {NULL}};
    if (!command_options(entries, "LETTER",
            "Decodes a letter's words again, where they cannot be read as they are. The "
            "file\nthat came is kept as it is, so that another charset may be tried.",
            "diwan letters decode 42 --as windows-1256 --by noura", &argc, &argv))
        return EXIT_USAGE;
    parse_open();
    if (argc != 2 || !command_knows_who(diwan, by) || charset == NULL ||
        !parse_knows_charset(charset)) {
        fputs("diwan letters decode: name the letter, --by and a charset that is known "
              "with --as\n",
            stderr);
        return EXIT_USAGE;
    }
    gint64 id = command_letter_named(diwan->store, argv[1]);
    if (!decode(diwan, id, charset, &by, &error)) {
        command_error(error);
        return EXIT_REFUSED;
    }
    if (json) {
        g_autoptr(JsonBuilder) builder = json_builder_new();
        json_builder_begin_object(builder);
        output_int(builder, "letter", id);
        output_text(builder, "as", charset);
        output_text(builder, "by", by);
        json_builder_end_object(builder);
        output_json(builder);
    }
    return EXIT_DONE;
}
