/* parse-rate.c - how fast mails are parsed, beside a bare GMime parse of the same bytes.
 *
 *   parse-rate TIMES FOLDER…
 *
 * Every file under the folders is read first; then all are parsed TIMES times, by GMime alone (header,
 * tree, nothing decoded), by GMime with every part decoded, and by parse_mail. Prints JSON: CPU seconds.
 */
#include <gmime/gmime.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/base.h"
#include "parse/parse.h"

enum { FILE_MOST_BYTES = 64 * 1024 * 1024 };

static void
files_add(const char *path, GPtrArray *files)
{
    g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
    const char *name;
    while (folder != NULL && (name = g_dir_read_name(folder)) != NULL) {
        g_autofree char *entry = g_build_filename(path, name, NULL);
        if (g_file_test(entry, G_FILE_TEST_IS_DIR)) {
            files_add(entry, files);
            continue;
        }
        GBytes *bytes = file_read(entry, FILE_MOST_BYTES, NULL);
        if (bytes != NULL)
            g_ptr_array_add(files, bytes);
    }
}

static void
part_decode_all(G_GNUC_UNUSED GMimeObject *parent, GMimeObject *part,
    G_GNUC_UNUSED gpointer user_data)
{
    GMimeDataWrapper *content =
        GMIME_IS_PART(part) ? g_mime_part_get_content(GMIME_PART(part)) : NULL;
    if (content == NULL)
        return;
    GMimeStream *stream = g_mime_stream_mem_new();
    g_mime_data_wrapper_write_to_stream(content, stream);
    g_object_unref(stream);
}

static void
by_gmime(GBytes *bytes, bool decode)
{
    gsize length;
    const char *data = g_bytes_get_data(bytes, &length);
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(data, length);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
    if (message != NULL && decode)
        g_mime_message_foreach(message, part_decode_all, NULL);
    g_clear_object(&message);
    g_object_unref(parser);
    g_object_unref(stream);
}

static void
by_diwan(GBytes *bytes)
{
    gsize length;
    const guint8 *data = g_bytes_get_data(bytes, &length);
    g_autoptr(Mail) mail = parse_mail(data, length, NULL);
}

static double
cpu_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int
main(int argc, char **argv)
{
    static const char *const ways[] = {"gmime", "gmime_decoded", "diwan"};
    if (argc < 3) {
        fputs("parse-rate: TIMES FOLDER…\n", stderr);
        return 2;
    }
    long times = strtol(argv[1], NULL, 10);
    g_autoptr(GPtrArray) files =
        g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    gsize bytes = 0;
    for (int i = 2; i < argc; i++)
        files_add(argv[i], files);
    for (guint i = 0; i < files->len; i++)
        bytes += g_bytes_get_size(files->pdata[i]);
    parse_open();
    printf("{\"mails\": %ld, \"bytes\": %ld", files->len * times, (long)bytes * times);
    for (int way = 0; way < 3; way++) {
        double start = cpu_s();
        for (long n = 0; n < times; n++)
            for (guint i = 0; i < files->len; i++)
                way == 2 ? by_diwan(files->pdata[i])
                         : by_gmime(files->pdata[i], way == 1);
        printf(", \"%s_s\": %.4f", ways[way], cpu_s() - start);
    }
    printf("}\n");
    return 0;
}
