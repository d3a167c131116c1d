/* config.c - reads diwan.conf, and says of what is wrong: file, line, and what it should be.
 *
 * GKeyFile merges groups and reads values but forgets lines, so the lines are gone through here
 * first: their form is checked and the place of every group and key is kept.
 */
#include "base/config.h"

#include "base/config_mailbox.h"
#include "base/config_oauth.h"
#include "base/error.h"
#include "base/file.h"
#include "base/settings.h"

#include <string.h>

#define MOST_CONFIG_BYTES (1024 * 1024)

typedef struct Loader {
    const char *path;   /* as given: it stands in messages */
    const char *folder; /* absolute */
    GKeyFile *keys;
    GHashTable *lines; /* "group" or "group\nkey", owned → line */
    Config *config;
    GError **error;
} Loader;

static bool fail(Loader *loader, int line, const char *format, ...) G_GNUC_PRINTF(3, 4);

static bool
fail(Loader *loader, int line, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *what = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error(loader->error, DIWAN_ERROR, DIWAN_ERROR_CONFIG, "%s:%d: %s", loader->path,
        line, what);
    return false;
}

static int
line_of(Loader *loader, const char *group, const char *key)
{
    g_autofree char *place =
        key != NULL ? g_strconcat(group, "\n", key, NULL) : g_strdup(group);
    return GPOINTER_TO_INT(g_hash_table_lookup(loader->lines, place));
}

/* ---- lines ---- */

static bool
read_group_line(Loader *loader, char *line, int number, char **group)
{
    gsize length = strlen(line);
    if (length < 3 || line[length - 1] != ']' ||
        strpbrk(line + 1, "[]") != line + length - 1)
        return fail(loader, number, "'%s' is not a group, should be [name]", line);
    g_free(*group);
    *group = g_strndup(line + 1, length - 2);
    g_hash_table_insert(loader->lines, g_strdup(*group), GINT_TO_POINTER(number));
    return true;
}

static bool
read_line(Loader *loader, char *line, int number, char **group)
{
    g_strstrip(line);
    if (line[0] == '\0' || line[0] == '#')
        return true;
    if (line[0] == '[')
        return read_group_line(loader, line, number, group);
    char *equals = strchr(line, '=');
    if (equals == NULL || equals == line)
        return fail(loader, number, "'%s' sets nothing, should be 'name = value'", line);
    if (*group == NULL)
        return fail(loader, number,
            "'%s' stands in no group, should be below one such as [office]", line);
    *equals = '\0';
    g_hash_table_insert(loader->lines, g_strconcat(*group, "\n", g_strchomp(line), NULL),
        GINT_TO_POINTER(number));
    return true;
}

static bool
read_lines(Loader *loader, const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autofree char *group = NULL;
    for (int i = 0; lines[i] != NULL; i++) {
        if (!g_utf8_validate(lines[i], -1, NULL))
            return fail(loader, i + 1, "the line is not UTF-8, should be saved as UTF-8");
        if (!read_line(loader, lines[i], i + 1, &group))
            return false;
    }
    return true;
}

/* ---- groups ---- */

static const Setting *
find_setting(const SettingGroup *group, const char *key)
{
    for (const Setting *setting = group->settings; setting->key != NULL; setting++)
        if (strcmp(setting->key, key) == 0)
            return setting;
    return NULL;
}

static bool
put_value(Loader *loader, const char *name, const Setting *setting, void *object)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *value =
        g_key_file_get_string(loader->keys, name, setting->key, &error);
    if (error != NULL)
        return fail(loader, line_of(loader, name, setting->key),
            "%s in [%s] has a \\ that says nothing, should be \\\\", setting->key, name);
    g_strstrip(value);
    if (setting_put(setting, object, loader->folder, value))
        return true;
    return fail(loader, line_of(loader, name, setting->key),
        "%s = %s in [%s], should be %s", setting->key, value, name, setting->should);
}

