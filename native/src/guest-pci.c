/* SPDX-License-Identifier: MIT */
/* The ivshmem device through sysfs. Registers: docs/protocols/ivshmem.md. */
#define _GNU_SOURCE
#include "guest.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEVICES "/sys/bus/pci/devices"
#define VENDOR 0x1af4u
#define DEVICE 0x1110u

/* Words of BAR0. */
#define IV_POSITION 2
#define DOORBELL 3

void sluice__guest_path(const struct sluice_guest *guest, const char *file, char path[128])
{
	snprintf(path, 128, DEVICES "/%s/%s", guest->address, file);
}

int sluice__guest_write(const char *path, const char *text)
{
	const int descriptor = open(path, O_WRONLY | O_CLOEXEC);
	const ssize_t length = (ssize_t)strlen(text);
	bool is_written;

	if (descriptor < 0)
		return -1;
	is_written = write(descriptor, text, (size_t)length) == length;
	close(descriptor);
	return is_written ? 0 : -1;
}

/* ---- finding it -------------------------------------------------------------------------------------------------------------------- */

/* A number in a file such as `vendor`: "0x1af4". 0 when there is none. */
static unsigned long read_number(const struct sluice_guest *guest, const char *file)
{
	char path[128], text[32];
	int descriptor;
	ssize_t length;

	sluice__guest_path(guest, file, path);
	descriptor = open(path, O_RDONLY | O_CLOEXEC);
	if (descriptor < 0)
		return 0;
	length = read(descriptor, text, sizeof text - 1);
	close(descriptor);
	text[length > 0 ? length : 0] = '\0';
	return strtoul(text, NULL, 0);
}

static bool is_ivshmem(struct sluice_guest *guest, const char *address)
{
	if (strlen(address) >= sizeof guest->address)
		return false;
	strcpy(guest->address, address);
	return read_number(guest, "vendor") == VENDOR && read_number(guest, "device") == DEVICE;
}

/* The one with the lowest address, so that a guest with two finds the same one each time. */
static int find(struct sluice_guest *guest, const char *wanted)
{
	char lowest[sizeof guest->address] = "";
	const struct dirent *entry;
	DIR *folder;

	if (wanted != NULL)
		return is_ivshmem(guest, wanted) ? 0 : -SLUICE_ERR_NOT_LISTENING;
	folder = opendir(DEVICES);
	if (folder == NULL)
		return -SLUICE_ERR_SYSTEM;
	while ((entry = readdir(folder)) != NULL)
		if (is_ivshmem(guest, entry->d_name) && (lowest[0] == '\0' || strcmp(guest->address, lowest) < 0))
			strcpy(lowest, guest->address);
	closedir(folder);
	strcpy(guest->address, lowest);
	return lowest[0] != '\0' ? 0 : -SLUICE_ERR_NOT_LISTENING;
}

/* ---- mapping it -------------------------------------------------------------------------------------------------------------------- */

static int open_file(const struct sluice_guest *guest, const char *file, int flags)
{
	char path[128];

	sluice__guest_path(guest, file, path);
	return open(path, flags | O_CLOEXEC);
}

