/* rules_read.c - the life of requests from kinds.conf: machines, documents, periods, who may do what.
 *
 * Everything is checked when it is loaded, so that a request can come into no state that the file does
 * not know, and a wrong line is told with its group and key.
 */
#include "office/rules.h"

#include <string.h>

enum { MOST_FILE_BYTES = 256 * 1024, MOST_DAYS = 3650 };

#define MACHINE "machine "
#define DOCUMENT "document "
#define STAFF "acts staff"
#define DUE "due_"

/* ---- values ---- */

typedef struct Source {
    const char *path;
    GKeyFile *file;
    const char *group;
    Rules *rules;
} Source;

static bool
wrong(const Source *source, const char *key, const char *should, GError **error)
{
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG, "%s: [%s] %s: %s", source->path,
        source->group, key, should);
    return false;
}

/* Stripped; NULL when it is missing or empty. */
static char *
value_of(const Source *source, const char *key)
{
    g_autofree char *value =
        g_key_file_get_string(source->file, source->group, key, NULL);
    return value != NULL && *g_strstrip(value) != '\0' ? g_steal_pointer(&value) : NULL;
}

static char **
words_of(const char *text, const char *separators)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    g_auto(GStrv) words = g_strsplit_set(text != NULL ? text : "", separators, -1);
    for (int i = 0; words[i] != NULL; i++)
        if (*words[i] != '\0')
            g_strv_builder_add(builder, words[i]);
    return g_strv_builder_end(builder);
}

