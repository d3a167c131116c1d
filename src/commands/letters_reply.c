/* letters_reply.c - `diwan letters reply | recall`: a letter is answered with a template, seen before it leaves. */
#include "commands/letters.h"
#include "commands/output.h"
#include "office/office.h"

#include <stdio.h>
#include <string.h>

typedef struct Wish {
    char *template_, *language, *by;
    char **set, **enclose;
    gboolean paper, dry_run, json;
} Wish;

static void
wish_clear(Wish *wish)
{
    g_free(wish->template_);
    g_free(wish->language);
    g_free(wish->by);
    g_strfreev(wish->set);
    g_strfreev(wish->enclose);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Wish, wish_clear)

static int
end(const GError *error)
{
    if (error == NULL)
        return EXIT_DONE;
    command_error(error);
    return error->code == DIWAN_ERROR_CONFIG ? EXIT_USAGE : EXIT_REFUSED;
}

/* ---- which templates there are ---- */

static void
template_print(Compose *compose, const char *name, bool as_json)
{
    const char *purpose = reply_purpose(compose, name);
    g_autoptr(GPtrArray) blanks = reply_blanks(compose, purpose);
    g_autoptr(JsonBuilder) json = json_builder_new();
    json_builder_begin_object(json);
    output_text(json, "template", name);
    output_text(json, "purpose", purpose);
    json_builder_set_member_name(json, "variables");
    json_builder_begin_array(json);
    if (!as_json)
        printf("%s\n", name);
    for (guint i = 0; i < blanks->len; i++) {
        const Blank *blank = blanks->pdata[i];
        g_autofree char *choices =
            blank->choices != NULL ? g_strjoinv(" ", blank->choices) : NULL;
        if (!as_json)
            printf("    %-14s %s%s%s%s\n", blank->name, blank->kind,
                choices != NULL ? ": " : "", choices != NULL ? choices : "",
                blank->optional ? " (may be left out)" : "");
        json_builder_begin_object(json);
        output_text(json, "name", blank->name);
        output_text(json, "kind", blank->kind);
        output_text(json, "choices", choices);
        output_bool(json, "optional", blank->optional);
        json_builder_end_object(json);
    }
    json_builder_end_array(json);
    json_builder_end_object(json);
    if (as_json)
        output_json(json);
}

static void
templates_print(Compose *compose, bool as_json)
{
    g_autoptr(GPtrArray) names = reply_templates(compose);
    for (guint i = 0; i < names->len; i++)
        template_print(compose, names->pdata[i], as_json);
}

/* ---- one reply ---- */

/* "outcome=Rent paid": REFUSED without "=". */
static GHashTable *
typed_read(char **set, GError **error)
{
    g_autoptr(GHashTable) typed =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    for (; set != NULL && *set != NULL; set++) {
        const char *value = strchr(*set, '=');
        if (value == NULL) {
            g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
                "'%s' should be NAME=VALUE: nothing was sent", *set);
            return NULL;
        }
        g_hash_table_replace(
            typed, g_strndup(*set, (gsize)(value - *set)), g_strcompress(value + 1));
    }
    return g_steal_pointer(&typed);
}

static void
look_print(const ReplyLook *look, const char *state, bool as_json)
{
    const Rendered *words = &look->words;
    if (!as_json) {
        printf("to: %s%s%s\nsubject: %s\n", look->party->full_name,
            look->recipient != NULL ? ", " : "\n",
            look->recipient != NULL ? look->recipient : look->address, words->subject);
        for (guint i = 0; i < look->enclosed.documents->len; i++)
            printf("encloses: %s\n",
                ((const Document *)look->enclosed.documents->pdata[i])->file_name);
        printf("\n%s\n", words->text);
        if (state != NULL)
            printf("reply %" G_GINT64_FORMAT
                   " leaves in half a minute; `diwan letters recall %" G_GINT64_FORMAT
                   "` takes it back\n",
                look->reply->id, look->reply->id);
        return;
    }
    g_autoptr(JsonBuilder) json = json_builder_new();
    json_builder_begin_object(json);
    output_int(json, "reply", state != NULL ? look->reply->id : 0);
    output_int(json, "letter", look->letter->id);
    output_text(json, "state", state != NULL ? state : "preview");
    output_text(json, "template", look->reply->template_);
    output_text(json, "language", look->reply->language);
    output_text(json, "channel", look->recipient != NULL ? "mail" : "paper");
    output_text(json, "recipient", look->recipient);
    output_text(json, "address", look->address);
    output_text(json, "subject", words->subject);
    output_text(json, "text", words->text);
    json_builder_set_member_name(json, "enclosures");
    json_builder_begin_array(json);
    for (guint i = 0; i < look->enclosed.documents->len; i++)
        json_builder_add_string_value(
            json, ((const Document *)look->enclosed.documents->pdata[i])->name);
    json_builder_end_array(json);
    json_builder_end_object(json);
    output_json(json);
}

