/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <sys/socket.h>

#include "handshake.h"

int sluice__link_pair(const struct sluice__terms *a, const struct sluice__terms *b, struct sluice__link out[2])
{
	const struct sluice__terms *terms[2] = {a, b};
	struct sluice__handshake sides[2];
	int sockets[2], status = SLUICE__PENDING, i;

	sluice__link_init(&out[0]);
	sluice__link_init(&out[1]);
	if (sluice__handshake_check(a, false) != 0 || sluice__handshake_check(b, true) != 0)
		return -SLUICE_ERR_OPTION;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, sockets) != 0)
		return -SLUICE_ERR_SYSTEM;
	for (i = 0; i < 2; i++)
		sluice__handshake_init(&sides[i], sockets[i], terms[i], i == 1, sluice__endpoint_next(), 1);
	/* Each side sends before it waits, so one of them always has something to do. */
	for (i = 0; status >= 0 && status != SLUICE__DONE; i ^= 1) {
		status = sluice__handshake_step(&sides[i]);
		if (status == SLUICE__PREPARED && sluice__handshake_accept(&sides[i]) == SLUICE__DONE)
			status = SLUICE__PENDING; /* until the other one has heard it */
		else if (status == SLUICE__DONE && i == 1)
			status = SLUICE__PENDING;
	}
	for (i = 0; i < 2; i++) {
		if (status == SLUICE__DONE)
			sluice__handshake_take(&sides[i], &out[i]);
		else
			sluice__handshake_free(&sides[i]);
	}
	return status == SLUICE__DONE ? 0 : status;
}
