/* read.c - `diwan read FILE…`: what pages say.
 *
 * Every page goes to a locked worker by itself, several side by side, the next files' pages while
 * the last of one are read; a file is printed and written when its last page is there, files and
 * pages in order.
 */
#include "commands/read.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "commands/commands.h"
#include "read/read.h"
#include "room.h"

enum {
    COUNT_CPU_S = 20,
    PAGE_CPU_S = 60,
    PAGE_DEADLINE_S = 180,
    FILE_MOST_BYTES = 256 << 20,
    FILES_AHEAD = 8, /* open beside the one that is due */
};

/* A file on its way. */
typedef struct Job {
    const char *file; /* as it was named */
    int fd;           /* -1: could not be opened */
    int pages;        /* -1: not counted yet */
    int submitted;    /* pages, after the count */
    bool counting;
    GPtrArray *readings; /* of Reading, owned */
    GError *error;       /* why it has no pages */
    gint64 start_ms;
} Job;

/* What a worker is asked; page 0: how many there are. */
typedef struct Question {
    Job *job;
    int page;
} Question;

typedef enum { PROGRESS_NONE, PROGRESS_LINE, PROGRESS_LINES } Progress;

typedef struct Reader {
    WorkerPool *pool;
    int width;
    ReadOutputs *outputs; /* NULL: none wanted */
    char **files;
    int n_files;
    int opened;  /* files that have a job */
    GQueue jobs; /* of Job, owned: opened and not yet told, in order */
    bool json, text;
    Progress progress;
    bool refused; /* something could not be read */
} Reader;

static void
job_free(Job *job)
{
    if (job->fd >= 0) {
        close(job->fd);
    }
    g_ptr_array_unref(job->readings);
    g_clear_error(&job->error);
    g_free(job);
}

/* ---- opening ---- */

static int
open_file(const char *file, GError **error)
{
    struct stat found;
    int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0 || fstat(fd, &found) != 0) {
        error_from_errno(error, DIWAN_ERROR_REFUSED, "cannot open '%s'", file);
    } else if (!S_ISREG(found.st_mode)) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED, "'%s' is not a file", file);
    } else if (found.st_size > FILE_MOST_BYTES) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "'%s' is larger than %d MB; split it", file, FILE_MOST_BYTES >> 20);
    } else {
        return fd;
    }
    if (fd >= 0) {
        close(fd);
    }
    return -1;
}

static void
open_next(Reader *reader)
{
    Job *job = g_new0(Job, 1);
    job->file = reader->files[reader->opened++];
    job->pages = -1;
    job->start_ms = clock_ticks_ms();
    job->readings = g_ptr_array_new_with_free_func((GDestroyNotify)reading_free);
    job->fd = open_file(job->file, &job->error);
    if (job->fd < 0) {
        job->pages = 0;
    }
    g_queue_push_tail(&reader->jobs, job);
}

/* ---- asking ---- */

static void
submit(Reader *reader, Job *job, int page)
{
    Question *question = g_new(Question, 1);
    *question = (Question){job, page};
    worker_pool_submit(
        reader->pool, (WorkerTask){
                          .input_fd = fcntl(job->fd, F_DUPFD_CLOEXEC, 3),
                          .ask = g_variant_ref_sink(room_ask_page(page, false)),
                          .cpu_s = page == 0 ? COUNT_CPU_S : PAGE_CPU_S,
                          .deadline_s = PAGE_DEADLINE_S,
                          .user_data = question,
                      });
}

/* The first thing that can be asked of the files that are open; false when there is none. */
static bool
submit_next(Reader *reader)
{
    for (GList *at = reader->jobs.head; at != NULL; at = at->next) {
        Job *job = at->data;
        if (job->pages < 0 && !job->counting) {
            job->counting = true;
            submit(reader, job, 0);
            return true;
        }
        if (job->submitted < job->pages) {
            submit(reader, job, ++job->submitted);
            return true;
        }
    }
    return false;
}

