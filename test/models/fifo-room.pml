/*
 * FIFO: waiting for room in line (docs/cluster.md, "FIFO"). Two writers post once each, into slots that are full at first; one reader takes, grants
 * and sleeps. How a slot is found and claimed, and how a commit wakes the reader, is fifo.pml's: a claim is one step here, laps are left out, and a commit rings
 * whoever sleeps. Places in the line do not wrap; `last_waiting` is the last writer.
 *
 * GIVE_UP: each writer may meet its deadline, at any time. DEATH: writer 1 is killed at any step, and buried some time after. STOP:
 * writer 1 may stop for ever wherever it has taken no claim on, and nobody is told; the reader takes its room back. REVOKE: so it
 * does from any writer, which may only come late. EXHAUST: a writer may give up looking after any attempt. LATE: what
 * the reader frees is seen late, until a fence.
 *
 * Claims: all come to their end, and all slots are free then, so none is lost and nobody sleeps beside room; what was committed is taken; a claim is
 * its writer's until it commits; and nobody takes room, or is granted it, that is for one who has stood in line before.
 */
#define WRITERS 2
#ifdef ONE_SLOT
#define SLOTS 1
#else
#define SLOTS 2
#endif
#define NONE 255
/* In a slot's byte; 0 is free. */
#define CLAIMED(id) (id)
#define DONE 8
#define SKIP 9
/* In a room word: a slot, and not a place in the line. */
#define GRANTED 64
#define IS_WAITING(id) (rooms[id] > 0 && rooms[id] < GRANTED)

byte slot[SLOTS];
byte head;				/* of the reader */
byte used, unseen;			/* slots that are not free, as others see it; how many of them the reader has freed */
byte rooms[WRITERS + 1], room_next;
bool awaited, is_changed;		/* whether it is 0, and whether it has been stored since the reader saw it */
byte numbers[WRITERS + 1];		/* what each writer remembers: its place in the line */
#define NUMBER numbers[id]
bool reader_asleep, asleep[WRITERS + 1];
bool killed, is_stopped;
bool over[WRITERS + 1];			/* writers that will do no more */
byte pending;				/* ghosts, as all below: messages that were committed and not taken */
/* Who has stood in line, whole, and since then; and whom of them each writer, or 0, the reader, has to leave room to. Bits. */
byte stood, owed[WRITERS + 1];

#define BIT(id) (1 << (id))
#define EARLIER(y, number) (IS_WAITING(y) && (number == 0 || rooms[y] < number))
#define LINE(number) (EARLIER(1, number) * 2 + EARLIER(2, number) * 4)
#define LEFT_BY(y) stood = stood & ~BIT(y); owed[0] = owed[0] & ~BIT(y); owed[1] = owed[1] & ~BIT(y); owed[2] = owed[2] & ~BIT(y)
/* Unless it was granted a slot meanwhile. */
#define STOOD stood = stood | (rooms[id] == NUMBER -> BIT(id) : 0)
#ifdef SAME_NUMBER
#define AWAIT awaited = true
#else
#define AWAIT atomic { awaited = true; is_changed = true }
#endif
#define SIZE(set) (((set) >> 1 & 1) + ((set) >> 2 & 1))

/* F1, F2 in one, by a writer that leaves room to `ahead`. */
inline claim(ahead)
{
	atomic {
		if
		:: used + ahead < SLOTS ->
			ticket = (head + used - unseen) % SLOTS;
			assert(slot[ticket] == 0);
			slot[ticket] = CLAIMED(id);
			used++;
			assert(SIZE(owed[id]) <= SLOTS - used)
		:: else -> ticket = NONE
		fi;
		owed[id] = 0
	}
}

/* How many stand before somebody; all for 0. */
inline count_before(number, count)
{
	count = EARLIER(3 - id, number)
}

/* F11 line up: the word, then awaited with a number that was never there. */
inline line_up()
{
#ifdef AWAITED_FIRST
	AWAIT;
#endif
	if
	:: atomic { NUMBER == 0 -> room_next++; NUMBER = room_next }
	:: NUMBER != 0
	fi;
	atomic {
		rooms[id] = NUMBER;
#ifdef AWAITED_FIRST
		STOOD
#endif
	};
#ifndef AWAITED_FIRST
	atomic { AWAIT; STOOD }
#endif
}

