/* mbox.h - the letters of an mbox file, one after the other. */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* What is done with each letter. A function that returns false ends the reading. */
typedef struct MboxReader {
    bool (*begin)(
        gint64 received_at, gpointer data, GError **error); /* ms; 0: not told */
    bool (*bytes)(const char *bytes, gsize length, gpointer data, GError **error);
    bool (*end)(gpointer data, GError **error);
    gpointer data;
} MboxReader;

/* Whether line (length bytes, without its end) is a From_ line: sender, weekday, month, day,
 * time and year. received_at (ms) is its time, taken as UTC. */
bool mbox_is_from_line(const char *line, gsize length, gint64 *received_at);

/* Reads fd to its end, holding a line at a time. */
bool mbox_read(int fd, const MboxReader *reader, GError **error);
