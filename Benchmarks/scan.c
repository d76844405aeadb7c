// The least that a program can do to list a bus through libpci: class and ids of every function, no names.
// cc -O2 -o scan scan.c -lpci; ./scan [folder that holds devices/]
#include <pci/pci.h>
#include <stdio.h>

int main(int count, char **arguments) {
  struct pci_access *access = pci_alloc();
  access->method = PCI_ACCESS_SYS_BUS_PCI;
  if (count > 1) pci_set_param(access, "sysfs.path", arguments[1]);
  pci_init(access);
  pci_scan_bus(access);
  for (struct pci_dev *device = access->devices; device; device = device->next) {
    pci_fill_info(device, PCI_FILL_IDENT | PCI_FILL_CLASS);
    printf("%04x:%02x:%02x.%d %04x %04x:%04x\n", device->domain, device->bus, device->dev, device->func,
           device->device_class, device->vendor_id, device->device_id);
  }
  pci_cleanup(access);
}
