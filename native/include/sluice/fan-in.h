/* SPDX-License-Identifier: MIT */
/*
 * Many producers, one consumer: a lane, that is a channel, per producer, served in turn. A producer that floods, stops or dies costs the
 * others nothing but its turn. Order is kept within a lane, not between lanes. A fan-in belongs to the thread of its channels.
 */
#ifndef SLUICE_FAN_IN_H
#define SLUICE_FAN_IN_H

#include <sluice/channel.h>

#ifdef __cplusplus
extern "C" {
#endif

struct sluice_fan_in;

/* `quantum`: most messages of a lane before the next one has its turn; 0 means 16. */
int sluice_fan_in_new(uint32_t quantum, struct sluice_fan_in **out);

/* Adds a lane; `user` comes with its messages. The channel stays the caller's, who may send on it, but does not get from it meanwhile. */
int sluice_fan_in_add(struct sluice_fan_in *fan_in, struct sluice_channel *channel, void *user);

/* Takes a lane out; 0 also when it is none. */
int sluice_fan_in_remove(struct sluice_fan_in *fan_in, struct sluice_channel *channel);

/* Number of lanes. */
size_t sluice_fan_in_count(const struct sluice_fan_in *fan_in);

/* Where a message comes from, or which lane has ended. */
struct sluice_lane {
	struct sluice_channel *channel;
	void *user;
};

/*
 * 1: the next message of some lane, until it is finished; the same one until then. 0: there is none now. Negative: what
 * sluice_channel_get_message said of `lane`, which has ended and is no lane any more. Never waits.
 */
int sluice_fan_in_get(struct sluice_fan_in *fan_in, struct sluice_lane *lane, struct sluice_message *out);

/* Done with the message that was got. -SLUICE_ERR_STATE when there is none. */
int sluice_fan_in_finish(struct sluice_fan_in *fan_in);

/* Waits until there is something to get: 1, or 0 when the time is over or a signal came. */
int sluice_fan_in_wait(struct sluice_fan_in *fan_in, int64_t deadline_ns);

/* For a poll(2) of one's own, with other descriptors: readable when a lane may have something. Arm just before: 1 when there is something already. */
int sluice_fan_in_descriptor(const struct sluice_fan_in *fan_in);
int sluice_fan_in_arm(struct sluice_fan_in *fan_in);

/* The channels live on. NULL is nothing. */
void sluice_fan_in_free(struct sluice_fan_in *fan_in);

#ifdef __cplusplus
}
#endif

#endif /* SLUICE_FAN_IN_H */
