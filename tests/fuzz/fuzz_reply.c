/* Fuzzes libduban's reading of replies: a daemon, or whoever stands in for it, may send anything.
 */
#include "../../proto/reply.h"
#include "oracle.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    zmq_msg_t message;
    reply_head_t head = {0};
    duban_receipt_t receipt;
    duban_error_t error = {0};
    if (zmq_msg_init_size(&message, length) < 0)
        return 0;
    if (length)
        memcpy(zmq_msg_data(&message), bytes, length);
    duban_reply_t *reply = reply_new(&message, &head);
    if (!reply)
        return 0;
    PROMISE(head.ok == (head.error.code == DUBAN_OK));
    PROMISE(head.ok || head.error.message[0]);
    if (reply_receipt(reply, &receipt, &error) < 0)
        PROMISE(error.code == DUBAN_OTHER);
    else
        PROMISE(receipt.case_number && receipt.receipt[0]);
    size_t size;
    duban_reply_text(reply, "state", &size);
    duban_reply_number(reply, "case", 0);
    PROMISE(duban_reply_bytes(reply, &size) && size == length);
    duban_reply_destroy(&reply);
    return 0;
}
