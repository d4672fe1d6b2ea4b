/* Folds characters by a table that is made once, and keeps the way back to the original. */
#include "normalise.h"

#include "simplify.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <uninorm.h>
#include <unistr.h>

/* For each character of the basic plane what becomes of it; 0: it is left out. */
static uint16_t fold[0x10000];
static pthread_once_t fold_once = PTHREAD_ONCE_INIT;

static const char sentence_ends[] = "\n\r!?;。";
static const char left_out[] = " \t\"'`“”‘’„‟«»「」『』〝〞*_~^";

static void fold_each(const char *characters, uint16_t to)
{
    const uint8_t *byte = (const uint8_t *)characters;
    ucs4_t character;
    while (*byte) {
        byte += u8_strmbtouc(&character, byte);
        fold[character] = to;
    }
}

/* A character alone in its compatibility form (full-width, circled …), when that is one too. */
static uint16_t compatible(uint16_t character)
{
    uint32_t in = character, out[32]; /* the longest has 18; what does not fit is allocated */
    size_t length = sizeof out / sizeof out[0];
    if (!u32_normalize(UNINORM_NFKC, &in, 1, out, &length) || length != 1 || out[0] > 0xffff)
        return character;
    return (uint16_t)out[0];
}

static void fold_simplify(void)
{
    const uint8_t *byte = (const uint8_t *)simplify_pairs;
    while (*byte) {
        ucs4_t traditional, simplified;
        byte += u8_strmbtouc(&traditional, byte);
        byte += u8_strmbtouc(&simplified, byte);
        fold[traditional] = (uint16_t)simplified;
    }
}

static void fold_make(void)
{
    for (uint32_t c = 0; c < 0x10000; c++) {
        bool surrogate = c >= 0xd800 && c < 0xe000;
        fold[c] = surrogate || c < ' ' || c == 0x7f ? 0 : (uint16_t)c;
    }
    fold_each(sentence_ends, '\n');
    fold_each(left_out, 0);
    for (uint32_t c = 0x200b; c <= 0x200f; c++)
        fold[c] = 0; /* zero-width */
    fold[0xfeff] = 0;
    fold_each("，…", ',');
    fold_simplify();
    for (uint32_t c = 0x80; c < 0x10000; c++) {
        uint16_t to = fold[c] == c ? compatible((uint16_t)c) : (uint16_t)c;
        if (to != c)
            fold[c] = fold[to];
    }
}

static void reserve(normalised_t *self, size_t bytes)
{
    if (self->capacity >= bytes)
        return;
    self->capacity = bytes + bytes / 2 + 1024;
    self->bytes = realloc(self->bytes, self->capacity);
    self->origins = realloc(self->origins, self->capacity * sizeof self->origins[0]);
    if (!self->bytes || !self->origins)
        abort(); /* a worker keeps no state: the supervisor starts it again */
}

/* True for a character of three bytes that no fold changes: nearly every one of a Chinese text. The
 * surrogates and the overlong forms behind the leads e0 and ed are for the library to judge. */
static bool is_plain(const uint8_t *byte, size_t left)
{
    if (left < 3 || (byte[0] & 0xf0) != 0xe0 || byte[0] == 0xe0 || byte[0] == 0xed ||
        (byte[1] & 0xc0) != 0x80 || (byte[2] & 0xc0) != 0x80)
        return false;
    unsigned character = (byte[0] & 0xfu) << 12 | (byte[1] & 0x3fu) << 6 | (byte[2] & 0x3fu);
    return fold[character] == character;
}

static void append(normalised_t *self, slice_t from)
{
    const uint8_t *bytes = from.bytes;
    size_t length = self->length;
    for (size_t i = 0; i < from.length;) {
        if (is_plain(bytes + i, from.length - i)) {
            memcpy(self->bytes + length, bytes + i, 3);
            for (size_t end = length + 3; length < end; length++)
                self->origins[length] = (uint32_t)i;
            i += 3;
            continue;
        }
        ucs4_t c = bytes[i];
        int width = c < 0x80 ? 1 : u8_mbtoucr(&c, bytes + i, from.length - i);
        if (width < 1) {
            i++;
            continue;
        }
        uint32_t to = c < 0x10000 ? fold[c] : c;
        if (to) {
            /* A fold never makes a character longer than three bytes nor a short one longer. */
            int written = u8_uctomb((uint8_t *)self->bytes + length, to, 4);
            for (int k = 0; k < written; k++)
                self->origins[length++] = (uint32_t)i;
        }
        i += (size_t)width;
    }
    self->length = length;
}

static slice_t bounded(slice_t slice)
{
    if (slice.length > UINT32_MAX / 4)
        slice.length = UINT32_MAX / 4;
    return slice;
}

void normalise_text(normalised_t *self, slice_t title, slice_t text)
{
    pthread_once(&fold_once, fold_make);
    self->title = bounded(title);
    self->text = bounded(text);
    /* A fold may lengthen a character (two bytes to three), never beyond three times. */
    reserve(self, 3 * (self->title.length + self->text.length) + 8);
    self->length = 0;
    append(self, self->title);
    if (self->length > 0) {
        self->origins[self->length] = 0;
        self->bytes[self->length++] = '\n';
    }
    self->text_start = self->length;
    append(self, self->text);
}

void normalise_free(normalised_t *self)
{
    free(self->bytes);
    free(self->origins);
    *self = (normalised_t){0};
}

span_t normalise_span(const normalised_t *self, size_t start, size_t end)
{
    bool in_title = start < self->text_start;
    slice_t whole = in_title ? self->title : self->text;
    size_t last = self->origins[end - 1];
    ucs4_t character;
    int width = u8_mbtoucr(&character, (const uint8_t *)whole.bytes + last, whole.length - last);
    return (span_t){in_title, self->origins[start], last + (size_t)(width > 0 ? width : 1)};
}