/* "target", "pause", "none", "30d" or "3w". */
static bool
read_limit(const char *text, Limit *limit)
{
    static const char *const names[] = {"none", "target", "pause"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        if (g_strcmp0(text, names[i]) == 0) {
            *limit = (Limit){.kind = (LimitKind)i};
            return true;
        }
    char *end = NULL;
    gint64 n = text != NULL ? g_ascii_strtoll(text, &end, 10) : 0;
    if (n < 1 || n > MOST_DAYS || (*end != 'd' && *end != 'w') || end[1] != '\0')
        return false;
    *limit = (Limit){*end == 'd' ? LIMIT_DAYS : LIMIT_WORKED, (int)n};
    return true;
}

/* ---- machines ---- */

static bool
read_flags(const char *text, MoveFlags *flags)
{
    static const char *const names[] = {"reason", "completes", "asks", "early", "decides",
        "final", "others", "named", "merges", "window", "tells", "session", "answers",
        "linked"};
    g_auto(GStrv) words = words_of(text, " ");
    for (int i = 0; words[i] != NULL; i++) {
        guint bit = 0;
        while (bit < G_N_ELEMENTS(names) && strcmp(names[bit], words[i]) != 0)
            bit++;
        if (bit == G_N_ELEMENTS(names))
            return false;
        *flags |= 1u << bit;
    }
    return true;
}

static bool
read_move(const Source *source, Machine *machine, const char *key, GError **error)
{
    g_autofree char *value = value_of(source, key);
    g_auto(GStrv) parts = g_strsplit(value != NULL ? value : "", ";", 3);
    const char *arrow = parts[0] != NULL ? strchr(parts[0], '>') : NULL;
    if (arrow == NULL || parts[1] == NULL)
        return wrong(source, key, "should be `from … > to; role …; flag …`", error);
    Move *move = g_new0(Move, 1);
    g_ptr_array_add(machine->moves, move);
    g_autofree char *from = g_strndup(parts[0], arrow - parts[0]);
    move->name = g_strdup(key);
    move->from = words_of(from, " ");
    move->to = g_strstrip(g_strdup(arrow + 1));
    move->roles = words_of(parts[1], " ");
    if (move->from[0] == NULL || move->roles[0] == NULL || *move->to == '\0')
        return wrong(source, key, "should name states and roles", error);
    return read_flags(parts[2], &move->flags) ||
           wrong(source, key, "asks for something that is not known", error);
}

/* Every state has a limit, and from a state there is one way to another. */
static bool
check_moves(const Source *source, const Machine *machine, GError **error)
{
    for (guint i = 0; i < machine->moves->len; i++) {
        const Move *move = machine->moves->pdata[i];
        if (strcmp(move->to, MOVE_BACK) != 0 &&
            !g_hash_table_contains(machine->limits, move->to))
            return wrong(source, move->name, "leads to a state without due_", error);
        for (int j = 0; move->from[j] != NULL; j++)
            if (!g_hash_table_contains(machine->limits, move->from[j]) ||
                (strcmp(move->to, MOVE_BACK) != 0 &&
                    machine_move(machine, move->from[j], move->to) != move) ||
                machine_move(machine, move->from[j], move->name) != move)
                return wrong(
                    source, move->name, "leads from a state it cannot lead from", error);
    }
    return true;
}

static bool
read_machine(const Source *source, GError **error)
{
    Machine *machine = g_new0(Machine, 1);
    machine->name = g_strdup(source->group + strlen(MACHINE));
    machine->moves = g_ptr_array_new_with_free_func((GDestroyNotify)move_free);
    machine->limits = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_hash_table_insert(source->rules->machines, machine->name, machine);
    g_auto(GStrv) keys = g_key_file_get_keys(source->file, source->group, NULL, NULL);
    for (int i = 0; keys[i] != NULL; i++) {
        if (!g_str_has_prefix(keys[i], DUE)) {
            if (!read_move(source, machine, keys[i], error))
                return false;
            continue;
        }
        Limit limit;
        g_autofree char *value = value_of(source, keys[i]);
        if (!read_limit(value, &limit))
            return wrong(source, keys[i],
                "should be target, pause, none, or days as 30d or 3w", error);
        g_hash_table_insert(machine->limits, g_strdup(keys[i] + strlen(DUE)),
            g_memdup2(&limit, sizeof limit));
    }
    return check_moves(source, machine, error);
}

/* ---- documents, acts, kinds ---- */

static bool
read_document(const Source *source, GError **error)
{
    DocumentRule *rule = g_new0(DocumentRule, 1);
    rule->document = g_strdup(source->group + strlen(DOCUMENT));
    g_hash_table_insert(source->rules->documents, rule->document, rule);
    const struct {
        const char *key;
        char **value;
    } texts[] = {{"name_ar", &rule->name_ar}, {"name_en", &rule->name_en},
        {"why_ar", &rule->why_ar}, {"why_en", &rule->why_en}, {"how_ar", &rule->how_ar},
        {"how_en", &rule->how_en}};
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        if ((*texts[i].value = value_of(source, texts[i].key)) == NULL)
            return wrong(
                source, texts[i].key, "is missing, it is what people read", error);
    rule->expires = g_key_file_get_boolean(source->file, source->group, "expires", NULL);
    return true;
}

static void
read_acts(const Source *source)
{
    g_auto(GStrv) keys = g_key_file_get_keys(source->file, source->group, NULL, NULL);
    for (int i = 0; keys[i] != NULL; i++) {
        g_autofree char *value = value_of(source, keys[i]);
        g_hash_table_insert(source->rules->acts, g_strdup(keys[i]), words_of(value, " "));
    }
}

static bool
read_documents(const Source *source, const char *key, char ***documents, GError **error)
{
    g_autofree char *value = value_of(source, key);
    *documents = words_of(value, "; ");
    for (int i = 0; (*documents)[i] != NULL; i++)
        if (rules_document(source->rules, (*documents)[i]) == NULL)
            return wrong(source, key, "names a document that has no group", error);
    return true;
}

/* An acknowledgement waits for no document. */
static bool
read_enclosures(const Source *source, char ***names, GError **error)
{
    g_autofree char *value = value_of(source, "enclosures");
    *names = words_of(value, "; ");
    for (char **name = *names; *name != NULL; name++) {
        if (strspn(*name, "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen(*name))
            return wrong(source, "enclosures",
                "should name documents as the library has them", error);
        char *bare = *name;
        *name = g_strconcat(bare, "?", NULL);
        g_free(bare);
    }
    return true;
}

static bool
read_kind(const Source *source, GError **error)
{
    static const char *const fields[] = {
        "full_name", "national_id", "mobile", "email", "city", "iban", NULL};
    KindRule *rule = g_new0(KindRule, 1);
    rule->kind = g_strdup(source->group);
    g_hash_table_insert(source->rules->kinds, rule->kind, rule);
    g_autofree char *machine = value_of(source, "machine");
    g_autofree char *target = value_of(source, "target");
    g_autofree char *named = value_of(source, "fields");
    rule->machine =
        machine != NULL ? g_hash_table_lookup(source->rules->machines, machine) : NULL;
    rule->committee =
        g_key_file_get_boolean(source->file, source->group, "committee", NULL);
    rule->first_state = value_of(source, "first_state");
    rule->fields = words_of(named, "; ");
    if (rule->machine == NULL)
        return wrong(source, "machine", "should name a group [machine NAME]", error);
    if (rule->first_state == NULL ||
        !g_hash_table_contains(rule->machine->limits, rule->first_state))
        return wrong(source, "first_state", "is no state of its machine", error);
    if (!rule->committee &&
        (!read_limit(target, &rule->target) || rule->target.kind < LIMIT_DAYS))
        return wrong(source, "target", "should be days, as 30d or 10w", error);
    for (int i = 0; rule->fields[i] != NULL; i++)
        if (!g_strv_contains(fields, rule->fields[i]))
            return wrong(source, "fields", "names a field no party has", error);
    return read_enclosures(source, &rule->enclosures, error) &&
           read_documents(source, "documents", &rule->documents, error) &&
           read_documents(source, "optional", &rule->optional, error);
}

/* ---- the file ---- */

/* Machines and documents first: kinds name them. */
static bool
read_groups(Source *source, char **groups, bool kinds, GError **error)
{
    for (int i = 0; groups[i] != NULL; i++) {
        bool well = true;
        source->group = groups[i];
        if (strchr(groups[i], ' ') == NULL)
            well = !kinds || read_kind(source, error);
        else if (kinds)
            continue;
        else if (g_str_has_prefix(groups[i], MACHINE))
            well = read_machine(source, error);
        else if (g_str_has_prefix(groups[i], DOCUMENT))
            well = read_document(source, error);
        else if (strcmp(groups[i], STAFF) == 0)
            read_acts(source);
        else
            well = wrong(source, "", "is not a group of kinds.conf", error);
        if (!well)
            return false;
    }
    return true;
}

Rules *
rules_load(const char *path, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autofree char *found =
        path != NULL ? g_strdup(path) : file_beside_program("config/kinds.conf");
    g_autoptr(GBytes) bytes = file_read(found, MOST_FILE_BYTES, error);
    if (bytes == NULL)
        return NULL;
    g_autoptr(GKeyFile) file = g_key_file_new();
    if (!g_key_file_load_from_bytes(file, bytes, G_KEY_FILE_NONE, &cause)) {
        g_set_error(
            error, DIWAN_ERROR, DIWAN_ERROR_CONFIG, "%s: %s", found, cause->message);
        return NULL;
    }
    g_autoptr(Rules) rules = rules_new();
    Source source = {found, file, NULL, rules};
    g_auto(GStrv) groups = g_key_file_get_groups(file, NULL);
    return read_groups(&source, groups, false, error) &&
                   read_groups(&source, groups, true, error)
               ? g_steal_pointer(&rules)
               : NULL;
}
