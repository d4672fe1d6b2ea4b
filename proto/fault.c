/* Writes down an error where it happens. */
#include "fault.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistr.h>

/* Takes a character that was cut in two off the end of a full text, so that it stays UTF-8. */
static void drop_cut_character(char *text)
{
    size_t length = strlen(text);
    if (u8_check((const uint8_t *)text, length) == NULL)
        return;
    while (length > 0 && (text[length - 1] & 0xc0) == 0x80)
        length--;
    text[length > 0 ? length - 1 : 0] = 0;
}

int fault_set(fault_t *fault, error_code_t code, const char *field, const char *format, ...)
{
    if (!fault)
        return -1;
    fault->code = code;
    snprintf(fault->field, sizeof fault->field, "%s", field ? field : "");
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(fault->message, sizeof fault->message, format, arguments);
    va_end(arguments);
    if (length >= (int)sizeof fault->message)
        drop_cut_character(fault->message);
    return -1;
}
