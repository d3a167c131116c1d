/* register.c - `diwan register incoming | outgoing | requests | contacts | beneficiaries | show | void |
 * check`. */
#include "commands/commands.h"
#include "commands/output.h"
#include "language/language.h"
#include "ledger/ledger.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *const kind_names[] = {
    "incoming", "outgoing", "requests", "contacts", "beneficiaries"};

/* ---- an entry ---- */

static void
print_entry(const Ledger *ledger, const RegisterRow *row, bool as_json)
{
    const char *subject = ledger_subject(ledger, row, ledger->language);
    if (!as_json) {
        g_autofree char *days = output_days(row->at);
        printf("%s  %s  %s  %s%s%s\n", row->number, days, row->whom ? row->whom : "-",
            subject, row->void_reason ? "  VOID: " : "",
            row->void_reason ? row->void_reason : "");
        return;
    }
    g_autofree char *hijri = day_hijri_short(row->at);
    g_autofree char *gregorian = day_gregorian_short(row->at);
    g_autoptr(JsonBuilder) json = json_builder_new();
    json_builder_begin_object(json);
    output_text(json, "number", row->number);
    output_text(json, "register", kind_names[row->kind - REGISTER_INCOMING]);
    output_instant(json, "registered_at", row->at);
    output_text(json, "date_hijri", hijri);
    output_text(json, "date_gregorian", gregorian);
    output_text(json, "party", row->whom);
    output_text(json, "file_no", row->file_no);
    output_text(json, "subject", subject);
    json_builder_set_member_name(json, "attachments");
    if (row->enclosures < 0)
        json_builder_add_null_value(json);
    else
        json_builder_add_int_value(json, row->enclosures);
    output_text(json, "referred_to", row->referred_to);
    output_text(json, "related_number", row->related);
    output_bool(json, "void", row->void_reason != NULL);
    output_text(json, "void_reason", row->void_reason);
    output_text(json, "void_by", row->void_by);
    output_instant(json, "void_at", row->void_at);
    json_builder_end_object(json);
    output_json(json);
}

typedef struct Printing {
    const Ledger *ledger;
    bool json;
} Printing;

static bool
print_each(const RegisterRow *row, gpointer user_data, GError **error)
{
    (void)error;
    const Printing *printing = user_data;
    print_entry(printing->ledger, row, printing->json);
    return true;
}

/* ---- a period ---- */

typedef struct Wish {
    char *from, *to, *csv, *pdf, *language;
    gboolean json;
} Wish;

static void
wish_clear(Wish *wish)
{
    g_free(wish->from);
    g_free(wish->to);
    g_free(wish->csv);
    g_free(wish->pdf);
    g_free(wish->language);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Wish, wish_clear)

static Kinds *
load_kinds(GError **error)
{
    g_autofree char *path = file_beside_program("config/kinds.conf");
    return kinds_load(path, error);
}

typedef bool (*WriteFunc)(const Ledger *ledger, FILE *to, int *entries, GError **error);

/* "-" is stdout; a file is whole or not there. */
static bool
write_file(
    const Ledger *ledger, WriteFunc write, const char *path, bool json, GError **error)
{
    int entries = 0;
    if (g_str_equal(path, "-"))
        return write(ledger, stdout, NULL, error);
    g_autofree char *fresh = g_strconcat(path, ".tmp", NULL);
    FILE *to = fopen(fresh, "we");
    if (to == NULL)
        return error_from_errno(error, DIWAN_ERROR_REFUSED, "cannot write '%s'", fresh);
    bool well = write(ledger, to, &entries, error);
    if (fclose(to) != 0 && well)
        well = error_from_errno(error, DIWAN_ERROR_RETRY, "cannot write '%s'", fresh);
    if (well && rename(fresh, path) != 0)
        well = error_from_errno(error, DIWAN_ERROR_REFUSED, "cannot write '%s'", path);
    if (!well) {
        unlink(fresh);
        return false;
    }
    if (json) {
        g_autoptr(JsonBuilder) builder = json_builder_new();
        json_builder_begin_object(builder);
        output_text(builder, "file", path);
        output_int(builder, "entries", entries);
        json_builder_end_object(builder);
        output_json(builder);
    } else
        printf("%d entries in %s\n", entries, path);
    return true;
}

