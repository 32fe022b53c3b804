/*
 * v2v, data model lp64
 * Shared memory of a channel between two virtual machines (OpenXT, v2vk.h): a control page and two rings of messages, one per direction.
 * The listener owns the memory, the connector maps it. Facts, the 22 functions and known defects are in docs/protocols/v2v.md.
 * Generated from schema/v2v.yaml by `sluice generate`; do not edit.
 * Functions return 0 or -SLUICE_ERR_...; the error may be NULL. For a struct x:
 * x_check() looks at the structure of some bytes once; x_get_...() and x_set_...() then read and write fields; x_<tail>() finds a tail.
 * x_decode() copies the bytes and judges every value; x_encode() is its inverse. With tails they take an x_message: x and a span per tail.
 * Define V2V_LAYOUT_ONLY for the types alone.
 */
#ifndef V2V_LAYOUT_H
#define V2V_LAYOUT_H

#include <stddef.h>
#include <stdint.h>

/* ---- constants --------------------------------------------------------------------------------------------------------------- */

#define V2V_PAGE_SIZE              4096u  /* Bytes of the control page, and unit of the rings. */
#define V2V_MAX_RING_PAGE_ORDER    4u     /* A ring has 1 to 16 pages: 4096 << order bytes, order 0 to 4. */
#define V2V_MESSAGE_ALIGN          8u     /* Messages start at multiples of this. */
#define V2V_MAX_MESSAGE_SIZE       65528u /* Most that `size` can say such that rounding it up still fits 16 bits. See the frame. */
#define V2V_CONSUMER_SPIN_LIMIT    2048u  /* Rounds that a receiver polls while the sender announces a message. */
#define V2V_STREAM_FAST_MAX_INLINE 2048u  /* Most bytes of a stream message while the receiver is in fast-receive mode. */

#define V2V_FRAME_MIN 4     /* Least bytes of a frame. */
#define V2V_FRAME_MAX 65528 /* Most bytes of a frame. */

/* What two sides compare to know that they mean the same bytes: the protocol, then every message. */
#define V2V_FINGERPRINT             UINT64_C(0xc095c7741b024e2f)
#define V2V_STREAM_DATA_FINGERPRINT UINT64_C(0x3b22f2fb8548d0d5)
#define V2V_PAD_FINGERPRINT         UINT64_C(0xd9fd7613557d0d8e)

/* ---- codes, enums and flags --------------------------------------------------------------------------------------------------- */

/*
 * State of an endpoint, as its peer sees it. Between machines it travels as text; from `disconnecting` on it asks the peer to disconnect.
 * (enum v2v_endpoint_state, a uint32_t on the wire; v2v.yaml:20)
 */
enum v2v_endpoint_state {
	v2v_state_unknown = 0,         /* It could not be read. */
	v2v_state_unready = 291,       /* Has never listened or connected. */
	v2v_state_listening = 292,     /* Waits for a connection. */
	v2v_state_connected = 293,     /* Takes messages. */
	v2v_state_disconnecting = 294, /* Asks its peer to disconnect. */
	v2v_state_disconnected = 295,  /* Has left cleanly. */
	v2v_state_crashed = 296,       /* Has left without a word. */
};

/* Message codes. */
enum v2v_code {
	V2V_STREAM_DATA = 1, /* Bytes of a stream. No end mark, no credit; empty ones are legal and say nothing. */
	V2V_PAD = 255,       /* Fills a ring up to its end, because messages do not wrap. Readers skip it; it is never sent alone. */
};

/* ---- structs: before each member's doc stands its offset ----------------------------------------------------------------------- */

/*
 * What one endpoint tells the other: one cache line, written by its owner alone. Positions are bytes ever produced or consumed, modulo
 * 2^32; the place in the ring is the position modulo the ring's size.
 * natural, 64 bytes, alignment 4 (v2v.yaml:33)
 */
