/* SPDX-License-Identifier: MIT */
/* What is spoken over a channel: what two sides compare when they connect. Generated headers have a function <protocol>_identity(). */
#ifndef SLUICE_CODEC_IDENTITY_H
#define SLUICE_CODEC_IDENTITY_H

#include <stddef.h>
#include <stdint.h>

/* A message of the protocol that is spoken over the channel: what generated headers call ..._FINGERPRINT. */
struct sluice_message_identity {
	uint32_t code;
	uint64_t fingerprint;
};

/* What both sides must agree on; all zero for bare bytes. */
struct sluice_identity {
	uint64_t fingerprint;
	const struct sluice_message_identity *messages; /* by ascending code */
	size_t count;
};

#endif /* SLUICE_CODEC_IDENTITY_H */
