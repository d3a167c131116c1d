/* delivery.h - an outbox, its store and the relay it sends to. */
#pragma once

#include "outbox/outbox.h"

#include "../../src/store/tables.h"
#include "relay.h"

typedef struct Trial {
    Relay relay;
    Config config;
    Store *store;
    Outbox *outbox;
} Trial;

static inline void
trial_open(Trial *trial)
{
    GError *error = NULL;
    relay_open(&trial->relay);
    trial->config = (Config){.relay = {.host = (char *)"127.0.0.1",
                                 .port = trial->relay.port,
                                 .from = (char *)"office@charity.example"}};
    trial->store = store_open(":memory:", true, &error);
    trial->outbox = outbox_open(&trial->config, &error);
    g_assert_no_error(error);
}

static inline void
trial_close(Trial *trial)
{
    outbox_close(trial->outbox);
    store_close(trial->store);
    relay_close(&trial->relay);
}

static inline gint64
put_as(Trial *trial, const char *purpose, const char *sender, const char *recipient,
    const char *body)
{
    static int n;
    GError *error = NULL;
    gint64 id = 0;
    g_autoptr(Outgoing) mail = outgoing_new();
    mail->purpose = g_strdup(purpose);
    mail->recipient = g_strdup(recipient);
    mail->sender = g_strdup(sender);
    mail->message_id = g_strdup_printf("%d@charity.example", ++n);
    mail->bytes = g_bytes_new(body, strlen(body));
    g_assert_true(store_outbox_put(trial->store, mail, &id, &error));
    g_assert_no_error(error);
    return id;
}

static inline gint64
put_from(Trial *trial, const char *sender, const char *recipient, const char *body)
{
    return put_as(trial, "acknowledgement", sender, recipient, body);
}

static inline gint64
put(Trial *trial, const char *recipient)
{
    return put_from(trial, "", recipient, "Subject: x\r\n\r\nx\r\n");
}

static inline void
make_due(Trial *trial, gint64 id)
{
    g_assert_true(sql_run(
        trial->store->sql, NULL, "UPDATE outbox SET due_at = 0 WHERE id = ?", BIND(id)));
}

/* So many days go by, and every mail is due. */
static inline void
make_older(Trial *trial, int days)
{
    const gint64 ms = days * 24 * 3600 * G_GINT64_CONSTANT(1000);
    g_assert_true(sql_run(trial->store->sql, NULL,
        "UPDATE outbox SET due_at = 0, created_at = created_at - ?,"
        " waits_since = waits_since - ?",
        BIND(ms, ms)));
}

static inline void
round_well(Trial *trial, int expected, char **trouble)
{
    GError *error = NULL;
    int tried = -1;
    g_autofree char *said = NULL;
    outbox_round(trial->outbox, trial->store, &tried, &said, &error);
    g_assert_no_error(error);
    g_assert_cmpint(tried, ==, expected);
    if (trouble != NULL)
        *trouble = g_steal_pointer(&said);
    else
        g_assert_null(said);
}

static inline OutboxDepth
depth_of(Trial *trial)
{
    GError *error = NULL;
    OutboxDepth depth;
    g_assert_true(store_outbox_depth(trial->store, &depth, &error));
    return depth;
}
