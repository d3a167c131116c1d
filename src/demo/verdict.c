/* verdict.c - what was expected against what was found, for people and for programs. */
#include "demo/verdict.h"

#include <json-glib/json-glib.h>
#include <stdio.h>

static bool
letter_good(const SampleLetter *letter)
{
    return letter->found && fate_equal(letter->expected, letter->found);
}

bool
verdict_good(const Play *play)
{
    for (guint i = 0; i < play->sample->letters->len; i++)
        if (!letter_good(play->sample->letters->pdata[i]))
            return false;
    return play->complete && play->books->strays == 0;
}

/* ---- for people ---- */

/* "unknown_sender" → "unknown sender" */
static char *
plain(const char *words)
{
    return g_strdelimit(g_strdup(words ? words : "none"), "_", ' ');
}

static char *
whose(const Fate *fate)
{
    g_autofree char *kind = plain(fate->kind);
    g_autofree char *outcome = plain(fate->outcome);
    if (g_strcmp0(fate->kind, "letter") != 0)
        return g_strdup(kind);
    if (g_strcmp0(fate->state, "duplicate") == 0)
        return g_strdup("the same letter again");
    return fate->file_no ? g_strdup_printf("file %s", fate->file_no)
                         : g_strdup_printf("match: %s", outcome);
}

static char *
filed(const SampleLetter *letter)
{
    const char *request = letter->found->request;
    if (g_str_equal(request, "opens"))
        return g_strdup_printf("opens %s", letter->request_no);
    if (g_str_has_prefix(request, "continues:"))
        return g_strdup_printf("continues %s", letter->request_no);
    return g_strdup("no request");
}

static char *
said(const Fate *fate)
{
    const char *seen = fate->seen == 1 ? ", seen in the mailbox" : "";
    if (fate->seen > 1)
        return g_strdup_printf("%s answer, seen %d TIMES", fate->answered, fate->seen);
    if (g_strcmp0(fate->answered, "none") == 0)
        return g_strdup_printf("not answered%s", seen);
    return g_strdup_printf("%s answer%s", fate->answered, seen);
}

