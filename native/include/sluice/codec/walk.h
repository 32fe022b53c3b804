/* SPDX-License-Identifier: MIT */
/*
 * One pass through a struct and its tails, reading or writing, that never leaves the given bytes. Include sluice/error.h instead.
 */
#ifndef SLUICE_CODEC_WALK_H
#define SLUICE_CODEC_WALK_H

#include "../error.h"
#include "bytes.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- tails and walks ---------------------------------------------------------------------------------------------------------- */

/*
 * One tail as it lies on the wire: elements in wire byte order, at any alignment. A string counts its bytes without the NUL that follows
 * them. Zero-initialised means absent.
 */
struct sluice_span {
	const void *data;
	uint32_t count;		/* elements of an array, records; bytes of anything else */
	size_t length;		/* bytes; decode and the tail accessors fill it, encode reads it for records only */
};

/* A field of a struct's fixed part, for naming the one that does not fit. */
struct sluice_field {
	const char *name;
	size_t offset;
	size_t size;
};

/* One pass through a struct and its tails, reading or writing. Generated code starts one, then takes the parts in order. */
struct sluice_walk {
	const uint8_t *at;	/* first byte of the struct when reading */
	uint8_t *to;		/* first byte of the struct when writing, else NULL */
	size_t length;		/* bytes there are */
	size_t used;		/* bytes taken so far */
	size_t start;		/* where the tail taken last starts */
	size_t origin;		/* bytes from the start of the frame to the struct, for errors */
	const char *message;
	struct sluice_error *error;
	bool values;		/* judge values too; false checks structure only */
};

/* The `max` of a tail without one: what a span can count. */
#define SLUICE_NO_MAX ((uint64_t)UINT32_MAX)

static inline int sluice_walk_fail(const struct sluice_walk *walk, int code, const char *field, size_t offset, int64_t expected,
				   int64_t got)
{
	return sluice_fail(walk->error, code, walk->message, field, walk->origin + offset, expected, got);
}

/* A walk over `length` bytes that do not change meanwhile, or whose every field is read at most once. */
static inline struct sluice_walk sluice_walk_over(const char *message, const void *buf, size_t length, bool values,
						  struct sluice_error *error)
{
	const void *at = length > 0 ? buf : ""; /* NULL plus 0 is undefined */
	struct sluice_walk walk = {(const uint8_t *)at, NULL, length, 0, 0, 0, message, error, values};

	return walk;
}

/* Copies the bytes once and walks the copy, so that nobody can change what was checked. `copy` may be NULL: `buf` does not change. */
static inline int sluice_walk_copy(struct sluice_walk *walk, const char *message, const void *buf, size_t length, void *copy,
				   size_t capacity, struct sluice_error *error)
{
	if (copy != NULL) {
		if (capacity < length)
			return sluice_fail(error, SLUICE_ERR_SIZE, message, NULL, 0, (int64_t)length, (int64_t)capacity);
		if (length > 0)
			memcpy(copy, buf, length);
		buf = copy;
	}
	*walk = sluice_walk_over(message, buf, length, true, error);
	return 0;
}

/* A walk that writes `size` bytes. */
static inline int sluice_walk_into(struct sluice_walk *walk, const char *message, void *buf, size_t capacity, size_t size,
				   struct sluice_error *error)
{
	if (capacity < size)
		return sluice_fail(error, SLUICE_ERR_SIZE, message, NULL, 0, (int64_t)size, (int64_t)capacity);
	*walk = sluice_walk_over(message, NULL, size, true, error);
	walk->to = (uint8_t *)buf;
	return 0;
}

/* A walk of its own over what this one has left, such as one record. */
static inline struct sluice_walk sluice_walk_rest(const struct sluice_walk *walk)
{
	struct sluice_walk rest = *walk;

	rest.at += walk->used;
	rest.length -= walk->used;
	rest.origin += walk->used;
	rest.used = 0;
	rest.start = 0;
	return rest;
}

