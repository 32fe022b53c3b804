/*
 * Memory of two processes with store buffers, weaker than TSO: a store waits in its process's buffer, and leaves it at any later moment, past stores
 * to other words. A release-store leaves only after all earlier ones; a fence waits until all have left. That orders at most what
 * C11 release and seq-cst promise on x86-64 and AArch64. Loads happen where they stand: each model says what else an acquire forbids.
 *
 * A process only stores words of its own and never loads them back, so no load looks into a buffer.
 */
byte memory[WORDS];

chan writer_buffer = [DEPTH] of { byte, byte };
chan reader_buffer = [DEPTH] of { byte, byte };

#define STORE_RELAXED(buffer, word, value) buffer ! (word), (value)
#define STORE_RELEASE(buffer, word, value) atomic { empty(buffer) -> buffer ! (word), (value) }
#define FENCE(buffer) empty(buffer)

/* One line per word in a process that empties a buffer: the oldest store to this word becomes visible. */
#define LEAVES(buffer, word) :: atomic { buffer ?? eval(word), value -> memory[word] = value; value = 0 }

/* Whether `word` lies in [old, now), or with OPEN_START in (old, now]; u32 positions are numbers modulo MODULUS here. */
#define DISTANCE(from, to) (((to) - (from)) & (MODULUS - 1))
#ifdef OPEN_START
#define PASSES(word, old, now) (DISTANCE(old, (word) - 1) < DISTANCE(old, now))
#else
#define PASSES(word, old, now) (DISTANCE(old, word) < DISTANCE(old, now))
#endif
