/* test-searchable.c - the text layer as poppler reads it, and what becomes of the pages under it.
 *
 * The program is its own room: worker_pool_new starts it again with "room". Every PDF is made
 * inside the locked worker.
 */
#include "base/base.h"
#include "read/read.h"
#include "searchable/inside.h"
#include "searchable/searchable.h"
#include "worker/worker.h"
#include <allheaders.h>
#include <string.h>

/* ---- the room ---- */

enum { MIB = 1 << 20 };

static GBytes *
work(GVariant *ask, int input_fd)
{
    (void)ask;
    g_autoptr(GBytes) input = worker_read_input(input_fd, 64 * MIB);
    return searchable_work(input);
}

static const WorkerRoom room = {.name = "searchable",
    .open = searchable_open,
    .work = work,
    .most_memory_bytes = 1536UL * MIB,
    .most_reply_bytes = 64UL * MIB};
static WorkerPool *pool;
static char *folder;

static GBytes *
make_locked(GBytes *file, const GPtrArray *readings, GError **error)
{
    g_autoptr(GBytes) input = searchable_input(file, readings);
    WorkerTask task = {.input_fd = worker_input_from_bytes(input, error),
        .cpu_s = 60,
        .deadline_s = 120};
    g_autoptr(WorkerResult) result = worker_pool_run(pool, task);
    if (result->end != WORKER_DONE) {
        g_error(
            "the locked worker: %s, %s", worker_end_name(result->end), result->reason);
    }
    return searchable_from_wire(result->reply, error);
}

/* ---- pages made here ---- */

enum { LETTER = 20, GAP = 16, HIGH = 40, PITCH = 72, WIDE = 1400, EDGE = 100 };

/* A line's words in the order of reading; order: their places from left to right, by number. */
static void
add_line(Reading *reading, const char *text, const char *order)
{
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    g_auto(GStrv) places = g_strsplit(order, " ", -1);
    int n = (int)g_strv_length(words);
    int line = (int)reading->height / PITCH;
    g_autofree int *x = g_new0(int, n);
    g_assert_cmpint((int)g_strv_length(places), ==, n);
    int at = EDGE;
    for (int i = 0; i < n; i++) {
        int word = atoi(places[i]);
        x[word] = at;
        at += LETTER * (int)g_utf8_strlen(words[word], -1) + GAP;
    }
    for (int i = 0; i < n; i++) {
        Word *word = g_new0(Word, 1);
        word->text = g_strdup(words[i]);
        word->x = x[i];
        word->y = line * PITCH + 10;
        word->width = LETTER * (int)g_utf8_strlen(words[i], -1);
        word->height = HIGH;
        word->confidence = 90;
        g_ptr_array_add(reading->words, word);
    }
    char *all =
        g_strconcat(reading->text, *reading->text != '\0' ? "\n" : "", text, NULL);
    g_free(reading->text);
    reading->text = all;
    reading->height += PITCH;
}

static Reading *
page_new(int number)
{
    Reading *reading = reading_new(number);
    g_free(reading->text);
    reading->text = g_strdup("");
    reading->width = WIDE;
    reading->dpi = 200;
    return reading;
}

static GPtrArray *
pages_new(Reading *first)
{
    GPtrArray *readings = g_ptr_array_new_with_free_func((GDestroyNotify)reading_free);
    g_ptr_array_add(readings, first);
    return readings;
}

/* Light paper with the noise of a scan, which packs as badly as one. */
static GBytes *
picture_bytes(int width, int height, int depth, int format)
{
    l_uint8 *bytes = NULL;
    size_t length = 0;
    PIX *pix = pixCreate(width, height, depth);
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
            int noise = g_random_int_range(0, 40);
            pixSetPixel(pix, x, y, depth == 1 ? noise == 0 : 230 + (l_uint32)noise / 2);
        }
    }
    int failed = format == IFF_JFIF_JPEG ? pixWriteMemJpeg(&bytes, &length, pix, 60, 0)
                                         : pixWriteMem(&bytes, &length, pix, format);
    pixDestroy(&pix);
    g_assert_cmpint(failed, ==, 0);
    return g_bytes_new_with_free_func(bytes, length, lept_free, bytes);
}