static void *map_bar(const struct sluice_guest *guest, const char *file, size_t *size)
{
	const int descriptor = open_file(guest, file, O_RDWR | O_SYNC);
	struct stat status;
	void *memory = MAP_FAILED;

	if (descriptor < 0)
		return MAP_FAILED;
	if (fstat(descriptor, &status) == 0) {
		*size = (size_t)status.st_size;
		memory = mmap(NULL, *size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
	}
	close(descriptor);
	return memory;
}

static int command(const struct sluice_guest *guest)
{
	const int descriptor = open_file(guest, "config", O_RDWR);
	uint16_t word = 0;
	bool is_written = false;

	if (descriptor < 0)
		return -1;
	if (pread(descriptor, &word, sizeof word, SLUICE__PCI_COMMAND) == sizeof word) {
		word |= SLUICE__PCI_COMMAND_MEMORY | SLUICE__PCI_COMMAND_MASTER;
		is_written = pwrite(descriptor, &word, sizeof word, SLUICE__PCI_COMMAND) == sizeof word;
	}
	close(descriptor);
	return is_written ? 0 : -1;
}

int sluice__guest_map_sysfs(struct sluice_guest *guest)
{
	char path[128];
	void *memory;

	sluice__guest_path(guest, "enable", path);
	/* Counts how often it is enabled; the bits below are what matters. */
	sluice__guest_write(path, "1");
	if (command(guest) != 0)
		return -SLUICE_ERR_SYSTEM;
	memory = map_bar(guest, "resource0", &guest->registers_map_size);
	if (memory == MAP_FAILED)
		return -SLUICE_ERR_SYSTEM;
	guest->registers_map = memory;
	guest->registers = (volatile uint32_t *)memory;
	memory = map_bar(guest, "resource2", &guest->size);
	if (memory == MAP_FAILED)
		return -SLUICE_ERR_SYSTEM;
	guest->memory = memory;
	return 0;
}

/* ---- the device -------------------------------------------------------------------------------------------------------------------- */

/* The table of MSI-X vectors lies in BAR1, which only the device with a doorbell has. */
static bool has_bar1(const struct sluice_guest *guest)
{
	char path[128];
	struct stat status;

	sluice__guest_path(guest, "resource1", path);
	return stat(path, &status) == 0 && status.st_size > 0;
}

int sluice_guest_open(const struct sluice_guest_options *options, struct sluice_guest **out)
{
	struct sluice_guest *guest = (struct sluice_guest *)calloc(1, sizeof *guest);
	int status;

	if (guest == NULL)
		return -SLUICE_ERR_SYSTEM;
	guest->container = guest->group = guest->device = -1;
	status = find(guest, options != NULL ? options->address : NULL);
	if (status == 0) {
		guest->has_doorbell = has_bar1(guest);
		if (options == NULL || !options->interrupts)
			status = sluice__guest_map_sysfs(guest);
		else
			status = guest->has_doorbell ? sluice__guest_open_vfio(guest) : -SLUICE_ERR_CANNOT_BLOCK;
	}
	if (status != 0) {
		const int number = errno;

		sluice_guest_close(guest);
		errno = number;
		return status;
	}
	*out = guest;
	return 0;
}

void sluice_guest_close(struct sluice_guest *guest)
{
	if (guest == NULL)
		return;
	if (guest->memory != NULL)
		munmap(guest->memory, guest->size);
	if (guest->registers_map != NULL)
		munmap(guest->registers_map, guest->registers_map_size);
	sluice__guest_close_vfio(guest);
	free(guest);
}

void *sluice_guest_memory(const struct sluice_guest *guest)
{
	return guest->memory;
}

size_t sluice_guest_size(const struct sluice_guest *guest)
{
	return guest->size;
}

bool sluice_guest_has_doorbell(const struct sluice_guest *guest)
{
	return guest->has_doorbell;
}

uint32_t sluice_guest_number(const struct sluice_guest *guest)
{
	return guest->registers[IV_POSITION] & 0xffff;
}

void sluice_guest_ring(const struct sluice_guest *guest, uint32_t number, uint32_t vector)
{
	if (guest->has_doorbell)
		guest->registers[DOORBELL] = number << 16 | (vector & 0xffff);
}

static void ring(void *user, uint32_t number, uint32_t vector)
{
	sluice_guest_ring((const struct sluice_guest *)user, number, vector);
}

struct sluice_region_bell sluice_guest_bell(struct sluice_guest *guest)
{
	struct sluice_region_bell bell = {
		.number = sluice_guest_number(guest),
		.vectors = guest->vectors,
		.ring = guest->has_doorbell ? ring : NULL,
		.user = guest,
	};

	memcpy(bell.descriptors, guest->events, sizeof bell.descriptors);
	return bell;
}
