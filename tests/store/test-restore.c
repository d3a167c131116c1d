/* test-restore.c - after a restore nothing is said twice by itself, by mail or on paper. */
#include "../../src/store/tables.h"

#define WELL(call) \
    do { \
        bool well_ = (call); \
        g_assert_no_error(error); \
        g_assert_true(well_); \
    } while (0)

enum { MS_HOUR = 3600 * 1000 };

typedef struct Case {
    const char *name;
    bool restored, letter, request; /* about one or the other */
    int hours;                      /* it came so long after the restore; < 0: before */
    bool doubt;
} Case;

static const Case cases[] = {
    {"never restored", false, true, false, -2, false},
    {"letter before", true, true, false, -2, true},
    {"letter since", true, true, false, 1, false},
    {"request before", true, false, true, -2, true},
    {"request since", true, false, true, 1, false},
    {"about nothing", true, false, false, 0, false},
};

static void
make_rows(Store *store, gint64 at)
{
    g_autoptr(GError) error = NULL;
    WELL(sql_run(store->sql, &error,
        "INSERT INTO letter (id, state, due_at, sha256, size_bytes, medium, source,"
        " received_at, taken_at) VALUES (1, 'done', 0, 'aa', 1, 'mail', 'main', ?, ?)",
        BIND(at, at)));
    WELL(sql_run(store->sql, &error,
        "INSERT INTO party (id, file_no, party_kind, full_name, created_at,"
        " changed_at) VALUES (1, 'A-1', 'applicant', 'x', 0, 0)",
        NONE));
    WELL(sql_run(store->sql, &error,
        "INSERT INTO request (id, number, kind, state, party_id, opened_at, changed_at)"
        " VALUES (1, '3/1448/000001/1', 'aid', 'new', 1, ?, ?)",
        BIND(at, at)));
}

static void
put_mail(Store *store, const Case *each, gint64 *id)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Outgoing) mail = outgoing_new();
    mail->letter_id = each->letter;
    mail->request_id = each->request;
    mail->purpose = g_strdup("notice");
    mail->recipient = g_strdup("a@example.org");
    mail->sender = g_strdup("");
    mail->message_id = g_strdup("m.1@charity.example");
    mail->bytes = g_bytes_new_static("x", 1);
    WELL(store_outbox_put(store, mail, id, &error));
}

static void
put_paper(Store *store, const Case *each, gint64 *id)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PostLetter) letter = post_letter_new();
    letter->letter_id = each->letter;
    letter->request_id = each->request;
    letter->purpose = g_strdup("notice");
    letter->message_id = g_strdup("p.1@charity.example");
    letter->language = g_strdup("ar");
    letter->number = g_strdup("2/1448/000001/1");
    letter->name = g_strdup("x");
    letter->address = g_strdup("y");
    letter->bytes = g_bytes_new_static("%PDF", 4);
    WELL(store_post_put(store, letter, id, &error));
}

/* What is in doubt is neither claimed nor printed, until a person says that it is to go. */
static void
test_case(gconstpointer data)
{
    const Case *each = data;
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) store = store_open(":memory:", true, &error);
    gint64 mail = 0, paper = 0;
    int held = 0;
    make_rows(store, clock_now_ms() + each->hours * MS_HOUR);
    if (each->restored)
        WELL(store_restored(store, clock_now_ms(), true, &held, &error));
    put_mail(store, each, &mail);
    put_paper(store, each, &paper);
    for (int round = 0; round < 2; round++) {
        bool goes = round > 0 || !each->doubt;
        g_autoptr(GPtrArray) claimed = store_outbox_claim(store, 9, &error);
        g_autoptr(GPtrArray) printed = store_post_waiting(store, NULL, 9, &error);
        g_assert_no_error(error);
        g_assert_cmpuint(printed->len, ==, goes);
        g_assert_cmpuint(claimed->len, ==, goes);
        if (!each->doubt)
            break;
        if (round == 0) {
            WELL(store_outbox_resend(store, mail, "saad", &error));
            WELL(store_outbox_resend(store, paper, "saad", &error));
        }
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strdup_printf("/restore/%s", cases[i].name);
        g_test_add_data_func(path, &cases[i], test_case);
    }
    return g_test_run();
}
