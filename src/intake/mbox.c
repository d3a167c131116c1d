/* mbox.c - mbox files (RFC 4155), however their writer quoted.
 *
 * A From_ line begins a letter when it stands first or after an empty line and has the form of
 * one, time and year included: writers that do not quote leave "From my heart …" in letters.
 * Lines of > and From_ lose one > (mboxrd; what mboxo quoted comes out right too). All other
 * bytes stay as they are, except the empty line that parts two letters.
 * Promises: memory for one piece of a line, whatever the file's size.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base.h"
#include "intake/mbox.h"

enum { MBOX_BUFFER_BYTES = 256 * 1024, FROM_LINE_MOST_BYTES = 512 };

#define MONTHS "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
static const char from_line[] =
    "^From .*\\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (" MONTHS ") +(\\d{1,2}) "
    "(\\d{1,2}):(\\d\\d)(?::(\\d\\d))?(?: +\\S+)? +(\\d{4})(?: +\\S+)*\\s*$";

static int
number_of(const GMatchInfo *match, int group)
{
    g_autofree char *text = g_match_info_fetch(match, group);
    return text != NULL ? atoi(text) : 0;
}

bool
mbox_is_from_line(const char *line, gsize length, gint64 *received_at)
{
    if (length < 5 || length > FROM_LINE_MOST_BYTES || memcmp(line, "From ", 5) != 0)
        return false;
    static GRegex *form = NULL; /* made once, kept for the process */
    if (form == NULL)
        form = g_regex_new(from_line, G_REGEX_RAW | G_REGEX_OPTIMIZE, 0, NULL);
    g_autoptr(GMatchInfo) match = NULL;
    if (!g_regex_match_full(form, line, (gssize)length, 0, 0, &match, NULL))
        return false;
    g_autofree char *month = g_match_info_fetch(match, 1);
    g_autoptr(GDateTime) instant = g_date_time_new_utc(number_of(match, 6),
        (int)(strstr(MONTHS, month) - MONTHS) / 4 + 1, number_of(match, 2),
        number_of(match, 3), number_of(match, 4), number_of(match, 5));
    *received_at = instant != NULL ? MAX(g_date_time_to_unix(instant) * 1000, 0) : 0;
    return true;
}

typedef struct Mbox {
    const MboxReader *reader;
    bool open;     /* a letter has begun */
    bool mid_line; /* the last piece did not end its line */
    char held[2];  /* an empty line that may part two letters */
    gsize held_length;
} Mbox;

static bool
mbox_end_letter(Mbox *mbox, GError **error)
{
    bool was_open = mbox->open;
    mbox->open = false;
    mbox->held_length = 0;
    return !was_open || mbox->reader->end(mbox->reader->data, error);
}

/* Whether a line is From_ behind one or more >. */
static bool
is_quoted_from(const char *line, gsize length)
{
    gsize n = 0;
    while (n < length && line[n] == '>')
        n++;
    return n > 0 && length - n >= 5 && memcmp(line + n, "From ", 5) == 0;
}

/* A line with its end, or a piece of a very long one. */
static bool
mbox_line(Mbox *mbox, const char *line, gsize length, GError **error)
{
    const MboxReader *reader = mbox->reader;
    bool begins = !mbox->mid_line;
    gsize bare = length;
    while (bare > 0 && (line[bare - 1] == '\n' || line[bare - 1] == '\r'))
        bare--;
    mbox->mid_line = line[length - 1] != '\n';
    gint64 received_at;
    if (begins && (!mbox->open || mbox->held_length > 0) &&
        mbox_is_from_line(line, bare, &received_at)) {
        if (!mbox_end_letter(mbox, error))
            return false;
        mbox->open = true;
        return reader->begin(received_at, reader->data, error);
    }
    if (!mbox->open)
        return true;
    gsize held = mbox->held_length;
    mbox->held_length = 0;
    if (held > 0 && !reader->bytes(mbox->held, held, reader->data, error))
        return false;
    if (begins && bare == 0 && length <= sizeof mbox->held) {
        memcpy(mbox->held, line, length);
        mbox->held_length = length;
        return true;
    }
    gsize skip = begins && is_quoted_from(line, bare) ? 1 : 0;
    return reader->bytes(line + skip, length - skip, reader->data, error);
}

/* The whole lines in the buffer, or all of it when it is one long line or the end. Returns how
 * many bytes are done, -1 on error. */
static gssize
mbox_lines(Mbox *mbox, const char *buffer, gsize length, bool all, GError **error)
{
    gsize done = 0;
    while (done < length) {
        const char *end = memchr(buffer + done, '\n', length - done);
        if (end == NULL && !all && (done > 0 || length < MBOX_BUFFER_BYTES))
            break;
        gsize n = end != NULL ? (gsize)(end - (buffer + done)) + 1 : length - done;
        if (!mbox_line(mbox, buffer + done, n, error))
            return -1;
        done += n;
    }
    return (gssize)done;
}

bool
mbox_read(int fd, const MboxReader *reader, GError **error)
{
    Mbox mbox = {.reader = reader};
    g_autofree char *buffer = g_malloc(MBOX_BUFFER_BYTES);
    gsize length = 0;
    for (;;) {
        gssize n = read(fd, buffer + length, MBOX_BUFFER_BYTES - length);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return error_from_errno(error, DIWAN_ERROR_REFUSED, "cannot read it");
        length += (gsize)n;
        gssize done = mbox_lines(&mbox, buffer, length, n == 0, error);
        if (done < 0)
            return false;
        if (n == 0)
            return mbox_end_letter(&mbox, error);
        length -= (gsize)done;
        memmove(buffer, buffer + done, length);
    }
}
