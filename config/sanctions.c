/* Reads sanctions.conf and checks that its ladders have no gap. */
#include "sanctions.h"

static const zpl_key_t file_keys[] = {
    {"sanction", ZPL_BLOCK, .repeated = true, .required = true},
};

static const zpl_key_t sanction_keys[] = {
    {"id", ZPL_TEXT, ZPL_AT(sanction_t, id), .required = true},
    {"name", ZPL_TEXT, ZPL_AT(sanction_t, name), .required = true},
    {"list", ZPL_TERM, ZPL_AT(sanction_t, list), .required = true, .terms = &SANCTION_LISTS},
    {"level", ZPL_UINT, ZPL_AT(sanction_t, level), .required = true, .min = 1, .max = 20},
    {"decided-by", ZPL_SET, ZPL_AT(sanction_t, decided_by), .required = true, .terms = &ROLES},
    {"together-with", ZPL_SET, ZPL_AT(sanction_t, together_with), .terms = &ROLES},
    {"party-only", ZPL_BOOL, ZPL_AT(sanction_t, party_only)},
};

/* Checks a sanction against those before it, of which the last one of its list is a level below. */
static int check_sanction(const sanctions_t *sanctions, const sanction_t *sanction, zpl_t *file,
    zconfig_t *node, fault_t *fault)
{
    uint64_t level = 0;
    for (size_t i = 0; i < sanctions->count; i++) {
        const sanction_t *before = &sanctions->items[i];
        if (streq(before->id, sanction->id))
            return zpl_fault(
                file, node, fault, "the sanction '%s' is given a second time", sanction->id);
        if (before->list == sanction->list)
            level = before->level;
    }
    const char *list = term_name(&SANCTION_LISTS, sanction->list);
    if (sanction->level != level + 1)
        return zpl_fault(file, node, fault, "'%s' must have level %llu of the list %s",
            sanction->id, (unsigned long long)level + 1, list);
    if (!sanction->decided_by)
        return zpl_fault(
            file, node, fault, "'%s' must be decided by some role, not by none", sanction->id);
    if (sanction->party_only != (sanction->list == SANCTION_PARTY))
        return zpl_fault(file, node, fault, "'%s' must say party-only = %s, being of the list %s",
            sanction->id, sanction->party_only ? "no" : "yes", list);
    return 0;
}

static int check_lists(const sanctions_t *sanctions, zpl_t *file, fault_t *fault)
{
    for (unsigned list = 1; list < SANCTION_LISTS.count; list++) {
        bool found = false;
        for (size_t i = 0; i < sanctions->count; i++)
            found = found || sanctions->items[i].list == list;
        if (!found)
            return zpl_fault(file, zpl_root(file), fault, "no sanction of the list %s",
                term_name(&SANCTION_LISTS, list));
    }
    return 0;
}

int sanctions_load(zpl_t *file, sanctions_t *sanctions, fault_t *fault)
{
    zconfig_t *root = zpl_root(file);
    *sanctions = (sanctions_t){0};
    if (zpl_read(file, root, file_keys, ZPL_COUNT(file_keys), NULL, fault) < 0)
        return -1;
    for (zconfig_t *node = zpl_next(root, "sanction", NULL); node;
         node = zpl_next(root, "sanction", node)) {
        if (sanctions->count == SANCTIONS_MAX)
            return zpl_fault(file, node, fault, "at most %d sanctions", SANCTIONS_MAX);
        sanction_t sanction = {.level = 0};
        if (zpl_read(file, node, sanction_keys, ZPL_COUNT(sanction_keys), &sanction, fault) < 0 ||
            check_sanction(sanctions, &sanction, file, node, fault) < 0)
            return -1;
        sanctions->items[sanctions->count++] = sanction;
    }
    return check_lists(sanctions, file, fault);
}

const sanction_t *sanctions_find(const sanctions_t *sanctions, const char *id)
{
    for (size_t i = 0; i < sanctions->count; i++) {
        if (streq(sanctions->items[i].id, id))
            return &sanctions->items[i];
    }
    return NULL;
}
