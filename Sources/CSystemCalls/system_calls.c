#define _GNU_SOURCE
#include "system_calls.h"
#include <poll.h>
#include <stddef.h>

int wait_readable(int descriptor, const struct timespec *timeout) {
  struct pollfd poll = {descriptor, POLLIN, 0};
  return ppoll(&poll, 1, timeout, NULL);
}
