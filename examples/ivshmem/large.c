#include "large.h"

#include <stdio.h>
#include <stdlib.h>

#include "stream.h"

#define SUM 8u

/* Sends numbers of its own, as many bytes. */
static int answer(struct sluice_channel *channel, size_t size, uint32_t type, int64_t deadline_ns)
{
	uint8_t *bytes = malloc(size);
	int status = -SLUICE_ERR_SYSTEM;

	if (bytes != NULL) {
		fill_numbers(bytes, size - SUM, ~type);
		status = sluice_channel_send(channel, bytes, size, type, 0, deadline_ns);
	}
	free(bytes);
	return status;
}

int exchange_large(struct sluice_channel *channel, int64_t deadline_ns)
{
	struct sluice_message message;
	unsigned wrong = 0, count = 0;
	size_t size = 0, largest = 0;
	int status;

	do {
		status = sluice_channel_receive(channel, deadline_ns, &message);
		if (status != 1)
			break;
		size = message.size;
		if (size < SUM || !is_sum_right(message.payload, size - SUM))
			wrong++;
		largest = size > largest ? size : largest;
		count++;
		status = sluice_channel_finish_message(channel);
		if (status == 0 && size > SUM)
			status = answer(channel, size, message.type, deadline_ns);
	} while (status >= 0 && size > SUM);
	printf("%u large messages of up to %zu bytes: %s\n", count, largest,
	       status < 0 ? sluice_error_name(status) : wrong == 0 ? "the sums are right" : "WRONG sums");
	return status < 0 || wrong > 0;
}
