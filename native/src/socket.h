/* SPDX-License-Identifier: MIT */
/* What connecting and listening share. */
#ifndef SLUICE_SRC_SOCKET_H
#define SLUICE_SRC_SOCKET_H

#include <stdbool.h>
#include <sys/un.h>

/* False with errno when the path is empty or too long. */
bool sluice__socket_address(const char *path, struct sockaddr_un *out);

#endif /* SLUICE_SRC_SOCKET_H */
