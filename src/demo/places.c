/* places.c - where the demonstration's own files lie, and free ports. */
#include "demo/places.h"

#include "base/base.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PORTS_FROM = 20000, PORTS_TO = 32000 };
enum { FOLDERS_UP = 4 }; /* build/tests/tools/program lies deepest */

char *
place_of_config(const char *name, GError **error)
{
    g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
    g_autofree char *folder = g_path_get_dirname(program ? program : ".");
    g_autofree char *installed =
        g_build_filename(folder, "../share/diwan/config", name, NULL);
    for (int i = 0; i < FOLDERS_UP; i++) {
        g_autofree char *found = g_build_filename(folder, "config", name, NULL);
        if (g_file_test(found, G_FILE_TEST_IS_DIR))
            return g_steal_pointer(&found);
        char *above = g_path_get_dirname(folder);
        g_free(folder);
        folder = above;
    }
    if (g_file_test(installed, G_FILE_TEST_IS_DIR))
        return g_steal_pointer(&installed);
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG,
        "cannot find the folder 'config/%s' of the demonstration above '%s', nor '%s'; "
        "start "
        "the program from its source tree or install it whole",
        name, program, installed);
    return NULL;
}

static bool
port_is_free(int port)
{
    struct sockaddr_in place = {.sin_family = AF_INET,
        .sin_port = htons(port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool is_free = bind(fd, (struct sockaddr *)&place, sizeof place) == 0;
    close(fd);
    return is_free;
}

int
port_draw(int wanted)
{
    int port = wanted ? wanted : g_random_int_range(PORTS_FROM, PORTS_TO);
    while (!port_is_free(port))
        port = g_random_int_range(PORTS_FROM, PORTS_TO);
    return port;
}
