/* furnish.h - the folders and files a post office needs before its servers start. */
#pragma once

#include "demo/post_office.h"

/* Where a post office asked for in folder can lie: folder itself, or a new folder under /var/tmp
 * with *link set. Empties what an earlier one left. NULL with REFUSED when folder holds something
 * else. */
char *furnish_place(const char *folder, char **link, GError **error);

/* Makes every folder, the passwords and the certificates; once. */
bool furnish_folders(const PostOffice *office, GError **error);

/* Marks the post office in folder as open, until the descriptor is closed or this process ends;
 * -1 with REFUSED when another program has it open. */
int furnish_lock(const char *folder, GError **error);

/* Fills in the templates with the office's ports. */
bool
furnish_configuration(const PostOffice *office, const char *templates, GError **error);
