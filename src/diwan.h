/* diwan.h - an open office: what a command or role is given to work with. */
#pragma once

#include "archive/archive.h"
#include "base/base.h"
#include "store/store.h"

typedef struct Diwan {
    Config *config;   /* NULL when the command needs none */
    Store *store;     /* NULL when the command needs no office */
    Archive *archive; /* likewise */
} Diwan;

/* Loads the configuration and, when office is true, opens store and archive. config_path NULL:
 * $DIWAN_CONFIG, else ./diwan.conf, else /etc/diwan/diwan.conf. CONFIG errors say what to do. */
Diwan *diwan_open(const char *config_path, bool office, GError **error);
void diwan_free(Diwan *diwan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Diwan, diwan_free)
