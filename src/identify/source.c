/* source.c - where something stands in a text of a letter: characters, and on a page a box. */
#include "identify/source.h"

#include <string.h>

/* How far from the last word of a page the next is looked for in its text. */
#define WORD_WINDOW_BYTES 1000

static void
place_add_word(Spot *place, const Word *word, bool by_ocr)
{
    if (by_ocr)
        place->confidence = place->confidence < 0
                                ? word->confidence
                                : MIN(place->confidence, word->confidence);
    if (place->width == 0) {
        place->x = word->x;
        place->y = word->y;
        place->width = word->width;
        place->height = word->height;
        return;
    }
    int right_edge = MAX(place->x + place->width, word->x + word->width);
    int bottom = MAX(place->y + place->height, word->y + word->height);
    place->x = MIN(place->x, word->x);
    place->y = MIN(place->y, word->y);
    place->width = right_edge - place->x;
    place->height = bottom - place->y;
}

/* The box around the words that make bytes start … end of the page's text: words follow each other
 * in the text, so each is looked for after the one before it. */
static void
find_box(Spot *place, const Source *source, gsize start, gsize end)
{
    const char *at = source->text;
    for (guint i = 0; i < source->reading->words->len; i++) {
        const Word *word = source->reading->words->pdata[i];
        const char *found = NULL;
        if (*word->text != '\0')
            found = g_strstr_len(at, strnlen(at, WORD_WINDOW_BYTES), word->text);
        if (found == NULL)
            continue;
        gsize from = found - source->text;
        if (from >= end)
            break;
        at = found + strlen(word->text);
        if ((gsize)(at - source->text) > start)
            place_add_word(place, word, source->reading->source == SOURCE_OCR);
    }
}

Spot
source_place(const Source *source, gsize start, gsize end)
{
    Spot place = {.part = source->part, .page = source->page, .confidence = -1};
    place.start = g_utf8_strlen(source->text, start);
    place.end = place.start + g_utf8_strlen(source->text + start, end - start);
    if (source->reading != NULL)
        find_box(&place, source, start, end);
    return place;
}
