/*
 * segment, data model lp64
 * Shared memory of Sluice's own runtime, and the hello over the Unix socket that passes it. Each side of a connection owns one segment that
 * it alone can write and that its peer maps read-only; see docs/protocols/segment.md. Integers have the byte order of the machine, since
 * atomic words can have no other. Records and FIFO are provisional until the runtime is measured.
 * Generated from schema/segment.yaml by `sluice generate`; do not edit.
 * Functions return 0 or -SLUICE_ERR_...; the error may be NULL. For a struct x:
 * x_check() looks at the structure of some bytes once; x_get_...() and x_set_...() then read and write fields; x_<tail>() finds a tail.
 * x_decode() copies the bytes and judges every value; x_encode() is its inverse. With tails they take an x_message: x and a span per tail.
 * Define SEGMENT_LAYOUT_ONLY for the types alone.
 */
#ifndef SEGMENT_LAYOUT_H
#define SEGMENT_LAYOUT_H

#include <stddef.h>
#include <stdint.h>

/* ---- constants --------------------------------------------------------------------------------------------------------------- */

/* Byte 89, `SLUICE`, byte 0A; the first one lowest. Neither text nor UTF-8. */
#define SLUICE_MAGIC          UINT64_C(740071696015053705)
#define SLUICE_CONTROL_MAGIC  826494035u /* First word of every message on the control socket. */
#define SLUICE_ENDIAN_PROBE   16909060u  /* Reads as 0x04030201 where the byte order differs. */
#define SLUICE_LAYOUT_MAJOR   1u         /* Peers must agree on it. */
#define SLUICE_LAYOUT_MINOR   0u         /* Peers use the lower of theirs. */
#define SLUICE_HEADER_SIZE    4096u      /* Bytes of the header page. */
#define SLUICE_PAGE_SIZE      4096u      /* Unit of ring orders. */
/* Bytes between control words that must not share a line; prefetch takes lines of 64 in pairs. */
#define SLUICE_LINE_SPACING   128u
#define SLUICE_MAX_DIRECTORY  64u        /* Most directory entries of a segment. */
#define SLUICE_MAX_RING_ORDER 18u        /* A ring has at most 4096 << 18 bytes: 1 GiB, so that u32 positions never meet. */
#define SLUICE_RECORD_ALIGN   16u        /* Records start at multiples of this. */
#define SLUICE_RECORD_SHARE   4u         /* A record has at most the ring's capacity divided by this. */
#define SLUICE_FIFO_SLOTS     128u       /* Slots of a FIFO unless its owner says otherwise; a power of two. */
#define SLUICE_FIFO_INLINE    56u        /* Payload bytes of a FIFO slot. */
#define SLUICE_FIFO_OWNERS    1023u      /* Most writers of a FIFO; owner 0 is nobody. */
#define SLUICE_MAX_MESSAGES   4096u      /* Most message fingerprints in a hello. */

/* What two sides compare to know that they mean the same bytes: the protocol, then every message. */
#define SEGMENT_FINGERPRINT          UINT64_C(0x3eb919fcdc288a3b)
#define SLUICE_HELLO_FINGERPRINT     UINT64_C(0xb50290c8a577199f)
#define SLUICE_SEGMENT_FINGERPRINT   UINT64_C(0x18c1d063f54b3d02)
#define SLUICE_DOORBELLS_FINGERPRINT UINT64_C(0xa326ce7a1c3deee3)
#define SLUICE_READY_FINGERPRINT     UINT64_C(0x32410473769bb938)
#define SLUICE_REFUSAL_FINGERPRINT   UINT64_C(0xf5baff1af8a1a447)

/* ---- codes, enums and flags --------------------------------------------------------------------------------------------------- */

/*
 * Life of a segment. Only its owner writes it, and only ever to a higher value. (enum sluice_segment_state, a uint32_t on the wire;
 * segment.yaml:34)
 */
enum sluice_segment_state {
	SLUICE_SEGMENT_INIT = 0,     /* Being made; a peer may not look at the rest. */
	SLUICE_SEGMENT_READY = 1,    /* The header is whole and will not change. */
	SLUICE_SEGMENT_CLOSING = 2,  /* The owner writes nothing new. */
	SLUICE_SEGMENT_CLOSED = 3,   /* The owner has unmapped its peer's segment. */
	SLUICE_SEGMENT_POISONED = 4, /* The owner has caught its peer lying; see the reason in its control lines. */
};

/* What a directory entry describes. (enum sluice_region_kind, a uint32_t on the wire; segment.yaml:43) */
enum sluice_region_kind {
	SLUICE_REGION_RING = 1,     /* Ring that the owner writes: `sluice_producer_lines`, then the data. */
	SLUICE_REGION_CONSUMER = 2, /* The owner's side of a ring that its peer writes: `sluice_consumer_lines`. */
	SLUICE_REGION_ARENA = 3,    /* Blocks for payloads that are passed by reference. */
	SLUICE_REGION_RELEASED = 4, /* Generation of each block of the peer's arena that the owner has released, u32 each. */
	SLUICE_REGION_FIFO = 5,     /* Many writers, one reader: `sluice_fifo_lines`, then the slots. Shared-writable. */
};

/* Which rule the peer broke. (enum sluice_poison_reason, a uint32_t on the wire; segment.yaml:52) */
enum sluice_poison_reason {
	SLUICE_POISON_NONE = 0,      /* None. */
	SLUICE_POISON_TAIL = 1,      /* Its tail went back, or further than the ring is long. */
	SLUICE_POISON_HEAD = 2,      /* Its head went back, or past what was written. */
	SLUICE_POISON_ALIGNMENT = 3, /* A position is not a multiple of the record alignment. */
	SLUICE_POISON_LENGTH = 4,    /* A record reaches beyond the tail or the end of the ring, or is longer than allowed. */
	SLUICE_POISON_SEQUENCE = 5,  /* A record has not the next number. */
	SLUICE_POISON_KIND = 6,      /* A record has flags that do not go together, or padding does not end at the end of the ring. */
	SLUICE_POISON_REFERENCE = 7, /* A reference leads outside of the arena, or to a block of another generation. */
	SLUICE_POISON_RELEASED = 8,  /* It released a block that it was never given. */
	SLUICE_POISON_SLOT = 9,      /* A FIFO slot is in a state that its writers can't have put it in. */
	SLUICE_POISON_STATE = 10,    /* Its state went back, or is none. */
};

/* What a record holds. (enum sluice_record_kind, a uint32_t on the wire; segment.yaml:67) */
enum sluice_record_kind {
	SLUICE_RECORD_DATA = 0,     /* The payload. */
	SLUICE_RECORD_PAD = 1,      /* Nothing, up to the end of the ring. */
	SLUICE_RECORD_INDIRECT = 2, /* A `sluice_block_reference` to the payload. */
	SLUICE_RECORD_END = 3,      /* Nothing: the writer will write no more. Room for it is always kept. */
};

/* Who may write a FIFO slot. (enum sluice_slot_state, a uint32_t on the wire; segment.yaml:75) */
enum sluice_slot_state {
	SLUICE_SLOT_FREE = 0,    /* Any writer, by one CAS that makes it CLAIMED. */
	SLUICE_SLOT_CLAIMED = 1, /* The writer whose owner number it carries. */
	SLUICE_SLOT_DONE = 2,    /* The reader: the payload is whole. */
	SLUICE_SLOT_SKIP = 3,    /* The reader: its writer gave up, or died. */
};

/*
 * What a record of a call is for. Client and server number independently, so an answer is told from a request by this alone. (enum
 * sluice_call_kind, a uint8_t on the wire; segment.yaml:83)
 */
enum sluice_call_kind {
	SLUICE_CALL_REQUEST = 1,  /* The caller waits for an answer with the same correlation. */
	SLUICE_CALL_RESPONSE = 2, /* The answer; never answered. */
	SLUICE_CALL_ONEWAY = 3,   /* Nobody waits; correlation 0. */
	SLUICE_CALL_CANCEL = 4,   /* The caller waits no more; no payload, no answer. */
};

/*
 * How a call ended; in answers. All but OK and REFUSED mean that the handler has not given an answer. (enum sluice_call_status, a uint8_t
 * on the wire; segment.yaml:91)
 */
enum sluice_call_status {
	SLUICE_CALL_OK = 0,            /* The payload is the answer. */
	SLUICE_CALL_UNDEFINED = 1,     /* No message or RPC has this code. */
	SLUICE_CALL_RESERVED = 2,      /* The schema keeps this code free. */
	SLUICE_CALL_DISABLED = 3,      /* Its feature is off in the server's config. */
	SLUICE_CALL_UNIMPLEMENTED = 4, /* The server has no handler for it. */
	SLUICE_CALL_MALFORMED = 5,     /* The payload is no such message. */
	SLUICE_CALL_REFUSED = 6,       /* The handler refused; `error` is a positive errno. */
	SLUICE_CALL_FAILED = 7,        /* The handler failed in a way that it did not mean to. */
	SLUICE_CALL_CANCELLED = 8,     /* It was cancelled before it ran. */
	SLUICE_CALL_DEADLINE = 9,      /* Its time was over before there was an answer. */
	SLUICE_CALL_STOPPING = 10,     /* The server takes no new calls. */
};

/* How to wake an endpoint. (enum sluice_doorbell_kind, a uint32_t on the wire; segment.yaml:106) */
enum sluice_doorbell_kind {
	SLUICE_DOORBELL_SOCKET = 0,  /* One byte on the control socket, sent without blocking. */
	SLUICE_DOORBELL_EVENTFD = 1, /* Eventfds, for peers that the policy trusts: their open file description is shared. */
};

/* Kinds of message on the control socket. (enum sluice_control_kind, a uint32_t on the wire; segment.yaml:112) */
enum sluice_control_kind {
	SLUICE_CONTROL_HELLO = 1,     /* SLUICE_HELLO. */
	SLUICE_CONTROL_SEGMENT = 2,   /* SLUICE_SEGMENT. */
	SLUICE_CONTROL_DOORBELLS = 3, /* SLUICE_DOORBELLS. */
	SLUICE_CONTROL_READY = 4,     /* SLUICE_READY. */
	SLUICE_CONTROL_REFUSAL = 5,   /* SLUICE_REFUSAL. */
};

/* Why an endpoint will not talk to another. (open enum sluice_refusal_reason, a uint32_t on the wire; segment.yaml:121) */
enum sluice_refusal_reason {
	SLUICE_REFUSE_VERSION = 1,    /* The major version of the layout differs. */
	SLUICE_REFUSE_BYTE_ORDER = 2, /* The byte order differs. */
	SLUICE_REFUSE_FEATURES = 3,   /* The other side needs a feature that is unknown here. */
	SLUICE_REFUSE_LAYOUT = 4,     /* The fingerprint of this schema differs. */
	SLUICE_REFUSE_PROTOCOL = 5,   /* A message of the user's protocol differs; `code` says which. */
	SLUICE_REFUSE_SEGMENT = 6,    /* The segment is not sealed, not allocated, of another size, or its header is wrong. */
	SLUICE_REFUSE_RING_ORDER = 7, /* The wanted ring is too large. */
	SLUICE_REFUSE_POLICY = 8,     /* The policy does not allow this user. */
	SLUICE_REFUSE_BUSY = 9,       /* Too many connections. */
};

/* ---- structs: before each member's doc stands its offset ----------------------------------------------------------------------- */

