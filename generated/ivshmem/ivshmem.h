/*
 * ivshmem, data model lp64
 * What an ivshmem server says to its clients over a Unix socket (protocol version 0), and the registers of QEMU's ivshmem device. A message
 * has no type: its place in the sequence, its value and a passed descriptor say what it means. See docs/protocols/ivshmem.md.
 * Generated from schema/ivshmem.yaml by `sluice generate`; do not edit.
 * Functions return 0 or -SLUICE_ERR_...; the error may be NULL. For a struct x:
 * x_check() looks at the structure of some bytes once; x_get_...() and x_set_...() then read and write fields; x_<tail>() finds a tail.
 * x_decode() copies the bytes and judges every value; x_encode() is its inverse. With tails they take an x_message: x and a span per tail.
 * Define IVSHMEM_LAYOUT_ONLY for the types alone.
 */
#ifndef IVSHMEM_LAYOUT_H
#define IVSHMEM_LAYOUT_H

#include <stddef.h>
#include <stdint.h>

/* ---- constants --------------------------------------------------------------------------------------------------------------- */

#define IVSHMEM_PROTOCOL_VERSION   0u       /* The only version that exists; a client closes the connection on any other. */
#define IVSHMEM_SHARED_MEMORY      (-1)     /* Value of the message that carries the shared memory. */
#define IVSHMEM_MAX_ID             65535u   /* Largest client id: the doorbell has 16 bits for it. */
#define IVSHMEM_SERVER_MAX_VECTORS 64u      /* Most vectors per client. */
#define IVSHMEM_DEFAULT_VECTORS    1u       /* Vectors per client unless the server is told otherwise. */
#define IVSHMEM_DEFAULT_SHM_SIZE   4194304u /* Bytes of shared memory unless the server is told otherwise: 4 MiB. */
#define IVSHMEM_LISTEN_BACKLOG     10u      /* Connections that wait to be accepted, in the source. */
#define IVSHMEM_PCI_VENDOR         6900u    /* PCI vendor id of the device. */
#define IVSHMEM_PCI_DEVICE         4368u    /* PCI device id. */
#define IVSHMEM_PCI_CLASS          1280u    /* PCI class: memory, RAM. */
#define IVSHMEM_PCI_REVISION       1u       /* PCI revision since QEMU 2.6. */
#define IVSHMEM_BAR_REGISTERS      0u       /* BAR of the registers. */
#define IVSHMEM_BAR_MSIX           1u       /* BAR of the MSI-X table; only with ivshmem-doorbell. */
#define IVSHMEM_BAR_MEMORY         2u       /* BAR of the shared memory: 64 bits, prefetchable. */
#define IVSHMEM_BAR_REGISTERS_SIZE 256u     /* Bytes of the register BAR; those after `ivshmem_regs` do nothing. */

/* What two sides compare to know that they mean the same bytes: the protocol, then every message. */
#define IVSHMEM_FINGERPRINT                   UINT64_C(0x8d3cbdfe0e27a810)
#define IVSHMEM_MSG_VERSION_FINGERPRINT       UINT64_C(0xa353923e42c4dfa9)
#define IVSHMEM_MSG_ID_FINGERPRINT            UINT64_C(0x94d7e31e2e42d495)
#define IVSHMEM_MSG_SHARED_MEMORY_FINGERPRINT UINT64_C(0x5211e3eb8cbe5325)
#define IVSHMEM_MSG_VECTOR_FINGERPRINT        UINT64_C(0xda8fc665d7546d1d)
#define IVSHMEM_MSG_PEER_GONE_FINGERPRINT     UINT64_C(0xd06d6ca46fe85b33)

/* ---- structs: before each member's doc stands its offset ----------------------------------------------------------------------- */

/*
 * IVSHMEM_MSG_VERSION, IVSHMEM_MSG_ID, IVSHMEM_MSG_SHARED_MEMORY, IVSHMEM_MSG_VECTOR, IVSHMEM_MSG_PEER_GONE: Every message of the server. A
 * client sends nothing - one byte from it, and the server closes the connection.
 * natural, 8 bytes, alignment 8 (ivshmem.yaml:29)
 */
