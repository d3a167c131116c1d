/* net.c - runs a small convolutional network over a line, layer after layer.
 *
 * Pictures are kept row by row with the channels of a pixel together and a margin of zeros, so that the inner loop is a sum of
 * products over neighbouring floats without a single test: the compiler makes vectors of it, of the width the machine has.
 */
#include "net/net.h"
#include "base/base.h"
#include <math.h>
#include <string.h>

enum {
    MOST_LAYERS = 32,
    MOST_CHANNELS = 256,
    MOST_CLASSES = 256,
    MOST_KERNEL = 15,
    MOST_APART = 16,
    MOST_HEIGHT = 96,
    LANES = 8,   /* floats of a vector */
    PAIR = 2,    /* vectors of outputs whose sums are kept in registers */
    ABREAST = 6, /* and of how many pixels */
};

typedef float Vector __attribute__((vector_size(LANES * sizeof(float))));

typedef enum { LAYER_CONVOLUTION = 1, LAYER_POOL = 2 } LayerKind;

typedef struct Layer {
    LayerKind kind;
    int inputs, outputs; /* channels */
    int high, wide;      /* kernel, or what is pooled */
    int pad_high, pad_wide;
    int apart; /* pixels from one column of the kernel to the next */
    bool rectified, residual;
    int outputs_padded; /* to whole pairs of vectors */
    Vector *bias;
    Vector *weights; /* pair of outputs' vectors, kernel row, kernel column, input */
} Layer;

struct Net {
    int height;
    int classes;
    gunichar chars[MOST_CLASSES]; /* of class i + 1 */
    int layer_count;
    Layer layers[MOST_LAYERS];
};

void
net_free(Net *net)
{
    if (net == NULL) {
        return;
    }
    for (int i = 0; i < net->layer_count; i++) {
        g_aligned_free(net->layers[i].bias);
        g_aligned_free(net->layers[i].weights);
    }
    g_free(net);
}

void
net_line_free(NetLine *line)
{
    if (line == NULL) {
        return;
    }
    g_free(line->log_p);
    g_free(line);
}

/* ---- the file ---- */

typedef struct Source {
    const guint8 *at;
    gsize left;
    bool short_of; /* more was asked for than there is */
} Source;

static const guint8 *
take(Source *source, gsize count)
{
    static const guint8 none[16];
    if (count > source->left) {
        source->short_of = true;
        return none;
    }
    const guint8 *from = source->at;
    source->at += count;
    source->left -= count;
    return from;
}

static int
take_u16(Source *source)
{
    const guint8 *two = take(source, 2);
    return two[0] | two[1] << 8;
}

/* IEEE 754 binary16, without infinities. */
static float
half(const guint8 *two)
{
    guint32 bits = (guint32)two[0] | (guint32)two[1] << 8;
    int exponent = (int)(bits >> 10 & 31);
    float fraction = (float)(bits & 1023) / 1024;
    float size =
        exponent == 0 ? ldexpf(fraction, -14) : ldexpf(1 + fraction, exponent - 15);
    return (bits & 0x8000) != 0 ? -size : size;
}

static Vector *
vectors_new(gsize floats)
{
    Vector *made = g_aligned_alloc0(floats / LANES, sizeof(Vector), sizeof(Vector));
    return made;
}

static void
load_weights(Source *source, Layer *layer)
{
    gsize taps = (gsize)layer->high * (gsize)layer->wide * (gsize)layer->inputs;
    const guint8 *bias = take(source, (gsize)layer->outputs * 4);
    const guint8 *weights = take(source, taps * (gsize)layer->outputs * 2);
    if (source->short_of) {
        return;
    }
    gsize padded = (gsize)layer->outputs_padded;
    layer->bias = vectors_new(padded);
    layer->weights = vectors_new(taps * padded);
    memcpy(layer->bias, bias, (gsize)layer->outputs * 4);
    float *to = (float *)layer->weights;
    for (gsize tap = 0; tap < taps; tap++) {
        for (gsize out = 0; out < (gsize)layer->outputs; out++, weights += 2) {
            gsize pair = out / (PAIR * LANES);
            to[(pair * taps + tap) * PAIR * LANES + out % (PAIR * LANES)] = half(weights);
        }
    }
}

