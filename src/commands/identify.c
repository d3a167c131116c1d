/* identify.c - `diwan identify FILE…`: whose letter a file is, and why. Nothing is kept.
 *
 * The file goes the way of a letter that arrives: parsed and read in the locked rooms, then
 * identified against the office's register.
 */
#include "identify/identify.h"
#include "commands/candidates_print.h"
#include "commands/commands.h"
#include "commands/output.h"
#include "parse/parse.h"
#include "read/read.h"
#include "room.h"

#include <stdio.h>
#include <string.h>

enum {
    MOST_FILE_BYTES = 128 * 1024 * 1024,
    MOST_PAGES = 50,
    PARSE_CPU_S = 20,
    PARSE_DEADLINE_S = 60,
    READ_CPU_S = 120,
    READ_DEADLINE_S = 300,
    LOGO_BYTES = 20 * 1024, /* smaller pictures in a body are decoration */
};

typedef struct Reader {
    Diwan *diwan;
    ReferenceKey key;
    WorkerPool *parse_pool;
    WorkerPool *read_pool; /* NULL until a page is to be read */
} Reader;

/* ---- a file as a letter ---- */

static GBytes *
run_in_room(WorkerPool *pool, GBytes *bytes, GVariant *ask, int cpu_s, int deadline_s,
    GError **error)
{
    int fd = worker_input_from_bytes(bytes, error);
    if (fd < 0)
        return NULL;
    WorkerTask task = {
        .input_fd = fd, .ask = ask, .cpu_s = cpu_s, .deadline_s = deadline_s};
    g_autoptr(WorkerResult) result = worker_pool_run(pool, task);
    if (result->end == WORKER_DONE)
        return g_bytes_ref(result->reply);
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
        "its reader ended without an answer: %s",
        result->reason != NULL ? result->reason : worker_end_name(result->end));
    return NULL;
}

/* A scan is of a type that has pages; anything else is taken for a mail. */
static Mail *
parse_file(Reader *reader, const char *path, GBytes *bytes, bool *scan, GError **error)
{
    g_autofree char *name = g_path_get_basename(path);
    g_autofree char *shown = g_filename_display_name(name);
    g_autoptr(Mail) mail = parse_scan(shown, bytes);
    const Part *part = mail->parts->pdata[0];
    *scan = read_wants(part->media_type);
    if (*scan)
        return g_steal_pointer(&mail);
    g_autoptr(GBytes) wire = run_in_room(
        reader->parse_pool, bytes, NULL, PARSE_CPU_S, PARSE_DEADLINE_S, error);
    Mail *read = wire != NULL ? mail_from_wire(wire, error) : NULL;
    if (read != NULL)
        mail_take_form_author(read);
    return read;
}

static Reading *
read_one(Reader *reader, const Part *part, int number, GError **error)
{
    g_autoptr(GBytes) wire = run_in_room(reader->read_pool, part->bytes,
        room_ask_page(number, false), READ_CPU_S, READ_DEADLINE_S, error);
    return wire != NULL ? reading_from_wire(wire, error) : NULL;
}

static bool
read_part(Reader *reader, const Part *part, GPtrArray *pages, GError **error)
{
    g_autoptr(GBytes) wire = run_in_room(reader->read_pool, part->bytes,
        room_ask_page(0, false), READ_CPU_S, READ_DEADLINE_S, error);
    g_autoptr(PageCount) count = wire != NULL ? page_count_from_wire(wire, error) : NULL;
    if (count == NULL)
        return false;
    int n = count->readable == READ_PAGES ? count->pages : 0;
    for (int number = 1; number <= n && pages->len < MOST_PAGES; number++) {
        Reading *reading = read_one(reader, part, number, error);
        if (reading == NULL)
            return false;
        Page *page = g_new0(Page, 1);
        page->number = number;
        page->position = pages->len + 1;
        page->state = PAGE_READ;
        page->reading = reading;
        g_ptr_array_add(pages, page);
    }
    return true;
}

static bool
read_parts(Reader *reader, const Mail *mail, GPtrArray *pages, GError **error)
{
    for (guint i = 0; i < mail->parts->len; i++) {
        const Part *part = mail->parts->pdata[i];
        bool logo = part->inline_ && part->size_bytes < LOGO_BYTES;
        if (part->bytes == NULL || logo || !read_wants(part->media_type))
            continue;
        const Config *config = reader->diwan->config;
        if (reader->read_pool == NULL)
            reader->read_pool = room_read_pool(config->models, 1, error);
        if (reader->read_pool == NULL || !read_part(reader, part, pages, error))
            return false;
    }
    return true;
}

static Letter *
letter_of_mail(const Mail *mail, bool scan)
{
    Letter *letter = letter_new();
    letter->medium = scan ? MEDIUM_SCAN : MEDIUM_EMAIL;
    letter->kind = mail->kind;
    letter->message_id = g_strdup(mail->message_id);
    letter->subject = g_strdup(mail->subject);
    letter->text = g_strdup(mail->text);
    letter->new_text = g_strdup(mail->new_text);
    letter->trusted = mail->trusted;
    letter->dmarc = g_strdup(mail->dmarc);
    if (mail->from != NULL) {
        letter->from_name = g_strdup(mail->from->name);
        letter->from_address = g_strdup(mail->from->address);
    }
    return letter;
}

/* Nearest first, as the store gives them: In-Reply-To, then References from its end. */
static GPtrArray *
references_of_mail(const Mail *mail)
{
    GPtrArray *references = g_ptr_array_new(); /* of char, borrowed */
    g_ptr_array_extend(references, mail->in_reply_to, NULL, NULL);
    for (guint i = mail->references->len; i > 0; i--)
        g_ptr_array_add(references, mail->references->pdata[i - 1]);
    return references;
}

