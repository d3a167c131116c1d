/* clues.c - what a letter tells about its writer: headers, texts, pages and codes.
 *
 * The new text and the pages are the writer's; the quotation is somebody else's and counts as
 * such. Every amount is bounded: a letter with more identifiers than a family has is no letter of
 * one person, and says so.
 */
#include "identify/clues.h"

#include <string.h>

enum { TOKEN_LETTERS = 32 };
#define OUR_LETTER "D:" /* what the QR code of a letter on paper begins with */
#define MOST_TOLD 400
#define MOST_NAMES 24
#define MOST_TEXT_BYTES (256 * 1024)
#define MOST_FILE_NO_BYTES 40
/* How far from the last word of a page the next is looked for in its text. */
#define WORD_WINDOW_BYTES 1000
/* How many words may stand between the label of a file number and the number. */
#define FILE_NO_WORDS 2

/* A text of the letter, and whose it is. */
typedef struct Source {
    const char *text;
    bool quoted;
    int page; /* 0: the mail itself */
    const Reading *reading;
} Source;

static void
told_free(Told *told)
{
    g_free(told->value);
    g_free(told->seen);
    g_free(told);
}

static void
told_name_free(ToldName *told)
{
    g_free(told->seen);
    person_name_free(told->name);
    g_free(told);
}

void
clues_free(Clues *clues)
{
    if (clues == NULL)
        return;
    g_free(clues->sender);
    g_clear_pointer(&clues->told, g_ptr_array_unref);
    g_clear_pointer(&clues->names, g_ptr_array_unref);
    g_free(clues);
}

/* ---- places ---- */

static void
place_add_box(Place *place, const Word *word)
{
    if (place->width == 0) {
        place->x = word->x;
        place->y = word->y;
        place->width = word->width;
        place->height = word->height;
        return;
    }
    int right_edge = MAX(place->x + place->width, word->x + word->width);
    int bottom = MAX(place->y + place->height, word->y + word->height);
    place->x = MIN(place->x, word->x);
    place->y = MIN(place->y, word->y);
    place->width = right_edge - place->x;
    place->height = bottom - place->y;
}

/* The box around the words that make bytes start … end of the page's text: words follow each other
 * in the text, so each is looked for after the one before it. */
static Place
place_of(const Source *source, gsize start, gsize end)
{
    Place place = {.page = source->page};
    if (source->reading == NULL)
        return place;
    const char *at = source->text;
    for (guint i = 0; i < source->reading->words->len; i++) {
        const Word *word = source->reading->words->pdata[i];
        const char *found = NULL;
        if (*word->text != '\0')
            found = g_strstr_len(at, strnlen(at, WORD_WINDOW_BYTES), word->text);
        if (found == NULL)
            continue;
        gsize from = found - source->text;
        if (from >= end)
            break;
        at = found + strlen(word->text);
        if ((gsize)(at - source->text) > start)
            place_add_box(&place, word);
    }
    return place;
}

/* ---- identifiers ---- */

static void
add_told(Clues *clues, const char *kind, const char *value, const char *seen,
    bool labelled, bool quoted, Place place)
{
    for (guint i = 0; i < clues->told->len; i++) {
        Told *told = clues->told->pdata[i];
        if (told->kind == kind && strcmp(told->value, value) == 0) {
            told->labelled = told->labelled || labelled;
            return;
        }
    }
    if (clues->told->len == MOST_TOLD) {
        clues->too_many = true;
        return;
    }
    Told *told = g_new0(Told, 1);
    *told = (Told){kind, g_strdup(value), g_strdup(seen), labelled, quoted, place};
    g_ptr_array_add(clues->told, told);
}

static void
find_identifiers(Clues *clues, const Source *source)
{
    static const char *const kinds[] = {
        [IDENTIFIER_NATIONAL_ID] = "national_id",
        [IDENTIFIER_MOBILE] = "mobile",
        [IDENTIFIER_IBAN] = "iban",
        [IDENTIFIER_REGISTER_NUMBER] = "register_number",
    };
    g_autoptr(GPtrArray) found = identifiers_find(source->text);
    for (guint i = 0; i < found->len; i++) {
        const Identifier *one = found->pdata[i];
        add_told(clues, kinds[one->kind], one->value, one->seen, one->labelled,
            source->quoted, place_of(source, one->start, one->end));
    }
}

/* ---- file numbers: only behind their label ---- */

typedef struct FileNumberWalk {
    Clues *clues;
    const Source *source;
    int words_left; /* in which the number may stand; 0: no label was seen */
} FileNumberWalk;

