// Calls of Linux that the C library hides from Swift behind _GNU_SOURCE, or does not wrap.
#pragma once
#include <sys/types.h>
#include <time.h>

// Waits until one of a few descriptors can be read or the time is over. Bit i of the result is set when descriptor i is
// ready; 0 when the time is over, -1 with errno. Negative descriptors are passed over; 8 at most.
int wait_readable(const int *descriptors, int count, const struct timespec *timeout);

// A descriptor that can be read when a process has ended; -1 with errno.
int open_process(pid_t process);

// Makes this process the parent of orphans among its descendants: 0, or -1 with errno.
int adopt_orphans(int adopt);

// How many processors this process may run on; -1 with errno.
int allowed_processors(void);
