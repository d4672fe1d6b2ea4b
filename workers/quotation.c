/* Finds the quoted replies by the words that open and close them, and by quotation marks. */
#include "quotation.h"

#include <string.h>

#define REPLY_BYTES_MAX 3000 /* a longer one was not closed */
#define LOOK_BACK_BYTES 200  /* for the mark that opened before the words that tell a reply */

/* Opening marks and what closes each. */
static const struct {
    const char *opening;
    const char *closing;
} marks[] = {{"“", "”"}, {"「", "」"}, {"『", "』"}};

#define MARKS (int)(sizeof marks / sizeof marks[0])

static note_t hit_note(const lexicon_t *lexicon, const hit_t *hit)
{
    return hit->kind == HIT_ENTRY ? lexicon_at(lexicon, hit->index)->note : NOTE_UNSET;
}

static bool starts_with(slice_t text, size_t at, const char *what)
{
    size_t length = strlen(what);
    return text.length - at >= length && memcmp((const char *)text.bytes + at, what, length) == 0;
}

/* The offset after colons and spaces. */
static size_t skip_colon(slice_t text, size_t at)
{
    static const char *const skipped[] = {":", "：", "，", ",", " ", "\n", "\r"};
    for (size_t i = 0; at < text.length && i < sizeof skipped / sizeof skipped[0]; i++)
        if (starts_with(text, at, skipped[i])) {
            at += strlen(skipped[i]);
            i = (size_t)-1; /* from the first again */
        }
    return at;
}

/* The first normalised byte that comes from the original text at `offset` or later. */
static size_t normalised_at(const normalised_t *text, size_t offset)
{
    size_t low = text->text_start, high = text->length;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (text->origins[middle] < offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The mark that opens right after `at`, or the pair that `at` stands inside of; its place in
 * `*from`. -1 when there is none. */
static int find_mark(slice_t text, size_t at, size_t *from)
{
    *from = skip_colon(text, at);
    for (int i = 0; i < MARKS; i++)
        if (starts_with(text, *from, marks[i].opening))
            return i;
    for (*from = at; *from > 0 && at - *from < LOOK_BACK_BYTES; --*from)
        for (int i = 0; i < MARKS; i++) {
            if (starts_with(text, *from, marks[i].closing))
                return -1;
            if (starts_with(text, *from, marks[i].opening))
                return i;
        }
    return -1;
}

/* Where the quotation marks around the reply close; 0 when there are none. */
static size_t end_by_marks(const normalised_t *text, size_t end)
{
    if (end <= text->text_start)
        return 0;
    slice_t whole = text->text;
    size_t from;
    int mark = find_mark(whole, normalise_span(text, end - 1, end).end, &from);
    if (mark < 0)
        return 0;
    from += strlen(marks[mark].opening);
    size_t left = whole.length - from;
    const char *bytes = whole.bytes;
    const char *close = memmem(bytes + from, left < REPLY_BYTES_MAX ? left : REPLY_BYTES_MAX,
        marks[mark].closing, strlen(marks[mark].closing));
    return close ? normalised_at(text, (size_t)(close - bytes)) : 0;
}

/* Where the reply that hits[at] opens ends, in bytes of the normalised text. */
static size_t reply_end(
    const lexicon_t *lexicon, const normalised_t *text, const hit_t *hits, size_t count, size_t at)
{
    size_t end = end_by_marks(text, hits[at].end);
    if (end)
        return end;
    for (size_t i = at + 1; i < count && hits[i].start - hits[at].end < REPLY_BYTES_MAX; i++)
        if (hits[i].start >= hits[at].end && hit_note(lexicon, &hits[i]) == NOTE_REPLY_END)
            return hits[i].end;
    const char *line = memchr(text->bytes + hits[at].end, '\n', text->length - hits[at].end);
    return line ? (size_t)(line - text->bytes) : text->length;
}

void quotation_find(const lexicon_t *lexicon, const normalised_t *text, hit_t *hits, size_t count)
{
    size_t end = 0;
    for (size_t i = 0; i < count; i++) {
        if (hits[i].start >= end && hit_note(lexicon, &hits[i]) == NOTE_REPLY)
            end = reply_end(lexicon, text, hits, count, i);
        hits[i].quoted = hits[i].start < end;
    }
}