static void
put_standards(Loader *loader, const SettingGroup *group, void *object)
{
    for (const Setting *setting = group->settings; setting->key != NULL; setting++) {
        bool is_list = setting->kind == VALUE_ADDRESSES || setting->kind == VALUE_DOMAINS;
        const char *standard = is_list ? "" : setting->standard;
        if (standard != NULL) {
            bool holds = setting_put(setting, object, loader->folder, standard);
            g_assert(holds);
        }
    }
}

static bool
put_values(Loader *loader, const SettingGroup *group, const char *name, void *object)
{
    g_auto(GStrv) keys = g_key_file_get_keys(loader->keys, name, NULL, NULL);
    for (char **key = keys; *key != NULL; key++) {
        const Setting *setting = find_setting(group, *key);
        if (setting == NULL) {
            g_autofree char *meant = setting_meant(*key, group);
            return fail(loader, line_of(loader, name, *key),
                "'%s' is no setting of [%s], should be %s", *key, name, meant);
        }
        if (!put_value(loader, name, setting, object))
            return false;
    }
    for (const Setting *setting = group->settings; setting->key != NULL; setting++)
        if (setting->required &&
            !g_strv_contains((const char *const *)keys, setting->key))
            return fail(loader, line_of(loader, name, NULL),
                "[%s] has no %s, should be %s = %s", name, setting->key, setting->key,
                setting->example);
    return true;
}

static void
scan_free(ScanConfig *scan)
{
    g_free(scan->name);
    g_free(scan->path);
    g_free(scan->branch);
    g_free(scan->subfolders);
    g_free(scan);
}

const char *const form_field_names[FORM_FIELDS] = {
    "name", "national_id", "mobile", "email", "city", "birth_date", "subject", "message"};

static void
form_free(FormConfig *form)
{
    g_free(form->name);
    g_strfreev(form->from);
    g_free(form->layout);
    for (gsize i = 0; i < FORM_FIELDS; i++)
        g_free(form->labels[i]);
    g_free(form);
}

/* The structure a group's settings go into. */
static void *
object_of(Config *config, const SettingGroup *group, const char *instance)
{
    if (strcmp(group->name, "mailbox") == 0) {
        MailboxConfig *mailbox = g_new0(MailboxConfig, 1);
        mailbox->name = g_strdup(instance);
        mailbox->group = g_strdup(instance);
        g_ptr_array_add(config->mailboxes, mailbox);
        return mailbox;
    }
    if (strcmp(group->name, "oauth") == 0)
        return oauth_config_add(config, instance);
    if (strcmp(group->name, "scan") == 0) {
        ScanConfig *scan = g_new0(ScanConfig, 1);
        scan->name = g_strdup(instance);
        g_ptr_array_add(config->scans, scan);
        return scan;
    }
    if (strcmp(group->name, "form") == 0) {
        FormConfig *form = g_new0(FormConfig, 1);
        form->name = g_strdup(instance);
        g_ptr_array_add(config->forms, form);
        return form;
    }
    return config;
}

static bool
load_group(Loader *loader, const char *name)
{
    gsize kind_length = strcspn(name, " ");
    g_autofree char *kind = g_strndup(name, kind_length);
    g_autofree char *instance = g_strstrip(g_strdup(name + kind_length));
    const SettingGroup *group = setting_groups;
    while (group->name != NULL && strcmp(group->name, kind) != 0)
        group++;
    int line = line_of(loader, name, NULL);
    if (group->name == NULL) {
        g_autofree char *meant = setting_meant(kind, NULL);
        return fail(loader, line, "[%s] is no group, should be %s", name, meant);
    }
    if (group->instance != NULL && instance[0] == '\0')
        return fail(loader, line, "[%s] has no name, should be [%s %s]", name,
            group->name, group->instance);
    if (group->instance == NULL && instance[0] != '\0')
        return fail(
            loader, line, "[%s] takes no name, should be [%s]", name, group->name);
    void *object = object_of(loader->config, group, instance);
    if (group->instance != NULL)
        put_standards(loader, group, object);
    return put_values(loader, group, name, object);
}

/* ---- what settings say together ---- */

