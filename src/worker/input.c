/* input.c - the one thing a fork may read. */
#include "worker/worker.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/base.h"

enum { MAP_FROM_BYTES = 128 << 10 }; /* below, a copy costs less than page faults */

typedef struct Mapping {
    void *start;
    gsize length;
} Mapping;

static void
mapping_free(void *mapping)
{
    munmap(((Mapping *)mapping)->start, ((Mapping *)mapping)->length);
    g_free(mapping);
}

static GBytes *
map_input(int fd, gsize length)
{
    void *start = mmap(NULL, length, PROT_READ, MAP_PRIVATE, fd, 0);
    if (start == MAP_FAILED)
        return NULL;
    Mapping *mapping = g_new(Mapping, 1);
    *mapping = (Mapping){start, length};
    return g_bytes_new_with_free_func(start, length, mapping_free, mapping);
}

/* By position: tasks over copies of one descriptor share its offset. */
static GBytes *
copy_input(int fd, gsize length)
{
    g_autofree guint8 *bytes = g_malloc(length);
    gsize have = 0;
    while (have < length) {
        gssize got = pread(fd, bytes + have, length - have, (off_t)have);
        if (got == 0 || (got < 0 && errno != EINTR))
            return NULL;
        have += (gsize)MAX(got, 0);
    }
    return g_bytes_new_take(g_steal_pointer(&bytes), length);
}

GBytes *
worker_read_input(int input_fd, gsize most_bytes)
{
    /* not fstat, which some libraries make by name, and names are refused in the room */
    gint64 length = lseek(input_fd, 0, SEEK_END);
    if (length < 0 || (gsize)length > most_bytes)
        return NULL;
    return length < MAP_FROM_BYTES ? copy_input(input_fd, (gsize)length)
                                   : map_input(input_fd, (gsize)length);
}

static bool
write_whole(int fd, const guint8 *bytes, gsize length)
{
    while (length > 0) {
        gssize written = write(fd, bytes, length);
        if (written < 0 && errno != EINTR)
            return false;
        bytes += MAX(written, 0);
        length -= (gsize)MAX(written, 0);
    }
    return true;
}

int
worker_input_from_bytes(GBytes *bytes, GError **error)
{
    gsize length;
    const guint8 *start = g_bytes_get_data(bytes, &length);
    int fd = memfd_create("input", MFD_CLOEXEC);
    if (fd >= 0 && write_whole(fd, start, length) && lseek(fd, 0, SEEK_SET) == 0)
        return fd;
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_RETRY,
        "cannot hold %" G_GSIZE_FORMAT " bytes in memory for reading: %s", length,
        g_strerror(errno));
    if (fd >= 0)
        close(fd);
    return -1;
}
