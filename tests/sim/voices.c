/* What complainants say, how often it was sent, and what was promised for it. */
#include "voices.h"

#include "../../daemon/keys.h"
#include "chance.h"
#include "checker.h"
#include "gateways.h"
#include "log.h"

#include <stdlib.h>
#include <string.h>

#define VOICES_MAX    20000
#define CLIENT_VOICES 5

typedef struct {
    respond_t respond;
    uint64_t case_number;
    int64_t next_try_ms; /* monotonic */
    uint64_t event;      /* that was promised; 0: none yet */
    bool settled;        /* answered, one way or the other */
} voice_t;

static voice_t *voices[VOICES_MAX];
static uint64_t said;
static unpacker_t unpacker;

static slice_t words(const char *text)
{
    return (slice_t){text, strlen(text)};
}

static void send_voice(asked_t asked, uint64_t index)
{
    requests_send(BUS_INTAKE, CLIENT_VOICES, OP_RESPOND, asked, index, &RESPOND_RECORD,
        &voices[index]->respond);
}

/* A notice that is due, or, seldom, any. */
static notice_t choose_notice(const case_t *subject)
{
    notice_t due = NOTICE_UNSET;
    for (unsigned notice = 1; notice < NOTICE_COUNT; notice++) {
        if (subject->complainant.notices & term_bit(notice) && (!due || chance_below(2)))
            due = notice;
    }
    return due && chance_permille(970) ? due : (notice_t)chance_below(NOTICE_COUNT);
}

static void fill(respond_t *respond, const case_t *subject)
{
    respond->response = (response_t)(1 + chance_below(RESPONSE_COUNT - 1));
    if (subject->told && chance_permille(400))
        respond->response = RESPONSE_RATE;
    if (subject->complainant.notices && chance_permille(600))
        respond->response = RESPONSE_TOLD;
    if (subject->stage == STAGE_DONE && chance_permille(300)) /* in time, or long after */
        respond->response = RESPONSE_OBJECT;
    respond->notice = choose_notice(subject);
    respond->rating = chance_permille(950) ? 1 + chance_below(RATING_MAX) : 0;
    if (respond->response != RESPONSE_TOLD && chance_permille(900))
        respond->text = words("还是没有人给准话，请再核实。");
}

/* One who cannot stop; or somebody who is to be told something, or was told, if he is soon found.
 */
static bool choose_complainant(filed_t *filed)
{
    static filed_t talkative;
    bool found = false;
    if (chance_permille(200)) {
        found = talkative.case_number || gateways_any_submission(&talkative);
        *filed = talkative;
        return found;
    }
    for (unsigned tries = 0; tries < 8; tries++) {
        found = gateways_any_submission(filed);
        const case_t *subject = found ? checker_case(filed->case_number) : NULL;
        if (!subject || subject->complainant.notices || subject->told ||
            subject->stage == STAGE_DONE)
            break;
    }
    return found;
}

static void speak(void)
{
    filed_t filed;
    if (said == VOICES_MAX || !choose_complainant(&filed))
        return;
    voice_t *voice = calloc(1, sizeof *voice);
    uint64_t index = said++;
    voice->case_number = filed.case_number;
    memcpy(voice->respond.gateway, filed.gateway, sizeof voice->respond.gateway);
    memcpy(voice->respond.receipt, filed.receipt, sizeof filed.receipt);
    snprintf(
        voice->respond.key, sizeof voice->respond.key, "voice-%llu", (unsigned long long)index);
    fill(&voice->respond, checker_case(filed.case_number));
    voice->next_try_ms = bus_mono_ms() + chance_between(500, 5000);
    voices[index] = voice;
    send_voice(ASKED_VOICE, index);
}

/* Through another gateway, or with other content under the same id: it must be refused. */
static void spoil(uint64_t index)
{
    respond_t before = voices[index]->respond;
    if (chance_below(2)) {
        voices[index]->respond.gateway[0]++;
        send_voice(ASKED_STRANGER, index);
    } else if (voices[index]->event) {
        voices[index]->respond.response = RESPONSE_ADD;
        voices[index]->respond.text = words("换了一个说法");
        send_voice(ASKED_OTHERWISE, index);
    }
    voices[index]->respond = before;
}

