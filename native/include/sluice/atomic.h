/* SPDX-License-Identifier: MIT */
/*
 * How words of shared memory are read and written: the four orders of docs/runtime.md, which are those of JavaScript's Atomics, one for a word
 * whose order another one gives, and three for words that several write. Each use says in a comment which access is its partner. Words are aligned; C11 and C++ alike.
 */
#ifndef SLUICE_ATOMIC_H
#define SLUICE_ATOMIC_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What comes after sees all that its partner's store came after. */
static inline uint32_t sluice_load_acquire(const uint32_t *word)
{
	return __atomic_load_n(word, __ATOMIC_ACQUIRE);
}

/* All that came before is seen by whoever acquires this. */
static inline void sluice_store_release(uint32_t *word, uint32_t value)
{
	__atomic_store_n(word, value, __ATOMIC_RELEASE);
}

/*
 * For pairs that publish one word and then look at another: of two sides that do so, at least one sees what the other has stored. Release
 * and acquire alone let both miss it, and then both sleep.
 */
static inline void sluice_store_seq_cst(uint32_t *word, uint32_t value)
{
	__atomic_store_n(word, value, __ATOMIC_SEQ_CST);
}

static inline uint32_t sluice_load_seq_cst(const uint32_t *word)
{
	return __atomic_load_n(word, __ATOMIC_SEQ_CST);
}

/*
 * A load that stays behind the store before it as far as the compiler goes. The processor may do it earlier, unless whoever stores this word
 * makes it run a fence (membarrier) between that store and its own look.
 */
static inline uint32_t sluice_load_unfenced(const uint32_t *word)
{
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
	return __atomic_load_n(word, __ATOMIC_RELAXED);
}

/* One read, which the compiler does not repeat: of hints, and of words that lie before a position that was acquired. Orders nothing. */
static inline uint32_t sluice_load_once(const uint32_t *word)
{
	return __atomic_load_n(word, __ATOMIC_RELAXED);
}

/*
 * Moves a word that several write, if it still is `expected`: who is told true is the only one. Sequentially consistent, as Atomics.compareExchange.
 */
static inline bool sluice_compare_exchange(uint32_t *word, uint32_t expected, uint32_t value)
{
	return __atomic_compare_exchange_n(word, &expected, value, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

/* Stores, and returns what was there: of words that say "wake me", so that one of several wakes. As Atomics.exchange. */
static inline uint32_t sluice_exchange(uint32_t *word, uint32_t value)
{
	return __atomic_exchange_n(word, value, __ATOMIC_SEQ_CST);
}

/* Adds, modulo 2^32, and returns what was there. As Atomics.add. */
static inline uint32_t sluice_fetch_add(uint32_t *word, uint32_t value)
{
	return __atomic_fetch_add(word, value, __ATOMIC_SEQ_CST);
}

/* Sets bits, and returns what was there. As Atomics.or. */
static inline uint32_t sluice_fetch_or(uint32_t *word, uint32_t bits)
{
	return __atomic_fetch_or(word, bits, __ATOMIC_SEQ_CST);
}

/* Asks for the line of an address before it is needed, to read it. Changes nothing else, whatever the address. */
static inline void sluice_prefetch(const void *address)
{
	__builtin_prefetch(address);
}

/* The same, to have the line alone and write it. */
static inline void sluice_prefetch_to_write(void *address)
{
#if defined(__x86_64__)
	/* The builtin makes it only where -march promises that it is there; processors of 64 bits without it take it for a no-op. */
	__asm__ volatile("prefetchw %0" : : "m"(*(char *)address));
#else
	__builtin_prefetch(address, 1);
#endif
}

#ifdef __cplusplus
}
#endif

#endif /* SLUICE_ATOMIC_H */