/* ---- looking at it from outside ---- */

static char *
run(const char *const *argv, int status_expected)
{
    char *out = NULL;
    int status = 0;
    g_autoptr(GError) error = NULL;
    g_spawn_sync(NULL, (char **)argv, NULL,
        G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &out, NULL, &status,
        &error);
    g_assert_no_error(error);
    g_assert_cmpint(status, ==, status_expected);
    return out;
}

static char *
put_file(const char *name, GBytes *bytes)
{
    char *path = g_build_filename(folder, name, NULL);
    g_assert_true(g_file_set_contents(
        path, g_bytes_get_data(bytes, NULL), (gssize)g_bytes_get_size(bytes), NULL));
    return path;
}

/* Without the marks of direction that pdftotext adds. */
static char *
text_by(const char *option, const char *path)
{
    const char *const argv[] = {"pdftotext", option, path, "-", NULL};
    g_autofree char *out = run(argv, 0);
    g_autoptr(GRegex) marks =
        g_regex_new("[\\x{200e}\\x{200f}\\x{202a}-\\x{202e}]", 0, 0, NULL);
    g_autoptr(GRegex) blanks = g_regex_new("[ ]+", 0, 0, NULL);
    g_autofree char *bare = g_regex_replace_literal(marks, out, -1, 0, "", 0, NULL);
    return g_regex_replace_literal(blanks, bare, -1, 0, " ", 0, NULL);
}

static bool
has_line(const char *text, const char *line)
{
    g_auto(GStrv) lines = g_strsplit_set(text, "\n\f", -1);
    bool found = false;
    for (int i = 0; lines[i] != NULL && !found; i++) {
        found = strcmp(g_strstrip(lines[i]), line) == 0;
    }
    if (!found) {
        g_test_message("wanted: %s\nin:\n%s", line, text);
    }
    return found;
}

/* ---- the order of reading ---- */

static const struct {
    const char *text;
    const char *order;
} lines[] = {
    {"بسم الله الرحمن الرحيم", "3 2 1 0"},
    {"رقم الهوية: ١٠٤٦٤٠٣٩٢٧ الجوال ٠٥٥١٢٣٤٥٦٧", "4 3 2 1 0"},
    {"التاريخ ١٢/٦/١٤٤٨ هـ الموافق 2026-11-22 م", "5 4 3 2 1 0"},
    {"المرجع 1-1448-000123-8 والرقم 1046403927", "3 2 1 0"},
    {"المرجع ١-١٤٤٨-٠٠٠١٢٣-٨ وتاريخه ١٤٤٨-٠٦-١٢", "3 2 1 0"},
    {"البريد: applicant@mail.example والآيبان SA03 8000 0000", "3 4 5 2 1 0"},
    {"العنوان: King Fahd Road حي النخيل", "5 4 1 2 3 0"},
    {"English line only, with 2 numbers 10 20.", "0 1 2 3 4 5 6 7"},
    {"المبلغ ٤٥٠٠ ٢٠٠٠ ريال (فقط) لا غير، هل؟", "7 6 5 4 3 2 1 0"},
    {"هاتف: +966 55 123 4567 (مكتب)", "5 4 3 2 1 0"},
    {"النسبة ٥٠٪ أو 50% من ٣٫٥ مليون", "6 5 4 3 2 1 0"},
    {"رقم:123456 (١٢) نعم", "2 1 0"},
    {"٨٠٠ ٩٠٠ ١٠٠٠", "2 1 0"},
};

static Reading *
many_lines(void)
{
    Reading *reading = page_new(1);
    for (gsize i = 0; i < G_N_ELEMENTS(lines); i++) {
        add_line(reading, lines[i].text, lines[i].order);
    }
    return reading;
}

