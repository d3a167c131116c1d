/* books.c - what the office's books and the applicants' mailboxes say about the sample's letters.
 *
 * An answer belongs to the letter whose register number stands in its subject. Every other mail in
 * an applicant's mailbox is one too many.
 */
#include "demo/books.h"

#include "demo/courier.h"
#include "parse/parse.h"

#include <string.h>

static void
seen_mail_free(SeenMail *mail)
{
    g_free(mail->mailbox);
    g_free(mail->subject);
    ack_free(mail->ack);
    g_free(mail);
}

Books *
books_new(Store *store)
{
    parse_open();
    Books *books = g_new0(Books, 1);
    books->store = store;
    books->seen = g_ptr_array_new_with_free_func((GDestroyNotify)seen_mail_free);
    books->last_uids = g_hash_table_new(g_str_hash, g_str_equal);
    books->holds = g_hash_table_new(g_str_hash, g_str_equal);
    return books;
}

void
books_free(Books *books)
{
    if (!books)
        return;
    g_ptr_array_unref(books->seen);
    g_hash_table_unref(books->last_uids);
    g_hash_table_unref(books->holds);
    g_free(books);
}

/* ---- mailboxes ---- */

static SeenMail *
seen_mail_read(const char *mailbox, const char *text)
{
    static char *nobody[] = {NULL};
    const ParseSettings settings = {.addresses = nobody, .authserv_id = nobody};
    g_autoptr(Mail) mail = parse_mail((const guint8 *)text, strlen(text), &settings);
    const Address *writer = mail->reply_to->len ? mail->reply_to->pdata[0] : mail->from;
    SeenMail *seen = g_new0(SeenMail, 1);
    seen->mailbox = g_strdup(mailbox);
    seen->subject = g_strdup(mail->subject);
    seen->ack = g_new0(Ack, 1);
    seen->ack->message_id = g_strdup(mail->message_id);
    seen->ack->subject = mail_header(text, "Subject");
    seen->ack->reply_to = writer ? g_strdup(writer->address) : NULL;
    return seen;
}

static bool
answer_is_awaited(const SampleLetter *letter)
{
    return letter->answer_in && letter->found && letter->found->seen == 0 &&
           g_strcmp0(letter->found->answered, "none") != 0;
}

int
books_awaited(const Sample *sample)
{
    int awaited = 0;
    for (guint i = 0; i < sample->letters->len; i++)
        awaited += answer_is_awaited(sample->letters->pdata[i]);
    return awaited;
}

bool
books_look(Books *books, const PostOffice *office, const Sample *sample, bool all,
    GError **error)
{
    g_autoptr(GHashTable) looked = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < sample->letters->len; i++) {
        SampleLetter *letter = sample->letters->pdata[i];
        if (!letter->answer_in || (!all && !answer_is_awaited(letter)) ||
            !g_hash_table_add(looked, letter->answer_in))
            continue;
        guint last =
            GPOINTER_TO_UINT(g_hash_table_lookup(books->last_uids, letter->answer_in));
        g_autoptr(GPtrArray) mails =
            courier_look(office, letter->answer_in, &last, error);
        if (!mails)
            return false;
        for (guint j = 0; j < mails->len; j++)
            g_ptr_array_add(
                books->seen, seen_mail_read(letter->answer_in, mails->pdata[j]));
        g_hash_table_insert(books->last_uids, letter->answer_in, GUINT_TO_POINTER(last));
    }
    return true;
}

/* ---- the office's database ---- */

/* The sample's letter a row is: by file for a scan, else by Message-ID; of two deliveries of one
 * mail the earlier row is the earlier letter. */
static SampleLetter *
letter_of_row(const Sample *sample, const Letter *row)
{
    for (guint i = 0; i < sample->letters->len; i++) {
        SampleLetter *letter = sample->letters->pdata[i];
        if (letter->letter_id == row->id)
            return letter;
        const char *name = letter->scan ? letter->file : letter->message_id;
        const char *other = letter->scan ? row->file_name : row->message_id;
        if (letter->letter_id == 0 && letter->sent && name && g_strcmp0(name, other) == 0)
            return letter;
    }
    return NULL;
}

/* "opens", "continues:ID" or "none"; sets the request's number. */
static char *
request_words(Books *books, const Sample *sample, const Letter *row, SampleLetter *letter)
{
    g_autoptr(GError) ignored = NULL;
    Request *request = row->request_id
                           ? store_request_get(books->store, row->request_id, &ignored)
                           : NULL;
    if (!request)
        return g_strdup("none");
    g_free(letter->request_no);
    letter->request_no = g_strdup(request->number);
    char *words = NULL;
    if (request->opened_by == row->id)
        words = g_strdup("opens");
    for (guint i = 0; !words && i < sample->letters->len; i++) {
        const SampleLetter *other = sample->letters->pdata[i];
        if (other->letter_id == request->opened_by)
            words = g_strdup_printf("continues:%s", other->id);
    }
    request_free(request);
    return words ? words : g_strdup("continues:?");
}

