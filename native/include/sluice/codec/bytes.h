/* SPDX-License-Identifier: MIT */
/*
 * Bytes and numbers: loads and stores of any alignment and byte order, checked sums, UTF-8. Include sluice/error.h instead.
 */
#ifndef SLUICE_CODEC_BYTES_H
#define SLUICE_CODEC_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- loads and stores: any alignment, the byte order of the wire; one instruction each at -O2 ---------------------------------- */

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define SLUICE__LITTLE(width, value) sluice__swap##width(value)
#define SLUICE__BIG(width, value) (value)
#else
#define SLUICE__LITTLE(width, value) (value)
#define SLUICE__BIG(width, value) sluice__swap##width(value)
#endif

static inline uint16_t sluice__swap16(uint16_t value)
{
	return (uint16_t)(value << 8 | value >> 8);
}

static inline uint32_t sluice__swap32(uint32_t value)
{
	return value << 24 | (value << 8 & 0xff0000u) | (value >> 8 & 0xff00u) | value >> 24;
}

static inline uint64_t sluice__swap64(uint64_t value)
{
	return (uint64_t)sluice__swap32((uint32_t)value) << 32 | sluice__swap32((uint32_t)(value >> 32));
}

static inline uint8_t sluice_load_u8(const void *at)
{
	return *(const uint8_t *)at;
}

static inline void sluice_store_u8(void *at, uint8_t value)
{
	*(uint8_t *)at = value;
}

static inline uint16_t sluice_load_le16(const void *at)
{
	uint16_t value;

	memcpy(&value, at, sizeof value);
	return SLUICE__LITTLE(16, value);
}

static inline uint32_t sluice_load_le32(const void *at)
{
	uint32_t value;

	memcpy(&value, at, sizeof value);
	return SLUICE__LITTLE(32, value);
}

static inline uint64_t sluice_load_le64(const void *at)
{
	uint64_t value;

	memcpy(&value, at, sizeof value);
	return SLUICE__LITTLE(64, value);
}

static inline uint16_t sluice_load_be16(const void *at)
{
	uint16_t value;

	memcpy(&value, at, sizeof value);
	return SLUICE__BIG(16, value);
}

static inline uint32_t sluice_load_be32(const void *at)
{
	uint32_t value;

	memcpy(&value, at, sizeof value);
	return SLUICE__BIG(32, value);
}

static inline uint64_t sluice_load_be64(const void *at)
{
	uint64_t value;

	memcpy(&value, at, sizeof value);
	return SLUICE__BIG(64, value);
}

static inline void sluice_store_le16(void *at, uint16_t value)
{
	value = SLUICE__LITTLE(16, value);
	memcpy(at, &value, sizeof value);
}

static inline void sluice_store_le32(void *at, uint32_t value)
{
	value = SLUICE__LITTLE(32, value);
	memcpy(at, &value, sizeof value);
}

static inline void sluice_store_le64(void *at, uint64_t value)
{
	value = SLUICE__LITTLE(64, value);
	memcpy(at, &value, sizeof value);
}

static inline void sluice_store_be16(void *at, uint16_t value)
{
	value = SLUICE__BIG(16, value);
	memcpy(at, &value, sizeof value);
}

static inline void sluice_store_be32(void *at, uint32_t value)
{
	value = SLUICE__BIG(32, value);
	memcpy(at, &value, sizeof value);
}

static inline void sluice_store_be64(void *at, uint64_t value)
{
	value = SLUICE__BIG(64, value);
	memcpy(at, &value, sizeof value);
}

#undef SLUICE__LITTLE
#undef SLUICE__BIG

/* IEEE 754 bits to a number and back; NaN payloads survive. */
static inline float sluice_f32(uint32_t bits)
{
	float value;

	memcpy(&value, &bits, sizeof value);
	return value;
}

static inline double sluice_f64(uint64_t bits)
{
	double value;

	memcpy(&value, &bits, sizeof value);
	return value;
}

static inline uint32_t sluice_f32_bits(float value)
{
	uint32_t bits;

	memcpy(&bits, &value, sizeof bits);
	return bits;
}

static inline uint64_t sluice_f64_bits(double value)
{
	uint64_t bits;

	memcpy(&bits, &value, sizeof bits);
	return bits;
}

/* ---- sizes: checked sums ------------------------------------------------------------------------------------------------------ */

/* Adds count * stride to *size; false when a size_t can't hold it. */
static inline bool sluice_size_add(size_t *size, size_t count, size_t stride)
{
	if (count > (SIZE_MAX - *size) / stride)
		return false;
	*size += count * stride;
	return true;
}

/* Rounds *size up to a multiple of `align`; false when a size_t can't hold it. */
static inline bool sluice_size_align(size_t *size, size_t align)
{
	size_t over = *size % align;

	return over == 0 || sluice_size_add(size, align - over, 1);
}

/* ---- text --------------------------------------------------------------------------------------------------------------------- */

/* Whether the bytes are UTF-8 as Unicode defines it (no overlong forms, no surrogates), like TextDecoder with `fatal`. */
static inline bool sluice_utf8_valid(const void *data, size_t length)
{
	const uint8_t *byte = (const uint8_t *)data;
	const uint8_t *end = byte + length;

	while (byte < end) {
		uint8_t lead = *byte++;
		uint8_t low = 0x80, high = 0xbf; /* bounds of the byte after the lead */
		int more;

		if (lead < 0x80)
			continue;
		if (lead >= 0xc2 && lead <= 0xdf) {
			more = 1;
		} else if (lead >= 0xe0 && lead <= 0xef) {
			more = 2;
			low = lead == 0xe0 ? 0xa0 : low;
			high = lead == 0xed ? 0x9f : high;
		} else if (lead >= 0xf0 && lead <= 0xf4) {
			more = 3;
			low = lead == 0xf0 ? 0x90 : low;
			high = lead == 0xf4 ? 0x8f : high;
		} else {
			return false;
		}
		for (; more > 0; more--) {
			if (byte == end || *byte < low || *byte > high)
				return false;
			byte++;
			low = 0x80;
			high = 0xbf;
		}
	}
	return true;
}

#ifdef __cplusplus
}
#endif

#endif /* SLUICE_CODEC_BYTES_H */
