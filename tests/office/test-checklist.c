/* test-checklist.c - documents, data, registration, referrals and contacts: what is taken and what is refused. */
#include "bureau.h"

static void
is_refused(bool done, GError **error, const char *says)
{
    g_assert_false(done);
    g_assert_error(*error, DIWAN_ERROR, DIWAN_ERROR_REFUSED);
    if (strstr((*error)->message, says) == NULL)
        g_test_message("%s", (*error)->message);
    g_assert_nonnull(strstr((*error)->message, says));
    g_clear_error(error);
}

static const char *
state_of(Bureau *bureau, gint64 id, const char *document, int *missing, int *unchecked)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Request) request = request_of(bureau, id);
    g_autoptr(Checklist) list = request_checklist(bureau->desk, request, &error);
    g_assert_no_error(error);
    *missing = list->missing;
    *unchecked = list->unchecked;
    for (guint i = 0; i < list->rows->len; i++) {
        const ChecklistRow *row = list->rows->pdata[i];
        if (strcmp(row->rule->document, document) == 0)
            return g_intern_string(row->state);
    }
    return "no such row";
}

#define assert_document(document, wanted, n, m) \
    do { \
        int missing_, unchecked_; \
        g_assert_cmpstr( \
            state_of(&bureau, id, document, &missing_, &unchecked_), ==, wanted); \
        g_assert_cmpint(missing_, ==, n); \
        g_assert_cmpint(unchecked_, ==, m); \
    } while (0)

static void
test_documents(void)
{
    g_auto(Bureau) bureau;
    g_autoptr(GError) error = NULL;
    bureau_open(&bureau);
    const Desk *desk = bureau.desk;
    gint64 id = open_request(&bureau, "support_request", "new");
    gint64 letter = send_letter(&bureau, id, at("2026/11/10"));
    gint64 strangers = send_letter(&bureau, 0, at("2026/11/10"));
    Act noura = act_of("noura", "relations", NULL, at("2026/11/20"));
    Act reem = act_of("reem", "clerk", NULL, at("2026/11/20"));
    assert_document("identity", "missing", 4, 0);
    is_refused(request_document_take(desk, id, "passport", letter, 0, &reem, &error),
        &error, "no document");
    is_refused(request_document_take(desk, id, "family", strangers, 0, &reem, &error),
        &error, "not of the party");
    is_refused(request_document_take(desk, id, "identity", letter, 0, &reem, &error),
        &error, "on which day");
    is_refused(request_document_check(desk, id, "identity", true, &noura, &error), &error,
        "no letter");

    /* It was valid on the day it came, and is not today: that is valid. */
    g_assert_true(request_document_take(
        desk, id, "identity", letter, day_of("2026/11/10"), &reem, &error));
    assert_document("identity", "received", 3, 1);
    is_refused(request_document_check(desk, id, "identity", true, &reem, &error), &error,
        "may not");
    g_assert_true(request_document_check(desk, id, "identity", true, &noura, &error));
    assert_document("identity", "accepted", 3, 0);

    /* It had expired the day before it came. */
    g_assert_true(request_document_take(
        desk, id, "income", letter, day_of("1448/05/29"), &reem, &error));
    assert_document("income", "expired", 3, 0);
    is_refused(request_document_check(desk, id, "income", true, &noura, &error), &error,
        "had expired on 2026/11/09");
    is_refused(request_document_check(desk, id, "income", false, &noura, &error), &error,
        "reason");

    /* Without it, for a reason; and what is not required counts for nothing. */
    is_refused(
        request_document_waive(desk, id, "income", &noura, &error), &error, "reason");
    Act why = act_of("noura", "relations", "no income", at("2026/11/20"));
    g_assert_true(request_document_waive(desk, id, "income", &why, &error));
    assert_document("income", "waived", 2, 0);
    assert_document("housing", "missing", 2, 0);
    g_assert_no_error(error);
}

static void
test_confirm(void)
{
    g_auto(Bureau) bureau;
    g_autoptr(GError) error = NULL;
    bureau_open(&bureau);
    const Desk *desk = bureau.desk;
    gint64 id = open_request(&bureau, "support_request", "new");
    gint64 letter = send_letter(&bureau, id, at("2026/11/10"));
    Act noura = act_of("noura", "relations", NULL, at("2026/11/20"));
    is_refused(request_confirm(desk, id, "full_name", "identity", true, &noura, &error),
        &error, "not accepted");
    g_assert_true(request_document_take(
        desk, id, "identity", letter, day_of("2027/11/10"), &noura, &error));
    g_assert_true(request_document_check(desk, id, "identity", true, &noura, &error));
    is_refused(request_confirm(desk, id, "iban", "identity", true, &noura, &error),
        &error, "no field");
    is_refused(request_confirm(desk, id, "city", "identity", false, &noura, &error),
        &error, "how");
    Act differs = act_of("noura", "relations", "the card says Jeddah", 0);
    g_assert_true(request_confirm(desk, id, "city", "identity", false, &differs, &error));
    g_assert_true(
        request_confirm(desk, id, "full_name", "identity", true, &noura, &error));
    g_autoptr(Request) request = request_of(&bureau, id);
    g_autoptr(GPtrArray) open = request_unconfirmed(desk, request, &error);
    g_assert_cmpuint(open->len, ==, 3);
    g_assert_cmpstr(open->pdata[2], ==, "city");
}

