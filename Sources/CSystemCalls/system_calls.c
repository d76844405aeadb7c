#define _GNU_SOURCE
#include "system_calls.h"
#include <poll.h>
#include <sched.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

int wait_readable(const int *descriptors, int count, const struct timespec *timeout) {
  struct pollfd polls[8];
  if (count > 8) count = 8;
  for (int i = 0; i < count; i++) polls[i] = (struct pollfd){descriptors[i], POLLIN, 0};
  if (ppoll(polls, (nfds_t)count, timeout, NULL) < 0) return -1;
  int ready = 0;
  for (int i = 0; i < count; i++)
    if (polls[i].revents) ready |= 1 << i;
  return ready;
}

int open_process(pid_t process) {
#ifdef SYS_pidfd_open
  return (int)syscall(SYS_pidfd_open, process, 0);
#else
  return -1;
#endif
}

int adopt_orphans(int adopt) { return prctl(PR_SET_CHILD_SUBREAPER, adopt, 0, 0, 0); }

int allowed_processors(void) {
  // Far more than the kernel's largest number of processors, 8192.
  cpu_set_t sets[16];
  CPU_ZERO_S(sizeof sets, sets);
  if (sched_getaffinity(0, sizeof sets, sets) < 0) return -1;
  return CPU_COUNT_S(sizeof sets, sets);
}
