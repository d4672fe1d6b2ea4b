/* The command lines of `duban`: each command describes its options in a table that says where the
 * values go; argp does the rest. */
#ifndef DUBAN_OPTIONS_H
#define DUBAN_OPTIONS_H

#include "../proto/terms.h"

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ARGUMENTS_MAX  2
#define LISTS_MAX      6
#define LIST_ITEMS_MAX 16
#define LONG_OPTION    0x100 /* option keys without a letter start here */

/* How a value is read, and the C type of the member that it fills. */
typedef enum {
    OPTION_TEXT,   /* const char * */
    OPTION_TERM,   /* const char *: a wire name of `terms`; the Chinese term is understood too */
    OPTION_TERMS,  /* const char *const *: the same, a list */
    OPTION_TEXTS,  /* const char *const *: a list; "a,b" and repeating are the same */
    OPTION_NUMBER, /* uint64_t */
    OPTION_TIME,   /* int64_t, UTC ms: a local moment (moment.h) */
    OPTION_FLAG,   /* bool */
} option_type_t;

typedef struct {
    const char *name;
    int letter;        /* or 0 */
    const char *value; /* "PERSON"; NULL for flags */
    const char *help;
    option_type_t type;
    size_t offset;
    const terms_t *terms;
} option_t;

typedef struct {
    const char *arguments; /* "CASE", "[FILE]" … or NULL */
    const char *help;      /* what it does; after a \v what to try */
    const option_t *options;
    size_t option_count;
    size_t argument_min;
    size_t argument_max;
    bool local; /* talks to no daemon: no --endpoint, --as, --timeout */
} usage_t;

/* What every command understands. */
typedef struct {
    char endpoint[256];
    const char *as;
    bool json;
    uint64_t timeout_s; /* 0: the command's own default */
    const char *arguments[ARGUMENTS_MAX];
    size_t argument_count;
    /* room for the lists */
    const char *lists[LISTS_MAX][LIST_ITEMS_MAX + 1];
    size_t list_count;
} common_t;

/* Parses the command line into `common` (zeroed first) and into the struct at `out` (left as it is
 * where nothing is given). Ends the process on --help (0) and on a mistake (EX_USAGE). */
void options_parse(const usage_t *usage, int argc, char **argv, common_t *common, void *out);

/* The wire name of a term that is given by its wire name or in Chinese; ends the process with
 * EX_USAGE, and a list of the known ones, when it is neither. */
const char *options_term(const char *what, const terms_t *terms, const char *text);

/* Reads a case number or another count; ends the process with EX_USAGE when it is none. */
uint64_t options_number(const char *what, const char *text);

#define OPTIONS(TABLE) .options = (TABLE), .option_count = sizeof(TABLE) / sizeof((TABLE)[0])

#endif