static void
keep_busy(Reader *reader)
{
    while (worker_pool_pending(reader->pool) < reader->width) {
        bool room = g_queue_get_length(&reader->jobs) <= FILES_AHEAD;
        if (submit_next(reader)) {
            continue;
        }
        if (reader->opened == reader->n_files || !room) {
            return;
        }
        open_next(reader);
    }
}

/* ---- answers ---- */

static void
take_count(Job *job, const WorkerResult *result)
{
    job->pages = 0;
    if (result->end != WORKER_DONE) {
        g_set_error(&job->error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "counting its pages ended badly (%s); the file is unchanged", result->reason);
        return;
    }
    g_autoptr(PageCount) count = page_count_from_wire(result->reply, &job->error);
    if (count != NULL && count->readable != READ_PAGES) {
        g_set_error(&job->error, DIWAN_ERROR, DIWAN_ERROR_REFUSED, "%s",
            count->trouble != NULL ? count->trouble
                                   : "it holds no pages that can be read");
    } else if (count != NULL) {
        job->pages = count->pages;
    }
}

/* What a worker answered for a page; a page whose worker ended badly has only its trouble. */
static Reading *
reading_of(const WorkerResult *result, int number)
{
    g_autoptr(GError) error = NULL;
    Reading *reading =
        result->end == WORKER_DONE ? reading_from_wire(result->reply, &error) : NULL;
    if (reading == NULL) {
        reading = reading_new(number);
        reading->trouble =
            error != NULL ? g_strdup(error->message)
                          : g_strdup_printf("reading it ended badly (%s); the file is "
                                            "unchanged",
                                result->reason);
    }
    reading->number = number;
    return reading;
}

static void
tell_progress(Reader *reader, const Job *job)
{
    if (reader->progress == PROGRESS_NONE) {
        return;
    }
    int told = reader->opened - (int)g_queue_get_length(&reader->jobs);
    int place = told + g_queue_index(&reader->jobs, job) + 1;
    g_autofree char *name = g_filename_display_name(job->file);
    fprintf(stderr, "%s%s: page %u of %d, file %d of %d%s",
        reader->progress == PROGRESS_LINE ? "\r\033[K" : "", name, job->readings->len,
        job->pages, place, reader->n_files,
        reader->progress == PROGRESS_LINE ? "" : "\n");
}

static void
take_answer(Reader *reader, const WorkerResult *result)
{
    g_autofree Question *question = result->user_data;
    Job *job = question->job;
    if (question->page == 0) {
        take_count(job, result);
        return;
    }
    g_ptr_array_add(job->readings, reading_of(result, question->page));
    tell_progress(reader, job);
}

/* ---- telling ---- */

static int
by_number(gconstpointer one, gconstpointer other)
{
    const Reading *a = *(Reading *const *)one;
    const Reading *b = *(Reading *const *)other;
    return a->number - b->number;
}

static void
tell_troubles(Reader *reader, const Job *job)
{
    if (job->error != NULL) {
        reader->refused = true;
        fprintf(stderr, "diwan: %s: %s\n", job->file, job->error->message);
    }
    for (guint i = 0; i < job->readings->len; i++) {
        const Reading *reading = g_ptr_array_index(job->readings, i);
        if (reading->trouble != NULL) {
            reader->refused = true;
            fprintf(stderr, "diwan: %s, page %d: %s\n", job->file, reading->number,
                reading->trouble);
        }
    }
}

static void
tell(Reader *reader, Job *job)
{
    g_ptr_array_sort(job->readings, by_number);
    if (reader->progress == PROGRESS_LINE) {
        fputs("\r\033[K", stderr);
    }
    if (reader->outputs != NULL && job->error == NULL) {
        read_outputs_write(
            reader->outputs, job->file, job->fd, job->readings, &job->error);
    }
    if (reader->json) {
        read_print_json(job->file, job->readings,
            job->error != NULL ? job->error->message : NULL,
            (double)(clock_ticks_ms() - job->start_ms) / 1000);
    } else if (reader->text) {
        read_print_text(job->readings);
    }
    fflush(stdout);
    tell_troubles(reader, job);
}

static bool
is_whole(const Job *job)
{
    return job != NULL && job->pages >= 0 && (int)job->readings->len == job->pages;
}

