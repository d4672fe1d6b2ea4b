/* Reads and writes records by their tables; every check that a field promises is made here. */
#include "record.h"

#include "scan.h"

#include <math.h>
#include <string.h>
#include <unistr.h>

/* The two forms of a record differ in how a nested record and a term are written. */
typedef enum { FORM_MAP, FORM_ROW } form_t;

/* The last millisecond of the year 9999: later times are mistakes of unit. */
#define TIME_MAX_MS INT64_C(253402300799999)

int unpack_message(
    unpacker_t *unpacker, const void *bytes, size_t length, msgpack_object *object, fault_t *fault)
{
    if (scan_message(bytes, length, fault) < 0)
        return -1;
    if (unpacker->zone)
        msgpack_zone_clear(unpacker->zone);
    else
        unpacker->zone = msgpack_zone_new(MSGPACK_ZONE_CHUNK_SIZE);
    if (!unpacker->zone)
        return fault_set(fault, ERROR_UNAVAILABLE, NULL, "out of memory; try again");
    size_t offset = 0;
    if (msgpack_unpack(bytes, length, &offset, unpacker->zone, object) != MSGPACK_UNPACK_SUCCESS)
        return fault_set(
            fault, ERROR_MALFORMED, NULL, "not a msgpack object; send one msgpack map");
    return 0;
}

void unpacker_free(unpacker_t *unpacker)
{
    if (unpacker->zone)
        msgpack_zone_free(unpacker->zone);
    unpacker->zone = NULL;
}

/* ---- reading ---- */

static int expected(const field_t *field, fault_t *fault, const char *what)
{
    return fault_set(fault, ERROR_INVALID, field->name, "`%s` must be %s", field->name, what);
}

static int too_large(const field_t *field, fault_t *fault, const char *unit, uint64_t max)
{
    return fault_set(fault, ERROR_TOO_LARGE, field->name, "`%s` may have at most %llu %s",
        field->name, (unsigned long long)max, unit);
}

static int check_utf8(const field_t *field, const msgpack_object *object, fault_t *fault)
{
    if (object->type != MSGPACK_OBJECT_STR)
        return expected(field, fault, "a string");
    if (u8_check((const uint8_t *)object->via.str.ptr, object->via.str.size))
        return expected(field, fault, "valid UTF-8");
    return 0;
}

static int read_text(
    const field_t *field, const msgpack_object *object, char *out, size_t size, fault_t *fault)
{
    if (check_utf8(field, object, fault) < 0)
        return -1;
    size_t length = object->via.str.size;
    if (length >= size)
        return too_large(field, fault, "bytes", size - 1);
    if (length == 0) /* msgpack-c gives an empty string no address */
        return 0;
    if (memchr(object->via.str.ptr, 0, length))
        return expected(field, fault, "a string without NUL bytes");
    memcpy(out, object->via.str.ptr, length);
    out[length] = 0;
    return 0;
}

static int read_slice(const field_t *field, const msgpack_object *object, void *out, fault_t *fault)
{
    slice_t slice;
    if (field->type == FIELD_STRING) {
        if (check_utf8(field, object, fault) < 0)
            return -1;
        slice = (slice_t){object->via.str.ptr, object->via.str.size};
    } else {
        if (object->type != MSGPACK_OBJECT_BIN)
            return expected(field, fault, "a binary");
        slice = (slice_t){object->via.bin.ptr, object->via.bin.size};
    }
    if (field->max && slice.length > field->max)
        return too_large(field, fault, "bytes", field->max);
    memcpy(out, &slice, sizeof slice);
    return 0;
}

static int read_digest(
    const field_t *field, const msgpack_object *object, void *out, fault_t *fault)
{
    if (object->type != MSGPACK_OBJECT_BIN || object->via.bin.size != field->size)
        return fault_set(fault, ERROR_INVALID, field->name, "`%s` must be a binary of %zu bytes",
            field->name, field->size);
    memcpy(out, object->via.bin.ptr, field->size);
    return 0;
}

