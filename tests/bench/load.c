/* Makes complaints and sends them through libduban, as a gateway would. */
#include "load.h"

#include "figures.h"

#include <string.h>

/* Bytes of the real texts, by the share of texts that are shorter. */
static const struct {
    double share, bytes;
} lengths[] = {{0, 27}, {0.05, 153}, {0.1, 205}, {0.25, 331}, {0.5, 590}, {0.75, 1154}, {0.9, 2227},
    {0.95, 3295}, {0.99, 6849}, {0.999, 11763}, {1, 20621}};

static const char *const sentences[] = {
    "我在政务大厅排了两个小时的队，窗口的工作人员说系统坏了，让我下午再来。",
    "下午再去，又说材料不齐，要我回社区盖章，社区却说这个章早就取消了。",
    "三个部门相互推诿扯皮，让我来回跑了七趟，事情到今天也没有办成。",
    "希望领导能够关心一下我们小区的供水问题，楼上的住户已经半个月没有热水。",
    "打电话去问，接电话的人态度冷淡，说这不归他们管，随后就把电话挂了。",
    "项目备案交上去四十天了，经办人一直说在研究，没有任何书面答复。",
    "请问今年新的老旧小区改造计划什么时候公布，我们应当向哪里申请？",
    "有关系的人当天就能办好，没关系的人要等一个月，这样做合理吗？",
};
#define SENTENCES (sizeof sentences / sizeof sentences[0])

/* A share from 0 to 1 that looks drawn by chance and is the same in every run. */
static double share_of(unsigned long number)
{
    uint64_t mixed = (number + 1) * UINT64_C(0x9e3779b97f4a7c15);
    mixed = (mixed ^ mixed >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94d049bb133111eb);
    return (double)(mixed >> 11) / (double)(UINT64_C(1) << 53);
}

static size_t length_of(unsigned long number)
{
    double share = share_of(number);
    size_t i = 1;
    while (share > lengths[i].share)
        i++;
    double part = (share - lengths[i - 1].share) / (lengths[i].share - lengths[i - 1].share);
    return (size_t)(lengths[i - 1].bytes + part * (lengths[i].bytes - lengths[i - 1].bytes));
}

char *load_text(unsigned long number, char *text)
{
    size_t wanted = length_of(number), length = 0;
    for (size_t i = number; length < wanted; i++) {
        const char *sentence = sentences[i % SENTENCES];
        size_t bytes = strlen(sentence);
        if (bytes > wanted - length)
            bytes = (wanted - length + 2) / 3 * 3; /* every character here has three bytes */
        memcpy(text + length, sentence, bytes);
        length += bytes;
    }
    text[length] = 0;
    return text;
}

static void take_ack(duban_t *duban)
{
    duban_receipt_t receipt;
    duban_error_t error;
    uint64_t rid = duban_receive(duban, 60000, &receipt, &error);
    if (rid == 0 || error.code != DUBAN_OK || !receipt.created)
        bench_die("a submission was not acknowledged: %s", rid ? error.message : "silence");
}

/* Texts are told apart across runs of one process, so that each is a new one. */
static unsigned long next_number;

double load_send(duban_t *duban, size_t count, size_t window)
{
    static char text[LOAD_TEXT_BYTES_MAX];
    duban_error_t error;
    double began_us = now_us();
    for (size_t i = 0; i < count; i++) {
        if (duban_pending(duban) == window)
            take_ack(duban);
        duban_submission_t submission = {
            .gateway = "bench", .channel = "web", .text = load_text(next_number++, text)};
        if (!duban_post_submission(duban, &submission, &error))
            bench_die("%s", error.message);
    }
    while (duban_pending(duban) > 0)
        take_ack(duban);
    return now_us() - began_us;
}

void load_send_singly(duban_t *duban, size_t count, double *ack_us)
{
    for (size_t i = 0; i < count; i++)
        ack_us[i] = load_send(duban, 1, 1);
}
