/* What two sides do with each other while something goes wrong: from listening to leaving, each in a thread of its own. */
#ifndef TEST_SURVIVAL_FAULTS_SCENARIOS_H
#define TEST_SURVIVAL_FAULTS_SCENARIOS_H

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>

#include <sluice/error.h>

/* How a side ended: 0, or the first call that failed. */
struct outcome {
	int status;	 /* -SLUICE_ERR_... */
	int number;	 /* errno with SLUICE_ERR_SYSTEM */
	const char *step; /* the call */
};

/* Whether nothing failed, or a side lost or did not find its peer, and says so: nothing of its own has gone wrong then. */
static inline bool is_about_peer(const struct outcome *outcome)
{
	switch (-outcome->status) {
	case 0:
	case SLUICE_ERR_PEER_CLOSED:
	case SLUICE_ERR_PEER_DIED:
	case SLUICE_ERR_BUSY:
	case SLUICE_ERR_NOT_LISTENING:
		return true;
	case SLUICE_ERR_SYSTEM:
		/* A socket has no other words for nobody. */
		return outcome->number == ENOENT || outcome->number == ECONNREFUSED;
	default:
		return false;
	}
}

/* Whether a system call has failed so, and the side says so. */
static inline bool is_system_error(const struct outcome *outcome, int number)
{
	return outcome->status == -SLUICE_ERR_SYSTEM && outcome->number == number;
}

struct meeting {
	const char *address;
	bool rings_by_socket; /* as peers do that are not trusted with eventfds */
	int is_client_gone; /* whoever waits for it can stop */
	int is_server_gone;
	int is_target[2]; /* whether calls of the server, and of the client, may fail */
};

struct scenario {
	const char *name;
	/* Listens, and calls `start_client` once that has worked. */
	struct outcome (*serve)(struct meeting *meeting, void (*start_client)(void *user), void *user);
	struct outcome (*join)(struct meeting *meeting);
	bool rings_by_socket;
	const char *without; /* a function that the system does not have, or NULL */
};

extern const struct scenario SCENARIOS[];
extern const int SCENARIO_COUNT;

#endif
