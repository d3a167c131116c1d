/* clues.c - what a letter tells about its writer: headers, texts, pages and codes.
 *
 * The new text and the pages are the writer's; the quotation is somebody else's and counts as
 * such. Every amount is bounded: a letter with more identifiers than a family has is no letter of
 * one person, and says so.
 */
#include "identify/clues.h"

#include "identify/passed_on.h"
#include "identify/source.h"

#include <string.h>

enum { TOKEN_LETTERS = 32 };
#define OUR_LETTER "D:" /* what the QR code of a letter on paper begins with */
#define MOST_TOLD 400
#define MOST_NAMES 24
#define MOST_TEXT_BYTES (256 * 1024)

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

/* ---- identifiers ---- */

void
clues_add(Clues *clues, const Source *source, const char *kind, const char *value,
    const char *seen, bool labelled, Spot place)
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
    *told =
        (Told){kind, g_strdup(value), g_strdup(seen), labelled, source->quoted, place};
    g_ptr_array_add(clues->told, told);
}

static void
find_identifiers(Clues *clues, const Source *source)
{
    static const char *const kinds[] = {
        [IDENTIFIER_NATIONAL_ID] = "national_id",
        [IDENTIFIER_NATIONAL_ID_NEAR] = "national_id_near",
        [IDENTIFIER_MOBILE] = "mobile",
        [IDENTIFIER_IBAN] = "iban",
        [IDENTIFIER_REGISTER_NUMBER] = "register_number",
    };
    g_autoptr(GPtrArray) found = identifiers_find_near(source->text);
    for (guint i = 0; i < found->len; i++) {
        const Identifier *one = found->pdata[i];
        clues_add(clues, source, kinds[one->kind], one->value, one->seen, one->labelled,
            source_place(source, one->start, one->end));
    }
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
add_name(Clues *clues, const char *seen, ToldName how)
{
    g_autoptr(PersonName) name = person_name_parse(seen);
    if (name->n < 2 || is_nickname(name)) /* tells nobody apart */
        return;
    if (clues->names->len == MOST_NAMES) {
        clues->too_many = true;
        return;
    }
    ToldName *told = g_new0(ToldName, 1);
    *told = how;
    told->seen = g_strdup(seen);
    told->name = g_steal_pointer(&name);
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
add_names(Clues *clues, const Source *source, GPtrArray *take_found, ToldName how)
{
    g_autoptr(GPtrArray) found = take_found;
    for (guint i = 0; i < found->len; i++) {
        const char *seen = found->pdata[i];
        const char *at = strstr(source->text, seen);
        gsize start = at != NULL ? at - source->text : 0;
        how.place = source_place(source, start, at != NULL ? start + strlen(seen) : 0);
        add_name(clues, seen, how);
    }
}

/* Under the closing words of our own letter stands who signed it here, not who sends it back; whom it
 * addresses may be read badly, and then says nothing. */
static void
find_names(Clues *clues, const Source *source)
{
    const char *words = clues->letter->new_text;
    bool enclosed = source->page > 0 && clues->sender != NULL && !text_is_blank(words);
    bool ours = is_our_letter(source);
    add_names(clues, source,
        ours ? person_names_labelled(source->text) : person_names_find(source->text),
        (ToldName){.enclosed = enclosed});
    if (ours)
        add_names(clues, source, person_names_addressed(source->text),
            (ToldName){.enclosed = true});
    else
        add_names(clues, source, person_names_within(source->text),
            (ToldName){.enclosed = enclosed, .within = true});
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
    clues_find_labelled(clues, source);
    find_names(clues, source);
    clues->for_another = clues->for_another || text_is_for_another(source->text);
}

/* What the writer says himself, and what he passes on. */
static void
find_in_words(Clues *clues, const char *words)
{
    if (words == NULL)
        return;
    const char *passed_on = passed_on_from(words);
    gsize length = strlen(words);
    g_autofree char *all =
        g_strndup(words, passed_on != NULL ? (gsize)(passed_on - words) : length);
    g_autofree char *said = passed_on_blank_marked(all);
    bool marked = strcmp(said, all) != 0;
    Source own = {.text = said, .part = "new_text"};
    find_in_own(clues, &own);
    if ((passed_on == NULL && !marked) || length > MOST_TEXT_BYTES)
        return;
    Source others = {.text = words, .part = "new_text", .quoted = true};
    find_identifiers(clues, &others);
    clues_find_labelled(clues, &others);
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
    Source source = {.text = letter->text, .part = "text", .quoted = true};
    find_identifiers(clues, &source);
    clues_find_labelled(clues, &source);
}

/* Our letters and forms on paper bear a signed token; whether it is ours is for the key to say. */
static void
add_code_token(Clues *clues, const Source *page, const Code *code, Spot place)
{
    const char *token =
        strrchr(code->text, g_str_has_prefix(code->text, OUR_LETTER) ? ':' : '/');
    bool ours = g_str_has_prefix(code->text, OUR_LETTER) ||
                g_str_has_prefix(code->text, "DIWAN-FORM/");
    if (ours && token != NULL && strlen(token + 1) == TOKEN_LETTERS)
        clues_add(clues, page, "token", token + 1, code->text, true, place);
}

static void
find_in_codes(Clues *clues, const Source *page)
{
    for (guint i = 0; i < page->reading->codes->len; i++) {
        const Code *code = page->reading->codes->pdata[i];
        Spot place = {
            "code", 0, 0, page->page, code->x, code->y, code->width, code->height, -1};
        add_code_token(clues, page, code, place);
        g_autoptr(GPtrArray) found = identifiers_find(code->text);
        for (guint j = 0; j < found->len; j++) {
            const Identifier *one = found->pdata[j];
            /* Only our own numbers: codes on bills and cards hold digits of any sort. */
            if (one->kind == IDENTIFIER_REGISTER_NUMBER)
                clues_add(
                    clues, page, "register_number", one->value, one->seen, true, place);
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
            .part = "page",
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
    if (letter->from_address == NULL || letter_is_scan(letter, config->scanners))
        return NULL;
    return g_utf8_strdown(letter->from_address, -1);
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
        add_name(clues, letter->from_name,
            (ToldName){.header = true,
                .place = {.part = "header",
                    .end = g_utf8_strlen(letter->from_name, -1),
                    .confidence = -1}});
    /* A subject names things, not people: file names of scans, titles of forms. */
    Source subject = {.text = letter->subject, .part = "subject"};
    if (letter->subject != NULL && *letter->subject != '\0') {
        find_identifiers(clues, &subject);
        clues_find_labelled(clues, &subject);
    }
    find_in_words(clues, letter->new_text);
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