/* Draft, look and sending are one transaction: what cannot leave is not kept. */
static bool
answer(const Desk *desk, Compose *compose, gint64 letter_id, const Wish *wish,
    const Act *act, GError **error)
{
    g_auto(ReplyLook) look = {0};
    g_autoptr(GHashTable) typed = typed_read(wish->set, error);
    g_autofree char *enclosures =
        wish->enclose != NULL ? g_strjoinv(";", wish->enclose) : NULL;
    const ReplyWish reply = {.letter_id = letter_id,
        .template_ = wish->template_,
        .language = wish->language,
        .paper = wish->paper,
        .typed = typed,
        .enclosures = enclosures};
    gint64 id = 0;
    if (typed == NULL || !store_begin(desk->store, error))
        return false;
    bool well = reply_draft(desk, compose, &reply, act, &id, error) &&
                reply_look(desk, compose, id, &look, error);
    if (well && look.trouble != NULL) {
        g_propagate_error(error, g_steal_pointer(&look.trouble));
        well = false;
    }
    well = well && (wish->dry_run || reply_send(desk, compose, id, 0, act, error));
    if (!well || wish->dry_run)
        store_rollback(desk->store);
    else
        well = store_commit(desk->store, error);
    if (well)
        look_print(&look, wish->dry_run ? NULL : "due", wish->json);
    return well;
}

int
letters_reply(Diwan *diwan, int argc, char **argv)
{
    g_auto(Wish) wish = {0};
    const GOptionEntry entries[] = {
        {"template", 0, 0, G_OPTION_ARG_STRING, &wish.template_,
            "what to answer with; without it, the templates there are", "NAME"},
        {"set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &wish.set,
            "a variable of the template; may be given again; \\n begins a new line",
            "NAME=VALUE"},
        {"enclose", 0, 0, G_OPTION_ARG_STRING_ARRAY, &wish.enclose,
            "a document of the library goes with it; may be given again", "DOCUMENT"},
        {"language", 0, 0, G_OPTION_ARG_STRING, &wish.language,
            "ar or en (that of the letter)", "LANGUAGE"},
        {"paper", 0, 0, G_OPTION_ARG_NONE, &wish.paper,
            "by post, though there is a mail address", NULL},
        {"dry-run", 0, 0, G_OPTION_ARG_NONE, &wish.dry_run,
            "print it as it would leave; nothing is sent or kept", NULL},
        {"by", 0, 0, G_OPTION_ARG_STRING, &wish.by, "who answers (a login)", "LOGIN"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &wish.json, "print JSON", NULL}, {NULL}};
    if (!command_options(entries, "LETTER",
            "Answers a letter with a template. It waits half a minute, in which `diwan "
            "letters recall` takes it\nback, and leaves in the thread of the letter with "
            "an outgoing number. Without --template the\ntemplates are listed, with the "
            "variables that each asks for.",
            "diwan letters reply 1/1448/000123/8 --template reply --set 'words=We open "
            "at "
            "8.' --by noura --dry-run",
            &argc, &argv))
        return EXIT_USAGE;
    if (argc != 2 || (wish.template_ != NULL && !command_knows_who(diwan, wish.by))) {
        fputs("diwan letters reply: name one letter, and --by with --template\n", stderr);
        return EXIT_USAGE;
    }
    g_autoptr(GError) error = NULL;
    g_autoptr(Compose) compose = compose_open(diwan->config, NULL, &error);
    if (compose != NULL && wish.template_ == NULL) {
        templates_print(compose, wish.json);
        return EXIT_DONE;
    }
    g_autoptr(Desk) desk =
        compose != NULL ? desk_open(diwan->config, diwan->store, &error) : NULL;
    g_auto(Actor) actor = {0};
    if (desk != NULL && command_actor(diwan, wish.by, false, &actor, &error)) {
        const Act act = {.by = actor.staff->login, .role = actor.staff->role};
        answer(desk, compose, command_letter_named(diwan->store, argv[1]), &wish, &act,
            &error);
    }
    return end(error);
}

int
letters_recall(Diwan *diwan, int argc, char **argv)
{
    g_autofree char *by = NULL;
    gboolean json = FALSE;
    const GOptionEntry entries[] = {
        {"by", 0, 0, G_OPTION_ARG_STRING, &by, "who takes it back (a login)", "LOGIN"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print one JSON object", NULL}, {NULL}};
    if (!command_options(entries, "REPLY",
            "Takes a reply back that has not left (half a minute): it is a draft again.",
            "diwan letters recall 12 --by noura", &argc, &argv))
        return EXIT_USAGE;
    if (argc != 2 || !command_knows_who(diwan, by)) {
        fputs("diwan letters recall: name one reply by its id, and --by\n", stderr);
        return EXIT_USAGE;
    }
    g_autoptr(GError) error = NULL;
    gint64 id = command_id(argv[1]);
    g_auto(Actor) actor = {0};
    g_autoptr(Desk) desk = command_actor(diwan, by, false, &actor, &error)
                               ? desk_open(diwan->config, diwan->store, &error)
                               : NULL;
    if (desk != NULL) {
        const Act act = {.by = actor.staff->login, .role = actor.staff->role};
        if (reply_recall(desk, id, &act, &error) && json)
            printf("{\"reply\":%" G_GINT64_FORMAT ",\"state\":\"draft\"}\n", id);
    }
    return end(error);
}
