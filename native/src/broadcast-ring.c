/* SPDX-License-Identifier: MIT */
/*
 * Writer: announce by `intent` which bytes are about to change, write them, move `tail`, then `latest`. Reader: copy, then look at `intent`: a
 * record that may have been overwritten during the copy is thrown away, and reading goes on at `latest`.
 * Bytes are copied by relaxed atomic words, because both sides may touch them at the same time.
 */
#include "broadcast-ring.h"

#include <stdatomic.h>
#include <stddef.h>

#include <sluice/atomic.h>
#include <sluice/error.h>

#include "segment.h"

#define INTENT offsetof(struct sluice_broadcast_lines, intent)
#define TAIL offsetof(struct sluice_broadcast_lines, tail)
#define LATEST offsetof(struct sluice_broadcast_lines, latest)
/* A writer that laps the reader again and again gets the better of it; the reader comes back later. */
#define MOST_ATTEMPTS 64

/* ThreadSanitizer knows no fences; for it every word is ordered on its own, which comes to the same and is slower where fences are cheap. */
#if defined(__SANITIZE_THREAD__)
#define COPY_OUT_ORDER memory_order_acquire
#define COPY_IN_ORDER memory_order_release
#define FENCE(order) ((void)0)
#else
#define COPY_OUT_ORDER memory_order_relaxed
#define COPY_IN_ORDER memory_order_relaxed
#define FENCE(order) atomic_thread_fence(order)
#endif

static uint32_t *own_word(const struct sluice__broadcast_writer *writer, size_t offset)
{
	return (uint32_t *)(void *)(writer->lines + offset);
}

static const uint32_t *word_at(const uint8_t *lines, size_t offset)
{
	return (const uint32_t *)(const void *)(lines + offset);
}

/* Both ends are aligned to 16 in the ring; `buffer` may have any alignment. Rounds up to 8. */
static void copy_out(uint8_t *buffer, const uint8_t *ring, uint32_t length)
{
	for (uint32_t i = 0; i < length; i += 8) {
		uint64_t word = atomic_load_explicit((const _Atomic uint64_t *)(const void *)(ring + i), COPY_OUT_ORDER);

		memcpy(buffer + i, &word, 8);
	}
}

static void copy_in(uint8_t *ring, const uint8_t *payload, uint32_t length)
{
	for (uint32_t i = 0; i < length; i += 8) {
		uint64_t word = 0;

		memcpy(&word, payload + i, length - i < 8 ? length - i : 8);
		atomic_store_explicit((_Atomic uint64_t *)(void *)(ring + i), word, COPY_IN_ORDER);
	}
}

static uint32_t record_size(uint32_t length)
{
	return 16 + ((length + 15) & ~15u);
}

static void put_header(uint8_t *at, uint32_t kind, uint32_t length, uint32_t sequence, uint32_t type, uint32_t flags)
{
	uint8_t header[16];

	sluice_record_header_set_word(header, kind << 30 | length);
	sluice_record_header_set_sequence(header, sequence);
	sluice_record_header_set_code(header, type);
	sluice_record_header_set_correlation(header, flags);
	copy_in(at, header, sizeof header);
}

void sluice__broadcast_writer_init(struct sluice__broadcast_writer *writer, uint8_t *lines, uint8_t *data, uint32_t capacity)
{
	*writer = (struct sluice__broadcast_writer){.lines = lines, .data = data, .capacity = capacity};
}

uint32_t sluice__broadcast_write(struct sluice__broadcast_writer *writer, uint32_t type, uint32_t flags, const void *payload, uint32_t length)
{
	uint32_t size = record_size(length), old = writer->tail, at = old & (writer->capacity - 1);
	uint32_t rest = writer->capacity - at, pad = rest < size ? rest : 0;
	uint8_t *record;

	/* B1, B2, B3 of docs/models.md. Before any byte changes: pairs with the reader's fence after its copy. Without it a torn copy would
	 * pass for whole. Every record has the length that was announced, so `intent` never goes back. */
	sluice_store_release(own_word(writer, INTENT), old + pad + size);
	FENCE(memory_order_release);
	if (pad != 0) {
		put_header(writer->data + at, SLUICE_RECORD_PAD, pad - 16, writer->sequence, 0, 0);
		at = 0;
	}
	record = writer->data + at;
	put_header(record, SLUICE_RECORD_DATA, length, writer->sequence++, type, flags);
	copy_in(record + 16, payload, length);
	writer->tail = old + pad + size;
	/* B4. Sequentially consistent, so that the wake words that are looked at next are not older: pairs with a reader's arming. */
	sluice_store_seq_cst(own_word(writer, TAIL), writer->tail);
	/* B5. After the tail: a reader that goes on here must find it published. */
	sluice_store_release(own_word(writer, LATEST), old + pad);
	return old;
}

