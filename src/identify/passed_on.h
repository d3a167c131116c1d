/* passed_on.h - which words of a letter its writer only passes on. */
#pragma once

/* Where a mail begins that is passed on whole: what is in it was written by others, or before. NULL when
 * none is; a petition's own head, without addresses, is none. */
const char *passed_on_from(const char *text);

/* The text with as many spaces in place of each line that begins with ">": nobody announced it as a
 * quotation, so it is shown as the writer's, and may be one. Owned by the caller. */
char *passed_on_blank_marked(const char *text);
