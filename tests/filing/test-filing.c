/* test-filing.c - numbers without gaps, one request where there should be one, one answer owed.
 *
 * Letters go through the real store: taken, saved, identified as told, and filed in batches.
 */
#include "filing/filing.h"

#include <string.h>

typedef struct Office {
    Store *store;
    Config *config;
    Desk *desk;
    Kinds *kinds;
    ReferenceKey key;
    gint64 noura, saleh; /* parties */
    int letters;
} Office;

/* A letter as it comes to filing. */
typedef struct Spec {
    MailKind kind;
    const char *from, *subject, *words, *answers, *file;
    bool trusted, quiet, scan;
    HoldReason hold;
    gint64 party; /* matched to it */
} Spec;

static gint64
add_party(Store *store, const char *file_no, const char *name, const char *email)
{
    g_autoptr(GError) error = NULL;
    const Party party = {.file_no = (char *)file_no,
        .party_kind = (char *)"applicant",
        .full_name = (char *)name,
        .email = (char *)email};
    PartyChange change;
    gint64 id = 0;
    store_party_put(store, &party, NULL, &change, &id, &error);
    g_assert_no_error(error);
    return id;
}

static Office
office_new(void)
{
    g_autoptr(GError) error = NULL;
    const char *tests = g_getenv("G_TEST_SRCDIR");
    g_autofree char *path = g_build_filename(
        tests != NULL ? tests : "tests", "..", "config", "kinds.conf", NULL);
    Office office = {.config = g_new0(Config, 1)};
    office.config->calendar = CALENDAR_HIJRI;
    office.config->kind_percent = 80;
    office.config->scanners = g_strsplit("scanner@office.example", ",", -1);
    office.kinds = kinds_load(path, &error);
    g_assert_no_error(error);
    office.store = store_open(":memory:", true, &error);
    g_assert_no_error(error);
    office.config->requests = (RequestConfig){.earliest_days = 14,
        .target_days = 30,
        .documents_days = 14,
        .shortest_days = 7,
        .reopen_days = 30,
        .weekend = 1u << 5 | 1u << 6};
    office.desk = desk_open(office.config, office.store, &error);
    g_assert_no_error(error);
    office.noura =
        add_party(office.store, "A-7", "نورة صالح الدوسري", "noura@example.org");
    office.saleh = add_party(office.store, "A-8", "صالح فهد الدوسري", NULL);
    return office;
}

static void
office_close(Office *office)
{
    desk_close(office->desk);
    store_close(office->store);
    kinds_free(office->kinds);
    config_free(office->config);
}

/* ---- a letter up to filing ---- */

static gint64
take_letter(Office *office, const Spec *spec)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) arrivals = g_ptr_array_new();
    g_autofree char *sha256 = g_strdup_printf("%064d", ++office->letters);
    Arrival arrival = {.sha256 = sha256,
        .size_bytes = 100,
        .medium = spec->scan ? MEDIUM_SCAN : MEDIUM_EMAIL,
        .source = (char *)"take",
        .received_at = clock_now_ms(),
        .quiet = spec->quiet};
    int taken = 0;
    g_ptr_array_add(arrivals, &arrival);
    store_letters_take(office->store, arrivals, NULL, &taken, &error);
    g_assert_no_error(error);
    g_assert_cmpint(taken, ==, 1);
    return office->letters;
}

static Letter *
claim_one(Office *office, LetterState state)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) letters =
        store_letters_claim(office->store, state, 1, 60000, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(letters->len, ==, 1);
    return g_ptr_array_steal_index(letters, 0);
}

