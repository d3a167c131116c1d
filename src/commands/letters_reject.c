/* letters_reject.c - `diwan letters reject`: a letter is no letter to the office, as spam is; and is one after all. */
#include "commands/letters.h"
#include "office/office.h"

#include <stdio.h>

int
letters_reject(Diwan *diwan, int argc, char **argv)
{
    gboolean json = false, undo = false;
    g_autofree char *by = NULL, *reason = NULL;
    g_autoptr(GError) error = NULL;
    const GOptionEntry entries[] = {{"undo", 0, 0, G_OPTION_ARG_NONE, &undo,
                                        "it is a letter to the office after all", NULL},
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print the letter as JSON", NULL},
        {"by", 0, 0, G_OPTION_ARG_STRING, &by, "who rejects it (a login)", "LOGIN"},
        {"reason", 0, 0, G_OPTION_ARG_STRING, &reason, "why, in words", "WORDS"}, {NULL}};
    if (!command_options(entries, "LETTER",
            "Rejects a letter that stands on no request, as spam: it is kept and found "
            "as "
            "before by those who may, waits for\nnobody, and no answer leaves. --undo "
            "puts "
            "it where it was.",
            "diwan letters reject 42 --by noura --reason 'an advertisement'", &argc,
            &argv))
        return EXIT_USAGE;
    if (argc != 2 || !command_knows_who(diwan, by) || reason == NULL) {
        fputs("diwan letters reject: name the letter, --by and --reason\n", stderr);
        return EXIT_USAGE;
    }
    Store *store = diwan->store;
    gint64 id = command_letter_named(store, argv[1]);
    if (command_by(diwan, &by, "reject", &error))
        (undo ? store_letter_unreject : store_letter_reject)(
            store, id, by, reason, &error);
    return letters_decided(store, id, json, error);
}
