/* applicants_import.c - a table of people into the register of parties.
 *
 * The first row names the columns, in Arabic or English. Every value is checked and brought to
 * the form letters are compared with; a row is taken whole or not at all. Importing the same
 * table again changes nothing.
 */
#include "commands/applicants_import.h"

#include "language/language.h"

#include <string.h>

#define ROWS_PER_COMMIT 1000
#define MOST_NAME_BYTES 400
#define MOST_WORD_BYTES 100
#define MOST_EMAIL_BYTES 254 /* RFC 5321, 4.5.3.1.3 */

typedef enum {
    COLUMN_FILE_NO,
    COLUMN_NATIONAL_ID,
    COLUMN_FULL_NAME,
    COLUMN_EMAIL,
    COLUMN_MOBILE,
    COLUMN_CITY,
    COLUMN_PARTY_KIND,
    COLUMN_IBAN,
    COLUMN_ADDRESS,
    COLUMN_BIRTH_DATE,
    COLUMN_COUNT,
} Column;

/* What people write above a column: folded, letters and digits only, separated by bars. */
static const char *const column_headers[COLUMN_COUNT] = {
    [COLUMN_FILE_NO] = "|fileno|filenumber|file|رقمالملف|الملف|ملف|",
    [COLUMN_NATIONAL_ID] =
        "|nationalid|id|idnumber|iqama|nationalidiqama|رقمالهويه|الهويه|"
        "السجلالمدني|رقمالسجلالمدني|رقمالاقامه|رقمالهويهالاقامه|"
        "الهويهالوطنيه|رقمالهويهالوطنيه|",
    [COLUMN_FULL_NAME] = "|fullname|name|الاسم|الاسمالكامل|الاسمالرباعي|اسمالمستفيد|",
    [COLUMN_EMAIL] = "|email|emailaddress|mail|البريد|البريدالالكتروني|الايميل|ايميل|",
    [COLUMN_MOBILE] =
        "|mobile|phone|mobilenumber|phonenumber|الجوال|رقمالجوال|جوال|الهاتف|"
        "رقمالهاتف|",
    [COLUMN_CITY] = "|city|المدينه|مدينه|",
    [COLUMN_PARTY_KIND] = "|partykind|kind|الصفه|النوع|صفهالطرف|",
    [COLUMN_IBAN] = "|iban|الايبان|ايبان|رقمالايبان|",
    [COLUMN_ADDRESS] = "|address|postaladdress|nationaladdress|العنوان|العنوانالوطني|"
                       "العنوانالبريدي|",
    [COLUMN_BIRTH_DATE] = "|birthdate|dateofbirth|dob|born|تاريخالميلاد|الميلاد|"
                          "تاريخالميلادهجري|تاريخالميلادميلادي|",
};

static const struct {
    const char *kind;
    const char *words; /* folded, as column_headers */
} party_kinds[] = {
    {"applicant", "|applicant|متقدم|متقدمه|مقدمطلب|"},
    {"beneficiary", "|beneficiary|مستفيد|مستفيده|"},
    {"supporter", "|supporter|donor|داعم|داعمه|متبرع|متبرعه|"},
    {"volunteer", "|volunteer|متطوع|متطوعه|"},
    {"branch", "|branch|فرع|"},
    {"body", "|body|organisation|organization|جهه|جهات|مؤسسه|موسسه|"},
};

typedef struct Import {
    Store *store;
    Csv *csv;
    ImportResult *result;
    int columns[COLUMN_COUNT]; /* of the table; -1: it has none */
    GHashTable *lines;         /* of line numbers, by file number: a number stands once */
} Import;

static void
import_refusal_free(ImportRefusal *refusal)
{
    g_free(refusal->reason);
    g_free(refusal);
}

void
import_result_clear(ImportResult *result)
{
    g_clear_pointer(&result->refusals, g_ptr_array_unref);
}

static void
refuse(Import *import, int line, char *take_reason)
{
    ImportRefusal *refusal = g_new0(ImportRefusal, 1);
    refusal->line = line;
    refusal->reason = take_reason;
    g_ptr_array_add(import->result->refusals, refusal);
}

/* ---- the first row ---- */

static bool
read_header(Import *import, GError **error)
{
    g_autoptr(GPtrArray) fields = g_ptr_array_new_with_free_func(g_free);
    int line = 1;
    const char *reason = "the table is empty";
    for (int column = 0; column < COLUMN_COUNT; column++)
        import->columns[column] = -1;
    CsvResult result = csv_next(import->csv, fields, &line, &reason);
    for (guint i = 0; result == CSV_ROW && i < fields->len; i++) {
        g_autofree char *key = text_key(fields->pdata[i]);
        for (int column = 0; column < COLUMN_COUNT; column++)
            if (import->columns[column] < 0 && strlen(key) > 2 &&
                strstr(column_headers[column], key) != NULL)
                import->columns[column] = i;
    }
    if (import->columns[COLUMN_FILE_NO] >= 0 && import->columns[COLUMN_FULL_NAME] >= 0)
        return true;
    if (result == CSV_ROW)
        reason = "the first row must name the columns, file_no and full_name among them "
                 "(رقم الملف، الاسم)";
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED, "line %d: %s: nothing was taken",
        line, reason);
    return false;
}

