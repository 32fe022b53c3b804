/* SPDX-License-Identifier: MIT */
/* Looking before sleeping: a halted processor costs tens of microseconds to wake; looking for about as long costs no more than twice the best. */
#ifndef SLUICE_SRC_SPIN_H
#define SLUICE_SRC_SPIN_H

#include <stdint.h>

#define SLUICE__SPIN_MOST_NS ((int64_t)50000)
#define SLUICE__SPIN_LEAST_NS ((int64_t)500)
/* Looks between two looks at the clock. */
#define SLUICE__LOOKS_PER_CLOCK 32

/* Between two looks: lets the other thread of the core run, and saves power. */
static inline void sluice__pause_briefly(void)
{
#if defined(__x86_64__) || defined(__i386__)
	__builtin_ia32_pause();
#elif defined(__aarch64__)
	__asm__ volatile("yield");
#endif
}

/* How long to look before the next sleep, after a wait of `waited_ns` that began with looking for `spin_ns`: looking pays when waits are short. */
static inline int64_t sluice__adapt_spin(int64_t spin_ns, int64_t waited_ns)
{
	const int64_t next_ns = waited_ns < 2 * SLUICE__SPIN_MOST_NS ? spin_ns * 2 : spin_ns / 2;

	return next_ns > SLUICE__SPIN_MOST_NS ? SLUICE__SPIN_MOST_NS : next_ns < SLUICE__SPIN_LEAST_NS ? SLUICE__SPIN_LEAST_NS : next_ns;
}

#endif /* SLUICE_SRC_SPIN_H */