/* A header at `position` as it was at one moment; false when it may have been overwritten meanwhile. */
static bool read_header(const struct sluice__broadcast_reader *reader, uint32_t position, uint8_t header[16])
{
	copy_out(header, reader->data + (position & (reader->capacity - 1)), 16);
	/* B6, B7, B8. Pairs with the writer's fence after `intent`. */
	FENCE(memory_order_acquire);
	return sluice_load_once(word_at(reader->lines, INTENT)) - position <= reader->capacity;
}

void sluice__broadcast_reader_init(struct sluice__broadcast_reader *reader, const uint8_t *lines, const uint8_t *data, uint32_t capacity)
{
	uint8_t header[16];

	*reader = (struct sluice__broadcast_reader){.lines = lines, .data = data, .capacity = capacity};
	/* B9. */
	for (int i = 0; i < MOST_ATTEMPTS; i++) {
		uint32_t latest = sluice_load_acquire(word_at(lines, LATEST));

		if (sluice_load_acquire(word_at(lines, TAIL)) == 0)
			return;
		if ((latest & 15) != 0 || !read_header(reader, latest, header))
			continue;
		reader->position = latest + record_size(sluice_record_header_get_word_length(header));
		reader->sequence = sluice_record_header_get_sequence(header) + 1;
		return;
	}
	/* The first read finds its way. */
	reader->position = sluice_load_acquire(word_at(lines, TAIL));
}

/* Copies what lies at `position`: 1 for a whole record, 2 for a pad, 0 when it was overwritten, -1 when it is no record. */
static int copy_record(const struct sluice__broadcast_reader *reader, uint32_t position, uint8_t *buffer, uint8_t header[16])
{
	uint32_t at = position & (reader->capacity - 1), length, kind;

	if ((position & 15) != 0)
		return -1;
	if (!read_header(reader, position, header))
		return 0;
	/* Nothing comes in parts here. */
	if (sluice_record_header_get_word_more(header) != 0)
		return -1;
	length = sluice_record_header_get_word_length(header);
	kind = sluice_record_header_get_word_kind(header);
	if (kind == SLUICE_RECORD_PAD)
		return length + 16 == reader->capacity - at ? 2 : -1;
	if (kind != SLUICE_RECORD_DATA || length > sluice__broadcast_max_length(reader->capacity) || at + record_size(length) > reader->capacity)
		return -1;
	copy_out(buffer, reader->data + at + 16, length);
	FENCE(memory_order_acquire);
	return sluice_load_once(word_at(reader->lines, INTENT)) - position <= reader->capacity;
}

static void take(struct sluice__broadcast_reader *reader, const uint8_t header[16], struct sluice__broadcast_record *out)
{
	uint32_t sequence = sluice_record_header_get_sequence(header);

	out->length = sluice_record_header_get_word_length(header);
	out->type = sluice_record_header_get_code(header);
	out->flags = sluice_record_header_get_correlation(header);
	/* B10. */
	out->lost = sequence - reader->sequence;
	reader->lost += out->lost;
	reader->received++;
	reader->sequence = sequence + 1;
	reader->position += record_size(out->length);
}

int sluice__broadcast_read(struct sluice__broadcast_reader *reader, uint8_t *buffer, struct sluice__broadcast_record *out)
{
	bool is_lapped = false;
	uint8_t header[16];

	for (int i = 0; i < MOST_ATTEMPTS; i++) {
		uint32_t latest;
		int found;

		/* Acquire: pairs with the writer's store of the tail; what lies before it is whole, or overwritten. */
		if (sluice_load_acquire(word_at(reader->lines, TAIL)) == reader->position)
			return 0;
		found = copy_record(reader, reader->position, buffer, header);
		if (found == 2) {
			reader->position += reader->capacity - (reader->position & (reader->capacity - 1));
			continue;
		}
		if (found == 1) {
			uint32_t gap = sluice_record_header_get_sequence(header) - reader->sequence;

			if (is_lapped ? gap < 1u << 31 : gap == 0) {
				take(reader, header, out);
				return 1;
			}
		}
		/* Whoever is more than 4 GiB behind finds junk where its record was; at `latest` there is never any, nor anything old. */
		if (found != 0 && is_lapped)
			return -SLUICE_ERR_POISONED;
		/* B11. Not before `intent` is loaded. */
		FENCE(memory_order_acquire);
		latest = sluice_load_acquire(word_at(reader->lines, LATEST));
		/* An honest writer stores another `latest` long before it announces what overwrites this one. */
		if (is_lapped && latest == reader->position)
			return -SLUICE_ERR_POISONED;
		reader->position = latest;
		is_lapped = true;
	}
	return 0;
}

bool sluice__broadcast_has_more(const struct sluice__broadcast_reader *reader)
{
	return sluice_load_seq_cst(word_at(reader->lines, TAIL)) != reader->position;
}
