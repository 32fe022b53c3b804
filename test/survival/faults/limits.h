/* Bad luck that lasts: a clock that jumps, and no descriptors. */
#ifndef TEST_SURVIVAL_FAULTS_LIMITS_H
#define TEST_SURVIVAL_FAULTS_LIMITS_H

void list_limits(void);

/* Runs the test of this name; 0 when there is none. It exits when it fails. */
int run_limit(const char *name);

#endif
