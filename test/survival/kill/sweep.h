/*
 * Kills a child after each instruction of one operation, and compares what that leads to: once something has happened, it has also happened
 * for every later kill. Counts the kills, and the time from each to the news of it.
 */
#ifndef TEST_SURVIVAL_KILL_SWEEP_H
#define TEST_SURVIVAL_KILL_SWEEP_H

#include "../resources.h"
#include "../tracee.h"

/* What a kill has led to: counts, none of which is ever smaller when the kill comes later. */
#define SWEEP_FACTS 4
struct sweep_outcome {
	uint32_t facts[SWEEP_FACTS];
};

struct sweep {
	const char *name;
	/* Starts a child, and brings it to the mark before the operation. */
	void (*begin)(void *user, struct tracee *tracee);
	tracee_pump *pump;	/* NULL where it never sleeps */
	/* Calls sweep_kill, sees what follows, reaps the child, and gives everything back. `n` is only to choose between ways of looking. */
	struct sweep_outcome (*end)(void *user, struct tracee *tracee, uint32_t n);
	void *user;
};

/*
 * After every `every`-th instruction, and after the last. `first` and `last` become the outcomes of a kill before and behind the operation.
 * Exits with a line that says where, when facts go back, or a descriptor, a mapping or a byte is not given back.
 */
void sweep_run(const struct sweep *sweep, uint32_t every, struct sweep_outcome *first, struct sweep_outcome *last);

/* Kills, and starts the clock that sweep_told stops. */
void sweep_kill(const struct tracee *tracee);
void sweep_told(void);

/* Both processes on one processor: nobody spins, and the way through an operation is the same each time. */
void sweep_pin(void);

/*
 * A program of operations, `program NAME [EVERY]`: kills after each instruction of that one, or after every so many. Without a name it lists them.
 * `operations` are structs of `size` bytes that begin with their names. Returns what main does.
 */
int sweep_main(const void *operations, size_t size, size_t operation_count, void (*run)(const void *operation, uint32_t every), int count,
	       char **arguments);

#define SWEEP_MAIN(operations, run, count, arguments) \
	sweep_main(operations, sizeof *(operations), sizeof(operations) / sizeof *(operations), run, count, arguments)

/* Where a failed requirement says that it was. */
extern const char *sweep_name;
extern uint32_t sweep_n;

#define REQUIRE(condition, ...)                                                                                           \
	do {                                                                                                              \
		if (!(condition)) {                                                                                       \
			fprintf(stderr, "%s:%d: %s at %u: %s: ", __FILE__, __LINE__, sweep_name, sweep_n, #condition);     \
			fprintf(stderr, __VA_ARGS__);                                                                     \
			fputc('\n', stderr);                                                                              \
			exit(1);                                                                                          \
		}                                                                                                         \
	} while (0)

#endif
