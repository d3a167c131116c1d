/* test-document.c - DOCX and ODT: their text, the scans pasted into them, and what is done to harm.
 *
 * The files are written here, entry by entry, as word processors and as enemies do.
 */
#include "locked.h"
#include <archive.h>
#include <archive_entry.h>

typedef struct Entry {
    const char *name, *content;
} Entry;

enum { ZIP_MOST_BYTES = 8 << 20 };

static void
add_entry(struct archive *zip, const char *name, const void *bytes, gsize size)
{
    struct archive_entry *entry = archive_entry_new();
    archive_entry_set_pathname(entry, name);
    archive_entry_set_size(entry, (la_int64_t)size);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    g_assert_cmpint(archive_write_header(zip, entry), ==, ARCHIVE_OK);
    g_assert_cmpint(archive_write_data(zip, bytes, size), ==, (la_ssize_t)size);
    archive_entry_free(entry);
}

/* A zip file of entries, up to a NULL name; password NULL: none. */
static GBytes *
zip_of(const Entry *entries, GBytes *picture, const char *picture_name)
{
    char *bytes = g_malloc(ZIP_MOST_BYTES);
    size_t used = 0;
    struct archive *zip = archive_write_new();
    archive_write_set_format_zip(zip);
    archive_write_open_memory(zip, bytes, ZIP_MOST_BYTES, &used);
    for (; entries->name != NULL; entries++) {
        add_entry(zip, entries->name, entries->content, strlen(entries->content));
    }
    if (picture != NULL) {
        gsize size = 0;
        const void *data = g_bytes_get_data(picture, &size);
        add_entry(zip, picture_name, data, size);
    }
    g_assert_cmpint(archive_write_close(zip), ==, ARCHIVE_OK);
    archive_write_free(zip);
    return g_bytes_new_take(bytes, used);
}

#define WORD_START \
    "<?xml version='1.0' encoding='UTF-8'?><w:document " \
    "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main' " \
    "xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'><w:body>"
#define WORD_END "</w:body></w:document>"
#define P(text) "<w:p><w:r><w:t>" text "</w:t></w:r></w:p>"

static const char letter[] =
    WORD_START
        P("السلام عليكم") "<w:p><w:pPr><w:tabs><w:tab w:pos='9'/></w:tabs></w:pPr>"
                          "<w:r><w:t xml:space='preserve'>أتقدم "
                          "</w:t></w:r><w:r><w:t>بطلب</w:t><w:br/>"
                          "<w:t>المساعدة</w:t></w:r>"
                          "<w:del><w:r><w:delText>محذوف</w:delText></w:r></w:del></w:p>"
                          "<mc:AlternateContent><mc:Choice>" P(
                              "إطار") "</mc:Choice>"
                                      "<mc:Fallback>" P(
                                          "إطار") "</mc:Fallback></mc:AlternateContent>"
                                                  "<w:tbl><w:tr><w:tc>" P("رقم الهوية") "</w:tc><w:tc>" P(
                                                      "1046403927") "</w:tc></w:tr>"
                                                                    "</w:tbl>" P(
                                                                        "&lt;ريال&gt; "
                                                                        "&amp; &#x661;")
                                                                        WORD_END;

static const char letter_text[] =
    "السلام عليكم\nأتقدم بطلب\nالمساعدة\nإطار\nرقم الهوية\t1046403927\n<ريال> & ١";

static const char odt_letter[] =
    "<?xml version='1.0'?><office:document-content "
    "xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' "
    "xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0' "
    "xmlns:table='urn:oasis:names:tc:opendocument:xmlns:table:1.0'><office:body>"
    "<text:tracked-changes><text:p>محذوف</text:p></text:tracked-changes>"
    "<text:h>طلب دعم</text:h><text:p>رقم<text:s text:c='2'/>الهوية<text:tab/>"
    "<text:span>1046403927</text:span><text:line-break/>وبعد</text:p>"
    "<table:table-row><table:table-cell><text:p>الجوال</text:p></table:table-cell>"
    "<table:table-cell><text:p>0551234567</text:p></table:table-cell></table:table-row>"
    "</office:body></office:document-content>";