static bool
load_layer(Source *source, Layer *layer)
{
    layer->kind = (LayerKind)take_u16(source);
    layer->inputs = take_u16(source);
    layer->outputs = take_u16(source);
    layer->high = take_u16(source);
    layer->wide = take_u16(source);
    layer->pad_high = take_u16(source);
    layer->pad_wide = take_u16(source);
    int flags = take_u16(source);
    layer->rectified = (flags & 1) != 0;
    layer->residual = (flags & 2) != 0;
    layer->apart = MAX(flags >> 8, 1);
    layer->outputs_padded =
        (layer->outputs + PAIR * LANES - 1) / (PAIR * LANES) * (PAIR * LANES);
    if (layer->high < 1 || layer->high > MOST_KERNEL || layer->wide < 1 ||
        layer->wide > MOST_KERNEL || layer->pad_high >= layer->high ||
        layer->apart > MOST_APART || layer->pad_wide >= layer->wide * layer->apart) {
        return false;
    }
    if (layer->kind == LAYER_POOL) {
        return true;
    }
    if (layer->kind != LAYER_CONVOLUTION || layer->inputs < 1 ||
        layer->inputs > MOST_CHANNELS || layer->outputs < 1 ||
        layer->outputs > MOST_CHANNELS ||
        (layer->residual && layer->inputs != layer->outputs)) {
        return false;
    }
    load_weights(source, layer);
    return !source->short_of;
}

/* Whether the layers fit each other and end in one row with a channel a class. */
static bool
layers_fit(const Net *net)
{
    int channels = 1;
    int height = net->height;
    for (int i = 0; i < net->layer_count; i++) {
        const Layer *layer = &net->layers[i];
        if (layer->kind == LAYER_POOL) {
            height /= layer->high;
            continue;
        }
        height += 2 * layer->pad_high - layer->high + 1;
        if (layer->inputs != channels || height < 1 ||
            (layer->wide - 1) * layer->apart != 2 * layer->pad_wide ||
            (layer->residual && layer->high != 2 * layer->pad_high + 1)) {
            return false;
        }
        channels = layer->outputs;
    }
    return height == 1 && channels == net->classes;
}

static bool
load_classes(Net *net, Source *source, int bytes)
{
    const guint8 *text = take(source, (gsize)bytes);
    if (source->short_of || !g_utf8_validate((const char *)text, bytes, NULL) ||
        memchr(text, 0, (gsize)bytes) != NULL) {
        return false;
    }
    g_autofree char *owned = g_strndup((const char *)text, (gsize)bytes);
    net->classes = 1;
    for (const char *at = owned; *at != '\0' && net->classes < MOST_CLASSES;
         at = g_utf8_next_char(at)) {
        net->chars[net->classes++ - 1] = g_utf8_get_char(at);
    }
    return net->classes > 1;
}

Net *
net_new(GBytes *bytes, GError **error)
{
    gsize length = 0;
    const guint8 *at = g_bytes_get_data(bytes, &length);
    Source source = {at, length, false};
    g_autoptr(Net) net = g_new0(Net, 1);
    bool sound = memcmp(take(&source, 4), "DNET", 4) == 0 && take_u16(&source) == 1;
    net->height = sound ? take_u16(&source) : 0;
    int layers = take_u16(&source);
    int class_bytes = take_u16(&source);
    sound = sound && net->height >= 8 && net->height <= MOST_HEIGHT &&
            layers <= MOST_LAYERS && load_classes(net, &source, class_bytes);
    for (int i = 0; sound && i < layers; i++) {
        net->layer_count++;
        sound = load_layer(&source, &net->layers[i]);
    }
    if (!sound || source.short_of || source.left != 0 || !layers_fit(net)) {
        g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED,
            "the file of the network is damaged");
        return NULL;
    }
    return g_steal_pointer(&net);
}

