/* slim.h - the keeper as small as its room allows, as forking costs by the mapping. */
#pragma once

/* Unmaps the libraries whose names begin with one of unneeded (NULL-terminated; NULL: none),
 * and what only they need. From here on the process ends by _exit, as their destructors are
 * gone. Does nothing under a sanitizer. */
void slim_unmap(const char *const *unneeded);