static const char odt_type[] = "application/vnd.oasis.opendocument.text";

static void
check_text(GBytes *file, const char *expected)
{
    g_autoptr(PageCount) count = count_locked(file);
    g_assert_cmpint(count->readable, ==, READ_PAGES);
    g_assert_cmpint(count->pages, ==, 1);
    g_autoptr(Reading) reading = read_locked(file, 1);
    g_assert_cmpstr(reading->trouble, ==, NULL);
    g_assert_cmpint(reading->source, ==, SOURCE_DOCUMENT);
    g_assert_cmpstr(reading->text, ==, expected);
    g_assert_cmpfloat(reading->confidence, ==, 100);
}

static void
test_text(void)
{
    const Entry docx[] = {{"word/document.xml", letter}, {NULL, NULL}};
    const Entry parts[] = {{"word/footer1.xml", WORD_START P("ذيل") WORD_END},
        {"word/header1.xml", WORD_START P("رأس") WORD_END},
        {"word/document2.xml", WORD_START P("متن") WORD_END}, {NULL, NULL}};
    const Entry odt[] = {
        {"mimetype", odt_type}, {"content.xml", odt_letter}, {NULL, NULL}};
    g_autoptr(GBytes) plain = zip_of(docx, NULL, NULL);
    check_text(plain, letter_text);
    g_autoptr(GBytes) in_order = zip_of(parts, NULL, NULL);
    check_text(in_order, "رأس\n\nمتن\n\nذيل");
    g_autoptr(GBytes) open = zip_of(odt, NULL, NULL);
    check_text(open, "طلب دعم\nرقم  الهوية\t1046403927\nوبعد\nالجوال\t0551234567");
}

/* A scan pasted into a letter is a page of its own. */
static void
test_pasted_scan(void)
{
    const Entry docx[] = {{"word/document.xml", letter}, {NULL, NULL}};
    g_autoptr(GBytes) scan = load_file("turned.jpg");
    g_autoptr(GBytes) file = zip_of(docx, scan, "word/media/image1.jpeg");
    g_autoptr(PageCount) count = count_locked(file);
    g_assert_cmpint(count->pages, ==, 2);
    g_autoptr(Reading) text = read_locked(file, 1);
    g_assert_cmpstr(text->text, ==, letter_text);
    g_autoptr(Reading) pasted = read_locked(file, 2);
    g_assert_cmpint(pasted->source, ==, SOURCE_OCR);
    g_assert_true(says(pasted, "1046403927"));
    g_autoptr(GBytes) nothing = g_bytes_new_static("no picture", 10);
    g_autoptr(Reading) beyond = read_locked(file, 3);
    g_assert_nonnull(beyond->trouble);
}

/* ---- harm ---- */

/* Refused in words, within the memory and time a page has. */
static void
check_refused(GBytes *file, const char *said)
{
    g_autoptr(PageCount) count = count_locked(file);
    if (count->readable == READ_BROKEN) {
        g_assert_nonnull(strstr(count->trouble, said));
        return;
    }
    g_autoptr(Reading) reading = read_locked(file, 1);
    g_assert_nonnull(reading->trouble);
    g_assert_nonnull(strstr(reading->trouble, said));
}

static void
test_entities(void)
{
    static const char *const table[] = {
        "<?xml version='1.0'?><!DOCTYPE d [<!ENTITY a 'laugh'><!ENTITY b "
        "'&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>]><w:document xmlns:w='x'><w:p><w:t>&b;</w:t>"
        "</w:p></w:document>",
        "<?xml version='1.0'?><!DOCTYPE d [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"
        "<w:document xmlns:w='x'><w:p><w:t>&a;</w:t></w:p></w:document>",
        "<?xml version='1.0'?><!DOCTYPE d SYSTEM 'http://dtd.example/d.dtd'>"
        "<w:document xmlns:w='x'><w:p><w:t>text</w:t></w:p></w:document>",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
        const Entry docx[] = {{"word/document.xml", table[i]}, {NULL, NULL}};
        g_autoptr(GBytes) file = zip_of(docx, NULL, NULL);
        check_refused(file, "damaged");
    }
}

