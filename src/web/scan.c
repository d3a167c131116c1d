/* scan.c - a page of a scan: boxes over its picture, its text with the doubtful words marked, what was
 * read of it before, and the act of a person who has checked it.
 *
 * Only words worth a look have a box: those a clue was found in, and those read with little
 * confidence. A doubtful word in the text is a link to its box, which the style sheet outlines
 * when it is the target, so that it works without script.
 */
#include "office/office.h"
#include "web/inside.h"

#include <string.h>

enum { DOUBTFUL_BELOW = 60, MOST_MARKED = 200, MOST_OTHERS = 5 };

static void
add_box(JsonArray *boxes, int x, int y, int width, int height, const char *class_,
    const char *anchor)
{
    enum { ROOM = 6 }; /* pixels around, so that the line does not touch the letters */
    JsonObject *box = json_object_new();
    json_object_set_int_member(box, "x", x - ROOM);
    json_object_set_int_member(box, "y", y - ROOM);
    json_object_set_int_member(box, "width", width + 2 * ROOM);
    json_object_set_int_member(box, "height", height + 2 * ROOM);
    show_text(box, "class", class_);
    show_text(box, "anchor", anchor);
    json_array_add_object_element(boxes, box);
}

static void
add_clue_boxes(JsonArray *boxes, GPtrArray *candidates, int page)
{
    for (guint i = 0; i < candidates->len; i++) {
        const Candidate *candidate = candidates->pdata[i];
        for (guint j = 0; j < candidate->clues->len; j++) {
            const Clue *clue = candidate->clues->pdata[j];
            if (clue->place.page == page && clue->place.width > 0)
                add_box(boxes, clue->place.x, clue->place.y, clue->place.width,
                    clue->place.height, "clue", NULL);
        }
    }
}

static void
add_piece(
    JsonArray *pieces, const char *text, gsize length, const char *anchor, int confidence)
{
    if (length == 0)
        return;
    JsonObject *piece = json_object_new();
    show_take(piece, "text", g_strndup(text, length));
    show_text(piece, "anchor", anchor);
    if (anchor != NULL)
        json_object_set_int_member(piece, "confidence", confidence);
    json_array_add_object_element(pieces, piece);
}

/* The text in pieces; words are looked for in order, so that the text keeps its lines. */
static void
mark_text(JsonArray *pieces, JsonArray *boxes, const Page *page)
{
    const Reading *reading = page->reading;
    const char *at = reading->text, *said = at;
    int marked = 0;
    for (guint i = 0; i < reading->words->len && marked < MOST_MARKED; i++) {
        const Word *word = reading->words->pdata[i];
        const char *found = strstr(at, word->text);
        if (found == NULL)
            continue;
        at = found + strlen(word->text);
        if (word->confidence >= DOUBTFUL_BELOW || page->verified_by != NULL)
            continue;
        g_autofree char *anchor = g_strdup_printf("w%d-%u", page->position, i);
        add_piece(pieces, said, found - said, NULL, 0);
        add_piece(pieces, found, at - found, anchor, word->confidence);
        add_box(boxes, word->x, word->y, word->width, word->height, "word", anchor);
        said = at;
        marked++;
    }
    add_piece(pieces, said, strlen(said), NULL, 0);
}

static void
show_reading(Visit *visit, JsonObject *row, const Page *page, GPtrArray *candidates)
{
    const Reading *reading = page->reading;
    JsonArray *boxes = json_array_new(), *pieces = json_array_new();
    bool ocr = reading->source == SOURCE_OCR;
    add_clue_boxes(boxes, candidates, page->position);
    if (ocr && reading->text != NULL && reading->words != NULL)
        mark_text(pieces, boxes, page);
    else if (reading->text != NULL)
        add_piece(pieces, reading->text, strlen(reading->text), NULL, 0);
    json_object_set_array_member(row, "boxes", boxes);
    json_object_set_array_member(row, "pieces", pieces);
    json_object_set_boolean_member(row, "is_ocr", ocr);
    json_object_set_int_member(row, "width", reading->width);
    json_object_set_int_member(row, "height", reading->height);
    if (ocr)
        show_take(row, "confidence",
            words_number(visit->words, (gint64)(reading->confidence + 0.5)));
    show_text(row, "source",
        words_get(visit->words, "page_source", page_source_name(reading->source)));
}

