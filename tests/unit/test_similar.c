/* The proposal to merge: near-same texts about the same person or section, the earliest open case,
 * and never one that the merging person may not see (P51, P52). */
#include "house.h"

#include "../../config/recusal.h"
#include "../../daemon/similar.h"
#include "../../workers/assess.h"

#define BASE UINT64_C(0x1234567890abcdef)

/* BASE with the lowest `count` bits turned over. */
static uint64_t turned(unsigned count)
{
    return BASE ^ ((UINT64_C(1) << count) - 1);
}

static uint64_t complain_of(
    test_house_t *house, uint64_t fingerprint, const char *section, const char *person)
{
    uint64_t number = house_submit(house);
    classified_t verdict = house_verdict();
    verdict.fingerprint = fingerprint;
    verdict.section_count = section != NULL;
    verdict.person_count = person != NULL;
    snprintf(verdict.sections[0], ID_BYTES, "%s", section ? section : "");
    snprintf(verdict.persons[0], ID_BYTES, "%s", person ? person : "");
    house_classify(house, number, &verdict);
    return number;
}

static similar_t found(test_house_t *house, uint64_t number)
{
    case_t subject = *house_case(house, number);
    store_view_t *view = house_view(house);
    similar_t similar =
        similar_find(view, &house->unpacker, house->policy, &subject, house->now_ms);
    snapshot_close(&view);
    return similar;
}

static void finds_near_texts_about_the_same(void **state)
{
    test_house_t *house = *state;
    uint64_t first = complain_of(house, BASE, "energy", NULL);
    assert_int_equal(found(house, first).number, 0); /* not itself */
    similar_t similar = found(house, complain_of(house, turned(12), "energy", NULL));
    assert_int_equal(similar.number, first);
    assert_int_equal(similar.distance, 12);
    assert_int_equal(found(house, complain_of(house, ~turned(13), "energy", NULL)).number, 0);
    assert_int_equal(found(house, complain_of(house, BASE, "prices", NULL)).number, 0);
    assert_int_equal(found(house, complain_of(house, 0, "energy", NULL)).number, 0);
    assert_int_equal(found(house, complain_of(house, 0, "energy", NULL)).number, 0);

    uint64_t person = complain_of(house, BASE, NULL, "you-you");
    assert_int_equal(found(house, person).number, 0);
    assert_int_equal(found(house, complain_of(house, BASE, NULL, "you-you")).number, person);
    assert_int_equal(found(house, complain_of(house, BASE, "energy", "you-you")).number, first);
}

static void one_bit_more_is_another_text(void **state)
{
    test_house_t *house = *state;
    complain_of(house, BASE, "energy", NULL);
    assert_int_equal(found(house, complain_of(house, turned(13), "energy", NULL)).number, 0);
    house->policy->campaign.similar_bits = 13;
    assert_int_equal(found(house, complain_of(house, turned(13), "energy", NULL)).number, 1);
}

static void the_window_has_an_end(void **state)
{
    test_house_t *house = *state;
    uint64_t first = complain_of(house, BASE, "energy", NULL);
    house->now_ms += 30 * DAY_MS - 1;
    uint64_t second = complain_of(house, BASE, "energy", NULL);
    assert_int_equal(found(house, second).number, first);
    house->now_ms += 1;
    uint64_t third = complain_of(house, BASE, "energy", NULL);
    assert_int_equal(found(house, third).number, second);
    house->policy->campaign.similar_days = 0;
    assert_int_equal(found(house, third).number, 0);
}

/* Judged in any order, and before any of them is assessed. */
static void of_many_letters_all_lead_to_the_first(void **state)
{
    test_house_t *house = *state;
    uint64_t seed = 5, first = complain_of(house, BASE, "energy", NULL);
    for (unsigned i = 1; i < 500; i++) {
        uint64_t other = BASE;
        for (unsigned bit = 0; bit < 6; bit++)
            other ^= UINT64_C(1) << random_below(&seed, 63);
        complain_of(house, other, "energy", NULL);
    }
    for (uint64_t number = 500; number > first; number--)
        assert_int_equal(found(house, number).number, first);
}

static void a_closed_case_is_no_place_to_merge_into(void **state)
{
    test_house_t *house = *state;
    uint64_t first = complain_of(house, BASE, "energy", NULL);
    uint64_t second = complain_of(house, BASE, "energy", NULL);
    uint64_t third = complain_of(house, BASE, "energy", NULL);
    house_assess(house, first);
    act_t act = {.case_number = first, .verb = VERB_NOT_ACCEPT, .as = "lv-jia", .reason = "已查"};
    house_act(house, &act);
    act = (act_t){.case_number = first, .verb = VERB_NOTIFY, .as = "lv-jia"};
    if (case_is_open(house_case(house, first)))
        house_act(house, &act);
    assert_false(case_is_open(house_case(house, first)));
    assert_int_equal(found(house, third).number, second);
    uint64_t into = complain_of(house, ~BASE, "energy", NULL);
    house_assess(house, second);
    act = (act_t){.case_number = second, .verb = VERB_MERGE, .as = "lv-jia", .into = into};
    snprintf(act.reason, sizeof act.reason, "%s", "同一事");
    house_act(house, &act);
    assert_int_equal(found(house, third).number, 0); /* nor is what is merged itself */
}

