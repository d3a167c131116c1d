/* reread.c - `diwan reread`: which letters are read again, and how far that is. */
#include "reread.h"
#include "commands/commands.h"
#include "commands/output.h"
#include "read/read.h"
#include "roles.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef struct Telling {
    bool json, progress;
    int pages, changed, beside, failed, notes; /* of letters that have ended */
} Telling;

static volatile int stopping;

static void
note_signal(int signal_number)
{
    (void)signal_number;
    stopping = 1;
}

/* ---- while it goes on ---- */

static void
tell_page(gint64 letter_id, int page, Outcome outcome, gint64 elapsed_ms,
    const char *note, int ended, int left, void *user_data)
{
    const Telling *telling = user_data;
    if (telling->progress)
        fprintf(stderr, "\rpage %d of %d, letter %" G_GINT64_FORMAT " \033[K", ended,
            ended + left, letter_id);
    else
        log_line("letter=%" G_GINT64_FORMAT
                 " stage=reread page=%d outcome=%s ms=%" G_GINT64_FORMAT
                 " done=%d left=%d%s%s",
            letter_id, page, outcome_name(outcome), elapsed_ms, ended, left,
            note ? " note=" : "", note ? note : "");
}

static void
print_json(const RereadLetter *letter)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    output_int(builder, "id", letter->letter_id);
    output_text(builder, "in_no", letter->in_no);
    output_int(builder, "pages", letter->pages);
    output_int(builder, "changed", letter->changed);
    output_int(builder, "beside", letter->beside);
    output_int(builder, "failed", letter->failed);
    output_text(builder, "note", letter->note);
    json_builder_end_object(builder);
    output_json(builder);
}

static void
tell_letter(const RereadLetter *letter, void *user_data)
{
    Telling *telling = user_data;
    telling->pages += letter->pages;
    telling->changed += letter->changed;
    telling->beside += letter->beside;
    telling->failed += letter->failed;
    telling->notes += letter->note != NULL;
    if (telling->progress)
        fputs("\r\033[K", stderr);
    if (telling->json)
        print_json(letter);
    else
        printf("%6" G_GINT64_FORMAT "  %-17s %d pages, %d changed%s%s\n",
            letter->letter_id, letter->in_no ? letter->in_no : "-", letter->pages,
            letter->changed, letter->note ? "; look at it: " : "",
            letter->note ? letter->note : "");
    fflush(stdout);
}

/* ---- what is asked for ---- */

typedef struct Wish {
    GPtrArray *letters; /* of char, borrowed */
    char *older;
    double below;
    gboolean all, json;
} Wish;

static bool
wants_something(const Wish *wish)
{
    return wish->letters->len > 0 || wish->older || wish->below > 0 || wish->all;
}

/* "now", or a day. */
static bool
set_age(const char *older, const char *method, RereadFilter *filter, GError **error)
{
    if (older == NULL)
        return true;
    if (g_str_equal(older, "now")) {
        filter->not_method = method;
        return true;
    }
    return command_day(older, &filter->before, error);
}

/* Only a letter at rest: the pages of the others are being read. */
static bool
ask_letter(
    Store *store, const char *name, RereadFilter filter, int *pages, GError **error)
{
    g_autoptr(Letter) letter =
        store_letter_get(store, command_letter_named(store, name), error);
    if (letter == NULL)
        return false;
    if (letter->state != LETTER_DONE && letter->state != LETTER_HELD) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "letter %s is '%s': only what is done or held is read again", name,
            letter_state_name(letter->state));
        return false;
    }
    filter.letter_id = letter->id;
    return reread_ask(store, &filter, pages, error);
}

static bool
ask(Store *store, const Wish *wish, const char *method, GError **error)
{
    int pages = 0;
    bool named_alone = wish->letters->len > 0 && !wish->older && wish->below <= 0;
    RereadFilter filter = {.all = wish->all || named_alone, .below = wish->below};
    if (!set_age(wish->older, method, &filter, error))
        return false;
    for (guint i = 0; i < wish->letters->len; i++)
        if (!ask_letter(store, wish->letters->pdata[i], filter, &pages, error))
            return false;
    return wish->letters->len > 0 || !wants_something(wish) ||
           reread_ask(store, &filter, &pages, error);
}