static void
save_mail(Office *office, const Letter *letter, const Spec *spec)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Mail) mail = mail_new();
    gint64 twin;
    mail->kind = spec->kind;
    mail->message_id = g_strdup_printf("%" G_GINT64_FORMAT "@example.org", letter->id);
    mail->from = spec->from != NULL ? address_new(NULL, spec->from) : NULL;
    mail->trusted = spec->trusted;
    g_free(mail->subject);
    mail->subject = g_strdup(spec->subject != NULL ? spec->subject : "");
    g_free(mail->text);
    mail->text = g_strdup(spec->words != NULL ? spec->words : "");
    g_free(mail->new_text);
    mail->new_text = g_strdup(mail->text);
    if (spec->answers != NULL)
        g_ptr_array_add(mail->in_reply_to, g_strdup(spec->answers));
    if (spec->file != NULL) {
        Part *part = g_new0(Part, 1);
        part->name = g_strdup(spec->file);
        part->media_type = g_strdup("application/pdf");
        part->sha256 = g_strnfill(64, 'a');
        g_ptr_array_add(mail->parts, part);
    }
    store_mail_save(office->store, letter, mail, &twin, &error);
    g_assert_no_error(error);
}

static gint64
identified_letter(Office *office, const Spec *spec)
{
    g_autoptr(GError) error = NULL;
    gint64 id = take_letter(office, spec);
    g_autoptr(Letter) letter = claim_one(office, LETTER_TAKEN);
    save_mail(office, letter, spec);
    bool well =
        store_identified(office->store, letter, spec->party != 0 ? MATCH_ONE : MATCH_NONE,
            spec->party, 1, NULL, &error) &&
        (spec->hold == HOLD_NOT ||
            store_letter_hold(office->store, id, spec->hold, NULL, &error)) &&
        store_letter_advance(
            office->store, letter, LETTER_IDENTIFIED, "identify", NULL, &error);
    g_assert_no_error(error);
    g_assert_true(well);
    return id;
}

static void
file_batch(Office *office)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) letters =
        store_letters_claim(office->store, LETTER_IDENTIFIED, 100, 60000, &error);
    g_assert_no_error(error);
    filing_letters(office->desk, office->kinds, &office->key, letters, &error);
    g_assert_no_error(error);
}

static Letter *
filed(Office *office, const Spec *spec)
{
    g_autoptr(GError) error = NULL;
    gint64 id = identified_letter(office, spec);
    file_batch(office);
    Letter *letter = store_letter_get(office->store, id, &error);
    g_assert_no_error(error);
    return letter;
}

static AnswerFlavour
owed(Office *office, const Letter *letter)
{
    AnswerFlavour flavour = ANSWER_NONE;
    g_assert_true(store_answer_of(office->store, letter->id, &flavour, NULL));
    return flavour;
}

static int
serial_of(const char *number)
{
    return number != NULL ? atoi(number + strlen("1/1448/")) : 0;
}

/* ---- what is promised ---- */

static const struct {
    const char *name;
    Spec spec; /* party -1: the one with an address */
    bool numbered, requested;
    AnswerFlavour owed;
} cases[] = {
    {"matched-from-own-address",
        {.from = "noura@example.org",
            .trusted = true,
            .words = "طلب مساعدة",
            .party = -1},
        true, true, ANSWER_FULL},
    {"matched-unverified",
        {.from = "noura@example.org", .words = "طلب مساعدة", .party = -1}, true, true,
        ANSWER_NEUTRAL},
    {"matched-from-elsewhere",
        {.from = "other@example.net", .trusted = true, .words = "طلب", .party = -1}, true,
        true, ANSWER_NEUTRAL},
    {"matched-scan", {.scan = true, .words = "طلب", .party = -1}, true, true,
        ANSWER_FULL},
    {"matched-scan-by-mail",
        {.from = "scanner@office.example", .trusted = true, .words = "طلب", .party = -1},
        true, true, ANSWER_FULL},
    {"held-unknown", {.from = "x@example.net", .hold = HOLD_UNKNOWN_SENDER}, true, false,
        ANSWER_NEUTRAL},
    {"matched-and-held",
        {.from = "noura@example.org",
            .trusted = true,
            .hold = HOLD_UNREADABLE,
            .party = -1},
        true, false, ANSWER_NEUTRAL},
    {"quiet", {.from = "noura@example.org", .trusted = true, .quiet = true, .party = -1},
        true, true, ANSWER_NONE},
    {"auto-reply", {.kind = KIND_AUTO_REPLY, .from = "noura@example.org"}, false, false,
        ANSWER_NONE},
    {"bounce", {.kind = KIND_BOUNCE, .from = "mailer-daemon@example.org"}, false, false,
        ANSWER_NONE},
    {"list", {.kind = KIND_LIST, .from = "news@example.net"}, false, false, ANSWER_NONE},
};