/* Read from every side: as it stands, leaning, lying on either side, on its head. */
static void
test_order(void)
{
    static const struct {
        int rotation;
        double skew;
    } table[] = {{0, 0}, {0, 0.8}, {90, 0}, {180, 0}, {270, -0.5}};
    for (gsize k = 0; k < G_N_ELEMENTS(table); k++) {
        Reading *reading = many_lines();
        reading->rotation = table[k].rotation;
        reading->skew = table[k].skew;
        g_autoptr(GPtrArray) readings = pages_new(reading);
        bool lies = table[k].rotation % 180 != 0;
        g_autoptr(GBytes) picture = picture_bytes(
            lies ? reading->height : WIDE, lies ? WIDE : reading->height, 8, IFF_PNG);
        g_autoptr(GError) error = NULL;
        g_autoptr(GBytes) pdf = make_locked(picture, readings, &error);
        g_assert_no_error(error);
        g_autofree char *path = put_file("order.pdf", pdf);
        g_autofree char *plain = text_by("-nopgbrk", path);
        g_autofree char *layout = text_by("-layout", path);
        for (gsize i = 0; i < G_N_ELEMENTS(lines); i++) {
            g_assert_true(has_line(plain, lines[i].text));
            g_assert_true(has_line(layout, lines[i].text));
        }
    }
}

typedef struct Edges {
    double x, y, right, bottom; /* pixels of the shown page */
} Edges;

static double
number_behind(const char *text, const char *name)
{
    return g_ascii_strtod(strstr(text, name) + strlen(name), NULL) * 200 / 72;
}

static Edges
edges_of(const char *path, const char *word)
{
    const char *const argv[] = {"pdftotext", "-bbox", path, "-", NULL};
    g_autofree char *boxes = run(argv, 0);
    g_autofree char *end = g_strconcat(word, "</word", NULL);
    char *found = strstr(boxes, end);
    g_assert_nonnull(found);
    *found = '\0';
    const char *at = strrchr(boxes, '<');
    return (Edges){number_behind(at, "xMin=\""), number_behind(at, "yMin=\""),
        number_behind(at, "xMax=\""), number_behind(at, "yMax=\"")};
}

/* Each word's box on the page is the box it was read in; where the page is a sheet on a larger
 * picture, its box there. */
static void
test_boxes(void)
{
    static const struct {
        PagePart sheet;
        int rotation;
        int width, height; /* of the picture, in sheets */
    } table[] = {
        {{0, 0, 1, 1}, 0, 1, 1}, {{0.5, 0, 0.5, 1}, 0, 2, 1}, {{0, 0.5, 1, 0.5}, 0, 1, 2},
        {{0, 0.5, 1, 0.5}, 90, 1, 2}, /* turned, what was below stands at the left */
    };
    for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
        Reading *reading = many_lines();
        g_autoptr(GPtrArray) readings = pages_new(reading);
        bool lies = table[i].rotation != 0;
        int width = lies ? reading->height : WIDE;
        int height = lies ? WIDE : reading->height;
        reading->sheet = table[i].sheet;
        reading->rotation = table[i].rotation;
        g_autoptr(GBytes) picture =
            picture_bytes(width * table[i].width, height * table[i].height, 8, IFF_PNG);
        g_autoptr(GBytes) pdf = make_locked(picture, readings, NULL);
        g_autofree char *path = put_file("boxes.pdf", pdf);
        const Word *word = reading->words->pdata[13];
        g_assert_cmpstr(word->text, ==, "2026-11-22");
        Edges edges = edges_of(path, word->text);
        double x = word->x + (lies ? 0 : table[i].sheet.x * width * table[i].width);
        double y = word->y + (lies ? 0 : table[i].sheet.y * height * table[i].height);
        g_assert_cmpfloat(ABS(edges.x - x), <, 4);
        g_assert_cmpfloat(ABS(edges.right - x - word->width), <, 8);
        g_assert_cmpfloat(ABS(edges.y - y), <, HIGH / 4.0);
        g_assert_cmpfloat(ABS(edges.bottom - y - HIGH), <, HIGH / 4.0);
    }
}

