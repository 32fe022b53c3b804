/*
 * Publishing in batches: many records and pads, one store of the tail. The writer may die at every step, also between the bytes of a record
 * and after publishing; the reader goes on to the last tail (docs/runtime.md, "Ring" and "Death"). Stores are visible in program order, which
 * wake.pml shows to suffice. Ring of 8 units, records of a header and 0 or 1 unit of payload.
 *
 * Claims: everything published is delivered once, whole and in order, also when its writer is dead; nothing else ever is: no record that
 * was only committed, given back, or half written; nothing is overwritten before it was read.
 */
#define RECORDS 5
#define CAPACITY 8
#define MODULUS 16
#define START 12
#define DISTANCE(from, to) (((to) - (from)) & (MODULUS - 1))
#define SLOT(position) ((position) & (CAPACITY - 1))

#define PAD 64
#define HEADER(sequence, size) ((sequence) * 4 + (size))
#define PAYLOAD(sequence) (128 + (sequence))
#define JUNK 255	/* a reserved record that is being written, or was given back */

byte ring[CAPACITY];
byte tail_word = START, head_word = START;
bool is_closed;
/* Ghosts: the sequence after the last published record; where published ones start, to know what may be delivered. */
byte published;
bool is_writer_done;

#define STEP if :: true -> goto die :: true fi;

active proctype writer()
{
	byte tail = START, head = START, old = START, sequence, size, pad;
	byte count;

	do
	:: count < RECORDS ->
		if :: size = 1 :: size = 2 fi;
		pad = (CAPACITY - SLOT(tail) < size -> CAPACITY - SLOT(tail) : 0);
		/* W1 reserve: room for the record, its pad and END. */
		do
#ifdef NO_ROOM_CHECK
		:: true -> break
#endif
		:: pad + size <= CAPACITY - 1 - DISTANCE(head, tail) -> break
		:: else ->
			/* W7 no room. What is committed is published before waiting. */
			if
			:: old != tail -> goto publish
			:: else -> head_word != head; head = head_word; assert(DISTANCE(head, tail) <= CAPACITY)
			fi
		od;
		STEP
		/* Bytes of a reservation may be anything until it is committed. */
		atomic { ring[SLOT(tail + pad)] = JUNK; if :: size == 2 -> ring[SLOT(tail + pad + 1)] = JUNK :: else fi };
		STEP
		if
		:: size = 0; pad = 0			/* W13 abort: nothing stays of it. */
#ifdef ABORT_MOVES_TAIL
			; tail = DISTANCE(0, tail + 1)
#endif
		:: true ->
#ifdef PUBLISH_RESERVED
			/* The tail takes along what is only reserved. */
			atomic { tail_word = DISTANCE(0, tail + pad + size); published = sequence }; STEP
#endif
			/* W2 commit: pad, payload, header, each a step of its own; then the private tail. */
			if
			:: pad > 0 -> ring[SLOT(tail)] = PAD + HEADER(sequence, pad); STEP
				atomic { tail = DISTANCE(0, tail + pad); pad = 0
#ifndef PAD_IS_NOT_COUNTED
				; sequence++
#endif
				}
			:: else
			fi;
			if
			:: size == 2 -> ring[SLOT(tail + 1)] = PAYLOAD(sequence); STEP
			:: else
			fi;
			ring[SLOT(tail)] = HEADER(sequence, size); STEP
			atomic { tail = DISTANCE(0, tail + size); size = 0; sequence++; count++ }
		fi;
		STEP
		if
		:: old == tail
		:: old != tail && count < RECORDS	/* one more in this batch */
		:: old != tail ->
publish:		/* W3 publish. */
			atomic { tail_word = tail; published = sequence; old = tail }; STEP
		fi
	:: count == RECORDS -> break
	od;
	/* What is committed at the end is published, unless death was faster. */
	if
	:: old != tail -> atomic { tail_word = tail; published = sequence }
	:: else
	fi;
die:	is_closed = true
}

active proctype reader()
{
	byte head = START, tail = START, sequence, word, size;
	bool is_last;

	do
	:: tail == head ->
		if :: is_last -> break :: else fi;
#ifdef NO_LAST_LOOK
		if :: is_closed -> break :: else fi;
#endif
		/* R8 sleep ends with a new tail or the end of file; R7 death: the tail is loaded once more after that. */
#ifdef NO_EOF
		tail_word != head;
#else
		tail_word != head || is_closed;
#endif
		atomic { is_last = is_closed };
		tail = tail_word;
		/* What the reader checks of a tail. */
		assert(DISTANCE(head, tail) <= CAPACITY)
	:: tail != head ->
#ifdef HEAD_BEFORE_READ
		head_word = DISTANCE(0, head + (ring[SLOT(head)] & 3));
#endif
		/* R2 get: header, then payload, each read once. */
		word = ring[SLOT(head)];
		size = word & 3;
		assert(word != JUNK && sequence < published);
		if
		:: atomic { word >= PAD -> assert(word == PAD + HEADER(sequence, size) && size == CAPACITY - SLOT(head)) }
		:: atomic { word < PAD -> assert(word == HEADER(sequence, size)) }
			if
			:: size == 2 -> assert(ring[SLOT(head + 1)] == PAYLOAD(sequence))
			:: else
			fi
		fi;
		/* R12 finish. */
		atomic { assert(size > 0 && size <= DISTANCE(head, tail)); head = DISTANCE(0, head + size); sequence++; word = 0; size = 0 };
		/* R3 release, now or later. */
		if
		:: head_word = head
		:: tail != head
		fi
	od;
	assert(sequence == published)
}
