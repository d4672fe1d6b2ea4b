/* Writes down an error where it happens. */
#include "fault.h"

#include <stdarg.h>
#include <stdio.h>

int fault_set(fault_t *fault, error_code_t code, const char *field, const char *format, ...)
{
    if (!fault)
        return -1;
    fault->code = code;
    snprintf(fault->field, sizeof fault->field, "%s", field ? field : "");
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(fault->message, sizeof fault->message, format, arguments);
    va_end(arguments);
    return -1;
}
