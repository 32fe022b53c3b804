/*
 * Arena: a writer lends its blocks by references in the ring, the reader gives each back by publishing its generation, and the writer frees a block
 * only on the current one (docs/runtime.md, "Who owns what"). The ring carries references in order, as batch.pml shows. No free block: arm
 * `arena_waiting`, look again, sleep. The reader holds up to two blocks and gives them back in any order.
 * With DEATH the reader may die, or leave, at any step, and the writer gets everything back. With STOP it may stop for ever.
 *
 * Claims: what is borrowed does not change; no writer sleeps beside a free block; nothing is freed twice or by an old generation; death
 * and CLOSED, and no CLOSING, free everything.
 */
#define BLOCKS 2
#ifndef LOANS
#define LOANS 5
#endif
#define GENERATIONS 4	/* modulo: they wrap too */

#define ARENA_WAITING 0
#define RELEASED(block) (1 + (block))
#define WORDS (1 + BLOCKS)
#define MODULUS 8
#define DEPTH 2
#include "memory.pml"

#define NEXT(generation) (((generation) + 1) & (GENERATIONS - 1))
#define CLOSING 2
#define CLOSED 3

chan ring = [2] of { byte, byte, byte };	/* block, generation; ghost: content */
byte block_content[BLOCKS];
bool space_doorbell, is_closed;
byte state_word = 1;
/* Ghosts. */
bool is_asleep, is_giving_back;
bool is_read[BLOCKS];	/* borrowed, and not yet given back */
byte lent_generation[BLOCKS];

#ifdef DEATH
#define STEP if :: true -> goto die :: true -> goto leave :: true fi;
#define CLOSING_STEP if :: true -> goto die :: true fi;
#else
#ifdef STOP
#define STEP if :: true -> goto end_stopped :: true fi;
#else
#define STEP
#endif
#endif

proctype writer_memory()
{
	byte value;
end:	do
	LEAVES(writer_buffer, ARENA_WAITING)
	od
}

proctype reader_memory()
{
	byte value;
end:	do
	LEAVES(reader_buffer, RELEASED(0))
	LEAVES(reader_buffer, RELEASED(1))
	od
}

/* A2 reclaim: 1 in `found` when the block is free. */
inline reclaim(block)
{
	atomic {
		if
		:: !is_lent[block] -> found = 1
		:: else ->
#ifdef GENERATION_IGNORED
			/* Whatever was ever given back is free. */
			if
			:: memory[RELEASED(block)] != 0 -> is_lent[block] = false; found = 1
			:: else
			fi
#else
			assert(memory[RELEASED(block)] == generation[block] || NEXT(memory[RELEASED(block)]) == generation[block]);
			if
			:: memory[RELEASED(block)] == generation[block] -> is_lent[block] = false; found = 1
			:: else
			fi
#endif
		fi
	}
}

inline find_block()
{
	found = 0; block = 0;
	reclaim(0);
	if
	:: found
	:: else -> block = 1; reclaim(1)
	fi
}

