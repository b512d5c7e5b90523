// SPDX-License-Identifier: Apache-2.0
// Refuses the calls of the system that it is told to, on the files below one folder, for RefusedCallsTest. Loaded by LD_PRELOAD.
// The process tells it by a file that both have mapped. Syncs that are not refused do nothing: no test here cuts the power.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

// In the order of the constants of Refusal.Call.
enum call { OPEN, READ, WRITE, SYNC, TRUNCATE, MAP, LOCK, UNLOCK, UNLINK };

// In the order of the fields that Refuser writes.
struct control {
    int32_t is_armed;
    int32_t call;
    int32_t error;
    int32_t first;    // the number of the first call that is refused
    int32_t is_lasting;
    int32_t calls;    // of that kind since it was armed
    int32_t refused;
};

#define MOST_FILES 65536
static unsigned char is_ours[MOST_FILES];
static struct control *control;
static const char *folder;
static size_t folder_length;

__attribute__((constructor)) static void start(void) {
    const char *file = getenv("REFUSER_CONTROL");
    folder = getenv("REFUSER_FOLDER");
    if (!file || !folder) {
        return;
    }
    folder_length = strlen(folder);
    int fd = syscall(SYS_openat, AT_FDCWD, file, O_RDWR | O_CLOEXEC, 0);
    void *mapped = (void *) syscall(SYS_mmap, NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    syscall(SYS_close, fd);
    if (mapped == MAP_FAILED) {
        abort();
    }
    control = mapped;
}

static int is_below_folder(const char *path) {
    return control && strncmp(path, folder, folder_length) == 0;
}

static int is_of_folder(int fd) {
    return control && fd >= 0 && fd < MOST_FILES && is_ours[fd];
}

// Counts a call and tells whether it is refused; errno says why then.
static int refuses(enum call call) {
    if (!__atomic_load_n(&control->is_armed, __ATOMIC_ACQUIRE) || control->call != (int32_t) call) {
        return 0;
    }
    int32_t number = __atomic_add_fetch(&control->calls, 1, __ATOMIC_RELAXED);
    if (number != control->first && !(number > control->first && control->is_lasting)) {
        return 0;
    }
    __atomic_add_fetch(&control->refused, 1, __ATOMIC_RELAXED);
    errno = control->error;
    return 1;
}

static int open_file(int at, const char *path, int flags, int mode) {
    int is_one = is_below_folder(path);
    if (is_one && refuses(OPEN)) {
        return -1;
    }
    int fd = syscall(SYS_openat, at, path, flags, mode);
    if (control && fd >= 0 && fd < MOST_FILES) {
        is_ours[fd] = is_one;
    }
    return fd;
}

#define OPEN_AT(at) \
    va_list more; \
    va_start(more, flags); \
    int mode = va_arg(more, int); \
    va_end(more); \
    return open_file(at, path, flags, mode)

int open(const char *path, int flags, ...) { OPEN_AT(AT_FDCWD); }
int open64(const char *path, int flags, ...) { OPEN_AT(AT_FDCWD); }
int openat(int at, const char *path, int flags, ...) { OPEN_AT(at); }
int openat64(int at, const char *path, int flags, ...) { OPEN_AT(at); }

int close(int fd) {
    if (is_of_folder(fd)) {
        is_ours[fd] = 0;
    }
    return syscall(SYS_close, fd);
}

ssize_t pread64(int fd, void *bytes, size_t length, off64_t offset) {
    return is_of_folder(fd) && refuses(READ) ? -1 : syscall(SYS_pread64, fd, bytes, length, offset);
}
ssize_t pread(int fd, void *bytes, size_t length, off_t offset) { return pread64(fd, bytes, length, offset); }
ssize_t read(int fd, void *bytes, size_t length) {
    return is_of_folder(fd) && refuses(READ) ? -1 : syscall(SYS_read, fd, bytes, length);
}

// A disk that is full takes what still fits.
static size_t taken(size_t length) { return errno == ENOSPC ? length / 2 : 0; }

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset) {
    if (is_of_folder(fd) && refuses(WRITE)) {
        int error = errno;
        syscall(SYS_pwrite64, fd, bytes, taken(length), offset);
        errno = error;
        return -1;
    }
    return syscall(SYS_pwrite64, fd, bytes, length, offset);
}
ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset) { return pwrite64(fd, bytes, length, offset); }
ssize_t write(int fd, const void *bytes, size_t length) {
    return is_of_folder(fd) && refuses(WRITE) ? -1 : syscall(SYS_write, fd, bytes, length);
}

static int sync_file(int fd, long number) {
    if (is_of_folder(fd)) {
        return refuses(SYNC) ? -1 : 0;
    }
    return syscall(number, fd);
}

int fsync(int fd) { return sync_file(fd, SYS_fsync); }
int fdatasync(int fd) { return sync_file(fd, SYS_fdatasync); }

int ftruncate64(int fd, off64_t size) {
    return is_of_folder(fd) && refuses(TRUNCATE) ? -1 : syscall(SYS_ftruncate, fd, size);
}
int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

void *mmap64(void *at, size_t length, int protection, int flags, int fd, off64_t offset) {
    return is_of_folder(fd) && refuses(MAP)
            ? MAP_FAILED
            : (void *) syscall(SYS_mmap, at, length, protection, flags, fd, offset);
}
void *mmap(void *at, size_t length, int protection, int flags, int fd, off_t offset) {
    return mmap64(at, length, protection, flags, fd, offset);
}

static int control_file(int fd, int command, void *argument) {
    if (is_of_folder(fd) && (command == F_SETLK || command == F_SETLKW)) {
        struct flock *lock = argument;
        if (refuses(lock->l_type == F_UNLCK ? UNLOCK : LOCK)) {
            return -1;
        }
    }
    return syscall(SYS_fcntl, fd, command, argument);
}

#define FCNTL \
    va_list more; \
    va_start(more, command); \
    void *argument = va_arg(more, void *); \
    va_end(more); \
    return control_file(fd, command, argument)

int fcntl(int fd, int command, ...) { FCNTL; }
int fcntl64(int fd, int command, ...) { FCNTL; }

int unlink(const char *path) {
    return is_below_folder(path) && refuses(UNLINK) ? -1 : syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}
