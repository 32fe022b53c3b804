/* One run of a scenario in this process, and what it leaves behind. */
#ifndef TEST_SURVIVAL_FAULTS_RUN_H
#define TEST_SURVIVAL_FAULTS_RUN_H

#include "scenarios.h"

/* No run takes longer, on any machine; SIGALRM then. */
#define WATCHDOG_S 60

extern const struct scenario *scenario;
extern struct meeting meeting;

/* A folder of this process, and a path in it that is free. */
void make_address(void);
void remove_address(void);

const struct scenario *find_scenario(const char *name);

/* What a process may lose, in numbers. */
struct left {
	int64_t descriptors, segments, files, blocks;
};

struct left look_around(void);

/* Both sides, the client in a thread of its own. A run that hangs raises SIGALRM. */
void run_scenario(struct outcome *server, struct outcome *client);

#endif
