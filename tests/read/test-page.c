/* test-page.c - every kind of file: counted and read, in the open and inside the locked worker.
 */
#include "locked.h"
#include <math.h>

static PageCount *
count_of(GBytes *file)
{
    gsize length = 0;
    const guint8 *bytes = g_bytes_get_data(file, &length);
    return read_count(bytes, length);
}

static Reading *
read_of(GBytes *file, int number)
{
    gsize length = 0;
    const guint8 *bytes = g_bytes_get_data(file, &length);
    return read_page(bytes, length, number, true);
}

/* ---- the short letter in every kind of file ---- */

static const struct {
    const char *file;
    int page, pages;
    int rotation;
} letters[] = {
    {"letter.png", 1, 1, 0},
    {"letter.webp", 1, 1, 0},
    {"letter.gif", 1, 1, 0},
    {"turned.jpg", 1, 1, 0}, /* EXIF says how it lies */
    {"pages.tiff", 1, 2, 0}, /* G4 */
    {"pages.tiff", 2, 2, 0}, /* LZW */
    {"scan.pdf", 1, 1, 0},
    {"over.png", 1, 1, 180},
    {"side.png", 1, 1, 270},
};

static const Word *
word_of(const Reading *reading, const char *text)
{
    for (guint i = 0; i < reading->words->len; i++) {
        const Word *word = g_ptr_array_index(reading->words, i);
        if (strcmp(word->text, text) == 0) {
            return word;
        }
    }
    return NULL;
}

/* The identifiers are found exactly, and where they stand: in the lower half, right to left. */
static void
check_letter(const Reading *reading, int rotation)
{
    g_assert_cmpstr(reading->trouble, ==, NULL);
    g_assert_cmpint(reading->rotation, ==, rotation);
    g_assert_cmpint(reading->width, >, reading->height);
    g_assert_nonnull(strstr(reading->text, "1046403927"));
    g_assert_nonnull(strstr(reading->text, "0551234567"));
    g_assert_nonnull(strstr(reading->text, "بطلب المساعدة في سداد إيجار المنزل"));
    const Word *number = word_of(reading, "1046403927");
    const Word *label = word_of(reading, "رقم");
    g_assert_nonnull(number);
    g_assert_nonnull(label);
    g_assert_cmpint(number->x + number->width, <, label->x);
    g_assert_cmpint(number->x, >, reading->width / 2);
    g_assert_cmpint(ABS(number->y + number->height / 2 - reading->height / 2), <,
        reading->height / 10);
    g_assert_cmpfloat(reading->confidence, >, 75);
    g_assert_cmpstr(reading->image_type, ==, "image/jpeg");
}

static void
test_letters(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(letters); i++) {
        g_test_message("%s, page %d", letters[i].file, letters[i].page);
        g_autoptr(GBytes) file = load_file(letters[i].file);
        g_autoptr(PageCount) count = count_of(file);
        g_assert_cmpint(count->readable, ==, READ_PAGES);
        g_assert_cmpint(count->pages, ==, letters[i].pages);
        g_autoptr(Reading) open = read_of(file, letters[i].page);
        check_letter(open, letters[i].rotation);
        g_autoptr(Reading) locked = read_locked(file, letters[i].page);
        check_letter(locked, letters[i].rotation);
        g_assert_cmpstr(locked->text, ==, open->text);
    }
}

/* ---- the rest ---- */

static void
test_text_layer(void)
{
    g_autoptr(GBytes) file = load_file("text.pdf");
    g_autoptr(GBytes) truth = load_file("text.txt");
    g_autofree char *expected =
        g_strchomp(g_strndup(g_bytes_get_data(truth, NULL), g_bytes_get_size(truth)));
    g_autoptr(Reading) reading = read_locked(file, 1);
    g_assert_cmpint(reading->source, ==, SOURCE_TEXT_LAYER);
    g_assert_cmpstr(reading->text, ==, expected);
    const Word *number = word_of(reading, "1046403927");
    const Word *greeting = word_of(reading, "السلام");
    g_assert_nonnull(number);
    g_assert_nonnull(greeting);
    g_assert_cmpint(greeting->x + greeting->width, >, reading->width * 9 / 10);
    g_assert_cmpint(number->y, >, greeting->y);
    g_assert_cmpint(reading->width, ==, 1306);
}

