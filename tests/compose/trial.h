/* trial.h - a small office for tests: a folder with a key, a configuration, a store in memory. */
#pragma once

#include "compose/compose.h"

#include <glib/gstdio.h>

#include <string.h>

typedef struct Trial {
    char *folder;
    Config config;
    Store *store;
    Compose *compose;
} Trial;

static char *trial_addresses[] = {(char *)"office@charity.example", NULL};
static char *trial_domains[] = {(char *)"charity.example", NULL};
static char *trial_scanners[] = {(char *)"scanner@device.example", NULL};

static inline void
trial_open(Trial *trial)
{
    GError *error = NULL;
    trial->folder = g_dir_make_tmp("diwan-XXXXXX", &error);
    g_assert_no_error(error);
    g_autofree char *secrets = g_build_filename(trial->folder, "secrets", NULL);
    g_assert_cmpint(g_mkdir(secrets, 0700), ==, 0);
    g_autofree char *key = g_build_filename(secrets, "reference.key", NULL);
    g_assert_true(file_write(key,
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n", 65, 0600,
        &error));
    trial->config = (Config){.office = trial->folder,
        .office_name = (char *)"جمعية البر التجريبية",
        .office_name_en = (char *)"The Trial Charity",
        .language = (char *)"ar",
        .addresses = trial_addresses,
        .domains = trial_domains,
        .scanners = trial_scanners,
        .requests = {.earliest_days = 14},
        .relay = {.from = trial_addresses[0]}};
    trial->store = store_open(":memory:", true, &error);
    g_assert_no_error(error);
    trial->compose = compose_open(&trial->config, NULL, &error);
    g_assert_no_error(error);
}

static inline void
trial_close(Trial *trial)
{
    compose_close(trial->compose);
    store_close(trial->store);
    g_assert_true(file_remove_tree(trial->folder, NULL));
    g_free(trial->folder);
}

static inline gint64
trial_party(Trial *trial, const char *file_no, const char *name, const char *email)
{
    GError *error = NULL;
    Party *party = party_new();
    party->file_no = g_strdup(file_no);
    party->party_kind = g_strdup("applicant");
    party->full_name = g_strdup(name);
    party->email = g_strdup(email);
    g_autoptr(GPtrArray) keys = g_ptr_array_new();
    PartyChange change;
    gint64 id = 0;
    g_assert_true(store_party_put(trial->store, party, keys, &change, &id, &error));
    party_free(party);
    return id;
}
