/* test-dossier.c - what is given of one person, and what is kept apart for somebody to look at. */
#include "dossier/dossier.h"

#include "../office/bureau.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>

typedef struct World {
    Bureau bureau;
    Archive *archive;
    char *folder;
    gint64 other_id; /* another person on record, with the same mobile */
} World;

static gint64
add_party(Store *store, const char *file_no, const char *national_id, const char *email)
{
    g_autoptr(GError) error = NULL;
    const Party party = {.file_no = (char *)file_no,
        .party_kind = (char *)"applicant",
        .full_name = (char *)"هند صالح الدوسري",
        .national_id = (char *)national_id,
        .mobile = (char *)"+966500000001",
        .email = (char *)email};
    PartyChange change;
    gint64 id = 0;
    store_party_put(store, &party, NULL, &change, &id, &error);
    g_assert_no_error(error);
    return id;
}

static void
world_open(World *world, gconstpointer unused)
{
    (void)unused;
    g_autoptr(GError) error = NULL;
    bureau_open(&world->bureau);
    world->folder = g_dir_make_tmp("diwan-dossier-XXXXXX", &error);
    g_autofree char *letters = g_build_filename(world->folder, "letters", NULL);
    world->archive = archive_open(letters, &error);
    g_assert_no_error(error);
    world->other_id =
        add_party(world->bureau.store, "A-8", "1000000016", "hind@example.org");
}

static void
world_close(World *world, gconstpointer unused)
{
    (void)unused;
    archive_close(world->archive);
    bureau_close(&world->bureau);
    g_assert_true(file_remove_tree(world->folder, NULL));
    g_free(world->folder);
}

/* ---- a letter ---- */

/* A clue to the first or to the second of the two persons. */
typedef struct Hint {
    int person;
    const char *kind, *seen;
    double weight;
} Hint;
typedef struct Case {
    const char *name, *from;
    bool guardian;
    Hint hints[3];
    const char *kept_apart; /* NULL: given */
} Case;

static const Case cases[] = {
    {"one's own", "noura@example.org", false, {{1, "sender", "noura@example.org", 20}},
        NULL},
    {"from an address of nobody's", "new@example.org", false,
        {{1, "national_id", "1000000008", 20}}, NULL},
    {"a mobile that a family shares", "noura@example.org", false,
        {{1, "mobile", "0500000001", 10}, {2, "mobile", "0500000001", 10}}, NULL},
    {"a name alike", "noura@example.org", false, {{2, "name", "الدوسري", 2}}, NULL},
    {"from another's address", "HIND@example.org", false,
        {{1, "national_id", "1000000008", 20}}, "by_other"},
    {"by a guardian", "guardian@example.org", true,
        {{1, "national_id", "1000000008", 20}}, "by_guardian"},
    {"another's ID", "noura@example.org", false,
        {{1, "national_id", "1000000016", -5}, {2, "national_id", "1000000016", 20}},
        "names_another"},
    {"an ID of somebody not on record", "noura@example.org", false,
        {{1, "national_id", "1000000024", -5}}, "names_another"},
    {"another's file number", "noura@example.org", false, {{2, "file_no", "A-8", 12}},
        "names_another"},
};

static Letter *
take(World *world, const char *words)
{
    g_autoptr(GError) error = NULL;
    Store *store = world->bureau.store;
    g_autoptr(GBytes) bytes = g_bytes_new(words, strlen(words));
    g_autofree char *sha256 = NULL;
    g_autoptr(GPtrArray) arrivals = g_ptr_array_new();
    int taken = 0;
    g_assert_true(archive_put(world->archive, bytes, &sha256, &error));
    Arrival arrival = {.sha256 = sha256,
        .size_bytes = (gint64)strlen(words),
        .source = (char *)"take",
        .received_at = at("2026-11-01")};
    g_ptr_array_add(arrivals, &arrival);
    store_letters_take(store, arrivals, NULL, &taken, &error);
    g_autoptr(GPtrArray) claimed =
        store_letters_claim(store, LETTER_TAKEN, 1, 60000, &error);
    g_assert_no_error(error);
    return g_ptr_array_steal_index(claimed, 0);
}

static void
identify(World *world, const Letter *letter, const Case *c)
{
    g_autoptr(GError) error = NULL;
    gint64 ids[] = {world->bureau.party_id, world->other_id};
    g_autoptr(GPtrArray) candidates =
        g_ptr_array_new_with_free_func((GDestroyNotify)candidate_free);
    for (int person = 1; person <= 2; person++) {
        Candidate *candidate = candidate_new(ids[person - 1]);
        for (guint i = 0; i < G_N_ELEMENTS(c->hints) && c->hints[i].kind != NULL; i++)
            if (c->hints[i].person == person)
                g_ptr_array_add(
                    candidate->clues, clue_new(c->hints[i].kind, c->hints[i].seen, NULL,
                                          c->hints[i].weight));
        g_ptr_array_add(candidates, candidate);
    }
    store_identified(world->bureau.store, letter, MATCH_ONE, world->bureau.party_id, 1,
        candidates, &error);
    g_assert_no_error(error);
}

