/* Both ends of a channel in one process, and what a test may do to them that a peer can not. */
#ifndef TEST_NATIVE_CHANNEL_PAIR_H
#define TEST_NATIVE_CHANNEL_PAIR_H

#include <pthread.h>
#include <stddef.h>
#include <time.h>
#include <unistd.h>

#include "../../../native/src/channel.h"
#include "../check.h"

static struct sluice_channel *left, *right;

static inline void open_with(const struct sluice_channel_options *left_options, const struct sluice_channel_options *right_options)
{
	const struct sluice__terms terms[2] = {{.options = *left_options, .purpose = SLUICE_PURPOSE_CHANNEL},
						{.options = *right_options, .purpose = SLUICE_PURPOSE_CHANNEL}};
	struct sluice__link links[2];

	CHECK(sluice__link_pair(&terms[0], &terms[1], links) == 0);
	CHECK(sluice__channel_open(&links[0], left_options, &left) == 0 && sluice__channel_open(&links[1], right_options, &right) == 0);
}

/* Rings of 4096 << order bytes, in both directions. */
static inline void open_pair(int order)
{
	struct sluice_channel_options options = SLUICE_CHANNEL_OPTIONS;

	options.send_order = order;
	open_with(&options, &options);
}

static inline void close_pair(void)
{
	if (left != NULL)
		CHECK(sluice_channel_disconnect(left) == 0);
	if (right != NULL)
		CHECK(sluice_channel_disconnect(right) == 0);
	left = right = NULL;
}

/* What the kernel does to a process that is killed: its descriptors and mappings go, without a word. */
static inline void kill_end(struct sluice_channel **end)
{
	sluice__channel_free(sluice__channel_of(*end));
	*end = NULL;
}

/* Words that an end shares, to be forged: its peer sees them. */
static inline uint32_t *word_of(struct sluice_channel *end, size_t offset)
{
	return (uint32_t *)(void *)(sluice__channel_of(end)->link.own.base + offset);
}

#define STATE_OF(end) word_of(end, offsetof(struct sluice_segment_header, state))
#define WRITER_WORD(end, field) \
	((uint32_t *)(void *)(sluice__channel_of(end)->link.own.ring.control + offsetof(struct sluice_producer_lines, field)))
#define READER_WORD(end, field) \
	((uint32_t *)(void *)(sluice__channel_of(end)->link.own.consumer.control + offsetof(struct sluice_consumer_lines, field)))

static inline int64_t in_ms(int64_t milliseconds)
{
	return sluice_deadline_after(milliseconds * 1000000);
}

static inline void nap(int milliseconds)
{
	const struct timespec pause = {milliseconds / 1000, (long)(milliseconds % 1000) * 1000000};

	nanosleep(&pause, NULL);
}

static inline pthread_t start(void *(*run)(void *), void *user)
{
	pthread_t thread;

	CHECK(pthread_create(&thread, NULL, run, user) == 0);
	return thread;
}

/* A channel belongs to a thread; a test hands it to another one. */
static inline void adopt(struct sluice_channel *channel)
{
	channel->owner = sluice__thread_own();
}

/* One message of `size` bytes, each of them `type`. */
static inline int put(struct sluice_channel *channel, size_t size, uint32_t type)
{
	uint8_t *payload;
	const int status = sluice_channel_prep_message(channel, size, type, ~type, 0, &payload);

	if (status != 0)
		return status;
	memset(payload, (int)type, size);
	return sluice_channel_send_messages(channel);
}

static inline void expect(struct sluice_channel *channel, size_t size, uint32_t type)
{
	struct sluice_message message;
	size_t i;

	CHECK(sluice_channel_get_message(channel, &message) == 1);
	CHECK(message.size == size && message.type == type && message.flags == ~type && !message.has_more);
	for (i = 0; i < size; i++)
		CHECK(message.payload[i] == (uint8_t)type);
	CHECK(sluice_channel_finish_message(channel) == 0);
}

static inline int next(struct sluice_channel *channel)
{
	struct sluice_message message;

	return sluice_channel_get_message(channel, &message);
}

static inline enum sluice_endpoint_state remote(struct sluice_channel *channel)
{
	enum sluice_endpoint_state state;

	CHECK(sluice_channel_get_remote_state(channel, &state) == 0);
	return state;
}

#endif