static bool
check_relay(Loader *loader)
{
    RelayConfig *relay = &loader->config->relay;
    int line = line_of(loader, "relay", NULL);
    if (relay->host != NULL && relay->directory != NULL)
        return fail(loader, line_of(loader, "relay", "directory"),
            "[relay] has host and directory, should be one of them");
    if (relay->user == NULL && (relay->password_file != NULL || relay->oauth != NULL))
        return fail(loader, line,
            "[relay] has %s alone, should be user and password_file",
            relay->oauth != NULL ? "oauth" : "password_file");
    if (relay->user != NULL && relay->password_file == NULL && relay->oauth == NULL)
        return fail(
            loader, line, "[relay] has user alone, should be user and password_file");
    if (!relay->tls && relay->host != NULL && !host_is_loopback(relay->host))
        return fail(loader, line_of(loader, "relay", "tls"),
            "tls = no in [relay] with another machine, should be yes");
    if (relay->from == NULL)
        relay->from = g_strdup(loader->config->addresses[0]);
    if (relay->from == NULL && (relay->host != NULL || relay->directory != NULL))
        return fail(
            loader, line, "[relay] has no from, should be from = office@charity.example");
    return true;
}

static bool
check_web(Loader *loader)
{
    Config *config = loader->config;
    bool both = line_of(loader, "web", "tls") > 0;
    bool apart =
        line_of(loader, "web", "tls_cert") > 0 || line_of(loader, "web", "tls_key") > 0;
    if (both && apart)
        return fail(loader, line_of(loader, "web", "tls"),
            "[web] has tls beside tls_cert or tls_key, should be one or the other");
    if ((config->tls_cert != NULL) != (config->tls_key != NULL))
        return fail(loader, line_of(loader, "web", NULL),
            "[web] has %s alone, should be tls_cert and tls_key",
            config->tls_cert != NULL ? "tls_cert" : "tls_key");
    g_autofree char *host =
        g_strndup(config->listen, strrchr(config->listen, ':') - config->listen);
    if (config->tls_cert == NULL && !host_is_loopback(host))
        return fail(loader, line_of(loader, "web", "listen"),
            "listen = %s in [web] is open to others without tls, should be "
            "127.0.0.1:PORT or "
            "have tls",
            config->listen);
    return true;
}

/* Every mailbox and the relay find the grant they name; each grant can be used. */
static bool
check_oauth(Loader *loader)
{
    Config *config = loader->config;
    g_autofree char *group = NULL, *what = NULL;
    if (oauth_config_join(config, &group, &what))
        return true;
    return fail(loader, line_of(loader, group, NULL), "%s", what);
}

/* Each folder of a mailbox becomes a mailbox of its own; none may be where kept mail is moved to. */
static bool
check_folders(Loader *loader)
{
    g_autofree char *group = NULL, *what = NULL;
    if (mailbox_config_part(loader->config->mailboxes, &group, &what))
        return true;
    return fail(loader, line_of(loader, group, "folder"), "%s", what);
}

/* No period given to an applicant is shorter than the shortest. */
static bool
check_periods(Loader *loader)
{
    const Config *config = loader->config;
    int shortest = config->requests.shortest_days;
    const struct {
        const char *group, *name;
        int days;
    } periods[] = {{"requests", "documents_days", config->requests.documents_days},
        {"committee", "appeal_days", config->committee.appeal_days}};
    for (gsize i = 0; i < G_N_ELEMENTS(periods); i++) {
        if (periods[i].days == 0 || periods[i].days >= shortest)
            continue;
        int line = line_of(loader, periods[i].group, periods[i].name);
        if (line == 0) /* it stands as it was; the other was raised */
            line = line_of(loader, "requests", "shortest_days");
        return fail(loader, line,
            "%s = %d in [%s] is shorter than shortest_days in [requests], should be "
            "%d or more",
            periods[i].name, periods[i].days, periods[i].group, shortest);
    }
    return true;
}

/* ---- loading ---- */

