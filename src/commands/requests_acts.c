/* requests_acts.c - requests move | undo | pause | resume | seen | extend | reclassify | assign | complained | link. */
#include "commands/requests.h"

#include <stdio.h>

/* What is for others than who decided asks for somebody who has proved who they are. */
static bool
is_for_the_proven(const ActLine *line, const char *name, GError **error)
{
    g_autoptr(Request) request =
        store_request_get(line->diwan->store, line->request_id, error);
    const KindRule *kind =
        request != NULL ? rules_kind(line->desk->rules, request->kind) : NULL;
    const Move *move =
        kind != NULL ? machine_move(kind->machine, request->state, name) : NULL;
    if (request == NULL)
        return false;
    if (move == NULL || !(move->flags & MOVE_OTHERS) || line->actor.proven)
        return true;
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
        "'%s' of request %s is for others than who decided, and --by alone proves "
        "nobody: nothing was changed, `diwan login %s` first",
        name, request->number, line->actor.staff->login);
    return false;
}

int
requests_move(Diwan *diwan, int argc, char **argv)
{
    g_auto(ActLine) line = {0};
    g_autofree char *into = NULL;
    g_autoptr(GError) error = NULL;
    int status;
    const GOptionEntry own[] = {{"into", 0, 0, G_OPTION_ARG_STRING, &into,
                                    "the request it is merged into", "NUMBER"},
        {NULL}};
    if (!act_line_read(&line, diwan, own, 2, "NUMBER STATE",
            "Moves a request to a state of its kind's machine in kinds.conf (or by the "
            "move's name).\n`requests show --json` gives the moves there are.",
            "diwan requests move 3/1448/000012/1 under_study --by noura", &argc, &argv,
            &status))
        return status;
    gint64 other = into != NULL ? request_named(diwan->store, into, &error) : 0;
    bool well =
        error == NULL && is_for_the_proven(&line, argv[2], &error) &&
        request_move(line.desk, line.request_id, argv[2], other, &line.act, &error);
    return act_line_end(&line, well, error);
}

/* Acts that name a day by --until. */
typedef bool (*UntilFunc)(
    const Desk *desk, gint64 request_id, int day, const Act *act, GError **error);

static int
until(Diwan *diwan, const char *description, const char *example, UntilFunc act, int argc,
    char **argv)
{
    g_auto(ActLine) line = {0};
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;
    int status;
    const GOptionEntry own[] = {{"until", 0, 0, G_OPTION_ARG_STRING, &text,
                                    "the day, as 2026/11/22 or 1448/06/12", "DAY"},
        {NULL}};
    if (!act_line_read(
            &line, diwan, own, 1, "NUMBER", description, example, &argc, &argv, &status))
        return status;
    int day = day_named(text, &error);
    bool well = error == NULL && act(line.desk, line.request_id, day, &line.act, &error);
    return act_line_end(&line, well, error);
}

int
requests_pause(Diwan *diwan, int argc, char **argv)
{
    return until(diwan,
        "Stops a request's days for a cause, probably until a day. The applicant is told "
        "the cause\n(--told) and the day that is expected then.",
        "diwan requests pause 3/1448/000012/1 --until 2026/12/20 --by noura --reason "
        "'the "
        "court is asked'\n    --told 'the answer of an authority is awaited'",
        request_pause, argc, argv);
}

int
requests_extend(Diwan *diwan, int argc, char **argv)
{
    return until(diwan,
        "Promises a later day, before the former has passed. The applicant is told, with "
        "the cause (--told).",
        "diwan requests extend 3/1448/000012/1 --until 2026/12/20 --by noura --reason "
        "'visit postponed'\n    --told 'the study needs another visit'",
        request_extend, argc, argv);
}

/* Acts that name nothing but the request. */
typedef bool (*PlainFunc)(
    const Desk *desk, gint64 request_id, const Act *act, GError **error);

static int
plain(Diwan *diwan, const char *description, const char *example, PlainFunc act, int argc,
    char **argv)
{
    g_auto(ActLine) line = {0};
    g_autoptr(GError) error = NULL;
    int status;
    if (!act_line_read(
            &line, diwan, NULL, 1, "NUMBER", description, example, &argc, &argv, &status))
        return status;
    bool well = act(line.desk, line.request_id, &line.act, &error);
    return act_line_end(&line, well, error);
}

