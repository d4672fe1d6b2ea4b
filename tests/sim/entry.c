/* Judges a registration by what its source asks for (P9, P14) and by the lists that it cites (P16).
 */
#include "entry.h"

#include "log.h"

#include <string.h>

#define NUMBER(VALUE) ((unsigned long long)(VALUE))

/* P16: the version cited was in force at the act, and none after it; it has that item. */
static void check_cite(const policy_t *policy, const registered_t *data, const cite_t *cite)
{
    int64_t act_ms = data->occurred_ms ? data->occurred_ms : data->discovered_ms;
    const negative_list_t *newest = NULL;
    bool has = false;
    for (size_t i = 0; i < negative_count(policy->negative); i++) {
        const negative_list_t *list = negative_list(policy->negative, i);
        size_t length = strlen(list->section);
        if (strncmp(list->section, cite->item, length) != 0 || cite->item[length] != '/' ||
            list->from_ms > act_ms || (newest && newest->from_ms > list->from_ms))
            continue;
        newest = list;
        has = negative_item(list, cite->item + length + 1) != NULL;
    }
    if (!newest || newest->from_ms != cite->from_ms || !has)
        log_fail("P16: %s is cited in a version that was not in force", cite->item);
}

void entry_check(const event_t *event, const policy_t *policy)
{
    const registered_t *data = &event->data.registered;
    bool item = data->measure[0] && data->responsible[0] &&
                data->rectify_by_ms > data->discovered_ms && org_person(policy->org, event->actor);
    bool task = data->task[0] && data->task_due_ms && data->task_due_ms < data->discovered_ms &&
                data->person_count && data->kinds && data->conduct;
    for (size_t i = 0; i < data->cite_count; i++)
        check_cite(policy, data, &data->cites[i]);
    if (data->source == SOURCE_SELF && !item)
        log_fail(
            "P9: case %llu lacks measure, date or who answers for it", NUMBER(event->case_number));
    if (data->source == SOURCE_OVERDUE_TASK && !task)
        log_fail("P14: case %llu leads to no task, or to no person", NUMBER(event->case_number));
}
