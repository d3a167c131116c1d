/* apart.c - whether a letter of a person names another one too, by the clues that were found in it. */
#include "dossier/inside.h"

#include <string.h>

/* What names one person alone, unlike a name. */
static bool
names_one(const Clue *clue)
{
    static const char *const kinds[] = {
        "national_id", "file_no", "register_number", "iban", "mobile", NULL};
    return g_strv_contains(kinds, clue->kind) && clue->weight > 0;
}

static const char *
value_of(const Clue *clue)
{
    return clue->value != NULL ? clue->value : clue->seen;
}

static bool
has_value(GPtrArray *candidates, GArray *own, const Clue *clue)
{
    for (guint i = 0; i < candidates->len; i++) {
        const Candidate *candidate = candidates->pdata[i];
        for (guint k = 0; g_array_index(own, bool, i) && k < candidate->clues->len; k++) {
            const Clue *one = candidate->clues->pdata[k];
            if (one->weight > 0 && strcmp(one->kind, clue->kind) == 0 &&
                g_strcmp0(value_of(one), value_of(clue)) == 0)
                return true;
        }
    }
    return false;
}

/* An ID that is not the person's is somebody's, on record or not. */
static bool
is_foreign(const Clue *clue)
{
    return clue->weight < 0 && strcmp(clue->kind, "national_id") == 0;
}

/* Somebody else's number stands in the letter, which is not the person's as well (a family's mobile). */
bool
letter_names_another(GPtrArray *candidates, GArray *own)
{
    for (guint i = 0; i < candidates->len; i++) {
        const Candidate *candidate = candidates->pdata[i];
        bool is_own = g_array_index(own, bool, i);
        for (guint k = 0; k < candidate->clues->len; k++) {
            const Clue *clue = candidate->clues->pdata[k];
            if (is_own ? is_foreign(clue)
                       : names_one(clue) && !has_value(candidates, own, clue))
                return true;
        }
    }
    return false;
}
