/* fuzz-quotation.c - any text, folded: every line that is kept stood in it, in the same order.
 */
#include <string.h>

#include "parse/inside.h"

int LLVMFuzzerTestOneInput(const guint8 *bytes, gsize length);

static void
check_order(const char *text, const char *own)
{
    g_auto(GStrv) lines = g_strsplit(own, "\n", -1);
    for (gsize i = 0; lines[i] != NULL; i++) {
        text = strstr(text, lines[i]);
        g_assert_nonnull(text);
        text += strlen(lines[i]);
    }
}

int
LLVMFuzzerTestOneInput(const guint8 *bytes, gsize length)
{
    parse_open();
    g_autofree char *raw = g_strndup((const char *)bytes, length);
    g_autofree char *text = g_utf8_make_valid(raw, -1);
    static const char *const ours[] = {"diwan@charity.example", NULL};
    static const Answered answered[] = {{.answers = false}, {.answers = true},
        {.answers = true, .writer = "mona@example.org", .ours = (char *const *)ours}};
    for (gsize i = 0; i < G_N_ELEMENTS(answered); i++) {
        g_autofree char *own = quotation_fold(text, &answered[i]);
        g_assert_true(strlen(own) <= strlen(text));
        check_order(text, own);
    }
    address_free(forward_author(text));
    return 0;
}
