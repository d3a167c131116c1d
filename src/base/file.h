/* file.h - files written so that a power cut leaves the old one or the new one. */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Writes a single file: temporary → fsync → rename → fsync of the folder. mode as open(2). */
bool
file_write(const char *path, const void *bytes, gsize length, int mode, GError **error);

/* Reads a whole regular file of at most most_bytes; larger is REFUSED. */
GBytes *file_read(const char *path, gsize most_bytes, GError **error);

/* Reads a secret: first line of a file only its owner can read; CONFIG when others can. */
char *file_read_secret(const char *path, GError **error);

/* Lower-case hex SHA-256 of bytes; owned by the caller. */
char *file_sha256(const void *bytes, gsize length);

/* mkdir -p with mode 0700. */
bool file_make_folder(const char *path, GError **error);

/* Copies the regular files of a folder that the other does not have, each as temporary → rename, and
 * makes them durable with one flush at the end. Links and temporary files are left out. */
bool file_copy_tree(const char *from, const char *to, GError **error);

/* Deletes a folder and what is in it, never following links, never leaving its device. */
bool file_remove_tree(const char *path, GError **error);

/* Where a file or folder that is installed with the program lies, "templates/web" say: beside the
 * program, above a build folder, or in /usr/share/diwan, where it may be missing. */
char *file_beside_program(const char *name);
