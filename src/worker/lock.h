/* lock.h - a fork gives up everything but memory, time and its two descriptors. */
#pragma once

#include <linux/filter.h>
#include <stdbool.h>
#include <sys/resource.h>

#include <glib.h>

#ifdef __SANITIZE_ADDRESS__
enum {
    SANITIZED = 1
}; /* maps terabytes of shadow, walks all libraries, writes a report */
#else
enum { SANITIZED = 0 };
#endif

typedef struct Lock {
    struct sock_fprog filter; /* owned */
    int ruleset_fd;           /* of landlock; -1 where the kernel has none */
    rlim_t most_address_bytes;
} Lock;

/* The costly half, once, in the keeper after its room is open: what is mapped now may stay,
 * most_memory_bytes may come on top. */
bool lock_build(Lock *lock, gsize most_memory_bytes, GError **error);

typedef enum {
    LOCK_WHOLE,
    LOCK_DESCRIPTORS,
    LOCK_LIMITS,
    LOCK_PRIVILEGES,
    LOCK_LANDLOCK,
    LOCK_SECCOMP,
} LockStep;

/* The cheap half, in the fork before its first byte. Leaves open input_fd and reply_fd alone
 * (and, under a sanitizer, stderr for its report; a file cannot take it, as none may grow).
 * Returns LOCK_WHOLE or the step that failed. */
LockStep lock_take(const Lock *lock, int input_fd, int reply_fd, int cpu_s);

/* "seccomp", for messages. */
const char *lock_step_name(LockStep step);

/* The system calls a locked fork may make, as a BPF program; owned. */
bool lock_filter_build(struct sock_fprog *filter, GError **error);
