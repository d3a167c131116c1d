/* glyphs.c - a line's glyphs drawn so that its letters can be taken out of the PDF again.
 *
 * A PDF keeps glyphs and, beside them, the letters they stand for. Readers sort single letters by
 * where they stand and turn right-to-left words round; a glyph of several letters (lam-alef), or a
 * letter with its marks, comes out with its letters exchanged. So every letter gets a place of its
 * own here: empty glyphs carry those that have no glyph, marks stand where their letter begins,
 * and all are told from left to right. What is seen is not touched.
 */
#include "paper/glyphs.h"

#include <hb.h>

#define RLM "\u200f"
/* Of the font's size: a reader takes two letters that touch and are equally wide for the parts of
 * one glyph. A hundredth of a millimetre makes them unequal (cairo
 * drops shifts below three thousandths of the size). */
#define UNEQUAL 0.004

enum { LETTERS_MOST = 16, GLYPHS_MOST = 32 };

/* What becomes one call of cairo: glyphs, which letters, and how many of each belong together. */
typedef struct Piece {
    GArray *glyphs;   /* of cairo_glyph_t */
    GArray *clusters; /* of cairo_text_cluster_t */
    GString *letters;
    const PangoGlyphItem *run;
    const char *text;
    gulong empty;      /* a glyph without ink and width */
    double size;       /* of the font */
    double last_width; /* of the letter drawn before */
    double x, y;
} Piece;

static void
glyph_add(Piece *piece, gulong index, double x, double y)
{
    cairo_glyph_t glyph = {index, x, y};
    g_array_append_val(piece->glyphs, glyph);
}

static void
cluster_add(Piece *piece, const char *letters, gsize length, guint glyphs)
{
    cairo_text_cluster_t cluster = {(int)length, (int)glyphs};
    g_string_append_len(piece->letters, letters, (gssize)length);
    g_array_append_val(piece->clusters, cluster);
}

static void
empty_add(Piece *piece, const char *letter, gsize length, double x)
{
    glyph_add(piece, piece->empty, x, piece->y);
    cluster_add(piece, letter, length, 1);
}

/* ---- a cluster: some letters, some glyphs ---- */

typedef struct Cluster {
    int first, end; /* glyphs of the run that have ink or width */
    const char *from, *to;
    double x, width;
} Cluster;

/* Draws the cluster's glyphs, shifted; returns how many there are. */
static guint
cluster_draw(Piece *piece, const Cluster *cluster, double shift)
{
    double x = cluster->x + shift;
    guint n = 0;
    for (int i = cluster->first; i < cluster->end && n < GLYPHS_MOST; i++) {
        const PangoGlyphInfo *glyph = &piece->run->glyphs->glyphs[i];
        if (glyph->glyph != PANGO_GLYPH_EMPTY) {
            glyph_add(piece, glyph->glyph,
                x + (double)glyph->geometry.x_offset / PANGO_SCALE,
                piece->y + (double)glyph->geometry.y_offset / PANGO_SCALE);
            n++;
        }
        x += (double)glyph->geometry.width / PANGO_SCALE;
    }
    return n;
}

static bool
has_glyphs(const Piece *piece, const Cluster *cluster)
{
    for (int i = cluster->first; i < cluster->end; i++) {
        if (piece->run->glyphs->glyphs[i].glyph != PANGO_GLYPH_EMPTY)
            return true;
    }
    return false;
}

/* Whether a glyph stands elsewhere than its letter's place (kerning, letters stacked): readers that
 * go by the glyph would see a gap. */
static bool
is_shifted(const Piece *piece, const Cluster *cluster)
{
    for (int i = cluster->first; i < cluster->end; i++) {
        if (piece->run->glyphs->glyphs[i].geometry.x_offset != 0)
            return true;
    }
    return false;
}

