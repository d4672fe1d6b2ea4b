/* For the tests of policies that differ: the shipped files with one change. */
#ifndef DUBAN_TEST_VARIANT_H
#define DUBAN_TEST_VARIANT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../config/policy.h"

static const char *const variant_files[] = {"calendar.conf", "campaign.conf", "clocks.conf",
    "lexicon.conf", "negative.conf", "org.conf", "sanctions.conf"};
#define VARIANT_FILES (sizeof variant_files / sizeof variant_files[0])

/* The shipped bundle with the first `from` of one file replaced by `to` (NULL: the file is left
 * out). The caller owns the result. */
static inline bundle_t *bundle_with(const char *name, const char *from, const char *to)
{
    fault_t fault = {0};
    bundle_t *shipped = bundle_embedded();
    buffer_t texts[VARIANT_FILES] = {{0}}, message = {0};
    size_t count = VARIANT_FILES - (to ? 0 : 1);
    msgpack_packer packer = buffer_packer(&message);
    msgpack_pack_array(&packer, count);
    for (size_t i = 0; i < VARIANT_FILES; i++) {
        slice_t content = bundle_file(shipped, variant_files[i]);
        buffer_append(&texts[i], content.bytes, content.length);
        bool changed = streq(variant_files[i], name);
        if (changed && !to)
            continue;
        if (changed) {
            char *at = memmem(texts[i].bytes, texts[i].length, from, strlen(from));
            assert_non_null(at);
            size_t before = (size_t)(at - (char *)texts[i].bytes);
            const char *rest = (const char *)content.bytes + before + strlen(from);
            texts[i].length = before;
            buffer_append(&texts[i], to, strlen(to));
            buffer_append(&texts[i], rest, content.length - before - strlen(from));
        }
        bundle_file_t file = {.bytes = buffer_slice(&texts[i])};
        snprintf(file.name, sizeof file.name, "%s", variant_files[i]);
        record_pack_map(&BUNDLE_FILE_RECORD, &file, &packer);
    }
    unpacker_t unpacker = {0};
    msgpack_object object;
    assert_int_equal(unpack_message(&unpacker, message.bytes, message.length, &object, &fault), 0);
    bundle_t *bundle = bundle_from_object(&object, &fault);
    assert_string_equal(fault.message, "");
    unpacker_free(&unpacker);
    buffer_free(&message);
    for (size_t i = 0; i < VARIANT_FILES; i++)
        buffer_free(&texts[i]);
    bundle_destroy(&shipped);
    return bundle;
}

static inline policy_t *policy_with(
    const char *name, const char *from, const char *to, fault_t *fault)
{
    *fault = (fault_t){0};
    bundle_t *bundle = bundle_with(name, from, to);
    policy_t *policy = policy_load(bundle, fault);
    bundle_destroy(&bundle);
    return policy;
}

#endif
