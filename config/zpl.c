/* Parses ZPL with CZMQ's zconfig, after a check of every line that zconfig would pass over or log
 * in its own words, and keeps the line of every item. */
#include "zpl.h"

#include <stdarg.h>
#include <unistr.h>

#define LINE_BYTES_MAX 1000  /* zconfig cuts lines at 1024 bytes without a word */
#define ITEMS_MAX      20000 /* zconfig takes quadratic time */
#define INDENT         4

#define VALUE_BYTES_SHOWN 40 /* in messages */

struct zpl {
    char *name;
    zconfig_t *root;
    size_t count;
    size_t *lines;     /* of the items, in depth-first order, which is the order in the file */
    zconfig_t **nodes; /* the items in the same order */
};

/* ---- the shape of a line ---- */

static int refuse_line(zpl_t *self, size_t line, fault_t *fault, const char *what)
{
    return fault_set(fault, ERROR_INVALID, NULL, "%s:%zu: %s", self->name, line, what);
}

static bool is_name_char(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '-' || byte == '_' || byte == '.';
}

/* What follows the name, with its spaces: `= value`, a comment, or nothing. */
static const char *check_value(const char *text)
{
    text += strspn(text, " ");
    if (*text == 0 || *text == '#')
        return NULL;
    if (*text != '=')
        return "expected 'name = value' or the name of a block";
    text += 1;
    text += strspn(text, " ");
    if (*text == 0 || *text == '#')
        return "there is no value after '='";
    if (*text == '"' || *text == '\'') {
        const char *end = strchr(text + 1, *text);
        if (!end)
            return "the quote is not closed";
        end += 1;
        end += strspn(end, " ");
        return *end == 0 || *end == '#' ? NULL : "something follows the closing quote";
    }
    const char *comment = strchr(text, '#');
    return comment && comment[-1] != ' ' ? "put quotes around a value that holds '#'" : NULL;
}

/* Says what is wrong with a line (NULL: nothing); `*level` is its depth, -1 for a blank line or a
 * comment. `*depth` is the level of the item before it. */
static const char *check_line(const char *text, size_t length, int depth, int *level)
{
    *level = -1;
    if (length > LINE_BYTES_MAX)
        return "the line is longer than 1000 bytes";
    if (u8_check((const uint8_t *)text, length))
        return "the line is not valid UTF-8";
    for (size_t i = 0; i < length; i++) {
        if ((unsigned char)text[i] < ' ' || text[i] == 0x7f)
            return text[i] == '\t' ? "the line holds a tab; indent by 4 spaces a level"
                                   : "the line holds a control character";
    }
    size_t indent = strspn(text, " ");
    text += indent;
    if (*text == 0)
        return NULL;
    if (indent % INDENT)
        return "indent by 4 spaces a level";
    if (*text == '#')
        return NULL;
    *level = (int)(indent / INDENT);
    if (*level > depth + 1)
        return "the line is indented deeper than a child of the line before";
    size_t name = 0;
    while (is_name_char(text[name]))
        name++;
    return name ? check_value(text + name)
                : "a name (letters, digits, - _ and .) must begin the line";
}

/* Checks all lines of the NUL-terminated `text` and notes those that hold an item. While a line is
 * checked, its end is a NUL byte. */
static int check_lines(zpl_t *self, char *text, size_t length, fault_t *fault)
{
    const char *end = text + length;
    int depth = -1;
    for (size_t line = 1; text < end; line++) {
        char *newline = memchr(text, '\n', (size_t)(end - text));
        size_t bytes = (size_t)((newline ? newline : end) - text);
        char *next = text + bytes + 1;
        if (bytes && text[bytes - 1] == '\r')
            bytes--;
        char ended_by = text[bytes];
        text[bytes] = 0;
        int level;
        const char *wrong = check_line(text, bytes, depth, &level);
        text[bytes] = ended_by;
        if (wrong)
            return refuse_line(self, line, fault, wrong);
        if (level >= 0) {
            if (self->count == ITEMS_MAX)
                return refuse_line(self, line, fault, "a file may have at most 20000 items");
            self->lines[self->count++] = line;
            depth = level;
        }
        text = next;
    }
    return 0;
}