static void
test_register(void)
{
    g_auto(Bureau) bureau;
    g_autoptr(GError) error = NULL;
    bureau_open(&bureau);
    const Desk *desk = bureau.desk;
    g_autofree char *number = NULL, *again = NULL, *none = NULL;
    gint64 id = open_request(&bureau, "support_request", "new");
    Act noura = act_of("noura", "relations", NULL, at("2026/11/22"));
    Act huda = act_of("huda", "researcher", NULL, at("2026/11/22"));
    is_refused(request_register(desk, id, &noura, &none, &error), &error,
        "when a support request");
    make_whole(&bureau, id, at("2026/11/20"));
    g_assert_true(request_move(desk, id, "complete", 0, &noura, &error));
    is_refused(request_register(desk, id, &huda, &none, &error), &error, "may not");
    g_assert_true(request_register(desk, id, &noura, &number, &error));
    g_assert_true(g_str_has_prefix(number, "5/1448/000001/"));
    g_autofree char *parsed = register_number_parse(number);
    g_assert_cmpstr(parsed, ==, number);
    is_refused(request_register(desk, id, &noura, &none, &error), &error, "already");
    g_autoptr(Party) party = store_party_get(bureau.store, bureau.party_id, &error);
    g_assert_cmpstr(party->party_kind, ==, "beneficiary");
    g_assert_cmpstr(party->beneficiary_no, ==, number);
    g_assert_cmpint(party->registered_at, ==, at("2026/11/22"));
    g_assert_cmpstr(party->registered_by, ==, "noura");
    /* A table that calls them an applicant changes nothing of it. */
    g_free(party->party_kind);
    party->party_kind = g_strdup("applicant");
    g_assert_true(store_party_put(bureau.store, party, NULL, NULL, NULL, &error));
    g_autoptr(Party) still = store_party_get(bureau.store, bureau.party_id, &error);
    g_assert_cmpstr(still->party_kind, ==, "beneficiary");

    is_refused(request_unregister(desk, id, &noura, &error), &error, "reason");
    Act why = act_of("noura", "relations", "the wrong person", at("2026/11/23"));
    g_assert_true(request_unregister(desk, id, &why, &error));
    g_autoptr(Party) former = store_party_get(bureau.store, bureau.party_id, &error);
    g_assert_cmpstr(former->party_kind, ==, "applicant");
    /* The number is not given again. */
    g_assert_true(request_register(desk, id, &noura, &again, &error));
    g_assert_true(g_str_has_prefix(again, "5/1448/000002/"));
    g_assert_no_error(error);
}

