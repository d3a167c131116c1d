/* words.h - what the report calls things, in both languages. Private to report/. */
#pragma once

#include <stdbool.h>

/* A literal; key itself (which must live as long) where there is no word. */
const char *report_word(const char *group, const char *key, const char *language);
/* NULL where there is none. */
const char *report_word_find(const char *group, const char *key, const char *language);
