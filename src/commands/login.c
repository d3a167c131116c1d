/* login.c - `diwan login`: who is at this terminal, for some hours; and who acts, for every command.
 *
 * The session is a file of one's own with a random token, in $XDG_RUNTIME_DIR or ~/.local/state; the office
 * keeps the token's hash. Another office has another file. A file that others can read proves nothing.
 */
#include "commands/commands.h"
#include "commands/output.h"
#include "office/office.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum { MOST_PASSWORD_BYTES = 1024, NAME_LETTERS = 16 };

/* ---- the file ---- */

static char *
session_path(const Diwan *diwan)
{
    const char *run = g_getenv("XDG_RUNTIME_DIR");
    const char *office = diwan->config->office;
    g_autofree char *hash = file_sha256(office, strlen(office));
    g_autofree char *name = g_strdup_printf("session-%.*s", NAME_LETTERS, hash);
    if (run != NULL && *run == '/')
        return g_build_filename(run, "diwan", name, NULL);
    return g_build_filename(g_get_home_dir(), ".local", "state", "diwan", name, NULL);
}

/* NULL: there is none, or it is not one's own. */
static char *
token_load(const Diwan *diwan)
{
    g_autofree char *path = session_path(diwan);
    return g_file_test(path, G_FILE_TEST_EXISTS) ? file_read_secret(path, NULL) : NULL;
}

static bool
token_save(const Diwan *diwan, const char *token, GError **error)
{
    g_autofree char *path = session_path(diwan);
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *line = g_strdup_printf("%s\n", token);
    return file_make_folder(folder, error) &&
           file_write(path, line, strlen(line), 0600, error);
}

static bool
token_forget(const Diwan *diwan, GError **error)
{
    g_autofree char *path = session_path(diwan);
    g_autofree char *token = token_load(diwan);
    g_unlink(path);
    return token == NULL || login_end(diwan->store, token, error);
}

/* ---- who acts ---- */

void
actor_clear(Actor *actor)
{
    g_clear_pointer(&actor->staff, staff_free);
}

static Staff *
staff_logged_in(Diwan *diwan, GError **error)
{
    g_autofree char *token = token_load(diwan);
    return token != NULL ? login_find(diwan->store, token, error) : NULL;
}

bool
command_knows_who(Diwan *diwan, const char *by)
{
    g_autoptr(Staff) staff = by == NULL ? staff_logged_in(diwan, NULL) : NULL;
    return by != NULL || staff != NULL;
}

static bool G_GNUC_PRINTF(2, 3) refuse(GError **error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *said = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error_literal(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED, said);
    return false;
}

/* Somebody who works here. */
static bool
named(Diwan *diwan, const char *login, Actor *actor, GError **error)
{
    GError *failure = NULL;
    actor->staff = store_staff_by_login(diwan->store, login, &failure);
    if (failure != NULL) {
        g_propagate_error(error, failure);
        return false;
    }
    if (actor->staff != NULL && actor->staff->active)
        return true;
    actor_clear(actor);
    return refuse(error,
        "nobody here has the login '%s': nothing was changed; `diwan staff list` shows "
        "who has",
        login);
}

bool
command_actor(Diwan *diwan, const char *by, bool proven, Actor *actor, GError **error)
{
    GError *failure = NULL;
    *actor = (Actor){.staff = staff_logged_in(diwan, &failure)};
    if (failure != NULL) {
        g_propagate_error(error, failure);
        return false;
    }
    actor->proven = actor->staff != NULL;
    if (actor->proven) {
        if (by == NULL || strcmp(by, actor->staff->login) == 0)
            return true;
        refuse(error,
            "you are logged in as '%s', and --by names somebody else: nothing was "
            "changed; `diwan login --out` ends that session",
            actor->staff->login);
        actor_clear(actor);
        return false;
    }
    if (proven || by == NULL)
        return refuse(error,
            "this asks for somebody who has proved who they are: nothing was changed, "
            "`diwan login %s` first",
            by != NULL ? by : "LOGIN");
    return named(diwan, by, actor, error);
}

bool
command_may(const Staff *staff, const char *act, GError **error)
{
    g_autoptr(Rules) rules = rules_load(NULL, error);
    if (rules == NULL || rules_allow(rules, act, staff->role))
        return rules != NULL;
    g_autofree char *who = rules_who(rules, act);
    return refuse(error,
        "'%s' (%s) may not do this, which is for %s: nothing was changed", staff->login,
        staff->role, who);
}