static void
test_referrals(void)
{
    g_auto(Bureau) bureau;
    g_autoptr(GError) error = NULL;
    bureau_open(&bureau);
    const Desk *desk = bureau.desk;
    gint64 id = open_request(&bureau, "support_request", "complete");
    Act noura = act_of("noura", "relations", NULL, at("2026/11/22"));
    Act huda = act_of("huda", "researcher", NULL, at("2026/11/25"));
    int due = day_of("2026/12/06");
    Referral visit = {.to_kind = (char *)"researcher",
        .to_name = (char *)"huda",
        .purpose = (char *)"opinion",
        .instruction = (char *)"visit the family"};
    const struct {
        Referral referral;
        int due;
        const char *says;
    } wrong[] = {
        {{.to_kind = (char *)"pigeon", .to_name = (char *)"x"}, due, "refer to"},
        {{.to_kind = (char *)"researcher", .to_name = (char *)"noura"}, due,
            "researcher"},
        {{.to_kind = (char *)"unit", .to_name = (char *)" "}, due, "refer to"},
        {{.to_kind = (char *)"unit",
             .to_name = (char *)"legal",
             .purpose = (char *)"fun",
             .instruction = (char *)"x"},
            due, "information, opinion or action"},
        {{.to_kind = (char *)"unit",
             .to_name = (char *)"legal",
             .purpose = (char *)"opinion"},
            due, "what is to be done"},
        {visit, 0, "has a day"},
        {visit, day_of("2026/11/01"), "has a day"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(wrong); i++)
        is_refused(
            request_refer(desk, id, &wrong[i].referral, wrong[i].due, &noura, &error),
            &error, wrong[i].says);
    g_assert_true(request_refer(desk, id, &visit, due, &noura, &error));
    Referral branch = {.to_kind = (char *)"branch",
        .to_name = (char *)"جدة",
        .purpose = (char *)"information",
        .instruction = (char *)"for your knowledge"};
    g_assert_true(request_refer(desk, id, &branch, 0, &noura, &error));
    g_autoptr(GPtrArray) open =
        store_referrals_open(bureau.store, day_ends(due) + 1, 10, &error);
    g_assert_cmpuint(open->len, ==, 2);

    is_refused(request_refer_end(desk, id, NULL, false, "x", &huda, &error), &error,
        "or several");
    is_refused(request_refer_end(desk, id, "huda", false, NULL, &huda, &error), &error,
        "with an answer");
    g_assert_true(request_refer_end(desk, id, "huda", false, "visited", &huda, &error));
    is_refused(request_refer_end(desk, id, "huda", false, "again", &huda, &error), &error,
        "no open referral");
    huda.reason = "not mine";
    is_refused(request_refer_end(desk, id, "جدة", true, NULL, &huda, &error), &error,
        "whoever made it");
    noura.reason = "sent by mistake";
    g_assert_true(request_refer_end(desk, id, "جدة", true, NULL, &noura, &error));
    g_autoptr(GPtrArray) all = store_referrals_of(bureau.store, id, &error);
    g_assert_cmpuint(all->len, ==, 2);
    g_assert_cmpstr(((Referral *)all->pdata[0])->answer, ==, "visited");
    g_assert_cmpstr(((Referral *)all->pdata[1])->ended_how, ==, "recalled");
}

static void
test_contacts(void)
{
    g_auto(Bureau) bureau;
    g_autoptr(GError) error = NULL;
    bureau_open(&bureau);
    gint64 id = open_request(&bureau, "support_request", "new");
    Act reem = act_of("reem", "clerk", NULL, at("2026/11/22"));
    char *number = NULL;
    for (int i = 0; contact_channels[i] != NULL; i++) {
        Contact contact = {.request_id = id,
            .channel = (char *)contact_channels[i],
            .direction = (char *)"in",
            .branch = (char *)"الرياض",
            .person = (char *)"فهد",
            .summary = (char *)"asked how it stands",
            .at = at("2026/11/20") + i};
        g_autofree char *wanted = g_strdup_printf("4/1448/%06d/", i + 1);
        g_assert_true(request_contact(bureau.desk, &contact, &reem, &number, &error));
        g_assert_true(g_str_has_prefix(number, wanted));
        g_clear_pointer(&number, g_free);
    }
    Contact sound = {.request_id = id,
        .channel = (char *)"branch",
        .direction = (char *)"in",
        .summary = (char *)"x"};
    Contact table[] = {sound, sound, sound, sound, sound};
    table[0].channel = (char *)"pigeon";
    table[1].direction = (char *)"up";
    table[2].summary = (char *)" ";
    table[4].branch = (char *)"جدة";
    table[4].at = at("2026/11/23"); /* tomorrow */
    for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
        g_assert_false(request_contact(bureau.desk, &table[i], &reem, &number, &error));
        g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED);
        g_clear_error(&error);
    }
    /* With somebody about no request; and all of the request's stand in its timeline. */
    Contact other = {.party_id = bureau.party_id,
        .channel = (char *)"telephone",
        .direction = (char *)"out",
        .summary = (char *)"thanked"};
    g_assert_true(request_contact(bureau.desk, &other, &reem, &number, &error));
    g_assert_true(g_str_has_prefix(number, "4/1448/000009/"));
    g_free(number);
    g_autoptr(GPtrArray) rows = store_request_timeline(bureau.store, id, 100, &error);
    g_assert_cmpuint(rows->len, ==, 8);
    for (guint i = 0; i < rows->len; i++) {
        const TimelineRow *row = rows->pdata[i];
        g_assert_cmpstr(row->what, ==, "contact");
        g_assert_cmpstr(row->act, ==, contact_channels[i]);
        g_assert_cmpstr(row->actor, ==, "reem");
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/checklist/documents", test_documents);
    g_test_add_func("/checklist/confirm", test_confirm);
    g_test_add_func("/checklist/register", test_register);
    g_test_add_func("/checklist/referrals", test_referrals);
    g_test_add_func("/checklist/contacts", test_contacts);
    return g_test_run();
}
