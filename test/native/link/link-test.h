/* SPDX-License-Identifier: MIT */
/* What the tests of links share. Everything runs in one thread: a peer is a socket that the test itself reads and writes. */
#ifndef SLUICE_LINK_TEST_H
#define SLUICE_LINK_TEST_H

#include <sys/socket.h>
#include <unistd.h>

#include "../../../native/src/handshake.h"
#include "../check.h"

/* Both and say what they are when they differ. */
#define CHECK_EQUAL(expected, got)                                                                                                  \
	do {                                                                                                                        \
		const long long expected_value = (long long)(expected), got_value = (long long)(got);                               \
		if (expected_value != got_value) {                                                                                  \
			fprintf(stderr, "%s:%d: %s: expected=%lld got=%lld\n", __FILE__, __LINE__, #got, expected_value, got_value); \
			exit(1);                                                                                                    \
		}                                                                                                                   \
	} while (0)

extern const struct test segment_tests[], refusal_tests[], hostile_tests[], rendezvous_tests[], path_tests[];

/* A path in the folder that the test was given; valid until the next but seven calls. */
const char *path_of(const char *name);
const struct sluice__terms *plain_terms(void);

/* A socketpair; the second one is the test's own. */
void socket_pair(int out[2]);
/* Both ends through link_pair, and checked. */
void open_pair(const struct sluice__terms *a, const struct sluice__terms *b, struct sluice__link links[2]);

/* Sends all of it, with descriptors at its first byte. False when nobody reads. */
int send_bytes(int socket, const void *bytes, size_t length, const int *fds, unsigned count);
/* Frees `bytes`. */
int send_message(int socket, uint8_t *bytes, size_t length, const int *fds, unsigned count);
/* The next message that lies there, descriptors closed; its kind, 0 at the end, or when there is none. */
uint32_t read_message(int socket, uint8_t *bytes, size_t capacity, size_t *length);
/* Reads on until there is a refusal; its reason, or 0 at the end. */
uint32_t read_refusal(int socket, struct sluice_channel_refusal *why);

/* Steps until it does not wait for anything that is there already. */
int pump(struct sluice__listening *listening);
/* Runs both to the end: 0 with two links (connector first), or the error of the connector. */
int meet(struct sluice__listening *listening, struct sluice__connecting *connecting, struct sluice__link links[2],
	 struct sluice_channel_refusal *why);

uint32_t next_random(void);
unsigned count_descriptors(void);
/* The number that the next descriptor would get. */
int next_descriptor(void);

#endif /* SLUICE_LINK_TEST_H */
