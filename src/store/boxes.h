/* boxes.h - where the words and codes of a page stand, as few bytes. Private to store/. */
#pragma once

#include "letter.h"

/* Packs the words and codes of a reading. Words that stand in its text, in order, are not kept a
 * second time: boxes_unpack needs the same text. Boxes are within the limits of reading_from_wire. */
GBytes *boxes_pack(const Reading *reading);

/* Adds to a reading, whose text is set, the words and codes that were packed. REFUSED, and none added,
 * when a byte is not as boxes_pack writes it. */
bool boxes_unpack(GBytes *packed, Reading *reading, GError **error);
