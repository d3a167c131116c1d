/* requests.c - `diwan requests …`: its acts, and what their lines have in common. */
#include "commands/requests.h"

#include "commands/output.h"
#include "language/language.h"

#include <stdio.h>

enum { MOST_OPTIONS = 16 };

void
act_line_clear(ActLine *line)
{
    desk_close(line->desk);
    actor_clear(&line->actor);
    g_free(line->by);
    g_free(line->reason);
    g_free(line->told);
}

gint64
request_named(Store *store, const char *text, GError **error)
{
    g_autofree char *number = register_number_parse(text);
    gint64 id = number != NULL ? store_request_by_number(store, number) : 0;
    if (id == 0)
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "there is no request with number '%s'", text);
    return id;
}

int
day_named(const char *text, GError **error)
{
    gint64 begin = 0;
    if (text == NULL)
        return 0;
    return command_day(text, &begin, error) ? day_number(begin) : -1;
}

gint64
party_of_file(Store *store, const char *file_no, GError **error)
{
    GError *failure = NULL;
    g_autoptr(Party) party = store_party_by_file_no(store, file_no, &failure);
    if (failure != NULL)
        g_propagate_error(error, failure);
    else if (party == NULL)
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "there is no party with file number '%s'", file_no);
    return party != NULL ? party->id : 0;
}

static bool
open_line(ActLine *line, const char *number, GError **error)
{
    Store *store = line->diwan->store;
    if (!command_actor(line->diwan, line->by, false, &line->actor, error) ||
        (number != NULL && (line->request_id = request_named(store, number, error)) == 0))
        return false;
    line->desk = desk_open(line->diwan->config, store, error);
    line->act = (Act){.by = line->actor.staff->login,
        .role = line->actor.staff->role,
        .reason = line->reason,
        .told = line->told};
    return line->desk != NULL;
}

bool
act_line_read(ActLine *line, Diwan *diwan, const GOptionEntry *own, int words,
    const char *usage, const char *description, const char *example, int *argc,
    char ***argv, int *status)
{
    const GOptionEntry common[] = {
        {"by", 0, 0, G_OPTION_ARG_STRING, &line->by, "who does it (a login)", "LOGIN"},
        {"reason", 0, 0, G_OPTION_ARG_STRING, &line->reason, "why, kept for the office",
            "WORDS"},
        {"told", 0, 0, G_OPTION_ARG_STRING, &line->told, "what the applicant is told",
            "WORDS"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &line->json, "print one JSON object", NULL}};
    GOptionEntry all[MOST_OPTIONS] = {0};
    gsize n = 0;
    for (; own != NULL && own[n].long_name != NULL; n++)
        all[n] = own[n];
    for (gsize i = 0; i < G_N_ELEMENTS(common); i++)
        all[n++] = common[i];
    g_autoptr(GError) error = NULL;
    line->diwan = diwan;
    *status = EXIT_USAGE;
    if (!command_options(all, usage, description, example, argc, argv))
        return false;
    if (*argc != words + 1 || !command_knows_who(diwan, line->by)) {
        fprintf(stderr,
            "diwan %s: expected %s and --by LOGIN, or `diwan login` before; try "
            "--help\n",
            (*argv)[0], *usage != '\0' ? usage : "no more words");
        return false;
    }
    if (open_line(line, words > 0 ? (*argv)[1] : NULL, &error))
        return true;
    command_error(error);
    *status = error->code == DIWAN_ERROR_CONFIG ? EXIT_USAGE : EXIT_REFUSED;
    return false;
}

int
act_line_end(const ActLine *line, bool well, const GError *error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(Request) request =
        well ? store_request_get(line->diwan->store, line->request_id, &failure) : NULL;
    if (request == NULL) {
        command_error(well ? failure : error);
        return EXIT_REFUSED;
    }
    request_print(request, line->json);
    return EXIT_DONE;
}

int
command_requests(Diwan *diwan, int argc, char **argv)
{
    static const SubCommand acts[] = {{"list", requests_list}, {"show", requests_show},
        {"move", requests_move}, {"undo", requests_undo}, {"document", requests_document},
        {"ask", requests_ask}, {"confirm", requests_confirm},
        {"register", requests_register}, {"refer", requests_refer},
        {"return", requests_return}, {"referrals", requests_referrals},
        {"contact", requests_contact}, {"assign", requests_assign},
        {"pause", requests_pause}, {"resume", requests_resume},
        {"extend", requests_extend}, {"reclassify", requests_reclassify},
        {"complained", requests_complained}, {"link", requests_link},
        {"seen", requests_seen}, {"take", requests_take}, {"split", requests_split}};
    return command_dispatch(diwan, acts, G_N_ELEMENTS(acts), argc, argv);
}
