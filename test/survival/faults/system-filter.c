#define _GNU_SOURCE
#include "system-filter.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static const struct call {
	const char *name;
	unsigned number;
	bool is_shared_only;
} CALLS[] = {
	{"memfd_create", SYS_memfd_create, false}, {"mmap", SYS_mmap, true},		 {"eventfd2", SYS_eventfd2, false},
	{"sendmsg", SYS_sendmsg, false},	   {"recvmsg", SYS_recvmsg, false},	 {"membarrier", SYS_membarrier, false},
	{"ppoll", SYS_ppoll, false},		   {"io_submit", SYS_io_submit, false}, {"epoll_create1", SYS_epoll_create1, false},
	{"fallocate", SYS_fallocate, false},	   {"ftruncate", SYS_ftruncate, false}, {"getrandom", SYS_getrandom, false},
};

bool system_filter_is_possible(void)
{
#if defined(__x86_64__)
	/* The mode of filters is there when it complains about the filter. */
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, NULL) != 0 && errno == EFAULT;
#else
	return false;
#endif
}

/* The low half of an argument; x86-64 has it first. */
static unsigned low_half(unsigned index)
{
	return offsetof(struct seccomp_data, args) + 8 * index;
}

bool system_filter_install(const char *name, int number)
{
	const struct call *call = NULL;
	size_t i;

	for (i = 0; i < sizeof CALLS / sizeof CALLS[0]; i++)
		if (strcmp(CALLS[i].name, name) == 0)
			call = &CALLS[i];
	if (call == NULL)
		return false;
	/* Each jump is by how many instructions are left out: 0 goes on. */
	struct sock_filter program[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 0, 5),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call->number, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, low_half(3)),
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, call->is_shared_only ? MAP_SHARED : 0xffffffffu, 0, call->is_shared_only ? 1 : 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ((unsigned)number & SECCOMP_RET_DATA)),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog filter = {sizeof program / sizeof program[0], program};

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

#if defined(WHEN_LOADED)
/* As a library that Node loads when it is time: SLUICE_FILTER=NAME:ERRNO. */
__attribute__((constructor)) static void install_when_loaded(void)
{
	char name[32] = "";
	const char *text = getenv("SLUICE_FILTER"), *colon = text == NULL ? NULL : strchr(text, ':');

	if (colon == NULL || (size_t)(colon - text) >= sizeof name)
		_exit(77);
	memcpy(name, text, (size_t)(colon - text));
	if (!system_filter_install(name, atoi(colon + 1)))
		_exit(77);
}
#endif