/*
 * First page of every segment, constant but for `state` once that is READY. An attacher checks state, magic, byte order, major version,
 * checksum, fingerprint, features and directory, and then works on a private copy.
 * natural, 4096 bytes, alignment 8 (segment.yaml:138)
 */
struct sluice_segment_header {
	uint8_t magic[8];              /* 0: The bytes of SLUICE_MAGIC. */
	uint32_t endian_probe;         /* 8: SLUICE_ENDIAN_PROBE. */
	uint16_t layout_major;         /* 12: SLUICE_LAYOUT_MAJOR. */
	uint16_t layout_minor;         /* 14: SLUICE_LAYOUT_MINOR. */
	uint64_t layout_fingerprint;   /* 16: Fingerprint of this schema, as the owner was built with it. */
	uint32_t features_compat;      /* 24: Features that a peer may ignore. None is defined yet. */
	uint32_t features_ro_compat;   /* 28: Features that an observer may ignore. None is defined yet. */
	uint32_t features_incompat;    /* 32: Features that a peer must know. None is defined yet. */
	uint32_t header_size;          /* 36: SLUICE_HEADER_SIZE. (in bytes) */
	uint64_t segment_size;         /* 40: Size of the file; a multiple of the page. (in bytes; ..4294967295) */
	uint8_t segment_id[16];        /* 48: Random number; a segment is never reused. */
	uint32_t endpoint;             /* 64: Endpoint that owns the segment, unique in its process. */
	uint32_t generation;           /* 68: How often that endpoint has connected; answers of an earlier life are dropped. */
	uint32_t directory_offset;     /* 72: Where the `sluice_directory_entry` array starts. (in bytes) */
	uint32_t directory_count;      /* 76: Its length. (..64) */
	uint64_t protocol_fingerprint; /* 80: Fingerprint of the user's protocol; 0 for bare bytes. */
	uint8_t _pad0[4000];           /* 88 */
	uint32_t state;                /* 4088: Stored last, with release. The only word that changes. (enum sluice_segment_state) */
	uint32_t crc;                  /* 4092: CRC-32C of the bytes 0 to 4087. */
};
#define SLUICE_SEGMENT_HEADER_SIZE 4096

/*
 * A part of a segment. Parts are aligned, inside of the segment, and do not overlap; the attacher checks all three.
 * natural, 32 bytes, alignment 4 (segment.yaml:163)
 */
struct sluice_directory_entry {
	uint32_t kind;           /* 0: What it is. (enum sluice_region_kind) */
	uint32_t id;             /* 4: Pairs a ring with the reader's lines, and an arena with its released generations. */
	uint32_t control_offset; /* 8: Its control lines; a multiple of SLUICE_LINE_SPACING. (in bytes) */
	uint32_t control_size;   /* 12: Their size; 0 for a part without. (in bytes) */
	uint32_t data_offset;    /* 16: Its data; page-aligned for rings and arenas. (in bytes) */
	uint32_t data_size;      /* 20: Its capacity; a power of two for rings. 0 for a part without. (in bytes) */
	uint32_t stride;         /* 24: Alignment of records, or size of a block, generation or slot. (in bytes) */
	uint8_t _pad0[4];        /* 28 */
};
#define SLUICE_DIRECTORY_ENTRY_SIZE 32

/*
 * Control words of a ring's writer, in the writer's segment.
 * natural, 256 bytes, alignment 4 (segment.yaml:177)
 */
struct sluice_producer_lines {
	uint32_t tail;          /* 0: End of what is published: one release-store per batch, for the reader's acquire-load. (in bytes) */
	uint8_t _pad0[124];     /* 4 */
	uint32_t space_wake_at; /* 128: Ring my space doorbell when your head passes this. (in bytes) */
	uint32_t reason;        /* 132: Why I poisoned the ring. (enum sluice_poison_reason) */
	uint8_t _pad1[120];     /* 136 */
};
#define SLUICE_PRODUCER_LINES_SIZE 256

/*
 * Control words of a ring's reader, in the reader's segment. `data_wake_at` is not beside `head`, so that a writer that looks at it after
 * each publish hits a line that nobody writes.
 * natural, 256 bytes, alignment 4 (segment.yaml:186)
 */
struct sluice_consumer_lines {
	uint32_t head;         /* 0: End of what is released: stored lazily, by a fraction of the ring or before sleeping. (in bytes) */
	uint8_t _pad0[124];    /* 4 */
	uint32_t data_wake_at; /* 128: Ring my data doorbell when your tail passes this. (in bytes) */
	uint32_t reason;       /* 132: Why I poisoned the ring. (enum sluice_poison_reason) */
	uint32_t fast_receive; /* 136: 1: I poll, flush early. A hint. (..1) */
	uint8_t _pad1[116];    /* 140 */
};
#define SLUICE_CONSUMER_LINES_SIZE 256

/*
 * Before every record. Its payload follows, and the next record at the next multiple of the ring's alignment; records never wrap.
 * natural, 16 bytes, alignment 4 (segment.yaml:198)
 */
struct sluice_record_header {
	/*
	 * Length and kind in one word, so that a reader judges a record by one load. (length is bit 0..28; more is bit 29; kind is bit
	 * 30..31)
	 */
	uint32_t word;        /* 0 */
	uint32_t sequence;    /* 4: Number of the record modulo 2^32; the reader counts along. */
	uint32_t code;        /* 8: Message code or RPC index. */
	uint32_t correlation; /* 12: Pairs an answer with its call; 0 for none. */
};
#define SLUICE_RECORD_HEADER_SIZE 16

/*
 * Payload of an INDIRECT record.
 * natural, 16 bytes, alignment 4 (segment.yaml:213)
 */
struct sluice_block_reference {
	uint32_t region;     /* 0: `id` of the arena in the directory of the writer's segment. */
	uint32_t block;      /* 4: Number of the first block. */
	uint32_t length;     /* 8: Payload bytes, from the start of that block; may run through several. (in bytes) */
	uint32_t generation; /* 12: Generation of the block; the reader gives it back by publishing this number. */
};
#define SLUICE_BLOCK_REFERENCE_SIZE 16

/*
 * Control words of a FIFO. Cooperative memory - a lying writer can stall or forge, and no more than that.
 * natural, 256 bytes, alignment 4 (segment.yaml:223)
 */
struct sluice_fifo_lines {
	uint32_t tail_hint; /* 0: A ticket at or before the first free slot. Only a hint: the slots decide. */
	uint8_t _pad0[124]; /* 4 */
	uint32_t wake_at;   /* 128: Ticket of the slot that the reader sleeps on. */
	uint32_t head;      /* 132: Ticket that the reader takes next; for counters and for waiters for room. */
	uint8_t _pad1[120]; /* 136 */
};
#define SLUICE_FIFO_LINES_SIZE 256

/*
 * A slot of the FIFO. The word that takes it also names who has it, so that a dead writer's claim is known at once.
 * natural, 64 bytes, alignment 4 (segment.yaml:232)
 */
struct sluice_fifo_slot {
	/*
	 * Moved by CAS only, except by the reader, which frees it by a release-store with the next lap. (lap is bit 0..19; owner is bit
	 * 20..29; state is bit 30..31)
	 */
	uint32_t word;       /* 0 */
	uint32_t length;     /* 4: Payload bytes. (in bytes; ..56) */
	uint8_t payload[56]; /* 8: Payload; unused bytes are anything. */
};
#define SLUICE_FIFO_SLOT_SIZE 64

/*
 * Before the payload of every record that stubs exchange, over any transport. The payload is a frame of the user's protocol, or an RPC
 * descriptor, exactly as its source has it; what calls need beyond that stands here.
 * natural, 24 bytes, alignment 4 (segment.yaml:248)
 */
struct sluice_call {
	uint8_t kind;         /* 0: What the record is for. (enum sluice_call_kind) */
	uint8_t status;       /* 1: How the call ended; OK in all but answers. (enum sluice_call_status) */
	uint8_t _pad0[2];     /* 2 */
	uint32_t correlation; /* 4: Number that the caller gave the call, not 0; 0 when nobody waits. */
	uint32_t code;        /* 8: Message code or RPC index of the payload, or of the call where there is none. */
	uint32_t target;      /* 12: Whom the call is for, where a transport reaches several: cluster or process id. */
	uint32_t timeout;     /* 16: Time that the caller has left; 0 when it waits for ever, or for more than 71 minutes. (in us) */
	int32_t error;        /* 20: With REFUSED: a positive errno. Else 0. */
};
#define SLUICE_CALL_SIZE 24

/*
 * SLUICE_DOORBELLS, SLUICE_READY: Start of every message on the control socket.
 * natural, 16 bytes, alignment 4 (segment.yaml:265)
 */
struct sluice_control {
	uint32_t magic;   /* 0: SLUICE_CONTROL_MAGIC; any other value closes the connection. */
	uint32_t kind;    /* 4: Which message it is. (enum sluice_control_kind) */
	uint32_t length;  /* 8: Of the whole message, this start included. (in bytes) */
	uint8_t _pad0[4]; /* 12 */
};
#define SLUICE_CONTROL_SIZE 16

/*
 * One message of the user's protocol, so that two sides that differ can say in what.
 * natural, 16 bytes, alignment 8 (segment.yaml:273)
 */
struct sluice_message_fingerprint {
	uint32_t code;        /* 0: Message code or RPC index. */
	uint8_t _pad0[4];     /* 4 */
	uint64_t fingerprint; /* 8: Fingerprint of its layout. */
};
#define SLUICE_MESSAGE_FINGERPRINT_SIZE 16

/*
 * SLUICE_HELLO: Sent once by each side.
 * natural, 64 bytes, alignment 8 (segment.yaml:286)
 * at 64: sluice_message_fingerprint messages[message_count], at most 4096. The messages of the user's protocol, by code.
 */
struct sluice_hello {
	struct sluice_control control; /* 0: SLUICE_CONTROL_HELLO. */
	uint16_t layout_major;         /* 16: SLUICE_LAYOUT_MAJOR. */
	uint16_t layout_minor;         /* 18: SLUICE_LAYOUT_MINOR. */
	uint32_t endpoint;             /* 20: Endpoint that speaks. */
	uint64_t layout_fingerprint;   /* 24: Fingerprint of this schema. */
	uint64_t protocol_fingerprint; /* 32: Fingerprint of the user's protocol; 0 for bare bytes. */
	uint32_t features_compat;      /* 40: As in the segment header. */
	uint32_t features_ro_compat;   /* 44: As in the segment header. */
	uint32_t features_incompat;    /* 48: As in the segment header. */
	uint32_t ring_order;           /* 52: Wanted size of the ring that I read: 4096 << order bytes. (..18) */
	uint32_t doorbell;             /* 56: How I want to be woken. (enum sluice_doorbell_kind) */
	uint32_t message_count;        /* 60: Number of messages. (counts messages) */
};
#define SLUICE_HELLO_FIXED_SIZE 64
#define SLUICE_HELLO_MIN_SIZE   64
#define SLUICE_HELLO_MAX_SIZE   65600

/*
 * SLUICE_SEGMENT: Says what the header of the segment says, so that a mix-up of descriptors is noticed.
 * natural, 48 bytes, alignment 8 (segment.yaml:314)
 */
struct sluice_segment {
	struct sluice_control control; /* 0: SLUICE_CONTROL_SEGMENT. */
	uint8_t segment_id[16];        /* 16: As in its header. */
	uint64_t segment_size;         /* 32: As in its header. (in bytes; ..4294967295) */
	uint32_t generation;           /* 40: As in its header. */
	uint8_t _pad0[4];              /* 44 */
};
#define SLUICE_SEGMENT_SIZE 48

