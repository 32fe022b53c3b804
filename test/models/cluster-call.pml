/*
 * A call to two members of a cluster, twice over, through the same two slots (docs/decisions/0009-cluster.md). Slot 0 leads; in the second call the
 * two change targets. The caller may find no room in a FIFO. With DOZE it is on an event loop, where each answer wakes, and before it falls asleep for
 * the first time it only sees whether it would have been rung. With GIVE_UP it may stop waiting: cancelling, and a deadline that is over, are the same
 * here. With DEATH each server may die at every step; the caller's steward, a thread beside the caller, sees that some time after.
 *
 * All these words are moved by sequentially consistent operations, so memory is what it seems, but for what the comments name.
 *
 * With WRAP, and one that is mortal, generations have three bits in place of 24, and wrap: up to seven calls that leave nothing behind come between the
 * two; who is called from which slot is free; and the steward may be stopped between its look at a slot and its last CAS, for as long as not all
 * generations come by.
 *
 * Claims: every target ends with exactly one outcome, and DONE with its outputs; the caller does not sleep for ever; no slot is used again while
 * somebody may write to it, nor a counter that somebody may decrement; all slots come back; and only the dead are taken for dead.
 */
#define TARGETS 2
#define CALLS 2
#ifdef WRAP
#ifdef FEW_BITS
#define GENERATIONS 2
#else
#define GENERATIONS 8
#endif
/* While the steward stands still between its look at a slot and its last CAS, fewer calls than this go through it. */
#define STOPPED 8
byte looked[TARGETS];	/* ghost: the call at which it looked, 0 when it does not stand there */
#else
#define GENERATIONS 4
#endif
#define GENERATION(number) ((number) % GENERATIONS)
#define FREE 0
#define PENDING 1
#define DONE 2
#define DEAD 3
#define CANCELLED 4
/* `asleep` */
#define AWAKE 0
#define ASLEEP 1
#define DOZING 2

/* The word of each slot. */
byte outcome[TARGETS];
bool finished[TARGETS];
byte generation[TARGETS];
/* What lies beside it. */
byte target[TARGETS];
byte output[TARGETS];
/* Of the lead's descriptor. */
byte response;

chan fifo[TARGETS] = [CALLS] of { byte, byte };	/* slot, generation */
bool is_loud;		/* bit 31 of the counter */
byte asleep;
bool doorbell;
bool gone[TARGETS];	/* the kernel has closed its socket */
bool is_dead[TARGETS];	/* the caller's member knows */
byte call;		/* ghost: which call the counter is for, 1 the first */
byte ended[TARGETS];	/* ghost: outcomes of this call */

#ifdef DEATH
#if defined(GIVE_UP) || defined(WRAP)
/* One of the two: more is the same, and takes long. */
#define IS_MORTAL (me == 1)
#else
#define IS_MORTAL true
#endif
#define STEP if :: IS_MORTAL -> goto die :: true fi;
#else
#define STEP
#endif

#ifdef NO_GENERATION
#define IS_OF(slot, number) true
#else
#define IS_OF(slot, number) (generation[slot] == number)
#endif

/* One CAS from PENDING of this generation to `to`. */
#define END(slot, number, to, won) \
	d_step { \
		won = (outcome[slot] == PENDING && IS_OF(slot, number)); \
		if \
		:: won -> outcome[slot] = to; ended[slot]++ \
		:: else \
		fi \
	}

#define DECREMENT(number) d_step { assert(GENERATION(call) == number && response > 0); response-- }

proctype server(byte me)
{
	byte slot, number;
	bool won;
#ifdef DEATH
	bool may_die_idle;	/* else its death would wake whoever sleeps in vain */

	if :: IS_MORTAL -> may_die_idle = true :: true fi;
#endif

end:	do
#ifdef DEATH
	:: may_die_idle -> goto die
#endif
	:: fifo[me] ? slot, number ->
		STEP
		/* S1 judge: another generation is a stray, and what is not PENDING is finished. */
		if
		:: generation[slot] != number -> skip
		:: generation[slot] == number && outcome[slot] != PENDING ->
			STEP
#ifndef CANCELLED_UNFINISHED
			finished[slot] = true
#endif
		:: generation[slot] == number && outcome[slot] == PENDING ->
			STEP
#ifdef DONE_BEFORE_OUTPUTS
			END(slot, number, DONE, won); STEP
#endif
			/* S2 outputs. */
			atomic { assert(generation[slot] == number && !finished[slot]); output[slot] = number }
			STEP
			/* S3 end: one CAS. */
#ifndef DONE_BEFORE_OUTPUTS
			END(slot, number, DONE, won); STEP
#endif
#ifdef FINISH_EARLY
			finished[slot] = true; STEP
#endif
			/* S4 decrement: by who won, and nobody else. */
#ifdef DECREMENT_BY_LOSER
			won = true;
#endif
			if
			:: won ->
				atomic { DECREMENT(number); won = (response == 0 || is_loud) } STEP
				/* S5 wake: the last one, or each where that was asked for, takes `asleep` back, and rings who does not doze. */
				if
				:: won && asleep != AWAKE ->
					STEP
#ifdef WAKE_WITHOUT_EXCHANGE
					doorbell = true; STEP
#else
					atomic { won = (asleep == ASLEEP); asleep = AWAKE } STEP
					if
					:: won -> doorbell = true; STEP
					:: else
					fi
#endif
				:: else
				fi
			:: else
			fi;
			/* S6 finish: the last touch. */
			assert(generation[slot] == number);
			finished[slot] = true
		fi;
		STEP
		slot = 0; number = 0; won = false
	od;
#ifdef DEATH
die:	gone[me] = true
#endif
}

