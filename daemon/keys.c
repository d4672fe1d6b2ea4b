/* Builds and reads the keys of the store's tables. */
#include "keys.h"

#include <string.h>

#define CLOCK_KEY_BYTES 25

static void add_bytes(store_key_t *key, const void *bytes, size_t length)
{
    if (length > sizeof key->bytes - key->length)
        length = sizeof key->bytes - key->length;
    memcpy(key->bytes + key->length, bytes, length);
    key->length += length;
}

static void add_number(store_key_t *key, uint64_t number)
{
    uint8_t bytes[8];
    for (unsigned i = 0; i < 8; i++)
        bytes[i] = (uint8_t)(number >> (56 - 8 * i));
    add_bytes(key, bytes, sizeof bytes);
}

static uint64_t read_number(const uint8_t *bytes)
{
    uint64_t number = 0;
    for (unsigned i = 0; i < 8; i++)
        number = number << 8 | bytes[i];
    return number;
}

store_key_t key_number(uint64_t number)
{
    store_key_t key = {.length = 0};
    add_number(&key, number);
    return key;
}

store_key_t key_submission(const char *gateway, const char *id)
{
    store_key_t key = {.length = 0};
    add_bytes(&key, gateway, strlen(gateway) + 1);
    add_bytes(&key, id, strlen(id));
    return key;
}

store_key_t key_stage(stage_t stage, uint64_t case_number)
{
    store_key_t key = {.length = 0};
    add_bytes(&key, &(uint8_t){(uint8_t)stage}, 1);
    add_number(&key, case_number);
    return key;
}

store_key_t key_clock(int64_t next_ms, uint64_t case_number, uint64_t line, clock_kind_t kind)
{
    store_key_t key = {.length = 0};
    add_number(&key, (uint64_t)next_ms);
    add_number(&key, case_number);
    add_number(&key, line);
    add_bytes(&key, &(uint8_t){(uint8_t)kind}, 1);
    return key;
}

store_key_t key_subject(char type, const char *id, uint64_t case_number)
{
    store_key_t key = {.length = 0};
    add_bytes(&key, &type, 1);
    add_bytes(&key, id, strlen(id) + 1);
    add_number(&key, case_number);
    return key;
}

store_key_t key_subject_value(const case_t *subject)
{
    store_key_t value = {.length = 0};
    if (!subject->fingerprint)
        return value;
    add_number(&value, subject->fingerprint);
    add_number(&value, (uint64_t)subject->received_ms);
    return value;
}

bool key_read_subject_value(slice_t value, uint64_t *fingerprint, int64_t *received_ms)
{
    if (value.length != 2 * sizeof(uint64_t))
        return false;
    *fingerprint = read_number(value.bytes);
    *received_ms = (int64_t)read_number((const uint8_t *)value.bytes + sizeof(uint64_t));
    return true;
}

store_key_t key_notice(const char *gateway, uint64_t case_number, notice_t notice)
{
    store_key_t key = {.length = 0};
    add_bytes(&key, gateway, strlen(gateway) + 1);
    add_number(&key, case_number);
    add_bytes(&key, &(uint8_t){(uint8_t)notice}, 1);
    return key;
}

store_key_t key_response(uint64_t case_number, const char *id)
{
    store_key_t key = {.length = 0};
    add_number(&key, case_number);
    add_bytes(&key, id, strlen(id));
    return key;
}

store_key_t key_merged(uint64_t into, uint64_t case_number)
{
    store_key_t key = {.length = 0};
    add_number(&key, into);
    add_number(&key, case_number);
    return key;
}

slice_t key_slice(const store_key_t *key)
{
    return (slice_t){key->bytes, key->length};
}

bool key_begins(slice_t key, const store_key_t *prefix)
{
    return key.length >= prefix->length && memcmp(key.bytes, prefix->bytes, prefix->length) == 0;
}

uint64_t key_last_number(slice_t key)
{
    return key.length < 8 ? 0 : read_number((const uint8_t *)key.bytes + key.length - 8);
}

bool key_read_clock(slice_t key, clock_key_t *clock)
{
    if (key.length != CLOCK_KEY_BYTES)
        return false;
    const uint8_t *bytes = key.bytes;
    clock->next_ms = (int64_t)read_number(bytes);
    clock->case_number = read_number(bytes + 8);
    clock->line = read_number(bytes + 16);
    clock->kind = bytes[24];
    return true;
}

bool key_read_notice(slice_t key, const char *gateway, uint64_t *case_number, notice_t *notice)
{
    size_t prefix = strlen(gateway) + 1;
    const uint8_t *bytes = key.bytes;
    if (key.length != prefix + 9 || memcmp(bytes, gateway, prefix) != 0)
        return false;
    *case_number = read_number(bytes + prefix);
    *notice = bytes[prefix + 8];
    return true;
}