static void
test_code(void)
{
    g_autoptr(GBytes) file = load_file("code.png");
    g_autoptr(Reading) reading = read_locked(file, 1);
    g_assert_cmpuint(reading->codes->len, ==, 1);
    const Code *code = g_ptr_array_index(reading->codes, 0);
    g_assert_cmpstr(code->type, ==, "QR-Code");
    g_assert_cmpstr(code->text, ==, "https://diwan.example/r/3/1448/000042/7");
    g_assert_cmpint(ABS(code->x - 24), <, 4);
    g_assert_cmpint(ABS(code->width - 174), <, 8);
}

static void
test_blank(void)
{
    g_autoptr(GBytes) file = load_file("blank.png");
    g_autoptr(Reading) reading = read_locked(file, 1);
    g_assert_cmpstr(reading->trouble, ==, NULL);
    g_assert_cmpstr(reading->text, ==, "");
    g_assert_cmpuint(reading->words->len, ==, 0);
    g_assert_true(reading->legible);
    g_assert_cmpint(reading->width, ==, 1240);
}

static void
test_broken(void)
{
    static const struct {
        const char *file;
        Readable readable;
        const char *said;
    } table[] = {
        {"locked.pdf", READ_BROKEN, "password"},
        {"damaged.pdf", READ_BROKEN, "damaged"},
        {"letter.txt", READ_NOT, NULL},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
        g_autoptr(GBytes) file = load_file(table[i].file);
        g_autoptr(PageCount) count = count_of(file);
        g_assert_cmpint(count->readable, ==, table[i].readable);
        g_assert_true(
            table[i].said == NULL || strstr(count->trouble, table[i].said) != NULL);
    }
    g_autoptr(PageCount) empty = read_count((const guint8 *)"", 0);
    g_assert_cmpint(empty->readable, ==, READ_BROKEN);
    g_autoptr(GBytes) file = load_file("damaged.png");
    g_autoptr(Reading) damaged = read_locked(file, 1);
    g_assert_nonnull(strstr(damaged->trouble, "damaged"));
    g_autoptr(GBytes) tiff = load_file("pages.tiff");
    g_autoptr(Reading) beyond = read_locked(tiff, 9);
    g_assert_nonnull(strstr(beyond->trouble, "page 9"));
}

/* Every file cut anywhere is read or refused in words; nothing crashes. */
static void
test_cut_files(void)
{
    static const char *const files[] = {"letter.webp", "letter.gif", "turned.jpg",
        "pages.tiff", "scan.pdf", "text.pdf", "letter.png"};
    for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autoptr(GBytes) whole = load_file(files[i]);
        gsize length = g_bytes_get_size(whole);
        for (gsize part = 1; part < 8; part++) {
            g_autoptr(GBytes) cut = g_bytes_new_from_bytes(whole, 0, length * part / 8);
            g_autoptr(PageCount) count = count_of(cut);
            g_assert_true(count->readable != READ_BROKEN || count->trouble != NULL);
            g_autoptr(Reading) reading = read_locked(cut, 1);
            g_assert_true(reading->trouble != NULL || reading->width > 0);
        }
    }
}

/* A picture whose header promises more than memory is refused before it is unpacked. */
static void
test_too_large(void)
{
    g_autoptr(GBytes) file = load_file("letter.png");
    g_autofree guint8 *bytes =
        g_memdup2(g_bytes_get_data(file, NULL), g_bytes_get_size(file));
    memcpy(bytes + 16, "\0\0\x75\x30\0\0\x75\x30", 8); /* 30 000 × 30 000 */
    bytes[24] = 8;
    g_autoptr(Reading) reading = read_page(bytes, g_bytes_get_size(file), 1, false);
    g_assert_nonnull(strstr(reading->trouble, "too large"));
}

static GBytes *
long_pdf(int pages)
{
    GString *pdf = g_string_new("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
                                "2 0 obj<</Type/Pages/Kids[");
    for (int i = 0; i < pages; i++) {
        g_string_append_printf(pdf, "%d 0 R ", i + 3);
    }
    g_string_append_printf(pdf, "]/Count %d>>endobj\n", pages);
    for (int i = 0; i < pages; i++) {
        g_string_append_printf(pdf,
            "%d 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n", i + 3);
    }
    g_string_append(pdf, "trailer<</Root 1 0 R>>\n%%EOF\n");
    return g_string_free_to_bytes(pdf);
}