#ifdef DEATH
proctype steward()
{
	byte slot, seen_outcome, seen_generation;
	bool seen_finished, won;
	byte who;

end:	do
	:: atomic { gone[0] && !is_dead[0] -> who = 0 } goto sweep
	:: atomic { gone[1] && !is_dead[1] -> who = 1 } goto sweep
	od;
sweep:
	/* T1 mark: from here on, no new call begins. */
#ifndef MARK_AFTER_SWEEP
	is_dead[who] = true;
#endif
#ifndef NO_SWEEP
	slot = 0;
	do
	:: slot < TARGETS ->
		/* T2 sweep: all by CAS on the word as it was, since the slot may be in its next call by now. */
		d_step {
			seen_outcome = outcome[slot]; seen_generation = generation[slot]; seen_finished = finished[slot];
#ifdef WRAP
			looked[slot] = call
#endif
		};
		if
		:: target[slot] == who && seen_outcome != FREE && !seen_finished ->
			if
			:: seen_outcome == PENDING ->
				END(slot, seen_generation, DEAD, won);
#ifdef SWEEP_IN_ONE
				finished[slot] = true;
#endif
				if
				:: won -> DECREMENT(seen_generation)
				:: else
				fi
			:: else
			fi;
			/* T3 finish. */
#ifdef SWEEP_BLINDLY
			finished[slot] = true
#else
			d_step {
				if
				:: generation[slot] == seen_generation -> finished[slot] = true
				:: else
				fi
			}
#endif
		:: else
		fi;
#ifdef WRAP
		looked[slot] = 0;
#endif
		slot++
	:: slot == TARGETS -> break
	od;
#endif
#ifdef MARK_AFTER_SWEEP
	is_dead[who] = true;
#endif
	/* T4 ring. */
#ifndef NO_DEATH_BELL
	asleep = AWAKE;
	doorbell = true;
#endif
	atomic { slot = 0; seen_outcome = 0; seen_generation = 0; seen_finished = false; won = false; who = 0 }
	goto end
}
#endif

/* Whether a word may be written for the next call. */
#define IS_FREE(slot) (outcome[slot] == FREE || finished[slot])
#ifdef NO_QUARANTINE
#define MAY_BEGIN(slot) (outcome[slot] != PENDING)
#else
#ifdef LEAD_REUSED_EARLY
#define MAY_BEGIN(slot) IS_FREE(slot)
#else
#define MAY_BEGIN(slot) (IS_FREE(0) && IS_FREE(1))
#endif
#endif

/* Nobody has the reference, so who ended the call finishes it; if that was the steward, it has not decremented yet. */
#ifdef UNPOSTED_UNFINISHED
#define UNPOSTED_FINISH(slot)
#else
#define UNPOSTED_FINISH(slot) ; finished[slot] = true
#endif
#ifdef LOSER_FINISHES
#define LOSER_FINISH(slot) finished[slot] = true
#else
#define LOSER_FINISH(slot) skip
#endif
#define UNPOSTED(slot) \
	if \
	:: won -> DECREMENT(GENERATION(call)) UNPOSTED_FINISH(slot) \
	:: else -> LOSER_FINISH(slot) \
	fi

#define IS_PENDING(slot) (outcome[slot] == PENDING)

#define COUNT_PENDING missing = IS_PENDING(0); missing = missing + IS_PENDING(1)

