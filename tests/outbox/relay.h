/* relay.h - a relay that misbehaves as it is told: a fake, because no real server can be made to.
 *
 * What it does to a mail follows from the recipient: "later" 451, "never" 550 in two lines, "close"
 * 421, "vanish" hangs up without a word, "big" 552 and "full" 452 after the data, "drop" hangs up after the
 * data; others are taken. The sender "wrong@…" is refused, and the null sender where it is told to; mute, it
 * hangs up at EHLO. Delivery over a real server is tested along the letter's path.
 */
#pragma once

#include <gio/gio.h>

#include <stdbool.h>
#include <string.h>

typedef struct Relay {
    GSocketListener *listener;
    GThread *thread;
    int port;
    gint connections;  /* atomic */
    gint refuses_null; /* atomic */
    gint mute;         /* atomic */
    GMutex lock;
    GPtrArray *commands; /* of char, owned: every line of every client */
    GPtrArray *mails;    /* of char, owned: data of every taken mail */
} Relay;

static inline void
relay_say(GOutputStream *out, const char *line)
{
    g_output_stream_write_all(out, line, strlen(line), NULL, NULL, NULL);
}

static inline char *
relay_hear(Relay *relay, GDataInputStream *in)
{
    char *line = g_data_input_stream_read_line(in, NULL, NULL, NULL);
    if (line != NULL) {
        g_mutex_lock(&relay->lock);
        g_ptr_array_add(relay->commands, g_strdup(line));
        g_mutex_unlock(&relay->lock);
    }
    return line;
}

/* Reads the data; false when the connection is to be dropped. */
static inline bool
relay_take_mail(
    Relay *relay, GDataInputStream *in, GOutputStream *out, const char *recipient)
{
    g_autoptr(GString) mail = g_string_new(NULL);
    relay_say(out, "354 go on\r\n");
    for (;;) {
        g_autofree char *line = g_data_input_stream_read_line(in, NULL, NULL, NULL);
        if (line == NULL)
            return false;
        if (strcmp(line, ".") == 0)
            break;
        g_string_append_printf(mail, "%s\r\n", line);
    }
    if (strstr(recipient, "drop") != NULL)
        return false;
    if (strstr(recipient, "big") != NULL) {
        relay_say(out, "552 5.3.4 too big\r\n");
    } else if (strstr(recipient, "full") != NULL) {
        relay_say(out, "452 4.3.1 disk full\r\n");
    } else {
        g_mutex_lock(&relay->lock);
        g_ptr_array_add(relay->mails, g_string_free(g_steal_pointer(&mail), FALSE));
        g_mutex_unlock(&relay->lock);
        relay_say(out, "250 2.0.0 queued as TRIAL1\r\n");
    }
    return true;
}

static inline bool
relay_answer(Relay *relay, GDataInputStream *in, GOutputStream *out, const char *line,
    char **recipient)
{
    if (strstr(line, "<vanish") != NULL ||
        (g_str_has_prefix(line, "EHLO") && g_atomic_int_get(&relay->mute)))
        return false;
    if (g_str_has_prefix(line, "EHLO")) {
        relay_say(out, "250-trial\r\n250 SIZE 1000000\r\n");
    } else if (strstr(line, "MAIL FROM:<wrong") != NULL) {
        relay_say(out, "550 5.7.1 not your address\r\n");
    } else if (strstr(line, "MAIL FROM:<>") != NULL &&
               g_atomic_int_get(&relay->refuses_null)) {
        relay_say(out, "501 5.1.7 no such sender\r\n");
    } else if (g_str_has_prefix(line, "RCPT")) {
        g_free(*recipient);
        *recipient = g_strdup(line);
        relay_say(out, strstr(line, "later") ? "451 4.2.0 come again\r\n"
                       : strstr(line, "never")
                           ? "550-5.1.1 nobody\r\n550 5.1.1 of that name\r\n"
                       : strstr(line, "close") ? "421 4.3.2 closing\r\n"
                                               : "250 2.1.5 well\r\n");
    } else if (g_str_has_prefix(line, "DATA")) {
        return relay_take_mail(relay, in, out, *recipient);
    } else if (g_str_has_prefix(line, "QUIT")) {
        relay_say(out, "221 bye\r\n");
        return false;
    } else {
        relay_say(out, "250 well\r\n");
    }
    return true;
}

static inline gpointer
relay_serve(gpointer data)
{
    Relay *relay = data;
    for (;;) {
        g_autoptr(GSocketConnection) connection =
            g_socket_listener_accept(relay->listener, NULL, NULL, NULL);
        if (connection == NULL)
            return NULL;
        GOutputStream *out = g_io_stream_get_output_stream(G_IO_STREAM(connection));
        g_autoptr(GDataInputStream) in = g_data_input_stream_new(
            g_io_stream_get_input_stream(G_IO_STREAM(connection)));
        g_data_input_stream_set_newline_type(in, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
        g_autofree char *recipient = g_strdup("");
        bool last = false;
        g_atomic_int_inc(&relay->connections);
        relay_say(out, "220 trial ESMTP\r\n");
        for (;;) {
            g_autofree char *line = relay_hear(relay, in);
            last = line != NULL && strcmp(line, "end of the trial") == 0;
            if (line == NULL || last || !relay_answer(relay, in, out, line, &recipient))
                break;
        }
        g_io_stream_close(G_IO_STREAM(connection), NULL, NULL);
        if (last)
            return NULL;
    }
}

static inline void
relay_open(Relay *relay)
{
    memset(relay, 0, sizeof *relay);
    relay->listener = g_socket_listener_new();
    relay->port = g_socket_listener_add_any_inet_port(relay->listener, NULL, NULL);
    g_assert_cmpint(relay->port, >, 0);
    g_mutex_init(&relay->lock);
    relay->commands = g_ptr_array_new_with_free_func(g_free);
    relay->mails = g_ptr_array_new_with_free_func(g_free);
    relay->thread = g_thread_new("relay", relay_serve, relay);
}

/* Every client must have gone. */
static inline void
relay_close(Relay *relay)
{
    g_autoptr(GSocketClient) client = g_socket_client_new();
    g_autoptr(GSocketConnection) last = g_socket_client_connect_to_host(
        client, "127.0.0.1", (guint16)relay->port, NULL, NULL);
    relay_say(g_io_stream_get_output_stream(G_IO_STREAM(last)), "end of the trial\r\n");
    g_thread_join(relay->thread);
    g_socket_listener_close(relay->listener);
    g_object_unref(relay->listener);
    g_ptr_array_unref(relay->commands);
    g_ptr_array_unref(relay->mails);
    g_mutex_clear(&relay->lock);
}