static void
test_many_pages(void)
{
    g_autoptr(GBytes) file = long_pdf(500);
    gint64 start = g_get_monotonic_time();
    g_autoptr(PageCount) count = count_of(file);
    g_assert_cmpint(count->pages, ==, 500);
    g_assert_cmpint(g_get_monotonic_time() - start, <, 2 * G_USEC_PER_SEC);
    g_autoptr(Reading) last = read_locked(file, 500);
    g_assert_cmpstr(last->trouble, ==, NULL);
    g_assert_cmpint(last->dpi, ==, 300);
}

/* A PDF that embeds none of its fonts: text and all from its layer, with no font file at hand. */
static void
test_fonts_not_embedded(void)
{
    static const char pdf[] =
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 200]/Contents 4 0 "
        "R/Resources<</Font"
        "<</F 5 0 R/G 6 0 R>>>>>>endobj\n"
        "4 0 obj<</Length 97>>stream\n"
        "BT /F 12 Tf 20 150 Td (Request for support) Tj /G 12 Tf 0 -40 Td (Second "
        "paragraph) Tj ET"
        "          \nendstream endobj\n"
        "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
        "6 0 "
        "obj<</Type/Font/Subtype/TrueType/BaseFont/Arial-Bold/Encoding/"
        "WinAnsiEncoding>>endobj\n"
        "trailer<</Root 1 0 R>>\n%%EOF\n";
    g_autoptr(GBytes) file = g_bytes_new_static(pdf, sizeof pdf - 1);
    g_autoptr(Reading) reading = read_locked(file, 1);
    g_assert_cmpstr(reading->trouble, ==, NULL);
    g_assert_nonnull(strstr(reading->text, "Request for support"));
}

static void
test_missing_model(void)
{
    static const char *const models[] = {"xyz", NULL};
    g_autoptr(GError) error = NULL;
    if (g_test_subprocess()) {
        g_assert_false(read_open(models, &error));
        g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG);
        g_assert_nonnull(strstr(error->message, "apt install tesseract-ocr-xyz"));
        return;
    }
    g_test_trap_subprocess(NULL, 30 * G_USEC_PER_SEC, G_TEST_SUBPROCESS_DEFAULT);
    g_test_trap_assert_passed();
}

/* The table's dark edge round a photographed sheet is straighter than any line of text. */
static void
test_photo_in_a_dark_frame(void)
{
    g_autoptr(GBytes) file = load_file("../../../config/sample/phone-photo.jpg");
    g_autoptr(Reading) reading = read_of(file, 1);
    g_assert_cmpint(reading->rotation, ==, 0);
    g_assert_cmpfloat(fabs(reading->skew), <, 6);
    g_assert_nonnull(strstr(reading->text, "الله الرحمن الرحيم"));
    g_assert_nonnull(strstr(reading->text, "السلام عليكم ورحمة الله وبركاته"));
    g_assert_cmpfloat(reading->confidence, >, 60);
}

/* What is in Latin script, in Arabic lines and on a page of its own. */
static void
test_latin(void)
{
    static const struct {
        const char *file, *said;
    } table[] = {
        {"latin.png", "البريد sara.saleh@example.org في أقرب وقت"},
        {"latin.png", "في Saudi Electricity Company كما يلي"},
        {"latin.png", "رقم الآيبان: SA0380000000608010167519"},
        {"latin.png", "وبركاته، أما بعد"},
        {"english.png", "support for the rent of our home,"},
        {"english.png", "You can reach me at sara.saleh@example.org."},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
        g_autoptr(GBytes) file = load_file(table[i].file);
        g_autoptr(Reading) reading = read_locked(file, 1);
        g_test_message("%s: %s", table[i].file, reading->text);
        g_assert_nonnull(strstr(reading->text, table[i].said));
        g_assert_true(reading->legible);
    }
}

/* Where this stands in the text; it does. */
static gsize
place_in(const Reading *reading, const char *text)
{
    const char *at = strstr(reading->text, text);
    g_assert_nonnull(at);
    return (gsize)(at - reading->text);
}

/* Columns are read one after the other below what stands over both, whatever their script; the
 * fields of a list line by line. Words come in the order of the text. */
