/* SPDX-License-Identifier: MIT */
/* The ivshmem device through vfio-pci: interrupts as eventfds. */
#define _GNU_SOURCE
#include "guest.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <linux/vfio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

/* ---- giving the device to the driver ----------------------------------------------------------------------------------------------- */

/* The driver that has the device; "" for none. */
static void driver_of(const struct sluice_guest *guest, char name[64])
{
	char path[128], target[256];
	ssize_t length;

	sluice__guest_path(guest, "driver", path);
	length = readlink(path, target, sizeof target - 1);
	target[length > 0 ? length : 0] = '\0';
	snprintf(name, 64, "%s", length > 0 ? basename(target) : "");
}

static int bind_driver(const struct sluice_guest *guest)
{
	char path[128], name[64];

	driver_of(guest, name);
	if (strcmp(name, "vfio-pci") == 0)
		return 0;
	if (name[0] != '\0') {
		sluice__guest_path(guest, "driver/unbind", path);
		if (sluice__guest_write(path, guest->address) != 0)
			return -SLUICE_ERR_SYSTEM;
	}
	sluice__guest_path(guest, "driver_override", path);
	if (sluice__guest_write(path, "vfio-pci") != 0 || sluice__guest_write("/sys/bus/pci/drivers_probe", guest->address) != 0)
		return -SLUICE_ERR_SYSTEM;
	driver_of(guest, name);
	/* The module is not loaded, or there is no IOMMU. */
	return strcmp(name, "vfio-pci") == 0 ? 0 : -SLUICE_ERR_CANNOT_BLOCK;
}

static int open_group(struct sluice_guest *guest)
{
	struct vfio_group_status status = {.argsz = sizeof status};
	char path[128], target[256], file[300];
	ssize_t length;

	sluice__guest_path(guest, "iommu_group", path);
	length = readlink(path, target, sizeof target - 1);
	if (length <= 0)
		return -SLUICE_ERR_CANNOT_BLOCK;
	target[length] = '\0';
	snprintf(file, sizeof file, "/dev/vfio/%s", basename(target));
	guest->container = open("/dev/vfio/vfio", O_RDWR | O_CLOEXEC);
	guest->group = open(file, O_RDWR | O_CLOEXEC);
	if (guest->container < 0 || guest->group < 0)
		return -SLUICE_ERR_SYSTEM;
	if (ioctl(guest->group, VFIO_GROUP_GET_STATUS, &status) != 0)
		return -SLUICE_ERR_SYSTEM;
	/* Other devices of the group have other drivers. */
	if ((status.flags & VFIO_GROUP_FLAGS_VIABLE) == 0)
		return -SLUICE_ERR_CANNOT_BLOCK;
	if (ioctl(guest->group, VFIO_GROUP_SET_CONTAINER, &guest->container) != 0 ||
	    ioctl(guest->container, VFIO_SET_IOMMU, VFIO_TYPE1_IOMMU) != 0)
		return -SLUICE_ERR_SYSTEM;
	guest->device = ioctl(guest->group, VFIO_GROUP_GET_DEVICE_FD, guest->address);
	return guest->device >= 0 ? 0 : -SLUICE_ERR_SYSTEM;
}

/* ---- memory ------------------------------------------------------------------------------------------------------------------------ */

static int info_of(const struct sluice_guest *guest, uint32_t index, struct vfio_region_info *info)
{
	*info = (struct vfio_region_info){.argsz = sizeof *info, .index = index};
	return ioctl(guest->device, VFIO_DEVICE_GET_REGION_INFO, info) == 0 ? 0 : -SLUICE_ERR_SYSTEM;
}

static int map_bar(const struct sluice_guest *guest, uint32_t index, void **memory, size_t *size)
{
	struct vfio_region_info info;
	void *mapped;

	if (info_of(guest, index, &info) != 0)
		return -SLUICE_ERR_SYSTEM;
	if ((info.flags & VFIO_REGION_INFO_FLAG_MMAP) == 0)
		return -SLUICE_ERR_CANNOT_BLOCK;
	mapped = mmap(NULL, (size_t)info.size, PROT_READ | PROT_WRITE, MAP_SHARED, guest->device, (off_t)info.offset);
	if (mapped == MAP_FAILED)
		return -SLUICE_ERR_SYSTEM;
	*memory = mapped;
	*size = (size_t)info.size;
	return 0;
}