static bool
is_file_label(const char *word, gsize length)
{
    static const char *const labels[] = {"ملف", "الملف", "ملفي", "file", NULL};
    for (int i = 0; labels[i] != NULL; i++)
        if (strlen(labels[i]) == length && memcmp(word, labels[i], length) == 0)
            return true;
    return false;
}

/* Takes what stands from start to the next space for the number when a digit is in it, without the
 * punctuation that ends a sentence. */
static bool
take_file_no(FileNumberWalk *walk, gsize start)
{
    const char *text = walk->source->text + start;
    gsize length = strcspn(text, " \t\r\n,;()[]");
    if (length > MOST_FILE_NO_BYTES)
        return false;
    g_autofree char *seen = g_strndup(text, length);
    g_autofree char *plain = text_strip_controls(seen);
    g_autofree char *digits = text_ascii_digits(plain);
    gsize n = 0;
    while (g_ascii_isalnum(digits[n]) ||
           (n > 0 && strchr("-/_", digits[n]) != NULL && digits[n] != '\0'))
        n++;
    g_autofree char *value = g_strndup(digits, n);
    if (strpbrk(value, "0123456789") == NULL)
        return false;
    add_told(walk->clues, "file_no", value, seen, true, walk->source->quoted,
        place_of(walk->source, start, start + length));
    return true;
}

static bool
file_no_word(const char *word, gsize length, gsize start, gsize end, void *user_data)
{
    (void)end;
    FileNumberWalk *walk = user_data;
    if (is_file_label(word, length))
        walk->words_left = FILE_NO_WORDS + 1;
    else if (walk->words_left > 0)
        walk->words_left = take_file_no(walk, start) ? 0 : walk->words_left - 1;
    return true;
}

static void
find_file_numbers(Clues *clues, const Source *source)
{
    /* Most letters hold no such label: they need no walk. */
    if (strstr(source->text, "ملف") == NULL && strcasestr(source->text, "file") == NULL)
        return;
    FileNumberWalk walk = {.clues = clues, .source = source};
    text_words(source->text, strlen(source->text), false, file_no_word, &walk);
}

/* ---- names ---- */

/* أبو فلان and أم فلان are how people are called, after a child, not how they are registered; two
 * given names look like it. */
static bool
is_nickname(const PersonName *name)
{
    const char *first = name->tokens[0];
    if (strcmp(first, "ابوبكر") == 0 || strcmp(first, "abubakr") == 0)
        return false;
    bool mother = strcmp(first, "ام") == 0 || strcmp(first, "umm") == 0;
    if (mother)
        return strcmp(name->tokens[1], "كلثوم") != 0;
    return g_str_has_prefix(first, "ابو") || g_str_has_prefix(first, "abu");
}

static void
add_name(Clues *clues, const char *seen, bool header, bool enclosed, Place place)
{
    g_autoptr(PersonName) name = person_name_parse(seen);
    if (name->n < 2 || is_nickname(name)) /* tells nobody apart */
        return;
    /* More names would only join those that agree or differ already. */
    if (clues->names->len == MOST_NAMES)
        return;
    ToldName *told = g_new0(ToldName, 1);
    *told = (ToldName){g_strdup(seen), g_steal_pointer(&name), header, enclosed, place};
    g_ptr_array_add(clues->names, told);
}

/* A letter that this office printed: its QR code begins so, whoever signed it. */
static bool
is_our_letter(const Source *source)
{
    for (guint i = 0; source->reading != NULL && i < source->reading->codes->len; i++) {
        const Code *code = source->reading->codes->pdata[i];
        if (g_str_has_prefix(code->text, OUR_LETTER))
            return true;
    }
    return false;
}

static void
add_names(Clues *clues, const Source *source, GPtrArray *take_found, bool enclosed)
{
    g_autoptr(GPtrArray) found = take_found;
    for (guint i = 0; i < found->len; i++) {
        const char *seen = found->pdata[i];
        const char *at = strstr(source->text, seen);
        Place place = {.page = source->page};
        if (at != NULL)
            place = place_of(source, at - source->text, at - source->text + strlen(seen));
        add_name(clues, seen, false, enclosed, place);
    }
}

/* Under the closing words of our own letter stands who signed it here, not who sends it back; whom it
 * addresses may be read badly, and then says nothing. */
static void
find_names(Clues *clues, const Source *source)
{
    const char *words = clues->letter->new_text;
    bool enclosed = source->page > 0 && clues->sender != NULL && words != NULL &&
                    words[strspn(words, " \t\r\n")] != '\0';
    bool ours = is_our_letter(source);
    add_names(clues, source,
        ours ? person_names_labelled(source->text) : person_names_find(source->text),
        enclosed);
    if (ours)
        add_names(clues, source, person_names_addressed(source->text), true);
}