static Config *
config_new(const char *path)
{
    Config *config = g_new0(Config, 1);
    config->path = g_canonicalize_filename(path, NULL);
    config->office = g_path_get_dirname(config->path);
    config->mailboxes = g_ptr_array_new_with_free_func(mailbox_config_free);
    config->oauths = g_ptr_array_new_with_free_func(oauth_config_free);
    config->scans = g_ptr_array_new_with_free_func((GDestroyNotify)scan_free);
    config->forms = g_ptr_array_new_with_free_func((GDestroyNotify)form_free);
    return config;
}

static bool
load_text(Loader *loader, const char *text)
{
    if (!read_lines(loader, text))
        return false;
    g_autoptr(GError) error = NULL;
    if (text[0] != '\0' &&
        !g_key_file_load_from_data(loader->keys, text, -1, G_KEY_FILE_NONE, &error))
        return fail(loader, 1, "%s, should be a key file", error->message);
    for (const SettingGroup *group = setting_groups; group->name != NULL; group++)
        if (group->instance == NULL)
            put_standards(loader, group, loader->config);
    g_auto(GStrv) names = g_key_file_get_groups(loader->keys, NULL);
    for (char **name = names; *name != NULL; name++)
        if (!load_group(loader, *name))
            return false;
    if (loader->config->workers == 0)
        loader->config->workers = g_get_num_processors();
    return check_relay(loader) && check_oauth(loader) && check_folders(loader) &&
           check_web(loader) && check_periods(loader);
}

Config *
config_load(const char *path, GError **error)
{
    g_autoptr(GError) reading = NULL;
    g_autoptr(GBytes) bytes = file_read(path, MOST_CONFIG_BYTES, &reading);
    if (bytes == NULL) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG, "%s", reading->message);
        return NULL;
    }
    gsize length = 0;
    const char *data = g_bytes_get_data(bytes, &length);
    g_autofree char *text = g_strndup(data != NULL ? data : "", length);
    g_autoptr(Config) config = config_new(path);
    g_autoptr(GKeyFile) keys = g_key_file_new();
    g_autoptr(GHashTable) lines =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    Loader loader = {path, config->office, keys, lines, config, error};
    if (strlen(text) != length) {
        fail(&loader, 1, "there is a zero byte in it, should be text");
        return NULL;
    }
    /* Some editors write a byte order mark. */
    const char *begin = g_str_has_prefix(text, "\xEF\xBB\xBF") ? text + 3 : text;
    return load_text(&loader, begin) ? g_steal_pointer(&config) : NULL;
}

void
config_free(Config *config)
{
    if (config == NULL)
        return;
    char *texts[] = {config->path, config->office, config->user, config->office_name,
        config->office_name_en, config->language, config->divide, config->phone,
        config->address, config->privacy_url, config->relay.host, config->relay.user,
        config->relay.password_file, config->relay.oauth, config->relay.from,
        config->relay.ca_file, config->relay.directory, config->listen, config->tls_cert,
        config->tls_key, config->public_url, config->letters, config->backup,
        config->requests.holidays};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    char **lists[] = {config->addresses, config->domains, config->authserv_id,
        config->scanners, config->models};
    for (gsize i = 0; i < G_N_ELEMENTS(lists); i++)
        g_strfreev(lists[i]);
    g_clear_pointer(&config->mailboxes, g_ptr_array_unref);
    g_clear_pointer(&config->oauths, g_ptr_array_unref);
    g_clear_pointer(&config->scans, g_ptr_array_unref);
    g_clear_pointer(&config->forms, g_ptr_array_unref);
    g_free(config);
}

void
config_forget_mailboxes(Config *config)
{
    for (guint i = 0; i < config->mailboxes->len; i++) {
        MailboxConfig *mailbox = config->mailboxes->pdata[i];
        g_clear_pointer(&mailbox->password_file, g_free);
        mailbox->grant = NULL;
    }
    oauth_config_forget(config);
}

void
config_forget_relay(Config *config)
{
    g_clear_pointer(&config->relay.password_file, g_free);
    config->relay.grant = NULL;
    oauth_config_forget(config);
}
