/*
 * Broadcast: a writer that never waits, a reader that copies and then looks whether the copy was overwritten meanwhile (docs/protocols/segment.md,
 * "Broadcast"). Ring of 8 units, records of a header and 1 or 2 units of payload, pads. Stores of bytes leave the buffer in any order, as on
 * AArch64. The reader may stop at any step for as long as it likes, and joins at any moment.
 *
 * With LONG_STOP the writer gets all around the 4 GiB while the reader is stopped in the middle of a copy. Words of 32 bits
 * can't tell: a known limit, see docs/models.md.
 *
 * Claims: a torn copy is never accepted; records come in order, none twice; received and lost add up to what was sent since joining; the reader
 * never finds junk, and at the end it is at the tail.
 */
#ifdef LONG_STOP
#define MODULUS 16	/* while the reader stops in the middle of a copy, the writer may get all around: 4 GiB */
#endif
#ifndef RECORDS
#define RECORDS 5
#endif
#define CAPACITY 8
#ifndef MODULUS
#define MODULUS 32	/* more than is ever written */
#endif
#define START 24	/* so that positions wrap on the way */
#define SLOT(position) ((position) & (CAPACITY - 1))

#define INTENT CAPACITY
#define TAIL (CAPACITY + 1)
#define LATEST (CAPACITY + 2)
#define WORDS (CAPACITY + 3)
#ifndef DEPTH
#define DEPTH 2
#endif
#include "memory.pml"

#define PAD 64
#define HEADER(sequence, size) ((sequence) * 4 + (size))
#define SEQUENCE_OF(header) (((header) & 63) >> 2)
#define PAYLOAD(sequence, i) (128 + (sequence) * 4 + (i))

byte sent;	/* ghost: records behind the tail */

proctype writer_memory()
{
	byte value;
end:	do
	LEAVES(writer_buffer, 0)
	LEAVES(writer_buffer, 1)
	LEAVES(writer_buffer, 2)
	LEAVES(writer_buffer, 3)
	LEAVES(writer_buffer, 4)
	LEAVES(writer_buffer, 5)
	LEAVES(writer_buffer, 6)
	LEAVES(writer_buffer, 7)
	LEAVES(writer_buffer, INTENT)
	LEAVES(writer_buffer, TAIL)
	LEAVES(writer_buffer, LATEST)
	od
}

inline store_latest()
{
	STORE_RELEASE(writer_buffer, LATEST, DISTANCE(0, tail + pad))
}

inline store_intent()
{
	STORE_RELAXED(writer_buffer, INTENT, DISTANCE(0, tail + pad + size))
}

proctype writer()
{
	byte tail = START, size, pad, sequence;

	do
	:: sequence < RECORDS ->
		atomic {
			if :: size = 2 :: size = 3 fi;
			pad = (CAPACITY - SLOT(tail) < size -> CAPACITY - SLOT(tail) : 0)
		};
#ifndef INTENT_AFTER_BYTES
		/* B1 intent, B2 fence: visible before any byte changes. */
		store_intent();
#ifndef NO_WRITER_FENCE
		FENCE(writer_buffer);
#endif
#endif
		/* B3 bytes. */
		if
		:: pad > 0 -> STORE_RELAXED(writer_buffer, SLOT(tail), PAD + pad)
		:: else
		fi;
		STORE_RELAXED(writer_buffer, SLOT(tail + pad), HEADER(sequence, size));
		STORE_RELAXED(writer_buffer, SLOT(tail + pad + 1), PAYLOAD(sequence, 0));
		if
		:: size == 3 -> STORE_RELAXED(writer_buffer, SLOT(tail + pad + 2), PAYLOAD(sequence, 1))
		:: else
		fi;
#ifdef INTENT_AFTER_BYTES
		store_intent();
#endif
#ifdef LATEST_BEFORE_TAIL
		store_latest();
#endif
		/* B4 publish: release, after the bytes. */
#ifdef RELAXED_TAIL
		STORE_RELAXED(writer_buffer, TAIL, DISTANCE(0, tail + pad + size));
#else
		STORE_RELEASE(writer_buffer, TAIL, DISTANCE(0, tail + pad + size));
#endif
		sent++;
		/* B5 latest: after the tail. */
#ifndef LATEST_BEFORE_TAIL
		store_latest();
#endif
		atomic { tail = DISTANCE(0, tail + pad + size); sequence++; size = 0; pad = 0 }
	:: sequence == RECORDS -> break
	od
}

