/*
 * Ends: END (half close), leaving (CLOSING, unmapped, CLOSED, end of file), poison, and death at every step of them (docs/runtime.md, "Death").
 * One side, the leaver, sends up to RECORDS records over a ring of 4 units, reads of the other side's memory, and goes in one of these ways; the
 * stayer may look at the state at any moment, reads to the last tail and reports once.
 * With STOP either may stop for ever at any step; then waits have deadlines.
 *
 * Claims: all that was published is delivered, then END if it was sent, then one report, which tells death, departure and poison apart;
 * nothing follows END, and END never waits for room; memory that the stayer reuses is read by nobody; leaving waits for nobody;
 * after CLOSING the tail stays where it is.
 */
#define RECORDS 4
#define CAPACITY 4
#define MODULUS 8
#define START 6
#define DISTANCE(from, to) (((to) - (from)) & (MODULUS - 1))
#define SLOT(position) ((position) & (CAPACITY - 1))
#ifdef NO_END_ROOM
#define KEPT 0
#else
#define KEPT 1
#endif

#define READY 1
#define CLOSING 2
#define CLOSED 3
#define POISONED 4
#define END 99

/* The leaver's segment. */
byte ring[CAPACITY], tail_word = START, state_word = READY, reason_word;
/* The stayer's segment: `is_live` while what was lent to the leaver still holds what the leaver was told. */
byte head_word = START;
bool is_live = true;
/* The kernel's: doorbell of the stayer, and the leaver's end of the socket. */
bool doorbell, is_closed;
/* Ghosts. */
byte published;
bool has_ended, is_leaving, has_poisoned, is_mapped = true;

#define DIES :: true -> goto die
#ifdef STOP
#define STEP if :: true -> goto end_stopped :: true fi;
#define LEAVER_STEP if DIES :: true -> goto end_stopped :: true fi;
#define DEADLINE :: true -> goto gave_up
#else
#define STEP
#define LEAVER_STEP if DIES :: true fi;
#define DEADLINE
#endif

active proctype leaver()
{
	byte tail = START, count, is_end_sent;

	do
	:: !is_end_sent && count < RECORDS && DISTANCE(head_word, tail) < CAPACITY - KEPT ->
		/* W1 to W3. */
		ring[SLOT(tail)] = count + 1; LEAVER_STEP
		atomic { tail = DISTANCE(0, tail + 1); count++; tail_word = tail; published++ }; LEAVER_STEP
	:: !is_end_sent ->
		/* W12 end: there is always room. */
		assert(DISTANCE(head_word, tail) < CAPACITY);
		ring[SLOT(tail)] = END; LEAVER_STEP
		atomic { tail = DISTANCE(0, tail + 1); tail_word = tail; has_ended = true };
#ifdef DATA_AFTER_END
		ring[SLOT(tail)] = count + 1; tail = DISTANCE(0, tail + 1); tail_word = tail;
#endif
		is_end_sent = true; LEAVER_STEP
	:: assert(is_mapped && is_live); LEAVER_STEP	/* reads what the stayer has lent it */
	:: atomic { !has_poisoned -> has_poisoned = true }
		/* P1 reason, P2 state, P3 ring. */
#ifdef RING_BEFORE_STATE
		doorbell = true; LEAVER_STEP
		reason_word = 1; LEAVER_STEP
		state_word = POISONED; LEAVER_STEP
#else
#ifdef STATE_BEFORE_REASON
		state_word = POISONED; LEAVER_STEP
		reason_word = 1; LEAVER_STEP
#else
		reason_word = 1; LEAVER_STEP
		state_word = POISONED; LEAVER_STEP
#endif
		doorbell = true; LEAVER_STEP
#endif
		goto idle
	:: break
	od;
#ifdef EOF_BEFORE_CLOSING
	is_closed = true; LEAVER_STEP
#endif
	/* C1 closing: nothing new from here on. */
	atomic { state_word = CLOSING; is_leaving = true }; LEAVER_STEP
#ifdef WRITE_AFTER_CLOSING
	if
	:: !is_end_sent -> atomic { ring[SLOT(tail)] = END; tail = DISTANCE(0, tail + 1); tail_word = tail; has_ended = true }
	:: else
	fi;
#endif
#ifdef WAIT_FOR_PEER
	/* Not without the peer having read it all. */
	head_word == tail;
#endif
#ifdef CLOSED_BEFORE_UNMAP
	state_word = CLOSED; LEAVER_STEP
	assert(is_live); LEAVER_STEP	/* a last look at what it has borrowed */
	is_mapped = false; LEAVER_STEP
#else
	/* C2 unmap, C3 closed. */
	assert(is_live); LEAVER_STEP
	is_mapped = false; LEAVER_STEP
	state_word = CLOSED; LEAVER_STEP
#endif
die:	/* C4 end of file: by close, or by the kernel after the process's last store. */
	atomic { is_mapped = false; is_closed = true };
	goto ended;
idle:	/* Who has poisoned stays, alive and silent, until its user lets go. */
	if
	:: goto die
#ifndef STOP
	:: goto end_idle
#endif
	fi;
end_idle: false;
#ifdef STOP
end_stopped: false;
#endif
ended:	skip
}