proctype caller()
{
	byte slot, whom, missing, later = 1;
	bool won, has_given_up;
#ifdef DOZE
	bool dozes;
#endif

	do
	:: call < CALLS ->
		/* K1 slots: free ones, and for the lead all of its last call. */
		MAY_BEGIN(0);
#ifdef WRAP
		if
		:: later = 1
		:: call == 1 -> later = 2
		:: call == 1 -> later = STOPPED - 1
		:: call == 1 -> later = STOPPED
		fi;
#endif
#ifdef RESPONSE_LATE
		d_step { call = call + later; response = 0; has_given_up = false; is_loud = false; ended[0] = 0; ended[1] = 0 };
#else
		/* K2 counter: before the first is posted. */
		d_step { call = call + later; response = TARGETS; has_given_up = false; is_loud = false; ended[0] = 0; ended[1] = 0 };
#endif
#ifdef DOZE
		/* K13 doze. */
		is_loud = true;
		asleep = DOZING;
		dozes = true;
#endif
		slot = 0;
		do
		:: slot < TARGETS ->
			MAY_BEGIN(slot);
#ifdef WRAP
#ifndef LONG_STOP
			looked[slot] == 0 || call - looked[slot] < STOPPED;
#endif
			if
			:: slot == 0 -> whom = 0
			:: slot == 0 -> whom = 1
			:: slot > 0 -> whom = 1 - target[0]
			fi;
#else
			whom = (slot + call) & 1;
#endif
			/* K3 begin: descriptor and target, then the word. */
			target[slot] = whom;
			output[slot] = 0;
			d_step { outcome[slot] = PENDING; finished[slot] = false; generation[slot] = GENERATION(call) };
			/* K4 look at the dead mark again. */
			if
#ifndef NO_DEAD_CHECK
			:: is_dead[whom] ->
				END(slot, GENERATION(call), DEAD, won);
				UNPOSTED(slot)
#endif
			:: else ->
				if
				/* K5 post. */
				:: fifo[whom] ! slot, GENERATION(call)
				/* K6 no room in time: nobody has the reference. */
				:: true ->
					END(slot, GENERATION(call), CANCELLED, won);
					UNPOSTED(slot)
				fi
			fi;
			slot++
		:: slot == TARGETS -> break
		od;
#ifdef RESPONSE_LATE
		response = response + TARGETS;
#endif
		do
		/* K7 done: the counter is a hint, the words decide. */
		:: response == 0 -> break
		:: response != 0 ->
#ifdef DOZE
			/* K14 fall asleep without a look, unless it was taken back. */
			if
			:: dozes ->
				dozes = false;
#ifdef DOZE_BLINDLY
				asleep = ASLEEP;
				won = true;
#else
				d_step { won = (asleep == DOZING); if :: won -> asleep = ASLEEP :: else fi };
#endif
				if
				:: won -> goto sleep
				:: else
				fi
			:: else
			fi;
#endif
			/* K8 arm. */
#ifndef NO_ARM
#ifndef ARM_LATE
			asleep = ASLEEP;
#endif
#endif
#ifdef COUNTER_ONLY
			won = (response == 0);
#else
			/*
			 * K9 look again: at the counter, then at each word. If more are missing by the counter than by the words, one of the
			 * dead has not counted, and nobody will be the last: each that is still to come shall wake. Then look once more.
			 */
			whom = response;
			COUNT_PENDING;
#ifndef NO_LOUD
			if
			:: whom != missing -> is_loud = true; COUNT_PENDING
			:: else
			fi;
#endif
			won = (missing == 0);
#endif
#ifdef NO_LAST_LOOK
			won = false;
#endif
#ifdef ARM_LATE
			asleep = ASLEEP;
#endif
			if
			:: won -> break
			:: else ->
sleep:
				/* K10 sleep, until woken or the deadline. */
				if
				:: atomic { doorbell -> doorbell = false }
#ifdef GIVE_UP
				:: !has_given_up ->
					has_given_up = true;
					asleep = AWAKE;
					/* K11 cancel. */
					slot = 0;
					do
					:: slot < TARGETS ->
						END(slot, GENERATION(call), CANCELLED, won);
						if
						:: won -> DECREMENT(GENERATION(call))
						:: else
						fi;
						slot++
					:: slot == TARGETS -> break
					od
#endif
				fi
			fi
		od;
		/* K12 result: one each. */
		asleep = AWAKE;
		slot = 0;
		do
		:: slot < TARGETS ->
			assert(ended[slot] == 1 && !IS_PENDING(slot));
			assert(outcome[slot] != DONE || output[slot] == GENERATION(call));
			assert(outcome[slot] != DEAD || gone[target[slot]]);
			slot++
		:: slot == TARGETS -> break
		od;
		atomic { slot = 0; whom = 0; missing = 0; won = false }
	:: call >= CALLS -> break
	od;
	/* All slots come back. */
	IS_FREE(0);
	IS_FREE(1)
}

init {
	atomic {
		target[0] = TARGETS; target[1] = TARGETS;
		run server(0); run server(1); run caller();
#ifdef DEATH
		run steward()
#endif
	}
}
