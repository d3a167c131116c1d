/* test-door.c - who is written to by itself, and who is not. */
#include "../../src/store/tables.h"
#include "trial.h"

typedef struct Case {
    const char *name;
    Letter letter;
    const char *recipient; /* NULL: the letter's writer */
    bool neutral;
    DoorVerdict verdict;
} Case;

#define FROM(address) .from_address = (char *)(address)

static const Case cases[] = {
    {"a person", {FROM("a@example.org")}, NULL, true, DOOR_OPEN},
    {"old post", {.quiet = true, FROM("a@example.org")}, NULL, true, DOOR_QUIET},
    {"a bounce", {.kind = KIND_BOUNCE, FROM("a@example.org")}, NULL, true,
        DOOR_AUTOMATIC_MAIL},
    {"a newsletter", {.kind = KIND_LIST, FROM("a@example.org")}, NULL, true,
        DOOR_AUTOMATIC_MAIL},
    {"forged", {.dmarc = (char *)"fail", FROM("a@example.org")}, NULL, true,
        DOOR_UNAUTHENTICATED},
    {"authenticated", {.dmarc = (char *)"pass", FROM("a@example.org")}, NULL, true,
        DOOR_OPEN},
    {"no address", {.id = 1}, NULL, true, DOOR_NO_ADDRESS},
    {"a second command", {FROM("a@example.org>\r\nRCPT TO:<b@c.example")}, NULL, true,
        DOOR_NO_ADDRESS},
    {"our address", {FROM("Office@Charity.example")}, NULL, true, DOOR_OURSELVES},
    {"our domain", {FROM("anybody@charity.example")}, NULL, true, DOOR_OURSELVES},
    {"our scanner", {FROM("scanner@device.example")}, NULL, true, DOOR_OURSELVES},
    {"no-reply", {FROM("no-reply@example.org")}, NULL, true, DOOR_AUTOMATIC_MAIL},
    {"no-reply with a tag", {FROM("noreply+x@example.org")}, NULL, true,
        DOOR_AUTOMATIC_MAIL},
    {"news-noreply", {FROM("news-noreply@example.org")}, NULL, true, DOOR_AUTOMATIC_MAIL},
    {"MAILER-DAEMON", {FROM("MAILER-DAEMON@example.org")}, NULL, true,
        DOOR_AUTOMATIC_MAIL},
    {"postmaster", {FROM("postmaster@example.org")}, NULL, true, DOOR_AUTOMATIC_MAIL},
    {"rootabaga is a person", {FROM("rootabaga@example.org")}, NULL, true, DOOR_OPEN},
    {"people reply thrice", {FROM("a@example.org"), .subject = (char *)"Re: رد: Re: طلب"},
        NULL, true, DOOR_OPEN},
    {"machines reply for ever",
        {FROM("a@example.org"), .subject = (char *)"Re: RE: Re[3]: رد : طلب"}, NULL, true,
        DOOR_LOOP},
    {"our tag", {FROM("a@example.org"), .subject = (char *)"Re: x [1/1448/000123/8]"},
        NULL, true, DOOR_OPEN},
    {"two tags",
        {FROM("a@example.org"), .subject = (char *)"[#7254] Re: x [1/1448/000123/8]"},
        NULL, true, DOOR_LOOP},
    {"words in brackets", {FROM("a@example.org"), .subject = (char *)"[x] [y [z] 1"},
        NULL, true, DOOR_OPEN},
    {"on record, in other case", {FROM("Salem@Example.org")}, NULL, false, DOOR_OPEN},
    {"not on record", {FROM("other@example.org")}, NULL, false, DOOR_DISCLOSURE},
};

static DoorVerdict
ask(Trial *trial, const Departure *departure)
{
    g_autoptr(GError) error = NULL;
    DoorVerdict verdict = DOOR_OPEN;
    g_assert_true(door_ask(&trial->config, trial->store, departure, &verdict, &error));
    g_assert_no_error(error);
    return verdict;
}

static void
test_case(gconstpointer data)
{
    const Case *each = data;
    Trial trial;
    trial_open(&trial);
    Departure departure = {.letter = &each->letter,
        .party_id = trial_party(&trial, "A-1", "سالم العتيبي", "salem@example.org"),
        .recipient =
            each->recipient != NULL ? each->recipient : each->letter.from_address,
        .automatic = true,
        .neutral = each->neutral};
    DoorVerdict verdict = ask(&trial, &departure);
    g_assert_cmpstr(door_verdict_name(verdict), ==, door_verdict_name(each->verdict));
    departure.party_id = 0;
    if (!each->neutral)
        g_assert_cmpint(ask(&trial, &departure), ==, DOOR_DISCLOSURE);
    trial.config.relay.from = NULL;
    if (each->verdict == DOOR_OPEN)
        g_assert_cmpint(ask(&trial, &departure), ==, DOOR_NO_SENDER);
    trial_close(&trial);
}

