/* query.c - what people type → an expression for the index; and where its words stand.
 *
 * The expression is built from quoted strings only, so nothing a person types is syntax but the
 * quotes and the minus this file understands.
 */
#include "archive/query.h"
#include "language/language.h"

#include <string.h>

enum { MOST_QUERY_BYTES = 2000, SNIPPET_BEFORE = 90, SNIPPET_BYTES = 320 };

void
query_free(Query *query)
{
    if (query == NULL)
        return;
    g_free(query->match);
    g_hash_table_unref(query->words);
    g_free(query);
}

static bool
note_word(const char *word, gsize length, gsize start, gsize end, void *user_data)
{
    (void)start;
    (void)end;
    g_hash_table_add(user_data, g_strndup(word, length));
    return true;
}

/* Adds one term; a term without words (punctuation) is passed over. */
static void
add_term(Query *query, GString *wanted, GString *unwanted, const char *term, gsize length,
    bool without)
{
    g_autoptr(GHashTable) words =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    text_words(term, length, true, note_word, words);
    if (g_hash_table_size(words) == 0)
        return;
    GString *into = without ? unwanted : wanted;
    g_string_append(into, into->len ? (without ? " OR \"" : " AND \"") : "\"");
    for (gsize i = 0; i < length; i++)
        if (term[i] != '"' && term[i] != '\0')
            g_string_append_c(into, term[i]);
    g_string_append_c(into, '"');
    if (!without)
        text_words(term, length, true, note_word, query->words);
}

Query *
query_parse(const char *text)
{
    g_autoptr(Query) query = g_new0(Query, 1);
    g_autoptr(GString) wanted = g_string_new(NULL);
    g_autoptr(GString) unwanted = g_string_new(NULL);
    g_autofree char *checked =
        g_utf8_make_valid(text, (gssize)strnlen(text, MOST_QUERY_BYTES));
    query->words = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (const char *p = checked; *p;) {
        while (g_ascii_isspace(*p))
            p++;
        bool without = *p == '-';
        p += without;
        bool phrase = *p == '"';
        p += phrase;
        const char *start = p;
        while (*p && (phrase ? *p != '"' : !g_ascii_isspace(*p)))
            p++;
        add_term(query, wanted, unwanted, start, (gsize)(p - start), without);
        p += phrase && *p == '"';
    }
    if (wanted->len && unwanted->len)
        g_string_append_printf(wanted, " NOT (%s)", unwanted->str);
    if (wanted->len)
        query->match = g_strdup(wanted->str);
    return g_steal_pointer(&query);
}

typedef struct Finding {
    const Query *query;
    GArray *spans;
} Finding;

static bool
note_span(const char *word, gsize length, gsize start, gsize end, void *user_data)
{
    Finding *finding = user_data;
    g_autofree char *key = g_strndup(word, length);
    Span span = {start, end};
    if (g_hash_table_contains(finding->query->words, key))
        g_array_append_val(finding->spans, span);
    return finding->spans->len < 200;
}

static gsize
character_at(const char *text, gsize at)
{
    while (at > 0 && (text[at] & 0xC0) == 0x80)
        at--;
    return at;
}

char *
query_snippet(const Query *query, const char *text, GArray *marks)
{
    gsize length = strlen(text);
    g_autoptr(GArray) spans = g_array_new(false, false, sizeof(Span));
    Finding finding = {query, spans};
    text_words(text, length, true, note_span, &finding);
    gsize first = spans->len ? g_array_index(spans, Span, 0).start : 0;
    gsize from = character_at(text, first > SNIPPET_BEFORE ? first - SNIPPET_BEFORE : 0);
    gsize to = character_at(text, MIN(length, from + SNIPPET_BYTES));
    for (guint i = 0; i < spans->len; i++) {
        Span span = g_array_index(spans, Span, i);
        if (span.start >= from && span.end <= to) {
            span.start -= from;
            span.end -= from;
            g_array_append_val(marks, span);
        }
    }
    char *snippet = g_strndup(text + from, to - from);
    g_strdelimit(snippet, "\r\n\t", ' ');
    return snippet;
}

void
query_boxes(const Query *query, const Reading *reading, GArray *boxes)
{
    g_autoptr(GArray) spans = g_array_new(false, false, sizeof(Span));
    Finding finding = {query, spans};
    for (guint i = 0; i < reading->words->len; i++) {
        const Word *word = reading->words->pdata[i];
        g_array_set_size(spans, 0);
        text_words(word->text, strlen(word->text), true, note_span, &finding);
        Box box = {word->x, word->y, word->width, word->height};
        if (spans->len > 0)
            g_array_append_val(boxes, box);
    }
}
