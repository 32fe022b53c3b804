// SPDX-License-Identifier: MIT
/* boost::lockfree::spsc_queue in the same shared memory, with the same messages: what C programmers would take otherwise. */
#include <boost/lockfree/spsc_queue.hpp>
#include <new>

#include "bare.h"

extern "C" {
#include "message.h"
}

namespace {

struct slot {
	uint8_t bytes[64];
};
/* 64 KiB of records, as the rings have. */
using queue = boost::lockfree::spsc_queue<slot, boost::lockfree::capacity<1023>>;

struct boost_pair {
	setting options;
	queue *shared;
	uint32_t position;
};

void *open_queue(const setting *options)
{
	uint8_t *memory = map_shared(options->place, BARE_DATA + sizeof(queue));

	/* The echo comes first. */
	queue *shared = options->is_lead ? reinterpret_cast<queue *>(memory + BARE_DATA) : new (memory + BARE_DATA) queue;
	return new boost_pair{ *options, shared, 0 };
}

void produce(boost_pair *pair, uint64_t count)
{
	slot batch[64];
	const uint64_t most = pair->options.batch < 64 ? pair->options.batch : 64;

	while (count > 0) {
		const uint64_t wanted = count < most ? count : most;

		for (uint64_t i = 0; i < wanted; i++)
			encode_message(batch[i].bytes, 64, pair->position++);
		for (uint64_t done = 0; done < wanted; done += pair->shared->push(batch + done, wanted - done))
			;
		count -= wanted;
	}
	while (pair->shared->read_available() > 0)
		relax();
}

void consume(boost_pair *pair, uint64_t count)
{
	while (count > 0) {
		const size_t got = pair->shared->consume_all([&](const slot &one) {
			decode_message(one.bytes, sizeof one.bytes, 64, pair->position++);
		});

		if (got == 0)
			relax();
		count -= got;
	}
}

int64_t run_queue(void *self, uint64_t count)
{
	boost_pair *pair = static_cast<boost_pair *>(self);
	const int64_t start = now_ns();

	if (pair->options.is_lead)
		produce(pair, count);
	else
		consume(pair, count);
	return now_ns() - start;
}

} // namespace

extern "C" const exercise boost_ring = { "boost-ring", open_queue, run_queue };