static void
gives_each_its_due(void)
{
    Office office = office_new();
    int serial = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        Spec spec = cases[i].spec;
        spec.party = spec.party != 0 ? office.noura : 0;
        g_test_message("%s", cases[i].name);
        g_autoptr(Letter) letter = filed(&office, &spec);
        serial += cases[i].numbered;
        g_assert_cmpint(letter->state, ==, LETTER_FILED);
        g_assert_cmpint(serial_of(letter->in_no), ==, cases[i].numbered ? serial : 0);
        g_assert_cmpint(letter->request_id != 0, ==, cases[i].requested);
        g_assert_cmpint(owed(&office, letter), ==, cases[i].owed);
    }
    office_close(&office);
}

/* One party's letters of one kind are one request, in one batch or in many. */
static void
opens_one_request(void)
{
    Office office = office_new();
    const Spec spec = {.words = "أطلب مساعدة مالية", .party = office.noura};
    for (int i = 0; i < 5; i++)
        identified_letter(&office, &spec);
    file_batch(&office);
    g_autoptr(Letter) later = filed(&office, &spec);
    g_autoptr(Letter) other =
        filed(&office, &(Spec){.words = "أطلب مساعدة مالية", .party = office.saleh});
    g_autoptr(Letter) complaint =
        filed(&office, &(Spec){.subject = "شكوى", .words = "", .party = office.noura});
    RequestFilter filter = {0};
    g_autoptr(GPtrArray) requests = store_requests_list(office.store, &filter, NULL);
    g_assert_cmpuint(requests->len, ==, 3);
    g_assert_cmpint(((Request *)requests->pdata[2])->letters, ==, 6);
    g_assert_cmpstr(((Request *)requests->pdata[2])->kind, ==, "support_request");
    g_assert_cmpstr(((Request *)requests->pdata[0])->kind, ==, "complaint");
    g_assert_cmpint(serial_of(((Request *)requests->pdata[0])->number), ==, 3);
    g_assert_cmpint(other->request_id, !=, later->request_id);
    office_close(&office);
}

static char *
number_of(Office *office, gint64 request_id)
{
    g_autoptr(Request) request = store_request_get(office->store, request_id, NULL);
    g_assert_nonnull(request);
    return g_strdup(request->number);
}

/* A reply, a quoted number and enclosed documents go on the request they are about; another's
 * number leads nowhere. */
static void
continues_what_is_meant(void)
{
    Office office = office_new();
    g_autoptr(Letter) first =
        filed(&office, &(Spec){.words = "طلب مساعدة", .party = office.noura});
    g_autoptr(Letter) question =
        filed(&office, &(Spec){.words = "استفسار", .party = office.noura});
    g_assert_cmpint(question->request_id, !=, first->request_id);
    g_autofree char *number = number_of(&office, first->request_id);
    g_autofree char *quoting = g_strdup_printf("استفسار عن [%s]", number);
    g_autofree char *thread =
        g_strdup_printf("%" G_GINT64_FORMAT "@example.org", first->id);
    const Spec specs[] = {
        {.words = "استفسار", .answers = thread, .party = office.noura},
        {.subject = quoting, .words = "", .party = office.noura},
        {.subject = first->in_no, .words = "شكوى", .party = office.noura},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(specs); i++) {
        g_autoptr(Letter) letter = filed(&office, &specs[i]);
        g_assert_cmpint(letter->request_id, ==, first->request_id);
    }
    g_autoptr(Letter) documents = filed(
        &office, &(Spec){.words = "مرفق المستندات المطلوبة", .party = office.noura});
    g_assert_cmpint(documents->request_id, ==, first->request_id); /* which wants them */
    g_autoptr(Letter) alone = filed(
        &office, &(Spec){.words = "مرفق المستندات المطلوبة", .party = office.saleh});
    g_autoptr(Request) opened = store_request_get(office.store, alone->request_id, NULL);
    g_assert_cmpstr(opened->kind, ==, "other");
    g_autoptr(Letter) another =
        filed(&office, &(Spec){.subject = quoting, .words = "", .party = office.saleh});
    g_assert_cmpint(another->request_id, !=, first->request_id);
    office_close(&office);
}