/* 200 MB of blanks in a file of 200 KB. */
static void
test_zip_bomb(void)
{
    enum { BLANKS = 200 << 20 };
    g_autoptr(GString) bomb = g_string_sized_new(BLANKS + 1000);
    g_string_append(bomb, WORD_START "<w:p><w:t>");
    gsize start = bomb->len;
    g_string_set_size(bomb, start + BLANKS);
    memset(bomb->str + start, ' ', BLANKS);
    g_string_append(bomb, "</w:t></w:p>" WORD_END);
    const Entry docx[] = {{"word/document.xml", bomb->str}, {NULL, NULL}};
    g_autoptr(GBytes) file = zip_of(docx, NULL, NULL);
    g_assert_cmpint(g_bytes_get_size(file), <, 1 << 20);
    check_refused(file, "damaged");
}

/* Names lead nowhere: what is not where the text stands is not read. */
static void
test_paths(void)
{
    const Entry docx[] = {{"../../word/document.xml", letter},
        {"/word/document.xml", letter}, {"word/../word/document.xml", letter},
        {"word/document.xml", WORD_START P("متن") WORD_END}, {NULL, NULL}};
    g_autoptr(GBytes) file = zip_of(docx, NULL, NULL);
    check_text(file, "متن");
}

static void
test_broken(void)
{
    static const char ole[] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old";
    static const char locked[] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 "
                                 "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0";
    const Entry odt[] = {{"mimetype", odt_type},
        {"META-INF/manifest.xml", "<m><encryption-data/></m>"},
        {"content.xml", "no XML at all"}, {NULL, NULL}};
    const Entry cut[] = {{"word/document.xml", WORD_START P("متن")}, {NULL, NULL}};
    const Entry other[] = {{"xl/workbook.xml", "<x/>"}, {NULL, NULL}};
    g_autoptr(GBytes) old = g_bytes_new_static(ole, sizeof ole - 1);
    check_refused(old, "old Word file");
    g_autoptr(GBytes) word = g_bytes_new_static(locked, sizeof locked - 1);
    check_refused(word, "password");
    g_autoptr(GBytes) open = zip_of(odt, NULL, NULL);
    check_refused(open, "password");
    g_autoptr(GBytes) half = zip_of(cut, NULL, NULL);
    check_refused(half, "damaged");
    const Entry docx[] = {{"word/document.xml", letter}, {NULL, NULL}};
    g_autoptr(GBytes) whole = zip_of(docx, NULL, NULL);
    g_autoptr(GBytes) torn =
        g_bytes_new_from_bytes(whole, 0, g_bytes_get_size(whole) / 2);
    check_refused(torn, "damaged");
    g_autoptr(GBytes) table = zip_of(other, NULL, NULL);
    g_autoptr(PageCount) count = count_locked(table);
    g_assert_cmpint(count->readable, ==, READ_NOT);
}

/* What parse calls a letter's parts is what read takes. */
static void
test_wanted(void)
{
    static const char *const wanted[] = {
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.oasis.opendocument.text", "image/heic", "image/heif",
        "image/jp2", "application/pdf", "image/TIFF"};
    for (gsize i = 0; i < G_N_ELEMENTS(wanted); i++) {
        g_assert_true(read_wants(wanted[i]));
    }
    g_assert_false(
        read_wants("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"));
    g_assert_false(read_wants("application/zip"));
}

int
main(int argc, char **argv)
{
    if (argc > 2 && strcmp(argv[1], "room") == 0) {
        return keep_room(argc, argv, 512UL * MIB);
    }
    g_test_init(&argc, &argv, NULL);
    open_room();
    g_test_add_func("/document/text", test_text);
    g_test_add_func("/document/pasted-scan", test_pasted_scan);
    g_test_add_func("/document/entities", test_entities);
    g_test_add_func("/document/zip-bomb", test_zip_bomb);
    g_test_add_func("/document/paths", test_paths);
    g_test_add_func("/document/broken", test_broken);
    g_test_add_func("/document/wanted", test_wanted);
    int status = g_test_run();
    worker_pool_free(pool);
    return status;
}