/*
 * SLUICE_REFUSAL: What differs, and both values of it.
 * natural, 40 bytes, alignment 8 (segment.yaml:336)
 * at 40: NUL-terminated string detail, at most 255. A sentence for people.
 */
struct sluice_refusal {
	struct sluice_control control; /* 0: SLUICE_CONTROL_REFUSAL. */
	uint32_t reason;               /* 16: Why. (enum sluice_refusal_reason) */
	uint32_t code;                 /* 20: With SLUICE_REFUSE_PROTOCOL: the message that differs. */
	uint64_t expected;             /* 24: Version, feature bits, fingerprint or limit of the sender. */
	uint64_t got;                  /* 32: What it was told instead. */
};
#define SLUICE_REFUSAL_FIXED_SIZE 40
#define SLUICE_REFUSAL_MIN_SIZE   41
#define SLUICE_REFUSAL_MAX_SIZE   296
#endif /* SEGMENT_LAYOUT_H */

#if !defined(SEGMENT_LAYOUT_ONLY) && !defined(SEGMENT_CODEC_H)
#define SEGMENT_CODEC_H

#include <stdbool.h>
#include <string.h>

#include <sluice/error.h>

#include "segment_asserts.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Whether enum sluice_segment_state lists this value. */
static inline bool sluice_segment_state_is_known(uint32_t value)
{
	switch (value) {
	case SLUICE_SEGMENT_INIT:
	case SLUICE_SEGMENT_READY:
	case SLUICE_SEGMENT_CLOSING:
	case SLUICE_SEGMENT_CLOSED:
	case SLUICE_SEGMENT_POISONED:
		return true;
	default:
		return false;
	}
}

/* Whether enum sluice_region_kind lists this value. */
static inline bool sluice_region_kind_is_known(uint32_t value)
{
	switch (value) {
	case SLUICE_REGION_RING:
	case SLUICE_REGION_CONSUMER:
	case SLUICE_REGION_ARENA:
	case SLUICE_REGION_RELEASED:
	case SLUICE_REGION_FIFO:
		return true;
	default:
		return false;
	}
}

/* Whether enum sluice_poison_reason lists this value. */
static inline bool sluice_poison_reason_is_known(uint32_t value)
{
	switch (value) {
	case SLUICE_POISON_NONE:
	case SLUICE_POISON_TAIL:
	case SLUICE_POISON_HEAD:
	case SLUICE_POISON_ALIGNMENT:
	case SLUICE_POISON_LENGTH:
	case SLUICE_POISON_SEQUENCE:
	case SLUICE_POISON_KIND:
	case SLUICE_POISON_REFERENCE:
	case SLUICE_POISON_RELEASED:
	case SLUICE_POISON_SLOT:
	case SLUICE_POISON_STATE:
		return true;
	default:
		return false;
	}
}

/* Whether enum sluice_record_kind lists this value. */
static inline bool sluice_record_kind_is_known(uint32_t value)
{
	switch (value) {
	case SLUICE_RECORD_DATA:
	case SLUICE_RECORD_PAD:
	case SLUICE_RECORD_INDIRECT:
	case SLUICE_RECORD_END:
		return true;
	default:
		return false;
	}
}

/* Whether enum sluice_slot_state lists this value. */
static inline bool sluice_slot_state_is_known(uint32_t value)
{
	switch (value) {
	case SLUICE_SLOT_FREE:
	case SLUICE_SLOT_CLAIMED:
	case SLUICE_SLOT_DONE:
	case SLUICE_SLOT_SKIP:
		return true;
	default:
		return false;
	}
}

/* Whether enum sluice_call_kind lists this value. */
static inline bool sluice_call_kind_is_known(uint8_t value)
{
	switch (value) {
	case SLUICE_CALL_REQUEST:
	case SLUICE_CALL_RESPONSE:
	case SLUICE_CALL_ONEWAY:
	case SLUICE_CALL_CANCEL:
		return true;
	default:
		return false;
	}
}

/* Whether enum sluice_call_status lists this value. */
static inline bool sluice_call_status_is_known(uint8_t value)
{
	switch (value) {
	case SLUICE_CALL_OK:
	case SLUICE_CALL_UNDEFINED:
	case SLUICE_CALL_RESERVED:
	case SLUICE_CALL_DISABLED:
	case SLUICE_CALL_UNIMPLEMENTED:
	case SLUICE_CALL_MALFORMED:
	case SLUICE_CALL_REFUSED:
	case SLUICE_CALL_FAILED:
	case SLUICE_CALL_CANCELLED:
	case SLUICE_CALL_DEADLINE:
	case SLUICE_CALL_STOPPING:
		return true;
	default:
		return false;
	}
}

/* Whether enum sluice_doorbell_kind lists this value. */
static inline bool sluice_doorbell_kind_is_known(uint32_t value)
{
	switch (value) {
	case SLUICE_DOORBELL_SOCKET:
	case SLUICE_DOORBELL_EVENTFD:
		return true;
	default:
		return false;
	}
}

/* Whether enum sluice_control_kind lists this value. */
static inline bool sluice_control_kind_is_known(uint32_t value)
{
	switch (value) {
	case SLUICE_CONTROL_HELLO:
	case SLUICE_CONTROL_SEGMENT:
	case SLUICE_CONTROL_DOORBELLS:
	case SLUICE_CONTROL_READY:
	case SLUICE_CONTROL_REFUSAL:
		return true;
	default:
		return false;
	}
}

/* ==== struct sluice_segment_header (segment.yaml:138) ==== */

static inline uint8_t sluice_segment_header_get_magic(const void *buf, size_t index)
{
	return sluice_load_u8((const uint8_t *)buf + index * 1);
}

static inline void sluice_segment_header_set_magic(void *buf, size_t index, uint8_t value)
{
	sluice_store_u8((uint8_t *)buf + index * 1, value);
}

static inline uint32_t sluice_segment_header_get_endian_probe(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 8);
}

static inline void sluice_segment_header_set_endian_probe(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 8, value);
}

static inline uint16_t sluice_segment_header_get_layout_major(const void *buf)
{
	return sluice_load_le16((const uint8_t *)buf + 12);
}

static inline void sluice_segment_header_set_layout_major(void *buf, uint16_t value)
{
	sluice_store_le16((uint8_t *)buf + 12, value);
}

static inline uint16_t sluice_segment_header_get_layout_minor(const void *buf)
{
	return sluice_load_le16((const uint8_t *)buf + 14);
}

static inline void sluice_segment_header_set_layout_minor(void *buf, uint16_t value)
{
	sluice_store_le16((uint8_t *)buf + 14, value);
}

static inline uint64_t sluice_segment_header_get_layout_fingerprint(const void *buf)
{
	return sluice_load_le64((const uint8_t *)buf + 16);
}

static inline void sluice_segment_header_set_layout_fingerprint(void *buf, uint64_t value)
{
	sluice_store_le64((uint8_t *)buf + 16, value);
}

static inline uint32_t sluice_segment_header_get_features_compat(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 24);
}

static inline void sluice_segment_header_set_features_compat(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 24, value);
}

static inline uint32_t sluice_segment_header_get_features_ro_compat(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 28);
}

static inline void sluice_segment_header_set_features_ro_compat(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 28, value);
}

static inline uint32_t sluice_segment_header_get_features_incompat(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 32);
}

static inline void sluice_segment_header_set_features_incompat(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 32, value);
}

static inline uint32_t sluice_segment_header_get_header_size(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 36);
}

static inline void sluice_segment_header_set_header_size(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 36, value);
}

static inline uint64_t sluice_segment_header_get_segment_size(const void *buf)
{
	return sluice_load_le64((const uint8_t *)buf + 40);
}

static inline void sluice_segment_header_set_segment_size(void *buf, uint64_t value)
{
	sluice_store_le64((uint8_t *)buf + 40, value);
}

static inline uint8_t sluice_segment_header_get_segment_id(const void *buf, size_t index)
{
	return sluice_load_u8((const uint8_t *)buf + 48 + index * 1);
}

static inline void sluice_segment_header_set_segment_id(void *buf, size_t index, uint8_t value)
{
	sluice_store_u8((uint8_t *)buf + 48 + index * 1, value);
}

static inline uint32_t sluice_segment_header_get_endpoint(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 64);
}

static inline void sluice_segment_header_set_endpoint(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 64, value);
}

static inline uint32_t sluice_segment_header_get_generation(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 68);
}

static inline void sluice_segment_header_set_generation(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 68, value);
}

static inline uint32_t sluice_segment_header_get_directory_offset(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 72);
}

static inline void sluice_segment_header_set_directory_offset(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 72, value);
}

static inline uint32_t sluice_segment_header_get_directory_count(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 76);
}

static inline void sluice_segment_header_set_directory_count(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 76, value);
}

static inline uint64_t sluice_segment_header_get_protocol_fingerprint(const void *buf)
{
	return sluice_load_le64((const uint8_t *)buf + 80);
}

static inline void sluice_segment_header_set_protocol_fingerprint(void *buf, uint64_t value)
{
	sluice_store_le64((uint8_t *)buf + 80, value);
}

static inline uint32_t sluice_segment_header_get_state(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 4088);
}

static inline void sluice_segment_header_set_state(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 4088, value);
}

static inline uint32_t sluice_segment_header_get_crc(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 4092);
}

static inline void sluice_segment_header_set_crc(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 4092, value);
}

/* The fixed part in host byte order. */
static inline struct sluice_segment_header sluice_segment_header_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct sluice_segment_header value;

	memset(&value, 0, sizeof value);
	memcpy(value.magic, at, 8);
	value.endian_probe = sluice_load_le32(at + 8);
	value.layout_major = sluice_load_le16(at + 12);
	value.layout_minor = sluice_load_le16(at + 14);
	value.layout_fingerprint = sluice_load_le64(at + 16);
	value.features_compat = sluice_load_le32(at + 24);
	value.features_ro_compat = sluice_load_le32(at + 28);
	value.features_incompat = sluice_load_le32(at + 32);
	value.header_size = sluice_load_le32(at + 36);
	value.segment_size = sluice_load_le64(at + 40);
	memcpy(value.segment_id, at + 48, 16);
	value.endpoint = sluice_load_le32(at + 64);
	value.generation = sluice_load_le32(at + 68);
	value.directory_offset = sluice_load_le32(at + 72);
	value.directory_count = sluice_load_le32(at + 76);
	value.protocol_fingerprint = sluice_load_le64(at + 80);
	value.state = sluice_load_le32(at + 4088);
	value.crc = sluice_load_le32(at + 4092);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void sluice_segment_header_store(void *buf, struct sluice_segment_header value)
{
	uint8_t *at = (uint8_t *)buf;

	memcpy(at, value.magic, 8);
	sluice_store_le32(at + 8, value.endian_probe);
	sluice_store_le16(at + 12, value.layout_major);
	sluice_store_le16(at + 14, value.layout_minor);
	sluice_store_le64(at + 16, value.layout_fingerprint);
	sluice_store_le32(at + 24, value.features_compat);
	sluice_store_le32(at + 28, value.features_ro_compat);
	sluice_store_le32(at + 32, value.features_incompat);
	sluice_store_le32(at + 36, value.header_size);
	sluice_store_le64(at + 40, value.segment_size);
	memcpy(at + 48, value.segment_id, 16);
	sluice_store_le32(at + 64, value.endpoint);
	sluice_store_le32(at + 68, value.generation);
	sluice_store_le32(at + 72, value.directory_offset);
	sluice_store_le32(at + 76, value.directory_count);
	sluice_store_le64(at + 80, value.protocol_fingerprint);
	sluice_store_le32(at + 4088, value.state);
	sluice_store_le32(at + 4092, value.crc);
	memset(at + 88, 0, 4000);
}

