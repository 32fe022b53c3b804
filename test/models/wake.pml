/*
 * Sleeping and waking: a writer publishes records in batches, a reader takes them and sleeps on its data doorbell (docs/runtime.md, "Ring").
 * The writer stays alive and idle after its last record, so nothing but the doorbell can wake the reader; with DEATH it may die at every step,
 * and the socket's end of file wakes the reader too.
 *
 * With FENCED_BY_READER the writer has no fence of its own (W4): the reader makes it run one (R5), by membarrier(2).
 *
 * Claims: no reader sleeps on a record; all that was published is delivered, once, whole and in order; after a death too.
 */
#define RECORDS 5
#define CAPACITY 8
#define MODULUS 16
#define START (MODULUS - 2)	/* so that positions wrap on the way */

#define TAIL 0
#define DATA_WAKE_AT 1
#define SLOT(position) (2 + ((position) & (CAPACITY - 1)))
#define WORDS (2 + CAPACITY)
#define DEPTH 3
#include "memory.pml"

bool data_doorbell;
bool is_closed;			/* the writer's end of the socket: the kernel closes it after the last store of a process */
byte published;			/* ghost: records behind all tails stored so far */

#ifdef DEATH
#define STEP if :: true -> goto die :: true fi;
#else
#define STEP
#endif

proctype writer_memory()
{
	byte value;
end:	do
	LEAVES(writer_buffer, TAIL)
	LEAVES(writer_buffer, SLOT(0))
	LEAVES(writer_buffer, SLOT(1))
	LEAVES(writer_buffer, SLOT(2))
	LEAVES(writer_buffer, SLOT(6))
	LEAVES(writer_buffer, SLOT(7))
	od
}

proctype reader_memory()
{
	byte value;
end:	do
	LEAVES(reader_buffer, DATA_WAKE_AT)
	od
}

proctype writer()
{
	byte old = START, now = START, sent, wake_at;

	do
	:: sent < RECORDS ->
		do
		:: sent < RECORDS ->
#ifdef TAIL_BEFORE_RECORD
			STORE_RELEASE(writer_buffer, TAIL, DISTANCE(0, now + 1));
#endif
			/* W2 commit: the record is whole before the tail moves. */
			STORE_RELAXED(writer_buffer, SLOT(now), sent + 1); STEP
			atomic { now = DISTANCE(0, now + 1); sent++ }
		:: old != now -> break
		od;
		/* W3 publish: one store of tail for the batch; release, so that no record leaves the buffer after it. */
#ifdef RELAXED_TAIL
		atomic { STORE_RELAXED(writer_buffer, TAIL, now); published = sent };
#else
		atomic { empty(writer_buffer) -> STORE_RELAXED(writer_buffer, TAIL, now); published = sent };
#endif
		STEP
#ifndef FENCED_BY_READER
#ifndef NO_WRITER_FENCE
		/* W4 fence: the tail is visible before the wake word is looked at. */
		FENCE(writer_buffer); STEP
#endif
#endif
		/* W5 check, W6 ring. */
		wake_at = memory[DATA_WAKE_AT]; STEP
		if
		:: PASSES(wake_at, old, now) -> data_doorbell = true; STEP
		:: else
		fi;
		atomic { old = now; wake_at = 0 }
	:: sent == RECORDS -> break
	od;
#ifdef DEATH
die:	FENCE(writer_buffer);
	is_closed = true
#endif
}

proctype reader()
{
	byte head = START, tail = START, got;
	bool is_last;	/* the look at the tail that follows the end of file */

	do
	:: atomic { tail != head ->
		/* R2 get: the record is what its writer committed. */
		assert(memory[SLOT(head)] == got + 1);
		head = DISTANCE(0, head + 1); got++ }
	:: tail == head ->
		if
		:: is_last -> break
#ifndef DEATH
		:: got == RECORDS -> break
#endif
		:: else
		fi;
#ifdef NO_LAST_LOOK
		if :: is_closed -> break :: else fi;
#endif
		/* R7 death: the end of file is seen before the tail is loaded for the last time. */
		is_last = is_closed;
		/* R1 look. */
		tail = memory[TAIL];
		if
		:: tail != head || is_last -> skip
		:: else ->
#ifdef FENCE_BEFORE_ARM
			FENCE(reader_buffer); FENCE(writer_buffer);
#endif
			/* R4 arm. */
#ifndef NO_ARM
#ifdef ARM_LATE
			STORE_RELAXED(reader_buffer, DATA_WAKE_AT, DISTANCE(0, head + 1));
#else
			STORE_RELAXED(reader_buffer, DATA_WAKE_AT, head);
#endif
#endif
#ifndef NO_READER_FENCE
			/* R5 fence: the wake word is visible before the tail is looked at again. */
			FENCE(reader_buffer);
#endif
#ifdef FENCED_BY_READER
#ifndef FENCE_BEFORE_ARM
#ifndef NO_REMOTE_FENCE
			/* And the writer has run one: at some moment from here on, none of its stores waited. */
			FENCE(writer_buffer);
#endif
#endif
#endif
#ifndef NO_RECHECK
			/* R6 look again. */
			tail = memory[TAIL];
#endif
#ifdef CLEAR_LATE
			data_doorbell = false;
#endif
			if
			:: tail != head -> skip
			:: else ->
				/* R8 sleep. The doorbell is cleared by waking, before the next look. */
				if
				:: atomic { data_doorbell -> data_doorbell = false }
#ifndef NO_EOF
				:: is_closed
#endif
				fi
			fi
		fi
	od;
	assert(got == published)
}

init {
	atomic {
		/* As after an earlier lap: the wake word was passed. In a fresh segment it is due once, which would hide mistakes. */
		memory[TAIL] = START; memory[DATA_WAKE_AT] = START - 1;
		run writer_memory(); run reader_memory(); run writer(); run reader()
	}
}
