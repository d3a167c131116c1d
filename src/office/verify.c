/* verify.c - a person has held a page's text against its picture: it is right, or is put right.
 *
 * What the machine read stays beside as an earlier reading. The boxes of its words go over to the
 * words of the corrected text, so that these are found on the picture too: words that are the same in
 * both, in order, are each other's, and so are as many between two of them as there were.
 */
#include "office/office.h"

#include <string.h>

enum {
    SURE = 100,
    MOST_WORDS =
        3000, /* of a page whose words are paired; of a longer one only both ends are */
    MOST_TEXT_BYTES = 1 << 20,
};

/* ---- whose box is whose ---- */

typedef struct Pairing {
    GPtrArray *read;  /* of Word, borrowed */
    GPtrArray *right; /* of char, borrowed: the words of the corrected text */
    GArray *box;      /* for each of right: the word read whose box it has; -1: none */
} Pairing;

static bool
same(const Pairing *pairing, guint i, guint j)
{
    return strcmp(((Word *)pairing->read->pdata[i])->text, pairing->right->pdata[j]) == 0;
}

static void
pair(Pairing *pairing, guint i, guint j)
{
    g_array_index(pairing->box, int, j) = (int)i;
}

/* Between two pairs: as many as there were are each other's in their order. */
static void
pair_gap(Pairing *pairing, guint i, guint end_i, guint j, guint end_j)
{
    for (guint n = 0; end_i - i == end_j - j && n < end_i - i; n++)
        pair(pairing, i + n, j + n);
}

/* The longest common sequence of read[i…] and right[j…], by its lengths from every place on. */
static void
pair_middle(Pairing *pairing, guint i, guint end_i, guint j, guint end_j)
{
    guint n = end_i - i, m = end_j - j;
    if (n > MOST_WORDS || m > MOST_WORDS || n == m) {
        pair_gap(pairing, i, end_i, j, end_j);
        return;
    }
    g_autofree guint16 *length = g_new0(guint16, (gsize)(n + 1) * (m + 1));
    for (guint a = n; a-- > 0;)
        for (guint b = m; b-- > 0;)
            length[a * (m + 1) + b] =
                same(pairing, i + a, j + b)
                    ? length[(a + 1) * (m + 1) + b + 1] + 1
                    : MAX(length[(a + 1) * (m + 1) + b], length[a * (m + 1) + b + 1]);
    guint a = 0, b = 0, gap_a = 0, gap_b = 0;
    while (a < n && b < m) {
        if (same(pairing, i + a, j + b)) {
            pair_gap(pairing, i + gap_a, i + a, j + gap_b, j + b);
            pair(pairing, i + a++, j + b++);
            gap_a = a;
            gap_b = b;
        } else if (length[(a + 1) * (m + 1) + b] >= length[a * (m + 1) + b + 1])
            a++;
        else
            b++;
    }
    pair_gap(pairing, i + gap_a, end_i, j + gap_b, end_j);
}

static void
pair_all(Pairing *pairing)
{
    guint i = 0, end_i = pairing->read->len, end_j = pairing->right->len;
    for (; i < end_i && i < end_j && same(pairing, i, i); i++)
        pair(pairing, i, i);
    guint j = i;
    for (; end_i > i && end_j > j && same(pairing, end_i - 1, end_j - 1);
         end_i--, end_j--)
        pair(pairing, end_i - 1, end_j - 1);
    pair_middle(pairing, i, end_i, j, end_j);
}

/* ---- the corrected reading ---- */

static void
take_boxes(Reading *corrected, const Pairing *pairing)
{
    for (guint j = 0; j < pairing->right->len; j++) {
        int i = g_array_index(pairing->box, int, j);
        if (i < 0)
            continue;
        Word *word = g_memdup2(pairing->read->pdata[i], sizeof *word);
        word->text = g_strdup(pairing->right->pdata[j]);
        word->confidence = SURE;
        g_ptr_array_add(corrected->words, word);
    }
}

Reading *
reading_correct(const Reading *reading, const char *text)
{
    Reading *corrected = reading_new(reading->number);
    g_free(corrected->text);
    corrected->text = g_strdup(text);
    corrected->width = reading->width;
    corrected->height = reading->height;
    corrected->dpi = reading->dpi;
    corrected->rotation = reading->rotation;
    corrected->skew = reading->skew;
    corrected->source = reading->source;
    corrected->confidence = SURE;
    corrected->image_type = g_strdup(reading->image_type);
    for (guint i = 0; i < reading->codes->len; i++) {
        Code *code = g_memdup2(reading->codes->pdata[i], sizeof *code);
        code->type = g_strdup(code->type);
        code->text = g_strdup(code->text);
        g_ptr_array_add(corrected->codes, code);
    }
    g_auto(GStrv) tokens = g_strsplit_set(text, " \n\t\r\f\v", -1);
    g_autoptr(GPtrArray) right = g_ptr_array_new();
    g_autoptr(GArray) box = g_array_new(false, false, sizeof(int));
    for (int n = 0, none = -1; tokens[n] != NULL; n++)
        if (*tokens[n] != '\0') {
            g_ptr_array_add(right, tokens[n]);
            g_array_append_val(box, none);
        }
    Pairing pairing = {reading->words, right, box};
    pair_all(&pairing);
    take_boxes(corrected, &pairing);
    return corrected;
}

/* Lines end in one way, whatever a form sends. */
static char *
plain_text(const char *text, GError **error)
{
    if (strlen(text) > MOST_TEXT_BYTES || !g_utf8_validate(text, -1, NULL)) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "the text is too long or is not UTF-8: nothing was changed");
        return NULL;
    }
    g_auto(GStrv) lines = g_strsplit(text, "\r\n", -1);
    return g_strstrip(g_strjoinv("\n", lines));
}

/* In one transaction, so that what is marked is what was compared: a page may be read again meanwhile. */
static bool
save(Store *store, gint64 letter_id, int position, const char *plain, const char *by,
    bool *changed, GError **error)
{
    g_autoptr(Page) page = store_page_at(store, letter_id, position, error);
    if (page == NULL)
        return false;
    *changed = plain != NULL && strcmp(plain, page->reading->text) != 0;
    g_autoptr(Reading) corrected =
        *changed ? reading_correct(page->reading, plain) : NULL;
    return store_page_verify(store, page, corrected, by, error);
}

bool
office_verify_page(Store *store, Search *search, gint64 letter_id, int position,
    const char *text, const char *by, GError **error)
{
    bool changed = false;
    g_autofree char *plain = text != NULL ? plain_text(text, error) : NULL;
    if ((text != NULL && plain == NULL) || !store_begin(store, error))
        return false;
    if (!save(store, letter_id, position, plain, by, &changed, error)) {
        store_rollback(store);
        return false;
    }
    if (!store_commit(store, error))
        return false;
    if (!changed)
        return true;
    g_autoptr(GPtrArray) pages = store_pages_from(store, letter_id, position, 1, error);
    return pages != NULL && search_add_pages(search, pages, error);
}
