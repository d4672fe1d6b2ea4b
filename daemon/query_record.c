/* A person's conduct record of a year (P18): every line that was concluded in it, and the totals
 * for the annual assessment (年度考核) and pay (工资晋级). */
#include "query.h"

#include "../config/recusal.h"
#include "fold.h"
#include "keys.h"

#include <string.h>

/* The totals; the first five count lines, the others measures by their lists when they were
 * decided. */
typedef struct {
    uint64_t concluded, substantiated, exempted, tolerated, cleared;
    uint64_t measures[SANCTION_LIST_COUNT];
    uint64_t ladder_level; /* the heaviest of P31, by sanctions.conf of today; 0: none */
} totals_t;

typedef struct {
    query_context_t *context;
    const query_t *query;
    int64_t from_ms, until_ms;
    totals_t totals;
    uint64_t rows;
    msgpack_packer row;
} record_view_t;

static bool is_exempted(const line_t *line)
{
    return outcome_stands(line->outcome) && line->measure_count == 0;
}

/* P55: wrongly accused, and said so (澄清). */
static bool is_cleared(const case_t *subject, const line_t *line)
{
    return subject->when.cleared_ms && line->kind == LINE_PERSON &&
           (line->outcome == OUTCOME_UNSUBSTANTIATED || line->outcome == OUTCOME_FALSE_SUSPECTED);
}

static void count_line(record_view_t *self, const case_t *subject, const line_t *line)
{
    totals_t *totals = &self->totals;
    totals->concluded++;
    totals->substantiated += outcome_stands(line->outcome);
    totals->exempted += is_exempted(line);
    totals->tolerated += line->outcome == OUTCOME_NO_LIABILITY && line->tolerated;
    totals->cleared += is_cleared(subject, line);
    for (unsigned list = 1; list < SANCTION_LIST_COUNT; list++)
        totals->measures[list] += (line->lists & term_bit(list)) != 0; /* P56: one of each */
    for (size_t i = 0; i < line->measure_count; i++) {
        const sanction_t *sanction =
            sanctions_find(&self->context->policy->sanctions, line->measures[i]);
        if (sanction && sanction->list == SANCTION_LADDER && sanction->level > totals->ladder_level)
            totals->ladder_level = sanction->level;
    }
}

static void pack_flag(msgpack_packer *packer, const char *key, bool value)
{
    pack_text(packer, key);
    value ? msgpack_pack_true(packer) : msgpack_pack_false(packer);
}

static void pack_line(record_view_t *self, const case_t *subject, const line_t *line)
{
    msgpack_packer *packer = &self->row;
    const struct {
        const char *key, *text;
    } texts[] = {
        {"kind", term_name(&LINE_KINDS, line->kind)},
        {"source", term_name(&SOURCES, subject->source)},
        {"post", term_name(&ROLES, line->post)},
        {"section", line->section},
        {"outcome", term_name(&OUTCOMES, line->outcome)},
        {"relief", term_name(&RELIEFS, line->relief)},
        {"exposure", term_name(&EXPOSURES, line->exposure)},
    };
    size_t count = sizeof texts / sizeof texts[0];
    msgpack_pack_map(packer, count + 8);
    pack_number(packer, "case", subject->number);
    pack_number(packer, "line", line->number);
    pack_number(packer, "ended_ms", (uint64_t)line->ended_ms);
    for (size_t i = 0; i < count; i++) {
        pack_text(packer, texts[i].key);
        pack_text(packer, texts[i].text);
    }
    pack_text(packer, "kinds");
    msgpack_pack_array(packer, subject->kind_count);
    for (size_t i = 0; i < subject->kind_count; i++)
        pack_text(packer, term_name(&KINDS, subject->kinds[i].kind));
    pack_text(packer, "measures");
    msgpack_pack_array(packer, line->measure_count);
    for (size_t i = 0; i < line->measure_count; i++)
        pack_text(packer, line->measures[i]);
    pack_flag(packer, "exempted", is_exempted(line));
    pack_flag(packer, "tolerated", line->tolerated);
    pack_flag(packer, "cleared", is_cleared(subject, line));
    self->rows++;
}