proctype writer()
{
	byte generation[BLOCKS], content, block, found;
	bool is_lent[BLOCKS], is_armed;

	do
	:: content < LOANS ->
		do
		:: find_block();
			if
			:: found -> break
			:: else
			fi;
#ifdef FREE_AT_CLOSING
			if :: state_word >= CLOSING -> goto all_free :: else fi;
#else
			/* A6 free all: the reader has unmapped the arena, or is dead. */
			if :: state_word == CLOSED || is_closed -> goto all_free :: else fi;
#endif
			/* A3 arm. */
			STORE_RELEASE(writer_buffer, ARENA_WAITING, 1); is_armed = true;
#ifndef NO_WRITER_FENCE
			FENCE(writer_buffer);
#endif
#ifndef NO_RECHECK
			/* A4 look again. */
			find_block();
			if
			:: found -> break
			:: else
			fi;
#endif
			/* A5 sleep. */
			is_asleep = true;
			if
			:: atomic { space_doorbell -> space_doorbell = false; is_asleep = false }
#ifndef NO_EOF
			:: atomic { is_closed -> is_asleep = false }
#endif
#ifdef STOP
#ifndef NO_DEADLINE
			:: goto ended
#endif
#endif
			fi
		od;
		/* A11 disarm. */
		if
		:: is_armed -> STORE_RELEASE(writer_buffer, ARENA_WAITING, 0); is_armed = false
		:: else
		fi;
		/* A1 lend: written while nobody has it; the next generation. */
		atomic {
			assert(!is_read[block]);
			content++; block_content[block] = content;
			is_lent[block] = true; generation[block] = NEXT(generation[block]); lent_generation[block] = generation[block];
			is_read[block] = true
		};
		if
		:: ring ! block, generation[block], content
		:: is_closed -> goto all_free
#ifdef STOP
		:: goto ended
#endif
		fi
	:: content == LOANS -> break
	od;
	goto ended;
all_free:
	/* Rewrites blocks at once, as a next connection would. */
	atomic { block_content[0] = 99; block_content[1] = 99 };
ended:	is_asleep = false
}

inline give_back(held_block, held_generation)
{
#ifndef RELEASE_BEFORE_READ
	assert(block_content[held_block] == held_content); STEP
	is_read[held_block] = false;
#endif
	/* A7 give back: after the last look at it. A8 fence, A9 check, A10 ring. */
	atomic { empty(reader_buffer) -> STORE_RELAXED(reader_buffer, RELEASED(held_block), held_generation); is_giving_back = true }; STEP
#ifdef RELEASE_BEFORE_READ
	is_read[held_block] = false;
	assert(block_content[held_block] == held_content);
#endif
#ifndef NO_READER_FENCE
	FENCE(reader_buffer);
#endif
	waits = memory[ARENA_WAITING]; STEP
	if
	:: waits -> space_doorbell = true
	:: else
	fi;
	atomic { is_giving_back = false; waits = 0 }
}

proctype reader()
{
	byte block, generation, content, other_block, other_generation, other_content, held_content, got;
	byte waits;
	bool has, has_other;

	do
	:: !has && got < LOANS ->
		if
		:: atomic { ring ? block, generation, content; got++; has = true }
#ifdef STOP
		:: goto ended
#endif
		fi;
		STEP
	:: has && !has_other && nempty(ring) ->
		/* Keeps it, and takes another one. */
		atomic {
			other_block = block; other_generation = generation; other_content = content; has_other = true;
			ring ? block, generation, content; got++
		};
		STEP
	:: has ->
		held_content = content; give_back(block, generation); atomic { has = false; block = 0; generation = 0; content = 0; held_content = 0 }
	:: has_other ->
		held_content = other_content; give_back(other_block, other_generation);
		atomic { has_other = false; other_block = 0; other_generation = 0; other_content = 0; held_content = 0 }
	:: got == LOANS && !has && !has_other -> break
	od;
#ifdef STOP
	goto ended;
end_stopped: false;
ended:	skip
#endif
#ifdef DEATH
leave:	state_word = CLOSING; CLOSING_STEP
	/* May still look at what it holds, until it is unmapped. */
	if :: has && !is_giving_back -> assert(block_content[block] == content) :: else fi; CLOSING_STEP
	state_word = CLOSED; CLOSING_STEP
die:	FENCE(reader_buffer);
	atomic { is_giving_back = false; is_closed = true }
#endif
}

/* Nobody sleeps beside a free block. */
proctype monitor()
{
end:	atomic {
		is_asleep && !space_doorbell && !is_giving_back && !is_closed &&
		(memory[RELEASED(0)] == lent_generation[0] || memory[RELEASED(1)] == lent_generation[1]) -> assert(false)
	}
}

init {
	atomic { run writer_memory(); run reader_memory(); run writer(); run reader(); run monitor() }
}