static inline int sluice_segment_header__judge(const struct sluice_walk *walk, const struct sluice_segment_header *value)
{
	if (value->segment_size > UINT64_C(4294967295))
		return sluice_walk_fail(walk, SLUICE_ERR_RANGE, "segment_size", 40, INT64_C(4294967295), (int64_t)value->segment_size);
	if (value->directory_count > 64u)
		return sluice_walk_fail(walk, SLUICE_ERR_RANGE, "directory_count", 76, 64, (int64_t)value->directory_count);
	if (!sluice_segment_state_is_known(value->state))
		return sluice_walk_fail(walk, SLUICE_ERR_ENUM, "state", 4088, 0, (int64_t)value->state);
	return 0;
}

static inline int sluice_segment_header__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "magic", 0, 8 },
		{ "endian_probe", 8, 4 },
		{ "layout_major", 12, 2 },
		{ "layout_minor", 14, 2 },
		{ "layout_fingerprint", 16, 8 },
		{ "features_compat", 24, 4 },
		{ "features_ro_compat", 28, 4 },
		{ "features_incompat", 32, 4 },
		{ "header_size", 36, 4 },
		{ "segment_size", 40, 8 },
		{ "segment_id", 48, 16 },
		{ "endpoint", 64, 4 },
		{ "generation", 68, 4 },
		{ "directory_offset", 72, 4 },
		{ "directory_count", 76, 4 },
		{ "protocol_fingerprint", 80, 8 },
		{ "state", 4088, 4 },
		{ "crc", 4092, 4 },
	};

	return sluice_walk_fixed(walk, NULL, 4096, fields, 18);
}

static inline int sluice_segment_header__walk(struct sluice_walk *walk, struct sluice_segment_header *out)
{
	int status = sluice_segment_header__fixed(walk);

	if (status != 0)
		return status;
	*out = sluice_segment_header_load(walk->at);
	return walk->values ? sluice_segment_header__judge(walk, out) : 0;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int sluice_segment_header_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("sluice_segment_header", buf, len, false, error);

	return sluice_segment_header__fixed(&walk);
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int sluice_segment_header_decode(const void *buf, size_t len, void *copy, size_t capacity, struct sluice_segment_header *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "sluice_segment_header", buf, len, copy, capacity, error);

	if (status == 0)
		status = sluice_segment_header__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

static inline int sluice_segment_header__put(struct sluice_walk *walk, const struct sluice_segment_header *in)
{
	int status = sluice_segment_header__judge(walk, in);

	if (status != 0)
		return status;
	sluice_segment_header_store(walk->to, *in);
	walk->used = 4096;
	return 0;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int sluice_segment_header_encode(void *buf, size_t capacity, const struct sluice_segment_header *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_into(&walk, "sluice_segment_header", buf, capacity, 4096, error);

	if (status == 0)
		status = sluice_segment_header__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct sluice_directory_entry (segment.yaml:163) ==== */

static inline uint32_t sluice_directory_entry_get_kind(const void *buf)
{
	return sluice_load_le32(buf);
}

static inline void sluice_directory_entry_set_kind(void *buf, uint32_t value)
{
	sluice_store_le32(buf, value);
}

static inline uint32_t sluice_directory_entry_get_id(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 4);
}

static inline void sluice_directory_entry_set_id(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 4, value);
}

static inline uint32_t sluice_directory_entry_get_control_offset(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 8);
}

static inline void sluice_directory_entry_set_control_offset(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 8, value);
}

static inline uint32_t sluice_directory_entry_get_control_size(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 12);
}

static inline void sluice_directory_entry_set_control_size(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 12, value);
}

static inline uint32_t sluice_directory_entry_get_data_offset(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 16);
}

static inline void sluice_directory_entry_set_data_offset(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 16, value);
}

static inline uint32_t sluice_directory_entry_get_data_size(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 20);
}

static inline void sluice_directory_entry_set_data_size(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 20, value);
}

static inline uint32_t sluice_directory_entry_get_stride(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 24);
}

static inline void sluice_directory_entry_set_stride(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 24, value);
}

/* The fixed part in host byte order. */
static inline struct sluice_directory_entry sluice_directory_entry_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct sluice_directory_entry value;

	memset(&value, 0, sizeof value);
	value.kind = sluice_load_le32(at);
	value.id = sluice_load_le32(at + 4);
	value.control_offset = sluice_load_le32(at + 8);
	value.control_size = sluice_load_le32(at + 12);
	value.data_offset = sluice_load_le32(at + 16);
	value.data_size = sluice_load_le32(at + 20);
	value.stride = sluice_load_le32(at + 24);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void sluice_directory_entry_store(void *buf, struct sluice_directory_entry value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le32(at, value.kind);
	sluice_store_le32(at + 4, value.id);
	sluice_store_le32(at + 8, value.control_offset);
	sluice_store_le32(at + 12, value.control_size);
	sluice_store_le32(at + 16, value.data_offset);
	sluice_store_le32(at + 20, value.data_size);
	sluice_store_le32(at + 24, value.stride);
	memset(at + 28, 0, 4);
}

static inline int sluice_directory_entry__judge(const struct sluice_walk *walk, const struct sluice_directory_entry *value)
{
	if (!sluice_region_kind_is_known(value->kind))
		return sluice_walk_fail(walk, SLUICE_ERR_ENUM, "kind", 0, 0, (int64_t)value->kind);
	return 0;
}

static inline int sluice_directory_entry__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "kind", 0, 4 },
		{ "id", 4, 4 },
		{ "control_offset", 8, 4 },
		{ "control_size", 12, 4 },
		{ "data_offset", 16, 4 },
		{ "data_size", 20, 4 },
		{ "stride", 24, 4 },
	};

	return sluice_walk_fixed(walk, NULL, 32, fields, 7);
}

static inline int sluice_directory_entry__walk(struct sluice_walk *walk, struct sluice_directory_entry *out)
{
	int status = sluice_directory_entry__fixed(walk);

	if (status != 0)
		return status;
	*out = sluice_directory_entry_load(walk->at);
	return walk->values ? sluice_directory_entry__judge(walk, out) : 0;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int sluice_directory_entry_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("sluice_directory_entry", buf, len, false, error);

	return sluice_directory_entry__fixed(&walk);
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int sluice_directory_entry_decode(const void *buf, size_t len, void *copy, size_t capacity, struct sluice_directory_entry *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "sluice_directory_entry", buf, len, copy, capacity, error);

	if (status == 0)
		status = sluice_directory_entry__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

static inline int sluice_directory_entry__put(struct sluice_walk *walk, const struct sluice_directory_entry *in)
{
	int status = sluice_directory_entry__judge(walk, in);

	if (status != 0)
		return status;
	sluice_directory_entry_store(walk->to, *in);
	walk->used = 32;
	return 0;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int sluice_directory_entry_encode(void *buf, size_t capacity, const struct sluice_directory_entry *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_into(&walk, "sluice_directory_entry", buf, capacity, 32, error);

	if (status == 0)
		status = sluice_directory_entry__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct sluice_producer_lines (segment.yaml:177) ==== */

static inline uint32_t sluice_producer_lines_get_tail(const void *buf)
{
	return sluice_load_le32(buf);
}

static inline void sluice_producer_lines_set_tail(void *buf, uint32_t value)
{
	sluice_store_le32(buf, value);
}

static inline uint32_t sluice_producer_lines_get_space_wake_at(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 128);
}

static inline void sluice_producer_lines_set_space_wake_at(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 128, value);
}

static inline uint32_t sluice_producer_lines_get_reason(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 132);
}

static inline void sluice_producer_lines_set_reason(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 132, value);
}

/* The fixed part in host byte order. */
static inline struct sluice_producer_lines sluice_producer_lines_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct sluice_producer_lines value;

	memset(&value, 0, sizeof value);
	value.tail = sluice_load_le32(at);
	value.space_wake_at = sluice_load_le32(at + 128);
	value.reason = sluice_load_le32(at + 132);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void sluice_producer_lines_store(void *buf, struct sluice_producer_lines value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le32(at, value.tail);
	sluice_store_le32(at + 128, value.space_wake_at);
	sluice_store_le32(at + 132, value.reason);
	memset(at + 4, 0, 124);
	memset(at + 136, 0, 120);
}

static inline int sluice_producer_lines__judge(const struct sluice_walk *walk, const struct sluice_producer_lines *value)
{
	if (!sluice_poison_reason_is_known(value->reason))
		return sluice_walk_fail(walk, SLUICE_ERR_ENUM, "reason", 132, 0, (int64_t)value->reason);
	return 0;
}

static inline int sluice_producer_lines__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "tail", 0, 4 },
		{ "space_wake_at", 128, 4 },
		{ "reason", 132, 4 },
	};

	return sluice_walk_fixed(walk, NULL, 256, fields, 3);
}

static inline int sluice_producer_lines__walk(struct sluice_walk *walk, struct sluice_producer_lines *out)
{
	int status = sluice_producer_lines__fixed(walk);

	if (status != 0)
		return status;
	*out = sluice_producer_lines_load(walk->at);
	return walk->values ? sluice_producer_lines__judge(walk, out) : 0;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int sluice_producer_lines_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("sluice_producer_lines", buf, len, false, error);

	return sluice_producer_lines__fixed(&walk);
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int sluice_producer_lines_decode(const void *buf, size_t len, void *copy, size_t capacity, struct sluice_producer_lines *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "sluice_producer_lines", buf, len, copy, capacity, error);

	if (status == 0)
		status = sluice_producer_lines__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

static inline int sluice_producer_lines__put(struct sluice_walk *walk, const struct sluice_producer_lines *in)
{
	int status = sluice_producer_lines__judge(walk, in);

	if (status != 0)
		return status;
	sluice_producer_lines_store(walk->to, *in);
	walk->used = 256;
	return 0;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int sluice_producer_lines_encode(void *buf, size_t capacity, const struct sluice_producer_lines *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_into(&walk, "sluice_producer_lines", buf, capacity, 256, error);

	if (status == 0)
		status = sluice_producer_lines__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct sluice_consumer_lines (segment.yaml:186) ==== */

static inline uint32_t sluice_consumer_lines_get_head(const void *buf)
{
	return sluice_load_le32(buf);
}

static inline void sluice_consumer_lines_set_head(void *buf, uint32_t value)
{
	sluice_store_le32(buf, value);
}

static inline uint32_t sluice_consumer_lines_get_data_wake_at(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 128);
}

static inline void sluice_consumer_lines_set_data_wake_at(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 128, value);
}

static inline uint32_t sluice_consumer_lines_get_reason(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 132);
}

static inline void sluice_consumer_lines_set_reason(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 132, value);
}

static inline uint32_t sluice_consumer_lines_get_fast_receive(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 136);
}

static inline void sluice_consumer_lines_set_fast_receive(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 136, value);
}

