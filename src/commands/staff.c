/* staff.c - staff add | passwd | list: who works here. */
#include "commands/commands.h"
#include "commands/output.h"
#include "office/office.h"

#include <stdio.h>
#include <string.h>

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

/* Logins stand in web addresses and logs: plain letters only. */
static bool
login_well(const char *login)
{
    gsize n = strspn(login, "abcdefghijklmnopqrstuvwxyz0123456789.-_");
    return n > 0 && n <= 40 && login[n] == '\0';
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
    g_autofree char *name = NULL, *role = NULL;
    g_autoptr(GError) error = NULL;
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print one JSON object", NULL},
        {"name", 0, 0, G_OPTION_ARG_STRING, &name, "the person's name", "NAME"},
        {"role", 0, 0, G_OPTION_ARG_STRING, &role,
            "clerk relations researcher secretary archivist admin auditor", "ROLE"},
        {NULL}};
    if (!command_options(entries, "LOGIN",
            "Adds somebody who works here; prints a password.",
            "diwan staff add noura --name 'نورة الفهد' --role clerk", &argc, &argv))
        return EXIT_USAGE;
    if (argc != 2 || name == NULL || !login_well(argv[1]) || !role_known(role)) {
        fputs("diwan staff add: name a login of small letters, --name and a --role of: "
              "clerk "
              "relations researcher secretary archivist admin auditor\n",
            stderr);
        return EXIT_USAGE;
    }
    g_autofree char *password = password_random();
    g_autofree char *hash = password_hash(password);
    if (store_staff_add(diwan->store, argv[1], name, role, hash, NULL, &error))
        return tell_password(argv[1], password, json);
    command_error(error);
    return EXIT_REFUSED;
}

static int
passwd(Diwan *diwan, int argc, char **argv)
{
    gboolean json = false;
    g_autoptr(GError) error = NULL;
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print one JSON object", NULL}, {NULL}};
    if (!command_options(entries, "LOGIN",
            "Gives somebody a new one-time password and ends their sessions.",
            "diwan staff passwd noura", &argc, &argv))
        return EXIT_USAGE;
    if (argc != 2) {
        fputs("diwan staff passwd: name one login\n", stderr);
        return EXIT_USAGE;
    }
    g_autofree char *password = password_random();
    g_autofree char *hash = password_hash(password);
    if (store_staff_passwd(diwan->store, argv[1], hash, &error))
        return tell_password(argv[1], password, json);
    command_error(error);
    return EXIT_REFUSED;
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
    static const SubCommand acts[] = {{"add", add}, {"passwd", passwd}, {"list", list}};
    return command_dispatch(diwan, acts, G_N_ELEMENTS(acts), argc, argv);
}
