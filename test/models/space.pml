/*
 * Waiting for room: a ring of 8 units (of 16 bytes), records of 1 or 2 units at multiples of 1, pads, and a unit kept for END. The reader releases its
 * head lazily; both sides sleep on their doorbells (docs/runtime.md, "Ring"). After a deadline the writer may settle for a smaller record,
 * and then arms further back than before. Both stay alive.
 * With DEATH the reader may die at every step, and the end of file wakes the writer; wake.pml and batch.pml have a writer that dies. With STOP either may be stopped for ever at any step, without an end of file; then each wait has a deadline, and giving up is the end.
 *
 * Claims: no deadlock, and no sleep beside released room; nothing is overwritten before it was read; END always has room; records arrive whole, in order, all of them; with
 * STOP, whoever runs comes to its end.
 */
#ifndef RECORDS
#define RECORDS 4
#endif
#define CAPACITY 8
#define MODULUS 16
#define START 10	/* four records of 2 don't fit, nor do three and a pad */
#define END_ROOM 1

#define TAIL 0
#define SPACE_WAKE_AT 1
#define HEAD 2
#define DATA_WAKE_AT 3
#define WORDS 4
#define DEPTH 2
#include "memory.pml"

#define PAD 64
#define END 128
#define SLOT(position) ((position) & (CAPACITY - 1))

byte ring[CAPACITY];	/* kind and size at a record's first unit; published by the release of TAIL, which wake.pml proves */
bool data_doorbell, space_doorbell;
bool is_reader_gone;	/* the kernel's: its end of the socket */
/* Ghosts: the writer sleeps until head is at `wanted_head`; the reader is between storing head and having rung. */
bool is_asleep, is_releasing;
byte wanted_head;

#ifdef STOP
#define STEP if :: true -> goto end_stopped :: true fi;
#define WRITER_STEP STEP
#ifdef NO_DEADLINE
#define DEADLINE
#else
#define DEADLINE :: true -> goto gave_up
#endif
#else
#define DEADLINE
#define WRITER_STEP
#ifdef DEATH
#define STEP if :: true -> goto die :: true fi;
#else
#define STEP
#endif
#endif

proctype writer_memory()
{
	byte value;
end:	do
	LEAVES(writer_buffer, TAIL)
	LEAVES(writer_buffer, SPACE_WAKE_AT)
	od
}

proctype reader_memory()
{
	byte value;
end:	do
	LEAVES(reader_buffer, HEAD)
	LEAVES(reader_buffer, DATA_WAKE_AT)
	od
}

#ifdef NO_END_ROOM
#define KEPT 0
#else
#define KEPT END_ROOM
#endif
#define FREE (CAPACITY - KEPT - DISTANCE(head, tail))
#define TO_END (CAPACITY - SLOT(tail))
#ifdef ARM_WITHOUT_END
#define COUNTED 0
#else
#define COUNTED KEPT
#endif
#ifdef ARM_WITHOUT_PAD
#define COUNTED_NEED size
#else
#define COUNTED_NEED needed
#endif
#ifdef ARM_LATE
#define BEFORE 0
#else
#define BEFORE 1
#endif

/* Nothing is written where something lies that was not read; `read` is a ghost. */
byte read = START;
#define PUT(position, what) assert(DISTANCE(read, position) < CAPACITY); ring[SLOT(position)] = what

inline load_head()
{
	word = memory[HEAD];
	assert(DISTANCE(head, word) <= DISTANCE(head, tail));	/* what the writer checks, or it poisons */
	head = word; word = 0
}

inline publish()
{
	/* W3 publish, W4 fence, W5 check, W6 ring: see wake.pml. */
	STORE_RELEASE(writer_buffer, TAIL, tail); WRITER_STEP
	FENCE(writer_buffer);
	word = memory[DATA_WAKE_AT]; WRITER_STEP
	if
	:: PASSES(word, old, tail) -> data_doorbell = true
	:: else
	fi;
	atomic { old = tail; word = 0 }
}