/* The fixed part in host byte order. */
static inline struct sluice_consumer_lines sluice_consumer_lines_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct sluice_consumer_lines value;

	memset(&value, 0, sizeof value);
	value.head = sluice_load_le32(at);
	value.data_wake_at = sluice_load_le32(at + 128);
	value.reason = sluice_load_le32(at + 132);
	value.fast_receive = sluice_load_le32(at + 136);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void sluice_consumer_lines_store(void *buf, struct sluice_consumer_lines value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le32(at, value.head);
	sluice_store_le32(at + 128, value.data_wake_at);
	sluice_store_le32(at + 132, value.reason);
	sluice_store_le32(at + 136, value.fast_receive);
	memset(at + 4, 0, 124);
	memset(at + 140, 0, 116);
}

static inline int sluice_consumer_lines__judge(const struct sluice_walk *walk, const struct sluice_consumer_lines *value)
{
	if (!sluice_poison_reason_is_known(value->reason))
		return sluice_walk_fail(walk, SLUICE_ERR_ENUM, "reason", 132, 0, (int64_t)value->reason);
	if (value->fast_receive > 1u)
		return sluice_walk_fail(walk, SLUICE_ERR_RANGE, "fast_receive", 136, 1, (int64_t)value->fast_receive);
	return 0;
}

static inline int sluice_consumer_lines__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "head", 0, 4 },
		{ "data_wake_at", 128, 4 },
		{ "reason", 132, 4 },
		{ "fast_receive", 136, 4 },
	};

	return sluice_walk_fixed(walk, NULL, 256, fields, 4);
}

static inline int sluice_consumer_lines__walk(struct sluice_walk *walk, struct sluice_consumer_lines *out)
{
	int status = sluice_consumer_lines__fixed(walk);

	if (status != 0)
		return status;
	*out = sluice_consumer_lines_load(walk->at);
	return walk->values ? sluice_consumer_lines__judge(walk, out) : 0;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int sluice_consumer_lines_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("sluice_consumer_lines", buf, len, false, error);

	return sluice_consumer_lines__fixed(&walk);
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int sluice_consumer_lines_decode(const void *buf, size_t len, void *copy, size_t capacity, struct sluice_consumer_lines *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "sluice_consumer_lines", buf, len, copy, capacity, error);

	if (status == 0)
		status = sluice_consumer_lines__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

static inline int sluice_consumer_lines__put(struct sluice_walk *walk, const struct sluice_consumer_lines *in)
{
	int status = sluice_consumer_lines__judge(walk, in);

	if (status != 0)
		return status;
	sluice_consumer_lines_store(walk->to, *in);
	walk->used = 256;
	return 0;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int sluice_consumer_lines_encode(void *buf, size_t capacity, const struct sluice_consumer_lines *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_into(&walk, "sluice_consumer_lines", buf, capacity, 256, error);

	if (status == 0)
		status = sluice_consumer_lines__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct sluice_record_header (segment.yaml:198) ==== */

static inline uint32_t sluice_record_header_get_word(const void *buf)
{
	return sluice_load_le32(buf);
}

static inline void sluice_record_header_set_word(void *buf, uint32_t value)
{
	sluice_store_le32(buf, value);
}

/* Bits 0 to 28 of word. Payload bytes; for PAD what is left of the ring after this header. */
static inline uint32_t sluice_record_header_get_word_length(const void *buf)
{
	return (uint32_t)(sluice_load_le32(buf) & 0x1fffffffu);
}

static inline void sluice_record_header_set_word_length(void *buf, uint32_t value)
{
	const uint32_t rest = sluice_load_le32(buf);
	sluice_store_le32(buf, (uint32_t)((rest & 0xe0000000u) | (value & 0x1fffffffu)));
}

/* Bit 29 of word. The next record continues this message. */
static inline uint32_t sluice_record_header_get_word_more(const void *buf)
{
	return (uint32_t)(sluice_load_le32(buf) >> 29 & 0x01u);
}

static inline void sluice_record_header_set_word_more(void *buf, uint32_t value)
{
	const uint32_t rest = sluice_load_le32(buf);
	sluice_store_le32(buf, (uint32_t)((rest & 0xdfffffffu) | (value & 0x01u) << 29));
}

/* Bits 30 to 31 of word. What the payload is. */
static inline uint32_t sluice_record_header_get_word_kind(const void *buf)
{
	return (uint32_t)(sluice_load_le32(buf) >> 30 & 0x03u);
}

static inline void sluice_record_header_set_word_kind(void *buf, uint32_t value)
{
	const uint32_t rest = sluice_load_le32(buf);
	sluice_store_le32(buf, (uint32_t)((rest & 0x3fffffffu) | (value & 0x03u) << 30));
}

static inline uint32_t sluice_record_header_get_sequence(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 4);
}

static inline void sluice_record_header_set_sequence(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 4, value);
}

static inline uint32_t sluice_record_header_get_code(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 8);
}

static inline void sluice_record_header_set_code(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 8, value);
}

static inline uint32_t sluice_record_header_get_correlation(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 12);
}

static inline void sluice_record_header_set_correlation(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 12, value);
}

/* The fixed part in host byte order. */
static inline struct sluice_record_header sluice_record_header_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct sluice_record_header value;

	value.word = sluice_load_le32(at);
	value.sequence = sluice_load_le32(at + 4);
	value.code = sluice_load_le32(at + 8);
	value.correlation = sluice_load_le32(at + 12);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void sluice_record_header_store(void *buf, struct sluice_record_header value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le32(at, value.word);
	sluice_store_le32(at + 4, value.sequence);
	sluice_store_le32(at + 8, value.code);
	sluice_store_le32(at + 12, value.correlation);
}

static inline int sluice_record_header__judge(const struct sluice_walk *walk, const struct sluice_record_header *value)
{
	if (!sluice_record_kind_is_known((uint32_t)(value->word >> 30 & 0x03u)))
		return sluice_walk_fail(walk, SLUICE_ERR_ENUM, "word.kind", 0, 0, (int64_t)(value->word >> 30 & 0x03u));
	return 0;
}

static inline int sluice_record_header__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "word", 0, 4 },
		{ "sequence", 4, 4 },
		{ "code", 8, 4 },
		{ "correlation", 12, 4 },
	};

	return sluice_walk_fixed(walk, NULL, 16, fields, 4);
}

static inline int sluice_record_header__walk(struct sluice_walk *walk, struct sluice_record_header *out)
{
	int status = sluice_record_header__fixed(walk);

	if (status != 0)
		return status;
	*out = sluice_record_header_load(walk->at);
	return walk->values ? sluice_record_header__judge(walk, out) : 0;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int sluice_record_header_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("sluice_record_header", buf, len, false, error);

	return sluice_record_header__fixed(&walk);
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int sluice_record_header_decode(const void *buf, size_t len, void *copy, size_t capacity, struct sluice_record_header *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "sluice_record_header", buf, len, copy, capacity, error);

	if (status == 0)
		status = sluice_record_header__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

static inline int sluice_record_header__put(struct sluice_walk *walk, const struct sluice_record_header *in)
{
	int status = sluice_record_header__judge(walk, in);

	if (status != 0)
		return status;
	sluice_record_header_store(walk->to, *in);
	walk->used = 16;
	return 0;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int sluice_record_header_encode(void *buf, size_t capacity, const struct sluice_record_header *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_into(&walk, "sluice_record_header", buf, capacity, 16, error);

	if (status == 0)
		status = sluice_record_header__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct sluice_block_reference (segment.yaml:213) ==== */

static inline uint32_t sluice_block_reference_get_region(const void *buf)
{
	return sluice_load_le32(buf);
}

static inline void sluice_block_reference_set_region(void *buf, uint32_t value)
{
	sluice_store_le32(buf, value);
}

static inline uint32_t sluice_block_reference_get_block(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 4);
}

static inline void sluice_block_reference_set_block(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 4, value);
}

static inline uint32_t sluice_block_reference_get_length(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 8);
}

static inline void sluice_block_reference_set_length(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 8, value);
}

static inline uint32_t sluice_block_reference_get_generation(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 12);
}

static inline void sluice_block_reference_set_generation(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 12, value);
}

/* The fixed part in host byte order. */
static inline struct sluice_block_reference sluice_block_reference_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct sluice_block_reference value;

	value.region = sluice_load_le32(at);
	value.block = sluice_load_le32(at + 4);
	value.length = sluice_load_le32(at + 8);
	value.generation = sluice_load_le32(at + 12);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void sluice_block_reference_store(void *buf, struct sluice_block_reference value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le32(at, value.region);
	sluice_store_le32(at + 4, value.block);
	sluice_store_le32(at + 8, value.length);
	sluice_store_le32(at + 12, value.generation);
}

static inline int sluice_block_reference__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "region", 0, 4 },
		{ "block", 4, 4 },
		{ "length", 8, 4 },
		{ "generation", 12, 4 },
	};

	return sluice_walk_fixed(walk, NULL, 16, fields, 4);
}

static inline int sluice_block_reference__walk(struct sluice_walk *walk, struct sluice_block_reference *out)
{
	int status = sluice_block_reference__fixed(walk);

	if (status != 0)
		return status;
	*out = sluice_block_reference_load(walk->at);
	return 0;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int sluice_block_reference_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("sluice_block_reference", buf, len, false, error);

	return sluice_block_reference__fixed(&walk);
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int sluice_block_reference_decode(const void *buf, size_t len, void *copy, size_t capacity, struct sluice_block_reference *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "sluice_block_reference", buf, len, copy, capacity, error);

	if (status == 0)
		status = sluice_block_reference__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

static inline int sluice_block_reference__put(struct sluice_walk *walk, const struct sluice_block_reference *in)
{
	sluice_block_reference_store(walk->to, *in);
	walk->used = 16;
	return 0;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int sluice_block_reference_encode(void *buf, size_t capacity, const struct sluice_block_reference *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_into(&walk, "sluice_block_reference", buf, capacity, 16, error);

	if (status == 0)
		status = sluice_block_reference__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct sluice_fifo_lines (segment.yaml:223) ==== */

static inline uint32_t sluice_fifo_lines_get_tail_hint(const void *buf)
{
	return sluice_load_le32(buf);
}

static inline void sluice_fifo_lines_set_tail_hint(void *buf, uint32_t value)
{
	sluice_store_le32(buf, value);
}

static inline uint32_t sluice_fifo_lines_get_wake_at(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 128);
}

static inline void sluice_fifo_lines_set_wake_at(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 128, value);
}

static inline uint32_t sluice_fifo_lines_get_head(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 132);
}

static inline void sluice_fifo_lines_set_head(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 132, value);
}

/* The fixed part in host byte order. */
static inline struct sluice_fifo_lines sluice_fifo_lines_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct sluice_fifo_lines value;

	memset(&value, 0, sizeof value);
	value.tail_hint = sluice_load_le32(at);
	value.wake_at = sluice_load_le32(at + 128);
	value.head = sluice_load_le32(at + 132);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void sluice_fifo_lines_store(void *buf, struct sluice_fifo_lines value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le32(at, value.tail_hint);
	sluice_store_le32(at + 128, value.wake_at);
	sluice_store_le32(at + 132, value.head);
	memset(at + 4, 0, 124);
	memset(at + 136, 0, 120);
}

static inline int sluice_fifo_lines__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "tail_hint", 0, 4 },
		{ "wake_at", 128, 4 },
		{ "head", 132, 4 },
	};

	return sluice_walk_fixed(walk, NULL, 256, fields, 3);
}