/* Takes the fixed part. `self` is the C path of the whole struct, for when nothing but padding is missing. */
static inline int sluice_walk_fixed(struct sluice_walk *walk, const char *self, size_t size, const struct sluice_field *fields, size_t count)
{
	size_t i;

	if (walk->length >= size) {
		walk->used = size;
		return 0;
	}
	for (i = 0; i < count; i++) {
		if (fields[i].offset + fields[i].size > walk->length)
			return sluice_walk_fail(walk, SLUICE_ERR_TRUNCATED, fields[i].name, fields[i].offset, (int64_t)size,
						(int64_t)walk->length);
	}
	return sluice_walk_fail(walk, SLUICE_ERR_TRUNCATED, self, walk->length, (int64_t)size, (int64_t)walk->length);
}

/* Skips the padding before a tail; tails are aligned relative to the start of their struct. */
static inline int sluice_walk_align(struct sluice_walk *walk, const char *tail, size_t align)
{
	size_t start = walk->used;

	if (!sluice_size_align(&start, align) || start > walk->length)
		return sluice_walk_fail(walk, SLUICE_ERR_TRUNCATED, tail, start, (int64_t)start, (int64_t)walk->length);
	walk->used = start;
	return 0;
}

/* Elements of `stride` bytes that fit into what is left; no more than a span can count. */
static inline uint64_t sluice_walk_room(const struct sluice_walk *walk, size_t stride)
{
	uint64_t room = (walk->length - walk->used) / stride;

	return room < UINT32_MAX ? room : UINT32_MAX;
}

static inline void sluice_walk_take(struct sluice_walk *walk, struct sluice_span *out, uint32_t count, size_t stride)
{
	walk->start = walk->used;
	out->data = walk->at + walk->used;
	out->count = count;
	out->length = count * stride;
	walk->used += out->length;
}

/*
 * Takes `count` elements of `stride` bytes. `field` and `offset` say where the count stands. A count above INT64_MAX arrives negative and
 * is refused like one.
 */
static inline int sluice_walk_array(struct sluice_walk *walk, struct sluice_span *out, const char *field, size_t offset, int64_t count,
				    uint64_t max, size_t stride)
{
	uint64_t room = sluice_walk_room(walk, stride);
	uint64_t most = max == SLUICE_NO_MAX ? room : max;

	if (count < 0 || (uint64_t)count > most)
		return sluice_walk_fail(walk, SLUICE_ERR_COUNT, field, offset, (int64_t)most, count);
	if ((uint64_t)count > room)
		return sluice_walk_fail(walk, SLUICE_ERR_COUNT, field, offset, (int64_t)room, count);
	sluice_walk_take(walk, out, (uint32_t)count, stride);
	return 0;
}

/* Takes everything left. */
static inline int sluice_walk_remainder(struct sluice_walk *walk, struct sluice_span *out, const char *tail, uint64_t max)
{
	size_t left = walk->length - walk->used;

	if (left > max)
		return sluice_walk_fail(walk, SLUICE_ERR_COUNT, tail, walk->used, (int64_t)max, (int64_t)left);
	sluice_walk_take(walk, out, (uint32_t)left, 1);
	return 0;
}

/* Takes a string and its NUL; looks at no byte beyond `max` + 1. */
static inline int sluice_walk_string(struct sluice_walk *walk, struct sluice_span *out, const char *tail, uint64_t max)
{
	const uint8_t *first = walk->at + walk->used;
	size_t left = walk->length - walk->used;
	size_t most = left > max ? (size_t)max + 1 : left; /* the NUL included */
	const void *end = most > 0 ? memchr(first, 0, most) : NULL;

	if (end == NULL)
		return sluice_walk_fail(walk, SLUICE_ERR_TERMINATOR, tail, walk->used, 0, 0);
	walk->start = walk->used;
	out->data = first;
	out->length = (size_t)((const uint8_t *)end - first);
	out->count = (uint32_t)out->length;
	walk->used += out->length + 1;
	if (walk->values && !sluice_utf8_valid(first, out->length))
		return sluice_walk_fail(walk, SLUICE_ERR_UTF8, tail, walk->start, 0, 0);
	return 0;
}