/* ---- the command ---- */

static int
summarise(const Telling *telling, int left)
{
    if (!telling->json)
        printf(
            "pages read again: %d, of which %d changed, %d kept beside a verified text, "
            "%d failed; letters to look at: %d\n",
            telling->pages, telling->changed, telling->beside, telling->failed,
            telling->notes);
    if (left > 0)
        fprintf(stderr,
            "diwan reread: %d pages are left; `diwan reread` goes on with them\n", left);
    return left > 0 || telling->failed > 0 ? EXIT_REFUSED : EXIT_DONE;
}

static int
run(Diwan *diwan, const char *method, bool json)
{
    g_autoptr(GError) error = NULL;
    struct sigaction action = {.sa_handler = note_signal};
    Telling telling = {.json = json, .progress = isatty(STDERR_FILENO) == 1};
    RereadWatch watch = {tell_page, tell_letter, &telling};
    int left = store_reread_left(diwan->store);
    int lock = role_lock(diwan->config, "reread", 0, NULL);
    if (lock < 0) {
        fprintf(stderr,
            "diwan reread: another one is at work in this office and takes the %d pages "
            "along that are asked for\n",
            left);
        return EXIT_DONE;
    }
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    log_open("reread");
    bool well = reread_run(diwan, method, &watch, &stopping, &error);
    close(lock);
    if (!well)
        command_error(error);
    int status = summarise(&telling, store_reread_left(diwan->store));
    return well ? status : error->code == DIWAN_ERROR_CONFIG ? EXIT_USAGE : EXIT_REFUSED;
}

int
command_reread(Diwan *diwan, int argc, char **argv)
{
    g_autoptr(GPtrArray) letters = g_ptr_array_new();
    g_auto(GStrv) named = NULL;
    g_autofree char *older = NULL;
    Wish wish = {.letters = letters};
    g_autoptr(GError) error = NULL;
    const GOptionEntry entries[] = {
        {"letter", 0, 0, G_OPTION_ARG_STRING_ARRAY, &named,
            "this letter, by its id or incoming number; others may follow", "LETTER"},
        {"below", 0, 0, G_OPTION_ARG_DOUBLE, &wish.below,
            "pages read with less confidence than this, 0 to 100, or not at all",
            "CONFIDENCE"},
        {"model-older-than", 0, 0, G_OPTION_ARG_STRING, &older,
            "pages read by other models or another method than today's (now), or before "
            "a "
            "day",
            "now|DAY"},
        {"all", 0, 0, G_OPTION_ARG_NONE, &wish.all,
            "every page, also where a person verified the text", NULL},
        {"json", 0, 0, G_OPTION_ARG_NONE, &wish.json,
            "one JSON object a line for each letter", NULL},
        {NULL}};
    if (!command_options(entries, "[LETTER…]",
            "Reads pages of letters at rest again, behind whatever else is to be read. "
            "The\n"
            "earlier reading is kept, a text that a person verified stays, nothing is "
            "answered\n"
            "and no letter moves: where a letter would be identified otherwise now, "
            "staff "
            "are\n"
            "told. Without a choice it goes on with what an interrupted one has left.",
            "diwan reread --below 70 --model-older-than now", &argc, &argv))
        return EXIT_USAGE;
    const Config *config = diwan->config;
    g_autofree char *method = read_method((const char *const *)config->models, &error);
    wish.older = older;
    for (int i = 0; named && named[i]; i++)
        g_ptr_array_add(letters, named[i]);
    for (int i = 1; i < argc; i++)
        g_ptr_array_add(letters, argv[i]);
    bool asked = method && ask(diwan->store, &wish, method, &error);
    if (!asked) {
        command_error(error);
        return error->code == DIWAN_ERROR_CONFIG ? EXIT_USAGE : EXIT_REFUSED;
    }
    return run(diwan, method, wish.json);
}
