/* letters_reject.c - `diwan letters reject`: a letter is no letter to the office, as spam is; and is one after all. */
#include "commands/letters.h"
#include "office/office.h"

#include <stdio.h>

Staff *
letters_staff(Store *store, const char *login, GError **error)
{
    if (!letters_is_staff(store, login, error))
        return NULL;
    return store_staff_by_login(store, login, error);
}

bool
letters_may(Diwan *diwan, const char *login, const char *act, GError **error)
{
    g_autoptr(Staff) staff = letters_staff(diwan->store, login, error);
    g_autoptr(Rules) rules = staff != NULL ? rules_load(NULL, error) : NULL;
    if (rules == NULL)
        return false;
    if (rules_allow(rules, act, staff->role))
        return true;
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
        "'%s' (%s) may not do this: nothing was changed", login, staff->role);
    return false;
}

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
    if (argc != 2 || by == NULL || reason == NULL) {
        fputs("diwan letters reject: name the letter, --by and --reason\n", stderr);
        return EXIT_USAGE;
    }
    Store *store = diwan->store;
    gint64 id = command_letter_named(store, argv[1]);
    if (letters_may(diwan, by, "reject", &error))
        (undo ? store_letter_unreject : store_letter_reject)(
            store, id, by, reason, &error);
    return letters_decided(store, id, json, error);
}