proctype writer(byte id)
{
	byte ticket = NONE, ahead, again, room;
	bool has_tried;
	bool is_late;

	{
	do
	:: has_tried -> break
	:: !has_tried ->
		has_tried = true;
		/* Try: free slots of which there are no more than who waits for them are theirs. */
		atomic {
			owed[id] = stood;
#ifdef IGNORE_LINE
			ahead = 0
#else
			ahead = awaited
#endif
		};
		if
		:: ahead != 0 -> count_before(0, ahead)
		:: else
		fi;
		claim(ahead);
		ahead = 0;
		if
		:: ticket != NONE -> goto put
		:: else
		fi;
		asleep[id] = true;
attempt:	room = rooms[id];
		if
		:: NUMBER == 0 || (room != NUMBER && room < GRANTED) -> line_up()
		:: NUMBER != 0 && room >= GRANTED ->
			/* F14 accept: the word first, by CAS. */
#ifdef ACCEPT_BY_STORE
			rooms[id] = 0;
			ticket = room - GRANTED;
#else
			atomic {
				if
				:: rooms[id] == room -> rooms[id] = 0; ticket = room - GRANTED
				:: else
				fi
			};
#endif
			if
			:: ticket != NONE && slot[ticket] != CLAIMED(id) -> ticket = NONE
			:: else
			fi
		:: NUMBER != 0 && room == NUMBER ->
#ifdef NO_OWN_LOOK
			goto settled;
#else
			/* F12 serve itself, with room for all that came before. */
			owed[id] = LINE(NUMBER);
			count_before(NUMBER, ahead);
#ifdef AHEAD_IGNORED
			ahead = 0;
#endif
			if
			:: used + ahead < SLOTS ->
				atomic {
					if
					:: rooms[id] == NUMBER -> rooms[id] = 0; LEFT_BY(id)
					:: else -> goto missed
					fi
				};
				claim(ahead)
			:: else ->
#ifndef NO_STALE_RING
				/* There is some for those before it, who do not take it: the reader grants it, and takes it back. */
				if
				:: ahead > 0 && used < SLOTS -> reader_asleep = false
				:: else
				fi;
#endif
				count_before(NUMBER, again);
				if
				:: again == ahead -> goto settled
				:: else
				fi
			fi;
#endif
missed:			skip
		fi;
		atomic { room = 0; ahead = 0; again = 0; owed[id] = 0 };
		if
		:: ticket != NONE -> NUMBER = 0; goto put
		:: ticket == NONE -> goto attempt
#ifdef EXHAUST
		/* Others came and went for too many attempts: the reader looks for it. */
		:: ticket == NONE ->
#ifndef NO_LAST_LINE_UP
			if
			:: rooms[id] == 0 -> line_up()
			:: else
			fi;
#endif
			reader_asleep = false
#endif
		fi;
settled:	atomic { room = 0; ahead = 0; again = 0; owed[id] = 0 };
		if
		:: is_late -> goto leave
		:: !is_late && !asleep[id] -> asleep[id] = true; goto attempt
#ifdef GIVE_UP
		:: !is_late -> is_late = true; goto attempt
#endif
		fi;
		/* F15 leave the line: the word by exchange, what was granted becomes SKIP, and the reader is rung. */
leave:		NUMBER = 0;
#ifdef LEAVE_BY_STORE
		room = rooms[id];
		atomic { rooms[id] = 0; LEFT_BY(id) };
#else
		atomic { room = rooms[id]; rooms[id] = 0; LEFT_BY(id) };
#endif
		if
		:: room >= GRANTED ->
			atomic {
				if
				:: slot[room - GRANTED] == CLAIMED(id) -> slot[room - GRANTED] = SKIP
				:: else
				fi
			}
		:: else
		fi;
		room = 0;
#ifndef NO_LEAVE_RING
		reader_asleep = false;
#endif
		goto next;
put:		/* F4 commit. */
		atomic { assert(slot[ticket] == CLAIMED(id)); slot[ticket] = DONE; pending++ };
		reader_asleep = false;
next:		atomic { ticket = NONE; is_late = false; asleep[id] = false }
	od;
	over[id] = true
	} unless {
#ifdef STOP
		/* In line, out of it, or with room that was granted; but not with a claim that it has taken on, until it has rung. */
		atomic { id == 1 && is_stopped && ticket == NONE && (room < GRANTED || rooms[id] == room) -> over[1] = true }
#else
		killed && id == 1
#endif
	}
}

#ifdef STOP
proctype stopper()
{
	is_stopped = true
}
#endif

#ifdef DEATH
inline sweep()
{
	y = 0;
	do
	:: y < SLOTS ->
		atomic {
			if
			:: slot[y] == CLAIMED(1) -> slot[y] = SKIP
			:: else
			fi;
			y++
		}
	:: y == SLOTS -> break
	od
}

/* F10 bury: out of the line, then the claims, then a ring. */
proctype owner()
{
	byte y;

	killed = true;
#ifdef SLOTS_FIRST
	sweep();
#endif
	atomic { rooms[1] = 0; LEFT_BY(1) };
#ifndef SLOTS_FIRST
	sweep();
#endif
#ifndef NO_EOF
	reader_asleep = false;
#endif
	over[1] = true
}
#endif

#define ALL_OVER (over[1] && over[2])

