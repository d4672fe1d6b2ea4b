/* The structural pre-scan: what a hostile message can do is decided here, before msgpack-c
 * allocates anything for it (five bytes can ask msgpack-c for 96 GB). */
#ifndef DUBAN_SCAN_H
#define DUBAN_SCAN_H

#include "fault.h"

#define SCAN_DEPTH_MAX 8

/* True (0) when `bytes` hold exactly one complete msgpack object: no trailing bytes, no container
 * nested deeper than SCAN_DEPTH_MAX, no count or length above the bytes that are left, no ext
 * type, no reserved byte. Otherwise -1 with ERROR_MALFORMED and the byte offset in the message.
 * Time and memory are linear in `length` and constant, whatever the content. */
int scan_message(const void *bytes, size_t length, fault_t *fault);

#endif
