/*
 * A child process that is stopped after any chosen instruction of what it does, and killed there. x86-64 only: marks are int3, and the way to
 * an instruction is one run up to a debug register, not a step for each instruction before it; where those are not heard, to an int3 put there.
 *
 * The child calls tracee_mark() around what it does. Its parent runs it from mark to mark, records once which instructions lie between
 * two marks (tracee_record), and takes each later child to the n-th of them (tracee_run_to).
 */
#ifndef TEST_SURVIVAL_TRACEE_H
#define TEST_SURVIVAL_TRACEE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct tracee {
	pid_t process;	/* -1 once it is reaped */
	int system_call;/* /proc/PID/syscall */
};

/* The instructions between two marks, in their order. An instruction that repeats itself counts once. */
struct tracee_path {
	uint64_t *at;
	uint32_t *visit; /* how often `at` was come to by then, 1 the first time */
	uint32_t count;
};

/* Called while the child sleeps in a system call that it can't leave on its own; may be called again for the same sleep. */
typedef void tracee_pump(void *user);

/* Forks: `body` runs in the child, which then exits. The child does not stop before its first mark. */
void tracee_start(struct tracee *tracee, void (*body)(void *user), void *user);
void tracee_mark(void);

/* Runs the child on to its next mark. The pump may be NULL where it never sleeps. */
void tracee_run(struct tracee *tracee, tracee_pump *pump, void *user);
/* Lets it run, and returns: for a parent that now has something else to wait for. Then comes tracee_await. */
void tracee_resume(const struct tracee *tracee);
void tracee_await(struct tracee *tracee, tracee_pump *pump, void *user);
/* Runs it from one mark to the next by single steps, and notes them. */
void tracee_record(struct tracee *tracee, struct tracee_path *path, tracee_pump *pump, void *user);
/* Runs it until `n` instructions of the path are done. False when it came to the next mark first, since this time it took another way. */
bool tracee_run_to(struct tracee *tracee, const struct tracee_path *path, uint32_t n, tracee_pump *pump, void *user);

/* SIGKILL, without waiting for anything. */
void tracee_kill(const struct tracee *tracee);
/* Waits until it is gone, and all that it had open is closed. */
void tracee_await_death(const struct tracee *tracee);
/* The same, and forgets it. */
void tracee_reap(struct tracee *tracee);

void tracee_path_free(struct tracee_path *path);

#endif