/* ---- the pages under it ---- */

static GBytes *
load_file(const char *name)
{
    char *bytes = NULL;
    gsize length = 0;
    g_autofree char *path = g_build_filename("tests", "read", "pages", name, NULL);
    g_assert_true(g_file_get_contents(path, &bytes, &length, NULL));
    return g_bytes_new_take(bytes, length);
}

static bool
holds(GBytes *pdf, const char *bytes, gsize length)
{
    return memmem(g_bytes_get_data(pdf, NULL), g_bytes_get_size(pdf), bytes, length) !=
           NULL;
}

/* What a page looks like, as poppler draws it. */
static PIX *
drawn(const char *path, const char *name)
{
    g_autofree char *root = g_build_filename(folder, name, NULL);
    const char *const argv[] = {
        "pdftoppm", "-r", "60", "-png", "-singlefile", path, root, NULL};
    g_free(run(argv, 0));
    g_autofree char *png = g_strconcat(root, ".png", NULL);
    PIX *pix = pixRead(png);
    g_assert_nonnull(pix);
    return pix;
}

/* A picture's compressed bytes stand in the PDF as they were. */
static void
test_own_compression(void)
{
    static const struct {
        const char *file;
        const char *filter;
        gsize from; /* of the file, behind its headers */
    } table[] = {
        {"turned.jpg", "/DCTDecode", 0},
        {"letter.png", "/FlateDecode", 200},
        {"pages.tiff", "/FlateDecode", G_MAXSIZE}, /* LZW: packed again */
        {"letter.gif", "/FlateDecode", G_MAXSIZE},
        {"letter.webp", "/FlateDecode", G_MAXSIZE},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
        g_autoptr(GBytes) file = load_file(table[i].file);
        g_autoptr(GPtrArray) readings = pages_new(page_new(1));
        add_line(readings->pdata[0], "بسم الله", "1 0");
        g_autoptr(GError) error = NULL;
        g_autoptr(GBytes) pdf = make_locked(file, readings, &error);
        g_assert_no_error(error);
        g_test_message("%s", table[i].file);
        g_assert_true(holds(pdf, table[i].filter, strlen(table[i].filter)));
        if (table[i].from != G_MAXSIZE) {
            const char *bytes = g_bytes_get_data(file, NULL);
            g_assert_true(holds(pdf, bytes + table[i].from, 2000));
        }
    }
}

/* Kinds of which there is no file: made by leptonica. The size is what tells that nothing was
 * packed again worse. */