static Identification *
identify_file(Reader *reader, const char *path, GError **error)
{
    bool scan = false;
    g_autoptr(GBytes) bytes = file_read(path, MOST_FILE_BYTES, error);
    g_autoptr(Mail) mail =
        bytes != NULL ? parse_file(reader, path, bytes, &scan, error) : NULL;
    g_autoptr(GPtrArray) pages =
        g_ptr_array_new_with_free_func((GDestroyNotify)page_free);
    if (mail == NULL || !read_parts(reader, mail, pages, error))
        return NULL;
    g_autoptr(Letter) letter = letter_of_mail(mail, scan);
    g_autoptr(GPtrArray) references = references_of_mail(mail);
    return identify_letter(reader->diwan->config, &reader->key, reader->diwan->store,
        letter, pages, references, error);
}

/* ---- printing ---- */

static const char *
file_no_of(const Identification *found)
{
    for (guint i = 0; i < found->candidates->len; i++) {
        const Candidate *candidate = found->candidates->pdata[i];
        if (found->outcome == MATCH_ONE && candidate->party_id == found->party_id)
            return candidate->file_no;
    }
    return NULL;
}

static void
print_json(const char *file, const Identification *found)
{
    g_autoptr(JsonBuilder) json = json_builder_new();
    json_builder_begin_object(json);
    output_text(json, "file", file);
    output_text(json, "outcome", match_outcome_name(found->outcome));
    output_text(json, "file_no", file_no_of(found));
    output_fraction(json, "probability", found->probability);
    output_text(json, "note", found->note);
    output_candidates(json, found->candidates);
    json_builder_end_object(json);
    output_json(json);
}

static void
print_words(const char *file, const Identification *found)
{
    const char *file_no = file_no_of(found);
    printf("%s: %s%s%s%s%s\n", file, match_outcome_name(found->outcome),
        file_no != NULL ? " " : "", file_no != NULL ? file_no : "",
        found->note != NULL ? ": " : "", found->note != NULL ? found->note : "");
    for (guint i = 0; i < found->candidates->len; i++) {
        const Candidate *candidate = found->candidates->pdata[i];
        printf("  %s  %s  %.4f\n", candidate->file_no, candidate->full_name,
            candidate->probability);
        for (guint j = 0; j < candidate->clues->len; j++) {
            const Clue *clue = candidate->clues->pdata[j];
            printf("    %-15s %+6.1f  %s%s%s\n", clue->kind, clue->weight, clue->seen,
                clue->on_record != NULL ? " | " : "",
                clue->on_record != NULL ? clue->on_record : "");
        }
    }
}

/* --learn, --weights: told in words, or as one member. */
static int
learn_or_show(Diwan *diwan, bool learn, bool as_json)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *told = NULL;
    const char *office = diwan->config->office;
    if (learn)
        identify_learn(diwan->store, office, &told, &error);
    else
        told = identify_weights_table(office, &error);
    if (error != NULL) {
        command_error(error);
        return EXIT_REFUSED;
    }
    if (as_json) {
        g_autoptr(JsonBuilder) json = json_builder_new();
        json_builder_begin_object(json);
        output_text(json, learn ? "learned" : "weights", told);
        json_builder_end_object(json);
        output_json(json);
    } else
        printf("%s%s", told, learn ? "\n" : "");
    return EXIT_DONE;
}

int
command_identify(Diwan *diwan, int argc, char **argv)
{
    gboolean as_json = FALSE, learn = FALSE, weights = FALSE;
    const GOptionEntry entries[] = {{"json", 0, 0, G_OPTION_ARG_NONE, &as_json,
                                        "one JSON object for each file", NULL},
        {"learn", 0, 0, G_OPTION_ARG_NONE, &learn,
            "estimate what clues are worth anew, from what persons decided", NULL},
        {"weights", 0, 0, G_OPTION_ARG_NONE, &weights,
            "print what clues are worth, and where that comes from", NULL},
        {NULL}};
    if (!command_options(entries, "FILE…",
            "Tells whose letter each file (a mail or a scan) is, and why. Nothing is "
            "kept.",
            "diwan -c office/diwan.conf identify letter.eml petition.pdf", &argc, &argv))
        return EXIT_USAGE;
    if (learn || weights)
        return learn_or_show(diwan, learn, as_json);
    if (argc < 2) {
        fprintf(stderr, "diwan identify: name at least one file; try --help\n");
        return EXIT_USAGE;
    }
    g_autoptr(GError) error = NULL;
    Reader reader = {.diwan = diwan};
    g_auto(GStrv) forms = web_forms_encode(diwan->config);
    const Config *config = diwan->config;
    if (reference_key_load(config->office, &reader.key, &error))
        reader.parse_pool =
            room_parse_pool(config->addresses, config->authserv_id, forms, 1, &error);
    if (reader.parse_pool == NULL) {
        command_error(error);
        return EXIT_USAGE;
    }
    int status = EXIT_DONE;
    for (int i = 1; i < argc; i++) {
        g_autoptr(GError) refusal = NULL;
        g_autofree char *file = g_filename_display_name(argv[i]);
        g_autoptr(Identification) found = identify_file(&reader, argv[i], &refusal);
        if (found == NULL) {
            fprintf(stderr, "diwan identify: %s: %s\n", file, refusal->message);
            status = EXIT_REFUSED;
        } else if (as_json) {
            print_json(file, found);
        } else {
            print_words(file, found);
        }
        fflush(stdout);
    }
    worker_pool_free(reader.parse_pool);
    worker_pool_free(reader.read_pool);
    return status;
}
