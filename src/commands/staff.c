/* staff.c - staff add | passwd | role | leave | list: who works here.
 *
 * Whoever is logged in, or named by --by, must be an administrator; who is not, but may write the office's
 * files, is its owner: the journal calls them `console`.
 */
#include "commands/commands.h"
#include "commands/output.h"
#include "office/office.h"

#include <stdio.h>
#include <string.h>

#define CONSOLE "console"
#define BY \
    { \
        "by", 0, 0, G_OPTION_ARG_STRING, &by, "the administrator who does it (a login)", \
            "LOGIN" \
    }
enum { LEAST_PASSWORD_LETTERS = 10 };

static const char *const roles[] = {
    "clerk", "relations", "researcher", "secretary", "archivist", "admin", "auditor"};

static bool
role_known(const char *role)
{
    for (guint i = 0; i < G_N_ELEMENTS(roles); i++)
        if (g_strcmp0(role, roles[i]) == 0)
            return true;
    return false;
}

/* Logins stand in web addresses and logs: plain letters only. Two stand in the journal for nobody of them. */
static bool
login_well(const char *login)
{
    gsize n = strspn(login, "abcdefghijklmnopqrstuvwxyz0123456789.-_");
    return n > 0 && n <= 40 && login[n] == '\0' && strcmp(login, "diwan") != 0 &&
           strcmp(login, CONSOLE) != 0;
}

static bool
find_actor(Diwan *diwan, char **by, GError **error)
{
    if (command_knows_who(diwan, *by))
        return command_by(diwan, by, "staff", error);
    *by = g_strdup(CONSOLE);
    return true;
}

static int
end(GError *error)
{
    if (error == NULL)
        return EXIT_DONE;
    command_error(error);
    return EXIT_REFUSED;
}

static int
tell_password(const char *login, const char *password, bool json)
{
    if (json) {
        g_autoptr(JsonBuilder) builder = json_builder_new();
        json_builder_begin_object(builder);
        output_text(builder, "login", login);
        output_text(builder, "password", password);
        json_builder_end_object(builder);
        output_json(builder);
    } else
        printf("%s: one-time password %s\n", login, password);
    return EXIT_DONE;
}

static int
add(Diwan *diwan, int argc, char **argv)
{
    gboolean json = false;
    g_autofree char *name = NULL, *role = NULL, *by = NULL;
    g_autoptr(GError) error = NULL;
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print one JSON object", NULL}, BY,
        {"name", 0, 0, G_OPTION_ARG_STRING, &name, "the person's name", "NAME"},
        {"role", 0, 0, G_OPTION_ARG_STRING, &role,
            "clerk relations researcher secretary archivist admin auditor", "ROLE"},
        {NULL}};
    if (!command_options(entries, "LOGIN",
            "Adds somebody who works here; prints a password.",
            "diwan staff add noura --name 'نورة الفهد' --role clerk", &argc, &argv))
        return EXIT_USAGE;
    if (argc != 2 || name == NULL || *name == '\0' || !login_well(argv[1]) ||
        !role_known(role)) {
        fputs("diwan staff add: name a login of small letters, --name and a --role of: "
              "clerk "
              "relations researcher secretary archivist admin auditor\n",
            stderr);
        return EXIT_USAGE;
    }
    g_autofree char *password = password_random();
    g_autofree char *hash = password_hash(password);
    if (find_actor(diwan, &by, &error) &&
        store_staff_add(diwan->store, argv[1], name, role, hash, by, NULL, &error))
        return tell_password(argv[1], password, json);
    command_error(error);
    return EXIT_REFUSED;
}

/* One's own, chosen by oneself: whoever made the first one does not know it. */
static int
change_own(Diwan *diwan, const char *file, GError **error)
{
    g_auto(Actor) actor = {0};
    g_autofree char *password = NULL;
    if (!command_actor(diwan, NULL, true, &actor, error) ||
        !command_password(actor.staff->login, file, &password, error))
        return EXIT_REFUSED;
    bool well = g_utf8_validate(password, -1, NULL) &&
                g_utf8_strlen(password, -1) >= LEAST_PASSWORD_LETTERS;
    g_autofree char *hash = well ? password_hash(password) : NULL;
    explicit_bzero(password, strlen(password));
    if (!well)
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "a password has at least %d letters: nothing was changed",
            LEAST_PASSWORD_LETTERS);
    if (!well || !store_staff_passwd(
                     diwan->store, actor.staff->login, hash, actor.staff->login, error))
        return EXIT_REFUSED;
    printf("%s: changed; log in again\n", actor.staff->login);
    return EXIT_DONE;
}