/* ---- the letter ---- */

static void
find_in_own(Clues *clues, const Source *source)
{
    if (source->text == NULL || *source->text == '\0')
        return;
    if (strlen(source->text) > MOST_TEXT_BYTES) {
        clues->too_many = true;
        return;
    }
    find_identifiers(clues, source);
    find_file_numbers(clues, source);
    find_names(clues, source);
}

/* The whole text holds the new text again: what is found a second time is not added. */
static void
find_in_quotation(Clues *clues, const Letter *letter)
{
    const char *own = letter->new_text != NULL ? letter->new_text : "";
    if (letter->text == NULL || strlen(letter->text) == strlen(own))
        return;
    if (strlen(letter->text) > MOST_TEXT_BYTES) {
        clues->too_many = true;
        return;
    }
    Source source = {.text = letter->text, .quoted = true};
    find_identifiers(clues, &source);
    find_file_numbers(clues, &source);
}

/* Our letters and forms on paper bear a signed token; whether it is ours is for the key to say. */
static void
add_code_token(Clues *clues, const Code *code, Place place)
{
    const char *token =
        strrchr(code->text, g_str_has_prefix(code->text, OUR_LETTER) ? ':' : '/');
    bool ours = g_str_has_prefix(code->text, OUR_LETTER) ||
                g_str_has_prefix(code->text, "DIWAN-FORM/");
    if (ours && token != NULL && strlen(token + 1) == TOKEN_LETTERS)
        add_told(clues, "token", token + 1, code->text, true, false, place);
}

static void
find_in_codes(Clues *clues, const Source *page)
{
    for (guint i = 0; i < page->reading->codes->len; i++) {
        const Code *code = page->reading->codes->pdata[i];
        Place place = {page->page, code->x, code->y, code->width, code->height};
        add_code_token(clues, code, place);
        g_autoptr(GPtrArray) found = identifiers_find(code->text);
        for (guint j = 0; j < found->len; j++) {
            const Identifier *one = found->pdata[j];
            /* Only our own numbers: codes on bills and cards hold digits of any sort. */
            if (one->kind == IDENTIFIER_REGISTER_NUMBER)
                add_told(
                    clues, "register_number", one->value, one->seen, true, false, place);
        }
    }
}

static void
find_in_pages(Clues *clues, GPtrArray *pages)
{
    for (guint i = 0; i < pages->len && i < CLUES_MOST_PAGES; i++) {
        const Page *page = pages->pdata[i];
        if (page->reading == NULL)
            continue;
        Source source = {.text = page->reading->text,
            .page = page->position,
            .reading = page->reading};
        find_in_own(clues, &source);
        find_in_codes(clues, &source);
    }
}

/* The From of a scan is the device's; it says nothing about the person. */
static char *
find_sender(const Config *config, const Letter *letter)
{
    if (letter->medium == MEDIUM_SCAN || letter->from_address == NULL)
        return NULL;
    g_autofree char *sender = g_utf8_strdown(letter->from_address, -1);
    if (config->scanners != NULL &&
        g_strv_contains((const char *const *)config->scanners, sender))
        return NULL;
    return g_steal_pointer(&sender);
}

Clues *
clues_find(const Config *config, const Letter *letter, GPtrArray *pages)
{
    Clues *clues = g_new0(Clues, 1);
    clues->letter = letter;
    clues->told = g_ptr_array_new_with_free_func((GDestroyNotify)told_free);
    clues->names = g_ptr_array_new_with_free_func((GDestroyNotify)told_name_free);
    clues->sender = find_sender(config, letter);
    if (clues->sender != NULL && letter->from_name != NULL)
        add_name(clues, letter->from_name, true, false, (Place){0});
    /* A subject names things, not people: file names of scans, titles of forms. */
    Source subject = {.text = letter->subject};
    if (letter->subject != NULL && *letter->subject != '\0') {
        find_identifiers(clues, &subject);
        find_file_numbers(clues, &subject);
    }
    Source own = {.text = letter->new_text};
    find_in_own(clues, &own);
    find_in_pages(clues, pages);
    find_in_quotation(clues, letter);
    return clues;
}

/* The words in which the writer speaks: the mail's own when they tell an ID, for then the pages are
 * what is enclosed (a family's card, say); else the pages as well. */
bool
clues_speak_in(const Clues *clues, const Told *told)
{
    if (clues->sender == NULL || told->place.page == 0)
        return true;
    for (guint i = 0; i < clues->told->len; i++) {
        const Told *other = clues->told->pdata[i];
        if (other->place.page == 0 && strcmp(other->kind, "national_id") == 0)
            return false;
    }
    return true;
}
