/* Fuzzes the store: values of cases and documents as LMDB might give them back. */
#include "../../proto/case.h"
#include "oracle.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    static unpacker_t unpacker;
    static case_t subject, other_subject;
    document_t document, other_document;
    fault_t fault = {0};
    if (record_from_value(&CASE_RECORD, &unpacker, bytes, length, &subject, &fault) < 0)
        promise_fault(&fault);
    else
        promise_round_trip(&CASE_RECORD, &subject, &other_subject);
    fault = (fault_t){0};
    if (record_from_value(&DOCUMENT_RECORD, &unpacker, bytes, length, &document, &fault) < 0)
        promise_fault(&fault);
    else
        promise_round_trip(&DOCUMENT_RECORD, &document, &other_document);
    return 0;
}
