/* backup.c - backup, restore: an office is copied, and made again from the copy. */
#include "commands/commands.h"
#include "commands/output.h"
#include "office/office.h"

#include <stdio.h>

static void
add_texts(JsonBuilder *builder, const char *name, GPtrArray *texts)
{
    json_builder_set_member_name(builder, name);
    json_builder_begin_array(builder);
    for (guint i = 0; texts != NULL && i < texts->len; i++)
        json_builder_add_string_value(builder, texts->pdata[i]);
    json_builder_end_array(builder);
}

static void
add_count(JsonBuilder *builder, const BackupCount *count)
{
    output_int(builder, "files", count->files);
    output_int(builder, "copied", count->copied);
    output_int(builder, "copied_bytes", count->copied_bytes);
    add_texts(builder, "damaged", count->damaged);
}

static void
tell_damage(const BackupCount *count)
{
    for (guint i = 0; i < count->damaged->len; i++)
        fprintf(stderr, "diwan: %s\n", (char *)count->damaged->pdata[i]);
}

/* ---- backup ---- */

static void
print_backup(
    const Diwan *diwan, const char *folder, const BackupCount *count, bool as_json)
{
    if (!as_json) {
        printf(
            "copied to %s: the database, diwan.conf, secrets/ (keep the folder as safe "
            "as the office), %d files of letters, %d of them new (%.1f MB)\n",
            folder, count->files, count->copied, (double)count->copied_bytes / 1e6);
        for (guint i = 0; i < count->outside->len; i++)
            printf("not in it, since it lies outside the office: %s\n",
                (char *)count->outside->pdata[i]);
        return;
    }
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    output_text(builder, "office", diwan->config->office);
    output_text(builder, "copied_to", folder);
    add_count(builder, count);
    add_texts(builder, "outside", count->outside);
    json_builder_end_object(builder);
    output_json(builder);
}

int
command_backup(Diwan *diwan, int argc, char **argv)
{
    gboolean json = false;
    g_autoptr(GError) error = NULL;
    g_auto(BackupCount) count = {0};
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print one JSON object", NULL}, {NULL}};
    if (!command_options(entries, "[DIR]",
            "Copies the office to DIR (else to [keep] backup) while it runs: the "
            "database "
            "as of one instant, every letter, diwan.conf and secrets/, without which the "
            "office could neither fetch, send nor know replies to its letters. Letters "
            "already there are not copied again; the search index is made again from "
            "them.",
            "diwan backup /mnt/backup/diwan", &argc, &argv))
        return EXIT_USAGE;
    const char *folder = argc == 2 ? argv[1] : diwan->config->backup;
    if (argc > 2 || folder == NULL) {
        fputs("diwan backup: name one folder, or set [keep] backup\n", stderr);
        return EXIT_USAGE;
    }
    if (!office_backup(
            diwan->config, diwan->store, diwan->archive, folder, &count, &error)) {
        command_error(error);
        return EXIT_REFUSED;
    }
    print_backup(diwan, folder, &count, json);
    tell_damage(&count);
    return count.damaged->len > 0 ? EXIT_REFUSED : EXIT_DONE;
}

/* ---- restore ---- */

static void
print_restored(const RestoreWish *wish, const Restored *restored, bool as_json)
{
    g_autofree char *days = output_days(restored->made_at);
    if (!as_json) {
        printf(
            "restored to %s: %d files of letters, the office as of %s\n"
            "mails put in doubt: %d, and answers to letters that came before now will be;"
            " look at what the former office sent since, then send or drop them\n"
            "next: numbers it gave since are not known here: compare its last prints; "
            "`diwan -c %s/diwan.conf check`, then `serve`\n",
            wish->to, restored->count.files, days, restored->held, wish->to);
        return;
    }
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    output_text(builder, "restored_to", wish->to);
    output_instant(builder, "made_at", restored->made_at);
    add_count(builder, &restored->count);
    output_int(builder, "in_doubt", restored->held);
    json_builder_end_object(builder);
    output_json(builder);
}

/* Where it is to be: named, else the folder of the configuration that is named. */
static char *
target_of(int argc, char **argv)
{
    const char *named = g_getenv("DIWAN_CONFIG");
    if (argc == 3)
        return g_strdup(argv[2]);
    if (argc != 2 || named == NULL)
        return NULL;
    return g_str_has_suffix(named, ".conf") ? g_path_get_dirname(named) : g_strdup(named);
}

int
command_restore(Diwan *diwan, int argc, char **argv)
{
    (void)diwan;
    gboolean json = false, nothing_sent = false, despite = false;
    g_autoptr(GError) error = NULL;
    const GOptionEntry entries[] = {
        {"nothing-sent-since", 0, 0, G_OPTION_ARG_NONE, &nothing_sent,
            "the former office has sent nothing since the backup: mails go on by "
            "themselves",
            NULL},
        {"despite-damage", 0, 0, G_OPTION_ARG_NONE, &despite,
            "do without files that are damaged or missing; they are named", NULL},
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print one JSON object", NULL}, {NULL}};
    if (!command_options(entries, "DIR [OFFICE]",
            "Makes an office in OFFICE (else in the folder of -c FILE) from the backup "
            "in "
            "DIR, and checks all of it: sums, every letter's bytes, the register. It "
            "goes "
            "on with the next number. What had not been sent is held for a person, since "
            "the former office may have sent it after the backup.",
            "diwan restore /mnt/backup/diwan /srv/diwan", &argc, &argv))
        return EXIT_USAGE;
    g_autofree char *to = target_of(argc, argv);
    if (to == NULL) {
        fputs("diwan restore: name the backup and the new office's folder\n", stderr);
        return EXIT_USAGE;
    }
    RestoreWish wish = {argv[1], to, nothing_sent, despite};
    Restored restored = {0};
    bool well = office_restore(&wish, &restored, &error);
    if (well)
        print_restored(&wish, &restored, json);
    else
        command_error(error);
    if (restored.count.damaged != NULL)
        tell_damage(&restored.count);
    bool whole = well && restored.count.damaged->len == 0;
    backup_count_clear(&restored.count);
    return whole ? EXIT_DONE : EXIT_REFUSED;
}
