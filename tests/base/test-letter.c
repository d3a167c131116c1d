/* test-letter.c - the words for what stands in a letter, both ways; empty structures. */
#include "letter.h"

/* Each word names its own value, and nothing else is a word. */
#define CHECK_NAMES(Type, subject, first, last) \
    G_STMT_START \
    { \
        Type value = first; \
        for (int i = first; i <= (int)last; i++) { \
            g_assert_true(subject##_from_name(subject##_name(i), &value)); \
            g_assert_cmpint(value, ==, i); \
        } \
        g_assert_false(subject##_from_name("Letter", &value)); \
        g_assert_false(subject##_from_name("", &value)); \
        g_assert_false(subject##_from_name(NULL, &value)); \
        g_assert_cmpint(value, ==, last); \
    } \
    G_STMT_END

static void
test_names(void)
{
    CHECK_NAMES(LetterState, letter_state, LETTER_TAKEN, LETTER_BATCH);
    CHECK_NAMES(MailKind, mail_kind, KIND_LETTER, KIND_OWN);
    CHECK_NAMES(Medium, medium, MEDIUM_EMAIL, MEDIUM_SCAN);
    CHECK_NAMES(MatchOutcome, match_outcome, MATCH_NONE, MATCH_CONFLICT);
    CHECK_NAMES(AnswerFlavour, answer_flavour, ANSWER_NONE, ANSWER_FULL);
    CHECK_NAMES(HoldReason, hold_reason, HOLD_UNKNOWN_SENDER, HOLD_FAILED);
    CHECK_NAMES(PageSource, page_source, SOURCE_OCR, SOURCE_DOCUMENT);
    g_assert_null(hold_reason_name(HOLD_NOT));
    g_assert_cmpstr(match_outcome_name(MATCH_ONE), ==, "match");
    g_assert_cmpstr(letter_state_name(LETTER_HELD), ==, "held");
    g_assert_cmpstr(mail_kind_name(KIND_FEEDBACK_REPORT), ==, "feedback_report");
    g_assert_cmpstr(hold_reason_name(HOLD_FAILED), ==, "failed");
}

static void
test_structures(void)
{
    g_autoptr(Address) address = address_new(NULL, "Some.One@Example.ORG");
    g_assert_cmpstr(address->address, ==, "Some.One@example.org");
    g_autoptr(Mail) mail = mail_new();
    g_assert_cmpstr(mail->subject, ==, "");
    g_assert_cmpstr(mail->text, ==, "");
    g_assert_cmpstr(mail->new_text, ==, "");
    mail->from = address_new("Name", "a");
    g_ptr_array_add(mail->to, address_new("Name", "a@b.example"));
    g_ptr_array_add(mail->parts, part_new());
    g_ptr_array_add(mail->bounce_recipients, bounce_recipient_new());
    g_ptr_array_add(mail->references, g_strdup("id"));
    g_autoptr(Reading) reading = reading_new(3);
    g_assert_cmpint(reading->number, ==, 3);
    g_assert_cmpstr(reading->text, ==, "");
    g_ptr_array_add(reading->words, g_new0(Word, 1));
    g_ptr_array_add(reading->codes, g_new0(Code, 1));
    mail_free(NULL);
    reading_free(NULL);
    address_free(NULL);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/letter/names", test_names);
    g_test_add_func("/letter/structures", test_structures);
    return g_test_run();
}
