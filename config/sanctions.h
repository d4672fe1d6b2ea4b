/* The sanctions of POLICY §5 (P30–P33): their names, their order, and who may decide on them. */
#ifndef DUBAN_SANCTIONS_H
#define DUBAN_SANCTIONS_H

#include "../proto/case.h"
#include "zpl.h"

#define SANCTIONS_MAX 64

typedef struct {
    char id[ID_BYTES];
    char name[NAME_BYTES]; /* the term in the plan's language */
    sanction_list_t list;
    uint64_t level;         /* 1, 2, … within its list, the heavier the higher */
    uint64_t decided_by;    /* set of role_t: any one of them may decide */
    uint64_t together_with; /* set of role_t: who must agree as well; 0: nobody */
    bool party_only;
} sanction_t;

typedef struct {
    size_t count;
    sanction_t items[SANCTIONS_MAX]; /* by list and level */
} sanctions_t;

/* From sanctions.conf. -1 with the fault: every list must be there, its levels 1, 2, … without a
 * gap in the order of the file, ids given once, and Party discipline for Party members only. */
int sanctions_load(zpl_t *file, sanctions_t *sanctions, fault_t *fault);

/* The sanction of this id, or NULL. */
const sanction_t *sanctions_find(const sanctions_t *sanctions, const char *id);

#endif
