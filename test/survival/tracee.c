#define _GNU_SOURCE
#include "tracee.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../native/check.h"

#if !defined(__x86_64__)
#error "tracee.c knows the registers and the int3 of x86-64 alone"
#endif

#define INT3 0xcc
/* First debug register: stop before the instruction at its address. */
#define BREAK_ON_EXECUTE 1ul

#define TRACEE_ROOM ((size_t)1 << 20)

__attribute__((noinline)) void tracee_mark(void)
{
	__asm__ volatile("int3" ::: "memory");
}

void tracee_start(struct tracee *tracee, void (*body)(void *user), void *user)
{
	char path[64];
	sigset_t signals;

	/* For await_signal. */
	sigemptyset(&signals);
	sigaddset(&signals, SIGCHLD);
	CHECK(sigprocmask(SIG_BLOCK, &signals, NULL) == 0);
	tracee->process = fork();
	CHECK(tracee->process >= 0);
	if (tracee->process == 0) {
		/* Whoever interrupts the test leaves no children behind. */
		CHECK(prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0);
		body(user);
		_exit(0);
	}
	snprintf(path, sizeof path, "/proc/%ld/syscall", (long)tracee->process);
	tracee->system_call = open(path, O_RDONLY | O_CLOEXEC);
	CHECK(tracee->system_call >= 0);
}

/* Whether it is asleep in a call that waits for somebody else. */
static bool is_asleep(const struct tracee *tracee)
{
	char text[160];
	const ssize_t length = pread(tracee->system_call, text, sizeof text - 1, 0);
	long number;

	if (length <= 0)
		return false;
	text[length] = '\0';
	number = strtol(text, NULL, 10);
	return text[0] != 'r' && (number == SYS_ppoll || number == SYS_poll || number == SYS_epoll_wait || number == SYS_epoll_pwait);
}

/* Sleeps until a child has changed, or for a moment: who yields instead waits for everybody else on a loaded machine. */
static void await_signal(void)
{
	static const struct timespec MOMENT = {0, 200000};
	sigset_t signals;

	sigemptyset(&signals);
	sigaddset(&signals, SIGCHLD);
	sigtimedwait(&signals, NULL, &MOMENT);
}

/* Returns once it has stopped: on a mark, a step, a debug register, or an int3 put in its way. */
static void await_stop(struct tracee *tracee, tracee_pump *pump, void *user)
{
	int status;

	if (pump == NULL) {
		CHECK(waitpid(tracee->process, &status, 0) == tracee->process);
	} else {
		pid_t changed;

		while ((changed = waitpid(tracee->process, &status, WNOHANG)) == 0) {
			if (is_asleep(tracee))
				pump(user);
			await_signal();
		}
		CHECK(changed == tracee->process);
	}
	/* An end here is a CHECK of the child that failed, and that has said so. */
	CHECK(WIFSTOPPED(status) && WSTOPSIG(status) == SIGTRAP);
}

static struct user_regs_struct registers(const struct tracee *tracee)
{
	struct user_regs_struct out;

	CHECK(ptrace(PTRACE_GETREGS, tracee->process, NULL, &out) == 0);
	return out;
}

/* Behind its int3. */
static bool is_at_mark(uint64_t at)
{
	return at - (uint64_t)(uintptr_t)&tracee_mark - 1 < 8;
}

void tracee_resume(const struct tracee *tracee)
{
	CHECK(ptrace(PTRACE_CONT, tracee->process, NULL, NULL) == 0);
}

void tracee_await(struct tracee *tracee, tracee_pump *pump, void *user)
{
	await_stop(tracee, pump, user);
	CHECK(is_at_mark(registers(tracee).rip));
}

void tracee_run(struct tracee *tracee, tracee_pump *pump, void *user)
{
	tracee_resume(tracee);
	tracee_await(tracee, pump, user);
}