static int read_real(const field_t *field, const msgpack_object *object, void *out, fault_t *fault)
{
    double real = NAN;
    if (object->type == MSGPACK_OBJECT_POSITIVE_INTEGER)
        real = (double)object->via.u64;
    else if (object->type == MSGPACK_OBJECT_NEGATIVE_INTEGER)
        real = (double)object->via.i64;
    else if (object->type == MSGPACK_OBJECT_FLOAT64 || object->type == MSGPACK_OBJECT_FLOAT32)
        real = object->via.f64;
    if (!isfinite(real))
        return expected(field, fault, "a finite number");
    memcpy(out, &real, sizeof real);
    return 0;
}

static int read_uint(const field_t *field, const msgpack_object *object, void *out, fault_t *fault)
{
    if (object->type != MSGPACK_OBJECT_POSITIVE_INTEGER)
        return expected(field, fault, "an integer of 0 or more");
    uint64_t value = object->via.u64;
    uint64_t max = field->max ? field->max : UINT64_MAX;
    if (field->type == FIELD_TIME)
        max = TIME_MAX_MS;
    if (value < field->min || value > max)
        return fault_set(fault, ERROR_INVALID, field->name, "`%s` must be from %llu to %llu%s",
            field->name, (unsigned long long)field->min, (unsigned long long)max,
            field->type == FIELD_TIME ? " (UTC milliseconds)" : "");
    memcpy(out, &value, sizeof value);
    return 0;
}

/* A name that the vocabulary lacks, shown back when that is safe. */
static int unknown_term(const field_t *field, const msgpack_object *object, fault_t *fault)
{
    bool shown = object->type == MSGPACK_OBJECT_STR && object->via.str.size <= 48 &&
                 u8_check((const uint8_t *)object->via.str.ptr, object->via.str.size) == NULL;
    for (uint32_t i = 0; shown && i < object->via.str.size; i++)
        shown = (uint8_t)object->via.str.ptr[i] >= ' ' && object->via.str.ptr[i] != 0x7f;
    return fault_set(fault, ERROR_INVALID, field->name,
        "`%s`: '%.*s' is no %s that duban knows; PROTOCOL.md lists them", field->name,
        shown ? (int)object->via.str.size : 1, shown ? object->via.str.ptr : "?",
        field->terms->what);
}

static int read_term(
    const field_t *field, const msgpack_object *object, unsigned *out, form_t form, fault_t *fault)
{
    if (form == FORM_ROW && object->type == MSGPACK_OBJECT_POSITIVE_INTEGER &&
        object->via.u64 < field->terms->count) {
        *out = (unsigned)object->via.u64;
        return 0;
    }
    *out = 0;
    if (object->type == MSGPACK_OBJECT_STR)
        *out = term_value(field->terms, object->via.str.ptr, object->via.str.size);
    return *out ? 0 : unknown_term(field, object, fault);
}

/* Every bit that a set over this vocabulary may have. */
static uint64_t set_mask(const terms_t *terms)
{
    return term_bit((unsigned)terms->count) - 1;
}

static int read_set(
    const field_t *field, const msgpack_object *object, void *out, form_t form, fault_t *fault)
{
    uint64_t set = 0;
    if (form == FORM_ROW && object->type == MSGPACK_OBJECT_POSITIVE_INTEGER) {
        set = object->via.u64;
        if (set & ~set_mask(field->terms))
            return expected(field, fault, "a set of known terms");
    } else {
        if (object->type != MSGPACK_OBJECT_ARRAY)
            return expected(field, fault, "an array of names");
        for (uint32_t i = 0; i < object->via.array.size; i++) {
            unsigned value;
            if (read_term(field, &object->via.array.ptr[i], &value, FORM_MAP, fault) < 0)
                return -1;
            set |= term_bit(value);
        }
    }
    memcpy(out, &set, sizeof set);
    return 0;
}

static int read_record(
    const record_t *record, const msgpack_object *object, void *out, form_t form, fault_t *fault)
{
    return form == FORM_MAP ? record_from_map(record, object, out, fault)
                            : record_from_row(record, object, out, fault);
}