static guint
count_letters(const Cluster *cluster, guint *all)
{
    guint letters = 0;
    *all = 0;
    for (const char *c = cluster->from; c < cluster->to; c = g_utf8_next_char(c)) {
        letters += g_unichar_ismark(g_utf8_get_char(c)) ? 0 : 1;
        (*all)++;
    }
    return MAX(letters, 1);
}

/* The letters from left to right, the last in the text first: each letter has its share of the
 * width, marks have none. The first in the text carries the glyphs, between two empty ones that
 * span its share. */
static void
cluster_spread(Piece *piece, const Cluster *cluster, guint letters)
{
    double share = cluster->width / letters;
    double left = cluster->x;
    const char *end = cluster->to;
    const char *letter = g_utf8_find_prev_char(cluster->from, end);
    for (; letter != NULL && letter > cluster->from;
         end = letter, letter = g_utf8_find_prev_char(cluster->from, end)) {
        empty_add(piece, letter, (gsize)(end - letter), left);
        left += g_unichar_ismark(g_utf8_get_char(letter)) ? 0 : share;
    }
    glyph_add(piece, piece->empty, left, piece->y);
    guint drawn = cluster_draw(piece, cluster, 0);
    glyph_add(piece, piece->empty, cluster->x + cluster->width, piece->y);
    cluster_add(piece, cluster->from, (gsize)(end - cluster->from), drawn + 2);
}

static void
cluster_show(Piece *piece, const Cluster *cluster, bool rtl)
{
    guint all;
    guint letters = count_letters(cluster, &all);
    if (cluster->from == cluster->to || !has_glyphs(piece, cluster))
        return;
    if (rtl && all <= LETTERS_MOST && (all > 1 || is_shifted(piece, cluster))) {
        cluster_spread(piece, cluster, letters);
        piece->last_width = 0;
        return;
    }
    double unequal = piece->size * UNEQUAL;
    double wider = cluster->width - piece->last_width;
    bool equal = ABS(wider) < unequal;
    double shift = !equal ? 0 : wider > 0 ? -unequal : unequal;
    guint drawn = cluster_draw(piece, cluster, shift);
    cluster_add(piece, cluster->from, (gsize)(cluster->to - cluster->from), drawn);
    piece->last_width = cluster->width - shift;
}

/* ---- a run: one font, one direction ---- */

static bool
is_control(const char *letter)
{
    gunichar c = g_utf8_get_char(letter);
    return c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) ||
           (c >= 0x2066 && c <= 0x2069);
}

/* Marks of direction have done their work when the line is laid out. */
static void
controls_drop(Cluster *cluster)
{
    while (cluster->from < cluster->to && is_control(cluster->from))
        cluster->from = g_utf8_next_char(cluster->from);
    while (cluster->from < cluster->to && is_control(g_utf8_prev_char(cluster->to)))
        cluster->to = g_utf8_prev_char(cluster->to);
}

static Cluster
cluster_of(const Piece *piece, const PangoGlyphItemIter *at)
{
    bool backwards = at->start_glyph > at->end_glyph;
    Cluster cluster = {.first = backwards ? at->end_glyph + 1 : at->start_glyph,
        .end = backwards ? at->start_glyph + 1 : at->end_glyph,
        .from = piece->text + at->start_index,
        .to = piece->text + at->end_index,
        .x = piece->x};
    for (int i = 0; i < cluster.end; i++) {
        double width = (double)piece->run->glyphs->glyphs[i].geometry.width / PANGO_SCALE;
        *(i < cluster.first ? &cluster.x : &cluster.width) += width;
    }
    controls_drop(&cluster);
    return cluster;
}

/* Marks, and the letter to the right of them that they belong to. */
static Cluster
cluster_joined(const Cluster *marks, const Cluster *letter)
{
    return (Cluster){MIN(marks->first, letter->first), MAX(marks->end, letter->end),
        letter->from, marks->to, marks->x, marks->width + letter->width};
}