struct ivshmem_msg {
	int64_t value; /* 0: Protocol version, client id, or -1. (0..65535) */
};
#define IVSHMEM_MSG_SIZE 8

/*
 * Registers of the device, at the start of BAR 0; accessed 32 bits at a time.
 * natural, 16 bytes, alignment 4 (ivshmem.yaml:42)
 */
struct ivshmem_regs {
	uint32_t IntrMask;   /* 0: Read and write; does nothing in revision 1. */
	uint32_t IntrStatus; /* 4: Read and write, a read clears it; does nothing in revision 1. */
	uint32_t IVPosition; /* 8: Read only: own id. 0 without a server, which is also the first client's id. */
	/* Write only, reads as 0. An unknown peer or vector is ignored without notice. (vector is bit 0..15; peer is bit 16..31) */
	uint32_t Doorbell;   /* 12 */
};
#define IVSHMEM_REGS_SIZE 16
#endif /* IVSHMEM_LAYOUT_H */

#if !defined(IVSHMEM_LAYOUT_ONLY) && !defined(IVSHMEM_CODEC_H)
#define IVSHMEM_CODEC_H

#include <stdbool.h>
#include <string.h>

#include <sluice/error.h>

#include "ivshmem_asserts.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ==== struct ivshmem_msg (ivshmem.yaml:29) ==== */

static inline int64_t ivshmem_msg_get_value(const void *buf)
{
	return (int64_t)sluice_load_le64(buf);
}

static inline void ivshmem_msg_set_value(void *buf, int64_t value)
{
	sluice_store_le64(buf, (uint64_t)value);
}

/* The fixed part in host byte order. */
static inline struct ivshmem_msg ivshmem_msg_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct ivshmem_msg value;

	value.value = (int64_t)sluice_load_le64(at);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void ivshmem_msg_store(void *buf, struct ivshmem_msg value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le64(at, (uint64_t)value.value);
}

static inline int ivshmem_msg__judge(const struct sluice_walk *walk, const struct ivshmem_msg *value)
{
	if (value->value < INT64_C(0) && value->value != INT64_C(-1))
		return sluice_walk_fail(walk, SLUICE_ERR_RANGE, "value", 0, 0, value->value);
	if (value->value > INT64_C(65535) && value->value != INT64_C(-1))
		return sluice_walk_fail(walk, SLUICE_ERR_RANGE, "value", 0, 65535, value->value);
	return 0;
}

static inline int ivshmem_msg__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "value", 0, 8 },
	};

	return sluice_walk_fixed(walk, NULL, 8, fields, 1);
}

static inline int ivshmem_msg__walk(struct sluice_walk *walk, struct ivshmem_msg *out)
{
	int status = ivshmem_msg__fixed(walk);

	if (status != 0)
		return status;
	*out = ivshmem_msg_load(walk->at);
	return walk->values ? ivshmem_msg__judge(walk, out) : 0;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int ivshmem_msg_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("ivshmem_msg", buf, len, false, error);

	return ivshmem_msg__fixed(&walk);
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int ivshmem_msg_decode(const void *buf, size_t len, void *copy, size_t capacity, struct ivshmem_msg *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "ivshmem_msg", buf, len, copy, capacity, error);

	if (status == 0)
		status = ivshmem_msg__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

static inline int ivshmem_msg__put(struct sluice_walk *walk, const struct ivshmem_msg *in)
{
	int status = ivshmem_msg__judge(walk, in);

	if (status != 0)
		return status;
	ivshmem_msg_store(walk->to, *in);
	walk->used = 8;
	return 0;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int ivshmem_msg_encode(void *buf, size_t capacity, const struct ivshmem_msg *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_into(&walk, "ivshmem_msg", buf, capacity, 8, error);

	if (status == 0)
		status = ivshmem_msg__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct ivshmem_regs (ivshmem.yaml:42) ==== */

static inline uint32_t ivshmem_regs_get_IntrMask(const void *buf)
{
	return sluice_load_le32(buf);
}

static inline void ivshmem_regs_set_IntrMask(void *buf, uint32_t value)
{
	sluice_store_le32(buf, value);
}

static inline uint32_t ivshmem_regs_get_IntrStatus(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 4);
}

static inline void ivshmem_regs_set_IntrStatus(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 4, value);
}

static inline uint32_t ivshmem_regs_get_IVPosition(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 8);
}

