#define _GNU_SOURCE
#include "init.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

int init_is_first(void)
{
	return getpid() == 1;
}

static void mount_on(const char *type, const char *folder)
{
	mkdir(folder, 0755);
	if (mount(type, folder, type, 0, NULL) != 0 && errno != EBUSY)
		fprintf(stderr, "init: can't mount %s: %s\n", type, strerror(errno));
}

static void load(const char *name)
{
	char path[128];
	int descriptor;

	snprintf(path, sizeof path, "/modules/%s", name);
	descriptor = open(path, O_RDONLY | O_CLOEXEC);
	if (descriptor < 0 || (syscall(SYS_finit_module, descriptor, "", 0) != 0 && errno != EEXIST))
		fprintf(stderr, "init: can't load %s: %s\n", path, strerror(errno));
	if (descriptor >= 0)
		close(descriptor);
}

void init_begin(void)
{
	char name[64];
	FILE *order;

	mount_on("proc", "/proc");
	mount_on("sysfs", "/sys");
	mount_on("devtmpfs", "/dev");
	order = fopen("/modules/order", "re");
	if (order == NULL)
		return;
	while (fgets(name, sizeof name, order) != NULL) {
		name[strcspn(name, "\n")] = '\0';
		if (name[0] != '\0')
			load(name);
	}
	fclose(order);
}

void init_end(void)
{
	fflush(NULL);
	sync();
	reboot(RB_POWER_OFF);
	for (;;)
		pause();
}
