/* labels.c - the words that say what the number after them is.
 *
 * A label is looked for in the last few letters before a number and never past another number,
 * to which it would belong.
 */
#include "language/letters.h"
#include "language/number.h"

#include <string.h>

#define LABEL_LETTERS 40
/* As many digits in a row are another number. */
#define OTHER_NUMBER_DIGITS 5

/* Words of labels, folded; Latin ones are whole words, marked by spaces around. */
static const char *const id_labels[] = {"هويه", "هويت", "مدني", "اقامه", "اقامت", "احوال",
    " id ", " iqama ", " national ", " nin ", " identity ", NULL};
static const char *const mobile_labels[] = {"جوال", "هاتف", "موبايل", "تلفون", "محمول",
    "نقال", "واتس", "تواصل", "اتصال", " mobile ", " phone ", " tel ", " cell ",
    " whatsapp ", " mob ", NULL};
static const char *const iban_labels[] = {
    "ايبان", "حساب", "بنك", "مصرف", " iban ", " account ", " bank ", NULL};
static const char *const register_labels[] = {"معامله", "وارد", "صادر", "طلب", "مرجع",
    "قيد", "رقم", "[", " reference ", " ref ", " number ", " no ", " request ", NULL};
/* Commercial registrations look like national IDs. */
static const char *const company_labels[] = {
    "تجاري", "منشاه", " س ت ", " cr ", " c r ", " commercial ", " company ", NULL};

/* The fold of what stands before a byte, punctuation as spaces. */
static char *
label_window(const char *text, gsize start)
{
    const char *p = text + start;
    int digits = 0;
    for (int n = 0; p > text && n < LABEL_LETTERS; n++) {
        const char *previous = g_utf8_prev_char(p);
        digits = g_unichar_isdigit(g_utf8_get_char(previous)) ? digits + 1 : 0;
        if (digits >= OTHER_NUMBER_DIGITS)
            break;
        p = previous;
    }
    GString *window = g_string_new(" ");
    fold_append(window, p, text + start - p);
    for (char *c = window->str; *c != '\0'; c++)
        if ((guchar)*c < 0x80 && !g_ascii_isalnum(*c) && *c != '[')
            *c = ' ';
    g_string_append_c(window, ' ');
    return g_string_free(window, FALSE);
}

/* Where the last of the labels stands, from 1; 0 when none does. */
static gsize
last_label(const char *window, const char *const *labels)
{
    gsize last = 0;
    for (gsize i = 0; labels[i] != NULL; i++) {
        const char *at = g_strrstr(window, labels[i]);
        if (at != NULL)
            last = MAX(last, (gsize)(at - window) + 1);
    }
    return last;
}

bool
label_stands(const char *text, gsize start, IdentifierKind kind)
{
    static const char *const *const labels[] = {
        [IDENTIFIER_NATIONAL_ID] = id_labels,
        [IDENTIFIER_MOBILE] = mobile_labels,
        [IDENTIFIER_IBAN] = iban_labels,
        [IDENTIFIER_REGISTER_NUMBER] = register_labels,
        [IDENTIFIER_NATIONAL_ID_NEAR] = id_labels,
    };
    g_autofree char *window = label_window(text, start);
    return last_label(window, labels[kind]) > 0;
}

bool
label_says_company(const char *text, gsize start)
{
    g_autofree char *window = label_window(text, start);
    return last_label(window, company_labels) > last_label(window, id_labels);
}
