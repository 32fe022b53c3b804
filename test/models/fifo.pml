/*
 * FIFO: writers that claim a slot by one CAS, fill it and hand it over; a reader that takes, and sleeps armed at its head (docs/cluster.md, "FIFO").
 * Two slots, laps modulo LAPS, so that a writer that is stopped between its look and its claim meets the same word again, laps later. All words are
 * moved by sequentially consistent steps, as the code has them. Writers post as often as they like, and may stop for good before any post.
 *
 * With THREE there are three writers, which post once each.
 *
 * With DEATH, writer 1 is killed at any step; the owner sees it, buries its claims, and rings. Each writer tries POSTS times there.
 *
 * Claims: what is taken was whole, and each writer's messages come in their order, none twice, none missing; no slot is ever in a state that the
 * reader does not know; and when all writers have stopped or died, the reader sleeps over an empty FIFO.
 */
#ifdef THREE
#define WRITERS 3
#define POSTS 1
#else
#define WRITERS 2
#define POSTS 2	/* attempts of each writer, with DEATH: laps need not wrap there */
#endif
#ifndef LAPS
#define LAPS 5	/* 8, all of three bits, holds as well: 17.5 million states */
#endif
#define SLOTS 2
#define TICKETS (SLOTS * LAPS)
#define SLOT(ticket) ((ticket) & (SLOTS - 1))
#define LAP(ticket) ((ticket) / SLOTS)
#define AFTER(ticket, distance) (((ticket) + (distance)) % TICKETS)
#define NONE 255
#define TICKET tickets[id]
#define LAST lasts[id]

#define FREE 0
#define CLAIMED 1
#define DONE 2
#define SKIP 3
/* Lap, owner, state; lap alone is FREE. */
#define WORD(state, owner, ticket) ((state) * 64 + (owner) * 16 + LAP(ticket))
#define STATE_OF(word) ((word) / 64)
#define OWNER_OF(word) (((word) / 16) & 3)
#define LAP_OF(word) ((word) & 15)

byte word[SLOTS], payload[SLOTS];
byte hint, head, wake_at = NONE;
bool asleep;
bool killed;
bool over[WRITERS + 1];			/* writers that will do no more, and whose claims are buried */
/* What writers remember; not local, so that a whole lap can be taken off all of it. */
byte tickets[WRITERS + 1] = NONE, lasts[WRITERS + 1] = NONE;
#ifdef THREE
bool has_begun;
#endif
bool posted[WRITERS + 1];		/* ghost: messages of this writer that were not taken, modulo 2; counted from the one that comes next */

/* Takes `asleep` back, and rings. */
inline ring_reader()
{
	asleep = false
}

/* F5 look at wake_at; a reader that sleeps on a free slot before this one is rung as well. */
inline announce()
{
	if
	:: wake_at == NONE
	:: wake_at == TICKET -> ring_reader()
	:: wake_at != NONE && wake_at != TICKET ->
#ifndef NO_HOLE_RING
		if
		:: word[SLOT(TICKET + TICKETS - 1)] == LAP(AFTER(TICKET, TICKETS - 1)) -> ring_reader()
		:: else
		fi
#else
		skip
#endif
	fi
}

proctype writer(byte id)
{
	byte walked;
	bool is_lost;
#if defined(DEATH) || defined(THREE)
	byte left = POSTS;
#endif

	{
#ifdef THREE
	/* Writers 2 and 3 are alike: whichever comes first is called 2. */
	if
	:: id == 3 -> has_begun
	:: id == 2 -> has_begun = true
	:: id == 1
	fi;
#endif
	do
#ifdef THREE
	:: left == 0 -> break
#else
	:: break
#endif
#if defined(DEATH) || defined(THREE)
	:: left > 0 -> left--;
#else
	:: true ->
#endif
		/* F1 find: from the hint on; from the head when that leads nowhere. */
		TICKET = hint;
look:		atomic {
			if
			:: word[SLOT(TICKET)] == LAP(TICKET) -> skip
			:: word[SLOT(TICKET)] != LAP(TICKET) && LAP_OF(word[SLOT(TICKET)]) == LAP(TICKET) ->
				if
				:: walked < SLOTS -> TICKET = AFTER(TICKET, 1); walked++; goto look
				:: else -> goto no_room
				fi
			:: LAP_OF(word[SLOT(TICKET)]) != LAP(TICKET) ->
				if
				:: STATE_OF(word[SLOT(TICKET)]) != FREE && LAP_OF(word[SLOT(TICKET)]) == LAP(AFTER(TICKET, TICKETS - SLOTS)) -> goto no_room
				:: else ->
					if
					:: is_lost -> goto no_room
					:: else -> is_lost = true; walked = 0; TICKET = head; goto look
					fi
				fi
			fi;
			walked = 0; is_lost = false
		};
		/* F2 claim: names the writer in the same instant. */
		if
#ifdef NAMED_LATE
		:: atomic { word[SLOT(TICKET)] == LAP(TICKET) -> word[SLOT(TICKET)] = WORD(CLAIMED, 0, TICKET) };
		   word[SLOT(TICKET)] = WORD(CLAIMED, id, TICKET)
#else
		:: atomic { word[SLOT(TICKET)] == LAP(TICKET) -> word[SLOT(TICKET)] = WORD(CLAIMED, id, TICKET) }
#endif
		:: atomic { word[SLOT(TICKET)] != LAP(TICKET) -> goto no_room }
		fi;
		hint = AFTER(TICKET, 1);
#ifndef NO_ORDER_CHECK
		/* F3 keep the order: a slot before this writer's last message, while that is still there, was left out by a claim that came too late: SKIP. */
		if
		:: LAST != NONE && AFTER(LAST, TICKETS - TICKET) > 0 && AFTER(LAST, TICKETS - TICKET) < SLOTS && word[SLOT(LAST)] == WORD(DONE, id, LAST) ->
			word[SLOT(TICKET)] = WORD(SKIP, id, TICKET);
			announce();
			goto no_room
		:: else
		fi;
#endif
		/* Fill. */
		atomic {
			LAST = TICKET;
#ifndef PAYLOAD_LATE
			payload[SLOT(TICKET)] = id * 2 + posted[id]
#endif
		};
#ifdef WAKE_FIRST
		announce();
#endif
		/* F4 commit: fails for who was buried alive, which is nobody here. */
		atomic {
			assert(word[SLOT(TICKET)] == WORD(CLAIMED, id, TICKET));
			word[SLOT(TICKET)] = WORD(DONE, id, TICKET);
			posted[id] = !posted[id]
		};
#ifdef PAYLOAD_LATE
		payload[SLOT(TICKET)] = id * 2 + !posted[id];
#endif
#ifndef WAKE_FIRST
		announce();
#endif
no_room:	atomic { TICKET = 0; walked = 0; is_lost = false }
	od;
	over[id] = true
	} unless { killed && id == 1 }
}