static gint64
decided(Office *office, gint64 party_id, const char *state)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *number = NULL;
    gint64 id = 0;
    g_assert_true(store_begin(office->store, &error));
    register_number_take(office->store, CALENDAR_HIJRI, REGISTER_REQUEST, clock_now_ms(),
        0, 0, &number, &error);
    store_request_open(
        office->store, number, "support_request", state, party_id, 0, &id, &error);
    store_commit(office->store, &error);
    g_assert_no_error(error);
    return id;
}

/* An appeal is linked by itself to the one request of its party that was declined, closed since or not; where none
 * was, or several, a person says which. */
static void
links_an_appeal(void)
{
    g_autoptr(GError) error = NULL;
    Office office = office_new();
    const Spec spec = {.words = "أعترض على القرار", .party = office.saleh};
    const Act noura = {.by = "noura", .role = "relations", .reason = "so"};
    gint64 first = 0;
    decided(&office, office.saleh, "accepted");
    for (int i = 0; i < 4; i++) {
        if (i == 1)
            first = decided(&office, office.saleh, "declined");
        if (i == 2)
            g_assert_true(request_move(office.desk, first, "close", 0, &noura, &error));
        if (i == 3)
            decided(&office, office.saleh, "declined");
        g_autoptr(Letter) letter = filed(&office, &spec);
        g_autoptr(Request) appeal =
            store_request_get(office.store, letter->request_id, NULL);
        g_assert_cmpstr(appeal->kind, ==, "appeal");
        g_assert_cmpint(appeal->about_id, ==, i == 1 || i == 2 ? first : 0);
        g_assert_true(
            request_move(office.desk, appeal->id, "withdraw", 0, &noura, &error));
    }
    /* What a person says is an appeal, is linked then. */
    g_autoptr(Letter) other =
        filed(&office, &(Spec){.words = "اقتراح", .party = office.noura});
    gint64 declined = decided(&office, office.noura, "declined");
    g_assert_true(
        request_reclassify(office.desk, other->request_id, "appeal", &noura, &error));
    g_autoptr(Request) linked = store_request_get(office.store, other->request_id, NULL);
    g_assert_cmpint(linked->about_id, ==, declined);
    office_close(&office);
}

static void
move(Office *office, gint64 request_id, const char *name, gint64 into, gint64 now)
{
    g_autoptr(GError) error = NULL;
    const Act act = {.by = "noura", .role = "relations", .reason = "so", .now = now};
    g_assert_true(request_move(office->desk, request_id, name, into, &act, &error));
    g_assert_no_error(error);
}

/* A letter to a closed request lets it go on within the period, and is looked at; later it opens a new one that is linked to
 * the old one. A merged request is the one it was merged into; a withdrawn one stays so. */