static void
test_made_pictures(void)
{
    static const struct {
        int format;
        int depth;
        const char *filter;
    } table[] = {
        {IFF_TIFF_G4, 1, "/CCITTFaxDecode"},
        {IFF_TIFF_PACKBITS, 1, "/CCITTFaxDecode"},
        {IFF_JFIF_JPEG, 8, "/DCTDecode"},
        {IFF_JP2, 8, "/JPXDecode"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
        g_test_message("%s", table[i].filter);
        g_autoptr(GBytes) file =
            picture_bytes(WIDE, 600, table[i].depth, table[i].format);
        g_autoptr(GPtrArray) readings = pages_new(page_new(1));
        add_line(readings->pdata[0], "بسم الله", "1 0");
        g_autoptr(GError) error = NULL;
        g_autoptr(GBytes) pdf = make_locked(file, readings, &error);
        g_assert_no_error(error);
        g_assert_true(holds(pdf, table[i].filter, strlen(table[i].filter)));
        g_assert_cmpint(g_bytes_get_size(pdf), <, g_bytes_get_size(file) * 11 / 10);
        g_autofree char *path = put_file("made.pdf", pdf);
        PIX *shown = drawn(path, "made");
        l_uint32 grey = 0;
        pixGetPixel(shown, 100, 100, &grey);
        g_assert_cmpint(grey & 0xff, >, 200); /* white paper stays white */
        pixDestroy(&shown);
    }
}

static void
test_over_a_pdf(void)
{
    g_autoptr(GBytes) file = load_file("scan.pdf");
    g_autoptr(GPtrArray) readings = pages_new(page_new(1));
    add_line(readings->pdata[0], "طلب مساعدة رقم ١٢٣", "3 2 1 0");
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) pdf = make_locked(file, readings, &error);
    g_assert_no_error(error);
    g_assert_cmpint(g_bytes_get_size(pdf), <, g_bytes_get_size(file) * 11 / 10);
    g_autofree char *before = put_file("before.pdf", file);
    g_autofree char *after = put_file("after.pdf", pdf);
    PIX *one = drawn(before, "before");
    PIX *other = drawn(after, "after");
    l_int32 same = 0;
    pixEqual(one, other, &same);
    g_assert_true(same);
    pixDestroy(&one);
    pixDestroy(&other);
    /* once more over its own work: one layer, not two */
    g_autoptr(GBytes) twice = make_locked(pdf, readings, &error);
    g_assert_no_error(error);
    g_autofree char *again = put_file("again.pdf", twice);
    g_autofree char *text = text_by("-layout", again);
    g_assert_true(has_line(text, "طلب مساعدة رقم ١٢٣"));
    g_assert_null(strstr(strstr(text, "مساعدة") + 1, "مساعدة"));
    const char *const check[] = {"qpdf", "--check", again, NULL};
    g_free(run(check, 0));
}

/* A layer of another program gives way: ours, made unknown to us. */
static void
test_other_layer(void)
{
    static const char own[] = "/DiwanText true";
    g_autoptr(GBytes) file = load_file("scan.pdf");
    g_autoptr(GPtrArray) first = pages_new(page_new(1));
    add_line(first->pdata[0], "نص قديم", "1 0");
    g_autoptr(GBytes) made = make_locked(file, first, NULL);
    gsize length = 0;
    char *bytes = g_bytes_unref_to_data(g_steal_pointer(&made), &length);
    char *found = memmem(bytes, length, own, strlen(own));
    g_assert_nonnull(found);
    memcpy(found, "/OtherText true", strlen(own));
    g_autoptr(GBytes) other = g_bytes_new_take(bytes, length);
    g_autoptr(GPtrArray) second = pages_new(page_new(1));
    add_line(second->pdata[0], "نص جديد", "1 0");
    g_autoptr(GBytes) pdf = make_locked(other, second, NULL);
    g_autofree char *path = put_file("other.pdf", pdf);
    g_autofree char *text = text_by("-layout", path);
    g_assert_true(has_line(text, "نص جديد"));
    g_assert_null(strstr(text, "قديم"));
}

static void
test_hidden_text(void)
{
    static const struct {
        const char *content;
        const char *clear; /* NULL: nothing is hidden */
    } table[] = {
        {"BT (seen) Tj ET", NULL},
        {"BT 3 Tr (hid) Tj ET", "BT 3 Tr\n ET"},
        {"q 3 Tr BT (a\\)b) Tj ET Q BT (seen) Tj ET", "q 3 Tr BT\n ET Q BT (seen) Tj ET"},
        {"BT 3 Tr [(a) 3 <41>] TJ 0 Tr (seen) ' ET", "BT 3 Tr\n 0 Tr (seen) ' ET"},
        {"BI /W 1 ID 3 Tr (x) Tj EI BT (seen) Tj ET", NULL},
        {"% 3 Tr\nBT (seen) Tj ET", NULL},
        {"BT 3 Tr (cut", NULL},
        {"BT 3 Tr (cut\\", NULL},
        {"Q Q Q 3 Tr <41", NULL},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
        g_autofree char *copy = g_strdup(table[i].content); /* a sanitizer sees its end */
        g_autoptr(GString) clear = without_hidden_text(copy, strlen(copy));
        g_assert_cmpstr(clear != NULL ? clear->str : NULL, ==, table[i].clear);
    }
}

