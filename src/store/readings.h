/* readings.h - readings of pages come and go, inside the caller's transaction. Private to store/. */
#pragma once

#include "store/tables.h"

/* Makes a reading the page's current one. RETRY when the page's claim is another. */
bool reading_put_current(Store *store, gint64 page_id, gint64 claim,
    const Reading *reading, const char *image_sha256, const char *method, GError **error);

/* Keeps the page's current reading as one of its others; *id is that one. */
bool reading_put_aside(Store *store, gint64 page_id, gint64 *id, GError **error);

/* Keeps a new reading as one of the page's others. */
bool reading_put_beside(Store *store, gint64 page_id, const Reading *reading,
    const char *image_sha256, const char *method, GError **error);

/* The fields of a form on the page (NULL: none); what a person confirmed of it stands (forms.c). */
bool form_put(Store *store, gint64 page_id, const FormReading *form, GError **error);
