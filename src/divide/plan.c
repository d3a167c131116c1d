/* plan.c - where the letters of a scan begin, from the codes that were read on its pages.
 *
 * A code is believed only when it is signed with the office's own key: a sheet of another office, or
 * one that somebody drew, begins nothing and is told of. A form goes with the letter before it unless
 * it was given for another request. Pages without any code belong to the letter they follow.
 */
#include "divide/divide.h"

#include <string.h>

/* What the code of a letter on paper begins with. */
#define OUR_LETTER "D:"
#define OUR_FORM "DIWAN-FORM/"

/* ---- what codes mean ---- */

static gint64
about(const ReferenceKey *key, const char *text)
{
    gint64 letter = 0, request = 0;
    if (!reference_read(key, text, &letter, &request))
        return 0;
    return request > 0 ? request : -letter;
}

/* Sheets that scanners' makers sell: T, which upside down is 3, and 2. The others turn colour on and off. */
static bool
is_patch(const Code *code)
{
    return strcmp(code->type, "PATCH") == 0 && strlen(code->text) == 1 &&
           strchr("T23", code->text[0]) != NULL;
}

static void
mark(const ReferenceKey *key, const Code *code, PageMarks *marks)
{
    const char *text = code->text;
    SeparatorCode separator = separator_read(key, text);
    marks->separator = marks->separator || separator == SEPARATOR_OURS || is_patch(code);
    marks->foreign = marks->foreign || separator == SEPARATOR_FOREIGN;
    if (marks->letter == 0 && g_str_has_prefix(text, OUR_LETTER))
        marks->letter = about(key, text);
    if (marks->form == 0 && g_str_has_prefix(text, OUR_FORM))
        marks->form = about(key, text);
}

GArray *
divide_marks(const ReferenceKey *key, const GPtrArray *pages)
{
    GArray *all = g_array_new(false, true, sizeof(PageMarks));
    for (guint i = 0; i < pages->len; i++) {
        const Page *page = pages->pdata[i];
        PageMarks marks = {
            .part_id = page->part_id, .position = page->position, .number = page->number};
        for (guint j = 0; page->reading != NULL && j < page->reading->codes->len; j++)
            mark(key, page->reading->codes->pdata[j], &marks);
        g_array_append_val(all, marks);
    }
    return all;
}

/* ---- where letters begin ---- */

/* A sheet that bears a letter's code as well is two pages that were drawn in together: it is kept. */
static bool
is_sheet(const PageMarks *marks)
{
    return marks->separator && marks->letter == 0 && marks->form == 0;
}

/* Whether its own code says that it begins a letter; now: what the one before it is about. */
static bool
begins_by_code(const PageMarks *marks, gint64 now, bool by_codes)
{
    if (marks->separator)
        return true;
    if (!by_codes)
        return false;
    return (marks->letter != 0 && marks->letter != now) ||
           (marks->form != 0 && now != 0 && marks->form != now);
}

static void
put(DividePlan *plan, const PageMarks *marks, guint i, bool begins)
{
    if (begins) {
        Piece piece = {.part_id = marks->part_id, .first = i, .n = 1};
        g_array_append_val(plan->pieces, piece);
    } else
        g_array_index(plan->pieces, Piece, plan->pieces->len - 1).n++;
}

DividePlan
divide_plan(const GArray *marks, bool by_codes)
{
    DividePlan plan = {.pieces = g_array_new(false, true, sizeof(Piece))};
    bool behind_sheet = false, open = false;
    gint64 part_id = 0, now = 0;
    for (guint i = 0; i < marks->len; i++) {
        const PageMarks *page = &g_array_index(marks, PageMarks, i);
        plan.foreign = plan.foreign || page->foreign;
        if (is_sheet(page)) {
            plan.divides = behind_sheet = true;
            open = false;
            continue;
        }
        bool back = behind_sheet && page->blank;
        behind_sheet = false;
        if (back)
            continue;
        bool follows = open && page->part_id == part_id;
        bool coded = follows && begins_by_code(page, now, by_codes);
        put(&plan, page, i, !follows || coded);
        plan.divides = plan.divides || coded;
        if (!follows || coded)
            now = 0;
        if (now == 0)
            now = page->letter != 0 ? page->letter : page->form;
        open = true;
        part_id = page->part_id;
    }
    return plan;
}

void
divide_plan_clear(DividePlan *plan)
{
    g_clear_pointer(&plan->pieces, g_array_unref);
}
