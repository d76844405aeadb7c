/// libpci with errors as return values.
///
/// libpci reports errors through a callback that must not return, and whose default ends the process. Every function
/// here installs a landing place first, so that a device that libpci refuses is one failed call and no more.
/// Messages are kept for the calling thread. Warnings are dropped, for they only say that a field stays empty, which
/// shows in the field. Nothing is ever printed.
#ifndef CPCI_GUARD_H
#define CPCI_GUARD_H

#include <pci/pci.h>
#include <stdbool.h>
#include <stddef.h>

/// Opens libpci with one of its access methods and one named parameter of that method.
///
/// Returns NULL when libpci refuses; `pci_guard_message()` then says why.
struct pci_access *pci_guard_open(unsigned int method, const char *parameter, const char *value);

/// Opens a dump of configuration bytes that lies in memory; see `PCI_ACCESS_DUMP` for its form.
struct pci_access *pci_guard_open_dump(const void *text, size_t count);

/// Closes what `pci_guard_open` or `pci_guard_open_dump` opened. NULL is allowed.
void pci_guard_close(struct pci_access *access);

/// A function of the given address, without looking whether it exists; NULL when libpci refuses.
struct pci_dev *pci_guard_device(struct pci_access *access, int domain, int bus, int device, int function);

/// Frees what `pci_guard_device` returned. NULL is allowed.
void pci_guard_free(struct pci_dev *device);

/// Fills the fields of `PCI_FILL_*` flags; false when libpci refuses one of them.
bool pci_guard_fill(struct pci_dev *device, int fields);

/// Where a capability lies in the configuration space; 0 when there is none or it cannot be read.
unsigned int pci_guard_capability(struct pci_dev *device, unsigned int id, unsigned int type);

/// Reads configuration bytes; false when they are not all there.
bool pci_guard_read(struct pci_dev *device, int position, unsigned char *buffer, int count);

/// The name of a vendor in pci.ids, written into `buffer`; false when it has none.
bool pci_guard_vendor_name(struct pci_access *access, char *buffer, int size, int vendor);

/// The name of a device in pci.ids, written into `buffer`; false when it has none.
bool pci_guard_device_name(struct pci_access *access, char *buffer, int size, int vendor, int device);

/// The message of the last refusal on this thread; empty when there was none.
const char *pci_guard_message(void);

#endif
