/* Reads or makes complaints and sends them through libduban, as a gateway would. */
#include "load.h"

#include "../../clients/classify_table.h"
#include "figures.h"

#include <stdlib.h>
#include <string.h>

#define TEXT_BYTES_MAX 65536
#define TEXTS_MAX      10000

static char *given[TEXTS_MAX];
static size_t given_count;

/* Bytes of the real texts, by the share of texts that are shorter. */
static const struct {
    double share, bytes;
} lengths[] = {{0, 27}, {0.05, 153}, {0.1, 205}, {0.25, 331}, {0.5, 590}, {0.75, 1154}, {0.9, 2227},
    {0.95, 3295}, {0.99, 6849}, {0.999, 11763}, {1, 20621}};

/* As in real messages, only some of what is said is what the lexicon looks for. */
static const char *const sentences[] = {
    "我们小区有三百多户居民，大部分是退休的老人和带孩子的年轻家庭。",
    "去年冬天开始，楼上的住户就没有热水，物业公司换了两家也没有解决。",
    "门口这条路晚上没有路灯，放学的孩子要打着手电筒才能看清路面。",
    "我在网上查过，今年的老旧小区改造名单里有我们街道，但没有我们小区。",
    "请问改造计划什么时候公布，需要准备哪些材料，应当向哪里申请？",
    "上个月我带着身份证和房产证到政务大厅，取号以后等了两个小时。",
    "窗口的工作人员说系统正在升级，让我下午再来，下午又说要先网上预约。",
    "三个部门相互推诿扯皮，让我来回跑了七趟，事情到今天也没有办成。",
    "附近的工地夜里十一点以后还在施工，噪音很大，影响老人休息。",
    "公交车改线以后，去医院要换乘两次，希望能够增加一个站点。",
    "希望有关领导在百忙之中关心一下我们老百姓的生活，万分感谢！",
    "我的电话登记在平台上，需要补充情况的话可以随时联系我本人。",
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

/* Makes complaint number `number` in `text`, of TEXT_BYTES_MAX bytes. */
static const char *make_text(unsigned long number, char *text)
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

static int keep(void *context, size_t line, const slice_t *values, fault_t *fault)
{
    (void)context, (void)line, (void)fault;
    size_t length = values[0].length;
    if (given_count == TEXTS_MAX || length == 0 || length >= TEXT_BYTES_MAX)
        return 0;
    char *text = malloc(length + 1);
    if (!text)
        bench_die("out of memory");
    memcpy(text, values[0].bytes, length);
    text[length] = 0;
    given[given_count++] = text;
    return 0;
}

void load_texts_from(const char *path)
{
    fault_t fault;
    const char *const column = "text";
    if (table_read(path, &column, 1, keep, NULL, &fault) < 0)
        bench_die("%s", fault.message);
    if (given_count == 0)
        bench_die("%s has no texts", path);
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
    static char made[TEXT_BYTES_MAX];
    duban_error_t error;
    double began_us = now_us();
    for (size_t i = 0; i < count; i++, next_number++) {
        if (duban_pending(duban) == window)
            take_ack(duban);
        const char *text =
            given_count ? given[next_number % given_count] : make_text(next_number, made);
        duban_submission_t submission = {.gateway = "bench", .channel = "web", .text = text};
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
