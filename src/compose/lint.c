/* lint.c - what is wrong with the templates, found without sending any.
 *
 * Each is walked for every purpose it serves (lint_walk.c); here its languages are held against each
 * other, and all of them against models.conf.
 */
#include "compose/lint.h"

#include <string.h>

static GHashTable *
names_new(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

static void
lint_alike(GPtrArray *findings, const char *name, const MailTemplate *const both[2],
    GHashTable *const used[2])
{
    const MailTemplate *ar = both[0], *en = both[1];
    bool alike =
        ar->version == en->version && ar->neutral == en->neutral &&
        ar->mail == en->mail && ar->post == en->post &&
        g_strv_equal((const char *const *)ar->when, (const char *const *)en->when) &&
        g_strv_equal(
            (const char *const *)ar->enclosures, (const char *const *)en->enclosures);
    if (!alike)
        g_ptr_array_add(findings,
            g_strdup_printf("%s: its header lines differ between ar and en", name));
    for (guint i = 0; i < 2; i++) {
        GHashTableIter iter;
        gpointer variable;
        g_hash_table_iter_init(&iter, used[i]);
        while (g_hash_table_iter_next(&iter, &variable, NULL)) {
            if (!g_hash_table_contains(used[1 - i], variable))
                g_ptr_array_add(findings,
                    g_strdup_printf("%s.%s: says nothing of '%s', as the other does",
                        name, i == 0 ? "en" : "ar", (char *)variable));
        }
    }
}

/* What is answered at once waits for no document, and what reveals nothing encloses none. */
static void
lint_enclosures(GPtrArray *findings, const char *where, const MailTemplate *template_)
{
    bool at_once =
        g_strv_contains((const char *const *)template_->when, "acknowledgement");
    for (char **name = template_->enclosures; *name != NULL; name++) {
        if (template_->neutral)
            g_ptr_array_add(findings,
                g_strdup_printf("%s: is neutral and encloses '%s'", where, *name));
        else if (at_once && !g_str_has_suffix(*name, "?"))
            g_ptr_array_add(findings,
                g_strdup_printf("%s: an acknowledgement waits for no document: write "
                                "'%s?'",
                    where, *name));
    }
}

/* said: of names_new by purpose: what any template of it says. */
static void
lint_template(GPtrArray *findings, const Models *models, const Templates *templates,
    const char *name, GHashTable *said)
{
    static const char *const languages[] = {"ar", "en"};
    const MailTemplate *both[2];
    GHashTable *used[2];
    for (guint i = 0; i < 2; i++) {
        g_autofree char *where = g_strdup_printf("%s.%s", name, languages[i]);
        both[i] = templates_find(templates, name, languages[i]);
        used[i] = names_new();
        lint_enclosures(findings, where, both[i]);
        for (char **purpose = both[i]->when; *purpose != NULL; purpose++) {
            lint_purpose(findings, models, where, both[i], *purpose, used[i]);
            GHashTable *all = g_hash_table_lookup(said, *purpose);
            if (all == NULL)
                g_hash_table_insert(said, g_strdup(*purpose), all = names_new());
            GHashTableIter iter;
            gpointer variable;
            g_hash_table_iter_init(&iter, used[i]);
            while (g_hash_table_iter_next(&iter, &variable, NULL))
                g_hash_table_add(all, g_strdup(variable));
        }
    }
    lint_alike(findings, name, both, used);
    g_hash_table_unref(used[0]);
    g_hash_table_unref(used[1]);
}

/* Every purpose has a template, and every variable of its own a place in one. */
static void
lint_models(GPtrArray *findings, const Models *models, GHashTable *said)
{
    for (char **purpose = models_purposes(models); *purpose != NULL; purpose++) {
        GHashTable *used = g_hash_table_lookup(said, *purpose);
        if (used == NULL) {
            g_ptr_array_add(findings,
                g_strdup_printf("models.conf: no template is for '%s'", *purpose));
            continue;
        }
        GHashTableIter iter;
        gpointer name, variable;
        g_hash_table_iter_init(&iter, models_of(models, *purpose));
        while (g_hash_table_iter_next(&iter, &name, &variable)) {
            if (!((const Variable *)variable)->common &&
                !g_hash_table_contains(used, name))
                g_ptr_array_add(findings,
                    g_strdup_printf("models.conf: no template says '%s' of '%s'",
                        (char *)name, *purpose));
        }
    }
}

GPtrArray *
compose_lint(const char *folder)
{
    GPtrArray *findings = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *found =
        folder != NULL ? g_strdup(folder) : file_beside_program("templates/mail");
    g_autoptr(GError) error = NULL;
    g_autoptr(Models) models = models_load(found, &error);
    g_autoptr(Templates) templates =
        models != NULL ? templates_load(found, &error) : NULL;
    if (templates == NULL) {
        g_ptr_array_add(findings, g_strdup(error->message));
        return findings;
    }
    g_autoptr(GHashTable) said = g_hash_table_new_full(
        g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_hash_table_unref);
    g_autoptr(GPtrArray) names = templates_names(templates);
    for (guint i = 0; i < names->len; i++)
        lint_template(findings, models, templates, names->pdata[i], said);
    lint_models(findings, models, said);
    return findings;
}
