/* bureau.h - an office with staff and a party, for the tests of requests. */
#pragma once

#include "language/language.h"
#include "office/office.h"

#include <string.h>

#define MS_DAY (G_GINT64_CONSTANT(24) * 3600 * 1000)

typedef struct Bureau {
    Config *config;
    Store *store;
    Desk *desk;
    gint64 party_id;
    int letters;
} Bureau;

static inline int
day_of(const char *text)
{
    gint64 begins = 0;
    g_autofree char *why_not = day_read(text, "en", &begins);
    g_assert_cmpstr(why_not, ==, NULL);
    return day_number(begins);
}

/* Ten in the morning. */
static inline gint64
at(const char *day)
{
    return day_begins(day_of(day)) + MS_DAY * 10 / 24;
}

static inline char *
day_text(gint64 instant)
{
    return instant != 0 ? day_gregorian_short(instant) : g_strdup("-");
}

static inline void
bureau_open(Bureau *bureau)
{
    g_autoptr(GError) error = NULL;
    static const char *const staff[][2] = {{"noura", "relations"}, {"saad", "relations"},
        {"huda", "researcher"}, {"majed", "secretary"}, {"reem", "clerk"},
        {"admin", "admin"}};
    *bureau = (Bureau){.config = g_new0(Config, 1)};
    Config *config = bureau->config;
    config->calendar = CALENDAR_HIJRI;
    config->language = g_strdup("ar");
    config->office_name = g_strdup("جمعية الإحسان النموذجية");
    config->relay.from = g_strdup("letters@charity.example");
    config->requests = (RequestConfig){.earliest_days = 14,
        .target_days = 30,
        .documents_days = 14,
        .shortest_days = 7,
        .soon_days = 3,
        .delay_days = 14,
        .reopen_days = 30,
        .weekend = 1u << 5 | 1u << 6};
    bureau->store = store_open(":memory:", true, &error);
    g_assert_no_error(error);
    for (guint i = 0; i < G_N_ELEMENTS(staff); i++)
        store_staff_add(bureau->store, staff[i][0], staff[i][0], staff[i][1], "x",
            "diwan", NULL, &error);
    const Party party = {.file_no = (char *)"A-7",
        .party_kind = (char *)"applicant",
        .full_name = (char *)"نورة صالح الدوسري",
        .national_id = (char *)"1000000008",
        .mobile = (char *)"+966500000001",
        .city = (char *)"الرياض",
        .email = (char *)"noura@example.org"};
    PartyChange change;
    store_party_put(bureau->store, &party, NULL, &change, &bureau->party_id, &error);
    g_assert_no_error(error);
    bureau->desk = desk_open(config, bureau->store, &error);
    g_assert_no_error(error);
}

static inline void
bureau_close(Bureau *bureau)
{
    desk_close(bureau->desk);
    store_close(bureau->store);
    config_free(bureau->config);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Bureau, bureau_close)

static inline gint64
open_request(Bureau *bureau, const char *kind, const char *state)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *number = NULL;
    gint64 id = 0;
    g_assert_true(store_begin(bureau->store, &error));
    register_number_take(bureau->store, CALENDAR_HIJRI, REGISTER_REQUEST, clock_now_ms(),
        0, 0, &number, &error);
    store_request_open(
        bureau->store, number, kind, state, bureau->party_id, 0, &id, &error);
    store_commit(bureau->store, &error);
    g_assert_no_error(error);
    return id;
}

/* A letter of the party that came at an instant; on the request when it is not 0. */
static inline gint64
send_letter(Bureau *bureau, gint64 request_id, gint64 received_at)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) arrivals = g_ptr_array_new();
    g_autofree char *sha256 = g_strdup_printf("%064d", ++bureau->letters);
    Arrival arrival = {.sha256 = sha256,
        .size_bytes = 1,
        .source = (char *)"take",
        .received_at = received_at};
    int taken = 0;
    g_ptr_array_add(arrivals, &arrival);
    store_letters_take(bureau->store, arrivals, NULL, &taken, &error);
    g_autoptr(GPtrArray) claimed =
        store_letters_claim(bureau->store, LETTER_TAKEN, 1, 60000, &error);
    const Letter *letter = claimed->pdata[0];
    gint64 id = letter->id;
    store_letter_file(bureau->store, letter, request_id, NULL, &error);
    g_assert_no_error(error);
    return id;
}

/* A secretary's is made in a session of the committee. */
static inline Act
act_of(const char *login, const char *role, const char *reason, gint64 now)
{
    return (Act){.by = login,
        .role = role,
        .reason = reason,
        .now = now,
        .in_session = strcmp(role, "secretary") == 0};
}

static inline Request *
request_of(Bureau *bureau, gint64 id)
{
    g_autoptr(GError) error = NULL;
    Request *request = store_request_get(bureau->store, id, &error);
    g_assert_no_error(error);
    return request;
}

#define assert_state(bureau, id, wanted) \
    do { \
        g_autoptr(Request) seen_ = request_of(bureau, id); \
        g_assert_cmpstr(seen_->state, ==, wanted); \
    } while (0)

/* Every required document accepted, every field confirmed. */
static inline void
make_whole(Bureau *bureau, gint64 id, gint64 now)
{
    g_autoptr(GError) error = NULL;
    static const char *const documents[] = {
        "declaration", "identity", "family", "income"};
    static const char *const fields[] = {"full_name", "national_id", "mobile", "city"};
    gint64 letter = send_letter(bureau, id, now);
    Act act = act_of("noura", "relations", NULL, now);
    for (guint i = 0; i < G_N_ELEMENTS(documents); i++) {
        g_assert_true(request_document_take(
            bureau->desk, id, documents[i], letter, day_number(now) + 100, &act, &error));
        g_assert_true(
            request_document_check(bureau->desk, id, documents[i], true, &act, &error));
    }
    for (guint i = 0; i < G_N_ELEMENTS(fields); i++)
        g_assert_true(
            request_confirm(bureau->desk, id, fields[i], "identity", true, &act, &error));
    g_assert_no_error(error);
}
