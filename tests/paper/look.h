/* look.h - a PDF looked at from outside: as pdftotext and as our own reader take its text out. */
#pragma once

#include "base/base.h"
#include "paper/paper.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static char *
look_write(GBytes *pdf)
{
    char *path = NULL;
    int fd = g_file_open_tmp("paper-XXXXXX.pdf", &path, NULL);
    gsize length;
    const void *bytes = g_bytes_get_data(pdf, &length);
    g_assert_true(fd >= 0 && close(fd) == 0);
    g_assert_true(g_file_set_contents(path, bytes, (gssize)length, NULL));
    return path;
}

static char *
look_run(const char *program, const char *option, const char *path, const char *last)
{
    const char *words[] = {program, option, path, last, NULL};
    char *out = NULL;
    int status = 0;
    g_autoptr(GError) error = NULL;
    g_assert_true(g_spawn_sync(NULL, (char **)words, NULL,
        G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &out, NULL, &status,
        &error));
    return out;
}

/* Without the marks of direction that readers add, blanks as one. */
static char *
look_plain(const char *text)
{
    GString *plain = g_string_new(NULL);
    for (; *text != '\0'; text = g_utf8_next_char(text)) {
        gunichar c = g_utf8_get_char(text);
        bool mark = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) ||
                    c == 0x200e || c == 0x200f;
        bool blank = g_unichar_isspace(c);
        if (blank && plain->len > 0 && plain->str[plain->len - 1] != ' ')
            g_string_append_c(plain, ' ');
        else if (!mark && !blank)
            g_string_append_unichar(plain, c);
    }
    return g_string_free(plain, FALSE);
}

static char *
look_pdftotext(const char *path)
{
    g_autofree char *text = look_run("pdftotext", "-layout", path, "-");
    return look_plain(text);
}

static char *
look_diwan(const char *path)
{
    g_autofree char *text = look_run(g_getenv("DIWAN"), "read", path, NULL);
    return look_plain(text);
}