/* ---- a row ---- */

static const char *
cell(const Import *import, GPtrArray *fields, Column column)
{
    int i = import->columns[column];
    return i >= 0 && i < (int)fields->len ? fields->pdata[i] : "";
}

static bool
is_email(const char *text)
{
    const char *at = strrchr(text, '@');
    if (at == NULL || at == text || strlen(text) > MOST_EMAIL_BYTES || at[1] == '.' ||
        strchr(at, '.') == NULL || text[strlen(text) - 1] == '.')
        return false;
    for (const char *p = text; *p != '\0'; p++)
        if ((guchar)*p <= ' ' || *p == 0x7F || (*p == '@' && p != at) ||
            strchr("<>(),;:\"[]\\", *p) != NULL)
            return false;
    return true;
}

static char *
parse_email(const char *text)
{
    g_autofree char *lower = g_utf8_strdown(text, -1);
    return is_email(lower) ? g_steal_pointer(&lower) : NULL;
}

static char *
parse_party_kind(const char *text)
{
    g_autofree char *key = text_key(text);
    for (gsize i = 0; i < G_N_ELEMENTS(party_kinds); i++)
        if (strlen(key) > 2 && strstr(party_kinds[i].words, key) != NULL)
            return g_strdup(party_kinds[i].kind);
    return NULL;
}

static char *
parse_plain(const char *text, gsize most_bytes)
{
    g_autofree char *plain = g_strstrip(text_strip_controls(text));
    return strlen(plain) <= most_bytes ? g_steal_pointer(&plain) : NULL;
}

static char *
parse_word(const char *text)
{
    return parse_plain(text, MOST_WORD_BYTES);
}

static char *
parse_name(const char *text)
{
    return parse_plain(text, MOST_NAME_BYTES);
}

/* In either calendar; kept as the Gregorian day. */
static char *
parse_birth_date(const char *text)
{
    g_autofree char *plain = g_strstrip(text_strip_controls(text));
    gint64 begin = 0;
    g_autofree char *trouble = day_read(plain, "en", &begin);
    if (trouble != NULL || begin > clock_now_ms())
        return NULL;
    Day day = day_gregorian(begin);
    return g_strdup_printf("%04d-%02d-%02d", day.year, day.month, day.day);
}

/* Digits are ASCII on the record, whatever the table has. */
static char *
parse_file_no(const char *text)
{
    g_autofree char *digits = text_ascii_digits(text);
    return parse_plain(digits, MOST_WORD_BYTES);
}

/* Puts the checked value of a column where it belongs: NULL for an empty cell, nothing at all when
 * the table has no such column. */
static bool
read_cell(Import *import, GPtrArray *fields, int line, Column column, const char *what,
    char *(*parse)(const char *text), char **value)
{
    if (import->columns[column] < 0)
        return true;
    const char *text = cell(import, fields, column);
    g_autofree char *parsed = *text != '\0' ? parse(text) : NULL;
    if (*text != '\0' && parsed == NULL) {
        refuse(import, line, g_strdup_printf("%s '%s' is not one", what, text));
        return false;
    }
    g_free(*value);
    *value = g_steal_pointer(&parsed);
    return true;
}

static bool
read_cells(Import *import, GPtrArray *fields, int line, Party *party)
{
    return read_cell(import, fields, line, COLUMN_FULL_NAME, "full name", parse_name,
               &party->full_name) &&
           read_cell(import, fields, line, COLUMN_NATIONAL_ID, "national ID or iqama",
               national_id_parse, &party->national_id) &&
           read_cell(import, fields, line, COLUMN_EMAIL, "e-mail", parse_email,
               &party->email) &&
           read_cell(import, fields, line, COLUMN_MOBILE, "Saudi mobile", mobile_parse,
               &party->mobile) &&
           read_cell(import, fields, line, COLUMN_IBAN, "Saudi IBAN", iban_parse,
               &party->iban) &&
           read_cell(
               import, fields, line, COLUMN_CITY, "city", parse_word, &party->city) &&
           read_cell(import, fields, line, COLUMN_PARTY_KIND, "party kind",
               parse_party_kind, &party->party_kind) &&
           read_cell(import, fields, line, COLUMN_BIRTH_DATE,
               "day of birth (1985-03-07, or 1405/6/15)", parse_birth_date,
               &party->birth_date);
}

