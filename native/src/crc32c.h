/* SPDX-License-Identifier: MIT */
/* CRC-32C (Castagnoli, as in RFC 3720 and SSE 4.2), for header pages. */
#ifndef SLUICE_SRC_CRC32C_H
#define SLUICE_SRC_CRC32C_H

#include <stddef.h>
#include <stdint.h>

uint32_t sluice__crc32c(const void *bytes, size_t length);

#endif /* SLUICE_SRC_CRC32C_H */