struct v2v_ring_fields {
	uint32_t prod;              /* 0: Position after the last message that I published. (in bytes) */
	uint32_t prod_event;        /* 4: Ring my doorbell when your `prod` reaches this. (in bytes) */
	uint32_t cons;              /* 8: Position after the last message that I finished. (in bytes) */
	uint32_t cons_event;        /* 12: Ring my doorbell when your `cons` reaches this. (in bytes) */
	uint32_t consumer_active;   /* 16: Not 0: fast-receive mode, I prefer latency. A hint. */
	uint32_t consumer_spinning; /* 20: Not 0: I am polling your `prod`, no doorbell needed. */
	uint32_t producer_active;   /* 24: Not 0: a message is about to come, poll for it. */
	uint8_t _pad0[36];          /* 28 */
};
#define V2V_RING_FIELDS_SIZE 64

/*
 * The page that both endpoints map for writing. Nothing but good manners keeps one out of the other's block.
 * natural, 4096 bytes, alignment 4 (v2v.yaml:48)
 */
struct v2v_control_page {
	struct v2v_ring_fields listener;  /* 0: Written by the endpoint that listened. */
	struct v2v_ring_fields connector; /* 64: Written by the endpoint that connected. */
	uint8_t _pad0[3968];              /* 128 */
};
#define V2V_CONTROL_PAGE_SIZE 4096

/*
 * Header of every message in a ring. The payload follows at once, at 8n + 4.
 * natural, 4 bytes, alignment 2 (v2v.yaml:56)
 */
struct v2v_msg_hdr {
	uint8_t type;  /* 0: 0 to 254 are the user's, 255 is padding. */
	uint8_t flags; /* 1: The user's; no bit has a meaning here. */
	uint16_t size; /* 2: Bytes of header and payload, not rounded up, whatever a comment in the source says. */
};
#define V2V_MSG_HDR_SIZE 4

/*
 * V2V_STREAM_DATA: Message boundaries mean nothing.
 * natural, 0 bytes, alignment 1 (v2v.yaml:74)
 * at 0: bytes data, whatever is left. The next bytes of the stream.
 */
#define V2V_STREAM_DATA_FIXED_SIZE 0
#define V2V_STREAM_DATA_MIN_SIZE   0

/*
 * V2V_PAD: A multiple of 8 bytes with its header, and exactly as many as are left of the ring.
 * natural, 0 bytes, alignment 1 (v2v.yaml:83)
 * at 0: bytes filler, whatever is left. Anything.
 */
#define V2V_PAD_FIXED_SIZE 0
#define V2V_PAD_MIN_SIZE   0
#endif /* V2V_LAYOUT_H */

#if !defined(V2V_LAYOUT_ONLY) && !defined(V2V_CODEC_H)
#define V2V_CODEC_H

#include <stdbool.h>
#include <string.h>

#include <sluice/error.h>

#include "v2v_asserts.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Whether enum v2v_endpoint_state lists this value. */
static inline bool v2v_endpoint_state_is_known(uint32_t value)
{
	switch (value) {
	case v2v_state_unknown:
	case v2v_state_unready:
	case v2v_state_listening:
	case v2v_state_connected:
	case v2v_state_disconnecting:
	case v2v_state_disconnected:
	case v2v_state_crashed:
		return true;
	default:
		return false;
	}
}

/* ==== struct v2v_ring_fields (v2v.yaml:33) ==== */

static inline uint32_t v2v_ring_fields_get_prod(const void *buf)
{
	return sluice_load_le32(buf);
}

static inline void v2v_ring_fields_set_prod(void *buf, uint32_t value)
{
	sluice_store_le32(buf, value);
}

static inline uint32_t v2v_ring_fields_get_prod_event(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 4);
}

static inline void v2v_ring_fields_set_prod_event(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 4, value);
}

static inline uint32_t v2v_ring_fields_get_cons(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 8);
}

static inline void v2v_ring_fields_set_cons(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 8, value);
}

static inline uint32_t v2v_ring_fields_get_cons_event(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 12);
}

static inline void v2v_ring_fields_set_cons_event(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 12, value);
}

static inline uint32_t v2v_ring_fields_get_consumer_active(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 16);
}

static inline void v2v_ring_fields_set_consumer_active(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 16, value);
}

static inline uint32_t v2v_ring_fields_get_consumer_spinning(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 20);
}

static inline void v2v_ring_fields_set_consumer_spinning(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 20, value);
}

static inline uint32_t v2v_ring_fields_get_producer_active(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 24);
}

static inline void v2v_ring_fields_set_producer_active(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 24, value);
}