static int
passwd(Diwan *diwan, int argc, char **argv)
{
    gboolean json = false;
    g_autofree char *by = NULL, *file = NULL;
    g_autoptr(GError) error = NULL;
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print one JSON object", NULL}, BY,
        {"password-file", 0, 0, G_OPTION_ARG_FILENAME, &file,
            "the first line is one's own new password; - for the standard input", "FILE"},
        {NULL}};
    if (!command_options(entries, "[LOGIN]",
            "Gives somebody a new one-time password and ends their sessions. Without "
            "LOGIN\nwhoever is logged in chooses one of their own.",
            "diwan staff passwd noura\n  diwan staff passwd", &argc, &argv))
        return EXIT_USAGE;
    bool own = argc == 1 && command_knows_who(diwan, NULL);
    if (argc > 2 || (argc == 2 && file != NULL) || (argc == 1 && !own)) {
        fputs("diwan staff passwd: name one login; `diwan login` before for your own\n",
            stderr);
        return EXIT_USAGE;
    }
    if (own) {
        change_own(diwan, file, &error);
        return end(error);
    }
    g_autofree char *password = password_random();
    g_autofree char *hash = password_hash(password);
    if (find_actor(diwan, &by, &error) &&
        store_staff_passwd(diwan->store, argv[1], hash, by, &error))
        return tell_password(argv[1], password, json);
    return end(error);
}

static int
role(Diwan *diwan, int argc, char **argv)
{
    g_autofree char *by = NULL;
    g_autoptr(GError) error = NULL;
    const GOptionEntry entries[] = {BY, {NULL}};
    if (!command_options(entries, "LOGIN ROLE",
            "Gives somebody another role; their sessions end.",
            "diwan staff role noura relations", &argc, &argv))
        return EXIT_USAGE;
    if (argc != 3 || !role_known(argv[2])) {
        fputs("diwan staff role: name a login and a role of: clerk relations researcher "
              "secretary archivist admin auditor\n",
            stderr);
        return EXIT_USAGE;
    }
    if (find_actor(diwan, &by, &error))
        store_staff_role(diwan->store, argv[1], argv[2], by, &error);
    return end(error);
}

static int
leave(Diwan *diwan, int argc, char **argv)
{
    gboolean undo = false;
    g_autofree char *by = NULL;
    g_autoptr(GError) error = NULL;
    const GOptionEntry entries[] = {BY,
        {"undo", 0, 0, G_OPTION_ARG_NONE, &undo, "they are back, in their role", NULL},
        {NULL}};
    if (!command_options(entries, "LOGIN",
            "Somebody works here no more: they come in no more, what they did stays.",
            "diwan staff leave noura", &argc, &argv))
        return EXIT_USAGE;
    if (argc != 2) {
        fputs("diwan staff leave: name one login\n", stderr);
        return EXIT_USAGE;
    }
    if (find_actor(diwan, &by, &error))
        store_staff_leave(diwan->store, argv[1], undo, by, &error);
    return end(error);
}

static int
list(Diwan *diwan, int argc, char **argv)
{
    gboolean json = false;
    g_autoptr(GError) error = NULL;
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "one JSON object a line", NULL}, {NULL}};
    if (!command_options(
            entries, "", "Lists who works here.", "diwan staff list", &argc, &argv))
        return EXIT_USAGE;
    g_autoptr(GPtrArray) staff = store_staff_list(diwan->store, &error);
    for (guint i = 0; staff && i < staff->len; i++) {
        const Staff *one = staff->pdata[i];
        if (json) {
            g_autoptr(JsonBuilder) builder = json_builder_new();
            json_builder_begin_object(builder);
            output_text(builder, "login", one->login);
            output_text(builder, "name", one->name);
            output_text(builder, "role", one->role);
            output_bool(builder, "active", one->active);
            json_builder_end_object(builder);
            output_json(builder);
        } else
            printf("%-16s %-12s %s%s\n", one->login, one->role, one->name,
                one->active ? "" : " (left)");
    }
    if (staff)
        return EXIT_DONE;
    command_error(error);
    return EXIT_REFUSED;
}

int
command_staff(Diwan *diwan, int argc, char **argv)
{
    static const SubCommand acts[] = {{"add", add}, {"passwd", passwd}, {"role", role},
        {"leave", leave}, {"list", list}};
    return command_dispatch(diwan, acts, G_N_ELEMENTS(acts), argc, argv);
}