/* Its way depends on the clock, and nothing that others see happens there. */
static bool is_in_kernel_page(uint64_t at)
{
	return at - getauxval(AT_SYSINFO_EHDR) < 2 * 4096;
}

/* Not from the heap: its state decides which way malloc takes in a child. */
static void *reserve(size_t size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	CHECK(memory != MAP_FAILED);
	return memory;
}

static void append(struct tracee_path *path, uint64_t at)
{
	uint32_t visits = 1, i;

	if (is_in_kernel_page(at))
		return;
	CHECK(path->count < TRACEE_ROOM);
	/* From behind: the last visit has the count. */
	for (i = path->count; i > 0; i--) {
		if (path->at[i - 1] == at) {
			visits = path->visit[i - 1] + 1;
			break;
		}
	}
	path->at[path->count] = at;
	path->visit[path->count++] = visits;
}

/* Over the whole instruction at which it stands, all rounds of one that repeats itself. Returns where it stands then. */
static uint64_t step_over(struct tracee *tracee, uint64_t at, tracee_pump *pump, void *user)
{
	uint64_t next;

	do {
		CHECK(ptrace(PTRACE_SINGLESTEP, tracee->process, NULL, NULL) == 0);
		await_stop(tracee, pump, user);
		next = registers(tracee).rip;
	} while (next == at);
	return next;
}

void tracee_record(struct tracee *tracee, struct tracee_path *path, tracee_pump *pump, void *user)
{
	uint64_t at = registers(tracee).rip;

	path->count = 0;
	path->at = (uint64_t *)reserve(TRACEE_ROOM * sizeof *path->at);
	path->visit = (uint32_t *)reserve(TRACEE_ROOM * sizeof *path->visit);
	for (;;) {
		append(path, at);
		at = step_over(tracee, at, pump, user);
		if (path->count > 8 && is_at_mark(at))
			return;
	}
}

/* Puts `code` over the first byte of an instruction, in the child's own copy of the page. Returns what it finds there. */
static uint8_t put_code(const struct tracee *tracee, uint64_t at, uint8_t code)
{
	void *const word = (void *)(uintptr_t)at;
	long before;

	errno = 0;
	before = ptrace(PTRACE_PEEKTEXT, tracee->process, word, NULL);
	CHECK(errno == 0);
	CHECK(ptrace(PTRACE_POKETEXT, tracee->process, word, (void *)((before & ~0xffl) | code)) == 0);
	return (uint8_t)before;
}

/* Runs it on to `target`. False when it came to the mark first. */
typedef bool run_on(struct tracee *tracee, uint64_t target, tracee_pump *pump, void *user);

/* The fastest way, where the processor, or who imitates it, has it. */
static bool run_to_register(struct tracee *tracee, uint64_t target, tracee_pump *pump, void *user)
{
	uint64_t at;

	CHECK(ptrace(PTRACE_POKEUSER, tracee->process, (void *)offsetof(struct user, u_debugreg[0]), (void *)(uintptr_t)target) == 0);
	CHECK(ptrace(PTRACE_POKEUSER, tracee->process, (void *)offsetof(struct user, u_debugreg[7]), (void *)BREAK_ON_EXECUTE) == 0);
	tracee_resume(tracee);
	await_stop(tracee, pump, user);
	at = registers(tracee).rip;
	CHECK(at == target || is_at_mark(at));
	return at == target;
}

static bool run_to_int3(struct tracee *tracee, uint64_t target, tracee_pump *pump, void *user)
{
	const uint8_t code = put_code(tracee, target, INT3);
	struct user_regs_struct at;

	tracee_resume(tracee);
	await_stop(tracee, pump, user);
	put_code(tracee, target, code);
	at = registers(tracee);
	if (at.rip - 1 != target) {
		CHECK(is_at_mark(at.rip));
		return false;
	}
	at.rip = target;
	CHECK(ptrace(PTRACE_SETREGS, tracee->process, NULL, &at) == 0);
	return true;
}