static void
read_files(Reader *reader)
{
    while (reader->opened < reader->n_files || !g_queue_is_empty(&reader->jobs)) {
        keep_busy(reader);
        while (is_whole(g_queue_peek_head(&reader->jobs))) {
            Job *job = g_queue_peek_head(&reader->jobs);
            tell(reader, job);
            g_queue_pop_head(&reader->jobs);
            job_free(job);
        }
        if (worker_pool_pending(reader->pool) > 0) {
            g_autoptr(WorkerResult) result = worker_pool_collect(reader->pool, 1000);
            if (result != NULL) {
                take_answer(reader, result);
            }
        }
    }
}

/* ---- the command ---- */

typedef struct Options {
    gboolean json, text, progress;
    char *pdf, *alto;
} Options;

static const char examples[] =
    "diwan read scan.pdf photo.jpg                the text\n"
    "  diwan read --json scan.pdf | jq .pages[].confidence\n"
    "  diwan read --pdf found.pdf scan.tiff         the same pages, searchable\n"
    "  diwan read --progress --pdf out/ --alto out/ scans/*.pdf";

static int
wrong_usage(const char *what)
{
    fprintf(stderr, "diwan read: %s; try `diwan read --help`\n", what);
    return EXIT_USAGE;
}

static int
run(const Diwan *diwan, const Options *options, int n_files, char **files)
{
    static char *usual_models[] = {(char *)"ara", (char *)"eng", NULL};
    const Config *config = diwan != NULL ? diwan->config : NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(ReadOutputs) outputs = NULL;
    bool writes = options->pdf != NULL || options->alto != NULL;
    int width = config != NULL ? config->workers : (int)g_get_num_processors();
    g_autoptr(WorkerPool) pool =
        room_read_pool(config != NULL ? config->models : usual_models, width, &error);
    if (pool != NULL && writes) {
        outputs = read_outputs_new(options->pdf, options->alto, n_files > 1, &error);
    }
    if (error != NULL) {
        command_error(error);
        return EXIT_USAGE;
    }
    Reader reader = {.pool = pool,
        .width = width,
        .outputs = outputs,
        .files = files,
        .n_files = n_files,
        .jobs = G_QUEUE_INIT,
        .json = options->json,
        .text = options->text || (!options->json && !writes),
        .progress = isatty(STDERR_FILENO) == 1 ? PROGRESS_LINE
                    : options->progress        ? PROGRESS_LINES
                                               : PROGRESS_NONE};
    read_files(&reader);
    return reader.refused ? EXIT_REFUSED : EXIT_DONE;
}

int
command_read(Diwan *diwan, int argc, char **argv)
{
    Options options = {0};
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &options.json,
            "one JSON object a line for each file", NULL},
        {"text", 0, 0, G_OPTION_ARG_NONE, &options.text,
            "only the text, pages parted by a form feed (what is done without an option)",
            NULL},
        {"pdf", 0, 0, G_OPTION_ARG_FILENAME, &options.pdf,
            "write the pages as they are, with their text to be found and copied; with "
            "several files OUT is a folder",
            "OUT"},
        {"alto", 0, 0, G_OPTION_ARG_FILENAME, &options.alto,
            "write words, boxes and confidences as ALTO 4 XML; likewise", "OUT"},
        {"progress", 0, 0, G_OPTION_ARG_NONE, &options.progress,
            "tell each page on stderr, also when that is no terminal", NULL},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    int status = EXIT_USAGE;
    if (!command_options(entries, "FILE…",
            "Reads PDF, TIFF, JPEG, PNG, WebP, GIF, HEIC, JPEG 2000, DOCX and ODT files: "
            "text, words, QR and bar codes.",
            examples, &argc, &argv)) {
        status = EXIT_USAGE;
    } else if (argc < 2) {
        status = wrong_usage("name at least one file");
    } else if (options.json && options.text) {
        status = wrong_usage("--json and --text exclude each other");
    } else {
        status = run(diwan, &options, argc - 1, argv + 1);
    }
    g_free(options.pdf);
    g_free(options.alto);
    return status;
}
