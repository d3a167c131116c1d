/* stream.c - libetpan's low driver over a GnuTLS session of our own.
 *
 * Promises: no byte goes to a server whose certificate chain and name are not verified; a
 * command ends within its deadline and its bytes, however slowly or much the server speaks; the
 * end of the connection is always an error, so the library never waits for more of a literal.
 * The first trouble is kept in words and every later call fails.
 * Trusts: only the authorities it was given. What comes through is hostile; see guard.h.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/base.h"
#include "intake/dial.h"
#include "intake/guard.h"
#include "intake/stream.h"

enum { STREAM_BUFFER_BYTES = 64 * 1024 };

struct Stream {
    gnutls_certificate_credentials_t trusted;
    gnutls_session_t session; /* NULL before the connection */
    int fd;                   /* -1 once closed */
    gint64 deadline;          /* ticks */
    int deadline_s;
    guint64 most_bytes; /* still allowed for this command */
    Guard guard;
    char *trouble;
};

Stream *
stream_new(const char *ca_file, GError **error)
{
    g_autoptr(Stream) stream = g_new0(Stream, 1);
    stream->fd = -1;
    if (gnutls_certificate_allocate_credentials(&stream->trusted) < 0)
        g_error("out of memory");
    int n = ca_file != NULL ? gnutls_certificate_set_x509_trust_file(
                                  stream->trusted, ca_file, GNUTLS_X509_FMT_PEM)
                            : gnutls_certificate_set_x509_system_trust(stream->trusted);
    if (n <= 0) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG,
            "no trusted certificate authority in '%s'; set ca_file to a PEM file, or "
            "install "
            "ca-certificates",
            ca_file != NULL ? ca_file : "the system's store");
        return NULL;
    }
    return g_steal_pointer(&stream);
}

static void
stream_close(Stream *stream)
{
    if (stream->session != NULL) {
        gnutls_deinit(stream->session);
        stream->session = NULL;
    }
    if (stream->fd >= 0)
        close(stream->fd);
    stream->fd = -1;
}

void
stream_free(Stream *stream)
{
    if (stream == NULL)
        return;
    stream_close(stream);
    gnutls_certificate_free_credentials(stream->trusted);
    g_free(stream->trouble);
    g_free(stream);
}

const char *
stream_trouble(const Stream *stream)
{
    return stream->trouble;
}

const char *
stream_bye(const Stream *stream)
{
    return stream->guard.bye[0] != '\0' ? stream->guard.bye : NULL;
}

void
stream_allow(Stream *stream, int deadline_s, guint64 most_bytes)
{
    stream->deadline_s = deadline_s;
    stream->deadline = clock_ticks_ms() + deadline_s * (gint64)1000;
    stream->most_bytes = most_bytes;
}

static int G_GNUC_PRINTF(2, 3) stream_fail(Stream *stream, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (stream->trouble == NULL)
        stream->trouble = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    return -1;
}

static int
stream_fail_closed(Stream *stream)
{
    if (stream->guard.bye[0] == '\0')
        return stream_fail(stream, "it closed the connection");
    return stream_fail(
        stream, "it closed the connection, saying \"%s\"", stream->guard.bye);
}

/* Waits for the socket until the command's deadline. */
static bool
stream_ready(Stream *stream, short events)
{
    for (;;) {
        gint64 rest = stream->deadline - clock_ticks_ms();
        struct pollfd wait = {.fd = stream->fd, .events = events};
        int n = rest <= 0 ? 0 : poll(&wait, 1, (int)MIN(rest, G_MAXINT));
        if (n > 0)
            return true;
        if (n == 0) {
            stream_fail(stream, "it did not answer within %d s", stream->deadline_s);
            return false;
        }
        if (errno != EINTR) {
            stream_fail(stream, "%s", g_strerror(errno));
            return false;
        }
    }
}

/* ---- connecting ---- */

static bool
certificate_failed(Stream *stream, const char *host, GError **error)
{
    gnutls_datum_t words = {NULL, 0};
    unsigned status = gnutls_session_get_verify_cert_status(stream->session);
    gnutls_certificate_verification_status_print(status, GNUTLS_CRT_X509, &words, 0);
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG,
        "the certificate of '%s' is not trusted: %s No password was sent. Set ca_file to "
        "the "
        "authority that signed it, and host to the name in it",
        host, words.data != NULL ? (const char *)words.data : "");
    gnutls_free(words.data);
    return false;
}

static bool
stream_shake_hands(Stream *stream, const char *host, GError **error)
{
    int rc;
    while ((rc = gnutls_handshake(stream->session)) < 0) {
        if (rc == GNUTLS_E_AGAIN || rc == GNUTLS_E_INTERRUPTED) {
            bool writes = gnutls_record_get_direction(stream->session) == 1;
            if (stream_ready(stream, writes ? POLLOUT : POLLIN))
                continue;
            g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_RETRY,
                "'%s' did not finish the TLS handshake: %s", host, stream->trouble);
            return false;
        }
        if (rc == GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR)
            return certificate_failed(stream, host, error);
        if (!gnutls_error_is_fatal(rc))
            continue;
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_RETRY,
            "no TLS with '%s': %s; check that port is the one of IMAP over TLS (993)",
            host, gnutls_strerror(rc));
        return false;
    }
    return true;
}

