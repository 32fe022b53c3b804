/* SPDX-License-Identifier: MIT */
/*
 * A channel as a transport: generated stubs over shared memory. A record of up to a quarter of the ring is encoded where the peer reads
 * it; a longer one goes through a buffer of its own, and in parts.
 */
#ifndef SLUICE_CHANNEL_TRANSPORT_H
#define SLUICE_CHANNEL_TRANSPORT_H

#include <sluice/channel.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Takes the channel over, unless it fails: closing the transport disconnects it, and messages must not be used besides. As with every
 * transport, the endpoint belongs to one thread at a time: to the last that used it. `max_length` 0 means SLUICE_MAX_LENGTH.
 */
int sluice_channel_transport(struct sluice_channel *channel, size_t max_length, struct sluice_transport **out);

#ifdef __cplusplus
}
#endif

#endif /* SLUICE_CHANNEL_TRANSPORT_H */