static void
put(Trial *trial, const char *purpose, gint64 request_id, int n)
{
    GError *error = NULL;
    g_autoptr(Outgoing) mail = outgoing_new();
    mail->request_id = request_id;
    mail->purpose = g_strdup(purpose);
    mail->recipient = g_strdup(n % 2 ? "A@Example.ORG" : "a@example.org");
    mail->sender = g_strdup("");
    mail->message_id = g_strdup_printf("%d@charity.example", n);
    mail->bytes = g_bytes_new_static("x", 1);
    store_outbox_put(trial->store, mail, NULL, &error);
    g_assert_no_error(error);
}

static void
test_caps(void)
{
    Trial trial;
    trial_open(&trial);
    GError *error = NULL;
    gint64 party = trial_party(&trial, "A-1", "سالم العتيبي", "a@example.org"),
           request = 0;
    g_assert_true(store_request_open(
        trial.store, "3/1448/000001/1", "enquiry", "new", party, 0, &request, &error));
    Letter letter = {.from_address = (char *)"a@example.org"};
    Departure departure = {.letter = &letter,
        .request_id = request,
        .recipient = "a@example.org",
        .automatic = true,
        .neutral = true};
    g_assert_cmpint(ask(&trial, &departure), ==, DOOR_OPEN);
    put(&trial, "reply", request, 100); /* a person's own letter silences nothing */
    g_assert_cmpint(ask(&trial, &departure), ==, DOOR_OPEN);
    put(&trial, "acknowledgement", request, 0);
    g_assert_cmpint(ask(&trial, &departure), ==, DOOR_CAP);
    departure.request_id = 0;
    for (int i = 1; i < 10; i++) {
        g_assert_cmpint(ask(&trial, &departure), ==, DOOR_OPEN);
        put(&trial, "acknowledgement", 0, i);
    }
    g_assert_cmpint(ask(&trial, &departure), ==, DOOR_CAP);
    departure.automatic = false;
    g_assert_cmpint(ask(&trial, &departure), ==, DOOR_OPEN);
    trial_close(&trial);
}

/* A store that cannot be read has no verdict, for or against. */
static void
test_unreadable(void)
{
    Trial trial;
    trial_open(&trial);
    static const char *const gone[] = {"outbox", "party"};
    for (guint i = 0; i < G_N_ELEMENTS(gone); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *statement =
            g_strdup_printf("ALTER TABLE %s RENAME TO away_%u", gone[i], i);
        g_assert_true(sql_script(trial.store->sql, &error, statement));
        const Departure departure = {.party_id = 1,
            .recipient = "a@example.org",
            .automatic = true,
            .neutral = i == 0};
        DoorVerdict verdict = DOOR_LOOP;
        g_assert_false(
            door_ask(&trial.config, trial.store, &departure, &verdict, &error));
        g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_RETRY);
        g_assert_cmpint(verdict, ==, DOOR_LOOP);
    }
    trial_close(&trial);
}

/* An address of ours is ours with a tag too, at a provider's domain that is not ours alone. */
static void
test_tagged(void)
{
    Trial trial;
    trial_open(&trial);
    trial.config.domains = NULL;
    static const struct {
        const char *recipient;
        DoorVerdict verdict;
    } table[] = {{"Office+k2m4@charity.example", DOOR_OURSELVES},
        {"office+@charity.example", DOOR_OURSELVES},
        {"officer+k2m4@charity.example", DOOR_OPEN}, {"a+b@example.org", DOOR_OPEN}};
    for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
        Departure departure = {.recipient = table[i].recipient, .neutral = true};
        g_assert_cmpint(ask(&trial, &departure), ==, table[i].verdict);
    }
    trial_close(&trial);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strdup_printf("/door/%s", cases[i].name);
        g_test_add_data_func(path, &cases[i], test_case);
    }
    g_test_add_func("/door/caps", test_caps);
    g_test_add_func("/door/unreadable", test_unreadable);
    g_test_add_func("/door/tagged", test_tagged);
    return g_test_run();
}
