/* office.c - init, serve: an office is made, and runs. */
#include "office/office.h"
#include "commands/commands.h"
#include "commands/output.h"
#include "roles.h"

#include <stdio.h>
#include <unistd.h>

int
command_init(Diwan *diwan, int argc, char **argv)
{
    (void)diwan;
    gboolean json = false;
    g_autoptr(GError) error = NULL;
    g_autofree char *password = NULL;
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print one JSON object", NULL}, {NULL}};
    if (!command_options(entries, "DIR",
            "Makes an office in DIR: diwan.conf, database, letters/ and the first "
            "administrator.",
            "diwan init /srv/diwan", &argc, &argv))
        return EXIT_USAGE;
    if (argc != 2) {
        fputs("diwan init: name one folder\n", stderr);
        return EXIT_USAGE;
    }
    if (!office_create(argv[1], &password, &error)) {
        command_error(error);
        return EXIT_REFUSED;
    }
    if (json) {
        g_autoptr(JsonBuilder) builder = json_builder_new();
        json_builder_begin_object(builder);
        output_text(builder, "office", argv[1]);
        output_text(builder, "login", "admin");
        output_text(builder, "password", password);
        json_builder_end_object(builder);
        output_json(builder);
    } else
        printf("made the office %s\nfirst administrator: admin, one-time password: %s\n"
               "next: set the mailbox and the relay in %s/diwan.conf, then `diwan -c "
               "%s/diwan.conf check`\n",
            argv[1], password, argv[1], argv[1]);
    return EXIT_DONE;
}

int
command_serve(Diwan *diwan, int argc, char **argv)
{
    gboolean json = false;
    const GOptionEntry entries[] = {{"json", 0, 0, G_OPTION_ARG_NONE, &json,
                                        "print one JSON object at the begin", NULL},
        {NULL}};
    if (!command_options(entries, "",
            "Runs every role of the office until SIGTERM or Ctrl-C.",
            "diwan -c /etc/diwan/diwan.conf serve", &argc, &argv))
        return EXIT_USAGE;
    if (json) {
        g_autoptr(JsonBuilder) builder = json_builder_new();
        json_builder_begin_object(builder);
        output_text(builder, "office", diwan->config->office);
        output_int(builder, "process", getpid());
        json_builder_end_object(builder);
        output_json(builder);
        fflush(stdout);
    }
    return roles_serve(diwan->config);
}
