/* test-party_merge.c - two records of one person: found, made one, and two again. */
#include "bureau.h"

static gint64
add(Bureau *bureau, const char *file_no, const char *name, const char *national_id,
    const char *mobile, const char *city)
{
    g_autoptr(GError) error = NULL;
    const Party party = {.file_no = (char *)file_no,
        .party_kind = (char *)"applicant",
        .full_name = (char *)name,
        .national_id = (char *)national_id,
        .mobile = (char *)mobile,
        .city = (char *)city};
    g_autoptr(PersonName) parsed = person_name_parse(name);
    g_autoptr(GPtrArray) keys = person_name_keys(parsed);
    gint64 id = 0;
    store_party_put(bureau->store, &party, keys, NULL, &id, &error);
    g_assert_no_error(error);
    return id;
}

/* The same ID; a mobile and a close name; the same name and city. A family's mobile, namesakes of two towns, and two IDs are
 * two people. */
static void
test_pairs(void)
{
    g_auto(Bureau) bureau;
    bureau_open(&bureau);
    add(&bureau, "B-1", "سعد عمر القحطاني", "1000000016", NULL, "جدة");
    add(&bureau, "B-2", "سعد القحطاني", "1000000016", NULL, NULL);
    add(&bureau, "B-3", "منيرة فهد العتيبي", NULL, "+966500000077", NULL);
    add(&bureau, "B-4", "منيره فهد العتيبى", NULL, "+966500000077", NULL);
    add(&bureau, "B-5", "ريم ناصر الشهري", NULL, NULL, "أبها");
    add(&bureau, "B-6", "ريم ناصر الشهري", NULL, NULL, "أبها");
    add(&bureau, "B-7", "ماجد علي الزهراني", NULL, "+966500000088", NULL);
    add(&bureau, "B-8", "هدى علي الزهراني", NULL, "+966500000088", NULL);
    add(&bureau, "B-9", "فهد خالد المطيري", NULL, NULL, "الدمام");
    add(&bureau, "B-10", "فهد خالد المطيري", NULL, NULL, "تبوك");
    add(&bureau, "B-11", "خالد سعيد الحربي", "1000000024", "+966500000099", "جدة");
    add(&bureau, "B-12", "خالد سعيد الحربي", "1000000032", "+966500000099", "جدة");
    for (int most = 2; most <= 100; most += 49) { /* none is lost between two looks */
        gint64 after = 0;
        g_autoptr(GString) seen = g_string_new(NULL);
        do {
            g_autoptr(GPtrArray) pairs =
                party_pairs(bureau.store, after, most, &after, NULL);
            for (guint i = 0; i < pairs->len; i++) {
                const PartyPair *pair = pairs->pdata[i];
                g_string_append_printf(
                    seen, "%s=%s ", pair->one->file_no, pair->other->file_no);
            }
        } while (after != 0);
        g_assert_cmpstr(seen->str, ==, "B-1=B-2 B-3=B-4 B-5=B-6 ");
    }
}

static bool
is_found_as(Bureau *bureau, const char *kind, const char *value, gint64 id)
{
    g_autoptr(GArray) ids = store_parties_by(bureau->store, kind, value, 10, NULL);
    for (guint i = 0; i < ids->len; i++)
        if (g_array_index(ids, gint64, i) == id)
            return true;
    return false;
}

static void
test_merge(void)
{
    g_auto(Bureau) bureau;
    g_autoptr(GError) error = NULL;
    bureau_open(&bureau);
    const Desk *desk = bureau.desk;
    gint64 kept = bureau.party_id, mine = open_request(&bureau, "enquiry", "new");
    gint64 gone = add(&bureau, "P000009", "نورة الدوسري", NULL, "+966500000055", "جدة");
    bureau.party_id = gone;
    gint64 theirs = open_request(&bureau, "enquiry", "new");
    bureau.party_id = kept;
    const Act noura = act_of("noura", "relations", "the same card", 0);
    const Act silent = act_of("noura", "relations", NULL, 0);
    const Act clerk = act_of("reem", "clerk", "the same card", 0);
    static const char *const take[] = {"mobile", NULL};
    static const char *const wrong[] = {"shoe_size", NULL};
    g_assert_false(party_merge(desk, kept, gone, NULL, &silent, NULL));
    g_assert_false(party_merge(desk, kept, gone, NULL, &clerk, NULL));
    g_assert_false(party_merge(desk, kept, gone, wrong, &noura, NULL));
    g_assert_false(party_merge(desk, kept, kept, NULL, &noura, NULL));
    g_assert_true(party_merge(desk, kept, gone, take, &noura, &error));
    g_assert_no_error(error);

    g_autoptr(Request) moved = request_of(&bureau, theirs);
    g_assert_cmpint(moved->party_id, ==, kept);
    g_autoptr(Party) one = store_party_get(bureau.store, kept, NULL);
    g_assert_cmpstr(one->mobile, ==, "+966500000055");
    g_assert_cmpstr(one->city, ==, "الرياض");
    g_autoptr(Party) other = store_party_get(bureau.store, gone, NULL);
    g_assert_cmpint(other->merged_into, ==, kept);
    g_assert_true(is_found_as(&bureau, "file_no", "P000009", kept));
    g_assert_false(is_found_as(&bureau, "file_no", "P000009", gone));
    g_assert_false(party_merge(desk, kept, gone, NULL, &noura, NULL));
    /* A table that changes the kept record leaves what it is found by. */
    g_free(one->city);
    one->city = g_strdup("جدة");
    g_assert_true(store_party_put(bureau.store, one, NULL, NULL, NULL, &error));
    g_assert_true(is_found_as(&bureau, "file_no", "P000009", kept));
    g_assert_false(store_party_put(bureau.store, other, NULL, NULL, NULL, NULL));

    /* What came since stays. */
    gint64 since = open_request(&bureau, "enquiry", "new");
    g_assert_true(party_separate(desk, gone, &noura, &error));
    g_assert_no_error(error);
    g_assert_false(party_separate(desk, gone, &noura, NULL));
    g_autoptr(Party) again = store_party_get(bureau.store, kept, NULL);
    g_assert_cmpstr(again->mobile, ==, "+966500000001");
    g_assert_cmpstr(again->city, ==, "جدة"); /* said since */
    g_autoptr(Request) back = request_of(&bureau, theirs);
    g_autoptr(Request) own = request_of(&bureau, mine);
    g_autoptr(Request) newer = request_of(&bureau, since);
    g_assert_cmpint(back->party_id, ==, gone);
    g_assert_cmpint(own->party_id, ==, kept);
    g_assert_cmpint(newer->party_id, ==, kept);
    g_assert_true(is_found_as(&bureau, "file_no", "P000009", gone));
    g_assert_false(is_found_as(&bureau, "file_no", "P000009", kept));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/party_merge/pairs", test_pairs);
    g_test_add_func("/party_merge/merge", test_merge);
    return g_test_run();
}