/* A page whose own text is sound gets no second one; nor a page without words. */
static void
test_text_is_there(void)
{
    g_autoptr(GBytes) file = load_file("text.pdf");
    g_autoptr(GPtrArray) readings = pages_new(page_new(1));
    Reading *reading = readings->pdata[0];
    add_line(reading, "طلب ثان", "1 0");
    reading->source = SOURCE_TEXT_LAYER;
    g_autoptr(GBytes) pdf = make_locked(file, readings, NULL);
    g_assert_nonnull(pdf);
    g_assert_false(holds(pdf, "DiwanText", 9));
}

static void
test_refused(void)
{
    static const struct {
        const char *file;
        const char *words;
    } table[] = {
        {"damaged.png", "damaged"},
        {"locked.pdf", "password"},
        {"text.txt", "no page images"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
        g_autoptr(GBytes) file = load_file(table[i].file);
        g_autoptr(GPtrArray) readings = pages_new(page_new(1));
        add_line(readings->pdata[0], "كلمة", "0");
        g_autoptr(GError) error = NULL;
        g_autoptr(GBytes) pdf = make_locked(file, readings, &error);
        g_assert_null(pdf);
        g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED);
        g_test_message("%s: %s", table[i].file, error->message);
        g_assert_nonnull(strstr(error->message, table[i].words));
    }
}

/* Files cut anywhere: a PDF or a sentence, and a worker that lives. */
static void
test_cut_files(void)
{
    static const char *const files[] = {
        "scan.pdf", "text.pdf", "pages.tiff", "letter.png", "turned.jpg"};
    for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autoptr(GBytes) file = load_file(files[i]);
        for (gsize part = 1; part < 12; part++) {
            g_autoptr(GBytes) cut =
                g_bytes_new_from_bytes(file, 0, g_bytes_get_size(file) * part / 12);
            g_autoptr(GPtrArray) readings = pages_new(page_new(1));
            add_line(readings->pdata[0], "كلمة ١", "1 0");
            g_autoptr(GError) error = NULL;
            g_autoptr(GBytes) pdf = make_locked(cut, readings, &error);
            g_assert_true((pdf == NULL) == (error != NULL));
        }
    }
}

int
main(int argc, char **argv)
{
    static const char *const arguments[] = {"searchable", NULL};
    if (argc > 2 && strcmp(argv[1], "room") == 0) {
        return worker_keep(&room, (const char *const *)argv + 3);
    }
    g_autoptr(GError) error = NULL;
    g_test_init(&argc, &argv, NULL);
    setMsgSeverity(L_SEVERITY_NONE);
    folder = g_dir_make_tmp("diwan-test-XXXXXX", NULL);
    pool = worker_pool_new(arguments, 1, &error);
    g_assert_no_error(error);
    g_test_add_func("/searchable/order", test_order);
    g_test_add_func("/searchable/boxes", test_boxes);
    g_test_add_func("/searchable/own-compression", test_own_compression);
    g_test_add_func("/searchable/made-pictures", test_made_pictures);
    g_test_add_func("/searchable/over-a-pdf", test_over_a_pdf);
    g_test_add_func("/searchable/other-layer", test_other_layer);
    g_test_add_func("/searchable/hidden-text", test_hidden_text);
    g_test_add_func("/searchable/text-is-there", test_text_is_there);
    g_test_add_func("/searchable/refused", test_refused);
    g_test_add_func("/searchable/cut-files", test_cut_files);
    int status = g_test_run();
    worker_pool_free(pool);
    file_remove_tree(folder, NULL);
    g_free(folder);
    return status;
}
