/* Real messages, where they are beside the project: a whole file through a daemon and two worker
 * processes. */
#include "audit.h"

#include <stdlib.h>

#define MESSAGES "../shared/data/messages.tsv"

/* Imports the file and returns a count of its account. */
static int64_t import(site_t *site, const char *key)
{
    assert_int_equal(
        site_run(site, "duban", "import", "-e", site->intake, "--json", MESSAGES, NULL), 0);
    json_t *counts = json_loads(site->output, 0, NULL);
    int64_t rows = json_integer_value(json_object_get(counts, "rows"));
    int64_t value = json_integer_value(json_object_get(counts, key));
    assert_int_equal(rows, json_integer_value(json_object_get(counts, "created")) +
                               json_integer_value(json_object_get(counts, "already_there")) +
                               json_integer_value(json_object_get(counts, "refused")));
    json_decref(counts);
    return value;
}

static uint64_t count_stage(site_t *site, const char *stage)
{
    uint64_t count = 0;
    duban_query_t query = {.what = "list", .stage = stage, .limit = 500};
    do {
        answer_t answer;
        site_ask(site, &query, &answer);
        count += view_count(&answer.root, "cases");
        query.after = view_number(&answer.root, "next");
        answer_close(&answer);
    } while (query.after);
    return count;
}

static void test_real_messages(void **state)
{
    site_t *site = *state;
    if (access(MESSAGES, R_OK) != 0) {
        print_message("SKIPPED: there is no %s\n", MESSAGES);
        skip();
    }
    site_start_daemon(site);
    site_start_workers(site);
    site_wait_workers(site, 2);
    int64_t started_ms = tick_ms();
    uint64_t created = (uint64_t)import(site, "created");
    int64_t imported_ms = tick_ms();
    site_wait_decided(site, created);
    print_message("%llu messages: imported in %lld ms, all decided after %lld ms\n",
        (unsigned long long)created, (long long)(imported_ms - started_ms),
        (long long)(tick_ms() - started_ms));
    assert_true(created > 0);
    assert_int_equal(import(site, "created"), 0);
    assert_int_equal(site_stat(site, "store", "cases"), created);

    audit_t audit = audit_ledger(site);
    assert_int_equal(audit.cases, created);
    assert_int_equal(audit.doubled, 0);
    assert_int_equal(audit.by_kind[EVENT_CLASSIFIED] + audit.by_kind[EVENT_ABSTAINED], created);
    assert_int_equal(audit.by_kind[EVENT_ASSESSED], audit.by_kind[EVENT_CLASSIFIED]);
    assert_int_equal(audit.by_kind[EVENT_ATTEMPT_FAILED], 0);
    assert_int_equal(count_stage(site, "staff"), audit.by_kind[EVENT_CLASSIFIED]);
    assert_true(count_stage(site, "human") >= audit.by_kind[EVENT_ABSTAINED]);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        SITE_TEST(test_real_messages),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]); /* test_*words* */
    return cmocka_run_group_tests_name("e2e import", tests, NULL, NULL);
}
