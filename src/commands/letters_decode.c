/* letters_decode.c - `diwan letters decode`: a letter's words again, in the charset that a person names.
 *
 * What becomes of it stands in mail_again.h.
 */
#include "commands/letters.h"
#include "commands/output.h"
#include "mail_again.h"
#include "parse/parse.h"

#include <stdio.h>

enum { DECODE_MOST_S = 40 };

static bool
decode(Diwan *diwan, gint64 id, const char *charset, char **by, GError **error)
{
    const MailAgain how = {.charset = charset, .most_s = DECODE_MOST_S};
    g_autofree char *index = g_build_filename(diwan->config->office, "search.db", NULL);
    g_autoptr(Search) search =
        command_by(diwan, by, "decode", error) ? search_open(index, error) : NULL;
    return search != NULL && mail_decode_again(diwan, search, id, &how, *by, error);
}

int
letters_decode(Diwan *diwan, int argc, char **argv)
{
    gboolean json = false;
    g_autofree char *by = NULL, *charset = NULL;
    g_autoptr(GError) error = NULL;
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print one JSON object", NULL},
        {"by", 0, 0, G_OPTION_ARG_STRING, &by, "who says so (a login)", "LOGIN"},
        {"as", 0, 0, G_OPTION_ARG_STRING, &charset,
            "the charset its words are in, e.g. windows-1256", "CHARSET"},
        {NULL}};
    if (!command_options(entries, "LETTER",
            "Decodes a letter's words again, where they cannot be read as they are. The "
            "file\nthat came is kept as it is, so that another charset may be tried.",
            "diwan letters decode 42 --as windows-1256 --by noura", &argc, &argv))
        return EXIT_USAGE;
    parse_open();
    if (argc != 2 || !command_knows_who(diwan, by) || charset == NULL ||
        !parse_knows_charset(charset)) {
        fputs("diwan letters decode: name the letter, --by and a charset that is known "
              "with --as\n",
            stderr);
        return EXIT_USAGE;
    }
    gint64 id = command_letter_named(diwan->store, argv[1]);
    if (!decode(diwan, id, charset, &by, &error)) {
        command_error(error);
        return EXIT_REFUSED;
    }
    if (json) {
        g_autoptr(JsonBuilder) builder = json_builder_new();
        json_builder_begin_object(builder);
        output_int(builder, "letter", id);
        output_text(builder, "as", charset);
        output_text(builder, "by", by);
        json_builder_end_object(builder);
        output_json(builder);
    }
    return EXIT_DONE;
}
