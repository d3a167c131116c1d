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
    {"A-12", "1136300108", "ليلى ماجد الشهري", NULL, "+966508888888", NULL},
};

/* A request of A-1 and one of A-7; a letter of A-7; mails of ours to and the family, the
 * last about A-2; one to a stranger whose letter is nobody's. */
#define REQUEST_OF_A1 "3/1448/000001/2"
#define REQUEST_OF_A7 "3/1448/000002/0"
#define REQUEST_OF_A1_REVERSED "٢-٠٠٠٠٠١-١٤٤٨-٣"
#define MAIL_TO_A1 "to-a1@office.example"
#define MAIL_TO_A7 "to-a7@office.example"
#define MAIL_TO_FAMILY "to-a2@office.example"
#define MAIL_TO_STRANGER "to-stranger@office.example"

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
            .iban = (char *)people[i].iban};
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
