/* room.h - what runs inside a locked worker, and what to ask of it. */
#pragma once

#include "worker/worker.h"

/* What a parse task may ask for, else NULL: its texts in a charset that a person chose (NULL: by the
 * rule), the HTML body as it may be shown. */
GVariant *room_ask_parse(const char *charset, bool wants_html);
/* What a reading task asks for; page 0 means: count the pages. */
GVariant *room_ask_page(int number, bool want_image);

/* `diwan room parse …` and `diwan room read …`: the keeper's life, for worker_pool_new alone.
 * argv[0] is "room". A test whose pools are these rooms answers argv[1] "room" in its own main,
 * as the keeper is always the program itself: `return room_main(argc - 1, argv + 1);` */
int room_main(int argc, char **argv);

/* The pools the pipeline and the commands use. settings of parse travel as arguments. */
WorkerPool *room_parse_pool(
    char **addresses, char **authserv_id, char **forms, int width, GError **error);
WorkerPool *room_read_pool(char **models, int width, GError **error);

/* Its tasks ask one of divide_ask_… */
WorkerPool *room_divide_pool(int width, GError **error);

/* Its tasks take searchable_input's bytes and ask nothing. */
WorkerPool *room_searchable_pool(int width, GError **error);