/* Reads TEXTS and LIST: an array of items into a fixed room, and their count. */
static int read_items(
    const field_t *field, const msgpack_object *object, uint8_t *base, form_t form, fault_t *fault)
{
    if (object->type != MSGPACK_OBJECT_ARRAY)
        return expected(field, fault, "an array");
    size_t count = object->via.array.size;
    size_t room = field->size / field->item_size;
    if (count > room)
        return too_large(field, fault, "items", room);
    for (size_t i = 0; i < count; i++) {
        uint8_t *item = base + field->offset + i * field->item_size;
        const msgpack_object *from = &object->via.array.ptr[i];
        int rc = field->type == FIELD_TEXTS
                     ? read_text(field, from, (char *)item, field->item_size, fault)
                     : read_record(field->record, from, item, form, fault);
        if (rc < 0)
            return -1;
    }
    memcpy(base + field->count_offset, &count, sizeof count);
    return 0;
}

static int read_field(
    const field_t *field, const msgpack_object *object, uint8_t *base, form_t form, fault_t *fault)
{
    void *out = base + field->offset;
    if (object->type == MSGPACK_OBJECT_NIL)
        return 0; /* the same as absent */
    switch (field->type) {
    case FIELD_TEXT:
        return read_text(field, object, out, field->size, fault);
    case FIELD_STRING:
    case FIELD_BYTES:
        return read_slice(field, object, out, fault);
    case FIELD_DIGEST:
        return read_digest(field, object, out, fault);
    case FIELD_UINT:
    case FIELD_TIME:
        return read_uint(field, object, out, fault);
    case FIELD_REAL:
        return read_real(field, object, out, fault);
    case FIELD_BOOL:
        if (object->type != MSGPACK_OBJECT_BOOLEAN)
            return expected(field, fault, "true or false");
        *(bool *)out = object->via.boolean;
        return 0;
    case FIELD_TERM:
        return read_term(field, object, out, form, fault);
    case FIELD_SET:
        return read_set(field, object, out, form, fault);
    case FIELD_TEXTS:
    case FIELD_LIST:
        return read_items(field, object, base, form, fault);
    case FIELD_RECORD:
        return read_record(field->record, object, out, form, fault);
    }
    return -1;
}

static bool is_empty(const record_t *record, const uint8_t *base);

/* True when a member holds nothing: what a map leaves out and `required` refuses. */
static bool is_unset(const field_t *field, const uint8_t *base)
{
    static const uint8_t zeros[64];
    const uint8_t *member = base + field->offset;
    size_t count;
    slice_t slice;
    switch (field->type) {
    case FIELD_TEXT:
        return member[0] == 0;
    case FIELD_STRING:
    case FIELD_BYTES:
        memcpy(&slice, member, sizeof slice);
        return slice.length == 0;
    case FIELD_TEXTS:
    case FIELD_LIST:
        memcpy(&count, base + field->count_offset, sizeof count);
        return count == 0;
    case FIELD_RECORD:
        return is_empty(field->record, member);
    default: /* numbers, terms, sets and digests: none is longer than 64 bytes */
        return memcmp(member, zeros, field->size) == 0;
    }
}

static bool is_empty(const record_t *record, const uint8_t *base)
{
    for (size_t i = 0; i < record->count; i++) {
        if (!is_unset(&record->fields[i], base))
            return false;
    }
    return true;
}

static int check_required(const record_t *record, const uint8_t *base, fault_t *fault)
{
    for (size_t i = 0; i < record->count; i++) {
        const field_t *field = &record->fields[i];
        if (field->required && is_unset(field, base))
            return fault_set(fault, ERROR_INVALID, field->name,
                "`%s` is required in a %s and must not be empty", field->name, record->name);
    }
    return 0;
}

