/* test-library.c - documents in versions; the newest is enclosed, and where each went is known. */
#include "office/office.h"

#include <string.h>

typedef struct World {
    char *folder;
    Store *store;
    Archive *archive;
} World;

static void
world_open(World *world)
{
    GError *error = NULL;
    world->folder = g_dir_make_tmp("diwan-XXXXXX", NULL);
    g_autofree char *letters = g_build_filename(world->folder, "letters", NULL);
    world->store = store_open(":memory:", true, &error);
    world->archive = archive_open(letters, &error);
    g_assert_no_error(error);
}

static void
world_close(World *world)
{
    archive_close(world->archive);
    store_close(world->store);
    g_assert_true(file_remove_tree(world->folder, NULL));
    g_free(world->folder);
}

/* NULL when it was refused. */
static Document *
add(World *world, const char *name, const char *file_name, const char *bytes,
    const char *title)
{
    GError *error = NULL;
    g_autofree char *path = g_build_filename(world->folder, file_name, NULL);
    g_assert_true(file_write(path, bytes, strlen(bytes), 0600, &error));
    g_autoptr(Document) document = g_new0(Document, 1);
    document->name = g_strdup(name);
    document->title_ar = g_strdup(title);
    document->title_en = g_strdup(title);
    document->added_by = g_strdup("noura");
    if (library_add(world->store, world->archive, path, document, &error))
        return g_steal_pointer(&document);
    g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED);
    g_error_free(error);
    return NULL;
}

static void
test_versions(void)
{
    World world;
    GError *error = NULL;
    world_open(&world);
    g_autoptr(Document) one = add(&world, "bylaws", "bylaws.pdf", "%PDF-1.4 one", NULL);
    g_assert_nonnull(one);
    g_assert_cmpint(one->version, ==, 1);
    g_autoptr(Document) two = add(&world, "bylaws", "new.pdf", "%PDF-1.4 two", NULL);
    g_assert_cmpint(two->version, ==, 2);
    g_assert_null(add(&world, "bylaws", "new.pdf", "%PDF-1.4 two", NULL)); /* the same */
    g_autoptr(Document) now = library_current(world.store, "bylaws", &error);
    g_assert_no_error(error);
    g_assert_cmpint(now->version, ==, 2);
    g_assert_cmpstr(now->title_en, ==, "Bylaws of the association");
    g_assert_cmpstr(now->file_name, ==, "new.pdf");
    /* The former version's bytes are what they were. */
    g_autoptr(Document) former = store_document_get(world.store, "bylaws", 1, &error);
    g_autoptr(GBytes) bytes = archive_load(world.archive, former->sha256, &error);
    g_assert_cmpmem(
        g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), "%PDF-1.4 one", 12);

    Outgoing mail = {.purpose = (char *)"reply",
        .recipient = (char *)"hind@applicants.example",
        .sender = (char *)"",
        .message_id = (char *)"1@charity.example",
        .bytes = bytes};
    gint64 id = 0;
    g_assert_true(store_outbox_put(world.store, &mail, &id, &error));
    g_assert_true(store_enclosed_put(
        world.store, former->version_id, id, "2/1448/000001/4", &error));
    g_autoptr(GPtrArray) went =
        store_enclosed_of(world.store, former->version_id, 10, &error);
    g_assert_cmpuint(went->len, ==, 1);
    const Enclosing *to = went->pdata[0];
    g_assert_cmpstr(to->recipient, ==, "hind@applicants.example");
    g_assert_cmpstr(to->number, ==, "2/1448/000001/4");
    g_assert_cmpint(to->version, ==, 1);
    g_autoptr(GPtrArray) with = store_enclosed_with(world.store, id, &error);
    g_assert_cmpuint(with->len, ==, 1);

    g_assert_true(
        store_document_retire(world.store, "bylaws", "noura", "replaced", &error));
    g_assert_false(
        store_document_retire(world.store, "bylaws", "noura", "again", &error));
    g_clear_error(&error);
    g_assert_null(library_current(world.store, "bylaws", &error));
    g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED);
    g_clear_error(&error);
    /* The same bytes bring it back as a version of their own. */
    g_autoptr(Document) back = add(&world, "bylaws", "new.pdf", "%PDF-1.4 two", NULL);
    g_assert_cmpint(back->version, ==, 3);
    g_autoptr(GPtrArray) all = store_document_versions(world.store, "bylaws", &error);
    g_assert_cmpuint(all->len, ==, 3);
    g_assert_cmpint(((Document *)all->pdata[2])->enclosed, ==, 1);
    world_close(&world);
}

