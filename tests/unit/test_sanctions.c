/* The sanctions as shipped, against the ladders of POLICY §5, and ladders with gaps. */
#include "../../config/sanctions.h"
#include "shipped.h"

static int load_any(zpl_t *file, fault_t *fault)
{
    sanctions_t sanctions;
    return sanctions_load(file, &sanctions, fault);
}

static void test_the_plan(void **state)
{
    (void)state;
    static const struct {
        sanction_list_t list;
        const char *names[7]; /* from level 1 on */
    } ladders[] = {
        {SANCTION_REMEDIAL, {"再学习", "再培训"}},
        {SANCTION_LADDER, {"严肃批评", "诫勉谈话", "调整岗位", "待岗", "免职"}},
        {SANCTION_ROTATION, {"轮岗交流"}},
        {SANCTION_PARTY, {"党内警告", "党内严重警告", "撤销党内职务", "留党察看", "开除党籍"}},
        {SANCTION_ADMIN, {"警告", "记过", "记大过", "降级", "撤职", "开除"}},
    };
    fault_t fault = {0};
    sanctions_t sanctions;
    zpl_t *file = shipped_open("sanctions.conf");
    assert_int_equal(sanctions_load(file, &sanctions, &fault), 0);
    zpl_destroy(&file);
    size_t index = 0;
    for (size_t i = 0; i < ROWS(ladders); i++) {
        for (size_t level = 1; ladders[i].names[level - 1]; level++) {
            const sanction_t *sanction = &sanctions.items[index++];
            assert_int_equal(sanction->list, ladders[i].list);
            assert_int_equal(sanction->level, level);
            assert_string_equal(sanction->name, ladders[i].names[level - 1]);
        }
    }
    assert_int_equal(sanctions.count, index);
}

/* Principal decides up to level 3, with the discipline group from 4 on; only the organs above
 * record discipline. */
static void test_who_decides(void **state)
{
    (void)state;
    fault_t fault = {0};
    sanctions_t sanctions;
    zpl_t *file = shipped_open("sanctions.conf");
    assert_int_equal(sanctions_load(file, &sanctions, &fault), 0);
    zpl_destroy(&file);
    for (size_t i = 0; i < sanctions.count; i++) {
        const sanction_t *sanction = &sanctions.items[i];
        bool discipline = sanction->list == SANCTION_PARTY || sanction->list == SANCTION_ADMIN;
        assert_int_equal(sanction->party_only, sanction->list == SANCTION_PARTY);
        if (discipline)
            assert_int_equal(
                sanction->decided_by, term_bit(ROLE_DISTRICT_DISCIPLINE) | term_bit(ROLE_SUPERIOR));
        if (sanction->list == SANCTION_LADDER) {
            assert_int_equal(sanction->decided_by, term_bit(ROLE_PRINCIPAL));
            assert_int_equal(
                sanction->together_with, sanction->level > 3 ? term_bit(ROLE_DISCIPLINE_GROUP) : 0);
        }
    }
}

#define SANCTION(ID, LIST, LEVEL)                                                                  \
    "sanction\n    id = " ID "\n    name = 某\n    list = " LIST "\n    level = " LEVEL            \
    "\n    decided-by = principal\n"
#define FOUR                                                                                       \
    SANCTION("a", "remedial", "1")                                                                 \
    SANCTION("b", "ladder", "1")                                                                   \
    SANCTION("c", "rotation", "1") SANCTION("d", "admin_discipline", "1")
#define PARTY SANCTION("e", "party_discipline", "1")

static void test_refused(void **state)
{
    (void)state;
    static const refusal_t refusals[] = {
        {FOUR PARTY "    party-only = yes\n", ""},
        {FOUR, "sanctions.conf: no sanction of the list party_discipline"},
        {FOUR PARTY,
            "sanctions.conf:25: 'e' must say party-only = yes, being of the list party_discipline"},
        {FOUR SANCTION("e", "ladder", "2") "    party-only = yes\n",
            "sanctions.conf:25: 'e' must say party-only = no, being of the list ladder"},
        {FOUR SANCTION("e", "ladder", "3"),
            "sanctions.conf:25: 'e' must have level 2 of the list ladder"},
        {FOUR SANCTION("e", "ladder", "1"),
            "sanctions.conf:25: 'e' must have level 2 of the list ladder"},
        {FOUR SANCTION("b", "ladder", "2"),
            "sanctions.conf:25: the sanction 'b' is given a second time"},
        {FOUR SANCTION("e", "fines", "1"),
            "sanctions.conf:28: 'list' must be one of remedial, ladder, rotation, "
            "party_discipline, admin_discipline, not \"fines\""},
        {FOUR SANCTION("e", "ladder", "0"),
            "sanctions.conf:29: 'level' must be a whole number from 1 to 20, not \"0\""},
        {"sanction\n    id = a\n    name = 某\n    list = ladder\n    level = 1\n"
         "    decided-by = none\n",
            "sanctions.conf:1: 'a' must be decided by some role, not by none"},
        {"sanction\n    id = a\n", "sanctions.conf:1: the key 'name' is missing here"},
        {"# nothing\n", "sanctions.conf: the key 'sanction' is missing here"},
    };
    assert_refusals("sanctions.conf", load_any, refusals, ROWS(refusals));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_plan),
        cmocka_unit_test(test_who_decides),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests_name("sanctions", tests, NULL, NULL);
}