static void
follows_an_ended_request(void)
{
    gint64 now = clock_now_ms(), day = 24 * 3600 * (gint64)1000;
    Office office = office_new();
    g_autoptr(Letter) question =
        filed(&office, &(Spec){.words = "استفسار", .party = office.noura});
    g_autofree char *number = number_of(&office, question->request_id);
    const Spec again = {
        .subject = number, .words = "شكرا لكم، وماذا عن", .party = office.noura};

    move(&office, question->request_id, "answer", 0, 0);
    g_autoptr(Letter) thanks = filed(&office, &again);
    g_assert_cmpint(thanks->request_id, ==, question->request_id);
    g_autoptr(Request) answered =
        store_request_get(office.store, question->request_id, NULL);
    g_assert_cmpstr(answered->state, ==, "answered");
    g_assert_cmpint(answered->clock.due_at, >, now);
    g_assert_true(request_is_unseen(office.desk, answered));
    const Act look = {.by = "reem", .role = "clerk"};
    g_assert_true(request_seen(office.desk, answered->id, &look, NULL));
    g_assert_false(request_seen(office.desk, answered->id, &look, NULL));

    move(&office, question->request_id, "close", 0, 0);
    g_autoptr(Letter) within = filed(&office, &again);
    g_assert_cmpint(within->request_id, ==, question->request_id);
    g_autoptr(Request) open = store_request_get(office.store, question->request_id, NULL);
    g_assert_cmpstr(open->state, ==, "new");
    g_assert_cmpint(open->clock.due_at, >, now);

    move(&office, question->request_id, "answer", 0, now - 42 * day);
    move(&office, question->request_id, "close", 0, now - 40 * day);
    g_autoptr(Letter) later = filed(&office, &again);
    g_assert_cmpint(later->request_id, !=, question->request_id);
    g_autoptr(Request) linked = store_request_get(office.store, later->request_id, NULL);
    g_assert_cmpint(linked->about_id, ==, question->request_id);

    g_autoptr(Letter) other =
        filed(&office, &(Spec){.words = "اقتراح", .party = office.noura});
    g_autofree char *quoted = number_of(&office, other->request_id);
    move(&office, other->request_id, "merge", linked->id, 0);
    g_autoptr(Letter) merged = filed(
        &office, &(Spec){.subject = quoted, .words = "شكرا", .party = office.noura});
    g_assert_cmpint(merged->request_id, ==, linked->id);

    move(&office, linked->id, "withdraw", 0, 0);
    g_autoptr(Letter) withdrawn = filed(
        &office, &(Spec){.subject = quoted, .words = "شكرا", .party = office.noura});
    g_assert_cmpint(withdrawn->request_id, !=, linked->id);
    office_close(&office);
}

/* What a person says of kinds is learned by the words of the letters, and can be said anew. */
static void
learns_kinds(void)
{
    static const char *const oven = "الفرن في بيتنا تعطل ونريد بديلا عنه قبل رمضان";
    static const char *const bus = "متى تصل الحافلة التي تنقل الطالبات إلى المعهد";
    Office office = office_new();
    const Act act = {.by = "noura", .role = "relations", .reason = NULL};
    gint64 party = office.noura;
    g_autoptr(GError) error = NULL;
    for (int i = 0; i < 8; i++) {
        g_autofree char *words = g_strdup_printf("%s %d", i % 2 ? oven : bus, i);
        g_autofree char *name = g_strdup_printf("A-%d", 100 + i);
        party = add_party(office.store, name, "سعد عمر القحطاني", NULL);
        g_autoptr(Letter) letter =
            filed(&office, &(Spec){.words = words, .party = party});
        g_autoptr(Request) request =
            store_request_get(office.store, letter->request_id, NULL);
        g_assert_cmpstr(request->kind, ==, "other");
        g_assert_true(request_reclassify(office.desk, request->id,
            i % 2 ? "support_request" : "enquiry", &act, &error));
        g_assert_no_error(error);
    }
    party = add_party(office.store, "A-200", "سعد عمر القحطاني", NULL);
    g_autoptr(Letter) letter = filed(&office, &(Spec){.words = oven, .party = party});
    g_autoptr(Request) request =
        store_request_get(office.store, letter->request_id, NULL);
    g_assert_cmpstr(request->kind, ==, "support_request");

    /* Not sure: of the kind `other` with the likelier kind beside it, until a person has said. */
    g_autoptr(Letter) unsure =
        filed(&office, &(Spec){.words = "شكوى واقتراح", .party = office.saleh});
    g_autoptr(Request) asked = store_request_get(office.store, unsure->request_id, NULL);
    g_assert_cmpstr(asked->kind, ==, "other");
    g_assert_cmpstr(asked->guess, ==, "complaint");
    g_assert_cmpint(asked->guess_percent, <, 80);
    g_assert_true(request_reclassify(office.desk, asked->id, "other", &act, &error));
    g_autoptr(Request) said = store_request_get(office.store, unsure->request_id, NULL);
    g_assert_cmpstr(said->guess, ==, NULL);
    office_close(&office);
}

