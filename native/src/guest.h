/* SPDX-License-Identifier: MIT */
/* What both ways to the device share. */
#ifndef SLUICE_SRC_GUEST_H
#define SLUICE_SRC_GUEST_H

#include <sluice/guest.h>

#define SLUICE__PCI_COMMAND 4
#define SLUICE__PCI_COMMAND_MEMORY 2u
/* MSI-X messages are writes to memory: without this bit the device is silent. */
#define SLUICE__PCI_COMMAND_MASTER 4u

#define SLUICE__REGISTERS_SIZE 256u

struct sluice_guest {
	char address[16];		/* "0000:00:04.0" */
	volatile uint32_t *registers;	/* BAR0 */
	void *registers_map;
	size_t registers_map_size;
	void *memory;			/* BAR2 */
	size_t size;
	bool has_doorbell;
	/* vfio; -1 and 0 through sysfs. */
	int container, group, device;
	uint32_t vectors;
	int events[SLUICE_REGION_VECTORS];
};

/* Maps BAR0 and BAR2 through sysfs. */
int sluice__guest_map_sysfs(struct sluice_guest *guest);
/* The same through vfio-pci, with an eventfd for each vector. */
int sluice__guest_open_vfio(struct sluice_guest *guest);
void sluice__guest_close_vfio(struct sluice_guest *guest);

/* Path of a file of the device in sysfs. */
void sluice__guest_path(const struct sluice_guest *guest, const char *file, char path[128]);
/* Writes a text into a file; 0, or -1 with errno. */
int sluice__guest_write(const char *path, const char *text);

#endif /* SLUICE_SRC_GUEST_H */