/* ---- the tree ---- */

/* Notes the node of every item; returns how many there are under `node`, from `index` on. */
static size_t note_nodes(zpl_t *self, zconfig_t *node, size_t index)
{
    for (zconfig_t *child = zconfig_child(node); child; child = zconfig_next(child)) {
        if (index < self->count)
            self->nodes[index] = child;
        index = note_nodes(self, child, index + 1);
    }
    return index;
}

static size_t count_lines(const char *text, size_t length)
{
    size_t count = 1;
    for (size_t i = 0; i < length; i++)
        count += text[i] == '\n';
    return count;
}

zpl_t *zpl_parse(const char *name, const void *bytes, size_t length, fault_t *fault)
{
    zpl_t *self = zmalloc(sizeof *self);
    char *text = zmalloc(length + 1);
    self->name = strdup(name);
    if (length)
        memcpy(text, bytes, length);
    self->lines = zmalloc(count_lines(text, length) * sizeof *self->lines);
    if (check_lines(self, text, length, fault) < 0) {
        free(text);
        zpl_destroy(&self);
        return NULL;
    }
    zchunk_t *chunk = zchunk_new(text, length);
    self->root = zconfig_chunk_load(chunk);
    zchunk_destroy(&chunk);
    free(text);
    self->nodes = zmalloc((self->count + 1) * sizeof(zconfig_t *));
    if (!self->root || note_nodes(self, self->root, 0) != self->count) {
        fault_set(fault, ERROR_INVALID, NULL, "%s: not a ZPL file (ZeroMQ RFC 4)", name);
        zpl_destroy(&self);
    }
    return self;
}

void zpl_destroy(zpl_t **self_p)
{
    zpl_t *self = *self_p;
    if (!self)
        return;
    zconfig_destroy(&self->root);
    free(self->name);
    free(self->lines);
    free(self->nodes);
    free(self);
    *self_p = NULL;
}

zconfig_t *zpl_root(zpl_t *self)
{
    return self->root;
}

zconfig_t *zpl_next(zconfig_t *node, const char *name, zconfig_t *previous)
{
    zconfig_t *child = previous ? zconfig_next(previous) : zconfig_child(node);
    while (child && !streq(zconfig_name(child), name))
        child = zconfig_next(child);
    return child;
}

size_t zpl_count(zconfig_t *node, const char *name)
{
    size_t count = 0;
    for (zconfig_t *child = zpl_next(node, name, NULL); child; child = zpl_next(node, name, child))
        count++;
    return count;
}

int zpl_fault(zpl_t *self, zconfig_t *node, fault_t *fault, const char *format, ...)
{
    char message[2 * sizeof fault->message];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    for (size_t i = 0; i < self->count; i++) {
        if (self->nodes[i] == node)
            return fault_set(fault, ERROR_INVALID, zconfig_name(node), "%s:%zu: %s", self->name,
                self->lines[i], message);
    }
    return fault_set(fault, ERROR_INVALID, NULL, "%s: %s", self->name, message);
}

int zpl_fault_value(zpl_t *self, zconfig_t *node, fault_t *fault, const char *expected)
{
    const char *value = zconfig_value(node);
    size_t shown = strlen(value);
    if (shown > VALUE_BYTES_SHOWN) {
        shown = VALUE_BYTES_SHOWN;
        while ((value[shown] & 0xc0) == 0x80) /* cut between characters */
            shown--;
    }
    return zpl_fault(self, node, fault, "'%s' must be %s, not \"%.*s%s\"", zconfig_name(node),
        expected, (int)shown, value, value[shown] ? "…" : "");
}
