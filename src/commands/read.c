/* read.c - `diwan read FILE…`: what pages say.
 *
 * Every page goes to a locked worker by itself, several side by side; a file is printed when its
 * last page is there, pages in order.
 */
#include "commands/commands.h"

#include <fcntl.h>
#include <json-glib/json-glib.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "read/read.h"
#include "room.h"

enum {
    COUNT_CPU_S = 20,
    PAGE_CPU_S = 60,
    PAGE_DEADLINE_S = 180,
    FILE_MOST_BYTES = 256 << 20,
};

typedef struct Reader {
    WorkerPool *pool;
    int width;
    bool json;
    bool progress;
    bool refused; /* something could not be read */
} Reader;

/* ---- as JSON ---- */

static void
json_text(JsonBuilder *json, const char *name, const char *value)
{
    json_builder_set_member_name(json, name);
    json_builder_add_string_value(json, value != NULL ? value : "");
}

static void
json_int(JsonBuilder *json, const char *name, int value)
{
    json_builder_set_member_name(json, name);
    json_builder_add_int_value(json, value);
}

static void
json_double(JsonBuilder *json, const char *name, double value)
{
    json_builder_set_member_name(json, name);
    json_builder_add_double_value(json, value);
}

static void
json_words(JsonBuilder *json, const GPtrArray *words)
{
    json_builder_set_member_name(json, "words");
    json_builder_begin_array(json);
    for (guint i = 0; i < words->len; i++) {
        const Word *word = g_ptr_array_index(words, i);
        json_builder_begin_object(json);
        json_text(json, "text", word->text);
        json_int(json, "x", word->x);
        json_int(json, "y", word->y);
        json_int(json, "width", word->width);
        json_int(json, "height", word->height);
        json_int(json, "confidence", word->confidence);
        json_builder_end_object(json);
    }
    json_builder_end_array(json);
}

static void
json_codes(JsonBuilder *json, const GPtrArray *codes)
{
    json_builder_set_member_name(json, "codes");
    json_builder_begin_array(json);
    for (guint i = 0; i < codes->len; i++) {
        const Code *code = g_ptr_array_index(codes, i);
        json_builder_begin_object(json);
        json_text(json, "type", code->type);
        json_text(json, "text", code->text);
        json_builder_end_object(json);
    }
    json_builder_end_array(json);
}

static void
json_page(JsonBuilder *json, const Reading *reading)
{
    json_builder_begin_object(json);
    json_int(json, "number", reading->number);
    json_int(json, "width", reading->width);
    json_int(json, "height", reading->height);
    json_int(json, "dpi", reading->dpi);
    json_int(json, "rotation", reading->rotation);
    json_double(json, "skew", reading->skew);
    json_text(json, "source", page_source_name(reading->source));
    json_text(json, "text", reading->text);
    json_double(json, "confidence", reading->confidence);
    json_builder_set_member_name(json, "legible");
    json_builder_add_boolean_value(json, reading->legible);
    json_words(json, reading->words);
    json_codes(json, reading->codes);
    if (reading->trouble != NULL) {
        json_text(json, "trouble", reading->trouble);
    }
    json_builder_end_object(json);
}

static void
print_json(const char *file, const GPtrArray *pages, const char *trouble, double seconds)
{
    g_autoptr(JsonBuilder) json = json_builder_new();
    g_autofree char *name = g_filename_display_name(file);
    json_builder_begin_object(json);
    json_text(json, "file", name);
    json_builder_set_member_name(json, "pages");
    json_builder_begin_array(json);
    for (guint i = 0; i < pages->len; i++) {
        json_page(json, g_ptr_array_index(pages, i));
    }
    json_builder_end_array(json);
    if (trouble != NULL) {
        json_text(json, "trouble", trouble);
    }
    json_double(json, "seconds", seconds);
    json_builder_end_object(json);
    g_autoptr(JsonNode) root = json_builder_get_root(json);
    g_autofree char *line = json_to_string(root, FALSE);
    puts(line);
}

static void
print_text(const GPtrArray *pages)
{
    for (guint i = 0; i < pages->len; i++) {
        const Reading *reading = g_ptr_array_index(pages, i);
        printf("%s%s\n", i > 0 ? "\f" : "", reading->text);
        for (guint k = 0; k < reading->codes->len; k++) {
            const Code *code = g_ptr_array_index(reading->codes, k);
            printf("[%s] %s\n", code->type, code->text);
        }
    }
}

/* ---- reading ---- */

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

static WorkerTask
task_for(int fd, int page, int cpu_s)
{
    return (WorkerTask){
        .input_fd = fcntl(fd, F_DUPFD_CLOEXEC, 3),
        .ask = g_variant_ref_sink(room_ask_page(page, false)),
        .cpu_s = cpu_s,
        .deadline_s = PAGE_DEADLINE_S,
        .user_data = GINT_TO_POINTER(page),
    };
}