/* ---- who has checked it, and what else was read ---- */

static void
show_verified(Visit *visit, JsonObject *row, const Page *page)
{
    bool readable = page->state == PAGE_READ && page->reading->trouble == NULL;
    json_object_set_boolean_member(row, "may_verify", readable);
    json_object_set_boolean_member(
        row, "is_unverified", readable && page->verified_by == NULL);
    show_text(row, "verified_by", page->verified_by);
    show_instant(visit, row, "verified_at", page->verified_at);
    show_text(row, "whole_text", page->reading->text);
}

static bool
show_others(Visit *visit, JsonObject *row, const Page *page, GError **error)
{
    g_autoptr(GPtrArray) others =
        store_readings_of(visit->web->diwan->store, page->id, error);
    if (others == NULL)
        return false;
    JsonArray *rows = json_array_new();
    for (guint i = 0; i < others->len && i < MOST_OTHERS; i++) {
        const Page *other = others->pdata[i];
        JsonObject *one = json_object_new();
        show_instant(visit, one, "at", other->read_at);
        show_take(one, "confidence",
            words_number(visit->words, (gint64)(other->reading->confidence + 0.5)));
        show_text(one, "verified_by", other->verified_by);
        show_text(one, "text", other->reading->text);
        json_array_add_object_element(rows, one);
    }
    json_object_set_boolean_member(row, "has_others", others->len > 0);
    json_object_set_array_member(row, "others", rows);
    return true;
}

static JsonObject *
show_page(Visit *visit, const Page *page, GPtrArray *candidates, GError **error)
{
    g_autoptr(JsonObject) row = json_object_new();
    json_object_set_int_member(row, "position", page->position);
    show_take(row, "number", words_number(visit->words, page->position));
    json_object_set_boolean_member(row, "has_image", page->image_sha256 != NULL);
    json_object_set_boolean_member(row, "failed", page->state == PAGE_FAILED);
    json_object_set_boolean_member(
        row, "waiting", page->state == PAGE_DUE || page->state == PAGE_COUNTING);
    show_reading(visit, row, page, candidates);
    show_verified(visit, row, page);
    show_text(row, "trouble", page->reading->trouble);
    return show_others(visit, row, page, error) ? g_steal_pointer(&row) : NULL;
}

JsonArray *
show_pages(Visit *visit, GPtrArray *pages, GPtrArray *candidates, GError **error)
{
    g_autoptr(JsonArray) rows = json_array_new();
    for (guint i = 0; i < pages->len; i++) {
        JsonObject *row = show_page(visit, pages->pdata[i], candidates, error);
        if (row == NULL)
            return NULL;
        json_object_set_boolean_member(row, "lazy", i > 0);
        json_array_add_object_element(rows, row);
    }
    return g_steal_pointer(&rows);
}

/* ---- the person's act ---- */

void
page_verify_post(Visit *visit)
{
    g_autoptr(GError) error = NULL;
    const char *text = visit_field(visit, "text");
    Store *store = visit->web->diwan->store;
    if (*text == '\0')
        page_problem(visit, MHD_HTTP_BAD_REQUEST, "malformed");
    else if (office_verify_page(store, visit->web->search, visit->id, visit->number, text,
                 visit->staff->login, &error)) {
        int from = (visit->number - 1) / PAGES_AT_A_TIME * PAGES_AT_A_TIME + 1;
        g_autofree char *to = g_strdup_printf(
            "/i/%" G_GINT64_FORMAT "?from=%d&said=verified", visit->id, from);
        log_line(
            "letter=%" G_GINT64_FORMAT " page=%d verified", visit->id, visit->number);
        answer_redirect(visit, to);
    } else if (g_error_matches(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED))
        page_problem(visit, MHD_HTTP_CONFLICT, "changed");
    else
        page_error(visit, error);
}