static inline int sluice_fifo_lines__walk(struct sluice_walk *walk, struct sluice_fifo_lines *out)
{
	int status = sluice_fifo_lines__fixed(walk);

	if (status != 0)
		return status;
	*out = sluice_fifo_lines_load(walk->at);
	return 0;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int sluice_fifo_lines_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("sluice_fifo_lines", buf, len, false, error);

	return sluice_fifo_lines__fixed(&walk);
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int sluice_fifo_lines_decode(const void *buf, size_t len, void *copy, size_t capacity, struct sluice_fifo_lines *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "sluice_fifo_lines", buf, len, copy, capacity, error);

	if (status == 0)
		status = sluice_fifo_lines__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

static inline int sluice_fifo_lines__put(struct sluice_walk *walk, const struct sluice_fifo_lines *in)
{
	sluice_fifo_lines_store(walk->to, *in);
	walk->used = 256;
	return 0;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int sluice_fifo_lines_encode(void *buf, size_t capacity, const struct sluice_fifo_lines *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_into(&walk, "sluice_fifo_lines", buf, capacity, 256, error);

	if (status == 0)
		status = sluice_fifo_lines__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct sluice_fifo_slot (segment.yaml:232) ==== */

static inline uint32_t sluice_fifo_slot_get_word(const void *buf)
{
	return sluice_load_le32(buf);
}

static inline void sluice_fifo_slot_set_word(void *buf, uint32_t value)
{
	sluice_store_le32(buf, value);
}

/* Bits 0 to 19 of word. Ticket divided by the number of slots, modulo 2^20. */
static inline uint32_t sluice_fifo_slot_get_word_lap(const void *buf)
{
	return (uint32_t)(sluice_load_le32(buf) & 0x0fffffu);
}

static inline void sluice_fifo_slot_set_word_lap(void *buf, uint32_t value)
{
	const uint32_t rest = sluice_load_le32(buf);
	sluice_store_le32(buf, (uint32_t)((rest & 0xfff00000u) | (value & 0x0fffffu)));
}

/* Bits 20 to 29 of word. Writer, 1 to SLUICE_FIFO_OWNERS; 0 in a free slot. */
static inline uint32_t sluice_fifo_slot_get_word_owner(const void *buf)
{
	return (uint32_t)(sluice_load_le32(buf) >> 20 & 0x03ffu);
}

static inline void sluice_fifo_slot_set_word_owner(void *buf, uint32_t value)
{
	const uint32_t rest = sluice_load_le32(buf);
	sluice_store_le32(buf, (uint32_t)((rest & 0xc00fffffu) | (value & 0x03ffu) << 20));
}

/* Bits 30 to 31 of word. Whose turn it is. */
static inline uint32_t sluice_fifo_slot_get_word_state(const void *buf)
{
	return (uint32_t)(sluice_load_le32(buf) >> 30 & 0x03u);
}

static inline void sluice_fifo_slot_set_word_state(void *buf, uint32_t value)
{
	const uint32_t rest = sluice_load_le32(buf);
	sluice_store_le32(buf, (uint32_t)((rest & 0x3fffffffu) | (value & 0x03u) << 30));
}

static inline uint32_t sluice_fifo_slot_get_length(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 4);
}

static inline void sluice_fifo_slot_set_length(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 4, value);
}

static inline uint8_t sluice_fifo_slot_get_payload(const void *buf, size_t index)
{
	return sluice_load_u8((const uint8_t *)buf + 8 + index * 1);
}

static inline void sluice_fifo_slot_set_payload(void *buf, size_t index, uint8_t value)
{
	sluice_store_u8((uint8_t *)buf + 8 + index * 1, value);
}

/* The fixed part in host byte order. */
static inline struct sluice_fifo_slot sluice_fifo_slot_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct sluice_fifo_slot value;

	value.word = sluice_load_le32(at);
	value.length = sluice_load_le32(at + 4);
	memcpy(value.payload, at + 8, 56);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void sluice_fifo_slot_store(void *buf, struct sluice_fifo_slot value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le32(at, value.word);
	sluice_store_le32(at + 4, value.length);
	memcpy(at + 8, value.payload, 56);
}

static inline int sluice_fifo_slot__judge(const struct sluice_walk *walk, const struct sluice_fifo_slot *value)
{
	if (!sluice_slot_state_is_known((uint32_t)(value->word >> 30 & 0x03u)))
		return sluice_walk_fail(walk, SLUICE_ERR_ENUM, "word.state", 0, 0, (int64_t)(value->word >> 30 & 0x03u));
	if (value->length > 56u)
		return sluice_walk_fail(walk, SLUICE_ERR_RANGE, "length", 4, 56, (int64_t)value->length);
	return 0;
}

static inline int sluice_fifo_slot__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "word", 0, 4 },
		{ "length", 4, 4 },
		{ "payload", 8, 56 },
	};

	return sluice_walk_fixed(walk, NULL, 64, fields, 3);
}

static inline int sluice_fifo_slot__walk(struct sluice_walk *walk, struct sluice_fifo_slot *out)
{
	int status = sluice_fifo_slot__fixed(walk);

	if (status != 0)
		return status;
	*out = sluice_fifo_slot_load(walk->at);
	return walk->values ? sluice_fifo_slot__judge(walk, out) : 0;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int sluice_fifo_slot_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("sluice_fifo_slot", buf, len, false, error);

	return sluice_fifo_slot__fixed(&walk);
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int sluice_fifo_slot_decode(const void *buf, size_t len, void *copy, size_t capacity, struct sluice_fifo_slot *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "sluice_fifo_slot", buf, len, copy, capacity, error);

	if (status == 0)
		status = sluice_fifo_slot__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

static inline int sluice_fifo_slot__put(struct sluice_walk *walk, const struct sluice_fifo_slot *in)
{
	int status = sluice_fifo_slot__judge(walk, in);

	if (status != 0)
		return status;
	sluice_fifo_slot_store(walk->to, *in);
	walk->used = 64;
	return 0;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int sluice_fifo_slot_encode(void *buf, size_t capacity, const struct sluice_fifo_slot *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_into(&walk, "sluice_fifo_slot", buf, capacity, 64, error);

	if (status == 0)
		status = sluice_fifo_slot__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct sluice_call (segment.yaml:248) ==== */

static inline uint8_t sluice_call_get_kind(const void *buf)
{
	return sluice_load_u8(buf);
}

static inline void sluice_call_set_kind(void *buf, uint8_t value)
{
	sluice_store_u8(buf, value);
}

static inline uint8_t sluice_call_get_status(const void *buf)
{
	return sluice_load_u8((const uint8_t *)buf + 1);
}

static inline void sluice_call_set_status(void *buf, uint8_t value)
{
	sluice_store_u8((uint8_t *)buf + 1, value);
}

static inline uint32_t sluice_call_get_correlation(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 4);
}

static inline void sluice_call_set_correlation(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 4, value);
}

static inline uint32_t sluice_call_get_code(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 8);
}

static inline void sluice_call_set_code(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 8, value);
}

static inline uint32_t sluice_call_get_target(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 12);
}

static inline void sluice_call_set_target(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 12, value);
}

static inline uint32_t sluice_call_get_timeout(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 16);
}

static inline void sluice_call_set_timeout(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 16, value);
}

static inline int32_t sluice_call_get_error(const void *buf)
{
	return (int32_t)sluice_load_le32((const uint8_t *)buf + 20);
}

static inline void sluice_call_set_error(void *buf, int32_t value)
{
	sluice_store_le32((uint8_t *)buf + 20, (uint32_t)value);
}

/* The fixed part in host byte order. */
static inline struct sluice_call sluice_call_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct sluice_call value;

	memset(&value, 0, sizeof value);
	value.kind = sluice_load_u8(at);
	value.status = sluice_load_u8(at + 1);
	value.correlation = sluice_load_le32(at + 4);
	value.code = sluice_load_le32(at + 8);
	value.target = sluice_load_le32(at + 12);
	value.timeout = sluice_load_le32(at + 16);
	value.error = (int32_t)sluice_load_le32(at + 20);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void sluice_call_store(void *buf, struct sluice_call value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_u8(at, value.kind);
	sluice_store_u8(at + 1, value.status);
	sluice_store_le32(at + 4, value.correlation);
	sluice_store_le32(at + 8, value.code);
	sluice_store_le32(at + 12, value.target);
	sluice_store_le32(at + 16, value.timeout);
	sluice_store_le32(at + 20, (uint32_t)value.error);
	memset(at + 2, 0, 2);
}

static inline int sluice_call__judge(const struct sluice_walk *walk, const struct sluice_call *value)
{
	if (!sluice_call_kind_is_known(value->kind))
		return sluice_walk_fail(walk, SLUICE_ERR_ENUM, "kind", 0, 0, (int64_t)value->kind);
	if (!sluice_call_status_is_known(value->status))
		return sluice_walk_fail(walk, SLUICE_ERR_ENUM, "status", 1, 0, (int64_t)value->status);
	return 0;
}

static inline int sluice_call__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "kind", 0, 1 },
		{ "status", 1, 1 },
		{ "correlation", 4, 4 },
		{ "code", 8, 4 },
		{ "target", 12, 4 },
		{ "timeout", 16, 4 },
		{ "error", 20, 4 },
	};

	return sluice_walk_fixed(walk, NULL, 24, fields, 7);
}

static inline int sluice_call__walk(struct sluice_walk *walk, struct sluice_call *out)
{
	int status = sluice_call__fixed(walk);

	if (status != 0)
		return status;
	*out = sluice_call_load(walk->at);
	return walk->values ? sluice_call__judge(walk, out) : 0;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int sluice_call_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("sluice_call", buf, len, false, error);

	return sluice_call__fixed(&walk);
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int sluice_call_decode(const void *buf, size_t len, void *copy, size_t capacity, struct sluice_call *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "sluice_call", buf, len, copy, capacity, error);

	if (status == 0)
		status = sluice_call__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

static inline int sluice_call__put(struct sluice_walk *walk, const struct sluice_call *in)
{
	int status = sluice_call__judge(walk, in);

	if (status != 0)
		return status;
	sluice_call_store(walk->to, *in);
	walk->used = 24;
	return 0;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int sluice_call_encode(void *buf, size_t capacity, const struct sluice_call *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_into(&walk, "sluice_call", buf, capacity, 24, error);

	if (status == 0)
		status = sluice_call__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct sluice_control (segment.yaml:265) ==== */

static inline uint32_t sluice_control_get_magic(const void *buf)
{
	return sluice_load_le32(buf);
}

static inline void sluice_control_set_magic(void *buf, uint32_t value)
{
	sluice_store_le32(buf, value);
}

static inline uint32_t sluice_control_get_kind(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 4);
}

static inline void sluice_control_set_kind(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 4, value);
}

static inline uint32_t sluice_control_get_length(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 8);
}

static inline void sluice_control_set_length(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 8, value);
}

/* The fixed part in host byte order. */
static inline struct sluice_control sluice_control_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct sluice_control value;

	memset(&value, 0, sizeof value);
	value.magic = sluice_load_le32(at);
	value.kind = sluice_load_le32(at + 4);
	value.length = sluice_load_le32(at + 8);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void sluice_control_store(void *buf, struct sluice_control value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le32(at, value.magic);
	sluice_store_le32(at + 4, value.kind);
	sluice_store_le32(at + 8, value.length);
	memset(at + 12, 0, 4);
}

