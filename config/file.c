/* Reads whole files of the configuration. */
#include "file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

int file_read(const char *path, size_t max_bytes, buffer_t *out, fault_t *fault)
{
    FILE *file = fopen(path, "rbe");
    if (!file)
        return fault_set(fault, ERROR_INVALID, NULL, "%s: %s", path, strerror(errno));
    int rc = 0;
    struct stat status;
    if (fstat(fileno(file), &status) < 0 || !S_ISREG(status.st_mode))
        rc = fault_set(fault, ERROR_INVALID, NULL, "%s: not a regular file", path);
    size_t total = 0;
    char part[65536];
    while (rc == 0 && !feof(file)) {
        size_t length = fread(part, 1, sizeof part, file);
        total += length;
        if (ferror(file))
            rc = fault_set(fault, ERROR_INVALID, NULL, "%s: %s", path, strerror(errno));
        else if (total > max_bytes)
            rc =
                fault_set(fault, ERROR_INVALID, NULL, "%s: larger than %zu bytes", path, max_bytes);
        else
            buffer_append(out, part, length);
    }
    fclose(file);
    return rc;
}
