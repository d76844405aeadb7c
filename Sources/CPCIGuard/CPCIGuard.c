#define _GNU_SOURCE  // memfd_create

#include "CPCIGuard.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static _Thread_local char message[512];

// Where the error callback lands. It is set only while a call of ours is under way, so the jump crosses frames of
// libpci and of this file and never one of Swift.
static _Thread_local jmp_buf *landing;

__attribute__((noreturn, format(printf, 1, 2))) static void land(char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  if (landing == NULL) abort();  // libpci was called past this file: a fault of ours
  longjmp(*landing, 1);
}

__attribute__((format(printf, 1, 2))) static void drop_warning(char *format, ...) { (void)format; }

// Runs a statement; gives false when libpci refused it. `_setjmp` saves no signal mask, which would be a system call.
#define GUARDED(statement)      \
  ({                            \
    jmp_buf here;               \
    bool done = false;          \
    landing = &here;            \
    if (_setjmp(here) == 0) {   \
      statement;                \
      done = true;              \
    }                           \
    landing = NULL;             \
    done;                       \
  })

struct pci_access *pci_guard_open(unsigned int method, const char *parameter, const char *value) {
  message[0] = '\0';
  // Before its callbacks are set, pci_alloc reports through a null pointer; it can fail only for want of memory.
  struct pci_access *access = pci_alloc();
  access->error = land;
  access->warning = drop_warning;
  access->method = method;
  access->id_lookup_mode = 0;
  if (pci_set_param(access, (char *)parameter, (char *)value) != 0) {
    snprintf(message, sizeof message, "libpci knows no parameter %s", parameter);
    return NULL;
  }
  return GUARDED(pci_init(access)) ? access : NULL;
}

// libpci reads dumps from files alone; this one has no name that others could change.
struct pci_access *pci_guard_open_dump(const void *text, size_t count) {
  int file = memfd_create("lspci-dump", MFD_CLOEXEC);
  size_t written = 0;
  while (file >= 0 && written < count) {
    ssize_t step = write(file, (const char *)text + written, count - written);
    if (step < 0 && errno == EINTR) continue;
    if (step <= 0) break;
    written += (size_t)step;
  }
  struct pci_access *access = NULL;
  if (file < 0 || written < count) {
    snprintf(message, sizeof message, "no memory for the dump: %s", strerror(errno));
  } else {
    char name[40];
    snprintf(name, sizeof name, "/proc/self/fd/%d", file);
    access = pci_guard_open(PCI_ACCESS_DUMP, "dump.name", name);
  }
  if (file >= 0) close(file);
  return access;
}

void pci_guard_close(struct pci_access *access) {
  if (access != NULL) (void)GUARDED(pci_cleanup(access));
}

struct pci_dev *pci_guard_device(struct pci_access *access, int domain, int bus, int device, int function) {
  struct pci_dev *volatile result = NULL;
  return GUARDED(result = pci_get_dev(access, domain, bus, device, function)) ? result : NULL;
}

void pci_guard_free(struct pci_dev *device) {
  if (device != NULL) (void)GUARDED(pci_free_dev(device));
}

bool pci_guard_fill(struct pci_dev *device, int fields) {
  message[0] = '\0';
  return GUARDED(pci_fill_info(device, fields));
}

unsigned int pci_guard_capability(struct pci_dev *device, unsigned int id, unsigned int type) {
  struct pci_cap *volatile capability = NULL;
  if (!GUARDED(capability = pci_find_cap(device, id, type)) || capability == NULL) return 0;
  return capability->addr;
}

bool pci_guard_read(struct pci_dev *device, int position, unsigned char *buffer, int count) {
  volatile int complete = 0;
  return GUARDED(complete = pci_read_block(device, position, buffer, count)) && complete;
}

// Numbers in place of unknown names are the caller's to print; udev's hardware database repeats pci.ids, more slowly.
enum { name_flags = PCI_LOOKUP_NO_NUMBERS | PCI_LOOKUP_NO_HWDB };

bool pci_guard_vendor_name(struct pci_access *access, char *buffer, int size, int vendor) {
  char *volatile name = NULL;
  return GUARDED(name = pci_lookup_name(access, buffer, size, PCI_LOOKUP_VENDOR | name_flags, vendor)) && name == buffer;
}

bool pci_guard_device_name(struct pci_access *access, char *buffer, int size, int vendor, int device) {
  char *volatile name = NULL;
  return GUARDED(name = pci_lookup_name(access, buffer, size, PCI_LOOKUP_DEVICE | name_flags, vendor, device))
         && name == buffer;
}

const char *pci_guard_message(void) { return message; }