int
requests_undo(Diwan *diwan, int argc, char **argv)
{
    return plain(diwan,
        "Takes the last step of a request back, with its days. What was to be told of it "
        "is recalled\nwhile it has not left (30 seconds). Decisions are not taken back.",
        "diwan requests undo 3/1448/000012/1 --by noura --reason 'the wrong request'",
        request_undo, argc, argv);
}

int
requests_resume(Diwan *diwan, int argc, char **argv)
{
    return plain(diwan,
        "Lets a request's days go on after `requests pause`: as many are left as were.",
        "diwan requests resume 3/1448/000012/1 --by noura", request_resume, argc, argv);
}

int
requests_seen(Diwan *diwan, int argc, char **argv)
{
    return plain(diwan,
        "Says that the letters which came to a request were looked at: it waits for "
        "nobody here until\nanother comes.",
        "diwan requests seen 3/1448/000012/1 --by noura", request_seen, argc, argv);
}

int
requests_reclassify(Diwan *diwan, int argc, char **argv)
{
    g_auto(ActLine) line = {0};
    g_autoptr(GError) error = NULL;
    int status;
    if (!act_line_read(&line, diwan, NULL, 2, "NUMBER KIND",
            "Says that a request nobody has worked on yet is of another kind of "
            "kinds.conf.",
            "diwan requests reclassify 3/1448/000012/1 support_request --by noura", &argc,
            &argv, &status))
        return status;
    bool well =
        request_reclassify(line.desk, line.request_id, argv[2], &line.act, &error);
    return act_line_end(&line, well, error);
}

/* Acts that name a colleague, or nobody. */
typedef bool (*PersonFunc)(const Desk *desk, gint64 request_id, const char *login,
    const Act *act, GError **error);

static int
person(Diwan *diwan, const char *description, const char *example, PersonFunc act,
    int argc, char **argv)
{
    g_auto(ActLine) line = {0};
    g_autofree char *login = NULL;
    gboolean nobody = false;
    g_autoptr(GError) error = NULL;
    int status;
    const GOptionEntry own[] = {
        {"to", 0, 0, G_OPTION_ARG_STRING, &login, "who it is (a login)", "LOGIN"},
        {"nobody", 0, 0, G_OPTION_ARG_NONE, &nobody, "nobody who works here", NULL},
        {NULL}};
    if (!act_line_read(
            &line, diwan, own, 1, "NUMBER", description, example, &argc, &argv, &status))
        return status;
    if ((login != NULL) == nobody) {
        fprintf(stderr, "diwan %s: say --to LOGIN or --nobody\n", argv[0]);
        return EXIT_USAGE;
    }
    bool well = act(line.desk, line.request_id, login, &line.act, &error);
    return act_line_end(&line, well, error);
}

int
requests_assign(Diwan *diwan, int argc, char **argv)
{
    return person(diwan, "Says which colleague sees to a request.",
        "diwan requests assign 3/1448/000012/1 --to huda --by noura", request_assign,
        argc, argv);
}

int
requests_complained(Diwan *diwan, int argc, char **argv)
{
    return person(diwan,
        "Says which colleague a complaint is of: they do nothing with it any more. It is "
        "taken up only\nafter this was said.",
        "diwan requests complained 3/1448/000013/9 --to saad --by noura\n  diwan "
        "requests "
        "complained 3/1448/000013/9 --nobody --by noura",
        request_name, argc, argv);
}

int
requests_link(Diwan *diwan, int argc, char **argv)
{
    g_auto(ActLine) line = {0};
    g_autoptr(GError) error = NULL;
    int status;
    if (!act_line_read(&line, diwan, NULL, 2, "NUMBER NUMBER",
            "Says which request an appeal is of: who decided of the one does not see the "
            "other.",
            "diwan requests link 3/1448/000014/7 3/1448/000012/1 --by noura", &argc,
            &argv, &status))
        return status;
    gint64 about = request_named(diwan->store, argv[2], &error);
    bool well =
        about != 0 && request_link(line.desk, line.request_id, about, &line.act, &error);
    return act_line_end(&line, well, error);
}
