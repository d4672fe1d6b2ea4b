/* Takes the shipped policy files into the program as they are; built from the project's folder, and
 * again whenever one of the files changes (Makefile). */
#include "shipped.h"

#define SHIP(SYMBOL, FILE)                                                                         \
    __asm__(".pushsection .rodata\n" #SYMBOL ":\n.incbin \"config/" FILE "\"\n" #SYMBOL            \
            "_end:\n.byte 0\n.popsection\n");                                                      \
    extern const char SYMBOL[], SYMBOL##_end[]

SHIP(shipped_calendar, "calendar.conf");
SHIP(shipped_campaign, "campaign.conf");
SHIP(shipped_clocks, "clocks.conf");
SHIP(shipped_lexicon, "lexicon.conf");
SHIP(shipped_negative, "negative.conf");
SHIP(shipped_org, "org.conf");
SHIP(shipped_sanctions, "sanctions.conf");

static const struct {
    const char *name;
    const char *begin;
    const char *end;
} files[SHIPPED_COUNT] = {
    {"calendar.conf", shipped_calendar, shipped_calendar_end},
    {"campaign.conf", shipped_campaign, shipped_campaign_end},
    {"clocks.conf", shipped_clocks, shipped_clocks_end},
    {"lexicon.conf", shipped_lexicon, shipped_lexicon_end},
    {"negative.conf", shipped_negative, shipped_negative_end},
    {"org.conf", shipped_org, shipped_org_end},
    {"sanctions.conf", shipped_sanctions, shipped_sanctions_end},
};

shipped_t shipped_file(size_t index)
{
    return (shipped_t){
        files[index].name, {files[index].begin, (size_t)(files[index].end - files[index].begin)}};
}