int
net_height(const Net *net)
{
    return net->height;
}

int
net_classes(const Net *net)
{
    return net->classes;
}

int
net_class(const Net *net, gunichar c)
{
    for (int i = 0; i + 1 < net->classes; i++) {
        if (net->chars[i] == c) {
            return i + 1;
        }
    }
    return -1;
}

gunichar
net_char(const Net *net, int class)
{
    return net->chars[class - 1];
}

/* ---- pictures between layers ---- */

typedef struct Picture {
    int high, wide, channels; /* channels in whole vectors, but for the line itself */
    int margin_high, margin_wide;
    float *data; /* aligned */
} Picture;

static float *
picture_at(const Picture *picture, int y, int x)
{
    gsize row = (gsize)(picture->wide + 2 * picture->margin_wide + ABREAST);
    return picture->data +
           ((gsize)(y + picture->margin_high) * row + (gsize)(x + picture->margin_wide)) *
               (gsize)picture->channels;
}

static Picture
picture_new(int high, int wide, int channels, int margin_high, int margin_wide)
{
    gsize floats = (gsize)(high + 2 * margin_high) *
                   (gsize)(wide + 2 * margin_wide + ABREAST) * (gsize)channels;
    Picture made = {high, wide, channels, margin_high, margin_wide,
        g_aligned_alloc0((floats + LANES) / LANES, sizeof(Vector), sizeof(Vector))};
    return made;
}

/* The margin the next layer wants round its input. */
static void
margin_for(const Net *net, int layer, int *high, int *wide)
{
    bool convolved =
        layer < net->layer_count && net->layers[layer].kind == LAYER_CONVOLUTION;
    *high = convolved ? net->layers[layer].pad_high : 0;
    *wide = convolved ? net->layers[layer].pad_wide : 0;
}

__attribute__((always_inline)) static inline void
rectify(Vector *sums)
{
    for (int i = 0; i < LANES; i++) {
        (*sums)[i] = (*sums)[i] > 0 ? (*sums)[i] : 0;
    }
}

/* ABREAST pixels of one row, all outputs. */
__attribute__((always_inline)) static inline void
convolve_abreast(const Layer *layer, const Picture *from, Picture *to, int y, int x)
{
    int vectors = layer->outputs_padded / LANES;
    const Vector *weights = layer->weights;
    for (int v = 0; v < vectors; v += PAIR) {
        Vector left[ABREAST];
        Vector right[ABREAST];
#pragma GCC unroll 8
        for (int i = 0; i < ABREAST; i++) {
            left[i] = layer->bias[v];
            right[i] = layer->bias[v + 1];
        }
        for (int row = 0; row < layer->high; row++) {
            const float *pixel =
                picture_at(from, y + row - layer->pad_high, x - layer->pad_wide);
            for (int column = 0; column < layer->wide;
                 column++, pixel += from->channels * layer->apart) {
                for (int in = 0; in < layer->inputs; in++, weights += PAIR) {
                    Vector a = weights[0];
                    Vector b = weights[1];
#pragma GCC unroll 8
                    for (int i = 0; i < ABREAST; i++) {
                        float ink = pixel[i * from->channels + in];
                        left[i] += a * ink;
                        right[i] += b * ink;
                    }
                }
            }
        }
#pragma GCC unroll 8
        for (int i = 0; i < ABREAST; i++) {
            if (x + i >= to->wide) {
                break;
            }
            Vector *out = (Vector *)picture_at(to, y, x + i);
            const Vector *same = (const Vector *)picture_at(from, y, x + i);
            if (layer->rectified) {
                rectify(&left[i]);
                rectify(&right[i]);
            }
            out[v] = layer->residual ? left[i] + same[v] : left[i];
            out[v + 1] = layer->residual ? right[i] + same[v + 1] : right[i];
        }
    }
}

#ifdef __x86_64__
__attribute__((target("avx2,fma"))) static void
convolve_with_avx2(const Layer *layer, const Picture *from, Picture *to, int y, int x)
{
    convolve_abreast(layer, from, to, y, x);
}
#endif

