/* Reads a submission's text, and prints its receipt. */
#include "words.h"

#include "../proto/case.h"
#include "moment.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

static int read_input(char **words)
{
    char *text = malloc(TEXT_BYTES_MAX + 2);
    if (!text)
        return EX_OSERR;
    size_t length = fread(text, 1, TEXT_BYTES_MAX + 1, stdin);
    text[length] = 0;
    *words = text;
    if (ferror(stdin)) {
        perror("duban: standard input");
        return EX_IOERR;
    }
    if (memchr(text, 0, length)) {
        fputs("duban: the text on standard input has a NUL byte; send plain UTF-8\n", stderr);
        return EX_DATAERR;
    }
    while (length && (text[length - 1] == '\n' || text[length - 1] == '\r'))
        text[--length] = 0;
    return 0;
}

int words_read(const char *text, char **words)
{
    *words = NULL;
    if (!text) {
        fputs("duban: no text; give it with --text, or --text - to read it from standard input\n",
            stderr);
        return EX_USAGE;
    }
    int code = 0;
    if (strcmp(text, "-") == 0)
        code = read_input(words);
    else
        *words = strdup(text);
    if (code == 0 && *words && strlen(*words) > TEXT_BYTES_MAX) {
        fprintf(
            stderr, "duban: the text is longer than %d bytes; send it in parts\n", TEXT_BYTES_MAX);
        code = EX_DATAERR;
    }
    if (code) {
        free(*words);
        *words = NULL;
    }
    return code;
}

int receipt_print(const duban_receipt_t *receipt, bool json)
{
    char received[MOMENT_BYTES];
    moment_format(receipt->received_ms, received);
    if (!json) {
        printf("receipt   %s\ncase      %llu\nreceived  %s%s\n", receipt->receipt,
            (unsigned long long)receipt->case_number, received,
            receipt->created ? "" : " (was there already)");
        return 0;
    }
    json_t *object =
        json_pack("{s:s, s:I, s:b, s:s, s:I, s:I}", "receipt", receipt->receipt, "case",
            (json_int_t)receipt->case_number, "created", receipt->created, "state", receipt->state,
            "received_ms", (json_int_t)receipt->received_ms, "event", (json_int_t)receipt->event);
    json_dumpf(object, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(object);
    return 0;
}
