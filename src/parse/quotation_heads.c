/* quotation_heads.c - what mailers write above what they quote: announcements and copied heads.
 *
 * People write sentences that look alike ("On 2 November the doctor wrote:"), so each must carry what
 * only a program writes: an address in angle brackets, a time of day, a line drawn above.
 */
#include <string.h>

#include "parse/quotation.h"

/* ---- announcements: "On … wrote:" ---- */

static const char *const ANNOUNCING_STARTS[] = {
    "On ", "في ", "في\xD8\x8C", "بتاريخ ", "يوم ", "Le ", "Am ", "El ", NULL};
static const char *const ANNOUNCING_VERBS[] = {
    "wrote", "كتب", "تمت كتابة", "جاء من", "أرسل", "écrit", "schrieb", "escribió", NULL};
enum { ANNOUNCEMENT_MOST_LINES = 4, ANNOUNCEMENT_MOST_BYTES = 600 };

static bool
has_digit(const char *text)
{
    for (; *text != '\0'; text = g_utf8_next_char(text))
        if (g_unichar_isdigit(g_utf8_get_char(text)))
            return true;
    return false;
}

/* Whether a time of day stands in it: digits, a colon or a dot, two digits. */
static bool
has_time(const char *text)
{
    for (const char *colon = strpbrk(text, ":."); colon != NULL;
         colon = strpbrk(colon + 1, ":.")) {
        const char *before = g_utf8_find_prev_char(text, colon);
        const char *after = colon + 1,
                   *second = *after != '\0' ? g_utf8_next_char(after) : after;
        if (before != NULL && g_unichar_isdigit(g_utf8_get_char(before)) &&
            g_unichar_isdigit(g_utf8_get_char(after)) &&
            g_unichar_isdigit(g_utf8_get_char(second)))
            return true;
    }
    return false;
}

/* Whether an address stands in it as mailers write one: in angle brackets or square ones. */
static bool
has_bracketed_address(const char *text)
{
    for (const char *at = strchr(text, '@'); at != NULL; at = strchr(at + 1, '@')) {
        const char *open = at;
        while (open > text && strchr(" <[", open[-1]) == NULL)
            open--;
        while (open > text && open[-1] == ' ')
            open--;
        if (open > text && open[-1] != ' ' && strpbrk(at, ">]") != NULL)
            return true;
    }
    return false;
}

/* The words of a line, without the marks of a quotation before them. */
static const char *
words_of(const Line *line)
{
    return line->kind == LINE_QUOTED ? line->plain + strspn(line->plain, "> ")
                                     : line->plain;
}

/* The lines of one kind from i to the one that ends in a colon, joined; NULL when none does soon. Sets *n
 * to their count. Owned by the caller. */
static char *
sentence_at(GArray *lines, guint i, guint *n)
{
    const LineKind kind = line_at(lines, i)->kind;
    g_autoptr(GString) joined = g_string_new(NULL);
    for (*n = 1; *n <= ANNOUNCEMENT_MOST_LINES && i + *n <= lines->len; ++*n) {
        const Line *line = line_at(lines, i + *n - 1);
        if (line->kind != kind)
            return NULL;
        g_string_append_printf(joined, "%s ", words_of(line));
        if (joined->len > ANNOUNCEMENT_MOST_BYTES)
            return NULL;
        if (g_str_has_suffix(line->plain, ":"))
            return g_string_free(g_steal_pointer(&joined), FALSE);
    }
    return NULL;
}

/* Whether it ends as mailers end it: with the address or, an address before it, with the verb. */
static bool
ends_as_announcement(const char *joined)
{
    g_autofree char *text = g_strdup(joined);
    g_strchomp(text);
    text[strlen(text) - 1] = '\0'; /* the colon */
    g_strchomp(text);
    return g_str_has_suffix(text, ">") || g_str_has_suffix(text, "]") ||
           text_ends_with_any(text, ANNOUNCING_VERBS);
}

guint
announcement_length(GArray *lines, guint i)
{
    const char *first = words_of(line_at(lines, i));
    bool usual = text_starts_with_any(first, ANNOUNCING_STARTS);
    /* The date may come first, or the name: then in a paragraph of its own that shows it on its first
     * line. */
    bool alone =
        (i == 0 || line_at(lines, i - 1)->kind == LINE_BLANK) &&
        (strchr(first, '<') != NULL || text_contains_any(first, ANNOUNCING_VERBS));
    alone = alone || g_unichar_isdigit(g_utf8_get_char(first));
    guint n;
    g_autofree char *joined = usual || alone ? sentence_at(lines, i, &n) : NULL;
    if (joined == NULL)
        return 0;
    bool verb = text_contains_any(joined, ANNOUNCING_VERBS);
    bool address = has_bracketed_address(joined);
    bool quoted = line_kind_after(lines, i + n) == LINE_QUOTED;
    if (quoted && verb && address)
        return n;
    if (!has_digit(joined))
        return 0;
    if (!quoted)
        return usual && verb && address && ends_as_announcement(joined) ? n : 0;
    bool made = usual ? verb && (strchr(joined, '@') != NULL || has_time(joined))
                      : address && has_time(joined);
    return made ? n : 0;
}

/* ---- Outlook's block: From: … Sent: … To: … Subject: ---- */

