/* SPDX-License-Identifier: MIT */
/*
 * The ivshmem device (PCI 1af4:1110) as a Linux guest sees it: its memory, its number, its doorbell. For sluice_region_attach of
 * sluice/region.h. Needs root, and sysfs; with interrupts vfio-pci and an IOMMU, too.
 *
 * Plain C and Linux headers: links statically, also into an init.
 */
#ifndef SLUICE_GUEST_H
#define SLUICE_GUEST_H

#include <sluice/region.h>

#ifdef __cplusplus
extern "C" {
#endif

struct sluice_guest;

struct sluice_guest_options {
	const char *address;	/* such as "0000:00:04.0"; NULL: the first ivshmem device */
	bool interrupts;	/* through vfio-pci, which takes the device over; else its memory is mapped through sysfs, and this side polls */
};

/*
 * Opens the device. -SLUICE_ERR_NOT_LISTENING when there is none; -SLUICE_ERR_CANNOT_BLOCK when it has no interrupts (ivshmem-plain), or no driver
 * gives them to a program; -SLUICE_ERR_SYSTEM with errno. Options may be NULL.
 */
int sluice_guest_open(const struct sluice_guest_options *options, struct sluice_guest **out);

/* The region must be detached. NULL is nothing. */
void sluice_guest_close(struct sluice_guest *guest);

/* BAR2: the shared memory. */
void *sluice_guest_memory(const struct sluice_guest *guest);
size_t sluice_guest_size(const struct sluice_guest *guest);

/* Whether the device has a doorbell; ivshmem-plain has none. */
bool sluice_guest_has_doorbell(const struct sluice_guest *guest);

/* IVPosition: the number that the server gave this guest; 0 also when there is no server. Read from the device each time. */
uint32_t sluice_guest_number(const struct sluice_guest *guest);

/* Rings a vector of a peer; unknown ones are ignored by the device, which tells nobody. Without a doorbell nothing. */
void sluice_guest_ring(const struct sluice_guest *guest, uint32_t number, uint32_t vector);

/* All of that for sluice_region_options; valid until the guest is closed. */
struct sluice_region_bell sluice_guest_bell(struct sluice_guest *guest);

#ifdef __cplusplus
}
#endif

#endif /* SLUICE_GUEST_H */
