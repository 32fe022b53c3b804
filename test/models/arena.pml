/*
 * Arena: a writer lends runs of 1 or 2 of its 3 blocks by references in the ring, the reader gives each back by publishing the generation of its
 * first block, and the writer frees a run only on the current one (docs/runtime.md, "Large payloads"). The ring carries references in order, as
 * batch.pml shows. No run: arm `arena_waiting`, look again, sleep. The reader holds up to two runs and gives them back in any order.
 * With DEATH the reader may die, or leave, at any step, and the writer gets everything back. With STOP it may stop for ever.
 *
 * Claims: what is borrowed does not change; no writer sleeps when all was given back; nothing is freed twice or by an old generation; death
 * and CLOSED, and no CLOSING, free everything.
 */
#define BLOCKS 3
#ifndef LOANS
#define LOANS 4
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

chan ring = [2] of { byte, byte, byte, byte };	/* first block, blocks, generation; ghost: content */
byte block_content[BLOCKS];
bool space_doorbell, is_closed;
byte state_word = 1;
/* Ghosts. */
bool is_asleep, is_giving_back;
bool is_read[BLOCKS];	/* of a run that is lent and not yet given back */

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
	LEAVES(reader_buffer, RELEASED(2))
	od
}

/* A2 reclaim: `runs` of the block becomes 0 when the run that starts there was given back. */
inline reclaim()
{
#ifdef GENERATION_IGNORED
	/* Whatever was ever given back is free. */
	if
	:: memory[RELEASED(block)] != 0 -> runs[block] = 0
	:: else
	fi
#else
	assert(memory[RELEASED(block)] == generation[block] || NEXT(memory[RELEASED(block)]) == generation[block]);
	if
	:: memory[RELEASED(block)] == generation[block] -> runs[block] = 0
	:: else
	fi
#endif
}

/* Walks from block 0 to the first run of free blocks that is long enough: `found`, from `first` on. In one step: what
 * is given back behind the walk would be found by the next one, and after arming its reader rings. */
inline find_run()
{
	atomic {
		first = 0; block = 0;
		do
		:: block - first == needed -> break
		:: block - first < needed && block == BLOCKS -> break
		:: block - first < needed && block < BLOCKS && runs[block] == 0 -> block++
		:: block - first < needed && block < BLOCKS && runs[block] != 0 ->
			reclaim();
			if
			:: runs[block] != 0 ->
#ifdef RUN_OVERRUN
				block++;
#else
				block = block + runs[block];
#endif
				first = block
			:: else
			fi
		od;
		found = (block - first == needed); block = 0
	}
}

proctype writer()
{
	byte generation[BLOCKS], runs[BLOCKS], content, block, first, needed;
	bool is_armed, found;

	do
	:: content < LOANS ->
		if :: needed = 1 :: needed = 2 fi;
		do
		:: find_run();
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
			find_run();
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
			content++;
			assert(!is_read[first]); block_content[first] = content; is_read[first] = true;
			if
			:: needed == 2 -> assert(!is_read[first + 1]); block_content[first + 1] = content; is_read[first + 1] = true
			:: else
			fi;
			runs[first] = needed; generation[first] = NEXT(generation[first]); lent_generation[first] = generation[first]
		};
		if
		:: ring ! first, needed, generation[first], content
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
	atomic { block_content[0] = 99; block_content[1] = 99; block_content[2] = 99 };
ended:	is_asleep = false
}

#define HOLDS(first, blocks, what) (block_content[first] == what && block_content[first + blocks - 1] == what)

inline give_back(held_block, held_blocks, held_generation)
{
#ifndef RELEASE_BEFORE_READ
	assert(HOLDS(held_block, held_blocks, held_content)); STEP
	atomic { is_read[held_block] = false; is_read[held_block + held_blocks - 1] = false };
#endif
	/* A7 give back: after the last look at it. A8 fence, A9 check, A10 ring. */
	atomic { empty(reader_buffer) -> STORE_RELAXED(reader_buffer, RELEASED(held_block), held_generation); is_giving_back = true }; STEP
#ifdef RELEASE_BEFORE_READ
	atomic { is_read[held_block] = false; is_read[held_block + held_blocks - 1] = false };
	assert(HOLDS(held_block, held_blocks, held_content));
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
	byte block, blocks, generation, content, other_block, other_blocks, other_generation, other_content, held_content, got;
	byte waits;
	bool has, has_other;

	do
	:: !has && got < LOANS && (!has_other || nempty(ring)) ->	/* who waits for more while it keeps what the writer needs waits for itself */
		if
		:: atomic { ring ? block, blocks, generation, content; got++; has = true }
#ifdef STOP
		:: goto ended
#endif
		fi;
		STEP
	:: has && !has_other && nempty(ring) ->
		/* Keeps it, and takes another one. */
		atomic {
			other_block = block; other_blocks = blocks; other_generation = generation; other_content = content; has_other = true;
			ring ? block, blocks, generation, content; got++
		};
		STEP
	:: has ->
		held_content = content; give_back(block, blocks, generation); atomic { has = false; block = 0; blocks = 0; generation = 0; content = 0; held_content = 0 }
	:: has_other ->
		held_content = other_content; give_back(other_block, other_blocks, other_generation);
		atomic { has_other = false; other_block = 0; other_blocks = 0; other_generation = 0; other_content = 0; held_content = 0 }
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
	if :: has && !is_giving_back -> assert(HOLDS(block, blocks, content)) :: else fi; CLOSING_STEP
	state_word = CLOSED; CLOSING_STEP
die:	FENCE(reader_buffer);
	atomic { is_giving_back = false; is_closed = true }
#endif
}

/* Nobody sleeps when everything was given back. */
#define IS_BACK(block) (memory[RELEASED(block)] == lent_generation[block])
proctype monitor()
{
end:	atomic {
		is_asleep && !space_doorbell && !is_giving_back && !is_closed &&
		(IS_BACK(0) && IS_BACK(1) && IS_BACK(2)) -> assert(false)
	}
}

init {
	atomic { run writer_memory(); run reader_memory(); run writer(); run reader(); run monitor() }
}
