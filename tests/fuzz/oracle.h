/* What every fuzz target of a record asks: what was read can be written, and read again the same.
 */
#ifndef DUBAN_FUZZ_ORACLE_H
#define DUBAN_FUZZ_ORACLE_H

#include "../unit/fill.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/* A broken promise ends the process, so that libFuzzer keeps the input. */
#define PROMISE(HOLDS)                                                                             \
    do {                                                                                           \
        if (!(HOLDS)) {                                                                            \
            fprintf(stderr, "%s:%d: broken: %s\n", __FILE__, __LINE__, #HOLDS);                    \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

/* A refusal names a code and says something. */
static inline void promise_fault(const fault_t *fault)
{
    PROMISE(fault->code > ERROR_NONE && fault->code < ERROR_COUNT);
    PROMISE(fault->message[0] != 0);
}

/* `decoded` survives both forms. `memory` is another struct of the record's type. */
static inline void promise_round_trip(const record_t *record, const void *decoded, void *memory)
{
    static unpacker_t unpacker; /* not the one whose objects `decoded` points into */
    static buffer_t buffer;
    fault_t fault = {0};
    msgpack_object object;
    buffer_clear(&buffer);
    msgpack_packer packer = buffer_packer(&buffer);
    record_pack_map(record, decoded, &packer);
    PROMISE(unpack_message(&unpacker, buffer.bytes, buffer.length, &object, &fault) == 0);
    PROMISE(record_from_map(record, &object, memory, &fault) == 0);
    PROMISE(same_record(record, decoded, memory));
    buffer_clear(&buffer);
    record_pack_value(record, decoded, &buffer);
    PROMISE(record_from_value(record, &unpacker, buffer.bytes, buffer.length, memory, &fault) == 0);
    PROMISE(same_record(record, decoded, memory));
}

#endif