#ifdef DEATH
/* F10 bury: what the dead writer has claimed becomes SKIP, and the reader is rung. */
proctype owner()
{
	byte slot;

	killed = true;
	do
	:: slot < SLOTS ->
		atomic {
			if
#ifdef SKIP_LIVING
			:: STATE_OF(word[slot]) == CLAIMED -> word[slot] = word[slot] | (SKIP * 64)
#else
			:: STATE_OF(word[slot]) == CLAIMED && OWNER_OF(word[slot]) == 1 -> word[slot] = word[slot] | (SKIP * 64)
#endif
			:: else
			fi;
			slot++
		}
	:: slot == SLOTS -> break
	od;
#ifndef NO_EOF
	ring_reader();
#endif
	over[1] = true
}
#endif

/* Takes one lap off everything that knows of laps: states that differ by that alone are one. */
#define EARLIER(ticket) ticket = ((ticket) == NONE -> NONE : AFTER(ticket, TICKETS - SLOTS))
#define WORD_EARLIER(which) which = ((which) / 16) * 16 + (LAP_OF(which) + LAPS - 1) % LAPS
inline advance()
{
	head++;
	if
	:: head < SLOTS
	:: else ->
		head = 0;
		WORD_EARLIER(word[0]); WORD_EARLIER(word[1]);
		EARLIER(hint); EARLIER(wake_at);
		EARLIER(tickets[1]); EARLIER(tickets[2]);
		EARLIER(lasts[1]); EARLIER(lasts[2]);
#if WRITERS == 3
		EARLIER(tickets[3]); EARLIER(lasts[3]);
#endif
	fi
}

#if WRITERS == 2
#define ALL_OVER (over[1] && over[2])
#else
#define ALL_OVER (over[1] && over[2] && over[3])
#endif

/* What is read is the next of its writer: bit 0. From now on the one after it is. */
inline read_payload()
{
	atomic {
		assert(payload[head] == OWNER_OF(seen) * 2);
		posted[OWNER_OF(seen)] = !posted[OWNER_OF(seen)];
		payload[head] = 0;
		if
		:: payload[1 - head] / 2 == OWNER_OF(seen) -> payload[1 - head] = payload[1 - head] ^ 1
		:: else
		fi
	}
}

proctype reader()
{
	byte seen, behind;

	do
	:: true ->
		/* F6 take. */
		atomic { seen = word[head]; assert(LAP_OF(seen) == LAP(head)) };
		if
		:: STATE_OF(seen) == DONE ->
			/* F7 free: for the next lap, once the payload is read. */
#ifdef FREE_BEFORE_READ
			word[head] = LAP(AFTER(head, SLOTS));
			read_payload();
#else
			read_payload();
			word[head] = LAP(AFTER(head, SLOTS));
#endif
			atomic { seen = 0; advance() }
		:: STATE_OF(seen) == SKIP ->
			word[head] = LAP(AFTER(head, SLOTS));
			atomic { seen = 0; advance() }
		:: STATE_OF(seen) == FREE || STATE_OF(seen) == CLAIMED ->
			/* F8 arm: asleep, wake_at, and another look. */
			asleep = true;
			wake_at = head;
#ifndef NO_RECHECK
			seen = word[head];
#endif
			if
			:: STATE_OF(seen) == DONE || STATE_OF(seen) == SKIP -> goto awake
			:: STATE_OF(seen) == CLAIMED
			:: STATE_OF(seen) == FREE ->
#ifndef NO_SCAN
				/* F9 close a hole: something behind the free head is taken in this lap. */
				behind = word[1 - head];
				if
				:: STATE_OF(behind) != FREE && LAP_OF(behind) == LAP(AFTER(head, 1)) ->
					atomic {
						if
						:: word[head] == LAP(head) -> word[head] = WORD(SKIP, 0, head)
						:: else
						fi
					};
					goto awake
				:: else
				fi
#else
				skip
#endif
			fi;
			if
			:: !asleep
			:: asleep && ALL_OVER && STATE_OF(word[0]) == FREE && STATE_OF(word[1]) == FREE -> break
			fi;
awake:			asleep = false;
			wake_at = NONE;
			atomic { seen = 0; behind = 0 }
		fi
	od;
	assert(!posted[1] && !posted[2]);
#if WRITERS == 3
	assert(!posted[3])
#endif
}

init {
	atomic {
		run reader(); run writer(1); run writer(2);
#if WRITERS == 3
		run writer(3);
#endif
#ifdef DEATH
		run owner()
#endif
	}
}
