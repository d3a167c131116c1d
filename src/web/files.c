/* files.c - kept files as they are: pictures of pages, the raw letter, its parts; the style sheet.
 *
 * Everything but our own pictures of pages leaves as a download, so that no browser ever runs what
 * somebody sent.
 */
#include "web/inside.h"

#include <string.h>

static void
answer_missing(Visit *visit, const GError *error)
{
    if (error != NULL && !g_error_matches(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED))
        page_error(visit, error);
    else
        page_problem(visit, MHD_HTTP_NOT_FOUND, "not_found");
}

/* A rejected letter's files are for those who may see it. */
static bool
may_see(Visit *visit)
{
    g_autoptr(Letter) letter =
        store_letter_get(visit->web->diwan->store, visit->id, NULL);
    return letter == NULL || show_may_see(visit, letter) ||
           page_allows(visit, "see_rejected");
}

void
page_image(Visit *visit)
{
    g_autoptr(GError) error = NULL;
    if (!may_see(visit))
        return;
    g_autoptr(Page) page =
        store_page_at(visit->web->diwan->store, visit->id, visit->number, &error);
    if (page != NULL && page->image_sha256 != NULL)
        answer_kept_file(visit, page->image_sha256, "image/jpeg", NULL);
    else
        answer_missing(visit, error);
}

void
page_raw(Visit *visit)
{
    g_autoptr(GError) error = NULL;
    if (!may_see(visit))
        return;
    g_autoptr(Letter) letter =
        store_letter_get(visit->web->diwan->store, visit->id, &error);
    if (letter == NULL || letter->erased ||
        letter->kind == KIND_SURVEY_ANSWER) { /* nobody's words */
        answer_missing(visit, error);
        return;
    }
    g_autofree char *name =
        letter->file_name != NULL
            ? g_strdup(letter->file_name)
            : g_strdup_printf("letter-%" G_GINT64_FORMAT ".eml", letter->id);
    answer_kept_file(visit, letter->sha256, "application/octet-stream", name);
}

void
page_part(Visit *visit)
{
    g_autoptr(GError) error = NULL;
    if (!may_see(visit))
        return;
    g_autoptr(GPtrArray) parts =
        store_parts_of(visit->web->diwan->store, visit->id, &error);
    if (parts == NULL || visit->number > (int)parts->len) {
        answer_missing(visit, error);
        return;
    }
    const StoredPart *part = parts->pdata[visit->number - 1];
    answer_kept_file(visit, part->sha256, "application/octet-stream",
        part->name != NULL ? part->name : "part");
}

void
page_style(Visit *visit)
{
    if (strcmp(visit->path, visit->web->style_path) == 0)
        answer_text(visit, MHD_HTTP_OK, "text/css; charset=utf-8",
            "public, max-age=31536000, immutable", visit->web->style);
    else
        page_problem(visit, MHD_HTTP_NOT_FOUND, "not_found");
}
