/* Turns option tables into argp parsers and puts the values where the tables say. */
#include "options.h"

#include "../config/settings.h"
#include "moment.h"

#include <argp.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#define OPTIONS_MAX 40

static const option_t common_options[] = {
    {"json", 'j', NULL, "print JSON instead of text", OPTION_FLAG, offsetof(common_t, json), NULL},
    {"endpoint", 'e', "ENDPOINT",
        "the daemon's intake socket (default: $DUBAN_ENDPOINT, or this user's duband)", OPTION_TEXT,
        0, NULL},
    {"as", 'A', "PERSON", "who you are in the org chart (default: the operator of this machine)",
        OPTION_TEXT, offsetof(common_t, as), NULL},
    {"timeout", 'T', "SECONDS", "how long to wait for the daemon", OPTION_NUMBER,
        offsetof(common_t, timeout_s), NULL},
};
#define COMMON_COUNT (sizeof common_options / sizeof common_options[0])

typedef struct {
    const usage_t *usage;
    common_t *common;
    void *out;
} parse_t;

/* The wire name of a term that is given by its wire name or in Chinese, or NULL. */
static const char *find_term(const terms_t *terms, const char *text)
{
    for (unsigned i = 1; i < terms->count; i++) {
        if (strcmp(term_name(terms, i), text) == 0 || strcmp(term_zh(terms, i), text) == 0)
            return term_name(terms, i);
    }
    return NULL;
}

/* "c1 不敢担当、不敢负责, c2 …": every term of a vocabulary. */
static const char *known_terms(const terms_t *terms, char *out, size_t size)
{
    size_t length = 0;
    out[0] = 0;
    for (unsigned i = 1; i < terms->count && length < size; i++)
        length += (size_t)snprintf(out + length, size - length, "%s%s %s", i > 1 ? ", " : "",
            term_name(terms, i), term_zh(terms, i));
    return out;
}

const char *options_term(const char *what, const terms_t *terms, const char *text)
{
    char known[1024];
    const char *name = find_term(terms, text);
    if (!name) {
        fprintf(stderr, "duban: %s: '%s' is no %s; one of: %s\n", what, text, terms->what,
            known_terms(terms, known, sizeof known));
        exit(EX_USAGE);
    }
    return name;
}

static const char *read_term(const option_t *option, const char *text)
{
    char what[64];
    snprintf(what, sizeof what, "--%s", option->name);
    return options_term(what, option->terms, text);
}

/* Appends the items of "a,b" to the list of the option. The pieces stay in `text`. */
static void read_list(const option_t *option, char *text, common_t *common,
    const char *const **list, struct argp_state *state)
{
    if (!*list)
        *list = common->lists[common->list_count++];
    const char **items = (const char **)*list;
    size_t count = 0;
    while (items[count])
        count++;
    for (char *item; (item = strsep(&text, ",")) != NULL;) {
        if (!*item)
            continue;
        if (count == LIST_ITEMS_MAX)
            argp_error(state, "--%s takes at most %d items", option->name, LIST_ITEMS_MAX);
        items[count++] = option->terms ? read_term(option, item) : item;
    }
}

static bool parse_number(const char *text, uint64_t *number)
{
    char *end;
    *number = strtoull(text, &end, 10);
    return *text >= '0' && *text <= '9' && *end == 0 && *number <= INT64_MAX;
}

static void read_option(
    const option_t *option, char *text, common_t *common, uint8_t *member, struct argp_state *state)
{
    uint64_t number = 0;
    int64_t at_ms = 0;
    const char *const *list = NULL;
    switch (option->type) {
    case OPTION_TEXT:
        memcpy(member, &text, sizeof text);
        break;
    case OPTION_TERM: {
        const char *name = read_term(option, text);
        memcpy(member, &name, sizeof name);
        break;
    }
    case OPTION_TEXTS:
    case OPTION_TERMS:
        memcpy(&list, member, sizeof list);
        read_list(option, text, common, &list, state);
        memcpy(member, &list, sizeof list);
        break;
    case OPTION_NUMBER:
        if (!parse_number(text, &number))
            argp_error(state, "--%s: '%s' is no whole number", option->name, text);
        memcpy(member, &number, sizeof number);
        break;
    case OPTION_TIME:
        if (moment_parse(text, strlen(text), &at_ms) < 0)
            argp_error(state, "--%s: '%s' is no moment; write 2015-10-01 or \"2015-10-01 08:30\"",
                option->name, text);
        memcpy(member, &at_ms, sizeof at_ms);
        break;
    case OPTION_FLAG:
        *(bool *)member = true;
        break;
    }
}

static error_t parse_key(int key, char *text, struct argp_state *state)
{
    parse_t *parse = state->input;
    common_t *common = parse->common;
    if (key == ARGP_KEY_ARG) {
        if (common->argument_count == parse->usage->argument_max)
            argp_error(state, "'%s' is one argument too many", text);
        common->arguments[common->argument_count++] = text;
        return 0;
    }
    if (key == ARGP_KEY_END && common->argument_count < parse->usage->argument_min)
        argp_error(state, "%s is missing", parse->usage->arguments);
    for (size_t i = 0; i < COMMON_COUNT; i++) {
        const option_t *option = &common_options[i];
        if (option->letter != key)
            continue;
        if (key == 'e')
            snprintf(common->endpoint, sizeof common->endpoint, "%s", text);
        else
            read_option(option, text, common, (uint8_t *)common + option->offset, state);
        return 0;
    }
    for (size_t i = 0; i < parse->usage->option_count; i++) {
        const option_t *option = &parse->usage->options[i];
        if (key != (option->letter ? option->letter : LONG_OPTION + (int)i))
            continue;
        read_option(option, text, common, (uint8_t *)parse->out + option->offset, state);
        return 0;
    }
    return ARGP_ERR_UNKNOWN;
}

static struct argp_option argp_row(const option_t *option, int key, int group)
{
    return (struct argp_option){.name = option->name,
        .key = option->letter ? option->letter : key,
        .arg = option->value,
        .doc = option->help,
        .group = group};
}

void options_parse(const usage_t *usage, int argc, char **argv, common_t *common, void *out)
{
    struct argp_option rows[OPTIONS_MAX + COMMON_COUNT + 1] = {0};
    size_t count = 0;
    for (size_t i = 0; i < usage->option_count && count < OPTIONS_MAX; i++)
        rows[count++] = argp_row(&usage->options[i], LONG_OPTION + (int)i, 1);
    for (size_t i = 0; i < (usage->local ? 1 : COMMON_COUNT); i++)
        rows[count++] = argp_row(&common_options[i], 0, 2);

    *common = (common_t){0};
    const char *endpoint = getenv("DUBAN_ENDPOINT");
    if (endpoint && *endpoint)
        snprintf(common->endpoint, sizeof common->endpoint, "%s", endpoint);
    else
        settings_runtime_endpoint("intake", common->endpoint, sizeof common->endpoint);
    parse_t parse = {usage, common, out};
    struct argp argp = {rows, parse_key, usage->arguments, usage->help, NULL, NULL, NULL};
    argp_err_exit_status = EX_USAGE;
    setenv("ARGP_HELP_FMT", "rmargin=100", 0);
    argp_parse(&argp, argc, argv, 0, NULL, &parse);
}

uint64_t options_number(const char *what, const char *text)
{
    uint64_t number;
    if (!parse_number(text, &number)) {
        fprintf(stderr, "duban: '%s' is no %s; give a whole number\n", text, what);
        exit(EX_USAGE);
    }
    return number;
}
