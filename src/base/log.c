/* log.c - one line per event on stderr.
 *
 * A line leaves in one write, so that lines of several processes do not mix, and whatever stands
 * in it, it is one line: control characters become spaces. The journal adds the time.
 */
#include "base/log.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* Longer lines are cut: a write of at most PIPE_BUF bytes to a pipe is never interleaved. */
#define MOST_LINE_BYTES 4096

static char *log_role;

void
log_open(const char *role)
{
    g_free(log_role);
    log_role = g_strdup(role);
}

static void
write_line(GString *line)
{
    for (gsize i = 0; i < line->len; i++) {
        guchar c = line->str[i];
        if (c < ' ' || c == 0x7f)
            line->str[i] = ' ';
    }
    if (line->len >= MOST_LINE_BYTES)
        g_string_truncate(line, MOST_LINE_BYTES - 1);
    g_string_append_c(line, '\n');

    /* There is nobody to tell when stderr fails. */
    gsize done = 0;
    while (done < line->len) {
        gssize n = write(STDERR_FILENO, line->str + done, line->len - done);
        if (n < 0 && errno != EINTR)
            return;
        done += MAX(n, 0);
    }
}

static GString *
line_new(const char *format, va_list arguments)
{
    GString *line = g_string_new(NULL);
    if (log_role != NULL)
        g_string_append_printf(line, "role=%s ", log_role);
    g_string_append_vprintf(line, format, arguments);
    return line;
}

void
log_line(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    GString *line = line_new(format, arguments);
    va_end(arguments);
    write_line(line);
    g_string_free(line, TRUE);
}

void
log_error(const GError *error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    GString *line = line_new(format, arguments);
    va_end(arguments);
    const char *message = error != NULL ? error->message : "no reason given";
    g_string_append(line, " error=\"");
    for (const char *c = message; *c != '\0'; c++) {
        if (*c == '"' || *c == '\\')
            g_string_append_c(line, '\\');
        g_string_append_c(line, *c);
    }
    g_string_append_c(line, '"');
    write_line(line);
    g_string_free(line, TRUE);
}