/* The fixed part in host byte order. */
static inline struct v2v_ring_fields v2v_ring_fields_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct v2v_ring_fields value;

	memset(&value, 0, sizeof value);
	value.prod = sluice_load_le32(at);
	value.prod_event = sluice_load_le32(at + 4);
	value.cons = sluice_load_le32(at + 8);
	value.cons_event = sluice_load_le32(at + 12);
	value.consumer_active = sluice_load_le32(at + 16);
	value.consumer_spinning = sluice_load_le32(at + 20);
	value.producer_active = sluice_load_le32(at + 24);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void v2v_ring_fields_store(void *buf, struct v2v_ring_fields value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le32(at, value.prod);
	sluice_store_le32(at + 4, value.prod_event);
	sluice_store_le32(at + 8, value.cons);
	sluice_store_le32(at + 12, value.cons_event);
	sluice_store_le32(at + 16, value.consumer_active);
	sluice_store_le32(at + 20, value.consumer_spinning);
	sluice_store_le32(at + 24, value.producer_active);
	memset(at + 28, 0, 36);
}

static inline int v2v_ring_fields__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "prod", 0, 4 },
		{ "prod_event", 4, 4 },
		{ "cons", 8, 4 },
		{ "cons_event", 12, 4 },
		{ "consumer_active", 16, 4 },
		{ "consumer_spinning", 20, 4 },
		{ "producer_active", 24, 4 },
	};

	return sluice_walk_fixed(walk, NULL, 64, fields, 7);
}

static inline int v2v_ring_fields__walk(struct sluice_walk *walk, struct v2v_ring_fields *out)
{
	int status = v2v_ring_fields__fixed(walk);

	if (status != 0)
		return status;
	*out = v2v_ring_fields_load(walk->at);
	return 0;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int v2v_ring_fields_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("v2v_ring_fields", buf, len, false, error);

	return v2v_ring_fields__fixed(&walk);
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int v2v_ring_fields_decode(const void *buf, size_t len, void *copy, size_t capacity, struct v2v_ring_fields *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "v2v_ring_fields", buf, len, copy, capacity, error);

	if (status == 0)
		status = v2v_ring_fields__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

static inline int v2v_ring_fields__put(struct sluice_walk *walk, const struct v2v_ring_fields *in)
{
	v2v_ring_fields_store(walk->to, *in);
	walk->used = 64;
	return 0;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int v2v_ring_fields_encode(void *buf, size_t capacity, const struct v2v_ring_fields *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_into(&walk, "v2v_ring_fields", buf, capacity, 64, error);

	if (status == 0)
		status = v2v_ring_fields__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct v2v_control_page (v2v.yaml:48) ==== */

static inline const void *v2v_control_page_get_listener(const void *buf)
{
	return buf;
}

static inline void v2v_control_page_set_listener(void *buf, struct v2v_ring_fields value)
{
	v2v_ring_fields_store(buf, value);
}

static inline const void *v2v_control_page_get_connector(const void *buf)
{
	return (const uint8_t *)buf + 64;
}

static inline void v2v_control_page_set_connector(void *buf, struct v2v_ring_fields value)
{
	v2v_ring_fields_store((uint8_t *)buf + 64, value);
}

/* The fixed part in host byte order. */
static inline struct v2v_control_page v2v_control_page_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct v2v_control_page value;

	memset(&value, 0, sizeof value);
	value.listener = v2v_ring_fields_load(at);
	value.connector = v2v_ring_fields_load(at + 64);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void v2v_control_page_store(void *buf, struct v2v_control_page value)
{
	uint8_t *at = (uint8_t *)buf;

	v2v_ring_fields_store(at, value.listener);
	v2v_ring_fields_store(at + 64, value.connector);
	memset(at + 128, 0, 3968);
}

static inline int v2v_control_page__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "listener", 0, 64 },
		{ "connector", 64, 64 },
	};

	return sluice_walk_fixed(walk, NULL, 4096, fields, 2);
}

