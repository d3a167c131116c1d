/* test-ledger.c - the register of a period as a table and as pages. */
#include "language/language.h"
#include "ledger/ledger.h"

#include "../paper/look.h"

#include <locale.h>
#include <poppler.h>
#include <stdlib.h>
#include <string.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PopplerDocument, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PopplerPage, g_object_unref)

#define HOUR_MS G_GINT64_CONSTANT(3600000)

typedef struct World {
    Store *store;
    Kinds *kinds;
    gint64 begin;
} World;

static const char *const mixed[] = {
    "طلب دعم لسداد الإيجار", "=1+1", "Request, \"urgent\"\nof help", "هند بنت سعد"};

/* Of one direction, so that what is taken out of a page is in order; one of several lines. */
static const char *const latin[] = {"Request", "Support with the rent of the flat",
    "Request of help to mend the roof after the rain of last month, with pictures of the "
    "house, the report of the civil defence, a copy of the identity card and of the "
    "deed, "
    "and what the neighbours say of it",
    "Enquiry"};

static void
enter(World *world, int kind, int hour, const RegisterSays *says)
{
    GError *error = NULL;
    g_autofree char *number = NULL;
    gint64 at = world->begin + hour * HOUR_MS;
    store_begin(world->store, &error);
    register_number_take(world->store, CALENDAR_HIJRI, kind, at, 0, 0, &number, &error);
    store_register_say(world->store, number, says, &error);
    store_commit(world->store, &error);
    g_assert_no_error(error);
}

static void
world_open(World *world, int entries, const char *const *subjects)
{
    GError *error = NULL;
    g_autofree char *path = file_beside_program("config/kinds.conf");
    world->store = store_open(":memory:", true, &error);
    world->kinds = kinds_load(path, &error);
    g_assert_no_error(error);
    g_assert_null(day_read("1448/6/12", "en", &world->begin));
    for (int i = 0; i < entries; i++) {
        RegisterSays says = {0, "Sara Ali", subjects[i % 4], i % 3, "3/1448/000001/2"};
        enter(world, REGISTER_OUTGOING, i, &says);
    }
}

static void
world_close(World *world)
{
    kinds_free(world->kinds);
    store_close(world->store);
}

static Ledger
ledger_of(const World *world, const char *language, int hours)
{
    return (Ledger){world->store, world->kinds, language, "جمعية الإحسان النموذجية",
        REGISTER_OUTGOING, world->begin, world->begin + hours * HOUR_MS, world->begin, 0,
        NULL};
}

typedef bool (*WriteFunc)(const Ledger *ledger, FILE *to, int *entries, GError **error);

static GBytes *
written(const Ledger *ledger, WriteFunc write, int expect)
{
    GError *error = NULL;
    char *text = NULL;
    size_t length = 0;
    int entries = -1;
    FILE *to = open_memstream(&text, &length);
    g_assert_true(write(ledger, to, &entries, &error));
    g_assert_no_error(error);
    fclose(to);
    g_assert_cmpint(entries, ==, expect);
    return g_bytes_new_with_free_func(text, length, free, text);
}

static void
test_csv(void)
{
    World world;
    GError *error = NULL;
    world_open(&world, 6, mixed);
    g_assert_true(
        store_register_void(world.store, "2/1448/000002/2", "noura", "-twice", &error));
    Ledger ledger = ledger_of(&world, "ar", 4);
    g_autoptr(GBytes) bytes = written(&ledger, ledger_csv, 4);
    g_autofree char *text =
        g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    g_auto(GStrv) lines = g_strsplit(text, "\r\n", -1);
    g_assert_cmpuint(g_strv_length(lines), ==, 6);
    g_assert_cmpstr(lines[0], ==,
        "\xEF\xBB\xBFnumber,year,serial,registered_at,date_hijri,date_gregorian,party,"
        "file_no,subject,request_kind,medium,attachments,referred_to,related_number,void,"
        "void_reason,void_by,void_at");
    g_assert_cmpstr(lines[1], ==,
        "\"2/1448/000001/4\",1448,1,\"2026-11-22T00:00:00+03:00\",\"1448/06/12\","
        "\"2026-11-22\",\"Sara Ali\",\"\",\"طلب دعم لسداد الإيجار\",\"\",\"\",0,\"\","
        "\"3/1448/000001/2\",\"\",\"\",\"\",\"\"");
    g_assert_nonnull(strstr(lines[2], ",\"'=1+1\","));
    g_assert_nonnull(strstr(lines[2], "\"void\",\"'-twice\",\"noura\",\"20"));
    g_assert_nonnull(strstr(lines[3], ",\"Request, \"\"urgent\"\" of help\","));
    g_assert_cmpstr(lines[5], ==, "");
    world_close(&world);
}

