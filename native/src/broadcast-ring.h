/* SPDX-License-Identifier: MIT */
/*
 * A ring that never waits for its readers: one writer, any number of readers that see the same bytes, and who is too slow learns how many
 * records it has lost. On plain memory; who maps it and who wakes whom is publisher.c's and subscriber.c's.
 *
 * Records are those of a channel's ring, but a pad has the sequence number of the record after it, so that a gap counts records alone.
 */
#ifndef SLUICE_SRC_BROADCAST_RING_H
#define SLUICE_SRC_BROADCAST_RING_H

#include <stdbool.h>
#include <stdint.h>

struct sluice__broadcast_writer {
	uint8_t *lines; /* sluice_broadcast_lines */
	uint8_t *data;
	uint32_t capacity;
	uint32_t tail;
	uint32_t sequence;
};

struct sluice__broadcast_reader {
	const uint8_t *lines;
	const uint8_t *data;
	uint32_t capacity;
	uint32_t position;
	uint32_t sequence; /* of the next record */
	uint64_t lost;
	uint64_t received;
};

/* What a reader has copied; the payload lies in its own buffer. */
struct sluice__broadcast_record {
	uint32_t length, type, flags;
	uint32_t lost; /* records lost right before this one */
};

/* Most payload bytes of a record: a quarter of the ring, with its header. */
static inline uint32_t sluice__broadcast_max_length(uint32_t capacity)
{
	return capacity / 4 - 16;
}

void sluice__broadcast_writer_init(struct sluice__broadcast_writer *writer, uint8_t *lines, uint8_t *data, uint32_t capacity);
/* Publishes one record; `length` is at most the above. Returns the tail before it, for the check of wake words. */
uint32_t sluice__broadcast_write(struct sluice__broadcast_writer *writer, uint32_t type, uint32_t flags, const void *payload, uint32_t length);

/* Starts after what is published now. */
void sluice__broadcast_reader_init(struct sluice__broadcast_reader *reader, const uint8_t *lines, const uint8_t *data, uint32_t capacity);
/*
 * Copies the next record into `buffer` (sluice__broadcast_max_length bytes, rounded up to 16): 1, or 0 when there is none, or
 * -SLUICE_ERR_POISONED when the writer breaks the rules.
 */
int sluice__broadcast_read(struct sluice__broadcast_reader *reader, uint8_t *buffer, struct sluice__broadcast_record *out);
/* Whether something was published after `position`; pairs with the store of a wake word before it. */
bool sluice__broadcast_has_more(const struct sluice__broadcast_reader *reader);

#endif /* SLUICE_SRC_BROADCAST_RING_H */
