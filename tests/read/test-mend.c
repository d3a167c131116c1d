/* test-mend.c - what the models write instead, and what is made of it. */
#include "read/inside.h"
#include <string.h>

/* Words of one line, side by side from right to left, a space between them. */
static Reading *
line_of(const char *text)
{
    Reading *reading = reading_new(1);
    g_free(reading->text);
    reading->text = g_strdup(text);
    g_auto(GStrv) words = g_strsplit(text, " ", 0);
    int x = 2000;
    for (char **word = words; *word != NULL; word++) {
        Word *made = g_new0(Word, 1);
        made->text = g_strdup(*word);
        made->width = 40;
        made->height = 20;
        made->x = x -= 50;
        made->confidence = 80;
        g_ptr_array_add(reading->words, made);
    }
    return reading;
}

static void
test_lines(void)
{
    static const struct {
        const char *read, *mended;
    } table[] = {
        /* the Arabic comma and its brothers */
        {"الماضيء ولم", "الماضي، ولم"},
        {"وجدت, حتى", "وجدت، حتى"},
        {"مني; علما", "مني؛ علما"},
        {"الطلب? نعم", "الطلب؟ نعم"},
        {"المدينة ء وقال", "المدينة ، وقال"},
        /* quotation marks: which of them are commas only the picture tells */
        {"قال «نعم» ثم", "قال «نعم» ثم"},
        {"و« الغدة » و« الدعاء »", "و« الغدة » و« الدعاء »"},
        {"قال « نعم », ثم", "قال « نعم »، ثم"},
        /* a hamza that is one */
        {"الماء والكهرباء شيء سوء", "الماء والكهرباء شيء سوء"},
        {"جزء بطء ملء", "جزء بطء ملء"},
        {"وبشيء بريء", "وبشيء بريء"},
        /* English keeps its own */
        {"Sir, why?", "Sir, why?"},
        {"| am", "I am"},
        /* presentation forms and marks of direction */
        {"ﻣﺤﻤﺪ ﷲ", "محمد الله"},
        {"\u200fنعم\u200e", "نعم"},
        /* addresses */
        {"البريد noura@ example.org", "البريد noura@example.org"},
        {"khalid_77 @charity.example في", "khalid_77@charity.example في"},
        {"info©example.org", "info@example.org"},
        {"sara@example,com", "sara@example.com"},
        {"Sara.Saleh@example.Org", "sara.saleh@example.org"},
        {"SARA@EXAMPLE.ORG", "SARA@EXAMPLE.ORG"},
        /* one sign for a word */
        {"ورحمة اله، وبركاته", "ورحمة الله، وبركاته"},
        {"الهوية إله الهاتف", "الهوية إله الهاتف"},
        {"لا اله إلا الله", "لا اله إلا الله"},
        {"CEO@example.org", "CEO@example.org"},
        {"sara@example.com. ثم", "sara@example.com. ثم"},
        {"saraexample.com", "saraexample.com"},
        {"a@b.org c@d.org", "a@b.org c@d.org"},
        {"@channel news", "@channel news"},
        /* accounts: SA comes back when the check digits hold */
        {"580380000000608010167519", "SA0380000000608010167519"},
        {"$A0380000000608010167519", "SA0380000000608010167519"},
        {"SA038000000060 8010167519", "SA0380000000608010167519"},
        {"SA038000000060 8010167518", "SA038000000060 8010167518"},
        {"SA03 8000 0000 6080 1016 7519", "SA03 8000 0000 6080 1016 7519"},
        {"580380000000608010167518", "580380000000608010167518"},
        {"SA0380000000608010167518", "SA0380000000608010167518"},
        {"0380000000608010167519", "SA0380000000608010167519"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
        g_autoptr(Reading) reading = line_of(table[i].read);
        mend_text(reading);
        g_assert_cmpstr(reading->text, ==, table[i].mended);
    }
}

/* A mark that touches its word is part of it; the box grows with it. */
static void
test_mark_joined(void)
{
    g_autoptr(Reading) reading = line_of("المدينة ء وقال");
    Word *mark = g_ptr_array_index(reading->words, 1);
    mark->x = 1944;
    mark->width = 5;
    mend_text(reading);
    g_assert_cmpstr(reading->text, ==, "المدينة، وقال");
    g_assert_cmpuint(reading->words->len, ==, 2);
    const Word *word = g_ptr_array_index(reading->words, 0);
    g_assert_cmpint(word->x, ==, 1944);
    g_assert_cmpint(word->width, ==, 46);
}

/* Lines keep their ends, words their order, whatever was mended. */
static void
test_lines_keep_their_ends(void)
{
    g_autoptr(Reading) reading = line_of("نعم لا هو هي");
    g_free(reading->text);
    reading->text = g_strdup("نعم لا\nهو\n\nهي");
    g_autofree char *before = g_strdup(reading->text);
    mend_text(reading);
    g_assert_cmpstr(reading->text, ==, before);
    g_assert_cmpuint(reading->words->len, ==, 4);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/mend/lines", test_lines);
    g_test_add_func("/mend/mark-joined", test_mark_joined);
    g_test_add_func("/mend/lines-keep-their-ends", test_lines_keep_their_ends);
    return g_test_run();
}
