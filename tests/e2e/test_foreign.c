/* A client in another language, from PROTOCOL.md alone: it needs python3-zmq and python3-msgpack,
 * which `make deps` installs. */
#include "audit.h"

#define PYTHON "/usr/bin/python3"
#define CLIENT "tests/e2e/foreign_client.py"

static void test_python_client(void **state)
{
    site_t *site = *state;
    if (site_run(site, PYTHON, "-c", "import zmq, msgpack", NULL) != 0) {
        print_message("SKIPPED: no python3-zmq or python3-msgpack: %s\n", site->errors);
        skip();
    }
    site_start_daemon(site);
    site_start(site, "duban-escalator", "-c", site->work, NULL);
    int code = site_run(site, PYTHON, CLIENT, site->intake, site->pull, NULL);
    if (code)
        fail_msg("the foreign client ended with %d: %s", code, site->errors);

    /* What it pushed: one is a case, two are refused, written down and counted. */
    site_wait_exactly(site, "store", "cases", 103);
    site_wait_exactly(site, "counters", "error_invalid", 4);
    answer_t answer;
    site_ask(site, &(duban_query_t){.what = "status", .gateway = "pusher", .id = "p1"}, &answer);
    answer_close(&answer);
    assert_false(site_has_text(site, "store/rejects.log", "\"id\":\"p1\""));
    assert_true(site_has_text(site, "store/rejects.log",
        "\"code\":\"invalid\",\"field\":\"text\",\"message\":\"`text` must be a string"));
    assert_true(site_has_text(site, "store/rejects.log", "\"gateway\":\"pusher\",\"id\":\"p2\""));
    assert_true(site_has_text(site, "store/rejects.log", "\"field\":\"op\""));
    assert_int_equal(audit_ledger(site).cases, 103);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        SITE_TEST(test_python_client),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]); /* test_*words* */
    return cmocka_run_group_tests_name("e2e foreign", tests, NULL, NULL);
}
