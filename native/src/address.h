/* SPDX-License-Identifier: MIT */
/* Addresses of links: a path, or `@name` in the abstract namespace. */
#ifndef SLUICE_SRC_ADDRESS_H
#define SLUICE_SRC_ADDRESS_H

#include <stdbool.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "link.h"

struct sluice__address {
	struct sockaddr_un name;
	socklen_t length;
	bool is_abstract;
};

/* 0, or -SLUICE_ERR_ADDRESS when it is empty or too long for a socket. */
int sluice__address_parse(const char *text, struct sluice__address *out);
/* The text that it was made from. */
void sluice__address_format(const struct sluice__address *address, char text[SLUICE__ADDRESS_SIZE]);

#endif /* SLUICE_SRC_ADDRESS_H */
