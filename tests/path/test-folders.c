/* test-folders.c - a mailbox with several folders, on a real Dovecot: the inbox is watched, the others
 * are looked at in turn, each has its own cursor and its own comparison, and no mail is taken twice.
 *
 * Needs root, Dovecot and Postfix; says so and skips where one is missing.
 */
#include "folders.h"

static const char *const users[] = {"folders@charity.example", NULL};

static void
set_up(Fixture *fixture, gconstpointer user)
{
    folders_open(fixture, user, "Junk; INBOX; " OTHER);
}

static guint
count_flagged(Fixture *fixture, guint folder)
{
    const MailboxConfig *mailbox = fixture->config->mailboxes->pdata[folder];
    g_autoptr(FetcherSettings) settings =
        process_settings(mailbox, file_read_secret(mailbox->password_file, NULL));
    g_autoptr(Imap) imap = imap_open(settings, NULL);
    g_assert_nonnull(imap);
    g_autoptr(GArray) heads = imap_heads(imap, 1, G_MAXUINT32, NULL);
    alarm(0);
    guint flagged = 0;
    for (guint i = 0; i < heads->len; i++)
        flagged += g_array_index(heads, ImapHead, i).flagged;
    return flagged;
}

/* Each folder under its name: what the server has, all of it compared and nothing differing. */
static void
assert_compared(Fixture *fixture, const int *server)
{
    static const char *const names[] = {"main", "main/Junk", "main/" OTHER};
    g_autoptr(GPtrArray) sources = store_sources(fixture->store, NULL);
    g_assert_cmpuint(sources->len, ==, G_N_ELEMENTS(names));
    for (guint i = 0; i < sources->len; i++) {
        const SourceState *state = sources->pdata[i];
        g_test_message("%s: %d mails compared", state->source, (int)state->server);
        g_assert_cmpstr(state->source, ==, names[i]);
        g_assert_null(state->problem);
        g_assert_cmpint(state->compared_at, >, 0);
        g_assert_cmpint(state->server, ==, server[i]);
        g_assert_cmpint(state->missing + state->differing + state->gone, ==, 0);
    }
}

static void
test_folders(Fixture *fixture, gconstpointer user)
{
    (void)user;
    append(fixture, 0, 0, 3);
    append(fixture, 1, 10, 2);
    append(fixture, 2, 20, 2);
    append(fixture, 2, 0, 1); /* the same bytes as in the inbox: one letter */
    {
        g_autoptr(Intake) intake =
            intake_open(fixture->config, fixture->store, fixture->archive, NULL);
        take(intake, 7, true, 60000);
        /* The inbox calls; the others are looked at when it is time. */
        append(fixture, 1, 12, 1);
        append(fixture, 0, 3, 1);
        take(intake, 2, false, 20000);
    }
    static const char *const parts[][2] = {
        {"main", "INBOX"}, {"main/Junk", "Junk"}, {"main/" OTHER, OTHER}};
    static const int letters[] = {4, 3, 3};
    for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
        gint64 uidvalidity = 0, last_uid = 0;
        g_assert_true(store_cursor_get(
            fixture->store, parts[i][0], parts[i][1], &uidvalidity, &last_uid, NULL));
        g_assert_cmpint(uidvalidity, >, 0);
        g_assert_cmpint(last_uid, ==, letters[i]);
        g_assert_cmpuint(count_flagged(fixture, i), ==, (guint)letters[i]);
    }
    /* Begun anew: nothing is taken again, and every folder is compared. */
    g_autoptr(Intake) intake =
        intake_open(fixture->config, fixture->store, fixture->archive, NULL);
    take(intake, 0, true, 60000);
    rounds(intake, 1000);
    assert_compared(fixture, letters);
}

/* A folder that is not there is named, and stops none of the others. */
static void
test_missing_folder(Fixture *fixture, gconstpointer user)
{
    (void)user;
    MailboxConfig *junk = fixture->config->mailboxes->pdata[1];
    g_free(junk->folder);
    junk->folder = g_strdup("Nowhere");
    g_autoptr(Intake) intake =
        intake_open(fixture->config, fixture->store, fixture->archive, NULL);
    take(intake, 6, false, 60000);
    rounds(intake, 3000);
    g_autoptr(GPtrArray) sources = store_sources(fixture->store, NULL);
    g_assert_cmpuint(sources->len, ==, 3);
    for (guint i = 0; i < sources->len; i++) {
        const SourceState *state = sources->pdata[i];
        if (i == 1)
            g_assert_nonnull(
                strstr(state->problem, "does not open the folder 'Nowhere'"));
        else
            g_assert_null(state->problem);
    }
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
    g_test_add("/folders/several", Fixture, users[0], set_up, test_folders, tear_down);
    g_test_add(
        "/folders/missing", Fixture, users[0], set_up, test_missing_folder, tear_down);
    int status = g_test_run();
    post_office_stop(post);
    post_office_remove(folder, NULL);
    return status;
}