static __attribute__((noinline)) void pass(void)
{
	__asm__ volatile("" ::: "memory");
}

static void try_registers(void *user)
{
	(void)user;
	tracee_mark();
	pass();
	tracee_mark();
}

/* Debug registers can be set on some virtual machines, and stop nothing. */
static bool are_registers_heard(void)
{
	static int answer = -1;
	struct tracee tracee;

	if (answer < 0) {
		tracee_start(&tracee, try_registers, NULL);
		tracee_await(&tracee, NULL, NULL);
		answer = run_to_register(&tracee, (uint64_t)(uintptr_t)&pass, NULL, NULL);
		tracee_kill(&tracee);
		tracee_reap(&tracee);
	}
	return answer != 0;
}

/* Calls that for each other thread of the process. */
static void for_others(const struct tracee *tracee, void (*work)(pid_t thread))
{
	const struct dirent *entry;
	char path[64];
	DIR *tasks;

	snprintf(path, sizeof path, "/proc/%ld/task", (long)tracee->process);
	CHECK((tasks = opendir(path)) != NULL);
	while ((entry = readdir(tasks)) != NULL) {
		const pid_t thread = (pid_t)atoi(entry->d_name);

		if (thread > 0 && thread != tracee->process)
			work(thread);
	}
	closedir(tasks);
}

/* An int3 is in the way of all threads, and they would die of it. */
static void freeze(pid_t thread)
{
	CHECK(ptrace(PTRACE_SEIZE, thread, NULL, NULL) == 0 && ptrace(PTRACE_INTERRUPT, thread, NULL, NULL) == 0);
	CHECK(waitpid(thread, NULL, __WALL) == thread);
}

static void thaw(pid_t thread)
{
	CHECK(ptrace(PTRACE_DETACH, thread, NULL, NULL) == 0);
}

/* The n-th instruction is where `until` has led as often as it was visited. */
static bool visit(struct tracee *tracee, const struct tracee_path *path, uint32_t n, run_on *until, tracee_pump *pump, void *user)
{
	uint64_t at = registers(tracee).rip;
	uint32_t visits;

	/* Where it stands now was visited once already. */
	for (visits = path->at[n] == at; visits < path->visit[n]; visits++) {
		/* One step away from the instruction that it is to come back to. */
		if (at == path->at[n])
			at = step_over(tracee, at, pump, user);
		if (at != path->at[n] && !until(tracee, path->at[n], pump, user))
			return false;
		at = path->at[n];
	}
	return true;
}

bool tracee_run_to(struct tracee *tracee, const struct tracee_path *path, uint32_t n, tracee_pump *pump, void *user)
{
	bool is_there;

	if (n == 0)
		return true;
	if (n == path->count) {
		tracee_run(tracee, pump, user);
		return true;
	}
	if (are_registers_heard())
		return visit(tracee, path, n, run_to_register, pump, user);
	for_others(tracee, freeze);
	is_there = visit(tracee, path, n, run_to_int3, pump, user);
	for_others(tracee, thaw);
	return is_there;
}

void tracee_kill(const struct tracee *tracee)
{
	CHECK(kill(tracee->process, SIGKILL) == 0);
}

void tracee_await_death(const struct tracee *tracee)
{
	siginfo_t info;

	CHECK(waitid(P_PID, (id_t)tracee->process, &info, WEXITED | WNOWAIT) == 0);
}

void tracee_reap(struct tracee *tracee)
{
	int status;

	do
		CHECK(waitpid(tracee->process, &status, 0) == tracee->process);
	while (WIFSTOPPED(status));
	CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	close(tracee->system_call);
	tracee->process = -1;
}

void tracee_path_free(struct tracee_path *path)
{
	munmap(path->at, TRACEE_ROOM * sizeof *path->at);
	munmap(path->visit, TRACEE_ROOM * sizeof *path->visit);
}
