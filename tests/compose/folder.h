/* folder.h - a folder of templates made for one test. */
#pragma once

#include "compose/compose.h"

#include <stdio.h>
#include <string.h>

typedef struct TemplateFile {
    const char *name, *text; /* text NULL: it is not there */
} TemplateFile;

static const TemplateFile folder_sound[] = {
    {"models.conf", "[every]\noffice=text open; o\nname=text optional; n\n"
                    "[news]\nno=number open; a\nreason=text; b\nday=day; c\n"
                    "left=count:day optional; d\nitems=list optional; e\n"
                    "items.what=text; f\nitems.why=text optional; g\n"
                    "state=choice:good,bad; h\nlink_url=url optional; i\n"
                    "points=texts optional; j\nsum=text optional post; k\n"
                    "words=paragraphs optional; l\nflag=flag; m\n"},
    {"counts.conf",
        "[day ar]\nzero=لا أيام\none=يوم\ntwo=يومين\nfew=# أيام\nmany=# يوماً\n"
        "other=# يوم\n14=أسبوعين\n[day en]\none=# day\nother=# days\n"},
    {"layout.html.ar", "<p>{{office}}</p>{{>body}}"},
    {"layout.html.en", "<p>{{office}}</p>{{>body}}"},
    {"part.end.ar", "{{office}}\n"},
    {"part.end.en", "{{office}}\n"},
    {"news.ar", "Subject: خبر\nWhen: news\nVersion: 1\n\n{{no}} {{reason}} {{day.both}}"
                "{{#left}} "
                "{{left.text}}{{/left}}{{#left.two}}*{{/left.two}}{{#state.good}}+{{/"
                "state.good}}\n\n"
                "{{#items}}\n- {{what}}{{#why}}: {{why}}{{/why}}\n{{/items}}\n\n"
                "{{#has_points}}\nنقاط\n\n{{#points}}\n- {{.}}\n{{/points}}\n\n"
                "{{/has_points}}\n{{#link_url}}{{link_url}}{{/link_url}}\n\n"
                "{{#sum}}{{sum}}{{/sum}}{{#flag}}!{{/flag}}\n\n"
                "{{#words}}\n{{.}}\n\n{{/words}}\n{{>end}}\n"},
    {"news.en", "Subject: News\nWhen: news\nVersion: 1\n\n{{no}} {{reason}} {{day.both}}"
                "{{#left}} "
                "{{left.text}}{{/left}}{{#left.two}}*{{/left.two}}{{#state.good}}+{{/"
                "state.good}}\n\n"
                "{{#items}}\n- {{what}}{{#why}}: {{why}}{{/why}}\n{{/items}}\n\n"
                "{{#has_points}}\npoints\n\n{{#points}}\n- {{.}}\n{{/points}}\n\n"
                "{{/has_points}}\n{{#link_url}}{{link_url}}{{/link_url}}\n\n"
                "{{#sum}}{{sum}}{{/sum}}{{#flag}}!{{/flag}}\n\n"
                "{{#words}}\n{{.}}\n\n{{/words}}\n{{>end}}\n"},
};

/* The sound folder with up to two files changed; owned by the caller, file_remove_tree it. */
static inline char *
folder_make(const TemplateFile changed[2])
{
    GError *error = NULL;
    char *folder = g_dir_make_tmp("diwan-XXXXXX", &error);
    g_assert_no_error(error);
    for (guint i = 0; i < G_N_ELEMENTS(folder_sound) + 2; i++) {
        bool own = i < G_N_ELEMENTS(folder_sound);
        const TemplateFile *file =
            own ? &folder_sound[i] : &changed[i - G_N_ELEMENTS(folder_sound)];
        if (file->name == NULL)
            continue;
        g_autofree char *path = g_build_filename(folder, file->name, NULL);
        if (file->text == NULL)
            remove(path);
        else
            g_assert_true(g_file_set_contents(path, file->text, -1, NULL));
    }
    return folder;
}