static inline int sluice_control__judge(const struct sluice_walk *walk, const struct sluice_control *value)
{
	if (!sluice_control_kind_is_known(value->kind))
		return sluice_walk_fail(walk, SLUICE_ERR_ENUM, "kind", 4, 0, (int64_t)value->kind);
	return 0;
}

static inline int sluice_control__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "magic", 0, 4 },
		{ "kind", 4, 4 },
		{ "length", 8, 4 },
	};

	return sluice_walk_fixed(walk, NULL, 16, fields, 3);
}

static inline int sluice_control__walk(struct sluice_walk *walk, struct sluice_control *out)
{
	int status = sluice_control__fixed(walk);

	if (status != 0)
		return status;
	*out = sluice_control_load(walk->at);
	return walk->values ? sluice_control__judge(walk, out) : 0;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int sluice_control_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("sluice_control", buf, len, false, error);

	return sluice_control__fixed(&walk);
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int sluice_control_decode(const void *buf, size_t len, void *copy, size_t capacity, struct sluice_control *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "sluice_control", buf, len, copy, capacity, error);

	if (status == 0)
		status = sluice_control__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

static inline int sluice_control__put(struct sluice_walk *walk, const struct sluice_control *in)
{
	int status = sluice_control__judge(walk, in);

	if (status != 0)
		return status;
	sluice_control_store(walk->to, *in);
	walk->used = 16;
	return 0;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int sluice_control_encode(void *buf, size_t capacity, const struct sluice_control *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_into(&walk, "sluice_control", buf, capacity, 16, error);

	if (status == 0)
		status = sluice_control__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct sluice_message_fingerprint (segment.yaml:273) ==== */

static inline uint32_t sluice_message_fingerprint_get_code(const void *buf)
{
	return sluice_load_le32(buf);
}

static inline void sluice_message_fingerprint_set_code(void *buf, uint32_t value)
{
	sluice_store_le32(buf, value);
}

static inline uint64_t sluice_message_fingerprint_get_fingerprint(const void *buf)
{
	return sluice_load_le64((const uint8_t *)buf + 8);
}

static inline void sluice_message_fingerprint_set_fingerprint(void *buf, uint64_t value)
{
	sluice_store_le64((uint8_t *)buf + 8, value);
}

/* The fixed part in host byte order. */
static inline struct sluice_message_fingerprint sluice_message_fingerprint_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct sluice_message_fingerprint value;

	memset(&value, 0, sizeof value);
	value.code = sluice_load_le32(at);
	value.fingerprint = sluice_load_le64(at + 8);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void sluice_message_fingerprint_store(void *buf, struct sluice_message_fingerprint value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le32(at, value.code);
	sluice_store_le64(at + 8, value.fingerprint);
	memset(at + 4, 0, 4);
}

static inline int sluice_message_fingerprint__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "code", 0, 4 },
		{ "fingerprint", 8, 8 },
	};

	return sluice_walk_fixed(walk, NULL, 16, fields, 2);
}

static inline int sluice_message_fingerprint__walk(struct sluice_walk *walk, struct sluice_message_fingerprint *out)
{
	int status = sluice_message_fingerprint__fixed(walk);

	if (status != 0)
		return status;
	*out = sluice_message_fingerprint_load(walk->at);
	return 0;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int sluice_message_fingerprint_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("sluice_message_fingerprint", buf, len, false, error);

	return sluice_message_fingerprint__fixed(&walk);
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int sluice_message_fingerprint_decode(const void *buf, size_t len, void *copy, size_t capacity, struct sluice_message_fingerprint *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "sluice_message_fingerprint", buf, len, copy, capacity, error);

	if (status == 0)
		status = sluice_message_fingerprint__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

static inline int sluice_message_fingerprint__put(struct sluice_walk *walk, const struct sluice_message_fingerprint *in)
{
	sluice_message_fingerprint_store(walk->to, *in);
	walk->used = 16;
	return 0;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int sluice_message_fingerprint_encode(void *buf, size_t capacity, const struct sluice_message_fingerprint *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_into(&walk, "sluice_message_fingerprint", buf, capacity, 16, error);

	if (status == 0)
		status = sluice_message_fingerprint__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct sluice_hello (segment.yaml:286) ==== */

static inline const void *sluice_hello_get_control(const void *buf)
{
	return buf;
}

static inline void sluice_hello_set_control(void *buf, struct sluice_control value)
{
	sluice_control_store(buf, value);
}

static inline uint16_t sluice_hello_get_layout_major(const void *buf)
{
	return sluice_load_le16((const uint8_t *)buf + 16);
}

static inline void sluice_hello_set_layout_major(void *buf, uint16_t value)
{
	sluice_store_le16((uint8_t *)buf + 16, value);
}

static inline uint16_t sluice_hello_get_layout_minor(const void *buf)
{
	return sluice_load_le16((const uint8_t *)buf + 18);
}

static inline void sluice_hello_set_layout_minor(void *buf, uint16_t value)
{
	sluice_store_le16((uint8_t *)buf + 18, value);
}

static inline uint32_t sluice_hello_get_endpoint(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 20);
}

static inline void sluice_hello_set_endpoint(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 20, value);
}

static inline uint64_t sluice_hello_get_layout_fingerprint(const void *buf)
{
	return sluice_load_le64((const uint8_t *)buf + 24);
}

static inline void sluice_hello_set_layout_fingerprint(void *buf, uint64_t value)
{
	sluice_store_le64((uint8_t *)buf + 24, value);
}

static inline uint64_t sluice_hello_get_protocol_fingerprint(const void *buf)
{
	return sluice_load_le64((const uint8_t *)buf + 32);
}

static inline void sluice_hello_set_protocol_fingerprint(void *buf, uint64_t value)
{
	sluice_store_le64((uint8_t *)buf + 32, value);
}

static inline uint32_t sluice_hello_get_features_compat(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 40);
}

static inline void sluice_hello_set_features_compat(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 40, value);
}

static inline uint32_t sluice_hello_get_features_ro_compat(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 44);
}

static inline void sluice_hello_set_features_ro_compat(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 44, value);
}

static inline uint32_t sluice_hello_get_features_incompat(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 48);
}

static inline void sluice_hello_set_features_incompat(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 48, value);
}

static inline uint32_t sluice_hello_get_ring_order(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 52);
}

static inline void sluice_hello_set_ring_order(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 52, value);
}

static inline uint32_t sluice_hello_get_doorbell(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 56);
}

static inline void sluice_hello_set_doorbell(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 56, value);
}

static inline uint32_t sluice_hello_get_message_count(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 60);
}

static inline void sluice_hello_set_message_count(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 60, value);
}

/* The fixed part in host byte order. */
static inline struct sluice_hello sluice_hello_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct sluice_hello value;

	value.control = sluice_control_load(at);
	value.layout_major = sluice_load_le16(at + 16);
	value.layout_minor = sluice_load_le16(at + 18);
	value.endpoint = sluice_load_le32(at + 20);
	value.layout_fingerprint = sluice_load_le64(at + 24);
	value.protocol_fingerprint = sluice_load_le64(at + 32);
	value.features_compat = sluice_load_le32(at + 40);
	value.features_ro_compat = sluice_load_le32(at + 44);
	value.features_incompat = sluice_load_le32(at + 48);
	value.ring_order = sluice_load_le32(at + 52);
	value.doorbell = sluice_load_le32(at + 56);
	value.message_count = sluice_load_le32(at + 60);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void sluice_hello_store(void *buf, struct sluice_hello value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_control_store(at, value.control);
	sluice_store_le16(at + 16, value.layout_major);
	sluice_store_le16(at + 18, value.layout_minor);
	sluice_store_le32(at + 20, value.endpoint);
	sluice_store_le64(at + 24, value.layout_fingerprint);
	sluice_store_le64(at + 32, value.protocol_fingerprint);
	sluice_store_le32(at + 40, value.features_compat);
	sluice_store_le32(at + 44, value.features_ro_compat);
	sluice_store_le32(at + 48, value.features_incompat);
	sluice_store_le32(at + 52, value.ring_order);
	sluice_store_le32(at + 56, value.doorbell);
	sluice_store_le32(at + 60, value.message_count);
}

/* A struct sluice_hello with its tails. A span may be left zero: the tail is empty, or absent where its `if:` does not hold. */
struct sluice_hello_message {
	struct sluice_hello fixed; /* host byte order; counts are filled in by encode */
	struct sluice_span messages;
};

static inline int sluice_hello__judge_control(const struct sluice_walk *walk, size_t at, struct sluice_control value)
{
	if (!sluice_control_kind_is_known(value.kind))
		return sluice_walk_fail(walk, SLUICE_ERR_ENUM, "control.kind", at + 4, 0, (int64_t)value.kind);
	return 0;
}

static inline int sluice_hello__judge(const struct sluice_walk *walk, const struct sluice_hello *value)
{
	int status;

	status = sluice_hello__judge_control(walk, 0, value->control);
	if (status != 0)
		return status;
	if (value->ring_order > 18u)
		return sluice_walk_fail(walk, SLUICE_ERR_RANGE, "ring_order", 52, 18, (int64_t)value->ring_order);
	if (!sluice_doorbell_kind_is_known(value->doorbell))
		return sluice_walk_fail(walk, SLUICE_ERR_ENUM, "doorbell", 56, 0, (int64_t)value->doorbell);
	return 0;
}

static inline int sluice_hello__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "control", 0, 16 },
		{ "layout_major", 16, 2 },
		{ "layout_minor", 18, 2 },
		{ "endpoint", 20, 4 },
		{ "layout_fingerprint", 24, 8 },
		{ "protocol_fingerprint", 32, 8 },
		{ "features_compat", 40, 4 },
		{ "features_ro_compat", 44, 4 },
		{ "features_incompat", 48, 4 },
		{ "ring_order", 52, 4 },
		{ "doorbell", 56, 4 },
		{ "message_count", 60, 4 },
	};

	return sluice_walk_fixed(walk, NULL, 64, fields, 12);
}

static inline int sluice_hello__take_messages(struct sluice_walk *walk, struct sluice_span *out)
{
	const uint32_t count = sluice_load_le32(walk->at + 60);

	return sluice_walk_array(walk, out, "message_count", 60, count, 4096, 16);
}

static inline int sluice_hello__walk(struct sluice_walk *walk, struct sluice_hello_message *out)
{
	int status = sluice_hello__fixed(walk);

	if (status == 0 && walk->values) {
		out->fixed = sluice_hello_load(walk->at);
		status = sluice_hello__judge(walk, &out->fixed);
	}
	if (status == 0)
		status = sluice_hello__take_messages(walk, &out->messages);
	return status;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int sluice_hello_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("SLUICE_HELLO", buf, len, false, error);
	struct sluice_hello_message found;

	return sluice_hello__walk(&walk, &found);
}