bool
stream_connect(Stream *stream, const char *host, int port, int within_s, GError **error)
{
    stream_allow(stream, within_s, 0);
    stream->fd = dial_host(host, port, stream->deadline, error);
    if (stream->fd < 0)
        return false;
    guint8 address[sizeof(struct in6_addr)];
    bool is_number =
        inet_pton(AF_INET, host, address) == 1 || inet_pton(AF_INET6, host, address) == 1;
    if (gnutls_init(
            &stream->session, GNUTLS_CLIENT | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL) < 0 ||
        gnutls_priority_set_direct(
            stream->session, "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2", NULL) < 0 ||
        gnutls_credentials_set(stream->session, GNUTLS_CRD_CERTIFICATE, stream->trusted) <
            0 ||
        (!is_number && gnutls_server_name_set(
                           stream->session, GNUTLS_NAME_DNS, host, strlen(host)) < 0)) {
        g_set_error(
            error, DIWAN_ERROR, DIWAN_ERROR_CONFIG, "cannot set up TLS for '%s'", host);
        return false;
    }
    gnutls_session_set_verify_cert(stream->session, host, 0);
    gnutls_transport_set_int(stream->session, stream->fd);
    return stream_shake_hands(stream, host, error);
}

/* ---- the driver ---- */

static ssize_t
driver_read(mailstream_low *low, void *buffer, size_t count)
{
    Stream *stream = low->data;
    while (stream->trouble == NULL) {
        ssize_t n = gnutls_record_recv(stream->session, buffer, count);
        if (n == GNUTLS_E_AGAIN)
            stream_ready(stream, POLLIN);
        else if (n == 0 || n == GNUTLS_E_PREMATURE_TERMINATION)
            stream_fail_closed(stream);
        else if (n < 0 && gnutls_error_is_fatal((int)n))
            stream_fail(stream, "%s", gnutls_strerror((int)n));
        else if (n > 0 && (guint64)n > stream->most_bytes)
            stream_fail(stream, "it sent more than was asked for");
        else if (n > 0) {
            stream->most_bytes -= (guint64)n;
            const char *wrong =
                guard_look(&stream->guard, buffer, (gsize)n, stream->most_bytes);
            if (wrong == NULL)
                return n;
            stream_fail(stream, "it sent %s", wrong);
        }
        /* Speaking a little now and then must not stretch the deadline. */
        if (stream->trouble == NULL && clock_ticks_ms() > stream->deadline)
            stream_fail(stream, "it did not answer within %d s", stream->deadline_s);
    }
    return -1;
}

static ssize_t
driver_write(mailstream_low *low, const void *buffer, size_t count)
{
    Stream *stream = low->data;
    while (stream->trouble == NULL) {
        ssize_t n = gnutls_record_send(stream->session, buffer, count);
        if (n >= 0)
            return n;
        if (n == GNUTLS_E_AGAIN)
            stream_ready(stream, POLLOUT);
        else if (gnutls_error_is_fatal((int)n))
            stream_fail_closed(stream);
    }
    return -1;
}

static int
driver_close(mailstream_low *low)
{
    stream_close(low->data);
    return 0;
}

static int
driver_get_fd(mailstream_low *low)
{
    return ((Stream *)low->data)->fd;
}

static void
driver_free(mailstream_low *low)
{
    free(low); /* the library's malloc; the Stream belongs to who made it */
}

static void
driver_cancel(mailstream_low *low)
{
    (void)low;
}

static struct mailstream_cancel *
driver_get_cancel(mailstream_low *low)
{
    (void)low;
    return NULL;
}

static carray *
driver_get_certificate_chain(mailstream_low *low)
{
    (void)low;
    return NULL;
}

static int
driver_no_idle(mailstream_low *low)
{
    (void)low;
    return -1; /* stream_wait polls instead */
}

static mailstream_low_driver driver = {
    .mailstream_read = driver_read,
    .mailstream_write = driver_write,
    .mailstream_close = driver_close,
    .mailstream_get_fd = driver_get_fd,
    .mailstream_free = driver_free,
    .mailstream_cancel = driver_cancel,
    .mailstream_get_cancel = driver_get_cancel,
    .mailstream_get_certificate_chain = driver_get_certificate_chain,
    .mailstream_setup_idle = driver_no_idle,
    .mailstream_unsetup_idle = driver_no_idle,
    .mailstream_interrupt_idle = driver_no_idle,
};

mailstream *
stream_mailstream(Stream *stream)
{
    return mailstream_new(mailstream_low_new(stream, &driver), STREAM_BUFFER_BYTES);
}

void
stream_wait(
    Stream *stream, mailstream *buffered, int other_fd, int timeout_ms, bool *heard)
{
    *heard = false;
    struct pollfd wait[2] = {
        {.fd = other_fd, .events = POLLIN},
        {.fd = stream->fd, .events = POLLIN},
    };
    /* What has been received but not yet parsed never makes the socket readable again. */
    if (buffered->read_buffer_len > 0 || gnutls_record_check_pending(stream->session) > 0)
        timeout_ms = 0;
    if (poll(wait, 2, timeout_ms) > 0)
        *heard = wait[0].revents != 0;
}