static inline int v2v_control_page__walk(struct sluice_walk *walk, struct v2v_control_page *out)
{
	int status = v2v_control_page__fixed(walk);

	if (status != 0)
		return status;
	*out = v2v_control_page_load(walk->at);
	return 0;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int v2v_control_page_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("v2v_control_page", buf, len, false, error);

	return v2v_control_page__fixed(&walk);
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int v2v_control_page_decode(const void *buf, size_t len, void *copy, size_t capacity, struct v2v_control_page *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "v2v_control_page", buf, len, copy, capacity, error);

	if (status == 0)
		status = v2v_control_page__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

static inline int v2v_control_page__put(struct sluice_walk *walk, const struct v2v_control_page *in)
{
	v2v_control_page_store(walk->to, *in);
	walk->used = 4096;
	return 0;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int v2v_control_page_encode(void *buf, size_t capacity, const struct v2v_control_page *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_into(&walk, "v2v_control_page", buf, capacity, 4096, error);

	if (status == 0)
		status = v2v_control_page__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct v2v_msg_hdr (v2v.yaml:56) ==== */

static inline uint8_t v2v_msg_hdr_get_type(const void *buf)
{
	return sluice_load_u8(buf);
}

static inline void v2v_msg_hdr_set_type(void *buf, uint8_t value)
{
	sluice_store_u8(buf, value);
}

static inline uint8_t v2v_msg_hdr_get_flags(const void *buf)
{
	return sluice_load_u8((const uint8_t *)buf + 1);
}

static inline void v2v_msg_hdr_set_flags(void *buf, uint8_t value)
{
	sluice_store_u8((uint8_t *)buf + 1, value);
}

static inline uint16_t v2v_msg_hdr_get_size(const void *buf)
{
	return sluice_load_le16((const uint8_t *)buf + 2);
}

static inline void v2v_msg_hdr_set_size(void *buf, uint16_t value)
{
	sluice_store_le16((uint8_t *)buf + 2, value);
}

/* The fixed part in host byte order. */
static inline struct v2v_msg_hdr v2v_msg_hdr_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct v2v_msg_hdr value;

	value.type = sluice_load_u8(at);
	value.flags = sluice_load_u8(at + 1);
	value.size = sluice_load_le16(at + 2);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void v2v_msg_hdr_store(void *buf, struct v2v_msg_hdr value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_u8(at, value.type);
	sluice_store_u8(at + 1, value.flags);
	sluice_store_le16(at + 2, value.size);
}

static inline int v2v_msg_hdr__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "type", 0, 1 },
		{ "flags", 1, 1 },
		{ "size", 2, 2 },
	};

	return sluice_walk_fixed(walk, NULL, 4, fields, 3);
}

