/* Draws the progress of reading a file. */
#include "progress.h"

#include "moment.h"

#include <sys/stat.h>
#include <unistd.h>

#define BAR_CELLS   30
#define INTERVAL_MS 200

void progress_start(progress_t *progress, FILE *file)
{
    struct stat stat;
    *progress = (progress_t){.visible = isatty(STDERR_FILENO), .started_ms = moment_now()};
    if (fstat(fileno(file), &stat) == 0 && S_ISREG(stat.st_mode))
        progress->total = (uint64_t)stat.st_size;
}

void progress_advance(progress_t *progress, size_t bytes)
{
    progress->done += bytes;
}

void progress_show(progress_t *progress, uint64_t rows)
{
    int64_t now_ms = moment_now();
    if (!progress->visible || now_ms - progress->shown_ms < INTERVAL_MS)
        return;
    progress->shown_ms = now_ms;
    int64_t passed_ms = now_ms - progress->started_ms + 1;
    fprintf(stderr, "\r\033[K");
    if (progress->total) {
        static const char bar[] = "##############################";
        uint64_t done = progress->done < progress->total ? progress->done : progress->total;
        int cells = (int)(done * BAR_CELLS / progress->total);
        fprintf(stderr, "[%-*.*s] %3llu%%  ", BAR_CELLS, cells, bar,
            (unsigned long long)(done * 100 / progress->total));
    }
    fprintf(stderr, "%llu rows, %llu/s", (unsigned long long)rows,
        (unsigned long long)(rows * 1000 / (uint64_t)passed_ms));
    fflush(stderr);
}

void progress_clear(progress_t *progress)
{
    if (!progress->visible || !progress->shown_ms)
        return;
    fprintf(stderr, "\r\033[K");
    progress->shown_ms = 0;
}
