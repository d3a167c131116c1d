/* compose-rate.c - composes a letter again and again, for the measurements.
 *
 *   compose-rate TIMES TEMPLATE MODEL.json LANGUAGE
 *
 * Each is another mail: its occasion is its own, as of the letters of a committee's run.
 */
#include "compose/compose.h"

#include <stdio.h>
#include <stdlib.h>

int
main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonParser) parser = json_parser_new();
    Config config = {.office_name = (char *)"جمعية البر التجريبية",
        .office_name_en = (char *)"The Trial Charity",
        .relay.from = (char *)"office@charity.example"};
    g_autoptr(Compose) compose = compose_open(&config, NULL, &error);
    if (argc != 5 || compose == NULL ||
        !json_parser_load_from_file(parser, argv[3], &error)) {
        fprintf(stderr, "compose-rate: %s\n",
            error != NULL ? error->message : "TIMES TEMPLATE MODEL.json LANGUAGE");
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
        g_autoptr(Outgoing) mail = compose_mail(compose, &departure, &error);
        if (mail == NULL) {
            fprintf(stderr, "compose-rate: %s\n", error->message);
            return 1;
        }
        bytes += g_bytes_get_size(mail->bytes);
    }
    printf("%zu bytes\n", bytes);
    return 0;
}
