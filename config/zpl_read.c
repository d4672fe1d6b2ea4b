/* Reads ZPL values by tables of keys: one small parser for each type, one place that complains. */
#include "zpl.h"

#include <math.h>
#include <time.h>
#include <unistr.h>

/* A parser of one type: fills the member, or returns -1 when the text is none of its kind. */
typedef int parser_t(const char *text, const zpl_key_t *key, void *member);

static int parse_text(const char *text, const zpl_key_t *key, void *member)
{
    if (!*text || strlen(text) >= key->size)
        return -1;
    memcpy(member, text, strlen(text) + 1);
    return 0;
}

/* Digits only, within the bounds of the key. */
static int parse_uint(const char *text, const zpl_key_t *key, void *member)
{
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > 18 || text[digits])
        return -1;
    uint64_t number = strtoull(text, NULL, 10);
    if (number < key->min || number > key->max)
        return -1;
    memcpy(member, &number, sizeof number);
    return 0;
}

static int parse_real(const char *text, const zpl_key_t *key, void *member)
{
    (void)key;
    if (!*text || text[strspn(text, "-.0123456789")])
        return -1;
    char *end;
    double number = strtod(text, &end);
    if (*end || end == text || !isfinite(number))
        return -1;
    memcpy(member, &number, sizeof number);
    return 0;
}

static int parse_bool(const char *text, const zpl_key_t *key, void *member)
{
    (void)key;
    if (!streq(text, "yes") && !streq(text, "no"))
        return -1;
    *(bool *)member = streq(text, "yes");
    return 0;
}

int zpl_date(const char *text, size_t length, int64_t *day)
{
    static const char shape[] = "dddd-dd-dd";
    if (length != sizeof shape - 1)
        return -1;
    for (size_t i = 0; i < length; i++) {
        if (shape[i] == 'd' ? text[i] < '0' || text[i] > '9' : text[i] != shape[i])
            return -1;
    }
    struct tm date = {.tm_year = (int)strtol(text, NULL, 10) - 1900,
        .tm_mon = (int)strtol(text + 5, NULL, 10) - 1,
        .tm_mday = (int)strtol(text + 8, NULL, 10)};
    struct tm given = date;
    time_t seconds = timegm(&date); /* makes 03-02 of 02-30, which is how 02-30 is found out */
    if (date.tm_mon != given.tm_mon || date.tm_mday != given.tm_mday || given.tm_year < 70)
        return -1;
    *day = seconds / 86400;
    return 0;
}

static int parse_date(const char *text, const zpl_key_t *key, void *member)
{
    (void)key;
    int64_t day;
    if (zpl_date(text, strlen(text), &day) < 0)
        return -1;
    memcpy(member, &day, sizeof day);
    return 0;
}

static int parse_duration(const char *text, const zpl_key_t *key, void *member)
{
    static const struct {
        const char *unit;
        uint64_t ms;
    } units[] = {{"ms", 1}, {"s", 1000}, {"m", 60000}, {"h", 3600000}, {"d", 86400000}};
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > 9)
        return -1;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (!streq(text + digits, units[i].unit))
            continue;
        uint64_t ms = strtoull(text, NULL, 10) * units[i].ms;
        if (ms < key->min || ms > key->max)
            return -1;
        memcpy(member, &ms, sizeof ms);
        return 0;
    }
    return -1;
}

static int parse_term(const char *text, const zpl_key_t *key, void *member)
{
    unsigned value = term_value(key->terms, text, strlen(text));
    if (!value)
        return -1;
    memcpy(member, &value, sizeof value);
    return 0;
}

/* Adds the names to the set; zpl_read has emptied it before the key's first line. */
static int parse_set(const char *text, const zpl_key_t *key, void *member)
{
    uint64_t set;
    memcpy(&set, member, sizeof set);
    if (!*text)
        return -1;
    while (*text && !streq(text, "none")) {
        size_t length = strcspn(text, " ");
        unsigned value = term_value(key->terms, text, length);
        if (!value)
            return -1;
        set |= term_bit(value);
        text += length;
        text += strspn(text, " ");
    }
    memcpy(member, &set, sizeof set);
    return 0;
}

static parser_t *const parsers[] = {
    [ZPL_TEXT] = parse_text,
    [ZPL_UINT] = parse_uint,
    [ZPL_REAL] = parse_real,
    [ZPL_BOOL] = parse_bool,
    [ZPL_DATE] = parse_date,
    [ZPL_DURATION] = parse_duration,
    [ZPL_TERM] = parse_term,
    [ZPL_SET] = parse_set,
};

/* ---- complaints ---- */

/* Appends to a list of at most `size` bytes; false when it is full. */
static bool append_name(char *list, size_t size, const char *name)
{
    size_t length = strlen(list);
    if (length + strlen(name) + sizeof ", , …" > size) {
        snprintf(list + length, size - length, ", …");
        return false;
    }
    snprintf(list + length, size - length, "%s%s", length ? ", " : "", name);
    return true;
}

static void list_terms(const terms_t *terms, char *list, size_t size)
{
    list[0] = 0;
    for (unsigned value = 1; value < terms->count; value++) {
        if (!append_name(list, size, term_name(terms, value)))
            return;
    }
}

static int refuse_key(
    zpl_t *self, zconfig_t *node, const zpl_key_t *keys, size_t count, fault_t *fault)
{
    char list[160] = "";
    for (size_t i = 0; i < count && append_name(list, sizeof list, keys[i].name); i++)
        continue;
    return zpl_fault(
        self, node, fault, "unknown key '%s'; expected here: %s", zconfig_name(node), list);
}