static gint64
send_case(World *world, const Case *c)
{
    g_autoptr(GError) error = NULL;
    Store *store = world->bureau.store;
    g_autoptr(Letter) letter = take(world, c->name);
    gint64 same = 0;
    g_autoptr(Mail) mail = mail_new();
    mail->from = address_new(NULL, c->from);
    g_free(mail->text);
    mail->text = g_strdup(c->name);
    store_mail_save(store, letter, mail, &same, &error);
    g_assert_no_error(error);
    identify(world, letter, c);
    store_letter_advance(store, letter, LETTER_HELD, "identify", NULL, &error);
    g_assert_no_error(error);
    if (c->guardian) {
        const Decided as = {DECIDED_GUARDIAN, world->bureau.party_id, 0, NULL};
        store_letter_decide_as(store, letter->id, &as, "noura", &error);
        g_assert_no_error(error);
    }
    return letter->id;
}

/* ---- the dossier ---- */

static bool
write_to(World *world, const char *name, GArray *looked_at, DossierCount *count,
    GError **error)
{
    g_autofree char *out = g_build_filename(world->folder, name, NULL);
    const DossierWish wish = {.party_id = world->bureau.party_id,
        .out = out,
        .by = "noura",
        .reason = "asked",
        .looked_at = looked_at};
    return dossier_write(
        world->bureau.config, world->bureau.store, world->archive, &wish, count, error);
}

static JsonObject *
data_of(World *world, const char *name)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(world->folder, name, "data.json", NULL);
    g_autoptr(JsonParser) parser = json_parser_new();
    json_parser_load_from_file(parser, path, &error);
    g_assert_no_error(error);
    return json_object_ref(json_node_get_object(json_parser_get_root(parser)));
}

static void
others_letters_are_kept_apart(World *world, gconstpointer unused)
{
    (void)unused;
    g_autoptr(GError) error = NULL;
    DossierCount count;
    int apart = 0;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        send_case(world, &cases[i]);
        apart += cases[i].kept_apart != NULL;
    }
    g_assert_true(write_to(world, "one", NULL, &count, &error));
    g_assert_no_error(error);
    g_assert_cmpint(count.letters, ==, G_N_ELEMENTS(cases));
    g_assert_cmpint(count.apart, ==, apart);
    g_autoptr(JsonObject) data = data_of(world, "one");
    JsonArray *letters = json_object_get_array_member(data, "letters");
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_test_message("%s", cases[i].name);
        JsonObject *row = json_array_get_object_element(letters, i);
        g_assert_cmpstr(
            json_object_get_string_member_with_default(row, "kept_apart", NULL), ==,
            cases[i].kept_apart);
        g_assert_cmpint(
            json_object_has_member(row, "file"), ==, cases[i].kept_apart == NULL);
        g_assert_cmpint(
            json_object_has_member(row, "text"), ==, cases[i].kept_apart == NULL);
    }
}

static void
what_was_looked_at_is_given(World *world, gconstpointer unused)
{
    (void)unused;
    g_autoptr(GError) error = NULL;
    DossierCount count;
    g_autoptr(GArray) looked_at = g_array_new(false, false, sizeof(gint64));
    gint64 own = send_case(world, &cases[0]), apart = send_case(world, &cases[6]);
    g_array_append_val(looked_at, apart);
    g_assert_true(write_to(world, "one", looked_at, &count, &error));
    g_assert_cmpint(count.apart, ==, 0);
    g_assert_cmpint(count.files, ==, 2);
    g_array_append_val(looked_at, own); /* needs nobody's look: a mistake is told */
    g_assert_false(write_to(world, "two", looked_at, &count, &error));
    g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED);
}

static void
nothing_is_written_over(World *world, gconstpointer unused)
{
    (void)unused;
    g_autoptr(GError) error = NULL;
    DossierCount count;
    send_case(world, &cases[0]);
    g_assert_true(write_to(world, "one.zip", NULL, &count, &error));
    g_autofree char *zip = g_build_filename(world->folder, "one.zip", NULL);
    g_autoptr(GBytes) before = file_read(zip, 1 << 20, NULL);
    g_assert_false(write_to(world, "one.zip", NULL, &count, &error));
    g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED);
    g_autoptr(GBytes) after = file_read(zip, 1 << 20, NULL);
    g_assert_true(g_bytes_equal(before, after));
}

static void
who_works_here_is_not_named(World *world, gconstpointer unused)
{
    (void)unused;
    g_autoptr(GError) error = NULL;
    DossierCount count;
    store_journal(world->bureau.store, "saad", "party_changed", 0, 0,
        world->bureau.party_id, "a note for colleagues", &error);
    g_assert_true(write_to(world, "one", NULL, &count, &error));
    g_autofree char *path = g_build_filename(world->folder, "one", "data.json", NULL);
    g_autofree char *text = NULL;
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    g_assert_nonnull(strstr(text, "\"party_changed\""));
    g_assert_null(strstr(text, "saad"));
    g_assert_null(strstr(text, "a note for colleagues"));
}

#define TEST(name) \
    g_test_add("/dossier/" #name, World, NULL, world_open, name, world_close)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    TEST(others_letters_are_kept_apart);
    TEST(what_was_looked_at_is_given);
    TEST(nothing_is_written_over);
    TEST(who_works_here_is_not_named);
    return g_test_run();
}