static const struct {
    const char *text;
    bool defused;
} cells[] = {{"=1", true}, {"+9665", true}, {"-1", true}, {"@SUM(A1)", true},
    {"\t=1", true}, {" =1", true}, {"＝1", true}, {"\u200F=1", true}, {"1=1", false},
    {"طلب", false}, {"'x", false}};

static void
test_formulas(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(cells); i++) {
        World world;
        world_open(&world, 0, NULL);
        RegisterSays says = {0, cells[i].text, NULL, -1, NULL};
        enter(&world, REGISTER_OUTGOING, 0, &says);
        Ledger ledger = ledger_of(&world, "en", 1);
        g_autoptr(GBytes) bytes = written(&ledger, ledger_csv, 1);
        g_autofree char *text =
            g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
        const char *cell = strstr(text, "\"2026-11-22\",") + strlen("\"2026-11-22\",");
        g_assert_cmpint(g_str_has_prefix(cell, "\"'") && cells[i].text[0] != '\'', ==,
            cells[i].defused);
        world_close(&world);
    }
}

/* Every page says which it is of how many, and every number stands once, in order. */
static void
test_pages(void)
{
    World world;
    GError *error = NULL;
    world_open(&world, 100, latin);
    Ledger ledger = ledger_of(&world, "en", 100);
    ledger.office = "The Charitable Association";
    g_autoptr(GBytes) bytes = written(&ledger, ledger_pdf, 100);
    g_autoptr(PopplerDocument) document =
        poppler_document_new_from_bytes(bytes, NULL, &error);
    g_assert_no_error(error);
    int pages = poppler_document_get_n_pages(document), serial = 0;
    g_assert_cmpint(pages, >, 5);
    for (int i = 0; i < pages; i++) {
        g_autoptr(PopplerPage) page = poppler_document_get_page(document, i);
        g_autofree char *text = poppler_page_get_text(page);
        g_autofree char *foot = g_strdup_printf("page %d of %d", i + 1, pages);
        g_assert_nonnull(strstr(text, foot));
        g_assert_nonnull(strstr(text, "Register of outgoing letters"));
        for (;;) {
            g_autofree char *number = register_number_format(2, 1448, serial + 1);
            const char *found = strstr(text, number);
            if (found == NULL)
                break;
            g_assert_null(strstr(found + 1, number));
            serial++;
        }
    }
    g_assert_cmpint(serial, ==, 100);
    world_close(&world);
}

/* What is taken out of an Arabic ledger is in the order in which it is read, each word whole. */
static void
test_text(void)
{
    static const char *const subjects[] = {"طلب دعم لسداد الإيجار عن هذا العام",
        "استكمال مستندات الطلب رقم 3/1448/000045/6", "استفسار", "Request of help"};
    static const char *const wanted[] = {"طلب دعم لسداد الإيجار عن هذا العام",
        "استكمال مستندات الطلب رقم", "3/1448/000045/6", "2/1448/000002/2", "سجل الصادر",
        "صفحة ١ من ١", "الموضوع", "المرافقات", "1448/06/12هـ", "2026/11/22م",
        "من الأحد ١٢ جمادى الآخرة ١٤٤٨هـ", "أمين السجل", "جمعية الإحسان النموذجية"};
    World world;
    setlocale(LC_CTYPE, "C.UTF-8");
    world_open(&world, 4, subjects);
    Ledger ledger = ledger_of(&world, "ar", 24);
    g_autoptr(GBytes) bytes = written(&ledger, ledger_pdf, 4);
    g_autofree char *path = look_write(bytes);
    g_autofree char *seen = look_pdftotext(path);
    g_autofree char *read = look_diwan(path);
    for (guint i = 0; i < G_N_ELEMENTS(wanted); i++) {
        if (strstr(seen, wanted[i]) == NULL)
            g_test_message("not found: %s in %s", wanted[i], seen);
        g_assert_nonnull(strstr(seen, wanted[i]));
        g_assert_nonnull(strstr(read, wanted[i]));
    }
    g_unlink(path);
    world_close(&world);
}

/* A period without entries is a page that says so by its head, in both languages. */
static void
test_empty(void)
{
    static const char *const languages[] = {"ar", "en"};
    for (int i = 0; i < 2; i++) {
        World world;
        GError *error = NULL;
        world_open(&world, 0, NULL);
        Ledger ledger = ledger_of(&world, languages[i], 24);
        g_autoptr(GBytes) bytes = written(&ledger, ledger_pdf, 0);
        g_autoptr(PopplerDocument) document =
            poppler_document_new_from_bytes(bytes, NULL, &error);
        g_assert_no_error(error);
        g_assert_cmpint(poppler_document_get_n_pages(document), ==, 1);
        world_close(&world);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/ledger/csv", test_csv);
    g_test_add_func("/ledger/formulas", test_formulas);
    g_test_add_func("/ledger/pages", test_pages);
    g_test_add_func("/ledger/text", test_text);
    g_test_add_func("/ledger/empty", test_empty);
    return g_test_run();
}
