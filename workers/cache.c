/* Keeps compiled lexicons as files that are written whole and believed only when they are whole. */
#include "cache.h"

#include "../config/file.h"
#include "../config/settings.h"

#include <dirent.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ENDING      ".lexicon"
#define DIGEST_AT   CACHE_KEY_BYTES
#define BYTES_AT    (DIGEST_AT + crypto_generichash_BYTES)
#define ENTRIES_MAX 1000 /* of the directory that are looked at */

/* The file of a key; false when there is no place for it. */
static bool file_of(const uint8_t key[CACHE_KEY_BYTES], char path[PATH_MAX])
{
    char directory[PATH_MAX], name[17];
    settings_cache_directory(directory, sizeof directory);
    sodium_bin2hex(name, sizeof name, key, sizeof name / 2);
    return directory[0] && snprintf(path, PATH_MAX, "%s/%s" ENDING, directory, name) < PATH_MAX;
}

static bool disk_read(const uint8_t key[CACHE_KEY_BYTES], buffer_t *bytes)
{
    char path[PATH_MAX];
    buffer_t file = {0};
    uint8_t digest[crypto_generichash_BYTES];
    fault_t fault;
    bool whole = file_of(key, path) &&
                 file_read(path, BYTES_AT + CACHE_BYTES_MAX, &file, &fault) == 0 &&
                 file.length > BYTES_AT && memcmp(file.bytes, key, CACHE_KEY_BYTES) == 0;
    if (whole) {
        crypto_generichash(digest, sizeof digest, file.bytes + BYTES_AT, file.length - BYTES_AT,
            key, CACHE_KEY_BYTES);
        whole = memcmp(file.bytes + DIGEST_AT, digest, sizeof digest) == 0;
    }
    if (whole) {
        buffer_append(bytes, file.bytes + BYTES_AT, file.length - BYTES_AT);
        utimensat(AT_FDCWD, path, NULL, 0); /* used last */
    }
    buffer_free(&file);
    return whole;
}

/* Makes the directory with its parents; those that are there stay as they are. */
static void make_directory(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(path, 0700);
        *slash = '/';
    }
}

static bool write_whole(int file, const void *bytes, size_t length)
{
    for (const char *from = bytes; length > 0;) {
        ssize_t written = write(file, from, length);
        if (written < 0)
            return false;
        from += written;
        length -= (size_t)written;
    }
    return true;
}

static bool is_ours(const char *name)
{
    size_t length = strlen(name);
    return length > strlen(ENDING) && strcmp(name + length - strlen(ENDING), ENDING) == 0;
}

/* Takes away the file used longest ago, when there are more than CACHE_FILES_MAX. */
static void drop_oldest(int directory)
{
    char oldest[NAME_MAX + 1] = "";
    struct timespec oldest_time = {0};
    size_t count = 0;
    DIR *entries = fdopendir(dup(directory));
    struct dirent *entry;
    for (size_t i = 0; entries && i < ENTRIES_MAX && (entry = readdir(entries)); i++) {
        struct stat status;
        if (!is_ours(entry->d_name) || fstatat(directory, entry->d_name, &status, 0) < 0)
            continue;
        const struct timespec *time = &status.st_mtim;
        if (count++ == 0 || time->tv_sec < oldest_time.tv_sec ||
            (time->tv_sec == oldest_time.tv_sec && time->tv_nsec < oldest_time.tv_nsec)) {
            oldest_time = *time;
            snprintf(oldest, sizeof oldest, "%s", entry->d_name);
        }
    }
    if (entries)
        closedir(entries);
    if (count > CACHE_FILES_MAX)
        unlinkat(directory, oldest, 0);
}

/* Under another name first: whoever reads sees the whole file or none. */
static void disk_write(const uint8_t key[CACHE_KEY_BYTES], slice_t bytes)
{
    char path[PATH_MAX], made[PATH_MAX + 8];
    uint8_t digest[crypto_generichash_BYTES];
    if (bytes.length > CACHE_BYTES_MAX || !file_of(key, path))
        return;
    crypto_generichash(digest, sizeof digest, bytes.bytes, bytes.length, key, CACHE_KEY_BYTES);
    make_directory(path);
    snprintf(made, sizeof made, "%s.XXXXXX", path);
    int file = mkstemp(made);
    if (file < 0)
        return;
    bool written = write_whole(file, key, CACHE_KEY_BYTES) &&
                   write_whole(file, digest, sizeof digest) &&
                   write_whole(file, bytes.bytes, bytes.length);
    if (close(file) < 0 || !written || rename(made, path) < 0) {
        unlink(made);
        return;
    }
    *strrchr(path, '/') = '\0';
    int directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory >= 0) {
        drop_oldest(directory);
        close(directory);
    }
}

const cache_t DISK_CACHE = {.read = disk_read, .write = disk_write};
