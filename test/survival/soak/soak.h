/* What both sides of a soak know: how a record of each number looks, and where it ends in the ring. The same as soak-records.ts. */
#ifndef TEST_SURVIVAL_SOAK_SOAK_H
#define TEST_SURVIVAL_SOAK_SOAK_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include <sluice/channel.h>

#define RING_ORDER 2
#define RING_SIZE (4096u << RING_ORDER)
#define BLOCK_SIZE 4096
#define BLOCK_COUNT 16
/* Of a record: its number, the life of who connects, and words that follow from both. */
#define HEAD_WORDS 2u
#define LARGE_WORDS 1500u
#define LARGE_EVERY 61u
/* More records than a ring can hold. */
#define LEDGER_ENTRIES 2048u
/* Records of one publish, at most. */
#define MOST_IN_BATCH 12u
/* What the server is slow at, for the client to go on. */
#define STREAM_CHUNK 3000u

/* Outlives its process: mapped from a file that the supervisor reads. */
struct progress {
	uint64_t intended; /* about to be published */
	uint64_t sent;	   /* published */
	uint64_t finished; /* received, checked and finished */
	uint64_t left;	   /* 1 once it has left in an orderly way */
};

/* Ends of the records that were sent, by a model of the ring that knows nothing of the ring's code. */
struct ledger {
	uint32_t position;
	uint32_t count;
	uint32_t ends[LEDGER_ENTRIES];
};

uint32_t soak_words(uint32_t number);
uint32_t soak_word(uint32_t number, uint32_t life, uint32_t index);
uint8_t soak_byte(uint64_t offset, uint32_t life);
void soak_enter(struct ledger *ledger, uint32_t words);
/* How many of the records lie beyond this position. */
uint32_t soak_beyond(const struct ledger *ledger, uint32_t position);

/* Whether to leave, set by SIGTERM. */
extern int soak_stop;
extern int soak_pace_ms;

bool soak_is_stopped(void);
int64_t soak_deadline(int64_t milliseconds);
struct sluice_channel_options soak_options(void);
/* A broken promise, with where and what. */
void soak_violation(const char *address, uint32_t life, const char *what, uint64_t expected, uint64_t got);

/* One connection, from either side, until it ends. Life 0: the peer's records tell. */
struct visit {
	const char *address;
	struct progress *progress; /* of a client */
	bool is_client;
	uint32_t life;
	uint64_t sent, received; /* records, bytes or calls */
	uint64_t lost;		 /* of those sent, by the death event's positions */
	int status;		 /* how it ended */
};

void soak_exchange(struct sluice_channel *channel, struct visit *visit);
void soak_stream(struct sluice_channel *channel, struct visit *visit);
void soak_serve_calls(struct sluice_transport *transport, struct visit *visit);
void soak_make_calls(struct sluice_transport *transport, struct visit *visit);
void soak_publish(const char *address);
void soak_subscribe(struct visit *visit);

#endif
