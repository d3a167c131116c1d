/* compose-rate.c - composes a letter again and again, for the measurements.
 *
 *   compose-rate TIMES TEMPLATE MODEL.json LANGUAGE [paper]
 *
 * Each is another mail: its occasion is its own, as of the letters of a committee's run. paper: each is a
 * letter on paper, and all of them are put together as one run; pages are counted.
 */
#include "compose/compose.h"
#include "paper/paper.h"

#include <stdio.h>
#include <stdlib.h>

static gsize
mail_one(Compose *compose, const Departure *departure, GError **error)
{
    g_autoptr(Outgoing) mail = compose_mail(compose, departure, error);
    return mail != NULL ? g_bytes_get_size(mail->bytes) : 0;
}

static bool
post_one(
    Compose *compose, const Departure *departure, long n, GPtrArray *run, GError **error)
{
    g_autofree char *number = g_strdup_printf("2/1448/%06ld/0", n);
    const Postal postal = {.name = "سالم بن فهد العتيبي",
        .address = "7525 شارع العليا، حي الورود\nالرياض 12251-3456",
        .number = number,
        .date_ms = G_GINT64_CONSTANT(1795335600000)};
    g_autoptr(PostLetter) letter = compose_post(compose, departure, &postal, error);
    if (letter != NULL)
        g_ptr_array_add(run, g_bytes_ref(letter->bytes));
    return letter != NULL;
}

int
main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonParser) parser = json_parser_new();
    Config config = {.office_name = (char *)"جمعية البر التجريبية",
        .office_name_en = (char *)"The Trial Charity",
        .relay.from = (char *)"office@charity.example"};
    g_autoptr(Compose) compose = compose_open(&config, NULL, &error);
    g_autoptr(GPtrArray) run =
        g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    bool paper = argc == 6 && g_str_equal(argv[5], "paper");
    if ((argc != 5 && !paper) || compose == NULL ||
        !json_parser_load_from_file(parser, argv[3], &error)) {
        fprintf(stderr, "compose-rate: %s\n",
            error != NULL ? error->message
                          : "TIMES TEMPLATE MODEL.json LANGUAGE [paper]");
        return 2;
    }
    gsize bytes = 0;
    for (long i = strtol(argv[1], NULL, 10); i > 0; i--) {
        g_autofree char *occasion = g_strdup_printf("decision %ld", i);
        Departure departure = {.purpose = compose_purposes(compose, argv[2])[0],
            .template_ = argv[2],
            .language = argv[4],
            .recipient = "applicant@example.org",
            .occasion = occasion,
            .model = json_parser_get_root(parser)};
        if (paper)
            post_one(compose, &departure, i, run, &error);
        else
            bytes += mail_one(compose, &departure, &error);
        if (error != NULL) {
            fprintf(stderr, "compose-rate: %s\n", error->message);
            return 1;
        }
    }
    g_autoptr(GBytes) all = paper ? paper_bundle(run, false, &error) : NULL;
    if (paper)
        printf("%d pages, %zu bytes\n", paper_pages(all, &error), g_bytes_get_size(all));
    else
        printf("%zu bytes\n", bytes);
    return 0;
}
