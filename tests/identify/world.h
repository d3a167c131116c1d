/* world.h - a small register of people, on which letters are tried. */
#pragma once

#include "identify/identify.h"
#include "language/language.h"

/* Namesakes, brothers with one mobile, a couple with one address, mobile and account, and one person
 * registered twice. */
static const struct {
    const char *file_no, *national_id, *full_name, *email, *mobile, *iban;
} people[] = {
    {"A-1", "1046300115", "محمد سعد القحطاني", "mohammed@example.org", "+966501111111",
        NULL},
    {"A-2", "1056300229", "فاطمة أحمد العتيبي", "family@example.com", "+966502222222",
        "SA6580000000608010160001"},
    {"A-3", "1066300334", "أحمد سالم العتيبي", "family@example.com", "+966502222222",
        "SA6580000000608010160001"},
    {"A-4", "1076300449", "خالد عبدالله الحربي", NULL, "+966503333333", NULL},
    {"A-5", "1086300553", "سالم عبدالله الحربي", NULL, "+966503333333", NULL},
    {"A-6", "1096300668", "محمد سعد القحطاني", "namesake@example.net", "+966504444444",
        NULL},
    {"A-7", "1106300773", "نورة صالح الدوسري", "noura@example.org", "+966505555555",
        "SA0380000000608010167519"},
    {"A-8", NULL, "عبدالرحمن يوسف الشمري", NULL, "+966506666666", NULL},
    {"A-9", "2077700157", "أنور حسين البنغالي", NULL, "+966507777777", NULL},
    {"A-10", "1126300993", "صالح فهد الدوسري", "saleh@example.net", NULL, NULL},
    {"A-11", "1136300108", "ليلى ماجد الشهري", NULL, "+966508888888", NULL},
    {"A-13", "1146300215", "سعد محمد الزهراني", NULL, "+966509090909", NULL},
    {"A-14", "1156300320", "سعد محمد الزهراني", NULL, "+966509090909", NULL},
    {"A-12", "1136300108", "ليلى ماجد الشهري", NULL, "+966508888888", NULL},
};

/* Grandfather and grandson: one name and one mobile. */
static const struct {
    const char *file_no, *birth_date, *city;
} lives[] = {{"A-13", "1950-03-01", "الرياض"}, {"A-14", "2001-09-09", "جدة"}};

/* A request of A-1 and one of A-7; a letter of A-7; mails of ours to and the family, the
 * last about A-2; one to a stranger whose letter is nobody's. */
#define REQUEST_OF_A1 "3/1448/000001/2"
#define REQUEST_OF_A7 "3/1448/000002/0"
#define REQUEST_OF_A1_REVERSED "٢-٠٠٠٠٠١-١٤٤٨-٣"
#define MAIL_TO_A1 "to-a1@office.example"
#define MAIL_TO_A7 "to-a7@office.example"
#define MAIL_TO_FAMILY "to-a2@office.example"
#define MAIL_TO_STRANGER "to-stranger@office.example"

static inline const char *
world_life(const char *file_no, bool city)
{
    for (gsize i = 0; i < G_N_ELEMENTS(lives); i++)
        if (g_str_equal(lives[i].file_no, file_no))
            return city ? lives[i].city : lives[i].birth_date;
    return NULL;
}

static inline gint64
world_party(Store *store, const char *file_no)
{
    g_autoptr(Party) party = store_party_by_file_no(store, file_no, NULL);
    g_assert_nonnull(party);
    return party->id;
}

static inline void
world_mail(Store *store, const char *message_id, const char *recipient, gint64 party_id)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Outgoing) mail = outgoing_new();
    mail->party_id = party_id;
    mail->purpose = g_strdup("acknowledgement");
    mail->recipient = g_strdup(recipient);
    mail->sender = g_strdup("");
    mail->message_id = g_strdup(message_id);
    mail->bytes = g_bytes_new_static("x", 1);
    store_outbox_put(store, mail, NULL, &error);
    g_assert_no_error(error);
}

static inline Store *
world_new(void)
{
    g_autoptr(GError) error = NULL;
    Store *store = store_open(":memory:", true, &error);
    g_assert_no_error(error);
    for (gsize i = 0; i < G_N_ELEMENTS(people); i++) {
        g_autoptr(PersonName) name = person_name_parse(people[i].full_name);
        g_autoptr(GPtrArray) keys = person_name_keys(name);
        const Party party = {.file_no = (char *)people[i].file_no,
            .party_kind = (char *)"applicant",
            .national_id = (char *)people[i].national_id,
            .full_name = (char *)people[i].full_name,
            .email = (char *)people[i].email,
            .mobile = (char *)people[i].mobile,
            .iban = (char *)people[i].iban,
            .birth_date = (char *)world_life(people[i].file_no, false),
            .city = (char *)world_life(people[i].file_no, true)};
        PartyChange change;
        gint64 id;
        store_party_put(store, &party, keys, &change, &id, &error);
        g_assert_no_error(error);
    }
    gint64 request;
    store_request_open(store, REQUEST_OF_A1, "support_request", "new",
        world_party(store, "A-1"), 0, &request, &error);
    g_assert_no_error(error);
    store_request_open(store, REQUEST_OF_A7, "support_request", "new",
        world_party(store, "A-7"), 0, &request, &error);
    g_assert_no_error(error);
    world_mail(store, MAIL_TO_A1, "mohammed@example.org", world_party(store, "A-1"));
    world_mail(store, MAIL_TO_A7, "noura.work@example.net", world_party(store, "A-7"));
    world_mail(store, MAIL_TO_FAMILY, "family@example.com", world_party(store, "A-2"));
    world_mail(store, MAIL_TO_STRANGER, "stranger@example.net", 0);
    return store;
}

static inline Config *
world_config(void)
{
    Config *config = g_new0(Config, 1);
    config->language = g_strdup("en");
    config->level = 0.999;
    config->scanners = g_strsplit("scanner@office.example", ",", -1);
    return config;
}

typedef struct WorldLetter {
    MailKind kind;
    const char *from, *words, *answers;
    bool trusted;
} WorldLetter;

/* A letter in the store, parsed and read. */
static inline gint64
world_letter(Store *store, const WorldLetter *spec)
{
    static int taken_so_far;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) arrivals = g_ptr_array_new();
    g_autofree char *sha256 = g_strdup_printf("%064d", ++taken_so_far);
    Arrival arrival = {.sha256 = sha256, .source = (char *)"take", .received_at = 1};
    int taken = 0;
    g_ptr_array_add(arrivals, &arrival);
    store_letters_take(store, arrivals, NULL, &taken, &error);
    g_autoptr(GPtrArray) letters =
        store_letters_claim(store, LETTER_TAKEN, 1, 60000, &error);
    g_assert_no_error(error);
    const Letter *letter = letters->pdata[0];
    g_autoptr(Mail) mail = mail_new();
    gint64 twin;
    mail->kind = spec->kind;
    mail->from = address_new(NULL, spec->from);
    mail->trusted = spec->trusted;
    g_free(mail->text);
    g_free(mail->new_text);
    mail->text = g_strdup(spec->words);
    mail->new_text = g_strdup(spec->words);
    if (spec->answers != NULL)
        g_ptr_array_add(mail->in_reply_to, g_strdup(spec->answers));
    store_mail_save(store, letter, mail, &twin, &error);
    store_letter_advance(store, letter, LETTER_READ, "read", NULL, &error);
    g_assert_no_error(error);
    return letter->id;
}
