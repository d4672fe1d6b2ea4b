/* A small recursive reader of alternations, character sets and options. */
#include "expand.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 8

typedef struct {
    const char *at;
    size_t max;
    bool failed; /* something else stands there, or there are too many words */
} reader_t;

static words_t read_choice(reader_t *reader, unsigned depth);

static void add(words_t *words, const char *first, size_t first_length, const char *second)
{
    size_t length = strlen(second);
    char **items = realloc(words->items, (words->count + 1) * sizeof items[0]);
    char *word = malloc(first_length + length + 1);
    if (!items || !word)
        abort(); /* start-up only */
    memcpy(word, first, first_length);
    memcpy(word + first_length, second, length + 1);
    words->items = items;
    words->items[words->count++] = word;
}

void words_free(words_t *words)
{
    for (size_t i = 0; i < words->count; i++)
        free(words->items[i]);
    free(words->items);
    *words = (words_t){0};
}

/* Each of the first followed by each of the second; frees both. */
static words_t join(reader_t *reader, words_t first, words_t second)
{
    words_t joined = {0};
    if (first.count * second.count > reader->max)
        reader->failed = true;
    for (size_t i = 0; i < first.count && !reader->failed; i++)
        for (size_t k = 0; k < second.count; k++)
            add(&joined, first.items[i], strlen(first.items[i]), second.items[k]);
    words_free(&first);
    words_free(&second);
    return joined;
}

static size_t character_length(const char *at)
{
    size_t length = 1;
    while (((unsigned char)at[length] & 0xc0) == 0x80)
        length++;
    return length;
}

/* One character as it is; expressions are read by Hyperscan. */
static void read_character(reader_t *reader, words_t *words)
{
    if (!*reader->at || strchr("\\.[]{}()*+?^$|", *reader->at)) {
        reader->failed = true;
        return;
    }
    size_t length = character_length(reader->at);
    add(words, reader->at, length, "");
    reader->at += length;
}

static words_t read_set(reader_t *reader)
{
    words_t words = {0};
    reader->at++;
    while (!reader->failed && *reader->at != ']') {
        if (*reader->at == '-')
            reader->failed = true;
        else
            read_character(reader, &words);
    }
    reader->at += !reader->failed;
    return words;
}

static words_t read_item(reader_t *reader, unsigned depth)
{
    words_t words = {0};
    if (strncmp(reader->at, "(?:", 3) == 0 && depth < DEPTH_MAX) {
        reader->at += 3;
        words = read_choice(reader, depth + 1);
        if (*reader->at == ')')
            reader->at++;
        else
            reader->failed = true;
    } else if (*reader->at == '[') {
        words = read_set(reader);
    } else {
        read_character(reader, &words);
    }
    if (!reader->failed && *reader->at == '?') {
        reader->at++;
        add(&words, "", 0, "");
    }
    return words;
}

static words_t read_sequence(reader_t *reader, unsigned depth)
{
    words_t words = {0};
    add(&words, "", 0, "");
    while (!reader->failed && *reader->at && *reader->at != '|' && *reader->at != ')')
        words = join(reader, words, read_item(reader, depth));
    return words;
}

static words_t read_choice(reader_t *reader, unsigned depth)
{
    words_t words = read_sequence(reader, depth);
    while (!reader->failed && *reader->at == '|') {
        reader->at++;
        words_t more = read_sequence(reader, depth);
        for (size_t i = 0; i < more.count && !reader->failed; i++) {
            add(&words, more.items[i], strlen(more.items[i]), "");
            reader->failed = words.count > reader->max;
        }
        words_free(&more);
    }
    return words;
}

words_t expand_pattern(const char *pattern, size_t max)
{
    reader_t reader = {.at = pattern, .max = max};
    words_t words = read_choice(&reader, 0);
    for (size_t i = 0; i < words.count; i++)
        if (!*words.items[i])
            reader.failed = true; /* it could match nothing at all */
    if (reader.failed || *reader.at)
        words_free(&words);
    return words;
}
