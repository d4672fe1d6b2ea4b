/* One duband per store and per endpoint; one case per submission, however many send it at once. */
#include "audit.h"

#include <sysexits.h>

/* ---- a second duband ---- */

/* Writes second.conf for a duband on this store with its sockets under this name. */
static void configure_second(site_t *site, const char *store, const char *name)
{
    char text[1024];
    snprintf(text, sizeof text,
        "store = %s/%s\nintake = ipc://%s/%sintake\npull = ipc://%s/%spull\n"
        "work = ipc://%s/%swork\nfeed = ipc://%s/%sfeed\n"
        "embedded-classifiers = 0\nembedded-escalators = 0\n",
        site->directory, store, site->directory, name, site->directory, name, site->directory, name,
        site->directory, name);
    site_write(site, "second.conf", text, strlen(text));
}

/* The first one has all its cases, and answers strangers too. */
static void assert_first_answers(site_t *site, uint64_t cases)
{
    duban_destroy(&site->client);
    site->client = duban_connect(site->intake, NULL, NULL);
    assert_int_equal(site_stat(site, "store", "cases"), cases);
    char id[16];
    snprintf(id, sizeof id, "n%llu", (unsigned long long)cases);
    assert_true(submit_text(site, "web", id, "窗口推诿").created);
}

static void test_second_on_the_same_store_binds_nothing(void **state)
{
    site_t *site = *state;
    site_start_daemon(site);
    submit_text(site, "web", "a1", "窗口推诿");
    configure_second(site, "store", "second-");
    int code = site_run(site, "duband", "-c", site_path(site, "second.conf"), NULL);
    assert_int_equal(code, EX_TEMPFAIL);
    assert_non_null(strstr(site->errors, "another duband is running on it"));
    assert_int_equal(access(site_path(site, "second-intake"), F_OK), -1);
    assert_int_equal(access(site_path(site, "second-feed"), F_OK), -1);
    assert_first_answers(site, 1);
}

static void test_second_on_the_same_endpoint_steals_nothing(void **state)
{
    site_t *site = *state;
    site_start_daemon(site);
    submit_text(site, "web", "a1", "窗口推诿");
    configure_second(site, "store2", "");
    int code = site_run(site, "duband", "-c", site_path(site, "second.conf"), NULL);
    assert_int_equal(code, EX_TEMPFAIL);
    assert_non_null(strstr(site->errors, "another duband is listening there"));
    assert_first_answers(site, 1);
}

static void test_second_takes_over_after_a_kill(void **state)
{
    site_t *site = *state;
    site_start_daemon(site);
    submit_text(site, "web", "a1", "窗口推诿");
    assert_int_equal(site_end(site, site->daemon, SIGKILL), -SIGKILL);
    site_start_daemon(site);
    assert_first_answers(site, 1);
    assert_int_equal(site_end(site, site->daemon, SIGTERM), 0);
    site_start_daemon(site);
    assert_first_answers(site, 2);
}

/* ---- one submission from many ---- */

static void assert_same(const duban_receipt_t *one, const duban_receipt_t *other)
{
    assert_int_equal(one->case_number, other->case_number);
    assert_int_equal(one->event, other->event);
    assert_int_equal(one->received_ms, other->received_ms);
    assert_string_equal(one->receipt, other->receipt);
}

static void test_500_at_once_make_one_case(void **state)
{
    enum { CONNECTIONS = 10, EACH = 50 };
    site_t *site = *state;
    duban_t *clients[CONNECTIONS];
    duban_receipt_t first = {0}, receipt;
    duban_error_t error;
    uint64_t created = 0, answers = 0;
    const duban_submission_t submission = {.gateway = "web", .id = "same", .text = "窗口推诿"};
    site_start_daemon(site);
    for (int i = 0; i < CONNECTIONS; i++)
        assert_non_null(clients[i] = duban_connect(site->intake, NULL, NULL));
    for (int n = 0; n < EACH; n++) {
        for (int i = 0; i < CONNECTIONS; i++)
            assert_true(duban_post_submission(clients[i], &submission, &error));
    }
    for (int i = 0; i < CONNECTIONS; i++) {
        while (duban_pending(clients[i]) > 0) {
            if (!duban_receive(clients[i], PATIENCE_MS, &receipt, &error))
                continue;
            assert_int_equal(error.code, DUBAN_OK);
            if (answers++ == 0)
                first = receipt;
            created += receipt.created;
            assert_same(&receipt, &first);
        }
        duban_destroy(&clients[i]);
    }
    assert_int_equal(answers, CONNECTIONS * EACH);
    assert_int_equal(created, 1);
    assert_int_equal(site_stat(site, "counters", "submissions_created"), 1);
    assert_int_equal(audit_ledger(site).events, 1);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        SITE_TEST(test_second_on_the_same_store_binds_nothing),
        SITE_TEST(test_second_on_the_same_endpoint_steals_nothing),
        SITE_TEST(test_second_takes_over_after_a_kill),
        SITE_TEST(test_500_at_once_make_one_case),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]); /* test_*words* */
    return cmocka_run_group_tests_name("e2e alone", tests, NULL, NULL);
}