proctype writer()
{
	byte head = START, tail = START, old = START, sent, size, needed, word;
	bool is_patient;

	do
	:: sent < RECORDS ->
		if :: size = 1 :: size = 2 fi;
again:		needed = (TO_END < size -> TO_END + size : size);
		do
		:: needed <= FREE -> break
		:: else ->
			/* W7 no room: load head. */
			load_head(); WRITER_STEP
			if
			:: needed <= FREE -> break
			:: else
			fi;
			/* W8 arm: one before the head that gives room, with the pad and END's unit. */
			STORE_RELAXED(writer_buffer, SPACE_WAKE_AT, DISTANCE(0, tail + COUNTED_NEED + COUNTED - CAPACITY - BEFORE)); WRITER_STEP
#ifndef NO_WRITER_FENCE
			/* W9 fence: the wake word is visible before head is looked at again. */
			FENCE(writer_buffer);
#endif
#ifndef NO_RECHECK
			/* W10 look again. */
			load_head(); WRITER_STEP
			if
			:: needed <= FREE -> break
			:: else
			fi;
#endif
			/* W11 sleep, or after a deadline settle for less. */
			if :: size == 2 -> is_patient = false :: is_patient = true fi;
			atomic { is_asleep = true; wanted_head = DISTANCE(0, tail + needed + KEPT - CAPACITY) };
			if
			:: atomic { space_doorbell -> space_doorbell = false; is_asleep = false } WRITER_STEP
			:: atomic { !is_patient -> is_asleep = false; size = 1; goto again }
#ifndef NO_EOF
			:: atomic { is_reader_gone -> is_asleep = false; goto gone }
#endif
			DEADLINE
			fi
		od;
		/* W1 reserve, W2 commit: a pad first, when the record does not fit before the end. */
		if
		:: atomic { needed > size -> PUT(tail, PAD + TO_END); tail = DISTANCE(0, tail + needed - size) } WRITER_STEP
		:: atomic { else }
		fi;
		atomic {
			PUT(tail, sent * 4 + size); assert(DISTANCE(read, tail + size - 1) < CAPACITY);
			tail = DISTANCE(0, tail + size); sent++; size = 0; needed = 0; is_patient = false
		};
		WRITER_STEP
		publish()
	:: sent == RECORDS -> break
	od;
	/* W12 end: never waits. */
	load_head();
	assert(CAPACITY - DISTANCE(head, tail) >= END_ROOM);
	PUT(tail, END + 1); WRITER_STEP
	tail = DISTANCE(0, tail + 1);
	publish();
#ifdef STOP
	goto ended;
end_stopped: false;
gave_up:
ended:	is_asleep = false;
#endif
gone:	skip
}

inline release()
{
	/* R3 release, R9 fence, R10 check, R11 ring. */
	if
	:: old != head ->
		atomic { empty(reader_buffer) -> STORE_RELAXED(reader_buffer, HEAD, head); is_releasing = true }; STEP
#ifndef NO_READER_FENCE
		FENCE(reader_buffer);
#endif
		word = memory[SPACE_WAKE_AT]; STEP
		if
		:: PASSES(word, old, head) -> space_doorbell = true; STEP
		:: else
		fi;
		atomic { old = head; word = 0; is_releasing = false }
	:: else
	fi
}

proctype reader()
{
	byte head = START, tail = START, old = START, got, word, size, kept;
	bool has_ended;

	do
	:: tail != head ->
		/* R2 get, with the checks of the header that matter here. */
		atomic {
			word = ring[SLOT(head)]; size = (word >= PAD -> word & 63 : word & 3);
			assert(size >= 1 && size <= DISTANCE(head, tail) && size <= CAPACITY - SLOT(head))
		};
#ifdef HEAD_BEFORE_READ
		/* Given away before it was read. */
		head = DISTANCE(0, head + size); kept = word; release(); head = DISTANCE(0, head - size); word = kept;
#endif
		/* R12 finish. A hint says whether the writer waits inside of what is not released; who misses it releases at R1. */
		atomic {
			if
			:: word >= END -> assert(got == RECORDS && DISTANCE(head, tail) == 1); has_ended = true
			:: word < END && word >= PAD -> assert(size == CAPACITY - SLOT(head))
			:: word < PAD -> assert(word == got * 4 + size); got++
			fi;
			head = DISTANCE(0, head + size); read = head; word = 0; size = 0
		};
		STEP
		if :: has_ended -> break :: else fi;
		if
#ifndef NO_HINT
		:: DISTANCE(old, memory[SPACE_WAKE_AT]) < DISTANCE(old, head) -> release()
#endif
		:: release()	/* at an eighth, or any other fraction */
		:: true
		fi
	:: tail == head ->
		/* R1 look. */
		tail = memory[TAIL]; STEP
		if
		:: tail != head -> skip
		:: else ->
#ifndef LAZY_FOR_EVER
			release();
#endif
			/* R4 arm, R5 fence, R6 look again, R8 sleep: see wake.pml. */
			STORE_RELAXED(reader_buffer, DATA_WAKE_AT, head); STEP
			FENCE(reader_buffer);
			tail = memory[TAIL]; STEP
			if
			:: tail != head -> skip
			:: else ->
				if
				:: atomic { data_doorbell -> data_doorbell = false }
				DEADLINE
				fi
			fi
		fi
	od;
#ifdef STOP
	goto ended;
end_stopped: false;
gave_up:
ended:	skip;
#endif
#ifdef DEATH
	goto drained;
die:	FENCE(reader_buffer);
drained:
	atomic { is_releasing = false; is_reader_gone = true }
#endif
	skip
}

/* Nobody sleeps beside room: the writer is woken by the first release that gives enough. */
proctype monitor()
{
end:	atomic {
		is_asleep && !space_doorbell && !is_releasing && !is_reader_gone && DISTANCE(wanted_head, memory[HEAD]) < CAPACITY -> assert(false)
	}
}

init {
	atomic {
		/* As after an earlier lap: the wake words were passed. In a fresh segment they are due once, which would hide mistakes. */
		memory[TAIL] = START; memory[DATA_WAKE_AT] = START - 1;
		memory[HEAD] = START; memory[SPACE_WAKE_AT] = START - 1;
		run writer_memory(); run reader_memory(); run writer(); run reader(); run monitor()
	}
}