static const struct {
    const char *name, *file_name, *bytes, *title;
    bool taken;
} cases[] = {
    {"request-form", "form.pdf", "%PDF-1.7", NULL, true},
    {"guide-2", "guide.docx", "PK\x03\x04", "Guide", true},
    {"guide", "guide.pdf", "%PDF-", NULL, false}, /* new, and without titles */
    {"Guide", "guide.pdf", "%PDF-", "Guide", false},
    {"../guide", "guide.pdf", "%PDF-", "Guide", false},
    {"", "guide.pdf", "%PDF-", "Guide", false},
    {"guide", "guide.pdf", "MZ", "Guide", false}, /* not what its name says */
    {"guide", "guide.exe", "MZ", "Guide", false},
    {"guide", "guide.pdf", "", "Guide", false},
};

static void
test_add(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        World world;
        world_open(&world);
        g_autoptr(Document) document = add(
            &world, cases[i].name, cases[i].file_name, cases[i].bytes, cases[i].title);
        g_test_message("%s %s", cases[i].name, cases[i].file_name);
        g_assert_true((document != NULL) == cases[i].taken);
        world_close(&world);
    }
}

/* What a template encloses is there as it was kept, or nothing is sent. */
static void
test_enclose(void)
{
    World world;
    GError *error = NULL;
    world_open(&world);
    g_autofree char *letters = g_build_filename(world.folder, "letters", NULL);
    Config config = {.letters = letters};
    g_autoptr(Document) bylaws =
        add(&world, "bylaws", "bylaws.pdf", "%PDF-1.4 one", NULL);
    g_autoptr(Document) form = add(&world, "request-form", "form.pdf", "%PDF-1.4", NULL);
    char *names[] = {(char *)"request-form", (char *)"bylaws", NULL};
    g_auto(Enclosed) enclosed = {0};
    g_assert_true(library_enclose(&config, world.store, names, &enclosed, &error));
    g_assert_cmpuint(enclosed.list->len, ==, 2);
    const Enclosure *second = enclosed.list->pdata[1];
    g_assert_cmpstr(second->key, ==, "bylaws");
    g_assert_cmpstr(second->media_type, ==, "application/pdf");
    g_assert_cmpmem(g_bytes_get_data(second->bytes, NULL),
        g_bytes_get_size(second->bytes), "%PDF-1.4 one", 12);
    g_assert_true(library_enclosed(world.store, &enclosed, 0, "2/1448/000001/4", &error));
    g_autoptr(GPtrArray) went =
        store_enclosed_of(world.store, bylaws->version_id, 10, &error);
    g_assert_cmpuint(went->len, ==, 1);

    g_auto(Enclosed) none = {0};
    g_assert_true(library_enclose(&config, world.store, NULL, &none, &error));
    g_assert_cmpuint(none.list->len, ==, 0);
    char *absent[] = {(char *)"bylaws", (char *)"no-such", NULL};
    g_auto(Enclosed) half = {0};
    g_assert_false(library_enclose(&config, world.store, absent, &half, &error));
    g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED);
    g_assert_nonnull(strstr(error->message, "no-such"));
    g_clear_error(&error);

    /* One that may be missing holds nothing up; none goes twice. */
    char *optional[] = {(char *)"no-such?", (char *)"bylaws?", (char *)"bylaws", NULL};
    g_auto(Enclosed) some = {0};
    g_assert_true(library_enclose(&config, world.store, optional, &some, &error));
    g_assert_cmpuint(some.list->len, ==, 1);
    /* Paper takes a PDF whose pages can be printed, and nothing else. */
    g_auto(Enclosed) unsound = {0}, left_out = {0};
    g_assert_false(library_enclose_paper(&config, world.store, names, &unsound, &error));
    g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED);
    g_clear_error(&error);
    char *bylaws_too[] = {(char *)"bylaws?", NULL};
    g_assert_true(
        library_enclose_paper(&config, world.store, bylaws_too, &left_out, &error));
    g_assert_cmpuint(left_out.list->len, ==, 0);
    world_close(&world);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/library/versions", test_versions);
    g_test_add_func("/library/add", test_add);
    g_test_add_func("/library/enclose", test_enclose);
    return g_test_run();
}
