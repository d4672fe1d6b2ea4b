/* Reads negative.conf and finds the list that was in force at a moment. */
#include "negative.h"

#define LISTS_MAX 512
#define ITEMS_MAX 64 /* of one list */

struct negative {
    size_t count;
    negative_list_t lists[LISTS_MAX];
};

static const zpl_key_t file_keys[] = {
    {"list", ZPL_BLOCK, .repeated = true, .required = true},
};

static const zpl_key_t list_keys[] = {
    {"section", ZPL_TEXT, ZPL_AT(negative_list_t, section), .required = true},
    {"from", ZPL_DATE, ZPL_AT(negative_list_t, from_ms), .required = true},
    {"item", ZPL_BLOCK, .repeated = true, .required = true},
};

static const zpl_key_t item_keys[] = {
    {"id", ZPL_TEXT, ZPL_AT(negative_item_t, id), .required = true},
    {"words", ZPL_TEXT, ZPL_AT(negative_item_t, words), .required = true},
};

const negative_item_t *negative_item(const negative_list_t *list, const char *id)
{
    for (size_t i = 0; list && i < list->item_count; i++) {
        if (streq(list->items[i].id, id))
            return &list->items[i];
    }
    return NULL;
}

static bool is_plain(const char *id)
{
    return id[strspn(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-")] == 0;
}

static int read_items(negative_list_t *list, zpl_t *file, zconfig_t *node, fault_t *fault)
{
    size_t room = zpl_count(node, "item");
    if (room > ITEMS_MAX)
        return zpl_fault(file, node, fault, "a list has at most %d items", ITEMS_MAX);
    list->items = zmalloc(room * sizeof *list->items);
    for (zconfig_t *child = zpl_next(node, "item", NULL); child;
         child = zpl_next(node, "item", child)) {
        negative_item_t item = {.id = ""};
        if (zpl_read(file, child, item_keys, ZPL_COUNT(item_keys), &item, fault) < 0)
            return -1;
        if (!is_plain(item.id))
            return zpl_fault_value(
                file, zpl_next(child, "id", NULL), fault, "letters, digits and - only");
        if (negative_item(list, item.id))
            return zpl_fault(file, child, fault, "the item '%s' is given a second time", item.id);
        list->items[list->item_count++] = item;
    }
    return 0;
}

/* Reads one version; the one before it of the same section must be older. */
static int read_list(negative_t *self, zpl_t *file, zconfig_t *node, const calendar_t *calendar,
    const org_t *org, fault_t *fault)
{
    negative_list_t *list = &self->lists[self->count];
    if (zpl_read(file, node, list_keys, ZPL_COUNT(list_keys), list, fault) < 0)
        return -1;
    list->from_ms = calendar_day_start_ms(calendar, list->from_ms);
    if (!org_section(org, list->section))
        return zpl_fault_value(
            file, zpl_next(node, "section", NULL), fault, "a section of org.conf");
    const negative_list_t *before = negative_at(self, list->section, INT64_MAX);
    if (before && before->from_ms >= list->from_ms)
        return zpl_fault(file, node, fault,
            "this version of the section '%s' must be later than the one before it", list->section);
    self->count++; /* its items are freed with the rest, whatever comes */
    return read_items(list, file, node, fault);
}

negative_t *negative_load(zpl_t *file, const calendar_t *calendar, const org_t *org, fault_t *fault)
{
    zconfig_t *root = zpl_root(file);
    negative_t *self = zmalloc(sizeof *self);
    int rc = zpl_read(file, root, file_keys, ZPL_COUNT(file_keys), NULL, fault);
    for (zconfig_t *node = zpl_next(root, "list", NULL); node && rc == 0;
         node = zpl_next(root, "list", node)) {
        if (self->count == LISTS_MAX)
            rc = zpl_fault(file, node, fault, "at most %d lists", LISTS_MAX);
        else
            rc = read_list(self, file, node, calendar, org, fault);
    }
    if (rc < 0)
        negative_destroy(&self);
    return self;
}

void negative_destroy(negative_t **self_p)
{
    negative_t *self = *self_p;
    if (!self)
        return;
    for (size_t i = 0; i < self->count; i++)
        free(self->lists[i].items);
    free(self);
    *self_p = NULL;
}

size_t negative_count(const negative_t *self)
{
    return self->count;
}

const negative_list_t *negative_list(const negative_t *self, size_t index)
{
    return &self->lists[index];
}

const negative_list_t *negative_at(const negative_t *self, const char *section, int64_t at_ms)
{
    const negative_list_t *found = NULL; /* the versions stand in the order of their dates */
    for (size_t i = 0; i < self->count; i++) {
        if (streq(self->lists[i].section, section) && self->lists[i].from_ms <= at_ms)
            found = &self->lists[i];
    }
    return found;
}

const char *negative_split(const char *text, char section[ID_BYTES])
{
    const char *slash = strchr(text, '/');
    if (!slash || slash == text || (size_t)(slash - text) >= ID_BYTES || !slash[1])
        return NULL;
    memset(section, 0, ID_BYTES);
    memcpy(section, text, (size_t)(slash - text));
    return slash + 1;
}