static void describe_number(const zpl_key_t *key, char *out, size_t size)
{
    bool is_duration = key->type == ZPL_DURATION;
    const char *unit = is_duration ? " ms" : "";
    snprintf(out, size, "%s from %llu%s to %llu%s",
        is_duration ? "a duration such as 500ms, 60s, 15m, 12h or 3d" : "a whole number",
        (unsigned long long)key->min, unit, (unsigned long long)key->max, unit);
}

/* What the value of a key must be, in words. */
static void describe(const zpl_key_t *key, char *out, size_t size)
{
    char list[120] = "";
    size_t text_bytes = key->type == ZPL_TEXTS ? key->item_size : key->size;
    switch (key->type) {
    case ZPL_TEXT:
    case ZPL_TEXTS:
        if (key->repeated)
            snprintf(out, size, "a text");
        else
            snprintf(out, size, "a text of 1 to %zu bytes", text_bytes - 1);
        break;
    case ZPL_UINT:
    case ZPL_DURATION:
        describe_number(key, out, size);
        break;
    case ZPL_REAL:
        snprintf(out, size, "a number");
        break;
    case ZPL_BOOL:
        snprintf(out, size, "yes or no");
        break;
    case ZPL_DATE:
        snprintf(out, size, "a date YYYY-MM-DD");
        break;
    case ZPL_TERM:
        list_terms(key->terms, list, sizeof list);
        snprintf(out, size, "one of %s", list);
        break;
    case ZPL_SET:
        list_terms(key->terms, list, sizeof list);
        snprintf(out, size, "none or some of %s", list);
        break;
    case ZPL_BLOCK:
        break;
    }
}

static int refuse_value(zpl_t *self, zconfig_t *node, const zpl_key_t *key, fault_t *fault)
{
    char expected[160];
    describe(key, expected, sizeof expected);
    return zpl_fault_value(self, node, fault, expected);
}

/* ---- tables ---- */

/* Adds one text to the list of a ZPL_TEXTS key. */
static int read_item(
    zpl_t *self, zconfig_t *node, const zpl_key_t *key, uint8_t *out, fault_t *fault)
{
    size_t count;
    memcpy(&count, out + key->count_offset, sizeof count);
    if (count == key->size / key->item_size)
        return zpl_fault(
            self, node, fault, "'%s' may be given at most %zu times", key->name, count);
    zpl_key_t item = {.size = key->item_size};
    void *member = out + key->offset + count * key->item_size;
    if (parse_text(zconfig_value(node), &item, member) < 0)
        return refuse_value(self, node, key, fault);
    count++;
    memcpy(out + key->count_offset, &count, sizeof count);
    return 0;
}

static int read_value(zpl_t *self, zconfig_t *node, const zpl_key_t *key, void *out, fault_t *fault)
{
    if (key->type == ZPL_TEXTS)
        return read_item(self, node, key, out, fault);
    if (parsers[key->type](zconfig_value(node), key, (uint8_t *)out + key->offset) < 0)
        return refuse_value(self, node, key, fault);
    return 0;
}

/* Empties a list or a set before its first line, so that a file replaces the default. */
static void clear_default(const zpl_key_t *key, uint8_t *out)
{
    if (key->type == ZPL_TEXTS)
        memset(out + key->count_offset, 0, sizeof(size_t));
    else if (key->type == ZPL_SET)
        memset(out + key->offset, 0, key->size);
}

/* Reads one child by its key; of what the caller walks himself, only the shape is checked. */
static int read_child(
    zpl_t *self, zconfig_t *node, const zpl_key_t *key, bool first, void *out, fault_t *fault)
{
    bool gathers = key->type == ZPL_TEXTS || key->type == ZPL_SET;
    bool has_value = *zconfig_value(node) != 0;
    if (!first && !key->repeated && !gathers)
        return zpl_fault(self, node, fault, "'%s' is given a second time", key->name);
    if (key->type == ZPL_BLOCK && has_value)
        return zpl_fault(self, node, fault, "'%s' takes no value but lines below it", key->name);
    if (key->type != ZPL_BLOCK && zconfig_child(node))
        return zpl_fault(self, zconfig_child(node), fault,
            "'%s' takes a value and no lines below it", key->name);
    if (key->type == ZPL_BLOCK)
        return 0;
    if (key->repeated)
        return has_value ? 0 : refuse_value(self, node, key, fault);
    if (first)
        clear_default(key, out);
    return read_value(self, node, key, out, fault);
}

int zpl_read(
    zpl_t *self, zconfig_t *node, const zpl_key_t *keys, size_t count, void *out, fault_t *fault)
{
    uint64_t seen = 0;
    for (zconfig_t *child = zconfig_child(node); child; child = zconfig_next(child)) {
        size_t i = 0;
        while (i < count && !streq(keys[i].name, zconfig_name(child)))
            i++;
        if (i == count)
            return refuse_key(self, child, keys, count, fault);
        bool first = !(seen & UINT64_C(1) << i);
        seen |= UINT64_C(1) << i;
        if (read_child(self, child, &keys[i], first, out, fault) < 0)
            return -1;
    }
    for (size_t i = 0; i < count; i++) {
        if (keys[i].required && !(seen & UINT64_C(1) << i))
            return zpl_fault(self, node, fault, "the key '%s' is missing here", keys[i].name);
    }
    return 0;
}
