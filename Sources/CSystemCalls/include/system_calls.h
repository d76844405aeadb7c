// Calls of Linux that the C library hides from Swift behind _GNU_SOURCE.
#pragma once
#include <time.h>

// Waits until a descriptor can be read or the time is over: 1, 0, or -1 with errno.
int wait_readable(int descriptor, const struct timespec *timeout);
