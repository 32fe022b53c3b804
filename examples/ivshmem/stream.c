#include "stream.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sluice/stream.h>

#define LENGTH (1u << 20)
#define SUM 8u

/* FNV-1a. */
static uint64_t sum_of(const uint8_t *bytes, size_t length)
{
	uint64_t sum = UINT64_C(0xcbf29ce484222325);
	size_t i;

	for (i = 0; i < length; i++)
		sum = (sum ^ bytes[i]) * UINT64_C(0x100000001b3);
	return sum;
}

void fill_numbers(uint8_t *bytes, size_t length, uint32_t number)
{
	size_t i;

	for (i = 0; i < length; i++) {
		number = number * 1103515245u + 12345u;
		bytes[i] = (uint8_t)(number >> 16);
	}
	sluice_store_le64(bytes + length, sum_of(bytes, length));
}

int is_sum_right(const uint8_t *bytes, size_t length)
{
	return sluice_load_le64(bytes + length) == sum_of(bytes, length);
}

/* As much as goes without waiting, in both directions; waits when nothing went. */
static int exchange(struct sluice_channel *channel, const uint8_t *out, uint8_t *in, int64_t deadline_ns)
{
	struct sluice_stream *stream;
	size_t sent = 0, received = 0, size = LENGTH + SUM;
	int status = sluice_stream_attach(channel, &stream);

	while (status == 0 && (sent < size || received < size)) {
		size_t more_sent = 0, more_received = 0;

		if (sent < size)
			status = sluice_stream_send(stream, out + sent, size - sent, 0, &more_sent);
		sent += more_sent;
		if (status < 0 && status != -SLUICE_ERR_DEADLINE)
			break;
		status = 0;
		if (received < size)
			status = sluice_stream_recv(stream, in + received, size - received, 0, &more_received);
		received += more_received;
		if (status == -SLUICE_ERR_DEADLINE)
			status = 0;
		if (status == 0 && more_sent == 0 && more_received == 0 && (sent < size || received < size))
			status = sluice_channel_wait(channel, (received < size ? SLUICE_EVENT_RECEIVE : 0) | (sent < size ? SLUICE_EVENT_SEND : 0),
						     deadline_ns) > 0
					 ? 0
					 : -SLUICE_ERR_DEADLINE;
	}
	if (status == 0)
		status = sluice_stream_shutdown(stream);
	sluice_stream_detach(stream);
	return status;
}

int exchange_megabyte(struct sluice_channel *channel, int64_t deadline_ns)
{
	uint8_t *out = malloc(LENGTH + SUM), *in = malloc(LENGTH + SUM);
	int status = -SLUICE_ERR_SYSTEM;

	if (out != NULL && in != NULL) {
		fill_numbers(out, LENGTH, 12345);
		status = exchange(channel, out, in, deadline_ns);
		if (status == 0 && !is_sum_right(in, LENGTH))
			status = -SLUICE_ERR_RANGE;
	}
	printf("a megabyte each way: %s\n", status == 0 ? "the sums are right" : sluice_error_name(status));
	free(out);
	free(in);
	return status;
}