/* A blank behind a sign that readers count to numbers (". "). */
static bool
follows_sign(const Cluster *cluster, const char *text)
{
    if (*cluster->from != ' ' || cluster->from == text)
        return false;
    gunichar before = g_utf8_get_char(g_utf8_prev_char(cluster->from));
    return !g_unichar_isalnum(before) && !g_unichar_ismark(before) && before != ' ';
}

static gulong
empty_glyph(PangoFont *font)
{
    static const hb_codepoint_t candidates[] = {0x200b, 0x200c, 0x2060, 0x200a, ' '};
    hb_font_t *shapes = pango_font_get_hb_font(font);
    for (guint i = 0; i < G_N_ELEMENTS(candidates); i++) {
        hb_codepoint_t glyph;
        hb_glyph_extents_t ink;
        if (hb_font_get_nominal_glyph(shapes, candidates[i], &glyph) &&
            hb_font_get_glyph_extents(shapes, glyph, &ink) && ink.width == 0)
            return glyph;
    }
    return 0;
}

static void
run_show(cairo_t *cairo, PangoGlyphItem *run, const char *text, bool parted, double x,
    double y)
{
    g_autoptr(GArray) glyphs = g_array_new(FALSE, FALSE, sizeof(cairo_glyph_t));
    g_autoptr(GArray) clusters = g_array_new(FALSE, FALSE, sizeof(cairo_text_cluster_t));
    g_autoptr(GString) letters = g_string_new(NULL);
    PangoFont *font = run->item->analysis.font;
    cairo_scaled_font_t *scaled =
        pango_cairo_font_get_scaled_font((PangoCairoFont *)font);
    cairo_matrix_t matrix;
    cairo_scaled_font_get_font_matrix(scaled, &matrix);
    Piece piece = {
        glyphs, clusters, letters, run, text, empty_glyph(font), matrix.xx, 0, x, y};
    bool rtl = run->item->analysis.level % 2 != 0;
    if (parted)
        empty_add(&piece, RLM, strlen(RLM), x);
    PangoGlyphItemIter at;
    bool more = rtl ? pango_glyph_item_iter_init_end(&at, run, text)
                    : pango_glyph_item_iter_init_start(&at, run, text);
    Cluster held = {0}; /* marks whose letter comes next */
    while (more) {
        Cluster cluster = cluster_of(&piece, &at);
        more = rtl ? pango_glyph_item_iter_prev_cluster(&at)
                   : pango_glyph_item_iter_next_cluster(&at);
        cluster = rtl && held.to != NULL ? cluster_joined(&held, &cluster) : cluster;
        held = (Cluster){0};
        if (rtl && more && cluster.from < cluster.to &&
            g_unichar_ismark(g_utf8_get_char(cluster.from)))
            held = cluster;
        else
            cluster_show(&piece, &cluster, rtl);
        if (rtl && cluster.from < cluster.to && follows_sign(&cluster, text))
            empty_add(&piece, RLM, strlen(RLM), cluster.x + cluster.width);
    }
    cairo_set_scaled_font(cairo, scaled);
    cairo_show_text_glyphs(cairo, letters->str, (int)letters->len,
        (cairo_glyph_t *)(void *)glyphs->data, (int)glyphs->len,
        (cairo_text_cluster_t *)(void *)clusters->data, (int)clusters->len, 0);
}

/* A number's brackets and blanks belong to the Arabic around it; the mark at its left end keeps
 * readers from taking them for the number's. */
void
glyphs_show_line(
    cairo_t *cairo, PangoLayoutLine *line, const char *text, bool rtl, double x, double y)
{
    bool after_rtl = false;
    for (GSList *at = line->runs; at != NULL; at = at->next) {
        PangoGlyphItem *run = at->data;
        bool ltr = run->item->analysis.level % 2 == 0;
        run_show(cairo, run, text, rtl && ltr && after_rtl, x, y);
        after_rtl = !ltr;
        x += (double)pango_glyph_string_get_width(run->glyphs) / PANGO_SCALE;
    }
}