#define CRASHED 1
#define DISCONNECTED 2
#define LIAR 3

active proctype stayer()
{
	byte head = START, tail = START, got, seen = READY, word, reported;
	bool is_last, is_end_read;
	byte final_tail;	/* ghost: the tail after CLOSING was seen */
	bool has_final;

	do
	:: tail != head ->
		/* R2, R12. */
		word = ring[SLOT(head)]; STEP
		atomic {
			assert(!is_end_read);
			if
			:: word == END -> is_end_read = true; assert(DISTANCE(head, tail) == 1)
			:: else -> got++; assert(word == got)
			fi;
			head = DISTANCE(0, head + 1); word = 0
		};
		if :: head_word = head; STEP :: tail != head fi
	:: seen < CLOSED ->
		/* D1 state, at any moment: loaded once, never lower than before. */
		atomic { word = state_word; assert(word >= seen); seen = word; word = 0 };
		STEP
		if
#ifdef FREE_AT_CLOSING
		:: seen >= CLOSING && seen != POISONED -> is_live = false
#else
		/* D2 free: whoever is CLOSED has no mapping of mine. */
		:: seen == CLOSED -> is_live = false
#endif
		:: else
		fi;
		if
		:: !has_final && (seen == CLOSING || seen == CLOSED) -> atomic { final_tail = tail_word; has_final = true }
		:: else
		fi;
#ifdef END_AT_CLOSING
		/* Takes CLOSING for the end, without looking at the tail again. */
		if :: seen >= CLOSING && seen != POISONED && tail == head -> break :: else fi
#else
		skip
#endif
	:: tail == head ->
		if
		:: is_last || seen == POISONED && tail_word == head -> break
		:: else
		fi;
#ifdef NO_LAST_LOOK
		if :: is_closed -> is_last = true; goto next :: else fi;
#endif
		/* R8 sleep. */
		if
		:: tail_word != head
		:: atomic { doorbell -> doorbell = false }
#ifndef NO_EOF
		:: is_closed
#endif
		DEADLINE
		fi;
		STEP
		/* R7 death: end of file first, then state and tail, once. */
#ifdef STATE_BEFORE_EOF
		atomic { word = state_word; assert(word >= seen); seen = word; word = 0 };
		is_last = is_closed; STEP
#else
		is_last = is_closed; STEP
		atomic { word = state_word; assert(word >= seen); seen = word; word = 0 };
#endif
		tail = tail_word; STEP
		if
		:: is_last -> is_live = false
		:: else
		fi
next:		skip
	od;
	/* D3 report. */
	if
	:: seen == POISONED -> assert(reason_word != 0); reported = LIAR
	:: seen == CLOSING || seen == CLOSED -> reported = DISCONNECTED
	:: else -> reported = CRASHED
	fi;
	assert(!has_final || final_tail == tail_word);
	assert(got == published && is_end_read == has_ended);
	assert((reported == LIAR) == (state_word == POISONED));
	assert((reported == DISCONNECTED) == is_leaving);
#ifdef STOP
	goto ended;
end_stopped: false;
gave_up:
ended:	skip
#endif
}