static void
test_layouts(void)
{
    static const struct {
        const char *file;
        const char *order[5];
    } table[] = {
        {"columns.png", {"الماضي", "طلبات الأسر في", "كتب إليه", "في\nاجتماعها", "خلال"}},
        {"bilingual.png", {"الماضي", "طلبات الأسر في", "كتب إليه", "The society receives",
                              "anything is missing"}},
        {"list.png", {"12000 عاجل جدا", "430 خلال", "2600 بداية الفصل\n", "500 قبل الصيف",
                         "900 قبل البرد"}},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
        g_autoptr(GBytes) file = load_file(table[i].file);
        g_autoptr(Reading) reading = read_locked(file, 1);
        g_test_message("%s: %s", table[i].file, reading->text);
        for (gsize k = 1; k < G_N_ELEMENTS(table[i].order); k++) {
            g_assert_cmpuint(place_in(reading, table[i].order[k - 1]), <,
                place_in(reading, table[i].order[k]));
        }
        const char *at = reading->text;
        for (guint k = 0; k < reading->words->len; k++) {
            const Word *word = g_ptr_array_index(reading->words, k);
            at = strstr(at, word->text);
            g_assert_nonnull(at);
            at += strlen(word->text);
        }
    }
}

/* A word's box is in its column. */
static void
test_column_boxes(void)
{
    g_autoptr(GBytes) file = load_file("bilingual.png");
    g_autoptr(Reading) reading = read_locked(file, 1);
    const Word *arabic = word_of(reading, "الموظف");
    const Word *english = word_of(reading, "receives");
    g_assert_nonnull(arabic);
    g_assert_nonnull(english);
    g_assert_cmpint(arabic->x, >, reading->width / 2);
    g_assert_cmpint(english->x + english->width, <, reading->width / 2);
    g_assert_cmpint(ABS(english->y - 130), <, 20);
}

/* Quotation marks are two strokes; a comma is one. */
static void
test_quotations(void)
{
    static const char *const said[] = {
        "«يقبل الطلب» ثم", "أو «يرد»، ", "«أسرة محتاجة»، وكتب", "«مكتمل»."};
    g_autoptr(GBytes) file = load_file("quoted.png");
    g_autoptr(Reading) reading = read_locked(file, 1);
    g_autoptr(GString) line = g_string_new(reading->text);
    g_string_replace(line, "\n", " ", 0);
    g_string_replace(line, "« ", "«", 0);
    g_string_replace(line, " »", "»", 0);
    g_test_message("%s", line->str);
    for (gsize i = 0; i < G_N_ELEMENTS(said); i++) {
        g_assert_nonnull(strstr(line->str, said[i]));
    }
}

/* Handwriting is for a person: nothing that was made of it goes on. */
static void
test_handwriting(void)
{
    g_autoptr(GBytes) file = load_file("hand.png");
    g_autoptr(Reading) reading = read_locked(file, 1);
    g_assert_cmpstr(reading->trouble, ==, NULL);
    g_assert_false(reading->legible);
    g_assert_cmpstr(reading->text, ==, "");
    g_assert_cmpuint(reading->words->len, ==, 0);
    g_assert_nonnull(reading->image);
}

int
main(int argc, char **argv)
{
    static const char *const models[] = {"ara", "eng", NULL};
    if (argc > 2 && strcmp(argv[1], "room") == 0) {
        return keep_room(argc, argv, 1536UL * MIB);
    }
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/page/photo-in-a-dark-frame", test_photo_in_a_dark_frame);
    g_test_add_func("/read/missing-model", test_missing_model);
    if (!g_test_subprocess()) {
        g_autoptr(GError) error = NULL;
        read_open(models, &error);
        g_assert_no_error(error);
        open_room();
    }
    g_test_add_func("/read/letters", test_letters);
    g_test_add_func("/read/text-layer", test_text_layer);
    g_test_add_func("/read/code", test_code);
    g_test_add_func("/read/blank", test_blank);
    g_test_add_func("/read/broken", test_broken);
    g_test_add_func("/read/cut-files", test_cut_files);
    g_test_add_func("/read/too-large", test_too_large);
    g_test_add_func("/read/many-pages", test_many_pages);
    g_test_add_func("/read/fonts-not-embedded", test_fonts_not_embedded);
    g_test_add_func("/read/latin", test_latin);
    g_test_add_func("/read/layouts", test_layouts);
    g_test_add_func("/read/column-boxes", test_column_boxes);
    g_test_add_func("/read/quotations", test_quotations);
    g_test_add_func("/read/handwriting", test_handwriting);
    int status = g_test_run();
    worker_pool_free(pool);
    return status;
}