static inline void ivshmem_regs_set_IVPosition(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 8, value);
}

static inline uint32_t ivshmem_regs_get_Doorbell(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 12);
}

static inline void ivshmem_regs_set_Doorbell(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 12, value);
}

/* Bits 0 to 15 of Doorbell. Vector to ring; QEMU looks at the low 8 bits only when it emulates the write. */
static inline uint32_t ivshmem_regs_get_Doorbell_vector(const void *buf)
{
	return (uint32_t)(sluice_load_le32((const uint8_t *)buf + 12) & 0xffffu);
}

static inline void ivshmem_regs_set_Doorbell_vector(void *buf, uint32_t value)
{
	const uint32_t rest = sluice_load_le32((const uint8_t *)buf + 12);
	sluice_store_le32((uint8_t *)buf + 12, (uint32_t)((rest & 0xffff0000u) | (value & 0xffffu)));
}

/* Bits 16 to 31 of Doorbell. Id of the client to interrupt. */
static inline uint32_t ivshmem_regs_get_Doorbell_peer(const void *buf)
{
	return (uint32_t)(sluice_load_le32((const uint8_t *)buf + 12) >> 16 & 0xffffu);
}

static inline void ivshmem_regs_set_Doorbell_peer(void *buf, uint32_t value)
{
	const uint32_t rest = sluice_load_le32((const uint8_t *)buf + 12);
	sluice_store_le32((uint8_t *)buf + 12, (uint32_t)((rest & 0xffffu) | (value & 0xffffu) << 16));
}

/* The fixed part in host byte order. */
static inline struct ivshmem_regs ivshmem_regs_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct ivshmem_regs value;

	value.IntrMask = sluice_load_le32(at);
	value.IntrStatus = sluice_load_le32(at + 4);
	value.IVPosition = sluice_load_le32(at + 8);
	value.Doorbell = sluice_load_le32(at + 12);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void ivshmem_regs_store(void *buf, struct ivshmem_regs value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le32(at, value.IntrMask);
	sluice_store_le32(at + 4, value.IntrStatus);
	sluice_store_le32(at + 8, value.IVPosition);
	sluice_store_le32(at + 12, value.Doorbell);
}

static inline int ivshmem_regs__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "IntrMask", 0, 4 },
		{ "IntrStatus", 4, 4 },
		{ "IVPosition", 8, 4 },
		{ "Doorbell", 12, 4 },
	};

	return sluice_walk_fixed(walk, NULL, 16, fields, 4);
}

static inline int ivshmem_regs__walk(struct sluice_walk *walk, struct ivshmem_regs *out)
{
	int status = ivshmem_regs__fixed(walk);

	if (status != 0)
		return status;
	*out = ivshmem_regs_load(walk->at);
	return 0;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int ivshmem_regs_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("ivshmem_regs", buf, len, false, error);

	return ivshmem_regs__fixed(&walk);
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int ivshmem_regs_decode(const void *buf, size_t len, void *copy, size_t capacity, struct ivshmem_regs *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "ivshmem_regs", buf, len, copy, capacity, error);

	if (status == 0)
		status = ivshmem_regs__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

static inline int ivshmem_regs__put(struct sluice_walk *walk, const struct ivshmem_regs *in)
{
	ivshmem_regs_store(walk->to, *in);
	walk->used = 16;
	return 0;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int ivshmem_regs_encode(void *buf, size_t capacity, const struct ivshmem_regs *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_into(&walk, "ivshmem_regs", buf, capacity, 16, error);

	if (status == 0)
		status = ivshmem_regs__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

#ifdef __cplusplus
}
#endif

#endif /* IVSHMEM_CODEC_H */
