/* stream.h - a verified TLS connection under libetpan, with a budget for every command. */
#pragma once

#include <glib.h>
#include <libetpan/libetpan.h>
#include <stdbool.h>

typedef struct Stream Stream;

/* What must be had before the connection: the authorities trusted. ca_file NULL: the system's. */
Stream *stream_new(const char *ca_file, GError **error);

/* Tries every address of host, each for a share of within_s, then makes TLS (1.2 or newer) and
 * verifies chain and name. RETRY for the network, CONFIG for the certificate. */
bool
stream_connect(Stream *stream, const char *host, int port, int within_s, GError **error);
void stream_free(Stream *stream);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Stream, stream_free)

/* For mailimap_connect; owned by the session, which closes but does not free stream. */
mailstream *stream_mailstream(Stream *stream);

/* Before each command: all its answer must come within deadline_s and most_bytes. */
void stream_allow(Stream *stream, int deadline_s, guint64 most_bytes);

/* Why the stream failed, in words; NULL when it did not. */
const char *stream_trouble(const Stream *stream);

/* Why the server ends the session, in its words (RFC 3501 section 7.1.5); NULL: it does not. */
const char *stream_bye(const Stream *stream);

/* Waits until the server says something, or other_fd is readable (heard is set), or timeout_ms
 * has passed. */
void stream_wait(
    Stream *stream, mailstream *buffered, int other_fd, int timeout_ms, bool *heard);