/* The field that a key names, looked for from `*next` on: senders mostly keep the order. */
static const field_t *find_field(const record_t *record, const msgpack_object *key, size_t *next)
{
    if (key->type != MSGPACK_OBJECT_STR)
        return NULL;
    for (size_t i = 0; i < record->count; i++) {
        size_t index = (*next + i) % record->count;
        const field_t *field = &record->fields[index];
        if (strlen(field->name) == key->via.str.size &&
            memcmp(field->name, key->via.str.ptr, key->via.str.size) == 0) {
            *next = index + 1;
            return field;
        }
    }
    return NULL;
}

int record_from_map(const record_t *record, const msgpack_object *object, void *out, fault_t *fault)
{
    memset(out, 0, record->size);
    if (object->type != MSGPACK_OBJECT_MAP)
        return fault_set(
            fault, ERROR_INVALID, NULL, "a %s must be a map with string keys", record->name);
    uint64_t seen = 0;
    size_t next = 0;
    for (uint32_t i = 0; i < object->via.map.size; i++) {
        const msgpack_object_kv *pair = &object->via.map.ptr[i];
        const field_t *field = find_field(record, &pair->key, &next);
        if (!field)
            continue;
        uint64_t bit = UINT64_C(1) << (field - record->fields);
        if (seen & bit)
            return expected(field, fault, "given once");
        seen |= bit;
        if (read_field(field, &pair->val, out, FORM_MAP, fault) < 0)
            return -1;
    }
    return check_required(record, out, fault);
}

int record_from_row(const record_t *record, const msgpack_object *object, void *out, fault_t *fault)
{
    memset(out, 0, record->size);
    if (object->type != MSGPACK_OBJECT_ARRAY)
        return fault_set(fault, ERROR_INVALID, NULL, "a stored %s must be an array", record->name);
    const msgpack_object *element = object->via.array.ptr;
    for (size_t i = 0; i < record->count && i < object->via.array.size; i++) {
        if (read_field(&record->fields[i], &element[i], out, FORM_ROW, fault) < 0)
            return -1;
    }
    return check_required(record, out, fault);
}

/* ---- writing ---- */

static void pack_record(const record_t *record, const void *in, form_t form, msgpack_packer *packer)
{
    if (form == FORM_MAP)
        record_pack_map(record, in, packer);
    else
        record_pack_row(record, in, packer);
}

static void pack_items(
    const field_t *field, const uint8_t *base, form_t form, msgpack_packer *packer)
{
    size_t count;
    memcpy(&count, base + field->count_offset, sizeof count);
    msgpack_pack_array(packer, count);
    for (size_t i = 0; i < count; i++) {
        const uint8_t *item = base + field->offset + i * field->item_size;
        if (field->type == FIELD_TEXTS)
            pack_text(packer, (const char *)item);
        else
            pack_record(field->record, item, form, packer);
    }
}

static void pack_set(const field_t *field, uint64_t set, form_t form, msgpack_packer *packer)
{
    if (form == FORM_ROW) {
        msgpack_pack_uint64(packer, set);
        return;
    }
    msgpack_pack_array(packer, (size_t)__builtin_popcountll(set));
    for (unsigned value = 1; value <= 64; value++) {
        if (set & term_bit(value))
            pack_text(packer, term_name(field->terms, value));
    }
}

