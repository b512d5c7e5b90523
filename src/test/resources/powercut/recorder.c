// SPDX-License-Identifier: Apache-2.0
// Writes down what a process does to one database file and its side files, in order, for PowerCutTest. Loaded by LD_PRELOAD.
// Syncs take a while but reach no disk: the test decides what a power cut leaves of the writes.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum operation { WRITE = 1, TRUNCATE = 2, SYNC = 3, FAILED_SYNC = 4, CREATE = 5, UNLINK = 6, RENAME = 7 };
enum file { NONE = 0, DATABASE = 1, WAL = 2, JOURNAL = 3, STDOUT = 4, DIRECTORY = 5, PART = 6, BACKUP = 7 };

struct entry {
    int32_t operation;
    int32_t file;
    int64_t offset; // of a write; the size of a truncation; for a sync how many entries it covers
    int64_t length; // of the bytes that follow
};

#define MOST_FILES 65536
static unsigned char files[MOST_FILES];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int64_t entries;

// After a sync that failed Linux reports the error once to each open file, and takes what it did not write for written.
static int64_t syncs;
static int64_t failing_sync = -1;
static int failing_file = WAL;
static int has_failed;
static int is_written[8];
static unsigned char knows_failure[MOST_FILES];
static int log_fd = -1;
static const char *database;
static size_t database_length;
static size_t folder_length;

__attribute__((constructor)) static void start(void) {
    const char *log = getenv("POWERCUT_LOG");
    database = getenv("POWERCUT_DATABASE");
    if (!log || !database) {
        return;
    }
    database_length = strlen(database);
    folder_length = strrchr(database, '/') - database;
    const char *failing = getenv("POWERCUT_FAILING_SYNC");
    if (failing) {
        failing_sync = atoll(failing);
    }
    const char *failing_name = getenv("POWERCUT_FAILING_FILE");
    if (failing_name && strcmp(failing_name, "DATABASE") == 0) {
        failing_file = DATABASE;
    }
    log_fd = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    files[1] = STDOUT;
}

static int file_of_path(const char *path) {
    if (log_fd < 0) {
        return NONE;
    }
    if (strncmp(path, database, database_length) == 0) {
        const char *rest = path + database_length;
        return *rest == 0 ? DATABASE : strcmp(rest, "-wal") == 0 ? WAL : strcmp(rest, "-journal") == 0 ? JOURNAL : NONE;
    }
    if (strncmp(path, database, folder_length) != 0) {
        return NONE;
    }
    const char *name = path + folder_length;
    size_t length = strlen(name);
    if (strncmp(name, "/.copy.db.", 10) == 0 && length > 15 && strcmp(name + length - 5, ".part") == 0) {
        return PART;
    }
    return *name == 0 ? DIRECTORY : strcmp(name, "/copy.db") == 0 ? BACKUP : NONE;
}

static int file_of(int fd) {
    return fd >= 0 && fd < MOST_FILES && log_fd >= 0 ? files[fd] : NONE;
}

// The lock is held.
static void add(int operation, int file, int64_t offset, const void *bytes, int64_t length) {
    struct entry entry = {operation, file, offset, length};
    struct iovec parts[] = {{&entry, sizeof entry}, {(void *) bytes, length}};
    if (syscall(SYS_writev, log_fd, parts, length > 0 ? 2 : 1) != (long) sizeof entry + length) {
        abort();
    }
    entries++;
}

static int open_file(int folder, const char *path, int flags, int mode) {
    int file = file_of_path(path);
    if (!file) {
        return syscall(SYS_openat, folder, path, flags, mode);
    }
    pthread_mutex_lock(&lock);
    int is_new = (flags & O_CREAT) && syscall(SYS_faccessat, AT_FDCWD, path, F_OK) != 0;
    int fd = syscall(SYS_openat, folder, path, flags, mode);
    int error = errno;
    if (fd >= 0 && fd < MOST_FILES) {
        files[fd] = file;
        knows_failure[fd] = has_failed;
        if (is_new) {
            add(CREATE, file, 0, NULL, 0);
        }
    }
    pthread_mutex_unlock(&lock);
    errno = error;
    return fd;
}

