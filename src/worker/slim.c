/* slim.c - the keeper as small as its room allows, as forking costs by the mapping.
 *
 * One program links the libraries of every role, some hundred, each five mappings that a fork
 * copies and throws away; for a small mail that is half of the work. A room names those that
 * nothing in it calls. What the program reaches without them is kept, and so is what was opened
 * at run time; the rest is unmapped. A library forgotten in the list costs time and nothing
 * else; one that is called after all is a crash at the first letter. Symbols are bound when the
 * keeper starts (LD_BIND_NOW), so the dynamic linker has no reason to look them up again.
 */
#include "worker/slim.h"

#include <elf.h>
#include <glib.h>
#include <link.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "worker/lock.h"

typedef struct Object {
    struct link_map *map;
    const char *name;  /* DT_SONAME; borrowed, as long as it is loaded */
    GPtrArray *needed; /* of const char, borrowed */
    bool linked;       /* reached from the program */
    bool kept;         /* reached from it without the unneeded, or opened at run time */
} Object;

typedef struct Part {
    guintptr start;
    gsize length;
} Part;

typedef struct Search {
    GArray *objects; /* of Object; borrowed */
    GArray *parts;   /* of Part; borrowed */
} Search;

static void
object_clear(gpointer object)
{
    g_ptr_array_unref(((Object *)object)->needed);
}

static Object
object_of(struct link_map *map)
{
    Object object = {.map = map, .name = "", .needed = g_ptr_array_new()};
    const char *strings = NULL;
    for (const ElfW(Dyn) *entry = map->l_ld; entry->d_tag != DT_NULL; entry++)
        if (entry->d_tag == DT_STRTAB)
            strings = (const char *)entry->d_un.d_ptr;
    for (const ElfW(Dyn) *entry = map->l_ld; entry->d_tag != DT_NULL; entry++) {
        if (entry->d_tag == DT_SONAME)
            object.name = strings + entry->d_un.d_val;
        else if (entry->d_tag == DT_NEEDED)
            g_ptr_array_add(object.needed, (char *)strings + entry->d_un.d_val);
    }
    return object;
}

/* The vdso has addresses that nobody has relocated, and nothing to save. */
static bool
is_file(const struct link_map *map, bool first)
{
    return first || map->l_name[0] == '/';
}

static GArray * /* of Object, owned; the program stands first */
list_objects(void)
{
    GArray *objects = g_array_new(false, false, sizeof(Object));
    g_array_set_clear_func(objects, object_clear);
    for (struct link_map *map = _r_debug.r_map; map != NULL; map = map->l_next)
        if (is_file(map, objects->len == 0)) {
            Object object = object_of(map);
            g_array_append_val(objects, object);
        }
    return objects;
}

/* The dynamic linker walks its list when a library asks for another one (iconv does, for a
 * charset), and reads the names in the mapped part of each. */
static void
forget(struct link_map *map)
{
    map->l_prev->l_next = map->l_next; /* the program itself is first, and kept */
    if (map->l_next != NULL)
        map->l_next->l_prev = map->l_prev;
}

static bool
is_named(const char *name, const char *const *beginnings)
{
    for (gsize i = 0; beginnings != NULL && beginnings[i] != NULL; i++)
        if (g_str_has_prefix(name, beginnings[i]))
            return true;
    return false;
}

/* Marks what is reached from object; anybody's need of the unneeded does not count. */
static void
reach(GArray *objects, guint from, gsize mark, const char *const *unneeded)
{
    Object *object = &g_array_index(objects, Object, from);
    if (G_STRUCT_MEMBER(bool, object, mark))
        return;
    G_STRUCT_MEMBER(bool, object, mark) = true;
    for (guint i = 0; i < object->needed->len; i++) {
        const char *name = g_ptr_array_index(object->needed, i);
        if (is_named(name, unneeded))
            continue;
        for (guint at = 0; at < objects->len; at++)
            if (g_str_equal(g_array_index(objects, Object, at).name, name))
                reach(objects, at, mark, unneeded);
    }
}

/* dl_iterate_phdr's callback: where the objects lie that are not kept. */
static int
find_parts(struct dl_phdr_info *info, size_t size, void *data)
{
    (void)size;
    Search *search = data;
    for (guint i = 0; i < search->objects->len; i++) {
        const Object *object = &g_array_index(search->objects, Object, i);
        if (object->kept || object->map->l_addr != info->dlpi_addr)
            continue;
        for (int at = 0; at < info->dlpi_phnum; at++) {
            const ElfW(Phdr) *header = &info->dlpi_phdr[at];
            Part part = {info->dlpi_addr + header->p_vaddr, header->p_memsz};
            if (header->p_type == PT_LOAD)
                g_array_append_val(search->parts, part);
        }
    }
    return 0;
}

void
slim_unmap(const char *const *unneeded)
{
    if (unneeded == NULL || SANITIZED)
        return;
    g_autoptr(GArray) objects = list_objects();
    g_autoptr(GArray) parts = g_array_new(false, false, sizeof(Part));
    reach(objects, 0, G_STRUCT_OFFSET(Object, linked), NULL);
    reach(objects, 0, G_STRUCT_OFFSET(Object, kept), unneeded);
    for (guint i = 0; i < objects->len; i++)
        if (!g_array_index(objects, Object, i).linked)
            reach(objects, i, G_STRUCT_OFFSET(Object, kept), NULL);
    dl_iterate_phdr(find_parts, &(Search){objects, parts});
    for (guint i = 0; i < objects->len; i++)
        if (!g_array_index(objects, Object, i).kept)
            forget(g_array_index(objects, Object, i).map);
    guintptr page = (guintptr)sysconf(_SC_PAGESIZE);
    for (guint i = 0; i < parts->len; i++) {
        const Part *part = &g_array_index(parts, Part, i);
        guintptr first = part->start & ~(page - 1);
        (void)munmap((void *)first, part->start + part->length - first);
    }
}