static bool
write_period(const Ledger *ledger, const Wish *wish, GError **error)
{
    Printing printing = {ledger, wish->json};
    if (wish->pdf != NULL &&
        !write_file(ledger, ledger_pdf, wish->pdf, wish->json, error))
        return false;
    if (wish->csv != NULL &&
        !write_file(ledger, ledger_csv, wish->csv, wish->json, error))
        return false;
    return wish->pdf != NULL || wish->csv != NULL ||
           ledger_walk(ledger, print_each, &printing, error);
}

static int
failed(const GError *error)
{
    command_error(error);
    return error->code == DIWAN_ERROR_CONFIG ? EXIT_USAGE : EXIT_REFUSED;
}

/* Whoever is logged in reads it, and is not told of complaints of himself. */
static bool
read_by(Diwan *diwan, Actor *reader, GError **error)
{
    return !command_knows_who(diwan, NULL) ||
           command_actor(diwan, NULL, false, reader, error);
}

static const char *
login_of(const Actor *reader)
{
    return reader->staff != NULL ? reader->staff->login : NULL;
}

static int
period(Diwan *diwan, int kind, int argc, char **argv)
{
    g_auto(Wish) wish = {0};
    g_autoptr(GError) error = NULL;
    const GOptionEntry entries[] = {
        {"from", 0, 0, G_OPTION_ARG_STRING, &wish.from,
            "the first day, in either calendar (the year's first)", "DAY"},
        {"to", 0, 0, G_OPTION_ARG_STRING, &wish.to, "the last day (today)", "DAY"},
        {"csv", 0, 0, G_OPTION_ARG_FILENAME, &wish.csv, "write a table for spreadsheets",
            "FILE"},
        {"pdf", 0, 0, G_OPTION_ARG_FILENAME, &wish.pdf, "write the ledger for printing",
            "FILE"},
        {"language", 0, 0, G_OPTION_ARG_STRING, &wish.language,
            "of the PDF and of names: ar or en (the office's)", "LANGUAGE"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &wish.json, "print one JSON object an entry",
            NULL},
        {NULL}};
    g_autofree char *example = g_strdup_printf(
        "diwan register %s --from 1448/6/1 --to 22/11/2026 --pdf ledger.pdf --csv "
        "ledger.csv",
        kind_names[kind - REGISTER_INCOMING]);
    if (!command_options(entries, "",
            "The register of a period: a line an entry, or the ledger as a file (- for "
            "stdout). Void entries stand in their place.",
            example, &argc, &argv))
        return EXIT_USAGE;
    const Config *config = diwan->config;
    Ledger ledger = {.store = diwan->store,
        .language = wish.language ? wish.language : config->language,
        .kind = kind};
    bool arabic = g_str_equal(ledger.language, "ar");
    if (!arabic && !g_str_equal(ledger.language, "en")) {
        fputs("diwan register: --language is ar or en\n", stderr);
        return EXIT_USAGE;
    }
    ledger.office =
        arabic || !config->office_name_en ? config->office_name : config->office_name_en;
    g_autoptr(Kinds) kinds = load_kinds(&error);
    ledger.kinds = kinds;
    ledger.printed_at = clock_now_ms();
    g_auto(Actor) reader = {0};
    if (kinds == NULL || !read_by(diwan, &reader, &error) ||
        !command_period(
            wish.from, wish.to, config->calendar, &ledger.from, &ledger.to, &error))
        return failed(error);
    ledger.reader = login_of(&reader);
    if (!write_period(&ledger, &wish, &error))
        return failed(error);
    return EXIT_DONE;
}

static int
incoming(Diwan *diwan, int argc, char **argv)
{
    return period(diwan, REGISTER_INCOMING, argc, argv);
}

static int
outgoing(Diwan *diwan, int argc, char **argv)
{
    return period(diwan, REGISTER_OUTGOING, argc, argv);
}

static int
requests(Diwan *diwan, int argc, char **argv)
{
    return period(diwan, REGISTER_REQUEST, argc, argv);
}

static int
contacts(Diwan *diwan, int argc, char **argv)
{
    return period(diwan, REGISTER_CONTACT, argc, argv);
}

static int
beneficiaries(Diwan *diwan, int argc, char **argv)
{
    return period(diwan, REGISTER_BENEFICIARY, argc, argv);
}

/* ---- one number ---- */