bool
command_by(Diwan *diwan, char **by, const char *act, GError **error)
{
    g_auto(Actor) actor = {0};
    if (!command_actor(diwan, *by, false, &actor, error) ||
        (act != NULL && !command_may(actor.staff, act, error)))
        return false;
    if (*by == NULL)
        *by = g_strdup(actor.staff->login);
    return true;
}

/* ---- the command ---- */

static bool
read_line(FILE *from, char **line, GError **error)
{
    char text[MOST_PASSWORD_BYTES + 2];
    if (fgets(text, sizeof text, from) == NULL)
        return refuse(error, "no password was given: nothing was done");
    text[strcspn(text, "\r\n")] = '\0';
    *line = g_strdup(text);
    explicit_bzero(text, sizeof text);
    return true;
}

/* Typed without being shown. */
static bool
ask_terminal(const char *login, char **password, GError **error)
{
    struct termios shown, hidden;
    if (!isatty(STDIN_FILENO) || tcgetattr(STDIN_FILENO, &shown) != 0)
        return refuse(error,
            "there is no terminal to ask '%s' for a password: nothing was done, give "
            "--password-file",
            login);
    hidden = shown;
    hidden.c_lflag &= ~(tcflag_t)ECHO;
    fprintf(stderr, "Password of %s: ", login);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
    bool well = read_line(stdin, password, error);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
    fputc('\n', stderr);
    return well;
}

bool
command_password(const char *login, const char *file, char **password, GError **error)
{
    if (file == NULL)
        return ask_terminal(login, password, error);
    if (strcmp(file, "-") == 0)
        return read_line(stdin, password, error);
    *password = file_read_secret(file, error);
    return *password != NULL;
}

static bool
log_in(Diwan *diwan, const char *login, const char *file, GError **error)
{
    g_autofree char *password = NULL, *token = NULL;
    if (!command_password(login, file, &password, error))
        return false;
    bool well = login_begin(diwan->store, login, password, &token, error);
    explicit_bzero(password, strlen(password));
    return well && token_forget(diwan, error) && token_save(diwan, token, error);
}

static void
tell(const Staff *staff, bool json)
{
    if (!json) {
        printf("%s (%s)\n", staff->login, staff->role);
        return;
    }
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    output_text(builder, "login", staff->login);
    output_text(builder, "role", staff->role);
    json_builder_end_object(builder);
    output_json(builder);
}

static int
end(Diwan *diwan, bool well, bool out, bool json, GError *failure)
{
    g_autoptr(GError) error = failure;
    g_autoptr(Staff) staff = well && !out ? staff_logged_in(diwan, &error) : NULL;
    if (well && out)
        return EXIT_DONE;
    if (staff != NULL) {
        tell(staff, json);
        return EXIT_DONE;
    }
    if (error != NULL)
        command_error(error);
    else
        fputs("diwan: nobody is logged in here\n", stderr);
    return EXIT_REFUSED;
}

int
command_login(Diwan *diwan, int argc, char **argv)
{
    gboolean out = false, json = false;
    g_autofree char *file = NULL;
    GError *error = NULL;
    const GOptionEntry entries[] = {
        {"password-file", 0, 0, G_OPTION_ARG_FILENAME, &file,
            "its first line is the password; - for the standard input", "FILE"},
        {"out", 0, 0, G_OPTION_ARG_NONE, &out, "end the session", NULL},
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print one JSON object", NULL}, {NULL}};
    if (!command_options(entries, "[LOGIN]",
            "Proves who you are, for eight hours: acts of a person are yours then "
            "without "
            "--by, and those\nthat ask for two persons can be done at all. Without LOGIN "
            "it says who is logged in.",
            "diwan login majed\n  diwan committee approve 12/1448 --revision 51 "
            "--accepted 40 "
            "--declined "
            "7 --deferred 3\n  diwan login --out",
            &argc, &argv))
        return EXIT_USAGE;
    if (argc > 2 || (out && argc > 1)) {
        fputs("diwan login: name one login, or --out; try --help\n", stderr);
        return EXIT_USAGE;
    }
    bool well = out         ? token_forget(diwan, &error)
                : argc == 2 ? log_in(diwan, argv[1], file, &error)
                            : true;
    return end(diwan, well, out, json, error);
}
