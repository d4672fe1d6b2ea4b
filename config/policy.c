/* Loads the files of a bundle in the order in which they need each other. */
#include "policy.h"

/* Parses one file of the bundle. */
static zpl_t *open_file(const bundle_t *bundle, const char *name, fault_t *fault)
{
    slice_t content = bundle_file(bundle, name);
    if (!content.bytes) {
        fault_set(fault, ERROR_INVALID, NULL, "%s: missing or empty in the policy", name);
        return NULL;
    }
    return zpl_parse(name, content.bytes, content.length, fault);
}

static int load_calendar(policy_t *self, zpl_t *file, fault_t *fault)
{
    self->calendar = calendar_load(file, fault);
    return self->calendar ? 0 : -1;
}

static int load_campaign(policy_t *self, zpl_t *file, fault_t *fault)
{
    return campaign_load(file, self->calendar, &self->campaign, fault);
}

static int load_org(policy_t *self, zpl_t *file, fault_t *fault)
{
    self->org = org_load(file, self->calendar, fault);
    return self->org ? 0 : -1;
}

static int load_clocks(policy_t *self, zpl_t *file, fault_t *fault)
{
    return clocks_load(file, &self->clocks, fault);
}

static int load_lexicon(policy_t *self, zpl_t *file, fault_t *fault)
{
    self->lexicon = lexicon_load(file, fault);
    return self->lexicon ? 0 : -1;
}

/* What was learned is evidence beside the lexicon's. */
static int load_model(policy_t *self, const bundle_t *bundle, fault_t *fault)
{
    if (!bundle_file(bundle, BUNDLE_MODEL).bytes)
        return 0;
    zpl_t *file = open_file(bundle, BUNDLE_MODEL, fault);
    int rc = file ? lexicon_add(self->lexicon, file, fault) : -1;
    zpl_destroy(&file);
    return rc;
}

static int load_sanctions(policy_t *self, zpl_t *file, fault_t *fault)
{
    return sanctions_load(file, &self->sanctions, fault);
}

static int load_negative(policy_t *self, zpl_t *file, fault_t *fault)
{
    self->negative = negative_load(file, self->calendar, self->org, fault);
    return self->negative ? 0 : -1;
}

static const struct {
    const char *name;
    int (*load)(policy_t *self, zpl_t *file, fault_t *fault);
} loaders[] = {
    {"calendar.conf", load_calendar}, /* first: the others' dates are dates of its zone */
    {"campaign.conf", load_campaign},
    {"org.conf", load_org},
    {"negative.conf", load_negative}, /* after the chart, whose sections it names */
    {"clocks.conf", load_clocks},
    {"sanctions.conf", load_sanctions},
    {"lexicon.conf", load_lexicon},
};

/* What the files say of each other: whoever decides on a sanction is someone in the chart. */
static int check_deciders(const policy_t *self, fault_t *fault)
{
    for (size_t i = 0; i < self->sanctions.count; i++) {
        const sanction_t *sanction = &self->sanctions.items[i];
        uint64_t roles = sanction->decided_by | sanction->together_with;
        for (size_t post = 0; post < org_post_count(self->org); post++)
            roles &= ~term_bit(org_post_at(self->org, post)->role);
        for (unsigned role = 1; role < ROLE_COUNT; role++) {
            if (roles & term_bit(role))
                return fault_set(fault, ERROR_INVALID, NULL,
                    "sanctions.conf: '%s' is decided by %s, but org.conf has no such 'post'",
                    sanction->id, term_name(&ROLES, role));
        }
    }
    return 0;
}

/* The clocks of the campaign run by its calendar. */
static int check_campaign_years(const policy_t *self, fault_t *fault)
{
    int year;
    if (calendar_covers(
            self->calendar, self->campaign.self_check_ms, self->campaign.end_ms, &year) == 0)
        return 0;
    return fault_set(fault, ERROR_INVALID, NULL,
        "campaign.conf: calendar.conf does not have the year %d of the campaign", year);
}

policy_t *policy_load(const bundle_t *bundle, fault_t *fault)
{
    static const char *const clock_files[] = {"calendar.conf", "clocks.conf"};
    policy_t *self = zmalloc(sizeof *self);
    memcpy(self->digest, bundle_digest(bundle), sizeof self->digest);
    bundle_digest_of(bundle, clock_files, ZPL_COUNT(clock_files), self->clocks_digest);
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < sizeof loaders / sizeof loaders[0]; i++) {
        zpl_t *file = open_file(bundle, loaders[i].name, fault);
        rc = file ? loaders[i].load(self, file, fault) : -1;
        zpl_destroy(&file);
    }
    if (rc == 0)
        rc = load_model(self, bundle, fault);
    if (rc < 0 || check_deciders(self, fault) < 0 || check_campaign_years(self, fault) < 0)
        policy_destroy(&self);
    return self;
}

void policy_destroy(policy_t **self_p)
{
    policy_t *self = *self_p;
    if (!self)
        return;
    negative_destroy(&self->negative);
    org_destroy(&self->org);
    calendar_destroy(&self->calendar);
    lexicon_destroy(&self->lexicon);
    free(self);
    *self_p = NULL;
}

/* The last moment that a clock which starts now can have to do with. */
static int64_t last_ms(const policy_t *self, int64_t now_ms)
{
    int64_t last_ms = now_ms;
    for (unsigned kind = CLOCK_UNSET + 1; kind < CLOCK_COUNT; kind++) {
        int64_t due_ms = clock_due_ms(&self->clocks, self->calendar, (clock_kind_t)kind, now_ms);
        int64_t top_ms = clock_level_ms(&self->clocks, self->calendar, LEVEL_SUPERIOR, due_ms);
        last_ms = top_ms > last_ms ? top_ms : last_ms;
    }
    return last_ms - 1; /* a midnight belongs to the day that it ends */
}

int policy_check_calendar(const policy_t *self, int64_t now_ms, fault_t *fault)
{
    int year;
    if (calendar_covers(self->calendar, now_ms, last_ms(self, now_ms), &year) == 0)
        return 0;
    return fault_set(fault, ERROR_INVALID, NULL,
        "calendar.conf: the year %d is missing, in which clocks that start now run out; add its "
        "holidays and workdays, or declare it 'provisional'",
        year);
}

int policy_provisional_year(const policy_t *self, int64_t now_ms)
{
    return calendar_provisional_year(self->calendar, now_ms, last_ms(self, now_ms));
}