/* The entry of a number in any of its written forms; REFUSED when there is none. */
static RegisterRow *
named(Store *store, const char *written, const char *reader, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autofree char *number =
        g_utf8_validate(written, -1, NULL) ? register_number_parse(written) : NULL;
    RegisterRow *row =
        number ? store_register_get_for(store, number, reader, &failure) : NULL;
    if (failure != NULL)
        g_propagate_error(error, g_steal_pointer(&failure));
    else if (row == NULL)
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            number ? "the register has no number '%s'"
                   : "'%s' is no number of the register: its check digit does not hold",
            number ? number : written);
    return row;
}

static int
show_named(Diwan *diwan, const char *written, bool json)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Kinds) kinds = load_kinds(&error);
    g_auto(Actor) reader = {0};
    g_autoptr(RegisterRow) row =
        kinds != NULL && read_by(diwan, &reader, &error)
            ? named(diwan->store, written, login_of(&reader), &error)
            : NULL;
    if (row == NULL)
        return failed(error);
    Ledger ledger = {.kinds = kinds, .language = diwan->config->language};
    print_entry(&ledger, row, json);
    return EXIT_DONE;
}

static int
show(Diwan *diwan, int argc, char **argv)
{
    gboolean json = false;
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print one JSON object", NULL}, {NULL}};
    if (!command_options(entries, "NUMBER",
            "Shows one entry of the register, by its number in any digits and order.",
            "diwan register show ٨/٠٠٠١٢٣/١٤٤٨/١", &argc, &argv))
        return EXIT_USAGE;
    if (argc != 2) {
        fputs("diwan register show: name one number\n", stderr);
        return EXIT_USAGE;
    }
    return show_named(diwan, argv[1], json);
}

static int
void_number(Diwan *diwan, int argc, char **argv)
{
    gboolean json = false;
    g_autofree char *by = NULL, *reason = NULL;
    g_autoptr(GError) error = NULL;
    const GOptionEntry entries[] = {
        {"by", 0, 0, G_OPTION_ARG_STRING, &by, "who voids it (a login)", "LOGIN"},
        {"reason", 0, 0, G_OPTION_ARG_STRING, &reason, "why, in words", "WORDS"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print the entry as JSON", NULL},
        {NULL}};
    if (!command_options(entries, "NUMBER",
            "Voids a number: it stays in the register, marked void, with why and by "
            "whom, and is never given again.",
            "diwan register void 2/1448/000007/1 --by noura --reason 'written twice'",
            &argc, &argv))
        return EXIT_USAGE;
    if (argc != 2 || !command_knows_who(diwan, by) || reason == NULL || *reason == '\0') {
        fputs("diwan register void: name the number, --by and --reason\n", stderr);
        return EXIT_USAGE;
    }
    g_autoptr(RegisterRow) row = command_by(diwan, &by, NULL, &error)
                                     ? named(diwan->store, argv[1], by, &error)
                                     : NULL;
    if (row != NULL && row->hidden)
        g_set_error(&error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "number %s is not yours to void: nothing was changed; ask a colleague",
            row->number);
    if (error != NULL ||
        !store_register_void(diwan->store, row->number, by, reason, &error))
        return failed(error);
    return show_named(diwan, argv[1], json);
}

static int
check(Diwan *diwan, int argc, char **argv)
{
    gboolean json = false;
    g_autoptr(GError) error = NULL;
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print one JSON object", NULL}, {NULL}};
    if (!command_options(entries, "",
            "Counts every register: each number from 1 to the last must stand there "
            "once.",
            "diwan register check", &argc, &argv))
        return EXIT_USAGE;
    g_autofree char *problem = store_register_check(diwan->store, &error);
    if (error != NULL)
        return failed(error);
    if (json) {
        g_autoptr(JsonBuilder) builder = json_builder_new();
        json_builder_begin_object(builder);
        output_bool(builder, "well", problem == NULL);
        output_text(builder, "problem", problem);
        json_builder_end_object(builder);
        output_json(builder);
    } else
        puts(problem ? problem : "every number stands there once");
    return problem ? EXIT_REFUSED : EXIT_DONE;
}

int
command_register(Diwan *diwan, int argc, char **argv)
{
    static const SubCommand acts[] = {{"incoming", incoming}, {"outgoing", outgoing},
        {"requests", requests}, {"contacts", contacts}, {"beneficiaries", beneficiaries},
        {"show", show}, {"void", void_number}, {"check", check}};
    return command_dispatch(diwan, acts, G_N_ELEMENTS(acts), argc, argv);
}