void voices_live(bool peaceful)
{
    for (uint64_t i = 0; i < said; i++) {
        if (voices[i]->settled || bus_mono_ms() < voices[i]->next_try_ms)
            continue;
        voices[i]->next_try_ms = bus_mono_ms() + chance_between(500, 5000);
        send_voice(ASKED_VOICE, i);
    }
    if (peaceful)
        return;
    if (chance_permille(350))
        speak();
    if (said && chance_permille(40))
        send_voice(ASKED_VOICE, chance_below(said)); /* a retry of what may long be answered */
    if (said && chance_permille(30))
        spoil(chance_below(said));
}

/* The response stands on disk under its id, and leads to the event that was promised. */
static void check_stored(const house_t *house, const voice_t *voice)
{
    slice_t value;
    statement_t statement;
    fault_t fault;
    store_key_t key = key_response(voice->case_number, voice->respond.key);
    store_view_t *view = snapshot_open(house->store);
    if (!view_get(view, TABLE_RESPONSE, key_slice(&key), &value) ||
        record_from_value(
            &STATEMENT_RECORD, &unpacker, value.bytes, value.length, &statement, &fault) < 0)
        log_fail("(i) response %s of case %llu was acknowledged and is not on disk",
            voice->respond.key, (unsigned long long)voice->case_number);
    if (statement.event != voice->event || statement.text.length != voice->respond.text.length)
        log_fail("(i) response %s of case %llu is event %llu, acknowledged as %llu",
            voice->respond.key, (unsigned long long)voice->case_number,
            (unsigned long long)statement.event, (unsigned long long)voice->event);
    snapshot_close(&view);
}

static bool is_passing(error_code_t error)
{
    return error == ERROR_UNAVAILABLE || error == ERROR_BUSY;
}

static void hear_voice(const house_t *house, const answer_t *answer, voice_t *voice)
{
    if (!answer->ok) {
        if (is_passing(answer->error))
            return;
        if (answer->error == ERROR_NOT_FOUND || answer->error == ERROR_CONFLICT)
            log_fail("response %s is refused though its gateway filed the case: %s",
                voice->respond.key, answer->message);
        voice->settled = true; /* it may be an earlier try's, and a later one be taken */
        return;
    }
    if (voice->event && voice->event != answer->event)
        log_fail("response %s was event %llu and is now %llu", voice->respond.key,
            (unsigned long long)voice->event, (unsigned long long)answer->event);
    voice->event = answer->event;
    voice->settled = true;
    check_stored(house, voice);
}

void voices_hear(const house_t *house, const answer_t *answer)
{
    if (answer->index >= said)
        log_fail("an answer to a response that never was");
    voice_t *voice = voices[answer->index];
    error_code_t wanted = answer->asked == ASKED_STRANGER ? ERROR_NOT_FOUND : ERROR_CONFLICT;
    if (answer->asked == ASKED_VOICE)
        hear_voice(house, answer, voice);
    else if (answer->ok || (answer->error != wanted && !is_passing(answer->error)))
        log_fail("response %s, %s, must be refused: %s", voice->respond.key,
            answer->asked == ASKED_STRANGER ? "through another gateway" : "and then another",
            answer->ok ? "it was taken" : answer->message);
}

bool voices_satisfied(void)
{
    for (uint64_t i = 0; i < said; i++) {
        if (!voices[i]->settled)
            return false;
    }
    return true;
}

void voices_recheck(const house_t *house)
{
    for (uint64_t i = 0; i < said; i++) {
        if (voices[i]->event)
            check_stored(house, voices[i]);
    }
}

void voices_close(void)
{
    for (uint64_t i = 0; i < said; i++)
        free(voices[i]);
    said = 0;
    unpacker_free(&unpacker);
}
