/* Reads the daemon's reply into a sheet. */
#include "report_sheet.h"

#include "../config/period.h"
#include "render.h"
#include "report_words.h"

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#define NAMED_ROWS_MAX 256
#define NAME_MAX_BYTES 128

static void *must(void *pointer)
{
    if (!pointer) {
        fputs("duban: out of memory\n", stderr);
        exit(EX_OSERR);
    }
    return pointer;
}

/* ---- tables ---- */

static sheet_row_t *add_row(sheet_table_t *table, size_t max)
{
    if (!table->rows)
        table->rows = must(calloc(max, sizeof *table->rows));
    return table->row_count < max ? &table->rows[table->row_count++] : NULL;
}

static void read_headline(sheet_t *self, const msgpack_object *reply, language_t language)
{
    sheet_table_t *table = &self->tables[self->table_count++];
    words_say(language, "主要数据", "the four figures and what they rest on", table->heading);
    table->column_count = 1;
    words_term(language, &AMOUNTS, AMOUNT_COUNT, table->columns[0]);
    for (unsigned figure = 1; figure < FIGURE_COUNT; figure++) {
        sheet_row_t *row = add_row(table, FIGURE_COUNT);
        words_figure(language, figure, row->label);
        row->values[0] = view_number(reply, term_name(&FIGURES, figure));
    }
}

/* The label of a row whose key is an id: its name, the id, or both. */
static void label_id(language_t language, const msgpack_object *names, const char *id, char *label)
{
    char name[NAME_MAX_BYTES];
    view_text(names, id, name, sizeof name);
    words_say(language, name[0] ? name : id, id, label);
}

static void read_row(sheet_table_t *table, const report_table_t *how, const char *key,
    const msgpack_object *amounts, const msgpack_object *names, language_t language)
{
    sheet_row_t row = {0};
    bool any = false;
    for (size_t i = 0; i < table->column_count; i++) {
        row.values[i] = view_number(amounts, term_name(&AMOUNTS, how->amounts[i]));
        any |= row.values[i] > 0;
    }
    sheet_row_t *place = any ? add_row(table, NAMED_ROWS_MAX) : NULL;
    if (!place)
        return;
    *place = row;
    if (how->rows)
        words_term(language, how->rows, term_value(how->rows, key, strlen(key)), place->label);
    else
        label_id(language, names, key, place->label);
}

/* The label of the table's first column is its heading, with the number of the annex. */
static void read_table(
    sheet_t *self, const msgpack_object *reply, report_table_id_t id, language_t language)
{
    const report_table_t *how = &REPORT_TABLE[id];
    const msgpack_object *map = view_map(reply, how->key);
    sheet_table_t *table = &self->tables[self->table_count];
    table->column_count = report_amount_count(how);
    for (size_t i = 0; i < table->column_count; i++)
        words_term(language, &AMOUNTS, how->amounts[i], table->columns[i]);
    for (uint32_t i = 0; map->type == MSGPACK_OBJECT_MAP && i < map->via.map.size; i++) {
        const msgpack_object_kv *pair = &map->via.map.ptr[i];
        char key[NAME_MAX_BYTES];
        if (pair->key.type != MSGPACK_OBJECT_STR)
            continue;
        snprintf(key, sizeof key, "%.*s", (int)pair->key.via.str.size, pair->key.via.str.ptr);
        read_row(table, how, key, &pair->val, view_map(reply, "names"), language);
    }
    if (table->row_count == 0)
        return;
    char zh[SHEET_TEXT_BYTES], en[SHEET_TEXT_BYTES];
    snprintf(zh, sizeof zh, "附表%zu %s", self->table_count, how->zh);
    snprintf(en, sizeof en, "table %zu, %s", self->table_count, how->en);
    words_say(language, zh, language == LANGUAGE_BOTH ? how->en : en, table->heading);
    self->table_count++;
}

/* ---- typical cases ---- */

typedef struct {
    char *at;
    size_t room;
} line_out_t;

static void say(line_out_t *out, const char *text)
{
    int length = snprintf(out->at, out->room, "%s", text);
    size_t used = (size_t)length < out->room ? (size_t)length : out->room - 1;
    out->at += used;
    out->room -= used;
}