static void pack_field(
    const field_t *field, const uint8_t *base, form_t form, msgpack_packer *packer)
{
    const void *member = base + field->offset;
    slice_t slice;
    uint64_t number;
    double real;
    unsigned term;
    switch (field->type) {
    case FIELD_TEXT:
        pack_text(packer, member);
        break;
    case FIELD_STRING:
        memcpy(&slice, member, sizeof slice);
        pack_string(packer, slice.bytes, slice.length);
        break;
    case FIELD_BYTES:
        memcpy(&slice, member, sizeof slice);
        pack_bytes(packer, slice.bytes, slice.length);
        break;
    case FIELD_DIGEST:
        pack_bytes(packer, member, field->size);
        break;
    case FIELD_UINT:
    case FIELD_TIME:
        memcpy(&number, member, sizeof number);
        msgpack_pack_uint64(packer, number);
        break;
    case FIELD_REAL:
        memcpy(&real, member, sizeof real);
        msgpack_pack_double(packer, real);
        break;
    case FIELD_BOOL:
        *(const bool *)member ? msgpack_pack_true(packer) : msgpack_pack_false(packer);
        break;
    case FIELD_TERM:
        memcpy(&term, member, sizeof term);
        if (form == FORM_ROW)
            msgpack_pack_unsigned_int(packer, term);
        else
            pack_text(packer, term_name(field->terms, term));
        break;
    case FIELD_SET:
        memcpy(&number, member, sizeof number);
        pack_set(field, number, form, packer);
        break;
    case FIELD_TEXTS:
    case FIELD_LIST:
        pack_items(field, base, form, packer);
        break;
    case FIELD_RECORD:
        pack_record(field->record, member, form, packer);
        break;
    }
}

size_t record_map_count(const record_t *record, const void *in)
{
    size_t count = 0;
    for (size_t i = 0; i < record->count; i++)
        count += !is_unset(&record->fields[i], in);
    return count;
}

void record_pack_pairs(const record_t *record, const void *in, msgpack_packer *packer)
{
    for (size_t i = 0; i < record->count; i++) {
        const field_t *field = &record->fields[i];
        if (is_unset(field, in))
            continue;
        pack_text(packer, field->name);
        pack_field(field, in, FORM_MAP, packer);
    }
}

void record_pack_map(const record_t *record, const void *in, msgpack_packer *packer)
{
    msgpack_pack_map(packer, record_map_count(record, in));
    record_pack_pairs(record, in, packer);
}

void record_pack_row(const record_t *record, const void *in, msgpack_packer *packer)
{
    msgpack_pack_array(packer, record->count);
    for (size_t i = 0; i < record->count; i++)
        pack_field(&record->fields[i], in, FORM_ROW, packer);
}

void record_pack_value(const record_t *record, const void *in, buffer_t *buffer)
{
    msgpack_packer packer = buffer_packer(buffer);
    msgpack_pack_array(&packer, record->count + 1);
    msgpack_pack_int(&packer, RECORD_VERSION);
    for (size_t i = 0; i < record->count; i++)
        pack_field(&record->fields[i], in, FORM_ROW, &packer);
}

int unpack_value(unpacker_t *unpacker, const char *what, const void *bytes, size_t length,
    msgpack_object *row, fault_t *fault)
{
    if (unpack_message(unpacker, bytes, length, row, fault) < 0)
        return -1;
    msgpack_object_array *array = &row->via.array;
    if (row->type != MSGPACK_OBJECT_ARRAY || array->size == 0 ||
        array->ptr[0].type != MSGPACK_OBJECT_POSITIVE_INTEGER ||
        array->ptr[0].via.u64 != RECORD_VERSION)
        return fault_set(fault, ERROR_INVALID, NULL,
            "the stored %s is of a version that this duban does not know", what);
    array->ptr++;
    array->size--;
    return 0;
}

int record_from_value(const record_t *record, unpacker_t *unpacker, const void *bytes,
    size_t length, void *out, fault_t *fault)
{
    msgpack_object row;
    if (unpack_value(unpacker, record->name, bytes, length, &row, fault) < 0)
        return -1;
    return record_from_row(record, &row, out, fault);
}

/* ---- looking into maps ---- */

bool object_is_text(const msgpack_object *object, const char *text)
{
    return object->type == MSGPACK_OBJECT_STR && object->via.str.size == strlen(text) &&
           memcmp(object->via.str.ptr, text, object->via.str.size) == 0;
}

const msgpack_object *map_get(const msgpack_object *map, const char *key)
{
    if (map->type != MSGPACK_OBJECT_MAP)
        return NULL;
    for (uint32_t i = 0; i < map->via.map.size; i++) {
        if (object_is_text(&map->via.map.ptr[i].key, key))
            return &map->via.map.ptr[i].val;
    }
    return NULL;
}
