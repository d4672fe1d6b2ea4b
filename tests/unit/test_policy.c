/* The whole policy: the shipped files load, what they say of each other is checked, and a calendar
 * that ends too early is refused. */
#include "shipped.h"
#include "variant.h"

static void test_shipped(void **state)
{
    (void)state;
    fault_t fault = {0};
    bundle_t *bundle = bundle_embedded();
    policy_t *policy = policy_load(bundle, &fault);
    assert_string_equal(fault.message, "");
    assert_non_null(policy);
    assert_memory_equal(policy->digest, bundle_digest(bundle), DIGEST_BYTES);
    bundle_destroy(&bundle); /* the policy keeps nothing of it */
    assert_string_equal(org_bureau(policy->org), "青江区发展和改革局");
    assert_int_equal(policy->campaign.self_check_ms, at("2015-07-01 00:00"));
    assert_int_equal(policy->clocks.length[CLOCK_LEADER].amount, 5);
    assert_int_equal(policy->sanctions.count, 19);
    assert_non_null(policy->lexicon);
    policy_destroy(&policy);
    assert_null(policy);
}

static void assert_policy_refused(
    const char *name, const char *from, const char *to, const char *message)
{
    fault_t fault;
    assert_null(policy_with(name, from, to, &fault));
    assert_string_equal(fault.message, message);
    assert_int_equal(fault.code, ERROR_INVALID);
}

static void test_missing_files(void **state)
{
    (void)state;
    for (size_t i = 0; i < VARIANT_FILES; i++) {
        char message[80];
        snprintf(message, sizeof message, "%s: missing or empty in the policy", variant_files[i]);
        assert_policy_refused(variant_files[i], "", NULL, message);
    }
}

static void test_refused(void **state)
{
    (void)state;
    assert_policy_refused("org.conf", "#", "oops = 1\n#",
        "org.conf:1: unknown key 'oops'; expected here: bureau, section, person, post, recusal");
    assert_policy_refused("clocks.conf", "#", "oops = 1\n#",
        "clocks.conf:1: unknown key 'oops'; expected here: length, ladder");
    assert_policy_refused("lexicon.conf", "#", "nonsense here\n#",
        "lexicon.conf:1: expected 'name = value' or the name of a block");
}

/* The shipped files and a model of these words. */
static policy_t *policy_with_model(const char *model, fault_t *fault)
{
    *fault = (fault_t){0};
    bundle_t *shipped = bundle_embedded();
    buffer_t message = {0};
    unpacker_t unpacker = {0};
    msgpack_object object;
    msgpack_packer packer = buffer_packer(&message);
    msgpack_pack_array(&packer, bundle_count(shipped) + 1);
    bundle_pack_files(shipped, &packer);
    bundle_file_t file = {.name = BUNDLE_MODEL, .bytes = {model, strlen(model)}};
    record_pack_map(&BUNDLE_FILE_RECORD, &file, &packer);
    assert_int_equal(unpack_message(&unpacker, message.bytes, message.length, &object, fault), 0);
    bundle_t *bundle = bundle_from_object(&object, fault);
    policy_t *policy = policy_load(bundle, fault);
    bundle_destroy(&bundle);
    bundle_destroy(&shipped);
    unpacker_free(&unpacker);
    buffer_free(&message);
    return policy;
}

#define LEARNED(ID)                                                                                \
    "# learned\nrule\n    id = \"" ID "\"\n    kind = c2\n    weight = 0.3\n"                      \
    "    any = \"灯笼\"\n    match = \"灯笼\"\n"

static void test_model(void **state)
{
    (void)state;
    fault_t fault;
    policy_t *policy = policy_with_model(LEARNED("learned.c2.灯笼"), &fault);
    assert_string_equal(fault.message, "");
    size_t count = lexicon_count(policy->lexicon);
    assert_string_equal(lexicon_at(policy->lexicon, count - 1)->id, "learned.c2.灯笼");
    assert_string_not_equal(lexicon_at(policy->lexicon, 0)->id, "learned.c2.灯笼");
    policy_destroy(&policy);

    assert_null(policy_with_model("oops = 1\n", &fault));
    assert_int_equal(strncmp(fault.message, "model.conf:1: unknown key 'oops'", 32), 0);
    assert_null(policy_with_model(LEARNED("P26.unlearned"), &fault));
    assert_int_equal(strncmp(fault.message, "model.conf:", 11), 0);
    assert_non_null(strstr(fault.message, "id P26.unlearned is used twice"));
}

/* What one file says of another. */
static void test_refused_across_files(void **state)
{
    (void)state;
    assert_policy_refused("sanctions.conf", "decided-by = principal deputy",
        "decided-by = operator",
        "sanctions.conf: 'relearn' is decided by operator, but org.conf has no such 'post'");
    assert_policy_refused("campaign.conf", "self-check = 2015-07-01", "self-check = 2014-12-31",
        "campaign.conf: calendar.conf does not have the year 2014 of the campaign");
}

static void assert_calendar(const policy_t *policy, const char *now, const char *message)
{
    fault_t fault = {0};
    int rc = policy_check_calendar(policy, at(now), &fault);
    assert_string_equal(fault.message, message);
    assert_int_equal(rc, message[0] ? -1 : 0);
}

/* The longest clock is 60 days, and its ladder ends 10 working days later. */
static void test_calendar_without_next_year(void **state)
{
    (void)state;
    static const char missing[] =
        "calendar.conf: the year 2027 is missing, in which clocks that start now run out; add its "
        "holidays and workdays, or declare it 'provisional'";
    fault_t fault;
    policy_t *policy = policy_with("calendar.conf", "provisional = 2027..2036", "", &fault);
    assert_string_equal(fault.message, "");
    assert_calendar(policy, "2026-10-18 23:59", "");
    assert_calendar(policy, "2026-10-19 00:00", missing);
    assert_calendar(policy, "2026-12-31 12:00", missing);
    policy_destroy(&policy);

    policy = policy_with("calendar.conf", "", "", &fault);
    assert_calendar(policy, "2026-12-31 12:00", "");
    assert_calendar(policy, "2015-07-01 00:00", "");
    assert_int_equal(policy_provisional_year(policy, at("2026-10-18 23:59")), 0);
    assert_int_equal(policy_provisional_year(policy, at("2026-10-19 00:00")), 2027);
    assert_int_equal(policy_provisional_year(policy, at("2028-07-01 00:00")), 2028);
    assert_calendar(policy, "2036-12-31 12:00",
        "calendar.conf: the year 2037 is missing, in which clocks that start now run out; add its "
        "holidays and workdays, or declare it 'provisional'");
    assert_calendar(policy, "2014-06-01 12:00",
        "calendar.conf: the year 2014 is missing, in which clocks that start now run out; add its "
        "holidays and workdays, or declare it 'provisional'");
    policy_destroy(&policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shipped),
        cmocka_unit_test(test_missing_files),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_model),
        cmocka_unit_test(test_refused_across_files),
        cmocka_unit_test(test_calendar_without_next_year),
    };
    return cmocka_run_group_tests_name("policy", tests, NULL, NULL);
}