/* at 64: sluice_message_fingerprint messages[message_count], at most 4096. The messages of the user's protocol, by code. */
static inline int sluice_hello_messages(const void *buf, size_t len, struct sluice_span *out, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("SLUICE_HELLO", buf, len, false, error);
	struct sluice_hello_message found;
	int status = sluice_hello__fixed(&walk);

	if (status == 0)
		status = sluice_hello__take_messages(&walk, &found.messages);
	if (status == 0)
		*out = found.messages;
	return status;
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int sluice_hello_decode(const void *buf, size_t len, void *copy, size_t capacity, struct sluice_hello_message *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "SLUICE_HELLO", buf, len, copy, capacity, error);

	if (status == 0)
		status = sluice_hello__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

/* Bytes that `in` takes on the wire. */
static inline int sluice_hello_size(const struct sluice_hello_message *in, size_t *size)
{
	bool fits = true;

	*size = 64;
	fits = fits && sluice_size_add(size, in->messages.count, 16);
	return fits ? 0 : -SLUICE_ERR_SIZE;
}

static inline int sluice_hello__put_messages(struct sluice_walk *walk, const struct sluice_hello_message *in)
{
	int status = sluice_put_start(walk, "message_count", 60, in->messages.count, 4096);

	if (status != 0)
		return status;
	sluice_store_le32(walk->to + 60, in->messages.count);
	sluice_put_bytes(walk, in->messages.data, (size_t)in->messages.count * 16);
	return 0;
}

static inline int sluice_hello__put(struct sluice_walk *walk, const struct sluice_hello_message *in)
{
	int status = sluice_hello__judge(walk, &in->fixed);

	if (status != 0)
		return status;
	sluice_hello_store(walk->to, in->fixed);
	walk->used = 64;
	if (status == 0)
		status = sluice_hello__put_messages(walk, in);
	return status;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int sluice_hello_encode(void *buf, size_t capacity, const struct sluice_hello_message *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	size_t size;
	int status = sluice_hello_size(in, &size);

	if (status != 0)
		return sluice_fail(error, SLUICE_ERR_SIZE, "SLUICE_HELLO", NULL, 0, INT64_MAX, (int64_t)capacity);
	status = sluice_walk_into(&walk, "SLUICE_HELLO", buf, capacity, size, error);
	if (status == 0)
		status = sluice_hello__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct sluice_segment (segment.yaml:314) ==== */

static inline const void *sluice_segment_get_control(const void *buf)
{
	return buf;
}

static inline void sluice_segment_set_control(void *buf, struct sluice_control value)
{
	sluice_control_store(buf, value);
}

static inline uint8_t sluice_segment_get_segment_id(const void *buf, size_t index)
{
	return sluice_load_u8((const uint8_t *)buf + 16 + index * 1);
}

static inline void sluice_segment_set_segment_id(void *buf, size_t index, uint8_t value)
{
	sluice_store_u8((uint8_t *)buf + 16 + index * 1, value);
}

static inline uint64_t sluice_segment_get_segment_size(const void *buf)
{
	return sluice_load_le64((const uint8_t *)buf + 32);
}

static inline void sluice_segment_set_segment_size(void *buf, uint64_t value)
{
	sluice_store_le64((uint8_t *)buf + 32, value);
}

static inline uint32_t sluice_segment_get_generation(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 40);
}

static inline void sluice_segment_set_generation(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 40, value);
}

/* The fixed part in host byte order. */
static inline struct sluice_segment sluice_segment_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct sluice_segment value;

	memset(&value, 0, sizeof value);
	value.control = sluice_control_load(at);
	memcpy(value.segment_id, at + 16, 16);
	value.segment_size = sluice_load_le64(at + 32);
	value.generation = sluice_load_le32(at + 40);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void sluice_segment_store(void *buf, struct sluice_segment value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_control_store(at, value.control);
	memcpy(at + 16, value.segment_id, 16);
	sluice_store_le64(at + 32, value.segment_size);
	sluice_store_le32(at + 40, value.generation);
	memset(at + 44, 0, 4);
}

static inline int sluice_segment__judge_control(const struct sluice_walk *walk, size_t at, struct sluice_control value)
{
	if (!sluice_control_kind_is_known(value.kind))
		return sluice_walk_fail(walk, SLUICE_ERR_ENUM, "control.kind", at + 4, 0, (int64_t)value.kind);
	return 0;
}

static inline int sluice_segment__judge(const struct sluice_walk *walk, const struct sluice_segment *value)
{
	int status;

	status = sluice_segment__judge_control(walk, 0, value->control);
	if (status != 0)
		return status;
	if (value->segment_size > UINT64_C(4294967295))
		return sluice_walk_fail(walk, SLUICE_ERR_RANGE, "segment_size", 32, INT64_C(4294967295), (int64_t)value->segment_size);
	return 0;
}

static inline int sluice_segment__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "control", 0, 16 },
		{ "segment_id", 16, 16 },
		{ "segment_size", 32, 8 },
		{ "generation", 40, 4 },
	};

	return sluice_walk_fixed(walk, NULL, 48, fields, 4);
}

static inline int sluice_segment__walk(struct sluice_walk *walk, struct sluice_segment *out)
{
	int status = sluice_segment__fixed(walk);

	if (status != 0)
		return status;
	*out = sluice_segment_load(walk->at);
	return walk->values ? sluice_segment__judge(walk, out) : 0;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int sluice_segment_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("SLUICE_SEGMENT", buf, len, false, error);

	return sluice_segment__fixed(&walk);
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int sluice_segment_decode(const void *buf, size_t len, void *copy, size_t capacity, struct sluice_segment *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "SLUICE_SEGMENT", buf, len, copy, capacity, error);

	if (status == 0)
		status = sluice_segment__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

static inline int sluice_segment__put(struct sluice_walk *walk, const struct sluice_segment *in)
{
	int status = sluice_segment__judge(walk, in);

	if (status != 0)
		return status;
	sluice_segment_store(walk->to, *in);
	walk->used = 48;
	return 0;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int sluice_segment_encode(void *buf, size_t capacity, const struct sluice_segment *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_into(&walk, "SLUICE_SEGMENT", buf, capacity, 48, error);

	if (status == 0)
		status = sluice_segment__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct sluice_refusal (segment.yaml:336) ==== */

static inline const void *sluice_refusal_get_control(const void *buf)
{
	return buf;
}

static inline void sluice_refusal_set_control(void *buf, struct sluice_control value)
{
	sluice_control_store(buf, value);
}

static inline uint32_t sluice_refusal_get_reason(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 16);
}

static inline void sluice_refusal_set_reason(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 16, value);
}

static inline uint32_t sluice_refusal_get_code(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 20);
}

static inline void sluice_refusal_set_code(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 20, value);
}

static inline uint64_t sluice_refusal_get_expected(const void *buf)
{
	return sluice_load_le64((const uint8_t *)buf + 24);
}

static inline void sluice_refusal_set_expected(void *buf, uint64_t value)
{
	sluice_store_le64((uint8_t *)buf + 24, value);
}

static inline uint64_t sluice_refusal_get_got(const void *buf)
{
	return sluice_load_le64((const uint8_t *)buf + 32);
}

static inline void sluice_refusal_set_got(void *buf, uint64_t value)
{
	sluice_store_le64((uint8_t *)buf + 32, value);
}

/* The fixed part in host byte order. */
static inline struct sluice_refusal sluice_refusal_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct sluice_refusal value;

	value.control = sluice_control_load(at);
	value.reason = sluice_load_le32(at + 16);
	value.code = sluice_load_le32(at + 20);
	value.expected = sluice_load_le64(at + 24);
	value.got = sluice_load_le64(at + 32);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void sluice_refusal_store(void *buf, struct sluice_refusal value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_control_store(at, value.control);
	sluice_store_le32(at + 16, value.reason);
	sluice_store_le32(at + 20, value.code);
	sluice_store_le64(at + 24, value.expected);
	sluice_store_le64(at + 32, value.got);
}

/* A struct sluice_refusal with its tails. A span may be left zero: the tail is empty, or absent where its `if:` does not hold. */
struct sluice_refusal_message {
	struct sluice_refusal fixed; /* host byte order; counts are filled in by encode */
	struct sluice_span detail;
};

static inline int sluice_refusal__judge_control(const struct sluice_walk *walk, size_t at, struct sluice_control value)
{
	if (!sluice_control_kind_is_known(value.kind))
		return sluice_walk_fail(walk, SLUICE_ERR_ENUM, "control.kind", at + 4, 0, (int64_t)value.kind);
	return 0;
}

static inline int sluice_refusal__judge(const struct sluice_walk *walk, const struct sluice_refusal *value)
{
	int status;

	status = sluice_refusal__judge_control(walk, 0, value->control);
	if (status != 0)
		return status;
	return 0;
}

static inline int sluice_refusal__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "control", 0, 16 },
		{ "reason", 16, 4 },
		{ "code", 20, 4 },
		{ "expected", 24, 8 },
		{ "got", 32, 8 },
	};

	return sluice_walk_fixed(walk, NULL, 40, fields, 5);
}

static inline int sluice_refusal__take_detail(struct sluice_walk *walk, struct sluice_span *out)
{
	return sluice_walk_string(walk, out, "detail", 255);
}

static inline int sluice_refusal__walk(struct sluice_walk *walk, struct sluice_refusal_message *out)
{
	int status = sluice_refusal__fixed(walk);

	if (status == 0 && walk->values) {
		out->fixed = sluice_refusal_load(walk->at);
		status = sluice_refusal__judge(walk, &out->fixed);
	}
	if (status == 0)
		status = sluice_refusal__take_detail(walk, &out->detail);
	return status;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int sluice_refusal_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("SLUICE_REFUSAL", buf, len, false, error);
	struct sluice_refusal_message found;

	return sluice_refusal__walk(&walk, &found);
}

/* at 40: NUL-terminated string detail, at most 255. A sentence for people. */
static inline int sluice_refusal_detail(const void *buf, size_t len, struct sluice_span *out, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("SLUICE_REFUSAL", buf, len, false, error);
	struct sluice_refusal_message found;
	int status = sluice_refusal__fixed(&walk);

	if (status == 0)
		status = sluice_refusal__take_detail(&walk, &found.detail);
	if (status == 0)
		*out = found.detail;
	return status;
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int sluice_refusal_decode(const void *buf, size_t len, void *copy, size_t capacity, struct sluice_refusal_message *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "SLUICE_REFUSAL", buf, len, copy, capacity, error);

	if (status == 0)
		status = sluice_refusal__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

/* Bytes that `in` takes on the wire. */
static inline int sluice_refusal_size(const struct sluice_refusal_message *in, size_t *size)
{
	bool fits = true;

	*size = 40;
	fits = fits && sluice_size_add(size, in->detail.count, 1) && sluice_size_add(size, 1, 1);
	return fits ? 0 : -SLUICE_ERR_SIZE;
}

static inline int sluice_refusal__put_detail(struct sluice_walk *walk, const struct sluice_refusal_message *in)
{
	int status = sluice_put_string(walk, &in->detail, "detail", 255);

	return status;
}

static inline int sluice_refusal__put(struct sluice_walk *walk, const struct sluice_refusal_message *in)
{
	int status = sluice_refusal__judge(walk, &in->fixed);

	if (status != 0)
		return status;
	sluice_refusal_store(walk->to, in->fixed);
	walk->used = 40;
	if (status == 0)
		status = sluice_refusal__put_detail(walk, in);
	return status;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int sluice_refusal_encode(void *buf, size_t capacity, const struct sluice_refusal_message *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	size_t size;
	int status = sluice_refusal_size(in, &size);

	if (status != 0)
		return sluice_fail(error, SLUICE_ERR_SIZE, "SLUICE_REFUSAL", NULL, 0, INT64_MAX, (int64_t)capacity);
	status = sluice_walk_into(&walk, "SLUICE_REFUSAL", buf, capacity, size, error);
	if (status == 0)
		status = sluice_refusal__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

#ifdef __cplusplus
}
#endif

#endif /* SEGMENT_CODEC_H */