static void
print_differences(const SampleLetter *letter)
{
    const Fate *one = letter->expected, *other = letter->found;
    const struct {
        const char *name, *expected, *found;
    } rows[] = {
        {"state", one->state, other->state},
        {"kind", one->kind, other->kind},
        {"outcome", one->outcome, other->outcome},
        {"file_no", one->file_no, other->file_no},
        {"request", one->request, other->request},
        {"hold_reason", one->hold_reason, other->hold_reason},
        {"answered", one->answered, other->answered},
        {"numbered", one->numbered ? "yes" : "no", other->numbered ? "yes" : "no"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
        if (g_strcmp0(rows[i].expected, rows[i].found) != 0)
            printf("      %s: expected %s, found %s\n", rows[i].name,
                rows[i].expected ? rows[i].expected : "none",
                rows[i].found ? rows[i].found : "none");
    if (one->seen != other->seen)
        printf("      answers seen: expected %d, found %d\n", one->seen, other->seen);
}

static void
print_letter(const SampleLetter *letter)
{
    const char *mark = letter_good(letter) ? "  " : "!!";
    const char *from = letter->scan    ? "the watched folder"
                       : *letter->from ? letter->from
                                       : "a mail system";
    if (!letter->found) {
        printf("!! %s  %s, from %s: %s\n", letter->id, letter->what, from,
            letter->sent ? "the office has not taken it"
                         : "not handed in, for what it answers never came");
        return;
    }
    g_autofree char *who = whose(letter->found);
    g_autofree char *where = filed(letter);
    g_autofree char *answer = said(letter->found);
    g_autofree char *reason = plain(letter->found->hold_reason);
    printf("%s %s  %-15s from %s: %s; %s; %s%s%s (%s)\n", mark, letter->id,
        letter->in_no ? letter->in_no : "no number", from, who, where, answer,
        letter->found->hold_reason ? "; held: " : "",
        letter->found->hold_reason ? reason : "", letter->what);
    if (!letter_good(letter))
        print_differences(letter);
}

void
verdict_print(const Play *play)
{
    const Books *books = play->books;
    for (guint i = 0; i < play->sample->letters->len; i++)
        print_letter(play->sample->letters->pdata[i]);
    int held = 0, seen = 0;
    for (guint i = 0; i < play->sample->letters->len; i++) {
        const SampleLetter *letter = play->sample->letters->pdata[i];
        held += letter->found && letter->found->hold_reason;
        seen += letter->found ? letter->found->seen : 0;
    }
    printf(
        "\n%d letters taken, %d pages read, %d matched, %d held; %d requests opened, %d "
        "letters continued one; %d answers sent, %d returned, %d seen in mailboxes; %.1f "
        "s\n",
        books->taken, books->pages, books->matched, held, books->opened, books->continued,
        books->outbox.sent + books->outbox.failed, books->outbox.failed, seen,
        play->seconds);
    if (books->strays)
        printf("%d mails came to applicants that answer no letter of theirs.\n",
            books->strays);
    printf(verdict_good(play) ? "Every letter met what was expected of it.\n"
                              : "Not everything is as expected.\n");
}

/* ---- for programs ---- */

static void
add_text(JsonBuilder *json, const char *name, const char *value)
{
    json_builder_set_member_name(json, name);
    if (value)
        json_builder_add_string_value(json, value);
    else
        json_builder_add_null_value(json);
}

static void
add_number(JsonBuilder *json, const char *name, int value)
{
    json_builder_set_member_name(json, name);
    json_builder_add_int_value(json, value);
}

static void
add_fate(JsonBuilder *json, const char *name, const Fate *fate)
{
    json_builder_set_member_name(json, name);
    if (!fate) {
        json_builder_add_null_value(json);
        return;
    }
    json_builder_begin_object(json);
    add_text(json, "state", fate->state);
    add_text(json, "kind", fate->kind);
    add_text(json, "outcome", fate->outcome);
    add_text(json, "file_no", fate->file_no);
    add_text(json, "request", fate->request);
    add_text(json, "hold_reason", fate->hold_reason);
    add_text(json, "answered", fate->answered);
    json_builder_set_member_name(json, "numbered");
    json_builder_add_boolean_value(json, fate->numbered);
    add_number(json, "seen", fate->seen);
    json_builder_end_object(json);
}

static void
add_letters(JsonBuilder *json, const Play *play)
{
    json_builder_set_member_name(json, "letters");
    json_builder_begin_array(json);
    for (guint i = 0; i < play->sample->letters->len; i++) {
        const SampleLetter *letter = play->sample->letters->pdata[i];
        json_builder_begin_object(json);
        add_text(json, "id", letter->id);
        add_text(json, "what", letter->what);
        add_text(json, "in_no", letter->in_no);
        add_text(json, "request_no", letter->request_no);
        add_fate(json, "expected", letter->expected);
        add_fate(json, "found", letter->found);
        json_builder_set_member_name(json, "ok");
        json_builder_add_boolean_value(json, letter_good(letter));
        json_builder_end_object(json);
    }
    json_builder_end_array(json);
}

static void
add_held(JsonBuilder *json, const Books *books)
{
    GHashTableIter each;
    gpointer reason, n;
    json_builder_set_member_name(json, "held");
    json_builder_begin_object(json);
    g_hash_table_iter_init(&each, books->holds);
    while (g_hash_table_iter_next(&each, &reason, &n))
        add_number(json, reason, GPOINTER_TO_INT(n));
    json_builder_end_object(json);
}

static void
add_answers(JsonBuilder *json, const Play *play)
{
    const OutboxDepth *outbox = &play->books->outbox;
    int seen = play->books->strays;
    for (guint i = 0; i < play->sample->letters->len; i++) {
        const SampleLetter *letter = play->sample->letters->pdata[i];
        seen += letter->found ? letter->found->seen : 0;
    }
    json_builder_set_member_name(json, "answers");
    json_builder_begin_object(json);
    add_number(json, "queued",
        outbox->waiting + outbox->sending + outbox->sent + outbox->failed +
            outbox->doubt);
    add_number(json, "sent", outbox->sent + outbox->failed);
    add_number(json, "returned", outbox->failed);
    add_number(json, "seen", seen);
    add_number(json, "strays", play->books->strays);
    json_builder_end_object(json);
}

static void
add_sums(JsonBuilder *json, const Play *play)
{
    const Books *books = play->books;
    add_number(json, "taken", books->taken);
    add_number(json, "parsed", books->parsed);
    add_number(json, "read", books->read);
    add_number(json, "pages", books->pages);
    add_number(json, "matched", books->matched);
    add_held(json, books);
    json_builder_set_member_name(json, "requests");
    json_builder_begin_object(json);
    add_number(json, "opened", books->opened);
    add_number(json, "continued", books->continued);
    json_builder_end_object(json);
    add_answers(json, play);
    json_builder_set_member_name(json, "seconds");
    json_builder_add_double_value(json, play->seconds);
}

void
verdict_print_json(const Play *play)
{
    g_autoptr(JsonBuilder) json = json_builder_new();
    json_builder_begin_object(json);
    add_sums(json, play);
    add_letters(json, play);
    json_builder_set_member_name(json, "ok");
    json_builder_add_boolean_value(json, verdict_good(play));
    json_builder_end_object(json);
    g_autoptr(JsonNode) root = json_builder_get_root(json);
    g_autofree char *text = json_to_string(root, FALSE);
    puts(text);
    fflush(stdout);
}
