/* Says terms and phrases in Chinese, in English or in both. */
#include "report_words.h"

#include <string.h>

static const term_t languages[] = {
    [LANGUAGE_ZH] = {"zh", "中文"},
    [LANGUAGE_EN] = {"en", "英文"},
    [LANGUAGE_BOTH] = {"both", "双语"},
};
const terms_t LANGUAGES = {"language", languages, sizeof languages / sizeof languages[0]};

char *words_say(language_t language, const char *zh, const char *en, char *out)
{
    if (language == LANGUAGE_BOTH)
        snprintf(out, SHEET_TEXT_BYTES, "%s %s", en, zh);
    else
        snprintf(out, SHEET_TEXT_BYTES, "%s", language == LANGUAGE_ZH ? zh : en);
    return out;
}

/* Where the name of a term says little in English. */
static const struct {
    const terms_t *terms;
    unsigned value;
    const char *en;
} renamed[] = {
    {&KINDS, KIND_C1, "c1 afraid to act or to answer for it"},
    {&KINDS, KIND_C2, "c2 honest but idle"},
    {&KINDS, KIND_C3, "c3 obstruction, passing the buck"},
    {&KINDS, KIND_C4, "c4 extortion, rent seeking"},
    {&KINDS, KIND_C5, "c5 indifference to people"},
    {&TRIGGERS, TRIGGER_T1, "T1 found after the rectification had ended"},
    {&TRIGGERS, TRIGGER_T2, "T2 found by a superior's inspection"},
    {&TRIGGERS, TRIGGER_T3, "T3 exposed by the media"},
};

static void say_english(const terms_t *terms, unsigned value, char *out)
{
    snprintf(out, SHEET_TEXT_BYTES, "%s", term_name(terms, value));
    for (char *at = out; *at; at++)
        *at = *at == '_' ? ' ' : *at;
    for (size_t i = 0; i < sizeof renamed / sizeof renamed[0]; i++) {
        if (renamed[i].terms == terms && renamed[i].value == value)
            snprintf(out, SHEET_TEXT_BYTES, "%s", renamed[i].en);
    }
}

char *words_term(language_t language, const terms_t *terms, unsigned value, char *out)
{
    if (language == LANGUAGE_EN)
        say_english(terms, value, out);
    else
        words_say(language, term_zh(terms, value), term_name(terms, value), out);
    return out;
}

static const struct {
    const char *zh, *en;
} figures[FIGURE_COUNT] = {
    [FIGURE_PROBLEMS] = {"（一）发现问题（件）", "(1) problems found"},
    [FIGURE_HANDLED] = {"（二）处理人数（人）", "(2) persons handled"},
    [FIGURE_DISCIPLINED] = {"（三）其中：给予党纪政纪处分（人）",
        "(3) of these, Party or administrative discipline"},
    [FIGURE_TYPICAL] = {"（四）典型案例（件）", "(4) typical cases"},
    [FIGURE_RECEIVED] = {"收到反映（件）", "received"},
    [FIGURE_MERGED] = {"其中：并案（件）", "of these merged"},
    [FIGURE_ALLEGED] = {"其中：反映作风问题（件）", "of these alleging misconduct"},
    [FIGURE_SUBSTANTIATED] = {"认定属实（件）", "found substantiated"},
    [FIGURE_NOT_ACCEPTED] = {"不予受理（件）", "not accepted"},
    [FIGURE_CLOSED] = {"了结（件）", "closed"},
    [FIGURE_PENDING] = {"期末在办（件）", "pending at the end"},
};

char *words_figure(language_t language, figure_t figure, char *out)
{
    return words_say(language, figures[figure].zh, figures[figure].en, out);
}