/* The members of an array of ids or terms, each by its label. */
static void say_list(line_out_t *out, const msgpack_object *item, const char *key,
    const terms_t *terms, const msgpack_object *names, language_t language)
{
    for (size_t i = 0; i < view_count(item, key); i++) {
        const msgpack_object *object = view_item(item, key, i);
        char id[NAME_MAX_BYTES], label[SHEET_TEXT_BYTES];
        if (object->type != MSGPACK_OBJECT_STR)
            continue;
        snprintf(id, sizeof id, "%.*s", (int)object->via.str.size, object->via.str.ptr);
        if (terms)
            words_term(language, terms, term_value(terms, id, strlen(id)), label);
        else
            label_id(language, names, id, label);
        say(out, i ? (language == LANGUAGE_ZH ? "、" : ", ") : "");
        say(out, label);
    }
}

static void say_term(line_out_t *out, const msgpack_object *item, const char *key,
    const terms_t *terms, language_t language)
{
    char label[SHEET_TEXT_BYTES];
    slice_t name = view_bytes(item, key);
    say(out, words_term(language, terms, term_value(terms, name.bytes, name.length), label));
}

static void say_decisions(
    line_out_t *out, const msgpack_object *item, const msgpack_object *names, language_t language)
{
    bool zh = language == LANGUAGE_ZH;
    for (size_t i = 0; i < view_count(item, "decisions"); i++) {
        const msgpack_object *decision = view_item(item, "decisions", i);
        say(out, i ? (zh ? "；" : "; ") : "");
        say_term(out, decision, "kind", &LINE_KINDS, language);
        say(out, zh ? "（" : " (");
        say_term(out, decision, "post", &ROLES, language);
        say(out, zh ? "）" : ") ");
        if (view_count(decision, "measures"))
            say_list(out, decision, "measures", NULL, names, language);
        else
            say_term(out, decision, "outcome", &OUTCOMES, language);
    }
}

/* P42: the case by its number, what it is about, and what was decided; nothing of a complainant. */
static void read_typical(
    line_out_t out, const msgpack_object *item, const msgpack_object *names, language_t language)
{
    bool zh = language == LANGUAGE_ZH;
    char number[SHEET_TEXT_BYTES];
    snprintf(number, sizeof number, zh ? "第%llu号" : "case %llu",
        (unsigned long long)view_number(item, "case"));
    say(&out, number);
    say(&out, zh ? "，" : ", ");
    say_list(&out, item, "sections", NULL, names, language);
    say(&out, view_count(item, "sections") ? (zh ? "，" : ", ") : "");
    say_list(&out, item, "kinds", &KINDS, names, language);
    say(&out, view_count(item, "kinds") ? (zh ? "，" : ", ") : "");
    say_term(&out, item, "source", &SOURCES, language);
    say(&out, zh ? "。" : ". ");
    say_decisions(&out, item, names, language);
    say(&out, zh ? "。" : ". ");
    if (view_count(item, "reasons") == 0)
        return;
    say(&out, zh ? "入选理由：" : "Why: ");
    say_list(&out, item, "reasons", &TYPICAL_REASONS, names, language);
    say(&out, zh ? "。" : ".");
}

static void read_list(
    sheet_list_t *list, const msgpack_object *reply, const char *key, language_t language)
{
    const msgpack_object *names = view_map(reply, "names");
    list->there = map_get(reply, key) != NULL;
    list->count = view_count(reply, key);
    list->lines = must(calloc(list->count + 1, sizeof list->lines[0]));
    for (size_t i = 0; i < list->count; i++)
        read_typical((line_out_t){list->lines[i], sizeof list->lines[i]}, view_item(reply, key, i),
            names, language);
}

/* ---- the head ---- */

/* "2015年8月1日", "2015-08-01"; "…" for no bound. */
static char *say_date(language_t language, int64_t at_ms, char out[SHEET_TEXT_BYTES])
{
    char moment[MOMENT_BYTES];
    int year, month, day;
    if (sscanf(moment_format(at_ms, moment), "%d-%d-%d", &year, &month, &day) != 3)
        snprintf(out, SHEET_TEXT_BYTES, "…");
    else if (language == LANGUAGE_ZH)
        snprintf(out, SHEET_TEXT_BYTES, "%d年%d月%d日", year, month, day);
    else
        snprintf(out, SHEET_TEXT_BYTES, "%04d-%02d-%02d", year, month, day);
    return out;
}

