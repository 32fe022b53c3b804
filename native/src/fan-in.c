/* SPDX-License-Identifier: MIT */
/* Lanes in a ring of their own: the one whose turn it is, up to its quantum, then the next. */
#define _GNU_SOURCE
#include <sluice/fan-in.h>

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#define DEFAULT_QUANTUM 16u

struct sluice_fan_in {
	struct sluice_lane *lanes;
	size_t count, capacity;
	size_t turn;			/* index of the lane whose turn it is */
	uint32_t quantum, left;		/* messages that it may still have */
	struct sluice_channel *current;	/* whose message was got and not finished */
	int epoll;
};

int sluice_fan_in_new(uint32_t quantum, struct sluice_fan_in **out)
{
	struct sluice_fan_in *fan_in = calloc(1, sizeof *fan_in);

	if (fan_in == NULL)
		return -SLUICE_ERR_SYSTEM;
	fan_in->quantum = quantum == 0 ? DEFAULT_QUANTUM : quantum;
	fan_in->left = fan_in->quantum;
	fan_in->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (fan_in->epoll < 0) {
		free(fan_in);
		return -SLUICE_ERR_SYSTEM;
	}
	*out = fan_in;
	return 0;
}

static int grow(struct sluice_fan_in *fan_in)
{
	size_t capacity = fan_in->capacity == 0 ? 8 : fan_in->capacity * 2;
	struct sluice_lane *lanes;

	if (fan_in->count < fan_in->capacity)
		return 0;
	lanes = realloc(fan_in->lanes, capacity * sizeof *lanes);
	if (lanes == NULL)
		return -SLUICE_ERR_SYSTEM;
	fan_in->lanes = lanes;
	fan_in->capacity = capacity;
	return 0;
}

int sluice_fan_in_add(struct sluice_fan_in *fan_in, struct sluice_channel *channel, void *user)
{
	struct epoll_event event = {.events = EPOLLIN};
	int descriptor = sluice_channel_descriptor(channel);

	if (descriptor < 0)
		return descriptor;
	if (grow(fan_in) != 0 || epoll_ctl(fan_in->epoll, EPOLL_CTL_ADD, descriptor, &event) != 0)
		return -SLUICE_ERR_SYSTEM;
	fan_in->lanes[fan_in->count++] = (struct sluice_lane){channel, user};
	return 0;
}

static void next_turn(struct sluice_fan_in *fan_in)
{
	fan_in->turn = fan_in->turn + 1 < fan_in->count ? fan_in->turn + 1 : 0;
	fan_in->left = fan_in->quantum;
}

/* The order of the others is kept: who came before still does. */
static void remove_at(struct sluice_fan_in *fan_in, size_t index)
{
	struct sluice_channel *channel = fan_in->lanes[index].channel;

	epoll_ctl(fan_in->epoll, EPOLL_CTL_DEL, sluice_channel_descriptor(channel), NULL);
	if (fan_in->current == channel)
		fan_in->current = NULL;
	for (size_t i = index + 1; i < fan_in->count; i++)
		fan_in->lanes[i - 1] = fan_in->lanes[i];
	fan_in->count--;
	if (index < fan_in->turn)
		fan_in->turn--;
	else if (index == fan_in->turn)
		fan_in->left = fan_in->quantum;
	if (fan_in->turn >= fan_in->count)
		fan_in->turn = 0;
}

int sluice_fan_in_remove(struct sluice_fan_in *fan_in, struct sluice_channel *channel)
{
	for (size_t i = 0; i < fan_in->count; i++) {
		if (fan_in->lanes[i].channel == channel) {
			remove_at(fan_in, i);
			return 0;
		}
	}
	return 0;
}

size_t sluice_fan_in_count(const struct sluice_fan_in *fan_in)
{
	return fan_in->count;
}

int sluice_fan_in_get(struct sluice_fan_in *fan_in, struct sluice_lane *lane, struct sluice_message *out)
{
	for (size_t tried = 0; tried <= fan_in->count && fan_in->count > 0; tried++) {
		int status;

		if (fan_in->left == 0 && fan_in->current == NULL)
			next_turn(fan_in);
		*lane = fan_in->lanes[fan_in->turn];
		status = sluice_channel_get_message(lane->channel, out);
		if (status == 1) {
			if (fan_in->current == NULL)
				fan_in->left--;
			fan_in->current = lane->channel;
			return 1;
		}
		if (status < 0) {
			remove_at(fan_in, fan_in->turn);
			return status;
		}
		next_turn(fan_in);
	}
	return 0;
}

int sluice_fan_in_finish(struct sluice_fan_in *fan_in)
{
	struct sluice_channel *channel = fan_in->current;

	if (channel == NULL)
		return -SLUICE_ERR_STATE;
	fan_in->current = NULL;
	return sluice_channel_finish_message(channel);
}

int sluice_fan_in_arm(struct sluice_fan_in *fan_in)
{
	for (size_t i = 0; i < fan_in->count; i++) {
		/* Also an error: get tells it. */
		if (sluice_channel_arm(fan_in->lanes[i].channel, SLUICE_EVENT_RECEIVE) != 0)
			return 1;
	}
	return 0;
}

int sluice_fan_in_descriptor(const struct sluice_fan_in *fan_in)
{
	return fan_in->epoll;
}

int sluice_fan_in_wait(struct sluice_fan_in *fan_in, int64_t deadline_ns)
{
	for (;;) {
		struct epoll_event event;
		int64_t now_ns, left_ms = -1;
		int ready;

		if (sluice_fan_in_arm(fan_in) != 0)
			return 1;
		now_ns = sluice_now_ns();
		if (sluice_is_over(deadline_ns, now_ns))
			return 0;
		if (deadline_ns >= 0)
			left_ms = (deadline_ns - now_ns + 999999) / 1000000;
		/* A lane that was woken for nothing, such as by a hint, is armed again. */
		ready = epoll_wait(fan_in->epoll, &event, 1, left_ms > 3600000 ? 3600000 : (int)left_ms);
		if (ready < 0)
			return errno == EINTR ? 0 : -SLUICE_ERR_SYSTEM;
	}
}

void sluice_fan_in_free(struct sluice_fan_in *fan_in)
{
	if (fan_in == NULL)
		return;
	close(fan_in->epoll);
	free(fan_in->lanes);
	free(fan_in);
}
