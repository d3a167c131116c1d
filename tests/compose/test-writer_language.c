/* test-writer_language.c - compose/writer_language.c: the language a letter is answered in. */
#include "compose/compose.h"

static const struct {
    const char *what;
    Medium medium;
    const char *from, *new_text, *text, *subject;
    const char *office, *answered_in;
} letters[] = {
    {"its own words", MEDIUM_EMAIL, "sara@applicants.example", "I ask for help.", NULL,
        "طلب", "ar", "en"},
    {"in an English office", MEDIUM_EMAIL, "sara@applicants.example", "أطلب المساعدة",
        NULL, "Request", "en", "ar"},
    {"nothing new in it", MEDIUM_EMAIL, "sara@applicants.example", " \n",
        "I ask for help.", "طلب", "ar", "en"},
    {"only a subject", MEDIUM_EMAIL, "sara@applicants.example", NULL, "\n",
        "Request for help", "ar", "en"},
    {"no words", MEDIUM_EMAIL, "sara@applicants.example", NULL, NULL, NULL, "ar", "ar"},
    {"both languages", MEDIUM_EMAIL, "sara@applicants.example", "أطلب help مساعدة please",
        NULL, NULL, "ar", "ar"},
    {"paper", MEDIUM_SCAN, NULL, "I ask for help.", NULL, NULL, "ar", "ar"},
    {"a device's words", MEDIUM_EMAIL, "Scanner@Charity.example",
        "Please open the attached document.", NULL, "Scanned from MFP", "ar", "ar"},
};

static void
test_answered_in(void)
{
    char *scanners[] = {(char *)"scanner@charity.example", NULL};
    for (gsize i = 0; i < G_N_ELEMENTS(letters); i++) {
        Config config = {.language = (char *)letters[i].office, .scanners = scanners};
        const Letter letter = {.medium = letters[i].medium,
            .from_address = (char *)letters[i].from,
            .new_text = (char *)letters[i].new_text,
            .text = (char *)letters[i].text,
            .subject = (char *)letters[i].subject};
        g_test_message("%s", letters[i].what);
        g_assert_cmpstr(compose_language(&config, &letter), ==, letters[i].answered_in);
    }
}

/* Only how it begins is looked at, wherever a character is cut. */
static void
test_begins(void)
{
    Config config = {.language = (char *)"ar"};
    for (int lead = 0; lead < 4; lead++) {
        g_autoptr(GString) words = g_string_new_len("abc", lead);
        while (words->len < 6000)
            g_string_append(words, "ه");
        g_string_append(words, " and then English for a long while");
        const Letter letter = {.medium = MEDIUM_EMAIL, .new_text = words->str};
        g_assert_cmpstr(compose_language(&config, &letter), ==, "ar");
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/compose/writer_language/answered_in", test_answered_in);
    g_test_add_func("/compose/writer_language/begins", test_begins);
    return g_test_run();
}
