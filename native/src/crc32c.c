/* SPDX-License-Identifier: MIT */
#include "crc32c.h"

/* Four bits at a time: a header page is summed once per connection, so a table of 64 bytes is fast enough. */
static const uint32_t TABLE[16] = {
	0x00000000, 0x105ec76f, 0x20bd8ede, 0x30e349b1,
	0x417b1dbc, 0x5125dad3, 0x61c69362, 0x7198540d,
	0x82f63b78, 0x92a8fc17, 0xa24bb5a6, 0xb21572c9,
	0xc38d26c4, 0xd3d3e1ab, 0xe330a81a, 0xf36e6f75,
};

uint32_t sluice__crc32c(const void *bytes, size_t length)
{
	const uint8_t *at = (const uint8_t *)bytes;
	uint32_t crc = 0xffffffffu;

	for (; length > 0; length--) {
		crc ^= *at++;
		crc = crc >> 4 ^ TABLE[crc & 15];
		crc = crc >> 4 ^ TABLE[crc & 15];
	}
	return ~crc;
}
