/* throwaway.h - an office made for one demonstration, in a folder that is known again.
 */
#pragma once

#include "demo/post_office.h"
#include "demo/sample.h"

typedef struct Throwaway {
    char *folder;   /* absolute */
    char *config;   /* its diwan.conf */
    char *scans;    /* the watched folder */
    char *password; /* the first administrator's, for one time */
    char *web;      /* the address of the staff's window */
} Throwaway;
void throwaway_free(Throwaway *office);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Throwaway, throwaway_free)

/* Makes a fresh office in folder: one an earlier demonstration left is removed first, anything
 * else is REFUSED and left alone. */
Throwaway *throwaway_make(const char *folder, GError **error);

/* Points it at the post office, the sample's names and its applicants. */
bool throwaway_furnish(Throwaway *office, const PostOffice *post_office,
    const Sample *sample, GError **error);
