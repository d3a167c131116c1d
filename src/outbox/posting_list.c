/* posting_list.c - the files of a print run: letters, labels, and the list the post is handed with. */
#include "outbox/outbox.h"

#include "language/language.h"
#include "paper/paper.h"

#include <string.h>

static bool
file_put(const char *folder, const char *name, GBytes *bytes, GError **error)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    gsize length;
    const void *data = g_bytes_get_data(bytes, &length);
    return file_write(path, data, length, 0600, error);
}

/* ---- the list as a table of values ---- */

static void
cell_append(GString *row, const char *value, const char *end)
{
    g_string_append_c(row, '"');
    for (const char *c = value; *c != '\0'; c++) {
        if (*c == '"')
            g_string_append_c(row, '"');
        g_string_append_c(row, *c == '\n' ? ' ' : *c);
    }
    g_string_append_printf(row, "\"%s", end);
}

/* With a byte order mark, for spreadsheets that take UTF-8 for something else. */
static GBytes *
list_csv(const GPtrArray *letters)
{
    GString *rows = g_string_new("\xef\xbb\xbfid,place,number,name,address,tracking\r\n");
    for (guint i = 0; i < letters->len; i++) {
        const PostLetter *letter = letters->pdata[i];
        g_string_append_printf(
            rows, "%" G_GINT64_FORMAT ",%d,", letter->id, letter->place);
        cell_append(rows, letter->number, ",");
        cell_append(rows, letter->name, ",");
        cell_append(rows, letter->address, ",");
        cell_append(rows, letter->tracking != NULL ? letter->tracking : "", "\r\n");
    }
    return g_string_free_to_bytes(rows);
}

/* ---- as pages ---- */

static char **
row_new(const PostLetter *letter)
{
    char **row = g_new0(char *, 6);
    row[0] = g_strdup_printf("%d", letter->place);
    row[1] = g_strdup(letter->number);
    row[2] = g_strdup(letter->name);
    row[3] = g_strdelimit(g_strdup(letter->address), "\n", ' ');
    row[4] = g_strdup(letter->tracking != NULL ? letter->tracking : "");
    return row;
}

static void
list_draw(Sheets *sheets, gpointer user_data)
{
    static const SheetColumn columns[] = {{"م", 1, SHEET_START},
        {"رقم الخطاب", 3, SHEET_START}, {"المرسل إليه", 4, SHEET_START},
        {"العنوان", 6, SHEET_START}, {"رقم التتبع", 4, SHEET_START}};
    sheets_table(sheets, columns, G_N_ELEMENTS(columns), user_data);
}

static void
list_draw_english(Sheets *sheets, gpointer user_data)
{
    static const SheetColumn columns[] = {{"No.", 1, SHEET_START},
        {"Letter", 3, SHEET_START}, {"Recipient", 4, SHEET_START},
        {"Address", 6, SHEET_START}, {"Tracking number", 4, SHEET_START}};
    sheets_table(sheets, columns, G_N_ELEMENTS(columns), user_data);
}

static GBytes *
list_pages(const Config *config, const GPtrArray *letters, gint64 run_id, gint64 date_ms,
    GError **error)
{
    bool english = g_strcmp0(config->language, "en") == 0;
    g_autofree char *title =
        g_strdup_printf(english ? "Posting list %" G_GINT64_FORMAT
                                : "قائمة إرسال بريدي \u2066%" G_GINT64_FORMAT "\u2069",
            run_id);
    g_autoptr(GPtrArray) rows =
        g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    for (guint i = 0; i < letters->len; i++)
        g_ptr_array_add(rows, row_new(letters->pdata[i]));
    const SheetsPlan plan = {.language = english ? "en" : "ar",
        .title = title,
        .office = english && config->office_name_en != NULL ? config->office_name_en
                                                            : config->office_name,
        .date_ms = date_ms,
        .landscape = true};
    return sheets_make(&plan, english ? list_draw_english : list_draw, rows, error);
}

static GBytes *
labels_of(const Config *config, const GPtrArray *letters, gint64 date_ms, GError **error)
{
    g_autofree PaperLabel *labels = g_new0(PaperLabel, letters->len);
    for (guint i = 0; i < letters->len; i++) {
        const PostLetter *letter = letters->pdata[i];
        labels[i] = (PaperLabel){letter->name, letter->address};
    }
    return paper_labels(labels, letters->len, config->language, date_ms, error);
}

bool
outbox_print_write(Store *store, Archive *archive, const Config *config, gint64 run_id,
    const char *folder, GError **error)
{
    g_autofree char *sha256 = NULL;
    gint64 made_at = 0;
    g_autoptr(GPtrArray) letters = store_post_of_run(store, run_id, error);
    if (letters == NULL || !store_post_run_get(store, run_id, &sha256, &made_at, error) ||
        !file_make_folder(folder, error))
        return false;
    g_autoptr(GBytes) whole = archive_load(archive, sha256, error);
    g_autoptr(GBytes) labels =
        whole != NULL ? labels_of(config, letters, made_at, error) : NULL;
    g_autoptr(GBytes) pages =
        labels != NULL ? list_pages(config, letters, run_id, made_at, error) : NULL;
    g_autoptr(GBytes) csv = list_csv(letters);
    return pages != NULL && file_put(folder, "letters.pdf", whole, error) &&
           file_put(folder, "labels.pdf", labels, error) &&
           file_put(folder, "posting-list.pdf", pages, error) &&
           file_put(folder, "posting-list.csv", csv, error);
}