#define OPEN(folder) \
    va_list more; \
    va_start(more, flags); \
    int mode = va_arg(more, int); \
    va_end(more); \
    return open_file(folder, path, flags, mode)

int open(const char *path, int flags, ...) { OPEN(AT_FDCWD); }
int open64(const char *path, int flags, ...) { OPEN(AT_FDCWD); }
int openat(int folder, const char *path, int flags, ...) { OPEN(folder); }
int openat64(int folder, const char *path, int flags, ...) { OPEN(folder); }

int close(int fd) {
    if (fd > 1 && file_of(fd)) {
        files[fd] = NONE;
    }
    return syscall(SYS_close, fd);
}

static ssize_t write_at(int fd, const void *bytes, size_t length, int64_t offset) {
    int file = file_of(fd);
    if (!file) {
        return offset < 0 ? syscall(SYS_write, fd, bytes, length) : syscall(SYS_pwrite64, fd, bytes, length, offset);
    }
    pthread_mutex_lock(&lock);
    int64_t at = offset >= 0 ? offset : file == STDOUT ? 0 : syscall(SYS_lseek, fd, 0, SEEK_CUR);
    ssize_t written =
            offset < 0 ? syscall(SYS_write, fd, bytes, length) : syscall(SYS_pwrite64, fd, bytes, length, offset);
    int error = errno;
    if (written > 0) {
        is_written[file] = 1;
        add(WRITE, file, at, bytes, written);
    }
    pthread_mutex_unlock(&lock);
    errno = error;
    return written;
}

ssize_t write(int fd, const void *bytes, size_t length) { return write_at(fd, bytes, length, -1); }
ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset) { return write_at(fd, bytes, length, offset); }
ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset) {
    return write_at(fd, bytes, length, offset);
}

static int truncate_to(int fd, int64_t size) {
    int file = file_of(fd);
    if (!file) {
        return syscall(SYS_ftruncate, fd, size);
    }
    pthread_mutex_lock(&lock);
    int result = syscall(SYS_ftruncate, fd, size);
    int error = errno;
    if (result == 0) {
        add(TRUNCATE, file, size, NULL, 0);
    }
    pthread_mutex_unlock(&lock);
    errno = error;
    return result;
}

int ftruncate(int fd, off_t size) { return truncate_to(fd, size); }
int ftruncate64(int fd, off64_t size) { return truncate_to(fd, size); }

static int sync_file(int fd, long number) {
    int file = file_of(fd);
    if (!file || file == STDOUT) {
        return syscall(number, fd);
    }
    pthread_mutex_lock(&lock);
    int64_t covered = entries;
    int fails = file == failing_file && is_written[file] && ++syncs == failing_sync;
    int is_told = file == failing_file && has_failed && !knows_failure[fd];
    is_written[file] = 0;
    has_failed |= fails;
    knows_failure[fd] = has_failed;
    pthread_mutex_unlock(&lock);
    struct timespec while_on_disk = {0, 400000};
    nanosleep(&while_on_disk, NULL);
    if (!is_told) {
        pthread_mutex_lock(&lock);
        add(fails ? FAILED_SYNC : SYNC, file, covered, NULL, 0);
        pthread_mutex_unlock(&lock);
    }
    errno = fails || is_told ? EIO : 0;
    return fails || is_told ? -1 : 0;
}

int fsync(int fd) { return sync_file(fd, SYS_fsync); }
int fdatasync(int fd) { return sync_file(fd, SYS_fdatasync); }

int unlink(const char *path) {
    int file = file_of_path(path);
    if (!file) {
        return syscall(SYS_unlinkat, AT_FDCWD, path, 0);
    }
    pthread_mutex_lock(&lock);
    int result = syscall(SYS_unlinkat, AT_FDCWD, path, 0);
    int error = errno;
    if (result == 0) {
        add(UNLINK, file, 0, NULL, 0);
    }
    pthread_mutex_unlock(&lock);
    errno = error;
    return result;
}

int rename(const char *from, const char *to) {
    int file = file_of_path(from);
    if (!file) {
        return syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
    }
    pthread_mutex_lock(&lock);
    int result = syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
    int error = errno;
    if (result == 0) {
        add(RENAME, file, 0, NULL, 0);
    }
    pthread_mutex_unlock(&lock);
    errno = error;
    return result;
}