/* The file number of a row; NULL when it has none, a bad one, or one that stood before. */
static char *
read_file_no(Import *import, GPtrArray *fields, int line)
{
    const char *text = cell(import, fields, COLUMN_FILE_NO);
    g_autofree char *file_no = parse_file_no(text);
    if (file_no == NULL || *file_no == '\0') {
        refuse(import, line, g_strdup("the file number is missing or too long"));
        return NULL;
    }
    int before = GPOINTER_TO_INT(g_hash_table_lookup(import->lines, file_no));
    if (before != 0) {
        refuse(import, line,
            g_strdup_printf(
                "file number '%s' stands in line %d already", file_no, before));
        return NULL;
    }
    return g_steal_pointer(&file_no);
}

/* Lines are parted by semicolons, or as they stand in the cell. */
static bool
put_address(Import *import, GPtrArray *fields, gint64 party_id, GError **error)
{
    const char *text = cell(import, fields, COLUMN_ADDRESS);
    if (*text == '\0')
        return true;
    g_auto(GStrv) lines = g_strsplit_set(text, ";\r\n", 6);
    g_autoptr(GString) address = g_string_new(NULL);
    for (guint i = 0; lines[i] != NULL; i++) {
        g_autofree char *line = text_strip_controls(lines[i]);
        if (*g_strstrip(line) != '\0')
            g_string_append_printf(address, "%s%s", address->len > 0 ? "\n" : "", line);
    }
    return store_address_put(import->store, party_id, address->str, error);
}

static bool
put_party(Import *import, const Party *party, GPtrArray *fields, GError **error)
{
    g_autoptr(PersonName) name = person_name_parse(party->full_name);
    g_autoptr(GPtrArray) keys = person_name_keys(name);
    PartyChange change;
    gint64 id;
    if (!store_party_put(import->store, party, keys, &change, &id, error) ||
        !put_address(import, fields, id, error))
        return false;
    import->result->added += change == PARTY_NEW;
    import->result->changed += change == PARTY_CHANGED;
    import->result->unchanged += change == PARTY_UNCHANGED;
    return true;
}

/* False only when the store failed. */
static bool
take_row(Import *import, GPtrArray *fields, int line, GError **error)
{
    g_autofree char *file_no = read_file_no(import, fields, line);
    if (file_no == NULL)
        return true;
    GError *failure = NULL;
    g_autoptr(Party) party = store_party_by_file_no(import->store, file_no, &failure);
    if (failure != NULL) {
        g_propagate_error(error, failure);
        return false;
    }
    if (party == NULL) {
        party = party_new();
        party->file_no = g_strdup(file_no);
    }
    if (party->merged_into != 0) {
        refuse(import, line,
            g_strdup_printf("the record '%s' was merged into another: change that one",
                party->file_no));
        return true;
    }
    if (party->erased_by != 0) {
        refuse(import, line,
            g_strdup_printf(
                "the record '%s' was erased: a person who comes back is given another",
                party->file_no));
        return true;
    }
    if (!read_cells(import, fields, line, party))
        return true;
    if (party->full_name == NULL || *party->full_name == '\0') {
        refuse(import, line, g_strdup("the full name is missing"));
        return true;
    }
    if (party->party_kind == NULL)
        party->party_kind = g_strdup("applicant");
    g_hash_table_insert(import->lines, g_steal_pointer(&file_no), GINT_TO_POINTER(line));
    return put_party(import, party, fields, error);
}

/* Rows up to one commit; *more is false after the last. */
static bool
take_batch(Import *import, int *rows, bool *more, GError **error)
{
    g_autoptr(GPtrArray) fields = g_ptr_array_new_with_free_func(g_free);
    for (int n = 0; n < ROWS_PER_COMMIT; n++) {
        int line;
        const char *reason;
        CsvResult result = csv_next(import->csv, fields, &line, &reason);
        *more = result != CSV_END;
        if (!*more)
            return true;
        ++*rows;
        if (result == CSV_BAD)
            refuse(import, line, g_strdup(reason));
        else if (!take_row(import, fields, line, error))
            return false;
    }
    return true;
}

static bool
take_rows(Import *import, ImportProgress progress, void *user_data, GError **error)
{
    int rows = 0;
    for (bool more = true; more;) {
        if (!store_begin(import->store, error))
            return false;
        if (!take_batch(import, &rows, &more, error) ||
            !store_commit(import->store, error)) {
            store_rollback(import->store);
            return false;
        }
        if (progress != NULL)
            progress(rows, user_data);
    }
    return true;
}

bool
applicants_import(Store *store, GBytes *table, ImportResult *result,
    ImportProgress progress, void *user_data, GError **error)
{
    *result = (ImportResult){
        .refusals = g_ptr_array_new_with_free_func((GDestroyNotify)import_refusal_free)};
    g_autoptr(Csv) csv = csv_open(table, error);
    if (csv == NULL)
        return false;
    g_autoptr(GHashTable) lines =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    Import import = {.store = store, .csv = csv, .result = result, .lines = lines};
    return read_header(&import, error) && take_rows(&import, progress, user_data, error);
}
