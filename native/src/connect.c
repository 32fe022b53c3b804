/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "address.h"
#include "handshake.h"

struct sluice__connecting {
	struct sluice__terms terms;
	struct sluice__handshake handshake;
};

/* A Unix socket connects at once or not at all. -SLUICE_ERR_BUSY: more wait than the kernel keeps for the listener. */
static int connect_socket(const struct sluice__address *address, int *out)
{
	const int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int status, number;

	if (descriptor < 0)
		return -SLUICE_ERR_SYSTEM;
	do
		status = connect(descriptor, (const struct sockaddr *)(const void *)&address->name, address->length);
	while (status != 0 && errno == EINTR);
	if (status == 0) {
		*out = descriptor;
		return 0;
	}
	number = errno;
	close(descriptor);
	errno = number;
	return number == EAGAIN ? -SLUICE_ERR_BUSY : -SLUICE_ERR_SYSTEM;
}

int sluice__connect_start(const char *address, const struct sluice__terms *terms, struct sluice__connecting **out)
{
	struct sluice__connecting *connecting;
	struct sluice__address parsed;
	int descriptor, status = sluice__handshake_check(terms, false);

	if (status == 0)
		status = sluice__address_parse(address, &parsed);
	if (status == 0)
		status = connect_socket(&parsed, &descriptor);
	if (status != 0)
		return status;
	connecting = (struct sluice__connecting *)malloc(sizeof *connecting);
	if (connecting == NULL) {
		close(descriptor);
		errno = ENOMEM;
		return -SLUICE_ERR_SYSTEM;
	}
	connecting->terms = *terms;
	sluice__handshake_init(&connecting->handshake, descriptor, &connecting->terms, false, sluice__endpoint_next(), 1);
	sluice__address_format(&parsed, connecting->handshake.link.address);
	*out = connecting;
	return 0;
}

int sluice__connect_descriptor(const struct sluice__connecting *connecting, short *events)
{
	*events = sluice__handshake_events(&connecting->handshake);
	return connecting->handshake.link.control;
}

int sluice__connect_step(struct sluice__connecting *connecting, struct sluice_channel_refusal *why)
{
	const int status = sluice__handshake_step(&connecting->handshake);

	if (status < 0)
		*why = connecting->handshake.why;
	return status;
}

void sluice__connect_take(struct sluice__connecting *connecting, struct sluice__link *out)
{
	sluice__handshake_take(&connecting->handshake, out);
	free(connecting);
}

void sluice__connect_cancel(struct sluice__connecting *connecting)
{
	if (connecting == NULL)
		return;
	sluice__handshake_free(&connecting->handshake);
	free(connecting);
}