/* B8 check, into `is_whole`. */
inline check(position)
{
#ifdef NO_CHECK
	is_whole = true
#else
#ifdef CHECK_TAIL
	/* The tail in place of intent: what is being overwritten is not yet published. */
	is_whole = (DISTANCE(position, memory[TAIL]) <= CAPACITY)
#else
#ifdef CHECK_LATE
	is_whole = (DISTANCE(position, memory[INTENT]) <= CAPACITY + 1)
#else
	is_whole = (DISTANCE(position, memory[INTENT]) <= CAPACITY)
#endif
#endif
#endif
}

/* B6 copy the header, B7 fence, B8 check. */
inline copy_header(position)
{
#ifdef NO_READER_FENCE
	check(position);
	header = memory[SLOT(position)]
#else
	header = memory[SLOT(position)];
	check(position)
#endif
}

proctype reader()
{
	byte position = START, expected, received, lost, joined, header, first, second, gap;
	bool is_whole, is_lapped;

	/* B9 join: after the last record that is published, or at the start. */
join:	first = memory[LATEST];
	if
	:: memory[TAIL] == START -> skip
	:: else ->
		copy_header(first);
		if
		:: !is_whole -> goto join
		:: else
		fi;
		atomic { position = DISTANCE(0, first + (header & 3)); expected = SEQUENCE_OF(header) + 1; joined = expected }
	fi;

	do
	:: atomic { memory[TAIL] == position -> is_lapped = false };
		/* Nothing new. Looks again when there is, or ends when there will be none. */
		if
		:: memory[TAIL] != position
		:: atomic { sent == RECORDS && memory[TAIL] == position && empty(writer_buffer) -> break }
		fi
	:: memory[TAIL] != position ->
		copy_header(position);
		if
		:: !is_whole -> goto lapped
		:: is_whole && header >= PAD && header < 128 ->
			assert((header & 63) == CAPACITY - SLOT(position));
			position = DISTANCE(0, position + (header & 63)); goto next
		:: else
		fi;
		atomic { assert(header < PAD && (header & 3) >= 2 && SLOT(position) + (header & 3) <= CAPACITY) };
#ifdef NO_READER_FENCE
		check(position);
#endif
		first = memory[SLOT(position + 1)];
		if
		:: (header & 3) == 3 -> second = memory[SLOT(position + 2)]
		:: else -> second = 0
		fi;
#ifndef NO_READER_FENCE
		check(position);
#endif
		if
		:: !is_whole -> goto lapped
		:: else
		fi;
		/* B10 take: the gap in the sequence is what was lost. Modulo 16 here. */
		atomic {
			gap = (SEQUENCE_OF(header) - expected) & 15;
			if
			:: is_lapped && gap < 8 || gap == 0 -> skip
			:: else -> assert(!is_lapped); goto lapped
			fi;
			assert(first == PAYLOAD(SEQUENCE_OF(header), 0));
			assert((header & 3) == 2 || second == PAYLOAD(SEQUENCE_OF(header), 1));
			lost = lost + gap; received++; expected = SEQUENCE_OF(header) + 1;
			position = DISTANCE(0, position + (header & 3));
			assert(joined + received + lost == expected);
			is_lapped = false; header = 0; first = 0; second = 0; gap = 0; is_whole = false
		};
		goto next;
lapped:		/* B11 go on at the latest. */
		atomic { position = memory[LATEST]; is_lapped = true; header = 0; first = 0; second = 0; gap = 0; is_whole = false };
next:		skip
	od;
	assert(joined + received + lost == RECORDS)
}

init {
	atomic {
		memory[INTENT] = START; memory[TAIL] = START; memory[LATEST] = START;
		run writer_memory(); run writer(); run reader()
	}
}
