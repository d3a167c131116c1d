/* test-show.c - masks, and that no value of a page is written without escaping. */
#include "web/inside.h"

#include "compose/compose.h"

#include <string.h>

static void
test_masks(void)
{
    static const struct {
        const char *value, *masked;
    } numbers[] =
        {
            {"1012345656", "10••••••56"},
            {"١٦٣٩٠٤٨٦١٨", "16••••••18"},
            {"+966560032321", "05•••••321"},
            {"0560032321", "05•••••321"},
            {"SA0380000000608010167519", "SA••••••19"},
            {"10001", "10001"},
            {"", NULL},
        },
      addresses[] = {
          {"sara@applicants.example", "s•••@applicants.example"},
          {"س@example.org", "س•••@example.org"},
          {"no-address", "no-address"},
          {"@example.org", "@example.org"},
      };
    for (guint i = 0; i < G_N_ELEMENTS(numbers); i++) {
        g_autofree char *masked = mask_number(numbers[i].value);
        g_assert_cmpstr(masked, ==, numbers[i].masked);
    }
    for (guint i = 0; i < G_N_ELEMENTS(addresses); i++) {
        g_autofree char *masked = mask_address(addresses[i].value);
        g_assert_cmpstr(masked, ==, addresses[i].masked);
    }
    g_assert_null(mask_number(NULL));
    g_assert_null(mask_address(NULL));
}

static void
test_escape(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = file_beside_program("templates/web");
    g_autoptr(GHashTable) templates = page_templates_load(folder, &error);
    g_assert_no_error(error);
    g_autoptr(JsonNode) model = json_from_string(
        "{\"from_name\":\"<script>alert(1)</script>\",\"from_masked\":\"\\\"x'&\"}",
        &error);
    g_assert_no_error(error);
    MustacheRun run = {.model = model, .partials = templates};
    g_autofree char *html =
        mustache_run(g_hash_table_lookup(templates, "sender"), &run, &error);
    g_assert_no_error(error);
    g_assert_null(strstr(html, "<script"));
    g_assert_nonnull(strstr(html, "<bdi>&lt;script&gt;"));
    g_assert_null(strstr(html, "\"x'&"));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/web/show/masks", test_masks);
    g_test_add_func("/web/show/escape", test_escape);
    return g_test_run();
}
