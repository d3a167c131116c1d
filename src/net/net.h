/* net.h - a small convolutional network that reads a line of characters.
 *
 * The file ocr/train writes: "DNET", version, height of a line, classes as UTF-8, then layers of convolution (kernel row,
 * kernel column, input, output; float16; columns may stand apart) and pooling. The network turns a line into one row of
 * probabilities a step from left to right; class 0 is the blank of Connectionist Temporal Classification (Graves et al.,
 * 2006), and net_texts finds the most probable texts among all the ways to spell them.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct Net Net;

/* bytes is a file of ours, yet distrusted: REFUSED when it is not sound. */
Net *net_new(GBytes *bytes, GError **error);
void net_free(Net *net);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Net, net_free)

int net_height(const Net *net);
int net_classes(const Net *net);              /* the blank counted */
int net_class(const Net *net, gunichar c);    /* -1 when it is not known */
gunichar net_char(const Net *net, int class); /* of 1 … net_classes - 1 */

/* What the network sees in a line. */
typedef struct NetLine {
    int steps;
    int classes;
    int step_width; /* pixels of the line a step */
    float *log_p;   /* steps × classes, natural logarithms */
} NetLine;
void net_line_free(NetLine *line);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(NetLine, net_line_free)

/* grey: net_height rows of width bytes, 0 is ink and 255 paper. width 4 … NET_MOST_WIDTH. */
enum { NET_MOST_WIDTH = 4000 };
NetLine *net_look(const Net *net, const guint8 *grey, int width);

/* A text a stretch of the line may spell. */
typedef struct NetText {
    char *text;
    double log_p; /* of all its spellings over the stretch */
} NetText;
void net_text_free(NetText *text);

/* The most probable texts of steps [from, to), best first, at most `most`; only characters for which allowed[class] is true
 * (NULL: all). Prefix beam search (Hannun et al., 2014). Returns an array of NetText, owned. */
GPtrArray *net_texts(
    const Net *net, const NetLine *line, int from, int to, const bool *allowed, int most);

/* The natural logarithm of the probability that steps [from, to) spell text; -INFINITY for characters that are not known. */
double
net_text_log_p(const Net *net, const NetLine *line, int from, int to, const char *text);

/* The class of the best path at each step, blanks and repetitions as they are; steps ints to be freed with g_free. */
int *net_best_path(const NetLine *line);
