/* reasons.c - the approved list of reasons, config/reasons.conf. */
#include "committee/inside.h"

#include "language/language.h"

#include <string.h>

void
committee_reason_free(CommitteeReason *reason)
{
    if (reason == NULL)
        return;
    g_free(reason->code);
    g_strfreev(reason->outcomes);
    g_free(reason->ar);
    g_free(reason->en);
    g_free(reason);
}

static char *
words_of(GKeyFile *file, const char *code, const char *key)
{
    g_autofree char *words = g_key_file_get_string(file, code, key, NULL);
    return !text_is_blank(words) ? g_steal_pointer(&words) : NULL;
}

static CommitteeReason *
read_reason(GKeyFile *file, const char *path, const char *code, GError **error)
{
    CommitteeReason *reason = g_new0(CommitteeReason, 1);
    g_autofree char *outcomes = words_of(file, code, "outcomes");
    reason->code = g_strdup(code);
    reason->outcomes = g_strsplit(outcomes != NULL ? outcomes : "", " ", -1);
    reason->ar = words_of(file, code, "ar");
    reason->en = words_of(file, code, "en");
    if (outcomes != NULL && reason->ar != NULL && reason->en != NULL)
        return reason;
    committee_reason_free(reason);
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG,
        "%s: the reason [%s] needs outcomes, ar and en", path, code);
    return NULL;
}

GPtrArray *
committee_reasons(GError **error)
{
    g_autofree char *path = file_beside_program("config/reasons.conf");
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_autoptr(GError) trouble = NULL;
    g_autoptr(GPtrArray) reasons =
        g_ptr_array_new_with_free_func((GDestroyNotify)committee_reason_free);
    if (!g_key_file_load_from_file(file, path, G_KEY_FILE_NONE, &trouble)) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG,
            "cannot read the list of reasons '%s': %s", path, trouble->message);
        return NULL;
    }
    g_auto(GStrv) codes = g_key_file_get_groups(file, NULL);
    for (char **code = codes; *code != NULL; code++) {
        CommitteeReason *reason = read_reason(file, path, *code, error);
        if (reason == NULL)
            return NULL;
        g_ptr_array_add(reasons, reason);
    }
    return g_steal_pointer(&reasons);
}

const CommitteeReason *
reason_find(GPtrArray *reasons, const char *code)
{
    for (guint i = 0; code != NULL && i < reasons->len; i++) {
        const CommitteeReason *reason = reasons->pdata[i];
        if (strcmp(reason->code, code) == 0)
            return reason;
    }
    return NULL;
}
