/* office.c - init, serve, backup: an office is made, runs, and is copied. */
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

/* The database first: every file its rows name is then in the archive already. */
static bool
copy_office(Diwan *diwan, const char *to, GError **error)
{
    g_autofree char *database = g_build_filename(to, "office.db", NULL);
    g_autofree char *letters = g_build_filename(to, "letters", NULL);
    g_autofree char *config = g_build_filename(to, "diwan.conf", NULL);
    g_autofree char *secrets = g_build_filename(diwan->config->office, "secrets", NULL);
    g_autofree char *kept_secrets = g_build_filename(to, "secrets", NULL);
    g_autoptr(GBytes) conf = file_read(diwan->config->path, 1 << 20, error);
    gsize length;
    if (conf == NULL || !file_make_folder(to, error) ||
        !store_backup(diwan->store, database, error))
        return false;
    const void *text = g_bytes_get_data(conf, &length);
    return file_write(config, text, length, 0600, error) &&
           file_copy_tree(diwan->config->letters, letters, error) &&
           (!g_file_test(secrets, G_FILE_TEST_IS_DIR) ||
               file_copy_tree(secrets, kept_secrets, error));
}

int
command_backup(Diwan *diwan, int argc, char **argv)
{
    gboolean json = false;
    g_autoptr(GError) error = NULL;
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print one JSON object", NULL}, {NULL}};
    if (!command_options(entries, "DIR",
            "Copies the office to DIR while it runs: the database as of one instant, "
            "every letter, "
            "the configuration and the office's keys. Letters already there are not "
            "copied again.",
            "diwan backup /mnt/backup/diwan", &argc, &argv))
        return EXIT_USAGE;
    if (argc != 2) {
        fputs("diwan backup: name one folder\n", stderr);
        return EXIT_USAGE;
    }
    if (!copy_office(diwan, argv[1], &error)) {
        command_error(error);
        return EXIT_REFUSED;
    }
    if (!json) {
        printf("copied to %s\n", argv[1]);
        return EXIT_DONE;
    }
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    output_text(builder, "office", diwan->config->office);
    output_text(builder, "copied_to", argv[1]);
    json_builder_end_object(builder);
    output_json(builder);
    return EXIT_DONE;
}
