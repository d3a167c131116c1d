/* test-renamed.c - folders of a real Dovecot that people rename, remove and make anew while the office
 * reads them: no letter is lost, none is taken twice, and people are told in words.
 *
 * Needs root, Dovecot and Postfix; says so and skips where one is missing.
 */
#include "folders.h"

#define OLD_UTF7 OTHER_UTF7 " 1"

static const char *const users[] = {
    "polled@charity.example", "watched@charity.example", NULL};

static void
set_up(Fixture *fixture, gconstpointer user)
{
    bool watched = strcmp(user, "watched@charity.example") == 0;
    folders_open(fixture, user, watched ? "Letters" : "Junk; INBOX; " OTHER);
}

typedef int (*FolderAct)(mailimap *session, const char *name);

static void
act(Fixture *fixture, FolderAct does, const char *name)
{
    g_autoptr(FetcherSettings) settings = NULL;
    g_autoptr(Imap) imap = session_open(fixture, &settings);
    g_assert_cmpint(does(imap->session, name), ==, MAILIMAP_NO_ERROR);
    alarm(0);
}

static void
folder_rename(Fixture *fixture, const char *from, const char *to)
{
    g_autoptr(FetcherSettings) settings = NULL;
    g_autoptr(Imap) imap = session_open(fixture, &settings);
    g_assert_cmpint(mailimap_rename(imap->session, from, to), ==, MAILIMAP_NO_ERROR);
    alarm(0);
}

/* Rounds until the source's trouble has these words (NULL: has none); nothing is taken meanwhile. */
static void
rounds_until(Fixture *fixture, Intake *intake, const char *source, const char *words)
{
    g_autofree char *last = NULL;
    for (gint64 until = clock_ticks_ms() + 40000; clock_ticks_ms() < until;) {
        rounds(intake, 200);
        g_autoptr(GPtrArray) sources = store_sources(fixture->store, NULL);
        for (guint i = 0; i < sources->len; i++) {
            const SourceState *state = sources->pdata[i];
            if (strcmp(state->source, source) != 0)
                continue;
            if (words == NULL
                    ? state->problem == NULL
                    : state->problem != NULL && strstr(state->problem, words) != NULL)
                return;
            g_free(last);
            last = g_strdup(state->problem);
        }
    }
    g_error("'%s' does not say '%s' but '%s'", source, words, last);
}

/* Folders that are looked at in turn. */
static void
test_polled(Fixture *fixture, gconstpointer user)
{
    (void)user;
    append(fixture, 0, 0, 2);
    append(fixture, 1, 10, 3);
    append(fixture, 2, 20, 3);
    g_autoptr(Intake) intake =
        intake_open(fixture->config, fixture->store, fixture->archive, NULL);
    take(intake, 8, true, 60000);

    /* Renamed: it is named, with what to do, and stops none of the others. */
    folder_rename(fixture, OTHER_UTF7, OLD_UTF7);
    rounds_until(fixture, intake, "main/" OTHER, "renamed or removed");
    append(fixture, 0, 2, 1);
    append(fixture, 1, 13, 1);
    take(intake, 2, false, 20000);

    /* Another with its name: what is new in it is taken, what is known is not. */
    append(fixture, 2, 21, 4); /* 21 and 22 are known */
    take(intake, 2, false, 60000);
    rounds_until(fixture, intake, "main/" OTHER, "was made anew");

    /* Removed, and made anew with fewer letters than it had. */
    act(fixture, mailimap_delete, "Junk");
    rounds_until(fixture, intake, "main/Junk", "renamed or removed");
    append(fixture, 1, 14, 1);
    take(intake, 1, false, 60000);

    /* The old one back in its place, with a letter that came while it was away. */
    append_to(fixture, OLD_UTF7, 30, 1);
    act(fixture, mailimap_delete, OTHER_UTF7);
    folder_rename(fixture, OLD_UTF7, OTHER_UTF7);
    take(intake, 1, false, 60000);
    rounds(intake, 4000);
}

/* The folder in which intake waits is renamed or removed under it. */
static void
test_watched(Fixture *fixture, gconstpointer user)
{
    (void)user;
    append(fixture, 0, 0, 3);
    g_autoptr(Intake) intake =
        intake_open(fixture->config, fixture->store, fixture->archive, NULL);
    take(intake, 3, true, 60000);
    append(fixture, 0, 3, 1); /* it waits now */
    take(intake, 1, false, 20000);

    folder_rename(fixture, "Letters", "Letters of last year");
    append(fixture, 0, 2, 3); /* makes it anew; 2 and 3 are known */
    take(intake, 1, false, 60000);
    rounds_until(fixture, intake, "main", "was made anew");

    act(fixture, mailimap_delete, "Letters");
    rounds_until(fixture, intake, "main", "renamed or removed");
    append(fixture, 0, 5, 2);
    take(intake, 2, false, 60000);
    rounds(intake, 4000);
}

int
main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "fetcher") == 0)
        return fetcher_main(argc - 1, argv + 1);
    g_test_init(&argc, &argv, NULL);
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = g_dir_make_tmp("diwan-post-XXXXXX", NULL);
    g_autofree char *templates = place_of_config("post-office", NULL);
    post = post_office_start(templates, folder, users, &error);
    if (post == NULL) {
        printf("1..0 # SKIP %s\n", error->message);
        return 0;
    }
    g_test_add("/renamed/polled", Fixture, users[0], set_up, test_polled, tear_down);
    g_test_add("/renamed/watched", Fixture, users[1], set_up, test_watched, tear_down);
    int status = g_test_run();
    post_office_stop(post);
    post_office_remove(folder, NULL);
    return status;
}