static inline struct sluice_span sluice_no_span(void)
{
	struct sluice_span span = {NULL, 0, 0};

	return span;
}

/* The tail from where it started to here. */
static inline struct sluice_span sluice_walk_since_start(const struct sluice_walk *walk, uint32_t count)
{
	struct sluice_span span = {walk->at + walk->start, count, walk->used - walk->start};

	return span;
}

/* Starts records, of which there may be `max`. */
static inline int sluice_walk_records(struct sluice_walk *walk, const char *tail, uint32_t count, uint64_t max)
{
	if (count > max)
		return sluice_walk_fail(walk, SLUICE_ERR_COUNT, tail, walk->used, (int64_t)max, count);
	walk->start = walk->used;
	return 0;
}

/* Refuses bytes after the end; `field` is NULL for a struct that is handled alone. */
static inline int sluice_walk_end(const struct sluice_walk *walk, const char *field)
{
	if (walk->used < walk->length)
		return sluice_walk_fail(walk, SLUICE_ERR_TRAILING, field, walk->used, (int64_t)walk->used, (int64_t)walk->length);
	return 0;
}

/* ---- writing ------------------------------------------------------------------------------------------------------------------ */

/* Zeros the padding before a tail. The walk has room for it: encode measured first. */
static inline void sluice_put_align(struct sluice_walk *walk, size_t align)
{
	for (; walk->used % align != 0; walk->used++)
		walk->to[walk->used] = 0;
}

/* Refuses a tail that was given although its condition does not hold. */
static inline int sluice_put_absent(const struct sluice_walk *walk, const char *tail, const struct sluice_span *given)
{
	if (given->data != NULL || given->count != 0)
		return sluice_walk_fail(walk, SLUICE_ERR_COUNT, tail, walk->used, 0, given->count);
	return 0;
}

/* Refuses a count that must be `exactly` another. */
static inline int sluice_put_exactly(const struct sluice_walk *walk, const char *field, size_t offset, uint32_t count, uint32_t exactly)
{
	if (count != exactly)
		return sluice_walk_fail(walk, SLUICE_ERR_COUNT, field, offset, exactly, count);
	return 0;
}

/* Refuses to put a record where its offset field can't point. */
static inline int sluice_put_offset(const struct sluice_walk *walk, const char *field, size_t offset, uint64_t most)
{
	if (walk->used > most)
		return sluice_walk_fail(walk, SLUICE_ERR_OFFSET, field, offset, (int64_t)most, (int64_t)walk->used);
	return 0;
}

/* Starts a tail of `count` elements, of which there may be `most`. */
static inline int sluice_put_start(struct sluice_walk *walk, const char *field, size_t offset, uint64_t count, uint64_t most)
{
	if (count > most)
		return sluice_walk_fail(walk, SLUICE_ERR_COUNT, field, offset, (int64_t)most, (int64_t)count);
	walk->start = walk->used;
	return 0;
}

static inline void sluice_put_bytes(struct sluice_walk *walk, const void *data, size_t length)
{
	if (length > 0)
		memcpy(walk->to + walk->used, data, length);
	walk->used += length;
}

/* Writes a string of at most `most` bytes, and its NUL. */
static inline int sluice_put_string(struct sluice_walk *walk, const struct sluice_span *text, const char *tail, uint64_t most)
{
	int status;

	if (text->count > 0 && (memchr(text->data, 0, text->count) != NULL || !sluice_utf8_valid(text->data, text->count)))
		return sluice_walk_fail(walk, SLUICE_ERR_UTF8, tail, walk->used, 0, 0);
	status = sluice_put_start(walk, tail, walk->used, text->count, most);
	if (status != 0)
		return status;
	sluice_put_bytes(walk, text->data, text->count);
	walk->to[walk->used++] = 0;
	return 0;
}

#ifdef __cplusplus
}
#endif

#endif /* SLUICE_CODEC_WALK_H */
