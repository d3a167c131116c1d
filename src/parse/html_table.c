/* html_table.c - the rows of an HTML text's tables, cell by cell: how web forms lay out what was filled
 * in.
 */
#include <string.h>

#include "parse/html.h"

enum { ROWS_MOST = 500, CELL_MOST_BYTES = 16 * 1024 };

static bool
is_cell(const GumboNode *node)
{
    return node->type == GUMBO_NODE_ELEMENT &&
           (node->v.element.tag == GUMBO_TAG_TD || node->v.element.tag == GUMBO_TAG_TH);
}

static bool
is_row(const GumboNode *node)
{
    return node->type == GUMBO_NODE_ELEMENT && node->v.element.tag == GUMBO_TAG_TR;
}

/* The node after this one within root, its children first unless skip; NULL at the end. */
static const GumboNode *
next_node(const GumboNode *node, const GumboNode *root, bool skip)
{
    if (!skip && node->type == GUMBO_NODE_ELEMENT && node->v.element.children.length > 0)
        return node->v.element.children.data[0];
    while (node != root) {
        const GumboVector *siblings = &node->parent->v.element.children;
        if (node->index_within_parent + 1 < siblings->length)
            return siblings->data[node->index_within_parent + 1];
        node = node->parent;
    }
    return NULL;
}

static char *
text_of(const GumboNode *cell)
{
    GString *text = g_string_new(NULL);
    bool skip = false;
    for (const GumboNode *node = cell; node != NULL && text->len < CELL_MOST_BYTES;
         node = next_node(node, cell, skip)) {
        skip = node->type == GUMBO_NODE_ELEMENT && html_is_hidden(&node->v.element);
        if (node->type == GUMBO_NODE_ELEMENT && !skip)
            g_string_append_c(text, node->v.element.tag == GUMBO_TAG_BR ? '\n' : ' ');
        else if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE)
            g_string_append(text, node->v.text.text);
    }
    return g_strstrip(g_string_free(text, FALSE));
}

static char **
cells_of(const GumboNode *row)
{
    g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(g_free);
    const GumboVector *children = &row->v.element.children;
    for (guint i = 0; i < children->length; i++)
        if (is_cell(children->data[i]))
            g_ptr_array_add(cells, text_of(children->data[i]));
    g_ptr_array_add(cells, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&cells), false);
}

GPtrArray *
html_rows(const char *html, gsize length)
{
    GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    g_autoptr(GPtrArray) arena = g_ptr_array_new_with_free_func(g_free);
    GumboOutput *output = html_tree(html, length, arena);
    if (output == NULL)
        return rows;
    for (const GumboNode *node = output->root; node != NULL && rows->len < ROWS_MOST;
         node = next_node(node, output->root, false))
        if (is_row(node))
            g_ptr_array_add(rows, cells_of(node));
    return rows;
}