/* What came is noted for a person to look at, once, and what was accepted stays so. */
static void
notes_documents(void)
{
    g_autoptr(GError) error = NULL;
    Office office = office_new();
    const Act act = {.by = "noura", .role = "relations"};
    g_autoptr(Letter) first = filed(&office,
        &(Spec){.words = "طلب مساعدة", .file = "سجل الأسرة.pdf", .party = office.noura});
    g_assert_true(request_document_check(
        office.desk, first->request_id, "family", true, &act, &error));
    g_assert_no_error(error);
    g_autoptr(Letter) second = filed(&office, &(Spec){.words = "مرفق المستندات المطلوبة",
                                                  .file = "national-id.pdf",
                                                  .party = office.noura});
    g_autoptr(Letter) third = filed(&office, &(Spec){.words = "مرفق المستندات المطلوبة",
                                                 .file = "سجل_الأسرة.pdf",
                                                 .party = office.noura});
    g_assert_cmpint(third->request_id, ==, first->request_id);
    g_autoptr(GPtrArray) documents =
        store_request_documents(office.store, first->request_id, &error);
    g_assert_cmpuint(documents->len, ==, 2);
    const RequestDocument *family = documents->pdata[0], *identity = documents->pdata[1];
    g_assert_cmpstr(family->state, ==, "accepted");
    g_assert_cmpint(family->letter_id, ==, first->id);
    g_assert_cmpstr(identity->state, ==, "received");
    g_assert_cmpint(identity->letter_id, ==, second->id);
    /* Nobody has said on which day the card expires. */
    g_assert_false(request_document_check(
        office.desk, first->request_id, "identity", true, &act, NULL));
    office_close(&office);
}

/* A letter put on another request leaves an empty one behind, which ends; back again, and to a new one. */
static void
moves_letters(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *number = NULL;
    Office office = office_new();
    const Act act = {.by = "noura", .role = "relations", .reason = "the same matter"};
    const Act stranger = {.by = "huda", .role = "researcher"};
    g_autoptr(Letter) first =
        filed(&office, &(Spec){.words = "طلب مساعدة", .party = office.noura});
    g_autoptr(Letter) second =
        filed(&office, &(Spec){.words = "استفسار", .party = office.noura});
    g_autoptr(Letter) others =
        filed(&office, &(Spec){.words = "استفسار", .party = office.saleh});
    gint64 target = first->request_id, left = second->request_id;
    g_assert_false(request_take_letter(office.desk, target, second->id, &stranger, NULL));
    g_assert_false(request_take_letter(office.desk, target, others->id, &act, NULL));
    g_assert_false(request_split(
        office.desk, target, first->id, NULL, &act, &number, NULL)); /* all it has */
    g_assert_true(request_take_letter(office.desk, target, second->id, &act, &error));
    g_assert_no_error(error);
    g_autoptr(Request) empty = store_request_get(office.store, left, NULL);
    g_assert_cmpstr(empty->state, ==, "withdrawn");
    g_assert_true(request_split(
        office.desk, target, second->id, "complaint", &act, &number, &error));
    g_assert_no_error(error);
    g_autoptr(Request) anew = store_request_get(
        office.store, store_request_by_number(office.store, number), NULL);
    g_assert_cmpstr(anew->kind, ==, "complaint");
    g_assert_cmpint(anew->about_id, ==, target);
    g_assert_cmpint(anew->letters, ==, 1);
    g_assert_true(request_take_letter(office.desk, target, second->id, &act, &error));
    g_autoptr(Request) again = store_request_get(office.store, anew->id, NULL);
    g_assert_cmpstr(again->state, ==, "withdrawn");
    office_close(&office);
}