static const char *const LABELS_FROM[] = {"From:", "*From:*", "من:", "المرسل:", NULL};
static const char *const LABELS_SENT[] = {"Sent:", "*Sent:*",
    "تم الإرسال:", "تاريخ الإرسال:", "أرسلت:", "أُرسلت:", "تم الارسال:", NULL};
static const char *const LABELS_DATE[] = {"Date:", "*Date:*", "التاريخ:", NULL};
static const char *const LABELS_OTHER[] = {"To:", "*To:*", "Subject:", "*Subject:*",
    "Cc:", "إلى:", "الى:", "الموضوع:", "نسخة:", NULL};
static const char *const ORIGINAL_MESSAGE[] = {
    "Original Message", "Original message", "الرسالة الأصلية", "رسالة أصلية", NULL};
enum { BLOCK_MOST_LINES = 8 };

/* What mailers draw between an answer and the block: strokes, with or without words. */
static bool
is_parting(const char *plain)
{
    return g_str_has_prefix(plain, "________________________________") ||
           (g_str_has_prefix(plain, "--") && text_contains_any(plain, ORIGINAL_MESSAGE));
}

static const char *
without_space_before_colon(const char *text, char *buffer, gsize size)
{
    const char *colon = strstr(text, " :");
    if (colon == NULL || (gsize)(colon - text) + 2 > size || colon - text > 40)
        return text;
    memcpy(buffer, text, (gsize)(colon - text));
    buffer[colon - text] = ':';
    buffer[colon - text + 1] = '\0';
    return buffer;
}

/* Whether a mailer's line stands above line i. */
static bool
is_parted(GArray *lines, guint i)
{
    while (i > 0 && line_at(lines, i - 1)->kind == LINE_BLANK)
        i--;
    return i > 0 && is_parting(line_at(lines, i - 1)->plain);
}

/* People begin petitions with من, إلى, التاريخ and الموضوع as well: such a head is a mailer's when
 * it says when it was sent, names an address, or a mailer's line parts it from what is above. */
bool
block_begins(GArray *lines, guint i)
{
    char buffer[64];
    if (line_at(lines, i)->kind != LINE_OWN ||
        !text_starts_with_any(
            without_space_before_colon(line_at(lines, i)->plain, buffer, sizeof buffer),
            LABELS_FROM))
        return false;
    bool sent = false, dated = false, other = false;
    bool mailers = strchr(line_at(lines, i)->plain, '@') != NULL || is_parted(lines, i);
    for (guint n = 1; n < BLOCK_MOST_LINES && i + n < lines->len; n++) {
        const char *plain = without_space_before_colon(
            line_at(lines, i + n)->plain, buffer, sizeof buffer);
        sent = sent || text_starts_with_any(plain, LABELS_SENT);
        dated = dated || text_starts_with_any(plain, LABELS_DATE);
        other = other || text_starts_with_any(plain, LABELS_OTHER);
    }
    return (sent || (dated && mailers)) && other;
}

guint
block_lead(GArray *lines, guint i)
{
    while (i > 0 && (line_at(lines, i - 1)->kind == LINE_BLANK ||
                        is_parting(line_at(lines, i - 1)->plain)))
        i--;
    return i;
}

/* ---- whose letter a block copies ---- */

/* What stands after the last @ of an address. */
static const char *
domain_of(const char *address)
{
    const char *at = strrchr(address, '@');
    return at != NULL ? at + 1 : "";
}

/* Whether found, which begins at an address in a line, is that address or one below it by a tag. */
static bool
is_same_mailbox(const char *local, gsize length, const char *domain, const char *ours)
{
    const char *at = strrchr(ours, '@');
    if (at == NULL)
        return false;
    gsize own = (gsize)(at - ours);
    gsize end = strlen(at + 1);
    return length >= own && g_ascii_strncasecmp(local, ours, own) == 0 &&
           (length == own || local[own] == '+') &&
           g_ascii_strncasecmp(domain, at + 1, end) == 0 &&
           !g_ascii_isalnum(domain[end]) && domain[end] != '-' && domain[end] != '.';
}

/* Colleagues write under the office's domain; at a public provider everybody does, the writer too. */
static bool
is_same_house(const char *domain, const char *ours, const char *writer)
{
    const char *house = domain_of(ours);
    gsize end = strlen(house);
    bool shared = writer != NULL && g_ascii_strcasecmp(domain_of(writer), house) == 0;
    return !shared && end > 0 && g_ascii_strncasecmp(domain, house, end) == 0 &&
           !g_ascii_isalnum(domain[end]) && domain[end] != '-' && domain[end] != '.';
}

bool
block_is_answered(GArray *lines, guint i, const Answered *answered)
{
    const char *from = line_at(lines, i)->plain;
    const char *at = strchr(from, '@');
    if (at == NULL || answered->ours == NULL || *answered->ours == NULL)
        return true;
    for (; at != NULL; at = strchr(at + 1, '@')) {
        const char *local = at;
        while (local > from && strchr(" <[:\"'(", local[-1]) == NULL)
            local--;
        for (char *const *ours = answered->ours; *ours != NULL; ours++)
            if (is_same_mailbox(local, (gsize)(at - local), at + 1, *ours) ||
                is_same_house(at + 1, *ours, answered->writer))
                return true;
    }
    return false;
}