#ifdef LATE
/* What is freed becomes visible at any time. */
proctype memory()
{
end:	do
	:: atomic { unseen > 0 -> unseen--; used-- }
	od
}
#endif

inline fence()
{
	atomic { used = used - unseen; unseen = 0 }
}

#ifdef REVOKE
#define MAY_REVOKE true
#else
#define MAY_REVOKE (is_stopped && slot[head] == 1)
#endif

inline look_at(id)
{
	atomic {
		if
		:: IS_WAITING(id) && (first == 0 || rooms[id] < number) -> first = id; number = rooms[id]
		:: else
		fi
	}
}

proctype reader()
{
	byte first, number, ticket;

	do
	:: slot[head] == DONE || slot[head] == SKIP ->
		/* F7 free; others see it later. */
		atomic {
			pending = pending - (slot[head] == DONE);
			slot[head] = 0;
#ifdef LATE
			unseen++;
#else
			used--;
#endif
			head = (head + 1) % SLOTS
		};
		/* A hint, which may be missed. */
		if
		:: awaited -> goto settle
		:: true
		fi
	:: slot[head] != DONE && slot[head] != SKIP ->
		reader_asleep = true;
		/* F17 settle: a fence between what was freed and the look at awaited. */
settle:
#ifndef NO_FENCE
		fence();
#endif
		if
		:: atomic { awaited -> is_changed = false }
		:: !awaited -> goto granted
		fi;
grant:		atomic { owed[0] = LINE(0); first = 0; number = 0; look_at(1) };
		look_at(2);
		if
		:: first == 0 ->
			/* Nobody: CAS, so that who has come meanwhile is not forgotten. */
			atomic {
				if
				:: !is_changed -> awaited = false
				:: else
				fi
			};
			goto granted
		:: else
		fi;
		/* F13 grant: the claim, then the word. */
#ifdef WORD_FIRST
		atomic {
			if
			:: used - unseen < SLOTS && rooms[first] == number ->
				ticket = (head + used - unseen) % SLOTS;
				rooms[first] = GRANTED + ticket;
				LEFT_BY(first)
			:: else -> goto granted
			fi
		};
		fence();
		atomic {
			if
			:: slot[ticket] == 0 && used < SLOTS -> slot[ticket] = CLAIMED(first); used++
			:: else
			fi
		};
		asleep[first] = false;
#else
		atomic {
			if
			:: used - unseen < SLOTS ->
				used = used - unseen; unseen = 0;
				ticket = (head + used) % SLOTS;
				assert(slot[ticket] == 0);
				slot[ticket] = CLAIMED(first);
				used++
			:: else -> goto granted
			fi
		};
		atomic {
			if
			:: rooms[first] == number ->
				/* Who has stood there all the time does not stand before it. */
				assert((owed[0] & LINE(number)) == 0);
				rooms[first] = GRANTED + ticket;
				LEFT_BY(first)
			:: else -> number = 0
			fi
		};
		if
		:: number != 0 -> asleep[first] = false
		:: number == 0 ->
			atomic {
				if
				:: slot[ticket] == CLAIMED(first) -> slot[ticket] = SKIP
				:: else
				fi
			}
		fi;
#endif
		goto grant;
granted:	atomic { owed[0] = 0; first = 0; number = 0; ticket = 0 };
		/* F8 another look, before it sleeps. */
		if
		:: slot[head] == DONE || slot[head] == SKIP -> goto awake
		:: slot[head] != DONE && slot[head] != SKIP
		fi;
		if
		:: !reader_asleep
		:: reader_asleep && ALL_OVER && used == 0 -> break
#if defined(STOP) || defined(REVOKE)
#ifndef NO_REVOKE
		/* F16 revoke: the word, then the claim; of one that is stopped, or only comes late. */
		:: atomic { MAY_REVOKE && slot[head] > 0 && slot[head] < DONE && rooms[slot[head]] == GRANTED + head ->
				first = slot[head]; number = head };
#ifdef CLAIM_FIRST
			slot[number] = SKIP;
			rooms[first] = 0;
#else
			atomic {
				if
				:: rooms[first] == GRANTED + number -> rooms[first] = 0
				:: else -> first = 0
				fi
			};
			atomic {
				if
				:: first != 0 && slot[number] == CLAIMED(first) -> slot[number] = SKIP
				:: else
				fi
			};
#endif
			atomic { first = 0; number = 0 }
#endif
#endif
		fi;
awake:		reader_asleep = false
	od;
	assert(pending == 0)
}

init {
	atomic {
		/* Full, of whatever. */
		for (used : 0 .. SLOTS - 1) { slot[used] = DONE }
		used = SLOTS; pending = SLOTS;
		run reader(); run writer(1); run writer(2);
#ifdef LATE
		run memory();
#endif
#ifdef STOP
		run stopper();
#endif
#ifdef DEATH
		run owner()
#endif
	}
}
