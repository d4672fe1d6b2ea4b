/* A store in a directory of its own with the example bureau in force: what the tests of daemon/
 * start from, and short ways to bring cases into it. */
#ifndef DUBAN_TEST_HOUSE_H
#define DUBAN_TEST_HOUSE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../daemon/fold.h"
#include "../../daemon/index.h"
#include "../../daemon/keys.h"
#include "../../daemon/query.h"

#include <string.h>

#define DAY_MS    INT64_C(86400000)
#define JULY_MS   INT64_C(1435680000000) /* 2015-07-01 00:00 in Asia/Shanghai */
#define AUGUST_MS (JULY_MS + 31 * DAY_MS)
#define END_MS    (JULY_MS + 92 * DAY_MS)                /* 10-01, the rectification has ended */
#define NOW_MS    (AUGUST_MS + 19 * DAY_MS + DAY_MS / 2) /* Thursday 2015-08-20, 12:00 */

#define COUNT(ARRAY) (sizeof(ARRAY) / sizeof(ARRAY)[0])

/* A slice of a string literal or other NUL-terminated text. */
#define WORDS(TEXT) ((slice_t){TEXT, strlen(TEXT)})

typedef struct {
    char directory[64];
    bundle_t *bundle;
    policy_t *policy;
    store_options_t options; /* changed before house_reopen */
    store_t *store;
    registry_t registry;
    int64_t now_ms;
    uint64_t submissions;       /* their ids are s1, s2, … */
    store_status_t next_commit; /* what the next commit is made to say; then STORE_OK again */
    fault_t fault;
    ack_t ack; /* of the last command */
    unpacker_t unpacker;
    buffer_t reply; /* of the last query */
    msgpack_object answer;
} test_house_t;

/* For cmocka's setup and teardown: *state is a test_house_t. */
int house_set_up(void **state);
int house_tear_down(void **state);
#define IN_HOUSE(TEST) cmocka_unit_test_setup_teardown(TEST, house_set_up, house_tear_down)

/* Closes the store and opens it again, as a new process would. */
void house_reopen(test_house_t *house);

/* Commits the open transaction, which must succeed, and settles the registry. */
void house_commit(test_house_t *house);

/* A snapshot, which must open. */
store_view_t *house_view(test_house_t *house);

/* A submission that is complete, with an id of its own; its text is about no case in particular. */
submit_t house_submission(test_house_t *house);
/* A spot check's finding, c3, section approval. */
finding_t house_finding(test_house_t *house);

/* An item of the problem list that a member of staff files about himself (P9), to be put right in
 * ten days. */
finding_t house_item(test_house_t *house, const char *member);

/* Each in a transaction of its own, which must be taken; the number of the case. */
uint64_t house_submit(test_house_t *house);
uint64_t house_find(test_house_t *house, const finding_t *finding);
void house_act(test_house_t *house, const act_t *act);

/* The same for one that is refused: the code, with the rest in house->fault. */
error_code_t house_refused_submit(test_house_t *house, const submit_t *submit);
error_code_t house_refused_find(test_house_t *house, const finding_t *finding);
error_code_t house_refused_act(test_house_t *house, const act_t *act);

/* A verdict: in scope, c3, about section approval; or an abstention. */
classified_t house_verdict(void);
void house_classify(test_house_t *house, uint64_t number, const classified_t *verdict);

/* The escalator's own rules, applied to the case as it stands. */
void house_assess(test_house_t *house, uint64_t number);

/* The same for its proposals on what was found. */
void house_propose(test_house_t *house, uint64_t number);

/* A finding of an inspection by a superior, classified and assessed: a double investigation. */
uint64_t house_double_case(test_house_t *house);

/* The case as stored; static memory of two cases in turn. */
const case_t *house_case(test_house_t *house, uint64_t number);

/* Asks a query; the answer is the reply's map, valid until the next one. */
const msgpack_object *house_ask(test_house_t *house, const query_t *query);

/* Values in a reply's map, which must be there. */
const msgpack_object *answer_get(const msgpack_object *map, const char *key);
uint64_t answer_number(const msgpack_object *map, const char *key);
bool answer_is(const msgpack_object *map, const char *key, const char *text);
const char *answer_code(const msgpack_object *reply); /* static memory; "" when it is ok */

/* Adds one random valid change to a random case, in a transaction of its own, and moves the time
 * on. `seed` is of fill.h's kind. */
void house_do_anything(test_house_t *house, uint64_t *seed);

/* splitmix64, and a number below `bound`. */
uint64_t random_number(uint64_t *seed);
uint64_t random_below(uint64_t *seed, uint64_t bound);

#endif