static inline int v2v_msg_hdr__walk(struct sluice_walk *walk, struct v2v_msg_hdr *out)
{
	int status = v2v_msg_hdr__fixed(walk);

	if (status != 0)
		return status;
	*out = v2v_msg_hdr_load(walk->at);
	return 0;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int v2v_msg_hdr_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("v2v_msg_hdr", buf, len, false, error);

	return v2v_msg_hdr__fixed(&walk);
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int v2v_msg_hdr_decode(const void *buf, size_t len, void *copy, size_t capacity, struct v2v_msg_hdr *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "v2v_msg_hdr", buf, len, copy, capacity, error);

	if (status == 0)
		status = v2v_msg_hdr__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

static inline int v2v_msg_hdr__put(struct sluice_walk *walk, const struct v2v_msg_hdr *in)
{
	v2v_msg_hdr_store(walk->to, *in);
	walk->used = 4;
	return 0;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int v2v_msg_hdr_encode(void *buf, size_t capacity, const struct v2v_msg_hdr *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_into(&walk, "v2v_msg_hdr", buf, capacity, 4, error);

	if (status == 0)
		status = v2v_msg_hdr__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct v2v_stream_data (v2v.yaml:74) ==== */

/* A struct v2v_stream_data with its tails. A span may be left zero: the tail is empty, or absent where its `if:` does not hold. */
struct v2v_stream_data_message {
	struct sluice_span data;
};

static inline int v2v_stream_data__take_data(struct sluice_walk *walk, struct sluice_span *out)
{
	return sluice_walk_remainder(walk, out, "data", SLUICE_NO_MAX);
}

static inline int v2v_stream_data__walk(struct sluice_walk *walk, struct v2v_stream_data_message *out)
{
	int status = 0;

	if (status == 0)
		status = v2v_stream_data__take_data(walk, &out->data);
	return status;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int v2v_stream_data_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("V2V_STREAM_DATA", buf, len, false, error);
	struct v2v_stream_data_message found;

	return v2v_stream_data__walk(&walk, &found);
}

/* at 0: bytes data, whatever is left. The next bytes of the stream. */
static inline int v2v_stream_data_data(const void *buf, size_t len, struct sluice_span *out, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("V2V_STREAM_DATA", buf, len, false, error);
	struct v2v_stream_data_message found;
	int status = 0;

	if (status == 0)
		status = v2v_stream_data__take_data(&walk, &found.data);
	if (status == 0)
		*out = found.data;
	return status;
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int v2v_stream_data_decode(const void *buf, size_t len, void *copy, size_t capacity, struct v2v_stream_data_message *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "V2V_STREAM_DATA", buf, len, copy, capacity, error);

	if (status == 0)
		status = v2v_stream_data__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

/* Bytes that `in` takes on the wire. */
static inline int v2v_stream_data_size(const struct v2v_stream_data_message *in, size_t *size)
{
	bool fits = true;

	*size = 0;
	fits = fits && sluice_size_add(size, in->data.count, 1);
	return fits ? 0 : -SLUICE_ERR_SIZE;
}

static inline int v2v_stream_data__put_data(struct sluice_walk *walk, const struct v2v_stream_data_message *in)
{
	int status = sluice_put_start(walk, "data", walk->used, in->data.count, SLUICE_NO_MAX);

	if (status != 0)
		return status;
	sluice_put_bytes(walk, in->data.data, (size_t)in->data.count * 1);
	return 0;
}

static inline int v2v_stream_data__put(struct sluice_walk *walk, const struct v2v_stream_data_message *in)
{
	int status = 0;

	if (status == 0)
		status = v2v_stream_data__put_data(walk, in);
	return status;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int v2v_stream_data_encode(void *buf, size_t capacity, const struct v2v_stream_data_message *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	size_t size;
	int status = v2v_stream_data_size(in, &size);

	if (status != 0)
		return sluice_fail(error, SLUICE_ERR_SIZE, "V2V_STREAM_DATA", NULL, 0, INT64_MAX, (int64_t)capacity);
	status = sluice_walk_into(&walk, "V2V_STREAM_DATA", buf, capacity, size, error);
	if (status == 0)
		status = v2v_stream_data__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct v2v_pad (v2v.yaml:83) ==== */

/* A struct v2v_pad with its tails. A span may be left zero: the tail is empty, or absent where its `if:` does not hold. */
struct v2v_pad_message {
	struct sluice_span filler;
};

static inline int v2v_pad__take_filler(struct sluice_walk *walk, struct sluice_span *out)
{
	return sluice_walk_remainder(walk, out, "filler", SLUICE_NO_MAX);
}

static inline int v2v_pad__walk(struct sluice_walk *walk, struct v2v_pad_message *out)
{
	int status = 0;

	if (status == 0)
		status = v2v_pad__take_filler(walk, &out->filler);
	return status;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int v2v_pad_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("V2V_PAD", buf, len, false, error);
	struct v2v_pad_message found;

	return v2v_pad__walk(&walk, &found);
}

/* at 0: bytes filler, whatever is left. Anything. */
static inline int v2v_pad_filler(const void *buf, size_t len, struct sluice_span *out, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("V2V_PAD", buf, len, false, error);
	struct v2v_pad_message found;
	int status = 0;

	if (status == 0)
		status = v2v_pad__take_filler(&walk, &found.filler);
	if (status == 0)
		*out = found.filler;
	return status;
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int v2v_pad_decode(const void *buf, size_t len, void *copy, size_t capacity, struct v2v_pad_message *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "V2V_PAD", buf, len, copy, capacity, error);

	if (status == 0)
		status = v2v_pad__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

/* Bytes that `in` takes on the wire. */
static inline int v2v_pad_size(const struct v2v_pad_message *in, size_t *size)
{
	bool fits = true;

	*size = 0;
	fits = fits && sluice_size_add(size, in->filler.count, 1);
	return fits ? 0 : -SLUICE_ERR_SIZE;
}

static inline int v2v_pad__put_filler(struct sluice_walk *walk, const struct v2v_pad_message *in)
{
	int status = sluice_put_start(walk, "filler", walk->used, in->filler.count, SLUICE_NO_MAX);

	if (status != 0)
		return status;
	sluice_put_bytes(walk, in->filler.data, (size_t)in->filler.count * 1);
	return 0;
}

static inline int v2v_pad__put(struct sluice_walk *walk, const struct v2v_pad_message *in)
{
	int status = 0;

	if (status == 0)
		status = v2v_pad__put_filler(walk, in);
	return status;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int v2v_pad_encode(void *buf, size_t capacity, const struct v2v_pad_message *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	size_t size;
	int status = v2v_pad_size(in, &size);

	if (status != 0)
		return sluice_fail(error, SLUICE_ERR_SIZE, "V2V_PAD", NULL, 0, INT64_MAX, (int64_t)capacity);
	status = sluice_walk_into(&walk, "V2V_PAD", buf, capacity, size, error);
	if (status == 0)
		status = v2v_pad__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== frames: struct v2v_msg_hdr, then the body ==== */

/* C name of the message that has this code; NULL when none has. */
static inline const char *v2v_message_name(uint8_t code)
{
	switch (code) {
	case V2V_STREAM_DATA: return "V2V_STREAM_DATA";
	case V2V_PAD: return "V2V_PAD";
	default: return NULL;
	}
}

/* A frame whose header is judged. The body is not: the message's own decode_frame does that. */
struct v2v_frame {
	struct v2v_msg_hdr header; /* host byte order */
	const char *message; /* C name, never NULL */
	const void *body; /* in the copy that was made */
	size_t length; /* bytes of the body, padding up to the least frame included */
};

/* Bytes of a frame on the wire, from what its size field says. */
static inline int v2v__padded(const struct sluice_walk *walk, uint16_t size, size_t *padded)
{
	if (size < 4)
		return sluice_walk_fail(walk, SLUICE_ERR_SIZE, "size", 2, 4, size);
	if (size > 65528)
		return sluice_walk_fail(walk, SLUICE_ERR_SIZE, "size", 2, 65528, size);
	*padded = size;
	sluice_size_align(padded, 8);
	return 0;
}

/* For byte streams: how long the frame is that begins here, once 4 bytes are there; SLUICE_NEED_MORE before. */
static inline int v2v_frame_length(const void *buf, size_t available, size_t *length, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("v2v_msg_hdr", buf, available, false, error);

	if (available < 4)
		return SLUICE_NEED_MORE;
	return v2v__padded(&walk, sluice_load_le16((const uint8_t *)buf + 2), length);
}

static inline int v2v__refuse(const struct sluice_walk *walk, uint8_t code)
{
	int error = SLUICE_ERR_CODE_UNKNOWN;

	return sluice_walk_fail(walk, error, "type", 0, 0, code);
}

/* Takes a whole frame: copies the bytes once into `copy` (NULL vouches that they do not change), then judges size, code and header. */
static inline int v2v_frame_decode(const void *buf, size_t len, void *copy, size_t capacity, struct v2v_frame *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	size_t padded = 0;
	int status = sluice_walk_copy(&walk, "v2v_msg_hdr", buf, len, copy, capacity, error);

	if (status == 0)
		status = v2v_msg_hdr__fixed(&walk);
	if (status != 0)
		return status;
	out->header = v2v_msg_hdr_load(walk.at);
	status = v2v__padded(&walk, out->header.size, &padded);
	if (status != 0)
		return status;
	if (padded > len)
		return sluice_walk_fail(&walk, SLUICE_ERR_TRUNCATED, "size", 2, (int64_t)padded, (int64_t)len);
	if (padded < len)
		return sluice_walk_fail(&walk, SLUICE_ERR_TRAILING, NULL, padded, (int64_t)padded, (int64_t)len);
	out->length = out->header.size - 4u;
	out->body = walk.at + 4;
	out->message = v2v_message_name(out->header.type);
	if (out->message == NULL)
		return v2v__refuse(&walk, out->header.type);
	return 0;
}

/* Starts the walk through a body, if it is the body of message `code`. */
static inline int v2v__open(struct sluice_walk *walk, const struct v2v_frame *frame, uint8_t code, struct sluice_error *error)
{
	if (frame->header.type != code)
		return sluice_fail(error, SLUICE_ERR_CODE_UNKNOWN, "v2v_msg_hdr", "type", 0, code, frame->header.type);
	*walk = sluice_walk_over(frame->message, frame->body, frame->length, true, error);
	walk->origin = 4;
	return 0;
}

/* The body must end where the frame does, or before the padding up to the least frame. */
static inline int v2v__close(const struct sluice_walk *walk, const struct v2v_frame *frame)
{
	size_t exact = walk->origin + walk->used;

	if (exact < 4)
		exact = 4;
	if (frame->header.size != exact)
		return sluice_fail(walk->error, SLUICE_ERR_SIZE, walk->message, "size", 2, (int64_t)exact,
				   frame->header.size);
	return 0;
}

/* Writes header and padding around a body of `size` bytes, and starts the walk that writes the body. */
static inline int v2v__begin(struct sluice_walk *walk, uint8_t code, const struct v2v_msg_hdr *header, size_t size,
		void *buf, size_t capacity, size_t *written, struct sluice_error *error)
{
	const char *message = v2v_message_name(code);
	struct v2v_msg_hdr value;
	size_t total = 4, padded;
	bool fits = sluice_size_add(&total, size, 1);
	int status;

	memset(&value, 0, sizeof value);
	if (header != NULL)
		value = *header;
	if (total < 4)
		total = 4;
	if (!fits || total > 65528)
		return sluice_fail(error, SLUICE_ERR_SIZE, message, "size", 2, 65528, fits ? (int64_t)total : INT64_MAX);
	padded = total;
	sluice_size_align(&padded, 8);
	status = sluice_walk_into(walk, message, buf, capacity, padded, error);
	if (status != 0)
		return status;
	value.type = code;
	value.size = (uint16_t)total;
	v2v_msg_hdr_store(walk->to, value);
	memset(walk->to + 4 + size, 0, padded - 4 - size);
	walk->to += 4;
	walk->length = size;
	walk->origin = 4;
	*written = padded;
	return 0;
}

/* V2V_STREAM_DATA (v2v.yaml:70) */
static inline int v2v_stream_data_encode_frame(void *buf, size_t capacity, const struct v2v_msg_hdr *header,
		const struct v2v_stream_data_message *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	size_t size;
	int status = v2v_stream_data_size(in, &size);

	if (status != 0)
		return sluice_fail(error, SLUICE_ERR_SIZE, "V2V_STREAM_DATA", "size", 2, 65528, INT64_MAX);
	status = v2v__begin(&walk, V2V_STREAM_DATA, header, size, buf, capacity, written, error);
	return status != 0 ? status : v2v_stream_data__put(&walk, in);
}

static inline int v2v_stream_data_decode_frame(const struct v2v_frame *frame, struct v2v_stream_data_message *out, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = v2v__open(&walk, frame, V2V_STREAM_DATA, error);

	if (status == 0)
		status = v2v_stream_data__walk(&walk, out);
	return status != 0 ? status : v2v__close(&walk, frame);
}

/* V2V_PAD (v2v.yaml:79) */
static inline int v2v_pad_encode_frame(void *buf, size_t capacity, const struct v2v_msg_hdr *header,
		const struct v2v_pad_message *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	size_t size;
	int status = v2v_pad_size(in, &size);

	if (status != 0)
		return sluice_fail(error, SLUICE_ERR_SIZE, "V2V_PAD", "size", 2, 65528, INT64_MAX);
	status = v2v__begin(&walk, V2V_PAD, header, size, buf, capacity, written, error);
	return status != 0 ? status : v2v_pad__put(&walk, in);
}

static inline int v2v_pad_decode_frame(const struct v2v_frame *frame, struct v2v_pad_message *out, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = v2v__open(&walk, frame, V2V_PAD, error);

	if (status == 0)
		status = v2v_pad__walk(&walk, out);
	return status != 0 ? status : v2v__close(&walk, frame);
}

#ifdef __cplusplus
}
#endif

#endif /* V2V_CODEC_H */
