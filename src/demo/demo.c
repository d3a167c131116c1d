/* demo.c - the main job, shown on a sample: a real post office, a throw-away office, and
 * every kind of letter.
 *
 * The office is served by this same program, started as anybody would start it. Whatever happens,
 * roles and servers end before this process does, or are ended by their guardians after it.
 */
#include "demo/demo.h"

#include "base/base.h"
#include "demo/places.h"
#include "demo/verdict.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static volatile sig_atomic_t stop;

static void
ask_to_stop(int number)
{
    (void)number;
    stop = 1;
}

static void
watch_signals(void)
{
    struct sigaction action = {.sa_handler = ask_to_stop};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
}

/* What a demonstration holds; freed in the order things must end. */
typedef struct Stage {
    Sample *sample;
    Throwaway *office;
    PostOffice *post_office;
    Child *serve;
    Store *store;
    Books *books;
} Stage;

static void
stage_close(Stage *stage)
{
    books_free(stage->books);
    store_close(stage->store);
    child_stop(stage->serve);
    post_office_stop(stage->post_office);
    throwaway_free(stage->office);
    sample_free(stage->sample);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Stage, stage_close)

static bool
open_post_office(Stage *stage, GError **error)
{
    g_autofree char *templates = place_of_config("post-office", error);
    g_autofree char *folder =
        g_build_filename(stage->office->folder, "post-office", NULL);
    g_auto(GStrv) users = sample_users(stage->sample);
    if (!templates)
        return false;
    stage->post_office =
        post_office_start(templates, folder, (const char *const *)users, error);
    if (!stage->post_office)
        return false;
    if (stage->post_office->link)
        g_printerr(
            "demo: Postfix cannot reach '%s'; until the end the post office lies in "
            "'%s'\n",
            stage->post_office->link, stage->post_office->folder);
    return true;
}

static bool
start_roles(Stage *stage, GError **error)
{
    g_autofree char *program = g_file_read_link("/proc/self/exe", error);
    g_autofree char *log = g_build_filename(stage->office->folder, "serve.log", NULL);
    g_autofree char *database =
        g_build_filename(stage->office->folder, "office.db", NULL);
    if (!program)
        return false;
    const char *line[] = {program, "-c", stage->office->config, "serve", NULL};
    stage->serve = child_start(line, log, error);
    if (!stage->serve)
        return false;
    stage->store = store_open(database, false, error);
    if (!stage->store)
        return false;
    stage->books = books_new(stage->store);
    return true;
}

static bool
stage_open(Stage *stage, const char *folder, GError **error)
{
    if (!post_office_can_run(error))
        return false;
    g_autofree char *sample = place_of_config("sample", error);
    if (!sample || !(stage->sample = sample_load(sample, error)))
        return false;
    if (!(stage->office = throwaway_make(folder, error)))
        return false;
    g_printerr(
        "demo: an office in '%s'; opening its post office\n", stage->office->folder);
    return open_post_office(stage, error) &&
           throwaway_furnish(stage->office, stage->post_office, stage->sample, error) &&
           start_roles(stage, error);
}

static void
serve_on(const Stage *stage)
{
    printf("\nThe staff's window: http://%s/\n"
           "Administrator: admin, one-time password: %s\n"
           "Serving until Ctrl-C.\n",
        stage->office->web, stage->office->password);
    fflush(stdout);
    while (!stop && child_is_running(stage->serve))
        g_usleep(200 * 1000);
}

bool
demo_run(const Demo *demo, bool *good, GError **error)
{
    watch_signals();
    /* What the office keeps is for its own user alone. */
    umask(077);
    g_auto(Stage) stage = {0};
    if (!stage_open(&stage, demo->folder, error))
        return false;
    Play play = {.sample = stage.sample,
        .post_office = stage.post_office,
        .office = stage.office,
        .books = stage.books,
        .serve = stage.serve,
        .stop = &stop};
    if (!play_run(&play, error))
        return false;
    if (demo->json)
        verdict_print_json(&play);
    else
        verdict_print(&play);
    if (!demo->once)
        serve_on(&stage);
    *good = verdict_good(&play);
    return true;
}
