/* quotation.c - which lines of a text are its writer's own.
 *
 * Losing a writer's words is worse than showing a quotation, so every doubt keeps the text whole:
 * answers between quoted lines, a forwarded letter, an announcement ("On … wrote:") with nothing
 * written above it. What is folded stays in Mail.text.
 */
#include <string.h>

#include "parse/inside.h"

typedef enum { LINE_OWN, LINE_BLANK, LINE_QUOTED } LineKind;

typedef struct Line {
    const char *start;
    gsize length;
    LineKind kind;
    char *plain; /* without bidi marks, no-break spaces and white space around */
} Line;

static void
line_clear(gpointer data)
{
    g_free(((Line *)data)->plain);
}

/* U+061C, U+200B…F, U+202A…E, U+2060…9, U+FEFF: what mailers wrap names and addresses in. */
static bool
is_mark(gunichar c)
{
    return c == 0x061C || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2060 && c <= 0x2069) || c == 0xFEFF;
}

/* Whether a mark or a special space may begin with that byte. */
static bool
may_be_mark(guchar lead)
{
    return lead == 0xC2 || lead == 0xD8 || lead == 0xE2 || lead == 0xEF;
}

static char *
plain_of(const char *start, gsize length)
{
    char *plain = g_malloc(length + 1), *to = plain;
    const char *end = start + length;
    for (const char *at = start; at < end;) {
        gunichar c = may_be_mark((guchar)*at) ? g_utf8_get_char(at) : 'x';
        if (c == 0xA0 || c == 0x202F) {
            *to++ = ' ';
            at = g_utf8_next_char(at);
        } else if (is_mark(c)) {
            at = g_utf8_next_char(at);
        } else {
            do
                *to++ = *at++;
            while (at < end && ((guchar)*at & 0xC0) == 0x80);
        }
    }
    *to = '\0';
    return g_strstrip(plain);
}

static GArray *
lines_of(const char *text)
{
    GArray *lines = g_array_new(FALSE, FALSE, sizeof(Line));
    g_array_set_clear_func(lines, line_clear);
    while (*text != '\0') {
        gsize length = strcspn(text, "\n");
        Line line = {.start = text, .length = length, .plain = plain_of(text, length)};
        line.kind = line.plain[0] == '>'    ? LINE_QUOTED
                    : line.plain[0] == '\0' ? LINE_BLANK
                                            : LINE_OWN;
        g_array_append_val(lines, line);
        text += length + (text[length] == '\n');
    }
    return lines;
}

static Line *
line_at(GArray *lines, guint i)
{
    return &g_array_index(lines, Line, i);
}

static bool
starts_with_any(const char *text, const char *const *words)
{
    for (; *words != NULL; words++)
        if (g_ascii_strncasecmp(text, *words, strlen(*words)) == 0)
            return true;
    return false;
}

static bool
contains_any(const char *text, const char *const *words)
{
    for (; *words != NULL; words++)
        if (strstr(text, *words) != NULL)
            return true;
    return false;
}

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

/* The kind of the next line that is not blank; LINE_BLANK at the end. */
static LineKind
kind_after(GArray *lines, guint i)
{
    for (; i < lines->len; i++)
        if (line_at(lines, i)->kind != LINE_BLANK)
            return line_at(lines, i)->kind;
    return LINE_BLANK;
}

static bool
ends_with_any(const char *text, const char *const *words)
{
    for (; *words != NULL; words++)
        if (g_str_has_suffix(text, *words))
            return true;
    return false;
}

/* Whether it ends as mailers end it: with the address or, an address before it, with the verb. */
static bool
ends_as_announcement(const char *joined)
{
    g_autofree char *text = g_strdup(joined);
    g_strchomp(text);
    text[strlen(text) - 1] = '\0'; /* the colon */
    g_strchomp(text);
    const char *last = strrchr(text, ' ');
    bool address_last = strchr(last != NULL ? last : text, '@') != NULL;
    return address_last ||
           (strchr(text, '@') != NULL && ends_with_any(text, ANNOUNCING_VERBS));
}

/* How many lines the announcement that begins at line i takes; 0 when none begins there. A
 * sentence of the writer's own may look like one: it must end as mailers end it, or a quoted line
 * stand by it. */
