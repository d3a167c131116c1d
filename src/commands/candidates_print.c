/* candidates_print.c - whose a letter may be and why, as JSON: each clue as seen, as compared, and
 * where. */
#include "commands/candidates_print.h"

void
output_fraction(JsonBuilder *builder, const char *name, double fraction)
{
    json_builder_set_member_name(builder, name);
    json_builder_add_double_value(builder, fraction);
}

/* A number, or null where there is none. */
static void
output_number(JsonBuilder *builder, const char *name, bool is, int number)
{
    json_builder_set_member_name(builder, name);
    if (is)
        json_builder_add_int_value(builder, number);
    else
        json_builder_add_null_value(builder);
}

/* "place": part and characters; of a page its number, box and, by OCR, confidence. */
static void
output_place(JsonBuilder *builder, const Spot *place)
{
    const int box[] = {place->x, place->y, place->width, place->height};
    json_builder_set_member_name(builder, "place");
    json_builder_begin_object(builder);
    output_text(builder, "part", place->part);
    output_number(builder, "start", place->end > 0, place->start);
    output_number(builder, "end", place->end > 0, place->end);
    output_int(builder, "page", place->page);
    json_builder_set_member_name(builder, "box");
    json_builder_begin_array(builder);
    for (gsize i = 0; place->width > 0 && i < G_N_ELEMENTS(box); i++)
        json_builder_add_int_value(builder, box[i]);
    json_builder_end_array(builder);
    output_number(builder, "confidence", place->confidence >= 0, place->confidence);
    json_builder_end_object(builder);
}

static void
output_clue(JsonBuilder *builder, const Clue *clue)
{
    json_builder_begin_object(builder);
    output_text(builder, "kind", clue->kind);
    output_text(builder, "level", clue->level);
    output_text(builder, "seen", clue->seen);
    output_text(builder, "value", clue->value);
    output_text(builder, "on_record", clue->on_record);
    output_fraction(builder, "weight", clue->weight);
    output_place(builder, &clue->place);
    json_builder_end_object(builder);
}

void
output_candidates(JsonBuilder *builder, GPtrArray *candidates)
{
    json_builder_set_member_name(builder, "candidates");
    json_builder_begin_array(builder);
    for (guint i = 0; i < candidates->len; i++) {
        const Candidate *candidate = candidates->pdata[i];
        json_builder_begin_object(builder);
        output_text(builder, "file_no", candidate->file_no);
        output_fraction(builder, "probability", candidate->probability);
        json_builder_set_member_name(builder, "clues");
        json_builder_begin_array(builder);
        for (guint j = 0; j < candidate->clues->len; j++)
            output_clue(builder, candidate->clues->pdata[j]);
        json_builder_end_array(builder);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
}
