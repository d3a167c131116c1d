/* test-refusal.c - what the office refuses, said in Arabic: pieces in their own words and apart by direction. */
#include "web/inside.h"

#include <string.h>

static void
test_sentences(void)
{
    static const struct {
        const char *message, *arabic; /* NULL: it is not known */
    } rows[] = {
        {"request 3/1448/000012/1 has ended: nothing was changed",
            "انتهى الطلب \u20683/1448/000012/1\u2069."},
        {"'reem' (clerk) may not make the move 'withdraw' of request 3/1448/000012/1, "
         "which is for relations, secretary: nothing was changed",
            "ليس لـ«\u2068reem\u2069» (\u2068كاتب الوارد\u2069) خطوة «\u2068سحب\u2069» "
            "في الطلب "
            "\u20683/1448/000012/1\u2069؛ وهو لـ: \u2068علاقات المستفيدين، أمين "
            "اللجنة\u2069."},
        {"request 3/1448/000012/1 is not complete: declaration (missing) mobile (not "
         "confirmed): nothing was changed",
            "لم يكتمل الطلب \u20683/1448/000012/1\u2069. الناقص: \u2068إقرار موقَّع بصحة "
            "البيانات "
            "(ناقص)، "
            "الجوال (لم يُطابق)\u2069"},
        {"these variables are empty: right, due: nothing was changed",
            "ينقص الرد: \u2068ما يُطلب من البيانات، "
            "الموعد\u2069"},
        {"'income' had expired on 2026/10/01, before it was received on 2026/11/02: "
         "nothing was changed",
            "انتهى «\u2068ما يثبت الدخل\u2069» في \u20682026/10/01\u2069 قبل وروده في "
            "\u20682026/11/02\u2069."},
        {"it may not leave (disclosure): nothing was changed",
            "لا يجوز أن يخرج: \u2068العنوان ليس في السجل\u2069."},
        {"there is no request with number '3/1448/1'",
            "لا طلب بالرقم «\u20683/1448/1\u2069»."},
        {"something nobody has said in Arabic yet", NULL},
        {"", NULL},
    };
    g_autoptr(GError) error = NULL;
    g_autofree char *folder =
        g_test_build_filename(G_TEST_DIST, "../templates/web", NULL);
    g_autoptr(Rules) rules = rules_load(NULL, &error);
    g_assert_no_error(error);
    Desk desk = {.rules = rules};
    Web web = {.desk = &desk, .refusals = refusals_load(folder, "ar", &error)};
    g_autoptr(Words) arabic = words_load(folder, "ar", &error);
    g_autoptr(Words) english = words_load(folder, "en", &error);
    g_assert_no_error(error);
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        Visit visit = {.web = &web, .words = arabic};
        g_autofree char *said = refusal_words(&visit, rows[i].message);
        g_assert_cmpstr(said, ==, rows[i].arabic);
        visit.words = english; /* as the office says it */
        g_assert_null(refusal_words(&visit, rows[i].message));
    }
    refusals_free(web.refusals);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/web/refusal/sentences", test_sentences);
    return g_test_run();
}