/* The name of the period and its first and last day; both are in it. */
static void read_period(const msgpack_object *reply, language_t language, char *out, size_t size)
{
    char name[NAME_MAX_BYTES], zh[PERIOD_LABEL_BYTES], en[PERIOD_LABEL_BYTES];
    char label[SHEET_TEXT_BYTES], from[SHEET_TEXT_BYTES], until[SHEET_TEXT_BYTES];
    bool chinese = language == LANGUAGE_ZH;
    int64_t until_ms = (int64_t)view_number(reply, "until_ms");
    view_text(reply, "period", name, sizeof name);
    words_say(language, period_label(name, true, zh), period_label(name, false, en), label);
    say_date(language, (int64_t)view_number(reply, "from_ms"), from);
    say_date(language, until_ms ? until_ms - 1 : 0, until);
    bool bounded = until_ms || view_number(reply, "from_ms");
    if (!bounded)
        snprintf(out, size, "%s", label);
    else if (name[0])
        snprintf(out, size, chinese ? "%s（%s至%s）" : "%s (%s to %s)", label, from, until);
    else
        snprintf(out, size, chinese ? "%s至%s" : "%s to %s", from, until);
}

static void read_head(sheet_t *self, const msgpack_object *reply, language_t language)
{
    static const char *const labels[SHEET_HEAD][2] = {{"报送单位", "unit"}, {"报表期间", "period"},
        {"制表时间", "made"}, {"统计口径", "counted"}};
    char values[SHEET_HEAD][2 * SHEET_TEXT_BYTES], label[SHEET_TEXT_BYTES];
    bool received = object_is_text(map_get(reply, "headline"), "received");
    view_text(reply, "unit", values[0], SHEET_TEXT_BYTES);
    read_period(reply, language, values[1], sizeof values[1]);
    view_time(reply, "now_ms", values[2]);
    words_say(language, received ? "发现问题按收到反映计" : "发现问题按认定属实计",
        received ? "problems found are those received" : "problems found are those substantiated",
        values[3]);
    for (size_t i = 0; i < SHEET_HEAD; i++)
        snprintf(self->head[i], sizeof self->head[i],
            language == LANGUAGE_ZH ? "%s：%.*s" : "%s: %.*s",
            words_say(language, labels[i][0], labels[i][1], label),
            (int)(sizeof values[i] - sizeof label), values[i]);
}

static void read_words(sheet_t *self, const msgpack_object *reply, language_t language)
{
    char campaign[SHEET_TEXT_BYTES / 2], title[SHEET_TEXT_BYTES];
    view_text(reply, "campaign", campaign, sizeof campaign);
    snprintf(title, sizeof title, "%s情况报表", campaign);
    words_say(language, title, "Report on the special rectification", self->title);
    words_say(language, "附表", "annex", self->annex);
    words_say(language, "项目", "item", self->item);
    words_say(language, "无", "none", self->none);
    words_say(language, "典型案例", "typical cases", self->typical.heading);
    words_say(language, "拟推荐典型案例", "proposed as typical cases", self->proposed.heading);
}

sheet_t *sheet_new(const msgpack_object *reply, language_t language)
{
    sheet_t *self = must(calloc(1, sizeof *self));
    read_words(self, reply, language);
    read_head(self, reply, language);
    read_headline(self, reply, language);
    for (unsigned table = 0; table < REPORT_TABLES; table++)
        read_table(self, reply, table, language);
    read_list(&self->typical, reply, "typical_cases", language);
    read_list(&self->proposed, reply, "proposed_cases", language);
    return self;
}

void sheet_destroy(sheet_t **self_p)
{
    sheet_t *self = *self_p;
    if (!self)
        return;
    for (size_t i = 0; i < SHEET_TABLES; i++)
        free(self->tables[i].rows);
    free(self->typical.lines);
    free(self->proposed.lines);
    free(self);
    *self_p = NULL;
}