static char *
file_no_of(Books *books, const Letter *row)
{
    g_autoptr(GError) ignored = NULL;
    g_autoptr(Party) party = row->outcome == MATCH_ONE
                                 ? store_party_get(books->store, row->party_id, &ignored)
                                 : NULL;
    return party ? g_strdup(party->file_no) : NULL;
}

static void
letter_update(Books *books, const Sample *sample, SampleLetter *letter, const Letter *row)
{
    letter->letter_id = row->id;
    g_free(letter->in_no);
    letter->in_no = g_strdup(row->in_no);
    Fate *found = g_new0(Fate, 1);
    found->state = g_strdup(letter_state_name(row->state));
    found->kind = g_strdup(mail_kind_name(row->kind));
    found->outcome = g_strdup(match_outcome_name(row->outcome));
    found->file_no = file_no_of(books, row);
    found->request = request_words(books, sample, row, letter);
    found->hold_reason = g_strdup(hold_reason_name(row->hold));
    found->answered = g_strdup(answer_flavour_name(row->answered));
    found->numbered = row->in_no != NULL;
    fate_free(letter->found);
    letter->found = found;
}

static void
count_row(Books *books, const Letter *row)
{
    books->taken++;
    books->parsed += row->state != LETTER_TAKEN && row->hold != HOLD_UNPARSED;
    books->read += row->state != LETTER_TAKEN && row->state != LETTER_PARSED;
    books->matched += row->outcome == MATCH_ONE;
    books->resting += row->state == LETTER_DONE || row->state == LETTER_HELD ||
                      row->state == LETTER_DUPLICATE || row->state == LETTER_BATCH;
    const char *reason = hold_reason_name(row->hold);
    if (reason) {
        int n = GPOINTER_TO_INT(g_hash_table_lookup(books->holds, reason));
        g_hash_table_insert(books->holds, (gpointer)reason, GINT_TO_POINTER(n + 1));
    }
}

static void
count_pages(Books *books, const Letter *row)
{
    g_autoptr(GPtrArray) pages = store_pages_of(books->store, row->id, false, 0, NULL);
    for (guint i = 0; pages && i < pages->len; i++)
        books->pages += ((Page *)pages->pdata[i])->state == PAGE_READ;
}

/* Gives every mail seen to the letter it answers. */
static void
assign_answers(Books *books, Sample *sample)
{
    books->strays = 0;
    for (guint i = 0; i < books->seen->len; i++) {
        SeenMail *mail = books->seen->pdata[i];
        SampleLetter *answered = NULL;
        for (guint j = 0; j < sample->letters->len; j++) {
            SampleLetter *letter = sample->letters->pdata[j];
            if (letter->found && letter->in_no && strstr(mail->subject, letter->in_no) &&
                g_strcmp0(letter->answer_in, mail->mailbox) == 0)
                answered = letter;
        }
        books->strays += answered == NULL;
        if (!answered)
            continue;
        answered->found->seen++;
        if (!answered->ack)
            answered->ack = ack_copy(mail->ack);
    }
}

bool
books_read(Books *books, Sample *sample, GError **error)
{
    LetterFilter all = {0};
    g_autoptr(GPtrArray) rows = store_letters_list(books->store, &all, error);
    if (!rows || !store_outbox_depth(books->store, &books->outbox, error))
        return false;
    books->taken = books->parsed = books->read = books->pages = 0;
    books->matched = books->resting = books->opened = books->continued = 0;
    g_hash_table_remove_all(books->holds);
    /* Oldest first, so that requests are known by the letter that opened them. */
    for (guint i = rows->len; i > 0; i--) {
        const Letter *row = rows->pdata[i - 1];
        SampleLetter *letter = letter_of_row(sample, row);
        count_row(books, row);
        count_pages(books, row);
        if (letter)
            letter_update(books, sample, letter, row);
    }
    for (guint i = 0; i < sample->letters->len; i++) {
        const SampleLetter *letter = sample->letters->pdata[i];
        /* Automatic mail is shown with a request and does not continue it. */
        if (!letter->found ||
            !g_str_equal(letter->found->kind, mail_kind_name(KIND_LETTER)))
            continue;
        books->opened += g_str_equal(letter->found->request, "opens");
        books->continued += g_str_has_prefix(letter->found->request, "continues:");
    }
    assign_answers(books, sample);
    return true;
}