static void
convolve_anywhere(const Layer *layer, const Picture *from, Picture *to, int y, int x)
{
    convolve_abreast(layer, from, to, y, x);
}

typedef void (*Convolve)(
    const Layer *layer, const Picture *from, Picture *to, int y, int x);

static Convolve
best_convolve(void)
{
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
        return convolve_with_avx2;
    }
#endif
    return convolve_anywhere;
}

static Picture
convolve(const Net *net, int index, const Picture *from)
{
    const Layer *layer = &net->layers[index];
    int margin_high = 0;
    int margin_wide = 0;
    margin_for(net, index + 1, &margin_high, &margin_wide);
    Picture to = picture_new(from->high + 2 * layer->pad_high - layer->high + 1,
        from->wide, layer->outputs_padded, margin_high, margin_wide);
    Convolve convolve_pixels = best_convolve();
    for (int y = 0; y < to.high; y++) {
        for (int x = 0; x < to.wide; x += ABREAST) {
            convolve_pixels(layer, from, &to, y, x);
        }
    }
    return to;
}

static Picture
pool(const Net *net, int index, const Picture *from)
{
    const Layer *layer = &net->layers[index];
    int margin_high = 0;
    int margin_wide = 0;
    margin_for(net, index + 1, &margin_high, &margin_wide);
    Picture to = picture_new(from->high / layer->high, from->wide / layer->wide,
        from->channels, margin_high, margin_wide);
    for (int y = 0; y < to.high; y++) {
        for (int x = 0; x < to.wide; x++) {
            float *out = picture_at(&to, y, x);
            memcpy(out, picture_at(from, y * layer->high, x * layer->wide),
                (gsize)from->channels * sizeof(float));
            for (int i = 1; i < layer->high * layer->wide; i++) {
                const float *in = picture_at(from, y * layer->high + i / layer->wide,
                    x * layer->wide + i % layer->wide);
                for (int c = 0; c < from->channels; c++) {
                    out[c] = MAX(out[c], in[c]);
                }
            }
        }
    }
    return to;
}

static Picture
picture_of_line(const Net *net, const guint8 *grey, int width)
{
    int margin_high = 0;
    int margin_wide = 0;
    margin_for(net, 0, &margin_high, &margin_wide);
    Picture line = picture_new(net->height, width, 1, margin_high, margin_wide);
    for (int y = 0; y < net->height; y++) {
        float *to = picture_at(&line, y, 0);
        for (int x = 0; x < width; x++) {
            to[x] = (float)(255 - grey[y * width + x]) / 255;
        }
    }
    return line;
}

/* Logits to logarithms of probabilities that sum to one. */
static NetLine *
softmax(const Net *net, const Picture *last, int width)
{
    NetLine *line = g_new0(NetLine, 1);
    line->steps = last->wide;
    line->classes = net->classes;
    line->step_width = last->wide > 0 ? width / last->wide : 1;
    line->log_p = g_new(float, (gsize)line->steps *(gsize)line->classes);
    for (int step = 0; step < line->steps; step++) {
        const float *in = picture_at(last, 0, step);
        float *out = line->log_p + (gsize)step * (gsize)line->classes;
        float most = in[0];
        for (int c = 1; c < line->classes; c++) {
            most = MAX(most, in[c]);
        }
        float sum = 0;
        for (int c = 0; c < line->classes; c++) {
            sum += expf(in[c] - most);
        }
        float total = most + logf(sum);
        for (int c = 0; c < line->classes; c++) {
            out[c] = in[c] - total;
        }
    }
    return line;
}

NetLine *
net_look(const Net *net, const guint8 *grey, int width)
{
    Picture now = picture_of_line(net, grey, width);
    for (int i = 0; i < net->layer_count; i++) {
        Picture next = net->layers[i].kind == LAYER_POOL ? pool(net, i, &now)
                                                         : convolve(net, i, &now);
        g_aligned_free(now.data);
        now = next;
    }
    NetLine *line = softmax(net, &now, width);
    g_aligned_free(now.data);
    return line;
}
