/*
 * One operation of a child on a channel, killed after each of its instructions, and what must be true afterwards. The peer is the test's own
 * process: it lives, reads all, learns of the death, gives everything back, and takes the next child.
 */
#ifndef TEST_SURVIVAL_KILL_CASE_H
#define TEST_SURVIVAL_KILL_CASE_H

#include <stddef.h>

#include "../../../native/src/channel.h"
#include "records.h"
#include "sweep.h"

#define CAPACITY 4096u /* of both rings: order 0 */

struct kill_case;

/* What the survivor of one kill has seen. */
struct kill_survivor {
	const struct kill_case *self;
	struct sluice_channel *peer;
	uint32_t received;
	int end;		/* what get said at last */
	uint32_t told;		/* control callbacks that told of the end */
};

/* What the child says itself, in memory that its parent shares: records that it is about to publish, has published, is about to finish. */
struct kill_ledger {
	uint32_t sending, sent, finishing;
};

extern struct kill_ledger *kill_ledger;

struct kill_case {
	const char *name;
	uint32_t start;		/* position that both rings begin at */
	uint32_t size;		/* of each record */
	bool has_arena, trusts_peer;
	uint32_t offered;	/* records that the child finds when it starts */

	/* In the child: once before the first mark, and between the marks. */
	void (*prepare)(const struct kill_case *self, struct sluice_channel *channel);
	void (*run)(const struct kill_case *self, struct sluice_channel *channel);
	/* In the test: once the child is prepared, and whenever it sleeps. Either may be NULL. */
	void (*arrange)(struct kill_survivor *survivor);
	void (*pump)(struct kill_survivor *survivor);

	/* Records that arrive when it is killed at the start, and at the end; nothing in between unless `is_gradual`. */
	uint32_t sent_before, sent_after;
	bool is_gradual;
	/* Records of the test that the child has released at the end. */
	uint32_t released_after;
	bool ends;		/* with END */
	bool leaves;		/* by disconnect */
};

/* Reads and judges what there is to get, up to so many records. */
void kill_survivor_take(struct kill_survivor *survivor, uint32_t most);

/* Runs `program NAME [EVERY]`: kills after every instruction, or every so many. Without a name it lists them. */
int kill_cases(const struct kill_case *cases, size_t case_count, int count, char **arguments);

#endif