/* P51: lv-jia of the discipline group may see the later case and not the earlier one. P52: the
 * earlier one accuses the principal and is hidden from the bureau. */
static void a_secret_is_not_proposed(void **state)
{
    test_house_t *house = *state;
    complain_of(house, BASE, "energy", "lv-jia");
    complain_of(house, BASE, "energy", "zhao-jia");
    assert_true(recusal_excludes(house->policy->org, house_case(house, 1), "lv-jia", NOW_MS));
    uint64_t plain = complain_of(house, BASE, "energy", NULL);
    assert_int_equal(found(house, plain).number, 0);
    assert_int_equal(found(house, complain_of(house, BASE, "energy", NULL)).number, plain);
    /* Whoever may see the later one may see the earlier one too. */
    assert_int_equal(found(house, complain_of(house, BASE, NULL, "zhao-jia")).number, 2);
}

/* ---- what becomes of it ---- */

static void assess_as_like(test_house_t *house, uint64_t number, const similar_t *similar)
{
    static assessed_t assessed;
    work_item_t item = {.lease = 1,
        .now_ms = house->now_ms,
        .similar = similar->number,
        .distance = similar->distance};
    const case_t *subject = house_case(house, number);
    assess_case(house->policy, subject, &item, &assessed);
    store_begin(house->store);
    assert_true(registry_take_assessed(&house->registry, number, subject->last_event, &assessed,
        "escalator@here:1", house->now_ms));
    house_commit(house);
}

static void a_person_must_look(void **state)
{
    test_house_t *house = *state;
    uint64_t first = complain_of(house, BASE, "energy", NULL);
    uint64_t second = complain_of(house, turned(3), "energy", NULL);
    similar_t none = {0}, similar = found(house, second);
    assess_as_like(house, first, &none);
    assess_as_like(house, second, &similar);
    assert_int_equal(house_case(house, first)->needs, 0);
    assert_int_equal(house_case(house, second)->similar, first);
    assert_int_equal(house_case(house, second)->needs, term_bit(NEED_SIMILAR));
    assert_true(index_stages(house_case(house, second)) & term_bit(STAGE_HUMAN));

    act_t act = {.case_number = second, .verb = VERB_COMMENT, .as = "lv-jia", .reason = "在看"};
    house_act(house, &act);
    assert_int_equal(house_case(house, second)->needs, term_bit(NEED_SIMILAR));
    act = (act_t){.case_number = second, .verb = VERB_ACCEPT, .as = "lv-jia"};
    house_act(house, &act);
    assert_int_equal(house_case(house, second)->needs, 0);
    assert_int_equal(house_case(house, second)->similar, first);
}

static const msgpack_object *dup_rule(test_house_t *house, const query_t *query)
{
    const msgpack_object *events = answer_get(house_ask(house, query), "events");
    const msgpack_object *last = &events->via.array.ptr[events->via.array.size - 1];
    const msgpack_object *rules = answer_get(answer_get(last, "data"), "rules");
    for (uint32_t i = 0; i < rules->via.array.size; i++) {
        if (answer_is(&rules->via.array.ptr[i], "rule", "DUP"))
            return &rules->via.array.ptr[i];
    }
    fail();
    return NULL;
}

/* P51: the earlier case names you-you as well, who may see the later one only. */
static void who_may_not_see_the_other_is_not_told(void **state)
{
    test_house_t *house = *state;
    uint64_t first = complain_of(house, BASE, "energy", "you-you");
    uint64_t second = complain_of(house, turned(3), "energy", NULL);
    similar_t similar = found(house, second);
    assert_int_equal(similar.number, first);
    assess_as_like(house, second, &similar);
    query_t query = {.what = QUERY_SHOW, .case_number = second, .as = "lv-jia"};
    assert_int_equal(answer_number(answer_get(house_ask(house, &query), "case"), "similar"), first);
    query.what = QUERY_TIMELINE;
    assert_non_null(answer_get(dup_rule(house, &query), "inputs"));

    snprintf(query.as, sizeof query.as, "%s", "you-you");
    assert_true(map_get(dup_rule(house, &query), "inputs") == NULL);
    query.what = QUERY_SHOW;
    assert_null(map_get(answer_get(house_ask(house, &query), "case"), "similar"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_HOUSE(finds_near_texts_about_the_same),
        IN_HOUSE(one_bit_more_is_another_text),
        IN_HOUSE(the_window_has_an_end),
        IN_HOUSE(of_many_letters_all_lead_to_the_first),
        IN_HOUSE(a_closed_case_is_no_place_to_merge_into),
        IN_HOUSE(a_secret_is_not_proposed),
        IN_HOUSE(a_person_must_look),
        IN_HOUSE(who_may_not_see_the_other_is_not_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