static PageCount *
count_pages(Reader *reader, int fd, GError **error)
{
    g_autoptr(WorkerResult) result =
        worker_pool_run(reader->pool, task_for(fd, 0, COUNT_CPU_S));
    if (result->end != WORKER_DONE) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "counting its pages ended badly (%s); the file is unchanged", result->reason);
        return NULL;
    }
    g_autoptr(PageCount) count = page_count_from_wire(result->reply, error);
    if (count != NULL && count->readable != READ_PAGES) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED, "%s",
            count->trouble != NULL ? count->trouble
                                   : "it holds no pages that can be read");
        return NULL;
    }
    return g_steal_pointer(&count);
}

/* What a worker answered for a page; a page whose worker ended badly has only its trouble. */
static Reading *
reading_of(const WorkerResult *result)
{
    int number = GPOINTER_TO_INT(result->user_data);
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

static int
by_number(gconstpointer one, gconstpointer other)
{
    const Reading *a = *(Reading *const *)one;
    const Reading *b = *(Reading *const *)other;
    return a->number - b->number;
}

static GPtrArray *
read_pages(Reader *reader, const char *file, int fd, int n)
{
    GPtrArray *pages = g_ptr_array_new_with_free_func((GDestroyNotify)reading_free);
    int submitted = 0;
    while ((int)pages->len < n) {
        while (submitted < n && worker_pool_pending(reader->pool) < reader->width) {
            worker_pool_submit(reader->pool, task_for(fd, ++submitted, PAGE_CPU_S));
        }
        g_autoptr(WorkerResult) result = worker_pool_collect(reader->pool, 1000);
        if (result == NULL) {
            continue;
        }
        g_ptr_array_add(pages, reading_of(result));
        if (reader->progress) {
            fprintf(stderr, "\r%s: %u of %d pages ", file, pages->len, n);
        }
    }
    if (reader->progress) {
        fputs("\r\033[K", stderr);
    }
    g_ptr_array_sort(pages, by_number);
    return pages;
}

static void
tell_troubles(Reader *reader, const char *file, const GPtrArray *pages)
{
    for (guint i = 0; i < pages->len; i++) {
        const Reading *reading = g_ptr_array_index(pages, i);
        if (reading->trouble != NULL) {
            reader->refused = true;
            fprintf(stderr, "diwan: %s, page %d: %s\n", file, reading->number,
                reading->trouble);
        }
    }
}

static void
read_file(Reader *reader, const char *file)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) pages = g_ptr_array_new();
    gint64 start_ms = clock_ticks_ms();
    int fd = open_file(file, &error);
    g_autoptr(PageCount) count = fd >= 0 ? count_pages(reader, fd, &error) : NULL;
    if (count != NULL) {
        g_ptr_array_unref(pages);
        pages = read_pages(reader, file, fd, count->pages);
    } else {
        reader->refused = true;
        fprintf(stderr, "diwan: %s: %s\n", file, error->message);
    }
    if (reader->json) {
        print_json(file, pages, error != NULL ? error->message : NULL,
            (double)(clock_ticks_ms() - start_ms) / 1000);
    } else {
        print_text(pages);
    }
    fflush(stdout);
    tell_troubles(reader, file, pages);
    if (fd >= 0) {
        close(fd);
    }
}

int
command_read(Diwan *diwan, int argc, char **argv)
{
    gboolean json = FALSE;
    gboolean text = FALSE;
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "one JSON object a line for each file",
            NULL},
        {"text", 0, 0, G_OPTION_ARG_NONE, &text,
            "only the text, pages parted by a form feed "
            "(what is done without --json)",
            NULL},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    if (!command_options(entries, "FILE…",
            "Reads PDF, TIFF, JPEG, PNG, WebP and GIF files: text, words, QR and bar "
            "codes.",
            "diwan read --json scan.pdf photo.jpg", &argc, &argv)) {
        return EXIT_USAGE;
    }
    if (argc < 2 || (json && text)) {
        fputs(argc < 2 ? "diwan read: name at least one file; try `diwan read --help`\n"
                       : "diwan read: --json and --text exclude each other\n",
            stderr);
        return EXIT_USAGE;
    }
    const Config *config = diwan != NULL ? diwan->config : NULL;
    static char *usual_models[] = {(char *)"ara", (char *)"eng", NULL};
    g_autoptr(GError) error = NULL;
    int width = config != NULL ? config->workers : (int)g_get_num_processors();
    g_autoptr(WorkerPool) pool =
        room_read_pool(config != NULL ? config->models : usual_models, width, &error);
    if (pool == NULL) {
        command_error(error);
        return EXIT_USAGE;
    }
    Reader reader = {pool, width, json, isatty(STDERR_FILENO) == 1, false};
    for (int i = 1; i < argc; i++) {
        read_file(&reader, argv[i]);
    }
    return reader.refused ? EXIT_REFUSED : EXIT_DONE;
}
