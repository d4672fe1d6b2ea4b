/* kill -9 of duband at any moment of a running load: what was acknowledged is there once, what was
 * not is not doubled by its retry, and the ledger is whole. */
#include "audit.h"
#include "load.h"

#include <poll.h>

#define ROUNDS 8
#define TOTAL  3000

/* Kills the daemon at a random moment after a random number of acknowledgements, with requests in
 * flight, and starts it again on the same store. */
static void kill_and_restart(site_t *site, load_t *load)
{
    load_pump(load, load->acknowledged + 1 + random_below(2 * TOTAL / ROUNDS));
    poll(NULL, 0, (int)random_below(4)); /* the moment itself is left to chance */
    assert_int_equal(site_end(site, site->daemon, SIGKILL), -SIGKILL);
    site_start_daemon(site);
}

static void assert_whole(site_t *site, const load_t *load)
{
    audit_t audit = audit_ledger(site);
    assert_true(audit.cases >= load->acknowledged);
    assert_true(audit.cases <= load->sent);
    assert_int_equal(audit.doubled, 0);
}

static void test_kill_of_duband_under_load(void **state)
{
    site_t *site = *state;
    load_t load;
    seed_random();
    site_start_daemon(site);
    site_start_workers(site);
    load_open(&load, site, TOTAL);
    for (int round = 0; round < ROUNDS; round++) {
        kill_and_restart(site, &load);
        assert_whole(site, &load);
        load_check(&load, site, 50);
    }
    load_pump(&load, TOTAL);
    site_wait_decided(site, TOTAL);
    assert_whole(site, &load);
    load_check(&load, site, TOTAL);
    audit_t audit = audit_ledger(site);
    assert_int_equal(audit.cases, TOTAL);
    assert_int_equal(
        audit.by_kind[EVENT_CLASSIFIED] + audit.by_kind[EVENT_ABSTAINED] + audit.parked, TOTAL);
    assert_int_equal(audit.by_kind[EVENT_CLASSIFIED], audit.by_kind[EVENT_ASSESSED]);
    load_close(&load);
}

/* Everything dies at once, as when the power fails, and all of it comes back. */
static void test_kill_of_everything(void **state)
{
    enum { COUNT = 400 };
    site_t *site = *state;
    load_t load;
    seed_random();
    site_configure(site, ""); /* workers inside */
    load_open(&load, site, COUNT);
    for (int round = 0; round < 3; round++) {
        site_start_daemon(site);
        load_pump(&load, load.acknowledged + 1 + random_below(COUNT / 3));
        assert_int_equal(site_end(site, site->daemon, SIGKILL), -SIGKILL);
    }
    site_start_daemon(site);
    load_pump(&load, COUNT);
    site_wait_decided(site, COUNT);
    audit_t audit = audit_ledger(site);
    assert_int_equal(audit.cases, COUNT);
    assert_int_equal(audit.doubled, 0);
    load_close(&load);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        SITE_TEST(test_kill_of_duband_under_load),
        SITE_TEST(test_kill_of_everything),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]); /* test_*words* */
    return cmocka_run_group_tests_name("e2e crash", tests, NULL, NULL);
}
