/* text.c - what a stretch of a line may spell: the sums over all paths of Connectionist Temporal Classification.
 *
 * A path gives a class at each step; repetitions are one character, the blank parts equal ones. A text's probability is the sum
 * over its paths (Graves et al., 2006); the best texts are looked for with a beam of prefixes (Hannun et al., 2014), each with
 * the probability of ending in a blank and of ending in its last character.
 */
#include "net/net.h"
#include <math.h>
#include <string.h>

enum {
    BEAM = 8,
    TEXT_MOST = 120, /* characters of one text */
    CHOICES_MOST = BEAM * 48,
};
#define CLASS_LEAST_LOG_P -9.0F /* below it a class is not tried at a step */

typedef struct Prefix {
    guint8 classes[TEXT_MOST];
    int length;
    double blank, character; /* logarithms */
} Prefix;

void
net_text_free(NetText *text)
{
    if (text == NULL) {
        return;
    }
    g_free(text->text);
    g_free(text);
}

static double
log_add(double a, double b)
{
    double most = MAX(a, b);
    return isinf(most) ? most : most + log1p(exp(-fabs(a - b)));
}

static double
prefix_log_p(const Prefix *prefix)
{
    return log_add(prefix->blank, prefix->character);
}

/* The prefix with these characters among the new ones, made when it is not there; NULL when all places are taken. */
static Prefix *
prefix_among(Prefix *found, int *count, const Prefix *stem, int class)
{
    int length = stem->length + (class != 0 ? 1 : 0);
    for (int i = 0; i < *count; i++) {
        if (found[i].length == length &&
            memcmp(found[i].classes, stem->classes, (gsize)stem->length) == 0 &&
            (class == 0 || found[i].classes[length - 1] == class)) {
            return &found[i];
        }
    }
    if (*count == CHOICES_MOST || length > TEXT_MOST) {
        return NULL;
    }
    Prefix *made = &found[(*count)++];
    memcpy(made->classes, stem->classes, (gsize)stem->length);
    made->length = length;
    if (class != 0) {
        made->classes[length - 1] = (guint8) class;
    }
    made->blank = -INFINITY;
    made->character = -INFINITY;
    return made;
}

static int
by_log_p(const void *a, const void *b)
{
    double left = prefix_log_p(a);
    double right = prefix_log_p(b);
    return left < right ? 1 : left > right ? -1 : 0;
}

/* The prefixes after one more step. */
static int
extend(const Prefix *beam, int count, const float *log_p, int classes,
    const bool *allowed, Prefix *found)
{
    int made = 0;
    for (int i = 0; i < count; i++) {
        const Prefix *stem = &beam[i];
        int last = stem->length > 0 ? stem->classes[stem->length - 1] : 0;
        Prefix *same = prefix_among(found, &made, stem, 0);
        if (same != NULL) {
            same->blank = log_add(same->blank, prefix_log_p(stem) + (double)log_p[0]);
            if (last != 0) {
                same->character =
                    log_add(same->character, stem->character + (double)log_p[last]);
            }
        }
        for (int c = 1; c < classes; c++) {
            if (log_p[c] < CLASS_LEAST_LOG_P || (allowed != NULL && !allowed[c])) {
                continue;
            }
            Prefix *longer = prefix_among(found, &made, stem, c);
            if (longer != NULL) {
                double before = c == last ? stem->blank : prefix_log_p(stem);
                longer->character = log_add(longer->character, before + (double)log_p[c]);
            }
        }
    }
    return made;
}

static NetText *
spelled(const Net *net, const Prefix *prefix)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (int i = 0; i < prefix->length; i++) {
        g_string_append_unichar(text, net_char(net, prefix->classes[i]));
    }
    NetText *made = g_new0(NetText, 1);
    made->text = g_strdup(text->str);
    made->log_p = prefix_log_p(prefix);
    return made;
}

GPtrArray *
net_texts(
    const Net *net, const NetLine *line, int from, int to, const bool *allowed, int most)
{
    g_autofree Prefix *beam = g_new0(Prefix, BEAM);
    g_autofree Prefix *found = g_new(Prefix, CHOICES_MOST);
    int count = 1;
    beam[0].character = -INFINITY;
    for (int step = MAX(from, 0); step < MIN(to, line->steps); step++) {
        const float *log_p = line->log_p + (gsize)step * (gsize)line->classes;
        int made = extend(beam, count, log_p, line->classes, allowed, found);
        qsort(found, (gsize)made, sizeof(Prefix), by_log_p);
        count = MIN(made, BEAM);
        memcpy(beam, found, (gsize)count * sizeof(Prefix));
    }
    GPtrArray *texts = g_ptr_array_new_with_free_func(
        (GDestroyNotify)net_text_free); /* of NetText, owned */
    for (int i = 0; i < MIN(count, most); i++) {
        if (!isinf(prefix_log_p(&beam[i]))) {
            g_ptr_array_add(texts, spelled(net, &beam[i]));
        }
    }
    return texts;
}

double
net_text_log_p(const Net *net, const NetLine *line, int from, int to, const char *text)
{
    int classes[TEXT_MOST];
    int length = 0;
    for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at)) {
        int class = net_class(net, g_utf8_get_char(at));
        if (class < 0 || length == TEXT_MOST) {
            return -INFINITY;
        }
        classes[length++] = class;
    }
    /* [i]: the first i characters are spelled, the path being in a blank or in character i */
    double blank[TEXT_MOST + 1];
    double character[TEXT_MOST + 1];
    for (int i = 0; i <= length; i++) {
        blank[i] = i == 0 ? 0 : -INFINITY;
        character[i] = -INFINITY;
    }
    for (int step = MAX(from, 0); step < MIN(to, line->steps); step++) {
        const float *log_p = line->log_p + (gsize)step * (gsize)line->classes;
        for (int i = length; i >= 0; i--) {
            double stay = character[i];
            if (i > 0) {
                bool repeats = i > 1 && classes[i - 1] == classes[i - 2];
                double enter =
                    repeats ? blank[i - 1] : log_add(blank[i - 1], character[i - 1]);
                blank[i] = log_add(blank[i], stay) + (double)log_p[0];
                character[i] = log_add(stay, enter) + (double)log_p[classes[i - 1]];
            } else {
                blank[i] += (double)log_p[0];
            }
        }
    }
    return log_add(blank[length], character[length]);
}

int *
net_best_path(const NetLine *line)
{
    int *path = g_new0(int, (gsize)line->steps + 1);
    for (int step = 0; step < line->steps; step++) {
        const float *log_p = line->log_p + (gsize)step * (gsize)line->classes;
        for (int c = 1; c < line->classes; c++) {
            if (log_p[c] > log_p[path[step]]) {
                path[step] = c;
            }
        }
    }
    return path;
}
