/* requests_contacts.c - requests refer | return | referrals | contact: who else is asked, what was spoken of. */
#include "commands/output.h"
#include "commands/requests.h"
#include "language/language.h"

#include <stdio.h>
#include <string.h>

typedef struct ReferOptions {
    char *to, *purpose, *instruction, *due;
} ReferOptions;

static bool
do_refer(const ActLine *line, const ReferOptions *options, GError **error)
{
    const char *colon = strchr(options->to, ':');
    g_autofree char *kind =
        g_strndup(options->to, colon != NULL ? (gsize)(colon - options->to) : 0);
    int due = day_named(options->due, error);
    Referral referral = {.to_kind = kind,
        .to_name = (char *)(colon != NULL ? colon + 1 : ""),
        .purpose = options->purpose,
        .instruction = options->instruction};
    return due >= 0 &&
           request_refer(line->desk, line->request_id, &referral, due, &line->act, error);
}

int
requests_refer(Diwan *diwan, int argc, char **argv)
{
    g_auto(ActLine) line = {0};
    ReferOptions options = {0};
    g_autoptr(GError) error = NULL;
    int status;
    const GOptionEntry own[] = {{"to", 0, 0, G_OPTION_ARG_STRING, &options.to,
                                    "researcher:LOGIN, unit:NAME or branch:NAME", "WHOM"},
        {"purpose", 0, 0, G_OPTION_ARG_STRING, &options.purpose,
            "information, opinion or action", "PURPOSE"},
        {"instruction", 0, 0, G_OPTION_ARG_STRING, &options.instruction,
            "what is to be done", "WORDS"},
        {"due", 0, 0, G_OPTION_ARG_STRING, &options.due, "by which day", "DAY"}, {NULL}};
    bool read = act_line_read(&line, diwan, own, 1, "NUMBER",
        "Refers a request to the social researcher, a unit or a branch.",
        "diwan requests refer 3/1448/000012/1 --to researcher:huda --purpose opinion\n   "
        " "
        "--instruction 'visit the family' --due 2026/12/06 --by noura",
        &argc, &argv, &status);
    g_autofree char *to = options.to, *purpose = options.purpose,
                    *instruction = options.instruction, *due = options.due;
    if (!read)
        return status;
    if (to == NULL || purpose == NULL || instruction == NULL) {
        fputs("diwan requests refer: say --to, --purpose and --instruction\n", stderr);
        return EXIT_USAGE;
    }
    bool well = do_refer(&line, &options, &error);
    return act_line_end(&line, well, error);
}

int
requests_return(Diwan *diwan, int argc, char **argv)
{
    g_auto(ActLine) line = {0};
    g_autofree char *from = NULL, *answer = NULL;
    gboolean recall = false;
    g_autoptr(GError) error = NULL;
    int status;
    const GOptionEntry own[] = {
        {"from", 0, 0, G_OPTION_ARG_STRING, &from,
            "whom it was referred to, where it is with several", "NAME"},
        {"answer", 0, 0, G_OPTION_ARG_STRING, &answer, "what came of it", "WORDS"},
        {"recall", 0, 0, G_OPTION_ARG_NONE, &recall,
            "taken back by whoever referred it; --reason why", NULL},
        {NULL}};
    if (!act_line_read(&line, diwan, own, 1, "NUMBER",
            "Returns a referral with its answer, or recalls it.",
            "diwan requests return 3/1448/000012/1 --answer 'visited on Monday' --by "
            "huda",
            &argc, &argv, &status))
        return status;
    bool well = request_refer_end(
        line.desk, line.request_id, from, recall, answer, &line.act, &error);
    return act_line_end(&line, well, error);
}

static void
print_referral(const Referral *referral, bool as_json)
{
    if (!as_json) {
        g_autofree char *due =
            referral->due_at != 0 ? day_gregorian_short(referral->due_at) : g_strdup("-");
        printf("%s  %s  %s:%s  %s: %s\n", referral->request_no, due, referral->to_kind,
            referral->to_name, referral->purpose, referral->instruction);
        return;
    }
    g_autoptr(JsonBuilder) json = json_builder_new();
    json_builder_begin_object(json);
    output_text(json, "request_no", referral->request_no);
    output_text(json, "to_kind", referral->to_kind);
    output_text(json, "to_name", referral->to_name);
    output_text(json, "purpose", referral->purpose);
    output_text(json, "instruction", referral->instruction);
    output_text(json, "by", referral->actor);
    output_instant(json, "at", referral->at);
    output_instant(json, "due_at", referral->due_at);
    json_builder_end_object(json);
    output_json(json);
}