static guint
announcement_length(GArray *lines, guint i)
{
    if (line_at(lines, i)->kind != LINE_OWN ||
        !starts_with_any(line_at(lines, i)->plain, ANNOUNCING_STARTS))
        return 0;
    g_autoptr(GString) joined = g_string_new(NULL);
    for (guint n = 1; n <= ANNOUNCEMENT_MOST_LINES && i + n <= lines->len; n++) {
        const Line *line = line_at(lines, i + n - 1);
        if (line->kind != LINE_OWN)
            return 0;
        g_string_append_printf(joined, "%s ", line->plain);
        if (joined->len > ANNOUNCEMENT_MOST_BYTES)
            return 0;
        gsize length = strlen(line->plain);
        if (line->plain[length - 1] != ':')
            continue;
        if (!contains_any(joined->str, ANNOUNCING_VERBS) || !has_digit(joined->str))
            return 0;
        bool made = ends_as_announcement(joined->str);
        return made || kind_after(lines, i + n) == LINE_QUOTED ? n : 0;
    }
    return 0;
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
           (g_str_has_prefix(plain, "--") && contains_any(plain, ORIGINAL_MESSAGE));
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
static bool
is_block(GArray *lines, guint i)
{
    char buffer[64];
    if (line_at(lines, i)->kind != LINE_OWN ||
        !starts_with_any(
            without_space_before_colon(line_at(lines, i)->plain, buffer, sizeof buffer),
            LABELS_FROM))
        return false;
    bool sent = false, dated = false, other = false;
    bool mailers = strchr(line_at(lines, i)->plain, '@') != NULL || is_parted(lines, i);
    for (guint n = 1; n < BLOCK_MOST_LINES && i + n < lines->len; n++) {
        const char *plain = without_space_before_colon(
            line_at(lines, i + n)->plain, buffer, sizeof buffer);
        sent = sent || starts_with_any(plain, LABELS_SENT);
        dated = dated || starts_with_any(plain, LABELS_DATE);
        other = other || starts_with_any(plain, LABELS_OTHER);
    }
    return (sent || (dated && mailers)) && other;
}

/* ---- forwarded letters ---- */

static const char *const FORWARDING[] = {"Forwarded message", "Begin forwarded message",
    "رسالة معاد توجيهها", "رسالة مُعاد توجيهها", "الرسالة المعاد توجيهها", "رسالة محولة",
    "بدء الرسالة المعاد توجيهها", "بداية الرسالة المُعاد توجيهها",
    "بدء الرسالة المُعاد توجيهها", NULL};
/* The writer says that the answers stand in or under the quotation. */
static const char *const ANSWERS_BELOW[] = {"see below", "See below", "inline", "in red",
    "أدناه", "ادناه", "بالأسفل", "بين السطور", "باللون", "تحت كل", NULL};

char *
quotation_plain(const char *line)
{
    return plain_of(line, strlen(line));
}

bool
quotation_is_forwarding(const char *line)
{
    return contains_any(line, FORWARDING);
}

/* ---- the decision ---- */

typedef struct Plan {
    guint cut; /* lines from here on are quoted: lines->len when none */
    guint
        announce; /* of the block that begins at cut or of a quoted block: first line, and */
    guint announce_length;
    guint blocks; /* runs of quoted lines */
    bool own_before, own_between, own_after, keep;
} Plan;

static guint
quoted_run_end(GArray *lines, guint i)
{
    guint end = i;
    for (; i < lines->len && line_at(lines, i)->kind != LINE_OWN; i++)
        if (line_at(lines, i)->kind == LINE_QUOTED)
            end = i + 1;
    return end;
}

static guint
lines_before_block(GArray *lines, guint i)
{
    while (i > 0 && (line_at(lines, i - 1)->kind == LINE_BLANK ||
                        is_parting(line_at(lines, i - 1)->plain)))
        i--;
    return i;
}

static void
plan_make(GArray *lines, Plan *plan)
{
    *plan = (Plan){.cut = lines->len};
    for (guint i = 0; i < lines->len; i++) {
        const Line *line = line_at(lines, i);
        if (line->kind == LINE_BLANK)
            continue;
        if (line->kind == LINE_QUOTED) {
            plan->own_between = plan->blocks > 0;
            plan->blocks++;
            i = quoted_run_end(lines, i) - 1;
            continue;
        }
        if (contains_any(line->plain, FORWARDING)) {
            plan->keep = true;
            return;
        }
        guint n = plan->blocks == 0 ? announcement_length(lines, i) : 0;
        if (n > 0 && kind_after(lines, i + n) == LINE_QUOTED) {
            plan->announce = i;
            plan->announce_length = n;
            i += n - 1;
            continue;
        }
        if (plan->own_before && plan->blocks == 0 && (n > 0 || is_block(lines, i))) {
            plan->cut = n > 0 ? i : lines_before_block(lines, i);
            return;
        }
        if (contains_any(line->plain, ANSWERS_BELOW))
            plan->keep = true;
        if (plan->blocks == 0)
            plan->own_before = true;
        else
            plan->own_after = true;
    }
}

static bool
line_is_folded(GArray *lines, const Plan *plan, guint i)
{
    bool announced = i >= plan->announce && i < plan->announce + plan->announce_length;
    return i >= plan->cut || announced || line_at(lines, i)->kind == LINE_QUOTED;
}

char *
quotation_fold(const char *text, bool answers)
{
    /* Who answers nobody quotes with ">" or not at all. */
    if (!answers && strchr(text, '>') == NULL)
        return g_strdup(text);
    g_autoptr(GArray) lines = lines_of(text);
    Plan plan;
    plan_make(lines, &plan);
    bool nothing_quoted = plan.cut == lines->len && plan.blocks == 0;
    bool nothing_own = !plan.own_before && !plan.own_after;
    /* Who answers nobody may begin the lines of a list with ">", or paste somebody's mail and go on
     * below it. */
    bool unasked = !answers && plan.announce_length == 0;
    if (plan.keep || plan.own_between || nothing_quoted || nothing_own || unasked)
        return g_strdup(text);
    GString *own = g_string_sized_new(strlen(text));
    for (guint i = 0; i < lines->len; i++) {
        const Line *line = line_at(lines, i);
        if (!line_is_folded(lines, &plan, i))
            g_string_append_printf(own, "%.*s\n", (int)line->length, line->start);
    }
    return g_strstrip(g_string_free(own, FALSE));
}
