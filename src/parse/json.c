/* json.c - JSON from outside: notices of mail services, what web forms attach.
 *
 * json-glib reads it. It goes down by recursion, so what nests too deep is refused before.
 */
#include <string.h>

#include "parse/inside.h"

JsonNode *
json_read(const char *text, gsize length)
{
    int depth = 0;
    bool quoted = false;
    if (length > JSON_MOST_BYTES || !g_utf8_validate(text, (gssize)length, NULL))
        return NULL;
    for (gsize i = 0; i < length; i++) {
        if (quoted && text[i] == '\\')
            i++;
        else if (text[i] == '"')
            quoted = !quoted;
        else if (!quoted && (text[i] == '{' || text[i] == '['))
            depth++;
        else if (!quoted && (text[i] == '}' || text[i] == ']'))
            depth--;
        if (depth > JSON_MOST_DEPTH)
            return NULL;
    }
    g_autofree char *whole = g_strndup(text, length);
    return json_from_string(whole, NULL);
}

JsonNode *
json_member(JsonNode *node, const char *name)
{
    JsonObject *object =
        node != NULL && JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
    return object != NULL ? json_object_get_member(object, name) : NULL;
}

JsonNode *
json_element(JsonNode *node, guint i)
{
    JsonArray *array =
        node != NULL && JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
    return array != NULL && i < json_array_get_length(array)
               ? json_array_get_element(array, i)
               : NULL;
}

const char *
json_text(JsonNode *node)
{
    return node != NULL && JSON_NODE_HOLDS_VALUE(node) &&
                   json_node_get_value_type(node) == G_TYPE_STRING
               ? json_node_get_string(node)
               : NULL;
}
