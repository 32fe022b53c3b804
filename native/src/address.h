/* SPDX-License-Identifier: MIT */
/* Addresses of links: a path, or `@name` in the abstract namespace. */
#ifndef SLUICE_SRC_ADDRESS_H
#define SLUICE_SRC_ADDRESS_H

#include <stdbool.h>
#include <sys/socket.h>
#include <sys/un.h>

struct sluice__address {
	struct sockaddr_un name;
	socklen_t length;
	bool is_abstract;
};

/* 0, or -SLUICE_ERR_ADDRESS when it is empty or too long for a socket. */
int sluice__address_parse(const char *text, struct sluice__address *out);

#endif /* SLUICE_SRC_ADDRESS_H */