static int enable(const struct sluice_guest *guest)
{
	struct vfio_region_info info;
	uint16_t word;
	off_t at;

	if (info_of(guest, VFIO_PCI_CONFIG_REGION_INDEX, &info) != 0)
		return -SLUICE_ERR_SYSTEM;
	at = (off_t)info.offset + SLUICE__PCI_COMMAND;
	if (pread(guest->device, &word, sizeof word, at) != (ssize_t)sizeof word)
		return -SLUICE_ERR_SYSTEM;
	word |= SLUICE__PCI_COMMAND_MEMORY | SLUICE__PCI_COMMAND_MASTER;
	return pwrite(guest->device, &word, sizeof word, at) == (ssize_t)sizeof word ? 0 : -SLUICE_ERR_SYSTEM;
}

/* ---- interrupts -------------------------------------------------------------------------------------------------------------------- */

static int set_interrupts(const struct sluice_guest *guest, uint32_t count)
{
	const size_t size = sizeof(struct vfio_irq_set) + count * sizeof(int);
	struct vfio_irq_set *set = (struct vfio_irq_set *)calloc(1, size);
	int status;

	if (set == NULL)
		return -SLUICE_ERR_SYSTEM;
	*set = (struct vfio_irq_set){
		.argsz = (uint32_t)size,
		.flags = VFIO_IRQ_SET_ACTION_TRIGGER | VFIO_IRQ_SET_DATA_EVENTFD,
		.index = VFIO_PCI_MSIX_IRQ_INDEX,
		.count = count,
	};
	memcpy(set->data, guest->events, count * sizeof(int));
	status = ioctl(guest->device, VFIO_DEVICE_SET_IRQS, set);
	free(set);
	return status == 0 ? 0 : -SLUICE_ERR_SYSTEM;
}

static int take_interrupts(struct sluice_guest *guest)
{
	struct vfio_irq_info info = {.argsz = sizeof info, .index = VFIO_PCI_MSIX_IRQ_INDEX};

	if (ioctl(guest->device, VFIO_DEVICE_GET_IRQ_INFO, &info) != 0)
		return -SLUICE_ERR_SYSTEM;
	if (info.count == 0 || (info.flags & VFIO_IRQ_INFO_EVENTFD) == 0)
		return -SLUICE_ERR_CANNOT_BLOCK;
	while (guest->vectors < info.count && guest->vectors < SLUICE_REGION_VECTORS) {
		const int event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);

		if (event < 0)
			return -SLUICE_ERR_SYSTEM;
		guest->events[guest->vectors++] = event;
	}
	return set_interrupts(guest, guest->vectors);
}

int sluice__guest_open_vfio(struct sluice_guest *guest)
{
	int status = bind_driver(guest);

	if (status == 0)
		status = open_group(guest);
	if (status == 0)
		status = enable(guest);
	if (status == 0)
		status = map_bar(guest, VFIO_PCI_BAR0_REGION_INDEX, &guest->registers_map, &guest->registers_map_size);
	if (status == 0)
		status = map_bar(guest, VFIO_PCI_BAR2_REGION_INDEX, &guest->memory, &guest->size);
	if (status != 0)
		return status;
	guest->registers = (volatile uint32_t *)guest->registers_map;
	return take_interrupts(guest);
}

void sluice__guest_close_vfio(struct sluice_guest *guest)
{
	uint32_t i;

	if (guest->device >= 0)
		close(guest->device);
	for (i = 0; i < guest->vectors; i++)
		close(guest->events[i]);
	if (guest->group >= 0)
		close(guest->group);
	if (guest->container >= 0)
		close(guest->container);
}