/* P51: what excludes the asker is not in the record that he reads. */
static void take_case(record_view_t *self, const case_t *subject)
{
    if (recusal_excludes(
            self->context->policy->org, subject, self->query->as, self->context->now_ms))
        return;
    for (size_t i = 0; i < subject->line_count; i++) {
        const line_t *line = &subject->lines[i];
        if (line->state != LINE_CONCLUDED || strcmp(line->target, self->query->person) != 0 ||
            line->ended_ms < self->from_ms || line->ended_ms >= self->until_ms)
            continue;
        count_line(self, subject, line);
        pack_line(self, subject, line);
    }
}

static int take_cases(record_view_t *self, fault_t *fault)
{
    case_t subject;
    slice_t key, value;
    query_context_t *context = self->context;
    store_key_t first = key_subject('p', self->query->person, 0);
    size_t prefix = first.length - sizeof(uint64_t);
    store_cursor_t *cursor = cursor_open(context->view, TABLE_SUBJECT);
    int rc = 0;
    for (bool more = cursor_at_least(cursor, key_slice(&first), &key, &value);
         more && rc == 0 && key.length == first.length &&
         memcmp(key.bytes, first.bytes, prefix) == 0;
         more = cursor_next(cursor, &key, &value)) {
        uint64_t number = key_last_number(key);
        if (registry_case(context->view, &context->unpacker, number, &subject, fault))
            take_case(self, &subject);
        else
            rc = -1;
    }
    cursor_close(&cursor);
    return rc;
}

static void pack_totals(const totals_t *totals, msgpack_packer *packer)
{
    const struct {
        const char *key;
        uint64_t value;
    } counts[] = {
        {"concluded", totals->concluded},
        {"substantiated", totals->substantiated},
        {"exempted", totals->exempted},
        {"tolerated", totals->tolerated},
        {"cleared", totals->cleared},
        {"ladder_level", totals->ladder_level},
    };
    size_t count = sizeof counts / sizeof counts[0];
    pack_text(packer, "totals");
    msgpack_pack_map(packer, count + SANCTION_LISTS.count - 1);
    for (size_t i = 0; i < count; i++)
        pack_number(packer, counts[i].key, counts[i].value);
    for (unsigned list = 1; list < SANCTION_LISTS.count; list++)
        pack_number(packer, term_name(&SANCTION_LISTS, list), totals->measures[list]);
}

/* The local midnight that begins a year. */
static int64_t year_start_ms(const policy_t *policy, uint64_t year)
{
    char date[16];
    int64_t day = 0;
    int length = snprintf(date, sizeof date, "%04llu-01-01", (unsigned long long)year);
    zpl_date(date, (size_t)length, &day);
    return calendar_day_start_ms(policy->calendar, day);
}

int query_record(query_context_t *context, const query_t *query, buffer_t *reply, fault_t *fault)
{
    const policy_t *policy = context->policy;
    const org_person_t *person = org_person(policy->org, query->person);
    if (!person)
        return fault_set(fault, ERROR_INVALID, "person",
            "`person`: '%s' is nobody of the org chart", query->person);
    if (query->year < YEAR_MIN)
        return fault_set(fault, ERROR_INVALID, "year", "`year` must be a year such as 2015");
    buffer_t packed = {0};
    record_view_t self = {.context = context, .query = query, .row = buffer_packer(&packed)};
    self.from_ms = year_start_ms(policy, query->year);
    self.until_ms = year_start_ms(policy, query->year + 1);
    int rc = take_cases(&self, fault);
    if (rc == 0) {
        msgpack_packer packer = reply_begin(context, 5, reply);
        pack_text(&packer, "person");
        pack_text(&packer, person->id);
        pack_text(&packer, "name");
        pack_text(&packer, person->name);
        pack_number(&packer, "year", query->year);
        pack_totals(&self.totals, &packer);
        pack_text(&packer, "lines");
        msgpack_pack_array(&packer, self.rows);
        buffer_append(reply, packed.bytes, packed.length);
    }
    buffer_free(&packed);
    return rc;
}
