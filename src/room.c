/* room.c - what runs inside a locked worker: the inner halves of stages, nothing else.
 *
 * Everything that a library opens lazily is opened in *_open, before the lock. What leaves is
 * the stage's own wire form; the stage distrusts it on the other side.
 */
#include "room.h"

#include <string.h>

#include "divide/divide.h"
#include "parse/parse.h"
#include "read/read.h"
#include "searchable/searchable.h"

enum {
    MIB = 1 << 20,
    MOST_INPUT_BYTES = 256 * MIB,
};

static const char address_option[] = "--address=";
static const char form_option[] = "--form=";
static const char authserv_option[] = "--authserv-id=";

static ParseSettings
    parse_settings; /* borrows from the keeper's arguments; set by open */

/* The rest of every argument that begins with option; the array is owned, its strings are
 * not. */
static char **
values_of(const char *const *arguments, const char *option)
{
    g_autoptr(GPtrArray) values = g_ptr_array_new();
    for (gsize i = 0; arguments[i] != NULL; i++)
        if (g_str_has_prefix(arguments[i], option))
            g_ptr_array_add(values, (char *)arguments[i] + strlen(option));
    g_ptr_array_add(values, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&values), false);
}

static bool
open_parse(const char *const *arguments, GError **error)
{
    (void)error; /* nothing that parse needs can be missing */
    parse_settings.addresses = values_of(arguments, address_option);
    parse_settings.authserv_id = values_of(arguments, authserv_option);
    parse_settings.forms = values_of(arguments, form_option);
    parse_open();
    return true;
}

static GBytes *
work_parse(GVariant *ask, int input_fd)
{
    gsize length;
    g_autoptr(GBytes) input = worker_read_input(input_fd, MOST_INPUT_BYTES);
    const char *charset = "";
    gboolean wants_html = FALSE;
    if (ask != NULL && g_variant_is_of_type(ask, G_VARIANT_TYPE("(sb)")))
        g_variant_get(ask, "(&sb)", &charset, &wants_html);
    if (input == NULL)
        return NULL;
    const guint8 *bytes = g_bytes_get_data(input, &length);
    ParseSettings settings = parse_settings;
    settings.decode_as = *charset != '\0' ? charset : NULL;
    settings.wants_html = wants_html;
    g_autoptr(Mail) mail = parse_mail(bytes, length, &settings);
    return mail_to_wire(mail);
}

static GBytes *
work_read(GVariant *ask, int input_fd)
{
    int number;
    gboolean want_image;
    gsize length;
    g_autoptr(GBytes) input = worker_read_input(input_fd, MOST_INPUT_BYTES);
    if (input == NULL || ask == NULL ||
        !g_variant_is_of_type(ask, G_VARIANT_TYPE("(ib)")))
        return NULL;
    g_variant_get(ask, "(ib)", &number, &want_image);
    const guint8 *bytes = g_bytes_get_data(input, &length);
    if (number == 0) {
        g_autoptr(PageCount) count = read_count(bytes, length);
        return page_count_to_wire(count);
    }
    g_autoptr(Reading) reading = read_page(bytes, length, number, want_image);
    return reading_to_wire(reading);
}

static GBytes *
work_searchable(GVariant *ask, int input_fd)
{
    (void)ask;
    g_autoptr(GBytes) input = worker_read_input(input_fd, 2UL * MOST_INPUT_BYTES);
    return input != NULL ? searchable_work(input) : NULL;
}

static GBytes *
work_divide(GVariant *ask, int input_fd)
{
    g_autoptr(GBytes) input = worker_read_input(input_fd, 2UL * MOST_INPUT_BYTES);
    return input != NULL ? divide_work(ask, input) : NULL;
}

/* A mail is parsed in a tenth of a millisecond, so the fork's own cost counts; a page takes a
 * second. First what other rooms and roles are for, then what GLib and GMime would need for
 * disks, expressions, signatures and compression. */
static const char *const parse_unneeded[] = {"libtesseract.", "liblept.", "libpoppler",
    "libcairo.", "libzbar.", "libqpdf.", "libheif.", "libde265.", "libjpeg.", "libpng16.",
    "libtiff.", "libxml2.", "libcurl", "libgnutls.", "libmicrohttpd.", "libetpan.",
    "libsqlite3.", "libqrencode.", "libsodium.", "libicui18n.", "libstemmer.",
    "libmount.", "libblkid.", "libselinux.", "libpcre2-", "libgmodule-", "libgpgme.",
    "libassuan.", "libgpg-error.", "libffi.", NULL};

/* Memory above what the keeper has mapped: a mail is held a few times over while its parts are
 * decoded; a page at 600 dpi is 140 MB as a picture, and cleaning it makes several. */
static const WorkerRoom rooms[] = {
    {
        .name = "parse",
        .open = open_parse,
        .work = work_parse,
        .most_memory_bytes = 1536UL * MIB,
        .most_reply_bytes = 512UL * MIB,
        .unneeded = parse_unneeded,
    },
    {
        .name = "read",
        .open = read_open,
        .work = work_read,
        .most_memory_bytes = 2048UL * MIB,
        .most_reply_bytes = 128UL * MIB,
    },
    {
        .name = "searchable",
        .open = searchable_open,
        .work = work_searchable,
        .most_memory_bytes =
            3072UL * MIB, /* a file of 256 MB, its objects and the new one */
        .most_reply_bytes = 640UL * MIB,
    },
    {
        .name = "divide",
        .open = divide_open,
        .work = work_divide,
        .most_memory_bytes = 3072UL * MIB,
        .most_reply_bytes = 640UL * MIB,
    },
};

GVariant *
room_ask_parse(const char *charset, bool wants_html)
{
    return g_variant_new("(sb)", charset != NULL ? charset : "", (gboolean)wants_html);
}

GVariant *
room_ask_page(int number, bool want_image)
{
    return g_variant_new("(ib)", number, (gboolean)want_image);
}

int
room_main(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "";
    for (gsize i = 0; i < G_N_ELEMENTS(rooms); i++)
        if (strcmp(name, rooms[i].name) == 0)
            return worker_keep(&rooms[i], (const char *const *)argv + 2);
    g_printerr("diwan: there is no room '%s'; rooms are started by a pool alone\n", name);
    return 2;
}

static void
add_options(GPtrArray *arguments, const char *option, char **values)
{
    for (gsize i = 0; values != NULL && values[i] != NULL; i++)
        g_ptr_array_add(arguments, g_strconcat(option, values[i], NULL));
}

WorkerPool *
room_parse_pool(
    char **addresses, char **authserv_id, char **forms, int width, GError **error)
{
    g_autoptr(GPtrArray) arguments = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(arguments, g_strdup("parse"));
    add_options(arguments, address_option, addresses);
    add_options(arguments, authserv_option, authserv_id);
    add_options(arguments, form_option, forms);
    g_ptr_array_add(arguments, NULL);
    return worker_pool_new((const char *const *)arguments->pdata, width, error);
}

WorkerPool *
room_read_pool(char **models, int width, GError **error)
{
    g_autoptr(GPtrArray) arguments = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(arguments, g_strdup("read"));
    add_options(arguments, "", models);
    g_ptr_array_add(arguments, NULL);
    return worker_pool_new((const char *const *)arguments->pdata, width, error);
}

WorkerPool *
room_divide_pool(int width, GError **error)
{
    static const char *const arguments[] = {"divide", NULL};
    return worker_pool_new(arguments, width, error);
}

WorkerPool *
room_searchable_pool(int width, GError **error)
{
    static const char *const arguments[] = {"searchable", NULL};
    return worker_pool_new(arguments, width, error);
}
