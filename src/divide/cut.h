/* cut.h - the inner half of divide: what the locked worker is asked, and answers. A section of
 * divide.h, which includes it; it knows neither store nor archive. */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* What the room loads before the lock. */
bool divide_open(const char *const *arguments, GError **error);

/* Pages first to last of a PDF of n pages, as they are, as a PDF of their own, the same at each time;
 * nothing that only other pages show comes along. REFUSED when it cannot be taken apart. */
GBytes *
divide_cut(const guint8 *bytes, gsize length, int first, int last, int n, GError **error);

/* Whether nothing stands on the page whose picture this is; false when that cannot be told. */
bool divide_is_blank(const guint8 *bytes, gsize length);

/* A question of the lane, and its answer for the wire. */
GVariant *divide_ask_cut(int first, int last, int n);
GVariant *divide_ask_pictures(void); /* its input is searchable_input's */
GVariant *divide_ask_blank(void);    /* its input is a page's picture */
GBytes *divide_work(GVariant *ask, GBytes *input);
