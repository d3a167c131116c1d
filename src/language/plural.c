/* plural.c - which form of a noun a number asks for, as CLDR counts: six in Arabic, two in English.
 *
 * The rules are ICU's; the forms themselves are words and stand where the words do.
 */
#include "language/language.h"

#include <string.h>
#include <unicode/upluralrules.h>
#include <unicode/ustring.h>

/* As Unicode's LDML part 3 orders them. */
static const char *const categories[] = {"zero", "one", "two", "few", "many", "other"};

enum { MOST_KEYWORD = 16 };

static const UPluralRules *
rules_of(bool arabic)
{
    static UPluralRules *opened[2];
    if (opened[arabic] == NULL) {
        UErrorCode status = U_ZERO_ERROR;
        opened[arabic] =
            uplrules_openForType(arabic ? "ar" : "en", UPLURAL_TYPE_CARDINAL, &status);
        if (U_FAILURE(status))
            g_error("ICU has no plural rules: %s", u_errorName(status));
    }
    return opened[arabic];
}

const char *
plural_category(gint64 number, const char *language)
{
    UChar keyword[MOST_KEYWORD];
    char name[MOST_KEYWORD];
    UErrorCode status = U_ZERO_ERROR;
    int length = uplrules_select(rules_of(strcmp(language, "en") != 0), (double)number,
        keyword, MOST_KEYWORD, &status);
    g_assert(U_SUCCESS(status) && length < MOST_KEYWORD);
    u_UCharsToChars(keyword, name, length);
    name[length] = '\0';
    for (gsize i = 0; i < G_N_ELEMENTS(categories); i++) {
        if (strcmp(categories[i], name) == 0)
            return categories[i];
    }
    return "other";
}

const char *const *
plural_categories(gsize *n)
{
    *n = G_N_ELEMENTS(categories);
    return categories;
}