int
requests_referrals(Diwan *diwan, int argc, char **argv)
{
    gboolean as_json = false, overdue = false;
    int limit = 1000;
    g_autoptr(GError) error = NULL;
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &as_json, "one JSON object a line", NULL},
        {"overdue", 0, 0, G_OPTION_ARG_NONE, &overdue, "only those whose day has passed",
            NULL},
        {"limit", 0, 0, G_OPTION_ARG_INT, &limit, "at most so many (1000)", "N"}, {NULL}};
    if (!command_options(entries, "",
            "Lists open referrals, the first due first. --json gives request_no, "
            "to_kind, "
            "to_name, purpose,\ninstruction, by, at, due_at.",
            "diwan requests referrals --overdue", &argc, &argv))
        return EXIT_USAGE;
    g_autoptr(GPtrArray) open =
        store_referrals_open(diwan->store, overdue ? clock_now_ms() : 0, limit, &error);
    for (guint i = 0; open != NULL && i < open->len; i++)
        print_referral(open->pdata[i], as_json);
    if (open != NULL)
        return EXIT_DONE;
    command_error(error);
    return EXIT_REFUSED;
}

/* ---- contacts ---- */

typedef struct ContactOptions {
    char *request, *file_no, *channel, *branch, *person, *summary, *at;
    gboolean out;
} ContactOptions;

static void
contact_options_clear(ContactOptions *options)
{
    char *texts[] = {options->request, options->file_no, options->channel,
        options->branch, options->person, options->summary, options->at};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ContactOptions, contact_options_clear)

static bool
do_contact(
    const ActLine *line, const ContactOptions *options, char **number, GError **error)
{
    Store *store = line->diwan->store;
    int day = day_named(options->at, error);
    Contact contact = {.channel = options->channel,
        .direction = (char *)(options->out ? "out" : "in"),
        .branch = options->branch,
        .person = options->person,
        .summary = options->summary,
        .at = day > 0 ? day_begins(day) : 0};
    if (day < 0)
        return false;
    if (options->request != NULL)
        contact.request_id = request_named(store, options->request, error);
    else
        contact.party_id = party_of_file(store, options->file_no, error);
    return contact.request_id + contact.party_id != 0 &&
           request_contact(line->desk, &contact, &line->act, number, error);
}

static int
tell_contact(const ActLine *line, const char *number)
{
    if (line->json) {
        g_autoptr(JsonBuilder) json = json_builder_new();
        json_builder_begin_object(json);
        output_text(json, "contact_no", number);
        json_builder_end_object(json);
        output_json(json);
    } else
        printf("noted: %s\n", number);
    return EXIT_DONE;
}

int
requests_contact(Diwan *diwan, int argc, char **argv)
{
    g_auto(ActLine) line = {0};
    g_auto(ContactOptions) options = {0};
    g_autofree char *number = NULL;
    g_autoptr(GError) error = NULL;
    int status;
    const GOptionEntry own[] = {{"request", 0, 0, G_OPTION_ARG_STRING, &options.request,
                                    "about this request", "NUMBER"},
        {"file-no", 0, 0, G_OPTION_ARG_STRING, &options.file_no,
            "with this party, about no request", "FILE_NO"},
        {"channel", 0, 0, G_OPTION_ARG_STRING, &options.channel,
            "interview, telephone, social_media, letter, assistance_service, "
            "volunteer_service, website or branch",
            "CHANNEL"},
        {"branch", 0, 0, G_OPTION_ARG_STRING, &options.branch, "at which branch", "NAME"},
        {"person", 0, 0, G_OPTION_ARG_STRING, &options.person,
            "who spoke: the branch's representative, a relative", "NAME"},
        {"summary", 0, 0, G_OPTION_ARG_STRING, &options.summary, "what was spoken of",
            "WORDS"},
        {"at", 0, 0, G_OPTION_ARG_STRING, &options.at, "on which day (now)", "DAY"},
        {"out", 0, 0, G_OPTION_ARG_NONE, &options.out, "we contacted them", NULL},
        {NULL}};
    bool read = act_line_read(&line, diwan, own, 0, "",
        "Notes a contact by another way than a letter, under a contact number, into the "
        "same timeline.",
        "diwan requests contact --request 3/1448/000012/1 --channel telephone --summary "
        "'asked how it stands' --by noura",
        &argc, &argv, &status);
    if (!read)
        return status;
    if ((options.request != NULL) == (options.file_no != NULL) ||
        options.channel == NULL || options.summary == NULL) {
        fputs("diwan requests contact: say --request or --file-no, --channel and "
              "--summary\n",
            stderr);
        return EXIT_USAGE;
    }
    if (do_contact(&line, &options, &number, &error))
        return tell_contact(&line, number);
    command_error(error);
    return EXIT_REFUSED;
}