static void
bring_to_rest(Office *office, LetterState rest)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Letter) letter = claim_one(office, LETTER_FILED);
    store_letter_advance(office->store, letter, rest, "index", NULL, &error);
    g_assert_no_error(error);
}

/* A letter a person released gets its request, and neither a second number nor a second answer;
 * released once more to the same party it stays where it is. */
static void
files_a_released_letter_once(void)
{
    g_autoptr(GError) error = NULL;
    Office office = office_new();
    g_autoptr(Letter) held = filed(&office,
        &(Spec){.from = "x@example.net", .words = "طلب مساعدة", .hold = HOLD_UNPROVEN});
    gint64 request_id = 0;
    for (int i = 0; i < 2; i++) {
        bring_to_rest(&office, i == 0 ? LETTER_HELD : LETTER_DONE);
        if (i == 1)
            store_letter_hold_by_person(office.store, held->id, "huda", "again", &error);
        g_assert_no_error(error);
        const Decided hers = {DECIDED_APPLICANT, office.noura, 0, "by phone"};
        store_letter_decide_as(office.store, held->id, &hers, "huda", &error);
        g_assert_no_error(error);
        file_batch(&office);
        g_autoptr(Letter) released = store_letter_get(office.store, held->id, &error);
        g_assert_cmpstr(released->in_no, ==, held->in_no);
        g_assert_cmpint(released->request_id, !=, 0);
        g_assert_true(i == 0 || released->request_id == request_id);
        g_assert_cmpint(owed(&office, released), ==, ANSWER_NEUTRAL);
        request_id = released->request_id;
    }
    g_autoptr(Letter) next =
        filed(&office, &(Spec){.words = "طلب مساعدة", .party = office.noura});
    g_assert_cmpint(serial_of(next->in_no), ==, 2);
    g_assert_cmpint(next->request_id, ==, request_id);
    office_close(&office);
}

/* A batch that fails leaves no number, no request and no obligation behind. */
static void
leaves_nothing_of_a_failed_batch(void)
{
    g_autoptr(GError) error = NULL;
    Office office = office_new();
    const Spec spec = {.words = "طلب مساعدة", .party = office.noura};
    identified_letter(&office, &spec);
    identified_letter(&office, &spec);
    g_autoptr(GPtrArray) letters =
        store_letters_claim(office.store, LETTER_IDENTIFIED, 10, 60000, &error);
    ((Letter *)letters->pdata[1])->claim++; /* lost to somebody else */
    g_assert_false(
        filing_letters(office.desk, office.kinds, &office.key, letters, &error));
    g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_RETRY);
    g_assert_cmpint(store_request_open_of(office.store, office.noura, NULL), ==, 0);
    g_assert_cmpint(owed(&office, letters->pdata[0]), ==, ANSWER_NONE);
    ((Letter *)letters->pdata[1])->claim--;
    g_clear_error(&error);
    g_assert_true(
        filing_letters(office.desk, office.kinds, &office.key, letters, &error));
    g_autoptr(Letter) second = store_letter_get(office.store, 2, &error);
    g_assert_cmpint(serial_of(second->in_no), ==, 2);
    office_close(&office);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/filing/due", gives_each_its_due);
    g_test_add_func("/filing/one-request", opens_one_request);
    g_test_add_func("/filing/continues", continues_what_is_meant);
    g_test_add_func("/filing/follows", follows_an_ended_request);
    g_test_add_func("/filing/learns", learns_kinds);
    g_test_add_func("/filing/documents", notes_documents);
    g_test_add_func("/filing/moves", moves_letters);
    g_test_add_func("/filing/appeal", links_an_appeal);
    g_test_add_func("/filing/released", files_a_released_letter_once);
    g_test_add_func("/filing/failed-batch", leaves_nothing_of_a_failed_batch);
    return g_test_run();
}
